//! A list whose columns a mapping file explains.

use std::collections::BTreeMap;
use std::sync::Arc;

use cred_core::evidence::list_entry::{ListEntry, ListedAddress, ListedLicense, ListedName, Party};
use cred_core::identifier::Npi;
use cred_core::time::partial_date::PartialDate;

use super::leie::birth;
use super::mapping::{ListMapping, Meaning, NameOrder};
use super::names::divided;
use super::{dates, nameless, rule};
use crate::columns::Header;
use crate::fault::{FileError, RowResult, Rule};
use crate::identifier;
use crate::row::{Column, RowReader};

/// The longest cell: names and reasons of several lines stand in some lists.
const CELL_LIMIT: usize = 4_000;

#[derive(Debug)]
pub(super) struct Layout {
    mapping: Arc<ListMapping>,
    at: BTreeMap<Meaning, Vec<Column>>,
    /// The width of the columns that the publisher cuts off.
    lengths: Vec<(Column, usize)>,
}

impl Layout {
    pub(super) fn find(header: &Header, mapping: &Arc<ListMapping>) -> Result<Self, FileError> {
        let mut at: BTreeMap<Meaning, Vec<Column>> = BTreeMap::new();
        let mut missing = Vec::new();
        let mut lengths = Vec::new();
        for (meaning, names) in &mapping.columns {
            for name in names {
                match header.find_one(&[name], "rename all but one in the file")? {
                    None => missing.push(header.missing(name)),
                    Some(place) => {
                        let column = if *meaning == Meaning::Born {
                            Column::secret(Some(place))
                        } else {
                            Column { limit: CELL_LIMIT, ..Column::open(Some(place)) }
                        };
                        at.entry(*meaning).or_default().push(column);
                        lengths.extend(mapping.lengths.get(name).map(|length| (column, *length)));
                    }
                }
            }
        }
        let layout =
            "the columns of the mapping file; correct the mapping, or look whether the publisher changed the file";
        if missing.is_empty() {
            Ok(Self { mapping: Arc::clone(mapping), at, lengths })
        } else {
            Err(FileError::MissingColumns { layout, missing })
        }
    }

    pub(super) fn columns(&self) -> Vec<usize> {
        self.at.values().flatten().filter_map(|column| column.at).collect()
    }

    pub(super) fn read(&self, mut row: RowReader<'_>, further: &mut Vec<Npi>) -> RowResult<ListEntry> {
        self.widths(&mut row);
        let (party, names) = self.names(&mut row);
        if names.is_empty() {
            row.refuse(self.name_column(), nameless());
        }
        let mut npis = self.npis(&mut row).into_iter();
        let npi = npis.next();
        further.extend(npis);
        let born = self.parse(&mut row, Meaning::Born, |text| birth(text, &self.mapping.born_dates));
        let license_state = self.parse(&mut row, Meaning::LicenseState, identifier::state).or(self.mapping.state);
        let licenses = self.texts(&mut row, Meaning::License).into_iter();
        let licenses = licenses.map(|number| ListedLicense { state: license_state, number }).collect();
        let address = ListedAddress {
            street: self.texts(&mut row, Meaning::Street).join(", "),
            city: self.texts(&mut row, Meaning::City).join(" "),
            state: self.parse(&mut row, Meaning::State, identifier::state),
            zip: self.texts(&mut row, Meaning::Zip).join(" "),
        };
        let from = self.parse(&mut row, Meaning::From, |text| dates::date(text, &self.mapping.dates));
        let to = self.end(&mut row, from);
        let entry = ListEntry {
            party,
            names,
            npi,
            born,
            licenses,
            occupations: self.texts(&mut row, Meaning::Occupation),
            address,
            basis: self.texts(&mut row, Meaning::Basis).join("; "),
            from,
            to,
            waiver: None,
        };
        row.finish(Some(entry))
    }

    /// The last day that the list tells; none where it tells two, cannot be read, or lies before the first.
    fn end(&self, row: &mut RowReader<'_>, from: Option<PartialDate>) -> Option<PartialDate> {
        let mut day = |meaning| {
            let parse = |text: &str| {
                let never = self.mapping.never.iter().any(|word| word.eq_ignore_ascii_case(text));
                if never { Ok(None) } else { dates::date(text, &self.mapping.dates).map(Some) }
            };
            self.parse(row, meaning, parse).flatten()
        };
        let last = day(Meaning::To);
        let reinstated = day(Meaning::Reinstated);
        // Of a month or a year alone the last possible day counts: against the party.
        let reinstated = reinstated.and_then(|date| date.last_day().pred_opt()).map(PartialDate::Day);
        let end = match (last, reinstated) {
            (Some(last), Some(reinstated)) if last.last_day() > reinstated.last_day() => Some(last),
            (last, reinstated) => reinstated.or(last),
        }?;
        if from.is_some_and(|from| from.first_day() > end.last_day()) {
            let column = self.column(Meaning::From);
            row.warn(column, rule("period", "the exclusion begins after its end: it is taken to go on"));
            return None;
        }
        Some(end)
    }

    /// The NPIs of the cell, each once. What of it is none is told.
    fn npis(&self, row: &mut RowReader<'_>) -> Vec<Npi> {
        let column = self.column(Meaning::Npi);
        let Some(cell) = self.text(row, column) else { return Vec::new() };
        let cell = cell.strip_suffix(".0").unwrap_or(&cell);
        let whole = match identifier::npi(cell) {
            Ok(npi) => return vec![npi],
            Err(fault) => fault,
        };
        let parts: Vec<&str> = cell.split([',', ';', '/', '|', ' ', '&']).filter(|part| !part.is_empty()).collect();
        let mut npis: Vec<Npi> = parts.iter().filter_map(|part| identifier::npi(part).ok()).collect();
        if npis.is_empty() {
            row.warn(column, whole);
        } else if npis.len() < parts.len() {
            row.warn(column, rule("npis", "part of the cell is no NPI: the sound ones are used"));
        }
        npis.sort();
        npis.dedup();
        npis
    }

    fn names(&self, row: &mut RowReader<'_>) -> (Party, Vec<ListedName>) {
        let marks = &self.mapping.marks;
        let one = |row: &mut RowReader<'_>, meaning| self.texts(row, meaning).into_iter().next().unwrap_or_default();
        let families = self.texts(row, Meaning::Family);
        let [given, middle, suffix] =
            [Meaning::Given, Meaning::Middle, Meaning::Suffix].map(|meaning| one(row, meaning));
        let mut names: Vec<ListedName> = Vec::new();
        for family in families.iter().flat_map(|cell| divided(cell, marks)) {
            let parts = (given.clone(), middle.clone(), suffix.clone());
            names.push(ListedName::Parts { family, given: parts.0, middle: parts.1, suffix: parts.2 });
        }
        if families.is_empty() && !given.is_empty() {
            names.push(ListedName::Whole(given));
        }
        let is_person = !names.is_empty();
        let organizations = self.texts(row, Meaning::Organization);
        let is_organization = !organizations.is_empty();
        names.extend(organizations.iter().flat_map(|cell| divided(cell, marks)).map(ListedName::Whole));
        for cell in self.texts(row, Meaning::Name) {
            for name in divided(&cell, marks) {
                names.extend(self.readings(&name));
            }
        }
        for cell in self.texts(row, Meaning::Also) {
            let cells = cell.split(';').flat_map(|part| divided(part, marks)).collect::<Vec<_>>();
            names.extend(cells.into_iter().map(ListedName::Whole));
        }
        let party = match (is_person, is_organization) {
            (true, _) => Party::Person,
            (false, true) => Party::Organization,
            (false, false) => self.mapping.party,
        };
        (party, names)
    }

    /// A name in one piece: parted where the mapping says how, and whole, since the rule may not fit this one.
    fn readings(&self, name: &str) -> Vec<ListedName> {
        let whole = ListedName::Whole(name.to_owned());
        if self.mapping.party == Party::Organization {
            return vec![whole];
        }
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<String>>();
        let parted = match (self.mapping.order, name.split_once(',')) {
            (NameOrder::AsWritten, _) => None,
            (NameOrder::FamilyFirst, Some((family, rest))) => Some((family.trim().to_owned(), words(rest))),
            (NameOrder::FamilyFirst, None) => {
                let mut all = words(name).into_iter();
                all.next().map(|family| (family, all.collect()))
            }
            (NameOrder::GivenFirst, comma) => {
                // What follows a comma here is a title or a suffix.
                let mut all = words(comma.map_or(name, |(before, _)| before));
                all.pop().map(|family| (family, all))
            }
        };
        let Some((family, rest)) = parted.filter(|(family, rest)| !family.is_empty() && !rest.is_empty()) else {
            return vec![whole];
        };
        let mut rest = rest.into_iter();
        let given = rest.next().unwrap_or_default();
        let (suffix, middle): (Vec<String>, Vec<String>) = rest.partition(|word| is_suffix(word));
        vec![ListedName::Parts { family, given, middle: middle.join(" "), suffix: suffix.join(" ") }, whole]
    }

    /// Tells what is longer than the publisher's own width: another column, or another file.
    fn widths(&self, row: &mut RowReader<'_>) {
        for (column, length) in &self.lengths {
            if self.text(row, *column).is_some_and(|text| text.chars().count() > *length) {
                let reason = format!("longer than the {length} letters that the mapping gives the column");
                row.warn(*column, rule("length", reason));
            }
        }
    }

    fn column(&self, meaning: Meaning) -> Column {
        let own = self.at.get(&meaning).and_then(|columns| columns.first());
        own.copied().unwrap_or_else(|| Column::open(None))
    }

    fn name_column(&self) -> Column {
        let columns = [Meaning::Family, Meaning::Organization, Meaning::Name].map(|meaning| self.column(meaning));
        columns.into_iter().find(|column| column.at.is_some()).unwrap_or_else(|| Column::open(None))
    }

    /// The text of a cell, unless it is one of the words for "no value".
    fn text(&self, row: &mut RowReader<'_>, column: Column) -> Option<String> {
        row.text(column).filter(|text| !self.mapping.nothing.iter().any(|word| word.eq_ignore_ascii_case(text)))
    }

    fn texts(&self, row: &mut RowReader<'_>, meaning: Meaning) -> Vec<String> {
        let columns = self.at.get(&meaning).map(Vec::as_slice).unwrap_or_default();
        columns.iter().filter_map(|column| self.text(row, *column)).collect()
    }

    /// The parsed value of a cell; one that is refused leaves a warning.
    fn parse<T>(
        &self,
        row: &mut RowReader<'_>,
        meaning: Meaning,
        parse: impl FnOnce(&str) -> Result<T, Rule>,
    ) -> Option<T> {
        let column = self.column(meaning);
        let text = self.text(row, column)?;
        parse(&text).map_err(|fault| row.warn(column, fault)).ok()
    }
}

fn is_suffix(word: &str) -> bool {
    let word = word.trim_matches([',', '.']);
    ["JR", "SR", "II", "III", "IV"].iter().any(|suffix| suffix.eq_ignore_ascii_case(word))
}
