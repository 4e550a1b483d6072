//! Each machine walked: from its beginning, every command is given in every state by somebody of every capacity, and what comes of it is
//! held against the table. The states are made by real decisions alone; the test world is that of the invariants.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code: what fails here fails the test that asked for it"
)]

#[path = "machines/appointment.rs"]
mod appointment;
#[path = "machines/corrective_action.rs"]
mod corrective_action;
#[path = "machines/credentialing_file.rs"]
mod credentialing_file;
#[path = "machines/enrollment.rs"]
mod enrollment;
#[path = "machines/exclusion_list.rs"]
mod exclusion_list;
#[path = "machines/facility.rs"]
mod facility;
#[path = "machines/guards.rs"]
mod guards;
#[path = "invariants/house.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod house;
#[path = "invariants/matters.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod matters;
#[path = "machines/meeting.rs"]
mod meeting;
#[path = "machines/organization.rs"]
mod organization;
#[path = "invariants/payers.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod payers;
#[path = "invariants/plan.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod plan;
#[path = "machines/privilege.rs"]
mod privilege;
#[path = "machines/privilege_set.rs"]
mod privilege_set;
#[path = "machines/provider.rs"]
mod provider;
#[path = "machines/proxy_privilege.rs"]
mod proxy_privilege;
#[path = "invariants/special_house.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod special_house;
#[path = "machines/supervision.rs"]
mod supervision;
#[path = "machines/tables.rs"]
mod tables;
#[path = "machines/temporary_privilege.rs"]
mod temporary_privilege;
#[path = "machines/verification.rs"]
mod verification;
#[path = "machines/walk.rs"]
mod walk;
#[path = "invariants/world.rs"]
#[expect(dead_code, reason = "the invariants use more of it")]
mod world;
