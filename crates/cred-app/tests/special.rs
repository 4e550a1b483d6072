//! Temporary privileges and privileges by proxy through the use cases: what a question must load, and what falls with what.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use cred_app::{
    App,
    clock::Clock,
    envelope::Envelope,
    questions::Asked,
    use_cases::{
        By,
        appointing::AppointmentStep,
        credentialing::FileStep,
        privileging::PrivilegeStep,
        temporary::{DistantDecision, ProxyStep, ProxyTerms, TemporaryKind, TemporaryStep, TemporaryTerms},
    },
    wording::{self, AnswerWords, Words},
};
use cred_core::{
    delineation::{
        privilege_item::{ItemKind, PrivilegeItem},
        privilege_set::PrivilegeSetVersion,
    },
    evidence::source::Method,
    facility::{
        Command, Facility,
        agreement::{Agreement, AgreementKind, DistantSite},
        organization::Organization,
    },
    id::{AgreementId, FacilityId, ItemId, OrganizationId, PackId, PrivilegeSetId, ProviderId, SiteId, VersionLabel},
    journal::{DomainEvent, Stream},
    privileging::{
        privilege_request::Recommendation,
        temporary_privilege::{
            Purpose,
            grant::{Identity, IdentityMeans},
        },
    },
    provider::{Registration, element::ElementKind, name::PersonName, provider_type::ProviderType},
    standard::{
        adoption::Adoption,
        limit::Limit,
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{
            Topic,
            credentialing::{ElementRule, Recredentialing},
            privileging::{Review, ReviewStep, Term},
        },
    },
    text::Text,
    time::{Instant, zone::Zone},
    timeline::truth::Truth,
};
use cred_store::{OpenMode, OpenOptions, SqliteStore};

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn by(app: &App, actor: &str) -> By {
    By { actor: app.actor(actor).unwrap(), key: None }
}

fn item() -> ItemId {
    ItemId::parse("TELE-CORE").unwrap()
}

fn facility(id: &str) -> FacilityId {
    FacilityId::parse(id).unwrap()
}

fn adoption(id: &str, topics: Vec<Topic>) -> Adoption {
    let rule = |topic| Rule {
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
        id: PackId::parse(id).unwrap(),
        title: text(id),
        body: text(id),
        program: text("rules"),
        edition: text("1"),
        applies_from: "2026-01-01".parse().unwrap(),
        applies_to: None,
        key_date: KeyDate::Decision,
        source: text("a test"),
        confidence: Confidence::Memory,
        rules: topics.into_iter().map(rule).collect(),
    };
    Adoption { pack, from: "2026-01-05".parse().unwrap(), to: None, readings: BTreeMap::new() }
}

struct House {
    _folder: tempfile::TempDir,
    db: std::path::PathBuf,
}

impl House {
    fn at(&self, now: &str) -> App {
        let store = SqliteStore::open(&self.db, OpenOptions::new(OpenMode::Create)).unwrap();
        App::new(Box::new(store), Clock::Simulated(instant(now))).unwrap()
    }

    /// A city hospital and a rural one of one organisation, each with one site and the same form.
    fn founded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("history.db");
        let house = Self { _folder: folder, db };
        let mut app = house.at("2026-01-05T12:00:00Z");
        let (rulers, zone) = (by(&app, "facility:administration"), Zone::parse("America/Phoenix").unwrap());
        let home = OrganizationId::parse("north").unwrap();
        let envelope = Envelope::seal(rulers.actor.clone(), None, &"found").unwrap();
        let license = ElementRule {
            element: ElementKind::License,
            provider_types: vec![],
            alternatives: vec![],
            sources: vec![],
            equivalents: vec![],
            methods: vec![Method::Primary],
            each_claimed: false,
            only_if_claimed: false,
            at_least: None,
        };
        let policy =
            vec![Topic::Element(license), Topic::Recredentialing(Recredentialing { limit: Limit::months(36) })];
        app.run(&envelope, |desk| {
            let stream = Stream::Organization(home.clone());
            let events = Organization::establish(text("North Health"), zone, desk.actor())?;
            desk.emit(&stream, events.into_iter().map(DomainEvent::Organization))?;
            let own = desk.records().organization(&home).unwrap();
            let events = own.adopt_pack(adoption("policy", policy), desk.actor(), desk.now())?;
            desk.emit(&stream, events.into_iter().map(DomainEvent::Organization))?;
            for id in ["city", "rural"] {
                let events = Facility::establish(home.clone(), text(id), zone, desk.actor())?;
                desk.emit(&Stream::Facility(facility(id)), events.into_iter().map(DomainEvent::Facility))?;
            }
            Ok(())
        })
        .unwrap();
        for id in ["city", "rural"] {
            let site: cred_core::facility::site::Site =
                serde_json::from_str(r#"{"id":"main","name":"Main","jurisdiction":"AZ","zone":"America/Phoenix"}"#)
                    .unwrap();
            let term = || Term { limit: Limit::months(24) };
            let bylaws = vec![
                Topic::AppointmentTerm(term()),
                Topic::PrivilegeTerm(term()),
                Topic::Review(Review { steps: vec![ReviewStep::Chair] }),
            ];
            for command in
                [Command::OpenSite(site), Command::AdoptPack(Box::new(adoption(&format!("{id}-bylaws"), bylaws)))]
            {
                app.facility_command(&rulers, &facility(id), &command).unwrap();
            }
            let own: PrivilegeItem =
                serde_json::from_str(r#"{"id":"TELE-CORE","name":"Reading at a distance","kind":"core"}"#).unwrap();
            assert_eq!(own.kind, ItemKind::Core);
            let version = PrivilegeSetVersion {
                version: VersionLabel::parse("1").unwrap(),
                effective_from: "2026-01-01".parse().unwrap(),
                title: text("Telemedicine"),
                sites: vec![SiteId::parse("main").unwrap()],
                grandfather: true,
                threshold: None,
                items: vec![own],
            };
            let set = PrivilegeSetId::parse(&format!("{id}-form")).unwrap();
            app.publish_privilege_set(&by(&app, "board:minutes"), &facility(id), &set, &version).unwrap();
        }
        house
    }

    fn registered(&self, licensed: bool) -> ProviderId {
        let mut app = self.at("2026-01-20T12:00:00Z");
        let office = by(&app, "msp:office");
        let registration = Registration {
            name: PersonName { family: text("Abara"), given: Some(text("Kim")), middle: None, suffix: None },
            provider_type: ProviderType::Physician,
            npi: None,
            date_of_birth: None,
            ssn: None,
            caqh_id: None,
            taxonomies: vec![],
        };
        let id = app.register_provider(&office, &registration).unwrap().result.unwrap();
        if licensed {
            let details = vec![("type".to_owned(), "MD".to_owned())];
            let words = Words { element: "license", issuer: Some("AZ"), number: Some("70001"), details };
            let credential = wording::credential(&words).unwrap();
            let answer = AnswerWords {
                source: "the board",
                method: "primary",
                result: "match",
                verified_on: "2026-01-19".parse().ok(),
                valid_from: "2020-01-01".parse().ok(),
                valid_to: "2028-12-31".parse().ok(),
                artefact: Some("0".repeat(64).parse().unwrap()),
                ..AnswerWords::default()
            };
            let element = credential.key();
            let evidence = wording::evidence(credential, &answer).unwrap();
            app.verify(&office, id, &element, &evidence).unwrap();
        }
        id
    }

    /// Credentialed, appointed and privileged at the city hospital.
    fn of_the_city(&self) -> ProviderId {
        let id = self.registered(true);
        let mut app = self.at("2026-01-21T12:00:00Z");
        let (office, board) = (by(&app, "msp:office"), by(&app, "board:minutes"));
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
        app.appoint(&board, id, &facility("city"), &text("active"), None, 24).unwrap();
        app.request_privileges(&own, id, &facility("city"), &[item()]).unwrap();
        let favourable = Recommendation { favourable: true, note: text("meets the criteria") };
        for (who, step) in [
            (office, PrivilegeStep::CheckCriteria),
            (by(&app, "chair:telemedicine"), PrivilegeStep::Recommend(favourable)),
            (board, PrivilegeStep::Grant(None, None, vec![], vec![])),
        ] {
            app.privilege_step(&who, id, &facility("city"), &[item()], &step).unwrap();
        }
        id
    }

    fn carrier(&self, provider: ProviderId, at: &str) -> (Truth, &'static str) {
        let asked = Asked {
            provider,
            what: "TELE-CORE".to_owned(),
            facility: facility("rural"),
            site: SiteId::parse("main").unwrap(),
            at: Some(instant(at)),
            patient_age: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: false,
            known_at: None,
        };
        let (_, answer) = self.at("2026-12-01T12:00:00Z").may(&asked).unwrap();
        (answer.truth(), answer.carrier().map_or("none", |carrier| carrier.word))
    }
}

// Catches: a question about a privilege by proxy that does not read the distant facility; one that outlives what it rests on.
#[test]
fn a_privilege_by_proxy_falls_with_the_distant_one_and_the_store_is_asked_for_both() {
    let house = House::founded();
    let id = house.of_the_city();
    let mut app = house.at("2026-02-01T12:00:00Z");
    let agreement = Agreement {
        id: AgreementId::parse("tele").unwrap(),
        with: DistantSite::Facility(facility("city")),
        kind: AgreementKind::TelemedicineHospital,
        from: instant("2026-01-10T07:00:00Z"),
        to: None,
        medicare_participating: true,
        meets_standards: false,
    };
    let rulers = by(&app, "facility:administration");
    app.facility_command(&rulers, &facility("rural"), &Command::RecordAgreement(Box::new(agreement))).unwrap();
    let terms = ProxyTerms {
        agreement: AgreementId::parse("tele").unwrap(),
        distant: DistantDecision::Facility(facility("city"), None),
        start: None,
        months: None,
        sites: vec![],
        conditions: vec![],
    };
    let board = by(&app, "board:rural");
    app.grant_by_proxy(&board, id, &facility("rural"), &[item()], &terms).unwrap();
    assert_eq!(house.carrier(id, "2026-02-02T12:00:00Z"), (Truth::Met, "proxy-privilege"));
    let roster = app.roster(&facility("rural"), &SiteId::parse("main").unwrap(), instant("2026-02-02T12:00:00Z"), None);
    assert_eq!(roster.unwrap().len(), 1);

    let mut app = house.at("2026-03-01T12:00:00Z");
    let chair = by(&app, "chair:city");
    let suspend = AppointmentStep::Suspend(None, text("a danger"));
    app.appointment_step(&chair, id, &facility("city"), &suspend).unwrap();
    assert_eq!(house.carrier(id, "2026-03-01T11:59:59Z"), (Truth::Met, "proxy-privilege"));
    assert_eq!(house.carrier(id, "2026-03-01T12:00:00Z"), (Truth::Unmet, "none"));
    let told = ProxyStep::Revoke(text("suspended at the city hospital"));
    app.proxy_step(&board, id, &facility("rural"), &[], &told).unwrap();
    app.appointment_step(&by(&app, "board:city"), id, &facility("city"), &AppointmentStep::Lift(None)).unwrap();
    assert_eq!(house.carrier(id, "2026-03-02T12:00:00Z"), (Truth::Unmet, "none"));
}

// Catches: steps given to a privilege that is over; a volunteer who goes on without a decision.
#[test]
fn a_volunteer_in_a_disaster() {
    let house = House::founded();
    let id = house.registered(false);
    let mut app = house.at("2026-02-01T12:00:00Z");
    let rulers = by(&app, "facility:administration");
    let activate = Command::ActivateEmergencyPlan {
        from: instant("2026-02-01T10:00:00Z"),
        reason: text("a flood"),
        needs_cannot_be_met: true,
    };
    app.facility_command(&rulers, &facility("rural"), &activate).unwrap();
    let identity =
        Identity { government_id: text("passport"), means: IdentityMeans::ResponseTeamCard, detail: text("MRC 12") };
    let terms = TemporaryTerms {
        kind: TemporaryKind::Disaster {
            presented_at: instant("2026-02-01T11:00:00Z"),
            arrived_at: None,
            identity,
            oversight: text("paired with a member"),
        },
        purpose: Purpose::PatientCare,
        start: None,
        until: None,
        sites: vec![],
        conditions: vec![],
        recommended: None,
        concerns: vec![],
    };
    let chief = by(&app, "ceo:rural");
    app.grant_temporary(&chief, id, &facility("rural"), &[item()], &terms).unwrap();
    assert_eq!(house.carrier(id, "2026-02-04T10:59:59Z"), (Truth::Met, "disaster-privilege"));
    assert_eq!(house.carrier(id, "2026-02-04T11:00:00Z"), (Truth::Unmet, "none"));

    let mut app = house.at("2026-02-03T12:00:00Z");
    let office = by(&app, "msp:office");
    app.temporary_step(&office, id, &facility("rural"), &[], &TemporaryStep::Verified(text("the board"), None))
        .unwrap();
    app.temporary_step(&chief, id, &facility("rural"), &[], &TemporaryStep::Continue(text("needed"))).unwrap();
    assert_eq!(house.carrier(id, "2026-02-10T12:00:00Z"), (Truth::Met, "disaster-privilege"));
    let mut app = house.at("2026-02-12T12:00:00Z");
    let end = Command::EndEmergencyPlan { from: instant("2026-02-12T12:00:00Z") };
    app.facility_command(&rulers, &facility("rural"), &end).unwrap();
    assert_eq!(house.carrier(id, "2026-02-12T12:00:00Z"), (Truth::Unmet, "none"));
    assert_eq!(house.carrier(id, "2026-02-12T11:59:59Z"), (Truth::Met, "disaster-privilege"));
    let mut app = house.at("2026-02-13T12:00:00Z");
    assert!(app.grant_temporary(&chief, id, &facility("rural"), &[item()], &terms).is_err(), "no activation");
}
