//! The command line, `cred`.

fn main() -> std::process::ExitCode {
    cred_cli::run(std::env::args_os())
}
