//! World A: who is on which staff, with which grants and credentials, drawn from a seed alone. Two readings are made of it, the real
//! history ([`history`]) and the plain tables of the other engines ([`tables`]); that they agree is checked before anything is timed.

pub mod history;
pub mod house;
pub mod tables;

use chrono::{Days, Months, NaiveDate};

/// The facilities, each with two sites.
pub const FACILITIES: u8 = 10;
/// The sites.
pub const SITES: u8 = 2 * FACILITIES;
/// The items of every facility's form.
pub const ITEMS: u8 = 40;
/// The grants of one provider at one facility.
pub const GRANTS_OF_A_STAFF: usize = 15;
/// The kinds of resource at every site.
pub const RESOURCES: u8 = 3;
/// The states that the facilities lie in, with the zone of each.
pub const STATES: [(&str, &str); 4] =
    [("AZ", "America/Phoenix"), ("CA", "America/Los_Angeles"), ("CO", "America/Denver"), ("TX", "America/Chicago")];
/// For how many months an appointment and a credentialing approval are good.
pub const TERM_MONTHS: u32 = 24;

/// The state that a facility lies in, as an index of [`STATES`].
#[must_use]
pub const fn state_of(facility: u8) -> u8 {
    facility % 4
}

/// What an item asks beside what all of them ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing more.
    Nothing,
    /// A board certification.
    Board,
    /// A DEA registration in the state of the site.
    Dea,
    /// A resource of the site in service.
    Resource(u8),
}

/// What an item asks.
#[must_use]
pub const fn asks(item: u8) -> Asks {
    match item % 4 {
        1 => Asks::Board,
        2 => Asks::Dea,
        3 => Asks::Resource((item / 4) % RESOURCES),
        _ => Asks::Nothing,
    }
}

/// Days, both inclusive.
pub type DaySpan = (NaiveDate, NaiveDate);

/// A credential with one term, or two where it was renewed (some with a gap between them).
#[derive(Debug, Clone)]
pub struct Credential {
    /// The first term.
    pub first: DaySpan,
    /// The term of the renewal.
    pub renewal: Option<DaySpan>,
}

impl Credential {
    /// The terms.
    pub fn terms(&self) -> impl Iterator<Item = DaySpan> {
        std::iter::once(self.first).chain(self.renewal)
    }
}

/// Why somebody on a staff may do nothing for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// A leave with a printed end, from which nobody came back yet.
    Leave,
    /// A suspension that was lifted.
    Suspension,
}

/// One grant.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The item.
    pub item: u8,
    /// The first day.
    pub from: NaiveDate,
    /// For so many months; with the appointment where none.
    pub months: Option<u32>,
    /// For the facility's first site, for its second.
    pub sites: [bool; 2],
    /// Suspended from the one day until before the other.
    pub suspended: Option<DaySpan>,
}

/// One provider on the staff of one facility.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The facility.
    pub facility: u8,
    /// The first day of the appointment.
    pub from: NaiveDate,
    /// From the one day until before the other.
    pub absence: Option<(Absence, DaySpan)>,
    /// The grants, each of another item.
    pub grants: Vec<Grant>,
}

/// One provider.
#[derive(Debug, Clone)]
pub struct Person {
    /// The number, from 0.
    pub number: u32,
    /// The staffs.
    pub staffs: [Staff; 2],
    /// Licences, and DEA registrations, of each state with one of the facilities.
    pub licences: Vec<(u8, Credential, Credential)>,
    /// Board certification, liability cover, life support certificate.
    pub lasting: [Credential; 3],
    /// Excluded from the one day through the other.
    pub excluded: Option<DaySpan>,
}

/// An outage of a resource: at a site, of a resource, from the one day until before the other.
pub type Outage = (u8, u8, DaySpan);

/// The whole world.
#[derive(Debug)]
pub struct World {
    /// The providers.
    pub people: Vec<Person>,
    /// The outages.
    pub outages: Vec<Outage>,
}

/// A day of January 2026 or later.
#[must_use]
pub fn day(after_2026_01_01: u64) -> NaiveDate {
    NaiveDate::default() + Days::new(DAYS_TO_2026 + after_2026_01_01)
}

/// From the first day of 1970 to that of 2026.
const DAYS_TO_2026: u64 = 20_454;
/// Questions are asked about so many days from 2026-03-01 on.
pub const ASKED_DAYS: u64 = 720;

impl World {
    /// A world with so many providers. The same number gives the same world, on every machine.
    #[must_use]
    pub fn of(providers: u32) -> Self {
        let mut dice = fastrand::Rng::with_seed(0xC0FFEE);
        let mut outages = Vec::new();
        for site in 0..SITES {
            for resource in 0..RESOURCES {
                let mut from = 40 + dice.u64(0..200);
                while from < 800 {
                    let length = dice.u64(3..60);
                    outages.push((site, resource, (day(from), day(from + length))));
                    from += length + dice.u64(120..400);
                }
            }
        }
        Self { people: (0..providers).map(Person::drawn).collect(), outages }
    }

    /// The grants.
    pub fn grants(&self) -> usize {
        self.people.iter().flat_map(|own| &own.staffs).map(|own| own.grants.len()).sum()
    }

    /// The terms of credentials that end.
    pub fn credentials(&self) -> usize {
        let of = |own: &Person| {
            let stated = own.licences.iter().flat_map(|(_, licence, dea)| [licence, dea]);
            stated.chain(&own.lasting).map(|own| own.terms().count()).sum::<usize>()
        };
        self.people.iter().map(of).sum()
    }
}

fn credential(dice: &mut fastrand::Rng) -> Credential {
    let ends = 150 + dice.u64(0..2_600);
    let renewal = (ends < 800 && dice.u8(0..6) == 0).then(|| {
        let gap = if dice.bool() { 0 } else { dice.u64(5..90) };
        (day(ends + 1 + gap), day(ends + 1 + gap + 1_095))
    });
    Credential { first: (day(0) - Days::new(dice.u64(100..1_000)), day(ends)), renewal }
}

impl Person {
    fn drawn(number: u32) -> Self {
        let mut dice = fastrand::Rng::with_seed(0x5EED_0000 + u64::from(number));
        let first = dice.u8(0..FACILITIES);
        // One of three works in one state alone.
        let second = match dice.u8(0..3) {
            0 => {
                if first < 6 {
                    first + 4
                } else {
                    first - 4
                }
            }
            _ => (first + dice.u8(1..FACILITIES)) % FACILITIES,
        };
        let staffs = [first, second].map(|facility| staff(facility, &mut dice));
        let mut states = vec![state_of(first), state_of(second)];
        states.dedup();
        let licences = states.into_iter().map(|state| (state, credential(&mut dice), credential(&mut dice))).collect();
        let excluded = (dice.u8(0..100) == 0).then(|| {
            let from = 60 + dice.u64(0..600);
            (day(from), day(from + dice.u64(30..400)))
        });
        let lasting = [credential(&mut dice), credential(&mut dice), credential(&mut dice)];
        Self { number, staffs, licences, lasting, excluded }
    }

    /// A valid NPI of its own.
    #[must_use]
    pub fn npi(&self) -> String {
        let base = format!("{}", 150_000_000 + self.number);
        let sum: u32 = base
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, byte)| {
                let digit = u32::from(byte - b'0');
                let weighed = if place % 2 == 0 { digit * 2 } else { digit };
                weighed / 10 + weighed % 10
            })
            .sum();
        format!("{base}{}", (10 - (sum + 24) % 10) % 10)
    }
}

fn staff(facility: u8, dice: &mut fastrand::Rng) -> Staff {
    let from = (day(0) + Months::new(dice.u32(1..4))) + Days::new(dice.u64(0..27));
    let begins = from.signed_duration_since(day(0)).num_days().unsigned_abs();
    let within = |dice: &mut fastrand::Rng, length: std::ops::Range<u64>| {
        let from = begins + dice.u64(20..500);
        (day(from), day(from + dice.u64(length)))
    };
    let absence = match dice.u8(0..100) {
        0..4 => Some((Absence::Leave, within(dice, 30..300))),
        4..8 => Some((Absence::Suspension, within(dice, 5..90))),
        _ => None,
    };
    let mut items: Vec<u8> = (0..ITEMS).collect();
    dice.shuffle(&mut items);
    items.truncate(GRANTS_OF_A_STAFF);
    items.sort_unstable();
    let grants = items.into_iter().map(|item| {
        let later = dice.u8(0..10) == 0;
        Grant {
            item,
            from: if later { from + Months::new(dice.u32(1..6)) } else { from },
            months: (dice.u8(0..10) == 0).then(|| dice.u32(6..15)),
            sites: match dice.u8(0..10) {
                0..7 => [true, true],
                7 | 8 => [true, false],
                _ => [false, true],
            },
            suspended: (dice.u8(0..100) < 3).then(|| within(dice, 5..120)),
        }
    });
    Staff { facility, from, absence, grants: grants.collect() }
}
