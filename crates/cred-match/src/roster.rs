//! Everybody who is screened again and again, arranged the other way round: which of them can a changed entry be about?
//!
//! A list changes by some hundred entries a month. Whoever none of the added, corrected or removed entries can be about has the same
//! potential matches as before, since a pair's score depends on the two alone; only the others are screened again.

use std::borrow::Borrow;

use cred_core::evidence::list_entry::ListEntry;

use crate::{
    blocking::Blocks,
    name_tables::{Lexicon, NameTables},
    profile::Profile,
    subject::Subject,
};

/// The keys of the subjects, by their positions. The subjects themselves are not kept.
#[derive(Clone)]
pub struct Roster {
    blocks: Blocks,
    lexicon: Lexicon,
    len: usize,
}

impl std::fmt::Debug for Roster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Roster").field("subjects", &self.len).finish_non_exhaustive()
    }
}

impl Roster {
    /// Arranges the subjects, with the default name tables.
    #[must_use]
    pub fn of<S: Borrow<Subject>>(subjects: impl IntoIterator<Item = S>) -> Self {
        Self::with(subjects, &NameTables::default())
    }

    /// Arranges the subjects, with the name tables that the index of the list has.
    #[must_use]
    pub fn with<S: Borrow<Subject>>(subjects: impl IntoIterator<Item = S>, tables: &NameTables) -> Self {
        let lexicon = tables.lexicon();
        let mut len = 0;
        let profiles = subjects.into_iter().inspect(|_| len += 1);
        let blocks = Blocks::of(profiles.map(|subject| Profile::of_subject(subject.borrow(), &lexicon)));
        Self { blocks, lexicon, len }
    }

    /// How many subjects there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The positions of the subjects that one of some entries can be about, each once, in order. Give it every entry that was added,
    /// removed, or is told otherwise: both as it was and as it is.
    #[must_use]
    pub fn affected<'a>(&self, changed: impl IntoIterator<Item = &'a ListEntry>) -> Vec<usize> {
        let mut found: Vec<u32> = vec![];
        for entry in changed {
            found.extend(self.blocks.candidates(&Profile::of_entry(entry, &self.lexicon), &self.lexicon));
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|position| position as usize).collect()
    }
}
