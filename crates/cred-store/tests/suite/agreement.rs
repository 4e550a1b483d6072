//! Both engines agree on everything that can be observed, whatever is done to them.

use cred_store::{
    Append, Bound, CommandStamp, Digest, IndexChange, MemoryStore, NewEvent, OpenMode, Outcome, Store, StreamId,
};
use proptest::{collection::vec, option, prelude::*};

use crate::sample::open;

#[derive(Debug, Clone)]
enum Step {
    Append(Wish),
    Note(&'static str, &'static str),
    Recover,
}

/// An append relative to the state it meets.
#[derive(Debug, Clone)]
struct Wish {
    key: u8,
    request: u8,
    later: i64,
    /// Streams expected, each with how far off the expectation is.
    expect: Vec<(usize, u64)>,
    /// Events: stream, provider, facility.
    events: Vec<(usize, Option<usize>, Option<usize>)>,
    index: Vec<IndexChange>,
}

const NAMES: [&str; 4] = ["a", "b", "\u{e9}", "B"];

fn stream(n: usize) -> StreamId {
    let kind = if n < 3 { "provider" } else { "facility" };
    StreamId::new(kind, NAMES[n % 3]).unwrap()
}

fn change() -> impl Strategy<Value = IndexChange> {
    let name = || (0..NAMES.len()).prop_map(|n| NAMES[n].to_owned());
    let space = prop_oneof![Just("npi".to_owned()), Just("name".to_owned())];
    (space, name(), name(), option::weighted(0.7, any::<bool>())).prop_map(
        |(space, key, target, unique)| match unique {
            Some(unique) => IndexChange::Put { space, key, target, unique },
            None => IndexChange::Remove { space, key, target },
        },
    )
}

fn wish() -> impl Strategy<Value = Wish> {
    let off = prop_oneof![9 => Just(0_u64), 1 => 1..3_u64];
    let link = || option::of(0..NAMES.len());
    (
        any::<u8>(),
        prop_oneof![9 => Just(0_u8), 1 => Just(1)],
        prop_oneof![1 => Just(-1_i64), 9 => 0..3_i64],
        vec((0..5_usize, off), 1..4),
        vec((0..5_usize, link(), link()), 0..4),
        vec(change(), 0..3),
    )
        .prop_map(|(key, request, later, expect, events, index)| Wish {
            key: key % 40,
            request,
            later,
            expect,
            events,
            index,
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => wish().prop_map(Step::Append),
        1 => prop_oneof![Just("x"), Just("y")].prop_map(|value| Step::Note("clock", value)),
        1 => Just(Step::Recover),
    ]
}

impl Wish {
    fn against(&self, store: &dyn Store) -> Append {
        let now = store.head(Bound::Now).unwrap().recorded_at.unwrap_or(1_000);
        let mut expect: Vec<(StreamId, u64)> = Vec::new();
        let written = self.events.iter().map(|(stream, ..)| (*stream, 0));
        for (n, off) in self.expect.iter().copied().chain(written) {
            if expect.iter().all(|(expected, _)| *expected != stream(n)) {
                let version = store.stream(&stream(n), Bound::Now).unwrap().len();
                expect.push((stream(n), u64::try_from(version).unwrap() + off));
            }
        }
        let name = |n: &Option<usize>| n.map(|n| NAMES[n].to_owned());
        let events = self.events.iter().map(|(n, provider, facility)| NewEvent {
            stream: stream(*n),
            event_type: "noted".into(),
            event_version: 1,
            provider: name(provider),
            facility: name(facility),
            body: format!("[{n}]"),
        });
        Append {
            command: CommandStamp {
                key: format!("k{}", self.key),
                request_hash: Digest::of(&[self.key, self.request]),
                actor: "user_1".into(),
                recorded_at: now + self.later,
            },
            expect,
            events: events.collect(),
            index: self.index.clone(),
        }
    }
}

/// Everything that can be observed within a bound.
fn observed(store: &dyn Store, up_to: Bound) -> Vec<String> {
    let mut seen = vec![format!("{:?}", store.head(up_to).unwrap()), format!("{:?}", store.providers(up_to).unwrap())];
    let tree = store.tree(up_to).unwrap();
    seen.push(format!("{tree:?}"));
    for seq in 0..=tree.size + 1 {
        seen.push(format!("{:?}", store.prove_inclusion(seq, tree.size)));
        seen.push(format!("{:?}", store.prove_consistency(seq, tree.size)));
    }
    let events = store.after(0, usize::MAX, up_to).unwrap();
    // Debug leaves bodies out.
    seen.extend(events.iter().map(|event| format!("{event:?} {}", event.body)));
    for n in 0..5 {
        seen.push(format!("{:?}", store.stream(&stream(n), up_to).unwrap()));
    }
    for name in NAMES {
        seen.push(format!("{:?}", store.events_of_provider(name, up_to).unwrap()));
        seen.push(format!("{:?}", store.events_of_facility(name, up_to).unwrap()));
        seen.push(format!("{:?}", store.providers_at(name, up_to).unwrap()));
        for space in ["npi", "name"] {
            seen.push(format!("{:?}", store.find(space, name, up_to).unwrap()));
            let hits = store.search(space, name, 3, up_to).unwrap();
            seen.extend(hits.into_iter().map(|hit| format!("{} {}", hit.key, hit.target)));
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn engines_agree_and_every_prefix_can_be_asked_again(
        steps in vec(step(), 1..25),
        late in any::<prop::sample::Index>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = MemoryStore::new();
        let mut file = open(&folder.path().join("x.cred"), OpenMode::Create).unwrap();
        let mut accepted = Vec::new();
        for step in &steps {
            match step {
                Step::Append(wish) => {
                    let append = wish.against(&memory);
                    let outcome = memory.append(&append);
                    prop_assert_eq!(&file.append(&append), &outcome);
                    if let Ok(Outcome::Appended { .. }) = outcome {
                        accepted.push((append, memory.head(Bound::Now).unwrap().seq));
                    }
                }
                Step::Note(key, value) => {
                    prop_assert_eq!(
                        memory.set_meta_once(key, value),
                        file.set_meta_once(key, value)
                    );
                }
                Step::Recover => file.recover().unwrap(),
            }
        }
        let head = memory.head(Bound::Now).unwrap();
        let first = memory.after(0, 1, Bound::Now).unwrap();
        let start = first.first().map_or(0, |event| event.recorded_at);
        for seq in 0..=head.seq {
            prop_assert_eq!(observed(&memory, Bound::Seq(seq)), observed(&file, Bound::Seq(seq)));
        }
        for at in start - 1..=head.recorded_at.unwrap_or(start) {
            let bound = Bound::RecordedAt(at);
            prop_assert_eq!(observed(&memory, bound), observed(&file, bound));
        }
        let report = file.verify(&[head.anchor()]).unwrap();
        prop_assert_eq!(&report, &memory.verify(&[head.anchor()]).unwrap());
        prop_assert!(report.is_sound());

        // The history as known after some command is the history of the commands up to it.
        if !accepted.is_empty() {
            let (prefix, (_, seq)) = (late.index(accepted.len()), late.get(&accepted));
            let mut shorter = MemoryStore::new();
            for (append, _) in accepted.iter().take(prefix + 1) {
                prop_assert!(shorter.append(append).is_ok());
            }
            prop_assert_eq!(observed(&shorter, Bound::Now), observed(&file, Bound::Seq(*seq)));
        }
    }
}
