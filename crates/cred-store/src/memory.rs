//! The engine that keeps a history for as long as the value lives: for tests, trials and embedding.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cred_tlog::{NodeId, TreeHash, TreeHead, consistency, inclusion, root};

use crate::{
    Anchor, Append, Bound, Finding, Head, IndexDifference, IndexEntry, Outcome, Store, StoreError, StoredEvent,
    StreamId, Tampering, VerifyReport,
    append::check_version,
    event::check_name,
    lookup::{self, LookupIndex},
    store::Derive,
    tree,
    verify::Walk,
};

/// A history in memory.
///
/// Nobody else can reach its rows, so reads do not recompute hashes; [`Store::verify`] does.
#[derive(Debug, Default)]
pub struct MemoryStore {
    events: Vec<StoredEvent>,
    streams: HashMap<StreamId, Vec<usize>>,
    keys: HashMap<String, Vec<usize>>,
    providers: BTreeMap<String, Vec<usize>>,
    facilities: BTreeMap<String, Vec<usize>>,
    index: LookupIndex,
    tree: HashMap<NodeId, TreeHash>,
    meta: BTreeMap<String, String>,
}

impl MemoryStore {
    /// Starts an empty history.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The events within a bound: a prefix, because `recorded_at` never decreases.
    fn within(&self, up_to: Bound) -> &[StoredEvent] {
        let end = match up_to {
            Bound::Now => self.events.len(),
            Bound::Seq(seq) => self.events.partition_point(|event| event.seq <= seq),
            Bound::RecordedAt(at) => self.events.partition_point(|event| event.recorded_at <= at),
        };
        self.events.get(..end).unwrap_or_default()
    }

    /// The events at these places that are within a bound.
    fn pick<'a>(&'a self, places: Option<&'a Vec<usize>>, up_to: Bound) -> impl Iterator<Item = &'a StoredEvent> {
        let within = self.within(up_to);
        places.into_iter().flatten().map_while(move |place| within.get(*place))
    }

    /// The position of the last event within a bound, for asking the index.
    fn last_seq(&self, up_to: Bound) -> u64 {
        self.within(up_to).last().map_or(0, |event| event.seq)
    }

    fn derived_index(&self, derive: &mut Derive<'_>) -> Result<LookupIndex, StoreError> {
        LookupIndex::derived(|seq, limit| self.after(seq, limit, Bound::Now), derive)
    }

    /// A complete subtree.
    fn subtree(&self, id: NodeId) -> Result<TreeHash, StoreError> {
        if let (0, Ok(place)) = (id.level, usize::try_from(id.index)) {
            let event = self.events.get(place);
            return event
                .map(StoredEvent::leaf)
                .ok_or(StoreError::Tampered { seq: id.completed_at(), what: Tampering::Missing });
        }
        let missing = StoreError::Tampered { seq: id.completed_at(), what: Tampering::SubtreeMissing };
        self.tree.get(&id).copied().ok_or(missing)
    }

    fn grow(&mut self, event: &StoredEvent) -> Result<(), StoreError> {
        let done = tree::completed_by(event, |id| self.subtree(id))?;
        self.tree.extend(done);
        Ok(())
    }

    /// Refuses a size beyond the history.
    fn check_size(&self, size: u64) -> Result<(), StoreError> {
        tree::check_size(size, self.last_seq(Bound::Now))
    }

    fn keep(&mut self, event: StoredEvent) {
        let place = self.events.len();
        self.streams.entry(event.stream.clone()).or_default().push(place);
        self.keys.entry(event.key.clone()).or_default().push(place);
        if let Some(provider) = &event.provider {
            self.providers.entry(provider.clone()).or_default().push(place);
        }
        if let Some(facility) = &event.facility {
            self.facilities.entry(facility.clone()).or_default().push(place);
        }
        self.events.push(event);
    }
}

impl Store for MemoryStore {
    fn append(&mut self, append: &Append) -> Result<Outcome, StoreError> {
        append.check()?;
        if let Some(outcome) = append.replay(self.command_by_key(&append.command.key)?)? {
            return Ok(outcome);
        }
        let head = self.head(Bound::Now)?;
        append.check_clock(&head)?;
        for (stream, expected) in &append.expect {
            let last = self.pick(self.streams.get(stream), Bound::Now).last();
            check_version(stream, *expected, last.map_or(0, |event| event.version))?;
        }
        let events = append.seal(&head);
        if let Some(last) = events.last() {
            self.index.apply(&append.index, last.seq)?;
        }
        for event in &events {
            self.grow(event)?;
            self.keep(event.clone());
        }
        Ok(Outcome::Appended { events })
    }

    fn stream(&self, stream: &StreamId, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        Ok(self.pick(self.streams.get(stream), up_to).cloned().collect())
    }

    fn events_of_provider(&self, provider: &str, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        Ok(self.pick(self.providers.get(provider), up_to).cloned().collect())
    }

    fn events_of_facility(&self, facility: &str, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        let linked = self.pick(self.facilities.get(facility), up_to);
        Ok(linked.filter(|event| event.provider.is_none()).cloned().collect())
    }

    fn providers(&self, up_to: Bound) -> Result<Vec<String>, StoreError> {
        let known = self.providers.iter();
        let known = known.filter(|(_, places)| self.pick(Some(places), up_to).next().is_some());
        Ok(known.map(|(provider, _)| provider.clone()).collect())
    }

    fn providers_at(&self, facility: &str, up_to: Bound) -> Result<Vec<String>, StoreError> {
        let linked = self.pick(self.facilities.get(facility), up_to);
        let providers: BTreeSet<_> = linked.filter_map(|event| event.provider.clone()).collect();
        Ok(providers.into_iter().collect())
    }

    fn after(&self, seq: u64, limit: usize, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        let within = self.within(up_to);
        let start = within.partition_point(|event| event.seq <= seq);
        Ok(within.iter().skip(start).take(limit).cloned().collect())
    }

    fn head(&self, up_to: Bound) -> Result<Head, StoreError> {
        Ok(self.within(up_to).last().map_or(Head::EMPTY, StoredEvent::head))
    }

    fn find(&self, space: &str, key: &str, up_to: Bound) -> Result<Vec<String>, StoreError> {
        Ok(self.index.find(space, key, self.last_seq(up_to)))
    }

    fn search(&self, space: &str, contains: &str, limit: usize, up_to: Bound) -> Result<Vec<IndexEntry>, StoreError> {
        Ok(self.index.search(space, contains, limit, self.last_seq(up_to)))
    }

    fn command_by_key(&self, key: &str) -> Result<Vec<StoredEvent>, StoreError> {
        Ok(self.pick(self.keys.get(key), Bound::Now).cloned().collect())
    }

    fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.meta.get(key).cloned())
    }

    fn set_meta_once(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        check_name("note name", key)?;
        check_name("note", value)?;
        match self.meta.get(key) {
            None => {
                self.meta.insert(key.to_owned(), value.to_owned());
                Ok(())
            }
            Some(found) if found == value => Ok(()),
            Some(found) => {
                Err(StoreError::MetaFixed { key: key.to_owned(), found: found.clone(), given: value.to_owned() })
            }
        }
    }

    fn tree(&self, up_to: Bound) -> Result<TreeHead, StoreError> {
        let size = self.last_seq(up_to);
        Ok(TreeHead { size, root: root(size, |id| self.subtree(id))? })
    }

    fn prove_inclusion(&self, seq: u64, size: u64) -> Result<Vec<TreeHash>, StoreError> {
        self.check_size(size)?;
        inclusion(tree::index(seq, size)?, size, |id| self.subtree(id))
    }

    fn prove_consistency(&self, from: u64, size: u64) -> Result<Vec<TreeHash>, StoreError> {
        self.check_size(size)?;
        consistency(from, size, |id| self.subtree(id))
    }

    fn rebuild_tree(&mut self) -> Result<u64, StoreError> {
        let before = std::mem::take(&mut self.tree);
        let events = std::mem::take(&mut self.events);
        let grown = events.iter().try_for_each(|event| self.grow(event));
        self.events = events;
        if grown.is_err() {
            self.tree = before;
        }
        grown.map(|()| u64::try_from(self.tree.len()).unwrap_or(u64::MAX))
    }

    fn verify_against(&self, anchors: &[Anchor], trees: &[TreeHead]) -> Result<VerifyReport, StoreError> {
        let mut walk = Walk::new(anchors, trees);
        for event in &self.events {
            let (seq, index) = (event.seq, event.seq.saturating_sub(1));
            let completed = walk.event(event.clone()).unwrap_or_default();
            let ids = (1..).map(|level| NodeId { level, index: index >> level });
            if ids.zip(completed).any(|(id, hash)| self.tree.get(&id) != Some(&hash)) {
                walk.found(Finding::TreeDiffers { seq });
            }
        }
        Ok(walk.finish(None))
    }

    fn check_index(&self, derive: &mut Derive<'_>) -> Result<Vec<IndexDifference>, StoreError> {
        let derived = self.derived_index(derive)?;
        Ok(lookup::differences(self.index.rows(), derived.rows()))
    }

    fn rebuild_index(&mut self, derive: &mut Derive<'_>) -> Result<u64, StoreError> {
        self.index = self.derived_index(derive)?;
        Ok(u64::try_from(self.index.rows().len()).unwrap_or(u64::MAX))
    }

    fn recover(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}
