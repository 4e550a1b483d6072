//! Refusals: a command that may not happen now, with the state, the command, the reason and what to do next.
//!
//! A refusal is not a negative answer: "not now" is a [`Refusal`], "not privileged, because" is an
//! `exercise::answer::Answer`.

use chrono::NaiveDate;

use crate::{
    actor::Capacity,
    time::{Instant, period::Period},
};

/// Why a command is refused. Closed on purpose: every adapter decides about every reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The pair of state and command is not in the table.
    #[error("the command does not belong to this state{}", states(.from))]
    NotInThisState {
        /// The states it does belong to.
        from: Vec<&'static str>,
    },
    /// The pair is in the table, for other capacities.
    #[error("{capacity} may not do this; it takes {}", capacities(.may))]
    NotYours {
        /// The actor's capacity.
        capacity: Capacity,
        /// Who may.
        may: &'static [Capacity],
    },
    /// Nobody acts on their own file.
    #[error("{actor} is the provider this is about, and nobody verifies, reviews or decides their own file")]
    OwnFile {
        /// The actor's name.
        actor: String,
    },
    /// Only the provider in person signs.
    #[error("an attestation is signed by the provider in person; a delegate may fill it in, never sign it")]
    NotTheSigner,
    /// A required text is blank or too long.
    #[error("{field} is missing: give 1 to {max} characters")]
    TextMissing {
        /// Which text.
        field: &'static str,
        /// The longest it may be, in characters.
        max: usize,
    },
    /// A date on which what is recorded cannot have happened yet.
    #[error("{given} is still to come: it is {today} there now")]
    FromTheFuture {
        /// The date given.
        given: NaiveDate,
        /// The date in the zone given.
        today: NaiveDate,
    },
    /// Something is made to begin before it was decided.
    #[error("{what} would begin at {start}, before it is decided at {decided}")]
    BackDated {
        /// What would begin.
        what: &'static str,
        /// When it would begin.
        start: Instant,
        /// When it is decided.
        decided: Instant,
    },
    /// A period is empty or inverted.
    #[error("{what} ends at {end}, which is not after its start {start}")]
    EmptyPeriod {
        /// What it is the period of.
        what: &'static str,
        /// Its start.
        start: Instant,
        /// Its end.
        end: Instant,
    },
    /// A period leaves the one it must lie in.
    #[error("{what} ({}) must lie within {limit_of} ({})", period(.given), period(.limit))]
    OutsideLimit {
        /// What the period is of.
        what: &'static str,
        /// The period.
        given: Period,
        /// What limits it.
        limit_of: String,
        /// The limit.
        limit: Period,
    },
    /// A copy from the applicant where the source itself must answer.
    #[error(
        "a copy brought by the applicant does not verify {element}: the source itself, or a designated equivalent, must answer"
    )]
    CopyIsNoVerification {
        /// The element.
        element: String,
    },
    /// The answer belongs to another element than was asked about.
    #[error("the reply is about {reply}, and {asked} was asked about")]
    OtherElement {
        /// What was asked about.
        asked: String,
        /// What the reply is about.
        reply: String,
    },
    /// The answer has a shape that this element cannot have.
    #[error("{element} cannot be answered with `{reply}`")]
    ImpossibleReply {
        /// The element.
        element: String,
        /// The kind of reply.
        reply: &'static str,
    },
    /// The answer lacks the day on which the credential ends.
    #[error("{element} always ends on a day, and the answer names none")]
    EndMissing {
        /// The element.
        element: String,
    },
    /// The credential's dates are inverted.
    #[error("the credential would end on {to}, before it begins on {from}")]
    InvertedDates {
        /// Its first day.
        from: String,
        /// Its last day.
        to: String,
    },
    /// A value or proof is about another matter.
    #[error("{what} is about {given}, and {wanted} is needed")]
    Mismatch {
        /// What was handed in.
        what: &'static str,
        /// What it is about.
        given: String,
        /// What is needed.
        wanted: String,
    },
    /// A proof was made for another instant.
    #[error("{what} was made for {made_for}; it is {now} now: make it again")]
    OutOfDate {
        /// What was handed in.
        what: &'static str,
        /// The instant it was made for.
        made_for: Instant,
        /// The instant of the command.
        now: Instant,
    },
    /// Requirements are unmet or unknown.
    #[error("not everything required is met: {}", open.join("; "))]
    RequirementsOpen {
        /// What is open, each with its reason.
        open: Vec<String>,
    },
    /// The file is flagged where only a clean one will do.
    #[error("the file is not clean: {}", flags.join("; "))]
    NotClean {
        /// The flags.
        flags: Vec<String>,
    },
    /// The thing exists already, with other content.
    #[error("{what} exists already with other content; publish a new version")]
    AlreadyExists {
        /// What exists.
        what: String,
    },
    /// It would have to take effect after the one in force.
    #[error("{what} would take effect on {given}, not after {last}, which took effect on {last_from}")]
    NotAfterTheLast {
        /// The new version.
        what: String,
        /// When it would take effect.
        given: NaiveDate,
        /// The last version.
        last: String,
        /// When that took effect.
        last_from: NaiveDate,
    },
    /// The thing named does not exist.
    #[error("there is no {what} `{name}`{}", among(.known))]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// The name given.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Another one is active or pending.
    #[error("{what} is active or pending already: {id}")]
    Duplicate {
        /// What.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The term has ended; it cannot be extended any more.
    #[error("the term ended at {ended}; what has ended is not extended, a new decision begins a new term")]
    TermEnded {
        /// When it ended.
        ended: Instant,
    },
    /// The facility does not offer the privilege, or cannot support it.
    #[error("the facility does not offer {item}: {because}")]
    NotOffered {
        /// The item.
        item: String,
        /// Why.
        because: String,
    },
    /// The resource's record does not allow it.
    #[error("the resource {resource}: {because}")]
    Resource {
        /// The resource.
        resource: String,
        /// Why.
        because: &'static str,
    },
    /// The facility has no rule in force to judge by.
    #[error("{who} has no {what} in force on {on}: adopt it first")]
    NoRules {
        /// Who.
        who: String,
        /// What is missing.
        what: &'static str,
        /// When.
        on: NaiveDate,
    },
    /// A rule would bind before it was adopted.
    #[error("{what} would bind from {given}, before today ({today}): a rule binds from its adoption on")]
    RuleBackDated {
        /// What.
        what: String,
        /// The day given.
        given: NaiveDate,
        /// The day of the decision in the adopter's zone.
        today: NaiveDate,
    },
    /// A rule of an adopted pack or of the bylaws stands in the way.
    #[error("{what} is against {rule}: {because}")]
    AgainstRule {
        /// What was asked.
        what: &'static str,
        /// The rule's citation.
        rule: String,
        /// Why, with the figures.
        because: String,
    },
    /// The body cannot decide so.
    #[error("{body} cannot decide: {because}")]
    NoValidVote {
        /// Which body.
        body: String,
        /// Why: quorum, recusals, composition.
        because: String,
    },
    /// An older edition of a list is offered than the one held.
    #[error("the edition {given} is older than the one held, {last}, or was replaced by it")]
    OlderEdition {
        /// The one offered.
        given: String,
        /// The one held.
        last: String,
    },
    /// The end of a list is gone.
    #[error(
        "the last {gone} of the {held} entries held are gone, without a gap: the file was cut off between two rows until somebody says why"
    )]
    CutOff {
        /// How many entries at the end are gone.
        gone: u64,
        /// How many entries the edition held has.
        held: u64,
    },
    /// A list lost so many entries that it is more likely cut off.
    #[error(
        "the list would shrink: {held} held, {given} in this file, {gone} gone; more than {percent} of a hundred gone at once is a file cut off until somebody says why"
    )]
    Shrunken {
        /// How many entries the edition held has.
        held: u64,
        /// How many this one has.
        given: u64,
        /// How many of those held it does not have.
        gone: u64,
        /// How many of a hundred may be gone.
        percent: u64,
    },
    /// The calendar ends.
    #[error("{what} lies outside of the calendar (years 1850 to 2999)")]
    OutsideCalendar {
        /// What.
        what: &'static str,
    },
}

fn standing(machine: &str, state: &str) -> String {
    if state == crate::machine::Machine::START { String::new() } else { format!("the {machine} is {state}: ") }
}

fn states(from: &[&str]) -> String {
    if from.is_empty() { String::new() } else { format!(" (it belongs to: {})", from.join(", ")) }
}

fn capacities(may: &[Capacity]) -> String {
    may.iter().map(|capacity| capacity.word()).collect::<Vec<_>>().join(" or ")
}

fn among(known: &[String]) -> String {
    if known.is_empty() { String::new() } else { format!("; there is {}", known.join(", ")) }
}

fn period(period: &Period) -> String {
    period.end().map_or_else(
        || format!("from {}", period.start().to_rfc3339()),
        |end| format!("{} until {}", period.start().to_rfc3339(), end.to_rfc3339()),
    )
}

/// A stable code and what to do next, for each reason. The error-code list of the docs is made of this table.
pub const CODES: &[(&str, &str)] = &[
    ("not-in-this-state", "look at the state with `cred show`, and give the command that belongs to it"),
    ("not-yours", "let someone act who may: `--as <capacity>:<name>`"),
    ("own-file", "let someone else act; recusal is not optional"),
    ("not-the-signer", "have the provider sign: `--as provider:<NPI>`"),
    ("text-missing", "give the text"),
    ("from-the-future", "give the day on which it happened; a source's in its zone (`--zone`)"),
    ("back-dated", "begin it at the decision or later"),
    ("empty-period", "give an end after the start; ends are exclusive"),
    ("outside-limit", "shorten the period"),
    (
        "copy-is-no-verification",
        "ask the source, and record its answer with method `primary` or `designated-equivalent`",
    ),
    ("other-element", "record the reply under the element it is about"),
    ("impossible-reply", "look up which replies the element can have in docs/cli.md"),
    ("end-missing", "give the last day that the source shows (`--valid-to`, column `valid_to`)"),
    ("inverted-dates", "check the dates against the source's answer"),
    ("mismatch", "hand in the value that belongs to this matter"),
    ("out-of-date", "make the proof or the assessment again, for now"),
    ("requirements-open", "complete what is open, or ask who owes it"),
    ("not-clean", "take the file to the committee"),
    ("already-exists", "publish the change under a new version label"),
    ("not-after-the-last", "give a later effective date; a version never takes effect before one that is in force"),
    ("unknown", "check the name"),
    ("duplicate", "go on with the one there is"),
    ("term-ended", "open a new file or request"),
    ("not-offered", "ask the facility's administration; this is neither a denial nor reportable"),
    ("resource", "look at the resource with `cred show <facility>`"),
    ("no-rules", "adopt bylaws and rule packs with `cred facility load`"),
    ("rule-back-dated", "give today or a later day"),
    ("against-rule", "look at the rule with `cred pack show`"),
    ("no-valid-vote", "call a meeting that can decide: look at the quorum and who is recused"),
    ("older-edition", "fetch the newest file from the publisher, and give the day it is of"),
    ("cut-off", "fetch the file again; where the publisher says that it is right, accept it with that reason"),
    ("shrunken", "fetch the file again; where the publisher says that it is right, accept it with that reason"),
    ("outside-calendar", "check the date"),
];

impl Reason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotInThisState { .. } => "not-in-this-state",
            Self::NotYours { .. } => "not-yours",
            Self::OwnFile { .. } => "own-file",
            Self::NotTheSigner => "not-the-signer",
            Self::TextMissing { .. } => "text-missing",
            Self::FromTheFuture { .. } => "from-the-future",
            Self::BackDated { .. } => "back-dated",
            Self::EmptyPeriod { .. } => "empty-period",
            Self::OutsideLimit { .. } => "outside-limit",
            Self::CopyIsNoVerification { .. } => "copy-is-no-verification",
            Self::OtherElement { .. } => "other-element",
            Self::ImpossibleReply { .. } => "impossible-reply",
            Self::EndMissing { .. } => "end-missing",
            Self::InvertedDates { .. } => "inverted-dates",
            Self::Mismatch { .. } => "mismatch",
            Self::OutOfDate { .. } => "out-of-date",
            Self::RequirementsOpen { .. } => "requirements-open",
            Self::NotClean { .. } => "not-clean",
            Self::AlreadyExists { .. } => "already-exists",
            Self::NotAfterTheLast { .. } => "not-after-the-last",
            Self::Unknown { .. } => "unknown",
            Self::Duplicate { .. } => "duplicate",
            Self::TermEnded { .. } => "term-ended",
            Self::NotOffered { .. } => "not-offered",
            Self::Resource { .. } => "resource",
            Self::NoRules { .. } => "no-rules",
            Self::RuleBackDated { .. } => "rule-back-dated",
            Self::AgainstRule { .. } => "against-rule",
            Self::NoValidVote { .. } => "no-valid-vote",
            Self::OlderEdition { .. } => "older-edition",
            Self::CutOff { .. } => "cut-off",
            Self::Shrunken { .. } => "shrunken",
            Self::OutsideCalendar { .. } => "outside-calendar",
        }
    }

    /// What to do next.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        CODES.iter().find(|(code, _)| *code == self.code()).map_or("", |(_, advice)| advice)
    }
}

/// A command refused: by which machine, in which state, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}`{command}` is refused: {reason}", standing(.machine, .state))]
pub struct Refusal {
    machine: &'static str,
    state: &'static str,
    command: &'static str,
    reason: Box<Reason>,
}

impl Refusal {
    pub(crate) fn new(machine: &'static str, state: &'static str, command: &'static str, reason: Reason) -> Self {
        Self { machine, state, command, reason: Box::new(reason) }
    }

    /// The machine that refused.
    #[must_use]
    pub const fn machine(&self) -> &'static str {
        self.machine
    }

    /// The state it is in.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        self.state
    }

    /// The command that was refused.
    #[must_use]
    pub const fn command(&self) -> &'static str {
        self.command
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// A stable code: the machine and the reason, such as `verification/own-file`.
    #[must_use]
    pub fn code(&self) -> String {
        format!("{}/{}", self.machine.replace(' ', "-"), self.reason.code())
    }
}

/// A history that cannot be: an event that does not follow from the state before it. It is outside input, so never a panic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the history of {stream} is broken: `{event}` cannot follow {after}")]
pub struct ReplayError {
    /// The stream's id.
    pub stream: String,
    /// The event's name.
    pub event: &'static str,
    /// The state it met.
    pub after: String,
}
