//! What must hold of facility files.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use chrono::NaiveDate;
use cred_core::{
    actor::{Actor, Capacity},
    facility::{Command, Facility, organization::Organization},
    id::{FacilityId, OrganizationId, ResourceId, SiteId},
    standard::{
        binding::Standards,
        topic::{Topic, privileging::Insurance},
    },
    time::Instant,
    timeline::truth::Truth,
};
use cred_import::{facility_file::parse, toml_fault::TomlFault};
use proptest::prelude::*;

const EXAMPLE: &str = include_str!("fixtures/juniper-flats.facility.toml");

/// The fault of the example with one text exchanged for another.
fn faults(from: &str, to: &str) -> String {
    assert!(EXAMPLE.contains(from), "the example has no `{from}`");
    let text = EXAMPLE.replacen(from, to, 1);
    parse(&text, "f").expect_err("a fault").to_string()
}

/// The line of the example that holds a text, counted from 1.
fn line(text: &str) -> usize {
    EXAMPLE.lines().position(|line| line.contains(text)).unwrap() + 1
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

/// Gives everything a file says to the core.
fn record(text: &str) -> Option<(Organization, Facility)> {
    let file = parse(text, "f").ok()?;
    let by = Actor::new("seed", Capacity::Facility).unwrap();
    let events = Organization::establish(file.organization.name, file.organization.zone, &by).unwrap();
    let mut organization = Organization::begin(file.organization.id.clone(), events.first().unwrap()).unwrap();
    for policy in file.organization.policies {
        for event in organization.adopt_pack(policy, &by, "2026-01-01T00:00:00Z".parse().unwrap()).unwrap() {
            organization.apply(&event).unwrap();
        }
    }
    let events = Facility::establish(file.organization.id, file.facility.name, file.facility.zone, &by).unwrap();
    let mut facility = Facility::begin(file.facility.id, events.first().unwrap()).unwrap();
    for command in file.facility.commands {
        for event in facility.decide(command, &by, "2026-01-01T00:00:00Z".parse().unwrap()).unwrap() {
            facility.apply(&event).unwrap();
        }
    }
    Some((organization, facility))
}

fn every_place_is_in_the_file(text: &str, fault: &TomlFault) -> Result<(), TestCaseError> {
    prop_assert!(!fault.faults().is_empty());
    let lines: Vec<&str> = text.lines().collect();
    for fault in fault.faults() {
        prop_assert!((1..=lines.len().max(1)).contains(&fault.line), "{fault:?}");
        let width = lines.get(fault.line - 1).map_or(0, |line| line.chars().count());
        prop_assert!((1..=width + 1).contains(&fault.column), "{fault:?}");
        prop_assert!(!fault.message.contains('\n'));
    }
    Ok(())
}

#[test]
fn the_example_says_what_its_comments_say() {
    let (organization, facility) = record(EXAMPLE).unwrap();
    assert_eq!(organization.id(), &OrganizationId::parse("juniper-flats-health").unwrap());
    assert_eq!(facility.id(), &FacilityId::parse("juniper-flats-regional").unwrap());
    // Recredentialing, the elements, and an age for each that has one.
    let rules: Vec<usize> = organization.adoptions().iter().map(|adoption| adoption.pack.rules.len()).collect();
    assert_eq!(rules, [4, 8]);
    let ends: Vec<_> = organization.adoptions().iter().map(|adoption| adoption.to).collect();
    assert_eq!(ends, [NaiveDate::from_ymd_opt(2025, 12, 31), None]);

    let serves = |site: &str, resource: &str, at: &str| {
        let (site, resource) = (SiteId::parse(site).unwrap(), ResourceId::parse(resource).unwrap());
        facility.resource(&site, &resource).unwrap().serves().at(instant(at)).truth == Truth::Met
    };
    // Phoenix is seven hours behind UTC all year, Denver seven in winter and six in summer.
    assert!(!serves("main", "robot", "2025-03-01T06:59:59Z") && serves("main", "robot", "2025-03-01T07:00:00Z"));
    assert!(serves("main", "robot", "2026-12-01T06:59:59Z") && !serves("main", "robot", "2026-12-01T07:00:00Z"));
    assert!(!serves("main", "robot", "2026-12-15T06:59:59Z") && serves("main", "robot", "2026-12-15T07:00:00Z"));
    assert!(serves("main", "robot", "2027-02-02T00:00:00Z"), "degraded, still serving");
    assert!(!serves("main", "hybrid-or", "2030-01-01T00:00:00Z"), "planned");
    assert!(!serves("mesa-verde", "robot", "2026-03-09T05:59:59Z"));
    assert!(serves("mesa-verde", "robot", "2026-03-09T06:00:00Z"));
    assert!(serves("mesa-verde", "transfer-agreement", "2024-07-01T06:00:00Z"));
    assert!(!serves("mesa-verde", "transfer-agreement", "2026-09-01T06:00:00Z"));

    let date = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
    let standards = Standards::of(&[facility.adoptions()]);
    let cover = |on| standards.on(on, |topic| if let Topic::Insurance(cover) = topic { Some(*cover) } else { None });
    let covers: Vec<Insurance> = cover(date).iter().map(|bound| bound.value).collect();
    assert_eq!(covers, [Insurance { per_claim: 1_000_000, aggregate: 3_000_000 }]);
    assert_eq!(facility.adoptions().iter().count(), 2);
}

#[test]
fn commands_come_site_by_site_then_resource_by_resource_then_bylaws() {
    let word = |command: &Command| match command {
        Command::OpenSite(_) => "site",
        Command::PlanResource { .. } => "plan",
        Command::PutInService { .. } => "serve",
        Command::RecordOutage { .. } => "outage",
        Command::ReturnToService { .. } => "return",
        Command::EndResource { .. } => "end",
        Command::AdoptPack(_) => "adopt",
        Command::EndPack { .. } => "end-pack",
        Command::ActivateEmergencyPlan { .. }
        | Command::EndEmergencyPlan { .. }
        | Command::RecordUnderControl { .. }
        | Command::RecordExclusiveContract(_)
        | Command::EndExclusiveContract { .. }
        | Command::RecordAgreement { .. }
        | Command::EndAgreement { .. } => "other",
    };
    let file = parse(EXAMPLE, "f").unwrap();
    let words: Vec<&str> = file.facility.commands.iter().map(word).collect();
    let resources = "plan serve outage outage plan serve plan plan serve plan serve end";
    assert_eq!(words.join(" "), format!("site site {resources} adopt end-pack adopt"));
}

#[test]
fn each_fault_names_its_place_the_rule_and_what_is_meant() {
    let cases: &[(&str, &str, &str, &str)] = &[
        // From, to, the place (line of the text, column), the message.
        (
            "max_age_days = 180",
            "max_age_day = 180",
            "1",
            "`max_age_day` is not known here: did you mean `max_age_days`?",
        ),
        ("\"to-month-end\"", "\"month-end\"", "22", "known are `to-day`, `to-month-end`"),
        ("\"primary\"", "\"primery\"", "12", "did you mean `primary`? known are `primary`, `designated-equivalent`"),
        ("element = \"license\"", "element = \"licence\"", "11", "did you mean `license`?"),
        ("state = \"AZ\"", "state = \"Arizona\"", "9", "`state`: `Arizona` is not the two-letter postal code"),
        ("ccn = \"03T998\"", "ccn = 30001", "7", "`ccn`: expected a text in quotes, found the number `30001`"),
        ("recredential_months = 36", "recredential_months = 0", "23", "`0` is not a number of months from 1 to 1200"),
        ("recredential_months = 36", "recredential_months = 1201", "23", "`1201` is not a number of months"),
        ("recredential_months = 36", "recredential_months = -1", "23", "found the number `-1`"),
        ("review = [\"chair\",", "review = [\"chairman\",", "11", "did you mean `chair`?"),
        ("review = [\"chair\", \"credentials-committee\", \"mec\"]", "review = []", "10", "the list is empty"),
        ("exclusion_lists = [\"LEIE\"]", "exclusion_lists = [\"LEIE\", \"LEIE\"]", "28", "stands twice"),
        ("methods = [\"primary\"]", "methods = []", "11", "`methods`: the list is empty"),
        ("id = \"mesa-verde\"", "id = \"main\"", "6", "site `main` stands twice, first in line 61"),
        (
            "site = \"mesa-verde\"",
            "site = \"mesa-verda\"",
            "8",
            "did you mean `mesa-verde`? known are `main`, `mesa-verde`",
        ),
        ("id = \"icu\"", "id = \"robot\"", "6", "resource `robot` stands twice at `main`, first in line 75"),
        ("until = 2026-12-15", "until = 2026-12-01", "9", "is not after the start"),
        ("until = 2026-12-15", "until = \"mid-December\"", "9", "expected a date"),
        ("effective_from = 2025-01-01", "effective_from = 2025-01-01T00:00:00", "18", "a date without a time"),
        (
            "effective_from = 2025-01-01",
            "effective_from = 0205-01-01",
            "18",
            "the year of `0205-01-01` is not from 1850",
        ),
        (
            "in_service_from = 2026-03-09 ",
            "in_service_from = 2026-03-08T02:30:00 ",
            "19",
            "clocks in America/Denver never show",
        ),
        ("from = 2026-12-01", "from = 2025-01-01", "8", "begins before the resource's `in_service_from`"),
        ("lost_from = 2026-09-01", "lost_from = 2024-06-01", "13", "is not after `in_service_from`"),
        ("lost_from = 2026-09-01", "retired_from = 2026-09-01\nlost_from = 2026-09-01", "13", "a resource ends once"),
        ("in_service_from = 2025-03-01", "", "1", "an outage of what is only planned"),
        ("per_claim = 1_000_000", "per_claim = 999_999_999_999_999_999", "27", "is not an amount of cover"),
        ("per_claim = 1_000_000", "per_claim = 4_000_000", "50", "it is less than `per_claim`"),
        ("per_claim = 1_000_000", "per_claim = 1e6", "27", "expected a whole number from 0 on"),
        ("version = \"2026.1\"", "version = \"2025.1\"", "11", "policy `2025.1` stands twice, first in line 10"),
        (
            "effective_from = 2026-01-01",
            "effective_from = 2025-01-01",
            "18",
            "of line 11 take effect on 2025-01-01 too",
        ),
        ("[[facility.site]]", "[facility.site]", "67:12", "not TOML"),
        ("name = \"Juniper Flats Health\"", "name = \"Juniper Flats Health", "5:29", "not TOML"),
    ];
    let mut wrong = Vec::new();
    for (from, to, place, message) in cases {
        let told = faults(from, to);
        if !told.lines().any(|line| line.contains(&format!(":{place}: ")) && line.contains(message)) {
            wrong.push(format!("{from} -> {to}:\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let at = line("state = \"AZ\"");
    assert!(faults("state = \"AZ\"", "state = \"XX\"").starts_with(&format!("f:{at}:9: ")));
}

#[test]
fn one_reading_reports_everything() {
    let text = EXAMPLE
        .replace("state = \"CO\"", "state = \"XX\"")
        .replace("recredential_months = 36", "recredential_months = 0")
        .replace("reason = \"arm replacement\"", "")
        .replace("effective_from = 2026-01-01", "effectiv_from = 2026-01-01");
    let fault = parse(&text, "f").unwrap_err();
    let told = fault.to_string();
    assert_eq!(told.lines().count(), fault.faults().len());
    for (count, part) in [(1, "`XX`"), (2, "`0` is not a number"), (1, "`reason` is missing"), (2, "`effectiv_from`")] {
        assert_eq!(told.matches(part).count(), count, "{part}:\n{told}");
    }
}

#[test]
fn a_date_at_a_faulty_site_is_no_second_fault() {
    let told = faults("zone = \"America/Denver\"", "zone = \"Denver\"");
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn a_required_key_that_is_removed_is_named() {
    let optional = [
        "each_claimed",
        "max_age_days",
        "sources",
        "provider_types",
        "only_if_claimed",
        "ccn",
        "limits",
        "until",
        "in_service_from",
        "lost_from",
        "insurance",
    ];
    let mut removed = 0;
    for (index, own) in EXAMPLE.lines().enumerate() {
        let Some((key, _)) = own.split_once(" = ").filter(|(key, _)| !optional.contains(key) && !key.starts_with('#'))
        else {
            continue;
        };
        let text: String = EXAMPLE
            .lines()
            .enumerate()
            .filter(|(i, _)| *i != index)
            .fold(String::new(), |text, (_, l)| text + l + "\n");
        let told = parse(&text, "f").expect_err(own).to_string();
        assert!(told.contains(&format!("`{key}` is missing in `[")), "{own}:\n{told}");
        removed += 1;
    }
    assert!(removed > 50, "{removed}");
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    let keys = [
        "each_claimed",
        "max_age_days",
        "sources",
        "provider_types",
        "only_if_claimed",
        "ccn",
        "limits",
        "until",
        "lost_from",
        "insurance",
    ];
    let kept = |line: &&str| !keys.iter().any(|key| line.starts_with(&format!("{key} = ")));
    let text: Vec<&str> = EXAMPLE.lines().filter(kept).collect();
    assert!(record(&text.join("\n")).is_some());
}

/// The example with some lines dropped, doubled, exchanged or cut.
fn mangled() -> impl Strategy<Value = String> {
    let count = EXAMPLE.lines().count();
    proptest::collection::vec((0..count, 0..count, 0..5u8, 0..60usize), 1..6).prop_map(|edits| {
        let mut lines: Vec<String> = EXAMPLE.lines().map(str::to_owned).collect();
        for (at, other, kind, cut) in edits {
            let source = lines.get(other).cloned().unwrap_or_default();
            if let Some(line) = lines.get_mut(at) {
                match kind {
                    0 => line.clear(),
                    1 => *line = source,
                    2 => *line = format!("{line}\n{source}"),
                    3 => *line = line.chars().take(cut).collect(),
                    _ => *line = line.replace("2026", "2027").replace("main", "mesa-verde"),
                }
            }
        }
        lines.join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_text_never_panics(text in "(?s).{0,200}") {
        if let Err(fault) = parse(&text, "f") {
            every_place_is_in_the_file(&text, &fault)?;
        }
    }

    #[test]
    fn arbitrary_tables_never_panic(text in "(\\[{1,2}(organization|facility|facility\\.(site|resource|bylaws))\\]{1,2}\n|(id|name|site|zone|review|insurance|insurance\\.per_claim) = (1|\"x\"|\\[\\]|\\{\\}|2026-01-01|true|-1|\\[\\{\\}\\])\n){0,20}") {
        if let Err(fault) = parse(&text, "f") {
            every_place_is_in_the_file(&text, &fault)?;
        }
    }

    #[test]
    fn a_mangled_file_is_refused_in_its_own_lines_or_wholly_accepted_by_the_core(text in mangled()) {
        match parse(&text, "f") {
            Err(fault) => every_place_is_in_the_file(&text, &fault)?,
            Ok(_) => prop_assert!(record(&text).is_some()),
        }
    }

    #[test]
    fn the_order_of_the_versions_in_the_file_does_not_matter(swap in any::<bool>()) {
        let (head, bylaws) = EXAMPLE.split_once("[[facility.bylaws]]").unwrap();
        let (first, second) = bylaws.split_once("[[facility.bylaws]]").unwrap();
        let (first, second) = if swap { (second, first) } else { (first, second) };
        let text = format!("{head}[[facility.bylaws]]{first}\n[[facility.bylaws]]{second}");
        prop_assert_eq!(parse(&text, "f").unwrap(), parse(EXAMPLE, "f").unwrap());
    }
}
