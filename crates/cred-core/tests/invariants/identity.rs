//! One person behind several records, and the names a person bears.

use chrono::TimeDelta;
use cred_core::{
    actor::{Actor, Capacity},
    appointment,
    evidence::{reply::EncumbranceKind, verification::State},
    id::ProviderId,
    identifier::{DateOfBirth, DeaNumber, Npi, Ssn},
    journal::{DomainEvent, Recorded, Stream},
    provider::{
        self, Provider,
        claim::Claim,
        merging::{Comparison, Grounds, IdentityField},
        name::{DatedName, NameKind, PersonName},
    },
    records::Records,
    refusal::{Reason, Refusal},
    text::Text,
    time::Instant,
    timeline::{Timeline, truth::Truth},
};
use proptest::prelude::*;

use crate::{
    house::{
        CORE, ITEMS, MAIN, SourceAnswer, az_license, certificate, clear, date, found, insurance, leie, license,
        partial, reported, text,
    },
    plan::{Plan, world},
    world::{NAME, NPI, World, actor, cases},
};

pub(crate) fn because(reason: &str) -> Grounds {
    Grounds { reason: Some(text(reason)), ..Grounds::default() }
}

impl World {
    pub(crate) fn merge(&mut self, record: ProviderId, survivor: ProviderId, grounds: Grounds) -> Result<(), Refusal> {
        let (own, other) = (self.records.provider(record).unwrap(), self.records.provider(survivor).unwrap());
        let merger = own.merge_into(other, grounds, &actor(Capacity::Msp))?;
        self.record(Stream::Provider(merger.record), DomainEvent::Provider, merger.of_record);
        self.record(Stream::Provider(merger.survivor), DomainEvent::Provider, merger.of_survivor);
        Ok(())
    }

    fn unmerge(&mut self, record: ProviderId) -> Result<(), Refusal> {
        let own = self.records.provider(record).unwrap();
        let merger = own.unmerge(text("two sisters after all"), &actor(Capacity::Msp))?;
        self.record(Stream::Provider(merger.record), DomainEvent::Provider, merger.of_record);
        self.record(Stream::Provider(merger.survivor), DomainEvent::Provider, merger.of_survivor);
        Ok(())
    }

    fn said_of(&self, provider: ProviderId) -> Vec<Timeline<Truth>> {
        let mut own = self.clone();
        own.provider = provider;
        ITEMS.iter().map(|item| own.over_time(item, MAIN)).collect()
    }

    fn everybody(&self) -> Vec<Provider> {
        self.records.providers().cloned().collect()
    }
}

/// Further answers that change what may be done, each from a day on.
fn answer(which: usize) -> SourceAnswer {
    let ordered = partial("2026-09-01");
    match which {
        0 => reported(&leie(), Some(partial("2026-05-01")), None),
        1 => clear(&leie()),
        2 => found(az_license(), "2020-01-01", "2026-12-31"),
        3 => found(az_license(), "2020-01-01", "2033-12-31").limited(EncumbranceKind::Suspended, Some(ordered), None),
        4 => found(license("AZ", "DO", "D77"), "2020-01-01", "2030-06-30"),
        5 => found(certificate("ACLS"), "2025-01-01", "2026-11-30"),
        _ => found(insurance(100, 300), "2026-10-01", "2027-09-30"),
    }
}

proptest! {
    #![proptest_config(cases(32))]

    // Catches: evidence of one of the records that is not seen from the other, an exclusion above all; answers that depend on which id
    // is asked; a merger that moves something, so that its undoing leaves a trace.
    #[test]
    fn inv_61_and_62_either_id_tells_what_one_record_would_and_undoing_leaves_no_trace(
        told in prop::collection::vec((0_usize..7, any::<bool>()), 0..6),
        first_survives in any::<bool>(),
    ) {
        let mut alone = world();
        let mut apart = world();
        let one = apart.provider;
        let other = apart.register("Maya Reyes", None);
        alone.register("Maya Reyes", None);
        for (which, of_other) in &told {
            for world in [&mut alone, &mut apart] {
                world.now += TimeDelta::hours(1);
            }
            alone.verify(&answer(*which)).unwrap();
            apart.provider = if *of_other { other } else { one };
            apart.verify(&answer(*which)).unwrap();
        }
        apart.provider = one;
        let before = (apart.everybody(), apart.said_of(one), apart.records.same_person(one));
        let known = apart.history.len();
        let (record, survivor) = if first_survives { (other, one) } else { (one, other) };
        apart.merge(record, survivor, because("the same diploma and photograph")).unwrap();
        prop_assert_eq!(apart.said_of(one), alone.said_of(one));
        prop_assert_eq!(apart.said_of(other), alone.said_of(one));
        prop_assert_eq!(apart.records.same_person(record)[0], survivor);
        // As known before the merger they are two persons, and for ever.
        let then: Vec<&Recorded> = apart.history.iter().take(known).collect();
        let then = Records::replay(then).unwrap();
        prop_assert_eq!(then.same_person(other), vec![other]);
        prop_assert!(!then.provider(one).unwrap().has_id(other));
        prop_assert_eq!(then.privileges_of(other).count(), 0);
        apart.unmerge(record).unwrap();
        prop_assert_eq!((apart.everybody(), apart.said_of(one), apart.records.same_person(one)), before);
    }

    // Catches: a merger by likeness alone.
    #[test]
    fn inv_61_without_a_reason_only_the_four_together_merge(
        npi in 0_u8..3, ssn in 0_u8..3, born in 0_u8..3, licensed in 0_u8..3,
    ) {
        let mut world = World::with_house(&Plan::default());
        let one = identified(&mut world, [1; 4]);
        let other = identified(&mut world, [npi, ssn, born, licensed]);
        let merged = world.clone().merge(one, other, Grounds::default());
        let all_agree = [npi, ssn, born, licensed].iter().all(|own| *own == 1);
        prop_assert_eq!(merged.is_ok(), all_agree, "{:?}", merged);
        let claimed = Grounds { agreement: vec![IdentityField::Ssn], ..because("seen") };
        prop_assert!(world.clone().merge(one, other, claimed).is_ok() == (ssn == 1 && npi != 2));
        // Two NPIs are two persons, whatever the reason, unless one was issued in error.
        prop_assert_eq!(world.clone().merge(one, other, because("seen")).is_ok(), npi != 2);
        let in_error = Grounds { npi_issued_in_error: true, ..because("the registry deactivated one") };
        prop_assert!(world.merge(one, other, in_error).is_ok());
    }
}

/// A record with NPI, SSN, date of birth and licence: none (0), the one (1) or another (2) of each.
fn identified(world: &mut World, which: [u8; 4]) -> ProviderId {
    let [npi, ssn, born, licensed] = which;
    let pick = |which: u8, one: &'static str, other: &'static str| [None, Some(one), Some(other)][usize::from(which)];
    let template = world.register("Maya Okonkwo", None);
    let mut registration = world.records.provider(template).unwrap().registration().clone();
    registration.npi = pick(npi, NPI, "1558598797").map(|npi| Npi::parse(npi).unwrap());
    registration.ssn = pick(ssn, "536-22-8726", "219-09-9998").map(|ssn| Ssn::parse(ssn).unwrap());
    registration.date_of_birth = pick(born, "1980-02-29", "1980-03-01").map(|born| DateOfBirth::parse(born).unwrap());
    let id = ProviderId::from_uuid(uuid::Uuid::from_u128(500 + world.history.len() as u128));
    let events = Provider::register(registration, &actor(Capacity::Msp)).unwrap();
    world.record(Stream::Provider(id), DomainEvent::Provider, events);
    if let Some(number) = pick(licensed, "R1001", "R2002") {
        let claim = Claim { credential: license("AZ", "MD", number), valid_from: None, valid_to: None };
        world.provider = id;
        world.claim(claim).unwrap();
    }
    id
}

// Catches: a ring; a record merged twice, into itself or into one that is merged; somebody who merges their own record; a machine.
#[test]
fn inv_61_who_and_what_may_not_be_merged() {
    let mut world = world();
    let one = world.provider;
    let (two, three) = (world.register(NAME, None), world.register(NAME, None));
    let why = || because("one passport");
    assert!(world.merge(one, one, why()).is_err());
    world.merge(one, two, why()).unwrap();
    assert_eq!(world.merge(one, three, why()).unwrap_err().reason().code(), "not-in-this-state");
    assert!(world.merge(two, one, why()).is_err(), "a ring");
    assert!(world.merge(three, one, why()).is_err(), "the survivor is merged itself");
    world.merge(two, three, why()).unwrap();
    assert_eq!(world.records.survivor(one), three);
    let mut person = world.records.same_person(two);
    person.sort();
    assert_eq!(person, [one, two, three]);
    // The middle one taken out again takes what it took in with it.
    world.unmerge(two).unwrap();
    assert_eq!((world.records.survivor(one), world.records.survivor(three)), (two, three));
    let own = world.records.provider(three).unwrap();
    let into = world.records.provider(two).unwrap();
    for (by, code) in [
        (actor(Capacity::System), "not-yours"),
        (actor(Capacity::Cvo), "not-yours"),
        (actor(Capacity::Msp).being(one), "own-file"),
        (actor(Capacity::Msp).being(three), "own-file"),
    ] {
        assert_eq!(own.merge_into(into, why(), &by).unwrap_err().reason().code(), code, "{by}");
    }
}

// Catches: somebody who acts on their own file under the id of their other record; a stream of one of the records out of reach of who
// acts on the other.
#[test]
fn inv_61_a_person_is_one_under_either_id() {
    let mut world = world();
    let one = world.provider;
    let other = world.register("Maya Reyes", None);
    let stranger = world.register("John Stone", None);
    world.merge(one, other, because("one passport")).unwrap();
    let held = world.newest_appointment().clone();
    assert_eq!(held.provider(), one);
    let leave = || appointment::Command::TakeLeave { from: world.now, until: None, reason: text("a year away") };
    let give = |subject: ProviderId, by: &Actor| {
        held.decide(leave(), world.records.provider(subject).unwrap(), &world.governed(), by, world.now)
    };
    let board = actor(Capacity::Board);
    assert!(give(one, &board).is_ok() && give(other, &board).is_ok());
    assert!(matches!(give(stranger, &board).unwrap_err().reason(), Reason::Mismatch { .. }));
    for subject in [one, other] {
        for hat in [board.clone().being(one), board.clone().being(other), named("Maya Reyes"), named(NAME), named(NPI)]
        {
            assert_eq!(give(subject, &hat).unwrap_err().reason().code(), "own-file", "{hat}");
        }
    }
    // A second appointment, file or request under the other id is still a second one.
    world.provider = other;
    world.now += TimeDelta::days(1);
    assert_eq!(world.appoint(world.now, 12).unwrap_err().reason().code(), "duplicate");
    let request = world.request(CORE).unwrap();
    world.provider = one;
    assert_eq!(world.request(CORE).unwrap_err().reason().code(), "duplicate");
    assert_eq!(
        world.records.privilege(request).unwrap().provider(),
        other,
        "what is new belongs to the id it was made under"
    );
}

fn named(name: &str) -> Actor {
    Actor::new(name, Capacity::Board).unwrap()
}

// Catches: an answer from half a person.
#[test]
fn inv_61_of_half_a_person_nothing_is_asked() {
    let mut world = world();
    let one = world.provider;
    let other = world.register("Maya Reyes", None);
    world.provider = other;
    world.verify(&reported(&leie(), Some(partial("2026-05-01")), None)).unwrap();
    world.merge(other, one, because("one passport")).unwrap();
    let without = |gone: ProviderId| {
        let kept = world.history.iter().filter(|event| event.stream != Stream::Provider(gone));
        Records::replay(kept).unwrap()
    };
    for (gone, asked) in [(one, other), (other, one)] {
        let half = without(gone);
        assert!(half.dossier(asked).is_none());
        assert_eq!(half.missing_records(), [gone]);
    }
    assert!(world.records.missing_records().is_empty());
}

// Catches: a father and a son merged, or offered without what tells them apart; a pair offered twice; a merged record offered again.
#[test]
fn inv_61_candidates_are_told_with_what_speaks_for_and_against() {
    let mut world = World::with_house(&Plan::default());
    let person = |suffix: Option<&str>| PersonName {
        family: text("Núñez"),
        given: Some(text("José")),
        middle: None,
        suffix: suffix.map(text),
    };
    let template = world.register("Maya Okonkwo", None);
    let mut ids = Vec::new();
    for (n, name) in [person(Some("Sr.")), person(Some("Jr")), PersonName { family: text("Nunez"), ..person(None) }]
        .into_iter()
        .enumerate()
    {
        let registration =
            provider::Registration { name, ..world.records.provider(template).unwrap().registration().clone() };
        let id = ProviderId::from_uuid(uuid::Uuid::from_u128(900 + n as u128));
        let events = Provider::register(registration, &actor(Capacity::Msp)).unwrap();
        world.record(Stream::Provider(id), DomainEvent::Provider, events);
        ids.push(id);
    }
    let pairs = world.records.duplicates();
    assert_eq!(pairs.len(), 3);
    let of = |one: usize, other: usize| -> Comparison {
        pairs.iter().find(|(a, b, _)| (*a, *b) == (ids[one], ids[other])).unwrap().2.clone()
    };
    assert_eq!(of(0, 1).disagreeing, [IdentityField::Suffix]);
    assert_eq!(of(1, 2).agreeing, [IdentityField::Name], "accents are set aside");
    assert!(of(1, 2).disagreeing.is_empty());
    world.merge(ids[2], ids[1], because("the register of births")).unwrap();
    assert_eq!(world.records.duplicates().len(), 1);
}

fn dated(name: &str, from: Option<&str>, to: Option<&str>) -> DatedName {
    let (given, family) = name.split_once(' ').unwrap();
    DatedName {
        name: PersonName { family: text(family), given: Some(text(given)), middle: None, suffix: None },
        kind: NameKind::Former,
        from: from.map(partial),
        to: to.map(partial),
    }
}

// Catches: a source that has another person taken for the provider's; a maiden name on an old diploma that is not; a name before it was
// borne; the registered name overwritten.
#[test]
fn a_source_is_matched_against_every_name_borne_then() {
    let state_of = |world: &World, id| world.records.verification(id).unwrap().state().name();
    let school = |name: &str, on: &str| {
        let school =
            provider::credential::Credential::Education { institution: text("Coast University"), degree: text("MPH") };
        let mut answer = found(school, "2008-05", "").on(date(on));
        answer.evidence.name = Some(text(name));
        answer
    };
    let mut world = world();
    world.provider_does(provider::Command::AddName(dated("Maya Brandt", None, Some("2012")))).unwrap();
    world.provider_does(provider::Command::AddName(dated("Maya Müller", Some("2030-01"), None))).unwrap();
    world.now += TimeDelta::days(30);
    for (name, state) in [
        ("Okonkwo, Maya", "verified"),
        ("MAYA BRANDT", "verified"),
        ("Maya Muller", "discrepant"),
        ("Mary Okonkwo", "discrepant"),
    ] {
        let mut own = world.clone();
        let id = own.verify(&school(name, "2026-02-01")).unwrap();
        assert_eq!(state_of(&own, id), state, "{name}");
        let differs = matches!(own.records.verification(id).unwrap().state(), State::Discrepant(_, differences)
            if differences.iter().any(|difference| difference.to_string().contains("name")));
        assert_eq!(differs, state == "discrepant");
    }
    let subject = world.provider();
    assert_eq!(subject.name().to_string(), NAME);
    assert_eq!(subject.names_at(partial("2010-06-01")).len(), 2);
    assert_eq!(subject.names_at(partial("2030")).len(), 2);
    assert_eq!(subject.names_at(partial("2020")).len(), 1);
    // The second letter is the initial at issue: any name ever borne explains it, and a mismatch warns alone.
    let number = |second: &str| DeaNumber::parse(&format!("F{second}1234563")).unwrap();
    for (second, warned) in [("O", false), ("B", false), ("M", false), ("X", true)] {
        assert_eq!(!subject.dea_warnings(&number(second)).is_empty(), warned, "{second}");
    }
}

// Catches: what is said of a merged record that is lost to the survivor; a death on one of the records that the other outlives.
#[test]
fn inv_61_claims_names_and_death_are_the_persons() {
    let mut world = world();
    let one = world.provider;
    let other = world.register("Maya Reyes", None);
    let claim = Claim { credential: license("NV", "MD", "N5"), valid_from: None, valid_to: None };
    world.claim(claim.clone()).unwrap();
    world.merge(one, other, because("one passport")).unwrap();
    let told = |id: ProviderId| world.records.provider(id).unwrap();
    for id in [one, other] {
        assert_eq!(told(id).claims().get(&claim.key()), Some(&claim));
        assert_eq!(told(id).npis().len(), 1);
    }
    assert!(told(other).bore("Okonkwo, Maya", partial("2026")));
    assert_eq!(told(other).name().to_string(), "Maya Reyes");
    world.provider = one;
    assert_eq!(world.claim(claim).unwrap_err().reason().code(), "not-in-this-state", "the survivor speaks now");
    world.provider = other;
    let at: Instant = world.now + TimeDelta::days(30);
    assert_eq!(world.may(CORE, at), Truth::Met);
    world.provider_does(provider::Command::RecordDeath { on: date("2026-01-20") }).unwrap();
    for id in [one, other] {
        world.provider = id;
        assert_eq!(world.may(CORE, at), Truth::Unmet);
    }
}

// Catches: letters that a search does not find without their accents.
#[test]
fn names_are_compared_in_plain_letters() {
    for (written, plain) in [
        ("Núñez", "nunez"),
        ("Strauß", "strauss"),
        ("ŁUKASZ  Ørsted", "lukasz orsted"),
        ("Zoe\u{308}", "zoe"),
        ("O’Brien", "o'brien"),
        ("Þór", "thor"),
        ("李", "李"),
    ] {
        assert_eq!(cred_core::text::plain(written), plain);
    }
    let text: Text = text("Éclair");
    assert!(!text.means("Eclair"), "what is no name is compared as it is written");
}
