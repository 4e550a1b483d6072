//! What must always hold. The tests are named after the numbered invariants of the field notes; the modules beside them hold a small
//! test world and two second implementations to compare with.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: what fails here fails the test that asked for it"
)]

#[path = "invariants/access.rs"]
mod access;
#[path = "invariants/algebra.rs"]
mod algebra;
#[path = "invariants/authority.rs"]
mod authority;
#[path = "invariants/body.rs"]
mod body;
#[path = "invariants/carriers.rs"]
mod carriers;
#[path = "invariants/committee_decisions.rs"]
mod committee_decisions;
#[path = "invariants/committees.rs"]
mod committees;
#[path = "invariants/corrective.rs"]
mod corrective;
#[path = "invariants/differential.rs"]
mod differential;
#[path = "invariants/duties.rs"]
mod duties;
#[path = "invariants/edge_cases.rs"]
mod edge_cases;
#[path = "invariants/edge_cases_of_dates.rs"]
mod edge_cases_of_dates;
#[path = "invariants/enrollment.rs"]
mod enrollment;
#[path = "invariants/expedited.rs"]
mod expedited;
#[path = "invariants/files.rs"]
mod files;
#[path = "invariants/files_by_packs.rs"]
mod files_by_packs;
#[path = "invariants/gaps.rs"]
mod gaps;
#[path = "invariants/given_to_whom.rs"]
mod given_to_whom;
#[path = "invariants/happenings.rs"]
mod happenings;
#[path = "invariants/history.rs"]
mod history;
#[path = "invariants/house.rs"]
mod house;
#[path = "invariants/identity.rs"]
mod identity;
#[path = "invariants/licensing.rs"]
mod licensing;
#[path = "invariants/limits.rs"]
mod limits;
#[path = "invariants/matters.rs"]
mod matters;
#[path = "invariants/naive.rs"]
mod naive;
#[path = "invariants/npdb.rs"]
mod npdb;
#[path = "invariants/oracle.rs"]
mod oracle;
#[path = "invariants/payers.rs"]
mod payers;
#[path = "invariants/plan.rs"]
mod plan;
#[path = "invariants/register.rs"]
mod register;
#[path = "invariants/scope.rs"]
mod scope;
#[path = "invariants/special_disaster.rs"]
mod special_disaster;
#[path = "invariants/special_emergency.rs"]
mod special_emergency;
#[path = "invariants/special_house.rs"]
mod special_house;
#[path = "invariants/special_proxy.rs"]
mod special_proxy;
#[path = "invariants/special_temporary.rs"]
mod special_temporary;
#[path = "invariants/standing.rs"]
mod standing;
#[path = "invariants/supervising.rs"]
mod supervising;
#[path = "invariants/verification.rs"]
mod verification;
#[path = "invariants/whole_criteria.rs"]
mod whole_criteria;
#[path = "invariants/world.rs"]
mod world;
