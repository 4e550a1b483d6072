//! The strands of a block: what each part of a rule is worth over time, and why.

use super::block::{SILENT, TRUTH_BITS, truth_of, word};
use crate::timeline::truth::Truth;

/// The piece of a strand at an instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// What it is worth; `None` where it has nothing to tell.
    pub(super) truth: Option<Truth>,
    /// The number of the instant at which the strand's value is another; `None` where it stays.
    pub(super) until: Option<u16>,
    /// Why, or the place in [`super::rest::Rest::pieces`] of a strand that tells of several.
    pub(super) cause: u32,
    pub(super) tells_several: bool,
}

/// Set where the length of a strand stands, of one that tells of several.
pub(super) const SEVERAL: u16 = 1 << 14;
/// The same of a strand that says until when each piece holds; of any other it is until the next one.
pub(super) const DATED: u16 = 1 << 15;

/// How many of some changes have come at the rank of an instant. They are few, and all are looked at: where the search would end cannot be
/// foreseen, and waiting for that costs more.
#[inline]
fn come(changes: &[u16], rank: u16) -> usize {
    changes.iter().fold(0, |count: usize, own| count.wrapping_add(usize::from(own >> TRUTH_BITS <= rank)))
}

/// The strands of a prefix, and its row at the rank of an instant; an empty one where it has none.
#[inline]
pub(super) fn prefix_at(body: &[u16], prefix: u16, rank: u16) -> Option<(&[u16], &[u16])> {
    let ([len, rows], rest) = body.get(2 * usize::from(prefix)..)?.split_first_chunk()?;
    let (strands, rest) = rest.split_at_checked(usize::from(*len))?;
    let (begun, rest) = rest.split_at_checked(usize::from(*rows))?;
    let come = begun.iter().fold(0, |count: usize, own| count.wrapping_add(usize::from(*own <= rank)));
    let width = usize::from(len.div_ceil(2));
    let row = come.checked_sub(1).and_then(|now| rest.get(now.wrapping_mul(width)..)?.get(..width));
    Some((strands, row.unwrap_or_default()))
}

/// What the strands of a record say.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'b> {
    pub(super) body: &'b [u16],
    pub(super) shared: std::slice::Iter<'b, u16>,
    /// Which piece of each shared strand holds, two in a half word.
    pub(super) row: &'b [u16],
    pub(super) number: usize,
    pub(super) own: std::slice::Iter<'b, u16>,
    pub(super) rank: u16,
}

impl Iterator for Pieces<'_> {
    /// `None` never, in a block that was laid out here.
    type Item = Option<Piece>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let strand = |at: u16| Some(Strand { own: self.body.get(2 * usize::from(at)..)? });
        let Some(at) = self.shared.next() else {
            return Some(strand(*self.own.next()?).and_then(|own| own.piece(self.rank)));
        };
        let number = self.number;
        self.number = number.wrapping_add(1);
        Some(strand(*at).and_then(|own| match self.row.get(number / 2) {
            Some(pair) => own.parts()?.piece(usize::from((pair >> (number % 2 * 8)) & 0xFF)),
            None => own.piece(self.rank),
        }))
    }
}

/// A part of a rule over time: how many pieces it has; the instant of each, with the value from then on; why, of each (two).
#[derive(Debug, Clone, Copy)]
pub(super) struct Strand<'b> {
    own: &'b [u16],
}

/// A strand taken apart.
#[derive(Debug, Clone, Copy)]
struct Parts<'b> {
    kind: u16,
    pieces: &'b [u16],
    causes: &'b [u16],
    dates: &'b [u16],
}

impl<'b> Strand<'b> {
    #[inline]
    fn parts(self) -> Option<Parts<'b>> {
        let (kind, rest) = self.own.split_first()?;
        let len = usize::from(kind & (SEVERAL - 1));
        let (pieces, rest) = rest.split_at_checked(len)?;
        let (causes, dates) = rest.split_at_checked(2 * len)?;
        Some(Parts { kind: *kind, pieces, causes, dates })
    }

    /// The piece at the rank of an instant.
    #[inline]
    fn piece(self, rank: u16) -> Option<Piece> {
        let parts = self.parts()?;
        parts.piece(come(parts.pieces, rank).checked_sub(1)?)
    }
}

impl Parts<'_> {
    #[inline]
    fn piece(&self, now: usize) -> Option<Piece> {
        let value = *self.pieces.get(now)? & SILENT;
        let until = if self.kind & DATED == 0 {
            self.pieces.get(now.wrapping_add(1)).map(|own| own >> TRUTH_BITS)
        } else {
            self.dates.get(now).copied().filter(|number| *number != 0)
        };
        let truth = (value != SILENT).then_some(truth_of(value));
        Some(Piece { truth, until, cause: word(self.causes, 2 * now)?, tells_several: self.kind & SEVERAL != 0 })
    }
}
