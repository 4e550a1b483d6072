//! Questions about somebody supervised read the records of those who supervise.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use cred_app::{
    App,
    clock::Clock,
    error::AppError,
    questions::Asked,
    use_cases::{
        By,
        appointing::AppointmentStep,
        credentialing::FileStep,
        privileging::PrivilegeStep,
        supervising::{Agreed, SupervisionStep},
    },
    wording::{self, AnswerWords, Words},
};
use cred_core::{
    facility::Command,
    id::{FacilityId, ItemId, OrganizationId, PackId, ProviderId, SiteId},
    privileging::{privilege_request::Recommendation, supervision::Kind},
    provider::{Registration, name::PersonName, provider_type::ProviderType},
    standard::{
        adoption::Adoption,
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{Topic, privileging},
    },
    text::Text,
    time::Instant,
    timeline::truth::Truth,
};
use cred_import::{facility_file, privilege_set_file};
use cred_store::{OpenMode, OpenOptions, SqliteStore};

const FACILITY: &str = r#"
[organization]
id = "north"
name = "North Health"
zone = "America/Phoenix"

[[organization.policy]]
version = "1"
effective_from = 2026-01-01
recredential_months = 36
recredential_count = "to-day"

[[organization.policy.element]]
element = "license"
methods = ["primary"]

[facility]
id = "north-hospital"
name = "North Hospital"
zone = "America/Phoenix"

[[facility.site]]
id = "main"
name = "Main"
state = "AZ"
zone = "America/Phoenix"

[[facility.site]]
id = "va"
name = "Veterans' clinic"
state = "NV"
zone = "America/Los_Angeles"
federal = true

[[facility.bylaws]]
version = "1"
effective_from = 2026-01-01
appointment_term_max_months = 24
privilege_term_max_months = 24
review = ["chair"]
exclusion_lists = ["LEIE"]
"#;

const FORM: &str = r#"
[set]
id = "anesthesia"
facility = "north-hospital"
version = "1"
effective_from = 2026-01-01
title = "Anesthesia"
sites = ["main", "va"]

[[item]]
id = "AN-CORE"
name = "Anesthesia core"
kind = "core"
settings = ["operating room"]
"#;

struct House {
    _folder: tempfile::TempDir,
    db: std::path::PathBuf,
    facility: FacilityId,
}

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

impl House {
    fn at(&self, now: &str) -> App {
        let store = SqliteStore::open(&self.db, OpenOptions::new(OpenMode::Create)).unwrap();
        App::new(Box::new(store), Clock::Simulated(instant(now))).unwrap()
    }

    fn founded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("history.db");
        let house = Self { _folder: folder, db, facility: FacilityId::parse("north-hospital").unwrap() };
        let mut app = house.at("2026-01-05T12:00:00Z");
        let file = facility_file::parse(FACILITY, "facility.toml").unwrap();
        app.load_facility_file(&by(&app, "facility:administration"), FACILITY, &file, &|_| None).unwrap();
        let form = privilege_set_file::parse(FORM, "form.toml").unwrap();
        app.publish_privilege_set(&by(&app, "board:minutes"), &form.facility, &form.set, &form.version).unwrap();
        let adopt = Command::AdoptPack(Box::new(asks_for_supervision()));
        app.facility_command(&by(&app, "facility:administration"), &house.facility, &adopt).unwrap();
        house
    }

    /// Registers, credentials and appoints; grants the core privilege where it is asked.
    fn joins(&self, family: &str, kind: ProviderType, license: (&str, &str), granted: bool) -> ProviderId {
        let mut app = self.at("2026-01-20T12:00:00Z");
        let (office, board) = (by(&app, "msp:office"), by(&app, "board:minutes"));
        let registration = Registration {
            name: PersonName { family: text(family), given: Some(text("Kim")), middle: None, suffix: None },
            provider_type: kind,
            npi: None,
            date_of_birth: None,
            ssn: None,
            caqh_id: None,
            taxonomies: vec![],
        };
        let id = app.register_provider(&office, &registration).unwrap().result.unwrap();
        let details = vec![("type".to_owned(), license.1.to_owned())];
        let words = Words { element: "license", issuer: Some(license.0), number: Some("70001"), details };
        let credential = wording::credential(&words).unwrap();
        let answer = AnswerWords {
            source: "the board",
            method: "primary",
            result: "match",
            verified_on: "2026-01-19".parse().ok(),
            valid_from: "2020-01-01".parse().ok(),
            valid_to: "2026-12-31".parse().ok(),
            artefact: Some("0".repeat(64).parse().unwrap()),
            ..AnswerWords::default()
        };
        let element = credential.key();
        let evidence = wording::evidence(credential, &answer).unwrap();
        app.verify(&office, id, &element, &evidence).unwrap();
        let list = Words { element: "exclusion", issuer: Some("LEIE"), ..Words::default() };
        let list = wording::credential(&list).unwrap();
        let clear = AnswerWords { result: "clear", valid_from: None, valid_to: None, ..answer };
        let screened = wording::evidence(list.clone(), &clear).unwrap();
        app.verify(&office, id, &list.key(), &screened).unwrap();
        let own = by(&app, &format!("provider:{id}"));
        let file = app.open_file(&office, id, &OrganizationId::parse("north").unwrap()).unwrap().result.unwrap();
        let (director, rules) = (by(&app, "medical-director:on-duty"), by(&app, "system:rules"));
        for (who, step) in [
            (&own, FileStep::Submit),
            (&own, FileStep::Attest(vec![])),
            (&office, FileStep::StartVerification),
            (&office, FileStep::CompleteVerification),
            (&rules, FileStep::Classify),
            (&director, FileStep::Approve),
        ] {
            app.file_step(who, file, &step).unwrap();
        }
        app.appoint(&board, id, &self.facility, &text("active"), None, 24).unwrap();
        if granted {
            let items = [ItemId::parse("AN-CORE").unwrap()];
            app.request_privileges(&own, id, &self.facility, &items).unwrap();
            let chair = by(&app, "chair:anesthesia");
            let favourable = Recommendation { favourable: true, note: text("meets the criteria") };
            for (who, step) in [
                (&office, PrivilegeStep::CheckCriteria),
                (&chair, PrivilegeStep::Recommend(favourable)),
                (&board, PrivilegeStep::Grant(None, None, vec![], vec![])),
            ] {
                app.privilege_step(who, id, &self.facility, &items, &step).unwrap();
            }
        }
        id
    }

    fn asked(&self, provider: ProviderId, at: &str) -> Asked {
        Asked {
            provider,
            what: "AN-CORE".to_owned(),
            facility: self.facility.clone(),
            site: SiteId::parse("main").unwrap(),
            at: Some(instant(at)),
            patient_age: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: false,
            known_at: None,
        }
    }

    fn may(&self, provider: ProviderId, at: &str) -> Truth {
        let app = self.at("2026-03-01T12:00:00Z");
        app.may(&self.asked(provider, at)).unwrap().1.truth()
    }
}

fn by(app: &App, actor: &str) -> By {
    By { actor: app.actor(actor).unwrap(), key: None }
}

fn asks_for_supervision() -> Adoption {
    let topic = Topic::Supervision(privileging::Supervision {
        provider_types: vec![ProviderType::Crna],
        alternates: 0,
        except_states: vec![],
        supervisor_types: vec![ProviderType::Physician],
        holds_scope: false,
    });
    let rule = Rule {
        code: None,
        key_date: None,
        applies_from: None,
        applies_to: None,
        on_breach: OnBreach::Block,
        source: None,
        confidence: None,
        reading: None,
        note: None,
        topic,
    };
    let pack = RulePack {
        id: PackId::parse("house-rules").unwrap(),
        title: text("House rules"),
        body: text("North"),
        program: text("bylaws"),
        edition: text("1"),
        applies_from: "2026-01-01".parse().unwrap(),
        applies_to: None,
        key_date: KeyDate::Decision,
        source: text("a test"),
        confidence: Confidence::Memory,
        rules: vec![rule],
    };
    Adoption { pack, from: "2026-01-05".parse().unwrap(), to: None, readings: BTreeMap::new() }
}

#[test]
fn what_a_nurse_anaesthetist_may_do_follows_the_records_of_those_who_answer_for_her() {
    let house = House::founded();
    let nurse = house.joins("Sorel", ProviderType::Crna, ("AZ", "CRNA"), true);
    let first = house.joins("Abara", ProviderType::Physician, ("AZ", "MD"), false);
    let second = house.joins("Ito", ProviderType::Physician, ("AZ", "DO"), false);
    let noon = "2026-02-10T19:00:00Z";
    assert_eq!(house.may(nurse, noon), Truth::Unmet);
    let mut app = house.at("2026-02-01T12:00:00Z");
    let office = by(&app, "msp:office");
    let agreed = Agreed {
        kind: Kind::Supervision,
        supervisee: nurse,
        supervisor: first,
        items: vec![],
        from: None,
        to: None,
        signed_by_supervisee: Some(text("Kim Sorel")),
        signed_by_supervisor: Some(text("Kim Abara")),
    };
    let unsigned = Agreed { signed_by_supervisor: None, ..agreed.clone() };
    assert!(matches!(app.agree_supervision(&office, &house.facility, &unsigned), Err(AppError::Refused(_))));
    let id = app.agree_supervision(&office, &house.facility, &agreed).unwrap().result.unwrap();
    assert_eq!(house.may(nurse, noon), Truth::Met);
    // The collaborating physician leaves at 17:00 of the tenth; an alternate stands in from the morning after.
    let five = instant("2026-02-11T00:00:00Z");
    app.appointment_step(&office, first, &house.facility, &AppointmentStep::Resign(Some(five))).unwrap();
    let morning = instant("2026-02-11T14:00:00Z");
    app.supervision_step(&office, id, &SupervisionStep::AddAlternate(second, Some(morning), None)).unwrap();
    assert_eq!(house.may(nurse, "2026-02-10T23:59:59Z"), Truth::Met);
    assert_eq!(house.may(nurse, "2026-02-11T00:00:00Z"), Truth::Unmet);
    assert_eq!(house.may(nurse, "2026-02-11T14:00:00Z"), Truth::Met);
    // Read as known before the resignation, and by way of the roster.
    let known = Asked { known_at: Some(instant("2026-01-31T00:00:00Z")), ..house.asked(nurse, noon) };
    assert_eq!(app.may(&known).unwrap().1.truth(), Truth::Unmet);
    let roster = app.roster(&house.facility, &SiteId::parse("main").unwrap(), instant(noon), None).unwrap();
    assert!(roster.iter().any(|own| own.provider == nurse && own.entries[0].answer.truth() == Truth::Met));
    app.supervision_step(&office, id, &SupervisionStep::End(Some(instant("2026-02-20T07:00:00Z")), text("over")))
        .unwrap();
    assert_eq!(house.may(nurse, "2026-02-20T07:00:00Z"), Truth::Unmet);
}

#[test]
fn questions_name_the_patients_state_and_the_setting() {
    let house = House::founded();
    let doctor = house.joins("Abara", ProviderType::Physician, ("AZ", "MD"), true);
    let app = house.at("2026-03-01T12:00:00Z");
    let noon = "2026-02-10T19:00:00Z";
    let truth = |asked: Asked| app.may(&asked).unwrap().1.truth();
    assert_eq!(truth(house.asked(doctor, noon)), Truth::Met);
    let elsewhere = Asked { patient_state: Some("NV".parse().unwrap()), ..house.asked(doctor, noon) };
    assert_ne!(truth(elsewhere), Truth::Met);
    // At the federal site the licence of another state will do.
    let federal = Asked { site: SiteId::parse("va").unwrap(), ..house.asked(doctor, noon) };
    assert_eq!(truth(federal), Truth::Met);
    let ward = Asked { setting: Some(text("ward")), ..house.asked(doctor, noon) };
    assert_eq!(truth(ward), Truth::Unmet);
}

#[test]
fn a_credential_is_worded_with_all_that_decides_what_it_is_worth() {
    let read = |element: &'static str, number: &'static str, details: &[(&str, &str)]| {
        let details = details.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        wording::credential(&Words { element, issuer: Some("CO"), number: Some(number), details })
    };
    let compact = read("license", "C9", &[("type", "MD"), ("compact", "imlc"), ("principal_state", "AZ")]).unwrap();
    assert!(compact.describe().contains("principal state AZ"));
    assert!(read("license", "C9", &[("type", "MD"), ("compact", "imlc")]).is_err());
    assert!(read("license", "C9", &[("type", "RN"), ("compact", "nlc"), ("moved_to", "TX")]).is_err());
    assert!(read("license", "C9", &[("type", "MD"), ("training", "perhaps")]).is_err());
    assert!(read("license", "C9", &[("type", "MD"), ("training", "yes")]).unwrap().describe().contains("training"));
    let words = |standing, no_schedules, continues| AnswerWords {
        source: "the board",
        method: "primary",
        result: "match",
        verified_on: "2026-01-19".parse().ok(),
        valid_to: "2026-12-31".parse().ok(),
        artefact: Some("0".repeat(64).parse().unwrap()),
        standing,
        no_schedules,
        continues,
        ..AnswerWords::default()
    };
    let license = || read("license", "C9", &[("type", "MD")]).unwrap();
    assert!(wording::evidence(license(), &words(Some("limited"), Some("2 2N"), Some("yes"))).is_ok());
    // What is limited is not lost for want of the word.
    assert!(wording::evidence(license(), &words(None, Some("2"), None)).is_err());
}
