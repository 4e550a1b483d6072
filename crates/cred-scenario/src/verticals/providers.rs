//! Providers: registering them, their names, and what they claim.

use cred_core::{
    actor::Capacity,
    identifier::{CaqhId, DateOfBirth, Npi, Ssn, TaxonomyCode},
    provider::{
        Command, MACHINE, Provider, Registration,
        claim::Claim,
        name::{DatedName, NameKind, PersonName},
        provider_type::ProviderType,
    },
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::verifying::element::Element;
use crate::{
    made_up,
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Providers",
    steps: Some(Words::<dyn Step>::of::<ProviderStep>(&[
        Word::does("register", Capacity::Msp, &[(&MACHINE, &["register"])]),
        Word::does("add-name", Capacity::Msp, &[(&MACHINE, &["add-name"])]),
        Word::does("claim", Capacity::Provider, &[(&MACHINE, &["claim"])]),
        Word::does("correct-claim", Capacity::Provider, &[(&MACHINE, &["correct-claim"])]),
        Word::does("record-death", Capacity::Msp, &[(&MACHINE, &["record-death"])]),
    ])),
    questions: None,
};

/// A provider as the cast names one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The short name under which steps know the provider: `okonkwo`.
    pub alias: String,
    /// The whole name, given name first; the last word is the family name where `family` is left out.
    pub name: Text,
    /// The family name, where it has several words.
    #[serde(default)]
    pub family: Option<Text>,
    /// What follows the name: `Jr`, `III`.
    #[serde(default)]
    pub suffix: Option<Text>,
    /// The profession; `physician` where left out.
    #[serde(default = "physician")]
    pub r#type: ProviderType,
    /// The NPI; one of the range 1999… is made up in a scenario where left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub npi: Option<Npi>,
    /// The record has no NPI, and none is made up.
    #[serde(default)]
    pub without_npi: bool,
    /// Date of birth.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub date_of_birth: Option<DateOfBirth>,
    /// Social security number.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub ssn: Option<Ssn>,
    /// CAQH provider id.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub caqh_id: Option<CaqhId>,
    /// Taxonomy codes, the primary one first.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub taxonomies: Vec<TaxonomyCode>,
}

const fn physician() -> ProviderType {
    ProviderType::Physician
}

/// What is done about a provider's record.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum ProviderStep {
    /// Registers a provider, from then on known by the alias. Facts: `npi`.
    Register(Box<Register>),
    /// Adds a name that the provider bears or bore.
    AddName {
        /// Who.
        provider: String,
        /// The whole name, given name first.
        name: Text,
        /// The family name, where it has several words.
        #[serde(default)]
        family: Option<Text>,
        /// `legal`, `former` (where left out), `professional` or `other`.
        #[serde(default = "former")]
        #[schemars(with = "String")]
        kind: NameKind,
        /// The first day it was borne: a day, a month or a year.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        valid_from: Option<cred_core::time::partial_date::PartialDate>,
        /// The last day.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        valid_to: Option<cred_core::time::partial_date::PartialDate>,
    },
    /// Records a credential that the provider claims; it proves nothing until it is verified. Facts: `element`.
    Claim(Box<Element>),
    /// Puts another claim in the place of one, with the reason. Facts: `element`.
    CorrectClaim {
        /// Who.
        provider: String,
        /// The claim replaced: `license`, or `license:AZ:…` where there are several.
        replaces: String,
        /// Why.
        reason: Text,
        /// What is claimed instead: a table with the keys of `claim`, without `provider`.
        claim: Box<super::verifying::element::Credential>,
    },
    /// Records on the provider's own record that the provider died; their appointments end by `record-death-of-member`.
    RecordDeath {
        /// Who.
        provider: String,
        /// The day; today where left out.
        #[serde(default)]
        on: Option<Moment>,
    },
}

const fn former() -> NameKind {
    NameKind::Former
}

/// Registers a provider and gives the alias.
pub(crate) fn register(stage: &mut Stage, own: &Register) -> Result<Outcome, Trouble> {
    let alias = own.alias.trim();
    if alias.is_empty() || alias.contains([':', ',']) {
        return Err(Trouble::file("alias", "an alias is a word without `:` and `,`, such as `okonkwo`"));
    }
    if stage.provider(alias).is_ok_and(|id| stage.alias_of(id) == alias) {
        return Err(Trouble::file("alias", format!("`{alias}` is another provider already")));
    }
    let npi = match &own.npi {
        Some(npi) => Some(npi.clone()),
        None if own.without_npi || !stage.makes_up() => None,
        None => {
            let mut taken = Vec::new();
            for id in stage.app().all_providers()? {
                let records = stage.records(id)?;
                let held = records.provider(id).and_then(|held| held.registration().npi.as_ref());
                taken.extend(held.map(ToString::to_string));
            }
            Some(made_up::npi(alias, &taken).ok_or_else(|| Trouble::file("npi", "no number is left: give one"))?)
        }
    };
    let registration = Registration {
        name: PersonName { suffix: own.suffix.clone(), ..person(&own.name, own.family.as_ref())? },
        provider_type: own.r#type,
        npi: npi.clone(),
        date_of_birth: own.date_of_birth,
        ssn: own.ssn.clone(),
        caqh_id: own.caqh_id.clone(),
        taxonomies: own.taxonomies.clone(),
    };
    let by = stage.by(Capacity::Msp, None)?;
    let done = stage.act().register_provider(&by, &registration)?;
    if let Some(id) = done.result {
        stage.call(alias, id);
    }
    Ok(npi.map_or_else(Outcome::nothing, |npi| Outcome::nothing().word("npi", npi.to_string())))
}

/// A name in its parts.
fn person(name: &Text, family: Option<&Text>) -> Result<PersonName, Trouble> {
    let whole = name.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    let family = match family {
        Some(family) => family.as_str().to_owned(),
        None => whole.rsplit(' ').next().unwrap_or_default().to_owned(),
    };
    let before = whole
        .strip_suffix(&family)
        .map(str::trim)
        .ok_or_else(|| Trouble::file("family", format!("`{whole}` does not end with the family name `{family}`")))?;
    let text = |part: &str| Text::parse(part).map_err(|error| Trouble::value("name", error));
    let mut words = before.splitn(2, ' ').filter(|word| !word.is_empty());
    Ok(PersonName {
        family: text(&family)?,
        given: words.next().map(text).transpose()?,
        middle: words.next().map(text).transpose()?,
        suffix: None,
    })
}

impl Step for ProviderStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (provider, default, command, outcome) = match self {
            Self::Register(own) => return register(stage, own),
            Self::AddName { provider, name, family, kind, valid_from, valid_to } => {
                let name = person(name, family.as_ref())?;
                let dated = DatedName { name, kind: *kind, from: *valid_from, to: *valid_to };
                (stage.provider(provider)?, Capacity::Msp, Command::AddName(dated), Outcome::nothing())
            }
            Self::Claim(element) => {
                let id = stage.provider(&element.provider)?;
                let claim = claim(stage, id, &element.credential())?;
                let told = Outcome::nothing().word("element", claim.key().to_string());
                (id, Capacity::Provider, Command::Claim(Box::new(claim)), told)
            }
            Self::CorrectClaim { provider, replaces, reason, claim: instead } => {
                let id = stage.provider(provider)?;
                let records = stage.records(id)?;
                let claims = records.provider(id).map(Provider::claims);
                let held = claims.and_then(|claims| claims.keys().find(|key| key.is_written(replaces)));
                let element =
                    held.cloned().ok_or_else(|| Trouble::file("replaces", format!("`{replaces}` is not claimed")))?;
                let claim = claim(stage, id, instead)?;
                let told = Outcome::nothing().word("element", claim.key().to_string());
                let command = Command::CorrectClaim { element, claim: Box::new(claim), reason: reason.clone() };
                (id, Capacity::Provider, command, told)
            }
            Self::RecordDeath { provider, on } => {
                let at = stage.maybe("on", on.as_ref())?.unwrap_or_else(|| stage.now());
                let on = stage.zone().date_at(at);
                (stage.provider(provider)?, Capacity::Msp, Command::RecordDeath { on }, Outcome::nothing())
            }
        };
        let by = stage.by(default, Some(provider))?;
        stage.act().provider_command(&by, provider, &command)?;
        Ok(outcome)
    }
}

fn claim(
    stage: &Stage,
    provider: cred_core::id::ProviderId,
    words: &super::verifying::element::Credential,
) -> Result<Claim, Trouble> {
    let credential = super::verifying::naming::credential(stage, provider, words)?;
    Ok(Claim { credential, valid_from: words.valid_from, valid_to: words.valid_to })
}
