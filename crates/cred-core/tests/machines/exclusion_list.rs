//! The exclusion list.

use chrono::{Days, NaiveDate};
use cred_core::{
    actor::Capacity,
    digest::Digest,
    evidence::exclusion_list::{Edition, Event, ExclusionList, MACHINE, Turnover},
    id::ListId,
    machine::Machine,
    refusal::ReplayError,
};

use crate::{
    house::text,
    plan::world,
    walk::{Stepping, Walk},
    world::actor,
};

impl Stepping for ExclusionList {
    type Event = Event;
    const MACHINE: &'static Machine = &MACHINE;
    const IDEMPOTENT: bool = true;

    fn state_of(&self) -> &'static str {
        "loaded"
    }

    fn follow(&mut self, event: &Event) -> Result<(), ReplayError> {
        self.apply(event)
    }

    fn named(event: &Event) -> &'static str {
        event.name()
    }
}

fn today() -> NaiveDate {
    world().now.date_naive()
}

fn edition(bytes: &str, as_of: NaiveDate, entries: u64) -> Edition {
    Edition { as_of, artefact: Digest::of("a file", [bytes]), layout: text("leie"), rows: entries + 3, entries }
}

fn gone(count: u64) -> Turnover {
    let gone = (0..count).map(|number| Digest::of("an entry", [number.to_string().as_str()])).collect();
    Turnover { added: 5, gone, gone_at_end: 0 }
}

fn held() -> ExclusionList {
    let by = actor(Capacity::Msp);
    let events = ExclusionList::first(edition("first", today(), 1_000), &by, world().now).unwrap();
    ExclusionList::begin(ListId::parse("LEIE").unwrap(), &events[0]).unwrap()
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let mut walk: Walk<ExclusionList> = Walk::about(world().provider);
    let at = world().now;
    let start = walk.begin(
        "load",
        |by| ExclusionList::first(edition("first", today(), 1_000), by, at),
        |event| ExclusionList::begin(ListId::parse("LEIE").unwrap(), event).unwrap(),
    );
    walk.explore(start, 1, |list, _, by| ("load", list.load(edition("second", today(), 1_004), gone(1), None, by, at)));
    walk.is_whole();
}

// Catches: a file cut off on the way that is searched as if everybody behind the cut had been reinstated.
#[test]
fn a_list_that_lost_many_entries_is_refused_with_the_numbers_until_somebody_says_why() {
    let (list, by, at) = (held(), actor(Capacity::Msp), world().now);
    let load = |left: u64, lost: u64, why: Option<&str>| {
        list.load(edition("second", today(), left), gone(lost), why.map(text), &by, at)
    };
    assert_eq!(load(985, 20, None).unwrap().len(), 1, "two of a hundred are a busy month");
    let refusal = load(984, 21, None).unwrap_err();
    assert_eq!(refusal.code(), "exclusion-list/shrunken");
    assert!(refusal.to_string().contains("1000 held, 984 in this file, 21 gone"), "{refusal}");
    // What comes in does not make up for what is gone.
    assert!(load(2_000, 21, None).is_err());
    assert_eq!(load(500, 505, Some("the agency closed old cases")).unwrap().len(), 1);
    assert!(load(0, 1_000, Some("an empty list clears everybody")).is_err());
}

#[test]
fn no_older_edition_takes_the_place_of_a_newer_one() {
    let (mut list, by, at) = (held(), actor(Capacity::Msp), world().now);
    let yesterday = today().checked_sub_days(Days::new(1)).unwrap();
    let code = |list: &ExclusionList, edition: Edition| {
        list.load(edition, gone(1), Some(text("whatever")), &by, at).map_err(|refusal| refusal.code())
    };
    assert_eq!(code(&list, edition("first", today(), 1_000)), Ok(vec![]), "the same bytes again change nothing");
    assert_eq!(code(&list, edition("old", yesterday, 1_000)).unwrap_err(), "exclusion-list/older-edition");
    let tomorrow = today().checked_add_days(Days::new(1)).unwrap();
    assert_eq!(code(&list, edition("new", tomorrow, 1_000)).unwrap_err(), "exclusion-list/from-the-future");
    let events = list.load(edition("second", today(), 1_000), gone(1), None, &by, at).unwrap();
    list.apply(&events[0]).unwrap();
    assert_eq!(list.replaced().len(), 1);
    assert_eq!(code(&list, edition("first", today(), 1_000)).unwrap_err(), "exclusion-list/older-edition");
}

// Catches: a file cut off between its last rows, which loses too few entries for the other limit to see.
#[test]
fn a_list_whose_end_is_gone_is_refused_until_somebody_says_why() {
    let (list, by, at) = (held(), actor(Capacity::Msp), world().now);
    let load = |gone_at_end: u64, why: Option<&str>| {
        let turnover = Turnover { gone_at_end, ..gone(gone_at_end) };
        list.load(edition("second", today(), 990), turnover, why.map(text), &by, at).map_err(|refusal| refusal.code())
    };
    assert_eq!(load(2, None).map(|events| events.len()), Ok(1));
    assert_eq!(load(3, None).unwrap_err(), "exclusion-list/cut-off");
    assert_eq!(load(3, Some("the agency reinstated all three")).map(|events| events.len()), Ok(1));
}

#[test]
fn one_list_has_one_spelling() {
    let id = |text: &str| ListId::parse(text).unwrap();
    assert_eq!(ExclusionList::spelled(&id("leie")), id("LEIE"));
    assert_eq!(ExclusionList::spelled(&id("Ca-Medicaid_2")), id("CA-MEDICAID_2"));
}
