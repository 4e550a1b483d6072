//! On what it was measured.

use std::{fs, process::Command};

fn said(path: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// The processor, its cores, the memory, and the system.
#[must_use]
pub fn described() -> String {
    let processor = said("/proc/cpuinfo", "model name").unwrap_or_else(|| "an unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kib: Option<u64> = said("/proc/meminfo", "MemTotal").and_then(|own| own.split(' ').next()?.parse().ok());
    let memory = kib.map_or_else(|| "unknown".to_owned(), |kib| format!("{} GiB", (kib + 524_288) / 1_048_576));
    let load = fs::read_to_string("/proc/loadavg").ok();
    let load = load.and_then(|own| own.split(' ').next().map(str::to_owned)).unwrap_or_default();
    format!(
        "{processor}, {cores} cores seen, {memory} of memory, {} {}; load {load} at the end of the run",
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

/// The compiler.
#[must_use]
pub fn compiler() -> String {
    let told = Command::new("rustc").arg("--version").output().ok();
    told.map_or_else(|| "rustc".to_owned(), |out| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// The version of a package in this benchmark's own lock file.
#[must_use]
pub fn version_of(package: &str) -> String {
    let lock = include_str!("../Cargo.lock");
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    let version = lines.nth(1).and_then(|line| line.split('"').nth(1));
    format!("{package} {}", version.unwrap_or("of an unknown version"))
}
