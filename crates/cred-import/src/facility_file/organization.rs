//! `[organization]` with its own credentialing policy, a short way to write a rule pack.

use std::collections::BTreeMap;

use cred_core::{
    id::{OrganizationId, PackId, VersionLabel},
    standard::{
        adoption::Adoption,
        limit::{InMonths, Limit},
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{
            Topic,
            credentialing::{ElementRule, Recredentialing, VerificationAge},
        },
    },
    text::Text,
};

use super::{
    OrganizationPart, adopt,
    versions::{Version, oldest_first},
};
use crate::toml_fault::table::Table;

/// The oldest limit for a verification, in days: a hundred years. What does not go stale has no limit.
const MAX_AGE_DAYS: u32 = 36_500;

pub(super) fn section(mut table: Table<'_, '_>) -> Option<OrganizationPart> {
    let id: Option<OrganizationId> = table.required("id");
    let name: Option<Text> = table.required("name");
    let zone = table.required("zone");
    let of = id.as_ref().zip(name.as_ref());
    let policies = table.tables("policy").into_iter().filter_map(|table| policy(table, of)).collect();
    let policies = one_after_the_other(oldest_first(policies, "policy", table.faults()));
    let adopt = table.tables("adopt").into_iter().filter_map(adopt::reference).collect();
    table.finish();
    Some(OrganizationPart { id: id?, name: name?, zone: zone?, policies, adopt })
}

/// Each ends the day before the next begins.
fn one_after_the_other(mut adoptions: Vec<Adoption>) -> Vec<Adoption> {
    let begin: Vec<_> = adoptions.iter().skip(1).map(|adoption| adoption.from).collect();
    for (adoption, next) in adoptions.iter_mut().zip(begin) {
        adoption.to = next.pred_opt();
    }
    adoptions
}

fn policy(mut table: Table<'_, '_>, of: Option<(&OrganizationId, &Text)>) -> Option<Version<Adoption>> {
    let version: Option<VersionLabel> = table.required("version");
    let effective_from = table.date("effective_from");
    let months = table.months("recredential_months");
    let count = table.required("recredential_count");
    let elements: Vec<Rule> = table.some_tables("element").into_iter().filter_map(element).flatten().collect();
    let policy = version.zip(effective_from).and_then(|(label, from)| {
        let limit = Limit::Months(InMonths { months: months?, count: count? });
        let (id, name) = of?;
        let mut rules = vec![rule(Topic::Recredentialing(Recredentialing { limit }))];
        rules.extend(elements);
        let pack = RulePack {
            id: pack_id(id, &label)?,
            title: Text::parse(&format!("Credentialing policy {label}")).ok()?,
            body: name.clone(),
            program: Text::parse("credentialing policy").ok()?,
            edition: Text::parse(label.as_str()).ok()?,
            applies_from: from,
            applies_to: None,
            key_date: KeyDate::Decision,
            source: Text::parse("the organization's policy").ok()?,
            confidence: Confidence::Seen,
            rules,
        };
        let adoption = Adoption { pack, from, to: None, readings: BTreeMap::new() };
        Some(Version::new(label, from, &table, adoption))
    });
    table.finish();
    policy
}

/// An id that tells whose policy it is, where there is room for that.
fn pack_id(organization: &OrganizationId, version: &VersionLabel) -> Option<PackId> {
    [format!("{organization}-policy-{version}"), format!("policy-{version}"), version.to_string()]
        .iter()
        .find_map(|text| PackId::parse(text).ok())
}

const fn rule(topic: Topic) -> Rule {
    Rule {
        code: None,
        key_date: None,
        applies_from: None,
        applies_to: None,
        on_breach: OnBreach::Block,
        source: None,
        confidence: None,
        reading: None,
        note: None,
        topic,
    }
}

/// What is asked of one kind of element, and how old its verification may be.
fn element(mut table: Table<'_, '_>) -> Option<Vec<Rule>> {
    let element = table.required("element");
    let provider_types: Option<Vec<_>> = table.list("provider_types");
    let max_age_days = table.optional("max_age_days");
    if max_age_days.is_some_and(|days: u32| days > MAX_AGE_DAYS) {
        table.fault(
            "max_age_days",
            format!("more than {MAX_AGE_DAYS}: leave it out where a verification never goes stale"),
        );
    }
    if max_age_days == Some(0) {
        table.fault("max_age_days", "0 days is no limit: give at least 1");
    }
    let sources = table.list("sources");
    let methods = table.filled("methods");
    let each_claimed = table.optional("each_claimed").unwrap_or_default();
    let only_if_claimed = table.optional("only_if_claimed").unwrap_or_default();
    let at_least = table.optional("at_least");
    let asked = ElementRule {
        element: element?,
        provider_types: provider_types?,
        alternatives: Vec::new(),
        sources: sources?,
        equivalents: Vec::new(),
        methods: methods?,
        each_claimed,
        only_if_claimed,
        at_least,
    };
    let age = max_age_days.map(|days| VerificationAge {
        element: asked.element,
        provider_types: asked.provider_types.clone(),
        limit: Limit::days(days),
        comparator: cred_core::standard::limit::Comparator::AtMost,
    });
    let topic = Topic::Element(asked);
    if let Some((_, fault)) = topic.fault() {
        table.fault("methods", fault);
    }
    table.finish();
    let mut rules = vec![rule(topic)];
    rules.extend(age.map(|age| rule(Topic::VerificationAge(age))));
    Some(rules)
}
