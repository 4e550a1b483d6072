//! The board's grant.

use crate::{
    actor::Actor,
    appointment::{Appointed, category::bars_privileges},
    credentialing::{assessment::line, proof::Credentialed},
    delineation::{privilege_item::Fppe, privilege_set::PrivilegeSet},
    facility::governed::Governed,
    id::SiteId,
    privileging::{
        criteria_check::CriteriaCheck,
        focused_evaluation::{every_new_privilege, to_conclude},
        grant::Grant,
    },
    provider::Provider,
    refusal::Reason,
    standard::{binding::Standards, topic::Topic},
    time::Instant,
};
use chrono::NaiveDate;

use super::{GrantTerms, PrivilegeRequest};

#[derive(Clone, Copy)]
pub(super) struct Limits<'a> {
    pub(super) subject: &'a Provider,
    pub(super) facility: &'a Governed<'a>,
    pub(super) set: &'a PrivilegeSet,
    pub(super) actor: &'a Actor,
    pub(super) at: Instant,
}

fn unmet(check: &CriteriaCheck, site: &SiteId) -> Vec<String> {
    let open: Vec<String> = check.open_at(site).iter().map(line).collect();
    if open.is_empty() { vec![format!("the form is not for site {site}")] } else { open }
}

impl PrivilegeRequest {
    /// What the board gives, if everything that a grant rests on is there now.
    pub(super) fn grant(
        &self,
        credentialed: &Credentialed<'_>,
        appointed: &Appointed<'_>,
        check: &CriteriaCheck,
        terms: GrantTerms,
        limits: &Limits<'_>,
    ) -> Result<Grant, Reason> {
        let Limits { subject, facility, set, actor, at } = *limits;
        let standards = &facility.standards();
        subject.lives()?;
        self.is_about(check, subject, at)?;
        if !subject.has_id(credentialed.provider()) || credentialed.organization() != facility.organization() {
            let (given, wanted) = (credentialed.provider().to_string(), self.provider.to_string());
            return Err(Reason::Mismatch { what: "the proof of credentialing", given, wanted });
        }
        if !subject.has_id(appointed.provider()) || *appointed.facility() != self.facility {
            let (given, wanted) = (appointed.provider().to_string(), self.provider.to_string());
            return Err(Reason::Mismatch { what: "the proof of appointment", given, wanted });
        }
        for (what, made_for) in
            [("the proof of credentialing", credentialed.at()), ("the proof of appointment", appointed.at())]
        {
            if made_for != at {
                return Err(Reason::OutOfDate { what, made_for, now: at });
            }
        }
        if terms.start < at {
            return Err(Reason::BackDated { what: "the grant", start: terms.start, decided: at });
        }
        // One that began while the request was under review; grants given before it stand.
        let mut contracts = facility.exclusive_contracts();
        if let Some(contract) = contracts.find(|own| own.keeps_out(subject, &self.item, terms.start)) {
            return Err(contract.not_offered(&self.item));
        }
        let met: Vec<SiteId> = check.met_at().into_iter().cloned().collect();
        let sites = if terms.sites.is_empty() { met.clone() } else { terms.sites };
        let open: Vec<String> = if sites.is_empty() {
            check.open().iter().map(line).collect()
        } else {
            sites.iter().filter(|site| !met.contains(site)).flat_map(|site| unmet(check, site)).collect()
        };
        if sites.is_empty() || !open.is_empty() {
            return Err(Reason::RequirementsOpen { open });
        }
        let outside = || Reason::OutsideCalendar { what: "the term" };
        let appointment = appointed.period().ok_or_else(outside)?;
        let pick = |topic: &Topic| if let Topic::PrivilegeTerm(rule) = topic { Some(rule.limit) } else { None };
        let (cap, bound) = facility.longest("rule on the longest term of a privilege", terms.start, at, pick)?;
        let term = match terms.months {
            Some(months) => facility.months_from(terms.start, months).ok_or_else(outside)?,
            None => appointment.end().map_or(Some(cap), |end| cap.cut_at(end)).ok_or_else(|| Reason::OutsideLimit {
                what: "the grant",
                given: cap,
                limit_of: format!("the appointment {}", appointed.appointment()),
                limit: appointment,
            })?,
        };
        if !term.is_within(cap) {
            let limit_of = format!("the longest term ({}, {})", bound.value, bound.citation());
            return Err(Reason::OutsideLimit { what: "the grant", given: term, limit_of, limit: cap });
        }
        if !term.is_within(appointment) {
            let limit_of = format!("the appointment {}", appointed.appointment());
            return Err(Reason::OutsideLimit { what: "the grant", given: term, limit_of, limit: appointment });
        }
        let on = facility.zone().date_at(at);
        let starts_on = facility.zone().date_at(terms.start);
        let category = appointed.category_at(terms.start);
        if let Some(rule) = category.and_then(|own| bars_privileges(standards, own, starts_on)) {
            let because = category.map_or_else(String::new, |own| format!("the category {own} holds no privileges"));
            return Err(Reason::AgainstRule { what: "the grant", rule, because });
        }
        let fppe = self.focused(set, check, standards, on)?;
        let fppe_from = check.exercised_since.filter(|since| fppe.is_some() && *since < terms.start);
        let begins = fppe_from.unwrap_or(terms.start);
        let fppe_until = fppe.as_ref().and_then(|plan| to_conclude(plan, standards, facility.zone(), begins, on));
        Ok(Grant {
            decided_at: at,
            term,
            version: check.version().clone(),
            version_digest: check.version_digest,
            sites,
            conditions: terms.conditions,
            fppe,
            fppe_until,
            fppe_from,
            decided_by: actor.clone(),
            appointment: appointed.appointment(),
            file: credentialed.file(),
            basis: check.basis().to_vec(),
        })
    }

    /// The focused evaluation that the grant begins with: the reviewers' plan, or the form's, whichever asks for more cases. A privilege
    /// held already begins none again unless the reviewers plan one. Where a rule asks for one with every new privilege and there is none,
    /// the grant is refused.
    fn focused(
        &self,
        set: &PrivilegeSet,
        check: &CriteriaCheck,
        standards: &Standards<'_>,
        on: NaiveDate,
    ) -> Result<Option<Fppe>, Reason> {
        let form = set.version(check.version()).and_then(|version| version.item(&self.item));
        let form = form.and_then(|item| item.fppe.clone()).filter(|_| !check.renews());
        let planned = self.fppe_plan.clone();
        let asked = match (planned, form) {
            (Some(planned), Some(form)) if planned.cases < form.cases => Some(form),
            (Some(planned), _) => Some(planned),
            (None, form) => form,
        };
        match every_new_privilege(standards, on) {
            Some(rule) if asked.is_none() && !check.renews() => Err(Reason::AgainstRule {
                what: "the grant",
                rule,
                because:
                    "a new privilege begins with a focused evaluation, and neither its form nor the reviewers name one"
                        .to_owned(),
            }),
            _ => Ok(asked),
        }
    }
}
