//! `[[facility.resource]]` and its outages.

use std::collections::BTreeMap;

use cred_core::{
    facility::{
        Command,
        resource::{Ending, Outage},
    },
    id::{ResourceId, SiteId},
    time::{Instant, period::Period, zone::Zone},
};

use super::site::Sites;
use crate::toml_fault::{not_one_of, table::Table};

/// The resources read so far, with the places of their ids.
#[derive(Debug, Default)]
pub(super) struct Planned {
    places: BTreeMap<(SiteId, ResourceId), usize>,
}

/// From when until when a resource is there.
#[derive(Debug, Clone, Copy)]
struct Service {
    from: Option<Instant>,
    end: Option<(Instant, Ending)>,
}

impl Planned {
    /// The commands for one resource, in their order.
    pub(super) fn commands(&mut self, mut table: Table<'_, '_>, sites: &Sites) -> Option<Vec<Command>> {
        let site: Option<SiteId> = table.required("site");
        let resource: Option<ResourceId> = table.required("id");
        let name = table.required("name");
        let zone = site.as_ref().and_then(|site| {
            let zone = sites.zone_of(site);
            if zone.is_none() {
                table.fault("site", not_one_of(site.as_str(), &sites.ids()));
            }
            zone.flatten()
        });
        if let Some(key) = site.clone().zip(resource.clone()) {
            self.once(key, &table);
        }
        let begins = table.has("in_service_from");
        let from = table.instant("in_service_from", zone);
        let service = Service { from, end: ending(&mut table, from, zone) };
        let outages: Vec<Outage> = table
            .tables("outage")
            .into_iter()
            .filter_map(|outage| {
                if !begins {
                    outage.faults().add(outage.at(), "an outage of what is only planned: give `in_service_from`");
                }
                outage_of(outage, service, zone)
            })
            .collect();
        table.finish();

        let (site, resource) = (site?, resource?);
        let of = || (site.clone(), resource.clone());
        let mut commands = vec![Command::PlanResource { site: site.clone(), resource: resource.clone(), name: name? }];
        commands.extend(service.from.map(|from| {
            let (site, resource) = of();
            Command::PutInService { site, resource, from }
        }));
        commands.extend(outages.into_iter().map(|outage| {
            let (site, resource) = of();
            Command::RecordOutage { site, resource, outage }
        }));
        commands.extend(service.end.map(|(from, ending)| {
            let (site, resource) = of();
            Command::EndResource { site, resource, from, ending }
        }));
        Some(commands)
    }

    fn once(&mut self, key: (SiteId, ResourceId), table: &Table<'_, '_>) {
        if let Some(first) = self.places.get(&key) {
            let (line, (site, resource)) = (table.faults().line(*first), &key);
            table.fault(
                "id",
                format!("resource `{resource}` stands twice at `{site}`, first in line {line}: give each its own id"),
            );
        } else {
            self.places.insert(key, table.place_of("id"));
        }
    }
}

fn ending(table: &mut Table<'_, '_>, from: Option<Instant>, zone: Option<Zone>) -> Option<(Instant, Ending)> {
    let retired = table.instant("retired_from", zone).map(|at| (at, Ending::Retired));
    let lost = table.instant("lost_from", zone).map(|at| (at, Ending::Lost));
    if table.has("retired_from") && table.has("lost_from") {
        table.fault("lost_from", "a resource ends once: leave out this or `retired_from`");
    }
    let (end, key) = retired.map(|end| (end, "retired_from")).or_else(|| lost.map(|end| (end, "lost_from")))?;
    if from.is_some_and(|from| end.0 <= from) {
        table.fault(key, "it is not after `in_service_from`: give a later date, or leave out `in_service_from`");
    }
    Some(end)
}

fn outage_of(mut table: Table<'_, '_>, service: Service, zone: Option<Zone>) -> Option<Outage> {
    let from = table.required_value("from").and_then(|_| table.instant("from", zone));
    let until = table.instant("until", zone);
    let reason = table.required("reason");
    let limits = table.optional("limits");
    if from.zip(service.from).is_some_and(|(from, begins)| from < begins) {
        table.fault("from", "the outage begins before the resource's `in_service_from`: give a later date");
    }
    if from.zip(service.end).is_some_and(|(from, (end, _))| end <= from) {
        table.fault("from", "the resource has ended by then: give an earlier date, or leave the outage out");
    }
    let period = from.and_then(|from| Period::new(from, until).map_err(|rule| table.fault("until", rule)).ok());
    table.finish();
    Some(Outage { period: period?, reason: reason?, limits })
}
