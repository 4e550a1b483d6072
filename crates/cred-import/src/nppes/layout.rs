//! Where the columns of the dissemination file are, found by name.

use crate::columns::Header;
use crate::fault::{FileError, MissingColumn};
use crate::row::Column;

/// Ways the registry writes "no value".
pub(super) const NOTHING: &[&str] = &["--", "<UNAVAIL>"];

const EXPECTED: &str = "the NPPES dissemination layout V.2 (330 columns, header line first), whose names are in the \
     file ending in `_FileHeader.csv` of the same download";
const TAXONOMY_GROUPS: usize = 15;
const IDENTIFIER_GROUPS: usize = 50;

/// The columns that are read.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) npi: Column,
    pub(super) replacement: Column,
    pub(super) entity: Column,
    pub(super) organization: Column,
    pub(super) legal: NameColumns,
    pub(super) other_organization: Column,
    pub(super) other_organization_type: Column,
    pub(super) other: NameColumns,
    pub(super) other_type: Column,
    pub(super) city: Column,
    pub(super) state: Column,
    pub(super) postal_code: Column,
    pub(super) enumerated: Column,
    pub(super) updated: Column,
    pub(super) deactivation_reason: Column,
    pub(super) deactivated: Column,
    pub(super) reactivated: Column,
    pub(super) taxonomies: Vec<TaxonomyColumns>,
    pub(super) identifiers: Vec<IdentifierColumns>,
}

/// One person's name.
#[derive(Debug)]
pub(super) struct NameColumns {
    pub(super) last: Column,
    pub(super) first: Column,
    pub(super) middle: Column,
    pub(super) prefix: Column,
    pub(super) suffix: Column,
    pub(super) credential: Column,
}

/// One of the 15 taxonomy groups.
#[derive(Debug)]
pub(super) struct TaxonomyColumns {
    pub(super) code: Column,
    pub(super) licence: Column,
    pub(super) state: Column,
    pub(super) primary: Column,
}

/// One of the 50 groups of other identifiers.
#[derive(Debug)]
pub(super) struct IdentifierColumns {
    pub(super) id: Column,
    pub(super) kind: Column,
    pub(super) state: Column,
    pub(super) issuer: Column,
}

impl Layout {
    pub(super) fn find(header: &Header) -> Result<Self, FileError> {
        let mut search = Search { header, missing: Vec::new(), ambiguous: None };
        let layout = search.layout();
        match (search.ambiguous, search.missing) {
            (Some(fault), _) => Err(fault),
            (None, missing) if missing.is_empty() => Ok(layout),
            (None, missing) => Err(FileError::MissingColumns { layout: EXPECTED, missing }),
        }
    }

    /// The positions of all columns that are read.
    pub(super) fn columns(&self) -> Vec<usize> {
        let names = [&self.legal, &self.other]
            .into_iter()
            .flat_map(|name| [name.last, name.first, name.middle, name.prefix, name.suffix, name.credential]);
        let single = [
            self.npi,
            self.replacement,
            self.entity,
            self.organization,
            self.other_organization,
            self.other_organization_type,
            self.other_type,
            self.city,
            self.state,
            self.postal_code,
            self.enumerated,
            self.updated,
            self.deactivation_reason,
            self.deactivated,
            self.reactivated,
        ];
        let taxonomies =
            self.taxonomies.iter().flat_map(|group| [group.code, group.licence, group.state, group.primary]);
        let identifiers = self.identifiers.iter().flat_map(|group| [group.id, group.kind, group.state, group.issuer]);
        single.into_iter().chain(names).chain(taxonomies).chain(identifiers).filter_map(|column| column.at).collect()
    }
}

/// Looks names up and remembers what it did not find.
struct Search<'a> {
    header: &'a Header,
    missing: Vec<MissingColumn>,
    ambiguous: Option<FileError>,
}

impl Search<'_> {
    fn layout(&mut self) -> Layout {
        Layout {
            npi: self.required("NPI"),
            replacement: self.optional("Replacement NPI"),
            entity: self.required("Entity Type Code"),
            organization: self.required("Provider Organization Name (Legal Business Name)"),
            legal: NameColumns {
                last: self.required("Provider Last Name (Legal Name)"),
                first: self.required("Provider First Name"),
                middle: self.optional("Provider Middle Name"),
                prefix: self.optional("Provider Name Prefix Text"),
                suffix: self.optional("Provider Name Suffix Text"),
                credential: self.optional("Provider Credential Text"),
            },
            other_organization: self.optional("Provider Other Organization Name"),
            other_organization_type: self.optional("Provider Other Organization Name Type Code"),
            other: NameColumns {
                last: self.optional("Provider Other Last Name"),
                first: self.optional("Provider Other First Name"),
                middle: self.optional("Provider Other Middle Name"),
                prefix: self.optional("Provider Other Name Prefix Text"),
                suffix: self.optional("Provider Other Name Suffix Text"),
                credential: self.optional("Provider Other Credential Text"),
            },
            other_type: self.optional("Provider Other Last Name Type Code"),
            city: self.optional("Provider Business Practice Location Address City Name"),
            state: self.optional("Provider Business Practice Location Address State Name"),
            postal_code: self.optional("Provider Business Practice Location Address Postal Code"),
            enumerated: self.required("Provider Enumeration Date"),
            updated: self.required("Last Update Date"),
            deactivation_reason: self.optional("NPI Deactivation Reason Code"),
            deactivated: self.required("NPI Deactivation Date"),
            reactivated: self.required("NPI Reactivation Date"),
            taxonomies: self
                .groups(
                    TAXONOMY_GROUPS,
                    1,
                    [
                        "Healthcare Provider Taxonomy Code_",
                        "Provider License Number_",
                        "Provider License Number State Code_",
                        "Healthcare Provider Primary Taxonomy Switch_",
                    ],
                )
                .into_iter()
                .map(|[code, licence, state, primary]| TaxonomyColumns { code, licence, state, primary })
                .collect(),
            identifiers: self
                .groups(
                    IDENTIFIER_GROUPS,
                    0,
                    [
                        "Other Provider Identifier_",
                        "Other Provider Identifier Type Code_",
                        "Other Provider Identifier State_",
                        "Other Provider Identifier Issuer_",
                    ],
                )
                .into_iter()
                .map(|[id, kind, state, issuer]| IdentifierColumns { id, kind, state, issuer })
                .collect(),
        }
    }

    fn optional(&mut self, name: &str) -> Column {
        match self.header.find_one(&[name], "remove or rename all but one") {
            Ok(at) => Column::open(at),
            Err(fault) => {
                self.ambiguous.get_or_insert(fault);
                Column::open(None)
            }
        }
    }

    fn required(&mut self, name: &str) -> Column {
        let column = self.optional(name);
        if column.at.is_none() {
            self.missing.push(self.header.missing(name));
        }
        column
    }

    /// The numbered groups the file has. Half a group is a damaged header, not a smaller file: reading
    /// it would lose what the other half says.
    fn groups(&mut self, most: usize, least: usize, names: [&str; 4]) -> Vec<[Column; 4]> {
        let mut groups = Vec::new();
        for number in 1..=most {
            let names = names.map(|name| format!("{name}{number}"));
            let columns = names.each_ref().map(|name| self.optional(name));
            if number > least && columns.iter().all(|column| column.at.is_none()) {
                continue;
            }
            for (column, name) in columns.iter().zip(&names) {
                if column.at.is_none() {
                    self.missing.push(self.header.missing(name));
                }
            }
            groups.push(columns);
        }
        groups
    }
}
