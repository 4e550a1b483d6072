//! Files that come in a ZIP archive, read as a stream: the registry's is 10 GB when unpacked.
//!
//! The member is read to its end, so that its checksum is held against its bytes whatever the reader took of it. An archive that was cut off
//! has no directory and is refused before anything is read.

use std::io::{self, Read, Seek};

use zip::ZipArchive;

/// The most bytes that a member may unpack to; the largest real one has a tenth of it.
const MEMBER_LIMIT: u64 = 128 << 30;

/// Why a member of an archive cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is no archive, or not all of one.
    #[error("not a whole ZIP archive ({0}): it may be cut off; fetch it again")]
    Damaged(String),
    /// No member is the one that is looked for.
    #[error("the archive has no {wanted}: it has {}", .found.join(", "))]
    Missing {
        /// What was looked for.
        wanted: String,
        /// What it has, at most twelve of them.
        found: Vec<String>,
    },
    /// More than one member may be the one that is looked for.
    #[error("the archive has more than one {wanted} ({}): unpack the right one", .found.join(", "))]
    Ambiguous {
        /// What was looked for.
        wanted: String,
        /// Those that may be meant.
        found: Vec<String>,
    },
    /// The member unpacks to more than any real one.
    #[error("`{name}` unpacks to more than {limit} bytes: it is not what it is said to be")]
    TooLarge {
        /// Its name.
        name: String,
        /// The most bytes.
        limit: u64,
    },
}

/// Which member of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// The only CSV or text file.
    OnlyTable,
    /// The dissemination file of the registry (`npidata_pfile_….csv`, without its header file).
    Nppes,
}

impl Member {
    fn fits(self, name: &str) -> bool {
        let base = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let table = base.ends_with(".csv") || base.ends_with(".txt");
        match self {
            Self::OnlyTable => table,
            Self::Nppes => base.starts_with("npidata_pfile") && base.ends_with(".csv") && !base.contains("header"),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::OnlyTable => "table (*.csv or *.txt)",
            Self::Nppes => "dissemination file (npidata_pfile….csv)",
        }
    }
}

/// Reads one member of an archive with `read`, then the rest of it for its checksum.
///
/// # Errors
/// When the archive or the member is damaged, or it is not certain which member is meant. What `read` returned is lost then: it may rest on
/// damaged bytes.
pub fn read_member<A: Read + Seek, T>(
    archive: A,
    member: Member,
    read: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, ArchiveError> {
    let damaged = |error: zip::result::ZipError| ArchiveError::Damaged(error.to_string());
    let mut archive = ZipArchive::new(archive).map_err(damaged)?;
    let all = archive.file_names().map(|name| name.map(|name| name.into_owned()));
    let all: Vec<String> = all.collect::<Result<_, _>>().map_err(damaged)?;
    let mut found: Vec<String> = all.iter().filter(|name| member.fits(name)).cloned().collect();
    let wanted = member.word().to_owned();
    if found.len() > 1 {
        return Err(ArchiveError::Ambiguous { wanted, found });
    }
    let Some(name) = found.pop() else {
        return Err(ArchiveError::Missing { wanted, found: all.into_iter().take(12).collect() });
    };
    let file = archive.by_name(&name).map_err(damaged)?;
    if file.size() > MEMBER_LIMIT {
        return Err(ArchiveError::TooLarge { name, limit: MEMBER_LIMIT });
    }
    let mut bounded = file.take(MEMBER_LIMIT + 1);
    let value = read(&mut bounded);
    io::copy(&mut bounded, &mut io::sink()).map_err(|error| ArchiveError::Damaged(error.to_string()))?;
    if bounded.limit() == 0 {
        return Err(ArchiveError::TooLarge { name, limit: MEMBER_LIMIT });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    fn archive(members: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for (name, text) in members {
            writer.start_file(*name, options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn text(bytes: &[u8], member: Member) -> Result<String, ArchiveError> {
        read_member(Cursor::new(bytes), member, |source| {
            let mut text = String::new();
            let _ = source.read_to_string(&mut text);
            text
        })
    }

    #[test]
    fn the_member_that_is_meant_is_read() {
        let bytes = archive(&[
            ("npidata_pfile_20050523-20260809_FileHeader.csv", "header"),
            ("npidata_pfile_20050523-20260809.csv", "rows"),
            ("readme.pdf", "x"),
        ]);
        assert_eq!(text(&bytes, Member::Nppes).unwrap(), "rows");
        assert!(matches!(text(&bytes, Member::OnlyTable), Err(ArchiveError::Ambiguous { .. })));
        let other = archive(&[("readme.pdf", "x")]);
        assert!(text(&other, Member::OnlyTable).unwrap_err().to_string().contains("readme.pdf"));
    }

    #[test]
    fn a_cut_or_damaged_archive_is_refused_even_where_its_reader_stops_early() {
        let rows: String = (0..2_000).map(|row| format!("{row},sample {}\n", row * 7919 % 1000)).collect();
        let bytes = archive(&[("list.csv", &rows)]);
        for cut in (0..bytes.len()).step_by(97) {
            assert!(text(&bytes[..cut], Member::OnlyTable).is_err(), "cut at {cut}");
        }
        let mut damaged = bytes.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 0xFF;
        assert!(read_member(Cursor::new(&damaged), Member::OnlyTable, |_| ()).is_err());
    }
}
