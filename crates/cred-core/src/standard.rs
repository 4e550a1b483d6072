//! Standards as data: rule packs, the limits in them, who adopted which from when, and what of all that binds on a day.
//!
//! A pack is one edition of one body's rules (or one facility's bylaws). A rule is a [`topic::Topic`] with where it comes from and how
//! sure that is. Nothing here decides; it answers "which rules bind on this key date, and which of them is the strictest".

pub mod adoption;
pub mod binding;
pub mod limit;
pub mod rule;
pub mod rule_pack;
pub mod topic;
