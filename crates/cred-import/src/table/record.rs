//! One record: its fields as raw bytes, and the physical line it starts on.

/// A record that is overwritten by the next one.
#[derive(Debug)]
pub(crate) struct Record {
    pub(super) bytes: Vec<u8>,
    pub(super) ends: Vec<usize>,
    pub(super) fields: usize,
    pub(super) line: u64,
}

impl Record {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0; 16 << 10], ends: vec![0; 512], fields: 0, line: 1 }
    }

    /// The physical line of the record's first byte, counted from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// How many fields the record has.
    pub(crate) fn len(&self) -> usize {
        self.fields
    }

    /// The bytes of the field at `index`, unquoted; empty where the record has no such field.
    pub(crate) fn field(&self, index: usize) -> &[u8] {
        if index >= self.fields {
            return &[];
        }
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(index).copied().unwrap_or_default();
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// All fields in file order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.fields).map(|index| self.field(index))
    }

    /// Whether no field holds anything but blanks: the rows of commas a spreadsheet leaves behind.
    pub(crate) fn is_blank(&self) -> bool {
        self.fields().all(|field| field.trim_ascii().is_empty())
    }
}
