//! Another hospital, from raw files to answers at several instants: the cases that people get wrong.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test stops at what it cannot go on with")]

use std::{fs, path::Path};

use cred_tests::cred;

const CRED: &str = env!("CARGO_BIN_EXE_cred-under-test");
const HASH: &str = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

const FACILITY: &str = r#"
[organization]
id = "tidewater"
name = "Tidewater Health"
zone = "America/New_York"

[[organization.policy]]
version = "1"
effective_from = 2024-01-01
recredential_months = 36
recredential_count = "to-month-end"
[[organization.policy.element]]
element = "license"
max_age_days = 120
each_claimed = true
methods = ["primary"]
[[organization.policy.element]]
element = "exclusion"
max_age_days = 120
methods = ["primary"]

[facility]
id = "tidewater-general"
name = "Tidewater General"
zone = "America/New_York"

[[facility.site]]
id = "harbor"
name = "Harbor"
state = "NY"
zone = "America/New_York"
[[facility.site]]
id = "mesa"
name = "Mesa"
state = "AZ"
zone = "America/Phoenix"

[[facility.resource]]
site = "harbor"
id = "laser"
name = "Laser"
in_service_from = 2024-01-01

[[facility.bylaws]]
version = "1"
effective_from = 2024-01-01
appointment_term_max_months = 36
privilege_term_max_months = 36
review = ["chair"]
exclusion_lists = ["LEIE"]
"#;

const FORM: &str = r#"
[set]
id = "surgery"
facility = "tidewater-general"
version = "1"
effective_from = 2024-01-01
title = "Surgery"
sites = ["harbor", "mesa"]

[[item]]
id = "CORE"
name = "Core"
kind = "core"

[[item]]
id = "LASER"
name = "Laser"
kind = "special"
prerequisites = ["CORE"]
requires = "laser"
"#;

const ROSTER: &str = "Number,Surname,Forename,Title,Lic,LicState\n1999999117,Marlow,Edith,MD,NY-5,NY\n";
const MAPPING: &str = "[columns]\nnpi = \"Number\"\nlast_name = \"Surname\"\nfirst_name = \"Forename\"\ndegree = \"Title\"\nlicense_number = \"Lic\"\nlicense_state = \"LicState\"\n";

struct Hospital {
    folder: tempfile::TempDir,
    now: String,
}

impl Hospital {
    /// Runs a command as somebody, now; its exit code and all it said.
    fn run(&self, actor: &str, words: &[&str]) -> (i32, String) {
        let mut args = vec!["--simulate", &self.now, "--as", actor];
        args.extend(words);
        let run = cred(CRED, self.folder.path(), &args);
        (run.code, format!("{}{}", run.out, run.err))
    }

    #[track_caller]
    fn done(&self, actor: &str, words: &[&str]) {
        let (code, told) = self.run(actor, words);
        assert_eq!(code, 0, "{words:?}: {told}");
    }

    #[track_caller]
    fn refused(&self, actor: &str, words: &[&str], name: &str) {
        let (code, told) = self.run(actor, words);
        assert_eq!(code, 5, "{words:?}: {told}");
        assert!(told.contains(name), "{words:?} does not name `{name}`: {told}");
    }

    #[track_caller]
    fn may(&self, item: &str, site: &str, at: &str, code: i32) {
        let (found, told) = self.run("msp:desk", &["may", "1999999117", item, "--at-site", site, "--at", at]);
        assert_eq!(found, code, "{item} at {site}, {at}: {told}");
    }

    /// A provider with a file in verification.
    fn begun(now: &str) -> Self {
        let hospital = Self { folder: tempfile::tempdir().unwrap(), now: now.to_owned() };
        let file = |name: &str, text: &str| fs::write(Path::new(hospital.folder.path()).join(name), text).unwrap();
        file("facility.toml", FACILITY);
        file("form.toml", FORM);
        file("roster.csv", ROSTER);
        file("mapping.toml", MAPPING);
        hospital.done("facility:admin", &["facility", "load", "facility.toml"]);
        hospital.done("board:minutes", &["privilege-set", "load", "form.toml"]);
        hospital.done("msp:desk", &["import", "roster", "roster.csv", "--mapping", "mapping.toml"]);
        hospital.done("msp:desk", &["file", "open", "marlow"]);
        hospital.done("provider:1999999117", &["file", "submit", "marlow"]);
        hospital.done("provider:1999999117", &["file", "attest", "marlow"]);
        hospital.done("msp:desk", &["file", "start", "marlow"]);
        hospital
    }

    fn verify_as(&self, actor: &str, more: &[&str]) -> (i32, String) {
        let today = &self.now[..10];
        let mut words = vec!["verify", "marlow"];
        words.extend(more);
        words.extend(["--verified-on", today, "--artefact", HASH]);
        self.run(actor, &words)
    }

    /// Approved, appointed for so many months, and granted both privileges.
    fn whole(now: &str, license_to: &str, months: &str) -> Self {
        let hospital = Self::begun(now);
        let license = [
            "license:NY",
            "--source",
            "NY board",
            "--result",
            "match",
            "--valid-from",
            "2020-01-01",
            "--valid-to",
            license_to,
        ];
        let (code, told) = hospital.verify_as("msp:desk", &license);
        assert_eq!(code, 0, "{told}");
        let (code, told) = hospital.verify_as("msp:desk", &["exclusion:LEIE", "--source", "OIG", "--result", "clear"]);
        assert_eq!(code, 0, "{told}");
        hospital.done("msp:desk", &["file", "complete", "marlow"]);
        hospital.done("system:rules", &["file", "classify", "marlow"]);
        hospital.done("medical-director:md", &["file", "approve", "marlow"]);
        hospital.done("board:minutes", &["appoint", "marlow", "--category", "active", "--months", months]);
        for item in ["CORE", "LASER"] {
            hospital.done("provider:1999999117", &["request", "marlow", item]);
            hospital.done("msp:desk", &["privilege", "check", "marlow", item]);
            hospital.done("chair:surgery", &["recommend", "marlow", item, "--favourable", "--note", "meets criteria"]);
            hospital.done("board:minutes", &["grant", "marlow", item]);
        }
        hospital
    }
}

#[test]
fn a_license_ends_at_its_own_boards_midnight_wherever_it_is_asked() {
    let hospital = Hospital::whole("2026-02-01T15:00:00Z", "2026-06-30", "24");
    // Midnight in New York is 21:00 of the day before in Arizona.
    hospital.may("CORE", "harbor", "2026-06-30T23:59", 0);
    hospital.may("CORE", "harbor", "2026-07-01T00:00", 3);
    hospital.may("CORE", "harbor", "2026-06-30T20:59:59-07:00", 0);
    hospital.may("CORE", "harbor", "2026-06-30T21:00:00-07:00", 3);
    // A New York licence says nothing of Arizona: unknown, which never grants.
    hospital.may("CORE", "mesa", "2026-03-01T12:00", 3);
    let (_, told) =
        hospital.run("msp:desk", &["may", "1999999117", "CORE", "--at-site", "mesa", "--at", "2026-03-01T12:00"]);
    assert!(told.contains("physician license in AZ"), "{told}");
}

#[test]
fn a_leap_day_term_ends_against_the_holder() {
    let hospital = Hospital::whole("2024-02-29T15:00:00Z", "2030-12-31", "36");
    hospital.may("CORE", "harbor", "2027-02-27T23:59", 0);
    hospital.may("CORE", "harbor", "2027-02-28T00:00", 3);
}

#[test]
fn a_fortnight_without_the_laser_takes_the_laser_privilege_alone() {
    let hospital = Hospital::whole("2026-02-01T15:00:00Z", "2030-12-31", "24");
    let outage = [
        "facility",
        "outage",
        "harbor",
        "laser",
        "--from",
        "2026-03-02",
        "--until",
        "2026-03-16",
        "--reason",
        "service",
    ];
    hospital.done("facility:admin", &outage);
    hospital.may("LASER", "harbor", "2026-03-01T23:59", 0);
    hospital.may("LASER", "harbor", "2026-03-02T00:00", 3);
    hospital.may("CORE", "harbor", "2026-03-09T12:00", 0);
    hospital.may("LASER", "harbor", "2026-03-15T23:59", 3);
    hospital.may("LASER", "harbor", "2026-03-16T00:00", 0);
}

#[test]
fn nothing_is_granted_before_the_file_is_approved() {
    let hospital = Hospital::begun("2026-02-01T15:00:00Z");
    hospital.refused(
        "board:minutes",
        &["appoint", "marlow", "--category", "active", "--months", "24"],
        "no approved file",
    );
    hospital.done("provider:1999999117", &["request", "marlow", "CORE"]);
    hospital.refused("board:minutes", &["grant", "marlow", "CORE"], "no approved file");
    hospital.refused("medical-director:md", &["file", "approve", "marlow"], "does not belong to this state");
    hospital.refused("msp:desk", &["file", "complete", "marlow"], "license");
    hospital.may("CORE", "harbor", "2026-02-01T12:00", 3);
}

#[test]
fn the_applicant_verifies_nothing_under_any_hat() {
    let hospital = Hospital::begun("2026-02-01T15:00:00Z");
    let license = ["license:NY", "--source", "NY board", "--result", "match", "--valid-to", "2030-12-31"];
    for actor in ["msp:1999999117", "msp:Edith Marlow", "cvo:Marlow, Edith", "provider:1999999117", "delegate:helper"] {
        let (code, told) = hospital.verify_as(actor, &license);
        assert_eq!(code, 5, "{actor}: {told}");
    }
    let mut copy = license.to_vec();
    copy.extend(["--method", "applicant-copy"]);
    let (code, told) = hospital.verify_as("msp:desk", &copy);
    assert!(code == 5 && told.contains("copy"), "{told}");
}

#[test]
fn a_verifier_cannot_know_tomorrow_and_a_wrong_answer_is_a_discrepancy() {
    let hospital = Hospital::begun("2026-02-01T15:00:00Z");
    let words = [
        "verify",
        "marlow",
        "license:NY",
        "--source",
        "NY board",
        "--result",
        "match",
        "--verified-on",
        "2026-02-02",
        "--artefact",
        HASH,
    ];
    hospital.refused("msp:desk", &words, "2026-02-02");
    let (code, told) = hospital.verify_as("msp:desk", &["license:NY", "--source", "NY board", "--result", "not-found"]);
    assert!(code == 0 && told.contains("discrepant"), "{told}");
    hospital.refused("msp:desk", &["file", "complete", "marlow"], "differ");
}

#[test]
fn what_was_known_then_is_answered_as_then() {
    let mut hospital = Hospital::whole("2026-02-01T15:00:00Z", "2030-12-31", "24");
    hospital.now = "2026-04-01T15:00:00Z".to_owned();
    hospital.done("chair:surgery", &["suspend", "marlow", "CORE", "--reason", "imminent danger"]);
    hospital.may("CORE", "harbor", "2026-04-01T12:00", 3);
    hospital.may("CORE", "harbor", "2026-04-01T10:00", 0);
    let words =
        ["may", "1999999117", "CORE", "--at-site", "harbor", "--at", "2026-04-01T12:00", "--known-at", "2026-03-31"];
    assert_eq!(hospital.run("msp:desk", &words).0, 0);
    // The dependent privilege stops with its prerequisite, and comes back with it.
    hospital.may("LASER", "harbor", "2026-04-01T12:00", 3);
    hospital.now = "2026-04-10T15:00:00Z".to_owned();
    hospital.done("mec:minutes", &["privilege", "lift", "marlow", "CORE"]);
    hospital.may("LASER", "harbor", "2026-04-10T12:00", 0);
    hospital.may("LASER", "harbor", "2026-04-05T12:00", 3);
}

#[test]
fn nothing_is_back_dated_and_no_term_outlives_its_limit() {
    let hospital = Hospital::whole("2026-02-01T15:00:00Z", "2030-12-31", "24");
    hospital.refused(
        "board:minutes",
        &["appointment", "revoke", "marlow", "--reason", "x", "--from", "2026-01-01"],
        "before it is decided",
    );
    hospital.refused(
        "chair:surgery",
        &["suspend", "marlow", "CORE", "--reason", "x", "--from", "2026-01-31"],
        "before it is decided",
    );
    hospital.refused("board:minutes", &["appoint", "marlow", "--category", "active", "--months", "24"], "already");
    hospital.done("msp:desk", &["file", "open", "marlow"]);
    hospital.refused("msp:desk", &["file", "open", "marlow"], "already");
    hospital.refused("board:minutes", &["appointment", "reappoint", "marlow", "--months", "37"], "longest term");
    hospital.done("board:minutes", &["appointment", "reappoint", "marlow", "--months", "24"]);
    let (_, told) = hospital.run("msp:desk", &["show", "marlow"]);
    assert!(told.contains("2030-02-01"), "the second term begins where the first ends: {told}");
}
