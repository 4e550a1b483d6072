//! Notes, keys and checkpoints: what is signed is believed, and nothing else.

use cred_tlog::{
    Checkpoint, KeyError, KeyKind, Note, NoteError, SignedCheckpoint, SignedCheckpointError, SigningKey, TreeHash,
    TreeHead, VerifierKey,
};
use proptest::prelude::*;

const LOG: &str = "example.org/staff";

fn key(name: &str, kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(name, kind, &[seed; 32]).unwrap()
}

fn log_key() -> SigningKey {
    key(LOG, KeyKind::Note, 1)
}

fn checkpoint() -> Checkpoint {
    Checkpoint::new(LOG, TreeHead { size: 42, root: TreeHash::leaf(b"x") }).unwrap()
}

#[test]
fn a_key_is_read_back_from_its_text_and_from_nothing_near_it() {
    for kind in [KeyKind::Note, KeyKind::Witness] {
        let private = key(LOG, kind, 7);
        let text = private.to_private_text();
        assert_eq!(SigningKey::parse(&text).unwrap().verifier(), private.verifier());
        let public = private.verifier().to_string();
        assert_eq!(public.parse(), Ok(private.verifier()));
        for at in 0..text.len() {
            assert!(SigningKey::parse(&text[..at]).is_err());
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(SigningKey::parse(&changed).is_err(), "byte {at}");
        }
        for at in 0..public.len() {
            assert!(public[..at].parse::<VerifierKey>().is_err());
            let mut bytes = public.as_bytes().to_vec();
            bytes[at] ^= 1;
            assert!(String::from_utf8(bytes).unwrap().parse::<VerifierKey>().is_err(), "byte {at}");
        }
    }
}

#[test]
fn a_private_key_is_shown_neither_by_debug_nor_in_errors() {
    let private = key(LOG, KeyKind::Note, 9);
    let text = private.to_private_text();
    let secret = text.rsplit('+').next().unwrap();
    assert!(!format!("{private:?}").contains(&secret[..12]));
    let error = SigningKey::parse(&format!("{}x", text.as_str())).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&secret[..12]));
    // A private key given where a public one belongs is refused without being repeated.
    let error = text.parse::<VerifierKey>().unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&secret[..12]));
}

#[test]
fn a_name_that_would_break_a_line_is_no_name() {
    for name in ["", "two words", "a+b", "a\nb", "a\u{a0}b", "a\u{2028}b"] {
        assert_eq!(SigningKey::from_seed(name, KeyKind::Note, &[1; 32]).unwrap_err(), KeyError::Name);
        assert!(Checkpoint::new(name, checkpoint().head()).is_err());
    }
}

#[test]
fn a_checkpoint_has_the_three_lines_and_is_read_back_byte_for_byte() {
    let signed = SignedCheckpoint::sign(checkpoint(), &log_key()).unwrap();
    let text = signed.to_string();
    assert!(text.starts_with(&format!("{LOG}\n42\n{}\n\n\u{2014} {LOG} ", TreeHash::leaf(b"x"))), "{text}");
    let read: SignedCheckpoint = text.parse().unwrap();
    assert_eq!(read, signed);
    let signers = read.verify(&[log_key().verifier()]).unwrap();
    assert_eq!((signers.len(), signers[0].at), (1, None));
}

#[test]
fn a_changed_checkpoint_is_a_forged_one() {
    let text = SignedCheckpoint::sign(checkpoint(), &log_key()).unwrap().to_string();
    let forged = text.replace("\n42\n", "\n43\n").parse::<SignedCheckpoint>().unwrap();
    let refused = SignedCheckpointError::Note(NoteError::Forged { name: LOG.into() });
    assert_eq!(forged.verify(&[log_key().verifier()]), Err(refused));
    // No byte can be changed and still be believed.
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        let read = String::from_utf8(bytes).ok().and_then(|text| text.parse::<SignedCheckpoint>().ok());
        let believed = read.is_some_and(|read| read.verify(&[log_key().verifier()]).is_ok());
        assert!(!believed, "byte {at}");
    }
}

#[test]
fn only_the_keys_own_log_is_believed() {
    let signed = SignedCheckpoint::sign(checkpoint(), &log_key()).unwrap();
    // The same name with another key, and the log's key missing among those given.
    let stranger = key(LOG, KeyKind::Note, 2).verifier();
    assert_eq!(signed.verify(&[stranger]), Err(NoteError::Unsigned { name: LOG.into() }.into()));
    let witness = key("witness.example", KeyKind::Witness, 3).verifier();
    for keys in [&[][..], &[witness]] {
        assert_eq!(signed.verify(keys), Err(SignedCheckpointError::NoLogKey { origin: LOG.into() }));
    }
    for other in [key("example.org/other", KeyKind::Note, 1), key(LOG, KeyKind::Witness, 1)] {
        assert!(SignedCheckpoint::sign(checkpoint(), &other).is_err());
    }
}

#[test]
fn witnesses_add_their_lines_and_strangers_lines_are_kept() {
    let witness = key("witness.example/w1", KeyKind::Witness, 5);
    let other = key("other.example", KeyKind::Witness, 6);
    let mut signed = SignedCheckpoint::sign(checkpoint(), &log_key()).unwrap();
    signed.cosign(&witness, 1_700_000_000);
    // A line of a kind nobody here knows.
    let text = format!("{signed}\u{2014} stranger.example AAAAAAEC\n");
    let mut read: SignedCheckpoint = text.parse().unwrap();
    assert_eq!(read.to_string(), text);
    let keys = [log_key().verifier(), witness.verifier()];
    assert_eq!(read.verify(&keys).unwrap()[1].at, Some(1_700_000_000));
    let missing = read.verify(&[log_key().verifier(), other.verifier()]);
    assert_eq!(missing, Err(NoteError::Unsigned { name: "other.example".into() }.into()));
    // A witness that signs again replaces its own line alone.
    read.cosign(&witness, 1_700_000_500);
    assert_eq!(read.note().signatures().len(), 3);
    assert_eq!(read.verify(&keys).unwrap()[1].at, Some(1_700_000_500));
    assert!(read.to_string().contains("\u{2014} stranger.example AAAAAAEC\n"));
}

#[test]
fn what_is_not_a_checkpoint_is_refused() {
    let root = TreeHash::empty();
    let sign = |text: &str| {
        let mut note = Note::unsigned(text)?;
        note.sign(&log_key(), 0);
        note.to_string().parse::<SignedCheckpoint>()
    };
    assert!(sign(&format!("{LOG}\n0\n{root}\n")).is_ok());
    assert!(sign(&format!("{LOG}\n7\n{root}\nextension\n")).is_ok());
    for wrong in [
        format!("{LOG}\n07\n{root}\n"),
        format!("{LOG}\n+7\n{root}\n"),
        format!("{LOG}\n-7\n{root}\n"),
        format!("{LOG}\n18446744073709551615\n{root}\n"),
        format!("{LOG}\n7 \n{root}\n"),
        format!("{LOG}\n7\n{root}=\n"),
        format!("{LOG}\n7\n"),
        format!("\n7\n{root}\n"),
        format!("{LOG}\n7\n{root}\n\nextension\n"),
    ] {
        assert_eq!(sign(&wrong), Err(SignedCheckpointError::Text), "{wrong}");
    }
}

#[test]
fn what_is_not_a_note_is_refused() {
    let good = SignedCheckpoint::sign(checkpoint(), &log_key()).unwrap().to_string();
    for wrong in [
        String::new(),
        good.trim_end().to_owned(),
        good.replace("\n\n", "\n"),
        good.replace('\n', "\r\n"),
        good.replace('\u{2014}', "-"),
        format!("{good}\n"),
        format!("{good}\u{2014} two words AAAAAAEC\n"),
        format!("{good}\u{2014} short AAAAAA==\n"),
        format!("{good}{}", "\u{2014} many.example AAAAAAEC\n".repeat(100)),
    ] {
        assert!(wrong.parse::<Note>().is_err(), "{wrong}");
    }
    assert!(format!("{good}{}", "\u{2014} many.example AAAAAAEC\n".repeat(16)).parse::<Note>().is_ok());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_prints_the_same(text in "(\\PC|\n|\u{2014} a AAAAAAEC\n){0,60}") {
        if let Ok(note) = text.parse::<Note>() {
            prop_assert_eq!(note.to_string(), text);
        }
    }

    #[test]
    fn what_is_signed_verifies_and_no_other_text_does(lines in prop::collection::vec("\\PC{0,20}", 1..5), seed: [u8; 32]) {
        let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        let key = SigningKey::from_seed(LOG, KeyKind::Note, &seed).unwrap();
        let mut note = Note::unsigned(&text).unwrap();
        note.sign(&key, 0);
        prop_assert_eq!(note.verify(&key.verifier()), Ok(None));
        let read: Note = note.to_string().parse().unwrap();
        prop_assert_eq!(&read, &note);
        let mut other = Note::unsigned(&format!("x{text}")).unwrap();
        prop_assert!(other.verify(&key.verifier()).is_err());
        other.sign(&SigningKey::from_seed(LOG, KeyKind::Note, &[3; 32]).unwrap(), 0);
        prop_assert!(other.verify(&key.verifier()).is_err() || seed == [3; 32]);
    }
}
