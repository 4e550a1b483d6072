//! Lays a block out: [`super::block`] says what lies where.

use std::sync::Arc;

use super::{
    block::{Block, DATED, ODD, Rest, SEVERAL, SILENT, TRUTH_BITS, bits_of, day_of, micros_of, minute_of, spread_of},
    packed_fact::Micros,
    packing::{Full, Pool, RecordDraft, StrandDraft, StrandKind},
};
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

fn strand(own: &StrandDraft, instants: &Instants, body: &mut Vec<u16>) -> Result<u16, Full> {
    let at = next_place(body)?;
    let kind = match own.kind {
        StrandKind::Plain => 0,
        StrandKind::Dated => DATED,
        StrandKind::Several => SEVERAL,
    };
    body.push(counted(own.pieces.len(), 14)? | kind);
    for (number, piece) in own.pieces.iter().enumerate() {
        body.push(instants.half((number > 0).then_some(piece.from), piece.truth.map_or(SILENT, bits_of))?);
    }
    body.extend(own.pieces.iter().flat_map(|piece| halves(piece.cause)));
    if own.kind == StrandKind::Dated {
        for piece in &own.pieces {
            body.push(instants.number((piece.until != Micros::MAX).then_some(piece.until))?);
        }
    }
    Ok(at)
}

fn record(
    own: &RecordDraft,
    prefix: u16,
    alone: &[u16],
    instants: &Instants,
    body: &mut Vec<u16>,
) -> Result<u16, Full> {
    let at = next_place(body)?;
    let changes = own.truth.changes();
    body.extend(halves(own.item.0));
    body.push(own.place.0);
    body.extend(halves(own.shape));
    let first = counted(changes.len(), 14)? << TRUTH_BITS | bits_of(*own.truth.first());
    body.extend([first, prefix, counted(alone.len(), 16)?]);
    for (at, truth) in changes {
        body.push(instants.half(Some(at.timestamp_micros()), bits_of(*truth))?);
    }
    body.extend(alone);
    Ok(at)
}

/// The block of a person.
pub(super) fn block(mut drafts: Drafts, rest: Rest) -> Result<Block, Full> {
    drafts.records.sort_by_key(|own| (own.place, own.item));
    let instants = Instants::of(&drafts);
    // At the beginning it says where the records begin.
    let mut body = vec![0];
    let mut strands = Vec::with_capacity(drafts.strands.len());
    for own in &drafts.strands {
        strands.push(strand(own, &instants, &mut body)?);
    }
    let placed = |own: &[u32]| -> Result<Vec<u16>, Full> {
        own.iter().map(|at| strands.get(*at as usize).copied().ok_or(Full)).collect()
    };
    let mut prefixes: Pool<Vec<u16>> = Pool::new();
    let mut parts = Vec::with_capacity(drafts.records.len());
    for own in &drafts.records {
        let (shared, alone) = own.strands.split_at_checked(own.strands.len() - own.own).ok_or(Full)?;
        parts.push((prefixes.put(placed(shared)?)?, placed(alone)?));
    }
    let mut prefix_at = Vec::new();
    for own in prefixes.in_order() {
        prefix_at.push(next_place(&mut body)?);
        body.push(counted(own.len(), 16)?);
        body.extend(own);
    }
    let begin = next_place(&mut body)?;
    if let Some(first) = body.first_mut() {
        *first = begin;
    }
    // At least a fifth of the slots stays free, so that a search ends.
    let slots = (drafts.records.len() + drafts.records.len() / 4 + 1).next_power_of_two();
    let mut table = vec![[0; 2]; slots];
    for (own, (prefix, alone)) in drafts.records.iter().zip(&parts) {
        let prefix = *prefix_at.get(*prefix as usize).ok_or(Full)?;
        let at = record(own, prefix, alone, &instants, &mut body)?;
        let (start, tag) = spread_of(own.place, own.item);
        let mut places = (0..slots).map(|step| (start + step) & (slots - 1));
        let free = places.find(|at| table.get(*at) == Some(&[0; 2])).ok_or(Full)?;
        *table.get_mut(free).ok_or(Full)? = [tag, at];
    }
    let days = instants.0.iter().map(|at| day_of(*at).cast_unsigned()).collect();
    let minutes = instants.0.iter().flat_map(|at| halves(minute_of(*at).cast_unsigned())).collect();
    let mut odd = Vec::new();
    for (number, at) in instants.0.iter().enumerate().filter(|(_, at)| micros_of(minute_of(**at)) != **at) {
        let bits = at.cast_unsigned();
        odd.push(counted(number, 16)?);
        odd.extend([0, 16, 32, 48].map(|shift| ((bits >> shift) & 0xFFFF) as u16));
    }
    let (instants, odd_ones) = (counted(instants.0.len(), 14)?, counted(odd.len() / ODD, 16)?);
    let run: Vec<u16> = [days, table.into_flattened(), minutes, odd, body].concat();
    Ok(Block {
        run: run.into(),
        rest: Arc::new(rest),
        instants,
        odd: odd_ones,
        slots: u32::try_from(slots).map_err(|_| Full)?,
    })
}
