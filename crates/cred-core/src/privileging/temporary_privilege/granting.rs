//! The grant: what it takes, by kind.

use super::{
    MACHINE, TemporaryPrivilege,
    cap::{caps, clocks, may_grant, summed},
    check::{Earlier, SiteCheck, TemporaryCheck},
    command::{Ask, Asked, Purpose},
    event::Event,
    grant::{DisasterGround, Ground, Kind, Recommended, TemporaryGrant},
};
use crate::{
    actor::{Actor, Capacity},
    credentialing::assessment::line,
    facility::{Facility, governed::Governed},
    id::{SiteId, TemporaryPrivilegeId},
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal},
    standard::binding::Standards,
    text::folded,
    time::{Instant, period::Period},
    timeline::{
        evaluation::Evaluation,
        finding::{Finding, FindingReason},
        truth::Truth,
    },
};

/// Who may recommend: the chief of staff sits in one of these, or named somebody who does.
const RECOMMENDERS: [Capacity; 4] =
    [Capacity::Chair, Capacity::CredentialsCommittee, Capacity::MedicalDirector, Capacity::Mec];

/// The term, whether it ends at the cap, the rule that limits it, and the earlier ones counted with it.
type Length = (Period, bool, String, Vec<TemporaryPrivilegeId>);

impl TemporaryPrivilege {
    /// Grants one. Parameters are those of the rules in force on the day of the decision; where none is adopted: 120 days by the chief
    /// executive for a new applicant; nothing for a need or a locum; 72 hours and 72 hours, by the chief executive or the medical director,
    /// in a disaster.
    ///
    /// # Errors
    /// When the actor may not or is the subject, the check is about another matter or instant, what the kind rests on is not there, or no
    /// time is left.
    pub fn grant(
        ask: Ask,
        check: &TemporaryCheck,
        subject: &Provider,
        facility: Governed<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        let name = ask.asked.kind().command();
        MACHINE.admit(Machine::START, name, actor)?;
        let grant = given(ask, check, subject, facility.facility(), &facility.standards(), actor, at)
            .map_err(|reason| MACHINE.refuse(Machine::START, name, reason))?;
        Ok(vec![Event::Granted {
            provider: subject.id(),
            facility: facility.id().clone(),
            set: check.set.clone(),
            item: check.item.clone(),
            grant: Box::new(grant),
        }])
    }
}

fn given(
    ask: Ask,
    check: &TemporaryCheck,
    subject: &Provider,
    facility: &Facility,
    standards: &Standards<'_>,
    actor: &Actor,
    at: Instant,
) -> Result<TemporaryGrant, Reason> {
    let kind = ask.asked.kind();
    let on = facility.zone().date_at(at);
    is_about(check, subject, facility, at)?;
    subject.lives()?;
    if subject.is(actor) {
        return Err(Reason::OwnFile { actor: actor.name().to_owned() });
    }
    if ask.purpose == Purpose::Learning {
        let rule = "temporary privileges serve patients".to_owned();
        let because = "they are never given to learn a procedure".to_owned();
        return Err(Reason::AgainstRule { what: "the grant", rule, because });
    }
    may_grant(kind, standards, on, actor, "the grant")?;
    if ask.start < at {
        return Err(Reason::BackDated { what: "the grant", start: ask.start, decided: at });
    }
    if let Some(id) = check.granted {
        return Err(Reason::Duplicate { what: "the board's grant of this privilege", id: id.to_string() });
    }
    if !check.bars.is_empty() {
        return Err(Reason::RequirementsOpen { open: check.bars.clone() });
    }
    if kind != Kind::Disaster {
        recommended(ask.recommended.as_ref(), subject, actor)?;
    }
    let sites = sites(&ask, check)?;
    let (ground, (term, to_the_cap, limit, earlier)) = match &ask.asked {
        Asked::Disaster { .. } => disaster(&ask, check, facility, standards, at)?,
        Asked::NewApplicant { application, competence } => {
            // A need of patients or a disaster is the facility's own reason; an applicant has none against the contract.
            let mut contracts = facility.exclusive_contracts();
            if let Some(contract) = contracts.find(|own| own.keeps_out(subject, &check.item, ask.start)) {
                return Err(contract.not_offered(&check.item));
            }
            without_concerns(&ask, check)?;
            verified(check, at)?;
            let ground = Ground::NewApplicant { application: *application, competence: competence.clone() };
            (ground, length(&ask, check, facility, standards, at)?)
        }
        Asked::CareNeed { need, competence } => {
            verified(check, at)?;
            let ground = Ground::CareNeed { need: need.clone(), competence: competence.clone() };
            (ground, length(&ask, check, facility, standards, at)?)
        }
        Asked::LocumTenens { need, competence } => {
            verified(check, at)?;
            let ground = Ground::LocumTenens { need: need.clone(), competence: competence.clone() };
            (ground, length(&ask, check, facility, standards, at)?)
        }
    };
    Ok(TemporaryGrant {
        decided_at: at,
        decided_by: actor.clone(),
        ground,
        term,
        to_the_cap,
        limit,
        version: check.version.clone(),
        version_digest: check.version_digest,
        sites,
        conditions: ask.conditions,
        recommended: ask.recommended,
        earlier,
        basis: check.basis.clone(),
    })
}

fn is_about(check: &TemporaryCheck, subject: &Provider, facility: &Facility, at: Instant) -> Result<(), Reason> {
    if !subject.has_id(check.provider) || check.facility != *facility.id() {
        return Err(Reason::Mismatch {
            what: "the check",
            given: format!("{} at {}", check.provider, check.facility),
            wanted: format!("{} at {}", subject.id(), facility.id()),
        });
    }
    if check.at != at {
        return Err(Reason::OutOfDate { what: "the check", made_for: check.at, now: at });
    }
    Ok(())
}

/// By somebody else than the one who grants, and never by the subject.
fn recommended(recommended: Option<&Recommended>, subject: &Provider, actor: &Actor) -> Result<(), Reason> {
    let Some(recommended) = recommended else {
        let open = "a recommendation by the chief of staff or a designee: none recorded".to_owned();
        return Err(Reason::RequirementsOpen { open: vec![open] });
    };
    let by = &recommended.by;
    if subject.is(by) {
        return Err(Reason::OwnFile { actor: by.name().to_owned() });
    }
    if !RECOMMENDERS.contains(&by.capacity()) {
        let wanted = RECOMMENDERS.map(Capacity::word).join(" or ");
        return Err(Reason::Mismatch { what: "the recommendation", given: by.capacity().to_string(), wanted });
    }
    let same_person = by.provider().is_some() && by.provider() == actor.provider();
    if same_person || folded(by.name()) == folded(actor.name()) {
        let wanted = "somebody else than who grants".to_owned();
        return Err(Reason::Mismatch { what: "the recommendation", given: by.name().to_owned(), wanted });
    }
    Ok(())
}

/// A licence of the profession that the form asks for by itself, and about which nothing is on file yet.
fn may_wait(finding: &Finding, site: &SiteCheck) -> bool {
    site.license_may_wait
        && finding.requirement.code == "license"
        && finding.cause.truth == Truth::Unknown
        && matches!(finding.cause.reason, FindingReason::NotOnFile | FindingReason::NotVerified)
}

fn open(of: &Evaluation, at: Instant) -> Vec<String> {
    of.missing(at).iter().map(line).collect()
}

/// What is open at a site for the kind.
fn open_at(ask: &Ask, site: &SiteCheck, at: Instant) -> Vec<String> {
    let stated = match &ask.asked {
        Asked::NewApplicant { competence, .. }
        | Asked::CareNeed { competence, .. }
        | Asked::LocumTenens { competence, .. } => competence.is_some(),
        Asked::Disaster { .. } => {
            // The licence is verified within its own time; one that is known to be bad bars at once.
            let bad = site.license.at(at) == Truth::Unmet;
            let mut open_now = if bad { open(&site.license, at) } else { vec![] };
            open_now.extend(site.lawful.missing(at).iter().filter(|finding| !may_wait(finding, site)).map(line));
            return open_now;
        }
    };
    let mut open_now = open(&site.license, at);
    open_now.extend(open(&site.lawful, at));
    if !stated {
        open_now
            .extend(open(&site.competent, at).into_iter().filter(|line| !open_now.contains(line)).collect::<Vec<_>>());
    }
    open_now
}

/// The sites asked for, or all at which nothing is open.
fn sites(ask: &Ask, check: &TemporaryCheck) -> Result<Vec<SiteId>, Reason> {
    let mut given = Vec::new();
    let mut all_open: Vec<String> = Vec::new();
    for (site, own) in &check.sites {
        let wanted = ask.sites.is_empty() || ask.sites.contains(site);
        let open_now = if wanted { open_at(ask, own, check.at) } else { continue };
        if open_now.is_empty() {
            given.push(site.clone());
        } else {
            all_open.extend(open_now);
        }
    }
    let unknown = ask.sites.iter().filter(|site| !check.sites.iter().any(|(own, _)| own == *site));
    let not_listed: Vec<String> = unknown.map(|site| format!("the form is not for site {site}")).collect();
    let short = !not_listed.is_empty() || (!ask.sites.is_empty() && given.len() < ask.sites.len());
    if given.is_empty() || short {
        all_open.extend(not_listed);
        all_open.dedup();
        return Err(Reason::RequirementsOpen { open: all_open });
    }
    Ok(given)
}

/// A complete application without a concern of any kind.
fn without_concerns(ask: &Ask, check: &TemporaryCheck) -> Result<(), Reason> {
    let Asked::NewApplicant { application, .. } = &ask.asked else { return Ok(()) };
    let Some((_, open)) = check.applications.iter().find(|(own, _)| own == application) else {
        let known = check.applications.iter().map(|(own, _)| own.to_string()).collect();
        return Err(Reason::Unknown { what: "application", name: application.to_string(), known });
    };
    if !open.is_empty() {
        return Err(Reason::RequirementsOpen { open: open.clone() });
    }
    let concerns = ask.concerns.iter().map(|own| format!("concern: {own}"));
    let flags: Vec<String> = check.flags.iter().cloned().chain(concerns).collect();
    if flags.is_empty() { Ok(()) } else { Err(Reason::NotClean { flags }) }
}

/// The data bank was queried, and the provider is on no exclusion list.
fn verified(check: &TemporaryCheck, at: Instant) -> Result<(), Reason> {
    let mut missing = open(&check.npdb, at);
    missing.extend(open(&check.not_excluded, at));
    if missing.is_empty() { Ok(()) } else { Err(Reason::RequirementsOpen { open: missing }) }
}

/// From the start until asked for, never past the cap.
fn length(
    ask: &Ask,
    check: &TemporaryCheck,
    facility: &Facility,
    standards: &Standards<'_>,
    at: Instant,
) -> Result<Length, Reason> {
    let zone = facility.zone();
    let first_day = zone.date_at(ask.start);
    let before = summed(&ask.asked, check, first_day, first_day);
    let (cap, _) = longest(ask, &before, standards, facility, at)?;
    // How far it would reach decides which of those granted for a later time it joins.
    let earlier = summed(&ask.asked, check, first_day, zone.date_at(ask.until.unwrap_or(cap)));
    let (cap, rule) = longest(ask, &earlier, standards, facility, at)?;
    let end = ask.until.unwrap_or(cap);
    let term = Period::new(ask.start, Some(end)).map_err(|_| Reason::EmptyPeriod {
        what: "the grant",
        start: ask.start,
        end,
    })?;
    if cap < end {
        let because = format!("it would last until {}, and may until {}", end.to_rfc3339(), cap.to_rfc3339());
        return Err(Reason::AgainstRule { what: "the grant", rule, because });
    }
    Ok((term, end == cap, rule, earlier.iter().map(|held| held.id).collect()))
}

/// The instant at which it is over at the latest, by which rule, the days of the others counted.
fn longest(
    ask: &Ask,
    earlier: &[&Earlier],
    standards: &Standards<'_>,
    facility: &Facility,
    at: Instant,
) -> Result<(Instant, String), Reason> {
    let zone = facility.zone();
    let first_day = zone.date_at(ask.start);
    let mut shortest: Option<(Instant, String)> = None;
    for cap in caps(ask.asked.kind(), standards, zone.date_at(at), facility.id())? {
        let (over, most) = cap.over_on(first_day, earlier);
        let Some(over) = over else {
            let because = format!("all {most} days are used by earlier temporary privileges");
            return Err(Reason::AgainstRule { what: "the grant", rule: cap.citation, because });
        };
        let over = zone.start_of_day(over);
        if shortest.as_ref().is_none_or(|(own, _)| over < *own) {
            shortest = Some((over, cap.citation));
        }
    }
    shortest.ok_or(Reason::OutsideCalendar { what: "the term" })
}

/// Inside an activation, for an identified volunteer with oversight, while both clocks run.
fn disaster(
    ask: &Ask,
    check: &TemporaryCheck,
    facility: &Facility,
    standards: &Standards<'_>,
    at: Instant,
) -> Result<(Ground, Length), Reason> {
    let Asked::Disaster { presented_at, arrived_at, identity, oversight } = &ask.asked else {
        return Err(Reason::OutsideCalendar { what: "the disaster" });
    };
    let plan = facility.emergency_plan();
    let not_active = |open: &str| Reason::RequirementsOpen { open: vec![open.to_owned()] };
    let activation = plan
        .at(ask.start)
        .filter(|own| own.covers(at))
        .ok_or_else(|| not_active("an activation of the emergency operations plan: none in force"))?;
    if !activation.overwhelms(ask.start) {
        return Err(not_active("the needs of the patients cannot be met: not recorded for this activation"));
    }
    let future = [("presented", presented_at), ("arrived", arrived_at)].into_iter().find(|(_, own)| **own > at);
    if let Some((what, own)) = future {
        return Err(not_active(&format!("the volunteer {what} at {}, which has not come", own.to_rfc3339())));
    }
    // Of exclusion lists only a known entry bars before they can be searched.
    if check.not_excluded.at(at) == Truth::Unmet {
        return Err(Reason::RequirementsOpen { open: open(&check.not_excluded, at) });
    }
    let zone = facility.zone();
    let clocks = clocks(standards, zone.date_at(at), zone, *presented_at, *arrived_at);
    let (verify_by, decide_by, limit) = clocks.ok_or(Reason::OutsideCalendar { what: "the disaster" })?;
    if decide_by <= ask.start {
        return Err(Reason::TermEnded { ended: decide_by });
    }
    let term = Period::new(ask.start, ask.until).map_err(|_| Reason::EmptyPeriod {
        what: "the grant",
        start: ask.start,
        end: ask.until.unwrap_or(ask.start),
    })?;
    let ground = Ground::Disaster(Box::new(DisasterGround {
        activation: activation.from,
        presented_at: *presented_at,
        arrived_at: *arrived_at,
        identity: identity.clone(),
        oversight: oversight.clone(),
        verify_by,
        decide_by,
    }));
    Ok((ground, (term, false, limit, vec![])))
}
