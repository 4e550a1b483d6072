//! Delimited text as records of bounded size, each with the line it starts on.

mod block;
mod opening;
mod reader;
mod record;
mod text;

pub(crate) use block::{Block, Piece};
pub(crate) use reader::{Delimiter, Records};
pub(crate) use record::Record;
pub(crate) use text::decode;

/// The longest field accepted, in bytes. Real fields are a few hundred; a longer one is nearly
/// always a quote that never closes.
pub(crate) const FIELD_LIMIT: usize = 1 << 20;
/// The longest record accepted, in bytes.
pub(crate) const RECORD_LIMIT: usize = 4 << 20;
/// The most fields accepted in one record; NPPES has 330.
pub(crate) const FIELD_COUNT_LIMIT: usize = 16_384;

#[cfg(test)]
mod tests;
