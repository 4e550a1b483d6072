//! Reading a snapshot: opened once, then asked.

use std::sync::Arc;

use cred_core::{
    exercise::question::{Question, What},
    id::{ItemId, ProviderId},
    text::plain,
    time::Instant,
    timeline::truth::Truth,
};

use crate::{
    content::{Content, Depends, Finding, Holder, Origin, Over, most_specific},
    error::OpenError,
    frame,
    newest::{Newest, NotBefore, hex},
    rows,
    told::{Answer, NotTold, Told},
};
use cred_tlog::VerifierKey;

/// A snapshot whose signature holds.
#[derive(Debug, Clone)]
pub struct Snapshot {
    content: Content,
    signed_by: VerifierKey,
    /// No clock of a reader stands before it.
    floor: Instant,
}

/// One who is in a snapshot, as far as it names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'s> {
    /// The id.
    pub provider: ProviderId,
    /// The NPI, where the snapshot has it.
    pub npi: Option<&'s str>,
    /// The name, where the snapshot has it.
    pub name: Option<&'s str>,
}

impl Snapshot {
    /// Opens a file: its signature is held against the trusted key before anything of it is read, and its age against the newest seen.
    ///
    /// # Errors
    /// When it is cut off, edited, of another format or key, or older than what was seen.
    pub fn open(file: &[u8], trust: &VerifierKey, newest: Option<&Newest>) -> Result<Self, OpenError> {
        let body = frame::unseal(file, trust)?;
        let content = rows::read(&body).map_err(OpenError::Malformed)?;
        if let Some(newest) = newest {
            newest.admit(&content.origin)?;
        }
        let made_at = content.origin.made_at;
        // A clock that ran ahead for once must not spoil the snapshots that are made later.
        let same = newest.filter(|newest| newest.made_at == made_at);
        let floor = same.map_or(made_at, |newest| newest.read_at.max(made_at));
        Ok(Self { content, signed_by: trust.clone(), floor })
    }

    /// Refuses it where it is older than asked.
    ///
    /// # Errors
    /// When it is.
    pub fn not_before(&self, least: NotBefore) -> Result<(), OpenError> {
        least.admit(&self.content.origin)
    }

    /// What to remember of it, at the time at which it is read.
    #[must_use]
    pub fn newest(&self, now: Instant) -> Newest {
        let origin = &self.content.origin;
        Newest {
            facility: origin.facility.clone(),
            site: origin.site.clone(),
            simulated: origin.simulated,
            position: origin.position,
            head: self.head(),
            made_at: origin.made_at,
            read_at: self.floor.max(now),
        }
    }

    /// Of which site it is, from which history, and from when to when it answers.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.content.origin
    }

    /// The hash of the last event that it was made from, as hexadecimal digits.
    #[must_use]
    pub fn head(&self) -> String {
        hex(&self.content.origin.head)
    }

    /// The key that signed it.
    #[must_use]
    pub const fn signed_by(&self) -> &VerifierKey {
        &self.signed_by
    }

    /// Every privilege that can be asked about.
    #[must_use]
    pub fn privileges(&self) -> &[ItemId] {
        &self.content.items
    }

    /// Everybody in it, in the order of the ids.
    pub fn holders(&self) -> impl Iterator<Item = Known<'_>> {
        self.content.holders.iter().map(|(id, holder)| known(*id, holder))
    }

    /// Those whom a text names: an NPI, the beginning of an id, or words of the name, as far as the snapshot has them. A record that was
    /// merged into another stands for that one.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Known<'_>> {
        let text = text.trim();
        let searched = plain(&text.replace(',', " "));
        let words: Vec<&str> = searched.split_whitespace().collect();
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_meant = |id: &ProviderId, holder: &Holder| {
            if digits {
                holder.npi.as_deref() == Some(text)
            } else if text.starts_with("prov_") && text.len() >= 8 {
                id.to_string().starts_with(text)
            } else {
                let name = holder.name.as_deref().map(plain);
                text.len() >= 2 && name.is_some_and(|name| words.iter().all(|word| name.contains(word)))
            }
        };
        let meant = self.content.holders.iter().filter(|(id, holder)| is_meant(id, holder));
        let mut ids: Vec<ProviderId> = meant.map(|(id, holder)| holder.survivor.unwrap_or(*id)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().filter_map(|id| self.content.holders.get(&id).map(|holder| known(id, holder))).collect()
    }

    /// What a text asks about: a privilege of the facility, without regard to case, else a procedure by its code.
    #[must_use]
    pub fn what(&self, text: &str) -> What {
        let exact = self.content.items.iter().find(|item| item.as_str() == text);
        let alike = || self.content.items.iter().find(|item| item.as_str().eq_ignore_ascii_case(text));
        exact
            .or_else(alike)
            .map_or_else(|| What::Procedure(text.to_ascii_uppercase()), |item| What::Privilege(item.clone()))
    }

    /// Answers a question, at the time that the reader's clock says. What it does not know for certain it does not say.
    pub fn may(&self, question: &Question, now: Instant) -> Told {
        match self.answer(question, now) {
            Ok(answer) => Told::Answer(answer),
            Err(reason) => Told::Nothing(reason),
        }
    }

    /// Whether it answers at all at the time that the reader's clock says.
    ///
    /// # Errors
    /// When it is past its end, or the clock stands before what it must be past.
    pub fn answers_at(&self, now: Instant) -> Result<(), NotTold> {
        let expires_at = self.content.origin.expires_at;
        if expires_at <= now {
            return Err(NotTold::Expired(expires_at));
        }
        if now < self.floor {
            return Err(NotTold::ClockBehind { now, at_least: self.floor });
        }
        Ok(())
    }

    fn answer(&self, question: &Question, now: Instant) -> Result<Answer, NotTold> {
        self.answers_at(now)?;
        let origin = &self.content.origin;
        if question.facility != origin.facility || question.site != origin.site {
            return Err(NotTold::OtherPlace(format!("{}/{}", origin.facility, origin.site)));
        }
        let (made_at, expires_at) = (origin.made_at, origin.expires_at);
        if question.at < made_at || expires_at <= question.at {
            return Err(NotTold::OutsideWindow { made_at, expires_at });
        }
        let holder = self
            .content
            .holders
            .get(&question.provider)
            .ok_or_else(|| NotTold::Provider(question.provider.to_string()))?;
        let privileges = match &question.what {
            What::Privilege(item) => vec![item.clone()],
            What::Procedure(code) => self.covering(code, question.at),
        };
        let mut parts: Vec<&Over> = Vec::with_capacity(privileges.len());
        for item in &privileges {
            parts.push(self.of(holder, item, &question.what).ok_or_else(|| NotTold::Privilege(item.clone()))?);
        }
        let over = Over::any(&parts);
        self.admit_patient(question, over.depends)?;
        if parts.is_empty() {
            return Ok(self.unmapped());
        }
        let piece = over.at(question.at).ok_or(NotTold::OutsideWindow { made_at, expires_at })?;
        let later = over.after(question.at);
        let change = later.iter().find(|own| own.truth != piece.truth);
        let until = change.map_or((expires_at, Truth::Unknown), |own| (own.from, own.truth));
        let other = later.iter().find(|own| own.from < until.0 && own.conditions != piece.conditions);
        Ok(Answer {
            truth: piece.truth,
            until,
            conditions: piece.conditions.clone(),
            conditions_until: other.filter(|_| piece.truth == Truth::Met).map(|own| own.from),
            because: piece.because.clone(),
            privileges,
        })
    }

    /// The privileges that list a code by an instant.
    fn covering(&self, code: &str, at: Instant) -> Vec<ItemId> {
        let coverage = self.content.coverage.iter();
        let mut items: Vec<ItemId> =
            coverage.filter(|own| own.from <= at && own.pattern.covers(code)).map(|own| own.item.clone()).collect();
        items.dedup();
        items
    }

    fn of<'s>(&'s self, holder: &'s Holder, item: &ItemId, what: &What) -> Option<&'s Over> {
        let place = self.content.items.binary_search(item).ok()?;
        let plain = holder.may.get(place).map(Arc::as_ref)?;
        let What::Procedure(code) = what else { return Some(plain) };
        let cases = holder.by_code.iter().filter(|own| own.item == *item);
        Some(most_specific(cases, |own| &own.pattern, code).map_or(plain, |own| own.over.as_ref()))
    }

    /// Refuses what is given about the patient where the answer could be another one for it.
    fn admit_patient(&self, question: &Question, depends: Depends) -> Result<(), NotTold> {
        let elsewhere = question.patient_state.is_some_and(|state| state != self.content.origin.jurisdiction);
        let given = [
            (question.emergency, "emergency"),
            (elsewhere, "patient's state"),
            (question.patient_age.is_some() && depends.age, "patient's age"),
            (question.setting.is_some() && depends.setting, "setting"),
            (question.federal_patient == Some(false) && depends.federal, "patient's programme"),
        ];
        given.into_iter().find(|(given, _)| *given).map_or(Ok(()), |(_, what)| Err(NotTold::Patient(what)))
    }

    /// As the engine says of a code that no form lists.
    fn unmapped(&self) -> Answer {
        let because = Finding {
            requirement: "procedure-code".to_owned(),
            reason: "code-not-mapped".to_owned(),
            citation: "the facility's privilege sets".to_owned(),
        };
        Answer {
            truth: Truth::Unknown,
            until: (self.content.origin.expires_at, Truth::Unknown),
            conditions: vec![],
            conditions_until: None,
            because: vec![because],
            privileges: vec![],
        }
    }
}

fn known(provider: ProviderId, holder: &Holder) -> Known<'_> {
    Known { provider, npi: holder.npi.as_deref(), name: holder.name.as_deref() }
}
