//! Where a source is, and what it wants to see.

use cred_import::toml_fault::table::Table;
use serde::Deserialize as _;
use ureq::http::{HeaderName, HeaderValue};

use super::{Auth, Shown};
use crate::transport::origin::Origin;

/// Two megabytes: answers of these registries have a hundredth of it.
const MOST_BYTES: u64 = 2_000_000;
/// Headers that the client sets, or that hold a key.
const NOT_HERE: [&str; 7] =
    ["accept", "accept-encoding", "authorization", "connection", "content-length", "cookie", "host"];

/// Where it is, the headers, the key, and the most bytes.
pub(super) type Reach = (Origin, Vec<(String, String)>, Option<Auth>, u64);

pub(super) fn of(table: &mut Table<'_, '_>) -> Option<Reach> {
    let address: Option<String> = table.required("address");
    let origin = address.and_then(|address| Origin::parse(&address).map_err(|rule| table.fault("address", rule)).ok());
    let headers = if table.has("headers") { headers(table) } else { Some(Vec::new()) };
    let auth = if table.has("auth") { table.table("auth").and_then(auth).map(Some) } else { Some(None) };
    let most_bytes = table.optional("most_bytes").unwrap_or(MOST_BYTES);
    if !(1..=64_000_000).contains(&most_bytes) {
        table.fault("most_bytes", "give 1 to 64000000 bytes");
    }
    Some((origin?, headers?, auth?, most_bytes))
}

fn headers(table: &mut Table<'_, '_>) -> Option<Vec<(String, String)>> {
    let own = table.table("headers")?;
    let mut headers = Vec::new();
    for (name, value) in own.others() {
        let at = value.at();
        let value = own.faults().keep(String::deserialize(value), at, name)?;
        if NOT_HERE.contains(&name.to_ascii_lowercase().as_str()) {
            own.faults().add(at, format!("`{name}`: this header is not set here; a key goes into `auth`"));
        } else if HeaderName::from_bytes(name.as_bytes()).is_err() || HeaderValue::from_str(&value).is_err() {
            own.faults().add(at, format!("`{name}`: it cannot be sent as a header"));
        } else {
            headers.push((name.to_owned(), value));
        }
    }
    Some(headers)
}

fn auth(mut table: Table<'_, '_>) -> Option<Auth> {
    let env: Option<String> = table.required("env");
    let (header, query): (Option<String>, Option<String>) = (table.optional("header"), table.optional("query"));
    let prefix = table.optional("prefix").unwrap_or_default();
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if env.as_ref().is_some_and(|env| !plain(env)) {
        table.fault("env", "name the environment variable that has the key; the key itself never stands here");
    }
    let shown = match (header, query) {
        (Some(header), None) if plain(&header) => Some(Shown::Header(header)),
        (None, Some(query)) if plain(&query) => Some(Shown::Query(query)),
        _ => {
            table.fault(
                "env",
                "say where the key is shown: `header = \"X-Api-Key\"` or `query = \"api_key\"`, one of them",
            );
            None
        }
    };
    table.finish();
    Some(Auth { env: env?, shown: shown?, prefix })
}
