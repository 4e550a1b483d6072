//! What any engine must do, as one suite.
//!
//! An engine's tests say `cred_store::conformance_tests!(make)` where `make` is a function that gives
//! a new, empty store each time; every case becomes a test. [`run`] is the same without a harness.

use std::{fmt, panic::Location};

use crate::{InvalidInput, Store, StoreError};

mod appending;
mod bounds;
mod commands;
mod index;
mod reading;
mod sample;
mod tree;
mod upkeep;
mod versions;

/// Gives a new, empty store each time.
pub type Make<'a> = dyn FnMut() -> Box<dyn Store> + 'a;

/// A case of the suite.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What must hold, as the name of a test.
    pub name: &'static str,
    check: fn(&mut Make<'_>) -> Result<(), Failure>,
}

impl Case {
    /// Runs the case.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it does not hold.
    pub fn check(&self, make: &mut Make<'_>) -> Result<(), Failure> {
        (self.check)(make)
    }
}

/// Where a case failed, and over what.
#[derive(Debug, Clone)]
pub struct Failure {
    at: &'static Location<'static>,
    what: String,
}

impl Failure {
    #[track_caller]
    fn new(what: String) -> Self {
        Self { at: Location::caller(), what }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

impl std::error::Error for Failure {}

impl From<StoreError> for Failure {
    #[track_caller]
    fn from(error: StoreError) -> Self {
        Self::new(format!("refused: {error}"))
    }
}

impl From<InvalidInput> for Failure {
    #[track_caller]
    fn from(error: InvalidInput) -> Self {
        Self::new(format!("refused: {error}"))
    }
}

/// Runs every case and lists those that fail, by name.
pub fn run(make: &mut Make<'_>) -> Vec<(&'static str, Failure)> {
    let failed = |case: &Case| case.check(make).err().map(|failure| (case.name, failure));
    CASES.iter().filter_map(failed).collect()
}

macro_rules! suite {
    ($($group:ident { $($case:ident)* })*) => {
        /// The whole suite.
        pub const CASES: &[Case] =
            &[$($(Case { name: stringify!($case), check: $group::$case },)*)*];
    };
}

suite! {
    appending {
        an_empty_store_has_an_empty_head
        events_come_back_as_they_were_given
        positions_and_versions_have_no_gaps
        each_event_is_linked_to_the_one_before
        absent_and_present_links_are_kept_apart
        odd_texts_come_back_byte_for_byte
        extreme_moments_are_kept
        an_append_without_events_writes_nothing
        malformed_input_is_refused
        recorded_time_never_goes_back
    }
    commands {
        a_repeated_command_gets_the_earlier_events
        a_replay_comes_before_every_other_check
        a_key_with_another_request_is_refused
        a_refused_command_leaves_its_key_free
        a_key_gives_exactly_its_events
    }
    versions {
        a_stream_must_be_where_it_was_read
        a_new_stream_must_not_exist
        a_stream_only_read_is_checked_too
        one_conflict_keeps_everything_out
        a_written_stream_needs_an_expected_version
        a_stream_is_expected_once
        one_append_may_write_a_stream_many_times
    }
    reading {
        streams_do_not_mix
        a_provider_gives_its_events_in_order
        a_facility_gives_its_own_events_only
        providers_are_listed_once_and_in_order
        providers_at_a_facility_are_those_linked_to_it
        paging_gives_the_whole_history_in_order
        unknown_names_give_nothing
    }
    bounds {
        a_bound_answers_as_the_shorter_history_did
        a_moment_includes_all_events_recorded_at_it
        a_bound_outside_the_history_is_no_error
    }
    index {
        a_key_gives_its_targets_in_order
        a_unique_key_has_one_target
        a_shared_key_cannot_become_unique
        a_removed_key_is_free_again
        changes_of_one_append_apply_in_order
        a_taken_key_keeps_everything_out
        the_index_answers_as_it_did_then
        search_finds_parts_of_keys_as_they_are
        search_is_ordered_and_limited
        a_derived_index_agrees_with_the_appended_one
        a_rebuilt_index_answers_alike
        a_contradictory_rebuild_leaves_the_index
    }
    tree {
        an_empty_store_has_the_empty_tree
        the_tree_at_every_size_is_the_defined_one
        every_event_is_proven_in_every_tree_that_has_it
        every_tree_is_proven_the_beginning_of_every_later_one
        nothing_is_proven_outside_of_the_history
        a_refused_append_leaves_the_tree
        a_tree_that_differs_is_reported
        a_rebuilt_tree_answers_alike
    }
    upkeep {
        a_note_is_set_once
        a_sound_history_verifies
        an_anchor_that_differs_is_reported
        an_anchor_beyond_the_end_is_reported
        recovery_keeps_everything
    }
}

/// Makes a test of every case of the suite, for the engine that a function gives.
#[macro_export]
macro_rules! conformance_tests {
    ($make:expr) => {
        $crate::conformance_tests! { $make;
            an_empty_store_has_an_empty_head
            events_come_back_as_they_were_given
            positions_and_versions_have_no_gaps
            each_event_is_linked_to_the_one_before
            absent_and_present_links_are_kept_apart
            odd_texts_come_back_byte_for_byte
            extreme_moments_are_kept
            an_append_without_events_writes_nothing
            malformed_input_is_refused
            recorded_time_never_goes_back
            a_repeated_command_gets_the_earlier_events
            a_replay_comes_before_every_other_check
            a_key_with_another_request_is_refused
            a_refused_command_leaves_its_key_free
            a_key_gives_exactly_its_events
            a_stream_must_be_where_it_was_read
            a_new_stream_must_not_exist
            a_stream_only_read_is_checked_too
            one_conflict_keeps_everything_out
            a_written_stream_needs_an_expected_version
            a_stream_is_expected_once
            one_append_may_write_a_stream_many_times
            streams_do_not_mix
            a_provider_gives_its_events_in_order
            a_facility_gives_its_own_events_only
            providers_are_listed_once_and_in_order
            providers_at_a_facility_are_those_linked_to_it
            paging_gives_the_whole_history_in_order
            unknown_names_give_nothing
            a_bound_answers_as_the_shorter_history_did
            a_moment_includes_all_events_recorded_at_it
            a_bound_outside_the_history_is_no_error
            a_key_gives_its_targets_in_order
            a_unique_key_has_one_target
            a_shared_key_cannot_become_unique
            a_removed_key_is_free_again
            changes_of_one_append_apply_in_order
            a_taken_key_keeps_everything_out
            the_index_answers_as_it_did_then
            search_finds_parts_of_keys_as_they_are
            search_is_ordered_and_limited
            a_derived_index_agrees_with_the_appended_one
            a_rebuilt_index_answers_alike
            a_contradictory_rebuild_leaves_the_index
            an_empty_store_has_the_empty_tree
            the_tree_at_every_size_is_the_defined_one
            every_event_is_proven_in_every_tree_that_has_it
            every_tree_is_proven_the_beginning_of_every_later_one
            nothing_is_proven_outside_of_the_history
            a_refused_append_leaves_the_tree
            a_tree_that_differs_is_reported
            a_rebuilt_tree_answers_alike
            a_note_is_set_once
            a_sound_history_verifies
            an_anchor_that_differs_is_reported
            an_anchor_beyond_the_end_is_reported
            recovery_keeps_everything
        }
    };
    ($make:expr; $($case:ident)*) => {
        $(
            #[test]
            fn $case() -> Result<(), $crate::conformance::Failure> {
                let mut make = $make;
                let case = $crate::conformance::CASES.iter();
                let mut case = case.filter(|case| case.name == stringify!($case));
                case.next().expect("the case is part of the suite").check(&mut make)
            }
        )*

        #[test]
        fn no_case_of_the_suite_is_left_out() {
            let tested = [$(stringify!($case)),*];
            let suite: Vec<_> = $crate::conformance::CASES.iter().map(|case| case.name).collect();
            assert_eq!(suite, tested);
        }
    };
}
