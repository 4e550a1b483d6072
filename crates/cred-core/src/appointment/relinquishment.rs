//! Automatic relinquishment: administrative, by a rule of the bylaws, without a vote. It is no suspension and never about competence or
//! conduct: a [`Trigger`] has no word for those.
//!
//! What triggers it from outside of the dossier (dues, records, a felony, …) is recorded here. A licence, a DEA registration, cover and
//! exclusions act through the evidence on file; of those only the reinstatement is recorded, where a rule asks for one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    refusal::Reason,
    standard::{
        binding::Standards,
        topic::{
            Topic,
            privileging::{RelinquishedScope, Restoration, Trigger},
        },
    },
    time::{Instant, zone::Zone},
};

/// One automatic relinquishment as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relinquishment {
    /// What set it off.
    pub trigger: Trigger,
    /// What falls.
    pub scope: RelinquishedScope,
    /// From when: the day of the fact, which may lie before its record.
    pub from: Instant,
    /// Uncured at this instant it is for good; open where no rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cure_by: Option<Instant>,
    /// How it is cured.
    pub restoration: Restoration,
    /// The rule.
    pub rule: String,
    /// When it was cured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cured: Option<Instant>,
    /// From when what was held may be exercised again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<Instant>,
}

impl Relinquishment {
    /// Whether it binds at an instant.
    #[must_use]
    pub fn binds_at(&self, instant: Instant) -> bool {
        self.from <= instant && self.restored.is_none_or(|restored| instant < restored)
    }

    /// From when it is for good: the end of the time for its cure, where no cure came before.
    #[must_use]
    pub fn for_good(&self) -> Option<Instant> {
        self.cure_by.filter(|by| self.cured.is_none_or(|cured| cured >= *by))
    }

    /// Whether all exercise stops: all of it, or every new case.
    #[must_use]
    pub const fn stops_everything(&self) -> bool {
        matches!(self.scope, RelinquishedScope::All | RelinquishedScope::NewCases)
    }
}

/// What the rules say of a trigger on a day: the widest scope, the shortest time for the cure, the strictest restoration.
pub(super) fn by_rules(
    standards: &Standards<'_>,
    trigger: Trigger,
    scope: Option<RelinquishedScope>,
    from: Instant,
    zone: Zone,
    on: NaiveDate,
    who: &str,
) -> Result<Relinquishment, Reason> {
    let rules = standards.on(on, |topic| {
        if let Topic::AutomaticRelinquishment(rule) = topic
            && rule.trigger == trigger
        {
            Some(rule)
        } else {
            None
        }
    });
    let widest = rules.iter().max_by_key(|rule| rule.value.scope);
    let Some(widest) = widest else {
        return Err(Reason::NoRules { who: who.to_owned(), what: "rule of automatic relinquishment for it", on });
    };
    let scope = scope.unwrap_or(widest.value.scope);
    if scope < widest.value.scope {
        return Err(Reason::AgainstRule {
            what: "the scope",
            rule: widest.citation(),
            because: format!("it takes more: {:?}, and {scope:?} was given", widest.value.scope),
        });
    }
    let mut cure_by: Option<Instant> = None;
    for within in rules.iter().filter_map(|rule| rule.value.cure_within) {
        let late = within.late_from(from, zone).ok_or(Reason::OutsideCalendar { what: "the time for the cure" })?;
        cure_by = Some(cure_by.map_or(late, |earlier| earlier.min(late)));
    }
    let restoration = rules.iter().map(|rule| rule.value.restoration).max().unwrap_or(Restoration::ByReinstatement);
    let rule = widest.citation();
    Ok(Relinquishment { trigger, scope, from, cure_by, restoration, rule, cured: None, restored: None })
}

/// Whether a trigger acts through the evidence on file, so that a lapse needs no record here and a reinstatement may have none to end.
#[must_use]
pub const fn acts_by_evidence(trigger: Trigger) -> bool {
    match trigger {
        Trigger::License | Trigger::Dea | Trigger::Insurance | Trigger::Exclusion | Trigger::Supervisor => true,
        Trigger::Felony
        | Trigger::MedicalRecords
        | Trigger::SpecialMeeting
        | Trigger::InformationRefused
        | Trigger::BoardCertification
        | Trigger::Dues
        | Trigger::Contract => false,
    }
}
