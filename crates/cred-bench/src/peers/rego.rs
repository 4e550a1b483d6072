//! Rego by regorus: the policy compiled for its virtual machine, the world as data, one rule for each reason.

use regorus::{Engine as Regorus, Value, languages::rego::compiler::Compiler, rvm::vm::RegoVM};
use serde_json::{Map, json};

use super::Engine;
use crate::{
    Fault,
    verdict::{Question, Verdict},
    world::{
        Asks, ITEMS, RESOURCES, SITES, asks, state_of,
        tables::{Span, Tables},
    },
};

const POLICY: &str = include_str!("may.rego");
const ENTRY: &str = "data.may.reasons";

/// The machine with its program and data.
pub struct Rego {
    machine: RegoVM,
}

impl std::fmt::Debug for Rego {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rego").finish_non_exhaustive()
    }
}

fn spans(own: &[Span]) -> serde_json::Value {
    own.iter().filter(|own| **own != Span::NEVER).map(|own| json!([own.from, own.to])).collect()
}

fn data(tables: &Tables) -> serde_json::Value {
    let mut providers = Map::new();
    for (number, own) in tables.providers.iter().enumerate() {
        let mut licences = Map::new();
        for row in &tables.licences[number] {
            let both = json!({ "licence": spans(&row.licence), "dea": spans(&row.dea) });
            licences.insert(row.state.to_string(), both);
        }
        let mut staffs = Map::new();
        for row in &tables.appointments[number] {
            let staff = json!({
                "term": [row.term.from, row.term.to], "leave": spans(&[row.leave]), "overstayed": spans(&[row.overstayed]),
                "suspended": spans(&[row.suspended]), "grants": {},
            });
            staffs.insert(row.facility.to_string(), staff);
        }
        let provider = json!({
            "approved": spans(&[own.approved]), "board": spans(&own.board), "insurance": spans(&own.insurance),
            "certificate": spans(&own.certificate), "excluded": spans(&[own.excluded]), "licences": licences, "staff": staffs,
        });
        providers.insert(number.to_string(), provider);
    }
    for own in &tables.grants {
        let grant =
            json!({ "sites": own.sites, "term": [own.term.from, own.term.to], "suspended": spans(&[own.suspended]) });
        let provider = &mut providers[&own.provider.to_string()];
        provider["staff"][own.facility.to_string()]["grants"][own.item.to_string()] = grant;
    }
    let mut outages = Map::new();
    for site in 0..SITES {
        let mut here = Map::new();
        for resource in 0..RESOURCES {
            let own = tables.outages.iter().filter(|own| (own.site, own.resource) == (site, resource));
            here.insert(resource.to_string(), spans(&own.map(|own| own.span).collect::<Vec<_>>()));
        }
        outages.insert(site.to_string(), here.into());
    }
    let mut items = Map::new();
    for item in 0..ITEMS {
        let needs = match asks(item) {
            Asks::Nothing => json!({ "needs": "nothing" }),
            Asks::Board => json!({ "needs": "board" }),
            Asks::Dea => json!({ "needs": "dea" }),
            Asks::Resource(resource) => json!({ "needs": "resource", "resource": resource.to_string() }),
        };
        items.insert(item.to_string(), needs);
    }
    json!({ "providers": providers, "outages": outages, "items": items })
}

impl Rego {
    /// The machine over these rows.
    ///
    /// # Errors
    /// When regorus refuses the policy or the data.
    pub fn of(tables: &Tables) -> Result<Self, Fault> {
        let mut engine = Regorus::new();
        engine.add_policy("may.rego".to_owned(), POLICY.to_owned()).map_err(|error| error.to_string())?;
        let compiled = engine.compile_with_entrypoint(&ENTRY.into()).map_err(|error| error.to_string())?;
        let program = Compiler::compile_from_policy(&compiled, &[ENTRY]).map_err(|error| error.to_string())?;
        let mut machine = RegoVM::new();
        machine.load_program(program);
        machine.set_data(Value::from(data(tables))).map_err(|error| error.to_string())?;
        Ok(Self { machine })
    }
}

impl Engine for Rego {
    type Asked = Value;

    fn prepare(&self, own: Question) -> Result<Self::Asked, Fault> {
        let facility = own.facility();
        Ok(Value::from(json!({
            "provider": own.provider.to_string(), "facility": facility.to_string(), "site": own.site.to_string(),
            "item": own.item.to_string(), "state": state_of(facility).to_string(), "place": own.place(), "at": own.at,
        })))
    }

    fn ask(&mut self, own: &Self::Asked) -> Result<Verdict, Fault> {
        self.machine.set_input(own.clone());
        let answer = self.machine.execute().map_err(|error| error.to_string())?;
        let mut bits = 0;
        for reason in answer.as_set().map_err(|error| error.to_string())? {
            bits |= 1 << reason.as_u64().map_err(|error| error.to_string())?;
        }
        Ok(Verdict::from_bits(bits))
    }
}
