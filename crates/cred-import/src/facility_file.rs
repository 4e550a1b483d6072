//! The facility file: an organisation with its credentialing policies, and a facility with its sites, resources and bylaws, in TOML.
//!
//! docs/facility-file.md describes it; a commented example stands in the demonstration's files.

use std::{collections::BTreeMap, ops::Range};

use cred_core::{
    credentialing::policy::{CredentialingPolicy, ElementRule},
    facility::{
        Command,
        bylaws::{Bylaws, RequiredCover, ReviewStep},
        resource::{Ending, Outage},
        site::Site,
    },
    id::{FacilityId, OrganizationId, ResourceId, SiteId, VersionLabel},
    identifier::{Ccn, CliaNumber},
    jurisdiction::Jurisdiction,
    text::Text,
    time::{calendar::MonthCount, period::Period, zone::Zone},
};
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

use crate::{
    toml_date,
    toml_fault::{Faults, TomlFault},
};

/// What the file says.
#[derive(Debug, Clone, PartialEq)]
pub struct FacilityFile {
    /// The organisation.
    pub organization: OrganizationPart,
    /// The facility.
    pub facility: FacilityPart,
}

/// An organisation with its policies, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganizationPart {
    /// The id.
    pub id: OrganizationId,
    /// Its name.
    pub name: Text,
    /// The zone in which it dates its decisions.
    pub zone: Zone,
    /// Its credentialing policies.
    pub policies: Vec<CredentialingPolicy>,
}

/// A facility with what is to be recorded of it, in order: sites, resources, outages, ends, bylaws.
#[derive(Debug, Clone, PartialEq)]
pub struct FacilityPart {
    /// The id.
    pub id: FacilityId,
    /// Its name.
    pub name: Text,
    /// The zone of its governing body.
    pub zone: Zone,
    /// What is to be recorded.
    pub commands: Vec<Command>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    organization: RawOrganization,
    facility: RawFacility,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOrganization {
    id: OrganizationId,
    name: Text,
    zone: Zone,
    #[serde(default, rename = "policy")]
    policies: Vec<Spanned<RawPolicy>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPolicy {
    version: VersionLabel,
    effective_from: Spanned<Datetime>,
    recredential_months: Spanned<u32>,
    recredential_count: MonthCount,
    #[serde(rename = "element")]
    elements: Vec<ElementRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFacility {
    id: FacilityId,
    name: Text,
    zone: Zone,
    #[serde(rename = "site")]
    sites: Vec<Spanned<RawSite>>,
    #[serde(default, rename = "resource")]
    resources: Vec<Spanned<RawResource>>,
    #[serde(default)]
    bylaws: Vec<Spanned<RawBylaws>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSite {
    id: SiteId,
    name: Text,
    state: Jurisdiction,
    zone: Zone,
    #[serde(default)]
    ccn: Option<Ccn>,
    #[serde(default)]
    clia: Option<CliaNumber>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawResource {
    site: Spanned<SiteId>,
    id: ResourceId,
    name: Text,
    #[serde(default)]
    in_service_from: Option<Spanned<Datetime>>,
    #[serde(default)]
    retired_from: Option<Spanned<Datetime>>,
    #[serde(default)]
    lost_from: Option<Spanned<Datetime>>,
    #[serde(default, rename = "outage")]
    outages: Vec<Spanned<RawOutage>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutage {
    from: Spanned<Datetime>,
    #[serde(default)]
    until: Option<Spanned<Datetime>>,
    reason: Text,
    #[serde(default)]
    limits: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBylaws {
    version: VersionLabel,
    effective_from: Spanned<Datetime>,
    appointment_term_max_months: Spanned<u32>,
    privilege_term_max_months: Spanned<u32>,
    review: Vec<ReviewStep>,
    exclusion_lists: Vec<Text>,
    #[serde(default)]
    insurance: Option<Spanned<RawCover>>,
}

/// US dollars.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCover {
    per_claim: u64,
    aggregate: u64,
}

/// Parses the file.
///
/// # Errors
/// Every fault found, with its place.
pub fn parse(text: &str, label: &str) -> Result<FacilityFile, TomlFault> {
    let mut faults = Faults::new(text, label);
    let file = faults.parse::<Raw>().map(|raw| FacilityFile {
        organization: organization(raw.organization, &mut faults),
        facility: facility(raw.facility, &mut faults),
    });
    faults.finish(file)
}

fn organization(raw: RawOrganization, faults: &mut Faults<'_>) -> OrganizationPart {
    let mut policies: Vec<CredentialingPolicy> = Vec::new();
    for policy in raw.policies {
        let span = policy.span();
        let own = policy.into_inner();
        months(&own.recredential_months, faults);
        let Some(effective_from) = toml_date::day(&own.effective_from, faults) else { continue };
        if own.elements.is_empty() {
            faults.at(
                span.clone(),
                "a policy that asks for no element credentials everybody: add [[organization.policy.element]]",
            );
        }
        if let Some(rule) = own.elements.iter().find(|rule| rule.methods.is_empty()) {
            faults.at(
                span.clone(),
                format!("element {}: no method is accepted, so nothing ever verifies it", rule.element),
            );
        }
        versions(
            policies.iter().map(|held| (&held.version, held.effective_from)),
            &own.version,
            effective_from,
            span,
            faults,
        );
        policies.push(CredentialingPolicy {
            version: own.version,
            effective_from,
            recredential_months: *own.recredential_months.get_ref(),
            recredential_count: own.recredential_count,
            elements: own.elements,
        });
    }
    policies.sort_by_key(|policy| policy.effective_from);
    OrganizationPart { id: raw.id, name: raw.name, zone: raw.zone, policies }
}

fn facility(raw: RawFacility, faults: &mut Faults<'_>) -> FacilityPart {
    let mut commands = Vec::new();
    let mut zones: BTreeMap<SiteId, Zone> = BTreeMap::new();
    for site in raw.sites {
        let span = site.span();
        let own = site.into_inner();
        if zones.insert(own.id.clone(), own.zone).is_some() {
            faults.at(span, format!("site {} stands twice", own.id));
        }
        let site =
            Site { id: own.id, name: own.name, jurisdiction: own.state, zone: own.zone, ccn: own.ccn, clia: own.clia };
        commands.push(Command::OpenSite(site));
    }
    let mut seen: Vec<(SiteId, ResourceId)> = Vec::new();
    for resource in raw.resources {
        let span = resource.span();
        let own = resource.into_inner();
        let key = (own.site.get_ref().clone(), own.id.clone());
        if seen.contains(&key) {
            faults.at(span, format!("resource {} stands twice at {}", key.1, key.0));
        }
        seen.push(key);
        match zones.get(own.site.get_ref()) {
            Some(zone) => self::resource(own, *zone, &mut commands, faults),
            None => {
                let known: Vec<&str> = zones.keys().map(SiteId::as_str).collect();
                let message = format!("there is no site {}; there is {}", own.site.get_ref(), known.join(", "));
                faults.at(own.site.span(), message);
            }
        }
    }
    let mut adopted: Vec<Bylaws> = Vec::new();
    for bylaws in raw.bylaws {
        let span = bylaws.span();
        if let Some(own) = self::bylaws(bylaws.into_inner(), faults) {
            let held = adopted.iter().map(|held| (&held.version, held.effective_from));
            versions(held, &own.version, own.effective_from, span, faults);
            adopted.push(own);
        }
    }
    adopted.sort_by_key(|bylaws| bylaws.effective_from);
    commands.extend(adopted.into_iter().map(|bylaws| Command::AdoptBylaws(Box::new(bylaws))));
    FacilityPart { id: raw.id, name: raw.name, zone: raw.zone, commands }
}

fn resource(own: RawResource, zone: Zone, commands: &mut Vec<Command>, faults: &mut Faults<'_>) {
    let (site, resource) = (own.site.into_inner(), own.id);
    commands.push(Command::PlanResource { site: site.clone(), resource: resource.clone(), name: own.name });
    if let Some(from) = own.in_service_from.and_then(|from| toml_date::instant(&from, zone, faults)) {
        commands.push(Command::PutInService { site: site.clone(), resource: resource.clone(), from });
    }
    for outage in own.outages {
        let span = outage.span();
        let own = outage.into_inner();
        let from = toml_date::instant(&own.from, zone, faults);
        let until = own.until.map(|until| toml_date::instant(&until, zone, faults));
        // A given end that cannot be read is a fault already; the outage must not become open-ended by it.
        let (Some(from), Some(until)) = (from, until.map_or(Some(None), |until| until.map(Some))) else { continue };
        match Period::new(from, until) {
            Ok(period) => {
                let outage = Outage { period, reason: own.reason, limits: own.limits };
                commands.push(Command::RecordOutage { site: site.clone(), resource: resource.clone(), outage });
            }
            Err(error) => faults.at(span, error),
        }
    }
    for (from, ending) in [(own.retired_from, Ending::Retired), (own.lost_from, Ending::Lost)] {
        if let Some(from) = from.and_then(|from| toml_date::instant(&from, zone, faults)) {
            commands.push(Command::EndResource { site: site.clone(), resource: resource.clone(), from, ending });
        }
    }
}

fn bylaws(own: RawBylaws, faults: &mut Faults<'_>) -> Option<Bylaws> {
    months(&own.appointment_term_max_months, faults);
    months(&own.privilege_term_max_months, faults);
    let insurance = own.insurance.and_then(|cover| {
        let cents = |dollars: u64| dollars.checked_mul(100);
        let both = cents(cover.get_ref().per_claim).zip(cents(cover.get_ref().aggregate));
        if both.is_none() {
            faults.at(cover.span(), "the amounts are US dollars, and these are too large");
        }
        both.map(|(per_claim_cents, aggregate_cents)| RequiredCover { per_claim_cents, aggregate_cents })
    });
    Some(Bylaws {
        version: own.version,
        effective_from: toml_date::day(&own.effective_from, faults)?,
        appointment_term_max_months: *own.appointment_term_max_months.get_ref(),
        privilege_term_max_months: *own.privilege_term_max_months.get_ref(),
        review: own.review,
        insurance,
        exclusion_lists: own.exclusion_lists.into_iter().map(String::from).collect(),
    })
}

fn months(value: &Spanned<u32>, faults: &mut Faults<'_>) {
    if !(1..=1200).contains(value.get_ref()) {
        faults.at(value.span(), "a term here has 1 to 1200 months");
    }
}

fn versions<'v>(
    held: impl Iterator<Item = (&'v VersionLabel, chrono::NaiveDate)>,
    version: &VersionLabel,
    from: chrono::NaiveDate,
    span: Range<usize>,
    faults: &mut Faults<'_>,
) {
    for (label, day) in held {
        if label == version {
            faults.at(span.clone(), format!("version {version} stands twice"));
        } else if day == from {
            faults.at(span.clone(), format!("versions {label} and {version} take effect on the same day"));
        }
    }
}
