//! Two records of one person: what speaks for it, who says so, and how it is undone.
//!
//! Nothing moves. Files, grants and evidence stay attached to the ids they were made under; [`crate::records::Records`] reads the records
//! of one person together, and apart again once the merger is undone.

use serde::{Deserialize, Serialize};

use super::{Event, MACHINE, Provider, credential::Credential, element::ElementKey};
use crate::{
    actor::Actor,
    id::ProviderId,
    refusal::{Reason, Refusal},
    text::{Text, plain},
};

/// What two records may agree or differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityField {
    /// The national provider identifier.
    Npi,
    /// The social security number.
    Ssn,
    /// The date of birth.
    DateOfBirth,
    /// A licence: state, type and number.
    License,
    /// The CAQH provider id.
    Caqh,
    /// Family and given name, by any name of the one and any of the other.
    Name,
    /// The suffix of the registered name: Jr is not Sr.
    Suffix,
}

impl IdentityField {
    /// Every field.
    pub const ALL: [Self; 7] =
        [Self::Npi, Self::Ssn, Self::DateOfBirth, Self::License, Self::Caqh, Self::Name, Self::Suffix];

    /// Those that together merge without a person's reason.
    pub const STRONG: [Self; 4] = [Self::Npi, Self::Ssn, Self::DateOfBirth, Self::License];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Npi => "npi",
            Self::Ssn => "ssn",
            Self::DateOfBirth => "date-of-birth",
            Self::License => "license",
            Self::Caqh => "caqh",
            Self::Name => "name",
            Self::Suffix => "suffix",
        }
    }
}

impl std::fmt::Display for IdentityField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// On which grounds two records are said to be one person's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// Why; may be left out where NPI, SSN, date of birth and a licence all agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// What was seen to agree. It is held against the records: what does not agree there cannot be grounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreement: Vec<IdentityField>,
    /// The two NPIs differ because one of them was issued in error.
    #[serde(default)]
    pub npi_issued_in_error: bool,
}

/// What two records agree and differ in. A field that one of them lacks is neither.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// What agrees.
    pub agreeing: Vec<IdentityField>,
    /// What differs.
    pub disagreeing: Vec<IdentityField>,
}

/// The events of a merger or of its undoing, for the two streams; recorded together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    /// The record that was, or is no longer, merged.
    pub record: ProviderId,
    /// Its events.
    pub of_record: Vec<Event>,
    /// The record that survives.
    pub survivor: ProviderId,
    /// Its events.
    pub of_survivor: Vec<Event>,
}

impl Comparison {
    /// Compares two records, each with all that is known of its person.
    #[must_use]
    pub fn of(one: &Provider, other: &Provider) -> Self {
        let mut comparison = Self::default();
        for field in IdentityField::ALL {
            match agrees(field, one, other) {
                Some(true) => comparison.agreeing.push(field),
                Some(false) => comparison.disagreeing.push(field),
                None => {}
            }
        }
        comparison
    }
}

fn agrees(field: IdentityField, one: &Provider, other: &Provider) -> Option<bool> {
    fn same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> Option<bool> {
        Some(one? == other?)
    }
    let (own, theirs) = (one.registration(), other.registration());
    match field {
        IdentityField::Npi => {
            let (own, theirs) = (one.npis(), other.npis());
            let known = !own.is_empty() && !theirs.is_empty();
            known.then(|| own.iter().any(|npi| theirs.contains(npi)))
        }
        IdentityField::Ssn => same(own.ssn.as_ref(), theirs.ssn.as_ref()),
        IdentityField::DateOfBirth => same(own.date_of_birth.as_ref(), theirs.date_of_birth.as_ref()),
        IdentityField::Caqh => same(own.caqh_id.as_ref(), theirs.caqh_id.as_ref()),
        // People hold several licences: another number says nothing against it.
        IdentityField::License => {
            let common = licenses(one).any(|key| other.claims().contains_key(key));
            common.then_some(true)
        }
        IdentityField::Name => Some(names(one).iter().any(|name| names(other).contains(name))),
        IdentityField::Suffix => {
            let suffix = |provider: &Provider| {
                provider.name().suffix.as_ref().map(|suffix| plain(&suffix.as_str().replace('.', "")))
            };
            same(suffix(one).as_ref(), suffix(other).as_ref())
        }
    }
}

/// The licences that a person claims.
pub(crate) fn licenses(provider: &Provider) -> impl Iterator<Item = &ElementKey> {
    let claims = provider.claims().iter();
    claims.filter(|(_, claim)| matches!(claim.credential, Credential::License { .. })).map(|(key, _)| key)
}

/// Family and given name of every name, in plain letters.
pub(crate) fn names(provider: &Provider) -> Vec<(String, String)> {
    let names = std::iter::once(provider.name()).chain(provider.aliases().iter().map(|alias| &alias.name));
    names
        .map(|name| {
            (plain(name.family.as_str()), name.given.as_ref().map_or_else(String::new, |own| plain(own.as_str())))
        })
        .collect()
}

impl Provider {
    /// Merges this record into another one of the same person. It takes a person of the credentialing staff: with the agreement of NPI,
    /// SSN, date of birth and a licence, or else with a reason. A score of likeness alone merges nothing.
    ///
    /// # Errors
    /// When the record is merged or closed, the actor may not or is the person, the other is the same record or itself merged, nothing
    /// sufficient speaks for it, what is said to agree does not, or the NPIs differ and none is said to be issued in error.
    pub fn merge_into(&self, survivor: &Self, grounds: Grounds, actor: &Actor) -> Result<Merger, Refusal> {
        MACHINE.admit(self.state(), "merge-into", actor)?;
        let checked = || -> Result<Comparison, Reason> {
            if self.is(actor) || survivor.is(actor) {
                return Err(Reason::OwnFile { actor: actor.name().to_owned() });
            }
            if survivor.has_id(self.id) || self.has_id(survivor.id) {
                return Err(Reason::Duplicate { what: "a record of the same person", id: survivor.id.to_string() });
            }
            if let Some(end) = survivor.merged_into {
                let (given, wanted) = (survivor.id.to_string(), format!("{end}, into which that one was merged"));
                return Err(Reason::Mismatch { what: "the surviving record", given, wanted });
            }
            let comparison = Comparison::of(self, survivor);
            let agrees = |field: &IdentityField| comparison.agreeing.contains(field);
            if let Some(untrue) = grounds.agreement.iter().find(|field| !agrees(field)) {
                let wanted = comparison.agreeing.iter().map(|field| field.word()).collect::<Vec<_>>().join(", ");
                let wanted = if wanted.is_empty() { "nothing: no field agrees".to_owned() } else { wanted };
                return Err(Reason::Mismatch { what: "the agreement", given: untrue.to_string(), wanted });
            }
            if comparison.disagreeing.contains(&IdentityField::Npi) && !grounds.npi_issued_in_error {
                let open = "two different NPIs are two persons, unless one was issued in error".to_owned();
                return Err(Reason::RequirementsOpen { open: vec![open] });
            }
            let missing: Vec<&str> =
                IdentityField::STRONG.iter().filter(|field| !agrees(field)).map(|field| field.word()).collect();
            if grounds.reason.is_none() && !missing.is_empty() {
                let open = format!("a reason, for want of agreement in {}", missing.join(", "));
                return Err(Reason::RequirementsOpen { open: vec![open] });
            }
            Ok(comparison)
        };
        let comparison = checked().map_err(|reason| MACHINE.refuse(self.state(), "merge-into", reason))?;
        Ok(Merger {
            record: self.id,
            of_record: vec![Event::Merged {
                survivor: survivor.id,
                grounds: Box::new(grounds),
                agreeing: comparison.agreeing,
                disagreeing: comparison.disagreeing,
                by: actor.clone(),
            }],
            survivor: survivor.id,
            of_survivor: vec![Event::TookIn { record: self.id }],
        })
    }

    /// Undoes the merger of this record: both are then as if it had never been.
    ///
    /// # Errors
    /// When the record is not merged, or the actor may not or is the person.
    pub fn unmerge(&self, reason: Text, actor: &Actor) -> Result<Merger, Refusal> {
        MACHINE.admit(self.state(), "unmerge", actor)?;
        let refuse = |reason| MACHINE.refuse(self.state(), "unmerge", reason);
        if self.is(actor) {
            return Err(refuse(Reason::OwnFile { actor: actor.name().to_owned() }));
        }
        let Some(survivor) = self.merged_into else {
            return Err(refuse(Reason::NotInThisState { from: vec!["merged"] }));
        };
        Ok(Merger {
            record: self.id,
            of_record: vec![Event::Unmerged { survivor, reason, by: actor.clone() }],
            survivor,
            of_survivor: vec![Event::GaveBack { record: self.id }],
        })
    }
}
