//! `[organization]` and its credentialing policy.

use cred_core::{
    credentialing::policy::{CredentialingPolicy, ElementRule},
    id::VersionLabel,
};

use super::{
    OrganizationPart,
    versions::{Version, oldest_first},
};
use crate::toml_fault::table::Table;

/// The oldest limit for a verification, in days: a hundred years. What does not go stale has no limit.
const MAX_AGE_DAYS: u32 = 36_525;

pub(super) fn section(mut table: Table<'_, '_>) -> Option<OrganizationPart> {
    let id = table.required("id");
    let name = table.required("name");
    let zone = table.required("zone");
    let policies = table.tables("policy").into_iter().filter_map(policy).collect();
    let policies = oldest_first(policies, "policy", table.faults());
    table.finish();
    Some(OrganizationPart { id: id?, name: name?, zone: zone?, policies })
}

fn policy(mut table: Table<'_, '_>) -> Option<Version<CredentialingPolicy>> {
    let version = table.required("version");
    let effective_from = table.date("effective_from");
    let recredential_months = table.months("recredential_months");
    let recredential_count = table.required("recredential_count");
    let elements = table.some_tables("element").into_iter().filter_map(element).collect();
    let policy = version.zip(effective_from).and_then(|(version, effective_from)| {
        let (recredential_months, recredential_count) = recredential_months.zip(recredential_count)?;
        let label = version;
        let version = VersionLabel::clone(&label);
        let policy = CredentialingPolicy { version, effective_from, recredential_months, recredential_count, elements };
        Some(Version::new(label, effective_from, &table, policy))
    });
    table.finish();
    policy
}

fn element(mut table: Table<'_, '_>) -> Option<ElementRule> {
    let element = table.required("element");
    let provider_types = table.list("provider_types");
    let max_age_days = table.optional("max_age_days");
    if max_age_days.is_some_and(|days: u32| days > MAX_AGE_DAYS) {
        table.fault(
            "max_age_days",
            format!("more than {MAX_AGE_DAYS}: leave it out where a verification never goes stale"),
        );
    }
    let sources = table.list("sources");
    let methods = table.filled("methods");
    let each_claimed = table.optional("each_claimed").unwrap_or_default();
    let only_if_claimed = table.optional("only_if_claimed").unwrap_or_default();
    table.finish();
    Some(ElementRule {
        element: element?,
        provider_types: provider_types?,
        max_age_days,
        sources: sources?,
        methods: methods?,
        each_claimed,
        only_if_claimed,
    })
}
