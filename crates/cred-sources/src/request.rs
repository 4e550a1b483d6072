//! What is asked, about whom.

use cred_core::{
    digest::Digest,
    evidence::{outcome, primary_source::Input},
    id::{ProviderId, SourceId},
    identifier::{DateOfBirth, Npi},
    provider::{claim::Claim, credential::Credential, element::ElementKey, name::PersonName},
};

/// One question to one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The source.
    pub source: SourceId,
    /// About whom.
    pub provider: ProviderId,
    /// About which element.
    pub element: ElementKey,
    /// What the provider claims of it, where they do.
    pub claim: Option<Claim>,
    /// Their NPI.
    pub npi: Option<Npi>,
    /// Every name that they bear or bore; first the one they bear now.
    pub names: Vec<PersonName>,
    /// Their date of birth.
    pub born: Option<DateOfBirth>,
}

impl Request {
    /// The fingerprint of what is asked: two requests that ask the same have the same one.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields = vec![self.source.to_string(), self.provider.to_string(), self.element.to_string()];
        fields.push(self.npi.as_ref().map(ToString::to_string).unwrap_or_default());
        fields.push(self.born.map(|born| born.expose().to_string()).unwrap_or_default());
        fields.extend(self.names.iter().map(PersonName::sorted));
        // What is claimed decides what differs. `Debug` masks the secrets in it, which the element stands for.
        fields.push(self.claim.as_ref().map(|claim| format!("{claim:?}")).unwrap_or_default());
        Digest::of("cred/source-request/1", fields.iter().map(String::as_str))
    }

    /// The value of an input; none where it is not known.
    #[must_use]
    pub fn input(&self, input: Input) -> Option<String> {
        let name = self.names.first();
        match input {
            Input::Npi => self.npi.as_ref().map(ToString::to_string),
            Input::FamilyName => name.map(|name| name.family.to_string()),
            Input::GivenName => name.and_then(|name| name.given.as_ref()).map(ToString::to_string),
            Input::BirthDate => self.born.map(|born| born.expose().to_string()),
            Input::Number | Input::State | Input::LicenseType | Input::Issuer | Input::Certificate => {
                claimed(&self.claim.as_ref()?.credential, input)
            }
        }
    }

    /// The question that an answer is held against.
    pub(crate) fn asked(&self) -> outcome::Asked<'_> {
        outcome::Asked { element: &self.element, claim: self.claim.as_ref(), names: &self.names }
    }
}

/// The part of a credential that an input stands for.
fn claimed(credential: &Credential, input: Input) -> Option<String> {
    match (credential, input) {
        (Credential::License { number, .. } | Credential::ControlledSubstance { number, .. }, Input::Number) => {
            Some(number.as_entered().to_owned())
        }
        (Credential::Dea { number, .. }, Input::Number) => Some(number.expose().to_owned()),
        (
            Credential::License { jurisdiction, .. }
            | Credential::Dea { jurisdiction, .. }
            | Credential::ControlledSubstance { jurisdiction, .. }
            | Credential::Sanctions { jurisdiction },
            Input::State,
        ) => Some(jurisdiction.code().to_owned()),
        (Credential::License { license_type, .. }, Input::LicenseType) => Some(license_type.to_string()),
        (Credential::BoardCertification { board: issuer, .. }, Input::Issuer)
        | (Credential::Education { institution: issuer, .. }, Input::Issuer)
        | (Credential::Training { program: issuer, .. }, Input::Issuer) => Some(issuer.to_string()),
        (Credential::BoardCertification { certificate, .. }, Input::Certificate)
        | (Credential::Certification { name: certificate }, Input::Certificate)
        | (Credential::Education { degree: certificate, .. }, Input::Certificate)
        | (Credential::Training { specialty: certificate, .. }, Input::Certificate) => Some(certificate.to_string()),
        _ => None,
    }
}
