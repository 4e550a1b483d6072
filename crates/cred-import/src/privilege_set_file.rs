//! The privilege-set file: one version of a delineation form, in TOML.
//!
//! docs/privilege-set-file.md describes it; a commented example stands in the demonstration's files.

use std::ops::Range;

use cred_core::{
    delineation::{
        criterion::Criterion,
        privilege_item::{AgeBand, Fppe, ItemKind, Prerequisite, PrivilegeItem},
        privilege_set::PrivilegeSetVersion,
        procedure_code::CodePattern,
    },
    id::{FacilityId, ItemId, PrivilegeSetId, ResourceId, SiteId, VersionLabel},
    text::Text,
};
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

use crate::toml_fault::{Faults, TomlFault};

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivilegeSetFile {
    /// The form.
    pub set: PrivilegeSetId,
    /// Whose form it is.
    pub facility: FacilityId,
    /// The version.
    pub version: PrivilegeSetVersion,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    set: RawSet,
    #[serde(default)]
    threshold: Option<Spanned<Criterion>>,
    #[serde(default, rename = "item")]
    items: Vec<Spanned<RawItem>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSet {
    id: PrivilegeSetId,
    facility: FacilityId,
    version: VersionLabel,
    effective_from: Spanned<Datetime>,
    title: Text,
    sites: Spanned<Vec<SiteId>>,
    #[serde(default = "yes")]
    grandfather: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    id: ItemId,
    name: Text,
    kind: ItemKind,
    #[serde(default)]
    surgical: bool,
    #[serde(default)]
    procedures: Vec<CodePattern>,
    #[serde(default)]
    prerequisites: Vec<RawPrerequisite>,
    #[serde(default)]
    criteria: Option<Criterion>,
    #[serde(default)]
    requires: Option<RawRequires>,
    #[serde(default)]
    ages: Option<AgeBand>,
    #[serde(default)]
    fppe: Option<Fppe>,
}

/// `"GS-CORE"`, or `{ item = "GS-CORE", granted_only = true }`.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a privilege's id, or { item = \"…\", granted_only = true }")]
enum RawPrerequisite {
    Id(ItemId),
    Whole(Prerequisite),
}

/// `"robot"`, or a tree of `{ resource = "robot" }`.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a resource's id, or a tree such as { all = [ { resource = \"robot\" } ] }")]
enum RawRequires {
    Id(ResourceId),
    Tree(Criterion),
}

/// Parses the file.
///
/// # Errors
/// Every fault found, with its place.
pub fn parse(text: &str, label: &str) -> Result<PrivilegeSetFile, TomlFault> {
    let mut faults = Faults::new(text, label);
    let file = faults.parse::<Raw>().and_then(|raw| build(raw, &mut faults));
    faults.finish(file)
}

fn build(raw: Raw, faults: &mut Faults<'_>) -> Option<PrivilegeSetFile> {
    let set = raw.set;
    let day = crate::toml_date::day(&set.effective_from, faults);
    let threshold_span = raw.threshold.as_ref().map_or(0..0, Spanned::span);
    let sites_span = set.sites.span();
    let spans: Vec<Range<usize>> = raw.items.iter().map(Spanned::span).collect();
    let items: Vec<PrivilegeItem> = raw.items.into_iter().map(|item| whole(item.into_inner())).collect();
    let version = PrivilegeSetVersion {
        version: set.version,
        effective_from: day?,
        title: set.title,
        sites: set.sites.into_inner(),
        grandfather: set.grandfather,
        threshold: raw.threshold.map(Spanned::into_inner),
        items,
    };
    for fault in version.faults() {
        let item = version.items.iter().position(|item| fault.starts_with(&format!("item {}:", item.id)));
        let span = match item {
            Some(index) => spans.get(index).cloned().unwrap_or(0..0),
            None if fault.starts_with("threshold") => threshold_span.clone(),
            None => sites_span.clone(),
        };
        faults.at(span, fault);
    }
    Some(PrivilegeSetFile { set: set.id, facility: set.facility, version })
}

fn whole(raw: RawItem) -> PrivilegeItem {
    let prerequisite = |raw| match raw {
        RawPrerequisite::Id(item) => Prerequisite { item, granted_only: false },
        RawPrerequisite::Whole(prerequisite) => prerequisite,
    };
    PrivilegeItem {
        id: raw.id,
        name: raw.name,
        kind: raw.kind,
        surgical: raw.surgical,
        procedures: raw.procedures,
        prerequisites: raw.prerequisites.into_iter().map(prerequisite).collect(),
        criteria: raw.criteria,
        requires: raw.requires.map(|raw| match raw {
            RawRequires::Id(resource) => Criterion::Resource(resource),
            RawRequires::Tree(tree) => tree,
        }),
        ages: raw.ages,
        fppe: raw.fppe,
    }
}
