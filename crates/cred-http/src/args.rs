//! The command line of the server.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Parser;
use cred_app::{clock::Clock, error::AppError, moment};
use cred_core::time::zone::Zone;
use tokio::{net::TcpListener, signal};

use crate::{router, serve, serve::Limits, state::AppState, tell};

/// A server for the decision question: who may do what, where, when, and why.
///
/// It only reads; write with `cred`. It has no users and no permissions: whoever reaches the address may ask.
#[derive(Debug, Parser)]
#[command(name = "cred-http", version, max_term_width = 100)]
pub struct Args {
    /// The database file.
    #[arg(long, env = "CRED_DB", default_value = "cred.db", value_name = "FILE")]
    pub db: PathBuf,
    /// The address to listen on.
    #[arg(long, env = "CRED_LISTEN", default_value = "127.0.0.1:8088", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Take this for now, in a database that was begun so: for demonstrations, training and tests.
    #[arg(long, env = "CRED_SIMULATE", value_name = "INSTANT")]
    pub simulate: Option<String>,
}

/// Serves until the process is told to end (SIGTERM, Ctrl-C).
///
/// The exit code is 0 then; 1 where the database or the address cannot be used, and 2 where an argument is wrong.
pub async fn run(args: Args) -> ExitCode {
    let limits = Limits::default();
    let state = match open(&args, limits) {
        Ok(state) => state,
        Err(error) => {
            tell(&format!("{error}{}{}", if error.advice().is_empty() { "" } else { "; " }, error.advice()));
            let usage = error.kind() == cred_app::error::Kind::Usage;
            return ExitCode::from(if usage { 2 } else { 1 });
        }
    };
    let bound = async {
        let listener = TcpListener::bind(args.listen).await?;
        let address = listener.local_addr()?;
        Ok::<_, std::io::Error>((listener, address, end()?))
    };
    let (listener, address, end) = match bound.await {
        Ok(bound) => bound,
        Err(error) => {
            tell(&format!("cannot listen on {}: {error}", args.listen));
            return ExitCode::FAILURE;
        }
    };
    tell(&format!("listening on http://{address}, answering from {}", args.db.display()));
    if !address.ip().is_loopback() {
        tell("this address may be reached from other machines, and whoever reaches it may ask");
    }
    if serve::serve(listener, router(state), limits, end).await {
        tell("ended");
    } else {
        tell("ended; some requests were still under way");
    }
    ExitCode::SUCCESS
}

fn open(args: &Args, limits: Limits) -> Result<AppState, AppError> {
    let simulated = args.simulate.as_deref().map(|text| moment::parse("--simulate", text, Zone::UTC)).transpose()?;
    AppState::open(&args.db, simulated.map_or(Clock::System, Clock::Simulated), limits)
}

/// Ready when the process is told to end. The signals are caught from the call on.
#[cfg(unix)]
fn end() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    let mut interrupt = signal::unix::signal(signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ready when the process is told to end.
#[cfg(not(unix))]
fn end() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler there is only the hard way to end.
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
