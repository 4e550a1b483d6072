//! What closes with what: whoever meets the stronger of two requirements has met the weaker one too, by the same record.
//!
//! A residency finished last year is also a residency; cover of two millions is also cover of one; a grant here is also a grant. Without this
//! a set would list both, and without the weaker one the answer would be *yes* as well.

use crate::{
    delineation::criterion::{
        AtLeast, BoardCriterion, CasesCriterion, CertificationCriterion, CourseCriterion, Criterion,
        InsuranceCriterion, LicenseCriterion,
    },
    exercise::{
        licensing::OF_REGISTRATION,
        rules::{
            Scene, asks_for_grant, criterion, licensed, not_excluded_asked, query_asked, screen_asked, supportable,
        },
    },
    id::{ItemId, ResourceId},
    standard::{
        limit::Limit,
        topic::{Topic, privileging::Insurance as InsuranceLimits},
    },
    text::Text,
    timeline::{evaluation::Evaluation, finding::Requirement},
};

use super::Gap;

/// What a requirement means, as far as it is comparable.
#[derive(Debug, Clone, PartialEq)]
enum Meaning {
    Criterion(Criterion),
    /// A data bank query within this time.
    Query(Limit),
    /// A clean screen of a list.
    NotExcluded(Text),
    /// Any screen of a list.
    Screened(Text, Limit),
    /// A resource at the site: planned, or in service.
    There(ResourceId),
    Serves(ResourceId),
    /// An item granted: at the site, anywhere, or held by whatever carries it.
    GrantedHere(ItemId),
    Granted(ItemId),
    Held(ItemId),
}

/// The requirements of a scene with what they mean. The same words may mean several things; then all of them are meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Closing {
    meanings: Vec<(&'static str, String, Meaning)>,
}

impl Closing {
    /// What the facility's forms and the adopted rules ask at the scene's site.
    pub(super) fn of(scene: Scene<'_>, items: &[&ItemId]) -> Self {
        let mut own = Self::default();
        let types = scene.dossier.provider().provider_type().license_types();
        let types: Vec<Text> = types.iter().filter_map(|own| Text::parse(own).ok()).collect();
        let license = Criterion::License(LicenseCriterion { types: types.clone(), unrestricted: false });
        own.add_all(&licensed(scene), &Meaning::Criterion(license.clone()));
        let mut criteria: Vec<&Criterion> = Vec::new();
        for version in scene.records.privilege_sets_of(scene.facility.id()).flat_map(|set| set.versions()) {
            let of_items = version.items.iter().flat_map(|item| item.criteria.iter().chain(&item.requires));
            version.threshold.iter().chain(of_items).for_each(|tree| leaves(tree, &mut criteria));
        }
        for leaf in criteria {
            let evaluated = criterion(scene, leaf, "");
            let meaning = if let Criterion::Resource(resource) = leaf {
                own.add_all(&supportable(scene, leaf, ""), &Meaning::There(resource.clone()));
                Meaning::Serves(resource.clone())
            } else if let Criterion::License(asked) = leaf
                && asked.types.is_empty()
            {
                Meaning::Criterion(Criterion::License(LicenseCriterion { types: types.clone(), ..asked.clone() }))
            } else {
                Meaning::Criterion(leaf.clone())
            };
            // A registration asks for the licence it depends on as well.
            for (asked, _) in evaluated.leaves() {
                let of_license = matches!(leaf, Criterion::Dea(_)) && asked.asks.ends_with(OF_REGISTRATION);
                own.add(asked, &if of_license { Meaning::Criterion(license.clone()) } else { meaning.clone() });
            }
        }
        let standards = scene.standards();
        for rule in standards.every(|topic| if let Topic::Insurance(rule) = topic { Some(rule) } else { None }) {
            let InsuranceLimits { per_claim, aggregate } = *rule.value;
            let cover = Criterion::Insurance(InsuranceCriterion { per_claim, aggregate });
            own.add_all(&criterion(scene, &cover, ""), &Meaning::Criterion(cover));
        }
        for rule in standards.every(|topic| if let Topic::NpdbQuery(rule) = topic { Some(rule) } else { None }) {
            let (code, asks) = query_asked(rule.value.interval);
            own.add_words(code, asks, Meaning::Query(rule.value.interval));
        }
        for rule in standards.every(|topic| if let Topic::ExclusionScreen(rule) = topic { Some(rule) } else { None }) {
            let list = &rule.value.list;
            let (code, asks) = not_excluded_asked(list);
            own.add_words(code, asks, Meaning::NotExcluded(list.clone()));
            if let Some(within) = rule.value.interval {
                let (code, asks) = screen_asked(list, within);
                own.add_words(code, asks, Meaning::Screened(list.clone(), within));
            }
        }
        for item in items.iter().copied() {
            let [here, granted, held] = asks_for_grant(scene, item);
            own.add(&here, &Meaning::GrantedHere(item.clone()));
            own.add(&granted, &Meaning::Granted(item.clone()));
            own.add(&held, &Meaning::Held(item.clone()));
        }
        own
    }

    fn add_all(&mut self, asked: &Evaluation, meaning: &Meaning) {
        asked.leaves().into_iter().for_each(|(asked, _)| self.add(asked, meaning));
    }

    fn add(&mut self, asked: &Requirement, meaning: &Meaning) {
        self.add_words(asked.code, asked.asks.clone(), meaning.clone());
    }

    fn add_words(&mut self, code: &'static str, asks: String, meaning: Meaning) {
        let known = self.of_words(code, &asks).any(|own| *own == meaning);
        if !known {
            self.meanings.push((code, asks, meaning));
        }
    }

    fn of_words(&self, code: &str, asks: &str) -> impl Iterator<Item = &Meaning> {
        self.meanings.iter().filter(move |own| own.0 == code && own.1 == asks).map(|own| &own.2)
    }

    /// Whether what closes one gap closes what is asked by these words as well.
    pub(super) fn closes(&self, one: &Gap, code: &str, asks: &str) -> bool {
        let mut others = self.of_words(code, asks).peekable();
        others.peek().is_some() && others.all(|other| self.of_words(one.code, &one.asks).any(|own| own.is_also(other)))
    }
}

/// Every leaf of a tree of criteria.
fn leaves<'c>(tree: &'c Criterion, into: &mut Vec<&'c Criterion>) {
    match tree {
        Criterion::All(parts) | Criterion::Any(parts) | Criterion::AtLeast(AtLeast { of: parts, .. }) => {
            parts.iter().for_each(|part| leaves(part, into));
        }
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
        | Criterion::Resource(_) => {
            if !into.contains(&tree) {
                into.push(tree);
            }
        }
    }
}

impl Meaning {
    /// Whether everything that meets this meets the other too.
    fn is_also(&self, other: &Self) -> bool {
        use Meaning::{Granted, GrantedHere, Held, NotExcluded, Query, Screened, Serves, There};
        match (self, other) {
            (Self::Criterion(own), Self::Criterion(other)) => is_also(own, other),
            (Query(own), Query(other)) => is_within(*own, *other),
            (NotExcluded(own), NotExcluded(other) | Screened(other, _)) => own.means(other.as_str()),
            (Screened(own, within), Screened(other, longer)) => {
                own.means(other.as_str()) && is_within(*within, *longer)
            }
            (Serves(own), Serves(other) | There(other)) | (There(own), There(other)) => own == other,
            (GrantedHere(own), GrantedHere(other) | Granted(other) | Held(other))
            | (Granted(own), Granted(other) | Held(other))
            | (Held(own), Held(other)) => own == other,
            _ => false,
        }
    }
}

/// Whether a time is no longer than another of the same unit.
const fn is_within(own: Limit, other: Limit) -> bool {
    match (own, other) {
        (Limit::Days(own), Limit::Days(other)) => own.days <= other.days,
        (Limit::Months(own), Limit::Months(other)) => own.months <= other.months,
        (Limit::Hours(own), Limit::Hours(other)) => own.hours <= other.hours,
        (Limit::Days(_) | Limit::Months(_) | Limit::Hours(_), _) => false,
    }
}

fn no_longer(own: Option<u32>, other: Option<u32>) -> bool {
    other.is_none_or(|other| own.is_some_and(|own| own <= other))
}

/// Whether all of these are among the others.
fn among(own: &[Text], others: &[Text]) -> bool {
    own.iter().all(|own| others.iter().any(|other| other.means(own.as_str())))
}

/// Whether one of these boards will do where one of the others is asked for; any where empty.
fn of_boards(own: &[Text], others: &[Text]) -> bool {
    others.is_empty() || (!own.is_empty() && among(own, others))
}

/// Whether everything that meets one criterion meets the other too.
fn is_also(own: &Criterion, other: &Criterion) -> bool {
    match (own, other) {
        (Criterion::License(own), Criterion::License(other)) => {
            among(&own.types, &other.types) && (own.unrestricted || !other.unrestricted)
        }
        (Criterion::Insurance(own), Criterion::Insurance(other)) => {
            own.per_claim >= other.per_claim && own.aggregate >= other.aggregate
        }
        (Criterion::Education(own), Criterion::Education(other)) => among(&own.degrees, &other.degrees),
        (Criterion::Training(own), Criterion::Training(other)) => {
            among(&own.specialties, &other.specialties) && no_longer(own.within_months, other.within_months)
        }
        (Criterion::BoardEligible(own), Criterion::Training(other)) => {
            let specialties = if own.specialties.is_empty() { &own.certificates } else { &own.specialties };
            let months = own.within_years_of_training.saturating_mul(12);
            among(specialties, &other.specialties) && no_longer(Some(months), other.within_months)
        }
        (Criterion::BoardCertification(own), Criterion::BoardCertification(other)) => is_certified(own, other),
        (Criterion::Course(own), Criterion::Course(other)) => {
            own.name.means(other.name.as_str()) && no_longer(own.within_months, other.within_months)
        }
        (Criterion::Course(CourseCriterion { name: own, .. }), Criterion::Certification(other)) => {
            own.means(other.name.as_str())
        }
        (
            Criterion::Certification(CertificationCriterion { name: own, .. }),
            Criterion::Course(CourseCriterion { name: other, within_months: None, .. }),
        ) => own.means(other.as_str()),
        (Criterion::Cases(own), Criterion::Cases(other)) => {
            let asked = |of: &CasesCriterion| (of.roles.clone(), of.simulator_counts, of.disaster_counts);
            own.activity.means(other.activity.as_str())
                && own.at_least >= other.at_least
                && match other.max_gap_days {
                    None => own.months <= other.months && (!own.combine_sites || other.combine_sites),
                    // More cases, elsewhere or longer ago, may be followed by none for a long time.
                    longest => {
                        own.months == other.months
                            && own.combine_sites == other.combine_sites
                            && no_longer(own.max_gap_days, longest)
                    }
                }
                && asked(own) == asked(other)
        }
        _ => own == other,
    }
}

fn is_certified(own: &BoardCriterion, other: &BoardCriterion) -> bool {
    among(&own.certificates, &other.certificates) && of_boards(&own.boards, &other.boards)
}
