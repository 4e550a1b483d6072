//! The grant by proxy: what the board may rely on.

use super::{
    MACHINE, ProxyPrivilege,
    check::ProxyCheck,
    command::ProxyAsk,
    event::Event,
    grant::{Distant, ProxyGrant},
};
use crate::{
    actor::Actor,
    credentialing::assessment::line,
    facility::{
        Facility,
        agreement::{Agreement, DistantSite},
        governed::Governed,
    },
    id::SiteId,
    machine::Machine,
    provider::Provider,
    refusal::{Reason, Refusal},
    standard::{
        binding::Standards,
        topic::{Topic, privileging::TelemedicineWay},
    },
    time::{Instant, period::Period},
    timeline::truth::Truth,
};

impl ProxyPrivilege {
    /// Grants one on a distant site's decision. The longest term is that of privileges; where no rule names one, none is granted.
    ///
    /// # Errors
    /// When the actor may not or is the subject, a rule does not allow this way, the agreement or the distant decision does not carry it, the
    /// licence in the patients' state is not there, or the term is too long.
    pub fn grant(
        ask: ProxyAsk,
        check: &ProxyCheck,
        subject: &Provider,
        facility: Governed<'_>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "grant", actor)?;
        let grant = given(ask, check, subject, facility.facility(), &facility.standards(), actor, at)
            .map_err(|reason| MACHINE.refuse(Machine::START, "grant", reason))?;
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
    ask: ProxyAsk,
    check: &ProxyCheck,
    subject: &Provider,
    facility: &Facility,
    standards: &Standards<'_>,
    actor: &Actor,
    at: Instant,
) -> Result<ProxyGrant, Reason> {
    if !subject.has_id(check.provider) || check.facility != *facility.id() || check.distant != ask.distant {
        return Err(Reason::Mismatch {
            what: "the check",
            given: format!("{} at {}", check.provider, check.facility),
            wanted: format!("{} at {} on the same distant decision", subject.id(), facility.id()),
        });
    }
    if check.at != at {
        return Err(Reason::OutOfDate { what: "the check", made_for: check.at, now: at });
    }
    subject.lives()?;
    if subject.is(actor) {
        return Err(Reason::OwnFile { actor: actor.name().to_owned() });
    }
    if ask.start < at {
        return Err(Reason::BackDated { what: "the grant", start: ask.start, decided: at });
    }
    if let Some(contract) = facility.exclusive_contracts().find(|own| own.keeps_out(subject, &check.item, ask.start)) {
        return Err(contract.not_offered(&check.item));
    }
    way_is_allowed(facility, standards, at)?;
    let agreement = relied_on(&ask, facility)?;
    let mut open = check.bars.clone();
    let query_first = standards.on(facility.zone().date_at(at), |topic| {
        let asks = if let Topic::NpdbQuery(rule) = topic { rule.before_privileges } else { false };
        asks.then_some(())
    });
    if !query_first.is_empty() {
        open.extend(check.npdb.missing(at).iter().map(line));
    }
    match &ask.distant {
        Distant::Facility { .. } => open.extend(check.privileged_there.missing(at).iter().map(line)),
        Distant::Outside { listed } => {
            let covers = listed.from <= at && listed.to.is_none_or(|to| ask.start < to);
            if !covers || facility.zone().date_at(at) < listed.attested_on {
                open.push("privileges at the distant site: its list does not cover the grant".to_owned());
            }
        }
    }
    if !open.is_empty() {
        return Err(Reason::RequirementsOpen { open });
    }
    let sites = sites(&ask, check)?;
    let term = term(&ask, facility, standards, agreement, at)?;
    Ok(ProxyGrant {
        decided_at: at,
        decided_by: actor.clone(),
        agreement: ask.agreement,
        distant: ask.distant,
        term,
        version: check.version.clone(),
        version_digest: check.version_digest,
        sites,
        conditions: ask.conditions,
        basis: check.basis.clone(),
    })
}

/// Every rule on telemedicine must allow the distant decision; where none is adopted the law does.
fn way_is_allowed(facility: &Facility, standards: &Standards<'_>, at: Instant) -> Result<(), Reason> {
    let on = facility.zone().date_at(at);
    let rules = standards.on(on, |topic| if let Topic::Telemedicine(rule) = topic { Some(rule) } else { None });
    match rules.iter().find(|rule| !rule.value.ways.contains(&TelemedicineWay::DistantDecision)) {
        Some(rule) => Err(Reason::AgainstRule {
            what: "the grant",
            rule: rule.citation(),
            because: "it does not allow to rely on a distant site's decision".to_owned(),
        }),
        None => Ok(()),
    }
}

/// The agreement: in force at the start, with the site that decided, which may be relied on.
fn relied_on<'f>(ask: &ProxyAsk, facility: &'f Facility) -> Result<&'f Agreement, Reason> {
    let agreement = facility.agreement(&ask.agreement).ok_or_else(|| Reason::Unknown {
        what: "agreement",
        name: ask.agreement.to_string(),
        known: facility.agreements().map(|own| own.id.to_string()).collect(),
    })?;
    let same = match (&agreement.with, &ask.distant) {
        (DistantSite::Facility(with), Distant::Facility { facility, .. }) => with == facility,
        (DistantSite::Outside(_), Distant::Outside { .. }) => true,
        (DistantSite::Facility(_), Distant::Outside { .. }) | (DistantSite::Outside(_), Distant::Facility { .. }) => {
            false
        }
    };
    if !same {
        let given = match &ask.distant {
            Distant::Facility { facility, .. } => facility.to_string(),
            Distant::Outside { .. } => "a site outside".to_owned(),
        };
        return Err(Reason::Mismatch { what: "the distant decision", given, wanted: agreement.with.to_string() });
    }
    if let Some(short) = agreement.shortcoming() {
        return Err(Reason::RequirementsOpen { open: vec![short.to_owned()] });
    }
    if agreement.period().is_none_or(|period| !period.contains(ask.start)) {
        let open = format!("agreement {} in force at the start: it is not", agreement.id);
        return Err(Reason::RequirementsOpen { open: vec![open] });
    }
    Ok(agreement)
}

fn sites(ask: &ProxyAsk, check: &ProxyCheck) -> Result<Vec<SiteId>, Reason> {
    let mut open: Vec<String> = Vec::new();
    let mut given = Vec::new();
    for (site, own) in check.sites.iter().filter(|(site, _)| ask.sites.is_empty() || ask.sites.contains(site)) {
        if own.at(check.at) == Truth::Met {
            given.push(site.clone());
        } else {
            open.extend(own.missing(check.at).iter().map(line));
        }
    }
    let unknown = ask.sites.iter().filter(|site| !check.sites.iter().any(|(own, _)| own == *site));
    let not_listed: Vec<String> = unknown.map(|site| format!("the form is not for site {site}")).collect();
    let short = !not_listed.is_empty() || (!ask.sites.is_empty() && given.len() < ask.sites.len());
    if given.is_empty() || short {
        open.extend(not_listed);
        return Err(Reason::RequirementsOpen { open });
    }
    Ok(given)
}

/// From the start for the months asked, within the longest term of privileges; as long as the agreement is written for where not asked.
fn term(
    ask: &ProxyAsk,
    facility: &Facility,
    standards: &Standards<'_>,
    agreement: &Agreement,
    at: Instant,
) -> Result<Period, Reason> {
    let outside = || Reason::OutsideCalendar { what: "the term" };
    let zone = facility.zone();
    let on = zone.date_at(at);
    let pick = |topic: &Topic| if let Topic::PrivilegeTerm(term) = topic { Some(term.limit) } else { None };
    let longest = standards.shortest(on, zone.date_at(ask.start), pick).ok_or_else(|| Reason::NoRules {
        who: facility.id().to_string(),
        what: "rule on the longest term of a privilege",
        on,
    })?;
    let limit = Period::new(ask.start, longest.value.held_until(ask.start, zone)).map_err(|_| outside())?;
    match ask.months {
        Some(months) => {
            let term = facility.months_from(ask.start, months).ok_or_else(outside)?;
            if term.is_within(limit) {
                return Ok(term);
            }
            let limit_of = format!("the longest term ({}, {})", longest.value, longest.citation());
            Err(Reason::OutsideLimit { what: "the grant", given: term, limit_of, limit })
        }
        None => agreement.to.map_or(Some(limit), |to| limit.cut_at(to)).ok_or_else(outside),
    }
}
