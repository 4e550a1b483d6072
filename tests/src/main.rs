//! The command line, started by the end-to-end tests.

fn main() -> std::process::ExitCode {
    cred_cli::run(std::env::args_os())
}
