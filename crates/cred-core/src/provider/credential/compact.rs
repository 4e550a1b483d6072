//! Compacts: agreements of states by which a licence reaches over a border, and what it rests on.

use serde::{Deserialize, Serialize};

use crate::{jurisdiction::Jurisdiction, time::partial_date::PartialDate};

/// A move of the primary state of residence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// To which state.
    pub to: Jurisdiction,
    /// The first day of residence there, in the zone of the licensing board.
    pub on: PartialDate,
}

/// Through which compact a licence was issued, or reaches over its own state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum LicenseCompact {
    /// The Interstate Medical Licensure Compact: a full licence of its own, with its own number and end, that stands and falls with the
    /// licence of the state of principal licence.
    Imlc {
        /// The state of principal licence.
        principal_state: Jurisdiction,
    },
    /// The Nurse Licensure Compact: one multistate licence of an RN or LPN, whose state is the primary state of residence. It reaches
    /// into every other member state while its holder lives where it was issued. It says nothing of an advanced practice role.
    NlcMultistate {
        /// A move away, where there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved: Option<Move>,
    },
    /// A privilege to practise in this state that rests on an unencumbered licence of the home state: what the compacts of physician
    /// assistants, psychologists, therapists and counsellors give.
    PrivilegeToPractice {
        /// The state of the licence it rests on.
        home_state: Jurisdiction,
    },
}

impl LicenseCompact {
    /// What it is, in words. A move is left out: it is no difference between a claim and a source.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Self::Imlc { principal_state } => format!("IMLC, principal state {principal_state}"),
            Self::NlcMultistate { .. } => "NLC multistate".to_owned(),
            Self::PrivilegeToPractice { home_state } => format!("privilege to practise, home state {home_state}"),
        }
    }

    /// The move away from the state of the licence, where it is a multistate one.
    #[must_use]
    pub const fn moved(self) -> Option<Move> {
        match self {
            Self::NlcMultistate { moved } => moved,
            Self::Imlc { .. } | Self::PrivilegeToPractice { .. } => None,
        }
    }
}
