//! A note: a text, a blank line, signature lines. C2SP `signed-note`.

use std::{fmt, str::FromStr};

use base64ct::{Base64, Encoding as _};

use crate::{
    VerifierKey,
    key::{SigningKey, check_name},
};

/// The longest note that is read, in bytes.
pub const MAX_NOTE_BYTES: usize = 1024 * 1024;
/// The most signature lines that are read.
pub const MAX_SIGNATURES: usize = 100;

/// A text with its signature lines, whoever they are from. Prints exactly the bytes it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// A signature line as it stands in a note, verified or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// Whose key made it, as the line says.
    pub name: String,
    /// The short id of the key, as the line says.
    pub id: [u8; 4],
    /// What the key made.
    pub signature: Vec<u8>,
}

/// A text that is not a note, or a note that is not signed as it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The text is too long or has too many signature lines.
    #[error("a note has at most {MAX_NOTE_BYTES} bytes and {MAX_SIGNATURES} signature lines; check the file")]
    TooLong,
    /// The text has no blank line before its signature lines, or a forbidden character.
    #[error("this is no signed note: a text, a blank line, and lines that begin with `— `, each ended by a newline")]
    Shape,
    /// A signature line is not one.
    #[error("signature line {number} is not `— <name> <base64>`; copy the note again, whole")]
    Line {
        /// Which of the signature lines, from 1.
        number: usize,
    },
    /// A key that must have signed did not.
    #[error("`{name}` has not signed this note with the key given; get one that it signed, or check the key")]
    Unsigned {
        /// Whose key.
        name: String,
    },
    /// A signature of a key that is known does not hold.
    #[error("the signature of `{name}` does not hold: the text was altered after it was signed; do not use the note")]
    Forged {
        /// Whose key.
        name: String,
    },
}

impl Note {
    /// Makes a note without a signature, which is none to anybody yet.
    ///
    /// # Errors
    ///
    /// [`NoteError::Shape`] if the text does not end in a newline or has a control character.
    pub fn unsigned(text: &str) -> Result<Self, NoteError> {
        if !text.ends_with('\n') || text.chars().any(forbidden) {
            return Err(NoteError::Shape);
        }
        Ok(Self { text: text.to_owned(), signatures: Vec::new() })
    }

    /// The text, with its last newline.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines, in order.
    #[must_use]
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Adds a line, or replaces the one that the same key made before. A witness states the time `at`, in
    /// seconds since 1970-01-01 00:00 UTC; other keys state none.
    pub fn sign(&mut self, key: &SigningKey, at: u64) {
        let verifier = key.verifier();
        let (name, id) = (verifier.name().to_owned(), verifier.id());
        let line = SignatureLine { name, id, signature: key.sign(&self.text, at) };
        self.signatures.retain(|other| (&other.name, other.id) != (&line.name, line.id));
        self.signatures.push(line);
    }

    /// Checks that a key has signed. Gives the latest time it stated, if it is a witness's.
    ///
    /// # Errors
    ///
    /// [`NoteError::Unsigned`] if no line is of this key; [`NoteError::Forged`] if one is and does not hold.
    pub fn verify(&self, key: &VerifierKey) -> Result<Option<u64>, NoteError> {
        let own = self.signatures.iter().filter(|line| line.name == key.name() && line.id == key.id());
        let mut verified = None;
        for line in own {
            let Some(at) = key.verify(&self.text, &line.signature) else {
                return Err(NoteError::Forged { name: line.name.clone() });
            };
            verified = verified.max(Some(at));
        }
        verified.ok_or_else(|| NoteError::Unsigned { name: key.name().to_owned() })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for line in &self.signatures {
            let bytes = [&line.id[..], &line.signature].concat();
            writeln!(f, "\u{2014} {} {}", line.name, Base64::encode_string(&bytes))?;
        }
        Ok(())
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, Self::Err> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        if note.chars().any(forbidden) {
            return Err(NoteError::Shape);
        }
        // The last blank line: the text may have some of its own.
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Shape)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Shape)?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(NoteError::TooLong);
        }
        let signatures = (1..)
            .zip(lines.split('\n'))
            .map(|(number, line)| signature_line(line).ok_or(NoteError::Line { number }))
            .collect::<Result<_, _>>()?;
        Ok(Self { text: format!("{text}\n"), signatures })
    }
}

fn forbidden(letter: char) -> bool {
    letter < ' ' && letter != '\n'
}

fn signature_line(line: &str) -> Option<SignatureLine> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    check_name(name).ok()?;
    let bytes = Base64::decode_vec(encoded).ok()?;
    let (id, signature) = bytes.split_first_chunk()?;
    (!signature.is_empty()).then(|| SignatureLine { name: name.to_owned(), id: *id, signature: signature.to_vec() })
}
