//! Meetings of committees and boards, in one go or step by step.

use cred_app::use_cases::meeting::{MeetingStand, MeetingStep};
use cred_core::{
    actor::Capacity,
    credentialing::meeting::{
        MACHINE,
        matter::{Matter, Motion},
        member::{Conflict, ConflictKind, Member},
        vote::Ballots,
    },
    id::{CorrectiveActionId, ItemId, MeetingId, ProviderId},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{appointing, credentialing, privileging};
use crate::{
    moment::Moment,
    one_or_more::texts_or_tables,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Meetings",
    steps: Some(Words::<dyn Step>::of::<MeetingWord>(&[
        Word::does(
            "hold-meeting",
            Capacity::Msp,
            &[(&MACHINE, &["convene", "place-matter", "record-attendance", "vote", "adjourn"])],
        ),
        Word::does("convene", Capacity::Msp, &[(&MACHINE, &["convene"])]),
        Word::does("place-matter", Capacity::Msp, &[(&MACHINE, &["place-matter"])]),
        Word::does("attend", Capacity::Msp, &[(&MACHINE, &["record-attendance"])]),
        Word::does("recuse", Capacity::Msp, &[(&MACHINE, &["recuse"])]),
        Word::does("vote", Capacity::Msp, &[(&MACHINE, &["vote"])]),
        Word::does("defer-matter", Capacity::Msp, &[(&MACHINE, &["defer"])]),
        Word::does("adjourn", Capacity::Msp, &[(&MACHINE, &["adjourn"])]),
    ])),
    questions: None,
};

/// A member of a body: a name in quotes (a voting physician), or a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// The name for the record, each once. Where it is a provider's alias, the member is that provider.
    pub name: Text,
    /// Whether a physician; true where left out.
    #[serde(default = "yes")]
    pub physician: bool,
    /// Whether the member votes; true where left out.
    #[serde(default = "yes")]
    pub voting: bool,
    /// Whether a voting member of the board.
    #[serde(default)]
    pub board: bool,
    /// The department.
    #[serde(default)]
    pub department: Option<Text>,
    /// Conflicts that are declared.
    #[serde(default)]
    pub conflicts: Vec<Declared>,
}

/// A conflict that a member declares.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// With whom; where left out the note alone says.
    #[serde(default)]
    pub with: Option<String>,
    /// Of which kind.
    pub kind: ConflictKind,
    /// In the member's words; the kind where left out.
    #[serde(default)]
    pub note: Option<Text>,
}

const fn yes() -> bool {
    true
}

texts_or_tables!(
    /// Members, each a name in quotes or a table.
    Seats of Seat, |name| Seat {
        name, physician: true, voting: true, board: false, department: None, conflicts: Vec::new(),
    }
);

/// What a matter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The provider's credentialing file.
    File,
    /// A privilege request; `privilege` names the item.
    Privilege,
    /// A first appointment.
    Appointment,
    /// A new term of the appointment.
    Reappointment,
    /// A corrective action; `action` names it.
    CorrectiveAction,
}

/// One matter that a meeting votes on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Whom it is about.
    pub provider: String,
    /// What it is about.
    pub about: About,
    /// Which privilege, where it is about one.
    #[serde(default)]
    pub privilege: Option<String>,
    /// Which corrective action, where it is about one.
    #[serde(default)]
    pub action: Option<String>,
    /// The motion; `approve` where left out.
    #[serde(default = "approve")]
    pub motion: Motion,
    /// Who votes for it; everybody who is there and entitled where nobody votes against or abstains and this is left out.
    #[serde(default, rename = "for")]
    pub in_favour: Option<Vec<Text>>,
    /// Who votes against it.
    #[serde(default)]
    pub against: Vec<Text>,
    /// Who abstains.
    #[serde(default)]
    pub abstain: Vec<Text>,
}

const fn approve() -> Motion {
    Motion::Approve
}

/// What is done about meetings.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum MeetingWord {
    /// Shorthand: convenes a body now, puts the matters on its agenda, records who is there, and puts a motion on each to the vote.
    /// Where the body cannot decide (too few there, too few physicians) the vote is refused with `no-valid-vote`.
    /// Facts: `state`, `carried` (a word for each matter), `recused`.
    HoldMeeting {
        /// The short name under which decisions know the meeting.
        meeting: String,
        /// Which body: `credentials-committee`, `mec`, `board`, `board-committee`, `hearing-panel`.
        body: Capacity,
        /// Of which facility. Where left out: the only one; for a credentials committee, or where `organization` is given, none.
        #[serde(default)]
        facility: Option<String>,
        /// Of which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// Its members.
        members: Seats,
        /// Who of them is there; everybody where left out.
        #[serde(default)]
        present: Option<Vec<Text>>,
        /// What is voted on.
        matters: Vec<Item>,
    },
    /// Convenes a body. Facts: `state`.
    Convene {
        /// The short name under which steps know the meeting.
        meeting: String,
        /// Which body: `credentials-committee`, `mec`, `board`, `board-committee`, `hearing-panel`.
        body: Capacity,
        /// Of which facility. Where left out: the only one; for a credentials committee, or where `organization` is given, none.
        #[serde(default)]
        facility: Option<String>,
        /// Of which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// For when; now where left out.
        #[serde(default)]
        on: Option<Moment>,
        /// Its members.
        members: Seats,
    },
    /// Puts a matter on the agenda. Facts: `state`, `recused`.
    PlaceMatter {
        /// Which meeting.
        meeting: String,
        /// Whom it is about.
        provider: String,
        /// What it is about.
        about: About,
        /// Which privilege, where it is about one.
        #[serde(default)]
        privilege: Option<String>,
        /// Which corrective action, where it is about one.
        #[serde(default)]
        action: Option<String>,
    },
    /// Records who is there; the newest list holds. Facts: `state`.
    Attend {
        /// Which meeting.
        meeting: String,
        /// Who is there.
        present: Vec<Text>,
    },
    /// A member keeps out of a matter. Facts: `state`, `recused`.
    Recuse {
        /// Which meeting.
        meeting: String,
        /// Which member.
        member: Text,
        /// Whom the matter is about.
        provider: String,
        /// What it is about.
        about: About,
        /// Which privilege, where it is about one.
        #[serde(default)]
        privilege: Option<String>,
        /// Which corrective action, where it is about one.
        #[serde(default)]
        action: Option<String>,
        /// Why.
        reason: Text,
    },
    /// Puts a motion to the vote. Facts: `state`, `carried` (`true` or `false`), `recused`.
    Vote {
        /// Which meeting.
        meeting: String,
        /// Whom the matter is about.
        provider: String,
        /// What it is about.
        about: About,
        /// Which privilege, where it is about one.
        #[serde(default)]
        privilege: Option<String>,
        /// Which corrective action, where it is about one.
        #[serde(default)]
        action: Option<String>,
        /// The motion; `approve` where left out.
        #[serde(default = "approve")]
        motion: Motion,
        /// Who votes for it.
        #[serde(default, rename = "for")]
        in_favour: Vec<Text>,
        /// Who votes against it.
        #[serde(default)]
        against: Vec<Text>,
        /// Who abstains.
        #[serde(default)]
        abstain: Vec<Text>,
    },
    /// Puts a matter off by common consent, with a question. Facts: `state`, `recused`.
    DeferMatter {
        /// Which meeting.
        meeting: String,
        /// Whom it is about.
        provider: String,
        /// What it is about.
        about: About,
        /// Which privilege, where it is about one.
        #[serde(default)]
        privilege: Option<String>,
        /// Which corrective action, where it is about one.
        #[serde(default)]
        action: Option<String>,
        /// The question.
        question: Text,
    },
    /// The meeting is over. Facts: `state`.
    Adjourn {
        /// Which meeting.
        meeting: String,
    },
}

/// Under which kind the stage remembers meetings.
const KIND: &str = "meeting";

/// The meeting that a decision names.
pub(super) fn named(stage: &Stage, meeting: Option<&String>) -> Result<Option<MeetingId>, Trouble> {
    meeting.map(|name| stage.recall(KIND, "meeting", name)).transpose()
}

impl Step for MeetingWord {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        match self {
            Self::HoldMeeting { meeting, body, facility, organization, members, present, matters } => {
                let id = convene(stage, meeting, *body, facility.as_deref(), organization.as_deref(), None, members)?;
                let mut carried = Vec::new();
                let mut recused = Vec::new();
                let mut found = Vec::new();
                for item in matters {
                    let matter = item.matter(stage)?;
                    let stand = place(stage, id, &matter, item.about)?;
                    found.push((matter, stand.map_or_else(Vec::new, |stand| stand.recused), item));
                }
                let all: Vec<Text> = members.0.iter().map(|seat| seat.name.clone()).collect();
                let present = present.clone().unwrap_or(all);
                give(stage, id, &MeetingStep::Attend(present.clone()))?;
                let votes = |name: &Text| members.0.iter().any(|seat| seat.voting && seat.name == *name);
                for (matter, keep_out, item) in found {
                    let entitled = || present.iter().filter(|name| votes(name) && !keep_out.contains(name)).cloned();
                    let nobody_else = item.against.is_empty() && item.abstain.is_empty();
                    let in_favour = match &item.in_favour {
                        Some(names) => names.clone(),
                        None if nobody_else => entitled().collect(),
                        None => Vec::new(),
                    };
                    let ballots = Ballots { in_favour, against: item.against.clone(), abstain: item.abstain.clone() };
                    let stand = give(stage, id, &MeetingStep::Vote(matter, item.motion, ballots))?;
                    carried.extend(stand.and_then(|stand| stand.carried).map(|carried| carried.to_string()));
                    recused.extend(keep_out.iter().map(ToString::to_string));
                }
                give(stage, id, &MeetingStep::Adjourn)?;
                Ok(Outcome::state("adjourned").list("carried", carried).list("recused", recused))
            }
            Self::Convene { meeting, body, facility, organization, on, members } => {
                let (facility, organization) = (facility.as_deref(), organization.as_deref());
                convene(stage, meeting, *body, facility, organization, on.as_ref(), members)?;
                Ok(Outcome::state("convened"))
            }
            Self::PlaceMatter { meeting, provider, about, privilege, action } => {
                let id = stage.recall(KIND, "meeting", meeting)?;
                let matter = matter(stage, provider, *about, privilege.as_deref(), action.as_deref())?;
                Ok(outcome(place(stage, id, &matter, *about)?))
            }
            Self::Attend { meeting, present } => step(stage, meeting, &MeetingStep::Attend(present.clone())),
            Self::Recuse { meeting, member, provider, about, privilege, action, reason } => {
                let matter = matter(stage, provider, *about, privilege.as_deref(), action.as_deref())?;
                step(stage, meeting, &MeetingStep::Recuse(member.clone(), matter, reason.clone()))
            }
            Self::Vote { meeting, provider, about, privilege, action, motion, in_favour, against, abstain } => {
                let matter = matter(stage, provider, *about, privilege.as_deref(), action.as_deref())?;
                let ballots =
                    Ballots { in_favour: in_favour.clone(), against: against.clone(), abstain: abstain.clone() };
                step(stage, meeting, &MeetingStep::Vote(matter, *motion, ballots))
            }
            Self::DeferMatter { meeting, provider, about, privilege, action, question } => {
                let matter = matter(stage, provider, *about, privilege.as_deref(), action.as_deref())?;
                step(stage, meeting, &MeetingStep::Defer(matter, question.clone()))
            }
            Self::Adjourn { meeting } => step(stage, meeting, &MeetingStep::Adjourn),
        }
    }
}

fn convene(
    stage: &mut Stage,
    meeting: &str,
    body: Capacity,
    facility: Option<&str>,
    organization: Option<&str>,
    on: Option<&Moment>,
    members: &Seats,
) -> Result<MeetingId, Trouble> {
    let of_organization = organization.is_some() || body == Capacity::CredentialsCommittee;
    let facility = if facility.is_none() && of_organization { None } else { Some(stage.facility(facility)?) };
    let home = match &facility {
        None => stage.organization(organization)?,
        Some(id) => {
            let records = stage.app().records(&[], std::slice::from_ref(id), cred_store::Bound::Now)?;
            let home = records.facility(id).map(|own| own.organization().clone());
            home.ok_or_else(|| Trouble::file("facility", "there is none of that name"))?
        }
    };
    let on = stage.maybe("on", on)?;
    let mut seats = Vec::new();
    for seat in &members.0 {
        let mut conflicts = Vec::new();
        for own in &seat.conflicts {
            let kind = || Text::parse(own.kind.word()).map_err(|error| Trouble::value("note", error));
            conflicts.push(Conflict {
                with: own.with.as_deref().map(|with| stage.person("with", with)).transpose()?,
                kind: own.kind,
                note: own.note.clone().map_or_else(kind, Ok)?,
            });
        }
        seats.push(Member {
            name: seat.name.clone(),
            physician: seat.physician,
            voting: seat.voting,
            board: seat.board,
            provider: stage.known(seat.name.as_str()),
            department: seat.department.clone(),
            conflicts,
        });
    }
    let by = stage.by(Capacity::Msp, None)?;
    let done = stage.act().convene(&by, &home, facility.as_ref(), body, on, &seats)?;
    let id = done.result.ok_or_else(|| Trouble::file("meeting", "it was convened before"))?;
    stage.remember(KIND, meeting, id.to_string());
    Ok(id)
}

fn place(stage: &mut Stage, id: MeetingId, matter: &Matter, about: About) -> Result<Option<MeetingStand>, Trouble> {
    let words = match about {
        About::File => "credentialing file",
        About::Privilege => "privilege request",
        About::Appointment => "appointment",
        About::Reappointment => "reappointment",
        About::CorrectiveAction => "corrective action",
    };
    let words = Text::parse(words).map_err(|error| Trouble::value("about", error))?;
    give(stage, id, &MeetingStep::Place(matter.clone(), words))
}

fn step(stage: &mut Stage, meeting: &str, step: &MeetingStep) -> Result<Outcome, Trouble> {
    let id = stage.recall(KIND, "meeting", meeting)?;
    Ok(outcome(give(stage, id, step)?))
}

fn give(stage: &mut Stage, id: MeetingId, step: &MeetingStep) -> Result<Option<MeetingStand>, Trouble> {
    let by = stage.by(Capacity::Msp, None)?;
    Ok(stage.act().meeting_step(&by, id, step)?.result)
}

fn outcome(stand: Option<MeetingStand>) -> Outcome {
    let Some(stand) = stand else { return Outcome::nothing() };
    let told = Outcome::state(stand.state).list("recused", stand.recused.iter().map(ToString::to_string).collect());
    match stand.carried {
        Some(carried) => told.word("carried", carried.to_string()),
        None => told,
    }
}

impl Item {
    fn matter(&self, stage: &Stage) -> Result<Matter, Trouble> {
        matter(stage, &self.provider, self.about, self.privilege.as_deref(), self.action.as_deref())
    }
}

fn matter(
    stage: &Stage,
    provider: &str,
    about: About,
    privilege: Option<&str>,
    action: Option<&str>,
) -> Result<Matter, Trouble> {
    let id = stage.provider(provider)?;
    let records = stage.records(id)?;
    let none = |what: &str| Trouble::file("about", format!("`{provider}` has no {what}"));
    match about {
        About::File => {
            let file = credentialing::latest(records.files_of(id)).ok_or_else(|| none("credentialing file"))?;
            Ok(Matter::CredentialingFile(file.id()))
        }
        About::Privilege => {
            let item = privilege.ok_or_else(|| Trouble::file("privilege", "say which privilege"))?;
            let item = ItemId::parse(item).map_err(|error| Trouble::value("privilege", error))?;
            let held = privileging::latest(records.privileges_of(id).filter(|held| *held.item() == item));
            Ok(Matter::Privilege(held.ok_or_else(|| none("request for it"))?.id()))
        }
        About::Appointment => Ok(Matter::Appointment { provider: id, facility: stage.facility(None)? }),
        About::Reappointment => {
            let held = appointing::latest(records.appointments_of(id), stage.now());
            Ok(Matter::Reappointment(held.ok_or_else(|| none("appointment"))?.id()))
        }
        About::CorrectiveAction => Ok(Matter::CorrectiveAction(corrective_action(stage, id, action)?)),
    }
}

/// The corrective action of a name; the latest about the provider where none is given.
fn corrective_action(stage: &Stage, id: ProviderId, name: Option<&str>) -> Result<CorrectiveActionId, Trouble> {
    if let Some(name) = name {
        return stage.recall("corrective-action", "action", name);
    }
    let records = stage.records(id)?;
    let last = records.corrective_actions_of(id).last().map(|own| own.id());
    last.ok_or_else(|| Trouble::file("action", "there is no corrective action about the provider"))
}
