//! Guards that are easily left open: each test goes the way round that a hurried embedder, or somebody with an interest, would take.

use cred_core::{
    actor::{Actor, Capacity},
    credentialing::{assessment::assess, on_file::OnFile},
    delineation::privilege_set::PrivilegeSet,
    evidence::{source::Method, verification},
    exercise::{credential_rules::training as training_rule, rules::criteria_check},
    facility,
    id::{FacilityId, PrivilegeSetId, ProviderId},
    privileging::privilege_request::{Command, Recommendation},
    provider::{self, claim::Claim, credential::Credential, element::ElementKind, provider_type::ProviderType},
    refusal::Reason,
    standard::topic::privileging::ReviewStep,
    timeline::{
        finding::{Owes, Requirement},
        truth::Truth,
    },
};
use uuid::Uuid;

use crate::{
    house::{
        Asked, Bylaws, CORE, Policy, a_site, az_license, bylaws, date, form, found, item, label, partial, policy, text,
        zone,
    },
    plan::{Plan, world},
    world::{NAME, NPI, World, actor, facility_id, organization_id},
};

fn newcomer() -> World {
    let mut world = World::with_house(&Plan::default());
    world.provider = world.register(NAME, Some(NPI));
    world
}

fn claim(valid_from: &str, valid_to: &str) -> Claim {
    Claim { credential: az_license(), valid_from: Some(partial(valid_from)), valid_to: Some(partial(valid_to)) }
}

// Catches: a review that goes to the board because its present body is none of the newest bylaws'.
#[test]
fn newer_bylaws_put_nobody_out_of_the_way() {
    let mut world = Plan { items: vec![], ..Plan::default() }.build();
    let id = world.request(CORE).unwrap();
    world.privilege(id, Command::CheckCriteria(Box::new(world.check(CORE))), Capacity::Msp).unwrap();
    assert_eq!(world.records.privilege(id).unwrap().state_name(), "chair-review");
    let review = vec![ReviewStep::CredentialsCommittee, ReviewStep::Mec];
    let newer = Bylaws { version: label("2026"), effective_from: world.now.date_naive(), review, ..bylaws() };
    world.adopt_bylaws(&newer).unwrap();
    for (by, then) in [
        (Capacity::Chair, "committee-review"),
        (Capacity::CredentialsCommittee, "mec-review"),
        (Capacity::Mec, "board-review"),
    ] {
        let recommendation = Recommendation { favourable: true, note: text("competent") };
        world.privilege(id, Command::Recommend(recommendation), by).unwrap();
        assert_eq!(world.records.privilege(id).unwrap().state_name(), then);
    }
}

// Catches: bylaws by which a review turns in a circle, or goes down again.
#[test]
fn bylaws_review_upwards_and_each_body_once() {
    let (chair, mec) = (ReviewStep::Chair, ReviewStep::Mec);
    for review in [vec![chair, chair], vec![mec, chair], vec![mec, mec]] {
        let odd = Bylaws { version: label("odd"), effective_from: date("2027-01-01"), review, ..bylaws() };
        let refused = world().adopt_bylaws(&odd).unwrap_err();
        assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "{refused}");
    }
}

// Catches: a difference that is never found because the claim was left out, or another one brought.
#[test]
fn nobody_concludes_without_the_claim_on_record() {
    let mut world = newcomer();
    world.claim(claim("2020-01-01", "2035-12-31")).unwrap();
    let answer = found(az_license(), "2020-01-01", "2033-12-31");
    let msp = actor(Capacity::Msp);
    let id = world.verify(&answer).unwrap();
    let events: Vec<_> = world.history.iter().filter(|event| event.stream.id() == id.to_string()).collect();
    let before_its_conclusion = events[events.len() - 1].seq;
    let known = world.history.iter().filter(|event| event.seq < before_its_conclusion);
    world.records = cred_core::records::Records::replay(known).unwrap();
    for brought in [None, Some(Box::new(claim("2020-01-01", "2033-12-31")))] {
        let asked = world.records.verification(id).unwrap();
        let command = verification::Command::Conclude { claim: brought };
        let refused = asked.decide(command, world.provider(), &msp, world.now).unwrap_err();
        assert!(matches!(refused.reason(), Reason::Mismatch { what: "the claim", .. }), "{refused}");
    }
}

// Catches: an applicant who writes into the record of another provider; a correction that is looked at less than the claim was.
#[test]
fn a_record_is_written_by_its_own_provider_and_a_correction_is_held_to_the_same() {
    let mut world = newcomer();
    world.claim(claim("2020-01-01", "2035-12-31")).unwrap();
    let stranger = Actor::new("Somebody Else", Capacity::Provider).unwrap();
    for other in [stranger.clone(), stranger.being(ProviderId::from_uuid(Uuid::from_u128(99)))] {
        let command = provider::Command::Claim(Box::new(claim("2020-01-01", "2036-12-31")));
        let refused = world.provider().decide(command, &other, world.now).unwrap_err();
        assert!(matches!(refused.reason(), Reason::Mismatch { what: "the actor", .. }), "{refused}");
    }
    let command = provider::Command::CorrectClaim {
        element: az_license().key(),
        claim: Box::new(claim("2035-01-01", "2020-12-31")),
        reason: text("a slip"),
    };
    let refused = world.provider_does(command).unwrap_err();
    assert!(matches!(refused.reason(), Reason::InvertedDates { .. }), "{refused}");
}

// Catches: all of nothing that is met: a policy that lists other professions only would credential this one unseen.
#[test]
fn a_policy_that_asks_nothing_of_a_profession_is_not_met_by_it() {
    let mut policy = policy();
    for rule in &mut policy.elements {
        rule.provider_types = vec![ProviderType::PhysicianAssistant];
    }
    let elements = policy.elements.iter().map(|rule| Asked { only_if_claimed: true, ..rule.clone() });
    for elements in [vec![], policy.elements.clone(), elements.collect()] {
        let plan = Plan { policy: Policy { elements, ..policy.clone() }, ..Plan::default() };
        let mut world = World::with_house(&plan);
        world.provider = world.register(NAME, Some(NPI));
        let assessment = world.assessment();
        assert_eq!(assessment.evaluation().at(world.now), Truth::Unknown);
        assert!(!assessment.open().is_empty());
        let refused = world.approve().unwrap_err();
        assert!(matches!(refused.reason(), Reason::RequirementsOpen { .. }), "{refused}");
    }
}

// Catches: an answer of an accepted source about a term to come that lends its method and its day to what another one says of today.
#[test]
fn a_fresh_answer_about_next_year_does_not_vouch_for_today() {
    let mut world = newcomer();
    let mut today = found(az_license(), "2020-01-01", "2026-12-31");
    today.evidence.method = Method::DesignatedEquivalent;
    world.verify(&today).unwrap();
    world.verify(&found(az_license(), "2027-01-01", "2029-12-31")).unwrap();
    let organization = world.records.organization(&organization_id()).unwrap();
    let dossier = world.records.dossier(world.provider).unwrap();
    let assessment = assess(organization, &dossier, &OnFile::default(), world.now);
    let license = |finding: &&cred_core::timeline::finding::Finding| {
        finding.requirement.asks.contains(ElementKind::License.word())
    };
    let open = assessment.open();
    let finding = open.iter().find(license).expect("the license is open today");
    assert_eq!(finding.cause.reason.code(), "source-not-accepted");
}

// Catches: criteria held against the resources of another facility that calls its site the same.
#[test]
fn a_form_is_checked_at_its_own_facility_alone() {
    let mut world = world();
    let other = FacilityId::parse("elsewhere").unwrap();
    world.establish(&other, zone("America/Phoenix"));
    world.facility_of(&other, facility::Command::OpenSite(a_site("main", "AZ", "America/Phoenix"))).unwrap();
    let dossier = world.records.dossier(world.provider).unwrap();
    let set = world.records.privilege_set(&crate::world::set_id()).unwrap();
    let check = |at: &FacilityId| {
        let facility = world.records.governed(at).unwrap();
        criteria_check(&world.records, &dossier, facility, set, &item(CORE), world.now)
    };
    assert!(check(&facility_id()).is_some());
    assert!(check(&other).is_none());
}

// Catches: a version of a form that is recorded into the form of another facility.
#[test]
fn a_version_of_another_facility_is_no_version_of_this_form() {
    let other = FacilityId::parse("elsewhere").unwrap();
    let board = actor(Capacity::Board);
    let own = PrivilegeSet::publish(None, &facility_id(), form(), &board).unwrap();
    let mut set = PrivilegeSet::begin(PrivilegeSetId::parse("surgery").unwrap(), &own[0]).unwrap();
    let mut next = form();
    (next.version, next.effective_from) = (label("2"), date("2027-01-01"));
    let foreign = PrivilegeSet::publish(None, &other, next, &board).unwrap();
    assert!(set.apply(&foreign[0]).is_err());
    assert_eq!(set.versions().len(), 1);
}

// Catches: a training of which the source says something else than the provider, read as completed lately beside an old one that is
// verified.
#[test]
fn a_discrepant_training_does_not_make_an_old_one_recent() {
    let mut world = newcomer();
    let training = |program: &str| Credential::Training { program: text(program), specialty: text("general surgery") };
    world.verify(&found(training("Valley"), "2005-06-30", "")).unwrap();
    let claimed = Claim { credential: training("Hilltop"), valid_from: Some(partial("2019-06-30")), valid_to: None };
    world.claim(claimed).unwrap();
    let differs = world.verify(&found(training("Hilltop"), "2025-06-30", "")).unwrap();
    assert_eq!(world.records.verification(differs).unwrap().state().name(), "discrepant");
    let dossier = world.records.dossier(world.provider).unwrap();
    let need = Requirement {
        code: "training",
        asks: "recent training".to_owned(),
        citation: "the test".to_owned(),
        owed_by: Owes::Msp,
    };
    let recent = training_rule(&dossier, &[text("general surgery")], Some(24), zone("America/Phoenix"), need);
    assert_ne!(recent.at(world.now), Truth::Met);
}

// Catches: one programme that is verified and another that is recent taken together for a recent training.
#[test]
fn an_old_training_and_one_still_to_be_completed_are_no_recent_training() {
    let mut world = newcomer();
    let training = |program: &str| Credential::Training { program: text(program), specialty: text("general surgery") };
    world.verify(&found(training("Valley"), "2005-06-30", "")).unwrap();
    world.verify(&found(training("Hilltop"), "2027-06-30", "")).unwrap();
    let need = Requirement {
        code: "training",
        asks: "recent training".to_owned(),
        citation: "a form".to_owned(),
        owed_by: Owes::Msp,
    };
    let dossier = world.records.dossier(world.provider).unwrap();
    let recent = training_rule(&dossier, &[text("general surgery")], Some(24), zone("America/Phoenix"), need);
    assert_eq!(recent.at(world.now), Truth::Unmet);
    assert_eq!(recent.at(crate::house::instant("2028-01-01T12:00:00Z")), Truth::Met);
}
