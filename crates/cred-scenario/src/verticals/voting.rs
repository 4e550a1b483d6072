//! Votes that a step leaves to be made up: a body whose rules ask for the vote of a meeting decides by one of made-up members.

use cred_app::use_cases::meeting::MeetingStep;
use cred_core::{
    actor::Capacity,
    credentialing::meeting::{
        matter::{Matter, Motion},
        member::Member,
        vote::Ballots,
    },
    id::{FacilityId, MeetingId, OrganizationId},
    text::Text,
};

use crate::{outcome::Trouble, stage::Stage};

/// Where a body meets.
pub(super) enum Place {
    /// At an organisation.
    Organization(OrganizationId),
    /// At a facility.
    Facility(FacilityId),
}

/// What is decided, and by whom.
pub(super) struct Decision {
    /// By which body.
    pub body: Capacity,
    /// Where it meets.
    pub place: Place,
    /// On what.
    pub matters: Vec<Matter>,
    /// The motion.
    pub motion: Motion,
}

/// More than a rule on a quorum asks for.
const MEMBERS: u32 = 12;

/// Carries a decision out, by the vote of the meeting that is named. Where none is, the rules ask for one, and the step does not expect to be
/// refused for it, by that of a made-up one.
///
/// # Errors
/// As the decision.
pub(super) fn decide<T>(
    stage: &mut Stage,
    named: Option<MeetingId>,
    decision: &Decision,
    act: impl Fn(&mut Stage, Option<MeetingId>) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let came = act(stage, named);
    let needs_vote = matches!(&came, Err(Trouble::Engine(error)) if error.code().ends_with("/no-valid-vote"));
    if !needs_vote || named.is_some() || !stage.makes_up() || stage.expects_refusal("no-valid-vote") {
        return came;
    }
    match held(stage, decision)? {
        Some(meeting) => act(stage, Some(meeting)),
        None => came,
    }
}

/// A meeting of made-up members that carried the motion on each matter; none where the body is none that meets.
fn held(stage: &mut Stage, decision: &Decision) -> Result<Option<MeetingId>, Trouble> {
    let body = decision.body;
    let meets = [Capacity::CredentialsCommittee, Capacity::Mec, Capacity::Board, Capacity::BoardCommittee];
    if !meets.contains(&body) {
        return Ok(None);
    }
    let (home, facility) = match &decision.place {
        Place::Organization(id) => (id.clone(), None),
        Place::Facility(id) => {
            let records = stage.app().records(&[], std::slice::from_ref(id), cred_store::Bound::Now)?;
            let home = records.facility(id).map(|own| own.organization().clone());
            (home.ok_or_else(|| Trouble::file("facility", "there is none of that name"))?, Some(id.clone()))
        }
    };
    let name = |number: u32| Text::parse(&format!("made-up member {number}"));
    let names: Vec<Text> =
        (1..=MEMBERS).map(name).collect::<Result<_, _>>().map_err(|error| Trouble::value("meeting", error))?;
    let member = |name: &Text| Member {
        name: name.clone(),
        physician: true,
        voting: true,
        board: matches!(body, Capacity::Board | Capacity::BoardCommittee),
        provider: None,
        department: None,
        conflicts: Vec::new(),
    };
    let members: Vec<Member> = names.iter().map(member).collect();
    let by = stage.acting(Capacity::Msp, None)?;
    let Some(id) = stage.act().convene(&by, &home, facility.as_ref(), body, None, &members)?.result else {
        return Ok(None);
    };
    let words = Text::parse("a made-up meeting").map_err(|error| Trouble::value("meeting", error))?;
    let mut steps: Vec<MeetingStep> =
        decision.matters.iter().map(|matter| MeetingStep::Place(matter.clone(), words.clone())).collect();
    steps.push(MeetingStep::Attend(names.clone()));
    let ballots = || Ballots { in_favour: names.clone(), against: vec![], abstain: vec![] };
    steps.extend(decision.matters.iter().map(|matter| MeetingStep::Vote(matter.clone(), decision.motion, ballots())));
    steps.push(MeetingStep::Adjourn);
    for step in steps {
        let by = stage.acting(Capacity::Msp, None)?;
        stage.act().meeting_step(&by, id, &step)?;
    }
    Ok(Some(id))
}
