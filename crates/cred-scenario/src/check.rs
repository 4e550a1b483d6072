//! Comparing what is expected with what is found.

use cred_core::time::{Instant, zone::Zone};
use cred_wire::answer::When;

use crate::{
    moment::{Moment, Until},
    outcome::Trouble,
};

/// One expectation that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// What was looked at: `answer`, `until`, `because`, ….
    pub what: String,
    /// What is expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Whether they agree.
    pub holds: bool,
}

/// The expectations of one question or step.
#[derive(Debug, Clone)]
pub struct Checks {
    zone: Zone,
    checks: Vec<Check>,
    explanation: Vec<String>,
}

impl Checks {
    /// No expectation yet; instants are read and told in the zone.
    #[must_use]
    pub const fn new(zone: Zone) -> Self {
        Self { zone, checks: Vec::new(), explanation: Vec::new() }
    }

    /// Lines that explain what was found; told where an expectation fails.
    pub fn explain(&mut self, lines: Vec<String>) {
        self.explanation = lines;
    }

    /// A word is this one; case does not count.
    pub fn word(&mut self, what: &str, expected: Option<&str>, found: &str) {
        if let Some(expected) = expected {
            let word = expected.trim();
            let holds = word.eq_ignore_ascii_case(found)
                || what == "state" && word == "active" && matches!(found, "granted" | "appointed" | "approved");
            self.add(what, expected.to_owned(), found.to_owned(), holds);
        }
    }

    /// An instant is this one, or none.
    ///
    /// # Errors
    /// When the expected time is one that the zone's clocks skip.
    pub fn until(
        &mut self,
        what: &'static str,
        expected: Option<&Until>,
        found: Option<Instant>,
    ) -> Result<(), Trouble> {
        let Some(expected) = expected else { return Ok(()) };
        let expected = match expected {
            Until::None => None,
            Until::At(at) => Some(instant(what, at, self.zone)?),
        };
        let (wanted, told) = (self.told(expected), self.told(found));
        self.add(what, wanted, told, expected == found);
        Ok(())
    }

    /// A day is this one, or none.
    ///
    /// # Errors
    /// When the expected time is one that the zone's clocks skip.
    pub fn day(
        &mut self,
        what: &'static str,
        expected: Option<&Until>,
        found: Option<chrono::NaiveDate>,
    ) -> Result<(), Trouble> {
        let Some(expected) = expected else { return Ok(()) };
        let expected = match expected {
            Until::None => None,
            Until::At(at) => Some(self.zone.date_at(instant(what, at, self.zone)?)),
        };
        let told = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "none".to_owned(), |day| day.to_string());
        self.add(what, told(expected), told(found), expected == found);
        Ok(())
    }

    /// Every expected text is among the found ones.
    pub fn includes(&mut self, what: &str, expected: Option<&[String]>, found: &[String]) {
        if let Some(expected) = expected {
            let holds = expected.iter().all(|text| among(text, found));
            self.add(what, format!("among others {}", listed(expected)), listed(found), holds);
        }
    }

    /// The found texts are the expected ones, in any order, and no others.
    pub fn exactly(&mut self, what: &str, expected: Option<&[String]>, found: &[String]) {
        if let Some(expected) = expected {
            let all = expected.iter().all(|text| among(text, found));
            let none_else = found.iter().all(|own| expected.iter().any(|text| names(text, own)));
            self.add(what, format!("only {}", listed(expected)), listed(found), all && none_else);
        }
    }

    /// None of the texts is among the found ones.
    pub fn excludes(&mut self, what: &str, unwanted: Option<&[String]>, found: &[String]) {
        if let Some(unwanted) = unwanted {
            let holds = !unwanted.iter().any(|text| among(text, found));
            self.add(what, format!("none of {}", listed(unwanted)), listed(found), holds);
        }
    }

    /// Any other comparison.
    pub fn add(&mut self, what: &str, expected: String, found: String, holds: bool) {
        self.checks.push(Check { what: what.to_owned(), expected, found, holds });
    }

    /// An instant as it is told.
    #[must_use]
    pub fn told(&self, at: Option<Instant>) -> String {
        at.map_or_else(|| "none".to_owned(), |at| When::at(at, self.zone).local)
    }

    /// Whether nothing is expected.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.checks.is_empty()
    }

    /// The expectations, and the lines that explain what was found.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Check>, Vec<String>) {
        (self.checks, self.explanation)
    }
}

/// An instant of a scenario in a zone.
///
/// # Errors
/// When it is one that the zone's clocks skip.
pub fn instant(key: &'static str, at: &Moment, zone: Zone) -> Result<Instant, Trouble> {
    cred_app::moment::parse(&format!("`{key}`"), at.as_str(), zone).map_err(|error| Trouble::value(key, error))
}

fn among(text: &str, found: &[String]) -> bool {
    found.iter().any(|own| names(text, own))
}

/// Other words for the codes of requirements.
const SYNONYMS: [(&str, &str); 6] = [
    ("licence", "license"),
    ("privilege", "grant"),
    ("credentialing", "credentialed"),
    ("file", "credentialed"),
    ("exclusions", "exclusion"),
    ("patient-age", "age"),
];

/// `license/expired` names itself; `license` every pair of that requirement, and `/expired` every pair of that reason. Other texts are
/// found where they are a part.
fn names(text: &str, found: &str) -> bool {
    let (text, found) = (text.trim().to_lowercase(), found.to_lowercase());
    match found.split_once('/') {
        Some((requirement, reason)) if !found.contains(' ') => {
            let (asked, why) = text.split_once('/').map_or((text.as_str(), None), |(asked, why)| (asked, Some(why)));
            let asked = SYNONYMS.iter().find(|(word, _)| *word == asked).map_or(asked, |(_, code)| *code);
            (asked.is_empty() || asked == requirement) && why.is_none_or(|why| why == reason)
        }
        _ => found.contains(&text),
    }
}

fn listed(texts: &[String]) -> String {
    if texts.is_empty() { "nothing".to_owned() } else { texts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_named_by_itself_or_by_one_of_its_halves() {
        assert!(names("license/expired", "license/expired"));
        assert!(names("license", "license/expired"));
        assert!(names("/expired", "license/expired"));
        assert!(!names("licens", "license/expired"));
        assert!(names("licence/expired", "license/expired"));
        assert!(names("privilege", "grant/expired"));
        assert!(!names("privilege/stale", "grant/expired"));
        assert!(!names("license/stale", "license/expired"));
        assert!(names("not on sundays", "Not on Sundays or holidays"));
    }

    #[test]
    fn what_is_more_than_expected_is_told_by_exactly_alone() {
        let mut checks = Checks::new(Zone::UTC);
        let found = ["a/b".to_owned(), "c/d".to_owned()];
        checks.includes("because", Some(&["a/b".to_owned()]), &found);
        checks.exactly("because_only", Some(&["a/b".to_owned()]), &found);
        checks.excludes("not", Some(&["c".to_owned()]), &found);
        let holds: Vec<bool> = checks.into_parts().0.iter().map(|check| check.holds).collect();
        assert_eq!(holds, [true, false, false]);
    }
}
