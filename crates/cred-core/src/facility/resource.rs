//! Resources: what a site needs so that a privilege can be exercised there: equipment, units, teams, cover, agreements.
//!
//! A lost resource makes dependent privileges held but not exercisable at that site; it ends no grant.

use serde::{Deserialize, Serialize};

use std::sync::Arc;

use crate::{
    id::ResourceId,
    refusal::Reason,
    text::Text,
    time::{Instant, period::Period},
    timeline::{
        Timeline,
        finding::{Cause, Fact, FactKind, FactSpan, FindingReason},
        truth::Truth,
    },
};

/// For how long and how far a resource is missing. The end is exclusive; at it the resource is back. Where the return is not certain,
/// leave the end out and record the return when it happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// From when until when.
    pub period: Period,
    /// Why.
    pub reason: Text,
    /// The limits under which it still serves (degraded); out of service where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Text>,
}

/// In which way a resource ends for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Taken out of use.
    Retired,
    /// A licence or contract behind it is gone.
    Lost,
}

/// One resource at one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    id: ResourceId,
    name: Text,
    in_service_from: Option<Instant>,
    outages: Vec<Outage>,
    ended: Option<(Instant, Ending)>,
}

impl Resource {
    pub(super) const fn planned(id: ResourceId, name: Text) -> Self {
        Self { id, name, in_service_from: None, outages: Vec::new(), ended: None }
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &ResourceId {
        &self.id
    }

    /// What it is.
    #[must_use]
    pub const fn name(&self) -> &Text {
        &self.name
    }

    fn refuse(&self, because: &'static str) -> Reason {
        Reason::Resource { resource: self.id.to_string(), because }
    }

    pub(super) fn may_enter_service(&self, from: Instant) -> Result<bool, Reason> {
        match (self.in_service_from, self.ended) {
            (Some(held), _) if held == from => Ok(false),
            (Some(_), _) => Err(self.refuse("is in service already; record outages and returns")),
            (None, Some(_)) => Err(self.refuse("has ended; plan a new one under another id")),
            (None, None) => Ok(true),
        }
    }

    pub(super) fn may_go_out(&self, outage: &Outage) -> Result<bool, Reason> {
        if self.in_service_from.is_none() {
            return Err(self.refuse("was never put in service"));
        }
        if self.ended.is_some_and(|(end, _)| end <= outage.period.start()) {
            return Err(self.refuse("has ended by then"));
        }
        Ok(!self.outages.contains(outage))
    }

    pub(super) fn may_return(&self, from: Instant) -> Result<bool, Reason> {
        if self.ended.is_some_and(|(ended, _)| ended <= from) {
            Err(self.refuse("has ended for good"))
        } else if self.outages.iter().any(|outage| outage.period.contains(from)) {
            Ok(true)
        } else {
            Err(self.refuse("has no outage that covers this instant"))
        }
    }

    pub(super) fn may_end(&self, from: Instant, ending: Ending) -> Result<bool, Reason> {
        match self.ended {
            Some(held) if held == (from, ending) => Ok(false),
            Some(_) => Err(self.refuse("has ended already")),
            None => Ok(true),
        }
    }

    pub(super) const fn enter_service(&mut self, from: Instant) {
        self.in_service_from = Some(from);
    }

    pub(super) fn go_out(&mut self, outage: Outage) {
        self.outages.push(outage);
    }

    /// Ends the outages that cover the instant. Others stand: a maintenance planned for next month is still planned.
    pub(super) fn come_back(&mut self, from: Instant) {
        self.outages.retain_mut(|outage| {
            if !outage.period.contains(from) {
                return true;
            }
            outage.period.cut_at(from).is_some_and(|rest| {
                outage.period = rest;
                true
            })
        });
    }

    pub(super) const fn end(&mut self, from: Instant, ending: Ending) {
        self.ended = Some((from, ending));
    }

    /// Whether it will ever serve as recorded now: planned or in service, and not ended.
    #[must_use]
    pub const fn is_planned_or_in_service(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether it serves, at all times.
    #[must_use]
    pub fn serves(&self) -> Timeline<Cause> {
        let record = |label: String, span| {
            Arc::new(Fact {
                kind: FactKind::Resource,
                id: self.id.to_string(),
                label,
                source: None,
                method: None,
                verified_on: None,
                span,
            })
        };
        let fact = |span| record(self.name.to_string(), span);
        let span = |from, to| Some(FactSpan::Instants { from, to });
        let planned = Cause::on(Truth::Unmet, FindingReason::Planned, &fact(None));
        let mut serves = match self.in_service_from {
            None => Timeline::constant(planned),
            Some(from) => Timeline::from_changes(
                planned,
                vec![(from, Cause::on(Truth::Met, FindingReason::InService, &fact(span(from, None))))],
            ),
        };
        for outage in &self.outages {
            let label = format!("{} ({})", self.name, outage.reason);
            let fact = record(label, span(outage.period.start(), outage.period.end()));
            let covers = Timeline::within(outage.period, true, false);
            serves = serves.zip_with(&covers, |own, covered| match &outage.limits {
                Some(limits) if *covered && own.truth == Truth::Met => {
                    let mut cause = Cause::on(Truth::Met, FindingReason::Degraded, &fact);
                    cause.conditions.clone_from(&own.conditions);
                    cause.conditions.push(format!("{}: {limits}", self.name));
                    cause
                }
                None if *covered && own.truth == Truth::Met => {
                    Cause::on(Truth::Unmet, FindingReason::OutOfService, &fact)
                }
                Some(_) | None => own.clone(),
            });
        }
        if let Some((from, ending)) = self.ended {
            let reason = match ending {
                Ending::Retired => FindingReason::Retired,
                Ending::Lost => FindingReason::Lost,
            };
            let over = Timeline::constant(Cause::on(Truth::Unmet, reason, &fact(span(from, None))));
            serves = serves.then_from(from, &over);
        }
        serves
    }
}
