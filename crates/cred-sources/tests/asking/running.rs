//! Runs that are stopped and gone on with, and the rate that they keep to.

use std::ops::ControlFlow;

use chrono::TimeDelta;
use cred_core::{evidence::outcome::Outcome, identifier::Npi};
use cred_sources::{
    clock::Clock as _,
    request::Request,
    run::{Done, Plan, rehearse, run},
    service::Service,
    transport::{Call, Fault, Https, Response, Transport},
};
use proptest::prelude::*;

use super::{
    server::{Play, Server},
    world::{NOON, NPI, Quick, exclusion, identity, key, page, registration, sources},
};

/// Answers from this process.
struct Told(Vec<u8>);

impl Transport for Told {
    fn send(&self, _: &Call) -> Result<Response, Fault> {
        let content_type = Some("application/json".to_owned());
        Ok(Response { status: 200, content_type, body: self.0.clone(), ..Response::default() })
    }
}

/// So many people, each with an NPI of their own.
fn people(many: u32) -> Vec<Request> {
    let mut requests = Vec::new();
    let mut number = 100_000_000;
    while requests.len() < usize::try_from(many).unwrap() {
        for digit in 0..10 {
            if let Ok(npi) = Npi::parse(&format!("{number}{digit}")) {
                requests.push(Request { npi: Some(npi), ..identity() });
            }
        }
        number += 1;
    }
    requests
}

#[test]
fn requests_keep_to_the_rate_of_their_source() {
    let clock = Quick::at(NOON);
    let told = Told(page(&[]).into_bytes());
    let mut service = Service::new(sources("http://127.0.0.1:1"), &told, &clock, &key, 7);
    let begun = clock.now();
    let requests = people(51);
    let plan = Plan::new(&requests, &[], begun);
    let source = |id: &cred_core::id::SourceId| service.source(id);
    let least = plan.least_time(source)[&identity().source];
    let mut seen = Vec::new();
    run(&plan, &mut service, 3, &mut |_, asked, progress| {
        seen.push((asked.attempts[0].at, progress.asked));
        ControlFlow::Continue(())
    });
    // Five a second.
    assert_eq!(least, Some(TimeDelta::seconds(10)));
    assert_eq!(Some(clock.now() - begun), least);
    for window in seen.windows(6) {
        assert!(window[5].0 - window[0].0 >= TimeDelta::seconds(1));
    }
    assert_eq!(seen.last().unwrap().1, 51);
}

#[test]
fn a_run_that_was_stopped_goes_on_where_it_was() {
    let clock = Quick::at(NOON);
    let told = Told(page(&[]).into_bytes());
    let mut service = Service::new(sources("http://127.0.0.1:1"), &told, &clock, &key, 7);
    let mut requests = people(10);
    requests.push(requests[3].clone());
    let mut done: Vec<Done> = Vec::new();
    let plan = Plan::new(&requests, &done, clock.now());
    assert_eq!((plan.left.len(), plan.repeated), (10, 1));
    let ran = run(&plan, &mut service, 3, &mut |request, asked, progress| {
        done.push(Done::of(request, &asked, clock.now()));
        if progress.asked == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(ran.stopped && (ran.asked, ran.left) == (4, 6));
    let plan = Plan::new(&requests, &done, NOON.parse().unwrap());
    assert_eq!((plan.done, plan.left.len()), (4, 6));
    let ran = run(&plan, &mut service, 3, &mut |request, asked, _| {
        done.push(Done::of(request, &asked, clock.now()));
        ControlFlow::Continue(())
    });
    assert!(!ran.stopped && (ran.asked, ran.left) == (6, 0));
    assert!(Plan::new(&requests, &done, NOON.parse().unwrap()).left.is_empty());
    // What is older than it should be is asked again.
    assert_eq!(Plan::new(&requests, &done, clock.now() + TimeDelta::hours(1)).left.len(), 10);
}

#[test]
fn a_source_that_is_down_is_given_up_and_the_rest_is_left() {
    let server = Server::playing(vec![Play::status(500)]);
    let (https, clock) = (Https::default(), Quick::at(NOON));
    let mut service = Service::new(sources(&server.address), &https, &clock, &key, 7);
    let requests = people(20);
    let plan = Plan::new(&requests, &[], clock.now());
    let mut done = Vec::new();
    let ran = run(&plan, &mut service, 3, &mut |request, asked, _| {
        done.push(Done::of(request, &asked, clock.now()));
        ControlFlow::Continue(())
    });
    assert_eq!((ran.asked, ran.failed, ran.left), (3, 3, 17));
    assert!(ran.given_up.contains_key(&identity().source));
    assert_eq!(Plan::new(&requests, &done, NOON.parse().unwrap()).left.len(), 20, "a failure is no answer");
}

#[test]
fn a_rehearsal_sends_nothing() {
    let server = Server::playing(vec![Play::json(&page(&[]))]);
    let (https, clock) = (Https::default(), Quick::at("2026-03-08T04:00:00Z"));
    let service = Service::new(sources(&server.address), &https, &clock, &key, 7);
    let requests = [identity(), exclusion()];
    let plan = Plan::new(&requests, &[], clock.now());
    let open = rehearse(&plan, &service);
    assert_eq!(open.len(), 1, "the register is out that night");
    assert_eq!(open[0].0.source, exclusion().source);
    assert!(server.seen().is_empty());
}

#[test]
fn the_control_search_is_made_once_an_hour() {
    let clock = Quick::at(NOON);
    let smith = super::world::entities(1, &[super::world::entity("J", "SMITH", "null")]);
    struct Register(String, std::cell::RefCell<u32>);
    impl Transport for Register {
        fn send(&self, call: &Call) -> Result<Response, Fault> {
            let control = call.url.contains("=SMITH&");
            *self.1.borrow_mut() += u32::from(control);
            let body = if control { self.0.clone() } else { r#"{"totalRecords":0,"excludedEntity":[]}"#.to_owned() };
            let content_type = Some("application/json".to_owned());
            Ok(Response { status: 200, content_type, body: body.into_bytes(), ..Response::default() })
        }
    }
    let register = Register(smith, std::cell::RefCell::new(0));
    let mut service = Service::new(sources("http://127.0.0.1:1"), &register, &clock, &key, 7);
    for (after, controls) in [(0, 1), (10, 1), (40, 1), (70, 2)] {
        clock.wait(TimeDelta::minutes(after) - (clock.now() - NOON.parse::<cred_core::time::Instant>().unwrap()));
        assert!(matches!(service.ask(&exclusion()).outcome, Outcome::NotFound { .. }));
        assert_eq!(*register.1.borrow(), controls, "after {after} minutes");
    }
}

proptest! {
    /// Against sets: what is left and what was answered are all there is, and have nothing in common.
    #[test]
    fn what_is_left_is_what_was_not_answered(marks in prop::collection::vec((any::<bool>(), any::<bool>(), 0_i64..4), 1..30)) {
        let requests = people(u32::try_from(marks.len()).unwrap());
        let noon: cred_core::time::Instant = NOON.parse().unwrap();
        let done: Vec<Done> = requests
            .iter()
            .zip(&marks)
            .filter(|(_, (asked, ..))| *asked)
            .map(|(request, (_, failed, hours))| Done {
                request: request.digest(), at: noon + TimeDelta::hours(*hours), failed: *failed,
            })
            .collect();
        let since = noon + TimeDelta::hours(2);
        let plan = Plan::new(&requests, &done, since);
        let naive: Vec<&Request> = requests
            .iter()
            .zip(&marks)
            .filter(|(_, (asked, failed, hours))| !(*asked && !*failed && *hours >= 2))
            .map(|(request, _)| request)
            .collect();
        prop_assert_eq!(&plan.left, &naive);
        prop_assert_eq!(plan.left.len() + plan.done, requests.len());
    }

    /// The same seed gives the same waits, and no answer depends on them.
    #[test]
    fn the_seed_decides_the_waits_and_nothing_else(seed: u64, failures in 0_usize..3) {
        let run = |seed| {
            let clock = Quick::at(NOON);
            struct Flaky(std::cell::Cell<usize>, Vec<u8>);
            impl Transport for Flaky {
                fn send(&self, _: &Call) -> Result<Response, Fault> {
                    let left = self.0.get();
                    self.0.set(left.saturating_sub(1));
                    if left > 0 { return Err(Fault::TimedOut) }
                    let content_type = Some("application/json".to_owned());
                    Ok(Response { status: 200, content_type, body: self.1.clone(), ..Response::default() })
                }
            }
            let flaky = Flaky(std::cell::Cell::new(failures), page(&[registration(NPI, "ANNA", "FELD")]).into_bytes());
            let mut service = Service::new(sources("http://127.0.0.1:1"), &flaky, &clock, &key, seed);
            let asked = service.ask(&identity());
            (asked.outcome, clock.waits.into_inner())
        };
        let (first, again, other) = (run(seed), run(seed), run(!seed));
        prop_assert_eq!(&first, &again);
        prop_assert_eq!(&first.0, &other.0);
        prop_assert_eq!(first.1.len(), failures);
    }
}
