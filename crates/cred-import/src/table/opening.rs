//! What the first bytes of a file say: not a table at all, a byte order mark, which delimiter.

use crate::fault::FileError;

/// Refuses what is recognisably something other than delimited text.
pub(super) fn refuse_other_formats(start: &[u8]) -> Result<(), FileError> {
    const SIGNATURES: [(&[u8], &str, &str); 10] = [
        (b"\x1F\x8B", "a gzip archive", "unzip it first"),
        (b"PK\x03\x04", "a zip archive or a spreadsheet workbook", "unzip it, or save the sheet as CSV"),
        (b"PK\x05\x06", "an empty zip archive", "export the table again"),
        (b"BZh", "a bzip2 archive", "unpack it first"),
        (b"\xFD7zXZ", "an xz archive", "unpack it first"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive", "unpack it first"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive", "unpack it first"),
        (b"\xD0\xCF\x11\xE0", "a spreadsheet workbook", "save the sheet as CSV"),
        (b"%PDF", "a PDF document", "export the table as CSV"),
        (b"\x7FELF", "a program", "choose the CSV file"),
    ];
    for (signature, found, advice) in SIGNATURES {
        if start.starts_with(signature) {
            return Err(FileError::OtherFormat { found, advice });
        }
    }
    let text = start.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(start).trim_ascii_start();
    if text.starts_with(b"<") {
        return Err(FileError::OtherFormat {
            found: "a web page or an XML document",
            advice: "the download may have answered with an error page: fetch the CSV again",
        });
    }
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        return Err(FileError::OtherFormat { found: "UTF-16 text", advice: "save it as CSV UTF-8" });
    }
    // No header holds a NUL; UTF-16 without a mark is full of them. Further down one is a row's own fault.
    if start.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).any(|byte| *byte == 0) {
        return Err(FileError::OtherFormat { found: "binary data", advice: "save it as CSV UTF-8" });
    }
    Ok(())
}

/// Where the first record begins, and the delimiter announced or used by it.
///
/// Comma, semicolon, tab and `|` are recognised; the one most frequent outside quotes in the first
/// record wins, comma when none occurs.
pub(super) fn sniff(start: &[u8]) -> (usize, u8) {
    // Spreadsheets write `sep=;` above the header to announce the delimiter.
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..] = start
        && matches!(rest, [b'\r' | b'\n', ..])
        && is_delimiter(*delimiter)
    {
        // The line break after it is skipped like any blank line.
        return (5, *delimiter);
    }
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    let mut begun = false;
    for &byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted && begun => break,
            _ => {}
        }
        begun |= !matches!(byte, b'\r' | b'\n');
        if !quoted {
            for (delimiter, count) in &mut counts {
                *count += usize::from(*delimiter == byte);
            }
        }
    }
    // On a tie the earlier one stays: comma first.
    let best = counts.iter().fold((b',', 0), |best, &next| if next.1 > best.1 { next } else { best });
    (0, best.0)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b',' | b';' | b'\t' | b'|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_most_frequent_outside_quotes() {
        assert_eq!(sniff(b"NPI,Last,First\n1;2;3;4;5\n"), (0, b','));
        assert_eq!(sniff(b"NPI;\"Last, First, Middle\";Degree\n"), (0, b';'));
        assert_eq!(sniff(b"\r\nNPI\tLast\n"), (0, b'\t'));
        assert_eq!(sniff(b"NPI\n"), (0, b','));
        assert_eq!(sniff(b"sep=;\r\nNPI;Last"), (5, b';'));
        assert_eq!(sniff(b""), (0, b','));
    }

    #[test]
    fn archives_workbooks_and_binary_data_are_named() {
        for (start, word) in [
            (&b"\x1F\x8B\x08\x00"[..], "gzip"),
            (b"PK\x03\x04\x14\x00", "unzip"),
            (b"\xD0\xCF\x11\xE0\xA1", "save the sheet as CSV"),
            (b"\xFF\xFEN\x00P\x00", "UTF-16"),
            (b"NPI\x00,Last", "binary"),
            (b"\r\n<!DOCTYPE html><html>", "web page"),
            (b"\xEF\xBB\xBF<?xml version=", "XML"),
        ] {
            let message = refuse_other_formats(start).unwrap_err().to_string();
            assert!(message.contains(word), "{message}");
        }
        assert!(refuse_other_formats(b"NPI,Last\n1,\x00\n").is_ok());
    }
}
