//! Which packs there are, and adopting them.
//!
//! Organisations and facilities keep adoptions. Until decisions read them, the same rules are handed over in the shape of a
//! credentialing policy and of bylaws too: that is the one place here that knows these.

use chrono::NaiveDate;
use cred_app::{App, envelope::Envelope, error::AppError, use_cases::By};
use cred_core::{
    credentialing::policy::{CredentialingPolicy, ElementRule},
    facility::{
        Command,
        bylaws::{Bylaws, RequiredCover, ReviewStep},
        organization::Organization,
    },
    id::{FacilityId, OrganizationId, PackId, VersionLabel},
    journal::{DomainEvent, Stream},
    standard::{
        adoption::Adoption,
        binding::Standards,
        limit::{InDays, InMonths, Limit},
        rule_pack::RulePack,
        topic::{Topic, credentialing, privileging},
    },
    text::Text,
    time::calendar::MonthCount,
};
use cred_store::Bound;

use crate::{outcome::Trouble, stage::Stage};

/// A pack that is shipped with the program.
pub(crate) fn shipped(_id: &PackId) -> Option<RulePack> {
    None
}

/// The ids of the packs that are shipped.
pub(crate) fn shipped_ids() -> Vec<String> {
    Vec::new()
}

/// Who adopts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Adopter {
    /// An organisation.
    Organization(OrganizationId),
    /// A facility.
    Facility(FacilityId),
}

/// The organisation or facility of an id; the only organisation where none is given.
pub(crate) fn adopter(stage: &Stage, key: &'static str, id: Option<&str>) -> Result<Adopter, Trouble> {
    let Some(id) = id else { return stage.organization(None).map(Adopter::Organization) };
    if let Ok(facility) = stage.app().find_facility(Some(id)) {
        return Ok(Adopter::Facility(facility));
    }
    stage.organization(Some(id)).map(Adopter::Organization).map_err(|trouble| match trouble {
        Trouble::File { message, .. } => Trouble::File { key, message },
        other => other,
    })
}

/// Adopts a pack.
pub(crate) fn adopt(app: &mut App, by: &By, adopter: &Adopter, adoption: Adoption) -> Result<(), AppError> {
    match adopter {
        Adopter::Facility(facility) => {
            app.facility_command(by, facility, &Command::AdoptPack(Box::new(adoption)))?;
            bylaws(app, facility)
        }
        Adopter::Organization(id) => {
            let request = ("adopt-pack", id, &adoption);
            let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
            let known = adoption.clone();
            app.run(&envelope, |desk| {
                desk.load_organization(id)?;
                let home = organization(desk.records().organization(id), id)?;
                let events = home.adopt_pack(known, desk.actor(), desk.now())?;
                desk.emit(&Stream::Organization(id.clone()), events.into_iter().map(DomainEvent::Organization))
            })?;
            policy(app, id)?;
            for facility in facilities_of(app, id)? {
                bylaws(app, &facility)?;
            }
            Ok(())
        }
    }
}

/// Ends an adoption.
pub(crate) fn end(
    app: &mut App,
    by: &By,
    adopter: &Adopter,
    pack: &PackId,
    last_day: NaiveDate,
) -> Result<(), AppError> {
    match adopter {
        Adopter::Facility(facility) => {
            let command = Command::EndPack { pack: pack.clone(), last_day };
            app.facility_command(by, facility, &command).map(|_| ())
        }
        Adopter::Organization(id) => {
            let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("end-pack", id, pack, last_day))?;
            let done = app.run(&envelope, |desk| {
                desk.load_organization(id)?;
                let home = organization(desk.records().organization(id), id)?;
                let events = home.end_pack(pack.clone(), last_day, desk.actor(), desk.now())?;
                desk.emit(&Stream::Organization(id.clone()), events.into_iter().map(DomainEvent::Organization))
            });
            done.map(|_| ())
        }
    }
}

/// The kinds of element that the adopted packs ask of a provider on a day.
pub(crate) fn elements_asked(standards: &Standards<'_>, on: NaiveDate) -> Vec<credentialing::ElementRule> {
    let rules = standards.on(on, |topic| if let Topic::Element(rule) = topic { Some(rule.clone()) } else { None });
    rules.into_iter().map(|bound| bound.value).collect()
}

fn organization<'r>(found: Option<&'r Organization>, id: &OrganizationId) -> Result<&'r Organization, AppError> {
    let missing = || AppError::NotFound { what: "organization", text: id.to_string(), advice: String::new() };
    found.ok_or_else(missing)
}

fn facilities_of(app: &App, id: &OrganizationId) -> Result<Vec<FacilityId>, AppError> {
    let facilities = app.facilities()?;
    let records = app.records(&[], &facilities, Bound::Now)?;
    Ok(records.facilities().filter(|own| own.organization() == id).map(|own| own.id().clone()).collect())
}

/// The days on which what binds changes, after the last one that was written down.
fn changes(standards: &Standards<'_>, after: Option<NaiveDate>) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = standards
        .every(|_| Some(()))
        .iter()
        .flat_map(|bound| [Some(bound.from), bound.to.and_then(|to| to.succ_opt())])
        .flatten()
        .filter(|day| after.is_none_or(|after| *day > after))
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn system(name: &str) -> Result<cred_core::actor::Actor, AppError> {
    let capacity = cred_core::actor::Capacity::Facility;
    cred_core::actor::Actor::new(name, capacity).map_err(|error| AppError::Usage(error.to_string()))
}

/// The same rules as versions of a credentialing policy.
fn policy(app: &mut App, id: &OrganizationId) -> Result<(), AppError> {
    let envelope = Envelope::seal(system("rules")?, None, &("policy", id))?;
    app.run(&envelope, |desk| {
        desk.load_organization(id)?;
        let home = organization(desk.records().organization(id), id)?.clone();
        let standards = Standards::of(&[home.adoptions()]);
        let last = home.policies().last().map(|policy| policy.effective_from);
        for day in changes(&standards, last) {
            let Some(policy) = policy_on(&standards, day)? else { continue };
            let home = organization(desk.records().organization(id), id)?;
            let events = home.adopt_policy(policy, desk.actor())?;
            desk.emit(&Stream::Organization(id.clone()), events.into_iter().map(DomainEvent::Organization))?;
        }
        Ok(())
    })
    .map(|_| ())
}

fn policy_on(standards: &Standards<'_>, day: NaiveDate) -> Result<Option<CredentialingPolicy>, AppError> {
    let asked = elements_asked(standards, day);
    if asked.is_empty() {
        return Ok(None);
    }
    let elements = asked
        .into_iter()
        .map(|rule| {
            let ages = standards.on(day, |topic| match topic {
                Topic::VerificationAge(age) if age.element == rule.element => in_days(age.limit),
                _ => None,
            });
            ElementRule {
                element: rule.element,
                provider_types: rule.provider_types,
                max_age_days: ages.iter().map(|bound| bound.value).min(),
                sources: rule.sources,
                methods: rule.methods,
                each_claimed: rule.each_claimed,
                only_if_claimed: rule.only_if_claimed,
            }
        })
        .collect();
    let due = standards
        .shortest(day, day, |topic| if let Topic::Recredentialing(rule) = topic { Some(rule.limit) } else { None });
    let (recredential_months, recredential_count) = match due.map(|bound| bound.value) {
        Some(Limit::Months(InMonths { months, count })) => (months, count),
        Some(Limit::Days(_) | Limit::Hours(_)) | None => (24, MonthCount::ToDay),
    };
    Ok(Some(CredentialingPolicy {
        version: label(day)?,
        effective_from: day,
        recredential_months,
        recredential_count,
        elements,
    }))
}

/// The same rules as versions of the bylaws.
fn bylaws(app: &mut App, id: &FacilityId) -> Result<(), AppError> {
    let records = app.records(&[], std::slice::from_ref(id), Bound::Now)?;
    let Some(own) = records.facility(id) else { return Ok(()) };
    let Some(home) = records.organization(own.organization()) else { return Ok(()) };
    let standards = Standards::of(&[own.adoptions(), home.adoptions()]);
    let last = own.bylaws().last().map(|bylaws| bylaws.effective_from);
    for day in changes(&standards, last) {
        let Some(bylaws) = bylaws_on(&standards, day)? else { continue };
        let by = By { actor: system("rules")?, key: None };
        app.facility_command(&by, id, &Command::AdoptBylaws(Box::new(bylaws)))?;
    }
    Ok(())
}

fn bylaws_on(standards: &Standards<'_>, day: NaiveDate) -> Result<Option<Bylaws>, AppError> {
    let months =
        |pick: fn(&Topic) -> Option<Limit>| standards.shortest(day, day, pick).and_then(|bound| in_months(bound.value));
    let appointment = months(|topic| if let Topic::AppointmentTerm(term) = topic { Some(term.limit) } else { None });
    let privilege = months(|topic| if let Topic::PrivilegeTerm(term) = topic { Some(term.limit) } else { None });
    let (Some(appointment), privilege) = (appointment.or(privilege), privilege) else { return Ok(None) };
    let mut review: Vec<ReviewStep> = standards
        .on(day, |topic| if let Topic::Review(review) = topic { Some(review.steps.clone()) } else { None })
        .into_iter()
        .flat_map(|bound| bound.value)
        .map(|step| match step {
            privileging::ReviewStep::Chair => ReviewStep::Chair,
            privileging::ReviewStep::CredentialsCommittee => ReviewStep::CredentialsCommittee,
            privileging::ReviewStep::Mec => ReviewStep::Mec,
        })
        .collect();
    review.sort();
    review.dedup();
    let covers = standards.on(day, |topic| if let Topic::Insurance(cover) = topic { Some(*cover) } else { None });
    let insurance = covers.into_iter().map(|bound| bound.value).reduce(|one, other| privileging::Insurance {
        per_claim: one.per_claim.max(other.per_claim),
        aggregate: one.aggregate.max(other.aggregate),
    });
    let mut exclusion_lists: Vec<String> = standards
        .on(day, |topic| if let Topic::ExclusionScreen(screen) = topic { Some(screen.list.clone()) } else { None })
        .into_iter()
        .map(|bound| Text::as_str(&bound.value).to_owned())
        .collect();
    exclusion_lists.sort();
    exclusion_lists.dedup();
    Ok(Some(Bylaws {
        version: label(day)?,
        effective_from: day,
        appointment_term_max_months: appointment,
        privilege_term_max_months: privilege.unwrap_or(appointment),
        review,
        insurance: insurance.map(|cover| RequiredCover {
            per_claim_cents: cover.per_claim.saturating_mul(100),
            aggregate_cents: cover.aggregate.saturating_mul(100),
        }),
        exclusion_lists,
    }))
}

fn label(day: NaiveDate) -> Result<VersionLabel, AppError> {
    VersionLabel::parse(&day.to_string()).map_err(|error| AppError::Usage(error.to_string()))
}

fn in_days(limit: Limit) -> Option<u32> {
    match limit {
        Limit::Days(InDays { days }) => Some(days),
        Limit::Months(InMonths { months, .. }) => Some(months.saturating_mul(30)),
        Limit::Hours(_) => None,
    }
}

fn in_months(limit: Limit) -> Option<u32> {
    match limit {
        Limit::Months(InMonths { months, .. }) => Some(months),
        Limit::Days(InDays { days }) => Some((days / 31).max(1)),
        Limit::Hours(_) => None,
    }
}
