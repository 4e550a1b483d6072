//! What the bylaws ask, each version from its first day on.

use crate::{
    exercise::credential_rules,
    facility::bylaws::Bylaws,
    time::period::Period,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};

use super::{Scene, fact, need};

/// What each version of the bylaws asks from its first day on.
pub(super) fn by_bylaws(scene: Scene<'_>) -> Vec<Evaluation> {
    let mut versions: Vec<Evaluation> = Vec::new();
    let all = scene.facility.bylaws();
    let day = |bylaws: &Bylaws| scene.facility.zone().start_of_day(bylaws.effective_from);
    let none = Cause::bare(Truth::Unknown, FindingReason::NoBylaws);
    let adopted = all.first().map_or_else(
        || Timeline::constant(none.clone()),
        |first| {
            let record = fact(FactKind::Bylaws, first.version.to_string(), "bylaws".to_owned(), None);
            Timeline::from_changes(
                none.clone(),
                vec![(day(first), Cause::on(Truth::Met, FindingReason::InForce, &record))],
            )
        },
    );
    versions.push(Evaluation::leaf(
        need("bylaws", "bylaws in force", "the facility's governing body", Owes::Facility),
        adopted,
    ));
    for (index, bylaws) in all.iter().enumerate() {
        let binds = Period::new(day(bylaws), all.get(index + 1).map(day)).ok();
        let citation = format!("bylaws {}", bylaws.version);
        let mut asked: Vec<Evaluation> = Vec::new();
        if let Some(cover) = bylaws.insurance {
            let asks =
                format!("liability cover of ${} / ${}", cover.per_claim_cents / 100, cover.aggregate_cents / 100);
            let need = need("insurance", asks, citation.clone(), Owes::Provider);
            asked.push(credential_rules::insurance(scene.dossier, cover.per_claim_cents, cover.aggregate_cents, need));
        }
        for list in &bylaws.exclusion_lists {
            let need = need("exclusion", format!("not excluded ({list})"), citation.clone(), Owes::Msp);
            asked.push(credential_rules::not_excluded(scene.dossier, list, need));
        }
        versions.extend(binds.map(|binds| only_within(binds, Evaluation::all(asked), &citation)));
    }
    versions
}

/// Binds a rule to a period; outside of it nothing is asked.
pub(super) fn only_within(binds: Period, rule: Evaluation, citation: &str) -> Evaluation {
    let (met, silent) = (Truth::Met, Truth::Unmet);
    let outside = Timeline::within(binds, silent, met).map(|truth| Cause::bare(*truth, FindingReason::NotApplicable));
    let need = need("not-applicable", "outside of the rule's time", citation, Owes::Nobody);
    Evaluation::any(vec![Evaluation::leaf(need, outside).quiet(), rule])
}
