//! Questions about rules: which one binds on a day, and what adopting a pack would change.

use std::collections::BTreeMap;

use cred_core::{
    standard::{
        adoption::{Adoption, Adoptions},
        binding::{Bound, Standards},
        topic::Topic,
    },
    text::Text,
    time::Instant,
};
use cred_import::toml_fault::not_one_of;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{enrolling::application::day, facilities::find_pack};
use crate::{
    adopting,
    check::Checks,
    moment::{Moment, Until},
    outcome::Trouble,
    stage::Stage,
    vertical::{Question, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "What the rules say",
    steps: None,
    questions: Some(Words::<dyn Question>::of::<StandardsQuestion>(&[Word::ask("binds"), Word::ask("simulate")])),
};

/// What is asked about rules, and what is expected.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
enum StandardsQuestion {
    /// Which rules on a topic bind on a day, and which of them is the strictest? As adopted up to this place of the list.
    Binds(Box<Binds>),
    /// What would adopting a pack change? Nothing is recorded. Effects read `alias exercise|file|appointment|grant what: before -> after`.
    Simulate(Box<Simulate>),
}

/// Which rules bind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Binds {
    /// The topic: `verification-age`, `recredentialing`, `privilege-term`, … (`cred pack explain` lists them).
    topic: String,
    /// What it is about within the topic: an element, a list, a body, a payer; all of them where left out.
    #[serde(default)]
    about: Option<String>,
    /// Whom it binds: the id of an organisation or facility. The only facility, with its organisation, where left out.
    #[serde(default)]
    adopter: Option<String>,
    /// The key date; the day of `at` where left out.
    #[serde(default)]
    on: Option<Moment>,
    /// From which day the limit is counted; the key date where left out. Of a limit in days and one in months it decides which is shorter.
    #[serde(default)]
    counted_from: Option<Moment>,
    /// Expected: each of these is a part of the citation of a rule that binds. An empty list: none does.
    #[serde(default)]
    rules: Option<Vec<String>>,
    /// Expected: none of these is a part of the citation of a rule that binds.
    #[serde(default)]
    not_rules: Option<Vec<String>>,
    /// Expected: a part of the citation of the strictest rule, where being shorter makes it so; `none` where no such rule binds.
    #[serde(default)]
    strictest: Option<String>,
    /// Expected: the limit of the strictest rule, such as `120 days` or `36 months`.
    #[serde(default)]
    limit: Option<String>,
    /// Expected: the last day on which something that may happen within the limit after `counted_from` is in time.
    #[serde(default)]
    last_day: Option<Until>,
    /// Expected: each of these is a part of what a rule that binds says.
    #[serde(default)]
    says: Option<Vec<String>>,
    /// Expected: what the breach of the strictest rule, or of the only one, does: `block`, `flag` or `task`.
    #[serde(default)]
    on_breach: Option<String>,
}

/// What a pack would change.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Simulate {
    /// The id of the pack: of the scenario, or shipped.
    pack: String,
    /// Who would adopt: the id of an organisation or facility; the only facility where left out.
    #[serde(default)]
    adopter: Option<String>,
    /// The first day; the day of `at` where left out.
    #[serde(default)]
    from: Option<Moment>,
    /// For parameters that sources disagree on, the reading chosen.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    readings: BTreeMap<Text, Text>,
    /// Expected: so many effects.
    #[serde(default)]
    count: Option<usize>,
    /// Expected: each of these is a part of an effect. An empty list: there is none.
    #[serde(default)]
    effects: Option<Vec<String>>,
    /// Expected: none of these is a part of an effect.
    #[serde(default)]
    not_effects: Option<Vec<String>>,
}

impl Question for StandardsQuestion {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        match self {
            Self::Binds(own) => own.ask(stage, about, checks),
            Self::Simulate(own) => own.ask(stage, about, checks),
        }
    }
}

/// The adopter of an id; the only facility where none is given.
fn adopter(stage: &Stage, id: Option<&String>) -> Result<cred_app::use_cases::adopting::Adopter, Trouble> {
    let id = match id {
        Some(id) => id.clone(),
        None => stage.facility(None)?.to_string(),
    };
    let found = adopting::adopters(stage, "adopter", &[id])?.into_iter().next();
    found.ok_or_else(|| Trouble::file("adopter", "nobody adopts under this id"))
}

impl Binds {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        let topics: Vec<&str> = Topic::ALL.iter().map(|(word, ..)| *word).collect();
        if !topics.contains(&self.topic.as_str()) {
            return Err(Trouble::file("topic", not_one_of(&self.topic, &topics)));
        }
        let adopter = adopter(stage, self.adopter.as_ref())?;
        let adopted = Adoptions::from_iter(stage.app().adoptions(&adopter)?);
        let standards = Standards::of(&[&adopted]);
        let on = day(stage, "on", &self.on)?.unwrap_or_else(|| stage.zone().date_at(about));
        let from = day(stage, "counted_from", &self.counted_from)?.unwrap_or(on);
        let asked = |topic: &Topic| {
            topic.word() == self.topic
                && self.about.as_ref().is_none_or(|about| {
                    topic.about().is_empty() || topic.about().to_lowercase().contains(&about.to_lowercase())
                })
        };
        let mut rules: Vec<Bound<'_, &Topic>> = standards.on(on, |topic| asked(topic).then_some(topic));
        let over = |topic: &Topic| topic.limit().and_then(|limit| limit.over_on(from));
        rules.sort_by_key(|bound| (over(bound.value).is_none(), over(bound.value)));
        let citations: Vec<String> = rules.iter().map(Bound::citation).collect();
        let told = rules.iter().map(|bound| format!("{}: {}", bound.citation(), bound.value.says()));
        let told: Vec<String> = told.collect();
        checks.explain(told.clone());
        listed(checks, "rules", self.rules.as_deref(), &citations);
        checks.excludes("not_rules", self.not_rules.as_deref(), &citations);
        listed(checks, "says", self.says.as_deref(), &told);
        let strictest = rules.iter().find(|bound| bound.value.limit().is_some());
        let cited = strictest.map_or_else(|| "none".to_owned(), Bound::citation);
        if let Some(expected) = &self.strictest {
            checks.includes("strictest", Some(std::slice::from_ref(expected)), &[cited]);
        }
        let limit = strictest.and_then(|bound| bound.value.limit());
        let told = limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string());
        checks.word("limit", self.limit.as_deref(), &told);
        checks.day("last_day", self.last_day.as_ref(), limit.and_then(|limit| limit.last_day_after(from)))?;
        let breach = strictest.or_else(|| rules.first()).map_or("none", |bound| bound.on_breach().word());
        checks.word("on_breach", self.on_breach.as_deref(), breach);
        Ok(())
    }
}

impl Simulate {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        let adopter = adopter(stage, self.adopter.as_ref())?;
        let from = day(stage, "from", &self.from)?.unwrap_or_else(|| stage.zone().date_at(about));
        let pack = find_pack(stage, &self.pack)?;
        let adoption = Adoption { pack, from, to: None, readings: self.readings.clone() };
        let effects = stage.app().simulate(&adopter, &adoption)?;
        let told: Vec<String> = effects
            .iter()
            .map(|(_, own)| {
                let (who, kind) = (stage.alias_of(own.provider), own.affected.word());
                format!("{who} {kind} {}: {} -> {}", own.what, own.before, own.after)
            })
            .collect();
        checks.explain(told.clone());
        if let Some(count) = self.count {
            checks.add("count", count.to_string(), told.len().to_string(), count == told.len());
        }
        listed(checks, "effects", self.effects.as_deref(), &told);
        checks.excludes("not_effects", self.not_effects.as_deref(), &told);
        Ok(())
    }
}

/// Each is a part of one; an empty list expects none.
fn listed(checks: &mut Checks, what: &str, expected: Option<&[String]>, found: &[String]) {
    match expected {
        Some([]) => checks.exactly(what, Some(&[]), found),
        some => checks.includes(what, some, found),
    }
}
