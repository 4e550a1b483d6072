//! What may have to be reported: every adverse action, and everything given up under investigation.

use crate::{
    appointment::{Appointment, Cause, ReviewAction, Standing},
    credentialing::credentialing_file::FileKind,
    facility::Facility,
    id::ProviderId,
    journal::Stream,
    privileging::{
        corrective_action::CorrectiveAction,
        grant::GrantStanding,
        privilege_request::{Held, PrivilegeRequest},
        restriction::{Restriction, RestrictionBasis},
    },
    provider::Provider,
    records::Records,
    time::{Instant, period::Period},
    timeline::Timeline,
};

use super::{
    super::{
        investigations::{open_at, open_when_ended},
        suspensions::{of_appointment, of_grant, precautions},
    },
    Reported,
};

/// When an action counts.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// On the day of an instant, however long it lasts.
    On(Instant),
    /// On the day it was decided, if by its terms it lasts longer than the rule allows.
    ForTerm { decided_at: Instant, from: Instant, until: Option<Instant> },
    /// On the day on which it has in fact lasted longer.
    WhileItLasts { from: Instant, until: Option<Instant> },
}

impl When {
    pub(super) const fn start(self) -> Instant {
        match self {
            Self::On(at) | Self::ForTerm { decided_at: at, .. } | Self::WhileItLasts { from: at, .. } => at,
        }
    }
}

/// One action that a rule may ask to report.
pub(super) struct Action {
    pub(super) what: Reported,
    pub(super) when: When,
    pub(super) why: String,
    pub(super) evidence: Vec<String>,
    pub(super) optional: bool,
}

impl Action {
    fn new(what: Reported, when: When, why: &str, id: &impl ToString) -> Self {
        Self { what, when, why: why.to_owned(), evidence: vec![id.to_string()], optional: false }
    }
}

struct Scene<'a> {
    records: &'a Records,
    subject: &'a Provider,
    facility: &'a Facility,
    as_of: Instant,
}

pub(super) fn actions(records: &Records, subject: &Provider, facility: &Facility, as_of: Instant) -> Vec<Action> {
    let scene = Scene { records, subject, facility, as_of };
    let mut found = Vec::new();
    for matter in records.corrective_actions_of(subject.id()).filter(|own| own.facility() == facility.id()) {
        scene.of_matter(matter, &mut found);
    }
    for held in scene.appointments() {
        scene.of_appointment(held, &mut found);
    }
    for privilege in scene.privileges() {
        scene.of_privilege(privilege, &mut found);
    }
    scene.of_files(&mut found);
    found
}

impl<'a> Scene<'a> {
    fn provider(&self) -> ProviderId {
        self.subject.id()
    }

    fn appointments(&self) -> impl Iterator<Item = &'a Appointment> + use<'a> {
        let here = self.facility.id();
        self.records.appointments_of(self.subject.id()).filter(move |held| held.facility() == here)
    }

    fn privileges(&self) -> impl Iterator<Item = &'a PrivilegeRequest> + use<'a> {
        let here = self.facility.id();
        self.records.privileges_of(self.subject.id()).filter(move |own| own.facility() == here)
    }

    /// The ids of the investigations open at an instant, or when a record ended; empty where none was.
    fn under_investigation(&self, at: Option<Instant>, ended: Option<&Stream>) -> Vec<String> {
        let (provider, here) = (self.provider(), self.facility.id());
        let then = at.into_iter().flat_map(|at| open_at(self.records, provider, here, at));
        let when_ended = ended.into_iter().flat_map(|stream| open_when_ended(self.records, provider, here, stream));
        let mut ids: Vec<String> = then.chain(when_ended).map(|matter| matter.id().to_string()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// Something given up, if an investigation was open when it was given up (the record ended) or when that took effect.
    fn given_up(&self, mut action: Action, at: Option<Instant>, ended: Option<&Stream>, found: &mut Vec<Action>) {
        let open = self.under_investigation(at, ended);
        if !open.is_empty() {
            action.evidence.extend(open);
            found.push(action);
        }
    }

    /// Final actions. A suspension is counted where it stands on the records it suspends.
    fn of_matter(&self, matter: &CorrectiveAction, found: &mut Vec<Action>) {
        let about_competence =
            matter.investigation().is_none_or(|investigation| investigation.class == Cause::CompetenceOrConduct);
        let Some((decided_at, taken)) = matter.final_action().filter(|_| about_competence) else { return };
        let decided_at = *decided_at;
        let id = matter.id();
        match taken.action {
            ReviewAction::None | ReviewAction::Letter | ReviewAction::Fppe | ReviewAction::Suspension => {}
            ReviewAction::Revocation => {
                found.push(Action::new(Reported::Revocation, When::On(decided_at), "revoked by final action", &id));
            }
            ReviewAction::Denial => {
                found.push(Action::new(Reported::Denial, When::On(decided_at), "denied by final action", &id));
            }
            ReviewAction::Restriction => {
                let basis = RestrictionBasis::FinalAction(id);
                let helds = self.privileges().filter_map(|own| Some((own, own.held()?)));
                let carried: Vec<(&PrivilegeRequest, &Restriction)> = helds
                    .flat_map(|(own, held)| held.restrictions.iter().map(move |restriction| (own, restriction)))
                    .filter(|(_, restriction)| restriction.basis == basis)
                    .collect();
                if carried.is_empty() {
                    let when = When::ForTerm { decided_at, from: taken.from, until: taken.until };
                    found.push(Action::new(Reported::Restriction, when, "restricted by final action", &id));
                }
                for (own, restriction) in carried {
                    let (from, until) = (restriction.from, restriction.until());
                    // How long so many cases take is seen only when they are done.
                    let when = if restriction.limits.for_cases.is_some() {
                        When::WhileItLasts { from, until }
                    } else {
                        When::ForTerm { decided_at, from, until }
                    };
                    let mut action = Action::new(Reported::Restriction, when, "restricted by final action", &id);
                    action.evidence.push(own.id().to_string());
                    found.push(action);
                }
            }
        }
    }

    fn of_appointment(&self, held: &Appointment, found: &mut Vec<Action>) {
        let id = held.id();
        for run in of_appointment(held) {
            let when = When::WhileItLasts { from: run.period.start(), until: run.period.end() };
            found.push(Action::new(Reported::Suspension, when, "suspended from the staff", &id));
        }
        for own in held.taken().iter().filter(|own| own.cause != Some(Cause::Administrative)) {
            if held.standing_at(own.from) != own.standing {
                continue;
            }
            let (from, stream) = (own.from, Stream::Appointment(id));
            match own.standing {
                Standing::Revoked if own.decision.is_none() => {
                    found.push(Action::new(Reported::Revocation, When::On(from), "appointment revoked", &id));
                }
                Standing::Resigned => {
                    let why = "resigned while under investigation";
                    let action = Action::new(Reported::Surrender, When::On(from), why, &id);
                    self.given_up(action, Some(from), Some(&stream), found);
                }
                Standing::OnLeave if self.holds_privileges(from) => {
                    let why = "leave while under investigation, from privileges held";
                    self.given_up(Action::new(Reported::Leave, When::On(from), why, &id), Some(from), None, found);
                }
                Standing::Good | Standing::Suspended | Standing::OnLeave | Standing::Revoked | Standing::Deceased => {}
            }
        }
        self.not_renewed(held, found);
    }

    /// A leave from nothing restricts nothing.
    fn holds_privileges(&self, at: Instant) -> bool {
        self.privileges().filter_map(PrivilegeRequest::held).any(|held| {
            held.grant.term.contains(at)
                && !matches!(standing_at(held, at), GrantStanding::Relinquished | GrantStanding::Revoked)
        })
    }

    fn died_by(&self, at: Instant) -> bool {
        self.subject.died().is_some_and(|day| self.facility.zone().start_of_day(day) <= at)
    }

    /// A term that ended without a decision on the next one.
    fn not_renewed(&self, held: &Appointment, found: &mut Vec<Action>) {
        let Some(end) = held.end().filter(|end| *end <= self.as_of && !self.died_by(*end)) else { return };
        let ended_before = held.whole().and_then(Period::end).is_none_or(|whole| whole < end);
        let ended_with_it = held.standing_at(end).is_ending();
        let follows = self.appointments().any(|own| own.terms().iter().any(|term| term.contains(end)));
        if ended_before || ended_with_it || follows {
            return;
        }
        let why = "the term ended while under investigation, without a decision";
        self.given_up(Action::new(Reported::NonRenewal, When::On(end), why, &held.id()), Some(end), None, found);
    }

    fn of_privilege(&self, own: &PrivilegeRequest, found: &mut Vec<Action>) {
        let Some(held) = own.held() else {
            return self.of_request(own, found);
        };
        let id = own.id();
        for (period, evidence) in self.suspended(own, held) {
            let when = When::WhileItLasts { from: period.start(), until: period.end() };
            let why = format!("{} suspended", own.item());
            found.push(Action { what: Reported::Suspension, when, why, evidence, optional: false });
        }
        let standings = held.taken.iter().filter(|taken| taken.cause != Some(Cause::Administrative));
        for taken in standings.filter(|taken| standing_at(held, taken.from) == taken.standing) {
            let (from, stream) = (taken.from, Stream::Privilege(id));
            match taken.standing {
                GrantStanding::Revoked if taken.decision.is_none() => {
                    let why = format!("{} revoked", own.item());
                    found.push(Action::new(Reported::Revocation, When::On(from), &why, &id));
                }
                GrantStanding::Relinquished => {
                    let why = format!("{} given up while under investigation", own.item());
                    let action = Action::new(Reported::Surrender, When::On(from), &why, &id);
                    self.given_up(action, Some(from), Some(&stream), found);
                }
                GrantStanding::Good | GrantStanding::Suspended | GrantStanding::Revoked => {}
            }
        }
        for restriction in held.restrictions.iter().filter(|own| own.basis == RestrictionBasis::Agreed) {
            let (why, from) = (format!("{} restricted while under investigation", own.item()), restriction.from);
            let action = Action::new(Reported::AcceptedRestriction, When::On(from), &why, &id);
            self.given_up(action, Some(from), None, found);
        }
        self.grant_not_renewed(own, held, found);
    }

    /// When a privilege was kept from the provider by a suspension of its own, with what came of it and with the appointment's suspensions
    /// that adjoin: one of after the other lasts on.
    fn suspended(&self, own: &PrivilegeRequest, held: &Held) -> Vec<(Period, Vec<String>)> {
        let mut parts: Vec<(Period, String, bool)> = Vec::new();
        for run in of_grant(held).into_iter().chain(precautions(held)) {
            parts.push((run.period, own.id().to_string(), true));
        }
        if parts.is_empty() {
            return vec![];
        }
        for appointment in self.appointments() {
            parts.extend(
                of_appointment(appointment).into_iter().map(|run| (run.period, appointment.id().to_string(), false)),
            );
        }
        parts.sort_by_key(|(period, ..)| period.start());
        let mut merged: Vec<(Period, Vec<String>, bool)> = Vec::new();
        for (period, id, is_own) in parts {
            match merged.last_mut().filter(|(last, ..)| last.end().is_none_or(|end| period.start() <= end)) {
                Some((last, ids, own)) => {
                    let end = last.end().zip(period.end()).map(|(a, b)| a.max(b));
                    *last = Period::new(last.start(), end).unwrap_or(*last);
                    ids.push(id);
                    *own |= is_own;
                }
                None => merged.push((period, vec![id], is_own)),
            }
        }
        merged.into_iter().filter(|(.., own)| *own).map(|(period, ids, _)| (period, ids)).collect()
    }

    fn grant_not_renewed(&self, own: &PrivilegeRequest, held: &Held, found: &mut Vec<Action>) {
        let Some(end) = held.grant.term.end().filter(|end| *end <= self.as_of && !self.died_by(*end)) else { return };
        let lived = matches!(standing_at(held, end), GrantStanding::Good | GrantStanding::Suspended);
        let appointment = self.records.appointment(held.grant.appointment).and_then(Appointment::whole);
        let appointed = appointment.is_some_and(|whole| whole.end().is_none_or(|whole| end <= whole));
        let resigned =
            self.records.appointment(held.grant.appointment).is_some_and(|own| own.standing_at(end).is_ending());
        let follows = self
            .privileges()
            .filter(|other| other.item() == own.item())
            .filter_map(PrivilegeRequest::held)
            .any(|other| other.grant.term.contains(end));
        if !lived || !appointed || resigned || follows {
            return;
        }
        let why = format!("the term of {} ended while under investigation, without a decision", own.item());
        self.given_up(Action::new(Reported::NonRenewal, When::On(end), &why, &own.id()), Some(end), None, found);
    }

    /// A request that never became a grant: denied after review, or withdrawn under investigation.
    fn of_request(&self, own: &PrivilegeRequest, found: &mut Vec<Action>) {
        let Some(ended) = self.records.ended_at(&Stream::Privilege(own.id())) else { return };
        let item = own.item();
        if own.state_name() == "denied" && own.was_recommended_against() {
            let why = format!("{item} denied after the executive committee recommended against it");
            found.push(Action::new(Reported::Denial, When::On(ended), &why, &own.id()));
        }
        if own.state_name() == "withdrawn" {
            let renewal = self.privileges().any(|other| other.item() == item && other.held().is_some());
            let why = format!("the request for {item} withdrawn while under investigation");
            let action = Action::new(Reported::Withdrawal, When::On(ended), &why, &own.id());
            let stream = Stream::Privilege(own.id());
            self.given_up(Action { optional: !renewal, ..action }, None, Some(&stream), found);
        }
    }

    /// A credentialing file withdrawn, or deemed so, under investigation; a first one may be reported.
    fn of_files(&self, found: &mut Vec<Action>) {
        let files = self.records.files_of(self.provider());
        for file in files.filter(|file| file.organization() == self.facility.organization()) {
            let withdrawn = matches!(file.state_name(), "withdrawn" | "deemed-withdrawn");
            let ended = self.records.ended_at(&Stream::CredentialingFile(file.id()));
            let Some(ended) = ended.filter(|_| withdrawn) else { continue };
            let why = "the application withdrawn while under investigation";
            let action = Action::new(Reported::Withdrawal, When::On(ended), why, &file.id());
            let first = file.kind() == FileKind::Initial;
            let stream = Stream::CredentialingFile(file.id());
            self.given_up(Action { optional: first, ..action }, None, Some(&stream), found);
        }
    }
}

fn standing_at(held: &Held, at: Instant) -> GrantStanding {
    *Timeline::from_changes(GrantStanding::Good, held.ordered()).at(at)
}
