//! Corrective action: concern, investigation, recommendation, notice, hearing, final action, suspensions, reports.

mod asking;
mod doing;
mod suspending;

use cred_app::use_cases::corrective::{CorrectiveStep, Target};
use cred_core::{
    actor::Capacity,
    appointment::{self, Cause, ReviewAction},
    id::{CorrectiveActionId, FacilityId, ProviderId},
    privileging::{
        corrective_action::{
            CorrectiveAction, Delivery, MACHINE, NoticeContent, NpdbReport, PanelMember, ReportKind, SuspensionOutcome,
            Waiver,
        },
        privilege_request,
        restriction::Limits,
    },
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{grants::Taken, privileging::items::Items};
use crate::{
    moment::{Day, Moment},
    one_or_more::texts_or_tables,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Question, Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Corrective action",
    steps: Some(Words::<dyn Step>::of::<CorrectiveWord>(&[
        Word::does("raise-concern", Capacity::Chair, &[(&MACHINE, &["raise-concern"])]),
        Word::does("intervene", Capacity::Chair, &[(&MACHINE, &["intervene"])]),
        Word::does("open-investigation", Capacity::Mec, &[(&MACHINE, &["open-investigation"])]),
        Word::does("recommend-action", Capacity::Mec, &[(&MACHINE, &["recommend"])]),
        Word::does("notify", Capacity::Msp, &[(&MACHINE, &["notify"])]),
        Word::does("record-receipt", Capacity::Msp, &[(&MACHINE, &["record-receipt"])]),
        Word::does("request-hearing", Capacity::Provider, &[(&MACHINE, &["request-hearing"])]),
        Word::does("waive-hearing", Capacity::Msp, &[(&MACHINE, &["record-waiver"])]),
        Word::does("schedule-hearing", Capacity::Msp, &[(&MACHINE, &["schedule-hearing"])]),
        Word::does("appoint-panel", Capacity::Mec, &[(&MACHINE, &["appoint-panel"])]),
        Word::does("report-of-hearing", Capacity::HearingPanel, &[(&MACHINE, &["conclude-hearing"])]),
        Word::does("appeal", Capacity::Provider, &[(&MACHINE, &["appeal"])]),
        Word::does("final-action", Capacity::Board, &[(&MACHINE, &["take-final-action"])]),
        Word::does(
            "summary-suspension",
            Capacity::Chair,
            &[
                (&appointment::MACHINE, &["suspend"]),
                (&privilege_request::MACHINE, &["suspend"]),
                (&MACHINE, &["raise-concern", "link-suspension"]),
            ],
        ),
        Word::does("link-suspension", Capacity::Msp, &[(&MACHINE, &["link-suspension"])]),
        Word::does("review-suspension", Capacity::Mec, &[(&MACHINE, &["review-suspension"])]),
        Word::does("report-to-npdb", Capacity::Msp, &[(&MACHINE, &["record-npdb-report"])]),
        Word::does("withdraw-concern", Capacity::Chair, &[(&MACHINE, &["withdraw"])]),
        Word::does("abandon-action", Capacity::Mec, &[(&MACHINE, &["abandon"])]),
        Word::does("close-action", Capacity::Mec, &[(&MACHINE, &["close"])]),
    ])),
    questions: Some(Words::<dyn Question>::of::<asking::CorrectiveQuestion>(&[
        Word::ask("corrective-action"),
        Word::ask("investigation"),
        Word::ask("report-duties"),
        Word::ask("suspension-reviews"),
        Word::ask("findings-elsewhere"),
    ])),
};

/// Under which kind the stage remembers matters.
const KIND: &str = "corrective-action";

/// A member of a hearing panel: a name in quotes, or a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Panelist {
    /// The name. Where it is a provider's alias, the member is that provider.
    pub name: Text,
    /// Whether in direct economic competition with the provider.
    #[serde(default)]
    pub direct_competitor: bool,
    /// Whether the member took part in an earlier decision of the matter.
    #[serde(default)]
    pub took_part_earlier: bool,
}

texts_or_tables!(
    /// Members of a panel, each a name in quotes or a table.
    Panel of Panelist, |name| Panelist { name, direct_competitor: false, took_part_earlier: false }
);

/// What is done in a matter about a provider. `action` names the matter, as `raise-concern` called it; where it is left out, the one
/// that is open, or else the latest.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum CorrectiveWord {
    /// Raises a concern: a matter begins. Facts: `state`.
    RaiseConcern {
        /// About whom.
        provider: String,
        /// The short name under which steps know the matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// What.
        #[serde(default)]
        concern: Option<Text>,
    },
    /// The matter is talked over; nothing adverse is recorded. Facts: `state`.
    Intervene {
        /// With whom.
        provider: String,
        /// Which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// What was agreed.
        #[serde(default)]
        agreed: Option<Text>,
    },
    /// The executive committee votes for a formal investigation. Where no matter is open, a concern is raised first. Facts: `state`.
    OpenInvestigation {
        /// About whom.
        provider: String,
        /// Which matter; the short name of a new one where nothing is called so.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// About what: `competence-or-conduct` (where left out) or `administrative`.
        #[serde(default = "competence")]
        cause: Cause,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
        /// On which day the provider was told; today where left out.
        #[serde(default)]
        told_on: Option<Day>,
    },
    /// The executive committee recommends. Facts: `state`.
    RecommendAction {
        /// About whom.
        provider: String,
        /// Which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// What: `none`, `letter`, `fppe`, `restriction`, `suspension`, `denial`, `revocation`.
        decision: ReviewAction,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
    },
    /// Special notice of the proposed adverse action. Facts: `state`, `ask_until` (the last day to ask for a hearing, or `none`).
    Notify {
        /// Whom.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// The day it was sent; today where left out.
        #[serde(default)]
        sent_on: Option<Day>,
        /// How: `in-hand` (where left out; received the day it is sent), `certified-mail`, `courier`.
        #[serde(default = "in_hand")]
        #[schemars(with = "String")]
        delivery: Delivery,
        /// The day it was received, by proof of delivery.
        #[serde(default)]
        received_on: Option<Day>,
        /// What it says: `action`, `reasons`, `right-to-hearing`, `time-to-ask`, `summary-of-rights`; all that it must where left out.
        #[serde(default)]
        #[schemars(with = "Option<Vec<String>>")]
        contents: Option<Vec<NoticeContent>>,
    },
    /// The proof of delivery came back. Facts: `state`, `ask_until`.
    RecordReceipt {
        /// From whom.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// The day it was received; today where left out.
        #[serde(default)]
        received_on: Option<Day>,
    },
    /// The provider asks for a hearing. Facts: `state`.
    RequestHearing {
        /// Who.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
    },
    /// There is no hearing, by the provider's doing. Facts: `state`.
    WaiveHearing {
        /// Who.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// How: `silence` (where left out; by `msp`), `written` (by the provider in person), `no-show`.
        #[serde(default = "silence")]
        #[schemars(with = "String")]
        how: Waiver,
    },
    /// The hearing is called. Facts: `state`.
    ScheduleHearing {
        /// For whom.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// The day of its notice; today where left out.
        #[serde(default)]
        notice_on: Option<Day>,
        /// When it begins.
        hearing_at: Moment,
        /// Where.
        #[serde(default)]
        place: Option<Text>,
        /// The witnesses expected.
        #[serde(default)]
        witnesses: Vec<Text>,
    },
    /// The panel is appointed. Facts: `state`.
    AppointPanel {
        /// For whom.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Its members.
        members: Panel,
    },
    /// The panel reports: the hearing is concluded. Facts: `state`.
    ReportOfHearing {
        /// About whom.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// By whose vote: the name of a meeting. Needed where a rule asks for the body's vote.
        #[serde(default)]
        meeting: Option<String>,
        /// What it recommends: `none`, `letter`, `fppe`, `restriction`, `suspension`, `denial`, `revocation`.
        decision: ReviewAction,
        /// Its report.
        #[serde(default)]
        report: Option<Text>,
    },
    /// The provider appeals to the board. Facts: `state`.
    Appeal {
        /// Who.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// On which grounds.
        #[serde(default)]
        grounds: Option<Text>,
    },
    /// The board decides, and what it takes is taken at once from the appointment or the grants. Facts: `state`.
    FinalAction {
        /// About whom.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// By whose vote: the name of a meeting. Needed where a rule asks for the body's vote.
        #[serde(default)]
        meeting: Option<String>,
        /// What: `none`, `letter`, `fppe`, `restriction`, `suspension`, `denial`, `revocation`.
        decision: ReviewAction,
        /// From which items it is taken. Where left out: a suspension or revocation from the appointment, a restriction from every grant.
        #[serde(default)]
        privileges: Option<Items>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Until when (exclusive); without an end where left out.
        #[serde(default)]
        until: Option<Moment>,
        /// Why; for a restriction its terms.
        #[serde(default)]
        reason: Option<Text>,
        /// What a restriction takes away.
        #[serde(default)]
        limits: Option<Taken>,
    },
    /// Shorthand: suspends at once, raises a concern where no matter is open, and links the suspension to it. Facts: `state` (of the
    /// matter).
    SummarySuspension {
        /// Whom.
        provider: String,
        /// Which matter; the short name of a new one where nothing is called so.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Which items; the whole appointment where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
        /// Who acts together with `by`, each written as `by` is. Where both are left out, as many as the rules ask.
        #[serde(default)]
        together_with: Vec<String>,
    },
    /// The suspensions in force belong to the matter. Facts: `state`.
    LinkSuspension {
        /// Whose.
        provider: String,
        /// Which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Of which items; where left out that of the appointment, or else of every grant suspended.
        #[serde(default)]
        privileges: Option<Items>,
    },
    /// The executive committee reviews the suspensions of the matter. Facts: `state`.
    ReviewSuspension {
        /// Whose.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// What it makes of them: `lift`, `continue`, or `modify` (a precautionary restriction takes their place).
        #[schemars(with = "String")]
        outcome: SuspensionOutcome,
        /// Why; for a restriction its terms.
        #[serde(default)]
        reason: Option<Text>,
        /// What the restriction takes away.
        #[serde(default)]
        limits: Option<Taken>,
    },
    /// A report was sent to the data bank. Facts: `state`.
    ReportToNpdb {
        /// About whom.
        provider: String,
        /// In which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Which kind: `initial` (where left out), `correction`, `revision`, `void`, `notice-of-appeal`.
        #[serde(default = "initial")]
        #[schemars(with = "String")]
        kind: ReportKind,
        /// The day of the action, as the duty names it; that of the first duty not reported yet where left out.
        #[serde(default)]
        action_day: Option<Day>,
        /// The day it was sent; today where left out.
        #[serde(default)]
        sent_on: Option<Day>,
    },
    /// There was nothing in the concern. Facts: `state`.
    WithdrawConcern {
        /// About whom.
        provider: String,
        /// Which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
    },
    /// The matter is given up. Facts: `state`.
    AbandonAction {
        /// About whom.
        provider: String,
        /// Which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Why.
        #[serde(default)]
        reason: Option<Text>,
    },
    /// The matter is closed. Facts: `state`.
    CloseAction {
        /// About whom.
        provider: String,
        /// Which matter.
        #[serde(default)]
        action: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// How it came out.
        #[serde(default)]
        reason: Option<Text>,
    },
}

const fn competence() -> Cause {
    Cause::CompetenceOrConduct
}

const fn in_hand() -> Delivery {
    Delivery::InHand
}

const fn silence() -> Waiver {
    Waiver::Silence
}

const fn initial() -> ReportKind {
    ReportKind::Initial
}

/// The states in which a matter is over.
const OVER: [&str; 4] = ["decided", "abandoned", "closed", "withdrawn"];

/// The matter that a step names; the open one about the provider there, or else the latest, where it names none.
fn find(
    stage: &Stage,
    name: Option<&str>,
    provider: ProviderId,
    facility: &FacilityId,
) -> Result<Option<CorrectiveActionId>, Trouble> {
    if let Some(name) = name {
        return stage.recall(KIND, "action", name).map(Some);
    }
    let records = stage.records(provider)?;
    let own = records.corrective_actions_of(provider).filter(|own| own.facility() == facility);
    Ok(own.max_by_key(|own| (!OVER.contains(&own.state()), own.id())).map(CorrectiveAction::id))
}
