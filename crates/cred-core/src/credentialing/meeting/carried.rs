//! The proof that a body decided.

use chrono::NaiveDate;

use super::{
    Meeting,
    matter::{AgendaItem, Matter, Motion},
    vote::Vote,
};
use crate::{
    actor::Capacity,
    id::{MeetingId, ProviderId},
    time::Instant,
};

/// This body validly decided this motion on this matter at this instant.
///
/// Only [`Meeting::carried`] makes one. It borrows the meeting, so that it cannot outlive a change to it.
///
/// ```
/// # use cred_core::credentialing::meeting::{Meeting, carried::Carried, matter::{Matter, Motion}};
/// fn shows<'m>(meeting: &'m Meeting, matter: &Matter) -> Option<Carried<'m>> {
///     meeting.carried(matter, Motion::Approve)
/// }
/// ```
///
/// It cannot be made up:
///
/// ```compile_fail,E0451
/// # use cred_core::credentialing::meeting::{Meeting, carried::Carried, matter::AgendaItem, vote::Vote};
/// fn shows<'m>(meeting: &'m Meeting, item: &'m AgendaItem, vote: &'m Vote) -> Carried<'m> {
///     Carried { meeting, item, vote }
/// }
/// ```
///
/// It cannot outlive a change to the meeting:
///
/// ```compile_fail,E0502
/// # use cred_core::credentialing::meeting::{Event, Meeting, matter::{Matter, Motion}};
/// fn change_then_use(meeting: &mut Meeting, event: &Event, matter: &Matter) {
///     let proof = meeting.carried(matter, Motion::Approve);
///     let _ = meeting.apply(event);
///     drop(proof);
/// }
/// ```
///
/// The same compiles where the proof is not used after the change:
///
/// ```
/// # use cred_core::credentialing::meeting::{Event, Meeting, matter::{Matter, Motion}};
/// fn use_then_change(meeting: &mut Meeting, event: &Event, matter: &Matter) {
///     let proof = meeting.carried(matter, Motion::Approve);
///     drop(proof);
///     let _ = meeting.apply(event);
/// }
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "a proof does nothing until a decision takes it"]
pub struct Carried<'m> {
    meeting: &'m Meeting,
    item: &'m AgendaItem,
    vote: &'m Vote,
}

impl Meeting {
    /// The proof that a motion on a matter carried here.
    pub fn carried(&self, matter: &Matter, motion: Motion) -> Option<Carried<'_>> {
        let item = self.item(matter)?;
        let vote = item.decided().filter(|vote| vote.motion == motion)?;
        Some(Carried { meeting: self, item, vote })
    }
}

impl<'m> Carried<'m> {
    /// In which meeting.
    #[must_use]
    pub const fn meeting(&self) -> &'m Meeting {
        self.meeting
    }

    /// The meeting's id.
    #[must_use]
    pub const fn id(&self) -> MeetingId {
        self.meeting.id()
    }

    /// Of which body.
    #[must_use]
    pub const fn body(&self) -> Capacity {
        self.meeting.body()
    }

    /// On which matter.
    #[must_use]
    pub const fn matter(&self) -> &'m Matter {
        &self.item.matter
    }

    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.item.provider
    }

    /// Which motion.
    #[must_use]
    pub const fn motion(&self) -> Motion {
        self.vote.motion
    }

    /// When.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.vote.at
    }

    /// The local day of the body: the day of the decision.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.meeting.day()
    }

    /// Who voted how, and who was there.
    #[must_use]
    pub const fn vote(&self) -> &'m Vote {
        self.vote
    }
}
