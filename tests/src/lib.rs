//! What crosses crates: running the command line as a process, and holding written files against what the code says.
#![expect(clippy::panic, reason = "a test stops at what it cannot go on with")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// Holds a file of the repository against what the code says it should be; with `CRED_BLESS=1` it is written instead.
///
/// # Panics
/// When the file differs.
pub fn hold(path: &str, expected: &str) {
    let file = root().join(path);
    let fail = |what: &str| -> ! { panic!("{path} {what}; run the test with CRED_BLESS=1 and look at the difference") };
    if std::env::var_os("CRED_BLESS").is_some() {
        if std::fs::write(&file, expected).is_err() {
            fail("cannot be written");
        }
        return;
    }
    let Ok(held) = std::fs::read_to_string(&file) else { fail("cannot be read") };
    if held != expected {
        let line = held.lines().zip(expected.lines()).position(|(held, expected)| held != expected);
        let line = line.unwrap_or_else(|| held.lines().count().min(expected.lines().count()));
        let of = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
        panic!(
            "{path} differs in line {}:\n  file: {}\n  code: {}\nrun the test with CRED_BLESS=1 and look at the difference",
            line + 1,
            of(&held),
            of(expected)
        );
    }
}

/// A run of the command line in a folder of its own, away from the caller's environment.
#[derive(Debug)]
pub struct Run {
    /// The exit code; -1 when it was killed.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the command line.
///
/// # Panics
/// When it cannot be started.
#[must_use]
pub fn cred(program: &str, folder: &Path, args: &[&str]) -> Run {
    let output = Command::new(program).args(args).current_dir(folder).env_clear().output();
    let Ok(Output { status, stdout, stderr }) = output else { panic!("{program} cannot be started") };
    Run {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&stdout).into_owned(),
        err: String::from_utf8_lossy(&stderr).into_owned(),
    }
}
