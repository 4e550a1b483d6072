//! Authority beside appointment and grant: temporary and disaster privileges, privileges by proxy, and what the facility records for them.

pub mod contract;
pub mod emergency;
pub mod proxy;
pub mod temporary;

mod granting;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cred_core::{
    exercise::rules::{proxy_status, temporary_status},
    id::{FacilityId, ItemId, ProviderId, SiteId},
    privileging::temporary_privilege::TemporaryPrivilege,
    records::Records,
    text::Text,
    time::{Instant, zone::Zone},
    timeline::{Timeline, finding::Cause, truth::Truth},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{answers::Reply, privileging::items::Items};
use crate::{
    check::Checks,
    moment::Until,
    outcome::Trouble,
    stage::Stage,
    vertical::{Question, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Special privileges held",
    steps: None,
    questions: Some(Words::<dyn Question>::of::<SpecialQuestion>(&[Word::ask("special")])),
};

/// What is asked about special privileges, and what is expected.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
enum SpecialQuestion {
    /// Which temporary, disaster and proxy privileges does the provider hold at this time, by their own status alone? Whether one may be
    /// exercised is asked with `may`. With `privilege`, the other expectations are about the one in force, or else the latest.
    Special {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Which item; every one where left out.
        #[serde(default)]
        privilege: Option<String>,
        /// Expected: these are held at this time and no others, each written with its kind: `new-applicant GS-CORE`, `care-need GS-CORE`,
        /// `locum-tenens GS-CORE`, `disaster ED-CORE`, `proxy STROKE`. An empty list: none.
        #[serde(default)]
        held: Option<Vec<String>>,
        /// Expected: whether it is in force at this time, by its own status.
        #[serde(default)]
        answer: Option<Reply>,
        /// Expected: its state as recorded: `granted`, `continued`, `terminated`, `relinquished`; by proxy also `suspended`,
        /// `distant-ended`, `revoked`; `none` where there is none. That its time has run out is no state.
        #[serde(default)]
        state: Option<String>,
        /// Expected: the reason for its status at this time: `in-force`, `cap-reached`, `decided-by-board`, `plan-not-active`, ….
        #[serde(default)]
        because: Option<String>,
        /// Expected: the first instant after this time at which its status is another, or `none`.
        #[serde(default)]
        until: Option<Until>,
        /// Expected: how many days, this one included, it was held with all that are counted together with it.
        #[serde(default)]
        days: Option<u32>,
    },
}

/// One that was given.
struct Special {
    told: String,
    item: ItemId,
    decided_at: Instant,
    id: String,
    state: &'static str,
    status: Timeline<Cause>,
    days: BTreeSet<NaiveDate>,
}

impl Special {
    fn is_in_force(&self, at: Instant) -> bool {
        self.status.at(at).truth == Truth::Met
    }
}

impl Question for SpecialQuestion {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        let Self::Special { provider, facility, privilege, held, answer, state, because, until, days } = self;
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let wanted = privilege.as_ref().map(|item| ItemId::parse(item)).transpose();
        let wanted = wanted.map_err(|error| Trouble::value("privilege", error))?;
        let records = stage.records(id)?;
        let mut all = given(&records, id, &at, about);
        all.retain(|own| wanted.as_ref().is_none_or(|item| *item == own.item));
        let lines = all.iter().map(|own| {
            let cause = own.status.at(about);
            let change = own.status.map(|cause| cause.truth).next_change(about).map(|(at, _)| at);
            let until = checks.told(change);
            format!("{} ({}): {}, until {until}", own.told, own.state, cause.reason.code())
        });
        let lines = lines.collect();
        checks.explain(lines);
        let told: Vec<String> = all.iter().filter(|own| own.is_in_force(about)).map(|own| own.told.clone()).collect();
        checks.exactly("held", held.as_deref(), &told);
        let latest = all.iter().max_by_key(|own| (own.is_in_force(about), own.decided_at, own.id.clone()));
        let found = latest.map_or(Truth::Unmet, |own| own.status.at(about).truth);
        checks.word("answer", answer.map(Reply::word), cred_wire::answer::word(found));
        checks.word("state", state.as_deref(), latest.map_or("none", |own| own.state));
        let reason = latest.map_or("none", |own| own.status.at(about).reason.code());
        checks.word("because", because.as_deref(), reason);
        let change = latest.and_then(|own| own.status.map(|cause| cause.truth).next_change(about).map(|(at, _)| at));
        checks.until("until", until.as_ref(), change)?;
        if let Some(expected) = days {
            let found = latest.map_or(0, |own| own.days.len());
            let holds = usize::try_from(*expected).is_ok_and(|expected| expected == found);
            checks.add("days", expected.to_string(), found.to_string(), holds);
        }
        Ok(())
    }
}

fn given(records: &Records, provider: ProviderId, facility: &FacilityId, about: Instant) -> Vec<Special> {
    let zone = records.facility(facility).map_or(Zone::UTC, |own| own.zone());
    let days = |own: &TemporaryPrivilege| {
        let together = own.grant_given().earlier.iter().filter_map(|id| records.temporary_privilege(*id));
        together.chain([own]).flat_map(|own| held_days(records, own, zone, about)).collect()
    };
    let temporary = records.temporary_privileges_of(provider).filter(|own| own.facility() == facility);
    let mut all: Vec<Special> = temporary
        .filter_map(|own| {
            Some(Special {
                told: format!("{} {}", own.grant_given().ground.kind(), own.item()),
                item: own.item().clone(),
                decided_at: own.grant_given().decided_at,
                id: own.id().to_string(),
                state: own.state(),
                status: temporary_status(records, own)?,
                days: days(own),
            })
        })
        .collect();
    let by_proxy = records.proxy_privileges_of(provider).filter(|own| own.facility() == facility);
    all.extend(by_proxy.filter_map(|own| {
        Some(Special {
            told: format!("proxy {}", own.item()),
            item: own.item().clone(),
            decided_at: own.grant_given().decided_at,
            id: own.id().to_string(),
            state: own.state(),
            status: proxy_status(records, own)?,
            days: BTreeSet::new(),
        })
    }));
    all
}

/// The local days on which one was held up to an instant; a day that was begun counts.
fn held_days(records: &Records, own: &TemporaryPrivilege, zone: Zone, about: Instant) -> Vec<NaiveDate> {
    let start = own.grant_given().term.start();
    if about < start {
        return vec![];
    }
    let end = temporary_status(records, own).as_ref().and_then(ends);
    let last = end.filter(|end| *end <= about).map_or(about, |end| end - chrono::TimeDelta::microseconds(1));
    let (first, last) = (zone.date_at(start), zone.date_at(last));
    first.iter_days().take_while(|day| *day <= last).collect()
}

/// The instant from which a status is met no more, as known now; `None` where it is met to the end.
fn ends(status: &Timeline<Cause>) -> Option<Instant> {
    let mut over = status.changes().first().map(|(at, _)| *at);
    let mut before = status.first().truth;
    for (at, cause) in status.changes() {
        if before == Truth::Met && cause.truth != Truth::Met {
            over = Some(*at);
        }
        before = cause.truth;
    }
    over.filter(|_| before != Truth::Met)
}

/// The items named; every one where none is.
fn items(named: Option<&Items>) -> Vec<ItemId> {
    named.map(|own| own.0.clone()).unwrap_or_default()
}

fn sites(named: &[String]) -> Result<Vec<SiteId>, Trouble> {
    named.iter().map(|text| SiteId::parse(text).map_err(|error| Trouble::value("sites", error))).collect()
}

/// A text of the step, or a made-up one.
fn text(stage: &Stage, key: &'static str, given: Option<&Text>, otherwise: &str) -> Result<Text, Trouble> {
    match given {
        Some(own) => Ok(own.clone()),
        None => Text::parse(stage.made_up(key, otherwise)?).map_err(|error| Trouble::value(key, error)),
    }
}
