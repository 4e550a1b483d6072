//! A header: which column of the file is which.

use crate::fault::{FileError, MissingColumn};
use crate::spelling::nearest;
use crate::table::{Record, decode};

/// The cells of a header line, in file order.
#[derive(Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    folded: Vec<String>,
}

impl Header {
    pub(crate) fn read(record: &Record) -> Self {
        let names: Vec<String> =
            record.fields().map(|field| decode(field).value.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let folded = names.iter().map(|name| fold(name)).collect();
        Self { names, folded }
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The cell as the file writes it; empty past the end.
    pub(crate) fn name(&self, column: usize) -> &str {
        self.names.get(column).map(String::as_str).unwrap_or_default()
    }

    /// All columns that go by one of `names`, in file order. Case, blanks and punctuation do not
    /// count.
    pub(crate) fn find(&self, names: &[&str]) -> Vec<usize> {
        let wanted: Vec<String> = names.iter().map(|name| fold(name)).collect();
        let matches = |cell: &String| !cell.is_empty() && wanted.contains(cell);
        self.folded.iter().enumerate().filter(|(_, cell)| matches(cell)).map(|(at, _)| at).collect()
    }

    /// The one column that goes by one of `names`, or `None` where there is none.
    pub(crate) fn find_one(&self, names: &[&str], advice: &'static str) -> Result<Option<usize>, FileError> {
        match self.find(names).as_slice() {
            [] => Ok(None),
            [column] => Ok(Some(*column)),
            several => Err(FileError::AmbiguousColumn {
                wanted: names.first().copied().unwrap_or_default().to_owned(),
                found: several
                    .iter()
                    .map(|&at| format!("`{}` in column {}", crate::fault::Shown(self.name(at)), at + 1))
                    .collect(),
                advice,
            }),
        }
    }

    /// Where each of the columns of a layout is, in the layout's order; all of them must be there, once.
    pub(crate) fn all<const N: usize>(&self, names: [&str; N], layout: &'static str) -> Result<[usize; N], FileError> {
        let mut at = [0; N];
        let mut missing = Vec::new();
        for (at, name) in at.iter_mut().zip(names) {
            match self.find_one(&[name], "remove or rename all but one")? {
                Some(column) => *at = column,
                None => missing.push(self.missing(name)),
            }
        }
        if missing.is_empty() { Ok(at) } else { Err(FileError::MissingColumns { layout, missing }) }
    }

    /// The first name that stands over more than one column, with their positions counted from 1.
    pub(crate) fn repeated(&self) -> Option<(String, Vec<usize>)> {
        self.folded.iter().enumerate().find_map(|(at, name)| {
            let same = self.folded.iter().enumerate().filter(|(_, other)| !name.is_empty() && *other == name);
            let places: Vec<usize> = same.map(|(place, _)| place + 1).collect();
            (places.len() > 1).then(|| (self.name(at).to_owned(), places))
        })
    }

    /// The fault of a column that is not there, with the cell it may have been meant by.
    pub(crate) fn missing(&self, name: &str) -> MissingColumn {
        let nearest = nearest(name, self.names.iter().map(String::as_str));
        MissingColumn { name: name.to_owned(), nearest: nearest.map(str::to_owned) }
    }

    /// The cells whose column is not among `read`, in file order; blank ones are left out.
    pub(crate) fn ignored(&self, read: &[usize]) -> Vec<String> {
        let unread = |(at, name): (usize, &String)| (!read.contains(&at) && !name.is_empty()).then(|| name.clone());
        self.names.iter().enumerate().filter_map(unread).collect()
    }
}

/// A name without what people vary freely: `License #` and `LICENSE_NUMBER` are one column.
fn fold(name: &str) -> String {
    let name = name.replace('#', " number ");
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
