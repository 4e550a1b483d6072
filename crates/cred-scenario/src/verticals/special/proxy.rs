//! Telemedicine privileges by proxy, on a distant site's decision.

use cred_app::use_cases::temporary::{DistantDecision, ProxyStep as Asked, ProxyTerms};
use cred_core::{
    actor::Capacity,
    exercise::rules::proxy_status,
    facility::agreement::{Agreement, DistantSite},
    id::{AgreementId, FacilityId, ItemId, ProviderId, ProxyPrivilegeId},
    privileging::proxy_privilege::{MACHINE, grant::Listed},
    text::Text,
};
use cred_import::toml_fault::not_one_of;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ends, items, sites, text};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
    verticals::privileging::items::Items,
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Telemedicine by proxy",
    steps: Some(Words::<dyn Step>::of::<ProxyStep>(&[
        Word::does("grant-proxy", Capacity::Board, &[(&MACHINE, &["grant"])]),
        Word::does("list-distant-privileges", Capacity::Msp, &[(&MACHINE, &["record-distant-privileges"])]),
        Word::does("end-distant-privileges", Capacity::Msp, &[(&MACHINE, &["record-distant-privileges-ended"])]),
        Word::does("suspend-proxy", Capacity::Mec, &[(&MACHINE, &["suspend"])]),
        Word::does("lift-proxy-suspension", Capacity::Mec, &[(&MACHINE, &["lift"])]),
        Word::does("revoke-proxy", Capacity::Board, &[(&MACHINE, &["revoke"])]),
        Word::does("relinquish-proxy", Capacity::Provider, &[(&MACHINE, &["relinquish"])]),
    ])),
    questions: None,
};

/// What is done about privileges by proxy. `facility` is the one where the patients are. The steps after a grant are about those that are not
/// over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum ProxyStep {
    /// Grants telemedicine privileges on the decision of the distant site of an agreement. Facts: `state`, `sites`, `until` (when it ends by
    /// what is recorded now).
    GrantProxy(Box<GrantProxy>),
    /// A distant site whose records are elsewhere supplied its list again, before the last one ran out. Facts: `state`, `until`.
    ListDistantPrivileges {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Who at the distant site attested it.
        #[serde(default)]
        attested_by: Option<Text>,
        /// On which day; today where left out.
        #[serde(default)]
        attested_on: Option<Moment>,
        /// From when the provider is privileged there by it; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Until when (exclusive); open where left out.
        #[serde(default)]
        until: Option<Moment>,
    },
    /// The distant site told that it ended, suspended or limited the privilege there. Facts: `state`, `until`.
    EndDistantPrivileges {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// From when, now or before; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Why.
        reason: Text,
    },
    /// Suspends it here. Facts: `state`, `until`.
    SuspendProxy {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Why.
        reason: Text,
    },
    /// Lifts the suspension here. Facts: `state`, `until`.
    LiftProxySuspension {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
    },
    /// Revokes it here. Facts: `state`, `until`.
    RevokeProxy {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Why.
        reason: Text,
    },
    /// The holder gives it up. Facts: `state`, `until`.
    RelinquishProxy {
        /// Who.
        provider: String,
        /// Which items; every one that is not over where left out.
        #[serde(default)]
        privileges: Option<Items>,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
    },
}

/// A privilege by proxy as a step asks for it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GrantProxy {
    /// Who.
    provider: String,
    /// Which items of the facility where the patients are.
    privileges: Items,
    /// Where the patients are; the only facility where left out.
    #[serde(default)]
    facility: Option<String>,
    /// Under which agreement; the facility's only one where left out.
    #[serde(default)]
    agreement: Option<String>,
    /// The distant facility, where it is to be another than that of the agreement.
    #[serde(default)]
    distant_facility: Option<String>,
    /// The item that is held at the distant facility; of the same id where left out.
    #[serde(default)]
    distant_privilege: Option<String>,
    /// Where the distant site's records are elsewhere: who there attested the list.
    #[serde(default)]
    attested_by: Option<Text>,
    /// On which day; today where left out.
    #[serde(default)]
    attested_on: Option<Moment>,
    /// From when the provider is privileged there by the list; now where left out.
    #[serde(default)]
    listed_from: Option<Moment>,
    /// Until when (exclusive); open where left out.
    #[serde(default)]
    listed_until: Option<Moment>,
    /// From when; now where left out.
    #[serde(default)]
    start: Option<Moment>,
    /// For how many months; as long as the rules and the agreement allow where left out.
    #[serde(default)]
    months: Option<u32>,
    /// For which sites; all at which it may be given where left out.
    #[serde(default)]
    sites: Vec<String>,
    /// Under which conditions.
    #[serde(default)]
    conditions: Vec<Text>,
}

impl GrantProxy {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (id, at) = (stage.provider(&self.provider)?, stage.facility(self.facility.as_deref())?);
        let agreements = agreements(stage, id, &at)?;
        let agreement = self.agreement(&agreements)?;
        let with = agreements.iter().find(|own| own.id == agreement).map(|own| own.with.clone());
        let named = self.distant_facility.as_ref().map(|own| FacilityId::parse(own)).transpose();
        let named = named.map_err(|error| Trouble::value("distant_facility", error))?;
        let there = self.distant_privilege.as_ref().map(|own| ItemId::parse(own)).transpose();
        let there = there.map_err(|error| Trouble::value("distant_privilege", error))?;
        let distant = match (named, with) {
            (Some(facility), _) | (None, Some(DistantSite::Facility(facility))) => {
                DistantDecision::Facility(facility, there)
            }
            (None, _) => DistantDecision::Outside(listed(
                stage,
                self.attested_by.as_ref(),
                self.attested_on.as_ref(),
                ("listed_from", self.listed_from.as_ref()),
                ("listed_until", self.listed_until.as_ref()),
            )?),
        };
        let terms = ProxyTerms {
            agreement,
            distant,
            start: stage.maybe("start", self.start.as_ref())?,
            months: self.months,
            sites: sites(&self.sites)?,
            conditions: self.conditions.clone(),
        };
        let by = stage.by(Capacity::Board, Some(id))?;
        let done = stage.act().grant_by_proxy(&by, id, &at, &self.privileges.0, &terms)?;
        outcome(stage, id, done.result)
    }

    fn agreement(&self, known: &[Agreement]) -> Result<AgreementId, Trouble> {
        match (self.agreement.as_ref(), known) {
            (Some(own), _) => AgreementId::parse(own).map_err(|error| Trouble::value("agreement", error)),
            (None, [one]) => Ok(one.id.clone()),
            (None, []) => {
                let advice = "record one with `record-agreement`";
                Err(Trouble::nothing("agreement of the facility with a distant site", "agreement", advice))
            }
            (None, many) => {
                let ids: Vec<&str> = many.iter().map(|own| own.id.as_str()).collect();
                Err(Trouble::file("agreement", format!("`agreement` is missing: say which of {}", ids.join(", "))))
            }
        }
    }
}

/// The agreements of a facility.
fn agreements(stage: &Stage, id: ProviderId, facility: &FacilityId) -> Result<Vec<Agreement>, Trouble> {
    let records = stage.records(id)?;
    Ok(records.facility(facility).map(|own| own.agreements().cloned().collect()).unwrap_or_default())
}

/// The list of an outside site as a step writes it.
fn listed(
    stage: &Stage,
    attested_by: Option<&Text>,
    attested_on: Option<&Moment>,
    from: (&'static str, Option<&Moment>),
    until: (&'static str, Option<&Moment>),
) -> Result<Listed, Trouble> {
    let on = match stage.maybe("attested_on", attested_on)? {
        Some(own) => own,
        None => stage.made_up("attested_on", stage.now())?,
    };
    let begins = match stage.maybe(from.0, from.1)? {
        Some(own) => own,
        None => stage.made_up(from.0, stage.now())?,
    };
    Ok(Listed {
        attested_by: text(stage, "attested_by", attested_by, "the distant site's medical staff office")?,
        attested_on: stage.zone().date_at(on),
        from: begins,
        to: stage.maybe(until.0, until.1)?,
    })
}

impl Step for ProxyStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (provider, privileges, facility, default, step) = match self {
            Self::GrantProxy(own) => return own.act(stage),
            Self::ListDistantPrivileges { provider, privileges, facility, attested_by, attested_on, from, until } => {
                let (from, until) = (("from", from.as_ref()), ("until", until.as_ref()));
                let listed = listed(stage, attested_by.as_ref(), attested_on.as_ref(), from, until)?;
                (provider, privileges, facility, Capacity::Msp, Asked::Listed(listed))
            }
            Self::EndDistantPrivileges { provider, privileges, facility, from, reason } => {
                let from = stage.maybe("from", from.as_ref())?;
                (provider, privileges, facility, Capacity::Msp, Asked::DistantEnded(from, reason.clone()))
            }
            Self::SuspendProxy { provider, privileges, facility, reason } => {
                (provider, privileges, facility, Capacity::Mec, Asked::Suspend(reason.clone()))
            }
            Self::LiftProxySuspension { provider, privileges, facility } => {
                (provider, privileges, facility, Capacity::Mec, Asked::Lift)
            }
            Self::RevokeProxy { provider, privileges, facility, reason } => {
                (provider, privileges, facility, Capacity::Board, Asked::Revoke(reason.clone()))
            }
            Self::RelinquishProxy { provider, privileges, facility } => {
                (provider, privileges, facility, Capacity::Provider, Asked::Relinquish)
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let by = stage.by(default, Some(id))?;
        let done = stage.act().proxy_step(&by, id, &at, &items(privileges.as_ref()), &step)?;
        outcome(stage, id, done.result)
    }
}

/// How the last of them stands.
fn outcome(stage: &Stage, id: ProviderId, done: Option<Vec<ProxyPrivilegeId>>) -> Result<Outcome, Trouble> {
    let records = stage.records(id)?;
    let last = done.unwrap_or_default().last().and_then(|own| records.proxy_privilege(*own));
    let Some(own) = last else { return Ok(Outcome::nothing()) };
    let given = own.grant_given();
    let until = proxy_status(&records, own).as_ref().and_then(ends);
    Ok(Outcome::state(own.state())
        .moment("until", until)
        .list("sites", given.sites.iter().map(ToString::to_string).collect()))
}

/// The agreement of an id, among those that a facility has.
pub(super) fn known(stage: &Stage, facility: &FacilityId, key: &'static str, id: &str) -> Result<AgreementId, Trouble> {
    let facilities = [facility.clone()];
    let records = stage.app().records(&[], &facilities, cred_store::Bound::Now)?;
    let ids: Vec<&AgreementId> =
        records.facility(facility).map(|own| own.agreements().map(|own| &own.id).collect()).unwrap_or_default();
    let found = ids.iter().find(|own| own.as_str() == id).map(|own| (*own).clone());
    let words: Vec<&str> = ids.iter().map(|own| own.as_str()).collect();
    found.ok_or_else(|| Trouble::file(key, not_one_of(id, &words)))
}
