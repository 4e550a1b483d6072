//! Corrective actions through the use cases: what a decision does to appointments and privileges in the same transaction, and what is owed.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: what fails here fails the test that asked for it"
)]

#[path = "../../cred-core/tests/invariants/house.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod house;
#[path = "../../cred-core/tests/invariants/matters.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod matters;
#[path = "../../cred-core/tests/invariants/plan.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod plan;
#[path = "../../cred-core/tests/invariants/world.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod world;

use chrono::TimeDelta;
use cred_app::{
    App, Done,
    clock::Clock,
    envelope::Envelope,
    error::AppError,
    questions::Asked,
    use_cases::{
        By,
        appointing::AppointmentStep,
        corrective::{CorrectiveStep, Matter, Target},
        privileging::PrivilegeStep,
    },
};
use cred_core::{
    actor::{Actor, Capacity},
    appointment::{Cause, ReviewAction},
    exercise::npdb_reports::Reported,
    id::{CorrectiveActionId, ProviderId},
    privileging::{
        corrective_action::{Delivery, NoticeContent, NpdbReport, ReportKind, SuspensionOutcome, Waiver},
        restriction::Limits,
    },
    provider::provider_type::ProviderType,
    standard::topic::privileging::NoticeClock,
    time::Instant,
    timeline::truth::Truth,
};
use cred_store::{OpenMode, OpenOptions, SqliteStore};

use house::{CORE, MAIN, PRESCRIBING, date, item, site, text};
use matters::{dawn, hearing, npdb_report, summary_suspension};
use plan::Plan;
use world::{NPI, World, facility_id};

/// A hospital with rules on suspension, hearing and reports, on a store whose clock the test sets.
struct House {
    folder: tempfile::TempDir,
    provider: ProviderId,
    now: Instant,
}

impl House {
    fn open() -> Self {
        let mut world: World = Plan::default().build();
        world.adopt_topics(vec![
            summary_suspension(2),
            hearing(30, 30, NoticeClock::Receipt),
            npdb_report(vec![ProviderType::Physician]),
        ]);
        let house = Self { folder: tempfile::tempdir().unwrap(), provider: world.provider, now: world.now };
        let msp = by(Capacity::Msp);
        let envelope = Envelope::seal(msp.actor, None, &"the world").unwrap();
        let told = house.app().run(&envelope, |desk| {
            world.history.iter().try_for_each(|own| desk.emit(&own.stream, [own.event.clone()]))
        });
        told.unwrap();
        house
    }

    fn app(&self) -> App {
        let store =
            SqliteStore::open(self.folder.path().join("history.db"), OpenOptions::new(OpenMode::Create)).unwrap();
        App::new(Box::new(store), Clock::Simulated(self.now)).unwrap()
    }

    fn may(&self, privilege: &str) -> (Truth, Vec<String>) {
        let asked = Asked {
            provider: self.provider,
            what: privilege.to_owned(),
            facility: facility_id(),
            site: site(MAIN),
            at: None,
            patient_age: None,
            known_at: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: false,
        };
        let (_, answer) = self.app().may(&asked).unwrap();
        (answer.truth(), answer.conditions().to_vec())
    }

    fn staff(&self, by: &By, step: &AppointmentStep) -> Result<(), AppError> {
        self.app().appointment_step(by, self.provider, &facility_id(), step).map(|_| ())
    }

    fn raise(&self) -> CorrectiveActionId {
        let done = self.app().raise_concern(&by(Capacity::Chair), self.provider, &facility_id(), &text("a concern"));
        done.unwrap().result.unwrap()
    }

    fn step(&self, id: CorrectiveActionId, by: &By, step: CorrectiveStep) -> Result<Matter, AppError> {
        self.app().corrective_step(by, id, &step).map(|done: Done<Matter>| done.result.unwrap())
    }

    fn duties(&self) -> Vec<Reported> {
        let duties = self.app().report_duties(None, &facility_id(), None).unwrap();
        duties.into_iter().map(|(_, duty)| duty.what).collect()
    }

    /// From a new concern to a hearing waived in writing.
    fn waived(&self, action: ReviewAction) -> CorrectiveActionId {
        let id = self.raise();
        let mec = by(Capacity::Mec);
        let open = CorrectiveStep::OpenInvestigation(Cause::CompetenceOrConduct, text("as reported"), None);
        self.step(id, &mec, open).unwrap();
        self.step(id, &mec, CorrectiveStep::Recommend(action, text("poor"))).unwrap();
        let notify = CorrectiveStep::Notify(None, Delivery::InHand, None, NoticeContent::ALL.to_vec());
        assert!(self.step(id, &by(Capacity::Msp), notify).unwrap().ask_until.is_some());
        let waiver = CorrectiveStep::RecordWaiver(Waiver::Written);
        assert_eq!(self.step(id, &self.own(), waiver).unwrap().state, "waived");
        id
    }

    fn own(&self) -> By {
        By { actor: Actor::new(NPI, Capacity::Provider).unwrap().being(self.provider), key: None }
    }
}

fn by(capacity: Capacity) -> By {
    By { actor: Actor::new(&format!("somebody as {capacity}"), capacity).unwrap(), key: None }
}

fn take(action: ReviewAction, limits: Limits, on: Target) -> CorrectiveStep {
    CorrectiveStep::TakeFinalAction { action, from: None, until: None, reason: text("poor care"), limits, on }
}

// Catches: one alone who suspends where two must; a review that lifts nothing, or everything without a trace.
#[test]
fn a_precautionary_suspension_is_linked_reviewed_and_becomes_a_restriction() {
    let mut house = House::open();
    house.now = dawn("2026-05-01") + TimeDelta::hours(9);
    let chair = by(Capacity::Chair);
    let alone = AppointmentStep::Suspend(None, text("danger"));
    assert!(house.staff(&chair, &alone).is_err());
    let ceo = by(Capacity::Ceo).actor;
    house.staff(&chair, &AppointmentStep::SuspendTogether(None, text("danger"), vec![ceo], None)).unwrap();
    assert_eq!(house.may(CORE).0, Truth::Unmet);
    let id = house.raise();
    let mec = by(Capacity::Mec);
    let review = |outcome| {
        CorrectiveStep::ReviewSuspension(
            outcome,
            text("only with a proctor"),
            Limits { requires_proctor: true, ..Limits::default() },
        )
    };
    assert!(house.step(id, &mec, review(SuspensionOutcome::Lift)).is_err(), "nothing is linked");
    house.step(id, &by(Capacity::Msp), CorrectiveStep::LinkSuspension(Target::Appointment)).unwrap();
    let owed = house.app().suspension_reviews(Some(house.provider), &facility_id(), None).unwrap();
    assert_eq!((owed.len(), owed[0].1.due), (1, date("2026-05-15")));
    house.now += TimeDelta::days(10);
    house.step(id, &mec, review(SuspensionOutcome::Continue)).unwrap();
    assert_eq!(house.may(CORE).0, Truth::Unmet);
    house.step(id, &mec, review(SuspensionOutcome::Modify)).unwrap();
    let (truth, conditions) = house.may(CORE);
    assert!(truth == Truth::Met && conditions.iter().any(|own| own.contains("only with a proctor")), "{conditions:?}");
    assert_eq!(house.duties(), []);
    house.now = dawn("2026-06-01");
    assert_eq!(house.duties(), [Reported::Suspension], "what the suspension became lasts on");
}

// Catches: a final action that takes nothing, or takes it past a refusal; a revocation that goes round the hearing.
#[test]
fn a_final_action_is_carried_out_at_once_and_reported() {
    let mut house = House::open();
    house.now = dawn("2026-05-01") + TimeDelta::hours(9);
    let board = by(Capacity::Board);
    assert!(house.staff(&board, &AppointmentStep::Revoke(None, text("poor"))).is_err(), "without a hearing");
    let id = house.waived(ReviewAction::Revocation);
    for wrong in [
        take(ReviewAction::Revocation, Limits::default(), Target::Nothing),
        take(ReviewAction::Restriction, Limits::default(), Target::Appointment),
        take(ReviewAction::Restriction, Limits::default(), Target::Privileges(vec![item("unheard-of")])),
    ] {
        assert!(house.step(id, &board, wrong).is_err());
    }
    assert_eq!((house.may(CORE).0, house.duties()), (Truth::Met, vec![]));
    let limits = Limits { sites_excluded: vec![site(MAIN)], ..Limits::default() };
    let restrict = take(ReviewAction::Restriction, limits, Target::Privileges(vec![item(PRESCRIBING)]));
    assert_eq!(house.step(id, &board, restrict).unwrap().state, "decided");
    assert_eq!((house.may(PRESCRIBING).0, house.may(CORE).0), (Truth::Unmet, Truth::Met));
    assert_eq!(house.duties(), [Reported::Restriction]);
    let report = NpdbReport { kind: ReportKind::Initial, action_day: date("2026-05-01"), sent_on: date("2026-05-01") };
    house.step(id, &by(Capacity::Msp), CorrectiveStep::RecordNpdbReport(report)).unwrap();
    let duties = house.app().report_duties(Some(house.provider), &facility_id(), None).unwrap();
    assert_eq!(duties[0].1.reported_on, Some(date("2026-05-01")));

    let second = house.waived(ReviewAction::Revocation);
    house.now += TimeDelta::hours(1);
    house.step(second, &board, take(ReviewAction::Revocation, Limits::default(), Target::Appointment)).unwrap();
    assert_eq!(house.may(CORE).0, Truth::Unmet);
    assert!(house.duties().contains(&Reported::Revocation));
}

// Catches: a resignation or a full term under investigation that passes unseen.
#[test]
fn under_investigation_a_term_is_short_and_a_resignation_is_reported() {
    let mut house = House::open();
    house.now = dawn("2026-05-01");
    let board = by(Capacity::Board);
    let id = house.raise();
    let open = CorrectiveStep::OpenInvestigation(Cause::CompetenceOrConduct, text("as reported"), None);
    house.step(id, &by(Capacity::Mec), open).unwrap();
    assert_eq!(house.app().open_investigation(house.provider, &facility_id(), None).unwrap(), Some(id));
    assert!(house.staff(&board, &AppointmentStep::Reappoint(24)).is_err());
    assert!(house.staff(&board, &AppointmentStep::ReappointConditionally(24, text("pending"))).is_err());
    house.staff(&board, &AppointmentStep::ReappointConditionally(6, text("pending"))).unwrap();
    let relinquish = PrivilegeStep::Relinquish(None);
    let items = [item(PRESCRIBING)];
    house.app().privilege_step(&house.own(), house.provider, &facility_id(), &items, &relinquish).unwrap();
    assert_eq!(house.duties(), [Reported::Surrender]);
    house.now += TimeDelta::days(1);
    house.staff(&house.own(), &AppointmentStep::Resign(None)).unwrap();
    assert_eq!(house.duties(), [Reported::Surrender, Reported::Surrender]);
    let elsewhere = house.app().findings_elsewhere(house.provider, &facility_id()).unwrap();
    assert_eq!(elsewhere, []);
}
