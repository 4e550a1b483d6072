//! A list loaded, everybody screened, a match cleared and one confirmed, on a database of the demonstration.

use std::fmt::Write as _;

use cred_tests::{cred, hold};

const CRED: &str = env!("CARGO_BIN_EXE_cred-under-test");

const HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,\
                      REINDATE,WAIVERDATE,WVRSTATE";

/// A row of the list, in the publisher's layout.
fn row(family: &str, given: &str, specialty: &str, npi: &str, from: &str) -> String {
    let cells = [
        family,
        given,
        "",
        "",
        "IND- LIC HC SERV PRO",
        specialty,
        "",
        npi,
        "",
        "1 MAIN ST",
        "MESA",
        "AZ",
        "85201",
        "1128a1",
        from,
        "00000000",
        "00000000",
        "",
    ];
    cells.map(|cell| format!("\"{cell}\"")).join(",")
}

/// A list of people who resemble nobody, and these.
fn list(more: &[String], others: usize) -> String {
    let others = (0..others).map(|n| row(&format!("QUUXEL{n}"), &format!("ZORB{n}"), "", "0000000000", "20150101"));
    let rows: Vec<String> = std::iter::once(HEADER.to_owned()).chain(others).chain(more.iter().cloned()).collect();
    rows.join("\r\n") + "\r\n"
}

#[test]
fn nobody_is_clear_who_was_not_screened_whole_and_who_was_cleared_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(cred(CRED, folder.path(), &["demo", "hospital"]).code, 0);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let namesake = row("LINDQVIST", "RAFAEL", "CARDIOLOGY", "0000000000", "20251220");
    let excluded = row("GRENNAN", "TOBIAS", "PODIATRY", "1999999059", "20260105");
    let january = list(&[namesake.clone(), excluded], 200);
    write("january.csv", &january);
    write("cut.csv", january.get(..january.len() - 40).unwrap());
    write("few.csv", &list(std::slice::from_ref(&namesake), 100));
    write("february.csv", &list(&[namesake, row("NOBODY", "NEW", "", "0000000000", "20260201")], 200));
    let mut transcript = String::new();
    let mut number = 0;
    let mut step = |now: &str, line: &str| {
        // With a key of its own each step mints the same ids every time.
        number += 1;
        let key = format!("step-{number}");
        let mut words = vec!["--simulate", now, "--db", "hospital/hospital.db", "--as", "msp:desk", "--key", &key];
        words.extend(line.split(' '));
        let run = cred(CRED, folder.path(), &words);
        writeln!(transcript, "$ cred {line}\n{}{}(exit {})\n", run.out, run.err, run.code).unwrap();
        run
    };
    let now = "2026-02-02T07:55:00-07:00";
    assert_eq!(step(now, "monitor run --list LEIE").code, 2, "no list, no screen");
    assert_eq!(step(now, "list load LEIE january.csv --layout leie --as-of 2026-01-10").code, 0);
    assert_eq!(step(now, "list load LEIE cut.csv --layout leie --as-of 2026-01-12").code, 2);
    assert_eq!(step(now, "list load LEIE few.csv --layout leie --as-of 2026-01-12").code, 5);
    assert_eq!(step(now, "list load LEIE january.csv --layout leie --as-of 2026-01-12").code, 0);
    assert_eq!(step(now, "list show LEIE").code, 0);
    assert_eq!(step(now, "monitor run --list LEIE").code, 3);
    assert_eq!(step(now, "may 1999999059 POD-CORE --at-site main").code, 3, "excluded under his own number");
    assert_eq!(step(now, "may Lindqvist CV-CORE --at-site main").code, 4, "a namesake is open");
    let shown =
        cred(CRED, folder.path(), &["--db", "hospital/hospital.db", "--simulate", now, "show", "Lindqvist", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let of_list = |own: &&serde_json::Value| own["state"] == "discrepant";
    let id =
        shown["verifications"].as_array().unwrap().iter().find(of_list).unwrap()["id"].as_str().unwrap().to_owned();
    let clear = format!("verification resolve Lindqvist {id} --explanation another-person");
    assert_eq!(step(now, &clear).code, 0);
    assert_eq!(step(now, "may Lindqvist CV-CORE --at-site main").code, 0);
    assert_eq!(step(now, "monitor run --list LEIE").code, 3, "nobody is screened twice; he who is excluded stays so");
    // The next month: the cleared pair does not come back, and who is gone from the list is not thereby reinstated.
    let later = "2026-02-12T08:00:00-07:00";
    assert_eq!(step(later, "list load LEIE february.csv --layout leie --as-of 2026-02-10").code, 0);
    assert_eq!(step(later, "monitor run --list LEIE").code, 4);
    assert_eq!(step(later, "may Lindqvist CV-CORE --at-site main").code, 0);
    assert_eq!(step(later, "may 1999999059 POD-CORE --at-site main").code, 4, "a reinstatement to confirm");
    // A list that has grown old clears nobody.
    assert_eq!(step("2026-05-01T08:00:00-07:00", "monitor run --list LEIE").code, 4);
    // The raw list is evidence: changed, it is told and not screened with.
    let shelf = folder.path().join("hospital/hospital.db.evidence");
    let files = std::fs::read_dir(&shelf).unwrap().flat_map(|own| std::fs::read_dir(own.unwrap().path()).unwrap());
    let files: Vec<_> = files.map(|own| own.unwrap().path()).collect();
    assert_eq!(files.len(), 3, "both editions, and the file that had shrunk: it was whole as a file");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("LINDQVIST", "LINDQVISX")).unwrap();
    }
    assert_eq!(step(later, "monitor run --list LEIE").code, 1);
    let verify =
        cred(CRED, folder.path(), &["--db", "hospital/hospital.db", "--simulate", later, "evidence", "verify"]);
    assert_eq!(verify.code, 1, "{}", verify.out);
    hold("tests/golden/monitoring.txt", &transcript);
}
