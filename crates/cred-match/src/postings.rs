//! Values by 64-bit key: built once, then only read. Keys lie in order, and a directory over their first bits tells where to look, so that a
//! look-up touches two or three places of memory whatever the size.

/// Values by key.
#[derive(Debug, Clone)]
pub(crate) struct Postings<T> {
    /// How far a key is shifted to give its place in the directory.
    shift: u32,
    /// Where the keys of each place begin; one more at the end.
    directory: Vec<u32>,
    keys: Vec<u64>,
    /// Where the values of each key begin; one more at the end.
    starts: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy + Ord> Postings<T> {
    /// Keys are spread over all 64 bits: whoever has others scrambles them. More than 2^32 values are not kept.
    pub(crate) fn of(mut pairs: Vec<(u64, T)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let (mut keys, mut starts, mut values): (Vec<u64>, Vec<u32>, Vec<T>) =
            (vec![], vec![], Vec::with_capacity(pairs.len()));
        for (key, value) in pairs {
            let Ok(at) = u32::try_from(values.len()) else { break };
            if keys.last() != Some(&key) {
                keys.push(key);
                starts.push(at);
            }
            values.push(value);
        }
        starts.extend(u32::try_from(values.len()));
        let places = keys.len().next_power_of_two().max(2);
        let shift = 64 - places.trailing_zeros();
        let mut directory = Vec::with_capacity(places + 1);
        for (at, key) in (0_u32..).zip(&keys) {
            // Every place up to this key's begins here, unless an earlier key has begun it.
            while directory.len() <= usize::try_from(key >> shift).unwrap_or(usize::MAX) {
                directory.push(at);
            }
        }
        directory.resize(places + 1, u32::try_from(keys.len()).unwrap_or(u32::MAX));
        Self { shift, directory, keys, starts, values }
    }

    /// Reads the places of several keys, without looking at them: the reads do not wait for one another, as those of [`get`](Self::get)
    /// would, and what they brought near is there when it is asked for.
    pub(crate) fn bring_near(&self, keys: &[u64]) {
        let read = |key: &u64| {
            let place = self
                .directory
                .get(usize::try_from(key >> self.shift).unwrap_or(usize::MAX))
                .copied()
                .unwrap_or_default();
            let start = self.starts.get(place as usize).copied().unwrap_or_default();
            self.keys.get(place as usize).copied().unwrap_or_default() ^ u64::from(start)
        };
        std::hint::black_box(keys.iter().fold(0, |sum, key| sum ^ read(key)));
    }

    /// The values of a key, in order.
    pub(crate) fn get(&self, key: u64) -> &[T] {
        let place = usize::try_from(key >> self.shift).unwrap_or(usize::MAX);
        let Some([from, to]) = self.directory.get(place..).and_then(|rest| rest.first_chunk()) else { return &[] };
        let keys = self.keys.get(*from as usize..*to as usize).unwrap_or_default();
        let Some(at) = keys.iter().position(|known| *known == key) else { return &[] };
        let Some([from, to]) = self.starts.get(*from as usize + at..).and_then(|rest| rest.first_chunk()) else {
            return &[];
        };
        self.values.get(*from as usize..*to as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::word::key;

    proptest! {
        #[test]
        fn every_value_is_found_under_its_key_and_under_no_other(pairs in prop::collection::vec((0_u16..300, any::<u32>()), 0..400)) {
            let pairs: Vec<(u64, u32)> = pairs.into_iter().map(|(at, value)| (key(1, &at.to_be_bytes()), value)).collect();
            let mut wanted: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            for (key, value) in &pairs {
                wanted.entry(*key).or_default().push(*value);
            }
            let postings = Postings::of(pairs);
            for at in 0_u16..400 {
                let key = key(1, &at.to_be_bytes());
                let mut values = wanted.get(&key).cloned().unwrap_or_default();
                values.sort_unstable();
                values.dedup();
                prop_assert_eq!(postings.get(key), values.as_slice());
            }
        }
    }
}
