//! All engines must give the same answers before any of them is timed.

use cred_core::records::Records;

use crate::{
    Fault, floor::BareIndex, hand::HandWritten, peers::Engine, records, register::Compiled, verdict::Question,
};

/// What the project's own engines were asked, and how it came out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Agreed {
    /// So many questions.
    pub asked: usize,
    /// So many were answered yes.
    pub yes: usize,
    /// So many were about something that the register has nothing on.
    pub not_compiled: usize,
}

fn differs(engine: &str, asked: Question, its: &dyn std::fmt::Debug, wanted: &dyn std::fmt::Debug) -> Fault {
    format!("{engine} answers {asked:?} with {its:?}; the records say {wanted:?}").into()
}

/// Holds the bare index, the check by hand and the register against the records: yes or no, until when, and every reason.
///
/// # Errors
/// The first question on which two differ.
pub fn ours(
    questions: &[Question],
    records: &Records,
    index: &BareIndex,
    hand: &HandWritten,
    register: &Compiled,
) -> Result<Agreed, Fault> {
    let mut agreed = Agreed { asked: questions.len(), ..Agreed::default() };
    for asked in questions {
        let wanted @ (verdict, until) = records::decide(records, *asked)?;
        agreed.yes += usize::from(verdict.yes);
        let bare = index.ask(*asked);
        if (bare.yes, bare.until) != (verdict.yes, until) {
            return Err(differs("the bare index", *asked, &bare, &wanted));
        }
        let by_hand = hand.decide(*asked);
        let until_by_hand = if verdict.yes { by_hand.until } else { until };
        let explained =
            hand.explain(*asked).iter().filter(|own| own.1.is_none()).fold(0, |bits, own| bits | own.0.bit());
        let same = by_hand.verdict() == verdict && explained == verdict.reasons && hand.may(*asked) == verdict.yes;
        if !same || until_by_hand != until {
            return Err(differs("the check by hand", *asked, &by_hand, &wanted));
        }
        match register.prepare(*asked).map(|asked| register.decide(&asked)).transpose()?.flatten() {
            None => agreed.not_compiled += 1,
            Some(own) if own != wanted => return Err(differs("the register", *asked, &own, &wanted)),
            Some(_) => {}
        }
    }
    Ok(agreed)
}

/// Holds an engine against the check by hand, which agrees with the records: yes or no, and every reason.
///
/// # Errors
/// The first question on which they differ.
pub fn peer<E: Engine>(name: &str, questions: &[Question], hand: &HandWritten, engine: &mut E) -> Result<(), Fault> {
    for asked in questions {
        let wanted = hand.decide(*asked).verdict();
        let prepared = engine.prepare(*asked)?;
        let own = engine.ask(&prepared)?;
        if own != wanted {
            return Err(differs(name, *asked, &own.words(), &wanted.words()));
        }
    }
    Ok(())
}
