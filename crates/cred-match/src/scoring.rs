//! How much speaks for an entry being about a subject. A function of the two, the weights and the name tables: nothing else is looked at.

use crate::{
    name_tables::{Lexicon, Rank},
    occupation,
    person_name::PersonForm,
    potential_match::{Field, Nearness, Outcome},
    profile::Profile,
    weights::{NameWeights, Weights},
    word::{Word, within},
};

/// How a field compares, and what that is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) field: Field,
    pub(crate) outcome: Outcome,
    pub(crate) nearness: Option<Nearness>,
    pub(crate) points: i32,
    /// The places of the two values among their like.
    pub(crate) places: (usize, usize),
}

impl Told {
    const fn nothing(field: Field) -> Self {
        Self { field, outcome: Outcome::NotTold, nearness: None, points: 0, places: (0, 0) }
    }

    const fn new(field: Field, outcome: Outcome, nearness: Option<Nearness>, points: i32) -> Self {
        Self { field, outcome, nearness, points, places: (0, 0) }
    }

    const fn near(field: Field, nearness: Nearness, points: i32) -> Self {
        Self::new(field, Outcome::Near, Some(nearness), points)
    }

    const fn at(self, places: (usize, usize)) -> Self {
        Self { places, ..self }
    }
}

/// A pair's evidence in figures.
#[derive(Debug, Clone)]
pub(crate) struct Scored {
    /// What was compared, of a person or of an organisation.
    pub(crate) told: Vec<Told>,
    /// Whether an NPI agrees.
    pub(crate) same_npi: bool,
    /// Whether the name speaks for it.
    pub(crate) named: bool,
}

impl Scored {
    pub(crate) fn sum(&self) -> i32 {
        self.told.iter().map(|told| told.points).sum()
    }

    pub(crate) fn identity(&self) -> i32 {
        self.told.iter().filter(|told| told.field.identifies()).map(|told| told.points).sum()
    }
}

/// The names of two persons, held against one another.
#[derive(Clone, Copy)]
struct Names {
    family: Told,
    given: Told,
    middle: Told,
    suffix: Told,
    /// Whether they are near enough to look further without an identifier or a date of birth.
    alike: bool,
    /// Whether they are near enough to look further where the date of birth is the same.
    akin: bool,
}

impl Names {
    const fn points(&self) -> i32 {
        self.family.points + self.given.points + self.middle.points + self.suffix.points
    }
}

/// Holds two profiles against each other. Nothing, where nothing makes them worth looking at: no identifier in common, and no name that
/// is near.
pub(crate) fn score(ours: &Profile, theirs: &Profile, weights: &Weights, lexicon: &Lexicon) -> Option<Scored> {
    let npi = npi(ours, theirs, weights);
    let license = license(ours, theirs, weights);
    let identified = npi.outcome == Outcome::Same || matches!(license.outcome, Outcome::Same | Outcome::Near);
    let born = match (ours.born, theirs.born) {
        (Some(own), Some(other)) => {
            let (outcome, nearness, points) = own.against(other, weights);
            Told::new(Field::Born, outcome, nearness, points)
        }
        _ => Told::nothing(Field::Born),
    };
    let same_day = born.outcome == Outcome::Same;
    let wanted = |names: &Names| identified || names.alike || (same_day && names.akin);
    let mut best: Option<Names> = None;
    for (at, own) in &ours.persons {
        for (place, other) in &theirs.persons {
            let names = names(own, other, weights, lexicon);
            // A name that may be looked at goes before one that may not, whatever its points.
            let rank = |names: &Names| (wanted(names), names.points());
            if best.as_ref().is_none_or(|best| rank(best) < rank(&names)) {
                let places = (*at, *place);
                best = Some(Names {
                    family: names.family.at(places),
                    given: names.given.at(places),
                    middle: names.middle.at(places),
                    suffix: names.suffix.at(places),
                    ..names
                });
            }
        }
    }
    let best = best.filter(&wanted);
    let organization = organization(ours, theirs, weights);
    let (same_npi, mut told) = (npi.outcome == Outcome::Same, Vec::with_capacity(9));
    let named = match (best, organization) {
        (Some(names), _) => {
            told.extend([npi, license, names.family, names.given, names.middle, names.suffix, born]);
            names.alike || (names.akin && names.family.outcome != Outcome::Differs)
        }
        (None, Some(name)) if identified || name.outcome != Outcome::Differs => {
            told.extend([npi, license, name]);
            name.outcome != Outcome::Differs
        }
        // A number in common where no names can be compared, or none is told.
        (None, _) if identified => {
            told.extend([npi, license, born]);
            false
        }
        (None, _) => return None,
    };
    told.extend([state(ours, theirs, weights), occupation_of(ours, theirs, weights)]);
    Some(Scored { told, same_npi, named })
}

fn npi(ours: &Profile, theirs: &Profile, weights: &Weights) -> Told {
    if ours.npis.is_empty() || theirs.npis.is_empty() {
        return Told::nothing(Field::Npi);
    }
    for (at, own) in ours.npis.iter().enumerate() {
        if let Some(place) = theirs.npis.iter().position(|other| own == other) {
            return Told::new(Field::Npi, Outcome::Same, None, weights.npi_same).at((at, place));
        }
    }
    Told::new(Field::Npi, Outcome::Differs, None, weights.npi_differs)
}

fn license(ours: &Profile, theirs: &Profile, weights: &Weights) -> Told {
    let mut found = Told::nothing(Field::License);
    for own in &ours.licenses {
        for other in &theirs.licenses {
            let told = match (own.number == other.number, own.state.zip(other.state)) {
                (true, Some((a, b))) if a == b => Told::new(Field::License, Outcome::Same, None, weights.license_same),
                (true, None) => Told::near(Field::License, Nearness::WithoutState, weights.license_without_state),
                (false, Some((a, b))) if a == b => {
                    Told::new(Field::License, Outcome::Differs, None, weights.license_differs)
                }
                _ => continue,
            };
            if found.outcome == Outcome::NotTold || told.points > found.points {
                found = told.at((own.place, other.place));
            }
        }
    }
    found
}

fn state(ours: &Profile, theirs: &Profile, weights: &Weights) -> Told {
    if ours.states.is_empty() || theirs.states.is_empty() {
        return Told::nothing(Field::State);
    }
    for (at, own) in ours.states.iter().enumerate() {
        if let Some(place) = theirs.states.iter().position(|other| own == other) {
            return Told::new(Field::State, Outcome::Same, None, weights.state_same).at((at, place));
        }
    }
    Told::new(Field::State, Outcome::Differs, None, weights.state_differs)
}

fn occupation_of(ours: &Profile, theirs: &Profile, weights: &Weights) -> Told {
    let (outcome, nearness, points, places) = occupation::best(&ours.occupations, &theirs.occupations, weights);
    Told::new(Field::Occupation, outcome, nearness, points).at(places)
}

fn organization(ours: &Profile, theirs: &Profile, weights: &Weights) -> Option<Told> {
    let mut best: Option<Told> = None;
    for (at, own) in &ours.organizations {
        for (place, other) in &theirs.organizations {
            let (outcome, nearness, points) = own.against(other, weights);
            if best.is_none_or(|best| best.points < points) {
                best = Some(Told::new(Field::Organization, outcome, nearness, points).at((*at, *place)));
            }
        }
    }
    best
}

fn names(ours: &PersonForm, theirs: &PersonForm, weights: &Weights, lexicon: &Lexicon) -> Names {
    let family = family(ours, theirs, &weights.family);
    let given = given(ours, theirs, &weights.given, lexicon);
    let alike = match (family.outcome, family.nearness) {
        (Outcome::Same, _) => given.outcome != Outcome::Differs,
        (Outcome::Near, Some(Nearness::TwoEdits | Nearness::Truncated)) => given.outcome == Outcome::Same,
        (Outcome::Near, _) => given.outcome != Outcome::Differs && given.nearness != Some(Nearness::TwoEdits),
        (Outcome::Differs | Outcome::NotTold, _) => false,
    };
    let swapped = (!alike).then(|| swapped(ours, theirs, weights)).flatten();
    let (family, given, alike) = match swapped {
        Some((family, given)) => (family, given, true),
        None => (family, given, alike),
    };
    let nothing_near = |told: &Told| matches!(told.outcome, Outcome::Differs | Outcome::NotTold);
    let akin = !nothing_near(&family) || (!nothing_near(&given) && given.nearness != Some(Nearness::Initial));
    let middle = if given.nearness == Some(Nearness::MiddleName) || swapped.is_some() {
        Told::nothing(Field::Middle)
    } else {
        middle(ours, theirs, weights)
    };
    Names { family, given, middle, suffix: suffix(ours, theirs, weights), alike, akin }
}

/// What a name is worth, by the more common of two.
fn worth(rank: Rank, weights: &NameWeights) -> i32 {
    match rank {
        Rank::Rare => weights.rare,
        Rank::Uncommon => weights.uncommon,
        Rank::Common => weights.common,
        Rank::VeryCommon => weights.very_common,
    }
}

/// How long the shorter and the longer of two words must be for an edit to be taken for one: `Jon` and `John` may be, `Bob` and `Rob` are two
/// names.
const EDITABLE: usize = 3;
const LONGER_EDITABLE: usize = 4;
/// The shortest word in which two edits are.
pub(crate) const TWICE_EDITABLE: usize = 6;
/// How much must be left of a family name that is cut off, and of a given name.
const FAMILY_LEFT: usize = 4;
pub(crate) const GIVEN_LEFT: usize = 3;

fn one_edit(a: &Word, b: &Word) -> bool {
    a.len().min(b.len()) >= EDITABLE
        && a.len().max(b.len()) >= LONGER_EDITABLE
        && (a.letters() ^ b.letters()).count_ones() <= 2
        && within(a.bytes(), b.bytes(), 1)
}

fn two_edits(a: &Word, b: &Word) -> bool {
    a.len().min(b.len()) >= TWICE_EDITABLE
        && a.first() == b.first()
        && (a.letters() ^ b.letters()).count_ones() <= 4
        && within(a.bytes(), b.bytes(), 2)
}

fn cut_off(a: &Word, b: &Word, left: usize) -> bool {
    a.len().min(b.len()) >= left && (a.starts_with(b) || b.starts_with(a))
}

/// How two names with their parts agree: the rank of what agrees (the more common of several), and how.
fn whole_or_part(
    ours: (&(Word, Rank), &[(Word, Rank)]),
    theirs: (&(Word, Rank), &[(Word, Rank)]),
) -> Option<(Rank, Option<Nearness>)> {
    let ((whole, parts), (other, other_parts)) = (ours, theirs);
    if whole.0 == other.0 {
        return Some((whole.1, None));
    }
    if parts.is_empty() && other_parts.is_empty() {
        return None;
    }
    let others = || std::iter::once(other).chain(other_parts);
    let shared = std::iter::once(whole).chain(parts).filter(|(own, _)| others().any(|(word, _)| own == word));
    shared.map(|(_, rank)| *rank).min().map(|rank| (rank, Some(Nearness::Part)))
}

fn family(ours: &PersonForm, theirs: &PersonForm, weights: &NameWeights) -> Told {
    let field = Field::Family;
    let ((a, rank), (b, other)) = (&ours.family, &theirs.family);
    if a.is_empty() || b.is_empty() {
        return Told::nothing(field);
    }
    match whole_or_part((&ours.family, &ours.family_parts), (&theirs.family, &theirs.family_parts)) {
        Some((rank, None)) => return Told::new(field, Outcome::Same, None, worth(rank, weights)),
        Some((rank, Some(how))) => return Told::near(field, how, worth(rank, weights) - weights.part),
        None => {}
    }
    let mut best: Option<i32> = None;
    for (own, rank) in ours.families() {
        for (other, theirs) in theirs.families() {
            if one_edit(own, other) {
                let points = worth(*rank.max(theirs), weights) - weights.one_edit;
                best = Some(best.map_or(points, |best| best.max(points)));
            }
        }
    }
    if let Some(points) = best {
        return Told::near(field, Nearness::OneEdit, points);
    }
    let points = worth(*rank.max(other), weights);
    if cut_off(a, b, FAMILY_LEFT) {
        return Told::near(field, Nearness::Truncated, points - weights.truncated);
    }
    if two_edits(a, b) {
        return Told::near(field, Nearness::TwoEdits, points - weights.two_edits);
    }
    Told::new(field, Outcome::Differs, None, weights.differs)
}

fn given(ours: &PersonForm, theirs: &PersonForm, weights: &NameWeights, lexicon: &Lexicon) -> Told {
    let field = Field::Given;
    let ((a, rank), (b, other)) = (&ours.given, &theirs.given);
    if a.is_empty() || b.is_empty() {
        return Told::nothing(field);
    }
    let points = worth(*rank.max(other), weights);
    if a.is_initial() || b.is_initial() {
        let by_middle = goes_by_middle(ours, theirs) || goes_by_middle(theirs, ours);
        return if a.first() == b.first() {
            Told::near(field, Nearness::Initial, weights.initial)
        } else if by_middle {
            Told::near(field, Nearness::MiddleName, points - weights.middle_name)
        } else {
            Told::new(field, Outcome::Differs, None, weights.differs)
        };
    }
    match whole_or_part((&ours.given, &ours.given_parts), (&theirs.given, &theirs.given_parts)) {
        Some((rank, None)) => return Told::new(field, Outcome::Same, None, worth(rank, weights)),
        Some((rank, Some(how))) => return Told::near(field, how, worth(rank, weights) - weights.part),
        None => {}
    }
    let short_form = ours.short_forms.iter().any(|at| theirs.givens().any(|(word, _)| lexicon.are_related(*at, word)));
    if short_form {
        return Told::near(field, Nearness::Nickname, points - weights.nickname);
    }
    if one_edit(a, b) {
        return Told::near(field, Nearness::OneEdit, points - weights.one_edit);
    }
    if goes_by_middle(ours, theirs) || goes_by_middle(theirs, ours) {
        return Told::near(field, Nearness::MiddleName, points - weights.middle_name);
    }
    if cut_off(a, b, GIVEN_LEFT) {
        return Told::near(field, Nearness::Truncated, points - weights.truncated);
    }
    if two_edits(a, b) {
        return Told::near(field, Nearness::TwoEdits, points - weights.two_edits);
    }
    Told::new(field, Outcome::Differs, None, weights.differs)
}

fn goes_by_middle(a: &PersonForm, b: &PersonForm) -> bool {
    let given = &a.given.0;
    !given.is_initial() && b.middles.contains(given)
}

/// Given and family name in each other's place: both the same, or one of them one edit apart behind its initial.
fn swapped(ours: &PersonForm, theirs: &PersonForm, weights: &Weights) -> Option<(Told, Told)> {
    let (family, given, other_family, other_given) = (&ours.family, &ours.given, &theirs.family, &theirs.given);
    if [family, given, other_family, other_given].iter().any(|(word, _)| word.is_empty())
        || given.0.is_initial()
        || other_given.0.is_initial()
    {
        return None;
    }
    let (straight, crossed) = (family.0 == other_given.0, given.0 == other_family.0);
    let alike = |a: &Word, b: &Word| a.first() == b.first() && one_edit(a, b);
    let near = (straight || alike(&family.0, &other_given.0)) && (crossed || alike(&given.0, &other_family.0));
    (near && (straight || crossed)).then(|| {
        let points = |same: bool, rank: Rank, weights: &NameWeights| {
            worth(rank, weights) - weights.swapped - if same { 0 } else { weights.one_edit }
        };
        // Which side has them the right way round is not known: the more common reading of each counts, on both sides alike.
        let as_family = family.1.max(other_family.1);
        let as_given = given.1.max(other_given.1);
        (
            Told::near(Field::Family, Nearness::Swapped, points(straight, as_family, &weights.family)),
            Told::near(Field::Given, Nearness::Swapped, points(crossed, as_given, &weights.given)),
        )
    })
}

fn middle(ours: &PersonForm, theirs: &PersonForm, weights: &Weights) -> Told {
    let field = Field::Middle;
    if ours.middles.is_empty() || theirs.middles.is_empty() {
        return Told::nothing(field);
    }
    let pairs = || ours.middles.iter().flat_map(|own| theirs.middles.iter().map(move |other| (own, other)));
    if pairs().any(|(a, b)| a == b && !a.is_initial()) {
        return Told::new(field, Outcome::Same, None, weights.middle_same);
    }
    if pairs().any(|(a, b)| !a.is_initial() && !b.is_initial() && one_edit(a, b)) {
        return Told::near(field, Nearness::OneEdit, weights.middle_one_edit);
    }
    if pairs().any(|(a, b)| (a.is_initial() || b.is_initial()) && a.first() == b.first()) {
        return Told::near(field, Nearness::Initial, weights.middle_initial);
    }
    // A former family name may stand in the middle.
    let former = |a: &PersonForm, b: &PersonForm| a.middles.iter().any(|own| b.families().any(|(word, _)| word == own));
    if former(ours, theirs) || former(theirs, ours) {
        return Told::nothing(field);
    }
    Told::new(field, Outcome::Differs, None, weights.middle_differs)
}

fn suffix(ours: &PersonForm, theirs: &PersonForm, weights: &Weights) -> Told {
    match ours.suffix.zip(theirs.suffix) {
        None => Told::nothing(Field::Suffix),
        Some((a, b)) if a == b => Told::new(Field::Suffix, Outcome::Same, None, weights.suffix_same),
        Some((a, b)) if a.may_be(b) => Told::near(Field::Suffix, Nearness::SuffixOfSon, 0),
        Some(_) => Told::new(Field::Suffix, Outcome::Differs, None, weights.suffix_differs),
    }
}
