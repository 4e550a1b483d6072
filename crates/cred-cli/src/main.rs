//! The command line, `cred`.

fn main() {}
