//! Delineation of privileges: a facility's forms, as versioned data.

pub mod criterion;
pub mod privilege_item;
pub mod privilege_set;
pub mod privilege_set_diff;
pub mod procedure_code;
