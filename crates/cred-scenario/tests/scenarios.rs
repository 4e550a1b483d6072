//! The runner: what holds passes, what does not fails with its explanation, and a wrong file is told by line and column.

use std::path::Path;

use cred_scenario::{
    reading::Nothing,
    report::{FileReport, Report, Verdict},
    run_text,
};
use cred_wire::exit::Exit;

const SETTING: &str = r#"
title = "A small clinic"
zone = "America/Phoenix"

[organization]
id = "org"
name = "Org"
zone = "America/Phoenix"

[facility]
id = "clinic"
name = "Clinic"
zone = "America/Phoenix"

[[facility.site]]
id = "main"
name = "Main"
state = "AZ"
zone = "America/Phoenix"

[[pack]]
id = "rules"
title = "Rules"
body = "Clinic"
program = "bylaws"
edition = "1"
applies_from = 2020-01-01
source = "made up"
confidence = "seen"
[[pack.rule]]
element = { element = "license", methods = ["primary"] }
[[pack.rule]]
recredentialing = { limit = { months = 36 } }
[[pack.rule]]
clean-file = { by = ["medical-director"] }
[[pack.rule]]
appointment-term = { limit = { months = 24 } }
[[pack.rule]]
privilege-term = { limit = { months = 24 } }
[[pack.rule]]
review = { steps = ["chair"] }

[[adopt]]
pack = "rules"

[[privilege_set]]
id = "form"
version = "1"
effective_from = 2020-01-01
title = "Form"
sites = ["main"]
[[privilege_set.item]]
id = "CORE"
name = "Core"
kind = "core"

[[provider]]
alias = "feld"
name = "Ada Feld"
"#;

const GRANTED: &str = r#"
[[step]]
at = "2026-01-05 09:00"
do = "verify-all"
provider = "feld"
with = [{ element = "license", valid_to = 2026-05-31 }]
[[step]]
do = "credential"
provider = "feld"
[[step]]
do = "appoint"
provider = "feld"
[[step]]
do = "grant"
provider = "feld"
privileges = "CORE"
"#;

fn run(steps: &str) -> FileReport {
    run_text(&format!("{SETTING}{steps}"), Path::new("s.toml"), &Nothing)
}

fn told(report: &FileReport) -> String {
    report.lines().join("\n")
}

#[test]
fn what_holds_passes() {
    let report = run(&format!(
        r#"{GRANTED}
[[step]]
at = "2026-05-31 23:59"
ask = "may"
provider = "feld"
privilege = "CORE"
answer = "yes"
until = "2026-06-01"
carrier = "appointment"
because = ["license/in-force", "grant"]
conditions = []
"#
    ));
    assert_eq!(report.result, Verdict::Passed, "{}", told(&report));
    assert_eq!((report.steps, report.questions), (4, 1));
}

/// Each expectation, wrong by itself, fails, and the difference and the explanation are told.
#[test]
fn each_wrong_expectation_fails() {
    let wrong = [
        ("answer = \"no\"", "- expected  no"),
        ("answer = \"unknown\"", "- expected  unknown"),
        ("until = \"none\"", "- expected  none"),
        ("until = \"2026-05-31\"", "+ found     2026-06-01 00:00 MST"),
        ("because = [\"license/expired\"]", "- expected  among others license/expired"),
        ("because_only = [\"license/in-force\"]", "- expected  only license/in-force"),
        ("because_not = [\"grant\"]", "- expected  none of grant"),
        ("missing = [\"license\"]", "missing"),
        ("conditions = [\"under supervision\"]", "+ found     nothing"),
        ("carrier = \"temporary-privilege\"", "+ found     appointment"),
        ("cites = [\"no such rule\"]", "cites"),
        ("conditions_until = \"2026-06-01\"", "+ found     none"),
    ];
    for (expectation, part) in wrong {
        let ask = format!(
            "{GRANTED}\n[[step]]\nat = \"2026-02-01\"\nask = \"may\"\nprovider = \"feld\"\nprivilege = \"CORE\"\n{expectation}\n"
        );
        let report = run(&ask);
        let told = told(&report);
        assert_eq!(report.result, Verdict::Failed, "{expectation}\n{told}");
        assert_eq!(report.failures.len(), 1, "{expectation}");
        assert!(told.contains(part), "{expectation}\n{told}");
        assert!(told.contains("rule: "), "the whole explanation is told: {told}");
        let line = SETTING.lines().count() + GRANTED.lines().count() + 1;
        let first = told.lines().next().unwrap();
        let place: usize = first.split(':').nth(1).unwrap().parse().unwrap();
        assert!(place.abs_diff(line) <= 1, "{first} is not at line {line}");
    }
}

#[test]
fn a_step_that_is_not_as_expected_fails() {
    let wrong = [
        "do = \"appoint\"\nprovider = \"feld\"\n",
        "do = \"appoint\"\nprovider = \"feld\"\nrefused = \"own-file\"\n",
        "do = \"appoint\"\nprovider = \"feld\"\nrefused = \"privilege/requirements-open\"\n",
        "do = \"appoint\"\nprovider = \"feld\"\nrefused = \"requirements-open\"\nsaying = \"of the moon\"\n",
        "do = \"open-file\"\nprovider = \"feld\"\nrefused = \"any\"\n",
        "do = \"open-file\"\nprovider = \"feld\"\nthen = { state = \"approved\" }\n",
        "do = \"credential\"\nprovider = \"feld\"\n",
        "do = \"verify\"\nprovider = \"feld\"\nelement = \"license\"\nby = \"chair\"\n",
    ];
    for step in wrong {
        let report = run(&format!("[[step]]\nat = \"2026-01-05 09:00\"\n{step}"));
        assert_eq!(report.result, Verdict::Failed, "{step}\n{}", told(&report));
    }
}

#[test]
fn a_refusal_is_expected_by_its_code_its_reason_or_at_all() {
    for code in ["appointment/requirements-open", "requirements-open", "any"] {
        let step = format!(
            "[[step]]\nat = \"2026-01-05 09:00\"\ndo = \"appoint\"\nprovider = \"feld\"\nrefused = \"{code}\"\nsaying = \"Credentialing\"\n"
        );
        let report = run(&step);
        assert_eq!(report.result, Verdict::Passed, "{code}\n{}", told(&report));
    }
}

/// Faults with their line and column, and what was probably meant.
#[test]
fn a_wrong_file_is_told_by_line_and_column() {
    let at = SETTING.lines().count();
    let cases = [
        (
            "[[step]]\nat = \"2026-01-05\"\ndo = \"apoint\"\n",
            format!("s.toml:{}:6: `do`: `apoint` is not known here: did you mean `appoint`?", at + 3),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\nask = \"mayy\"\n",
            format!("s.toml:{}:7: `ask`: `mayy` is not known here: did you mean `may`?", at + 3),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\ndo = \"appoint\"\nprovder = \"feld\"\n",
            format!("s.toml:{}:1: `provder` is not known here: did you mean `provider`?", at + 4),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\ndo = \"appoint\"\nprovider = \"fled\"\n",
            format!("s.toml:{}: `provider`: `fled` is not known here: did you mean `feld`?", at + 4),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\ndo = \"appoint\"\nprovider = \"feld\"\nmonths = \"24\"\n",
            format!("s.toml:{}:10: `months`: expected a whole number", at + 5),
        ),
        ("[[step]]\nat = \"2026-01-05\"\ndo = \"appoint\"\n", format!("s.toml:{}:1: `provider` is missing", at + 1)),
        (
            "[[step]]\nat = \"2026-02-30\"\ndo = \"appoint\"\nprovider = \"feld\"\n",
            format!("s.toml:{}:6: `at`: ", at + 2),
        ),
        (
            "[[step]]\ndo = \"appoint\"\nprovider = \"feld\"\n",
            format!("s.toml:{}:1: `at` is missing in the first `[[step]]`", at + 1),
        ),
        ("[[step]]\nat = \"2026-01-05\"\nprovider = \"feld\"\n", format!("s.toml:{}:1: a step has `do = ", at + 1)),
        (
            "[[step]]\nat = \"2026-01-05\"\ndo = \"open-file\"\nprovider = \"feld\"\n[[step]]\nat = \"2026-01-04\"\ndo = \"submit-file\"\nprovider = \"feld\"\n",
            format!("s.toml:{}:6: `at`: the step before is at 2026-01-05", at + 6),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\nask = \"may\"\nprovider = \"feld\"\nprivilege = \"CORE\"\nbecause = [\"license/expird\"]\n",
            format!("s.toml:{}:12: `because`: `expird` is not known here: did you mean `expired`?", at + 6),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\ndo = \"appoint\"\nprovider = \"feld\"\nrefused = \"own-fiel\"\n",
            format!("s.toml:{}:11: `refused`: `own-fiel` is not known here: did you mean `own-file`?", at + 5),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\nask = \"may\"\nprovider = \"feld\"\nprivilege = \"CORE\"\n",
            format!("s.toml:{}: `ask`: `may` expects nothing", at + 3),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\ndo = \"open-file\"\nprovider = \"feld\"\nthen = { stat = \"draft\" }\n",
            format!("s.toml:{}: `then`: `stat` is not known here: did you mean `state`?", at + 5),
        ),
        (
            "[[step]]\nat = \"2026-01-05\"\ndo = \"open-file\"\nby = \"mps:me\"\nprovider = \"feld\"\n",
            format!("s.toml:{}: `by`: `mps` is not known here: did you mean `msp`?", at + 4),
        ),
    ];
    for (steps, expected) in cases {
        let report = run(steps);
        let told = told(&report);
        assert_eq!(report.result, Verdict::Wrong, "{steps}\n{told}");
        assert!(told.contains(&expected), "{steps}\nexpected {expected}\n{told}");
    }
}

#[test]
fn the_exit_says_the_worst() {
    let mut report = Report::default();
    assert_eq!(report.exit(), Exit::Yes);
    report.add(run(GRANTED));
    assert_eq!(report.exit(), Exit::Yes);
    report.add(run("[[step]]\nat = \"2026-01-05\"\ndo = \"appoint\"\nprovider = \"feld\"\n"));
    assert_eq!(report.exit(), Exit::No);
    report.add(run("[[step]]\nat = \"2026-01-05\"\ndo = \"nothing\"\n"));
    assert_eq!(report.exit(), Exit::Usage);
    assert!(report.summary().starts_with("3 scenarios"), "{}", report.summary());
    assert!(report.summary().ends_with("1 passed, 1 failed, 1 wrong"), "{}", report.summary());
}

#[test]
fn a_question_does_not_move_the_clock() {
    let report = run(&format!(
        r#"{GRANTED}
[[step]]
at = "2027-01-01"
ask = "appointment"
provider = "feld"
state = "appointed"
[[step]]
at = "2025-01-01"
ask = "credentialed"
provider = "feld"
answer = "no"
[[step]]
at = "2026-01-06"
do = "resign"
provider = "feld"
"#
    ));
    assert_eq!(report.result, Verdict::Passed, "{}", told(&report));
}

#[test]
fn files_use_others_and_say_where_they_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("_base.toml"), format!("{SETTING}{GRANTED}")).unwrap();
    std::fs::write(path("loop.toml"), "title = \"x\"\nuse = [\"loop.toml\", \"_base.toml\"]\n[[step]]\nask = \"credentialed\"\nprovider = \"feld\"\nanswer = \"yes\"\n").unwrap();
    let report = cred_scenario::run_file(&path("loop.toml"));
    assert_eq!(report.result, Verdict::Passed, "{}", told(&report));
    std::fs::write(path("none.toml"), "title = \"x\"\nuse = [\"_bsae.toml\"]\n").unwrap();
    let report = cred_scenario::run_file(&path("none.toml"));
    assert_eq!(report.result, Verdict::Wrong);
    assert!(told(&report).contains("none.toml:2:1: `use`: _bsae.toml"), "{}", told(&report));
    std::fs::write(path("_broken.toml"), "zone = \"America/Phoenx\"\n").unwrap();
    std::fs::write(path("uses.toml"), "title = \"x\"\nuse = [\"_broken.toml\"]\n").unwrap();
    assert!(told(&cred_scenario::run_file(&path("uses.toml"))).contains("_broken.toml:1:8: `zone`"));
    let files = cred_scenario::run::files(folder.path()).unwrap();
    let names: Vec<String> =
        files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["loop.toml", "none.toml", "uses.toml"], "those that begin with _ are settings");
}

/// On a real history nothing is made up: neither numbers nor answers nor actors.
#[test]
fn a_real_step_says_everything() {
    use cred_app::{App, clock::Clock};
    use cred_core::time::zone::Zone;
    use cred_scenario::{Came, carry_out, read_step};
    let now: cred_core::time::Instant = "2026-01-05T16:00:00Z".parse().unwrap();
    let give = |steps: &[(&str, Option<&str>)]| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("real.db");
        let mut last = None;
        for (step, actor) in steps {
            let store =
                cred_store::SqliteStore::open(&path, cred_store::OpenOptions::new(cred_store::OpenMode::Create));
            let app = App::new(Box::new(store.unwrap()), Clock::Simulated(now)).unwrap();
            let step = read_step(step, "s.toml", Zone::UTC, now).unwrap();
            last = Some(carry_out(app, &step, actor.map(str::to_owned), Zone::UTC, None));
        }
        last.unwrap()
    };
    let register = ("do = \"register\"\nalias = \"a\"\nname = \"Zoe Adams\"\n", Some("msp:me"));
    let Came::Done(facts) = give(&[register]) else { panic!("not registered") };
    assert!(facts.is_empty(), "no number is made up: {facts:?}");
    let wrong = |came: Came| if let Came::Wrong(told) = came { told } else { panic!("{came:?}") };
    let verify = "do = \"verify\"\nprovider = \"adams\"\nelement = \"license\"\nissuer = \"AZ\"\ntype = \"MD\"\n";
    assert!(wrong(give(&[register, (verify, Some("msp:me"))])).contains("number"));
    let told = wrong(give(&[register, (&format!("{verify}number = \"1\"\n"), Some("msp:me"))]));
    assert!(told.contains("nothing is made up in a real history"), "{told}");
    assert!(
        wrong(give(&[register, ("do = \"credential\"\nprovider = \"adams\"\n", Some("msp:me"))]))
            .contains("organization")
    );
    assert!(
        wrong(give(&[("do = \"register\"\nalias = \"a\"\nname = \"Zoe Adams\"\n", None)])).contains("say who acts")
    );
    for step in [
        "ask = \"credentialed\"\nprovider = \"a\"\nanswer = \"yes\"\n",
        "do = \"register\"\nat = \"2020-01-01\"\nalias = \"a\"\nname = \"B\"\n",
        "do = \"register\"\nalias = \"a\"\nname = \"B\"\nrefused = \"any\"\n",
    ] {
        assert!(read_step(step, "s.toml", Zone::UTC, now).is_err(), "{step}");
    }
}
