//! What one pack says differently from another, rule by rule.

use chrono::NaiveDate;

use super::RulePack;
use crate::standard::{rule::Rule, topic::Topic};

/// In which way a rule differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Only the other pack has it.
    Added,
    /// Only the first pack has it.
    Dropped,
    /// The other's limit is over sooner.
    Stricter,
    /// The other's limit is over later.
    Looser,
    /// It says something else that is neither shorter nor longer.
    Changed,
}

impl Direction {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Dropped => "dropped",
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Changed => "changed",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The topic's word.
    pub topic: &'static str,
    /// What it is about within the topic.
    pub about: String,
    /// In which way it differs.
    pub direction: Direction,
    /// What the first pack says; empty where it has none.
    pub before: String,
    /// What the other says; empty where it has none.
    pub after: String,
}

impl RulePack {
    /// What the other pack says differently. Rules are matched by topic, by what they are about, and by reading.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        for rule in &self.rules {
            match other.rules.iter().find(|own| same_matter(own, rule)) {
                None => found.push(one(rule, Direction::Dropped, rule.topic.says(), String::new())),
                Some(own) if own.topic == rule.topic && own.on_breach == rule.on_breach => {}
                Some(own) => {
                    let direction = compared(&rule.topic, &own.topic);
                    let told = |rule: &Rule| format!("{} ({})", rule.topic.says(), rule.on_breach.word());
                    found.push(one(rule, direction, told(rule), told(own)));
                }
            }
        }
        for rule in other.rules.iter().filter(|rule| !self.rules.iter().any(|own| same_matter(own, rule))) {
            found.push(one(rule, Direction::Added, String::new(), rule.topic.says()));
        }
        found
    }
}

fn same_matter(one: &Rule, other: &Rule) -> bool {
    one.topic.word() == other.topic.word()
        && one.topic.about() == other.topic.about()
        && one.reading.as_ref().map(|reading| (&reading.of, &reading.is))
            == other.reading.as_ref().map(|reading| (&reading.of, &reading.is))
}

fn one(rule: &Rule, direction: Direction, before: String, after: String) -> Difference {
    Difference { topic: rule.topic.word(), about: rule.topic.about(), direction, before, after }
}

/// By the lengths, counted from a day whose months are of common length.
fn compared(before: &Topic, after: &Topic) -> Direction {
    let over = |topic: &Topic| {
        let anchor = NaiveDate::from_ymd_opt(2025, 1, 1)?;
        topic.limit()?.over_on(anchor)
    };
    match (over(before), over(after)) {
        (Some(before), Some(after)) if after < before => Direction::Stricter,
        (Some(before), Some(after)) if after > before => Direction::Looser,
        (Some(_) | None, Some(_) | None) => Direction::Changed,
    }
}
