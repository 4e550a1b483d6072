//! A scenario as it was read: the cast, the rules, and one list of steps and questions in the order of time.

use std::{collections::BTreeMap, sync::Arc};

use cred_core::{
    delineation::privilege_set::PrivilegeSetVersion,
    id::{FacilityId, OrganizationId, PackId, PrivilegeSetId},
    standard::rule_pack::RulePack,
    text::Text,
    time::{Instant, zone::Zone},
};
use cred_import::facility_file::{FacilityPart, OrganizationPart};

use crate::{
    moment::Moment,
    vertical::{Question, Step},
    verticals::providers::Register,
};

/// A scenario.
#[derive(Debug)]
pub struct Scenario {
    /// What it is about, in a line.
    pub title: String,
    /// Why the expectations are right, in prose.
    pub why: String,
    /// Where the rule can be read.
    pub source: String,
    /// Tags: which rules or invariants it is about.
    pub rules: Vec<String>,
    /// The zone in which its local times are read and told.
    pub zone: Zone,
    /// When the setting is made; the start of the first step's day where not given.
    pub begins: Option<Instant>,
    /// Who and what is there at the beginning.
    pub setting: Setting,
    /// What happens and what is asked, in this order.
    pub entries: Vec<Entry>,
}

/// Who and what is there at the beginning.
#[derive(Debug, Default)]
pub struct Setting {
    /// Who credentials.
    pub organizations: Vec<OrganizationPart>,
    /// Who privileges, each with its organisation.
    pub facilities: Vec<(OrganizationId, FacilityPart)>,
    /// The packs that stand in the files.
    pub packs: Vec<RulePack>,
    /// What is adopted at the beginning.
    pub adoptions: Vec<Adopt>,
    /// The forms.
    pub privilege_sets: Vec<Form>,
    /// The providers.
    pub providers: Vec<(Place, Register)>,
}

/// A pack that is adopted at the beginning.
#[derive(Debug, Clone)]
pub struct Adopt {
    /// Where it stands.
    pub place: Place,
    /// The pack.
    pub pack: RulePack,
    /// By which organisations and facilities; by every one where not given.
    pub by: Vec<String>,
    /// From when; the pack's own first day where not given.
    pub from: Option<Moment>,
    /// The last day.
    pub to: Option<Moment>,
    /// The readings chosen.
    pub readings: BTreeMap<Text, Text>,
}

/// A version of a privilege set.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it stands.
    pub place: Place,
    /// Which form.
    pub set: PrivilegeSetId,
    /// Whose; the only facility's where not given.
    pub facility: Option<FacilityId>,
    /// The version.
    pub version: PrivilegeSetVersion,
    /// Whether a step publishes it later.
    pub held_back: bool,
}

/// Where something stands: the file and the lines of its keys.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The file.
    pub label: Arc<str>,
    /// The line of its header.
    pub line: usize,
    /// The lines of its keys.
    pub keys: Arc<[(String, usize)]>,
}

impl Place {
    /// `file:line` of a key; of the header where the key is not there.
    #[must_use]
    pub fn of(&self, key: &str) -> String {
        let line = self.keys.iter().find(|(own, _)| own == key).map_or(self.line, |(_, line)| *line);
        format!("{}:{line}", self.label)
    }
}

/// One step or question.
#[derive(Debug)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// The word.
    pub word: String,
    /// For a step, when it is done; for a question, about which instant it is asked.
    pub at: Instant,
    /// What is remarked.
    pub note: Option<String>,
    /// What it is.
    pub body: Body,
}

/// What an entry is.
#[derive(Debug)]
pub enum Body {
    /// Something is done.
    Step {
        /// By whom, where that is said.
        by: Option<String>,
        /// What.
        step: Box<dyn Step>,
        /// What is expected of it.
        expect: Expect,
    },
    /// Something is asked.
    Question(Box<dyn Question>),
}

/// What is expected of a step.
#[derive(Debug, Clone, Default)]
pub struct Expect {
    /// The code of the refusal, or its reason part; accepted where none. `any` for any refusal.
    pub refused: Option<String>,
    /// A part of the refusal's text.
    pub saying: Option<String>,
    /// What holds afterwards.
    pub then: BTreeMap<String, Expected>,
}

/// One expectation of `then`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// A word, a number or an instant as text.
    Word(String),
    /// Texts that must be among those found.
    List(Vec<String>),
}

/// The packs and forms that steps may name.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Packs by id.
    pub packs: BTreeMap<PackId, RulePack>,
    /// Versions of forms that are not published yet.
    pub forms: Vec<Form>,
}
