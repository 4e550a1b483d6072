//! From words to a source's answer.

use cred_app::wording::{self, AnswerWords};
use cred_core::{
    digest::Digest,
    evidence::verification::Evidence,
    provider::{credential, element::ElementKind},
    time::{partial_date::PartialDate, zone::Zone},
};

use super::{
    element::{Credential, Reply},
    naming::ISSUERS,
};
use crate::{made_up, outcome::Trouble, stage::Stage};

/// Who answers, where it is not the issuer.
const SOURCES: &[(ElementKind, &str)] = &[
    (ElementKind::NpdbQuery, "NPDB"),
    (ElementKind::ContinuousQuery, "NPDB"),
    (ElementKind::MalpracticeHistory, "NPDB"),
    (ElementKind::License, "state board"),
    (ElementKind::Dea, "DEA"),
    (ElementKind::Sanctions, "state board"),
];

/// The source's answer about a credential.
///
/// # Errors
/// When a word is none of its vocabulary, or something is missing.
pub fn evidence(
    stage: &Stage,
    credential: credential::Credential,
    words: &Credential,
    reply: Reply<'_>,
) -> Result<Evidence, Trouble> {
    let kind = credential.kind();
    let day = match stage.maybe("verified_on", reply.verified_on)? {
        Some(day) => day,
        None => stage.made_up("verified_on", stage.now())?,
    };
    let verified_on = stage.zone().date_at(day);
    let usual = if kind.is_search() { "clear" } else { "match" };
    let result = reply.result.map_or_else(|| stage.made_up("result", usual), Ok)?;
    let method = reply.method.map_or_else(|| stage.made_up("method", "primary"), Ok)?;
    let holds = matches!(result, "match" | "found" | "adverse") && !kind.is_search();
    let two_years = || verified_on.checked_add_months(chrono::Months::new(24)).map(PartialDate::from);
    let valid_to =
        words.valid_to.or_else(|| (holds && kind.always_ends() && stage.makes_up()).then(two_years).flatten());
    // A place of work without a first day proves no history: a made-up one has lasted ten years.
    let ten_years_ago = || verified_on.checked_sub_months(chrono::Months::new(120)).map(PartialDate::from);
    let at_work = holds && kind == ElementKind::WorkHistory && words.valid_to.is_none() && stage.makes_up();
    let valid_from = words.valid_from.or_else(|| at_work.then(ten_years_ago).flatten());
    let named = || SOURCES.iter().find(|(own, _)| *own == kind).map(|(_, name)| (*name).to_owned());
    let list =
        || if let credential::Credential::Exclusion { list } = &credential { Some(list.to_string()) } else { None };
    let made_up_issuer = || ISSUERS.iter().find(|(own, _)| *own == kind).map(|(_, name)| (*name).to_owned());
    let issuer = words.issuer.clone().or_else(list).or_else(named).or_else(made_up_issuer);
    let source = match reply.source {
        Some(source) => source.to_owned(),
        None => stage.made_up("source", issuer.unwrap_or_else(|| "the issuer".to_owned()))?,
    };
    let zone = match reply.zone {
        Some("unknown") => None,
        Some(name) => Some(Zone::parse(name).map_err(|error| Trouble::value("zone", error))?),
        None => Some(credential.issuer_zone().unwrap_or_else(|| stage.zone())),
    };
    let about = format!("{} {verified_on} {result}", credential.describe());
    let artefact = match reply.artefact {
        Some(written) => {
            let hash = written.trim_start_matches("sha256:").parse::<Digest>();
            hash.map_err(|_| Trouble::file("artefact", "write `sha256:` and 64 hexadecimal digits"))?
        }
        None => stage.made_up("artefact", made_up::artefact(&about))?,
    };
    let tells = matches!(result, "reported" | "possible-match") || result == "adverse" && kind.is_search();
    let summary = (tells && stage.makes_up()).then_some("told by the source");
    let no_schedules = (!reply.no_schedules.is_empty()).then(|| reply.no_schedules.join(" "));
    let answer = AnswerWords {
        no_schedules: no_schedules.as_deref(),
        supervised: reply.supervised.then_some("yes"),
        continues: reply.continues.then_some("yes"),
        source: &source,
        method,
        result,
        verified_on: Some(verified_on),
        valid_from,
        valid_to,
        standing: reply.standing,
        standing_from: reply.standing_from,
        standing_to: reply.standing_to,
        terms: reply.terms.or(summary),
        artefact: Some(artefact),
        zone,
        list_version: reply.list_version,
        name: reply.name,
    };
    wording::evidence(credential, &answer).map_err(|error| Trouble::value(error.field, error.reason))
}
