//! `cred show`.

use cred_app::App;
use cred_core::{
    evidence::reply::Reply,
    facility::{Facility, resource::Resource},
    id::ProviderId,
    records::Records,
};
use cred_store::Bound;
use cred_wire::{exit::Exit, finding::instant};
use serde_json::{Value, json};

use crate::{
    error::CliError,
    global::Global,
    output::{Output, short, table},
    session,
};

/// Show a provider's file, a facility, or what there is.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A provider (NPI, id, part of the name) or a facility's id; an overview if left out.
    what: Option<String>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let app = session::read(global)?;
    let facilities = app.facilities()?;
    let (value, title) = match &args.what {
        None => (overview(&app)?, "overview".to_owned()),
        Some(text) if facilities.iter().any(|id| id.as_str() == text) => {
            let id = app.find_facility(Some(text))?;
            let records = app.records(&[], std::slice::from_ref(&id), Bound::Now)?;
            let facility = records.facility(&id).ok_or_else(|| CliError::Usage(format!("{id} is not on file")))?;
            (self::facility(&records, facility, app.now()), format!("{} ({id})", facility.name()))
        }
        Some(text) => {
            let id = app.find_provider(text)?;
            let records = app.records(&[id], &[], Bound::Now)?;
            (provider(&records, id), "provider".to_owned())
        }
    };
    output.value(&value, |value| render(&title, value));
    Ok(Exit::Yes)
}

fn overview(app: &App) -> Result<Value, CliError> {
    let facilities: Vec<Value> = app.facilities()?.iter().map(|id| json!({ "facility": id.to_string() })).collect();
    let mut providers = Vec::new();
    let ids = app.all_providers()?;
    for id in ids.iter().take(200) {
        let records = app.records(&[*id], &[], Bound::Now)?;
        providers.extend(records.provider(*id).map(|own| {
            json!({
                "name": own.name().sorted(),
                "type": own.provider_type().word(),
                "npi": own.registration().npi.as_ref().map(ToString::to_string),
                "id": own.id().to_string(),
            })
        }));
    }
    Ok(json!({ "facilities": facilities, "providers": providers, "providers in all": ids.len() }))
}

fn facility(records: &Records, facility: &Facility, now: cred_core::time::Instant) -> Value {
    let sites: Vec<Value> = facility
        .sites()
        .map(|site| {
            json!({
                "site": site.id.to_string(), "name": site.name.to_string(), "state": site.jurisdiction.code(),
                "zone": site.zone.name(), "ccn": site.ccn.as_ref().map(ToString::to_string),
            })
        })
        .collect();
    let resource = |resource: &Resource| {
        let serves = resource.serves();
        let next = serves.next_change(now).map(|(at, cause)| format!("{} at {}", cause.reason.sentence(), instant(at)));
        (serves.at(now).reason.sentence(), next)
    };
    let resources: Vec<Value> = facility
        .resources()
        .map(|(site, own)| {
            let (stands, next) = resource(own);
            json!({ "site": site.to_string(), "resource": own.id().to_string(), "name": own.name().to_string(), "now": stands, "next": next })
        })
        .collect();
    let items: Vec<Value> = records
        .privilege_sets_of(facility.id())
        .flat_map(|set| set.versions().iter().map(move |version| (set, version)))
        .flat_map(|(set, version)| {
            version.items.iter().map(move |item| {
                let codes: Vec<String> = item.procedures.iter().map(ToString::to_string).collect();
                json!({
                    "set": format!("{} {}", set.id(), version.version), "from": version.effective_from.to_string(),
                    "privilege": item.id.to_string(), "name": item.name.to_string(), "codes": codes.join(" "),
                })
            })
        })
        .collect();
    let home = records.organization(facility.organization()).map(|home| home.adoptions());
    let packs: Vec<Value> = [("organization", home), ("facility", Some(facility.adoptions()))]
        .into_iter()
        .flat_map(|(by, adoptions)| adoptions.into_iter().flat_map(|held| held.iter()).map(move |held| (by, held)))
        .map(|(by, held)| {
            json!({
                "pack": held.pack.id.to_string(), "title": held.pack.title.to_string(), "adopted by": by,
                "from": held.from.to_string(), "through": held.to.map(|to| to.to_string()), "rules": held.pack.rules.len(),
            })
        })
        .collect();
    json!({
        "organization": facility.organization().to_string(), "zone": facility.zone().name(), "sites": sites,
        "resources": resources, "rule packs": packs, "privileges": items,
    })
}

fn provider(records: &Records, id: ProviderId) -> Value {
    let Some(own) = records.provider(id) else { return Value::Null };
    let registration = own.registration();
    let names: Vec<Value> = own
        .aliases()
        .iter()
        .map(|alias| {
            json!({
                "name": alias.name.to_string(), "kind": alias.kind.word(),
                "from": alias.from.map(|date| date.to_string()), "to": alias.to.map(|date| date.to_string()),
            })
        })
        .collect();
    let claims: Vec<Value> = own
        .claims()
        .iter()
        .map(|(key, claim)| {
            json!({
                "element": key.to_string(), "claimed": claim.credential.describe(),
                "from": claim.valid_from.map(|date| date.to_string()), "through": claim.valid_to.map(|date| date.to_string()),
            })
        })
        .collect();
    let verifications: Vec<Value> = records
        .verifications_of(id)
        .map(|own| {
            let evidence = own.state().held().map(|held| &held.evidence);
            let dates = match evidence.map(|evidence| &evidence.reply) {
                Some(Reply::Found { valid_from, valid_to, .. }) => (*valid_from, *valid_to),
                Some(Reply::NotFound | Reply::Clear { .. } | Reply::Reported { .. } | Reply::PossibleMatch { .. })
                | None => (None, None),
            };
            let dates = (dates.0.map(|day| day.to_string()), dates.1.map(|day| day.to_string()));
            json!({
                "element": own.element().to_string(), "state": own.state().name(), "source": own.source().to_string(),
                "method": evidence.map(|evidence| evidence.method.word()),
                "verified on": evidence.map(|evidence| evidence.verified_on.to_string()),
                "from": dates.0, "through": dates.1,
                "reply": evidence.map(|evidence| evidence.reply.word()), "id": own.id().to_string(),
            })
        })
        .collect();
    let files: Vec<Value> = records
        .files_of(id)
        .map(|own| {
            json!({
                "organization": own.organization().to_string(), "state": own.state_name(),
                "until": own.in_force().and_then(|period| period.end()).map(instant), "id": own.id().to_string(),
            })
        })
        .collect();
    let appointments: Vec<Value> = records
        .appointments_of(id)
        .map(|own| {
            json!({
                "facility": own.facility().to_string(), "category": own.category().to_string(), "state": own.state(),
                "until": own.whole().and_then(|period| period.end()).map(instant), "id": own.id().to_string(),
            })
        })
        .collect();
    let privileges: Vec<Value> = records
        .privileges_of(id)
        .map(|own| {
            let grant = own.held().map(|held| &held.grant);
            json!({
                "facility": own.facility().to_string(), "privilege": own.item().to_string(), "state": own.state_name(),
                "form": grant.map(|grant| format!("{} {}", own.set(), grant.version)),
                "until": grant.and_then(|grant| grant.term.end()).map(instant), "id": own.id().to_string(),
            })
        })
        .collect();
    json!({
        "name": own.name().to_string(), "type": own.provider_type().word(),
        "npi": registration.npi.as_ref().map(ToString::to_string), "id": id.to_string(),
        "date of birth": registration.date_of_birth.as_ref().map(|_| "on file"),
        "ssn": registration.ssn.as_ref().map(cred_core::identifier::Ssn::masked),
        "died": own.died().map(|day| day.to_string()),
        "other names": names, "claims": claims, "verifications": verifications, "credentialing files": files,
        "appointments": appointments, "privileges": privileges,
    })
}

/// Single facts first, then a table for each list.
fn render(title: &str, value: &Value) -> String {
    let Value::Object(fields) = value else { return title.to_owned() };
    let plain = |value: &Value| match value {
        Value::String(text) => short(text),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    let mut lines = vec![];
    let mut tables = vec![];
    for (key, field) in fields {
        match field {
            Value::Array(rows) => {
                let header: Vec<&str> = match rows.first() {
                    Some(Value::Object(first)) => first.keys().map(String::as_str).collect(),
                    _ => continue,
                };
                let row = |row: &Value| header.iter().map(|key| row.get(key).map_or_else(String::new, plain)).collect();
                tables.push(format!("\n{key}\n{}", table(&header, rows.iter().map(row).collect())));
            }
            Value::Null => {}
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                let text = field.as_str().map_or_else(|| field.to_string(), str::to_owned);
                lines.push(format!("{key:<18}{text}"));
            }
        }
    }
    let head = if title == "provider" || title == "overview" { vec![] } else { vec![title.to_owned()] };
    head.into_iter().chain(lines).chain(tables).collect::<Vec<_>>().join("\n")
}
