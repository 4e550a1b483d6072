//! Artefacts are what their names say, or are not handed out.

use std::fs;

use cred_store::{
    Digest,
    artefacts::{ArtefactError, Artefacts, Standing},
};

#[test]
fn the_same_bytes_are_kept_once_and_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Artefacts::beside(&folder.path().join("hospital.db"));
    assert_eq!(shelf.all().unwrap(), []);
    let first = shelf.keep(b"an answer").unwrap();
    assert_eq!((first.digest, first.bytes, first.known), (Digest::of(b"an answer"), 9, false));
    assert!(shelf.keep(b"an answer").unwrap().known);
    let empty = shelf.keep(b"").unwrap();
    assert_eq!(shelf.all().unwrap().len(), 2);
    assert_eq!(shelf.read(first.digest).unwrap(), b"an answer");
    assert_eq!(shelf.read(empty.digest).unwrap(), b"");
    let left = fs::read_dir(folder.path().join("hospital.db.evidence")).unwrap();
    assert!(left.map(|own| own.unwrap().file_name()).all(|name| !name.to_str().unwrap().starts_with(".draft")));
}

#[test]
fn what_was_changed_or_is_gone_is_told_and_never_handed_out() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Artefacts::beside(&folder.path().join("hospital.db"));
    let kept = shelf.keep(b"an answer").unwrap();
    let path = shelf.path(kept.digest);
    fs::write(&path, b"another").unwrap();
    assert!(matches!(shelf.read(kept.digest), Err(ArtefactError::Altered { .. })));
    assert!(matches!(shelf.check(kept.digest), Standing::Wrong(ArtefactError::Altered { .. })));
    // Its own bytes heal it.
    assert!(!shelf.keep(b"an answer").unwrap().known);
    assert!(matches!(shelf.check(kept.digest), Standing::Whole(9)));
    fs::remove_file(&path).unwrap();
    assert!(matches!(shelf.read(kept.digest), Err(ArtefactError::Missing { .. })));
}

#[test]
fn a_media_type_stands_beside_and_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Artefacts::beside(&folder.path().join("hospital.db"));
    let kept = shelf.keep(b"a,b\n").unwrap();
    assert_eq!(shelf.media_type(kept.digest), None);
    shelf.note_media_type(kept.digest, "text/csv").unwrap();
    assert_eq!(shelf.media_type(kept.digest).as_deref(), Some("text/csv"));
    for wrong in ["", "csv", "text/", "text/csv; x", "../x/y", "text/\u{0}"] {
        assert!(shelf.note_media_type(kept.digest, wrong).is_err(), "{wrong}");
    }
    assert_eq!(shelf.all().unwrap(), [kept.digest], "the note is no artefact");
}

#[test]
fn what_is_too_large_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Artefacts::beside(&folder.path().join("hospital.db")).no_larger_than(8);
    assert!(shelf.keep(b"12345678").is_ok());
    assert!(matches!(shelf.keep(b"123456789"), Err(ArtefactError::TooLarge { largest: 8 })));
    assert_eq!(shelf.all().unwrap().len(), 1);
    assert_eq!(fs::read_dir(folder.path().join("hospital.db.evidence")).unwrap().count(), 1, "no draft stays");
}
