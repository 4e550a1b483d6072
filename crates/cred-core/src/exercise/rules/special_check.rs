//! What is looked at before a temporary privilege or one by proxy.

use crate::{
    credentialing::credentialing_file::{CredentialingFile, FileKind},
    delineation::{criterion::When, privilege_set::PrivilegeSet},
    evidence::dossier::Dossier,
    exercise::credential_rules,
    facility::governed::Governed,
    id::ItemId,
    journal::Stream,
    privileging::{
        privilege_request::PrivilegeRequest,
        proxy_privilege::{ProxyCheck, grant::Distant},
        temporary_privilege::{
            TemporaryCheck,
            check::{Earlier, SiteCheck},
            grant::Application,
        },
    },
    records::Records,
    standard::{limit::Limit, topic::Topic},
    time::{Instant, period::Period},
    timeline::{evaluation::Evaluation, finding::Owes, truth::Truth},
};

use super::{
    Scene, appointed, category, cite, credentialed, criterion, data_bank_queries,
    decision::supportable,
    grant::held_by_any,
    licensed, need,
    proxy::privileged_at,
    required_by_rules::{queried, within_interval},
    special::{bars, days_of},
    temporary::{self, is_closed},
};

/// The list that is searched where no rule names one.
const LIST: &str = "LEIE";

/// How long a query of the data bank counts where no rule says it.
const QUERY_COUNTS: Limit = Limit::months(24);

/// What the records tell before a temporary privilege. `None` when no version of the form is in force, the item is not on it, or the form is
/// another facility's.
#[must_use]
pub fn temporary_check(
    records: &Records,
    dossier: &Dossier<'_>,
    facility: Governed<'_>,
    set: &PrivilegeSet,
    item: &ItemId,
    at: Instant,
) -> Option<TemporaryCheck> {
    if set.facility() != facility.id() {
        return None;
    }
    let version = set.version_on(facility.zone().date_at(at))?;
    let content = version.item(item)?;
    let citation = cite(set, Some(version), item);
    let own_types = dossier.provider().provider_type().license_types();
    let scene_at = |site| Scene::new(records, dossier, facility, site);
    let mut sites = Vec::new();
    for site in version.sites.iter().filter_map(|site| facility.site(site)) {
        let scene = scene_at(site);
        let asked = || version.threshold.iter().chain(&content.criteria);
        let mut lawful: Vec<Evaluation> =
            asked().filter_map(|own| own.legal_part()).map(|own| criterion(scene, &own, &citation)).collect();
        lawful.extend(content.prerequisites.iter().map(|own| held_by_any(scene, &own.item, When::AtDecision)));
        lawful.extend(content.requires.iter().map(|requires| supportable(scene, requires, &citation)));
        let competent = asked().map(|own| criterion(scene, own, &citation)).collect();
        let check = SiteCheck {
            license: licensed(scene),
            lawful: Evaluation::all(lawful),
            competent: Evaluation::all(competent),
            license_may_wait: !asked().any(|own| own.asks_license_beyond(own_types)),
        };
        sites.push((site.id.clone(), check));
    }
    let scene = scene_at(version.sites.iter().find_map(|site| facility.site(site))?);
    let provider = dossier.provider().id();
    let requests = || {
        let here = records.privileges_of(provider).filter(|own| own.facility() == facility.id());
        here.filter(|own| own.item() == item)
    };
    let granted = requests().find(|own| {
        own.held().is_some_and(|held| held.grant.term.end().is_none_or(|end| at < end)) && own.state_at(at) == "granted"
    });
    let mut applications: Vec<(Application, Vec<String>)> = files(scene, item, at);
    applications.extend(requests().map(|own| (Application::PrivilegeRequest(own.id()), waiting(scene, own, at))));
    Some(TemporaryCheck {
        provider,
        facility: facility.id().clone(),
        set: set.id().clone(),
        version: version.version.clone(),
        version_digest: version.digest(),
        item: item.clone(),
        sites,
        npdb: npdb(scene),
        not_excluded: not_excluded(scene, at),
        bars: open_bars(scene, item, at),
        flags: flags(dossier),
        applications,
        earlier: earlier(scene, at),
        granted: granted.map(PrivilegeRequest::id),
        basis: dossier.basis(),
        at,
    })
}

/// What the records tell before a privilege by proxy; `None` as for [`temporary_check`].
#[must_use]
pub fn proxy_check(
    records: &Records,
    dossier: &Dossier<'_>,
    facility: Governed<'_>,
    set: &PrivilegeSet,
    item: &ItemId,
    distant: &Distant,
    at: Instant,
) -> Option<ProxyCheck> {
    let check = temporary_check(records, dossier, facility, set, item, at)?;
    let sites =
        check.sites.into_iter().map(|(site, own)| (site, Evaluation::all(vec![own.license, own.lawful]))).collect();
    let site = facility.sites().next()?;
    let scene = Scene::new(records, dossier, facility, site);
    let privileged_there = match distant {
        Distant::Facility { facility, item } => privileged_at(scene, facility, item),
        Distant::Outside { .. } => Evaluation::all(vec![]),
    };
    Some(ProxyCheck {
        provider: check.provider,
        facility: check.facility,
        set: check.set,
        version: check.version,
        version_digest: check.version_digest,
        item: check.item,
        distant: distant.clone(),
        sites,
        privileged_there,
        npdb: check.npdb,
        bars: check.bars,
        basis: check.basis,
        at,
    })
}

fn open_bars(scene: Scene<'_>, item: &ItemId, at: Instant) -> Vec<String> {
    // A category without privileges holds none by another name either.
    let bars = [bars(scene, item), category(scene)];
    bars.iter()
        .flatten()
        .flat_map(|bars| bars.missing(at))
        .map(|own| crate::credentialing::assessment::line(&own))
        .collect()
}

/// The data bank was queried, not longer ago than the rules let it count.
fn npdb(scene: Scene<'_>) -> Evaluation {
    let rules = scene.standards().every(|topic| if let Topic::NpdbQuery(rule) = topic { Some(rule) } else { None });
    let mut asked: Vec<Evaluation> = rules.iter().filter_map(|rule| queried(scene, rule)).collect();
    // Where a rule is adopted that does not bind now, the default does.
    let zone = scene.facility.zone();
    let done = data_bank_queries(scene.dossier, true, zone);
    let need = need("npdb-query", format!("data bank query within {QUERY_COUNTS}"), "45 CFR 60.17", Owes::Msp);
    asked.push(Evaluation::leaf(need, within_interval(&done, QUERY_COUNTS, zone)));
    Evaluation::all(asked)
}

/// On none of the lists that the rules in force name.
fn not_excluded(scene: Scene<'_>, at: Instant) -> Evaluation {
    let on = scene.facility.zone().date_at(at);
    let rules = scene.standards();
    let screens = rules
        .on(on, |topic| if let Topic::ExclusionScreen(screen) = topic { Some(screen.list.as_str()) } else { None });
    let mut lists: Vec<(&str, String)> = screens.iter().map(|own| (own.value, own.citation())).collect();
    if lists.is_empty() {
        lists.push((LIST, "42 CFR 1001.1901".to_owned()));
    }
    let each = lists.into_iter().map(|(list, citation)| {
        let need = need("exclusion", format!("not excluded ({list})"), citation, Owes::Msp);
        credential_rules::not_excluded(scene.dossier, list, need)
    });
    Evaluation::all(each.collect())
}

/// Adverse answers, open and explained differences.
fn flags(dossier: &Dossier<'_>) -> Vec<String> {
    let mut flags = Vec::new();
    for (key, items) in dossier.elements() {
        for item in items {
            let flag = match item.verification.state().name() {
                "verified-with-adverse" => "adverse answer",
                "discrepant" => "open discrepancy",
                _ => continue,
            };
            flags.push(format!("{key}: {flag}"));
        }
    }
    flags.dedup();
    flags
}

/// Each file at the organisation, with what keeps it from being complete and without concerns.
fn files(scene: Scene<'_>, item: &ItemId, at: Instant) -> Vec<(Application, Vec<String>)> {
    const COMPLETE: &[&str] =
        &["attested", "in-verification", "verification-complete", "clean-review", "committee-pending", "approved"];
    let files = scene.records.files_of(scene.dossier.provider().id());
    let here = files.filter(|file| file.organization() == scene.facility.organization());
    let is_member = appointed(scene).truth().at(at) == &Truth::Met;
    here.map(|file| {
        let mut open = Vec::new();
        let name = file.state_name();
        if is_member {
            open.push("a request under review: on the staff already, an added privilege waits for one".to_owned());
        }
        open.extend(decided_since(scene, file, item));
        if !COMPLETE.contains(&name) {
            open.push(format!("a complete application: the file is {name}"));
        } else if name == "approved" && !file.in_force().is_some_and(|period| period.contains(at)) {
            open.push("a complete application: the approval of the file is over".to_owned());
        }
        if file.kind() == FileKind::Recredential {
            open.push("a new application: the file is a recredentialing of a member".to_owned());
        }
        open.extend(file.adverse().iter().map(|answer| format!("no adverse answer: {answer}")));
        let flagged = scene.records.states_of(&Stream::CredentialingFile(file.id())).iter();
        if flagged.into_iter().any(|(_, state)| matches!(*state, "flagged-review" | "deferred")) {
            open.push("no concern: the file was flagged or deferred".to_owned());
        }
        (Application::CredentialingFile(file.id()), open)
    })
    .collect()
}

/// What became of the item's latest request since the file was opened, where nothing of it waits any more.
fn decided_since(scene: Scene<'_>, file: &CredentialingFile, item: &ItemId) -> Option<String> {
    let first = |stream| scene.records.states_of(&stream).first().map(|(at, _)| *at);
    let opened = first(Stream::CredentialingFile(file.id()));
    let requests = scene.records.privileges_of(file.provider());
    let here = requests.filter(|own| own.facility() == scene.facility.id() && own.item() == item);
    let since = here.filter(|own| first(Stream::Privilege(own.id())) >= opened);
    let last = since.max_by_key(|own| (own.is_pending(), first(Stream::Privilege(own.id())), own.id()))?;
    let name = last.state_name();
    matches!(name, "denied" | "denial-told" | "withdrawn" | "relinquished" | "revoked")
        .then(|| format!("a request that waits for its decision: it is {name}"))
}

/// What keeps a member's request from waiting, its criteria met, without anybody having spoken against it.
fn waiting(scene: Scene<'_>, request: &PrivilegeRequest, at: Instant) -> Vec<String> {
    const REVIEW: &[&str] = &["chair-review", "committee-review", "mec-review", "board-review"];
    let mut open = Vec::new();
    let name = request.state_name();
    if !REVIEW.contains(&name) {
        open.push(format!("a request under review: it is {name}"));
    }
    let states = scene.records.states_of(&Stream::Privilege(request.id()));
    if states.iter().any(|(_, state)| *state == "hearing-pending") {
        open.push("no concern: the request was recommended against".to_owned());
    }
    for member in [appointed(scene), credentialed(scene)] {
        open.extend(member.missing(at).iter().map(crate::credentialing::assessment::line));
    }
    open
}

/// Every temporary privilege of the provider here, and how long it was held by what is known now.
fn earlier(scene: Scene<'_>, at: Instant) -> Vec<Earlier> {
    let provider = scene.dossier.provider().id();
    let here = scene.records.temporary_privileges_of(provider).filter(|own| own.facility() == scene.facility.id());
    here.map(|own| {
        let given = own.grant_given();
        let truth = temporary::status(scene, own).map(|cause| cause.truth);
        let end = truth.changes().iter().find(|(from, truth)| given.term.start() <= *from && *truth != Truth::Met);
        let end = end.map(|(from, _)| *from).or_else(|| given.term.end());
        let held = Period::new(given.term.start(), Some(end.unwrap_or(at))).ok();
        Earlier {
            id: own.id(),
            kind: given.ground.kind(),
            item: own.item().clone(),
            application: given.ground.application(),
            need: given.ground.need().cloned(),
            summed_with: given.earlier.clone(),
            closed: given.ground.application().is_some_and(|application| decided(scene, application)),
            days: held.and_then(|held| days_of(scene, held)),
        }
    })
    .collect()
}

/// Whether an application was decided for good, one way or the other. One that was taken back was not.
fn decided(scene: Scene<'_>, application: Application) -> bool {
    match application {
        Application::CredentialingFile(id) => scene.records.file(id).is_some_and(|file| {
            let denied = file.state_name() == "denied" && is_closed(file);
            denied || file.approval().is_some()
        }),
        Application::PrivilegeRequest(id) => scene
            .records
            .privilege(id)
            .is_some_and(|request| request.held().is_some() || request.state_name() == "denied"),
    }
}
