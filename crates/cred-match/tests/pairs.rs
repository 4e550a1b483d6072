//! Pairs of names, as a table that can be read: who is a potential match for whom, and how it is told.

mod support;

use cred_core::evidence::list_entry::{ListedLicense, ListedName, Party};
use cred_match::{
    index::Index,
    potential_match::{Field, Nearness, Outcome, Standing, pair_digest},
    subject::Subject,
    weights::{Thresholds, Weights},
};
use support::{entry, npi, pair, person, score, subject_of};

/// Ours (names, birth, state), theirs, whether it is a potential match, and the field and nearness that tell.
type Row = (
    (&'static str, &'static str, &'static str),
    (&'static str, &'static str, &'static str),
    bool,
    Field,
    Option<Nearness>,
);

#[test]
fn pairs_of_persons() {
    use Nearness::*;
    let rows: &[Row] = &[
        // The same person, written otherwise.
        (("Strand, Ingrid", "1961-03-04", "AZ"), ("STRAND, INGRID", "1961-03-04", "AZ"), true, Field::Family, None),
        (("Núñez, José", "1961-03-04", "AZ"), ("NUNEZ, JOSE", "1961-03-04", "NM"), true, Field::Family, None),
        (("O'Donnell, Mary", "1961-03-04", "AZ"), ("ODONNELL, MARY", "1961-03-04", "AZ"), true, Field::Family, None),
        (
            ("Strand, Ingrid", "1961-03-04", "AZ"),
            ("STRAMD, INGRID", "1961-03-04", "AZ"),
            true,
            Field::Family,
            Some(OneEdit),
        ),
        (("Okonkwo, Adaeze", "", "AZ"), ("OKONKWO, ADEAZE", "", "AZ"), true, Field::Given, Some(OneEdit)),
        (
            ("Castellanos, Ines", "1961-03-04", "AZ"),
            ("CASTELANO, INES", "1961-03-04", ""),
            true,
            Field::Family,
            Some(TwoEdits),
        ),
        (
            ("Strand, Robert", "1961-03-04", "AZ"),
            ("STRAND, BOB", "1961-03-04", "NV"),
            true,
            Field::Given,
            Some(Nickname),
        ),
        (
            ("Strand, Bob", "1961-03-04", "AZ"),
            ("STRAND, ROBERT", "1961-03-04", "NV"),
            true,
            Field::Given,
            Some(Nickname),
        ),
        (
            ("Strand, J Robert", "1961-03-04", "AZ"),
            ("STRAND, ROBERT", "1961-03-04", ""),
            true,
            Field::Given,
            Some(MiddleName),
        ),
        (("Strand, Ingrid", "1961-03-04", "AZ"), ("STRAND, I", "1961-03-04", ""), true, Field::Given, Some(Initial)),
        (
            ("Strand-Vale, Ingrid", "1961-03-04", "AZ"),
            ("VALE, INGRID", "1961-03-04", ""),
            true,
            Field::Family,
            Some(Part),
        ),
        (
            ("Vale, Ingrid", "1961-03-04", "AZ"),
            ("STRAND VALE, INGRID", "1961-03-04", ""),
            true,
            Field::Family,
            Some(Part),
        ),
        (
            ("Ingrid, Strand", "1961-03-04", "AZ"),
            ("STRAND, INGRID", "1961-03-04", ""),
            true,
            Field::Family,
            Some(Swapped),
        ),
        (("Christophersen, Ingrid", "", "AZ"), ("CHRISTOPHE, INGRID", "", "AZ"), true, Field::Family, Some(Truncated)),
        (
            ("Strand, Ingrid", "1961-03-04", "AZ"),
            ("STRAND, INGRID", "1961-04-03", "AZ"),
            true,
            Field::Born,
            Some(DayAndMonthSwapped),
        ),
        (
            ("Strand, Ingrid", "1961-03-04", "AZ"),
            ("STRAND, INGRID", "1961-03-14", "AZ"),
            true,
            Field::Born,
            Some(OneEdit),
        ),
        (
            ("Strand, Ingrid", "1961", "AZ"),
            ("STRAND, INGRID", "1961-03-04", "AZ"),
            true,
            Field::Born,
            Some(LessPrecise),
        ),
        // A rare name is enough where nothing else is told.
        (("Okonkwo-Reyes, Adaeze", "", ""), ("OKONKWO-REYES, ADAEZE", "", ""), true, Field::Family, None),
        // Twins are shown, since a rare name and a birthday are too much to pass over; what differs is told.
        (("Okonkwo, Adaeze", "1961-03-04", "AZ"), ("OKONKWO, CHIDI", "1961-03-04", "AZ"), true, Field::Given, None),
        // Father and son; a common name born on another day; a common name alone.
        (("Smith, John A / Jr", "1961-03-04", "AZ"), ("SMITH, JOHN A / SR", "", "AZ"), false, Field::Suffix, None),
        (("Smith, John A", "1961-03-04", "AZ"), ("SMITH, JOHN A", "1934-11-21", "AZ"), false, Field::Born, None),
        (("Smith, John", "", "AZ"), ("SMITH, JOHN", "", "NM"), false, Field::Family, None),
        // Short forms of one name are not short forms of one another; a name is not another one.
        (("Smith, Bob", "", "AZ"), ("SMITH, ROB", "", "AZ"), false, Field::Given, None),
        (("Smith, John", "1961-03-04", "AZ"), ("SMITH, JOAN", "1972-11-21", "AZ"), false, Field::Given, None),
        (("Strand, Ingrid", "1961-03-04", "AZ"), ("VALE, INGRID", "1983-11-21", "AZ"), false, Field::Family, None),
    ];
    for ((ours, born, state), (theirs, other, place), wanted, field, nearness) in rows {
        let (subject, entry) = (person(&[ours], born, state), entry(theirs, other, place));
        let found = pair(&subject, &entry);
        assert_eq!(found.is_some(), *wanted, "{ours} | {theirs}: {}", score(&subject, &entry));
        if let Some(found) = found {
            let told = found.evidence.iter().find(|told| told.field == *field).unwrap();
            assert_eq!(told.nearness, *nearness, "{ours} | {theirs}: {told:?}");
        }
    }
}

#[test]
fn a_former_name_finds_its_entry() {
    let bride = person(&["Vale, Ingrid", "Strand, Ingrid"], "1961-03-04", "AZ");
    let found = pair(&bride, &entry("STRAND, INGRID", "1961-03-04", "NM")).unwrap();
    assert_eq!(found.evidence.iter().find(|told| told.field == Field::Family).unwrap().ours, "Strand");
}

#[test]
fn an_identifier_is_named_and_one_that_differs_does_not_decide() {
    let mut subject = person(&["Smith, John"], "", "AZ");
    subject.npis = vec![npi("100000001")];
    let mut listed = entry("SMITH, JOHN", "", "NM");
    listed.npi = Some(npi("100000001"));
    let found = pair(&subject, &listed).unwrap();
    assert_eq!((found.standing, found.standing.wording()), (Standing::Identifier, "listed under the same identifier"));
    // Of somebody of another name the number alone is no more than potential: one of the two numbers may be wrong.
    let mut other = entry("OKONKWO, ADAEZE", "", "NM");
    other.npi.clone_from(&listed.npi);
    assert!(pair(&subject, &other).is_some_and(|found| found.standing < Standing::Identifier));
    // Another number on so much agreement is evidence against, and not enough.
    let mut subject = person(&["Okonkwo, Adaeze"], "1961-03-04", "AZ");
    subject.npis = vec![npi("100000002")];
    let mut listed = entry("OKONKWO, ADAEZE", "1961-03-04", "AZ");
    listed.npi = Some(npi("100000001"));
    let found = pair(&subject, &listed).unwrap();
    assert!(found.evidence.iter().any(|told| told.field == Field::Npi && told.outcome == Outcome::Differs));
    assert!(found.standing.wording().contains("potential match"));
}

#[test]
fn a_licence_number_counts_with_its_state() {
    let license = |state: &str, number: &str| ListedLicense {
        state: cred_core::jurisdiction::Jurisdiction::parse(state).ok(),
        number: number.to_owned(),
    };
    let mut subject = person(&["Smith, John"], "", "");
    subject.licenses = vec![license("AZ", "MD-012345")];
    let mut listed = entry("SMITH, JOHN", "", "");
    let mut with = |other: ListedLicense| {
        listed.licenses = vec![other];
        score(&subject, &listed)
    };
    let (same, unplaced, elsewhere) =
        (with(license("AZ", "MD012345")), with(license("", "md 012345")), with(license("NM", "MD012345")));
    assert!(same > unplaced && unplaced > elsewhere, "{same} {unplaced} {elsewhere}");
}

#[test]
fn persons_are_not_held_against_organisations() {
    let mut organization = entry("", "", "AZ");
    organization.party = Party::Organization;
    organization.names = vec![ListedName::Whole("INGRID STRAND".to_owned())];
    assert!(pair(&person(&["Strand, Ingrid"], "", "AZ"), &organization).is_none());
    // A number in common is told whatever the list takes its holder for; a person says.
    let mut numbered = person(&["Strand, Ingrid"], "", "AZ");
    numbered.npis = vec![npi("100000001")];
    let listed = cred_core::evidence::list_entry::ListEntry { npi: Some(npi("100000001")), ..organization.clone() };
    assert!(pair(&numbered, &listed).is_some_and(|found| found.standing < Standing::Identifier));
    let mut subject = Subject::of(Party::Organization);
    subject.names = vec![ListedName::Whole("Ingrid Strand, LLC".to_owned())];
    assert!(pair(&subject, &organization).is_some());
    // Whose kind is not told is held against both.
    organization.party = Party::Other;
    assert!(pair(&person(&["Strand, Ingrid"], "", "AZ"), &organization).is_some());
}

#[test]
fn equal_evidence_is_tied_and_state_or_profession_break_no_tie() {
    let twins = ["AZ", "NM", "TX"].map(|state| {
        let mut listed = entry("OKONKWO, ADAEZE", "", state);
        listed.occupations = vec![if state == "AZ" { "MIDWIFE" } else { "NURSING" }.to_owned()];
        listed
    });
    let mut subject = person(&["Okonkwo, Adaeze"], "", "AZ");
    subject.occupations = vec!["Midwife".to_owned()];
    let found = Index::build(twins.clone()).matches(&subject, &Thresholds::default());
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|found| found.tied));
    assert!(found[0].score > found[1].score, "the state still ranks");
    // One more agreement of identity, and it leads alone.
    let mut fourth = entry("OKONKWO, ADAEZE GRACE", "", "TX");
    fourth.occupations = vec!["NURSING".to_owned()];
    let subject = Subject { names: person(&["Okonkwo, Adaeze Grace"], "", "").names, ..subject };
    let found = Index::build(twins.into_iter().chain([fourth])).matches(&subject, &Thresholds::default());
    assert_eq!(found.iter().filter(|found| !found.tied).map(|found| found.entry).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_cleared_pair_comes_back_when_something_told_changes() {
    let (subject, listed) = (person(&["Strand, Ingrid"], "1961-03-04", "AZ"), entry("STRAND, INGRID", "", "AZ"));
    let cleared = pair_digest(&subject, &listed);
    assert_eq!(cleared, pair(&subject, &listed).unwrap().pair);
    let mut reordered = subject.clone();
    reordered.states = [reordered.states.clone(), subject.states.clone()].concat();
    assert_eq!(cleared, pair_digest(&reordered, &listed), "order and repeats are nothing new");
    let mut renamed = subject.clone();
    renamed.names.push(support::name("Vale, Ingrid"));
    assert_ne!(cleared, pair_digest(&renamed, &listed));
    assert_ne!(cleared, pair_digest(&subject, &entry("STRAND, INGRID", "1961-03-04", "AZ")));
}

#[test]
fn a_date_of_birth_is_written_nowhere() {
    let listed = entry("STRAND, INGRID", "1961-03-04", "AZ");
    let subject = subject_of(&listed);
    let found = pair(&subject, &listed).unwrap();
    let text = format!(
        "{found:?} {subject:?} {} {:?}",
        serde_json::to_string(&found.evidence).unwrap(),
        Index::build([listed])
    );
    assert!(!text.contains("1961"), "{text}");
}

#[test]
fn weights_and_thresholds_are_data() {
    let text = serde_json::to_string(&Weights::default()).unwrap();
    assert_eq!(serde_json::from_str::<Weights>(&text).unwrap(), Weights::default());
    let own: Weights = serde_json::from_str(r#"{"born-differs": -50}"#).unwrap();
    assert_eq!(own, Weights { born_differs: -50, ..Weights::default() });
    assert!(serde_json::from_str::<Weights>(r#"{"born-difers": -50}"#).is_err());
    let text = serde_json::to_string(&Thresholds::default()).unwrap();
    assert_eq!(serde_json::from_str::<Thresholds>(&text).unwrap(), Thresholds::default());
}
