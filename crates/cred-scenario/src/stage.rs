//! The stage: the use cases, the clock, who is called what, and who acts.

use std::collections::BTreeMap;

use cred_app::{App, error::AppError, use_cases::By};
use cred_core::{
    actor::{Actor, Capacity},
    id::{FacilityId, OrganizationId, ProviderId, SiteId},
    records::Records,
    text::Text,
    time::{Instant, zone::Zone},
};
use cred_import::toml_fault::not_one_of;
use cred_store::Bound;

use crate::{check, moment::Moment, outcome::Trouble, scenario::Shelf};

/// Where steps are carried out.
#[derive(Debug)]
pub struct Stage {
    app: App,
    zone: Zone,
    aliases: BTreeMap<String, ProviderId>,
    /// What else has a short name: by its kind and name, its id.
    names: BTreeMap<(&'static str, String), String>,
    shelf: Shelf,
    /// Who acts in this step, where that is said.
    speaker: Option<String>,
    /// With which code the step expects to be refused, where it does.
    refusal: Option<String>,
    /// Whether default actors may act. In a real history they may not: who acted is always said.
    defaults: bool,
    /// An idempotency key of the caller's, for a single command.
    key: Option<String>,
    commands: u64,
}

impl Stage {
    /// A stage for a scenario.
    #[must_use]
    pub fn new(app: App, zone: Zone, shelf: Shelf) -> Self {
        Self {
            app,
            zone,
            aliases: BTreeMap::new(),
            names: BTreeMap::new(),
            shelf,
            speaker: None,
            refusal: None,
            defaults: true,
            key: None,
            commands: 0,
        }
    }

    /// A stage over a real history, where the actor is always given.
    #[must_use]
    pub fn real(app: App, zone: Zone, speaker: String, key: Option<String>) -> Self {
        Self { defaults: false, speaker: Some(speaker), key, ..Self::new(app, zone, Shelf::default()) }
    }

    /// The use cases, to ask.
    #[must_use]
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The use cases, to act.
    pub const fn act(&mut self) -> &mut App {
        &mut self.app
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.app.now()
    }

    /// The zone in which local times are read and told.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// The packs and forms that steps may name.
    #[must_use]
    pub const fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Goes on to the next step: its time, and who acts where that is said.
    ///
    /// # Errors
    /// When the clock cannot be set.
    pub fn next(&mut self, at: Instant, speaker: Option<&str>) -> Result<(), AppError> {
        self.speaker = speaker.map(str::to_owned);
        self.app.set_simulated(at)
    }

    /// Whether what a step leaves out may be made up. In a real history it may not: everything that is recorded was said by somebody.
    #[must_use]
    pub const fn makes_up(&self) -> bool {
        self.defaults
    }

    /// What a step leaves out, made up; in a real history it must be there.
    ///
    /// # Errors
    /// In a real history.
    pub fn made_up<T>(&self, key: &'static str, value: T) -> Result<T, Trouble> {
        if self.defaults {
            Ok(value)
        } else {
            Err(Trouble::file(key, "it is missing: nothing is made up in a real history"))
        }
    }

    /// A text of the step; a made-up one where it is left out.
    ///
    /// # Errors
    /// In a real history, where it must be there.
    pub fn said(&self, key: &'static str, text: Option<&Text>, made_up: &str) -> Result<Text, Trouble> {
        let own = || Text::parse(self.made_up(key, made_up)?).map_err(|error| Trouble::value(key, error));
        text.cloned().map_or_else(own, Ok)
    }

    /// Goes on to a step that expects to be refused with a code, or to be accepted.
    pub fn expecting(&mut self, refusal: Option<&str>) {
        self.refusal = refusal.map(str::to_owned);
    }

    /// Whether the step expects to be refused for this reason (or for any): then nothing is made up that would let it pass.
    #[must_use]
    pub fn expects_refusal(&self, reason: &str) -> bool {
        self.refusal.as_deref().is_some_and(|code| code == "any" || code.rsplit('/').next() == Some(reason))
    }

    /// In which capacity the step says that its actor acts, where it says one.
    #[must_use]
    pub fn spoken_for(&self) -> Option<Capacity> {
        let text = self.speaker.as_deref()?;
        let capacity = text.split_once(':').map_or(text, |(capacity, _)| capacity).trim();
        Capacity::ALL.into_iter().find(|known| known.word() == capacity)
    }

    /// Whether the step says who acts.
    #[must_use]
    pub const fn is_spoken_for(&self) -> bool {
        self.speaker.is_some()
    }

    /// Further actors whom a step names, each as `by` names one.
    ///
    /// # Errors
    /// When one names nobody who can act.
    pub fn actors(&self, key: &'static str, texts: &[String]) -> Result<Vec<Actor>, Trouble> {
        let of = |text: &String| {
            self.actor(text).map_err(|trouble| match trouble {
                Trouble::File { message, .. } => Trouble::File { key, message },
                other @ (Trouble::Engine(_) | Trouble::Stuck { .. }) => other,
            })
        };
        texts.iter().map(of).collect()
    }

    /// An instant of the step.
    ///
    /// # Errors
    /// When it is one that the zone's clocks skip.
    pub fn instant(&self, key: &'static str, at: &Moment) -> Result<Instant, Trouble> {
        check::instant(key, at, self.zone)
    }

    /// The same for one that may be left out.
    ///
    /// # Errors
    /// As [`Self::instant`].
    pub fn maybe(&self, key: &'static str, at: Option<&Moment>) -> Result<Option<Instant>, Trouble> {
        at.map(|at| self.instant(key, at)).transpose()
    }

    /// Gives a provider an alias.
    pub fn call(&mut self, alias: &str, provider: ProviderId) {
        self.aliases.insert(alias.to_owned(), provider);
    }

    /// The provider that an alias names; else whom an NPI, an id or a part of a name names.
    ///
    /// # Errors
    /// When nobody is called so.
    pub fn provider(&self, text: &str) -> Result<ProviderId, Trouble> {
        self.person("provider", text)
    }

    /// The same for a key of another name (`supervisor`, `proctor`, …).
    ///
    /// # Errors
    /// When nobody is called so.
    pub fn person(&self, key: &'static str, text: &str) -> Result<ProviderId, Trouble> {
        if let Some(id) = self.aliases.get(text) {
            return Ok(*id);
        }
        self.app.find_provider(text).map_err(|error| {
            if matches!(error, AppError::NotFound { .. }) && !self.aliases.is_empty() {
                let known: Vec<&str> = self.aliases.keys().map(String::as_str).collect();
                return Trouble::file(key, not_one_of(text, &known));
            }
            named(key, &error)
        })
    }

    /// The provider of an alias; none where nobody is called so.
    #[must_use]
    pub fn known(&self, alias: &str) -> Option<ProviderId> {
        self.aliases.get(alias).copied()
    }

    /// Gives something of a kind (`meeting`, …) a short name.
    pub fn remember(&mut self, kind: &'static str, name: &str, id: String) {
        self.names.insert((kind, name.to_owned()), id);
    }

    /// The id of what has a short name, or is written as an id.
    ///
    /// # Errors
    /// When nothing of the kind is called so.
    pub fn recall<T: std::str::FromStr>(
        &self,
        kind: &'static str,
        key: &'static str,
        name: &str,
    ) -> Result<T, Trouble> {
        let id = self.names.get(&(kind, name.to_owned())).map_or(name, String::as_str);
        id.parse().map_err(|_| {
            let known: Vec<&str> =
                self.names.keys().filter(|(own, _)| *own == kind).map(|(_, name)| name.as_str()).collect();
            Trouble::file(key, not_one_of(name, &known))
        })
    }

    /// How many commands were given so far: what is made up from it is another one each time.
    #[must_use]
    pub const fn given(&self) -> u64 {
        self.commands
    }

    /// What a provider is called.
    #[must_use]
    pub fn alias_of(&self, provider: ProviderId) -> String {
        let alias = self.aliases.iter().find(|(_, id)| **id == provider);
        alias.map_or_else(|| provider.to_string(), |(alias, _)| alias.clone())
    }

    /// The facility named; the only one where none is.
    ///
    /// # Errors
    /// When there is none of that name, or none is named and there are several.
    pub fn facility(&self, text: Option<&str>) -> Result<FacilityId, Trouble> {
        self.app.find_facility(text).map_err(|error| named("facility", &error))
    }

    /// The site named (`site`, or `facility/site`); the only one where none is.
    ///
    /// # Errors
    /// When there is none of that name, or none is named and there are several.
    pub fn site(&self, text: Option<&str>) -> Result<(FacilityId, SiteId), Trouble> {
        if let Some(text) = text {
            return self.app.find_site(text).map_err(|error| named("site", &error));
        }
        let facilities = self.app.facilities()?;
        let records = self.app.records(&[], &facilities, Bound::Now)?;
        let sites: Vec<(FacilityId, SiteId)> =
            records.facilities().flat_map(|own| own.sites().map(|site| (own.id().clone(), site.id.clone()))).collect();
        match sites.as_slice() {
            [one] => Ok(one.clone()),
            many => {
                let names: Vec<String> = many.iter().map(|(facility, site)| format!("{facility}/{site}")).collect();
                Err(Trouble::file("site", format!("`site` is missing: say which of {}", names.join(", "))))
            }
        }
    }

    /// The organisation named; the only one where none is.
    ///
    /// # Errors
    /// When there is none of that name, or none is named and there are several.
    pub fn organization(&self, text: Option<&str>) -> Result<OrganizationId, Trouble> {
        let facilities = self.app.facilities()?;
        let records = self.app.records(&[], &facilities, Bound::Now)?;
        let mut known: Vec<OrganizationId> = records.facilities().map(|own| own.organization().clone()).collect();
        known.sort();
        known.dedup();
        match (text, known.as_slice()) {
            (Some(text), known) => {
                let words: Vec<&str> = known.iter().map(OrganizationId::as_str).collect();
                let found = known.iter().find(|own| own.as_str() == text).cloned();
                found.ok_or_else(|| Trouble::file("organization", not_one_of(text, &words)))
            }
            (None, [one]) => Ok(one.clone()),
            (None, many) => {
                let names: Vec<&str> = many.iter().map(OrganizationId::as_str).collect();
                Err(Trouble::file(
                    "organization",
                    format!("`organization` is missing: say which of {}", names.join(", ")),
                ))
            }
        }
    }

    /// Everything on file about a provider, and every facility.
    ///
    /// # Errors
    /// When the store fails.
    pub fn records(&self, provider: ProviderId) -> Result<Records, Trouble> {
        let facilities = self.app.facilities()?;
        Ok(self.app.records(&[provider], &facilities, Bound::Now)?)
    }

    /// The same from what was recorded up to a time; from everything where none is given.
    ///
    /// # Errors
    /// As [`Self::records`], or when the time is one that the zone's clocks skip.
    pub fn records_at(&self, provider: ProviderId, known: Option<&Moment>) -> Result<Records, Trouble> {
        let known = self.maybe("known_at", known)?;
        let bound = known.map_or(Bound::Now, |known| Bound::RecordedAt(known.timestamp_micros()));
        let facilities = self.app.facilities()?;
        Ok(self.app.records(&[provider], &facilities, bound)?)
    }

    /// Who gives the command that the step is about: the `by` of the step, or the default of the capacity. For the capacities of the
    /// provider the default is the subject in person.
    ///
    /// # Errors
    /// When the `by` names nobody who can act.
    pub fn by(&mut self, default: Capacity, subject: Option<ProviderId>) -> Result<By, Trouble> {
        match self.speaker.clone() {
            Some(text) => {
                let actor = self.actor(&text)?;
                Ok(self.sealed(actor))
            }
            None => self.acting(default, subject),
        }
    }

    /// Who gives a command on the way of a shorthand: the default of a capacity, whatever the `by` of the step.
    ///
    /// # Errors
    /// In a real history, where nobody acts by default.
    pub fn acting(&mut self, capacity: Capacity, subject: Option<ProviderId>) -> Result<By, Trouble> {
        if !self.defaults {
            let message = "a shorthand of several actors is for scenarios: give its commands one by one".to_owned();
            return Err(Trouble::File { key: "do", message });
        }
        let actor = match (capacity, subject) {
            (Capacity::Provider, Some(subject)) => named_actor(&self.alias_of(subject), capacity)?.being(subject),
            _ => named_actor(default_name(capacity), capacity)?,
        };
        Ok(self.sealed(actor))
    }

    /// The actor that a text names: `capacity`, `capacity:who`, or an alias for the provider in person. Where `who` is an alias, the
    /// actor is that provider, whatever the capacity.
    fn actor(&self, text: &str) -> Result<Actor, Trouble> {
        if let Some(id) = self.aliases.get(text.trim()) {
            return Ok(named_actor(text.trim(), Capacity::Provider)?.being(*id));
        }
        let words: Vec<&str> = Capacity::ALL.iter().map(|capacity| capacity.word()).collect();
        let (capacity, who) = text.split_once(':').map_or((text, None), |(capacity, who)| (capacity, Some(who.trim())));
        let parsed = Capacity::ALL.into_iter().find(|known| known.word() == capacity.trim());
        let capacity = parsed.ok_or_else(|| Trouble::file("by", not_one_of(capacity.trim(), &words)))?;
        match who {
            Some(who) if self.aliases.contains_key(who) => {
                let id = self.aliases.get(who).copied();
                let actor = named_actor(who, capacity)?;
                Ok(id.map_or_else(|| actor.clone(), |id| actor.clone().being(id)))
            }
            Some(_) => self.app.actor(text).map_err(|error| Trouble::value("by", error)),
            None if self.defaults => named_actor(default_name(capacity), capacity),
            None => Err(Trouble::file("by", format!("say who: `{capacity}:<who>`"))),
        }
    }

    /// Somebody else than who gives the command, named under a key of the step as `by` names one: who recommends, who signed.
    ///
    /// # Errors
    /// When the text names nobody who can act.
    pub fn somebody(&self, key: &'static str, text: &str) -> Result<Actor, Trouble> {
        self.actor(text).map_err(|trouble| match trouble {
            Trouble::File { message, .. } => Trouble::File { key, message },
            other @ (Trouble::Engine(_) | Trouble::Stuck { .. }) => other,
        })
    }

    /// A key for each command makes every id, and so every report, the same on every machine.
    fn sealed(&mut self, actor: Actor) -> By {
        self.commands = self.commands.saturating_add(1);
        let own = self.defaults.then(|| format!("scenario-{}", self.commands));
        By { actor, key: self.key.take().or(own) }
    }
}

fn named_actor(who: &str, capacity: Capacity) -> Result<Actor, Trouble> {
    Actor::new(who, capacity).map_err(|error| Trouble::value("by", error))
}

fn named(key: &'static str, error: &AppError) -> Trouble {
    let advice = error.advice();
    Trouble::file(key, if advice.is_empty() { error.to_string() } else { format!("{error}: {advice}") })
}

const fn default_name(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Provider => "the provider",
        Capacity::Delegate => "the provider's office",
        Capacity::Msp => "medical staff office",
        Capacity::Cvo => "verification office",
        Capacity::Chair => "department chair",
        Capacity::CredentialsCommittee => "credentials committee",
        Capacity::MedicalDirector => "medical director",
        Capacity::Mec => "medical executive committee",
        Capacity::Board => "governing body",
        Capacity::BoardCommittee => "committee of the board",
        Capacity::Ceo => "chief executive",
        Capacity::HearingPanel => "hearing panel",
        Capacity::Facility => "administration",
        Capacity::Payer => "payer",
        Capacity::System => "rules",
    }
}
