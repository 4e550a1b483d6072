//! Explanations: why an answer is what it is, as a value, and its two forms for people.
//!
//! The short form has one line for each independent blocker, in words for somebody in a hurry; the full form has the whole proof with
//! ids, citations and dates. Both are functions of the explanation alone: the same records and the same question give the same bytes.

mod full;
mod short;

use super::answer::Answer;
use crate::{
    records::Records,
    time::{Instant, zone::Zone},
    timeline::{
        finding::{FactSpan, Finding, Owes},
        proof_tree::ProofTree,
        truth::Truth,
    },
};

/// Why an answer is what it is.
#[derive(Debug, Clone)]
#[must_use = "an explanation that nobody reads explains nothing"]
pub struct Explanation<'a> {
    answer: &'a Answer,
    who: String,
    zone: Zone,
    proof: Option<ProofTree>,
    also_unknown: Vec<Finding>,
}

impl<'a> Explanation<'a> {
    /// Explains an answer, with the names of the records it was read from.
    pub fn of(records: &Records, answer: &'a Answer) -> Self {
        let question = answer.question();
        let provider = records.provider(question.provider);
        let site = records.facility(&question.facility).and_then(|facility| facility.site(&question.site));
        let because = answer.because();
        Self {
            answer,
            who: provider.map_or_else(|| question.provider.to_string(), |own| own.name().to_string()),
            zone: site.map_or(Zone::UTC, |site| site.zone),
            proof: answer.evaluation().proof(question.at),
            also_unknown: answer.missing().into_iter().filter(|finding| !because.contains(finding)).collect(),
        }
    }

    /// The answer that it explains.
    pub const fn answer(&self) -> &'a Answer {
        self.answer
    }

    /// The zone of the site, in which local times are told; UTC where the records do not have the site.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// What decides, and nothing besides. `None` where nothing that is told decides it.
    #[must_use]
    pub const fn proof(&self) -> Option<&ProofTree> {
        self.proof.as_ref()
    }

    /// What stands in the way each by itself: of a *no* every independent blocker, of an *unknown* everything that must become known; of a
    /// *yes* nothing.
    #[must_use]
    pub fn blockers(&self) -> &[ProofTree] {
        match self.answer.truth() {
            Truth::Met => &[],
            Truth::Unmet | Truth::Unknown => self.proof.as_ref().map_or(&[], ProofTree::blockers),
        }
    }

    /// What is not known besides, and would have to be before a *no* could become a *yes*; empty for the other answers.
    #[must_use]
    pub fn also_unknown(&self) -> &[Finding] {
        &self.also_unknown
    }

    /// The short form: the answer in a line, then a line for each blocker, or for each condition of a *yes*. Plain text without an end of
    /// line after the last.
    #[must_use]
    pub fn short(&self) -> String {
        short::text(self)
    }

    /// The full form: the answer, until when, its conditions, and the proof with the id, citation and dates of everything in it. Plain text
    /// without an end of line after the last.
    #[must_use]
    pub fn full(&self) -> String {
        full::text(self)
    }

    /// The first line of both forms.
    fn headline(&self) -> String {
        let question = self.answer.question();
        let (word, may) = match self.answer.truth() {
            Truth::Met => ("YES", "may"),
            Truth::Unmet => ("NO", "may not"),
            Truth::Unknown => ("UNKNOWN, so no", "may not"),
        };
        format!(
            "{word}: {} {may} do {} at {}/{}, {}",
            self.who,
            question.what,
            question.facility,
            question.site,
            self.local(question.at)
        )
    }

    /// An instant on the clocks of the site, to the minute where it is a whole one.
    fn local(&self, at: Instant) -> String {
        let local = self.zone.local_at(at);
        let form = if local.format("%S").to_string() == "00" { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
        format!("{} {}", local.format(form), self.zone.abbreviation_at(at))
    }

    /// Until when the answer stands, and what it is then.
    fn until(&self) -> Option<String> {
        let (at, then) = self.answer.until()?;
        let then = match then {
            Truth::Met => "yes",
            Truth::Unmet => "no",
            Truth::Unknown => "unknown",
        };
        Some(format!("until {}, then {then}", self.local(at)))
    }
}

/// Who owes what is missing, in words; `None` where nobody here can cure it.
const fn who_owes(owes: Owes) -> Option<&'static str> {
    match owes {
        Owes::Provider => Some("the provider"),
        Owes::Msp => Some("the medical staff office"),
        Owes::Reviewers => Some("the reviewing bodies"),
        Owes::Facility => Some("the facility"),
        Owes::Nobody => None,
    }
}

/// The span of a record in words: printed dates inclusive, instants with an exclusive end.
fn span(explanation: &Explanation<'_>, span: &FactSpan) -> Option<String> {
    match span {
        FactSpan::Dates { from: None, to: None } => None,
        FactSpan::Dates { from, to } => {
            let from = from.map_or_else(|| "(no first day)".to_owned(), |day| day.to_string());
            let to = to.map_or_else(|| "(no last day)".to_owned(), |day| day.to_string());
            Some(format!("{from} through {to}"))
        }
        FactSpan::Instants { from, to } => {
            let to = to.map_or_else(String::new, |to| format!(" until {}", explanation.local(to)));
            Some(format!("from {}{to}", explanation.local(*from)))
        }
    }
}
