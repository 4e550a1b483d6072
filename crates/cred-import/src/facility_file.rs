//! The file of one facility: its organisation with the credentialing policy, its sites, what each site can support and when, and its
//! bylaws.
//!
//! A local date stands for its first instant in the zone of the *site*; a local date and time that clocks show twice for the earlier
//! one; an end (`until`) is exclusive. Policies and bylaws may stand in any order: the oldest comes out first.
//! `[[organization.adopt]]` and `[[facility.adopt]]` name rule packs by their id; whoever loads the file brings them.
//!
//! ```
//! let text = r#"
//! [organization]
//! id = "two-rivers"
//! name = "Two Rivers Health"
//! zone = "America/Phoenix"
//!
//! [facility]
//! id = "two-rivers-clinic"
//! name = "Two Rivers Clinic"
//! zone = "America/Phoenix"
//!
//! [[facility.site]]
//! id = "main"
//! name = "Main Campus"
//! state = "AZ"
//! zone = "America/Phoenx"
//! "#;
//! let fault = cred_import::facility_file::parse(text, "two-rivers.toml").unwrap_err();
//! assert!(fault.to_string().starts_with("two-rivers.toml:16:8: `zone`: `America/Phoenx` is not a time zone"));
//! ```

mod adopt;
mod bylaws;
mod organization;
mod resource;
mod site;
mod versions;

use cred_core::{
    facility::Command,
    id::{FacilityId, OrganizationId},
    standard::adoption::Adoption,
    text::Text,
    time::zone::Zone,
};

use crate::toml_fault::{TomlFault, document::read, table::Table};
pub use adopt::PackReference;
use site::Sites;

/// What a facility's file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityFile {
    /// Its organisation: who credentials.
    pub organization: OrganizationPart,
    /// The facility: who privileges.
    pub facility: FacilityPart,
}

/// `[organization]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationPart {
    /// The id.
    pub id: OrganizationId,
    /// Its name.
    pub name: Text,
    /// The zone in which its decisions are dated.
    pub zone: Zone,
    /// The versions of its own credentialing policy, each as a rule pack that it adopts, oldest first; the adoption of each ends the day
    /// before the next begins. None where another file has them.
    pub policies: Vec<Adoption>,
    /// The packs of others that it adopts.
    pub adopt: Vec<PackReference>,
}

/// `[facility]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityPart {
    /// The id.
    pub id: FacilityId,
    /// Its name.
    pub name: Text,
    /// The zone of its governing body.
    pub zone: Zone,
    /// What to ask of the facility's record, in this order: every site, then each resource (plan, put in service, outages, end), then
    /// the bylaws, oldest first.
    pub commands: Vec<Command>,
    /// The packs of others that it adopts.
    pub adopt: Vec<PackReference>,
}

/// Reads a facility's file. `label` is the name under which faults are reported.
///
/// # Errors
/// Everything found wrong, each with its line.
pub fn parse(text: &str, label: &str) -> Result<FacilityFile, TomlFault> {
    read(text, label, |mut file| {
        let organization = file.table("organization").and_then(organization);
        let facility = file.table("facility").and_then(facility);
        file.finish();
        Some(FacilityFile { organization: organization?, facility: facility? })
    })
}

/// Reads `[organization]` where it stands inside another file.
#[must_use]
pub fn organization(table: Table<'_, '_>) -> Option<OrganizationPart> {
    organization::section(table)
}

/// Reads `[facility]` where it stands inside another file.
#[must_use]
pub fn facility(mut table: Table<'_, '_>) -> Option<FacilityPart> {
    let id = table.required("id");
    let name = table.required("name");
    let zone = table.required("zone");
    let mut sites = Sites::default();
    let mut commands = Vec::new();
    for site in table.some_tables("site") {
        commands.extend(sites.open(site));
    }
    let mut planned = resource::Planned::default();
    for resource in table.tables("resource") {
        commands.extend(planned.commands(resource, &sites).into_iter().flatten());
    }
    let bylaws = table.tables("bylaws").into_iter().filter_map(bylaws::version).collect();
    let versions = versions::oldest_first(bylaws, "bylaws", table.faults());
    let (id, name): (Option<FacilityId>, Option<Text>) = (id, name);
    if let Some((id, name)) = id.as_ref().zip(name.as_ref()) {
        commands.extend(bylaws::adoptions(id, name, versions));
    }
    let adopt = table.tables("adopt").into_iter().filter_map(adopt::reference).collect();
    table.finish();
    Some(FacilityPart { id: id?, name: name?, zone: zone?, commands, adopt })
}
