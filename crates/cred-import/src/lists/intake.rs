//! What is seen of a file's bytes while its rows are read: its digest, and signs that it is not all there.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use crate::source_hash::FileHash;

/// A reader that watches what passes through it.
pub(super) struct Intake<R> {
    source: R,
    hash: Sha256,
    seen: Seen,
    lines: u64,
}

/// What was seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// All bytes.
    pub(super) bytes: u64,
    /// The line of the first NUL byte, counted from 1.
    pub(super) nul_line: Option<u64>,
    /// How the first line ends.
    first_break: Option<Break>,
    last: u8,
    before_last: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    Feed,
    ReturnFeed,
}

impl Seen {
    /// Whether the file ends as its lines do. One that was cut off nearly never does.
    pub(super) fn ends_its_line(&self) -> bool {
        match self.first_break {
            Some(Break::ReturnFeed) => self.last == b'\n' && self.before_last == b'\r',
            Some(Break::Feed) => self.last == b'\n',
            // Lines that end in CR alone, or no line at all.
            None => self.last == b'\r',
        }
    }
}

impl<R: Read> Intake<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, hash: Sha256::new(), seen: Seen::default(), lines: 1 }
    }

    /// Reads the rest of the source and tells what was seen of all of it.
    pub(super) fn finish(mut self) -> io::Result<(FileHash, Seen)> {
        io::copy(&mut self, &mut io::sink())?;
        Ok((FileHash::of(self.hash), self.seen))
    }

    fn see(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        if self.seen.nul_line.is_none() {
            match bytes.iter().position(|byte| *byte == 0) {
                None => self.lines += feeds(bytes),
                Some(at) => self.seen.nul_line = Some(self.lines + feeds(bytes.get(..at).unwrap_or_default())),
            }
        }
        for &byte in bytes {
            if byte == b'\n' && self.seen.first_break.is_none() {
                let kind = if self.seen.last == b'\r' { Break::ReturnFeed } else { Break::Feed };
                self.seen.first_break = Some(kind);
            }
            self.seen.before_last = self.seen.last;
            self.seen.last = byte;
        }
        self.seen.bytes += u64::try_from(bytes.len()).unwrap_or_default();
    }
}

impl<R: Read> Read for Intake<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        self.see(bytes);
        Ok(count)
    }
}

fn feeds(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).unwrap_or_default()
}
