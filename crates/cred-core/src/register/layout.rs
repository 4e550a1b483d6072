//! Lays a block out: [`super::block`] says what lies where.

use std::sync::Arc;

use super::{
    block::{Block, ODD, SILENT, SLOT, TRUTH_BITS, VALUES, bits_of, day_of, spread_of, whole_minute},
    packed_fact::Micros,
    packing::{Full, PieceDraft, Pool, RecordDraft, StrandDraft, StrandKind},
    rest::Rest,
    strands::{DATED, SEVERAL},
};
use crate::timeline::{Timeline, truth::Truth};

/// More pieces in its rows than this a prefix does not tell ahead.
const MOST_IN_ROWS: usize = 2048;

/// Everything there is to lay out.
#[derive(Debug)]
pub(super) struct Drafts {
    pub(super) records: Vec<RecordDraft>,
    pub(super) strands: Vec<StrandDraft>,
}

/// The instants that a person's answers change at, sorted.
struct Instants(Vec<Micros>);

impl Instants {
    fn of(drafts: &Drafts) -> Self {
        let strands = drafts.strands.iter().flat_map(|own| {
            let begun = own.pieces.iter().skip(1).map(|own| own.from);
            begun.chain(own.pieces.iter().map(|own| own.until).filter(|until| *until != Micros::MAX))
        });
        let changes = drafts.records.iter().flat_map(|own| own.truth.changes());
        let mut all: Vec<Micros> = strands.chain(changes.map(|(at, _)| at.timestamp_micros())).collect();
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// The number of an instant; the beginning of all time has the number 0.
    fn number(&self, at: Option<Micros>) -> Result<u16, Full> {
        let Some(at) = at else { return Ok(0) };
        let at = self.0.binary_search(&at).map_err(|_| Full)?;
        u16::try_from(at + 1).map_err(|_| Full)
    }

    /// The number of an instant, and the value from then on.
    fn half(&self, at: Option<Micros>, value: u16) -> Result<u16, Full> {
        Ok(counted(self.number(at)?, 14)? << TRUTH_BITS | value)
    }
}

/// A number that has room in so many bits.
fn counted(of: impl TryInto<u16>, bits: u32) -> Result<u16, Full> {
    of.try_into().ok().filter(|own: &u16| bits == u16::BITS || own >> bits == 0).ok_or(Full)
}

/// Both halves of a word, the lower one first.
const fn halves(word: u32) -> [u16; 2] {
    [(word & 0xFFFF) as u16, (word >> 16) as u16]
}

/// Half the place at which the next thing in the body is to lie.
fn next_place(body: &mut Vec<u16>) -> Result<u16, Full> {
    if !body.len().is_multiple_of(2) {
        body.push(0);
    }
    counted(body.len() / 2, 16)
}

/// The number of the instant from which each piece of a strand holds no more: where the value is another, or what the piece says itself.
fn ends(own: &StrandDraft, instants: &Instants) -> Result<Vec<u16>, Full> {
    let end = |(number, piece): (usize, &PieceDraft)| {
        if own.kind == StrandKind::Dated {
            return instants.number((piece.until != Micros::MAX).then_some(piece.until));
        }
        let mut later = own.pieces.iter().skip(number + 1);
        instants.number(later.find(|other| other.truth != piece.truth).map(|other| other.from))
    };
    own.pieces.iter().enumerate().map(end).collect()
}

fn strand(own: &StrandDraft, instants: &Instants, body: &mut Vec<u16>) -> Result<u16, Full> {
    let at = next_place(body)?;
    let alike = own.pieces.windows(2).any(|two| matches!(two, [one, other] if one.truth == other.truth));
    // What tells of several says until when each holds elsewhere.
    let is_dated = own.kind == StrandKind::Dated || (own.kind == StrandKind::Plain && alike);
    let kind = if own.kind == StrandKind::Several { SEVERAL } else { 0 } | if is_dated { DATED } else { 0 };
    body.push(counted(own.pieces.len(), 14)? | kind);
    for (number, piece) in own.pieces.iter().enumerate() {
        body.push(instants.half((number > 0).then_some(piece.from), piece.truth.map_or(SILENT, bits_of))?);
    }
    body.extend(own.pieces.iter().flat_map(|piece| halves(piece.cause)));
    if is_dated {
        body.extend(ends(own, instants)?);
    }
    Ok(at)
}

/// An answer over time. Where all its instants are whole minutes: how many changes, the values, and the minutes; else how many with a mark, the
/// first value, and the number of each instant with the value from then on.
fn answer(own: &Timeline<Truth>, instants: &Instants) -> Result<Vec<u16>, Full> {
    let changes = own.changes();
    let count = counted(changes.len(), 15)? << 1;
    let minutes: Option<Vec<i32>> = changes.iter().map(|(at, _)| whole_minute(at.timestamp_micros())).collect();
    let Some(minutes) = minutes else {
        let mut odd = vec![count | 1, bits_of(*own.first())];
        for (at, truth) in changes {
            odd.push(instants.half(Some(at.timestamp_micros()), bits_of(*truth))?);
        }
        return Ok(odd);
    };
    let values: Vec<u16> =
        std::iter::once(own.first()).chain(changes.iter().map(|(_, own)| own)).copied().map(bits_of).collect();
    let packed = |own: &[u16]| own.iter().rev().fold(0, |bits, value| (bits << TRUTH_BITS) | value);
    let values = values.chunks(VALUES).map(packed);
    Ok(std::iter::once(count)
        .chain(values)
        .chain(minutes.into_iter().flat_map(|own| halves(own.cast_unsigned())))
        .collect())
}

/// What several privileges begin with: how many strands and how many rows; where each strand is; from when each row holds; and the rows,
/// each of which says of every strand which piece holds, two in a half word. It has no rows where they had no room.
fn prefix(strands: &[&StrandDraft], placed: &[u16], instants: &Instants) -> Result<Vec<u16>, Full> {
    let mut begun = vec![0];
    for piece in strands.iter().flat_map(|own| own.pieces.iter().skip(1)) {
        begun.push(instants.number(Some(piece.from))?);
    }
    begun.sort_unstable();
    begun.dedup();
    if begun.len() * strands.len() > MOST_IN_ROWS || strands.iter().any(|own| own.pieces.len() > usize::from(u8::MAX)) {
        begun.clear();
    }
    let mut all = vec![counted(strands.len(), 16)?, counted(begun.len(), 16)?];
    all.extend(placed);
    all.extend(&begun);
    for from in begun {
        let mut row = Vec::with_capacity(strands.len());
        for own in strands {
            let mut come = 0_u16;
            for piece in own.pieces.iter().skip(1) {
                come += u16::from(instants.number(Some(piece.from))? <= from);
            }
            row.push(come);
        }
        all.extend(row.chunks(2).map(|two| two.iter().rev().fold(0, |both, own| (both << 8) | own)));
    }
    Ok(all)
}

fn record(own: &RecordDraft, slot: usize, prefix: u16, alone: &[u16], body: &mut Vec<u16>) -> Result<u16, Full> {
    let at = next_place(body)?;
    body.extend(halves(own.shape));
    body.extend([prefix, counted(slot, 16)?, counted(alone.len(), 16)?]);
    body.extend(alone);
    Ok(at)
}

/// Puts one kind of thing into the body; says where each lies.
fn put_all(pool: Pool<Vec<u16>>, body: &mut Vec<u16>) -> Result<Vec<u16>, Full> {
    let mut places = Vec::new();
    for own in pool.in_order() {
        places.push(next_place(body)?);
        body.extend(own);
    }
    Ok(places)
}

/// The block of a person.
pub(super) fn block(mut drafts: Drafts, rest: Rest) -> Result<Block, Full> {
    drafts.records.sort_by_key(|own| (own.place, own.item));
    let instants = Instants::of(&drafts);
    // At the beginning it says where the records begin.
    let mut body = vec![0];
    let (mut answers, mut answer_of) = (Pool::new(), Vec::with_capacity(drafts.records.len()));
    for own in &drafts.records {
        answer_of.push(answers.put(answer(&own.truth, &instants)?)?);
    }
    let answers = put_all(answers, &mut body)?;
    let mut strands = Vec::with_capacity(drafts.strands.len());
    for own in &drafts.strands {
        strands.push(strand(own, &instants, &mut body)?);
    }
    let placed = |own: &[u32]| -> Result<Vec<u16>, Full> {
        own.iter().map(|at| strands.get(*at as usize).copied().ok_or(Full)).collect()
    };
    let mut prefixes: Pool<&[u32]> = Pool::new();
    let mut parts = Vec::with_capacity(drafts.records.len());
    for own in &drafts.records {
        let (shared, alone) = own.strands.split_at_checked(own.strands.len() - own.own).ok_or(Full)?;
        parts.push((prefixes.put(shared)?, placed(alone)?));
    }
    let mut prefix_at = Vec::new();
    for shared in prefixes.in_order() {
        let own: Option<Vec<&StrandDraft>> = shared.iter().map(|at| drafts.strands.get(*at as usize)).collect();
        let own = prefix(&own.ok_or(Full)?, &placed(shared)?, &instants)?;
        prefix_at.push(next_place(&mut body)?);
        body.extend(own);
    }
    let begin = next_place(&mut body)?;
    if let Some(first) = body.first_mut() {
        *first = begin;
    }
    // At least a fifth of the slots stays free, so that a search ends soon.
    let slots = drafts.records.len() + drafts.records.len() / 4 + 1;
    let count = u32::try_from(slots).map_err(|_| Full)?;
    let mut table = vec![[0; SLOT]; slots];
    for ((own, (prefix, alone)), answer) in drafts.records.iter().zip(&parts).zip(&answer_of) {
        let prefix = *prefix_at.get(*prefix as usize).ok_or(Full)?;
        let answer = *answers.get(*answer as usize).ok_or(Full)?;
        let start = spread_of(own.place, own.item, count);
        let mut places = (0..slots).map(|step| (start + step) % slots);
        let free = places.find(|at| table.get(*at) == Some(&[0; SLOT])).ok_or(Full)?;
        let at = record(own, free, prefix, alone, &mut body)?;
        let [low, high] = halves(own.item.0);
        *table.get_mut(free).ok_or(Full)? = [low, high, own.place.0, at, answer];
    }
    let days = instants.0.iter().map(|at| day_of(*at).cast_unsigned()).collect();
    let (mut minutes, mut odd): (Vec<u16>, Vec<u16>) = (Vec::new(), Vec::new());
    for at in &instants.0 {
        let minute = match whole_minute(*at) {
            Some(minute) => minute,
            None => {
                let number = counted(odd.len() / ODD, 16)?;
                let bits = at.cast_unsigned();
                odd.extend([0, 16, 32, 48].map(|shift| ((bits >> shift) & 0xFFFF) as u16));
                i32::MIN + i32::from(number)
            }
        };
        minutes.extend(halves(minute.cast_unsigned()));
    }
    let (instants, odd_ones) = (counted(instants.0.len(), 14)?, counted(odd.len() / ODD, 16)?);
    let run: Vec<u16> = [table.into_flattened(), days, minutes, odd, body].concat();
    Ok(Block { run: run.into(), rest: Arc::new(rest.into()), instants, odd: odd_ones, slots: count })
}
