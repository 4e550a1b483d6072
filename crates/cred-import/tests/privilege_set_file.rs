//! What must hold of privilege-set files.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use cred_core::{
    actor::{Actor, Capacity},
    delineation::{
        criterion::{
            AtLeast, BoardCriterion, BoardEligibleCriterion, CasesCriterion, CertificationCriterion,
            ControlledSubstanceCriterion, CourseCriterion, Criterion, DeaCriterion, EducationCriterion,
            InsuranceCriterion, LicenseCriterion, ProctoredCriterion, TrainingCriterion, When,
        },
        privilege_item::{AgeBand, Fppe, ItemKind, Prerequisite, PrivilegeItem},
        privilege_set::PrivilegeSet,
        procedure_code::CodePattern,
    },
    id::{ItemId, ResourceId},
    provider::credential::CaseRole,
    text::Text,
};
use cred_import::{privilege_set_file::parse, toml_fault::TomlFault};
use proptest::prelude::*;

const EXAMPLE: &str = include_str!("fixtures/juniper-flats.surgery.toml");

const HEAD: &str = "[set]\nid = \"s\"\nfacility = \"f\"\nversion = \"1\"\neffective_from = 2026-01-01\ntitle = \"T\"\nsites = [\"m\"]\n";

/// What is said of the example with one text exchanged for another.
fn faults(from: &str, to: &str) -> String {
    assert!(EXAMPLE.contains(from), "the example has no `{from}`");
    parse(&EXAMPLE.replacen(from, to, 1), "f").expect_err("a fault").to_string()
}

fn every_place_is_in_the_file(text: &str, fault: &TomlFault) -> Result<(), TestCaseError> {
    prop_assert!(!fault.faults().is_empty());
    for fault in fault.faults() {
        prop_assert!((1..=text.lines().count().max(1)).contains(&fault.line), "{fault:?}");
        prop_assert!(!fault.message.contains('\n'));
    }
    Ok(())
}

#[test]
fn the_example_says_what_its_comments_say() {
    let file = parse(EXAMPLE, "f").unwrap();
    assert_eq!((file.set.as_str(), file.facility.as_str()), ("surgery-general", "juniper-flats-regional"));
    assert!(file.version.grandfather && file.version.threshold.is_some());
    let item = |id: &str| file.version.item(&ItemId::parse(id).unwrap()).unwrap().clone();
    let resource = |id: &str| Criterion::Resource(ResourceId::parse(id).unwrap());

    let robot = item("GS-ROBOT");
    assert_eq!(robot.requires, Some(resource("robot")));
    let core = ItemId::parse("GS-CORE").unwrap();
    assert_eq!(robot.prerequisites, [Prerequisite { item: core.clone(), granted_only: false }]);
    assert_eq!(robot.ages, Some(AgeBand { at_least: Some(18), under: Some(90) }));
    assert!(matches!(robot.criteria, Some(Criterion::AtLeast(AtLeast { count: 2, ref of })) if of.len() == 3));

    let pediatric = item("GS-PED");
    assert_eq!(pediatric.prerequisites, [Prerequisite { item: core, granted_only: true }]);
    let either = Criterion::Any(vec![resource("pediatric-anesthesia"), resource("transfer-agreement")]);
    assert_eq!(pediatric.requires, Some(Criterion::All(vec![resource("icu"), either])));
}

#[test]
fn each_fault_names_its_place_the_rule_and_what_is_meant() {
    let cases: &[(&str, &str, &str, &str)] = &[
        // From, to, the place, the message.
        (
            "{ license = {",
            "{ licence = {",
            "15:5",
            "did you mean `license`? known are `all`, `any`, `at-least`, `license`",
        ),
        (
            "types = [\"MD\", \"DO\"]",
            "type = [\"MD\"]",
            "15:17",
            "did you mean `types`? known are `types`, `unrestricted`",
        ),
        ("boards = [\"Am", "boards = [7, \"Am", "18:41", "expected a text in quotes, found the number `7`"),
        (
            "months = 24 } }\nages",
            "months = 1201 } }\nages",
            "29:12",
            "`cases` needs at least 1 case in 1 to 1200 months",
        ),
        ("count = 2", "count = 4", "41:12", "`at-least` 4 of 3 is always or never met"),
        ("count = 2", "counts = 2", "41:27", "did you mean `count`? known are `count`, `of`"),
        ("roles = [\"primary\", ", "roles = [\"primari\", ", "43:89", "did you mean `primary`?"),
        ("at_least = 20, ", "", "43:13", "`at_least` is missing"),
        (
            "{ certification = { name = \"PALS\" } }",
            "{ certification = { name = \"PALS\" }, dea = {} }",
            "57:3",
            "`certification`, `dea`",
        ),
        (
            "{ certification = { name = \"PALS\" } }",
            "\"PALS\"",
            "57:3",
            "a criterion is a table with one key, not a string",
        ),
        ("[\"pediatric-anesthesia\", \"transfer-agreement\"]", "[]", "55:36", "the list is empty"),
        ("requires = \"robot\"", "requires = \"the robot\"", "40:12", "`the robot` is not an id"),
        ("kind = \"core\"", "kind = \"basic\"", "26:8", "known are `core`, `special`"),
        ("\"0DTJ*\"", "\"0*\"", "28:15", "`0*` is not a procedure code"),
        (
            "prerequisites = [\"GS-CORE\"]",
            "prerequisites = [\"GS-CORE\", \"GS-CORE\"]",
            "39:29",
            "`GS-CORE` stands twice",
        ),
        (
            "prerequisites = [\"GS-CORE\"]",
            "prerequisites = [\"GS-ROBOT\"]",
            "34:6",
            "its prerequisites lead back to itself",
        ),
        ("granted_only", "only_granted", "54:38", "known are `item`, `granted_only`"),
        ("id = \"GS-PED\"", "id = \"GS-CORE\"", "50:6", "the id stands twice"),
        ("under = 90", "under = 18", "34:6", "its age band is empty"),
        ("ages = { under = 14 }", "ages = {}", "61:8", "it has no limit"),
        ("cases = 5", "cases = 0", "31:8", "an evaluation of no cases and no time"),
        ("sites = [\"main\", \"mesa-verde\"]", "sites = []", "9:9", "the list is empty"),
        ("grandfather = true", "grandfather = \"yes\"", "10:15", "expected `true` or `false`"),
        ("[threshold]\nall", "[treshold]\nall", "13:2", "did you mean `threshold`?"),
        ("surgical = true", "surgial = true", "27:1", "did you mean `surgical`?"),
    ];
    let mut wrong = Vec::new();
    for (from, to, place, message) in cases {
        let told = faults(from, to);
        if !told.lines().any(|line| line.contains(&format!(":{place}: ")) && line.contains(message)) {
            wrong.push(format!("{from} -> {to}:\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_reading_reports_everything() {
    let text = EXAMPLE
        .replace("license", "licence")
        .replace("PALS", "")
        .replace("kind = \"special\"", "kind = \"extra\"")
        .replace("title = ", "titel = ");
    let told = parse(&text, "f").unwrap_err().to_string();
    for (count, part) in
        [(1, "`licence`"), (1, "1 to 200 printable"), (2, "`extra`"), (1, "`titel`"), (1, "`title` is missing")]
    {
        assert_eq!(told.matches(part).count(), count, "{part}:\n{told}");
    }
}

#[test]
fn a_required_key_that_is_removed_is_named() {
    let optional =
        ["grandfather", "surgical", "procedures", "prerequisites", "requires", "ages", "fppe", "criteria", "all"];
    let mut removed = 0;
    for (index, own) in EXAMPLE.lines().enumerate() {
        let Some((key, _)) = own.split_once(" = ") else { continue };
        if optional.contains(&key) || own.starts_with([' ', '#', ']']) {
            continue;
        }
        let kept: Vec<&str> = EXAMPLE.lines().enumerate().filter(|(i, _)| *i != index).map(|(_, line)| line).collect();
        let told = parse(&kept.join("\n"), "f").expect_err(own).to_string();
        assert!(told.contains(&format!("`{key}` is missing in `[")), "{own}:\n{told}");
        removed += 1;
    }
    assert_eq!(removed, 6 + 3 * 3);
    assert!(parse(HEAD, "f").unwrap_err().to_string().contains("`[[item]]` is missing"));
    let item = "[[item]]\nid = \"A\"\nname = \"A\"\nkind = \"core\"\n";
    assert!(parse(&format!("{HEAD}{item}"), "f").is_ok());
    assert!(parse(item, "f").unwrap_err().to_string().contains("`[set]` is missing"));
}

#[test]
fn what_is_nested_too_deep_or_too_much_is_refused() {
    for depth in [16, 17, 70, 5000] {
        let tree = format!("{}{{ license = {{}} }}{}", "{ all = [".repeat(depth), "] }".repeat(depth));
        let item = format!("[[item]]\nid = \"A\"\nname = \"A\"\nkind = \"core\"\ncriteria = {tree}\n");
        assert_eq!(parse(&format!("{HEAD}{item}"), "f").is_ok(), depth <= 16, "{depth}");
    }
    // A chain of prerequisites is followed from each item; the form must be short enough for that.
    let chain = |count: usize| {
        (0..count).fold(HEAD.to_owned(), |text, index| {
            let before = index.saturating_sub(1).to_string();
            let before = if index == 0 { String::new() } else { format!("\"I{before}\"") };
            text + &format!("[[item]]\nid = \"I{index}\"\nname = \"A\"\nkind = \"core\"\nprerequisites = [{before}]\n")
        })
    };
    assert!(parse(&chain(200), "f").is_ok());
    assert!(parse(&chain(401), "f").unwrap_err().to_string().contains("more than 400 items"));
    assert!(parse(&"#".repeat(600_000), "f").unwrap_err().to_string().contains("bytes"));
}

fn text() -> impl Strategy<Value = Text> {
    "[A-Za-z\"'\\\\#= ]{0,12}[A-Za-z]".prop_map(|text| Text::parse(&text).unwrap())
}

fn texts(least: usize) -> impl Strategy<Value = Vec<Text>> {
    proptest::collection::vec(text(), least..3)
}

fn when() -> impl Strategy<Value = Option<When>> {
    proptest::sample::select(vec![None, Some(When::Standing), Some(When::AtDecision)])
}

fn leaf() -> impl Strategy<Value = Criterion> {
    let roles = proptest::sample::subsequence(CaseRole::ALL.to_vec(), 0..=5);
    prop_oneof![
        (texts(0), any::<bool>())
            .prop_map(|(types, unrestricted)| Criterion::License(LicenseCriterion { types, unrestricted })),
        (texts(0), any::<bool>())
            .prop_map(|(schedules, institutional)| Criterion::Dea(DeaCriterion { schedules, institutional })),
        Just(Criterion::ControlledSubstance(ControlledSubstanceCriterion {})),
        (0..9_000_000u64, 0..9_000_000u64).prop_map(|(per_claim, more)| {
            Criterion::Insurance(InsuranceCriterion { per_claim, aggregate: per_claim + more })
        }),
        (texts(0), texts(1), texts(0), 1..=50u32, when()).prop_map(
            |(boards, certificates, specialties, years, when)| {
                let within_years_of_training = years;
                let eligible =
                    BoardEligibleCriterion { boards, certificates, specialties, within_years_of_training, when };
                Criterion::BoardEligible(eligible)
            }
        ),
        (text(), proptest::option::of(1..=1200u32), when())
            .prop_map(|(name, within_months, when)| Criterion::Course(CourseCriterion { name, within_months, when })),
        (text(), 1..99u32, proptest::option::of(1..=1200u32), any::<bool>()).prop_map(
            |(activity, at_least, within_months, assistant_counts)| {
                let proctored = ProctoredCriterion { activity, at_least, within_months, assistant_counts };
                Criterion::Proctored(proctored)
            }
        ),
        texts(1).prop_map(|degrees| Criterion::Education(EducationCriterion { degrees })),
        (texts(1), proptest::option::of(0..2000u32)).prop_map(|(specialties, within_months)| {
            Criterion::Training(TrainingCriterion { specialties, within_months })
        }),
        (texts(0), texts(1), when()).prop_map(|(boards, certificates, when)| {
            Criterion::BoardCertification(BoardCriterion { boards, certificates, when })
        }),
        (text(), when()).prop_map(|(name, when)| Criterion::Certification(CertificationCriterion { name, when })),
        (
            (text(), 1..u32::MAX, 1..=1200u32, roles),
            (any::<bool>(), proptest::option::of(1..999u32), any::<bool>(), any::<bool>())
        )
            .prop_map(
                |((activity, at_least, months, roles), (combine_sites, max_gap_days, simulator, disaster))| {
                    Criterion::Cases(CasesCriterion {
                        roles,
                        combine_sites,
                        max_gap_days,
                        simulator_counts: simulator,
                        disaster_counts: disaster,
                        ..CasesCriterion::new(activity, at_least, months)
                    })
                }
            ),
        "[a-z][a-z0-9-]{0,8}".prop_map(|id| Criterion::Resource(ResourceId::parse(&id).unwrap())),
    ]
}

fn tree() -> impl Strategy<Value = Criterion> {
    leaf().prop_recursive(4, 16, 3, |inner| {
        let parts = proptest::collection::vec(inner, 1..4);
        prop_oneof![
            parts.clone().prop_map(Criterion::All),
            parts.clone().prop_map(Criterion::Any),
            parts.prop_flat_map(|of| {
                (1..=of.len()).prop_map(move |count| Criterion::AtLeast(AtLeast { count, of: of.clone() }))
            }),
        ]
    })
}

fn item() -> impl Strategy<Value = PrivilegeItem> {
    let what = (text(), any::<bool>(), any::<bool>(), proptest::option::of("[A-Z0-9]{2,9}"));
    let asks = (proptest::option::of(tree()), proptest::option::of(tree()), any::<bool>());
    let looks = (proptest::option::of((0..50u32, 50..99u32)), proptest::option::of((1..99u32, text())));
    let settings = texts(0);
    let whole = (what, asks, looks, settings);
    whole.prop_map(|((name, core, surgical, code), (criteria, requires, granted_only), (ages, fppe), settings)| {
        PrivilegeItem {
            id: ItemId::parse("A").unwrap(),
            name,
            kind: if core { ItemKind::Core } else { ItemKind::Special },
            surgical,
            procedures: code.into_iter().map(|code| CodePattern::parse(&code).unwrap()).collect(),
            prerequisites: vec![Prerequisite { item: ItemId::parse("B").unwrap(), granted_only }],
            criteria,
            requires,
            ages: ages.map(|(least, under)| AgeBand { at_least: Some(least), under: Some(under) }),
            settings,
            fppe: fppe.map(|(cases, method)| Fppe { cases, method, within_months: None }),
        }
    })
}

#[derive(serde::Serialize)]
struct Written<'a> {
    threshold: &'a Criterion,
    item: [&'a PrivilegeItem; 1],
}

fn mangled() -> impl Strategy<Value = String> {
    let count = EXAMPLE.lines().count();
    proptest::collection::vec((0..count, 0..count, 0..4u8, 0..60usize), 1..5).prop_map(|edits| {
        let mut lines: Vec<String> = EXAMPLE.lines().map(str::to_owned).collect();
        for (at, other, kind, cut) in edits {
            let source = lines.get(other).cloned().unwrap_or_default();
            if let Some(line) = lines.get_mut(at) {
                match kind {
                    0 => line.clear(),
                    1 => *line = source,
                    2 => *line = line.chars().take(cut).collect(),
                    _ => *line = line.replace("GS-CORE", "GS-ROBOT").replace("at_least", "under"),
                }
            }
        }
        lines.join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_the_core_writes_is_read_back_the_same(threshold in tree(), item in item()) {
        let written = toml::to_string(&Written { threshold: &threshold, item: [&item] }).unwrap();
        let read = parse(&format!("{HEAD}{written}"), "f").map_err(|fault| TestCaseError::fail(format!("{fault}\n{written}")))?;
        prop_assert_eq!(read.version.threshold, Some(threshold));
        prop_assert_eq!(read.version.items, vec![item]);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(?s).{0,200}") {
        if let Err(fault) = parse(&text, "f") {
            every_place_is_in_the_file(&text, &fault)?;
        }
    }

    #[test]
    fn arbitrary_trees_never_panic(text in "([{}\\[\\]=,\"a\n ]|all|any|at-least|license|resource|cases|requires = |criteria = |\\[\\[item\\]\\]\n|\\[threshold\\]\n|of|count = 1){0,40}") {
        let text = format!("{HEAD}{text}");
        if let Err(fault) = parse(&text, "f") {
            every_place_is_in_the_file(&text, &fault)?;
        }
    }

    #[test]
    fn a_mangled_file_is_refused_in_its_own_lines_or_published_by_the_core(text in mangled()) {
        match parse(&text, "f") {
            Err(fault) => every_place_is_in_the_file(&text, &fault)?,
            Ok(file) => {
                let by = Actor::new("seed", Capacity::Board).unwrap();
                prop_assert!(PrivilegeSet::publish(None, &file.facility, file.version, &by).is_ok());
            }
        }
    }
}
