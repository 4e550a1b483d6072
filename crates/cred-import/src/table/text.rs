//! Bytes to text: UTF-8, and Windows-1252 (which contains ISO-8859-1) where they are not.

use std::borrow::Cow;

/// A field as text, with the way it was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Text<'a> {
    pub(crate) value: Cow<'a, str>,
    /// The bytes were not UTF-8 and were taken for Windows-1252.
    pub(crate) guessed: bool,
}

/// Reads a field, without the blanks around it. Every byte sequence reads as something: whether a
/// guess is acceptable is the caller's decision.
pub(crate) fn decode(bytes: &[u8]) -> Text<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Text { value: Cow::Borrowed(text.trim()), guessed: false },
        Err(_) => {
            let text: String = bytes.iter().copied().map(windows_1252).collect();
            Text { value: Cow::Owned(text.trim().to_owned()), guessed: true }
        }
    }
}

/// One Windows-1252 byte. Outside 80–9F it is the same as ISO-8859-1; the five bytes Windows-1252
/// leaves undefined stay the control characters ISO-8859-1 makes of them.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x82 => '‚',
        0x83 => 'ƒ',
        0x84 => '„',
        0x85 => '…',
        0x86 => '†',
        0x87 => '‡',
        0x88 => 'ˆ',
        0x89 => '‰',
        0x8A => 'Š',
        0x8B => '‹',
        0x8C => 'Œ',
        0x8E => 'Ž',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        0x98 => '˜',
        0x99 => '™',
        0x9A => 'š',
        0x9B => '›',
        0x9C => 'œ',
        0x9E => 'ž',
        0x9F => 'Ÿ',
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_is_taken_as_it_is_and_anything_else_as_windows_1252() {
        assert_eq!(decode("  Nuñez ".as_bytes()), Text { value: "Nuñez".into(), guessed: false });
        assert_eq!(decode(b"Nu\xF1ez"), Text { value: "Nuñez".into(), guessed: true });
        assert_eq!(decode(b"O\x92Test"), Text { value: "O’Test".into(), guessed: true });
        assert_eq!(decode(b"\x81").value, "\u{81}");
    }
}
