//! From words to a credential: the provider's claim, or what is made up for it.

use cred_app::wording::{self, Words};
use cred_core::{
    id::ProviderId,
    provider::{Provider, credential, element::ElementKind},
};

use super::element::Credential;
use crate::{made_up, outcome::Trouble, stage::Stage};

/// What is issued by a state.
const OF_A_STATE: [ElementKind; 4] =
    [ElementKind::License, ElementKind::Dea, ElementKind::ControlledSubstance, ElementKind::Sanctions];

/// Issuers who do not exist, where a step names none; of exclusion lists the federal one.
pub(super) const ISSUERS: &[(ElementKind, &str)] = &[
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
    let yes = |flag: bool| flag.then(|| "yes".to_owned());
    let given = [
        ("type", words.r#type.clone()),
        ("degree", words.degree.clone()),
        ("specialty", words.specialty.clone()),
        ("certificate", words.certificate.clone()),
        ("name", words.name.clone()),
        ("document", words.document.clone()),
        ("compact", words.compact.clone()),
        ("principal_state", words.principal_state.clone()),
        ("home_state", words.home_state.clone()),
        ("moved_to", words.moved_to.clone()),
        ("moved_on", words.moved_on.clone()),
        ("training", yes(words.training)),
        ("schedules", (!words.schedules.is_empty()).then(|| words.schedules.join(" "))),
        ("fee_exempt", yes(words.fee_exempt)),
        ("retroactive_from", words.retroactive_from.clone()),
        ("excludes", (!words.excludes.is_empty()).then(|| words.excludes.join("; "))),
        ("disaster", yes(words.disaster)),
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
