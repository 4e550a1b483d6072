//! What the report of a source tells, element by element, and what of it could not be used.

use cred_core::evidence::reply::{Encumbrance, Reply};
use cred_core::provider::{credential::Credential, element::ElementKey};
use cred_core::text::Text;
use cred_core::time::partial_date::PartialDate;

/// What a report tells of one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The element.
    pub element: ElementKey,
    /// The reply for it.
    pub reply: Reply,
}

/// Something of a report that became no answer, or less of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Where, as a path (`licenses[2].status`).
    pub place: String,
    /// What is wrong, and what follows.
    pub reason: String,
}

/// What was read so far.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) answers: Vec<Answer>,
    pub(crate) doubts: Vec<Doubt>,
}

impl Told {
    pub(crate) fn doubt(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.doubts.push(Doubt { place: place.into(), reason: reason.into() });
    }

    pub(crate) fn answer(&mut self, element: ElementKey, reply: Reply) {
        self.answers.push(Answer { element, reply });
    }

    pub(crate) fn found(
        &mut self,
        credential: Credential,
        (valid_from, valid_to): (Option<PartialDate>, Option<PartialDate>),
        encumbrances: Vec<Encumbrance>,
    ) {
        let element = credential.key();
        let continues_until_final_action = false;
        let reply = Reply::Found { credential, valid_from, valid_to, encumbrances, continues_until_final_action };
        self.answer(element, reply);
    }

    pub(crate) fn text(&mut self, place: &str, text: &str) -> Option<Text> {
        let read = Text::parse(text).ok();
        if read.is_none() {
            self.doubt(place, "blank or too long: it is not used");
        }
        read
    }

    /// A date that a source writes as a time; the day counts.
    pub(crate) fn day(&mut self, place: &str, text: Option<&str>) -> Option<PartialDate> {
        let text = text?;
        let day = text.get(..10).and_then(|day| PartialDate::parse(day).ok()).filter(|date| date.day().is_some());
        if day.is_none() {
            self.doubt(place, "no date that exists: it is not used");
        }
        day
    }
}

/// A text for a summary or terms: without control characters, cut to the longest that a text may be.
pub(crate) fn cut(text: &str) -> Option<Text> {
    let cut: String = text.chars().filter(|c| !c.is_control()).take(Text::MAX).collect();
    Text::parse(&cut).ok()
}
