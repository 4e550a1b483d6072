//! Random histories: commands in any order, of which the lawful ones happen.

use chrono::TimeDelta;
use cred_core::{
    actor::Capacity,
    appointment,
    appointment::Ground,
    delineation::{criterion::Criterion, privilege_item::PrivilegeItem, privilege_set::PrivilegeSetVersion},
    evidence::{
        reply::{EncumbranceKind, Reply},
        verification,
    },
    facility::{
        self,
        resource::{Ending, Outage},
    },
    privileging::{grant::Restriction, privilege_request},
    provider,
    refusal::Refusal,
    time::{Instant, partial_date::PartialDate, period::Period},
};
use proptest::prelude::*;

use crate::{
    house::{
        Bylaws, ITEMS, MAIN, SourceAnswer, az_license, bylaws, certified, clear, form, found_between, insurance, label,
        leie, license, reported, resource, site, text,
    },
    world::{World, actor},
};

/// What an answer of a source says, with days counted from its own.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told {
    Clear,
    Excluded { from: i64 },
    ExcludedUntil { from: i64, days: i64 },
    PossibleMatch,
    License { from: Option<i64>, days: Option<i64>, kind: Option<EncumbranceKind> },
    SecondLicense { from: i64, days: Option<i64> },
    Insurance { from: Option<i64>, days: Option<i64>, enough: bool, zone: bool },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    SuspendPrivilege(usize),
    LiftPrivilege(usize),
    RevokePrivilege(usize),
    RelinquishPrivilege(usize),
    RestrictPrivilege(usize),
    GrantAgain(usize),
    SuspendStaff,
    LiftStaff,
    TakeLeave,
    ReturnFromLeave,
    Resign,
    RevokeStaff,
    StaffDeath,
    Death,
    Reappoint(u32),
    TerminateFile,
    ApproveAgain,
    Outage { which: usize, hours: Option<i64>, limited: bool },
    ReturnToService(usize),
    EndResource(usize),
    Tell(Told),
    EnterInError(usize),
    NewBylaws { insurance: bool },
    NewForm { grandfather: bool, asks_more: bool },
}

/// One command: so many hours after the one before, effective so many hours later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Happening {
    pub(crate) wait: i64,
    pub(crate) ahead: i64,
    pub(crate) what: What,
}

const RESOURCES: [&str; 3] = ["robot", "cath-lab", "hybrid-or"];

fn told() -> impl Strategy<Value = Told> {
    use EncumbranceKind::{Limited, Revoked, Surrendered, Suspended};
    let days = || -30_i64..400;
    let length = || prop::option::of(1_i64..700);
    prop_oneof![
        Just(Told::Clear),
        days().prop_map(|from| Told::Excluded { from }),
        (days(), 1_i64..400).prop_map(|(from, days)| Told::ExcludedUntil { from, days }),
        Just(Told::PossibleMatch),
        (
            prop::option::of(days()),
            length(),
            prop::option::of(prop::sample::select(vec![Limited, Revoked, Surrendered, Suspended]))
        )
            .prop_map(|(from, days, kind)| Told::License { from, days, kind }),
        (days(), length()).prop_map(|(from, days)| Told::SecondLicense { from, days }),
        (prop::option::of(days()), length(), any::<bool>(), any::<bool>())
            .prop_map(|(from, days, enough, zone)| Told::Insurance { from, days, enough, zone }),
    ]
}

/// What can only take away.
fn blocking() -> impl Strategy<Value = What> {
    let item = || 0..ITEMS.len();
    prop_oneof![
        item().prop_map(What::SuspendPrivilege),
        item().prop_map(What::RevokePrivilege),
        item().prop_map(What::RelinquishPrivilege),
        item().prop_map(What::RestrictPrivilege),
        Just(What::SuspendStaff),
        Just(What::TakeLeave),
        Just(What::Resign),
        Just(What::RevokeStaff),
        Just(What::StaffDeath),
        Just(What::Death),
        Just(What::TerminateFile),
        (0..3_usize, prop::option::of(1_i64..2000), any::<bool>()).prop_map(|(which, hours, limited)| What::Outage {
            which,
            hours,
            limited
        }),
        (0..3_usize).prop_map(What::EndResource),
        (0_i64..400).prop_map(|from| What::Tell(Told::Excluded { from })),
        Just(What::Tell(Told::PossibleMatch)),
        Just(What::NewForm { grandfather: false, asks_more: true }),
    ]
}

fn any_what() -> impl Strategy<Value = What> {
    let item = || 0..ITEMS.len();
    prop_oneof![
        6 => blocking(),
        1 => item().prop_map(What::LiftPrivilege),
        1 => item().prop_map(What::GrantAgain),
        1 => Just(What::LiftStaff),
        1 => Just(What::ReturnFromLeave),
        1 => (1_u32..40).prop_map(What::Reappoint),
        1 => Just(What::ApproveAgain),
        1 => (0..3_usize).prop_map(What::ReturnToService),
        3 => told().prop_map(What::Tell),
        1 => (0..14_usize).prop_map(What::EnterInError),
        1 => any::<bool>().prop_map(|insurance| What::NewBylaws { insurance }),
        1 => (any::<bool>(), any::<bool>())
            .prop_map(|(grandfather, asks_more)| What::NewForm { grandfather, asks_more }),
    ]
}

fn when(what: impl Strategy<Value = What>) -> impl Strategy<Value = Happening> {
    (0_i64..400, 0_i64..4000, what).prop_map(|(wait, ahead, what)| Happening { wait, ahead, what })
}

pub(crate) fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    prop::collection::vec(when(any_what()), 0..10)
}

pub(crate) fn a_happening() -> impl Strategy<Value = Happening> {
    when(any_what())
}

pub(crate) fn a_blocking_one() -> impl Strategy<Value = Happening> {
    when(blocking())
}

/// An instant in the years in which anything happens.
pub(crate) fn some_instant() -> impl Strategy<Value = Instant> {
    (0_i64..3 * 365 * 24 * 60)
        .prop_map(|minutes| crate::house::instant("2025-12-01T00:00:00Z") + TimeDelta::minutes(minutes))
}

impl World {
    pub(crate) fn lives_through(mut self, happenings: &[Happening]) -> Self {
        for happening in happenings {
            let _ = happening.befall(&mut self);
        }
        self
    }
}

impl Happening {
    /// When it begins to bind, at the earliest reading of its dates.
    pub(crate) fn binds_from(&self, world: &World) -> Instant {
        let now = world.now + TimeDelta::hours(self.wait);
        match self.what {
            // Counted from yesterday's start, and somewhere on earth it begins 14 hours before.
            What::Tell(Told::Excluded { from }) => now - TimeDelta::hours(62) + TimeDelta::days(from),
            What::NewForm { .. } | What::NewBylaws { .. } => now + TimeDelta::hours(self.ahead - 48),
            What::Outage { .. } | What::EndResource(_) => now + TimeDelta::hours(self.ahead),
            What::Death => now - TimeDelta::hours(48),
            What::Tell(_) | What::EnterInError(_) => now - TimeDelta::days(20_000),
            What::ReturnToService(_) => now + TimeDelta::hours(self.ahead),
            What::SuspendPrivilege(_)
            | What::LiftPrivilege(_)
            | What::RevokePrivilege(_)
            | What::RelinquishPrivilege(_)
            | What::RestrictPrivilege(_)
            | What::SuspendStaff
            | What::LiftStaff
            | What::TakeLeave
            | What::ReturnFromLeave
            | What::Resign
            | What::RevokeStaff
            | What::StaffDeath
            | What::TerminateFile => now + TimeDelta::hours(self.ahead),
            What::GrantAgain(_) => now + TimeDelta::hours(self.ahead),
            What::Reappoint(_) | What::ApproveAgain => now,
        }
    }

    /// Gives the command. Says whether it was lawful.
    pub(crate) fn befall(&self, world: &mut World) -> Result<(), Refusal> {
        use privilege_request::Command;
        world.now += TimeDelta::hours(self.wait);
        let from = world.now + TimeDelta::hours(self.ahead);
        let reason = || text("a reason");
        let privilege = |world: &mut World, which: usize, command, by| {
            let id = world.newest_of(ITEMS[which]).id();
            world.privilege(id, command, by)
        };
        match self.what {
            What::SuspendPrivilege(n) => privilege(
                world,
                n,
                Command::Suspend { from, reason: reason(), ground: Ground::default() },
                Capacity::Chair,
            ),
            What::LiftPrivilege(n) => privilege(world, n, Command::Lift { from }, Capacity::Mec),
            What::RevokePrivilege(n) => privilege(
                world,
                n,
                Command::Revoke { from, reason: reason(), ground: Ground::default() },
                Capacity::Board,
            ),
            What::RelinquishPrivilege(n) => {
                privilege(world, n, Command::Relinquish { from, cause: None }, Capacity::Msp)
            }
            What::RestrictPrivilege(n) => privilege(
                world,
                n,
                Command::Restrict(Restriction::condition(from, text("supervised"))),
                Capacity::Board,
            ),
            What::GrantAgain(n) if self.credentialed_and_appointed(world) => world.grant(ITEMS[n], from).map(|_| ()),
            What::GrantAgain(_) => Ok(()),
            What::SuspendStaff => world.staff(
                appointment::Command::Suspend { from, reason: reason(), ground: Ground::default() },
                Capacity::Mec,
            ),
            What::LiftStaff => world.staff(appointment::Command::Lift { from }, Capacity::Mec),
            What::TakeLeave => {
                world.staff(appointment::Command::TakeLeave { from, until: None, reason: reason() }, Capacity::Mec)
            }
            What::ReturnFromLeave => world.return_from_leave(from),
            What::Resign => world.staff(appointment::Command::Resign { from, cause: None }, Capacity::Msp),
            What::RevokeStaff => world.staff(
                appointment::Command::Revoke { from, reason: reason(), ground: Ground::default() },
                Capacity::Board,
            ),
            What::StaffDeath => world.staff(appointment::Command::RecordDeath { from }, Capacity::Msp),
            What::Death => world.provider_does(provider::Command::RecordDeath { on: world.now.date_naive() }),
            What::Reappoint(months) => world.reappoint(months),
            What::TerminateFile => {
                let id = world.newest_file().id();
                let command =
                    cred_core::credentialing::credentialing_file::Command::Terminate { from, reason: reason() };
                world.file(id, command, &actor(Capacity::Board))
            }
            What::ApproveAgain => world.approve().map(|_| ()),
            What::Outage { which, hours, limited } => {
                let end = hours.map(|hours| from + TimeDelta::hours(hours));
                let outage = Outage {
                    period: Period::new(from, end).unwrap(),
                    reason: reason(),
                    limits: limited.then(|| text("adults only")),
                };
                let (site, resource) = (site(MAIN), resource(RESOURCES[which]));
                world.facility(facility::Command::RecordOutage { site, resource, outage })
            }
            What::ReturnToService(n) => {
                let (site, resource) = (site(MAIN), resource(RESOURCES[n]));
                world.facility(facility::Command::ReturnToService { site, resource, from })
            }
            What::EndResource(n) => {
                let (site, resource, ending) = (site(MAIN), resource(RESOURCES[n]), Ending::Retired);
                world.facility(facility::Command::EndResource { site, resource, from, ending })
            }
            What::Tell(told) => {
                let answer = told.answer(world.now);
                world.verify(&answer).map(|_| ())
            }
            What::EnterInError(n) => {
                let id = world.records.verifications_of(world.provider).nth(n).map(|held| held.id());
                let command = verification::Command::EnterInError { reason: reason() };
                id.map_or(Ok(()), |id| world.verification(id, command, &actor(Capacity::Msp)))
            }
            What::NewBylaws { insurance } => {
                let next = Bylaws {
                    version: label(&format!("of-{}", world.history.len())),
                    effective_from: from.date_naive(),
                    insurance: bylaws().insurance.filter(|_| insurance),
                    ..bylaws()
                };
                world.adopt_bylaws(&next)
            }
            What::NewForm { grandfather, asks_more } => {
                world.publish(next_form(&format!("of-{}", world.history.len()), from, grandfather, asks_more))
            }
        }
    }

    fn credentialed_and_appointed(&self, world: &World) -> bool {
        world.newest_file().credentialed(world.now).is_some()
            && world.newest_appointment().appointed(world.now).is_some()
    }
}

/// The same form again, or one on which every item asks for PALS too.
pub(crate) fn next_form(version: &str, from: Instant, grandfather: bool, asks_more: bool) -> PrivilegeSetVersion {
    let form = form();
    let more = |item: PrivilegeItem| PrivilegeItem {
        criteria: Some(Criterion::All(item.criteria.clone().into_iter().chain([certified("PALS")]).collect())),
        ..item
    };
    let items = form.items.iter().cloned().map(|item| if asks_more { more(item) } else { item }).collect();
    PrivilegeSetVersion { version: label(version), effective_from: from.date_naive(), grandfather, items, ..form }
}

impl Told {
    /// The answer, given on the day before now, so that it is past in every zone.
    pub(crate) fn answer(self, now: Instant) -> SourceAnswer {
        let today = now.date_naive().pred_opt().unwrap();
        let day = |days: i64| PartialDate::Day(today + TimeDelta::days(days));
        let last = |from: Option<i64>, days: Option<i64>| days.map(|days| day(from.unwrap_or(0) + days));
        let answer = match self {
            Self::Clear => clear(&leie()),
            Self::Excluded { from } => reported(&leie(), Some(day(from)), None),
            Self::ExcludedUntil { from, days } => reported(&leie(), Some(day(from)), Some(day(from + days))),
            Self::PossibleMatch => {
                SourceAnswer::of(leie().key(), Reply::PossibleMatch { summary: text("same name"), pairs: vec![] })
            }
            Self::License { from, days, kind } => {
                let answer = found_between(az_license(), from.map(day), last(from, days));
                match kind {
                    Some(kind) => answer.limited(kind, from.map(|from| day(from + 10)), None),
                    None => answer,
                }
            }
            Self::SecondLicense { from, days } => {
                found_between(license("AZ", "MD", "R2002"), Some(day(from)), last(Some(from), days))
            }
            Self::Insurance { from, days, enough, zone } => {
                let credential = if enough { insurance(1_000_000, 3_000_000) } else { insurance(200_000, 600_000) };
                let answer = found_between(credential, from.map(day), last(from, days));
                if zone { answer.zone("America/Chicago") } else { answer }
            }
        };
        answer.on(today)
    }
}
