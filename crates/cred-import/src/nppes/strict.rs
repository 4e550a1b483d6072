//! Rows as the registry writes them: every field quoted, no quote within a field. Such a row is divided without a tokenizer.
//!
//! Whatever is not written so is left to the tokenizer: this only ever says "divided" of a row that any reader of the format divides in
//! the same way.

use std::ops::Range;

use memchr::memchr;

/// What a text begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Start {
    /// A whole row.
    Row {
        /// How many fields it has.
        fields: usize,
        /// Where the field asked for is; empty where the row has none such.
        wanted: Range<usize>,
        /// Its length with its line break.
        length: usize,
    },
    /// Perhaps a row, of which more is needed.
    Open,
    /// Something else.
    Other,
}

/// Sixteen empty fields; most of a row is empty.
const EMPTY: &[u8] = b"\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",";
const EMPTY_FIELDS: usize = 16;
/// Two of them, for the gaps between the filled groups.
const FEW: &[u8] = b"\"\",\"\",";
const FEW_FIELDS: usize = 2;

/// Looks at the row that a text begins with; `wanted` is the position of a field to find.
pub(super) fn start(text: &[u8], wanted: usize) -> Start {
    let mut rest = text;
    let mut fields = 0;
    let mut found = 0..0;
    let place = |rest: &[u8]| text.len() - rest.len();
    loop {
        // Runs may be passed over only where the field asked for is not in them.
        if fields > wanted {
            while let Some(after) = rest.strip_prefix(EMPTY) {
                (rest, fields) = (after, fields + EMPTY_FIELDS);
            }
            while let Some(after) = rest.strip_prefix(FEW) {
                (rest, fields) = (after, fields + FEW_FIELDS);
            }
        }
        let Some((quote, inside)) = rest.split_first() else { return Start::Open };
        if *quote != b'"' {
            return Start::Other;
        }
        let Some(length) = memchr(b'"', inside) else { return Start::Open };
        if fields == wanted {
            let begin = place(inside);
            found = begin..begin + length;
        }
        fields += 1;
        rest = match inside.get(length + 1..).unwrap_or_default() {
            [b',', after @ ..] => after,
            [b'\n', after @ ..] | [b'\r', b'\n', after @ ..] => {
                return Start::Row { fields, wanted: found, length: place(after) };
            }
            [] | [b'\r'] => return Start::Open,
            // A doubled quote, or text behind one.
            _ => return Start::Other,
        };
    }
}
