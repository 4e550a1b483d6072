//! What is not as it was signed is not opened, and what is not known is not answered.

use chrono::TimeDelta;
use cred_core::{
    exercise::question::{Question, What},
    id::ProviderId,
    timeline::truth::Truth,
};
use cred_snapshot::{
    error::{MakeError, OpenError},
    make::{Lookup, Maker, Order},
    newest::{Newest, NotBefore},
    snapshot::Snapshot,
    told::{NotTold, Told},
};
use cred_tlog::{KeyKind, SigningKey};
use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    house::{ANNEX, CORE, MAIN, PRESCRIBING, ROBOTIC, item, site, state, text},
    staff::{order, signer, staff},
    world::{NPI, cases, facility_id},
};

/// A week from the day on which everything has begun.
fn order_now() -> Order {
    let staff = staff(false);
    order(&staff.world, staff.world.now + TimeDelta::days(30), 7 * 24)
}

fn file() -> Vec<u8> {
    static FILE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    FILE.get_or_init(|| staff(false).sealed(order_now())).clone()
}

fn open(file: &[u8]) -> Result<Snapshot, OpenError> {
    Snapshot::open(file, &signer().verifier(), None)
}

fn question(of: &str) -> Question {
    let what = What::Privilege(item(of));
    Question::new(staff(false).people[0], what, facility_id(), site(MAIN), order_now().made_at)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn no_edit_of_a_snapshot_is_opened(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..=255), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
        more in prop::collection::vec(any::<u8>(), 0..3),
    ) {
        let whole = file();
        let mut edited = whole.clone();
        for (at, flip) in edits {
            let at = at.index(edited.len());
            edited[at] ^= flip;
        }
        let mut shorter = whole.clone();
        if let Some(cut) = cut {
            shorter.truncate(cut.index(whole.len()));
        }
        let longer = [whole.as_slice(), &more].concat();
        for file in [edited, shorter, longer].into_iter().filter(|own| *own != whole) {
            prop_assert!(open(&file).is_err());
        }
    }

    #[test]
    fn no_noise_behind_the_header_is_opened(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let header = file()[..28].to_vec();
        prop_assert!(open(&[header, noise.clone()].concat()).is_err());
        prop_assert!(open(&noise).is_err());
    }
}

#[test]
fn every_single_bit_is_under_the_signature() {
    let whole = file();
    // Each bit of the header and of the signature, and one bit of every byte between.
    for at in 0..whole.len() {
        let ends = at < 28 || whole.len() - 64 <= at;
        for bit in if ends { 0..8 } else { at % 8..at % 8 + 1 } {
            let mut edited = whole.clone();
            edited[at] ^= 1 << bit;
            assert!(open(&edited).is_err(), "bit {bit} of byte {at}");
        }
    }
    for length in 0..whole.len() {
        assert!(open(&whole[..length]).is_err(), "cut to {length}");
    }
}

#[test]
fn the_same_records_give_the_same_bytes_in_whatever_order() {
    let mut staff = staff(false);
    staff.people.reverse();
    assert!(staff.sealed(order_now()) == file());
    staff.people.extend(staff.people.clone());
    assert!(staff.sealed(order_now()) == file());
}

#[test]
fn another_format_or_key_is_refused_by_its_name() {
    let mut other = file();
    other[15] = 2;
    assert_eq!(open(&other).unwrap_err(), OpenError::Format(2));
    let stranger = SigningKey::from_seed("stranger.example", KeyKind::Note, &[8; 32]).unwrap();
    assert!(matches!(Snapshot::open(&file(), &stranger.verifier(), None), Err(OpenError::OtherKey { .. })));
    // A key that took the other's name and is not it.
    let alike = SigningKey::from_seed(signer().verifier().name(), KeyKind::Note, &[8; 32]).unwrap();
    assert!(matches!(Snapshot::open(&file(), &alike.verifier(), None), Err(OpenError::OtherKey { .. })));
}

#[test]
fn nothing_older_than_what_was_seen_is_opened() {
    let (staff, signer) = (staff(false), signer());
    let now = order_now().made_at + TimeDelta::hours(5);
    let newest = open(&file()).unwrap().newest(now);
    let with = |change: &dyn Fn(&mut Order)| {
        let mut order = order_now();
        change(&mut order);
        Snapshot::open(&staff.sealed(order), &signer.verifier(), Some(&newest))
    };
    let again = with(&|_| {}).unwrap();
    assert!(again.may(&question(CORE), now).answer().is_some());
    assert!(matches!(with(&|order| order.position -= 1), Err(OpenError::Older { .. })));
    assert!(matches!(with(&|order| order.made_at -= TimeDelta::hours(1)), Err(OpenError::Older { .. })));
    assert_eq!(with(&|order| order.head = [1; 32]).unwrap_err(), OpenError::OtherHistory(newest.position));
    assert!(matches!(with(&|order| order.site = site(ANNEX)), Err(OpenError::OtherPlace { .. })));
    assert!(matches!(with(&|order| order.simulated = true), Err(OpenError::OtherPlace { .. })));
    assert!(with(&|order| order.position += 1).is_ok());
    assert!(again.not_before(NotBefore::Position(newest.position)).is_ok());
    assert!(again.not_before(NotBefore::Position(newest.position + 1)).is_err());
    assert!(again.not_before(NotBefore::MadeAt(newest.made_at)).is_ok());
    assert!(again.not_before(NotBefore::MadeAt(now)).is_err());
    // A clock that was set back brings no expired snapshot to life.
    let earlier = now - TimeDelta::seconds(1);
    assert_eq!(
        again.may(&question(CORE), earlier),
        Told::Nothing(NotTold::ClockBehind { now: earlier, at_least: now })
    );
    assert_eq!(again.newest(earlier).read_at, now);
    // One that was made later is read by a clock that was set right since.
    let later = with(&|order| order.made_at += TimeDelta::hours(1)).unwrap();
    assert!(later.may(&Question { at: earlier, ..question(CORE) }, earlier).answer().is_some());
    let kept = serde_json::to_string(&newest).unwrap();
    assert_eq!(serde_json::from_str::<Newest>(&kept).unwrap(), newest);
}

#[test]
fn what_it_does_not_know_is_unknown_and_says_why() {
    let snapshot = open(&file()).unwrap();
    let Order { made_at, expires_at, .. } = order_now();
    let step = TimeDelta::microseconds(1);
    let why = |question: &Question, now| match snapshot.may(question, now) {
        Told::Answer(answer) => panic!("{answer:?}"),
        Told::Nothing(why) => {
            assert_eq!(snapshot.may(question, now).truth(), Truth::Unknown);
            why
        }
    };
    let asked = question(CORE);
    assert_eq!(snapshot.may(&asked, made_at).truth(), Truth::Met);
    assert_eq!(snapshot.may(&asked, expires_at - step).truth(), Truth::Met);
    assert_eq!(why(&asked, expires_at), NotTold::Expired(expires_at));
    assert_eq!(why(&asked, made_at - step), NotTold::ClockBehind { now: made_at - step, at_least: made_at });
    for at in [made_at - step, expires_at] {
        let asked = Question { at, ..asked.clone() };
        assert_eq!(why(&asked, made_at), NotTold::OutsideWindow { made_at, expires_at });
    }
    let nobody = ProviderId::from_uuid(Uuid::from_u128(77));
    assert_eq!(why(&Question { provider: nobody, ..asked.clone() }, made_at), NotTold::Provider(nobody.to_string()));
    let other = Question { what: What::Privilege(item("GS-NONE")), ..asked.clone() };
    assert_eq!(why(&other, made_at), NotTold::Privilege(item("GS-NONE")));
    let annex = Question { site: site(ANNEX), ..asked.clone() };
    assert_eq!(why(&annex, made_at), NotTold::OtherPlace("valley/main".to_owned()));
    let patient = |of: &str| question(of);
    for question in [
        Question { emergency: true, ..patient(CORE) },
        Question { patient_state: Some(state("UT")), ..patient(CORE) },
        Question { patient_age: Some(12), ..patient(ROBOTIC) },
        Question { setting: Some(text("icu")), ..patient(PRESCRIBING) },
    ] {
        assert!(matches!(why(&question, made_at), NotTold::Patient(_)));
    }
    // What makes no difference is answered.
    for question in [
        Question { patient_state: Some(state("AZ")), ..patient(CORE) },
        Question { patient_age: Some(12), ..patient(CORE) },
        Question { setting: Some(text("icu")), ..patient(CORE) },
        Question { federal_patient: Some(false), ..patient(CORE) },
    ] {
        assert_eq!(snapshot.may(&question, made_at).truth(), Truth::Met);
    }
}

#[test]
fn a_code_comes_down_to_the_privileges_that_list_it() {
    let snapshot = open(&file()).unwrap();
    let made_at = order_now().made_at;
    let ask = |code: &str| {
        let asked = Question { what: snapshot.what(code), ..question(CORE) };
        snapshot.may(&asked, made_at).answer().cloned().unwrap()
    };
    assert_eq!(ask("0FT44ZZ").privileges, [item(ROBOTIC), item(CORE)]);
    assert_eq!(ask("0dtj4zz").privileges, [item(CORE)]);
    let unmapped = ask("9Z99ZZZ");
    assert_eq!((unmapped.truth, unmapped.because[0].reason.as_str()), (Truth::Unknown, "code-not-mapped"));
    assert_eq!(snapshot.what("SURGERY-core"), What::Privilege(item(CORE)));
}

#[test]
fn nobody_is_named_further_than_asked_for() {
    let staff = staff(false);
    let named = |lookup| {
        let file = staff.sealed(Order { lookup, ..order_now() });
        Snapshot::open(&file, &signer().verifier(), None).unwrap()
    };
    let [by_id, by_npi, by_name] = [Lookup::Id, Lookup::Npi, Lookup::Name].map(named);
    assert!(by_id.find(NPI).is_empty() && by_id.find("okonkwo").is_empty());
    assert_eq!(by_npi.find(NPI)[0].provider, staff.people[0]);
    assert!(by_npi.find("okonkwo").is_empty());
    assert_eq!(by_name.find("okonkwo, maya")[0].provider, staff.people[0]);
    let id = staff.people[0].to_string();
    assert_eq!(by_id.find(&id)[0].provider, staff.people[0]);
    assert!(by_id.find("").is_empty() && by_name.find(" ").is_empty());
    // Who holds nothing here is not in it.
    assert_eq!(by_id.holders().count(), 4);
}

/// Of what the dossiers hold, nothing but answers is in the file.
#[test]
fn no_text_of_a_dossier_is_in_the_file() {
    let staff = staff(false);
    let body = |lookup| {
        let file = staff.sealed(Order { lookup, ..order_now() });
        let body = miniz_oxide::inflate::decompress_to_vec(&file[28..file.len() - 64]).unwrap();
        String::from_utf8_lossy(&body).to_lowercase()
    };
    let held = body(Lookup::Id);
    for text in ["okonkwo", "ruiz", NPI, "r1001", "n777", "state university", "mutual", "somebody as"] {
        assert!(!held.contains(text), "{text}");
    }
    assert!(held.contains("license") && body(Lookup::Npi).contains(NPI) && body(Lookup::Name).contains("okonkwo"));
}

#[test]
fn an_empty_time_or_a_place_that_is_not_there_makes_none() {
    let records = staff(false).world.records;
    let order = order_now();
    let backwards = Order { expires_at: order.made_at, ..order.clone() };
    assert!(matches!(Maker::new(&records, backwards), Err(MakeError::Window { .. })));
    let elsewhere = Order { site: site("nowhere"), ..order };
    assert!(matches!(Maker::new(&records, elsewhere), Err(MakeError::Site { .. })));
}
