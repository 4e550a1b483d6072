//! Real and labelled data, where the machine has it: `CRED_DATA_DIR` names the folder. Nothing of it is printed but counts.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test may stop, and says what it skips")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod support;

use std::{collections::BTreeMap, path::PathBuf};

use cred_core::{
    evidence::list_entry::{ListEntry, ListedAddress, ListedName, Party},
    identifier::{DateOfBirth, Npi},
    jurisdiction::Jurisdiction,
};
use cred_match::{
    generator::{Draw, Perturbation, World},
    index::Index,
    weights::Thresholds,
};
use support::{entry, person, subject_of};

fn rows(path: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let Some(folder) = std::env::var_os("CRED_DATA_DIR") else {
        eprintln!("skipped: CRED_DATA_DIR names no folder with {path}");
        return None;
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_path(PathBuf::from(folder).join(path))
        .unwrap();
    let header = reader.headers().unwrap().clone();
    let row =
        |record: csv::StringRecord| header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    Some(reader.records().map(|record| row(record.unwrap())).collect())
}

/// A date written `mm/dd/yyyy` or `yyyymmdd`.
fn date(text: &str) -> String {
    match text.split('/').collect::<Vec<_>>().as_slice() {
        [month, day, year] => format!("{year}-{month:0>2}-{day:0>2}"),
        _ if text.len() == 8 && text.is_ascii() => {
            let (year, rest) = text.split_at(4);
            let (month, day) = rest.split_at(2);
            format!("{year}-{month}-{day}")
        }
        _ => String::new(),
    }
}

fn leie() -> Option<Vec<ListEntry>> {
    let read = |row: &BTreeMap<String, String>| {
        let told = |column: &str| row.get(column).cloned().unwrap_or_default();
        let organization = told("LASTNAME").is_empty();
        let name = if organization {
            ListedName::Whole(told("BUSNAME"))
        } else {
            ListedName::Parts {
                family: told("LASTNAME"),
                given: told("FIRSTNAME"),
                middle: told("MIDNAME"),
                suffix: String::new(),
            }
        };
        ListEntry {
            party: if organization { Party::Organization } else { Party::Person },
            names: vec![name],
            npi: Npi::parse(&told("NPI")).ok(),
            born: DateOfBirth::parse(&date(&told("DOB"))).ok(),
            licenses: vec![],
            occupations: vec![told("SPECIALTY")],
            address: ListedAddress {
                city: told("CITY"),
                zip: told("ZIP"),
                state: Jurisdiction::parse(&told("STATE")).ok(),
                ..ListedAddress::default()
            },
            basis: told("EXCLTYPE"),
            from: None,
            to: None,
            waiver: None,
        }
    };
    rows("leie/leie_subset_5000.csv").map(|rows| rows.iter().map(read).collect())
}

#[test]
fn every_real_row_finds_itself_exact_and_perturbed() {
    let Some(entries) = leie() else { return };
    let world = World::new(1, 1);
    let index = Index::build(entries.clone());
    let digests: Vec<_> = entries.iter().map(ListEntry::digest).collect();
    let finds = |subject, at: usize| {
        let matches = index.matches(&subject, &Thresholds::default());
        matches.iter().any(|found| digests[found.entry] == digests[at])
    };
    let mut kinds: BTreeMap<Perturbation, (usize, usize)> = BTreeMap::new();
    let mut draw = Draw::of(5, 5, 5);
    for (at, entry) in entries.iter().enumerate() {
        assert!(finds(subject_of(entry), at), "row {at} does not find itself");
        let of: &[Perturbation] =
            if entry.party == Party::Organization { &[Perturbation::Organization] } else { &Perturbation::OF_PERSONS };
        for kind in of {
            // Without NPI and date of birth: name, state and specialty are all there is.
            let mut other = ListEntry { npi: None, born: None, ..entry.clone() };
            if kind.apply(&mut other, None, &world, &mut draw) {
                let tally = kinds.entry(*kind).or_default();
                tally.0 += 1;
                tally.1 += usize::from(!finds(subject_of(&other), at));
            }
        }
    }
    let (all, missed) = kinds.values().fold((0, 0), |sum, tally| (sum.0 + tally.0, sum.1 + tally.1));
    eprintln!("LEIE rows by name, state and specialty alone: {missed} of {all} missed; {kinds:?}");
    assert!(missed * 100 <= all * 5, "{kinds:?}");
}

#[test]
fn adversarial_identities_are_never_picked_on_equal_evidence() {
    let Some(rows) = rows("matching/adversarial_identity/corpus.csv") else { return };
    let mut people: BTreeMap<String, Vec<&BTreeMap<String, String>>> = BTreeMap::new();
    for row in &rows {
        people.entry(row["synthetic_person"].clone()).or_default().push(row);
    }
    let subject = {
        let mut subject = person(&["Okonkwo-Reyes, Adaeze Grace"], "", "AZ");
        subject.occupations = vec!["Midwife".to_owned()];
        subject
    };
    let mut ties = 0;
    for rows in people.values().filter(|rows| rows.len() > 1 && rows.iter().all(|row| row["expect"] == "quarantined")) {
        let candidates =
            rows.iter().map(|row| candidate(&row["name_evidence_class"], &row["taxonomy_axis"], &row["synthetic_npi"]));
        let found = Index::build(candidates).matches(&subject, &Thresholds::cautious());
        assert_eq!(found.len(), rows.len());
        assert!(found.iter().all(|found| found.tied), "{rows:?}");
        ties += 1;
    }
    assert!(ties >= 5);
    let Some(rows) = self::rows("matching/adversarial_identity/decoy_escalation.csv") else { return };
    let mut families: BTreeMap<&str, Vec<&BTreeMap<String, String>>> = BTreeMap::new();
    for row in &rows {
        families.entry(&row["family"]).or_default().push(row);
    }
    for steps in families.values() {
        for upto in 1..=steps.len() {
            let candidates = steps[..upto]
                .iter()
                .map(|row| candidate(&row["name_evidence_class"], &row["taxonomy_axis"], &row["synthetic_npi"]));
            let found = Index::build(candidates).matches(&subject, &Thresholds::cautious());
            let lead = found.iter().max_by_key(|found| found.identity).unwrap();
            let picked = !lead.tied;
            assert_eq!(picked, steps[upto - 1]["expect"] == "member", "{:?}", steps[upto - 1]);
        }
    }
}

/// Somebody who agrees with the subject in the class of evidence: 1 with the middle name, 2 in both names, 3 by the initial, 4 nearly,
/// 5 in a part of the family name alone.
fn candidate(class: &str, taxonomy: &str, id: &str) -> ListEntry {
    let name = match class {
        "1" => "OKONKWO-REYES, ADAEZE GRACE",
        "2" => "OKONKWO-REYES, ADAEZE",
        "3" => "OKONKWO-REYES, A",
        "4" => "OKONKWO-REYEZ, ADAEZE",
        _ => "OKONKWO, BLESSING",
    };
    let mut listed = entry(name, "", "AZ");
    listed.occupations = vec![taxonomy.to_uppercase()];
    listed.address.street = format!("{id} Example Street");
    listed
}

#[test]
fn labelled_duplicates_are_found() {
    let febrl = rows("matching/febrl/dataset1.csv").map(|rows| {
        let read = |row: &BTreeMap<String, String>| {
            let person = row["rec_id"].split('-').nth(1).unwrap_or_default().to_owned();
            (person, format!("{}, {}", row["surname"], row["given_name"]), date(&row["date_of_birth"]))
        };
        rows.iter().map(read).collect::<Vec<_>>()
    });
    let fhir = rows("matching/dedupliFHIR/test_data.csv").map(|rows| {
        let read = |row: &BTreeMap<String, String>| {
            (
                row["truth_value"].clone(),
                format!("{}, {}", row["family_name"], row["given_name"]),
                date(&row["birth_date"]),
            )
        };
        rows.iter().map(read).collect::<Vec<_>>()
    });
    for (what, least, people) in [("febrl", 0.75, febrl), ("dedupliFHIR", 0.85, fhir)] {
        let Some(people) = people else { continue };
        let people: Vec<_> = people.iter().map(|(person, name, born)| (person, entry(name, born, ""))).collect();
        let mut listed: Vec<ListEntry> = people.iter().map(|(_, entry)| entry.clone()).collect();
        for (at, entry) in listed.iter_mut().enumerate() {
            entry.address.street = format!("{at} Example Street");
        }
        let index = Index::build(listed);
        let (mut right, mut wrong, mut all) = (0_u32, 0_u32, 0_u32);
        for (at, (who, entry)) in people.iter().enumerate() {
            all += u32::try_from(
                people.iter().enumerate().filter(|(other, (person, _))| *other != at && person == who).count(),
            )
            .unwrap();
            for found in index.matches(&subject_of(entry), &Thresholds::default()) {
                let same = people[found.entry].0 == *who;
                right += u32::from(same && found.entry != at);
                wrong += u32::from(!same);
            }
        }
        let (recall, precision) =
            (f64::from(right) / f64::from(all.max(1)), f64::from(right) / f64::from((right + wrong).max(1)));
        eprintln!("{what}, by name and date of birth alone: recall {recall:.3}, precision {precision:.3} of {all}");
        assert!(recall >= least, "{what}: {recall}");
    }
}
