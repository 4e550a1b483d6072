//! Privileging: one provider's request for one item of a facility's form, its review, and the board's grant.
//!
//! A recommendation is never a grant. Whether a grant can be exercised at an instant is no state of it: see
//! [`crate::exercise`].

pub mod corrective_action;
pub mod criteria_check;
pub mod focused_evaluation;
pub mod grant;
mod hearing_time;
pub mod privilege_request;
pub mod proxy_privilege;
pub mod restriction;
pub mod supervision;
pub mod temporary_privilege;
