//! Which column of a roster means what.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::field::Field;
use crate::columns::Header;
use crate::fault::FileError;
use crate::row::Column;
use crate::spelling::nearest;

/// How the columns of a roster are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping(Names);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Names {
    BuiltIn,
    Given(BTreeMap<Field, String>),
}

/// What is wrong with a mapping file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// The text is not TOML of the expected shape.
    #[error("the mapping is not TOML with one table `[columns]` of `field = \"Header Name\"` lines: {reason}")]
    Toml {
        /// What the TOML reader said, on one line.
        reason: String,
    },
    /// A key is no field.
    #[error("`{key}` is no roster field{}: known are {}", suggestion(.nearest.as_ref()), known_keys())]
    UnknownField {
        /// The key as written.
        key: String,
        /// The field it may have been meant for.
        nearest: Option<Field>,
    },
    /// A field no roster can do without is not mapped.
    #[error("the mapping has no `{field}`: add the header name of that column")]
    MissingField {
        /// The field.
        field: Field,
    },
    /// A field is mapped to a blank name.
    #[error("`{field}` is mapped to a blank name: write the header name or remove the line")]
    BlankName {
        /// The field.
        field: Field,
    },
    /// Two fields are mapped to one column.
    #[error("`{first}` and `{second}` are both mapped to `{name}`: one column has one meaning")]
    SharedName {
        /// The field that comes first in the template.
        first: Field,
        /// The other field.
        second: Field,
        /// The header name.
        name: String,
    },
}

impl MappingError {
    /// A stable word for programs, e.g. `mapping/unknown-field`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Toml { .. } => "mapping/toml",
            Self::UnknownField { .. } => "mapping/unknown-field",
            Self::MissingField { .. } => "mapping/missing-field",
            Self::BlankName { .. } => "mapping/blank-name",
            Self::SharedName { .. } => "mapping/shared-name",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    columns: BTreeMap<String, String>,
}

impl Mapping {
    /// The names and synonyms of [`Field::names`].
    #[must_use]
    pub fn built_in() -> Self {
        Self(Names::BuiltIn)
    }

    /// Reads a mapping file: a table `[columns]` of `field = "Header Name"` lines. It replaces the
    /// built-in names: what it does not mention is not read.
    ///
    /// ```
    /// # use cred_import::roster::Mapping;
    /// let mapping = Mapping::from_toml(
    ///     r#"
    ///     [columns]
    ///     npi = "Provider Identifier"
    ///     last_name = "Last"
    ///     first_name = "First"
    ///     "#,
    /// )?;
    /// # Ok::<(), cred_import::roster::MappingError>(())
    /// ```
    ///
    /// # Errors
    /// When the text is not such a table, names an unknown field, lacks `npi`, `last_name` or
    /// `first_name`, or gives one column two meanings.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .and_then(|span| text.get(..span.start))
                .map(|before| format!(" in line {}", before.matches('\n').count() + 1));
            let message = error.message().replace('\n', " ");
            MappingError::Toml { reason: message + line.as_deref().unwrap_or_default() }
        })?;
        let mut names: BTreeMap<Field, String> = BTreeMap::new();
        for (key, name) in file.columns {
            let Some(field) = Field::of_key(&key) else {
                let nearest = nearest(&key, Field::ALL.map(Field::key)).and_then(Field::of_key);
                return Err(MappingError::UnknownField { key, nearest });
            };
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            if name.is_empty() {
                return Err(MappingError::BlankName { field });
            }
            names.insert(field, name);
        }
        for field in Field::REQUIRED {
            if !names.contains_key(&field) {
                return Err(MappingError::MissingField { field });
            }
        }
        let mut first_of: BTreeMap<String, Field> = BTreeMap::new();
        for (&second, name) in &names {
            if let Some(first) = first_of.insert(name.to_lowercase(), second) {
                return Err(MappingError::SharedName { first, second, name: name.clone() });
            }
        }
        Ok(Self(Names::Given(names)))
    }

    /// Finds the columns in a header.
    pub(super) fn apply(&self, header: &Header) -> Result<Layout, FileError> {
        let mut columns = BTreeMap::new();
        let mut missing = Vec::new();
        for field in Field::ALL {
            let (at, name, expected) = match &self.0 {
                Names::BuiltIn => {
                    let advice = "name the right one in a mapping file";
                    let at = header.find_one(field.names(), advice)?;
                    (at, field.name(), Field::REQUIRED.contains(&field))
                }
                Names::Given(names) => {
                    let Some(name) = names.get(&field) else { continue };
                    (header.find_one(&[name], "rename all but one in the file")?, name.as_str(), true)
                }
            };
            match at {
                Some(at) => {
                    columns.insert(field, at);
                }
                None if expected => missing.push(header.missing(name)),
                None => {}
            }
        }
        // A licence number without its state identifies nothing.
        if columns.contains_key(&Field::LicenseNumber) && !columns.contains_key(&Field::LicenseState) {
            missing.push(header.missing(Field::LicenseState.name()));
        }
        if missing.is_empty() { Ok(Layout(columns)) } else { Err(self.missing(missing)) }
    }

    fn missing(&self, missing: Vec<crate::fault::MissingColumn>) -> FileError {
        let layout = match self.0 {
            Names::BuiltIn => {
                "a roster with at least NPI, Last Name and First Name, and License State beside License \
                 Number; name other columns in a mapping file"
            }
            Names::Given(_) => "the columns of the mapping file; correct the mapping or the header",
        };
        FileError::MissingColumns { layout, missing }
    }
}

/// Where the columns of one roster are.
#[derive(Debug)]
pub(super) struct Layout(BTreeMap<Field, usize>);

impl Layout {
    pub(super) fn column(&self, field: Field) -> Column {
        field.at(self.0.get(&field).copied())
    }

    pub(super) fn columns(&self) -> Vec<usize> {
        self.0.values().copied().collect()
    }
}

fn suggestion(nearest: Option<&Field>) -> String {
    nearest.map(|field| format!(" (did you mean `{field}`?)")).unwrap_or_default()
}

fn known_keys() -> String {
    Field::ALL.map(Field::key).join(", ")
}
