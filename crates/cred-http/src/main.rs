//! The HTTP server, cred-http.

use std::{panic, process::ExitCode, time::Duration};

use clap::Parser as _;
use cred_http::{
    args::{self, Args},
    tell,
};

fn main() -> ExitCode {
    // A defect must not print the values it happened on: they may be secrets.
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tell(&format!("defect at {place}; please report it"));
    }));
    let args = Args::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tell(&format!("cannot start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let exit = runtime.block_on(args::run(args));
    // Questions whose askers are gone are not waited for.
    runtime.shutdown_timeout(Duration::from_millis(100));
    exit
}
