//! What binds: of all packs adopted, the rules in force on a key date, and the strictest of several.

use chrono::NaiveDate;

use super::{
    adoption::{Adoption, Adoptions},
    limit::Limit,
    rule::{Confidence, KeyDate, OnBreach, Rule},
    rule_pack::RulePack,
    topic::Topic,
};

/// The rules of an organisation, a facility, or both together, whatever the day.
#[derive(Debug, Clone)]
pub struct Standards<'a> {
    adopted: Vec<&'a Adoption>,
}

/// One rule with the pack it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a, T> {
    /// What it rules.
    pub value: T,
    /// The rule.
    pub rule: &'a Rule,
    /// Its pack.
    pub pack: &'a RulePack,
    /// The first key date on which it binds here.
    pub from: NaiveDate,
    /// The last key date on which it binds here; open where none.
    pub to: Option<NaiveDate>,
}

impl<'a> Standards<'a> {
    /// The rules of several adopters together: a facility's and its organisation's.
    #[must_use]
    pub fn of(adopters: &[&'a Adoptions]) -> Self {
        Self { adopted: adopters.iter().flat_map(|adoptions| adoptions.iter()).collect() }
    }

    /// Whether nothing is adopted at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.adopted.is_empty()
    }

    /// Every adoption, in order.
    pub fn adoptions(&self) -> impl Iterator<Item = &'a Adoption> {
        self.adopted.iter().copied()
    }

    /// Whether any pack is adopted and in force on a day.
    #[must_use]
    pub fn any_on(&self, on: NaiveDate) -> bool {
        !self.on(on, |_| Some(())).is_empty()
    }

    /// Every rule that the choice picks, whatever the day, each with the key dates on which it binds.
    #[must_use]
    pub fn every<T>(&self, pick: impl Fn(&'a Topic) -> Option<T>) -> Vec<Bound<'a, T>> {
        let mut found = Vec::new();
        for adoption in &self.adopted {
            let pack = &adoption.pack;
            for rule in pack.rules.iter().filter(|rule| chosen(adoption, rule)) {
                let Some(value) = pick(&rule.topic) else { continue };
                let (from, to) = pack.applies(rule);
                let from = from.max(adoption.from);
                let to = [to, adoption.to].into_iter().flatten().min();
                if to.is_none_or(|to| from <= to) {
                    found.push(Bound { value, rule, pack, from, to });
                }
            }
        }
        found
    }

    /// The rules that the choice picks and that bind on a key date, in the order of adoption.
    #[must_use]
    pub fn on<T>(&self, on: NaiveDate, pick: impl Fn(&'a Topic) -> Option<T>) -> Vec<Bound<'a, T>> {
        self.every(pick).into_iter().filter(|bound| bound.from <= on && bound.to.is_none_or(|to| on <= to)).collect()
    }

    /// Of the limits that the choice picks and that bind on a key date, the one that is over first when counted from `anchor`.
    #[must_use]
    pub fn shortest(
        &self,
        on: NaiveDate,
        anchor: NaiveDate,
        pick: impl Fn(&'a Topic) -> Option<Limit>,
    ) -> Option<Bound<'a, Limit>> {
        let over = |limit: Limit| limit.over_on(anchor).unwrap_or(NaiveDate::MAX);
        self.on(on, pick).into_iter().min_by_key(|bound| over(bound.value))
    }
}

/// Whether the rule is of the reading that the adoption chose, or has none.
fn chosen(adoption: &Adoption, rule: &Rule) -> bool {
    rule.reading.as_ref().is_none_or(|reading| match adoption.readings.get(&reading.of) {
        Some(is) => *is == reading.is,
        None => reading.default,
    })
}

impl<T> Bound<'_, T> {
    /// Where it stands, for an answer: `NCQA health plan 2025, CR 3 A`.
    #[must_use]
    pub fn citation(&self) -> String {
        let RulePack { body, program, edition, .. } = self.pack;
        let code = self.rule.code.as_ref().map_or_else(String::new, |code| format!(", {code}"));
        format!("{body} {program} {edition}{code}")
    }

    /// The date that picks its edition, and to which its ages count.
    #[must_use]
    pub fn key_date(&self) -> KeyDate {
        self.rule.key_date.unwrap_or(self.pack.key_date)
    }

    /// What a breach does.
    #[must_use]
    pub const fn on_breach(&self) -> OnBreach {
        self.rule.on_breach
    }

    /// How sure it is.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.rule.confidence.unwrap_or(self.pack.confidence)
    }
}
