//! Words to values: the few columns or arguments by which people name a credential and a source's answer.

use chrono::NaiveDate;
use cred_core::{
    digest::Digest,
    evidence::{
        reply::{Encumbrance, EncumbranceKind, Limits, Reply},
        source::Method,
        verification::Evidence,
    },
    identifier::{DeaNumber, LicenseNumber},
    jurisdiction::Jurisdiction,
    provider::{
        credential::{CaseRole, Credential, LicenseCompact, Move},
        drug_schedule,
        element::ElementKind,
    },
    text::Text,
    time::{partial_date::PartialDate, zone::Zone},
};

/// A value that does not fit: which one, and why. Never quotes a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct WordingError {
    /// The column or argument.
    pub field: &'static str,
    /// The rule in words.
    pub reason: String,
    /// The stable code.
    pub code: &'static str,
}

impl WordingError {
    fn new(field: &'static str, code: &'static str, reason: impl ToString) -> Self {
        Self { field, reason: reason.to_string(), code }
    }
}

/// A credential in words: what [`credential`] reads.
#[derive(Debug, Clone, Default)]
pub struct Words<'a> {
    /// The kind of element: `license`, `dea`, ….
    pub element: &'a str,
    /// Who issued it: a state, school, programme, board, carrier, employer, list.
    pub issuer: Option<&'a str>,
    /// Its number: licence, registration, policy.
    pub number: Option<&'a str>,
    /// Further facts: `type`, `degree`, `specialty`, `certificate`, `name`, `per_claim`, ….
    pub details: Vec<(String, String)>,
}

impl Words<'_> {
    fn detail(&self, key: &str) -> Option<&str> {
        self.details.iter().find(|(own, _)| own.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }

    fn text(&self, field: &'static str, value: Option<&str>) -> Result<Text, WordingError> {
        let value = value.ok_or_else(|| WordingError::new(field, "wording/missing", "is needed for this element"))?;
        Text::parse(value).map_err(|error| WordingError::new(field, "wording/text", error))
    }

    fn state(&self) -> Result<Jurisdiction, WordingError> {
        let issuer = self.issuer.ok_or_else(|| WordingError::new("issuer", "wording/missing", "give the state"))?;
        Jurisdiction::parse(issuer).map_err(|error| WordingError::new("issuer", "wording/state", error))
    }

    fn license_number(&self) -> Result<LicenseNumber, WordingError> {
        let number = self.number.ok_or_else(|| WordingError::new("number", "wording/missing", "give the number"))?;
        LicenseNumber::parse(number).map_err(|error| WordingError::new("number", "wording/number", error))
    }

    /// A yes or no; no where left out.
    fn flag(&self, field: &'static str) -> Result<bool, WordingError> {
        flag(field, self.detail(field))
    }

    fn state_in(&self, field: &'static str) -> Result<Jurisdiction, WordingError> {
        let text = self.detail(field).ok_or_else(|| WordingError::new(field, "wording/missing", "give the state"))?;
        Jurisdiction::parse(text).map_err(|error| WordingError::new(field, "wording/state", error))
    }

    fn day_in(&self, field: &'static str) -> Result<Option<PartialDate>, WordingError> {
        let read = |text| PartialDate::parse(text).map_err(|error| WordingError::new(field, "wording/date", error));
        self.detail(field).map(read).transpose()
    }

    /// Several texts, with semicolons between them.
    fn texts(&self, field: &'static str) -> Result<Vec<Text>, WordingError> {
        let parts = self.detail(field).unwrap_or_default().split(';').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| self.text(field, Some(part))).collect()
    }

    fn compact(&self) -> Result<Option<LicenseCompact>, WordingError> {
        let Some(word) = self.detail("compact").map(str::to_ascii_lowercase) else { return Ok(None) };
        Ok(match word.as_str() {
            "" | "none" => None,
            "imlc" => Some(LicenseCompact::Imlc { principal_state: self.state_in("principal_state")? }),
            "nlc" | "nlc-multistate" | "multistate" => {
                let moved = match (self.detail("moved_to"), self.day_in("moved_on")?) {
                    (None, None) => None,
                    (_, Some(on)) => Some(Move { to: self.state_in("moved_to")?, on }),
                    (Some(_), None) => {
                        return Err(WordingError::new("moved_on", "wording/missing", "give the first day there"));
                    }
                };
                Some(LicenseCompact::NlcMultistate { moved })
            }
            "privilege" | "privilege-to-practice" => {
                Some(LicenseCompact::PrivilegeToPractice { home_state: self.state_in("home_state")? })
            }
            _ => {
                let reason =
                    "is imlc (with principal_state), nlc-multistate, or privilege-to-practice (with home_state)";
                return Err(WordingError::new("compact", "wording/compact", reason));
            }
        })
    }

    fn dollars(&self, field: &'static str) -> Result<u64, WordingError> {
        let text = self.detail(field).ok_or_else(|| WordingError::new(field, "wording/missing", "give US dollars"))?;
        let bare: String = text.chars().filter(|c| !matches!(c, '_' | ',' | '$' | ' ')).collect();
        bare.parse::<u64>()
            .ok()
            .and_then(|dollars| dollars.checked_mul(100))
            .ok_or_else(|| WordingError::new(field, "wording/dollars", "whole US dollars are needed, such as 1000000"))
    }
}

/// The keys that each kind of element takes; the documentation is made of this.
pub const DETAILS: &[(ElementKind, &str)] = &[
    (ElementKind::Identity, "detail document"),
    (
        ElementKind::License,
        "issuer = state, number, detail type (MD, DO, APRN, …); compact (imlc with principal_state, nlc-multistate with moved_to and moved_on after a move, privilege-to-practice with home_state), training",
    ),
    (ElementKind::Dea, "issuer = state, number, detail schedules (such as `2 2N 3`), fee_exempt"),
    (ElementKind::ControlledSubstance, "issuer = state, number"),
    (ElementKind::Education, "issuer = school, detail degree"),
    (ElementKind::Training, "issuer = programme, detail specialty"),
    (ElementKind::BoardCertification, "issuer = board, detail certificate"),
    (ElementKind::Certification, "detail name (ACLS, …), or number"),
    (
        ElementKind::Insurance,
        "issuer = carrier, number = policy, details per_claim and aggregate in US dollars, retroactive_from, excludes (with `;` between)",
    ),
    (ElementKind::WorkHistory, "issuer = employer, detail position"),
    (ElementKind::PeerReference, "issuer = peer"),
    (ElementKind::HealthStatement, "issuer = who states it"),
    (
        ElementKind::CaseLog,
        "issuer = place, details activity, role (primary, assistant, supervisor, proctored, simulator) and count, disaster",
    ),
    (ElementKind::MalpracticeHistory, "none"),
    (ElementKind::Sanctions, "issuer = state"),
    (ElementKind::Exclusion, "issuer = list (LEIE, SAM, …)"),
    (ElementKind::NpdbQuery, "none"),
    (ElementKind::ContinuousQuery, "none; dates of the enrollment"),
];

/// Reads a credential.
///
/// # Errors
/// When the element is no kind, or a value it needs is missing or has another shape.
pub fn credential(words: &Words<'_>) -> Result<Credential, WordingError> {
    let kind = ElementKind::parse(words.element).ok_or_else(|| {
        let kinds: Vec<&str> = ElementKind::ALL.iter().map(|kind| kind.word()).collect();
        WordingError::new("element", "wording/element", format!("is one of {}", kinds.join(", ")))
    })?;
    let issuer = |field| words.text(field, words.issuer);
    Ok(match kind {
        ElementKind::Identity => {
            Credential::Identity { document: words.text("document", words.detail("document").or(words.issuer))? }
        }
        ElementKind::License => Credential::License {
            jurisdiction: words.state()?,
            license_type: words.text("type", words.detail("type"))?,
            number: words.license_number()?,
            compact: words.compact()?,
            training: words.flag("training")?,
        },
        ElementKind::Dea => Credential::Dea {
            jurisdiction: words.state()?,
            number: DeaNumber::parse(words.number.unwrap_or_default())
                .map_err(|error| WordingError::new("number", "wording/number", error))?,
            schedules: words
                .detail("schedules")
                .unwrap_or_default()
                .split([' ', ','])
                .filter(|schedule| !schedule.is_empty())
                .map(|schedule| drug_schedule("schedules", schedule))
                .collect::<Result<_, _>>()?,
            fee_exempt: words.flag("fee_exempt")?,
        },
        ElementKind::ControlledSubstance => {
            Credential::ControlledSubstance { jurisdiction: words.state()?, number: words.license_number()? }
        }
        ElementKind::Education => Credential::Education {
            institution: issuer("issuer")?,
            degree: words.text("degree", words.detail("degree"))?,
        },
        ElementKind::Training => Credential::Training {
            program: issuer("issuer")?,
            specialty: words.text("specialty", words.detail("specialty"))?,
        },
        ElementKind::BoardCertification => Credential::BoardCertification {
            board: issuer("issuer")?,
            certificate: words.text("certificate", words.detail("certificate"))?,
        },
        ElementKind::Certification => {
            let name = words.detail("name").or(words.number).or(words.issuer);
            Credential::Certification { name: words.text("name", name)? }
        }
        ElementKind::Insurance => Credential::Insurance {
            carrier: issuer("issuer")?,
            policy: words.text("number", words.number)?,
            per_claim_cents: words.dollars("per_claim")?,
            aggregate_cents: words.dollars("aggregate")?,
            retroactive_from: words.day_in("retroactive_from")?,
            excluded_activities: words.texts("excludes")?,
        },
        ElementKind::WorkHistory => Credential::WorkHistory {
            employer: issuer("issuer")?,
            position: words.text("position", words.detail("position"))?,
        },
        ElementKind::PeerReference => Credential::PeerReference { peer: issuer("issuer")? },
        ElementKind::HealthStatement => Credential::HealthStatement { stated_by: issuer("issuer")? },
        ElementKind::CaseLog => Credential::CaseLog {
            activity: words.text("activity", words.detail("activity"))?,
            role: role(words.detail("role"))?,
            count: words
                .detail("count")
                .and_then(|count| count.parse().ok())
                .ok_or_else(|| WordingError::new("count", "wording/count", "give how many cases, as a whole number"))?,
            place: issuer("issuer")?,
            under_disaster: words.flag("disaster")?,
        },
        ElementKind::MalpracticeHistory => Credential::MalpracticeHistory,
        ElementKind::Sanctions => Credential::Sanctions { jurisdiction: words.state()? },
        ElementKind::Exclusion => Credential::Exclusion { list: issuer("issuer")? },
        ElementKind::NpdbQuery => Credential::NpdbQuery,
        ElementKind::ContinuousQuery => Credential::ContinuousQuery,
    })
}

fn role(word: Option<&str>) -> Result<CaseRole, WordingError> {
    match word.map(str::to_ascii_lowercase).as_deref() {
        None => Ok(CaseRole::Primary),
        Some(word) => CaseRole::ALL.into_iter().find(|role| role.word() == word).ok_or_else(|| {
            let known = CaseRole::ALL.map(CaseRole::word).join(", ");
            WordingError::new("role", "wording/role", format!("is one of {known}"))
        }),
    }
}

fn flag(field: &'static str, word: Option<&str>) -> Result<bool, WordingError> {
    match word.map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "no" | "false") => Ok(false),
        Some("yes" | "true") => Ok(true),
        Some(_) => Err(WordingError::new(field, "wording/flag", "is yes or no")),
    }
}

/// A source's answer in words: what [`evidence`] reads.
#[derive(Debug, Clone, Default)]
pub struct AnswerWords<'a> {
    /// Who answered.
    pub source: &'a str,
    /// How they were asked.
    pub method: &'a str,
    /// `match`, `adverse`, `not-found`, `clear`, `reported`, `possible-match`.
    pub result: &'a str,
    /// The day they answered.
    pub verified_on: Option<NaiveDate>,
    /// The first day vouched for.
    pub valid_from: Option<PartialDate>,
    /// The last day.
    pub valid_to: Option<PartialDate>,
    /// What the issuer did: `limited`, `suspended`, `revoked`, `surrendered`.
    pub standing: Option<&'a str>,
    /// From which day.
    pub standing_from: Option<PartialDate>,
    /// Its last day; open where none.
    pub standing_to: Option<PartialDate>,
    /// On which terms, or the summary of a report.
    pub terms: Option<&'a str>,
    /// The fingerprint of the stored answer.
    pub artefact: Option<Digest>,
    /// The zone of the dates, where it is not the issuer's.
    pub zone: Option<Zone>,
    /// Which edition of a list was searched.
    pub list_version: Option<&'a str>,
    /// The name under which the source has the provider, where it tells one.
    pub name: Option<&'a str>,
    /// Of a limit: the drug schedules that may not be prescribed, such as `2 2N`.
    pub no_schedules: Option<&'a str>,
    /// Of a limit: `yes` where it allows practice under supervision or with a chaperone alone.
    pub supervised: Option<&'a str>,
    /// `yes` where the issuer says that it goes on past its printed end until it decides about a renewal filed in time.
    pub continues: Option<&'a str>,
}

/// A drug schedule, however it is written.
fn drug_schedule(field: &'static str, written: &str) -> Result<Text, WordingError> {
    let meant = drug_schedule::canonical(written).ok_or_else(|| {
        let reason = format!("`{written}` is no drug schedule: write {}", drug_schedule::ALL.join(", "));
        WordingError::new(field, "wording/schedule", reason)
    })?;
    Text::parse(meant).map_err(|error| WordingError::new(field, "wording/text", error))
}

/// Reads a source's answer about a credential.
///
/// # Errors
/// When a word is none of its vocabulary, or something is missing; an answer without an artefact is no evidence.
pub fn evidence(credential: Credential, words: &AnswerWords<'_>) -> Result<Evidence, WordingError> {
    let text = |field, value: Option<&str>| {
        let value = value.ok_or_else(|| WordingError::new(field, "wording/missing", "is needed for this result"))?;
        Text::parse(value).map_err(|error| WordingError::new(field, "wording/text", error))
    };
    let method = Method::parse(words.method).ok_or_else(|| {
        let known: Vec<&str> = Method::ALL.iter().map(|method| method.word()).collect();
        WordingError::new("method", "wording/method", format!("is one of {}", known.join(", ")))
    })?;
    let is_search = credential.kind().is_search();
    let reply = match words.result.trim().to_ascii_lowercase().as_str() {
        "match" | "found" => found(credential, words)?,
        "adverse" if is_search => Reply::Reported {
            summary: text("terms", words.terms)?,
            from: words.standing_from.or(words.valid_from),
            to: words.valid_to,
        },
        "adverse" => found(credential, words)?,
        "reported" => Reply::Reported {
            summary: text("terms", words.terms)?,
            from: words.standing_from.or(words.valid_from),
            to: words.valid_to,
        },
        "not-found" => Reply::NotFound,
        "clear" => {
            let list_version = words.list_version.map(|version| text("list_version", Some(version))).transpose()?;
            Reply::Clear { list_version }
        }
        "possible-match" => Reply::PossibleMatch { summary: text("terms", words.terms)?, pairs: vec![] },
        "mismatch" => {
            let reason = "record what the source has with `match`: the comparison with the claim finds the difference";
            return Err(WordingError::new("result", "wording/result", reason));
        }
        "unavailable" => {
            let reason = "a source that did not answer gave no evidence: follow up, or give up with a reason";
            return Err(WordingError::new("result", "wording/result", reason));
        }
        _ => {
            let reason = "is one of match, adverse, not-found, clear, reported, possible-match";
            return Err(WordingError::new("result", "wording/result", reason));
        }
    };
    let missing = |field, reason: &str| WordingError::new(field, "wording/missing", reason);
    Ok(Evidence {
        source: text("source", Some(words.source))?,
        method,
        verified_on: words
            .verified_on
            .ok_or_else(|| missing("verified_on", "give the day on which the source answered"))?,
        zone: words.zone,
        name: words.name.map(|name| text("name", Some(name))).transpose()?,
        artefact: words.artefact.ok_or_else(|| {
            missing("artefact", "give the stored answer, or its `sha256:` fingerprint: no artefact, no evidence")
        })?,
        reply,
    })
}

fn found(credential: Credential, words: &AnswerWords<'_>) -> Result<Reply, WordingError> {
    let mut encumbrances = Vec::new();
    match words.standing.map(str::trim) {
        None | Some("" | "active" | "clear" | "good") => {}
        Some(word) => {
            let kind = EncumbranceKind::parse(word).ok_or_else(|| {
                let reason = "is active, or one of limited, probation, restricted, suspended, revoked, surrendered";
                WordingError::new("standing", "wording/standing", reason)
            })?;
            let terms = Text::parse(words.terms.unwrap_or(word))
                .map_err(|error| WordingError::new("terms", "wording/text", error))?;
            let schedules = words.no_schedules.unwrap_or_default().split([' ', ',']).filter(|one| !one.is_empty());
            let no_schedules = schedules.map(|one| drug_schedule("no_schedules", one)).collect::<Result<_, _>>()?;
            let limits = Limits { no_schedules, supervised: flag("supervised", words.supervised)? };
            encumbrances.push(Encumbrance { kind, from: words.standing_from, to: words.standing_to, terms, limits });
        }
    }
    if words.result.eq_ignore_ascii_case("adverse") && encumbrances.is_empty() {
        let reason = "say what is adverse: limited, suspended, revoked or surrendered";
        return Err(WordingError::new("standing", "wording/missing", reason));
    }
    // A limit without what it limits would be lost without a word.
    if encumbrances.is_empty() && (words.no_schedules.is_some() || flag("supervised", words.supervised)?) {
        return Err(WordingError::new("standing", "wording/missing", "say `limited` with what is limited"));
    }
    Ok(Reply::Found {
        credential,
        valid_from: words.valid_from,
        valid_to: words.valid_to,
        encumbrances,
        continues_until_final_action: flag("continues", words.continues)?,
    })
}
