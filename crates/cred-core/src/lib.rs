//! Credentialing and privileging as a pure function of facts. Every rule is a timeline.
//!
//! ```text
//! command ──decide──▶ events ──apply──▶ state ──▶ facts ──rules──▶ timelines ──read──▶ answers
//! ```
//!
//! What this crate is not: it does no I/O, reads no clock, draws no random number, starts no task, and keeps no global state. `now`, ids
//! and actors come in as values; the same input gives the same output on every machine.
//!
//! The modules below stand in reading order; a module uses only those above it (a test holds that).
//!
//! * A *fact* or *rule* evaluates to a [`timeline::Timeline`] of `Unmet < Unknown < Met`. Unknown never grants.
//! * A *workflow* is a machine: `decide` holds all rules and changes nothing, `apply` holds none. Its transition table is data.
//! * A *guarantee* is a proof value that only this crate makes: [`credentialing::proof::Credentialed`],
//!   [`appointment::Appointed`], [`exercise::answer::Exercisable`].
//!
//! To ask, replay a history into [`records::Records`] and call [`exercise::answer::ask`]. `examples/scheduler.rs` does that in forty lines.

pub mod id;

pub mod digest;
pub mod text;

pub mod time;

pub mod jurisdiction;

pub mod actor;

pub mod refusal;

pub mod machine;

pub mod timeline;

pub mod identifier;

pub mod provider;

pub mod evidence;

pub mod standard;

pub mod facility;

pub mod credentialing;

pub mod delineation;

pub mod appointment;

pub mod privileging;

pub mod enrollment;

pub mod journal;

pub mod records;

pub mod access;

pub mod exercise;

pub mod register;
