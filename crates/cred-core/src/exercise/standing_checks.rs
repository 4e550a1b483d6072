//! Checked values for decisions about standing: who is ready to return from leave, whose evaluations are concluded, who may proctor.

use crate::{
    appointment::{Appointment, EvaluationsConcluded, ReadyToReturn},
    credentialing::assessment::line,
    evidence::dossier::Dossier,
    facility::Facility,
    id::{ItemId, ProviderId, SiteId},
    privileging::focused_evaluation::Proctoring,
    provider::{credential::Credential, element::ElementKind},
    records::Records,
    refusal::Reason,
    standard::topic::Topic,
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

use super::{
    answer::ask,
    credential_rules,
    licensing::{self, LicenseNeed, Place},
    question::{Question, What},
    rules::data_bank_queries,
};

/// What a return from leave takes at an instant: a health statement given since the leave began, a licence in the state of a site, liability
/// cover (of the amounts that the rules ask; any where they ask none), and a data bank query made since the leave began or an enrollment in
/// force. `None` when no leave is on record.
#[must_use]
pub fn ready_to_return(
    records: &Records,
    dossier: &Dossier<'_>,
    facility: &Facility,
    appointment: &Appointment,
    at: Instant,
) -> Option<ReadyToReturn> {
    let leave = appointment.leaves().iter().rfind(|leave| leave.from <= at)?;
    let (zone, today) = (facility.zone(), facility.zone().date_at(at));
    let since = zone.date_at(leave.from);
    let need = |code, asks: String, owed_by| Requirement {
        code,
        asks,
        citation: "reinstatement after leave".to_owned(),
        owed_by,
    };
    let fresh = |code, asks: String, done: bool| {
        let (truth, reason) =
            if done { (Truth::Met, FindingReason::DoneInTime) } else { (Truth::Unmet, FindingReason::Stale) };
        Evaluation::leaf(need(code, asks, Owes::Msp), Timeline::constant(Cause::bare(truth, reason)))
    };
    let stated = dossier.elements().filter(|(key, _)| key.kind() == ElementKind::HealthStatement).any(|(_, items)| {
        let usable = items.iter().filter(|item| item.verification.state().usable().is_some());
        usable.map(|item| item.held.evidence.verified_on).any(|day| day >= since && day <= today)
    });
    let statement = need("health-statement", "a health statement".to_owned(), Owes::Provider);
    let is_statement = |credential: &Credential| matches!(credential, Credential::HealthStatement { .. });
    let mut states: Vec<_> = facility.sites().map(|site| site.jurisdiction).collect();
    states.sort_unstable();
    states.dedup();
    let profession = dossier.provider().provider_type();
    let licensed = states.into_iter().map(|state| {
        let asks = format!("{} license in {state}", profession.word());
        let need = need("license", asks, Owes::Provider);
        licensing::license(
            dossier,
            LicenseNeed {
                place: Place::State(state),
                types: profession.license_types(),
                unrestricted: false,
                schedules: &[],
            },
            &need,
        )
    });
    let standards = records.standards_at(facility);
    let covers = standards.on(today, |topic| if let Topic::Insurance(cover) = topic { Some(*cover) } else { None });
    let amount = |of: fn(&crate::standard::topic::privileging::Insurance) -> u64| {
        covers.iter().map(|cover| of(&cover.value)).max().unwrap_or(0).saturating_mul(100)
    };
    let (per_claim, aggregate) = (amount(|cover| cover.per_claim), amount(|cover| cover.aggregate));
    let queried = data_bank_queries(dossier, true, zone).into_iter().any(|done| {
        let covers = done.through.is_some_and(|through| done.on <= today && today <= through);
        covers || (done.on >= since && done.on <= today)
    });
    let mut asked = vec![
        credential_rules::holds(dossier, ElementKind::HealthStatement, statement, is_statement),
        fresh("health-statement", format!("a health statement given since {since}"), stated),
        Evaluation::any(licensed.collect()),
        fresh("npdb-query", format!("a data bank query since {since}, or an enrollment in force"), queried),
    ];
    // Cover is asked of who comes back where it is asked of who exercises.
    if !covers.is_empty() {
        let need = need("insurance", "liability cover".to_owned(), Owes::Provider);
        asked.push(credential_rules::insurance(dossier, per_claim, aggregate, &[], need));
    }
    let evaluation = Evaluation::all(asked);
    Some(ReadyToReturn { appointment: appointment.id(), evaluation, at })
}

/// The focused evaluations of a provider at a facility that nobody has concluded, as the end of a provisional time asks.
#[must_use]
pub fn evaluations_concluded(
    records: &Records,
    provider: ProviderId,
    facility: &Facility,
    at: Instant,
) -> EvaluationsConcluded {
    let mut open = Vec::new();
    for own in records.privileges_of(provider).filter(|own| own.facility() == facility.id()) {
        let in_force = |held: &&crate::privileging::privilege_request::Held| {
            held.grant.term.end().is_none_or(|end| at < end) && matches!(own.state_at(at), "granted" | "suspended")
        };
        let evaluation = own.held().filter(in_force).and_then(|held| held.open_evaluation());
        open.extend(evaluation.map(|evaluation| format!("{}: {} not concluded", own.item(), evaluation.plan)));
    }
    EvaluationsConcluded { provider, facility: facility.id().clone(), open, at }
}

/// The proof that somebody may proctor a case: the privilege was exercisable by them at the site at that time, under no open evaluation of
/// their own. The records must hold the proctor's.
///
/// # Errors
/// When the case is still to come, or what must hold did not.
pub fn proctoring(
    records: &Records,
    proctor: ProviderId,
    facility: &Facility,
    site: &SiteId,
    item: &ItemId,
    when: Instant,
    at: Instant,
) -> Result<Proctoring, Reason> {
    if when > at {
        let (given, wanted) = (when.to_string(), format!("a time up to {at}"));
        return Err(Reason::Mismatch { what: "the case", given, wanted });
    }
    let question = Question::new(proctor, What::Privilege(item.clone()), facility.id().clone(), site.clone(), when);
    let unknown = |error: super::answer::NotAskable| Reason::Unknown {
        what: "proctor who can be asked about",
        name: error.to_string(),
        known: vec![],
    };
    let answer = ask(records, question).map_err(unknown)?;
    let mut open: Vec<String> =
        answer.missing().iter().map(|finding| format!("the proctor: {}", line(finding))).collect();
    if answer.carrier().is_some_and(|carrier| carrier.word != "appointment") {
        open.push("the proctor: holds it by no grant of the board here".to_owned());
    }
    let own = records.privileges_of(proctor).filter(|own| own.facility() == facility.id() && own.item() == item);
    let under = own.filter_map(|own| own.held()).flat_map(|held| &held.evaluations).any(|own| own.is_open_at(when));
    if under {
        open.push(format!("the proctor was under focused evaluation for {item} at that time"));
    }
    if !open.is_empty() || answer.truth() != Truth::Met {
        return Err(Reason::RequirementsOpen { open });
    }
    let name = records.provider(proctor).map_or_else(String::new, |own| own.name().to_string());
    Ok(Proctoring { proctor, name, facility: facility.id().clone(), site: site.clone(), item: item.clone(), when, at })
}
