//! Meetings of committees and boards: convened, their agenda, who is there and who keeps out, what is voted.

use cred_core::{
    actor::Capacity,
    credentialing::{
        assessment::{Assessment, assess},
        meeting::{
            Command, Meeting,
            authority::Authority,
            host::Host,
            matter::{Matter, Motion},
            member::Member,
            vote::Ballots,
        },
    },
    facility::Facility,
    id::{FacilityId, MeetingId, OrganizationId, ProviderId},
    journal::{DomainEvent, Stream},
    text::Text,
    time::Instant,
};
use serde::Serialize;

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError, index};

/// What is asked of a meeting.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeetingStep {
    /// A matter is put on the agenda, in a few words.
    Place(Matter, Text),
    /// Who is there now, by name; the newest list holds.
    Attend(Vec<Text>),
    /// A member keeps out of a matter, and why.
    Recuse(Text, Matter, Text),
    /// A motion on a matter is put, and who votes how.
    Vote(Matter, Motion, Ballots),
    /// A matter is put off by common consent, with a question.
    Defer(Matter, Text),
    /// The meeting is over.
    Adjourn,
}

impl MeetingStep {
    const fn matter(&self) -> Option<&Matter> {
        match self {
            Self::Place(matter, _) | Self::Recuse(_, matter, _) | Self::Vote(matter, ..) | Self::Defer(matter, _) => {
                Some(matter)
            }
            Self::Attend(_) | Self::Adjourn => None,
        }
    }
}

/// Where a meeting stands after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingStand {
    /// Its id.
    pub id: MeetingId,
    /// Its state.
    pub state: &'static str,
    /// Whether the motion carried, where one was put.
    pub carried: Option<bool>,
    /// Who keeps out of the matter, where the step is about one.
    pub recused: Vec<Text>,
}

impl App {
    /// Convenes a body: the organisation's, or that of one of its facilities. The instant left out is now.
    ///
    /// # Errors
    /// When the core refuses or the store fails.
    pub fn convene(
        &mut self,
        by: &By,
        organization: &OrganizationId,
        facility: Option<&FacilityId>,
        body: Capacity,
        on: Option<Instant>,
        members: &[Member],
    ) -> Result<Done<MeetingId>, AppError> {
        let request = ("convene", organization, facility, body, on, members);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| convene_on(desk, organization, facility, body, on, members))
    }

    /// Gives a step to a meeting.
    ///
    /// # Errors
    /// When there is none, or nothing of the matter's id, the core refuses, or the store fails.
    pub fn meeting_step(&mut self, by: &By, id: MeetingId, step: &MeetingStep) -> Result<Done<MeetingStand>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("meeting-step", id, step))?;
        self.run(&envelope, |desk| step_on(desk, id, step))
    }
}

pub(crate) fn convene_on(
    desk: &mut Desk<'_>,
    organization: &OrganizationId,
    facility: Option<&FacilityId>,
    body: Capacity,
    on: Option<Instant>,
    members: &[Member],
) -> Result<MeetingId, AppError> {
    load_place(desk, organization, facility)?;
    let (place, now) = (host(desk, organization, facility)?, desk.now());
    let events = Meeting::convene(&place, body, on.unwrap_or(now), members.to_vec(), desk.actor(), now)?;
    let id = desk.mint_meeting();
    desk.emit(&Stream::Meeting(id), wrap(events, DomainEvent::Meeting))?;
    Ok(id)
}

pub(crate) fn step_on(desk: &mut Desk<'_>, id: MeetingId, step: &MeetingStep) -> Result<MeetingStand, AppError> {
    load(desk, Some(id))?;
    let meeting = have(desk.records().meeting(id), "meeting", &id)?;
    let (organization, facility) = (meeting.organization().clone(), meeting.facility().cloned());
    load_place(desk, &organization, facility.as_ref())?;
    let about = step.matter().map(|matter| provider_of(desk, matter)).transpose()?;
    let records = desk.records();
    let subject = about.and_then(|id| records.provider(id));
    let known = || have(subject, "provider of the matter", &id);
    let earlier = || records.meetings().filter(|held| held.id() != id).collect();
    let command = match step.clone() {
        MeetingStep::Place(matter, about) => {
            Command::PlaceMatter { matter, subject: known()?, about, earlier: earlier() }
        }
        MeetingStep::Attend(present) => Command::RecordAttendance { present },
        MeetingStep::Recuse(member, matter, reason) => Command::Recuse { member, matter, subject: known()?, reason },
        MeetingStep::Vote(matter, motion, ballots) => Command::Vote { matter, motion, subject: known()?, ballots },
        MeetingStep::Defer(matter, question) => Command::Defer { matter, subject: known()?, question },
        MeetingStep::Adjourn => Command::Adjourn,
    };
    let meeting = have(records.meeting(id), "meeting", &id)?;
    let place = host(desk, &organization, facility.as_ref())?;
    let events = meeting.decide(command, &place, desk.actor(), desk.now())?;
    desk.emit(&Stream::Meeting(id), wrap(events, DomainEvent::Meeting))?;
    stand(desk, id, step)
}

fn stand(desk: &Desk<'_>, id: MeetingId, step: &MeetingStep) -> Result<MeetingStand, AppError> {
    let meeting = have(desk.records().meeting(id), "meeting", &id)?;
    let item = step.matter().and_then(|matter| meeting.item(matter));
    let put = matches!(step, MeetingStep::Vote(..) | MeetingStep::Defer(..));
    Ok(MeetingStand {
        id,
        state: meeting.state(),
        carried: item.filter(|_| put).and_then(|item| item.votes.last()).map(|vote| vote.carried),
        recused: item.map_or_else(Vec::new, |item| item.recusals.iter().map(|own| own.member.clone()).collect()),
    })
}

fn load_place(
    desk: &mut Desk<'_>,
    organization: &OrganizationId,
    facility: Option<&FacilityId>,
) -> Result<(), AppError> {
    desk.load_organization(organization)?;
    facility.map_or(Ok(()), |facility| desk.load_facility(facility))
}

fn host<'d>(
    desk: &'d Desk<'_>,
    organization: &OrganizationId,
    facility: Option<&FacilityId>,
) -> Result<Host<'d>, AppError> {
    let home = have(desk.records().organization(organization), "organization", organization)?;
    Ok(match facility {
        Some(facility) => Host::of_facility(have(desk.records().facility(facility), "facility", facility)?, home),
        None => Host::of_organization(home),
    })
}

/// Loads what a matter names, and its provider.
fn provider_of(desk: &mut Desk<'_>, matter: &Matter) -> Result<ProviderId, AppError> {
    let stream = match matter {
        Matter::CredentialingFile(id) => Some(Stream::CredentialingFile(*id)),
        Matter::Privilege(id) => Some(Stream::Privilege(*id)),
        Matter::Appointment { .. } => None,
        Matter::Reappointment(id) => Some(Stream::Appointment(*id)),
        Matter::CorrectiveAction(id) => Some(Stream::CorrectiveAction(*id)),
    };
    if let Some(stream) = stream {
        desk.load_stream(&stream)?;
    }
    let records = desk.records();
    let provider = match matter {
        Matter::CredentialingFile(id) => records.file(*id).map(|own| own.provider()),
        Matter::Privilege(id) => records.privilege(*id).map(|own| own.provider()),
        Matter::Appointment { provider, .. } => Some(*provider),
        Matter::Reappointment(id) => records.appointment(*id).map(|own| own.provider()),
        Matter::CorrectiveAction(id) => records.corrective_action(*id).map(|own| own.provider()),
    };
    let provider = have(provider, "matter", matter)?;
    desk.load_provider(provider)?;
    Ok(provider)
}

/// Loads a meeting that a decision names.
pub(crate) fn load(desk: &mut Desk<'_>, meeting: Option<MeetingId>) -> Result<(), AppError> {
    let Some(id) = meeting else { return Ok(()) };
    desk.load_stream(&Stream::Meeting(id))?;
    have(desk.records().meeting(id), "meeting", &id).map(|_| ())
}

/// Loads every facility's own record: what one adopted for its bodies binds those of its organisation, where they decide for it.
pub(super) fn load_facilities(desk: &mut Desk<'_>) -> Result<(), AppError> {
    for entry in desk.store().search(index::FACILITY, "", usize::MAX >> 33, desk.bound())? {
        let id = FacilityId::parse(&entry.target).map_err(|error| AppError::Codec(error.to_string()))?;
        desk.load_stream(&Stream::Facility(id))?;
    }
    Ok(())
}

/// The meeting that a decision names.
pub(super) fn of<'d>(desk: &'d Desk<'_>, meeting: Option<MeetingId>) -> Option<&'d Meeting> {
    meeting.and_then(|id| desk.records().meeting(id))
}

/// The file as it stands now, where a committee of the board decides.
pub(super) fn expedited(desk: &Desk<'_>, provider: ProviderId, facility: &Facility) -> Option<Assessment> {
    if desk.actor().capacity() != Capacity::BoardCommittee {
        return None;
    }
    let home = desk.records().organization(facility.organization())?;
    let files = desk.records().files_of(provider).filter(|file| file.organization() == home.id());
    let file = files.filter(|file| file.credentialed(desk.now()).is_some()).last()?;
    Some(assess(home, &desk.records().dossier(provider)?, file.on_file(), desk.now()))
}

/// By what a body of a facility decides: its place, the meeting named, and all meetings of the facility before.
pub(super) fn authority<'d>(
    desk: &'d Desk<'_>,
    facility: &'d Facility,
    meeting: Option<MeetingId>,
    assessment: Option<&'d Assessment>,
) -> Result<Authority<'d>, AppError> {
    let home = facility.organization();
    let home = have(desk.records().organization(home), "organization", home)?;
    let place = Authority::of(Host::of_facility(facility, home));
    Ok(place.at_meeting(of(desk, meeting)).knowing(desk.records().meetings()).seeing(assessment))
}
