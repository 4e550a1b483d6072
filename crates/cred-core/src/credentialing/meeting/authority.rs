//! By what a decision is made: the rules of the place, and the vote of the body.

use super::{
    Meeting,
    carried::Carried,
    host::{BODIES, Host},
    matter::{Matter, Motion},
    vote::rules,
};
use crate::{
    actor::{Actor, Capacity},
    credentialing::{assessment::Assessment, proof::Credentialed},
    facility::Facility,
    facility::organization::Organization,
    id::{FacilityId, OrganizationId, ProviderId},
    refusal::Reason,
    standard::binding::Standards,
    time::Instant,
    timeline::truth::Truth,
};

/// What a deciding body brings with it: where it sits, its vote, and for an expedited decision what the file is judged by.
///
/// Where a pack adopted at the place has a `committee` rule for the body, a decision takes the vote; a committee of the board decides by a
/// vote alone, whatever is adopted. Elsewhere the vote may be given, and then it must fit.
#[derive(Debug, Clone)]
pub struct Authority<'a> {
    host: Host<'a>,
    vote: Option<Carried<'a>>,
    meeting: Option<&'a Meeting>,
    meetings: Vec<&'a Meeting>,
    facilities: Vec<&'a Facility>,
    assessment: Option<&'a Assessment>,
}

impl<'a> Authority<'a> {
    /// A body of that place, without a vote.
    #[must_use]
    pub const fn of(host: Host<'a>) -> Self {
        Self { host, vote: None, meeting: None, meetings: Vec::new(), facilities: Vec::new(), assessment: None }
    }

    /// By this vote.
    #[must_use]
    pub const fn by_vote(mut self, vote: Option<Carried<'a>>) -> Self {
        self.vote = vote;
        self
    }

    /// By what this meeting carried on the matter.
    #[must_use]
    pub const fn at_meeting(mut self, meeting: Option<&'a Meeting>) -> Self {
        self.meeting = meeting;
        self
    }

    /// Knowing these meetings: the recommendations before an expedited appointment are read from them.
    #[must_use]
    pub fn knowing(mut self, meetings: impl IntoIterator<Item = &'a Meeting>) -> Self {
        self.meetings.extend(meetings);
        self
    }

    /// With these facilities of the organisation: what they adopted binds its own bodies as well, where those decide for all of them.
    #[must_use]
    pub fn with_facilities(mut self, facilities: impl IntoIterator<Item = &'a Facility>) -> Self {
        let own = self.host.organization().id();
        self.facilities.extend(facilities.into_iter().filter(|facility| facility.organization() == own));
        self
    }

    /// The rules of the place. An organisation that decides for its facilities is held to the rules of each, at a meeting of one facility to
    /// those of that one.
    fn standards(&self, meeting: Option<&Meeting>) -> Standards<'a> {
        let met_at = meeting.and_then(Meeting::facility);
        let houses = self.facilities.iter().copied().filter(|facility| met_at.is_none_or(|met| met == facility.id()));
        let houses = houses.filter(|_| self.host.facility().is_none()).chain(self.host.facility());
        let adopters: Vec<_> = houses.map(Facility::adoptions).chain([self.host.organization().adoptions()]).collect();
        Standards::of(&adopters)
    }

    /// Seeing the file as it stands now: an expedited decision takes it.
    #[must_use]
    pub const fn seeing(mut self, assessment: Option<&'a Assessment>) -> Self {
        self.assessment = assessment;
        self
    }

    /// The organisation of the place.
    pub(crate) const fn organization(&self) -> &'a Organization {
        self.host.organization()
    }

    /// Whether it is a place of the organisation.
    pub(crate) fn is_of(&self, organization: &OrganizationId) -> Result<(), Reason> {
        self.host.is(organization, None)
    }

    /// Whether it is the facility.
    pub(crate) fn is_at(&self, facility: &FacilityId) -> Result<(), Reason> {
        self.host.is(self.host.organization().id(), Some(facility))
    }

    /// Whether the actor's body validly decides so at an instant. A decision is dated on the day of its vote: a vote of another day is no
    /// authority for today.
    ///
    /// # Errors
    /// [`Reason::NoValidVote`] naming the rule where a vote is needed and missing, or the vote is not valid by the rules of this place;
    /// [`Reason::Mismatch`] for a vote on something else; [`Reason::OutOfDate`] for one of another day or still to come.
    pub(crate) fn decides(
        &self,
        matter: &Matter,
        subject: ProviderId,
        motion: Motion,
        actor: &Actor,
        at: Instant,
    ) -> Result<(), Reason> {
        self.host.is_whole()?;
        let body = actor.capacity();
        let vote = match (self.vote, self.meeting) {
            (Some(vote), _) => vote,
            (None, Some(meeting)) => meeting.carried(matter, motion).ok_or_else(|| {
                let because = format!("meeting {} carried no `{motion}` on {matter}", meeting.id());
                Reason::NoValidVote { body: body.to_string(), because }
            })?,
            (None, None) => return self.goes_without(body, at),
        };
        let told = |body: Capacity, motion: Motion, matter: &Matter, provider: ProviderId| {
            format!("`{motion}` of {body} on {matter} about {provider}")
        };
        let given = told(vote.body(), vote.motion(), vote.matter(), vote.provider());
        let wanted = told(body, motion, matter, subject);
        if given != wanted {
            return Err(Reason::Mismatch { what: "the vote", given, wanted });
        }
        let meeting = vote.meeting();
        let elsewhere = self.host.facility().zip(meeting.facility()).is_some_and(|(own, met)| own.id() != met);
        if meeting.organization() != self.host.organization().id() || elsewhere {
            let place = |organization: &OrganizationId, facility: Option<&FacilityId>| {
                facility.map_or_else(|| organization.to_string(), ToString::to_string)
            };
            let own = self.host.facility().map(Facility::id);
            return Err(Reason::Mismatch {
                what: "the meeting",
                given: place(meeting.organization(), meeting.facility()),
                wanted: place(self.host.organization().id(), own),
            });
        }
        if at < vote.at() || meeting.zone().date_at(at) != vote.day() {
            return Err(Reason::OutOfDate { what: "the vote", made_for: vote.at(), now: at });
        }
        let standards = self.standards(Some(meeting));
        // A meeting of the organisation is held to the facility's rules too, where it decides for one.
        vote.vote().is_valid(body, meeting.members(), &standards, vote.day())?;
        if vote.vote().has_carried(body, meeting.members(), &standards, vote.day()) || vote.motion() == Motion::Defer {
            Ok(())
        } else {
            let because = format!("the motion `{motion}` did not carry by the rules of this place");
            Err(Reason::NoValidVote { body: body.to_string(), because })
        }
    }

    fn goes_without(&self, body: Capacity, at: Instant) -> Result<(), Reason> {
        let standards = self.standards(None);
        let refused = |because: String| Err(Reason::NoValidVote { body: body.to_string(), because });
        if let Some(rule) =
            rules(&standards, body, self.host.zone().date_at(at)).first().filter(|_| BODIES.contains(&body))
        {
            return refused(format!(
                "{} asks for the vote of a meeting with a quorum, and none is given",
                rule.citation()
            ));
        }
        if body == Capacity::BoardCommittee {
            return refused("a committee of the board decides by the vote of a meeting, and none is given".to_owned());
        }
        Ok(())
    }

    /// Whether a committee of the board may decide between the board's meetings: the file complete and found clean, no flag on it now, and
    /// the executive committee's word favourable (the credentials committee's where there is no executive one). `spoken` is each
    /// recommendation on the matter, in order.
    ///
    /// # Errors
    /// [`Reason::NotClean`], [`Reason::RequirementsOpen`] with all that stands in the way, or a mismatch of the assessment.
    pub(crate) fn expedites(
        &self,
        proof: &Credentialed<'_>,
        spoken: &[(Capacity, bool)],
        at: Instant,
    ) -> Result<(), Reason> {
        let mut open = Vec::new();
        let last_of = |body| spoken.iter().rev().find(|(by, _)| *by == body).map(|(_, favourable)| *favourable);
        if spoken.iter().any(|(_, favourable)| !favourable) {
            open.push("no recommendation against it or hearing about it: one was recorded".to_owned());
        } else if last_of(Capacity::Mec).or_else(|| last_of(Capacity::CredentialsCommittee)) != Some(true) {
            open.push(
                "a favourable recommendation of the executive or the credentials committee: none on record".to_owned(),
            );
        }
        let Some(assessment) = self.assessment else {
            open.push("an assessment of the file for now: none was made".to_owned());
            return Err(Reason::RequirementsOpen { open });
        };
        let about = (assessment.provider(), assessment.organization());
        if about != (proof.provider(), proof.organization()) {
            let (given, wanted) = (about.0.to_string(), proof.provider().to_string());
            return Err(Reason::Mismatch { what: "the assessment", given, wanted });
        }
        if assessment.at() != at {
            return Err(Reason::OutOfDate { what: "the assessment", made_for: assessment.at(), now: at });
        }
        // What was fresh at the approval may have aged since; what is unmet has changed.
        if assessment.evaluation().at(at) == Truth::Unmet {
            let still = assessment.open();
            open.extend(still.iter().map(crate::credentialing::assessment::line));
        }
        if !open.is_empty() {
            return Err(Reason::RequirementsOpen { open });
        }
        let mut flags = assessment.flags().to_vec();
        if !proof.was_found_clean() {
            flags.push("the file was not approved as a clean one".to_owned());
        }
        if flags.is_empty() { Ok(()) } else { Err(Reason::NotClean { flags }) }
    }

    /// Each recommendation or decision on a matter that carried until an instant in the meetings known, in order.
    pub(crate) fn recommendations(&self, matter: &Matter, at: Instant) -> Vec<(Capacity, bool)> {
        let own = self.host.organization().id();
        let mut found: Vec<(Instant, Capacity, bool)> = Vec::new();
        for meeting in self.meetings.iter().filter(|meeting| meeting.organization() == own) {
            for (motion, favourable) in [
                (Motion::Recommend, true),
                (Motion::Approve, true),
                (Motion::RecommendAgainst, false),
                (Motion::Deny, false),
            ] {
                let carried = meeting.carried(matter, motion).filter(|vote| vote.at() <= at);
                found.extend(carried.map(|vote| (vote.at(), vote.body(), favourable)));
            }
        }
        found.sort();
        found.into_iter().map(|(_, body, favourable)| (body, favourable)).collect()
    }
}
