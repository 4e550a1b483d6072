//! The life of one privilege: requested, checked, reviewed, granted or not, and what came of the grant.

use serde::{Deserialize, Serialize};

use super::{
    criteria_check::CriteriaCheck,
    grant::{Grant, GrantStanding, Restriction},
};
use crate::{
    actor::{Actor, Capacity},
    appointment::Appointed,
    credentialing::{assessment::line, proof::Credentialed},
    delineation::{privilege_item::PrivilegeItem, privilege_set::PrivilegeSet},
    facility::{Facility, bylaws::ReviewStep},
    id::{FacilityId, ItemId, PrivilegeRequestId, PrivilegeSetId, ProviderId, SiteId},
    machine::{Machine, Transition},
    provider::Provider,
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::Instant,
};

const APPLICANT: &[Capacity] = &[Capacity::Provider, Capacity::Delegate, Capacity::Msp];
const CHECKERS: &[Capacity] = &[Capacity::Msp, Capacity::System];
const CHAIR: &[Capacity] = &[Capacity::Chair];
const COMMITTEE: &[Capacity] = &[Capacity::CredentialsCommittee];
const MEC: &[Capacity] = &[Capacity::Mec];
const BOARD: &[Capacity] = &[Capacity::Board];
const LEADERS: &[Capacity] = &[Capacity::Chair, Capacity::Ceo, Capacity::Mec, Capacity::MedicalDirector];
const REVIEW: &[&str] = &["chair-review", "committee-review", "mec-review", "board-review"];
const GRANTED: &str =
    "credentialed, appointed, criteria met, all at this instant; term within the appointment and the bylaws' longest";

macro_rules! row {
    ($from:literal, $command:literal, $by:expr, $to:expr, $guard:expr) => {
        Transition { from: $from, command: $command, by: $by, to: $to, guard: $guard }
    };
}

/// The transitions. That a grant has run out is no state: it is read from the term.
pub static MACHINE: Machine = Machine {
    name: "privilege",
    states: &[
        "requested",
        "criteria-not-met",
        "chair-review",
        "committee-review",
        "mec-review",
        "hearing-pending",
        "board-review",
        "granted",
        "suspended",
        "denied",
        "withdrawn",
        "relinquished",
        "revoked",
    ],
    terminal: &["denied", "withdrawn", "relinquished", "revoked"],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "request",
            by: APPLICANT,
            to: &["requested"],
            guard: "offered and supportable at some site; not held or pending already",
        },
        row!(
            "requested",
            "check-criteria",
            CHECKERS,
            &["chair-review", "committee-review", "mec-review", "board-review", "criteria-not-met"],
            "a check made for this instant"
        ),
        row!(
            "criteria-not-met",
            "check-criteria",
            CHECKERS,
            &["chair-review", "committee-review", "mec-review", "board-review", "criteria-not-met"],
            "a check made for this instant"
        ),
        row!("chair-review", "recommend", CHAIR, REVIEW, "in the order of the bylaws; not the subject"),
        row!("committee-review", "recommend", COMMITTEE, REVIEW, "in the order of the bylaws; not the subject"),
        row!(
            "mec-review",
            "recommend",
            MEC,
            &["board-review", "hearing-pending"],
            "an adverse one opens the way to a hearing"
        ),
        row!(
            "hearing-pending",
            "conclude-hearing",
            &[Capacity::HearingPanel, Capacity::Msp],
            &["board-review"],
            "held, or waived by silence"
        ),
        row!("board-review", "grant", BOARD, &["granted"], GRANTED),
        row!("board-review", "deny", BOARD, &["denied"], "a reason"),
        row!("requested", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("criteria-not-met", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("chair-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("committee-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("mec-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("hearing-pending", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!("board-review", "withdraw", APPLICANT, &["withdrawn"], ""),
        row!(
            "granted",
            "conclude-fppe",
            &[Capacity::Chair, Capacity::CredentialsCommittee],
            &["granted"],
            "an evaluation is open"
        ),
        row!("granted", "restrict", BOARD, &["granted"], "not back-dated"),
        row!("granted", "suspend", LEADERS, &["suspended"], "a reason; not back-dated"),
        row!("suspended", "lift", &[Capacity::Mec, Capacity::Board], &["granted"], "not back-dated"),
        row!("granted", "relinquish", APPLICANT, &["relinquished"], "not back-dated"),
        row!("suspended", "relinquish", APPLICANT, &["relinquished"], "not back-dated"),
        row!("granted", "revoke", BOARD, &["revoked"], "a reason; not back-dated"),
        row!("suspended", "revoke", BOARD, &["revoked"], "a reason; not back-dated"),
    ],
};

/// What a reviewing body says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// For the grant, or against it.
    pub favourable: bool,
    /// Why, and under which conditions.
    pub note: Text,
}

/// The terms of a grant, as the board sets them.
#[derive(Debug, Clone)]
pub struct GrantTerms {
    /// From when.
    pub start: Instant,
    /// For how many months, to the day; to the end of the appointment where `None` (or of the bylaws' longest, if that is earlier).
    pub months: Option<u32>,
    /// For which sites; for all at which the criteria are met where empty.
    pub sites: Vec<SiteId>,
    /// Under which conditions.
    pub conditions: Vec<Text>,
}

/// What may be asked of a privilege.
///
/// A grant takes the proofs. It cannot be asked for by an id:
///
/// ```compile_fail,E0308
/// # use cred_core::{id::ProviderId, privileging::privilege_request::{Command, GrantTerms}, appointment::Appointed, privileging::criteria_check::CriteriaCheck};
/// fn grant(id: ProviderId, appointed: Appointed<'_>, check: CriteriaCheck, terms: GrantTerms) {
///     let _ = Command::Grant { credentialed: id, appointed, check: Box::new(check), terms };
/// }
/// ```
///
/// ```
/// # use cred_core::{credentialing::proof::Credentialed, privileging::privilege_request::{Command, GrantTerms}, appointment::Appointed, privileging::criteria_check::CriteriaCheck};
/// fn grant(proof: Credentialed<'_>, appointed: Appointed<'_>, check: CriteriaCheck, terms: GrantTerms) {
///     let _ = Command::Grant { credentialed: proof, appointed, check: Box::new(check), terms };
/// }
/// ```
#[derive(Debug)]
pub enum Command<'p> {
    /// Hold the criteria against the dossier.
    CheckCriteria(Box<CriteriaCheck>),
    /// A reviewing body speaks.
    Recommend(Recommendation),
    /// The hearing was held or waived.
    ConcludeHearing {
        /// What came of it.
        outcome: Text,
    },
    /// The board grants.
    Grant {
        /// The provider is credentialed.
        credentialed: Credentialed<'p>,
        /// The provider is appointed.
        appointed: Appointed<'p>,
        /// The criteria are met.
        check: Box<CriteriaCheck>,
        /// On these terms.
        terms: GrantTerms,
    },
    /// The board denies.
    Deny {
        /// Why.
        reason: Text,
    },
    /// The applicant takes it back.
    Withdraw,
    /// The focused evaluation is concluded.
    ConcludeFppe {
        /// What was found.
        report: Text,
    },
    /// The board limits the grant.
    Restrict(Restriction),
    /// Summary suspension.
    Suspend {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// The suspension is lifted.
    Lift {
        /// From when.
        from: Instant,
    },
    /// The holder gives it up.
    Relinquish {
        /// From when.
        from: Instant,
    },
    /// The board takes it away.
    Revoke {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
}

impl Command<'_> {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CheckCriteria(_) => "check-criteria",
            Self::Recommend(_) => "recommend",
            Self::ConcludeHearing { .. } => "conclude-hearing",
            Self::Grant { .. } => "grant",
            Self::Deny { .. } => "deny",
            Self::Withdraw => "withdraw",
            Self::ConcludeFppe { .. } => "conclude-fppe",
            Self::Restrict(_) => "restrict",
            Self::Suspend { .. } => "suspend",
            Self::Lift { .. } => "lift",
            Self::Relinquish { .. } => "relinquish",
            Self::Revoke { .. } => "revoke",
        }
    }
}

/// What happened.
///
/// An event of a grant is made by `decide` alone:
///
/// ```compile_fail,E0639
/// # use cred_core::privileging::{grant::Grant, privilege_request::Event};
/// fn forge(grant: Grant) -> Event {
///     Event::Granted { grant: Box::new(grant) }
/// }
/// ```
///
/// ```
/// # use cred_core::privileging::{grant::Grant, privilege_request::Event};
/// fn read(event: &Event) -> Option<&Grant> {
///     if let Event::Granted { grant, .. } = event { Some(grant) } else { None }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Requested.
    #[non_exhaustive]
    Requested {
        /// By whom.
        provider: ProviderId,
        /// Where.
        facility: FacilityId,
        /// On which form.
        set: PrivilegeSetId,
        /// Which item.
        item: ItemId,
    },
    /// The criteria are met; to this body it goes next.
    #[non_exhaustive]
    SentToReview {
        /// The next step; the board where none.
        step: Option<ReviewStep>,
    },
    /// The criteria are not met.
    #[non_exhaustive]
    CriteriaNotMet {
        /// What is open.
        open: Vec<String>,
    },
    /// A body recommended; to this body it goes next.
    #[non_exhaustive]
    Recommended {
        /// By whom.
        by: Actor,
        /// What.
        recommendation: Recommendation,
        /// The next step; the board where none.
        next: Option<ReviewStep>,
    },
    /// The executive committee recommended against it.
    #[non_exhaustive]
    RecommendedAgainst {
        /// By whom.
        by: Actor,
        /// What.
        recommendation: Recommendation,
    },
    /// The hearing is over.
    #[non_exhaustive]
    HearingConcluded {
        /// What came of it.
        outcome: Text,
    },
    /// Granted.
    #[non_exhaustive]
    Granted {
        /// The grant.
        grant: Box<Grant>,
    },
    /// Denied.
    #[non_exhaustive]
    Denied {
        /// Why.
        reason: Text,
    },
    /// Withdrawn.
    #[non_exhaustive]
    Withdrawn,
    /// The focused evaluation is concluded.
    #[non_exhaustive]
    FppeConcluded {
        /// What was found.
        report: Text,
    },
    /// Limited.
    #[non_exhaustive]
    Restricted(Restriction),
    /// A change of standing from an instant on.
    #[non_exhaustive]
    StandingChanged {
        /// The new standing.
        standing: GrantStanding,
        /// From when.
        from: Instant,
        /// Why, where a reason is asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "requested",
            Self::SentToReview { .. } => "sent-to-review",
            Self::CriteriaNotMet { .. } => "criteria-not-met",
            Self::Recommended { .. } => "recommended",
            Self::RecommendedAgainst { .. } => "recommended-against",
            Self::HearingConcluded { .. } => "hearing-concluded",
            Self::Granted { .. } => "granted",
            Self::Denied { .. } => "denied",
            Self::Withdrawn => "withdrawn",
            Self::FppeConcluded { .. } => "fppe-concluded",
            Self::Restricted(_) => "restricted",
            Self::StandingChanged { standing, .. } => match standing {
                GrantStanding::Good => "suspension-lifted",
                GrantStanding::Suspended => "suspended",
                GrantStanding::Relinquished => "relinquished",
                GrantStanding::Revoked => "revoked",
            },
        }
    }
}

/// A grant and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// As it was given.
    pub grant: Grant,
    /// Whether its focused evaluation is still open.
    pub fppe_open: bool,
    /// Limits put on it since.
    pub restrictions: Vec<Restriction>,
    /// Changes of standing, in the order they were recorded.
    pub standings: Vec<(Instant, GrantStanding)>,
}

/// Where a privilege stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Not granted (yet): the name of the state in the table.
    Ungranted(&'static str),
    /// Granted, whatever came of it since.
    Granted(Box<Held>),
}

/// One privilege of one provider at one facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivilegeRequest {
    id: PrivilegeRequestId,
    provider: ProviderId,
    facility: FacilityId,
    set: PrivilegeSetId,
    item: ItemId,
    state: State,
}

const fn review_state(step: Option<ReviewStep>) -> &'static str {
    match step {
        Some(ReviewStep::Chair) => "chair-review",
        Some(ReviewStep::CredentialsCommittee) => "committee-review",
        Some(ReviewStep::Mec) => "mec-review",
        None => "board-review",
    }
}

impl PrivilegeRequest {
    /// Requests an item. What the facility does not offer, or has no resources for at any site, is not processed: neither a denial nor
    /// reportable.
    ///
    /// # Errors
    /// When the actor may not, the item is not offered, or the same is pending or held with a year or more to go.
    pub fn request<'a>(
        subject: &Provider,
        facility: &Facility,
        set: &PrivilegeSet,
        item: &ItemId,
        existing: impl IntoIterator<Item = &'a Self>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "request", actor)?;
        let checked = || -> Result<(), Reason> {
            if matches!(actor.capacity(), Capacity::Provider | Capacity::Delegate) && !subject.is(actor) {
                let (given, wanted) = (actor.to_string(), subject.id().to_string());
                return Err(Reason::Mismatch { what: "the actor", given, wanted });
            }
            let not_offered =
                |because: &str| Reason::NotOffered { item: item.to_string(), because: because.to_owned() };
            if set.facility() != facility.id() {
                return Err(not_offered("the form is another facility's"));
            }
            let version = set
                .version_on(facility.zone().date_at(at))
                .ok_or_else(|| not_offered("no version of its form is in force yet"))?;
            let offered = version.item(item).ok_or_else(|| not_offered("it is not on the form in force"))?;
            if !version.sites.iter().any(|site| supports(facility, site, offered)) {
                return Err(not_offered("no site has, or plans, what it requires"));
            }
            let same = existing
                .into_iter()
                .filter(|held| held.provider == subject.id() && held.facility == *facility.id() && held.item == *item)
                .find(|held| held.is_pending());
            match same {
                Some(held) => Err(Reason::Duplicate { what: "a request for this privilege", id: held.id.to_string() }),
                None => Ok(()),
            }
        };
        checked().map_err(|reason| MACHINE.refuse(Machine::START, "request", reason))?;
        Ok(vec![Event::Requested {
            provider: subject.id(),
            facility: facility.id().clone(),
            set: set.id().clone(),
            item: item.clone(),
        }])
    }

    /// Decides what a command does; changes nothing.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(
        &self,
        command: Command<'_>,
        subject: &Provider,
        facility: &Facility,
        set: &PrivilegeSet,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        MACHINE.admit(self.state_name(), name, actor)?;
        let refuse = |reason| MACHINE.refuse(self.state_name(), name, reason);
        self.same_matter(subject, facility, set).map_err(refuse)?;
        let applicants = matches!(command, Command::Withdraw | Command::Relinquish { .. });
        if !applicants && subject.is(actor) {
            return Err(refuse(Reason::OwnFile { actor: actor.name().to_owned() }));
        }
        if applicants && actor.capacity() != Capacity::Msp && !subject.is(actor) {
            let (given, wanted) = (actor.to_string(), self.provider.to_string());
            return Err(refuse(Reason::Mismatch { what: "the actor", given, wanted }));
        }
        let on = facility.zone().date_at(at);
        let bylaws = || {
            facility
                .bylaws_on(on)
                .ok_or_else(|| refuse(Reason::NoRules { who: self.facility.to_string(), what: "bylaws", on }))
        };
        let change = |standing, from: Instant, reason| {
            if from < at {
                return Err(refuse(Reason::BackDated { what: "the change of standing", start: from, decided: at }));
            }
            Ok(Event::StandingChanged { standing, from, reason })
        };
        Ok(vec![match command {
            Command::CheckCriteria(check) => {
                self.is_about(&check, at).map_err(refuse)?;
                if check.met_at().is_empty() {
                    Event::CriteriaNotMet { open: check.open().iter().map(line).collect() }
                } else {
                    Event::SentToReview { step: bylaws()?.review.first().copied() }
                }
            }
            Command::Recommend(recommendation) => {
                let review = &bylaws()?.review;
                if self.state_name() == "mec-review" && !recommendation.favourable {
                    Event::RecommendedAgainst { by: actor.clone(), recommendation }
                } else {
                    let here = review.iter().position(|step| review_state(Some(*step)) == self.state_name());
                    let next = here.and_then(|here| review.get(here + 1).copied());
                    Event::Recommended { by: actor.clone(), recommendation, next }
                }
            }
            Command::ConcludeHearing { outcome } => Event::HearingConcluded { outcome },
            Command::Grant { credentialed, appointed, check, terms } => {
                let longest = bylaws()?.privilege_term_max_months;
                let limits = Limits { facility, set, actor, at, longest };
                let grant = self.grant(&credentialed, &appointed, &check, terms, &limits).map_err(refuse)?;
                Event::Granted { grant: Box::new(grant) }
            }
            Command::Deny { reason } => Event::Denied { reason },
            Command::Withdraw => Event::Withdrawn,
            Command::ConcludeFppe { report } => match &self.state {
                State::Granted(held) if held.fppe_open => Event::FppeConcluded { report },
                State::Granted(_) | State::Ungranted(_) => {
                    let (what, name) = ("open focused evaluation", self.item.to_string());
                    return Err(refuse(Reason::Unknown { what, name, known: vec![] }));
                }
            },
            Command::Restrict(restriction) if restriction.from < at => {
                return Err(refuse(Reason::BackDated {
                    what: "the restriction",
                    start: restriction.from,
                    decided: at,
                }));
            }
            Command::Restrict(restriction) => Event::Restricted(restriction),
            Command::Suspend { from, reason } => change(GrantStanding::Suspended, from, Some(reason))?,
            Command::Lift { from } => change(GrantStanding::Good, from, None)?,
            Command::Relinquish { from } => change(GrantStanding::Relinquished, from, None)?,
            Command::Revoke { from, reason } => change(GrantStanding::Revoked, from, Some(reason))?,
        }])
    }

    fn same_matter(&self, subject: &Provider, facility: &Facility, set: &PrivilegeSet) -> Result<(), Reason> {
        if subject.id() == self.provider && *facility.id() == self.facility && *set.id() == self.set {
            return Ok(());
        }
        Err(Reason::Mismatch {
            what: "the subject",
            given: format!("{} at {} by {}", subject.id(), facility.id(), set.id()),
            wanted: format!("{} at {} by {}", self.provider, self.facility, self.set),
        })
    }

    fn is_about(&self, check: &CriteriaCheck, at: Instant) -> Result<(), Reason> {
        if check.provider() != self.provider || check.item() != &self.item || check.set() != &self.set {
            return Err(Reason::Mismatch {
                what: "the criteria check",
                given: format!("{} for {}", check.provider(), check.item()),
                wanted: format!("{} for {}", self.provider, self.item),
            });
        }
        if check.at() != at {
            return Err(Reason::OutOfDate { what: "the criteria check", made_for: check.at(), now: at });
        }
        Ok(())
    }

    fn grant(
        &self,
        credentialed: &Credentialed<'_>,
        appointed: &Appointed<'_>,
        check: &CriteriaCheck,
        terms: GrantTerms,
        limits: &Limits<'_>,
    ) -> Result<Grant, Reason> {
        let Limits { facility, set, actor, at, longest } = *limits;
        self.is_about(check, at)?;
        if credentialed.provider() != self.provider || credentialed.organization() != facility.organization() {
            let (given, wanted) = (credentialed.provider().to_string(), self.provider.to_string());
            return Err(Reason::Mismatch { what: "the proof of credentialing", given, wanted });
        }
        if appointed.provider() != self.provider || *appointed.facility() != self.facility {
            let (given, wanted) = (appointed.provider().to_string(), self.provider.to_string());
            return Err(Reason::Mismatch { what: "the proof of appointment", given, wanted });
        }
        for (what, made_for) in
            [("the proof of credentialing", credentialed.at()), ("the proof of appointment", appointed.at())]
        {
            if made_for != at {
                return Err(Reason::OutOfDate { what, made_for, now: at });
            }
        }
        if terms.start < at {
            return Err(Reason::BackDated { what: "the grant", start: terms.start, decided: at });
        }
        let met: Vec<SiteId> = check.met_at().into_iter().cloned().collect();
        let sites = if terms.sites.is_empty() { met.clone() } else { terms.sites };
        let open: Vec<String> = if sites.is_empty() {
            check.open().iter().map(line).collect()
        } else {
            sites.iter().filter(|site| !met.contains(site)).flat_map(|site| unmet(check, site)).collect()
        };
        if sites.is_empty() || !open.is_empty() {
            return Err(Reason::RequirementsOpen { open });
        }
        let outside = || Reason::OutsideCalendar { what: "the term" };
        let appointment = appointed.period().ok_or_else(outside)?;
        let cap = facility.months_from(terms.start, longest).ok_or_else(outside)?;
        let term = match terms.months {
            Some(months) => facility.months_from(terms.start, months).ok_or_else(outside)?,
            None => appointment.end().map_or(Some(cap), |end| cap.cut_at(end)).ok_or_else(|| Reason::OutsideLimit {
                what: "the grant",
                given: cap,
                limit_of: format!("the appointment {}", appointed.appointment()),
                limit: appointment,
            })?,
        };
        if !term.is_within(cap) {
            let limit_of = "the longest term of the bylaws".to_owned();
            return Err(Reason::OutsideLimit { what: "the grant", given: term, limit_of, limit: cap });
        }
        if !term.is_within(appointment) {
            let limit_of = format!("the appointment {}", appointed.appointment());
            return Err(Reason::OutsideLimit { what: "the grant", given: term, limit_of, limit: appointment });
        }
        let fppe =
            set.version(check.version()).and_then(|version| version.item(&self.item)).and_then(|i| i.fppe.clone());
        Ok(Grant {
            decided_at: at,
            term,
            version: check.version().clone(),
            version_digest: check.version_digest,
            sites,
            conditions: terms.conditions,
            fppe,
            decided_by: actor.clone(),
            appointment: appointed.appointment(),
            file: credentialed.file(),
            basis: check.basis().to_vec(),
        })
    }

    /// Begins a privilege from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: PrivilegeRequestId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Requested { provider, facility, set, item } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            provider: *provider,
            facility: facility.clone(),
            set: set.clone(),
            item: item.clone(),
            state: State::Ungranted("requested"),
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let broken =
            ReplayError { stream: self.id.to_string(), event: event.name(), after: self.state_name().to_owned() };
        let next = match (&mut self.state, event) {
            (State::Ungranted(_), Event::SentToReview { step }) => State::Ungranted(review_state(*step)),
            (State::Ungranted(_), Event::CriteriaNotMet { .. }) => State::Ungranted("criteria-not-met"),
            (State::Ungranted(_), Event::Recommended { next, .. }) => State::Ungranted(review_state(*next)),
            (State::Ungranted("mec-review"), Event::RecommendedAgainst { .. }) => State::Ungranted("hearing-pending"),
            (State::Ungranted("hearing-pending"), Event::HearingConcluded { .. }) => State::Ungranted("board-review"),
            (State::Ungranted("board-review"), Event::Granted { grant }) => State::Granted(Box::new(Held {
                fppe_open: grant.fppe.is_some(),
                grant: (**grant).clone(),
                restrictions: Vec::new(),
                standings: Vec::new(),
            })),
            (State::Ungranted("board-review"), Event::Denied { .. }) => State::Ungranted("denied"),
            (State::Ungranted(name), Event::Withdrawn) if !MACHINE.terminal.contains(name) => {
                State::Ungranted("withdrawn")
            }
            (State::Granted(held), Event::FppeConcluded { .. }) => {
                held.fppe_open = false;
                return Ok(());
            }
            (State::Granted(held), Event::Restricted(restriction)) => {
                held.restrictions.push(restriction.clone());
                return Ok(());
            }
            (State::Granted(held), Event::StandingChanged { standing, from, .. }) if !held.is_over() => {
                held.standings.push((*from, *standing));
                return Ok(());
            }
            _ => return Err(broken),
        };
        self.state = next;
        Ok(())
    }

    /// The state's name.
    #[must_use]
    pub fn state_name(&self) -> &'static str {
        match &self.state {
            State::Ungranted(name) => name,
            State::Granted(held) => match held.standings.last().map(|(_, standing)| *standing) {
                None | Some(GrantStanding::Good) => "granted",
                Some(GrantStanding::Suspended) => "suspended",
                Some(GrantStanding::Relinquished) => "relinquished",
                Some(GrantStanding::Revoked) => "revoked",
            },
        }
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(&self.state, State::Ungranted(name) if !MACHINE.terminal.contains(name))
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> PrivilegeRequestId {
        self.id
    }

    /// Whose.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }

    /// Where.
    #[must_use]
    pub const fn facility(&self) -> &FacilityId {
        &self.facility
    }

    /// On which form.
    #[must_use]
    pub const fn set(&self) -> &PrivilegeSetId {
        &self.set
    }

    /// Which item.
    #[must_use]
    pub const fn item(&self) -> &ItemId {
        &self.item
    }

    /// The grant and what came of it.
    #[must_use]
    pub fn held(&self) -> Option<&Held> {
        match &self.state {
            State::Granted(held) => Some(held),
            State::Ungranted(_) => None,
        }
    }
}

impl Held {
    fn is_over(&self) -> bool {
        matches!(self.standings.last(), Some((_, GrantStanding::Relinquished | GrantStanding::Revoked)))
    }

    /// The changes of standing so that each one recorded later wins from its instant on.
    pub(crate) fn ordered(&self) -> Vec<(Instant, GrantStanding)> {
        let mut kept: Vec<(Instant, GrantStanding)> = Vec::new();
        for (from, standing) in &self.standings {
            kept.retain(|(earlier, _)| earlier < from);
            kept.push((*from, *standing));
        }
        kept
    }
}

#[derive(Clone, Copy)]
struct Limits<'a> {
    facility: &'a Facility,
    set: &'a PrivilegeSet,
    actor: &'a Actor,
    at: Instant,
    longest: u32,
}

fn unmet(check: &CriteriaCheck, site: &SiteId) -> Vec<String> {
    let open: Vec<String> = check.open_at(site).iter().map(line).collect();
    if open.is_empty() { vec![format!("the form is not for site {site}")] } else { open }
}

/// Whether a site has, or plans, every resource that an item names.
fn supports(facility: &Facility, site: &SiteId, item: &PrivilegeItem) -> bool {
    item.requires.as_ref().is_none_or(|requires| could_hold(facility, site, requires))
}

fn could_hold(facility: &Facility, site: &SiteId, requires: &crate::delineation::criterion::Criterion) -> bool {
    use crate::delineation::criterion::{AtLeast, Criterion};
    match requires {
        Criterion::All(parts) => parts.iter().all(|part| could_hold(facility, site, part)),
        Criterion::Any(parts) => parts.iter().any(|part| could_hold(facility, site, part)),
        Criterion::AtLeast(AtLeast { count, of }) => {
            of.iter().filter(|part| could_hold(facility, site, part)).count() >= *count
        }
        Criterion::Resource(resource) => {
            facility.resource(site, resource).is_some_and(|held| held.is_planned_or_in_service())
        }
        Criterion::License(_)
        | Criterion::Dea(_)
        | Criterion::Education(_)
        | Criterion::Training(_)
        | Criterion::BoardCertification(_)
        | Criterion::Certification(_)
        | Criterion::Cases(_) => true,
    }
}
