//! Any question at any time on the knowledge of any earlier time: byte for byte the answer that was given then.
#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::TimeDelta;
use cred_app::{
    App,
    clock::Clock,
    questions::{Asked, known_at},
    use_cases::{By, appointing::AppointmentStep, credentialing::FileStep, privileging::PrivilegeStep},
    wording::{self, AnswerWords, Words},
};
use cred_core::{
    exercise::explanation::Explanation,
    facility::{Command, resource::Outage},
    id::{FacilityId, ItemId, OrganizationId, ProviderId, ResourceId, SiteId},
    privileging::privilege_request::Recommendation,
    provider::{Registration, name::PersonName, provider_type::ProviderType},
    text::Text,
    time::{Instant, period::Period},
};
use cred_import::{facility_file, privilege_set_file};
use cred_store::{Bound, MemoryStore};
use proptest::prelude::*;

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

[[facility.resource]]
site = "main"
id = "lab"
name = "Catheter laboratory"
in_service_from = 2026-01-01

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
id = "cardiology"
facility = "north-hospital"
version = "1"
effective_from = 2026-01-01
title = "Cardiology"
sites = ["main"]

[[item]]
id = "CV-CATH"
name = "Catheterization"
kind = "core"
requires = "lab"
"#;

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn site() -> SiteId {
    SiteId::parse("main").unwrap()
}

fn facility() -> FacilityId {
    FacilityId::parse("north-hospital").unwrap()
}

fn item() -> ItemId {
    ItemId::parse("CV-CATH").unwrap()
}

/// Something that may happen; whether the rules allow it at that point does not matter here.
#[derive(Debug, Clone)]
enum Happens {
    License { from: u32, years: u32 },
    Screen { hit: bool },
    SuspendPrivilege,
    LiftPrivilege,
    SuspendStaff,
    LiftStaff,
    Resign,
    Outage { days: i64 },
    Another,
    Grant,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        (2018_u32..2027, 0_u32..4).prop_map(|(from, years)| Happens::License { from, years }),
        any::<bool>().prop_map(|hit| Happens::Screen { hit }),
        Just(Happens::SuspendPrivilege),
        Just(Happens::LiftPrivilege),
        Just(Happens::SuspendStaff),
        Just(Happens::LiftStaff),
        Just(Happens::Resign),
        (0_i64..40).prop_map(|days| Happens::Outage { days }),
        Just(Happens::Another),
        Just(Happens::Grant),
    ]
}

struct House {
    app: App,
    now: Instant,
    provider: ProviderId,
}

impl House {
    fn by(&self, actor: &str) -> By {
        By { actor: self.app.actor(actor).unwrap(), key: None }
    }

    fn founded() -> Self {
        let now = instant("2026-01-05T12:00:00Z");
        let mut app = App::new(Box::new(MemoryStore::new()), Clock::Simulated(now)).unwrap();
        let administration = By { actor: app.actor("facility:administration").unwrap(), key: None };
        let board = By { actor: app.actor("board:minutes").unwrap(), key: None };
        let file = facility_file::parse(FACILITY, "facility.toml").unwrap();
        app.load_facility_file(&administration, FACILITY, &file, &|_| None).unwrap();
        let form = privilege_set_file::parse(FORM, "form.toml").unwrap();
        app.publish_privilege_set(&board, &form.facility, &form.set, &form.version).unwrap();
        let office = By { actor: app.actor("msp:office").unwrap(), key: None };
        let provider = app.register_provider(&office, &registration("Okafor")).unwrap().result.unwrap();
        Self { app, now, provider }
    }

    /// Credentialed, appointed and granted, step by step.
    fn joined() -> Self {
        let mut house = Self::founded();
        house.licensed(2020, 7);
        house.screened(false);
        let (office, own) = (house.by("msp:office"), house.by(&format!("provider:{}", house.provider)));
        let organization = OrganizationId::parse("north").unwrap();
        let file = house.app.open_file(&office, house.provider, &organization).unwrap().result.unwrap();
        let (director, rules) = (house.by("medical-director:on-duty"), house.by("system:rules"));
        for (who, step) in [
            (&own, FileStep::Submit),
            (&own, FileStep::Attest(vec![])),
            (&office, FileStep::StartVerification),
            (&office, FileStep::CompleteVerification),
            (&rules, FileStep::Classify),
            (&director, FileStep::Approve),
        ] {
            house.app.file_step(who, file, &step).unwrap();
        }
        let board = house.by("board:minutes");
        house.app.appoint(&board, house.provider, &facility(), &text("active"), None, 24).unwrap();
        house.granted().unwrap();
        house
    }

    fn granted(&mut self) -> Result<(), cred_app::error::AppError> {
        let (office, board, chair) = (self.by("msp:office"), self.by("board:minutes"), self.by("chair:medicine"));
        let (provider, items) = (self.provider, [item()]);
        self.app.request_privileges(&office, provider, &facility(), &items)?;
        let favourable = Recommendation { favourable: true, note: text("meets the criteria") };
        for (who, step) in [
            (&office, PrivilegeStep::CheckCriteria),
            (&chair, PrivilegeStep::Recommend(favourable)),
            (&board, PrivilegeStep::Grant(None, None, vec![], vec![])),
        ] {
            self.app.privilege_step(who, provider, &facility(), &items, &step)?;
        }
        Ok(())
    }

    fn answered(&mut self, words: &Words<'_>, answer: &AnswerWords<'_>) {
        let credential = wording::credential(words).unwrap();
        let element = credential.key();
        let evidence = wording::evidence(credential, answer).unwrap();
        let office = self.by("cvo:office");
        self.app.verify(&office, self.provider, &element, &evidence).unwrap();
    }

    fn licensed(&mut self, from: u32, years: u32) {
        let details = vec![("type".to_owned(), "MD".to_owned())];
        let words = Words { element: "license", issuer: Some("AZ"), number: Some("70001"), details };
        let answer = AnswerWords {
            source: "the board",
            method: "primary",
            result: "match",
            verified_on: Some(self.now.date_naive()),
            valid_from: format!("{from}-02-01").parse().ok(),
            valid_to: format!("{}-11-30", from + years).parse().ok(),
            artefact: Some("0".repeat(64).parse().unwrap()),
            ..AnswerWords::default()
        };
        self.answered(&words, &answer);
    }

    fn screened(&mut self, hit: bool) {
        let words = Words { element: "exclusion", issuer: Some("LEIE"), ..Words::default() };
        let answer = AnswerWords {
            source: "the list",
            method: "primary",
            result: if hit { "possible-match" } else { "clear" },
            terms: hit.then_some("a person of a like name"),
            verified_on: Some(self.now.date_naive()),
            artefact: Some("0".repeat(64).parse().unwrap()),
            ..AnswerWords::default()
        };
        self.answered(&words, &answer);
    }

    fn befalls(&mut self, happens: &Happens) {
        let (office, board) = (self.by("msp:office"), self.by("board:minutes"));
        let (mec, own) = (self.by("mec:minutes"), self.by("facility:administration"));
        let (provider, items, why) = (self.provider, [item()], text("a reason"));
        let app = &mut self.app;
        // A refusal is as good as a step that changes nothing.
        let _: bool = match happens {
            Happens::License { from, years } => {
                self.licensed(*from, *years);
                true
            }
            Happens::Screen { hit } => {
                self.screened(*hit);
                true
            }
            Happens::SuspendPrivilege => {
                app.privilege_step(&mec, provider, &facility(), &items, &PrivilegeStep::Suspend(None, why)).is_ok()
            }
            Happens::LiftPrivilege => {
                app.privilege_step(&mec, provider, &facility(), &items, &PrivilegeStep::Lift(None)).is_ok()
            }
            Happens::SuspendStaff => {
                app.appointment_step(&mec, provider, &facility(), &AppointmentStep::Suspend(None, why)).is_ok()
            }
            Happens::LiftStaff => {
                app.appointment_step(&board, provider, &facility(), &AppointmentStep::Lift(None)).is_ok()
            }
            Happens::Resign => {
                app.appointment_step(&office, provider, &facility(), &AppointmentStep::DeemResigned(None)).is_ok()
            }
            Happens::Outage { days } => {
                let until = self.now + TimeDelta::days(*days + 1);
                let (site, resource) = (site(), ResourceId::parse("lab").unwrap());
                let period = Period::new(self.now, Some(until)).unwrap();
                let outage = Outage { period, reason: why, limits: None };
                let outage = Command::RecordOutage { site, resource, outage };
                app.facility_command(&own, &facility(), &outage).is_ok()
            }
            // A namesake: what the name found then, it finds on the knowledge of then.
            Happens::Another => app.register_provider(&office, &registration("Okafor")).is_ok(),
            Happens::Grant => self.granted().is_ok(),
        };
    }

    /// The whole answer, in every form, on what is known at a bound, the provider found by name.
    fn told(&self, at: Instant, bound: Bound) -> Result<String, String> {
        let provider = self.app.find_provider_as_known("okafor", bound).map_err(|error| error.to_string())?;
        let (facility, site) = self.app.find_site_as_known("main", bound).map_err(|error| error.to_string())?;
        let asked = Asked {
            provider,
            what: "CV-CATH".to_owned(),
            facility,
            site,
            at: Some(at),
            patient_age: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: false,
            known_at: None,
        };
        let (records, answer) = self.app.may_as_known(&asked, bound).map_err(|error| error.to_string())?;
        let explanation = Explanation::of(&records, &answer);
        Ok([
            serde_json::to_string_pretty(&cred_wire::answer::Answer::of(&records, &answer)).unwrap(),
            serde_json::to_string_pretty(&cred_wire::explanation::Explanation::of(&records, &explanation)).unwrap(),
            explanation.short(),
            explanation.full(),
        ]
        .join("\n"))
    }
}

fn registration(family: &str) -> Registration {
    Registration {
        name: PersonName { family: text(family), given: Some(text("Kim")), middle: None, suffix: None },
        provider_type: ProviderType::Physician,
        npi: None,
        date_of_birth: None,
        ssn: None,
        caqh_id: None,
        taxonomies: vec![],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    // Catches: an answer that sees what was recorded after it, by whatever stream, look-up or clock; bytes that depend on anything but the
    // records and the question.
    #[test]
    fn an_answer_is_given_again_byte_for_byte_on_the_knowledge_of_its_time(
        history in prop::collection::vec((happens(), 0_i64..100), 1..14),
        about in prop::collection::vec(-300_i64..900, 3),
    ) {
        let mut house = House::joined();
        let asked: Vec<Instant> = about.iter().map(|days| house.now + TimeDelta::days(*days)).collect();
        let mut golden = Vec::new();
        for (happens, days) in &history {
            // On some days several things happen at one instant.
            house.now += TimeDelta::days((*days - 40).max(0));
            house.app.set_simulated(house.now).unwrap();
            house.befalls(happens);
            let position = house.app.store().head(Bound::Now).unwrap().seq;
            let told: Vec<_> = asked.iter().map(|at| house.told(*at, known_at(None))).collect();
            golden.push((house.now, position, told));
        }
        for (place, (when, position, told)) in golden.iter().enumerate() {
            let by_position: Vec<_> = asked.iter().map(|at| house.told(*at, Bound::Seq(*position))).collect();
            prop_assert_eq!(&by_position, told);
            // By time alone the last answer of an instant is the one that comes again.
            if golden.get(place + 1).is_none_or(|(next, ..)| next != when) {
                let by_time: Vec<_> = asked.iter().map(|at| house.told(*at, known_at(Some(*when)))).collect();
                prop_assert_eq!(&by_time, told);
            }
        }
        // Whatever happened, every decision on the way is one that the records before it give.
        let replayed = house.app.replay().unwrap();
        prop_assert!(replayed.is_the_same(), "{:?}", replayed.differences);
        prop_assert!(replayed.decisions() > 10);
    }
}

// Catches: an answer "as known at" a position that nobody has come to, which another day gives otherwise.
#[test]
fn nobody_knows_what_will_be_known() {
    let house = House::joined();
    let head = house.app.store().head(Bound::Now).unwrap().seq;
    assert_eq!(house.app.up_to(head).unwrap(), Bound::Seq(head));
    assert!(house.app.up_to(head + 1).is_err());
}
