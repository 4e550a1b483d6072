//! `[[facility.bylaws]]`: a short way to write a facility's own rule pack.

use chrono::NaiveDate;
use cred_core::{
    facility::Command,
    id::{FacilityId, PackId, VersionLabel},
    standard::{
        adoption::Adoption,
        limit::Limit,
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{
            Topic,
            credentialing::ExclusionScreen,
            privileging::{Insurance, Review, Term},
        },
    },
    text::Text,
};

use super::versions::Version;
use crate::toml_fault::table::Table;

/// What one version says.
#[derive(Debug)]
pub(super) struct Bylaws {
    version: VersionLabel,
    effective_from: NaiveDate,
    topics: Vec<Topic>,
}

pub(super) fn version(mut table: Table<'_, '_>) -> Option<Version<Bylaws>> {
    let version = table.required("version");
    let effective_from = table.date("effective_from");
    let appointment_term_max_months = table.months("appointment_term_max_months");
    let privilege_term_max_months = table.months("privilege_term_max_months");
    let review_at = table.place_of("review");
    let steps = table.filled("review");
    let insurance = if table.has("insurance") { table.table("insurance").and_then(cover) } else { None };
    let lists: Option<Vec<Text>> = table.filled("exclusion_lists");
    let term = |months: Option<u32>| Some(Term { limit: Limit::months(months?) });
    let bylaws = version.zip(effective_from).and_then(|(label, effective_from): (VersionLabel, _)| {
        let mut topics = vec![
            Topic::AppointmentTerm(term(appointment_term_max_months)?),
            Topic::PrivilegeTerm(term(privilege_term_max_months)?),
            Topic::Review(Review { steps: steps? }),
        ];
        topics.extend(insurance.map(Topic::Insurance));
        topics.extend(lists?.into_iter().map(|list| {
            Topic::ExclusionScreen(ExclusionScreen {
                list,
                interval: None,
                scope: Default::default(),
                possible_match: Default::default(),
            })
        }));
        for (key, fault) in topics.iter().filter_map(Topic::fault) {
            let at = if key == "review" { review_at } else { table.at() };
            table.faults().add(at, format!("`{key}`: {fault}"));
        }
        let bylaws = Bylaws { version: label.clone(), effective_from, topics };
        Some(Version::new(label, effective_from, &table, bylaws))
    });
    table.finish();
    bylaws
}

/// The adoptions that the versions make, oldest first: each ends on the day before the next begins.
pub(super) fn adoptions(facility: &FacilityId, name: &Text, versions: Vec<Bylaws>) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut before: Option<PackId> = None;
    for bylaws in versions {
        let Some(pack) = pack(facility, name, &bylaws) else { continue };
        if let (Some(pack), Some(last_day)) = (before.replace(pack.id.clone()), bylaws.effective_from.pred_opt()) {
            commands.push(Command::EndPack { pack, last_day });
        }
        let adoption = Adoption { pack, from: bylaws.effective_from, to: None, readings: Default::default() };
        commands.push(Command::AdoptPack(Box::new(adoption)));
    }
    commands
}

fn pack(facility: &FacilityId, name: &Text, bylaws: &Bylaws) -> Option<RulePack> {
    let text = |text: &str| Text::parse(text).ok();
    let id: String = format!("bylaws-{}-{facility}", bylaws.version).chars().take(64).collect();
    let rule = |topic: &Topic| Rule {
        code: None,
        key_date: None,
        applies_from: None,
        applies_to: None,
        on_breach: OnBreach::Block,
        source: None,
        confidence: None,
        reading: None,
        note: None,
        topic: topic.clone(),
    };
    Some(RulePack {
        id: PackId::parse(&id).ok()?,
        title: text(&format!("Bylaws {}", bylaws.version))?,
        body: name.clone(),
        program: text("bylaws")?,
        edition: text(bylaws.version.as_str())?,
        applies_from: bylaws.effective_from,
        applies_to: None,
        key_date: KeyDate::Decision,
        source: text("the facility's bylaws")?,
        confidence: Confidence::Seen,
        rules: bylaws.topics.iter().map(rule).collect(),
    })
}

/// `insurance`, in whole US dollars.
fn cover(mut table: Table<'_, '_>) -> Option<Insurance> {
    let per_claim = dollars(&mut table, "per_claim");
    let aggregate = dollars(&mut table, "aggregate");
    if per_claim.zip(aggregate).is_some_and(|(per_claim, aggregate)| aggregate < per_claim) {
        table.fault("aggregate", "it is less than `per_claim`: give at least as much");
        table.finish();
        return None;
    }
    table.finish();
    Some(Insurance { per_claim: per_claim?, aggregate: aggregate? })
}

fn dollars(table: &mut Table<'_, '_>, key: &'static str) -> Option<u64> {
    let dollars: u64 = table.required(key)?;
    // What is compared is cents, and what is stored and answered is a signed number.
    let fits = dollars.checked_mul(100).filter(|cents| *cents > 0 && i64::try_from(*cents).is_ok());
    if fits.is_none() {
        let rule = if dollars == 0 { "leave `insurance` out where none is asked for" } else { "give whole US dollars" };
        table.fault(key, format!("`{dollars}` is not an amount of cover: {rule}"));
    }
    fits.map(|_| dollars)
}
