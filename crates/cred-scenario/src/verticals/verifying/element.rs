//! Elements and answers as steps write them. What is left out is filled in from the provider's claim, or made up.

use std::collections::BTreeMap;

use cred_app::wording::{self, AnswerWords, Words};
use cred_core::{
    digest::Digest,
    evidence::verification::Evidence,
    id::ProviderId,
    provider::{Provider, credential, element::ElementKind},
    time::{partial_date::PartialDate, zone::Zone},
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{made_up, moment::Moment, outcome::Trouble, stage::Stage};

/// What is issued by a state.
const OF_A_STATE: [ElementKind; 4] =
    [ElementKind::License, ElementKind::Dea, ElementKind::ControlledSubstance, ElementKind::Sanctions];

/// Issuers who do not exist, where a step names none; of exclusion lists the federal one.
const ISSUERS: &[(ElementKind, &str)] = &[
    (ElementKind::Exclusion, "LEIE"),
    (ElementKind::Education, "Riverside School of Medicine"),
    (ElementKind::Training, "Riverside Residency Program"),
    (ElementKind::BoardCertification, "Riverside Board"),
    (ElementKind::Insurance, "Harbor Mutual"),
    (ElementKind::WorkHistory, "Riverside Hospital"),
    (ElementKind::CaseLog, "Riverside Hospital"),
    (ElementKind::PeerReference, "A. Riverside"),
    (ElementKind::HealthStatement, "A. Riverside"),
];

/// With which letter made-up numbers begin.
const NUMBERS: &[(ElementKind, &str)] =
    &[(ElementKind::License, "L"), (ElementKind::ControlledSubstance, "C"), (ElementKind::Insurance, "P")];

/// Who answers, where it is not the issuer.
const SOURCES: &[(ElementKind, &str)] = &[
    (ElementKind::NpdbQuery, "NPDB"),
    (ElementKind::ContinuousQuery, "NPDB"),
    (ElementKind::MalpracticeHistory, "NPDB"),
    (ElementKind::License, "state board"),
    (ElementKind::Dea, "DEA"),
    (ElementKind::Sanctions, "state board"),
];

/// A struct with the fields that name a credential, after some of its own.
macro_rules! naming {
    ($(#[$doc:meta])* $name:ident { $($(#[$own_doc:meta])* $own:ident: $own_type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$own_doc])* pub $own: $own_type,)*
            /// The kind of element: `license`, `dea`, `education`, ….
            #[schemars(with = "ElementKind")]
            pub element: String,
            /// Who issued it: the state, school, programme, board, carrier, employer, peer or list. The state of the only site, or a
            /// made-up name, where left out.
            #[serde(default)]
            pub issuer: Option<String>,
            /// Its number; a made-up one where left out.
            #[serde(default)]
            pub number: Option<String>,
            /// For a licence: `MD`, `DO`, `APRN`, …; that of the profession where left out.
            #[serde(default)]
            pub r#type: Option<String>,
            /// For education: the degree.
            #[serde(default)]
            pub degree: Option<String>,
            /// For training: the specialty.
            #[serde(default)]
            pub specialty: Option<String>,
            /// For a board certification: in what.
            #[serde(default)]
            pub certificate: Option<String>,
            /// For another certificate: its name.
            #[serde(default)]
            pub name: Option<String>,
            /// For identity: the document looked at.
            #[serde(default)]
            pub document: Option<String>,
            /// For a DEA registration: its schedules.
            #[serde(default)]
            pub schedules: Vec<String>,
            /// For insurance: US dollars per claim; 1000000 where left out.
            #[serde(default)]
            pub per_claim: Option<u64>,
            /// For insurance: US dollars in the aggregate; 3000000 where left out.
            #[serde(default)]
            pub aggregate: Option<u64>,
            /// For work history: the position.
            #[serde(default)]
            pub position: Option<String>,
            /// For a case log: the activity.
            #[serde(default)]
            pub activity: Option<String>,
            /// For a case log: `primary`, `assistant` or `supervisor`.
            #[serde(default)]
            pub role: Option<String>,
            /// For a case log: how many cases.
            #[serde(default)]
            pub count: Option<u32>,
            /// Further facts by name.
            #[serde(default)]
            pub details: BTreeMap<String, String>,
            /// The first day of validity: a day, a month or a year.
            #[serde(default)]
            #[schemars(with = "Option<String>")]
            pub valid_from: Option<PartialDate>,
            /// The last day of validity, inclusive. For what always ends (licence, registrations, insurance) two years after the answer
            /// where left out.
            #[serde(default)]
            #[schemars(with = "Option<String>")]
            pub valid_to: Option<PartialDate>,
        }

        impl $name {
            /// The credential alone.
            #[must_use]
            pub fn credential(&self) -> Credential {
                let own = self.clone();
                Credential {
                    element: own.element,
                    issuer: own.issuer,
                    number: own.number,
                    r#type: own.r#type,
                    degree: own.degree,
                    specialty: own.specialty,
                    certificate: own.certificate,
                    name: own.name,
                    document: own.document,
                    schedules: own.schedules,
                    per_claim: own.per_claim,
                    aggregate: own.aggregate,
                    position: own.position,
                    activity: own.activity,
                    role: own.role,
                    count: own.count,
                    details: own.details,
                    valid_from: own.valid_from,
                    valid_to: own.valid_to,
                }
            }
        }
    };
}

/// The same with the fields of a source's answer.
macro_rules! answering {
    ($(#[$doc:meta])* $name:ident { $($(#[$own_doc:meta])* $own:ident: $own_type:ty,)* }) => {
        naming! {
            $(#[$doc])*
            $name {
                $($(#[$own_doc])* $own: $own_type,)*
                /// Who answered; the issuer where left out.
                #[serde(default)]
                source: Option<String>,
                /// How they were asked; `primary` where left out.
                #[serde(default)]
                #[schemars(with = "Option<cred_core::evidence::source::Method>")]
                method: Option<String>,
                /// `match` (or `adverse`), `not-found`; for a search `clear`, `reported` or `possible-match`. `match` or `clear` where left
                /// out.
                #[serde(default)]
                result: Option<String>,
                /// The day they answered; today where left out.
                #[serde(default)]
                verified_on: Option<Moment>,
                /// What the issuer did: `limited` (also `probation`, `restricted`), `suspended`, `revoked`, `surrendered`.
                #[serde(default)]
                standing: Option<String>,
                /// From which day.
                #[serde(default)]
                #[schemars(with = "Option<String>")]
                standing_from: Option<PartialDate>,
                /// Its last day; open where left out.
                #[serde(default)]
                #[schemars(with = "Option<String>")]
                standing_to: Option<PartialDate>,
                /// Of a limit: the drug schedules that may not be prescribed.
                #[serde(default)]
                no_schedules: Vec<String>,
                /// Of a limit: practice under supervision or with a chaperone alone.
                #[serde(default)]
                supervised: bool,
                /// The issuer says that it goes on past its printed end until it decides about a renewal filed in time.
                #[serde(default)]
                continues: bool,
                /// On which terms, or the summary of a report.
                #[serde(default)]
                terms: Option<String>,
                /// The zone of the dates: that of the issuing state, or else the scenario's, where left out; `unknown` where nobody knows.
                #[serde(default)]
                zone: Option<String>,
                /// Which edition of a list was searched.
                #[serde(default)]
                list_version: Option<String>,
                /// The name under which the source has the provider, where it tells one.
                #[serde(default)]
                name_at_source: Option<String>,
                /// The `sha256:` fingerprint of the stored answer; made up in a scenario where left out.
                #[serde(default)]
                artefact: Option<String>,
            }
        }

        impl $name {
            /// The answer alone.
            #[must_use]
            pub fn reply(&self) -> Reply<'_> {
                Reply {
                    source: self.source.as_deref(),
                    method: self.method.as_deref(),
                    result: self.result.as_deref(),
                    verified_on: self.verified_on.as_ref(),
                    standing: self.standing.as_deref(),
                    standing_from: self.standing_from,
                    standing_to: self.standing_to,
                    no_schedules: self.no_schedules.join(" "),
                    supervised: self.supervised,
                    continues: self.continues,
                    terms: self.terms.as_deref(),
                    zone: self.zone.as_deref(),
                    list_version: self.list_version.as_deref(),
                    name: self.name_at_source.as_deref(),
                    artefact: self.artefact.as_deref(),
                }
            }
        }
    };
}

naming! {
    /// A credential in words.
    Credential {}
}

naming! {
    /// A provider's credential in words.
    Element {
        /// Who.
        provider: String,
    }
}

answering! {
    /// A source's answer about a provider's credential.
    Answer {
        /// Who.
        provider: String,
    }
}

answering! {
    /// A source's answer.
    Part {}
}

/// A source's answer, without the credential.
#[derive(Debug, Clone)]
pub struct Reply<'a> {
    source: Option<&'a str>,
    method: Option<&'a str>,
    result: Option<&'a str>,
    verified_on: Option<&'a Moment>,
    standing: Option<&'a str>,
    standing_from: Option<PartialDate>,
    standing_to: Option<PartialDate>,
    no_schedules: String,
    supervised: bool,
    continues: bool,
    terms: Option<&'a str>,
    zone: Option<&'a str>,
    list_version: Option<&'a str>,
    name: Option<&'a str>,
    artefact: Option<&'a str>,
}

impl Part {
    /// An element of which nothing else is said.
    #[must_use]
    pub fn bare(kind: ElementKind, verified_on: Option<Moment>) -> Self {
        Self {
            source: None,
            method: None,
            result: None,
            verified_on,
            standing: None,
            standing_from: None,
            standing_to: None,
            no_schedules: Vec::new(),
            supervised: false,
            continues: false,
            terms: None,
            zone: None,
            list_version: None,
            name_at_source: None,
            artefact: None,
            element: kind.word().to_owned(),
            issuer: None,
            number: None,
            r#type: None,
            degree: None,
            specialty: None,
            certificate: None,
            name: None,
            document: None,
            schedules: Vec::new(),
            per_claim: None,
            aggregate: None,
            position: None,
            activity: None,
            role: None,
            count: None,
            details: BTreeMap::new(),
            valid_from: None,
            valid_to: None,
        }
    }
}

impl Credential {
    /// The kind.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn kind(&self) -> Result<ElementKind, Trouble> {
        ElementKind::parse(&self.element).ok_or_else(|| {
            let known: Vec<&str> = ElementKind::ALL.iter().map(|kind| kind.word()).collect();
            Trouble::file("element", cred_import::toml_fault::not_one_of(&self.element, &known))
        })
    }

    /// Whether nothing but the issuer and the number is said of it.
    fn is_brief(&self) -> bool {
        let texts = [&self.degree, &self.specialty, &self.certificate, &self.name, &self.document, &self.position];
        let more = [&self.activity, &self.role, &self.r#type];
        texts.into_iter().chain(more).all(Option::is_none)
            && self.schedules.is_empty()
            && self.details.is_empty()
            && self.per_claim.or(self.aggregate).is_none()
            && self.count.is_none()
    }
}

/// The credential that the words name: the one that the provider claims, or one with made-up details.
///
/// # Errors
/// When a value has another shape than the element needs.
pub fn credential(stage: &Stage, id: ProviderId, words: &Credential) -> Result<credential::Credential, Trouble> {
    let kind = words.kind()?;
    let records = stage.records(id)?;
    let provider = records.provider(id).ok_or_else(|| Trouble::file("provider", "nobody is called so"))?;
    if words.is_brief()
        && let Some(claimed) = claimed(provider, kind, words)
    {
        return Ok(claimed);
    }
    if !stage.makes_up() {
        return as_written(words);
    }
    let alias = stage.alias_of(id);
    let state = || -> Option<String> {
        let (facility, site) = stage.site(None).ok().or_else(|| first_site(&records))?;
        Some(records.facility(&facility)?.site(&site)?.jurisdiction.code().to_owned())
    };
    let made_up_issuer = || ISSUERS.iter().find(|(own, _)| *own == kind).map(|(_, name)| (*name).to_owned());
    let issuer = words.issuer.clone().or_else(|| if OF_A_STATE.contains(&kind) { state() } else { made_up_issuer() });
    let made_up_number = || {
        if kind == ElementKind::Dea {
            return Some(made_up::dea_number(provider.name().family.as_str(), &alias));
        }
        NUMBERS.iter().find(|(own, _)| *own == kind).map(|(_, prefix)| made_up::number(&alias, prefix))
    };
    let number = words.number.clone().or_else(made_up_number);
    let license = provider.provider_type().license_types().first().map_or("MD", |word| *word);
    let mut details = said(words);
    let mut detail = |key: &str, made_up: Option<&str>| {
        if !details.iter().any(|(own, _)| own.eq_ignore_ascii_case(key)) {
            details.extend(made_up.map(|value| (key.to_owned(), value.to_owned())));
        }
    };
    let only = |wanted: ElementKind, made_up: &'static str| (kind == wanted).then_some(made_up);
    detail("type", (kind == ElementKind::License).then_some(license));
    detail("degree", (kind == ElementKind::Education).then_some(license));
    detail("specialty", only(ElementKind::Training, "general practice"));
    detail("certificate", only(ElementKind::BoardCertification, "general practice"));
    detail("name", only(ElementKind::Certification, "ACLS"));
    detail("document", only(ElementKind::Identity, "passport"));
    detail("position", only(ElementKind::WorkHistory, "staff"));
    detail("per_claim", only(ElementKind::Insurance, "1000000"));
    detail("aggregate", only(ElementKind::Insurance, "3000000"));
    let words = Words { element: kind.word(), issuer: issuer.as_deref(), number: number.as_deref(), details };
    wording::credential(&words).map_err(|error| Trouble::value("element", error))
}

/// The credential as the words have it, with nothing made up.
fn as_written(words: &Credential) -> Result<credential::Credential, Trouble> {
    let kind = words.kind()?;
    let details = said(words);
    let words =
        Words { element: kind.word(), issuer: words.issuer.as_deref(), number: words.number.as_deref(), details };
    wording::credential(&words).map_err(|error| Trouble::value("element", error))
}

/// The details that the words give.
fn said(words: &Credential) -> Vec<(String, String)> {
    let number = |number: Option<u64>| number.map(|number| number.to_string());
    let given = [
        ("type", words.r#type.clone()),
        ("degree", words.degree.clone()),
        ("specialty", words.specialty.clone()),
        ("certificate", words.certificate.clone()),
        ("name", words.name.clone()),
        ("document", words.document.clone()),
        ("schedules", (!words.schedules.is_empty()).then(|| words.schedules.join(" "))),
        ("per_claim", number(words.per_claim)),
        ("aggregate", number(words.aggregate)),
        ("position", words.position.clone()),
        ("activity", words.activity.clone()),
        ("role", words.role.clone()),
        ("count", number(words.count.map(u64::from))),
    ];
    let mut details: Vec<(String, String)> = words.details.clone().into_iter().collect();
    details.extend(given.into_iter().filter_map(|(key, value)| value.map(|value| (key.to_owned(), value))));
    details
}

fn first_site(records: &cred_core::records::Records) -> Option<(cred_core::id::FacilityId, cred_core::id::SiteId)> {
    records.facilities().find_map(|own| own.sites().next().map(|site| (own.id().clone(), site.id.clone())))
}

/// The one claim of the kind that the words name.
fn claimed(provider: &Provider, kind: ElementKind, words: &Credential) -> Option<credential::Credential> {
    let parts = [words.issuer.as_deref(), words.number.as_deref()].into_iter().flatten();
    let written = std::iter::once(kind.word()).chain(parts).collect::<Vec<_>>().join(":");
    let mut found = provider.claims().iter().filter(|(key, _)| key.is_written(&written));
    match (found.next(), found.next()) {
        (Some((_, claim)), None) => Some(claim.credential.clone()),
        _ => None,
    }
}

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
    let answer = AnswerWords {
        source: &source,
        method,
        result,
        verified_on: Some(verified_on),
        valid_from: words.valid_from,
        valid_to,
        standing: reply.standing,
        standing_from: reply.standing_from,
        terms: reply.terms,
        artefact: Some(artefact),
        zone,
        list_version: reply.list_version,
        name: reply.name,
        standing_to: reply.standing_to,
        no_schedules: (!reply.no_schedules.is_empty()).then_some(reply.no_schedules.as_str()),
        supervised: reply.supervised.then_some("yes"),
        continues: reply.continues.then_some("yes"),
    };
    wording::evidence(credential, &answer).map_err(|error| Trouble::value(error.field, error.reason))
}
