//! What must always hold of snapshots, on the random worlds of the core's own tests.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code: what fails here fails the test that asked for it"
)]

#[path = "../../cred-core/tests/invariants/happenings.rs"]
#[expect(dead_code, reason = "shared with the core's tests")]
mod happenings;
#[path = "../../cred-core/tests/invariants/house.rs"]
mod house;
#[path = "../../cred-core/tests/invariants/plan.rs"]
#[expect(dead_code, reason = "shared with the core's tests")]
mod plan;
#[path = "../../cred-core/tests/invariants/special_house.rs"]
#[expect(dead_code, reason = "shared with the core's tests")]
mod special_house;
#[path = "../../cred-core/tests/invariants/world.rs"]
#[expect(dead_code, reason = "shared with the core's tests")]
mod world;

#[path = "snapshot/differential.rs"]
mod differential;
#[path = "snapshot/refusals.rs"]
mod refusals;
#[path = "snapshot/staff.rs"]
mod staff;
