//! Facilities: sites, resources, rules and forms.

use std::collections::BTreeMap;

use cred_core::{
    actor::Capacity,
    delineation::privilege_set,
    facility::{
        self, Command, organization,
        resource::{Ending, Outage},
        site::Site,
    },
    id::{PackId, ResourceId, SiteId},
    jurisdiction::Jurisdiction,
    standard::adoption::Adoption,
    text::Text,
    time::{period::Period, zone::Zone},
};
use cred_import::toml_fault::not_one_of;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    adopting,
    moment::Moment,
    one_or_more::Names,
    outcome::{Outcome, Trouble},
    scenario::Form,
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Facilities and rules",
    steps: Some(Words::<dyn Step>::of::<FacilityStep>(&[
        Word::does("open-site", Capacity::Facility, &[(&facility::MACHINE, &["open-site"])]),
        Word::does("plan-resource", Capacity::Facility, &[(&facility::MACHINE, &["plan-resource"])]),
        Word::does("put-in-service", Capacity::Facility, &[(&facility::MACHINE, &["put-in-service"])]),
        Word::does("outage", Capacity::Facility, &[(&facility::MACHINE, &["record-outage"])]),
        Word::does("return-to-service", Capacity::Facility, &[(&facility::MACHINE, &["return-to-service"])]),
        Word::does("retire-resource", Capacity::Facility, &[(&facility::MACHINE, &["end-resource"])]),
        Word::does("lose-resource", Capacity::Facility, &[(&facility::MACHINE, &["end-resource"])]),
        Word::does(
            "adopt-pack",
            Capacity::Board,
            &[(&organization::MACHINE, &["adopt-pack"]), (&facility::MACHINE, &["adopt-pack"])],
        ),
        Word::does(
            "end-pack",
            Capacity::Board,
            &[(&organization::MACHINE, &["end-pack"]), (&facility::MACHINE, &["end-pack"])],
        ),
        Word::does("publish-privilege-set", Capacity::Board, &[(&privilege_set::MACHINE, &["publish"])]),
    ])),
    questions: None,
};

/// What is done about a facility.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum FacilityStep {
    /// Opens a site.
    OpenSite {
        /// Of which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Its id.
        site: String,
        /// Its name; the id where left out.
        #[serde(default)]
        name: Option<Text>,
        /// The state whose law binds there.
        state: Jurisdiction,
        /// Whether it is a federal site, where a licence of whatever state will do.
        #[serde(default)]
        federal: bool,
        /// Its zone; the scenario's where left out.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        zone: Option<Zone>,
    },
    /// Plans a resource; it is not in service.
    PlanResource {
        /// At which site; the only one where left out.
        #[serde(default)]
        site: Option<String>,
        /// Its id.
        resource: String,
        /// What it is; the id where left out.
        #[serde(default)]
        name: Option<Text>,
    },
    /// Puts a planned resource in service.
    PutInService {
        /// At which site; the only one where left out.
        #[serde(default)]
        site: Option<String>,
        /// Its id.
        resource: String,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// Records that a resource is out of service, or in service with limits.
    Outage {
        /// At which site; the only one where left out.
        #[serde(default)]
        site: Option<String>,
        /// Its id.
        resource: String,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// Until when (exclusive): it is back then. Left out where the return is not certain.
        #[serde(default)]
        until: Option<Moment>,
        /// Why.
        reason: Text,
        /// The limits under which it still serves; without any it is out of service.
        #[serde(default)]
        limits: Option<Text>,
    },
    /// Records that a resource is back before, or without, a recorded end of its outage.
    ReturnToService {
        /// At which site; the only one where left out.
        #[serde(default)]
        site: Option<String>,
        /// Its id.
        resource: String,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// Retires a resource for good.
    RetireResource {
        /// At which site; the only one where left out.
        #[serde(default)]
        site: Option<String>,
        /// Its id.
        resource: String,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// Records that a licence or contract behind a resource is gone for good.
    LoseResource {
        /// At which site; the only one where left out.
        #[serde(default)]
        site: Option<String>,
        /// Its id.
        resource: String,
        /// From when; now where left out.
        #[serde(default)]
        from: Option<Moment>,
    },
    /// Adopts a rule pack: one that stands in the scenario, or a shipped one.
    AdoptPack {
        /// The id of the pack.
        pack: String,
        /// Who adopts: the id of an organisation or facility, or a list of them; every one there is where left out.
        #[serde(default)]
        adopter: Names,
        /// The first day it binds; today where left out.
        #[serde(default)]
        from: Option<Moment>,
        /// The last day.
        #[serde(default)]
        to: Option<Moment>,
        /// For parameters that sources disagree on, the reading chosen.
        #[serde(default)]
        #[schemars(with = "BTreeMap<String, String>")]
        readings: BTreeMap<Text, Text>,
    },
    /// Ends the adoption of a rule pack.
    EndPack {
        /// The id of the pack.
        pack: String,
        /// Who adopted: the id of an organisation or facility, or a list of them; every one there is where left out.
        #[serde(default)]
        adopter: Names,
        /// The last day on which it binds; today where left out.
        #[serde(default)]
        last_day: Option<Moment>,
    },
    /// Publishes a version of a privilege set that stands in the scenario with `held_back = true`.
    PublishPrivilegeSet {
        /// The id of the set.
        set: String,
        /// The version; the only one held back where left out.
        #[serde(default)]
        version: Option<String>,
    },
}

impl Step for FacilityStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let now = stage.now();
        let (site, command) = match self {
            Self::OpenSite { facility, site, name, state, federal, zone } => {
                let at = stage.facility(facility.as_deref())?;
                let id = SiteId::parse(site).map_err(|error| Trouble::value("site", error))?;
                let name = name.clone().map_or_else(|| text("name", site), Ok)?;
                let zone = zone.unwrap_or_else(|| stage.zone());
                let site = Site { id, name, jurisdiction: *state, zone, ccn: None, clia: None, federal: *federal };
                let by = stage.by(Capacity::Facility, None)?;
                stage.act().facility_command(&by, &at, &Command::OpenSite(site))?;
                return Ok(Outcome::nothing());
            }
            Self::PlanResource { site, resource: own, name } => {
                let name = name.clone().map_or_else(|| text("name", own), Ok)?;
                let resource = resource(own)?;
                (
                    site,
                    Box::new(move |site| Command::PlanResource { site, resource, name })
                        as Box<dyn FnOnce(SiteId) -> Command>,
                )
            }
            Self::PutInService { site, resource: own, from } => {
                let (resource, from) = (resource(own)?, stage.maybe("from", from.as_ref())?.unwrap_or(now));
                (site, Box::new(move |site| Command::PutInService { site, resource, from }) as Box<_>)
            }
            Self::Outage { site, resource: own, from, until, reason, limits } => {
                let (resource, from) = (resource(own)?, stage.maybe("from", from.as_ref())?.unwrap_or(now));
                let until = stage.maybe("until", until.as_ref())?;
                let period = Period::new(from, until).map_err(|error| Trouble::value("until", error))?;
                let outage = Outage { period, reason: reason.clone(), limits: limits.clone() };
                (site, Box::new(move |site| Command::RecordOutage { site, resource, outage }) as Box<_>)
            }
            Self::ReturnToService { site, resource: own, from } => {
                let (resource, from) = (resource(own)?, stage.maybe("from", from.as_ref())?.unwrap_or(now));
                (site, Box::new(move |site| Command::ReturnToService { site, resource, from }) as Box<_>)
            }
            Self::RetireResource { site, resource: own, from } => {
                let (resource, from) = (resource(own)?, stage.maybe("from", from.as_ref())?.unwrap_or(now));
                let ending = Ending::Retired;
                (site, Box::new(move |site| Command::EndResource { site, resource, from, ending }) as Box<_>)
            }
            Self::LoseResource { site, resource: own, from } => {
                let (resource, from) = (resource(own)?, stage.maybe("from", from.as_ref())?.unwrap_or(now));
                let ending = Ending::Lost;
                (site, Box::new(move |site| Command::EndResource { site, resource, from, ending }) as Box<_>)
            }
            Self::AdoptPack { pack, adopter, from, to, readings } => {
                let pack = find_pack(stage, pack)?;
                let zone = stage.zone();
                let from = zone.date_at(stage.maybe("from", from.as_ref())?.unwrap_or(now));
                let to = stage.maybe("to", to.as_ref())?.map(|to| zone.date_at(to));
                let adoption = Adoption { pack, from, to, readings: readings.clone() };
                for adopter in adopting::adopters(stage, "adopter", &adopter.0)? {
                    let by = stage.by(Capacity::Board, None)?;
                    stage.act().adopt_pack(&by, &adopter, &adoption)?;
                }
                return Ok(Outcome::nothing());
            }
            Self::EndPack { pack, adopter, last_day } => {
                let id = PackId::parse(pack).map_err(|error| Trouble::value("pack", error))?;
                let last_day = stage.zone().date_at(stage.maybe("last_day", last_day.as_ref())?.unwrap_or(now));
                for adopter in adopting::adopters(stage, "adopter", &adopter.0)? {
                    let by = stage.by(Capacity::Board, None)?;
                    stage.act().end_pack(&by, &adopter, &id, last_day)?;
                }
                return Ok(Outcome::nothing());
            }
            Self::PublishPrivilegeSet { set, version } => {
                let form = find_form(stage, set, version.as_deref())?;
                publish(stage, &form)?;
                return Ok(Outcome::nothing());
            }
        };
        let (at, site) = stage.site(site.as_deref())?;
        let by = stage.by(Capacity::Facility, None)?;
        stage.act().facility_command(&by, &at, &command(site))?;
        Ok(Outcome::nothing())
    }
}

fn text(key: &'static str, text: &str) -> Result<Text, Trouble> {
    Text::parse(text).map_err(|error| Trouble::value(key, error))
}

fn resource(id: &str) -> Result<ResourceId, Trouble> {
    ResourceId::parse(id).map_err(|error| Trouble::value("resource", error))
}

pub(super) fn find_pack(stage: &Stage, id: &str) -> Result<cred_core::standard::rule_pack::RulePack, Trouble> {
    let own = stage.shelf().packs.iter().find(|(known, _)| known.as_str() == id).map(|(_, pack)| pack.clone());
    let found = own.or_else(|| adopting::shipped(id));
    found.ok_or_else(|| {
        let shipped = adopting::shipped_ids();
        let known: Vec<&str> = stage.shelf().packs.keys().map(PackId::as_str).chain(shipped).collect();
        Trouble::file("pack", not_one_of(id, &known))
    })
}

fn find_form(stage: &Stage, set: &str, version: Option<&str>) -> Result<Form, Trouble> {
    let forms = &stage.shelf().forms;
    let named: Vec<&Form> = forms
        .iter()
        .filter(|form| {
            form.set.as_str() == set && version.is_none_or(|version| form.version.version.as_str() == version)
        })
        .collect();
    match named.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let known: Vec<String> =
                forms.iter().map(|form| format!("{} {}", form.set, form.version.version)).collect();
            Err(Trouble::file(
                "set",
                format!("no version of `{set}` is held back; held back are: {}", known.join(", ")),
            ))
        }
        _ => Err(Trouble::file("version", "several versions are held back: say which")),
    }
}

/// Publishes a version of a privilege set.
pub(crate) fn publish(stage: &mut Stage, form: &Form) -> Result<(), Trouble> {
    let facility = stage.facility(form.facility.as_ref().map(cred_core::id::FacilityId::as_str))?;
    let by = stage.by(Capacity::Board, None)?;
    stage.act().publish_privilege_set(&by, &facility, &form.set, &form.version)?;
    Ok(())
}
