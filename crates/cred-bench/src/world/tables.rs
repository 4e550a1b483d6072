//! The world as plain rows, for the engines that are handed facts and no history. Instants are seconds since 1970; ends are exclusive.

use chrono::{Months, NaiveDate};
use cred_core::time::zone::Zone;

use super::{Absence, Asks, DaySpan, STATES, TERM_MONTHS, World, asks, history, state_of};
use crate::Fault;

/// From when until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first instant.
    pub from: i64,
    /// The first instant after it.
    pub to: i64,
}

impl Span {
    /// An end that is not known.
    pub const OPEN: i64 = i64::MAX;
    /// No instant.
    pub const NEVER: Self = Self { from: i64::MAX, to: i64::MAX };

    /// Whether an instant lies in it.
    #[must_use]
    pub const fn holds(self, at: i64) -> bool {
        self.from <= at && at < self.to
    }
}

/// What is said of a provider alone. A credential has its term and that of its renewal.
#[derive(Debug, Clone, Copy)]
pub struct ProviderRow {
    /// The credentialing approval.
    pub approved: Span,
    /// Board certification.
    pub board: [Span; 2],
    /// Liability cover.
    pub insurance: [Span; 2],
    /// Life support certificate.
    pub certificate: [Span; 2],
    /// On the exclusion list.
    pub excluded: Span,
}

/// An appointment.
#[derive(Debug, Clone, Copy)]
pub struct AppointmentRow {
    /// The facility.
    pub facility: u8,
    /// The term.
    pub term: Span,
    /// On leave.
    pub leave: Span,
    /// Past the printed end of the leave, and not back.
    pub overstayed: Span,
    /// Suspended.
    pub suspended: Span,
}

/// A licence and a DEA registration of one state.
#[derive(Debug, Clone, Copy)]
pub struct LicenceRow {
    /// The state, an index of [`STATES`].
    pub state: u8,
    /// The licence.
    pub licence: [Span; 2],
    /// The registration.
    pub dea: [Span; 2],
}

/// A grant.
#[derive(Debug, Clone, Copy)]
pub struct GrantRow {
    /// Whose.
    pub provider: u32,
    /// At which facility.
    pub facility: u8,
    /// Of which item.
    pub item: u8,
    /// For the facility's first site, for its second.
    pub sites: [bool; 2],
    /// The term, within the appointment.
    pub term: Span,
    /// Suspended.
    pub suspended: Span,
}

/// A resource of a site that is out of service.
#[derive(Debug, Clone, Copy)]
pub struct OutageRow {
    /// The site.
    pub site: u8,
    /// The resource.
    pub resource: u8,
    /// The outage.
    pub span: Span,
}

/// All rows. Those of a provider stand at the provider's number.
#[derive(Debug)]
pub struct Tables {
    /// One of each provider.
    pub providers: Vec<ProviderRow>,
    /// Two of each provider.
    pub appointments: Vec<[AppointmentRow; 2]>,
    /// One or two of each provider.
    pub licences: Vec<Vec<LicenceRow>>,
    /// The grants.
    pub grants: Vec<GrantRow>,
    /// The outages.
    pub outages: Vec<OutageRow>,
}

/// The days of a zone as instants.
struct Clock(Zone);

impl Clock {
    fn of(state: u8) -> Result<Self, Fault> {
        let (_, zone) = STATES.get(usize::from(state)).ok_or("no such state")?;
        Ok(Self(Zone::parse(zone)?))
    }

    fn start(&self, day: NaiveDate) -> i64 {
        self.0.start_of_day(day).timestamp()
    }

    /// Through the last day.
    fn through(&self, (first, last): DaySpan) -> Span {
        Span { from: self.start(first), to: self.0.end_of_day(last).timestamp() }
    }

    /// Until before the other day.
    fn until(&self, (first, after): DaySpan) -> Span {
        Span { from: self.start(first), to: self.start(after) }
    }

    fn credential(&self, own: &super::Credential) -> [Span; 2] {
        let first = self.through(own.first);
        let second = own.renewal.map_or(Span::NEVER, |renewal| self.through(renewal));
        // A renewal from the next day on is one term with the first.
        if first.to == second.from { [Span { from: first.from, to: second.to }, Span::NEVER] } else { [first, second] }
    }
}

impl Tables {
    /// The rows of a world.
    ///
    /// # Errors
    /// When a zone is not one.
    pub fn of(world: &World) -> Result<Self, Fault> {
        let home = Clock::of(0)?;
        let clocks = [Clock::of(0)?, Clock::of(1)?, Clock::of(2)?, Clock::of(3)?];
        let clock = |state: u8| &clocks[usize::from(state)];
        // Months are counted to the end of the month.
        let due = NaiveDate::from_ymd_opt(2026, 2, 1).ok_or("no such day")? + Months::new(TERM_MONTHS);
        let mut tables =
            Self { providers: vec![], appointments: vec![], licences: vec![], grants: vec![], outages: vec![] };
        for own in &world.people {
            let [board, insurance, certificate] = [0, 1, 2].map(|kind: usize| home.credential(&own.lasting[kind]));
            tables.providers.push(ProviderRow {
                approved: Span { from: history::told_at(own.number).timestamp(), to: home.start(due) },
                board,
                insurance,
                certificate,
                excluded: own.excluded.map_or(Span::NEVER, |days| home.through(days)),
            });
            let licences = own.licences.iter().map(|(state, licence, dea)| LicenceRow {
                state: *state,
                licence: clock(*state).credential(licence),
                dea: clock(*state).credential(dea),
            });
            tables.licences.push(licences.collect());
            let appointments = own.staffs.each_ref().map(|staff| {
                let clock = clock(state_of(staff.facility));
                let term =
                    Span { from: clock.start(staff.from), to: clock.start(staff.from + Months::new(TERM_MONTHS)) };
                let absent = |kind| {
                    let days = staff.absence.filter(|(own, _)| *own == kind).map(|(_, days)| days);
                    days.map_or(Span::NEVER, |days| clock.until(days))
                };
                let leave = absent(Absence::Leave);
                for grant in &staff.grants {
                    let ends = grant.months.map(|months| clock.start(grant.from + Months::new(months)));
                    tables.grants.push(GrantRow {
                        provider: own.number,
                        facility: staff.facility,
                        item: grant.item,
                        sites: grant.sites,
                        term: Span { from: clock.start(grant.from), to: ends.unwrap_or(term.to).min(term.to) },
                        suspended: grant.suspended.map_or(Span::NEVER, |days| clock.until(days)),
                    });
                }
                AppointmentRow {
                    facility: staff.facility,
                    term,
                    leave,
                    overstayed: Span { from: leave.to, to: Span::OPEN },
                    suspended: absent(Absence::Suspension),
                }
            });
            tables.appointments.push(appointments);
        }
        for (site, resource, days) in &world.outages {
            let span = clock(state_of(site / 2)).until(*days);
            tables.outages.push(OutageRow { site: *site, resource: *resource, span });
        }
        Ok(tables)
    }

    /// What a grant needs at one of the facility's two sites: for each thing, where it holds.
    #[must_use]
    pub fn asked_of(&self, grant: &GrantRow, place: usize) -> Vec<Vec<Span>> {
        let provider = &self.providers[grant.provider as usize];
        let [one, two] = &self.appointments[grant.provider as usize];
        let own = if one.facility == grant.facility { one } else { two };
        let state = state_of(grant.facility);
        let licence = self.licences[grant.provider as usize].iter().find(|row| row.state == state);
        let mut asked = vec![
            vec![provider.approved],
            provider.insurance.to_vec(),
            provider.certificate.to_vec(),
            without(&[provider.excluded]),
            vec![own.term],
            without(&[own.leave, own.overstayed, own.suspended]),
            licence.map_or_else(Vec::new, |row| row.licence.to_vec()),
            vec![grant.term],
            without(&[grant.suspended]),
        ];
        match asks(grant.item) {
            Asks::Nothing => {}
            Asks::Board => asked.push(provider.board.to_vec()),
            Asks::Dea => asked.push(licence.map_or_else(Vec::new, |row| row.dea.to_vec())),
            Asks::Resource(resource) => {
                let site = 2 * usize::from(grant.facility) + place;
                let here = self.outages.iter().filter(|own| usize::from(own.site) == site && own.resource == resource);
                asked.push(without(&here.map(|own| own.span).collect::<Vec<_>>()));
            }
        }
        asked
    }
}

/// All time but these.
fn without(outs: &[Span]) -> Vec<Span> {
    let mut left = vec![Span { from: i64::MIN, to: Span::OPEN }];
    for out in outs {
        left = left
            .iter()
            .flat_map(|own| {
                [Span { from: own.from, to: own.to.min(out.from) }, Span { from: own.from.max(out.to), to: own.to }]
            })
            .filter(|own| own.from < own.to)
            .collect();
    }
    left
}
