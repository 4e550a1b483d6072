//! Supervision and collaboration: who answers for whom, and who stands in.

use cred_app::use_cases::supervising::{Agreed, SupervisionStep};
use cred_core::{
    actor::Capacity,
    id::{FacilityId, ProviderId, SupervisionId},
    privileging::supervision::{Kind, MACHINE, Supervision},
    records::Records,
    text::Text,
    time::Instant,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::privileging::items::Items;
use crate::{
    check::Checks,
    moment::{Moment, Until},
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Question, Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Supervision",
    steps: Some(Words::<dyn Step>::of::<SupervisingStep>(&[
        Word::does("supervise", Capacity::Msp, &[(&MACHINE, &["agree"])]),
        Word::does("collaborate", Capacity::Msp, &[(&MACHINE, &["agree"])]),
        Word::does("add-alternate", Capacity::Msp, &[(&MACHINE, &["add-alternate"])]),
        Word::does("remove-alternate", Capacity::Msp, &[(&MACHINE, &["remove-alternate"])]),
        Word::does("end-supervision", Capacity::Msp, &[(&MACHINE, &["end"])]),
    ])),
    questions: Some(Words::<dyn Question>::of::<SupervisionQuestion>(&[Word::ask("supervision")])),
};

/// One of the two whose name stands under an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Party {
    /// The one who is supervised.
    Supervisee,
    /// The one who supervises.
    Supervisor,
}

/// An agreement as a step writes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Agree {
    /// Who is supervised.
    provider: String,
    /// Who supervises, or collaborates.
    supervisor: String,
    /// The items it is about; every one where left out.
    #[serde(default)]
    privileges: Option<Items>,
    /// At which facility; the only one where left out.
    #[serde(default)]
    facility: Option<String>,
    /// From when; now where left out.
    #[serde(default)]
    from: Option<Moment>,
    /// Until when (exclusive); open where left out.
    #[serde(default)]
    until: Option<Moment>,
    /// The name with which the supervisee signed; the provider's where left out.
    #[serde(default)]
    signed_by_supervisee: Option<Text>,
    /// The name with which the supervisor signed; the supervisor's where left out.
    #[serde(default)]
    signed_by_supervisor: Option<Text>,
    /// Who has not signed: `supervisee`, `supervisor`.
    #[serde(default)]
    unsigned: Vec<Party>,
}

/// What is done about supervision. Of several agreements of a provider, `supervisor` says which; the one in force, or else the latest, where
/// left out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum SupervisingStep {
    /// Records an agreement by which one answers for the other, signed by both. Facts: `state`, `until`.
    Supervise(Box<Agree>),
    /// Records an agreement by which the two work together under a protocol, signed by both. Facts: `state`, `until`.
    Collaborate(Box<Agree>),
    /// Somebody stands in for the supervisor. Facts: `state`, `until`.
    AddAlternate {
        /// Who is supervised.
        provider: String,
        /// Who stands in.
        alternate: String,
        /// Whose agreement.
        #[serde(default)]
        supervisor: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Until when (exclusive); as long as the agreement where left out.
        #[serde(default)]
        until: Option<Moment>,
    },
    /// Somebody stands in no more. Facts: `state`, `until`.
    RemoveAlternate {
        /// Who is supervised.
        provider: String,
        /// Who stood in.
        alternate: String,
        /// Whose agreement.
        #[serde(default)]
        supervisor: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// The agreement ends; either of the two may end it. Facts: `state`, `until`.
    EndSupervision {
        /// Who is supervised.
        provider: String,
        /// Whose agreement.
        #[serde(default)]
        supervisor: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        reason: Text,
    },
}

/// What is asked about supervision, and what is expected.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
enum SupervisionQuestion {
    /// How does an agreement stand at this time? Whether somebody of it can answer for the provider is asked with `may`.
    Supervision {
        /// Who is supervised.
        provider: String,
        /// By whom; the one in force, or else the latest, where left out.
        #[serde(default)]
        supervisor: Option<String>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: `agreed` or `ended`; `none` where there is none. That its time has run out is no state.
        #[serde(default)]
        state: Option<String>,
        /// Expected: when it ends, or `none`.
        #[serde(default)]
        until: Option<Until>,
        /// Expected: these stand in at this time, by their aliases, and no others.
        #[serde(default)]
        alternates: Option<Vec<String>>,
    },
}

impl Step for SupervisingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (provider, supervisor, facility, step) = match self {
            Self::Supervise(own) => return own.act(stage, Kind::Supervision),
            Self::Collaborate(own) => return own.act(stage, Kind::Collaboration),
            Self::AddAlternate { provider, alternate, supervisor, facility, from, until } => {
                let who = stage.person("alternate", alternate)?;
                let (from, until) = (stage.maybe("from", from.as_ref())?, stage.maybe("until", until.as_ref())?);
                (provider, supervisor, facility, SupervisionStep::AddAlternate(who, from, until))
            }
            Self::RemoveAlternate { provider, alternate, supervisor, facility, from } => {
                let who = stage.person("alternate", alternate)?;
                let from = stage.maybe("from", from.as_ref())?;
                (provider, supervisor, facility, SupervisionStep::RemoveAlternate(who, from))
            }
            Self::EndSupervision { provider, supervisor, facility, from, reason } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, supervisor, facility, SupervisionStep::End(from, reason.clone()))
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let named = supervisor.as_ref().map(|own| stage.person("supervisor", own)).transpose()?;
        let records = stage.records(id)?;
        let found = latest(&records, id, &at, named, stage.now()).map(Supervision::id);
        let advice = "record one with `supervise` or `collaborate`";
        let missing = || Trouble::nothing("such agreement of the provider", provider.as_str(), advice);
        let which = found.ok_or_else(missing)?;
        let by = stage.by(Capacity::Msp, Some(id))?;
        stage.act().supervision_step(&by, which, &step)?;
        outcome(stage, id, Some(which))
    }
}

impl Agree {
    fn act(&self, stage: &mut Stage, kind: Kind) -> Result<Outcome, Trouble> {
        let (id, at) = (stage.provider(&self.provider)?, stage.facility(self.facility.as_deref())?);
        let supervisor = stage.person("supervisor", &self.supervisor)?;
        let agreed = Agreed {
            kind,
            supervisee: id,
            supervisor,
            items: self.privileges.as_ref().map(|own| own.0.clone()).unwrap_or_default(),
            from: stage.maybe("from", self.from.as_ref())?,
            to: stage.maybe("until", self.until.as_ref())?,
            signed_by_supervisee: self.signature(stage, Party::Supervisee, id, self.signed_by_supervisee.as_ref())?,
            signed_by_supervisor: self.signature(
                stage,
                Party::Supervisor,
                supervisor,
                self.signed_by_supervisor.as_ref(),
            )?,
        };
        let by = stage.by(Capacity::Msp, Some(id))?;
        let done = stage.act().agree_supervision(&by, &at, &agreed)?;
        outcome(stage, id, done.result)
    }

    /// The name under it. In a real history nobody signs by default.
    fn signature(
        &self,
        stage: &Stage,
        party: Party,
        who: ProviderId,
        given: Option<&Text>,
    ) -> Result<Option<Text>, Trouble> {
        if self.unsigned.contains(&party) {
            return Ok(None);
        }
        if given.is_some() || !stage.makes_up() {
            return Ok(given.cloned());
        }
        let records = stage.records(who)?;
        let name = records.provider(who).map_or_else(|| who.to_string(), |own| own.name().to_string());
        Text::parse(&name).map(Some).map_err(|error| Trouble::value("signed_by_supervisee", error))
    }
}

/// The agreement of a provider at a facility that is in force at an instant, or else the latest.
fn latest<'r>(
    records: &'r Records,
    provider: ProviderId,
    facility: &FacilityId,
    supervisor: Option<ProviderId>,
    at: Instant,
) -> Option<&'r Supervision> {
    let here = records.supervisions_of(provider).filter(|own| own.facility() == facility);
    here.filter(|own| supervisor.is_none_or(|id| own.supervisor() == id))
        .max_by_key(|own| (own.period().is_some_and(|period| period.contains(at)), own.from(), own.id()))
}

fn outcome(stage: &Stage, provider: ProviderId, which: Option<SupervisionId>) -> Result<Outcome, Trouble> {
    let records = stage.records(provider)?;
    let own = which.and_then(|id| records.supervision(id));
    Ok(own.map_or_else(Outcome::nothing, |own| Outcome::state(own.state()).moment("until", own.end())))
}

impl Question for SupervisionQuestion {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        let Self::Supervision { provider, supervisor, facility, state, until, alternates } = self;
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let named = supervisor.as_ref().map(|own| stage.person("supervisor", own)).transpose()?;
        let records = stage.records(id)?;
        let found = latest(&records, id, &at, named, about);
        checks.word("state", state.as_deref(), found.map_or("none", |own| own.state_at(about)));
        checks.until("until", until.as_ref(), found.and_then(Supervision::end))?;
        let standing_in = found
            .into_iter()
            .flat_map(Supervision::alternates)
            .filter(|own| own.period().is_some_and(|period| period.contains(about)));
        let told: Vec<String> = standing_in.map(|own| stage.alias_of(own.provider)).collect();
        checks.exactly("alternates", alternates.as_deref(), &told);
        Ok(())
    }
}
