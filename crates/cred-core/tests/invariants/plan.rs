//! The default world, and what it is varied in.

use chrono::NaiveDate;
use cred_core::{
    delineation::privilege_set::PrivilegeSetVersion,
    refusal::Refusal,
    standard::adoption::Adoption,
    time::{Instant, zone::Zone},
};

use crate::{
    house::{Bylaws, ITEMS, Policy, SourceAnswer, answers, bylaws, date, form, instant, policy, zone},
    world::{NAME, NPI, World},
};

/// What the default world is varied in. Everything left alone is good for years.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) zone: Zone,
    pub(crate) policy: Policy,
    /// Another version that follows on it.
    pub(crate) next_policy: Option<Policy>,
    /// Packs of others that the organisation adopts beside it.
    pub(crate) packs: Vec<Adoption>,
    pub(crate) bylaws: Bylaws,
    pub(crate) form: PrivilegeSetVersion,
    /// The state of the annex.
    pub(crate) annex: &'static str,
    pub(crate) answers: Vec<SourceAnswer>,
    pub(crate) approved_at: Instant,
    pub(crate) appointed_at: Instant,
    /// The first local day of the appointment and of the grants, and the appointment's months.
    pub(crate) term: (NaiveDate, u32),
    pub(crate) items: Vec<&'static str>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            zone: zone("America/Phoenix"),
            policy: policy(),
            next_policy: None,
            packs: vec![],
            bylaws: bylaws(),
            form: form(),
            annex: "AZ",
            answers: answers(),
            approved_at: instant("2026-01-15T17:00:00Z"),
            appointed_at: instant("2026-01-20T17:00:00Z"),
            term: (date("2026-02-01"), 24),
            items: ITEMS.to_vec(),
        }
    }
}

/// The default world, made once.
pub(crate) fn world() -> World {
    static WORLD: std::sync::OnceLock<World> = std::sync::OnceLock::new();
    WORLD.get_or_init(|| Plan::default().build()).clone()
}

impl Plan {
    /// The same plan with another answer about the same element.
    pub(crate) fn with(mut self, answer: SourceAnswer) -> Self {
        self.answers.retain(|held| held.element != answer.element);
        self.answers.push(answer);
        self
    }

    pub(crate) fn build(self) -> World {
        self.try_build().expect("the plan is lawful")
    }

    pub(crate) fn try_build(self) -> Result<World, Refusal> {
        let mut world = World::with_house(&self);
        let provider = world.register(NAME, Some(NPI));
        world.provider = provider;
        for answer in &self.answers {
            world.verify(answer)?;
        }
        world.now = self.approved_at;
        world.approve()?;
        world.now = self.appointed_at;
        let start = self.zone.start_of_day(self.term.0);
        world.appoint(start, self.term.1)?;
        for item in self.items {
            world.grant(item, start)?;
        }
        Ok(world)
    }
}
