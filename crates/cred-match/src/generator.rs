//! A synthetic nation from a seed: providers and organisations, and a list with planted matches and decoys. Every provider and every entry
//! is made from its place alone, so that a world of any size costs no memory.
//!
//! One entry in four is *planted*: it is about one of the providers, with something done to it ([`Perturbation`]), and in one of five with
//! something more. One in twenty is a *decoy*: it has a provider's name with another date of birth, is the father of one, or the
//! brother or sister of one, born on the same day. The others are nobody in this world. Nine of ten entries have no NPI, one in twenty-five
//! no date of birth; one provider in fifty has none on record.

mod draw;
mod names;
mod perturbation;

use chrono::{Datelike as _, Days, NaiveDate};
use cred_core::{
    evidence::list_entry::{ListEntry, ListedAddress, ListedLicense, ListedName, Party},
    identifier::{DateOfBirth, Npi},
    jurisdiction::Jurisdiction,
    time::partial_date::PartialDate,
};

pub use draw::Draw;
pub use perturbation::Perturbation;

use crate::{name_tables::NameTables, subject::Subject};
use names::Names;

/// States, the larger ones several times.
const STATES: [&str; 64] = [
    "CA", "CA", "CA", "CA", "CA", "CA", "TX", "TX", "TX", "TX", "FL", "FL", "FL", "FL", "NY", "NY", "NY", "PA", "PA",
    "IL", "IL", "OH", "OH", "GA", "GA", "NC", "NC", "MI", "MI", "NJ", "VA", "WA", "AZ", "MA", "TN", "IN", "MD", "MO",
    "WI", "CO", "MN", "SC", "AL", "LA", "KY", "OR", "OK", "CT", "UT", "IA", "NV", "AR", "MS", "KS", "NM", "NE", "ID",
    "WV", "HI", "ME", "MT", "DE", "AK", "PR",
];

const OCCUPATIONS: [&str; 16] = [
    "Nurse/Nurses Aide",
    "Licensed Practical Nurse",
    "Registered Nurse",
    "Nurse Practitioner",
    "Physician Assistant",
    "General Practice",
    "Family Practice",
    "Internal Medicine",
    "Dentist",
    "Pharmacist",
    "Chiropractor",
    "Psychiatry",
    "Physical Therapist",
    "Clinical Social Worker",
    "Podiatry",
    "Counselor",
];

const PLACES: [&str; 24] = [
    "Harbor",
    "Lantern",
    "Cedar",
    "Mesa",
    "Granite",
    "Willow",
    "Summit",
    "Prairie",
    "Coral",
    "Juniper",
    "Falcon",
    "Meadow",
    "Copper",
    "Birch",
    "Canyon",
    "Delta",
    "Orchard",
    "Pioneer",
    "Sierra",
    "Tidewater",
    "Upland",
    "Vista",
    "Walnut",
    "Yonder",
];

const TRADES: [&str; 10] = [
    "Home Health Care",
    "Pharmacy",
    "Medical Supply",
    "Physical Therapy",
    "Family Dental",
    "Medical Transport",
    "Laboratory",
    "Nursing Center",
    "Diagnostic Imaging",
    "Community Clinic",
];

/// A world: a seed and a size.
#[derive(Debug, Clone)]
pub struct World {
    seed: u64,
    providers: usize,
    names: Names,
}

/// An entry, and what is known of it that a screening does not know.
#[derive(Debug, Clone)]
pub struct Planted {
    /// The entry.
    pub entry: ListEntry,
    /// The provider that it is about, if it is about one.
    pub about: Option<usize>,
    /// What was done to it; the second where two things were.
    pub perturbations: Vec<Perturbation>,
}

/// Somebody's own description, before it is written down anywhere.
struct Described {
    subject: Subject,
    /// The name in plain letters.
    family: String,
    given: String,
    middle: String,
    former: Option<String>,
    born: NaiveDate,
    state: Option<Jurisdiction>,
}

impl World {
    /// A world of so many providers.
    #[must_use]
    pub fn new(seed: u64, providers: usize) -> Self {
        Self { seed, providers, names: Names::new(&NameTables::default()) }
    }

    /// The provider at a place: one in twenty is an organisation.
    #[must_use]
    pub fn subject(&self, place: usize) -> Subject {
        self.party(place).subject
    }

    fn party(&self, place: usize) -> Described {
        let mut draw = Draw::of(self.seed, 1, place as u64);
        let organization = place % 20 == 7;
        let mut party = self.person(&mut draw);
        let subject = &mut party.subject;
        subject.npis = npi(place).into_iter().collect();
        if organization {
            *subject = Subject {
                party: Party::Organization,
                names: vec![ListedName::Whole(organization_name(&self.names, &mut draw))],
                born: None,
                licenses: vec![],
                occupations: vec![],
                ..subject.clone()
            };
        }
        party
    }

    fn person(&self, draw: &mut Draw) -> Described {
        let mut family = self.names.family(draw);
        if draw.percent(3) {
            family = format!("{family}-{}", self.names.family(draw));
        }
        let given = self.names.given(draw);
        let middle = match draw.below(100) {
            0..60 => self.names.given(draw),
            60..80 => given.chars().rev().take(1).collect(),
            _ => String::new(),
        };
        let former = draw.percent(12).then(|| self.names.family(draw));
        let born = NaiveDate::from_ymd_opt(1940, 1, 1)
            .and_then(|first| first.checked_add_days(Days::new(draw.below(58 * 365) as u64)))
            .unwrap_or_default();
        let state = self.state(draw);
        let mut states: Vec<Jurisdiction> = state.into_iter().collect();
        if draw.percent(25) {
            states.extend(self.state(draw));
        }
        let number = format!("{}{:06}", draw.one_of(&["MD", "RN", "PT", ""]), draw.below(1_000_000));
        // One record in forty is written with an accent that no list keeps.
        let shown = if draw.percent(3) { family.replacen('e', "é", 1) } else { family.clone() };
        let mut names = vec![parts(&title(&shown), &title(&given), &title(&middle))];
        names.extend(former.iter().map(|former| parts(&title(former), &title(&given), &title(&middle))));
        let subject = Subject {
            party: Party::Person,
            names,
            npis: vec![],
            born: None,
            states,
            licenses: vec![ListedLicense { state, number }],
            occupations: vec![draw.one_of(&OCCUPATIONS).to_owned()],
        };
        let subject = if draw.percent(2) { subject } else { subject.born_on(born) };
        Described { subject, family, given, middle, former, born, state }
    }

    pub(super) fn state(&self, draw: &mut Draw) -> Option<Jurisdiction> {
        Jurisdiction::parse(draw.one_of(&STATES)).ok()
    }

    /// The entry at a place of the list. Places have no end: those over the size of a list are what later months add to it.
    #[must_use]
    pub fn entry(&self, place: usize) -> Planted {
        let mut draw = Draw::of(self.seed, 2, place as u64);
        match place % 20 {
            0 | 4 | 8 | 12 | 16 => self.planted(place / 4, &mut draw),
            5 => self.decoy(&mut draw),
            _ => {
                let mut party = self.person(&mut draw);
                if draw.percent(4) {
                    party.subject.party = Party::Organization;
                    party.subject.names = vec![ListedName::Whole(organization_name(&self.names, &mut draw))];
                }
                party.subject.npis = npi(self.providers + place).into_iter().collect();
                Planted { entry: self.written(&party, &mut draw), about: None, perturbations: vec![] }
            }
        }
    }

    fn planted(&self, nth: usize, draw: &mut Draw) -> Planted {
        // A prime step reaches every provider once before it reaches any twice.
        let about = nth.wrapping_mul(7_368_787) % self.providers.max(1);
        let party = self.party(about);
        let mut entry = self.written(&party, draw);
        let former = party.former.as_deref();
        let mut perturbations = vec![];
        if entry.party == Party::Organization {
            if Perturbation::Organization.apply(&mut entry, None, self, draw) {
                perturbations.push(Perturbation::Organization);
            }
        } else {
            let kinds = Perturbation::OF_PERSONS;
            // A name in disorder twice is another name, and a date too: the second is of another field.
            let first = kinds.get(draw.below(kinds.len())).copied().unwrap_or(Perturbation::None);
            let second = draw.percent(20).then(|| kinds.get(11 + draw.below(4)).copied()).flatten();
            let second = second.filter(|second| !(first.is_of_birth() && second.is_of_birth()));
            for kind in std::iter::once(first).chain(second) {
                if !perturbations.contains(&kind) && kind.apply(&mut entry, former, self, draw) {
                    perturbations.push(kind);
                }
            }
        }
        self.cut(&mut entry);
        Planted { entry, about: Some(about), perturbations }
    }

    fn decoy(&self, draw: &mut Draw) -> Planted {
        let mut party = self.party(draw.below(self.providers));
        party.subject.npis.clear();
        party.subject.licenses.clear();
        let years = |born: NaiveDate, years: i32| born.with_day(1).and_then(|day| day.with_year(born.year() + years));
        let mut suffix = "";
        match draw.below(50) {
            // A father: the same name, and the state too.
            0..5 => {
                suffix = "SR";
                party.born = years(party.born, -27).unwrap_or_default();
            }
            // Born on the same day to the same family.
            5 => {
                let other = self.names.given(draw);
                party.given = if other == party.given { format!("{other}el") } else { other };
            }
            _ => {
                party.born = self.person(draw).born;
                party.middle = self.names.given(draw);
                party.state = self.state(draw);
            }
        }
        let mut entry = self.written(&party, draw);
        entry.born = DateOfBirth::new(party.born).ok();
        if let Some(ListedName::Parts { suffix: place, .. }) = entry.names.first_mut() {
            suffix.clone_into(place);
        }
        Planted { entry, about: None, perturbations: vec![] }
    }

    /// As a list writes it: in capitals, without accents, most of it without an NPI, and cut off.
    fn written(&self, party: &Described, draw: &mut Draw) -> ListEntry {
        let organization = party.subject.party == Party::Organization;
        let middle = if draw.percent(70) { party.middle.clone() } else { party.middle.chars().take(1).collect() };
        let name = match party.subject.names.first() {
            Some(ListedName::Whole(name)) if organization => ListedName::Whole(name.to_uppercase()),
            _ => parts(&party.family.to_uppercase(), &party.given.to_uppercase(), &middle.to_uppercase()),
        };
        let npi = if draw.percent(10) { party.subject.npis.first().cloned() } else { None };
        let born = if draw.percent(4) || organization { None } else { DateOfBirth::new(party.born).ok() };
        let mut entry = ListEntry {
            party: party.subject.party,
            names: vec![name],
            npi,
            born,
            licenses: if draw.percent(10) { party.subject.licenses.clone() } else { vec![] },
            occupations: party.subject.occupations.first().map(|word| word.to_uppercase()).into_iter().collect(),
            address: ListedAddress { state: party.state, ..ListedAddress::default() },
            basis: "1128a1".to_owned(),
            from: Some(PartialDate::Year(2_000 + i32::try_from(draw.below(26)).unwrap_or_default())),
            to: None,
            waiver: None,
        };
        if organization {
            entry.licenses.clear();
            entry.occupations.clear();
        }
        self.cut(&mut entry);
        entry
    }

    fn cut(&self, entry: &mut ListEntry) {
        let cut =
            |text: &mut String, len: usize| *text = text.chars().take(len).collect::<String>().trim_end().to_owned();
        for name in &mut entry.names {
            if let ListedName::Whole(name) = name {
                cut(name, 30);
            }
        }
        for occupation in &mut entry.occupations {
            cut(occupation, 20);
        }
    }
}

fn parts(family: &str, given: &str, middle: &str) -> ListedName {
    ListedName::Parts {
        family: family.to_owned(),
        given: given.to_owned(),
        middle: middle.to_owned(),
        suffix: String::new(),
    }
}

fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn organization_name(names: &Names, draw: &mut Draw) -> String {
    let first = title(&names.family(draw));
    if draw.percent(50) {
        return format!("{first} {} Inc", draw.one_of(&TRADES));
    }
    format!("{first} {} {} Inc", draw.one_of(&PLACES), draw.one_of(&TRADES))
}

/// A number of the right form for a place: no two places share one.
fn npi(place: usize) -> Option<Npi> {
    let nine = format!("1{:08}", place % 100_000_000);
    (0..10).find_map(|check| Npi::parse(&format!("{nine}{check}")).ok())
}

/// A date of birth with one digit other, or with day and month in each other's place where that is a date.
fn other_birth(born: DateOfBirth, kind: Perturbation, draw: &mut Draw) -> Option<DateOfBirth> {
    let date = born.expose();
    let swapped = NaiveDate::from_ymd_opt(date.year(), date.day(), date.month());
    let other = match (kind, swapped) {
        (Perturbation::BirthSwapped, Some(swapped)) => swapped,
        _ if draw.percent(50) => {
            date.with_day(if date.day() % 10 == 9 { date.day() - 1 } else { date.day() + 1 }).unwrap_or(date)
        }
        _ => date.with_year(date.year() + if date.year() % 10 == 9 { -1 } else { 1 }).unwrap_or(date),
    };
    DateOfBirth::new(other).ok()
}
