//! A small history: one hospital of two sites, a surgeon who may, a colleague who is not screened, and two of one name.

use std::path::{Path, PathBuf};

use axum::Router;
use cred_app::{
    App,
    clock::Clock,
    use_cases::{By, credentialing::FileStep, privileging::PrivilegeStep},
    wording::{self, AnswerWords, Words},
};
use cred_core::{
    id::{FacilityId, ItemId, OrganizationId, ProviderId},
    privileging::privilege_request::Recommendation,
    provider::{Command, Registration, claim::Claim, name::PersonName, provider_type::ProviderType},
    text::Text,
    time::Instant,
};
use cred_http::{serve::Limits, state::AppState};
use cred_import::{facility_file, privilege_set_file};
use cred_store::{OpenMode, OpenOptions, SqliteStore};

/// A published test number, of nobody.
pub(crate) const ADA: &str = "1234567893";
pub(crate) const NOW: &str = "2026-02-02T14:55:00Z";

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
id = "annex"
name = "Annex"
state = "AZ"
zone = "America/Phoenix"

[[facility.resource]]
site = "main"
id = "theatre"
name = "Theatre"
in_service_from = 2020-01-01

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
id = "surgery"
facility = "north-hospital"
version = "1"
effective_from = 2026-01-01
title = "Surgery"
sites = ["main", "annex"]

[[item]]
id = "GS-CORE"
name = "Core general surgery"
kind = "core"
surgical = true
procedures = ["0DT*"]
requires = "theatre"
"#;

/// A history in a folder of its own.
pub(crate) struct History {
    folder: tempfile::TempDir,
}

impl History {
    /// An empty one.
    pub(crate) fn empty() -> Self {
        let history = Self { folder: tempfile::tempdir().unwrap() };
        drop(history.app("2026-01-05T12:00:00Z"));
        history
    }

    /// With a hospital and its staff.
    pub(crate) fn of_a_hospital() -> Self {
        let history = Self::empty();
        let mut app = history.app("2026-01-05T12:00:00Z");
        let file = facility_file::parse(FACILITY, "facility.toml").unwrap();
        app.load_facility_file(&by(&app, "facility:administration"), FACILITY, &file, &|_| None).unwrap();
        let form = privilege_set_file::parse(FORM, "surgery.toml").unwrap();
        let board = by(&app, "board:minutes");
        app.publish_privilege_set(&board, &form.facility, &form.set, &form.version).unwrap();
        drop(app);
        let then = "2026-01-06T12:00:00Z";
        let ada = history.register(then, "Ada", "Marlowe", Some(ADA));
        let bea = history.register(then, "Bea", "Quill", None);
        history.register(then, "Cy", "Twin", None);
        history.register(then, "Di", "Twin", None);
        history.privilege(ada, "70001", true);
        history.privilege(bea, "70002", false);
        history
    }

    /// The file.
    pub(crate) fn db(&self) -> PathBuf {
        self.folder.path().join("history.db")
    }

    /// The use cases on it, at a time.
    pub(crate) fn app(&self, now: &str) -> App {
        let store = SqliteStore::open(self.db(), OpenOptions::new(OpenMode::Create)).unwrap();
        App::new(Box::new(store), at(now)).unwrap()
    }

    /// The server on it.
    pub(crate) fn routes(&self) -> Router {
        routes(&self.db(), Limits::default())
    }

    /// Registers a provider.
    pub(crate) fn register(&self, now: &str, given: &str, family: &str, npi: Option<&str>) -> ProviderId {
        let mut app = self.app(now);
        let registration = Registration {
            name: PersonName { family: text(family), given: Some(text(given)), middle: None, suffix: None },
            provider_type: ProviderType::Physician,
            npi: npi.map(|npi| npi.parse().unwrap()),
            date_of_birth: None,
            ssn: None,
            caqh_id: None,
            taxonomies: vec![],
        };
        let office = by(&app, "msp:office");
        app.register_provider(&office, &registration).unwrap().result.unwrap()
    }

    /// Takes a provider the whole way to the core privilege; screened against the exclusion list, or not.
    fn privilege(&self, id: ProviderId, license: &str, screened: bool) {
        let mut app = self.app("2026-01-20T12:00:00Z");
        let (office, board) = (by(&app, "msp:office"), by(&app, "board:minutes"));
        let own = by(&app, &format!("provider:{id}"));
        let words = Words {
            element: "license",
            issuer: Some("AZ"),
            number: Some(license),
            details: vec![("type".to_owned(), "MD".to_owned())],
        };
        let credential = wording::credential(&words).unwrap();
        let claim = Claim { credential: credential.clone(), valid_from: None, valid_to: "2026-12-31".parse().ok() };
        app.provider_command(&office, id, &Command::Claim(Box::new(claim))).unwrap();
        verify(&mut app, id, credential, "match");
        if screened {
            let words = Words { element: "exclusion", issuer: Some("LEIE"), ..Words::default() };
            verify(&mut app, id, wording::credential(&words).unwrap(), "clear");
        }
        let north = OrganizationId::parse("north").unwrap();
        let file = app.open_file(&office, id, &north).unwrap().result.unwrap();
        let director = by(&app, "medical-director:on-duty");
        let rules = by(&app, "system:rules");
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
        let hospital = FacilityId::parse("north-hospital").unwrap();
        app.appoint(&board, id, &hospital, &text("active"), None, 24).unwrap();
        let items = [ItemId::parse("GS-CORE").unwrap()];
        app.request_privileges(&own, id, &hospital, &items).unwrap();
        let chair = by(&app, "chair:surgery");
        let grant = PrivilegeStep::Grant(None, None, vec![], vec![text("with a first assistant")]);
        for (who, step) in [
            (&office, PrivilegeStep::CheckCriteria),
            (&chair, PrivilegeStep::Recommend(Recommendation { favourable: true, note: text("meets the criteria") })),
            (&board, grant),
        ] {
            app.privilege_step(who, id, &hospital, &items, &step).unwrap();
        }
    }
}

/// The server on a file.
pub(crate) fn routes(db: &Path, limits: Limits) -> Router {
    cred_http::router(AppState::open(db, at(NOW), limits).unwrap())
}

fn at(now: &str) -> Clock {
    Clock::Simulated(now.parse::<Instant>().unwrap())
}

fn by(app: &App, actor: &str) -> By {
    By { actor: app.actor(actor).unwrap(), key: None }
}

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn verify(app: &mut App, id: ProviderId, credential: cred_core::provider::credential::Credential, result: &str) {
    let words = AnswerWords {
        source: "the source",
        method: "primary",
        verified_on: "2026-01-19".parse().ok(),
        result,
        valid_from: "2020-01-01".parse().ok().filter(|_| result == "match"),
        valid_to: "2026-12-31".parse().ok().filter(|_| result == "match"),
        artefact: Some("0".repeat(64).parse().unwrap()),
        zone: Some("America/Phoenix".parse().unwrap()),
        ..AnswerWords::default()
    };
    let element = credential.key();
    let evidence = wording::evidence(credential, &words).unwrap();
    let cvo = by(app, "cvo:verification-office");
    app.verify(&cvo, id, &element, &evidence).unwrap();
}
