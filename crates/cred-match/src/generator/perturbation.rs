//! What becomes of somebody's description on its way into a list.

use cred_core::evidence::list_entry::{ListEntry, ListedName};

use crate::generator::{World, draw::Draw};

/// What was done to a planted entry, beside upper case, lost accents and cut fields, which all entries have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Perturbation {
    /// Nothing.
    None,
    /// One edit in the family name.
    FamilyTypo,
    /// Two edits in a family name of eight letters or more.
    FamilyTwoTypos,
    /// One edit in the given name.
    GivenTypo,
    /// A short form for the given name, or the other way round.
    Nickname,
    /// Another name of the person's.
    FormerName,
    /// Half of a double family name, or a second half added.
    DoubleName,
    /// Given and family name in each other's place.
    Swapped,
    /// A family name cut off.
    Truncated,
    /// An initial for the given name.
    Initial,
    /// The middle name in place of the given one.
    MiddleName,
    /// One digit of the date of birth.
    BirthTypo,
    /// Day and month of the birth in each other's place.
    BirthSwapped,
    /// No date of birth.
    NoBirth,
    /// Another state.
    Moved,
    /// Of an organisation: another legal form, an alias in front, an edit.
    Organization,
}

impl Perturbation {
    /// Every kind that is planted of a person.
    pub const OF_PERSONS: [Self; 15] = [
        Self::None,
        Self::FamilyTypo,
        Self::FamilyTwoTypos,
        Self::GivenTypo,
        Self::Nickname,
        Self::FormerName,
        Self::DoubleName,
        Self::Swapped,
        Self::Truncated,
        Self::Initial,
        Self::MiddleName,
        Self::BirthTypo,
        Self::BirthSwapped,
        Self::NoBirth,
        Self::Moved,
    ];

    /// Whether it is done to the date of birth.
    #[must_use]
    pub const fn is_of_birth(self) -> bool {
        matches!(self, Self::BirthTypo | Self::BirthSwapped | Self::NoBirth)
    }

    /// Does it to an entry. Where there is nothing to do it to (a name without a short form, say) the entry stays as it is, and the answer
    /// is no.
    pub fn apply(self, entry: &mut ListEntry, former: Option<&str>, world: &World, draw: &mut Draw) -> bool {
        if self == Self::Organization {
            return organization(entry, draw);
        }
        let mut born = entry.born;
        let Some(ListedName::Parts { family, given, middle, .. }) = entry.names.first_mut() else { return false };
        let changed = match self {
            Self::None | Self::Organization => true,
            Self::FamilyTypo => edit(family, draw),
            Self::FamilyTwoTypos => {
                family.len() >= 8 && edit_behind_first(family, draw) && edit_behind_first(family, draw)
            }
            Self::GivenTypo => edit(given, draw),
            Self::Nickname => match world.names.short_form(&given.to_lowercase(), draw) {
                Some(short) => put(given, &short),
                None => false,
            },
            Self::FormerName => former.is_some_and(|former| put(family, former)),
            Self::DoubleName => match family.split_once('-').map(|(a, b)| (a.to_owned(), b.to_owned())) {
                Some((a, b)) => put(family, if draw.percent(50) { &a } else { &b }),
                None => {
                    let second = world.names.family(draw);
                    let double = format!("{family}-{second}");
                    put(family, &double)
                }
            },
            Self::Swapped => {
                std::mem::swap(family, given);
                true
            }
            Self::Truncated => {
                let long = family.len() >= 7 && family.is_ascii();
                family.truncate(if long { 5.max(family.len() - 3) } else { family.len() });
                long
            }
            Self::Initial => {
                let initial: String = given.chars().take(1).collect();
                put(given, &initial)
            }
            Self::MiddleName => {
                let full = middle.len() > 1;
                if full {
                    *given = std::mem::take(middle);
                }
                full
            }
            Self::BirthTypo | Self::BirthSwapped => match born.map(|date| super::other_birth(date, self, draw)) {
                Some(other) => {
                    born = other;
                    true
                }
                None => false,
            },
            Self::NoBirth => born.take().is_some(),
            Self::Moved => {
                entry.address.state = world.state(draw);
                entry.licenses.clear();
                true
            }
        };
        entry.born = born;
        changed
    }
}

fn put(place: &mut String, text: &str) -> bool {
    *place = text.to_uppercase();
    true
}

/// One edit of a word of four letters or more: a letter other, less or more, or two neighbours swapped.
pub(super) fn edit(word: &mut String, draw: &mut Draw) -> bool {
    edit_from(word, 0, draw)
}

fn edit_behind_first(word: &mut String, draw: &mut Draw) -> bool {
    edit_from(word, 1, draw)
}

fn edit_from(word: &mut String, first: usize, draw: &mut Draw) -> bool {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || letters.contains(&'-') {
        return false;
    }
    let at = first + draw.below(letters.len() - first - 1);
    let letter = char::from(b'A' + u8::try_from(draw.below(26)).unwrap_or_default());
    match draw.below(4) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letter),
        _ => letters.iter_mut().skip(at).take(1).for_each(|old| *old = letter),
    }
    *word = letters.into_iter().collect();
    true
}

fn organization(entry: &mut ListEntry, draw: &mut Draw) -> bool {
    let Some(ListedName::Whole(name)) = entry.names.first_mut() else { return false };
    // The legal form, or what a cut left of it.
    let bare = match name.rsplit_once(' ') {
        Some((bare, "INC" | "IN" | "I")) => bare.to_owned(),
        _ => name.clone(),
    };
    *name = match draw.below(4) {
        0 => format!("{bare}, LLC"),
        1 => format!("{bare} CORP"),
        2 => {
            let mut edited = bare;
            edit(&mut edited, draw);
            edited
        }
        _ => format!("THE {bare} COMPANY"),
    };
    true
}
