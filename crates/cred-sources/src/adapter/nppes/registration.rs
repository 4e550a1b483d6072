//! One registration in the NPI registry.

use chrono::NaiveDate;
use cred_core::{
    evidence::outcome::{Candidate, Found},
    identifier::Npi,
    jurisdiction::Jurisdiction,
    provider::credential::Credential,
    text::Text,
    time::{Instant, partial_date::PartialDate},
};
use serde_json::Value;

use crate::{
    adapter::reading::{array, day, epoch, text, writings},
    request::Request,
};

/// What the registry has on one NPI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The NPI.
    pub npi: Npi,
    /// Whether it is a person's (type 1) and not an organisation's.
    pub person: bool,
    /// Whether it is active.
    pub active: bool,
    /// Since when it is not, where told.
    pub deactivated: Option<NaiveDate>,
    /// First, middle and last name and suffix; a part that is not told is empty.
    pub name: [String; 4],
    /// Other first, middle and last names and suffixes.
    pub other_names: Vec<[String; 4]>,
    /// `M`, `F`, or what else is told.
    pub sex: Option<String>,
    /// The day of enumeration.
    pub enumerated: Option<NaiveDate>,
    /// When it was last changed.
    pub updated: Option<Instant>,
    /// Taxonomies. The licences in them are what the person said: they verify none.
    pub taxonomies: Vec<Taxonomy>,
}

/// One taxonomy of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// The code as written.
    pub code: String,
    /// The licence that the person stated with it.
    pub license: Option<String>,
    /// Its state.
    pub state: Option<Jurisdiction>,
    /// Whether it is the primary one.
    pub primary: bool,
}

impl Registration {
    /// Reads one result.
    ///
    /// # Errors
    /// When it is not of a known shape: what is wrong, in one line.
    pub fn read(result: &Value) -> Result<Self, String> {
        let npi = text(result.get("number")).ok_or("a result without `number`")?;
        let npi = Npi::parse(&npi).map_err(|_| "a result whose `number` is no NPI".to_owned())?;
        let person = match result.get("enumeration_type").and_then(Value::as_str) {
            Some("NPI-1") => true,
            Some("NPI-2") => false,
            _ => return Err(format!("NPI {npi} without a known `enumeration_type`")),
        };
        let basic =
            result.get("basic").filter(|basic| basic.is_object()).ok_or(format!("NPI {npi} without `basic`"))?;
        let field = |key: &str| text(basic.get(key)).unwrap_or_default();
        let date = |key: &str| match text(basic.get(key)) {
            None => Ok(None),
            Some(written) => day(&written).map(Some).ok_or(format!("NPI {npi}: `{key}` is no date")),
        };
        let (deactivated, reactivated) = (date("deactivation_date")?, date("reactivation_date")?);
        let status = text(basic.get("status")).ok_or(format!("NPI {npi} without `status`"))?;
        let out = deactivated.is_some_and(|out| reactivated.is_none_or(|back| back < out));
        let updated = text(result.get("last_updated_epoch").or_else(|| result.get("last_updated")));
        let updated = match updated {
            None => None,
            Some(written) => Some(epoch(&written).ok_or(format!("NPI {npi}: `last_updated_epoch` is no epoch"))?),
        };
        let name = if person {
            ["first_name", "middle_name", "last_name", "name_suffix"].map(field)
        } else {
            [String::new(), String::new(), field("organization_name"), String::new()]
        };
        if name.iter().all(String::is_empty) {
            return Err(format!("NPI {npi} without a name"));
        }
        let list = |key: &str| array(result.get(key)).ok_or(format!("NPI {npi}: `{key}` is no list"));
        let other = |own: &Value| {
            ["first_name", "middle_name", "last_name", "suffix"].map(|key| text(own.get(key)).unwrap_or_default())
        };
        let taxonomy = |own: &Value| Taxonomy {
            code: text(own.get("code")).unwrap_or_default(),
            license: text(own.get("license")),
            state: text(own.get("state")).and_then(|state| Jurisdiction::parse(&state).ok()),
            primary: own.get("primary").and_then(Value::as_bool).unwrap_or(false),
        };
        Ok(Self {
            person,
            active: status == "A" && !out,
            deactivated,
            name,
            other_names: list("other_names")?.iter().map(other).filter(|own| !own[2].is_empty()).collect(),
            sex: text(basic.get("sex").or_else(|| basic.get("gender"))),
            enumerated: date("enumeration_date")?,
            updated,
            taxonomies: list("taxonomies")?.iter().map(taxonomy).collect(),
            npi,
        })
    }

    /// The record that it is about who somebody is.
    #[must_use]
    pub fn found(&self, request: &Request) -> Found {
        let all = std::iter::once(&self.name).chain(&self.other_names);
        let names = all.flat_map(|[first, middle, last, suffix]| writings(first, middle, last, suffix, &request.names));
        Found {
            credential: Credential::Identity { document: Text::of_words(&format!("registration of NPI {}", self.npi)) },
            names: names.collect(),
            valid_from: self.enumerated.map(PartialDate::Day),
            valid_to: None,
            encumbrances: vec![],
        }
    }

    /// As somebody whom it may be.
    #[must_use]
    pub fn candidate(&self, request: &Request) -> Candidate {
        self.found(request).candidate()
    }
}
