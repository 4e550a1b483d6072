//! PostgreSQL: the same tables and statement as SQLite, prepared, over a Unix socket. The server is started for the run alone, in a folder of
//! its own that goes with it; as root it would refuse, so there it runs as somebody else.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use postgres::{Client, NoTls, Statement, types::Type};
use tempfile::TempDir;

use super::{Engine, rows};
use crate::{
    Fault,
    verdict::{Question, Verdict},
    world::{state_of, tables::Tables},
};

/// A server, a connection and the statements.
pub struct Postgres {
    client: Client,
    question: Statement,
    nothing: Statement,
    version: String,
    server: Child,
    _folder: TempDir,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // A fast shutdown; what it leaves goes with the folder.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

/// A program of the server, as a user that it runs for.
fn program(name: &str) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", name]);
        command
    } else {
        Command::new(name)
    }
}

fn start(folder: &Path) -> Result<Child, Fault> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777))?;
    let data = folder.join("data");
    let made = program("initdb")
        .args(["--no-sync", "-A", "trust", "-U", "bench", "-D"])
        .arg(&data)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("`initdb` cannot be run: {error}"))?;
    if !made.status.success() {
        return Err(format!("`initdb` failed: {}", String::from_utf8_lossy(&made.stderr).trim()).into());
    }
    let server = program("postgres")
        .arg("-D")
        .arg(&data)
        .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=256MB", "-k"])
        .arg(folder)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(server)
}

impl Postgres {
    /// A server with these rows.
    ///
    /// # Errors
    /// When there is no PostgreSQL on this machine, or it refuses something.
    pub fn of(tables: &Tables) -> Result<Self, Fault> {
        let folder = tempfile::Builder::new().prefix("cred-bench").tempdir()?;
        let mut server = start(folder.path())?;
        let mut config = Client::configure();
        config.host_path(folder.path()).user("bench").dbname("postgres");
        let connected = (0..200).find_map(|_| {
            std::thread::sleep(Duration::from_millis(50));
            config.connect(NoTls).ok()
        });
        let Some(mut client) = connected else {
            let _ = server.kill();
            return Err("the server that was started takes no connection".into());
        };
        client.batch_execute(rows::SCHEMA)?;
        let mut texts: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
        rows::each(tables, &mut |table, row| {
            let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
            let text = texts.entry(table.to_owned()).or_default();
            text.push_str(&cells.join("\t"));
            text.push('\n');
            Ok(())
        })?;
        for (table, text) in texts {
            let mut writer = client.copy_in(&format!("COPY {table} FROM STDIN"))?;
            writer.write_all(text.as_bytes())?;
            writer.finish()?;
        }
        client.batch_execute("VACUUM ANALYZE")?;
        // A plan for each question would cost more than it saves.
        client.batch_execute("SET plan_cache_mode = force_generic_plan")?;
        let version = client.query_one("SHOW server_version", &[])?.get(0);
        // Beside a small literal the server would take a hole for a smaller number.
        let question = client.prepare_typed(
            &rows::question(),
            &[Type::INT8, Type::INT8, Type::INT8, Type::INT8, Type::INT8, Type::INT8, Type::INT8],
        )?;
        let nothing = client.prepare("SELECT CAST(1 AS bigint)")?;
        Ok(Self { client, question, nothing, version, server, _folder: folder })
    }

    /// Which version it is.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A statement that does nothing: the round trip alone.
    ///
    /// # Errors
    /// When the connection is lost.
    pub fn round_trip(&mut self) -> Result<i64, Fault> {
        Ok(self.client.query_one(&self.nothing, &[])?.get(0))
    }
}

impl Engine for Postgres {
    type Asked = [i64; 7];

    fn prepare(&self, own: Question) -> Result<Self::Asked, Fault> {
        let numbers = [own.facility(), own.site, own.item, state_of(own.facility()), own.site % 2].map(i64::from);
        let [facility, site, item, state, place] = numbers;
        Ok([i64::from(own.provider), facility, site, item, own.at, state, place])
    }

    fn ask(&mut self, own: &Self::Asked) -> Result<Verdict, Fault> {
        let [a, b, c, d, e, f, g] = own;
        let bits: i64 = self.client.query_one(&self.question, &[a, b, c, d, e, f, g])?.get(0);
        Ok(Verdict::from_bits(u32::try_from(bits)?))
    }
}
