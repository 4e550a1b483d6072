//! A form's criteria, evaluated at a site over time.

use crate::{
    delineation::{
        criterion::{AtLeast, Criterion, DeaCriterion, When},
        privilege_item::AgeBand,
    },
    exercise::{
        case_rules, credential_rules,
        licensing::{self, DeaNeed, LicenseNeed, Place},
    },
    id::ResourceId,
    text::Text,
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

use std::sync::Arc;

use super::{Scene, fact, need, prescribing};

/// A criterion at exercise: what is asked at the decision alone stays as it was then. Where no decision was made by it, it is not asked,
/// and as an alternative to something else it is unknown: nobody has looked.
pub(super) fn at_exercise(
    scene: Scene<'_>,
    asked: &Criterion,
    decided_at: Option<Instant>,
    citation: &str,
) -> Evaluation {
    let below = |parts: &[Criterion]| parts.iter().map(|part| at_exercise(scene, part, decided_at, citation)).collect();
    match asked {
        Criterion::All(parts) => {
            let asked = parts.iter().filter(|part| decided_at.is_some() || part.when() == When::Standing);
            Evaluation::all(asked.map(|part| at_exercise(scene, part, decided_at, citation)).collect())
        }
        Criterion::Any(parts) => Evaluation::any(below(parts)),
        Criterion::AtLeast(AtLeast { count, of }) => Evaluation::at_least(*count, below(of)),
        Criterion::License(_)
        | Criterion::Dea(_)
        | Criterion::ControlledSubstance(_)
        | Criterion::Insurance(_)
        | Criterion::Education(_)
        | Criterion::Training(_)
        | Criterion::BoardCertification(_)
        | Criterion::BoardEligible(_)
        | Criterion::Certification(_)
        | Criterion::Course(_)
        | Criterion::Cases(_)
        | Criterion::Proctored(_)
        | Criterion::Resource(_) => match asked.when() {
            When::AtDecision => match decided_at {
                Some(decided_at) => criterion(scene, asked, citation).constant(decided_at),
                None => {
                    let waits = Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NotApplicable));
                    Evaluation::leaf(
                        need("at-decision", "looked at with the next decision", citation, Owes::Reviewers),
                        waits,
                    )
                }
            },
            When::Standing if matches!(asked, Criterion::Dea(_)) => {
                prescribing(scene, criterion(scene, asked, citation))
            }
            When::Standing => criterion(scene, asked, citation),
        },
    }
}

/// The patients an item is for: looked at where the age is given, told as a condition where it is not.
pub(super) fn age(scene: Scene<'_>, ages: AgeBand, citation: &str) -> Evaluation {
    let form = fact(FactKind::PrivilegeSet, citation.to_owned(), ages.to_string(), None);
    let (truth, reason) = match scene.patient_age {
        Some(years) if ages.contains(years) => (Truth::Met, FindingReason::AgeInBand),
        Some(_) => (Truth::Unmet, FindingReason::AgeOutsideBand),
        None => (Truth::Met, FindingReason::AgeNotGiven),
    };
    let mut cause = Cause::on(truth, reason, &form);
    if scene.patient_age.is_none() {
        cause.conditions.push(ages.to_string());
    }
    Evaluation::leaf(need("age", ages.to_string(), citation, Owes::Nobody), Timeline::constant(cause))
}

/// The settings of care an item is for: looked at where the setting is given, told as a condition where it is not.
pub(super) fn setting(scene: Scene<'_>, settings: &[Text], citation: &str) -> Evaluation {
    let asks = settings.iter().map(Text::as_str).collect::<Vec<_>>().join(" or ");
    let form = fact(FactKind::PrivilegeSet, citation.to_owned(), asks.clone(), None);
    let (truth, reason) = match scene.setting {
        Some(given) if settings.iter().any(|own| own.means(given.as_str())) => {
            (Truth::Met, FindingReason::SettingListed)
        }
        Some(_) => (Truth::Unmet, FindingReason::OtherSetting),
        None => (Truth::Met, FindingReason::SettingNotGiven),
    };
    let mut cause = Cause::on(truth, reason, &form);
    if scene.setting.is_none() {
        cause.conditions.push(format!("in {asks} alone"));
    }
    Evaluation::leaf(need("setting", asks, citation, Owes::Nobody), Timeline::constant(cause))
}

/// The names by which case logs of the scene's site are known.
fn names_here(scene: Scene<'_>) -> Vec<&str> {
    let mut names = vec![scene.site.id.as_str(), scene.site.name.as_str()];
    let facility = scene.facility.facility();
    if facility.sites().count() == 1 {
        names.extend([facility.id().as_str(), facility.name().as_str()]);
    }
    names
}

/// A criterion evaluated at the scene's site, over time.
#[must_use]
pub fn criterion(scene: Scene<'_>, asked: &Criterion, citation: &str) -> Evaluation {
    match scene.known().filter(|_| rests_on_dossier(asked)) {
        Some(known) => {
            let around = (scene.place(), scene.facility.zone());
            known.criterion(asked, around, citation, || criterion_anew(scene, asked, ""))
        }
        None => criterion_anew(scene, asked, citation),
    }
}

/// Whether a criterion rests on nothing but the dossier, the place where a licence must count and the facility's zone.
const fn rests_on_dossier(asked: &Criterion) -> bool {
    match asked {
        Criterion::License(_)
        | Criterion::Dea(_)
        | Criterion::ControlledSubstance(_)
        | Criterion::Insurance(_)
        | Criterion::Education(_)
        | Criterion::Training(_)
        | Criterion::BoardCertification(_)
        | Criterion::BoardEligible(_)
        | Criterion::Certification(_)
        | Criterion::Course(_) => true,
        Criterion::All(_)
        | Criterion::Any(_)
        | Criterion::AtLeast(_)
        | Criterion::Cases(_)
        | Criterion::Proctored(_)
        | Criterion::Resource(_) => false,
    }
}

fn criterion_anew(scene: Scene<'_>, asked: &Criterion, citation: &str) -> Evaluation {
    let need = |code, asks: String, owed_by| Requirement { code, asks, citation: citation.to_owned(), owed_by };
    let place = scene.place();
    let state = place.state();
    let own_types = scene.dossier.provider().provider_type().license_types();
    let words = |texts: &[Text]| texts.iter().map(Text::as_str).collect::<Vec<_>>().join(" or ");
    let dossier = scene.dossier;
    match asked {
        Criterion::All(parts) => Evaluation::all(parts.iter().map(|part| criterion(scene, part, citation)).collect()),
        Criterion::Any(parts) => Evaluation::any(parts.iter().map(|part| criterion(scene, part, citation)).collect()),
        Criterion::AtLeast(AtLeast { count, of }) => {
            Evaluation::at_least(*count, of.iter().map(|part| criterion(scene, part, citation)).collect())
        }
        Criterion::License(asked) => {
            let types: Vec<&str> = asked.types.iter().map(Text::as_str).collect();
            let types = if types.is_empty() { own_types.to_vec() } else { types };
            let kind = if asked.unrestricted { "unrestricted license" } else { "license" };
            let where_to = match place {
                Place::State(state) => state.to_string(),
                Place::Federal(_) => "any state".to_owned(),
            };
            let need = need("license", format!("{} {kind} in {where_to}", types.join(" or ")), Owes::Provider);
            let asked = LicenseNeed { place, types: &types, unrestricted: asked.unrestricted, schedules: &[] };
            licensing::license(dossier, asked, &need)
        }
        Criterion::Dea(asked) => {
            let DeaCriterion { schedules, institutional } = asked;
            let asked = DeaNeed { place, schedules, institutional: *institutional, types: own_types };
            licensing::dea(dossier, asked, need("dea", format!("DEA registration in {state}"), Owes::Provider))
        }
        Criterion::ControlledSubstance(_) => {
            let asks = format!("controlled substance registration of {state}");
            credential_rules::controlled_substance(dossier, state, need("controlled-substance", asks, Owes::Provider))
        }
        Criterion::Insurance(asked) => {
            let asks = format!("liability cover of ${} / ${}", asked.per_claim, asked.aggregate);
            let cents = |dollars: u64| dollars.saturating_mul(100);
            let need = need("insurance", asks, Owes::Provider);
            credential_rules::insurance(dossier, cents(asked.per_claim), cents(asked.aggregate), &[], need)
        }
        Criterion::Education(asked) => {
            let need = need("education", format!("degree {}", words(&asked.degrees)), Owes::Msp);
            credential_rules::education(dossier, &asked.degrees, need)
        }
        Criterion::Training(asked) => {
            let recent = asked.within_months.map_or_else(String::new, |months| format!(" within {months} months"));
            let need = need("training", format!("training in {}{recent}", words(&asked.specialties)), Owes::Msp);
            credential_rules::training(dossier, &asked.specialties, asked.within_months, scene.facility.zone(), need)
        }
        Criterion::BoardCertification(asked) => {
            let need = need(
                "board-certification",
                format!("board certification in {}", words(&asked.certificates)),
                Owes::Provider,
            );
            credential_rules::board_certification(dossier, &asked.boards, &asked.certificates, need)
        }
        Criterion::BoardEligible(asked) => {
            let (words, years) = (words(&asked.certificates), asked.within_years_of_training);
            let asks = format!("eligible for certification in {words} within {years} years of training");
            let need = need("board-eligible", asks, Owes::Provider);
            credential_rules::board_eligible(dossier, asked, scene.facility.zone(), &need)
        }
        Criterion::Course(asked) => {
            let recent = asked.within_months.map_or_else(String::new, |months| format!(" within {months} months"));
            let need = need("course", format!("course {}{recent}", asked.name), Owes::Provider);
            credential_rules::course(dossier, &asked.name, asked.within_months, scene.facility.zone(), need)
        }
        Criterion::Certification(asked) => credential_rules::certification(
            dossier,
            &asked.name,
            need("certification", format!("{} certificate", asked.name), Owes::Provider),
        ),
        Criterion::Cases(asked) => {
            let gap = asked.max_gap_days.map_or_else(String::new, |days| format!(", no more than {days} days apart"));
            let here = if asked.combine_sites { String::new() } else { format!(" at {}", scene.site.name) };
            let asks = format!("{} × {} in {} months{here}{gap}", asked.at_least, asked.activity, asked.months);
            let need = need("cases", asks, Owes::Provider);
            case_rules::cases(dossier, asked, scene.facility.zone(), &names_here(scene), need)
        }
        Criterion::Proctored(asked) => {
            let need = need("proctored", format!("{} × {} proctored", asked.at_least, asked.activity), Owes::Provider);
            case_rules::cases(dossier, &asked.as_cases(), scene.facility.zone(), &[], need)
        }
        Criterion::Resource(resource) => resource_serves(scene, resource, citation),
    }
}

pub(super) fn resource_serves(scene: Scene<'_>, resource: &ResourceId, citation: &str) -> Evaluation {
    let held = scene.facility.resource(&scene.site.id, resource);
    let causes = match (held, scene.known()) {
        (None, _) => Arc::new(Timeline::constant(Cause::bare(Truth::Unmet, FindingReason::NoSuchResource))),
        (Some(held), Some(known)) => known.serves(scene.facility.id(), &scene.site.id, held),
        (Some(held), None) => Arc::new(held.serves()),
    };
    let name = held.map_or_else(|| resource.to_string(), |held| held.name().to_string());
    let asks = format!("{name} in service at {}", scene.site.name);
    Evaluation::leaf(need("resource", asks, citation, Owes::Facility), causes)
}
