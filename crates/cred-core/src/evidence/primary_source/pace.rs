//! How a source may be asked: how fast, how often again, how long it is waited for, and how old what it knows may be.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// How often what a source knows is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// It is renewed every so many hours; 0 for a register that is asked as it stands.
    pub every_hours: u32,
    /// What is older than so many hours tells no absence any more. The limit itself is still good.
    pub stale_after_hours: u32,
}

/// At most so many requests in so many seconds, in any stretch of that length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests; at least 1.
    pub requests: u32,
    /// Seconds; at least 1.
    pub seconds: u32,
}

impl RateLimit {
    /// From when on one more request keeps to the limit, after those sent, in order.
    #[must_use]
    pub fn next(&self, sent: &[Instant], now: Instant) -> Instant {
        let keep = usize::try_from(self.requests.max(1)).unwrap_or(usize::MAX);
        let oldest = sent.len().checked_sub(keep).and_then(|index| sent.get(index));
        oldest
            .and_then(|oldest| oldest.checked_add_signed(TimeDelta::seconds(i64::from(self.seconds))))
            .map_or(now, |free| free.max(now))
    }
}

/// How often a source is asked again that did not answer, and after how long. Waits double, and are shortened by chance by up to a half,
/// so that many who were turned away together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Asked at most so often in all; at least 1.
    pub attempts: u32,
    /// The wait after the first attempt, in milliseconds.
    pub first_wait_ms: u32,
    /// The longest wait, in milliseconds; also the longest that a source's own *retry after* is heeded for.
    pub longest_wait_ms: u32,
}

impl Retry {
    /// The wait after an attempt (the first is 1), drawn by a seed: the same seed gives the same wait.
    #[must_use]
    pub fn wait(&self, attempt: u32, seed: u64) -> TimeDelta {
        let doubled = u64::from(self.first_wait_ms).checked_shl(attempt.saturating_sub(1).min(32)).unwrap_or(u64::MAX);
        let full = doubled.min(u64::from(self.longest_wait_ms));
        let half = full / 2;
        let drawn = half + scattered(seed, attempt) % (full - half + 1);
        TimeDelta::milliseconds(i64::try_from(drawn).unwrap_or(i64::MAX / 1_000_000))
    }

    /// The longest wait.
    #[must_use]
    pub fn longest(&self) -> TimeDelta {
        TimeDelta::milliseconds(i64::from(self.longest_wait_ms))
    }
}

/// A seed and a number, scattered over 64 bits (SplitMix64).
const fn scattered(seed: u64, number: u32) -> u64 {
    let mut bits = seed.wrapping_add((number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// How a source may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// How fast.
    pub rate: RateLimit,
    /// How often again.
    pub retry: Retry,
    /// How long one attempt may take in all, in milliseconds.
    pub timeout_ms: u32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_wait_is_between_half_and_whole_and_never_over_the_longest(
            first in 0_u32..100_000, longest in 0_u32..1_000_000, attempt in 1_u32..80, seed: u64,
        ) {
            let retry = Retry { attempts: 80, first_wait_ms: first, longest_wait_ms: longest };
            let full = (u128::from(first) << (attempt - 1)).min(u128::from(longest));
            let wait = u128::try_from(retry.wait(attempt, seed).num_milliseconds()).unwrap();
            prop_assert!(wait >= full / 2 && wait <= full, "{wait} of {full}");
            prop_assert_eq!(retry.wait(attempt, seed), retry.wait(attempt, seed));
        }

        /// Against counting: whoever sends as early as is allowed never has more than so many in any stretch.
        #[test]
        fn no_stretch_has_more_requests_than_the_limit(
            requests in 1_u32..6, seconds in 1_u32..20, pauses in prop::collection::vec(0_i64..4, 1..40),
        ) {
            let limit = RateLimit { requests, seconds };
            let mut now: Instant = "2026-03-01T00:00:00Z".parse().unwrap();
            let mut sent: Vec<Instant> = Vec::new();
            for pause in pauses {
                now += TimeDelta::seconds(pause);
                now = limit.next(&sent, now);
                sent.push(now);
                let stretch = sent.iter().filter(|own| now - **own < TimeDelta::seconds(seconds.into())).count();
                prop_assert!(stretch <= usize::try_from(requests).unwrap());
            }
        }
    }
}
