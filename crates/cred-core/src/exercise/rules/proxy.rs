//! Privileges by proxy over time: the distant site's decision, the agreement, the own term, what was decided here.

use crate::{
    delineation::privilege_set::PrivilegeSet,
    id::{FacilityId, ItemId},
    privileging::proxy_privilege::{
        ProxyPrivilege,
        grant::{Distant, Listed},
    },
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};

use super::{
    Scene,
    adopted::cover_of_item,
    alive, by_board, by_rules, category, fact,
    grant::{Decided, Judged, covers, criteria_of, names_of},
    licensed, need, reinstated, required_by_rules, restricted,
    special::{bars, ended_by},
    supervised::supervised,
};

/// Those of the scene's provider for an item at the scene's facility.
pub(super) fn of<'a>(scene: Scene<'a>, item: &'a ItemId) -> impl Iterator<Item = &'a ProxyPrivilege> {
    let provider = scene.dossier.provider().id();
    let here = scene.records.proxy_privileges_of(provider).filter(move |own| own.facility() == scene.facility.id());
    here.filter(move |own| own.item() == item)
}

/// Each as a carrier of its own.
pub(super) fn carriers(
    scene: Scene<'_>,
    set: &PrivilegeSet,
    item: &ItemId,
    above: &mut Vec<ItemId>,
) -> Vec<Evaluation> {
    let mut found = Vec::new();
    for own in of(scene, item) {
        let given = own.grant_given();
        let own_set = scene.records.privilege_set(own.set()).unwrap_or(set);
        let listed = scene.procedure.is_none_or(|code| covers(own_set, &given.version, item, code));
        let at_site = given.sites.contains(&scene.site.id);
        let restrictions = restricted::restrictions(scene, item, None);
        let causes = restricted::told(item, &restrictions, granted(own));
        let causes = restricted::unless_barred(scene, &restrictions, causes).map(|cause| match cause.truth {
            Truth::Met if !at_site => Cause { truth: Truth::Unmet, reason: FindingReason::OtherSite, ..cause.clone() },
            Truth::Met if !listed => {
                Cause { truth: Truth::Unmet, reason: FindingReason::CodeNotListed, ..cause.clone() }
            }
            Truth::Met | Truth::Unknown | Truth::Unmet => cause.clone(),
        });
        let asks = format!("{item} at {} by proxy", scene.site.name);
        let citation = format!("the governing body of {}", scene.facility.name());
        let decided = Decided { version: &given.version, at: given.decided_at, judged: Judged::Elsewhere };
        let mut parts = vec![
            Evaluation::leaf(need("proxy-privilege", asks, citation, Owes::Reviewers), causes),
            agreement(scene, own),
            distant(scene, own),
            licensed(scene),
        ];
        parts.extend(by_rules(scene));
        parts.extend(required_by_rules(scene, item));
        parts.extend(cover_of_item(scene, &names_of(own_set, item)));
        parts.extend(supervised(scene, own_set, item));
        parts.extend(bars(scene, item));
        parts.extend(category(scene));
        parts.extend(reinstated(scene));
        parts.extend(scene.dossier.provider().died().map(|day| alive(scene, day)));
        parts.extend(cover_of_item(scene, &names_of(own_set, item)));
        parts.extend(supervised(scene, own_set, item));
        parts.extend(criteria_of(scene, own_set, &decided, item, above));
        found.push(Evaluation::all(parts));
    }
    found
}

/// Whether it is held: granted here, under the agreement, on a decision that stands.
pub(super) fn status(scene: Scene<'_>, own: &ProxyPrivilege) -> Timeline<Cause> {
    let parts = [agreement(scene, own), distant(scene, own)];
    let rest = Timeline::all(parts.iter().map(Evaluation::truth));
    granted(own).zip_with(&rest, |cause, rest| {
        if cause.truth <= *rest {
            cause.clone()
        } else {
            Cause { truth: *rest, reason: FindingReason::DistantEnded, ..cause.clone() }
        }
    })
}

/// What the board here gave, and what was decided about it here.
fn granted(own: &ProxyPrivilege) -> Timeline<Cause> {
    let given = own.grant_given();
    let label = format!("{} by proxy under {} {}", own.item(), own.set(), given.version);
    let record = fact(FactKind::ProxyPrivilege, own.id().to_string(), label, Some(given.term));
    let unmet = |reason| Cause::on(Truth::Unmet, reason, &record);
    let mut in_force = Cause::on(Truth::Met, FindingReason::InForce, &record);
    in_force.conditions.push(format!("{}: telemedicine, by proxy", own.item()));
    in_force.conditions.extend(given.conditions.iter().map(|condition| format!("{}: {condition}", own.item())));
    let begun = Timeline::from_changes(unmet(FindingReason::NotYetInForce), vec![(given.term.start(), in_force)]);
    let begun =
        begun.zip_with(
            &suspended(own),
            |cause, suspended| {
                if *suspended { unmet(FindingReason::Suspended) } else { cause.clone() }
            },
        );
    let mut endings: Vec<(Instant, FindingReason)> =
        given.term.end().map(|end| (end, FindingReason::Expired)).into_iter().collect();
    let reason = match own.state() {
        "revoked" => FindingReason::Revoked,
        "relinquished" => FindingReason::Relinquished,
        _ => FindingReason::DistantEnded,
    };
    endings.extend(own.ended().map(|from| (from, reason)));
    ended_by(&begun, endings, unmet)
}

/// When it is suspended here, by what is recorded: until that is lifted, or the privilege revoked or given up. A distant site that ends its
/// own lifts no suspension here.
pub(super) fn suspended(own: &ProxyPrivilege) -> Timeline<bool> {
    let decided_here = own.ended().filter(|_| own.state() != "distant-ended");
    let ended = decided_here.map(|from| (from, false));
    Timeline::from_changes(false, own.suspensions().iter().copied().chain(ended).collect())
}

fn agreement(scene: Scene<'_>, own: &ProxyPrivilege) -> Evaluation {
    let id = &own.grant_given().agreement;
    let held = scene.facility.agreement(id);
    let asks = held.map_or_else(|| format!("agreement {id}"), |held| format!("agreement {id} with {}", held.with));
    let none = Cause::bare(Truth::Unmet, FindingReason::NoAgreement);
    let causes = match held.and_then(|held| held.period().filter(|_| held.shortcoming().is_none())) {
        Some(period) => {
            let record = fact(FactKind::Agreement, id.to_string(), asks.clone(), Some(period));
            let over = Cause::on(Truth::Unmet, FindingReason::NoAgreement, &record);
            Timeline::within(period, Cause::on(Truth::Met, FindingReason::InForce, &record), over)
        }
        None => Timeline::constant(none),
    };
    Evaluation::leaf(need("agreement", asks, "42 CFR 482.12(a)(8)-(9)", Owes::Facility), causes)
}

fn distant(scene: Scene<'_>, own: &ProxyPrivilege) -> Evaluation {
    match &own.grant_given().distant {
        Distant::Facility { facility, item } => {
            let there = privileged_at(scene, facility, item);
            let since = own.grant_given().term.start();
            lost_for_good(&there, since).map_or(there.clone(), |from| cut(&there, from))
        }
        Distant::Outside { .. } => listed(own.lists(), own),
    }
}

/// The privilege at a facility whose records are here: everything its exercise there rests on but the resources there, at any of its sites.
/// What it leaves out there, by the patient's age or the procedure, is left out here as well: nobody relies on more than was decided.
/// Unknown where its records are not at hand.
pub(super) fn privileged_at(scene: Scene<'_>, facility: &FacilityId, item: &ItemId) -> Evaluation {
    let records = scene.records;
    let sites = records.governed(facility).zip(records.set_of_item(facility, item)).map(|(there, set)| {
        let at_each = there.sites().map(|site| {
            let there = Scene {
                patient_age: scene.patient_age,
                procedure: scene.procedure,
                relied_on: true,
                ..Scene::new(records, scene.dossier, there, site)
            };
            by_board(there, set, item, &mut vec![])
        });
        at_each.collect::<Vec<Evaluation>>()
    });
    match sites {
        Some(sites) if !sites.is_empty() => Evaluation::otherwise(sites).reread(&|requirement, causes| {
            // Equipment and rooms there are not asked about here.
            if requirement.code == "resource" {
                Timeline::constant(Cause::bare(Truth::Met, FindingReason::NotApplicable))
            } else {
                causes.clone()
            }
        }),
        Some(_) | None => {
            let asks = format!("{item} privileged at {facility}");
            let need = need("distant-privilege", asks, "42 CFR 482.22(a)(3)-(4)", Owes::Facility);
            Evaluation::leaf(need, Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotOnFile)))
        }
    }
}

/// From when the distant privilege or appointment ended: what is granted there later is another decision. A suspension, a leave or a lapsed
/// licence there is over when it is over.
fn lost_for_good(there: &Evaluation, since: Instant) -> Option<Instant> {
    let leaves = there.leaves();
    let mut points: Vec<Instant> = leaves.iter().flat_map(|(_, causes)| causes.changes()).map(|(at, _)| *at).collect();
    points.sort_unstable();
    points.into_iter().filter(|at| since <= *at && there.at(*at) == Truth::Unmet).find(|at| {
        there.deciding(*at).iter().any(|finding| {
            matches!(finding.requirement.code, "grant" | "appointment")
                && matches!(
                    finding.cause.reason,
                    FindingReason::Expired
                        | FindingReason::Revoked
                        | FindingReason::Relinquished
                        | FindingReason::Deceased
                        | FindingReason::NotGranted
                        | FindingReason::NotAppointed
                        | FindingReason::Denied
                )
        })
    })
}

/// The same rule, each leaf held from an instant on at the value it has then.
fn cut(there: &Evaluation, from: Instant) -> Evaluation {
    there.reread(&|_, causes| causes.then_from(from, &Timeline::constant(causes.at(from).clone())))
}

/// The lists of an outside site, one after the other; the last one says until when.
fn listed(lists: &[Listed], own: &ProxyPrivilege) -> Evaluation {
    let asks = format!("{} privileged at the distant site", own.item());
    let need = need("distant-privilege", asks.clone(), "42 CFR 482.22(a)(3)-(4)", Owes::Msp);
    let record = fact(FactKind::ProxyPrivilege, own.id().to_string(), asks, None);
    let unmet = |reason| Cause::on(Truth::Unmet, reason, &record);
    let from = lists.iter().map(|list| list.from).min();
    let mut changes: Vec<(Instant, Cause)> =
        from.map(|from| (from, Cause::on(Truth::Met, FindingReason::InForce, &record))).into_iter().collect();
    let over = lists.last().and_then(|last| last.to);
    changes.extend(over.map(|to| (to, unmet(FindingReason::DistantEnded))));
    Evaluation::leaf(need, Timeline::from_changes(unmet(FindingReason::NotYetInForce), changes))
}
