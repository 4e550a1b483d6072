//! What is missing, what would change, and a list of cases: on the demonstration's hospital, through the command line. The transcript is held
//! word for word; the sets are tried by really recording what they name.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot go on with")]

use std::{fs, path::Path};

use cred_tests::{Run, cred, hold};
use serde_json::Value;

const CRED: &str = env!("CARGO_BIN_EXE_cred-under-test");
const AT: [&str; 4] = ["--db", "hospital/hospital.db", "--simulate", "2026-02-02T07:55:00-07:00"];
const ARTEFACT: &str = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

const LIST: &str = "case,surgeon,code,location,start,age,room
101,1999999018,GS-ROBOT,main,2026-03-01 07:30,44,OR 1
102,1999999018,GS-ROBOT,main,2026-03-03 07:30,44,OR 1
103,lindqvist,B2111ZZ,main,2026-03-03T09:00,60,Cath
104,torvald,GS-CORE,copper-basin/main,2026-03-03T09:00-07:00,60,
105,okonkwo,9Z99ZZZ,main,2026-03-04T09:00,,
";

fn hospital() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = cred(CRED, folder.path(), &["demo", "hospital"]);
    assert_eq!(run.code, 0, "{}", run.err);
    fs::write(folder.path().join("list.csv"), LIST).unwrap();
    folder
}

fn run(folder: &Path, args: &[&str]) -> Run {
    cred(CRED, folder, &[&AT, args].concat())
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let run = run(folder, &[args, &["--json"]].concat());
    serde_json::from_str(&run.out).unwrap_or_else(|_| Value::String(format!("{}{}", run.out, run.err)))
}

fn head(folder: &Path) -> String {
    run(folder, &["db", "head"]).out
}

#[test]
fn the_transcript_and_the_shapes_of_its_answers_are_held() {
    let folder = hospital();
    let at = folder.path();
    let before = head(at);
    let mut transcript = String::new();
    for (words, code) in [
        ("gaps okonkwo GS-ROBOT --at-site main", 0),
        ("gaps okonkwo GS-ROBOT --at-site main --at 2026-03-09T08:00", 3),
        ("gaps okonkwo GS-ROBOT --at-site saltcreek", 3),
        ("gaps torvald GS-CORE --at-site main", 3),
        ("gaps lindqvist GS-ROBOT --at-site main --at 2026-03-09T08:00", 3),
        ("gaps feld RX-CONTROLLED --at-site main --at 2026-05-02", 3),
        ("gaps okonkwo GS-CORE --at-site main --patient-age 5", 3),
        ("gaps okonkwo 9Z99ZZZ --at-site main", 4),
        ("impact --lapses okonkwo license:AZ 2026-02-20 --cases list.csv", 0),
        ("impact --out main cath-lab 2026-03-03T08:00..2026-03-05T08:00 --cases list.csv", 0),
        ("impact --leaves okonkwo 2026-02-10 --until 2026-03-10", 0),
        ("impact --adopts npdb-2024 2026-03-01 --until 2026-06-01", 0),
        ("impact --out main robot 2026-03-05..2026-03-06", 0),
        ("schedule check list.csv", 3),
    ] {
        let args: Vec<&str> = words.split(' ').collect();
        let run = run(at, &args);
        assert_eq!((run.code, run.err.as_str()), (code, ""), "{words}");
        transcript.push_str(&format!("$ cred {words}\n{}\n", run.out));
    }
    hold("tests/golden/gaps-and-impact.txt", &transcript);
    for (name, words) in [
        ("gaps", "gaps torvald GS-CORE --at-site main"),
        ("impact", "impact --leaves okonkwo 2026-02-10 --until 2026-03-10 --cases list.csv"),
        ("schedule", "schedule check list.csv"),
    ] {
        let args: Vec<&str> = words.split(' ').chain(["--json"]).collect();
        hold(&format!("tests/golden/{name}.json"), &run(at, &args).out);
    }
    assert_eq!(head(at), before, "a question has written something");
}

fn verify(folder: &Path, who: &str, words: &[&str]) {
    let source = ["--source", "the source", "--verified-on", "2026-02-01", "--result", "match"];
    let by = ["--artefact", ARTEFACT, "--as", "cvo:verification-office"];
    let run = run(folder, &[&["verify", who], words, &source, &by].concat());
    assert_eq!(run.code, 0, "{words:?}: {}", run.err);
}

/// Settles what a gap asks for, as the people concerned would.
fn settle(folder: &Path, who: &str, npi: &str, asks: &str) {
    let school = ["education", "--issuer", "A school", "--detail", "degree=MD", "--valid-from", "2020-05"];
    let residency = ["training", "--issuer", "A residency", "--detail", "specialty=general surgery", "--valid-from"];
    let log =
        ["case-log", "--issuer", "A hospital", "--detail", "activity=general surgery", "--detail", "role=primary"];
    let cases = ["--detail", "count=120", "--valid-from", "2025-01-01", "--valid-to", "2025-12-31"];
    match asks {
        "degree MD or DO" => verify(folder, who, &school),
        "training in general surgery" => verify(folder, who, &[residency.as_slice(), &["2015-06-30"]].concat()),
        "training in general surgery within 24 months" => {
            verify(folder, who, &[residency.as_slice(), &["2025-06-30"]].concat());
        }
        "100 × general surgery in 24 months" => verify(folder, who, &[log.as_slice(), &cases].concat()),
        "nurse-practitioner license in AZ" => {
            verify(folder, who, &["license:AZ", "--valid-from", "2020-01-15", "--valid-to", "2028-04-30"]);
        }
        "GS-CORE granted at Main Campus" => {
            let applicant = format!("provider:{npi}");
            for words in [
                ["request", who, "GS-CORE", "--as", &applicant].as_slice(),
                &["privilege", "check", who, "GS-CORE", "--as", "msp:office"],
                &["recommend", who, "GS-CORE", "--favourable", "--note", "meets", "--as", "chair:surgery"],
                &["recommend", who, "GS-CORE", "--favourable", "--note", "meets", "--as", "mec:meeting"],
                // The board's grant is refused where the criteria are not met.
                &["grant", who, "GS-CORE", "--as", "board:minutes"],
            ] {
                run(folder, words);
            }
        }
        "Surgical robot in service at Main Campus" => {
            let back = ["facility", "return", "main", "robot", "--from", "2026-03-02", "--as", "facility:biomedical"];
            let run = run(folder, &back);
            assert_eq!(run.code, 0, "{}", run.err);
        }
        other => assert_eq!(other, "", "nobody knows how to settle this"),
    }
}

/// Every set of a question, tried on a copy of the database: all of it makes a yes, and with any one of it left out there is none.
#[test]
fn each_set_is_tried_by_recording_it_and_by_leaving_one_of_it_out() {
    let folder = hospital();
    for (who, npi, question) in [
        ("torvald", "1999999034", "torvald GS-CORE --at-site main"),
        ("feld", "1999999042", "feld RX-CONTROLLED --at-site main --at 2026-05-02"),
        ("okonkwo", "1999999018", "okonkwo GS-ROBOT --at-site main --at 2026-03-09T08:00"),
    ] {
        let question: Vec<&str> = question.split(' ').collect();
        let found = json(folder.path(), &[&["gaps"], question.as_slice()].concat());
        let sets = found["sets"].as_array().unwrap();
        assert!(!sets.is_empty() && found["more_exist"] == false, "{found}");
        for set in sets {
            let asked: Vec<&str> =
                set["gaps"].as_array().unwrap().iter().map(|gap| gap["asks"].as_str().unwrap()).collect();
            for left_out in std::iter::once(None).chain(asked.iter().map(Some)) {
                let copy = tempfile::tempdir().unwrap();
                let at = copy.path();
                fs::create_dir(at.join("hospital")).unwrap();
                let backup = at.join("hospital/hospital.db").display().to_string();
                assert_eq!(run(folder.path(), &["db", "backup", &backup]).code, 0);
                // The grant comes last: it is held to the rest.
                let (grants, others): (Vec<&str>, Vec<&str>) = asked
                    .iter()
                    .copied()
                    .filter(|asks| Some(asks) != left_out)
                    .partition(|asks| asks.contains("granted at"));
                for asks in others.into_iter().chain(grants) {
                    settle(at, who, npi, asks);
                }
                let answer = run(at, &[&["may"], question.as_slice()].concat());
                let told = format!("{question:?}, {asked:?} without {left_out:?}: {}{}", answer.out, answer.err);
                assert_eq!(answer.code == 0, left_out.is_none(), "{told}");
                let nothing = json(at, &[&["gaps"], question.as_slice()].concat());
                assert_eq!(nothing["sets"].as_array().unwrap().is_empty(), left_out.is_none(), "{nothing}");
            }
        }
    }
}

#[track_caller]
fn refused(folder: &Path, words: &str, code: i32, names: &[&str]) {
    let args: Vec<&str> = words.split(' ').collect();
    let run = run(folder, &args);
    assert_eq!(run.code, code, "{words}\n{}{}", run.out, run.err);
    for name in names {
        assert!(run.err.contains(name), "{words} does not name `{name}`:\n{}", run.err);
    }
    assert!(!run.err.contains("defect in cred"), "{}", run.err);
}

#[test]
fn what_cannot_be_asked_or_supposed_is_told_with_its_place() {
    let folder = hospital();
    let at = folder.path();
    for (name, content) in [
        ("empty.csv", ""),
        ("header.csv", "provider,what,site,time\n"),
        ("columns.csv", "provider,what\nokonkwo,GS-CORE\n"),
        (
            "faults.csv",
            "provider,what,site,time\nnobody,GS-CORE,main,2026-03-01T08:00\nokonkwo,GS-NOPE,main,2026-03-01T08:00\n\
             okonkwo,GS-CORE,nowhere,2026-03-01T08:00\nokonkwo,GS-CORE,main,soon\nokonkwo,GS-CORE\n",
        ),
        ("cut.json", "[{\"provider\": \"okonkwo\""),
        (
            "key.json",
            "[{\"provider\":\"okonkwo\",\"what\":\"GS-CORE\",\"site\":\"main\",\"time\":\"2026-03-01\",\"room\":1}]",
        ),
    ] {
        fs::write(at.join(name), content).unwrap();
    }
    refused(at, "schedule check empty.csv", 2, &["file/empty"]);
    refused(at, "schedule check header.csv", 2, &["no rows"]);
    refused(at, "schedule check columns.csv", 2, &["site", "time"]);
    let faults = ["line 2", "nobody", "line 3", "GS-NOPE", "line 4", "nowhere", "line 5", "soon", "line 6"];
    refused(at, "schedule check faults.csv", 2, &faults);
    refused(at, "impact --leaves okonkwo 2026-02-10 --cases faults.csv", 2, &faults);
    refused(at, "schedule check cut.json", 2, &["line 1"]);
    refused(at, "schedule check key.json", 2, &["room"]);
    refused(at, "schedule check absent.csv", 1, &["absent.csv"]);
    refused(at, "gaps nobody GS-CORE --at-site main", 2, &["nobody"]);
    refused(at, "gaps okonkwo GS-NOPE --at-site main", 2, &["GS-NOPE", "GS-CORE"]);
    refused(at, "gaps okonkwo GS-CORE --at-site nowhere", 2, &["copper-basin/main"]);
    refused(at, "impact", 2, &["--lapses"]);
    refused(at, "impact --lapses okonkwo license:NM 2026-02-20", 2, &["license:NM", "license:AZ"]);
    refused(at, "impact --lapses okonkwo case-log 2026-02-20", 2, &["2 credentials"]);
    refused(at, "impact --lapses okonkwo license:AZ 2026-02-30", 2, &["2026-02-30"]);
    refused(at, "impact --out main nothing 2026-03-01..", 5, &["nothing", "cath-lab"]);
    refused(at, "impact --out main robot 2026-03-05..2026-03-01", 2, &["not after the start"]);
    refused(at, "impact --out main robot 2026-03-05", 2, &["<from>..<until>"]);
    refused(at, "impact --leaves okonkwo 2025-01-01", 5, &["back-dated"]);
    refused(at, "impact --leaves okonkwo 2030-01-01", 2, &["not-supposable"]);
    refused(at, "impact --adopts nope 2026-03-01", 2, &["npdb-2024"]);
    refused(at, "impact --adopts npdb-2024 2025-01-01", 5, &["rule-back-dated"]);
}

/// A site whose clocks change: a list's local times are those of the site, a skipped one is a fault, and one that comes twice is the earlier.
#[test]
fn local_times_of_a_list_are_the_sites() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let demo = cred_tests::root().join("crates/cred-cli/demo");
    let eastern = |name: &str| {
        let text = fs::read_to_string(demo.join(name)).unwrap().replace("America/Phoenix", "America/New_York");
        fs::write(at.join(name), text.replace("state = \"AZ\"", "state = \"NY\"")).unwrap();
    };
    ["facility.toml", "surgery.toml", "roster.csv"].into_iter().for_each(eastern);
    let plain = |words: &str| cred(CRED, at, &words.split(' ').collect::<Vec<_>>());
    for words in [
        "facility load facility.toml --as facility:administration",
        "privilege-set load surgery.toml --as board:minutes",
        "import roster roster.csv --as msp:office",
    ] {
        let run = plain(words);
        assert_eq!(run.code, 0, "{words}: {}", run.err);
    }
    let list = |times: &[&str]| {
        let rows: Vec<String> = times.iter().map(|time| format!("okonkwo,GS-CORE,main,{time}\n")).collect();
        fs::write(at.join("list.csv"), format!("provider,what,site,time\n{}", rows.concat())).unwrap();
        plain("schedule check list.csv --json")
    };
    let times = ["2027-03-14T01:59", "2027-03-14T03:00", "2027-11-07T01:30", "2027-11-07T01:30-05:00"];
    let run = list(&times);
    let cases: Value = serde_json::from_str(&run.out).unwrap();
    let instants: Vec<&str> =
        cases.as_array().unwrap().iter().map(|case| case["at"]["utc"].as_str().unwrap()).collect();
    let wanted = ["2027-03-14T06:59:00Z", "2027-03-14T07:00:00Z", "2027-11-07T05:30:00Z", "2027-11-07T06:30:00Z"];
    assert_eq!(instants, wanted);
    let run = list(&["2027-03-14T02:30"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("line 2") && run.err.contains("2027-03-14T02:30"), "{}", run.err);
}
