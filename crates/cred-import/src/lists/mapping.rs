//! The mapping file: what the columns of a list mean whose publisher keeps to no common layout.
//!
//! ```
//! let mapping = cred_import::lists::mapping::ListMapping::parse(
//!     r#"
//!     list = "XX-MEDICAID"
//!     dates = ["%m/%d/%Y"]
//!     never = ["Indefinite", "Permanent"]
//!
//!     [columns]
//!     family = "Last Name"
//!     given = "First Name"
//!     organization = "Business Name"
//!     npi = "NPI"
//!     from = "Start Date"
//!     to = "End Date"
//!     "#,
//!     "xx-medicaid.toml",
//! )?;
//! assert_eq!(mapping.list(), "XX-MEDICAID");
//! # Ok::<(), cred_import::toml_fault::TomlFault>(())
//! ```

use std::collections::BTreeMap;

use cred_core::evidence::list_entry::Party;
use cred_core::jurisdiction::Jurisdiction;
use serde::Deserialize;

use super::dates::DateForm;
use super::edition::Limits;
use super::names::MARKS;
use crate::toml_fault::{TomlFault, document, table::Table};

/// What a mapping file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMapping {
    pub(super) list: String,
    pub(super) delimiter: Option<u8>,
    pub(super) leaves_last_line_open: bool,
    pub(super) dates: Vec<DateForm>,
    pub(super) born_dates: Vec<DateForm>,
    /// Ways to write "without an end".
    pub(super) never: Vec<String>,
    /// Ways to write "no value", beside leaving the cell blank.
    pub(super) nothing: Vec<String>,
    /// Whose licences the list names where no column tells it.
    pub(super) state: Option<Jurisdiction>,
    pub(super) order: NameOrder,
    pub(super) party: Party,
    pub(super) marks: Vec<String>,
    pub(super) columns: BTreeMap<Meaning, Vec<String>>,
    pub(super) lengths: BTreeMap<String, usize>,
    limits: Limits,
}

/// How a name in one piece is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum NameOrder {
    FamilyFirst,
    GivenFirst,
    AsWritten,
}

/// What a column can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    Family,
    Given,
    Middle,
    Suffix,
    Organization,
    Name,
    Also,
    Npi,
    Born,
    License,
    LicenseState,
    Occupation,
    Street,
    City,
    State,
    Zip,
    Basis,
    From,
    To,
    Reinstated,
}

impl Meaning {
    const ALL: [(Self, &'static str); 20] = [
        (Self::Family, "family"),
        (Self::Given, "given"),
        (Self::Middle, "middle"),
        (Self::Suffix, "suffix"),
        (Self::Organization, "organization"),
        (Self::Name, "name"),
        (Self::Also, "also"),
        (Self::Npi, "npi"),
        (Self::Born, "born"),
        (Self::License, "license"),
        (Self::LicenseState, "license-state"),
        (Self::Occupation, "occupation"),
        (Self::Street, "street"),
        (Self::City, "city"),
        (Self::State, "state"),
        (Self::Zip, "zip"),
        (Self::Basis, "basis"),
        (Self::From, "from"),
        (Self::To, "to"),
        (Self::Reinstated, "reinstated"),
    ];

    const DATES: [Self; 3] = [Self::From, Self::To, Self::Reinstated];
    const NAMES: [Self; 3] = [Self::Family, Self::Organization, Self::Name];
    /// Several columns may stand for these.
    const MANY: [Self; 6] =
        [Self::Organization, Self::Also, Self::License, Self::Occupation, Self::Street, Self::Basis];
}

/// One header name, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Headers {
    One(String),
    Many(Vec<String>),
}

impl ListMapping {
    /// Reads a mapping file. `label` is the name under which faults are reported.
    ///
    /// # Errors
    /// Everything found wrong, each with its line.
    pub fn parse(text: &str, label: &str) -> Result<Self, TomlFault> {
        document::read(text, label, read)
    }

    /// The list, by its word.
    #[must_use]
    pub fn list(&self) -> &str {
        &self.list
    }

    /// How far a file may differ from the edition before.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }
}

fn read(mut file: Table<'_, '_>) -> Option<ListMapping> {
    let list: Option<String> = file.required("list");
    if list
        .as_ref()
        .is_some_and(|word| word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    {
        file.fault("list", "expected one word of letters, digits and hyphens, like `XX-MEDICAID`");
    }
    let delimiter = delimiter(&mut file);
    let leaves_last_line_open = file.optional("open-last-line").unwrap_or(false);
    let dates = forms(&mut file, "dates");
    let born_dates = forms(&mut file, "born-dates");
    if born_dates.iter().any(DateForm::supposes_century) {
        file.fault("born-dates", "a year in two digits is no year of birth: leave `born` out");
    }
    let never = file.list("never").unwrap_or_default();
    let nothing = file.list("nothing").unwrap_or_default();
    let state: Option<Jurisdiction> = file.optional("state");
    let (order, party, marks) = names(&mut file);
    let limits = file.optional("limits").unwrap_or_default();
    let lengths: BTreeMap<String, usize> = file.optional("lengths").unwrap_or_default();
    let columns = file.table("columns").map(columns)?;
    for (header, length) in &lengths {
        let known = columns.values().flatten().any(|own| own == header);
        if !known || *length == 0 {
            file.fault("lengths", format!("`{header}` must be one of the mapped columns, with the letters it holds"));
        }
    }
    if dates.is_empty() && Meaning::DATES.iter().any(|meaning| columns.contains_key(meaning)) {
        file.fault("dates", "a date is mapped: say how dates are written, like `dates = [\"%m/%d/%Y\"]`");
    }
    let born_dates = if born_dates.is_empty() {
        dates.iter().filter(|form| !form.supposes_century()).cloned().collect()
    } else {
        born_dates
    };
    if born_dates.is_empty() && columns.contains_key(&Meaning::Born) {
        file.fault("born-dates", "`born` is mapped: say how dates of birth are written, with the year in four digits");
    }
    file.finish();
    Some(ListMapping {
        list: list?,
        delimiter,
        leaves_last_line_open,
        dates,
        born_dates,
        never,
        nothing,
        state,
        order,
        party,
        marks,
        columns,
        lengths,
        limits,
    })
}

/// The delimiter that a mapping file names.
pub(crate) fn delimiter(file: &mut Table<'_, '_>) -> Option<u8> {
    let word: String = file.optional("delimiter")?;
    match word.as_bytes() {
        [byte @ (b',' | b';' | b'\t' | b'|')] => Some(*byte),
        _ => {
            file.fault("delimiter", "expected one of `,` `;` `|` and `\\t`; leave it out to have it found");
            None
        }
    }
}

/// The ways to write a date that a mapping file lists.
pub(crate) fn forms(file: &mut Table<'_, '_>, key: &'static str) -> Vec<DateForm> {
    let patterns: Vec<String> = file.list(key).unwrap_or_default();
    let read = |pattern: String| DateForm::parse(&pattern).map_err(|fault| file.fault(key, fault)).ok();
    patterns.into_iter().filter_map(read).collect()
}

fn names(file: &mut Table<'_, '_>) -> (NameOrder, Party, Vec<String>) {
    let standard = || MARKS.map(str::to_owned).to_vec();
    let Some(mut table) = file.has("names").then(|| file.table("names")).flatten() else {
        return (NameOrder::AsWritten, Party::Other, standard());
    };
    let order = table.optional("order").unwrap_or(NameOrder::AsWritten);
    let party = table.optional("party").unwrap_or(Party::Other);
    let marks: Vec<String> = table.list("marks").unwrap_or_default();
    if marks.iter().any(|mark| mark.trim().is_empty()) {
        table.fault("marks", "a blank mark divides nothing: remove it");
    }
    table.finish();
    (order, party, standard().into_iter().chain(marks).collect())
}

fn columns(mut table: Table<'_, '_>) -> BTreeMap<Meaning, Vec<String>> {
    let mut columns: BTreeMap<Meaning, Vec<String>> = BTreeMap::new();
    for (meaning, key) in Meaning::ALL {
        let headers = match table.optional(key) {
            None => continue,
            Some(Headers::One(header)) => vec![header],
            Some(Headers::Many(headers)) => headers,
        };
        let headers: Vec<String> =
            headers.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        if headers.is_empty() || headers.iter().any(String::is_empty) {
            table.fault(key, "expected the name of a column, as the header has it");
        }
        if headers.len() > 1 && !Meaning::MANY.contains(&meaning) {
            table.fault(key, "one column alone can be this");
        }
        for header in &headers {
            if columns.values().flatten().any(|other| other.eq_ignore_ascii_case(header)) {
                table.fault(key, format!("`{header}` is mapped twice: one column has one meaning"));
            }
        }
        columns.insert(meaning, headers);
    }
    if !Meaning::NAMES.iter().any(|meaning| columns.contains_key(meaning)) {
        table.fault("columns", "nothing is mapped to `family`, `organization` or `name`: an entry needs a name");
    }
    table.finish();
    columns
}
