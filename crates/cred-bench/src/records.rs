//! The project's own answer straight from the records: every rule evaluated over all time, for each question anew. It is what the others are
//! held against; nobody asks it for speed.

use chrono::DateTime;
use cred_core::{
    exercise::{answer::ask, question},
    records::Records,
    timeline::truth::Truth,
};

use crate::{
    Fault,
    verdict::{Question, Reason, Verdict},
    world::{World, history, house},
};

/// The records of the whole world.
///
/// # Errors
/// When the core refuses something.
pub fn of(world: &World) -> Result<Records, Fault> {
    let mut records = Records::default();
    history::write(world, &mut |recorded, _| Ok(records.apply(recorded)?))?;
    Ok(records)
}

/// The question in the core's words.
///
/// # Errors
/// When it names what cannot be.
pub fn question(asked: Question) -> Result<question::Question, Fault> {
    Ok(question::Question::new(
        history::provider_id(asked.provider),
        question::What::Privilege(house::item(asked.item)?),
        house::facility(asked.facility())?,
        house::site(asked.site)?,
        DateTime::from_timestamp(asked.at, 0).ok_or("no such instant")?,
    ))
}

/// The verdict, and until when it is that answer.
///
/// # Errors
/// When the question cannot be asked, the answer is *unknown*, or it gives a reason that this world does not have.
pub fn decide(records: &Records, asked: Question) -> Result<(Verdict, Option<i64>), Fault> {
    let answer = ask(records, question(asked)?)?;
    let until = answer.until().map(|(at, _)| at.timestamp());
    let mut reasons = 0;
    match answer.truth() {
        Truth::Met => {}
        Truth::Unknown => return Err(format!("unknown at {asked:?}: {:?}", answer.because()).into()),
        Truth::Unmet => {
            for finding in answer.because() {
                let (code, why) = (finding.requirement.code, finding.cause.reason.code());
                let reason = Reason::of(code, why).ok_or_else(|| format!("no reason of this world: {code} {why}"))?;
                reasons |= reason.bit();
            }
        }
    }
    Ok((Verdict { yes: answer.truth() == Truth::Met, reasons }, until))
}
