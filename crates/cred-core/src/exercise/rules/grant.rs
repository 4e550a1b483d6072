//! The grant itself, and what the form it was given under asks.

use std::sync::Arc;

use crate::{
    delineation::{
        criterion::When,
        privilege_item::PrivilegeItem,
        privilege_set::{PrivilegeSet, PrivilegeSetVersion},
    },
    id::{ItemId, VersionLabel},
    privileging::{
        grant::GrantStanding,
        privilege_request::{Held, PrivilegeRequest},
    },
    time::{Instant, period::Period},
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

use super::{
    Scene, adopted::cover_of_item, age, at_exercise, best, criteria_check, criterion, exercise_below, fact, need,
    only_within, restricted, setting, special::special_layers, supervised::supervised, unlifted,
};

pub(super) fn granted(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId, above: &mut Vec<ItemId>) -> Evaluation {
    let provider = scene.dossier.provider().id();
    let requests: Vec<&PrivilegeRequest> = scene
        .records
        .privileges_of(provider)
        .filter(|request| request.facility() == scene.facility.id() && request.item() == item)
        .collect();
    let asked = || asked(scene, item);
    let grants: Vec<Evaluation> = requests
        .iter()
        .filter_map(|request| {
            let held = request.held()?;
            let own_set = scene.records.privilege_set(request.set()).unwrap_or(set);
            let listed =
                scene.relied_on || scene.procedure.is_none_or(|code| covers(own_set, &held.grant.version, item, code));
            let mut causes = grant_causes(scene, request, held);
            if !listed {
                causes = Arc::new(unmet_for(&causes, FindingReason::CodeNotListed));
            }
            let mut parts = vec![Evaluation::leaf(asked(), causes)];
            parts.extend(criteria_of(scene, own_set, &Decided::by_board(held), item, above));
            Some(Evaluation::all(parts))
        })
        .collect();
    if !grants.is_empty() {
        // What is asked for each item by itself, so that a prerequisite is held to it as well.
        let mut parts = vec![Evaluation::any(grants)];
        parts.extend(cover_of_item(scene, &names_of(set, item)));
        parts.extend(supervised(scene, set, item));
        return Evaluation::all(parts);
    }
    let cause = requests.last().map_or_else(
        || Cause::bare(Truth::Unmet, FindingReason::NotGranted),
        |request| {
            let label = format!("request for {item}, {}", request.state_name());
            let record = fact(FactKind::Privilege, request.id().to_string(), label, None);
            let reason = if request.is_pending() { FindingReason::UnderReview } else { FindingReason::Denied };
            Cause::on(Truth::Unmet, reason, &record)
        },
    );
    let mut parts = vec![Evaluation::leaf(asked(), Timeline::constant(cause))];
    // What the form in force requires of the site stands in the way as well, and is told.
    let last = set.versions().last();
    let requires = last.and_then(|version| version.item(item)).and_then(|item| item.requires.as_ref());
    parts.extend(requires.map(|requires| criterion(scene, requires, &cite(set, last, item))));
    Evaluation::all(parts)
}

/// That the item is granted at the site.
fn asked(scene: Scene<'_>, item: &ItemId) -> Requirement {
    let citation = format!("the governing body of {}", scene.facility.name());
    need("grant", format!("{item} granted at {}", scene.site.name), citation, Owes::Reviewers)
}

/// Every requirement by which a rule asks that an item be granted to somebody at the site.
pub(crate) fn asks_for_grant(scene: Scene<'_>, item: &ItemId) -> [Requirement; 3] {
    [asked(scene, item), granted_need(item), held_need(item)]
}

/// What a grant decided at an instant would be held to, at the decision and from then on: what is asked besides the board's vote. It is
/// asked for under the version of the form in force then.
pub(crate) fn of_a_new_grant(scene: Scene<'_>, item: &ItemId, at: Instant) -> Evaluation {
    let not_offered = |set: &str| {
        let asks = format!("{item} on the form for {}", scene.site.name);
        let none = Timeline::constant(Cause::bare(Truth::Unmet, FindingReason::NotOffered));
        Evaluation::leaf(need("privilege-set", asks, set, Owes::Facility), none)
    };
    let Some(set) = scene.records.set_of_item(scene.facility.id(), item) else {
        return not_offered("the facility's privilege sets");
    };
    let check = criteria_check(scene.records, scene.dossier, scene.facility, set, item, at);
    let check = check.and_then(|check| check.sites.into_iter().find(|(site, _)| *site == scene.site.id));
    let version = set.version_on(scene.facility.zone().date_at(at));
    let content = version.and_then(|version| Some((version, version.item(item)?)));
    let (Some((_, check)), Some((version, content))) = (check, content) else {
        return not_offered(&cite(set, version, item));
    };
    // A prerequisite is asked for below, as it must hold from then on, and not once more as it must at the decision.
    let prerequisites: Vec<Requirement> = content.prerequisites.iter().map(|own| granted_need(&own.item)).collect();
    let mut parts = vec![check.supposing_met(&|asked| prerequisites.contains(asked))];
    parts.extend(standing(scene, set, version, content, (Some(at), Judged::ByBoard), &mut vec![]));
    parts.extend(cover_of_item(scene, &names_of(set, item)));
    parts.extend(supervised(scene, set, item));
    Evaluation::all(parts)
}

/// Under which names a policy may leave an item out.
pub(super) fn names_of<'a>(set: &'a PrivilegeSet, item: &'a ItemId) -> Vec<&'a str> {
    let named = set.versions().last().and_then(|version| version.item(item)).map(|item| item.name.as_str());
    std::iter::once(item.as_str()).chain(named).collect()
}

/// Whether the version of the form that was granted lists a procedure under the item.
pub(super) fn covers(set: &PrivilegeSet, version: &VersionLabel, item: &ItemId, code: &str) -> bool {
    let granted = set.version(version).and_then(|version| version.item(item));
    granted.is_some_and(|item| item.procedures.iter().any(|pattern| pattern.covers(code)))
}

pub(super) fn cite(set: &PrivilegeSet, version: Option<&PrivilegeSetVersion>, item: &ItemId) -> String {
    version.map_or_else(|| format!("{} {item}", set.id()), |version| format!("{} {} {item}", set.id(), version.version))
}

/// A grant at the scene's site.
fn grant_causes(scene: Scene<'_>, request: &PrivilegeRequest, held: &Held) -> Arc<Timeline<Cause>> {
    let restrictions = restricted::restrictions(scene, request.item(), Some(request));
    let mut causes = term_causes(scene, request, held);
    if !restrictions.is_empty() {
        causes = Arc::new(restricted::unless_barred(scene, &restrictions, Timeline::clone(&causes)));
    }
    if held.grant.sites.contains(&scene.site.id) {
        return causes;
    }
    Arc::new(unmet_for(&causes, FindingReason::OtherSite))
}

/// What is met is not, for a reason.
fn unmet_for(causes: &Timeline<Cause>, reason: FindingReason) -> Timeline<Cause> {
    causes.map(|cause| match cause.truth {
        Truth::Met => Cause { truth: Truth::Unmet, reason, ..cause.clone() },
        Truth::Unknown | Truth::Unmet => cause.clone(),
    })
}

/// A grant by its term, restrictions and standing, wherever.
fn term_causes(scene: Scene<'_>, request: &PrivilegeRequest, held: &Held) -> Arc<Timeline<Cause>> {
    match scene.known() {
        Some(known) => known.term(request.id(), || term_causes_anew(scene, request, held)),
        None => Arc::new(term_causes_anew(scene, request, held)),
    }
}

fn term_causes_anew(scene: Scene<'_>, request: &PrivilegeRequest, held: &Held) -> Timeline<Cause> {
    let grant = &held.grant;
    let label = format!("{} under {} {}", request.item(), request.set(), grant.version);
    let record = fact(FactKind::Privilege, request.id().to_string(), label, Some(grant.term));
    let on = |truth, reason| Cause::on(truth, reason, &record);
    let mut in_force = on(Truth::Met, FindingReason::InForce);
    in_force.conditions.extend(grant.conditions.iter().map(|own| format!("{}: {own}", request.item())));
    let mut changes = vec![(grant.term.start(), in_force)];
    // A grant ends with the appointment it was given under; a later appointment brings no grant back.
    let appointment = scene.records.appointment(grant.appointment).and_then(crate::appointment::Appointment::whole);
    let term = appointment.and_then(|whole| whole.end().map_or(Some(grant.term), |end| grant.term.cut_at(end)));
    if let Some(end) = term.map_or(Some(grant.term.start()), |term| term.end()) {
        changes.push((end, on(Truth::Unmet, FindingReason::Expired)));
    }
    let mut causes = Timeline::from_changes(on(Truth::Unmet, FindingReason::NotYetInForce), changes);
    for evaluation in &held.evaluations {
        let mut changes = vec![(evaluation.began, true)];
        changes.extend(evaluation.concluded.map(|concluded| (concluded, false)));
        causes = causes.zip_with(&Timeline::from_changes(false, changes), |own, open| {
            let mut cause = own.clone();
            if *open && own.truth == Truth::Met {
                cause.conditions.push(format!("{} {}", request.item(), evaluation.plan));
            }
            cause
        });
    }
    let restrictions = restricted::restrictions(scene, request.item(), Some(request));
    let causes = restricted::told(request.item(), &restrictions, causes);
    let standings = Timeline::from_changes(GrantStanding::Good, held.ordered());
    let causes = causes.zip_with(&standings, |own, standing| match standing {
        GrantStanding::Good => own.clone(),
        GrantStanding::Suspended => on(Truth::Unmet, FindingReason::Suspended),
        GrantStanding::Relinquished => on(Truth::Unmet, FindingReason::Relinquished),
        GrantStanding::Revoked => on(Truth::Unmet, FindingReason::Revoked),
    });
    unlifted::barred(&causes, &unlifted::beside_grant(scene, request.item(), Some(request)))
}

/// The version that a decision was made under, when, and on whose judgment of competence.
pub(super) struct Decided<'d> {
    pub(super) version: &'d VersionLabel,
    pub(super) at: Instant,
    pub(super) judged: Judged,
}

/// Who judged the competence behind a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// The board here, by the criteria; prerequisites are its grants as well.
    ByBoard,
    /// Somebody else, by the criteria; prerequisites by whatever carries them.
    ByCriteria,
    /// Somebody else, on their word or on a distant decision: only what law and the site ask is looked at here.
    Elsewhere,
}

impl<'d> Decided<'d> {
    const fn by_board(held: &'d Held) -> Self {
        Self { version: &held.grant.version, at: held.grant.decided_at, judged: Judged::ByBoard }
    }
}

/// What the grant's own version asks at every instant, and what a newer one without grandfathering asks from its first day on.
pub(super) fn criteria_of(
    scene: Scene<'_>,
    set: &PrivilegeSet,
    decided: &Decided<'_>,
    item: &ItemId,
    above: &mut Vec<ItemId>,
) -> Vec<Evaluation> {
    let Some(position) = set.versions().iter().position(|version| version.version == *decided.version) else {
        let need =
            need("privilege-set", format!("the form {} {}", set.id(), decided.version), "the grant", Owes::Facility);
        let lost = Cause::bare(Truth::Unknown, FindingReason::NotOnFile);
        return vec![Evaluation::leaf(need, Timeline::constant(lost))];
    };
    let mut parts = Vec::new();
    for (index, version) in set.versions().iter().enumerate().skip(position) {
        let own = index == position;
        if !own && version.grandfather {
            continue;
        }
        let listed = version.sites.contains(&scene.site.id) || own;
        let Some(content) = version.item(item).filter(|_| listed) else {
            let asked = need(
                "privilege-set",
                format!("{item} on the form for {}", scene.site.name),
                cite(set, Some(version), item),
                Owes::Facility,
            );
            let from = scene.facility.zone().start_of_day(version.effective_from);
            let form =
                fact(FactKind::PrivilegeSet, cite(set, Some(version), item), "the form in force".to_owned(), None);
            let gone = Cause::on(Truth::Unmet, FindingReason::NotOffered, &form);
            let offered = Cause::on(Truth::Met, FindingReason::NotApplicable, &form);
            parts.push(Evaluation::leaf(asked, Timeline::from_changes(offered, vec![(from, gone)])));
            continue;
        };
        // What a newer version asks at the decision waits for the next decision.
        let decided_at = own.then_some(decided.at);
        let asked = standing(scene, set, version, content, (decided_at, decided.judged), above);
        if own {
            parts.extend(asked);
        } else if let Ok(binds) = Period::new(scene.facility.zone().start_of_day(version.effective_from), None) {
            parts.push(only_within(binds, Evaluation::all(asked), &cite(set, Some(version), item)));
        }
    }
    parts
}

fn standing(
    scene: Scene<'_>,
    set: &PrivilegeSet,
    version: &PrivilegeSetVersion,
    item: &PrivilegeItem,
    (decided_at, judged): (Option<Instant>, Judged),
    above: &mut Vec<ItemId>,
) -> Vec<Evaluation> {
    let citation = cite(set, Some(version), &item.id);
    let asked = version.threshold.iter().chain(&item.criteria).filter_map(|asked| match judged {
        Judged::ByBoard | Judged::ByCriteria => Some(asked.clone()),
        Judged::Elsewhere => asked.legal_part(),
    });
    let mut parts: Vec<Evaluation> = asked
        .filter(|asked| asked.when() == When::Standing)
        .map(|asked| at_exercise(scene, &asked, decided_at, &citation))
        .collect();
    parts.extend(item.ages.map(|ages| age(scene, ages, &citation)));
    if !item.settings.is_empty() {
        parts.push(setting(scene, &item.settings, &citation));
    }
    parts.extend(item.requires.iter().map(|requires| criterion(scene, requires, &citation)));
    above.push(item.id.clone());
    for prerequisite in &item.prerequisites {
        // A ring of forms cannot be published within one; between two it ends here, as never granted.
        if above.contains(&prerequisite.item) {
            let need = need(
                "prerequisite",
                format!("{} exercisable too", prerequisite.item),
                citation.clone(),
                Owes::Facility,
            );
            parts.push(Evaluation::leaf(
                need,
                Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotOffered)),
            ));
            continue;
        }
        let home = scene.records.set_of_item(scene.facility.id(), &prerequisite.item).unwrap_or(set);
        let below = Scene { procedure: None, ..scene };
        parts.push(match (judged, prerequisite.granted_only) {
            (Judged::ByBoard, true) => granted_only(scene, &prerequisite.item, When::Standing),
            (Judged::ByBoard, false) => granted(below, home, &prerequisite.item, above),
            (Judged::ByCriteria | Judged::Elsewhere, true) => held_by_any(scene, &prerequisite.item, When::Standing),
            (Judged::ByCriteria | Judged::Elsewhere, false) => exercise_below(below, home, &prerequisite.item, above),
        });
    }
    above.pop();
    parts
}

fn granted_need(item: &ItemId) -> Requirement {
    need("prerequisite", format!("{item} granted"), "prerequisite of the form", Owes::Reviewers)
}

fn held_need(item: &ItemId) -> Requirement {
    need("prerequisite", format!("{item} held"), "prerequisite of the form", Owes::Reviewers)
}

/// At a decision, a grant that is decided and begins later will do.
pub(super) fn granted_only(scene: Scene<'_>, item: &ItemId, when: When) -> Evaluation {
    let layers = granted_layers(scene, item, when);
    Evaluation::leaf(granted_need(item), best(layers, Cause::bare(Truth::Unmet, FindingReason::NotGranted)))
}

/// The same, by a grant of the board or by a temporary privilege or one by proxy.
pub(super) fn held_by_any(scene: Scene<'_>, item: &ItemId, when: When) -> Evaluation {
    let mut layers = granted_layers(scene, item, when);
    layers.extend(special_layers(scene, item).into_iter().map(|layer| decided_is_enough(&layer, when)));
    Evaluation::leaf(held_need(item), best(layers, Cause::bare(Truth::Unmet, FindingReason::NotGranted)))
}

fn decided_is_enough(causes: &Timeline<Cause>, when: When) -> Timeline<Cause> {
    causes.map(|cause| {
        let decided = when == When::AtDecision && cause.reason == FindingReason::NotYetInForce;
        if decided { Cause { truth: Truth::Met, ..cause.clone() } } else { cause.clone() }
    })
}

fn granted_layers(scene: Scene<'_>, item: &ItemId, when: When) -> Vec<Timeline<Cause>> {
    let provider = scene.dossier.provider().id();
    let layers = scene
        .records
        .privileges_of(provider)
        .filter(|request| request.facility() == scene.facility.id() && request.item() == item);
    layers
        .filter_map(|request| {
            let held = request.held()?;
            Some(decided_is_enough(&term_causes(scene, request, held), when))
        })
        .collect()
}
