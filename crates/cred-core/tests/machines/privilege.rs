//! The privilege, from the request to what came of the grant.

use chrono::TimeDelta;
use cred_core::{
    actor::Actor,
    appointment::{AdverseDecision, Ground, ReviewAction},
    delineation::privilege_item::Fppe,
    exercise::standing_checks::proctoring,
    id::{CorrectiveActionId, PrivilegeRequestId},
    machine::Machine,
    privileging::{
        corrective_action::Suspended,
        criteria_check::CriteriaCheck,
        focused_evaluation::{CaseOutcome, Proctoring, Review, ReviewData, ReviewOutcome},
        grant::Restriction,
        privilege_request::{Command, Event, GrantTerms, MACHINE, PrivilegeRequest, Recommendation},
        restriction::RestrictionBasis,
    },
    refusal::ReplayError,
    standard::topic::privileging::ReviewStep,
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    house::{Bylaws, CORE, MAIN, answers, bylaws, certificate, date, form, instant, item, label, site, text},
    plan::Plan,
    walk::{Decided, Stepping, Walk, at_random},
    world::{World, cases, set_id},
};

impl Stepping for PrivilegeRequest {
    type Event = Event;
    const MACHINE: &'static Machine = &MACHINE;
    const IDEMPOTENT: bool = false;

    fn state_of(&self) -> &'static str {
        self.state_name()
    }

    fn follow(&mut self, event: &Event) -> Result<(), ReplayError> {
        self.apply(event)
    }

    fn named(event: &Event) -> &'static str {
        event.name()
    }
}

const COMMANDS: usize = 23;

/// A facility by bylaws with these reviewing bodies, a provider on its staff, and the criteria before and after the last certificate
/// was verified.
struct House {
    world: World,
    precaution: (CorrectiveActionId, AdverseDecision),
    decision: (CorrectiveActionId, AdverseDecision),
    open: CriteriaCheck,
    met: CriteriaCheck,
    proctoring: Proctoring,
}

impl House {
    fn reviewed_by(review: Vec<ReviewStep>) -> Self {
        let last = certificate("ACLS").key();
        let mut form = form();
        for item in &mut form.items {
            item.fppe = Some(Fppe { cases: 5, method: text("direct"), within_months: None });
        }
        let plan = Plan { bylaws: bylaws(), items: vec![], ..Plan::default() };
        let kept = plan.answers.iter().filter(|answer| answer.element != last).cloned().collect();
        let mut world = Plan { answers: kept, ..plan.clone() }.build();
        // A colleague whose grant is of the first form and began without an evaluation, who may proctor.
        let colleague = world.joined_by_a_colleague(&plan, &[CORE]);
        world.now = instant("2026-02-10T17:00:00Z");
        (form.version, form.effective_from) = (label("2"), date("2026-02-01"));
        world.publish(form).unwrap();
        let reviewed = Bylaws { version: label("2"), effective_from: date("2026-02-10"), review, ..bylaws() };
        world.adopt_bylaws(&reviewed).unwrap();
        let open = world.check(CORE);
        for answer in answers().iter().filter(|answer| answer.element == last) {
            world.verify(answer).unwrap();
        }
        let staff = Suspended::Appointment(world.newest_appointment().id());
        let (precaution, decision) = (world.precaution(staff), world.decide_finally(ReviewAction::Restriction));
        let facility = &world.governed();
        let (main, core, now) = (site(MAIN), item(CORE), world.now);
        let proctoring = proctoring(&world.records, colleague, facility, &main, &core, now, now).unwrap();
        Self { precaution, decision, open, met: world.check(CORE), world, proctoring }
    }

    /// One for each choice of reviewing bodies, none and all among them.
    fn all() -> Vec<Self> {
        let every = [ReviewStep::Chair, ReviewStep::CredentialsCommittee, ReviewStep::Mec];
        let choice = |bits: usize| every.iter().enumerate().filter(move |(n, _)| bits >> n & 1 == 1);
        (0..8).map(|bits| Self::reviewed_by(choice(bits).map(|(_, step)| *step).collect())).collect()
    }

    fn begun(&self, walk: &mut Walk<PrivilegeRequest>) -> PrivilegeRequest {
        let facility = &self.world.governed();
        let set = self.world.records.privilege_set(&set_id()).unwrap();
        walk.begin(
            "request",
            |by| PrivilegeRequest::request(self.world.provider(), facility, set, &item(CORE), [], by, self.world.now),
            |event| PrivilegeRequest::begin(PrivilegeRequestId::from_uuid(Uuid::from_u128(77)), event).unwrap(),
        )
    }

    fn decide(&self, request: &PrivilegeRequest, index: usize, by: &Actor) -> Decided<Event> {
        let World { now: from, .. } = self.world;
        let why = || text("as it was");
        let recommend = |favourable| Command::Recommend(Recommendation { favourable, note: why() });
        let command = match index {
            0 => Command::CheckCriteria(Box::new(self.met.clone())),
            1 => Command::CheckCriteria(Box::new(self.open.clone())),
            2 => recommend(true),
            3 => recommend(false),
            4 => Command::ConcludeHearing { outcome: why() },
            5 => Command::Grant {
                credentialed: self.world.newest_file().credentialed(from).unwrap(),
                appointed: self.world.newest_appointment().appointed(from).unwrap(),
                check: Box::new(self.met.clone()),
                terms: GrantTerms { start: from, months: None, sites: vec![], conditions: vec![] },
            },
            6 => Command::Deny { reason: why() },
            7 => Command::Withdraw,
            8 => Command::ConcludeFppe { report: why(), fewer: Some(why()) },
            9 => Command::Restrict(Restriction::condition(from, why())),
            10 => Command::Suspend { from, reason: why(), ground: Ground::default() },
            11 => Command::Lift { from },
            12 => Command::Relinquish { from, cause: None },
            13 => Command::Revoke { from, reason: why(), ground: Ground::default() },
            14 => Command::PlanFppe(Fppe { cases: 8, method: text("direct"), within_months: Some(6) }),
            15 => Command::RecordProctoredCase {
                proctoring: Box::new(self.proctoring.clone()),
                outcome: CaseOutcome::Acceptable,
                note: why(),
            },
            16 => Command::ExtendFppe { until: from + TimeDelta::days(90), reason: why() },
            17 => Command::StartFppe {
                plan: Fppe { cases: 3, method: text("retrospective"), within_months: None },
                from,
                reason: why(),
            },
            18 => Command::RecordReview(Review {
                on: from.date_naive(),
                outcome: ReviewOutcome::Continue,
                data: ReviewData::OwnSite,
                note: why(),
            }),
            20 => Command::ImposeRestriction {
                restriction: Restriction {
                    basis: RestrictionBasis::FinalAction(self.decision.0),
                    ..Restriction::condition(from, why())
                },
                decision: self.decision.1.clone(),
            },
            21 => Command::ImposeRestriction {
                restriction: Restriction {
                    basis: RestrictionBasis::Precaution(self.precaution.0),
                    ..Restriction::condition(from, why())
                },
                decision: self.precaution.1.clone(),
            },
            22 => Command::LiftRestriction { number: 1, from },
            _ => Command::RecordNotice { on: from.date_naive() },
        };
        let facility = &self.world.governed();
        let set = self.world.records.privilege_set(&set_id()).unwrap();
        // The time to ask for a hearing is over.
        let at = if index == 4 { from + TimeDelta::days(31) } else { from };
        (command.name(), request.decide(command, self.world.provider(), facility, set, &self.world.authority(), by, at))
    }
}

#[test]
fn inv_52_every_command_in_every_state_by_everybody() {
    let houses = House::all();
    let mut walk = Walk::about(houses[0].world.provider);
    for house in &houses {
        let start = house.begun(&mut walk);
        walk.explore(start, COMMANDS, |request, index, by| house.decide(request, index, by));
    }
    walk.is_whole();
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn what_decide_returns_apply_accepts(picks in prop::collection::vec(any::<Index>(), 1..20), which in 0_usize..8) {
        static HOUSES: std::sync::OnceLock<Vec<House>> = std::sync::OnceLock::new();
        let house = &HOUSES.get_or_init(House::all)[which];
        let subject = house.world.provider;
        let start = house.begun(&mut Walk::about(subject));
        at_random(start, subject, &picks, COMMANDS, |request, index, by| house.decide(request, index, by));
    }
}
