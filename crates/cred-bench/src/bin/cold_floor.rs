//! The floor under a cold command: a process that only reads its arguments, and one that makes one look-up in an SQLite database.

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use rusqlite::{Connection, OpenFlags};

/// The floor under a cold command.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// A database of cred.
    db: PathBuf,
    /// An NPI in it.
    npi: String,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match look_up(&args) {
        Ok(found) => {
            println!("{found}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn look_up(args: &Args) -> rusqlite::Result<i64> {
    let connection = Connection::open_with_flags(&args.db, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sql = "SELECT count(*) FROM lookup WHERE space = 'npi' AND key = ?1";
    connection.query_row(sql, [&args.npi], |row| row.get(0))
}
