//! `[[facility.bylaws]]`.

use cred_core::{
    facility::bylaws::{Bylaws, RequiredCover},
    id::VersionLabel,
    text::Text,
};

use super::versions::Version;
use crate::toml_fault::table::Table;

pub(super) fn version(mut table: Table<'_, '_>) -> Option<Version<Bylaws>> {
    let version = table.required("version");
    let effective_from = table.date("effective_from");
    let appointment_term_max_months = table.months("appointment_term_max_months");
    let privilege_term_max_months = table.months("privilege_term_max_months");
    let review = table.filled("review");
    let insurance = if table.has("insurance") { table.table("insurance").and_then(cover) } else { None };
    let lists: Option<Vec<Text>> = table.filled("exclusion_lists");
    let bylaws = version.zip(effective_from).and_then(|(label, effective_from): (VersionLabel, _)| {
        let bylaws = Bylaws {
            version: label.clone(),
            effective_from,
            appointment_term_max_months: appointment_term_max_months?,
            privilege_term_max_months: privilege_term_max_months?,
            review: review?,
            insurance,
            exclusion_lists: lists?.into_iter().map(String::from).collect(),
        };
        Some(Version::new(label, effective_from, &table, bylaws))
    });
    table.finish();
    bylaws
}

/// `insurance`, in whole US dollars.
fn cover(mut table: Table<'_, '_>) -> Option<RequiredCover> {
    let per_claim_cents = cents(&mut table, "per_claim");
    let aggregate_cents = cents(&mut table, "aggregate");
    if per_claim_cents.zip(aggregate_cents).is_some_and(|(per_claim, aggregate)| aggregate < per_claim) {
        table.fault("aggregate", "it is less than `per_claim`: give at least as much");
    }
    table.finish();
    Some(RequiredCover { per_claim_cents: per_claim_cents?, aggregate_cents: aggregate_cents? })
}

fn cents(table: &mut Table<'_, '_>, key: &'static str) -> Option<u64> {
    let dollars: u64 = table.required(key)?;
    // What is stored and answered is a signed number.
    let cents = dollars.checked_mul(100).filter(|cents| *cents > 0 && i64::try_from(*cents).is_ok());
    if cents.is_none() {
        let rule = if dollars == 0 { "leave `insurance` out where none is asked for" } else { "give whole US dollars" };
        table.fault(key, format!("`{dollars}` is not an amount of cover: {rule}"));
    }
    cents
}
