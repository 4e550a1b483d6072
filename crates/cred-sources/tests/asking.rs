//! Sources that answer, that fail, and that lie. Every shape is made up here.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    clippy::print_stderr,
    reason = "test code: what fails here fails the test that asked for it"
)]

#[path = "asking/failing.rs"]
mod failing;
#[path = "asking/mapped.rs"]
mod mapped;
#[path = "asking/real.rs"]
mod real;
#[path = "asking/registries.rs"]
mod registries;
#[path = "asking/running.rs"]
mod running;
#[path = "asking/server.rs"]
mod server;
#[path = "asking/world.rs"]
mod world;
