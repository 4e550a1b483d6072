//! Asking primary sources.
//!
//! A source is described as data ([`cred_core::evidence::primary_source`]) in a *sources file*; an adapter knows the shape of its
//! questions and answers; [`service::Service`] asks, with everything that asking over a network needs, and [`run`] asks many things, of
//! which it can be stopped and gone on with. What is answered becomes an [`cred_core::evidence::outcome::Outcome`], the bytes of the answer
//! with their SHA-256 beside it, for the caller to keep as evidence. This crate writes nothing and knows no store.
//!
//! * [`sources_file`]: the file, each fault at its line and column.
//! * [`request`]: what is asked, about whom.
//! * [`adapter`]: the NPI registry, the register of federal exclusions, and any JSON over HTTPS by a mapping. Pure.
//! * [`transport`]: one HTTPS exchange, bounded in time and size.
//! * [`clock`]: now, and waiting; so that a test runs in no time.
//! * [`service`]: outages, rates, attempts, waits, redirects, pages.
//! * [`run`]: what is left of a list of requests, and asking it.

pub mod adapter;
pub mod clock;
pub mod request;
pub mod run;
pub mod service;
pub mod sources_file;
pub mod transport;
