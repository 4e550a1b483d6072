//! One record, read by a mapping.

use cred_core::{
    evidence::{
        list_entry::{ListEntry, ListedAddress, ListedName, Party},
        outcome::{Candidate, Found},
        reply::{Encumbrance, EncumbranceKind, Limits},
    },
    identifier::{DeaNumber, LicenseNumber, Npi},
    jurisdiction::Jurisdiction,
    provider::{credential::Credential, element::ElementKind},
    text::Text,
    time::{Instant, boundary::Boundary, partial_date::PartialDate},
};
use serde_json::Value;

use super::{Condition, Mapping, Part};
use crate::{
    adapter::reading::{day, in_form, text, writings},
    request::Request,
};

impl Mapping {
    /// The record of a credential.
    pub(super) fn found(&self, request: &Request, record: &Value, begun: Instant) -> Result<Found, String> {
        let (valid_from, valid_to) = (self.date(record, Part::ValidFrom)?, self.date(record, Part::ValidTo)?);
        let mut found = Found {
            credential: self.credential(request.element.kind(), record)?,
            names: self.names(request, record),
            valid_from,
            valid_to,
            encumbrances: vec![],
        };
        let Some(conditions) = &self.conditions else { return Ok(found) };
        let word = text(record.pointer(&conditions.at)).ok_or("a record without its condition")?;
        let condition = conditions.words.get(&word.to_lowercase());
        let condition =
            condition.ok_or_else(|| format!("a record with the condition `{word}`, which is not mapped"))?;
        let kind = match condition {
            Condition::Active => None,
            Condition::Expired => {
                let over = valid_to.map(|to| Boundary::end_of(to, found.credential.issuer_zone()).earliest() <= begun);
                if over != Some(true) {
                    return Err(format!("a record with the condition `{word}` before its last day"));
                }
                None
            }
            Condition::Inactive => Some(EncumbranceKind::Suspended),
            Condition::Encumbered(kind) => Some(*kind),
        };
        found.encumbrances.extend(kind.map(|kind| Encumbrance {
            kind,
            from: None,
            to: None,
            terms: Text::of_words(&format!("the source says: {word}")),
            limits: Limits::default(),
        }));
        Ok(found)
    }

    /// The record of a search.
    pub(super) fn listed(&self, request: &Request, record: &Value) -> Result<Candidate, String> {
        let part = |part| self.part(record, part).unwrap_or_default();
        let names = match self.part(record, Part::FamilyName) {
            Some(family) => vec![ListedName::Parts {
                family,
                given: part(Part::GivenName),
                middle: part(Part::MiddleName),
                suffix: part(Part::Suffix),
            }],
            None => vec![ListedName::Whole(self.part(record, Part::Name).ok_or("a record without a name")?)],
        };
        let basis = self.part(record, Part::Summary).unwrap_or_else(|| format!("on record: {}", request.element));
        let name = names.first().map(ListedName::written).unwrap_or_default();
        let entry = ListEntry {
            party: Party::Person,
            names,
            npi: self.part(record, Part::Npi).and_then(|npi| Npi::parse(&npi).ok()),
            born: None,
            licenses: vec![],
            occupations: vec![],
            address: ListedAddress {
                state: self.part(record, Part::State).and_then(|state| Jurisdiction::parse(&state).ok()),
                ..ListedAddress::default()
            },
            basis: basis.clone(),
            from: self.date(record, Part::ValidFrom)?,
            to: self.date(record, Part::ValidTo)?,
            waiver: None,
        };
        let summary = Text::of_words(&format!("{name}: {basis}"));
        Ok(Candidate { summary, found: None, entry: Some(Box::new(entry)) })
    }

    fn part(&self, record: &Value, part: Part) -> Option<String> {
        let place = self.parts.get(&part)?;
        let written = place.is.clone().or_else(|| text(record.pointer(place.at.as_ref()?)))?;
        Some(place.words.get(&written).cloned().unwrap_or(written))
    }

    fn date(&self, record: &Value, part: Part) -> Result<Option<PartialDate>, String> {
        let Some(written) = self.part(record, part) else { return Ok(None) };
        let form = self.parts.get(&part).and_then(|place| place.date.as_deref());
        let read = form.map_or_else(|| day(&written), |form| in_form(&written, form)).map(PartialDate::Day);
        // A year, or a month of one, is a date too where no form is asked for.
        let read = read.or_else(|| PartialDate::parse(&written).ok().filter(|_| form.is_none()));
        read.map(Some).ok_or_else(|| "a record with a date that is none".to_owned())
    }

    fn names(&self, request: &Request, record: &Value) -> Vec<Text> {
        let part = |part| self.part(record, part).unwrap_or_default();
        let (family, whole) = (part(Part::FamilyName), part(Part::Name));
        if family.is_empty() {
            return (!whole.is_empty()).then(|| Text::of_words(&whole)).into_iter().collect();
        }
        let [given, middle, suffix] = [Part::GivenName, Part::MiddleName, Part::Suffix].map(part);
        writings(&given, &middle, &family, &suffix, &request.names)
    }

    fn credential(&self, kind: ElementKind, record: &Value) -> Result<Credential, String> {
        let part =
            |part: Part, what: &str| self.part(record, part).ok_or_else(|| format!("a record without its {what}"));
        let words = |own: Part, what: &str| {
            Text::parse(&part(own, what)?).map_err(|_| format!("a record whose {what} cannot be read"))
        };
        let state = || {
            let state = part(Part::State, "state")?;
            Jurisdiction::parse(&state).map_err(|_| "a record whose state is none".to_owned())
        };
        let number = || {
            let number = part(Part::Number, "number")?;
            LicenseNumber::parse(&number).map_err(|_| "a record whose number cannot be read".to_owned())
        };
        Ok(match kind {
            ElementKind::License => Credential::License {
                jurisdiction: state()?,
                license_type: words(Part::LicenseType, "type of licence")?,
                number: number()?,
                compact: None,
                training: false,
            },
            ElementKind::ControlledSubstance => {
                Credential::ControlledSubstance { jurisdiction: state()?, number: number()? }
            }
            ElementKind::Dea => Credential::Dea {
                jurisdiction: state()?,
                number: DeaNumber::parse(&part(Part::Number, "number")?)
                    .map_err(|_| "a record whose number is no DEA number".to_owned())?,
                schedules: vec![],
                fee_exempt: false,
            },
            ElementKind::BoardCertification => Credential::BoardCertification {
                board: words(Part::Issuer, "board")?,
                certificate: words(Part::Certificate, "certificate")?,
            },
            ElementKind::Certification => Credential::Certification { name: words(Part::Certificate, "certificate")? },
            ElementKind::Education => Credential::Education {
                institution: words(Part::Issuer, "school")?,
                degree: words(Part::Certificate, "degree")?,
            },
            ElementKind::Training => Credential::Training {
                program: words(Part::Issuer, "programme")?,
                specialty: words(Part::Certificate, "specialty")?,
            },
            ElementKind::Identity
            | ElementKind::Insurance
            | ElementKind::WorkHistory
            | ElementKind::MalpracticeHistory
            | ElementKind::Sanctions
            | ElementKind::Exclusion
            | ElementKind::NpdbQuery
            | ElementKind::ContinuousQuery
            | ElementKind::PeerReference
            | ElementKind::HealthStatement
            | ElementKind::CaseLog => return Err(format!("a mapping reads no {kind}")),
        })
    }
}
