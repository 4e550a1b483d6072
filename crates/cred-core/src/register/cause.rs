//! Why a strand has the value it has, in one word: the reason, and the one fact that it rests on; or, where it rests on several or has
//! conditions, which of the block's causes tells of them.

use super::block::Block;
use crate::timeline::finding::FindingReason;

const LISTED: u32 = 1 << 23;
const PAYLOAD: u32 = LISTED - 1;

/// A fact by its number, one of the block's own or one that many people's answers share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FactNumber {
    Own(u32),
    Shared(u32),
}

impl FactNumber {
    /// In one word; `None` where there are too many.
    pub(super) const fn to_word(self) -> Option<u32> {
        match self {
            Self::Own(own) => own.checked_mul(2),
            Self::Shared(own) => match own.checked_mul(2) {
                Some(own) => own.checked_add(1),
                None => None,
            },
        }
    }

    pub(super) const fn of_word(word: u32) -> Self {
        if word.is_multiple_of(2) { Self::Own(word / 2) } else { Self::Shared(word / 2) }
    }
}

/// The word of a cause with at most one fact and no condition; `None` where the fact's number has no room in it.
pub(super) fn plain(reason: FindingReason, fact: Option<u32>) -> Option<u32> {
    let payload = fact.map_or(Some(0), |fact| fact.checked_add(1))?;
    (payload <= PAYLOAD).then_some(((reason as u32) << 24) | payload)
}

/// The word of a cause that the block tells of; `None` where there are too many.
pub(super) fn listed(reason: FindingReason, number: u32) -> Option<u32> {
    (number <= PAYLOAD).then_some(((reason as u32) << 24) | LISTED | number)
}

/// The reason.
pub(super) fn reason(word: u32) -> Option<FindingReason> {
    FindingReason::ALL.get((word >> 24) as usize).copied()
}

/// The facts it rests on: at most one told here, or a list.
pub(super) fn facts(word: u32, block: &Block) -> impl Iterator<Item = FactNumber> + use<'_> {
    let (one, list) = if word & LISTED == 0 {
        ((word & PAYLOAD).checked_sub(1), &[][..])
    } else {
        let lists = block.rest.cause(word & PAYLOAD);
        (None, lists.map_or(&[][..], |(facts, _)| block.list(facts)))
    };
    one.into_iter().chain(list.iter().copied()).map(FactNumber::of_word)
}

/// The numbers of the texts of its conditions.
pub(super) fn conditions(word: u32, block: &Block) -> &[u32] {
    if word & LISTED == 0 {
        return &[];
    }
    block.rest.cause(word & PAYLOAD).map_or(&[], |(_, conditions)| block.list(conditions))
}
