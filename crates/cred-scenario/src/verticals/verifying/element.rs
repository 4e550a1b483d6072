//! Elements and answers as steps write them. What is left out is filled in from the provider's claim, or made up.

use std::collections::BTreeMap;

use cred_core::{provider::element::ElementKind, time::partial_date::PartialDate};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{moment::Moment, outcome::Trouble};

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
            /// For a licence of a compact: `imlc` (with `principal_state`; the licence there must be verified as well), `nlc-multistate` (with `moved_to` and `moved_on` after a
            /// move), or `privilege-to-practice` (with `home_state`).
            #[serde(default)]
            pub compact: Option<String>,
            /// For an IMLC licence: the state of principal licence.
            #[serde(default)]
            pub principal_state: Option<String>,
            /// For a privilege to practise: the state of the home licence that it rests on.
            #[serde(default)]
            pub home_state: Option<String>,
            /// For a multistate licence: the state to which its holder moved.
            #[serde(default)]
            pub moved_to: Option<String>,
            /// The first day there.
            #[serde(default)]
            pub moved_on: Option<String>,
            /// For a licence: it covers practice in a training programme alone.
            #[serde(default)]
            pub training: bool,
            /// For a DEA registration: its schedules.
            #[serde(default)]
            pub schedules: Vec<String>,
            /// For a DEA registration: issued without fee to an official of a government, and good for official duties alone.
            #[serde(default)]
            pub fee_exempt: bool,
            /// For insurance: US dollars per claim; 1000000 where left out.
            #[serde(default)]
            pub per_claim: Option<u64>,
            /// For insurance: US dollars in the aggregate; 3000000 where left out.
            #[serde(default)]
            pub aggregate: Option<u64>,
            /// For insurance: the first day of acts that it covers; that of the policy where left out.
            #[serde(default)]
            pub retroactive_from: Option<String>,
            /// For insurance: the activities that it does not cover.
            #[serde(default)]
            pub excludes: Vec<String>,
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
            /// For a case log: the cases were done under disaster privileges.
            #[serde(default)]
            pub disaster: bool,
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
                    compact: own.compact,
                    principal_state: own.principal_state,
                    home_state: own.home_state,
                    moved_to: own.moved_to,
                    moved_on: own.moved_on,
                    training: own.training,
                    schedules: own.schedules,
                    fee_exempt: own.fee_exempt,
                    retroactive_from: own.retroactive_from,
                    excludes: own.excludes,
                    disaster: own.disaster,
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
                /// The zone of the dates: that of the issuing state, or else the scenario's, where left out; `unknown` where nobody knows (of
                /// what a state issues, its own is known).
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
                    terms: self.terms.as_deref(),
                    zone: self.zone.as_deref(),
                    list_version: self.list_version.as_deref(),
                    name: self.name_at_source.as_deref(),
                    artefact: self.artefact.as_deref(),
                    no_schedules: &self.no_schedules,
                    supervised: self.supervised,
                    continues: self.continues,
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
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) method: Option<&'a str>,
    pub(super) result: Option<&'a str>,
    pub(super) verified_on: Option<&'a Moment>,
    pub(super) standing: Option<&'a str>,
    pub(super) standing_from: Option<PartialDate>,
    pub(super) standing_to: Option<PartialDate>,
    pub(super) terms: Option<&'a str>,
    pub(super) zone: Option<&'a str>,
    pub(super) list_version: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) artefact: Option<&'a str>,
    pub(super) no_schedules: &'a [String],
    pub(super) supervised: bool,
    pub(super) continues: bool,
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
            compact: None,
            principal_state: None,
            home_state: None,
            moved_to: None,
            moved_on: None,
            training: false,
            schedules: Vec::new(),
            fee_exempt: false,
            retroactive_from: None,
            excludes: Vec::new(),
            disaster: false,
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
    pub(super) fn is_brief(&self) -> bool {
        let texts = [&self.degree, &self.specialty, &self.certificate, &self.name, &self.document, &self.position];
        let more = [
            &self.activity,
            &self.role,
            &self.r#type,
            &self.compact,
            &self.principal_state,
            &self.home_state,
            &self.moved_to,
            &self.moved_on,
            &self.retroactive_from,
        ];
        texts.into_iter().chain(more).all(Option::is_none)
            && self.schedules.is_empty()
            && self.excludes.is_empty()
            && !(self.training || self.fee_exempt || self.disaster)
            && self.details.is_empty()
            && self.per_claim.or(self.aggregate).is_none()
            && self.count.is_none()
    }
}
