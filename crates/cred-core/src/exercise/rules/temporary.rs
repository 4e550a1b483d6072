//! Temporary privileges over time: from the start until the first of all that ends them.

use crate::{
    credentialing::credentialing_file::CredentialingFile,
    delineation::privilege_set::PrivilegeSet,
    id::ItemId,
    journal::Stream,
    privileging::{
        privilege_request::PrivilegeRequest,
        temporary_privilege::{
            TemporaryPrivilege,
            grant::{Application, Ground, Kind},
        },
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
    alive, appointed, by_rules, category, credentialed, disaster, fact,
    grant::{Decided, Judged, covers, criteria_of, names_of},
    licensed, need, reinstated, required_by_rules, restricted,
    special::{bars, ended_by},
    supervised::supervised,
};

/// Those of the scene's provider for an item at the scene's facility.
pub(super) fn of<'a>(scene: Scene<'a>, item: &'a ItemId) -> impl Iterator<Item = &'a TemporaryPrivilege> {
    let provider = scene.dossier.provider().id();
    let here = scene.records.temporary_privileges_of(provider).filter(move |own| own.facility() == scene.facility.id());
    here.filter(move |own| own.item() == item)
}

/// The stable code of the leaf.
pub(super) const fn code(own: &TemporaryPrivilege) -> &'static str {
    match own.grant_given().ground.kind() {
        Kind::NewApplicant | Kind::CareNeed | Kind::LocumTenens => "temporary-privilege",
        Kind::Disaster => "disaster-privilege",
    }
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
        let causes = restricted::told(item, &restrictions, status(scene, own));
        let causes = restricted::unless_barred(scene, &restrictions, causes).map(|cause| match cause.truth {
            Truth::Met if !at_site => Cause { truth: Truth::Unmet, reason: FindingReason::OtherSite, ..cause.clone() },
            Truth::Met if !listed => {
                Cause { truth: Truth::Unmet, reason: FindingReason::CodeNotListed, ..cause.clone() }
            }
            Truth::Met | Truth::Unknown | Truth::Unmet => cause.clone(),
        });
        let asks = format!("{} privilege {item} at {}", given.ground.kind(), scene.site.name);
        let leaf = Evaluation::leaf(need(code(own), asks, given.limit.clone(), Owes::Reviewers), causes);
        let judged = if given.ground.competence_is_stated() { Judged::Elsewhere } else { Judged::ByCriteria };
        let decided = Decided { version: &given.version, at: given.decided_at, judged };
        let names = names_of(own_set, item);
        let mut parts = vec![leaf];
        parts.extend(supervised(scene, own_set, item));
        if let Ground::Disaster(ground) = &given.ground {
            parts.push(disaster::licensed(scene));
            parts.extend(disaster::by_rules(scene, own, ground, &names));
        } else {
            parts.push(licensed(scene));
            parts.extend(by_rules(scene));
            parts.extend(required_by_rules(scene, item));
            parts.extend(cover_of_item(scene, &names));
        }
        // An added privilege of a member goes with the membership.
        if let Some(Application::PrivilegeRequest(_)) = given.ground.application() {
            parts.extend([credentialed(scene), appointed(scene)]);
        }
        parts.extend(supervised(scene, own_set, item));
        parts.extend(bars(scene, item));
        parts.extend(category(scene));
        parts.extend(reinstated(scene));
        parts.extend(scene.dossier.provider().died().map(|day| alive(scene, day)));
        let asked = criteria_of(scene, own_set, &decided, item, above);
        parts.extend(if given.ground.kind() == Kind::Disaster {
            disaster::of_form(scene, own_set, item, &asked)
        } else {
            asked
        });
        found.push(Evaluation::all(parts));
    }
    found
}

/// The privilege by itself, wherever: its term, and the first of all that ends it for good.
pub(super) fn status(scene: Scene<'_>, own: &TemporaryPrivilege) -> Timeline<Cause> {
    let given = own.grant_given();
    let label = format!("{} privilege {} under {} {}", given.ground.kind(), own.item(), own.set(), given.version);
    let kind =
        if given.ground.kind() == Kind::Disaster { FactKind::DisasterPrivilege } else { FactKind::TemporaryPrivilege };
    let record = fact(kind, own.id().to_string(), label, Some(given.term));
    let unmet = |reason| Cause::on(Truth::Unmet, reason, &record);
    let mut in_force = Cause::on(Truth::Met, FindingReason::InForce, &record);
    in_force.conditions.extend(given.conditions.iter().map(|condition| format!("{}: {condition}", own.item())));
    if given.ground.kind().counts_as_experience() {
        let version = scene.records.privilege_set(own.set()).and_then(|set| set.version(&given.version));
        let fppe = version.and_then(|version| version.item(own.item())).and_then(|item| item.fppe.as_ref());
        in_force.conditions.extend(fppe.map(|fppe| format!("{} {fppe}", own.item())));
    }
    let begun = Timeline::from_changes(unmet(FindingReason::NotYetInForce), vec![(given.term.start(), in_force)]);
    let begun = match &given.ground {
        Ground::Disaster(ground) => disaster::told(scene, own, ground, &begun),
        Ground::NewApplicant { .. } | Ground::CareNeed { .. } | Ground::LocumTenens { .. } => begun,
    };
    let mut endings: Vec<(Instant, FindingReason)> = Vec::new();
    let last = if given.to_the_cap { FindingReason::CapReached } else { FindingReason::Expired };
    endings.extend(given.term.end().map(|end| (end, last)));
    endings.extend(own.ended().map(|from| {
        (from, if own.state() == "relinquished" { FindingReason::Relinquished } else { FindingReason::Terminated })
    }));
    endings.extend(decisions(scene, own));
    endings.extend(closings(scene, own));
    if let Ground::Disaster(ground) = &given.ground {
        endings.extend(disaster::endings(scene, own, ground));
    }
    ended_by(&begun, endings, unmet)
}

/// What the board decided about the item since: a grant takes its place when it begins, a denial ends it at once.
fn decisions(scene: Scene<'_>, own: &TemporaryPrivilege) -> Vec<(Instant, FindingReason)> {
    let since = own.grant_given().decided_at;
    let requests = scene.records.privileges_of(own.provider());
    let of_item = requests.filter(|request| request.facility() == own.facility() && request.item() == own.item());
    let mut found = Vec::new();
    for request in of_item {
        if let Some(held) = request.held().filter(|held| since <= held.grant.decided_at) {
            found.push((held.grant.term.start(), FindingReason::DecidedByBoard));
        }
        let denied = reached(scene, &Stream::Privilege(request.id()), since, &["denied"]);
        // One that waited for another request than this was given after a denial of the same instant, not before it.
        let waits_for_another = match own.grant_given().ground.application() {
            Some(Application::PrivilegeRequest(id)) => id != request.id(),
            Some(Application::CredentialingFile(_)) | None => false,
        };
        let denied = denied.filter(|at| !waits_for_another || since < *at);
        found.extend(denied.map(|at| (at, FindingReason::DecidedByBoard)));
    }
    found
}

/// What became of the application it waits for; and a credentialing that was refused or ended, which ends every kind.
fn closings(scene: Scene<'_>, own: &TemporaryPrivilege) -> Vec<(Instant, FindingReason)> {
    const REFUSED: &[&str] = &["denied", "terminated"];
    let given = own.grant_given();
    let since = given.decided_at;
    let application = given.ground.application();
    let mut found = Vec::new();
    let files = scene.records.files_of(own.provider());
    for file in files.filter(|file| file.organization() == scene.facility.organization()) {
        let stream = Stream::CredentialingFile(file.id());
        // A new applicant's waits for one file alone: an earlier one that was refused is why there is another.
        if matches!(application, Some(Application::CredentialingFile(id)) if id != file.id()) {
            continue;
        }
        found.extend(reached(scene, &stream, since, REFUSED));
        if application == Some(Application::CredentialingFile(file.id())) && is_closed(file) {
            // However it was closed: the last state it came to.
            found.extend(scene.records.states_of(&stream).last().map(|(at, _)| *at));
        }
    }
    // Of a new applicant, any request for the item that is withdrawn; of a member, the one that waits.
    let waits = |request: &&PrivilegeRequest| match application {
        Some(Application::CredentialingFile(_)) => true,
        Some(Application::PrivilegeRequest(id)) => request.id() == id,
        None => false,
    };
    let requests = scene.records.privileges_of(own.provider()).filter(waits);
    for request in requests.filter(|request| request.facility() == own.facility() && request.item() == own.item()) {
        found.extend(reached(scene, &Stream::Privilege(request.id()), since, &["withdrawn"]));
    }
    found.into_iter().map(|at| (at, FindingReason::ApplicationClosed)).collect()
}

/// Neither waiting nor approved.
pub(super) fn is_closed(file: &CredentialingFile) -> bool {
    !file.is_pending() && file.in_force().is_none()
}

/// When a stream first came to one of the states, from an instant on.
fn reached(scene: Scene<'_>, stream: &Stream, since: Instant, states: &[&str]) -> Option<Instant> {
    let known = scene.records.states_of(stream).iter();
    known.filter(|(at, state)| since <= *at && states.contains(state)).map(|(at, _)| *at).min()
}
