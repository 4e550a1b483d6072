//! Meetings through the use cases: a file, an appointment and a privilege decided by the votes of a small hospital's bodies.
#![expect(clippy::unwrap_used, clippy::panic, reason = "test code: what fails here fails the test that asked for it")]

use cred_app::{
    App,
    clock::Clock,
    error::AppError,
    use_cases::{
        By,
        credentialing::FileStep,
        meeting::{MeetingStand, MeetingStep},
        privileging::PrivilegeStep,
    },
    wording::{self, AnswerWords, Words},
};
use cred_core::{
    actor::Capacity,
    credentialing::meeting::{
        matter::{Matter, Motion},
        member::Member,
        vote::Ballots,
    },
    facility,
    id::{CredentialingFileId, FacilityId, ItemId, MeetingId, OrganizationId, PackId, PrivilegeRequestId, ProviderId},
    privileging::privilege_request::Recommendation,
    provider::{Registration, name::PersonName, provider_type::ProviderType},
    standard::{
        adoption::Adoption,
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{Topic, credentialing::Committee},
    },
    text::Text,
};
use cred_import::{facility_file, privilege_set_file};
use cred_store::MemoryStore;

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

[[facility.bylaws]]
version = "1"
effective_from = 2026-01-01
appointment_term_max_months = 24
privilege_term_max_months = 24
review = ["mec"]
exclusion_lists = ["LEIE"]
"#;

const FORM: &str = r#"
[set]
id = "surgery"
facility = "north-hospital"
version = "1"
effective_from = 2026-01-01
title = "Surgery"
sites = ["main"]

[[item]]
id = "GS-CORE"
name = "Core general surgery"
kind = "core"
surgical = true
"#;

struct Hospital {
    app: App,
    provider: ProviderId,
    file: CredentialingFileId,
}

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn hospital() -> FacilityId {
    FacilityId::parse("north-hospital").unwrap()
}

fn names() -> Vec<Text> {
    ["Ada", "Ben", "Cyd"].map(text).to_vec()
}

impl Hospital {
    fn by(&self, actor: &str) -> By {
        By { actor: self.app.actor(actor).unwrap(), key: None }
    }

    /// With a surgeon whose file is classified as clean.
    fn new() -> Self {
        let clock = Clock::Simulated("2026-01-20T18:00:00Z".parse().unwrap());
        let mut app = App::new(Box::new(MemoryStore::new()), clock).unwrap();
        let by = |app: &App, actor: &str| By { actor: app.actor(actor).unwrap(), key: None };
        let file = facility_file::parse(FACILITY, "facility.toml").unwrap();
        let (administration, board) = (by(&app, "facility:administration"), by(&app, "board:minutes"));
        app.load_facility_file(&administration, FACILITY, &file, &|_| None).unwrap();
        let form = privilege_set_file::parse(FORM, "surgery.toml").unwrap();
        app.publish_privilege_set(&board, &form.facility, &form.set, &form.version).unwrap();
        let office = by(&app, "msp:office");
        let registration = Registration {
            name: PersonName { family: text("Marlowe"), given: Some(text("Nora")), middle: None, suffix: None },
            provider_type: ProviderType::Physician,
            npi: None,
            date_of_birth: None,
            ssn: None,
            caqh_id: None,
            taxonomies: vec![],
        };
        let provider = app.register_provider(&office, &registration).unwrap().result.unwrap();
        let words = Words {
            element: "license",
            issuer: Some("AZ"),
            number: Some("70001"),
            details: vec![("type".to_owned(), "MD".to_owned())],
        };
        let credential = wording::credential(&words).unwrap();
        let words = AnswerWords {
            source: "the board",
            method: "primary",
            verified_on: "2026-01-19".parse().ok(),
            result: "match",
            valid_from: "2020-01-01".parse().ok(),
            valid_to: "2027-12-31".parse().ok(),
            artefact: Some("0".repeat(64).parse().unwrap()),
            zone: Some("America/Phoenix".parse().unwrap()),
            ..AnswerWords::default()
        };
        let element = credential.key();
        let evidence = wording::evidence(credential, &words).unwrap();
        app.verify(&by(&app, "cvo:verification-office"), provider, &element, &evidence).unwrap();
        let north = OrganizationId::parse("north").unwrap();
        let file = app.open_file(&office, provider, &north).unwrap().result.unwrap();
        let own = by(&app, &format!("provider:{provider}"));
        for (who, step) in [
            (&own, FileStep::Submit),
            (&own, FileStep::Attest(vec![])),
            (&office, FileStep::StartVerification),
            (&office, FileStep::CompleteVerification),
            (&office, FileStep::Classify),
            (&office, FileStep::PlaceOnAgenda),
        ] {
            app.file_step(who, file, &step).unwrap();
        }
        Self { app, provider, file }
    }

    fn convene(&mut self, body: Capacity) -> MeetingId {
        let sits = |name| Member {
            name,
            physician: true,
            voting: true,
            board: true,
            provider: None,
            department: None,
            conflicts: vec![],
        };
        let members: Vec<Member> = names().into_iter().map(sits).collect();
        let (north, office) = (OrganizationId::parse("north").unwrap(), self.by("msp:office"));
        self.app.convene(&office, &north, Some(&hospital()), body, None, &members).unwrap().result.unwrap()
    }

    fn step(&mut self, id: MeetingId, step: &MeetingStep) -> Result<MeetingStand, AppError> {
        let office = self.by("msp:office");
        self.app.meeting_step(&office, id, step).map(|done| done.result.unwrap())
    }

    /// All three there and of one mind.
    fn vote(&mut self, body: Capacity, matter: &Matter, motion: Motion) -> MeetingId {
        let id = self.convene(body);
        self.step(id, &MeetingStep::Place(matter.clone(), text("a surgeon"))).unwrap();
        self.step(id, &MeetingStep::Attend(names())).unwrap();
        let ballots = Ballots { in_favour: names(), ..Ballots::default() };
        let stand = self.step(id, &MeetingStep::Vote(matter.clone(), motion, ballots)).unwrap();
        assert_eq!((stand.state, stand.carried), ("in-session", Some(true)));
        id
    }

    fn request(&mut self) -> PrivilegeRequestId {
        let own = self.by("msp:office");
        let items = [ItemId::parse("GS-CORE").unwrap()];
        let done = self.app.request_privileges(&own, self.provider, &hospital(), &items).unwrap().result.unwrap();
        let check = PrivilegeStep::CheckCriteria;
        self.app.privilege_step(&own, self.provider, &hospital(), &items, &check).unwrap();
        done.first().unwrap().id
    }
}

fn code(refused: AppError) -> String {
    let AppError::Refused(refusal) = refused else { panic!("{refused}") };
    refusal.code()
}

// Catches: a vote that is lost between the meeting's stream and the file's; recusals and quorum that only the core knows of.
#[test]
fn a_committee_decides_a_file_by_its_vote() {
    let mut hospital = Hospital::new();
    let matter = Matter::CredentialingFile(hospital.file);
    let committee = hospital.by("credentials-committee:minutes");
    let id = hospital.convene(Capacity::CredentialsCommittee);
    hospital.step(id, &MeetingStep::Place(matter.clone(), text("a surgeon"))).unwrap();
    let recused = hospital.step(id, &MeetingStep::Recuse(text("Cyd"), matter.clone(), text("a partner"))).unwrap();
    assert_eq!(recused.recused, [text("Cyd")]);
    let attended = hospital.step(id, &MeetingStep::Attend(names())).unwrap();
    assert_eq!(attended.state, "in-session");
    let ballots =
        |names: &[&str]| Ballots { in_favour: names.iter().map(|name| text(name)).collect(), ..Ballots::default() };
    let vote = |names: &[&str]| MeetingStep::Vote(matter.clone(), Motion::Approve, ballots(names));
    assert_eq!(code(hospital.step(id, &vote(&["Ada", "Cyd"])).unwrap_err()), "meeting/no-valid-vote");
    let undecided = hospital.app.file_step_at(&committee, hospital.file, &FileStep::Approve, Some(id));
    assert_eq!(code(undecided.unwrap_err()), "credentialing-file/no-valid-vote");
    assert_eq!(hospital.step(id, &vote(&["Ada", "Ben"])).unwrap().carried, Some(true));
    let adjourned = hospital.step(id, &MeetingStep::Adjourn).unwrap();
    assert_eq!(adjourned.state, "adjourned");
    let board = hospital.by("board:minutes");
    let another_body = hospital.app.file_step_at(&board, hospital.file, &FileStep::Approve, Some(id));
    assert_eq!(code(another_body.unwrap_err()), "credentialing-file/mismatch");
    let done = hospital.app.file_step_at(&committee, hospital.file, &FileStep::Approve, Some(id)).unwrap();
    assert_eq!(done.result, Some("approved"));
}

// Catches: an expedited decision without the executive committee's word or the vote; one that the use case does not hand everything to.
#[test]
fn a_committee_of_the_board_appoints_and_grants_between_the_boards_meetings() {
    let mut hospital_ = Hospital::new();
    let (provider, file) = (hospital_.provider, hospital_.file);
    let meeting = hospital_.vote(Capacity::CredentialsCommittee, &Matter::CredentialingFile(file), Motion::Approve);
    let committee = hospital_.by("credentials-committee:minutes");
    hospital_.app.file_step_at(&committee, file, &FileStep::Approve, Some(meeting)).unwrap();
    let board = hospital_.by("board-committee:minutes");
    let matter = Matter::Appointment { provider, facility: hospital() };
    let appoint = |own: &mut Hospital, meeting| {
        own.app.appoint_at(&board, provider, &hospital(), &text("active"), None, 24, meeting)
    };
    assert_eq!(code(appoint(&mut hospital_, None).unwrap_err()), "appointment/no-valid-vote");
    let meeting = hospital_.vote(Capacity::BoardCommittee, &matter, Motion::Approve);
    assert_eq!(code(appoint(&mut hospital_, Some(meeting)).unwrap_err()), "appointment/requirements-open");
    hospital_.vote(Capacity::Mec, &matter, Motion::Recommend);
    appoint(&mut hospital_, Some(meeting)).unwrap();
    let matter = Matter::Privilege(hospital_.request());
    let items = [ItemId::parse("GS-CORE").unwrap()];
    let mec = hospital_.by("mec:minutes");
    let meeting = hospital_.vote(Capacity::Mec, &matter, Motion::Recommend);
    let word = PrivilegeStep::Recommend(Recommendation { favourable: true, note: text("as voted") });
    hospital_.app.privilege_step_at(&mec, provider, &hospital(), &items, &word, Some(meeting)).unwrap();
    let grant = PrivilegeStep::Grant(None, None, vec![], vec![]);
    let granted =
        |own: &mut Hospital, meeting| own.app.privilege_step_at(&board, provider, &hospital(), &items, &grant, meeting);
    assert_eq!(code(granted(&mut hospital_, None).unwrap_err()), "privilege/no-valid-vote");
    let meeting = hospital_.vote(Capacity::BoardCommittee, &matter, Motion::Approve);
    let done = granted(&mut hospital_, Some(meeting)).unwrap();
    assert_eq!(done.result.unwrap().first().unwrap().state, "granted");
}

// Catches: a rule that the facility adopted for its committee, and the organisation's file knows nothing of.
#[test]
fn what_a_facility_adopted_for_its_committee_binds_the_file_too() {
    let mut hospital = Hospital::new();
    let rule = Committee {
        body: Capacity::CredentialsCommittee,
        quorum_members: Some(3),
        quorum_percent: None,
        count_recused: false,
        physician_majority: true,
    };
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
        topic: Topic::Committee(rule),
    };
    let pack = RulePack {
        id: PackId::parse("north-committees").unwrap(),
        title: text("How the committees of North vote"),
        body: text("North"),
        program: text("committees"),
        edition: text("2026"),
        applies_from: "2026-01-01".parse().unwrap(),
        applies_to: None,
        key_date: KeyDate::Decision,
        source: text("the test"),
        confidence: Confidence::Seen,
        rules: vec![rule],
    };
    let from = "2026-01-20".parse().unwrap();
    let adoption = Adoption { pack, from, to: None, readings: std::collections::BTreeMap::new() };
    let administration = hospital.by("facility:administration");
    let adopt = facility::Command::AdoptPack(Box::new(adoption));
    hospital.app.facility_command(&administration, &self::hospital(), &adopt).unwrap();
    let committee = hospital.by("credentials-committee:minutes");
    let unvoted = hospital.app.file_step(&committee, hospital.file, &FileStep::Approve);
    assert_eq!(code(unvoted.unwrap_err()), "credentialing-file/no-valid-vote");
    let matter = Matter::CredentialingFile(hospital.file);
    let meeting = hospital.vote(Capacity::CredentialsCommittee, &matter, Motion::Approve);
    hospital.app.file_step_at(&committee, hospital.file, &FileStep::Approve, Some(meeting)).unwrap();
}

// Catches: a meeting that does not exist taken for no meeting at all.
#[test]
fn a_meeting_that_is_not_there_is_not_found() {
    let mut hospital = Hospital::new();
    let committee = hospital.by("credentials-committee:minutes");
    let nowhere = MeetingId::from_uuid(uuid::Uuid::from_u128(5));
    let refused = hospital.app.file_step_at(&committee, hospital.file, &FileStep::Approve, Some(nowhere));
    assert!(matches!(refused.unwrap_err(), AppError::NotFound { what: "meeting", .. }));
}
