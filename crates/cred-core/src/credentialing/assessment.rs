//! Assessments: a provider's dossier and file held against the rules that an organisation adopted, as a timeline over the instant of the
//! decision.

mod attestation;
mod element;
mod provisional;
mod work_history;

use chrono::NaiveDate;

use super::on_file::OnFile;
use crate::{
    digest::Digest,
    evidence::dossier::Dossier,
    facility::organization::Organization,
    id::{OrganizationId, PackId, ProviderId, VerificationId},
    standard::{
        binding::{Bound, Standards},
        rule::{KeyDate, OnBreach},
        topic::Topic,
    },
    time::{Instant, zone::Zone},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Finding, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

/// What the adopted rules find in a dossier. Made by [`assess`] alone; it names its subject and its instant, and a decision checks both.
#[derive(Debug, Clone)]
pub struct Assessment {
    provider: ProviderId,
    organization: OrganizationId,
    packs: Vec<(PackId, Digest)>,
    at: Instant,
    decided_on: NaiveDate,
    evaluation: Evaluation,
    on_file: OnFile,
    provisional: Option<Provisional>,
    flags: Vec<String>,
    basis: Vec<(VerificationId, Digest)>,
}

/// What provisional credentialing asks at an assessment's instant.
#[derive(Debug, Clone)]
pub struct Provisional {
    /// What must be met before it.
    pub evaluation: Evaluation,
    /// The instant at which it ends if it begins at the assessment's, the first day counting; `None` beyond the calendar.
    pub until: Option<Instant>,
    /// The rule whose limit that is.
    pub citation: String,
}

/// Holds a dossier and what stands on a file against the rules adopted, whatever the instant of the decision; the flags are those of
/// `at`.
///
/// A decision is judged by the rules that bind on its local day in the organisation's zone (rules of a verification organisation: on the
/// day of the report, once there is one), so the timeline changes where an edition does. Where nothing adopted asks for an element of
/// the profession, the answer is unknown.
#[must_use]
pub fn assess(organization: &Organization, dossier: &Dossier<'_>, on_file: &OnFile, at: Instant) -> Assessment {
    let standards = Standards::of(&[organization.adoptions()]);
    let zone = organization.zone();
    let judge = Judge { organization, standards, dossier, on_file, zone };
    let decided_on = zone.date_at(at);
    let mut days: Vec<NaiveDate> = Vec::new();
    for bound in judge.standards.every(of_a_decision) {
        days.push(bound.from);
        days.extend(bound.to.and_then(|to| to.succ_opt()));
    }
    days.sort_unstable();
    days.dedup();
    let pieces = days.into_iter().map(|day| (zone.start_of_day(day), judge.blocking(day))).collect();
    let mut flags = evidence_flags(dossier);
    flags.extend(judge.flags(decided_on, at));
    Assessment {
        provider: dossier.provider().id(),
        organization: organization.id().clone(),
        packs: judge.packs(decided_on),
        at,
        decided_on,
        evaluation: Evaluation::pieces(judge.blocking(NaiveDate::MIN), pieces),
        on_file: on_file.clone(),
        provisional: judge.provisional(decided_on, at),
        flags,
        basis: dossier.basis(),
    }
}

/// The topics that say what must be shown before a decision.
fn of_a_decision(topic: &Topic) -> Option<()> {
    matches!(topic, Topic::Element(_) | Topic::VerificationAge(_) | Topic::AttestationAge(_) | Topic::WorkHistory(_))
        .then_some(())
}

/// What a day's rules are held against.
struct Judge<'a> {
    organization: &'a Organization,
    standards: Standards<'a>,
    dossier: &'a Dossier<'a>,
    on_file: &'a OnFile,
    zone: Zone,
}

impl<'a> Judge<'a> {
    /// The rules that bind a decision on a day.
    fn bound<T>(&self, day: NaiveDate, pick: impl Fn(&'a Topic) -> Option<T>) -> Vec<Bound<'a, T>> {
        let key_day = |bound: &Bound<'a, T>| {
            let given = match bound.key_date() {
                KeyDate::Report => self.on_file.reported,
                KeyDate::Submission => self.on_file.submitted,
                KeyDate::Decision | KeyDate::Event => None,
            };
            given.map_or(day, |given| self.zone.date_at(given))
        };
        let every = self.standards.every(pick).into_iter();
        let binding = every.filter(|bound| {
            let on = key_day(bound);
            bound.from <= on && bound.to.is_none_or(|to| on <= to)
        });
        binding.collect()
    }

    /// A rule that is judged at the report holds from then on what it was worth then.
    fn settled<T>(&self, bound: &Bound<'_, T>, evaluation: Evaluation) -> Evaluation {
        match (bound.key_date(), self.on_file.reported) {
            (KeyDate::Report, Some(reported)) => evaluation.constant(reported),
            (KeyDate::Report, None) | (KeyDate::Decision | KeyDate::Submission | KeyDate::Event, _) => evaluation,
        }
    }

    /// Everything that stands in the way of a decision on a day until it is met.
    fn blocking(&self, day: NaiveDate) -> Evaluation {
        let ages = self.ages(day, |breach| breach == OnBreach::Block);
        let mut parts: Vec<Evaluation> =
            self.elements(day, OnBreach::Block).iter().filter_map(|rule| self.element(rule, &ages)).collect();
        // Rules that ask nothing of a profession have forgotten it: all of nothing would be met.
        if parts.is_empty() {
            parts.push(self.silent(day));
        }
        parts.extend(self.attestation(day, OnBreach::Block));
        parts.extend(self.work_history(day, OnBreach::Block));
        Evaluation::all(parts)
    }

    /// What does not stand in the way of a decision, but takes a closer look.
    fn flags(&self, day: NaiveDate, at: Instant) -> Vec<String> {
        let all = self.ages(day, |breach| breach != OnBreach::Task);
        let only_blocking = self.ages(day, |breach| breach == OnBreach::Block);
        let mut found = Vec::new();
        for (breach, ages) in [(OnBreach::Flag, &all), (OnBreach::Block, &all)] {
            if breach == OnBreach::Block && all.len() == only_blocking.len() {
                continue;
            }
            for rule in self.elements(day, breach) {
                found.extend(self.element(&rule, ages));
            }
        }
        found.extend(self.attestation(day, OnBreach::Flag));
        found.extend(self.work_history(day, OnBreach::Flag));
        found.iter().flat_map(|own| own.missing(at)).map(|finding| cited(&finding)).collect()
    }

    fn silent(&self, day: NaiveDate) -> Evaluation {
        let profession = self.dossier.provider().provider_type().word();
        let packs: Vec<String> = self.packs(day).iter().map(|(id, _)| id.to_string()).collect();
        let packs = if packs.is_empty() { "no rule pack".to_owned() } else { packs.join(", ") };
        let need = Requirement {
            code: "policy",
            asks: format!("a rule on the elements of a {profession}"),
            citation: format!("{}: {packs}", self.organization.name()),
            owed_by: Owes::Facility,
        };
        Evaluation::leaf(need, Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotOnFile)))
    }

    /// The packs that bind a decision on a day.
    fn packs(&self, day: NaiveDate) -> Vec<(PackId, Digest)> {
        let mut packs = Vec::new();
        for bound in self.bound(day, |_| Some(())) {
            if packs.iter().all(|(id, _)| *id != bound.pack.id) {
                packs.push((bound.pack.id.clone(), bound.pack.digest()));
            }
        }
        packs
    }
}

/// What in the evidence keeps a file from being clean: adverse answers, differences, explained or not, alternates.
fn evidence_flags(dossier: &Dossier<'_>) -> Vec<String> {
    let mut flags = Vec::new();
    for (key, items) in dossier.elements() {
        for item in items {
            let state = item.verification.state();
            let flag = match state.name() {
                "verified-with-adverse" => Some("adverse answer"),
                "discrepant" => Some("open discrepancy"),
                "alternate-accepted" => Some("alternate source"),
                _ if item.held.resolved => Some("explained discrepancy"),
                _ => None,
            };
            flags.extend(flag.map(|flag| format!("{key}: {flag}")));
        }
    }
    flags.dedup();
    flags
}

impl Assessment {
    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// For which organisation.
    #[must_use]
    pub const fn organization(&self) -> &OrganizationId {
        &self.organization
    }

    /// The rule packs that bind a decision at its instant, each with its fingerprint.
    #[must_use]
    pub fn packs(&self) -> &[(PackId, Digest)] {
        &self.packs
    }

    /// The instant it was made for.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// The local day of that instant at the organisation: the key date of a decision.
    #[must_use]
    pub const fn decided_on(&self) -> NaiveDate {
        self.decided_on
    }

    /// The whole of it, over time: when elements go stale, and where an edition takes the place of another, is in here.
    #[must_use]
    pub const fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// What is still open at its instant.
    #[must_use]
    pub fn open(&self) -> Vec<Finding> {
        self.evaluation.missing(self.at)
    }

    /// What stood on the file.
    #[must_use]
    pub const fn on_file(&self) -> &OnFile {
        &self.on_file
    }

    /// What provisional credentialing asks; `None` where no rule adopted allows it.
    #[must_use]
    pub const fn provisional(&self) -> Option<&Provisional> {
        self.provisional.as_ref()
    }

    /// What keeps the file from being clean.
    #[must_use]
    pub fn flags(&self) -> &[String] {
        &self.flags
    }

    /// The evidence a decision now would rest on.
    #[must_use]
    pub fn basis(&self) -> &[(VerificationId, Digest)] {
        &self.basis
    }
}

/// A finding in one line.
#[must_use]
pub fn line(finding: &Finding) -> String {
    format!("{}: {}", finding.requirement.asks, finding.cause.reason.sentence())
}

/// A finding in one line, with its rule.
#[must_use]
pub fn cited(finding: &Finding) -> String {
    format!("{} ({})", line(finding), finding.requirement.citation)
}
