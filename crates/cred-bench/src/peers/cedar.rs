//! Cedar: one permit, and one forbid for each reason, so that the diagnostics name every reason. Providers, appointments, licences, grants,
//! items and resources are entities, made once.

use std::{
    collections::{HashMap, HashSet},
    str::FromStr as _,
};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet,
    Request, RestrictedExpression,
};

use super::Engine;
use crate::{
    Fault,
    verdict::{Question, Reason, Verdict},
    world::{
        Asks, ITEMS, RESOURCES, SITES, asks, state_of,
        tables::{Span, Tables},
    },
};

/// The engine with policies and entities.
#[derive(Debug)]
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    types: HashMap<&'static str, EntityTypeName>,
    numbers: HashMap<PolicyId, u32>,
}

const TYPES: [&str; 8] = ["Provider", "Appointment", "Licence", "Grant", "Item", "Resource", "Action", "Site"];

/// So many outages of a resource have a place: Cedar does not look through a set.
const OUTAGES: usize = 8;

fn between(of: &str, name: &str) -> String {
    format!("({of}.{name}_from <= context.at && context.at < {of}.{name}_to)")
}

fn either(of: &str, name: &str) -> String {
    format!("({} || {})", between(of, &format!("{name}_a")), between(of, &format!("{name}_b")))
}

fn when(reason: Reason) -> String {
    let own = |name: &str| either("principal", name);
    let staff = |name: &str| between("context.appointment", name);
    let (known, granted, licensed) =
        ("context.appointment has term_from", "resource has term_from", "context.licence has licence_a_from");
    let away = format!("({} || {} || {})", staff("leave"), staff("overstayed"), staff("suspended"));
    let held = format!("{granted} && !{}", between("resource", "suspended"));
    match reason {
        Reason::NotApproved => format!("!{}", between("principal", "approved")),
        Reason::NotAppointed => format!("!({known})"),
        Reason::AppointmentToCome => {
            format!("{known} && !{away} && context.at < context.appointment.term_from")
        }
        Reason::AppointmentOver => format!("{known} && !{away} && context.at >= context.appointment.term_to"),
        Reason::OnLeave => format!("{known} && {}", staff("leave")),
        Reason::LeaveOver => format!("{known} && {}", staff("overstayed")),
        Reason::Suspended => format!("{known} && {}", staff("suspended")),
        Reason::LicenceExpired => format!("{licensed} && !{}", either("context.licence", "licence")),
        Reason::InsuranceExpired => format!("!{}", own("insurance")),
        Reason::Excluded => between("principal", "excluded"),
        Reason::NotGranted => format!("!({granted})"),
        Reason::GrantToCome => format!("{held} && context.at < resource.term_from"),
        Reason::GrantOver => format!("{held} && context.at >= resource.term_to"),
        Reason::GrantSuspended => format!("{granted} && {}", between("resource", "suspended")),
        Reason::OtherSite => format!(
            "{held} && {} && !(if context.first then resource.first else resource.second)",
            between("resource", "term")
        ),
        Reason::CertificateExpired => format!("{granted} && !{}", own("certificate")),
        Reason::BoardExpired => format!("context.item.needs == 1 && {granted} && !{}", own("board")),
        Reason::DeaExpired => format!(
            "context.item.needs == 2 && {granted} && !({licensed} && {} && {})",
            either("context.licence", "licence"),
            either("context.licence", "dea")
        ),
        Reason::ResourceOut => {
            let outages: Vec<String> =
                (0..OUTAGES).map(|at| between("context.resource", &format!("outage_{at}"))).collect();
            format!("context.item.needs == 3 && ({})", outages.join(" || "))
        }
    }
}

type Attributes = HashMap<String, RestrictedExpression>;

fn put(attributes: &mut Attributes, name: &str, span: Span) {
    attributes.insert(format!("{name}_from"), RestrictedExpression::new_long(span.from));
    attributes.insert(format!("{name}_to"), RestrictedExpression::new_long(span.to));
}

fn put_two(attributes: &mut Attributes, name: &str, spans: &[Span; 2]) {
    let [a, b] = spans;
    put(attributes, &format!("{name}_a"), *a);
    put(attributes, &format!("{name}_b"), *b);
}

impl Cedar {
    fn uid(&self, kind: &str, id: &str) -> Result<EntityUid, Fault> {
        let kind = self.types.get(kind).ok_or("no such type")?;
        Ok(EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id)))
    }

    /// The engine over these rows.
    ///
    /// # Errors
    /// When Cedar refuses a policy or an entity.
    pub fn of(tables: &Tables) -> Result<Self, Fault> {
        let mut policies = PolicySet::new();
        policies.add(Policy::parse(Some(PolicyId::new("permit")), "permit (principal, action, resource);")?)?;
        let mut numbers = HashMap::new();
        for reason in Reason::ALL {
            let id = PolicyId::new(format!("reason-{}", *reason as u8));
            let text = format!("forbid (principal, action, resource) when {{ {} }};", when(*reason));
            policies.add(Policy::parse(Some(id.clone()), text)?)?;
            numbers.insert(id, *reason as u32);
        }
        let mut types = HashMap::new();
        for name in TYPES {
            types.insert(name, EntityTypeName::from_str(name)?);
        }
        let mut own = Self { authorizer: Authorizer::new(), policies, entities: Entities::empty(), types, numbers };
        own.entities = Entities::from_entities(own.entities_of(tables)?, None)?;
        Ok(own)
    }

    fn entities_of(&self, tables: &Tables) -> Result<Vec<Entity>, Fault> {
        let mut entities = Vec::new();
        let mut add = |kind: &str, id: String, attributes: Attributes| -> Result<(), Fault> {
            entities.push(Entity::new(self.uid(kind, &id)?, attributes, HashSet::new())?);
            Ok(())
        };
        for (number, row) in tables.providers.iter().enumerate() {
            let mut attributes = Attributes::new();
            put(&mut attributes, "approved", row.approved);
            put(&mut attributes, "excluded", row.excluded);
            put_two(&mut attributes, "board", &row.board);
            put_two(&mut attributes, "insurance", &row.insurance);
            put_two(&mut attributes, "certificate", &row.certificate);
            add("Provider", number.to_string(), attributes)?;
            for row in &tables.appointments[number] {
                let mut attributes = Attributes::new();
                put(&mut attributes, "term", row.term);
                put(&mut attributes, "leave", row.leave);
                put(&mut attributes, "overstayed", row.overstayed);
                put(&mut attributes, "suspended", row.suspended);
                add("Appointment", format!("{number}/{}", row.facility), attributes)?;
            }
            for row in &tables.licences[number] {
                let mut attributes = Attributes::new();
                put_two(&mut attributes, "licence", &row.licence);
                put_two(&mut attributes, "dea", &row.dea);
                add("Licence", format!("{number}/{}", row.state), attributes)?;
            }
        }
        for row in &tables.grants {
            let mut attributes = Attributes::new();
            put(&mut attributes, "term", row.term);
            put(&mut attributes, "suspended", row.suspended);
            attributes.insert("first".to_owned(), RestrictedExpression::new_bool(row.sites[0]));
            attributes.insert("second".to_owned(), RestrictedExpression::new_bool(row.sites[1]));
            add("Grant", format!("{}/{}/{}", row.provider, row.facility, row.item), attributes)?;
        }
        for item in 0..ITEMS {
            let needs = match asks(item) {
                Asks::Nothing => 0,
                Asks::Board => 1,
                Asks::Dea => 2,
                Asks::Resource(_) => 3,
            };
            let attributes = Attributes::from([("needs".to_owned(), RestrictedExpression::new_long(needs))]);
            add("Item", item.to_string(), attributes)?;
        }
        for site in 0..SITES {
            for resource in 0..RESOURCES {
                let mut attributes = Attributes::new();
                let here = tables.outages.iter().filter(|own| (own.site, own.resource) == (site, resource));
                let mut here = here.map(|own| own.span).collect::<Vec<_>>();
                if here.len() > OUTAGES {
                    return Err("more outages of a resource than there are places".into());
                }
                here.resize(OUTAGES, Span::NEVER);
                for (at, span) in here.into_iter().enumerate() {
                    put(&mut attributes, &format!("outage_{at}"), span);
                }
                add("Resource", format!("{site}/{resource}"), attributes)?;
            }
        }
        Ok(entities)
    }
}

impl Engine for Cedar {
    type Asked = Request;

    fn prepare(&self, own: Question) -> Result<Self::Asked, Fault> {
        let (provider, facility) = (own.provider, own.facility());
        let resource = match asks(own.item) {
            Asks::Resource(resource) => resource,
            Asks::Nothing | Asks::Board | Asks::Dea => 0,
        };
        let entity = |kind, id: String| Ok::<_, Fault>(RestrictedExpression::new_entity_uid(self.uid(kind, &id)?));
        let context = Context::from_pairs([
            ("at".to_owned(), RestrictedExpression::new_long(own.at)),
            ("first".to_owned(), RestrictedExpression::new_bool(own.place() == 0)),
            ("item".to_owned(), entity("Item", own.item.to_string())?),
            ("appointment".to_owned(), entity("Appointment", format!("{provider}/{facility}"))?),
            ("licence".to_owned(), entity("Licence", format!("{provider}/{}", state_of(facility)))?),
            ("resource".to_owned(), entity("Resource", format!("{}/{resource}", own.site))?),
        ])?;
        let principal = self.uid("Provider", &provider.to_string())?;
        let grant = self.uid("Grant", &format!("{provider}/{facility}/{}", own.item))?;
        Ok(Request::new(principal, self.uid("Action", "exercise")?, grant, context, None)?)
    }

    fn ask(&mut self, own: &Self::Asked) -> Result<Verdict, Fault> {
        let answer = self.authorizer.is_authorized(own, &self.policies, &self.entities);
        if let Some(error) = answer.diagnostics().errors().next() {
            return Err(error.to_string().into());
        }
        let mut bits = 0;
        if answer.decision() == Decision::Deny {
            for reason in answer.diagnostics().reason() {
                bits |= 1 << self.numbers.get(reason).ok_or("a policy of ours decides")?;
            }
        }
        Ok(Verdict::from_bits(bits))
    }
}
