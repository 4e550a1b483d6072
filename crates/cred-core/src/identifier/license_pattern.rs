//! The forms in which some boards number physicians: for a warning, never for a refusal.

/// The degree a physician is licensed by, where boards number them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhysicianDegree {
    /// Doctor of medicine.
    Md,
    /// Doctor of osteopathic medicine.
    Do,
}

/// One form: a fixed beginning, a number of digits, a possible last letter.
struct Form {
    state: &'static str,
    degrees: &'static [PhysicianDegree],
    beginning: Beginning,
    digits: core::ops::RangeInclusive<usize>,
    last_letter: Option<char>,
}

enum Beginning {
    Text(&'static str),
    AnyLetter,
}

/// Whether forms are known for that state and degree and the number fits none of them.
///
/// `characters` are the number's letters and digits, upper-case, leading zeros kept.
pub(super) fn is_unusual(characters: &str, state: &str, degree: PhysicianDegree) -> bool {
    let mut known = FORMS
        .iter()
        .filter(|form| form.state.eq_ignore_ascii_case(state.trim()) && form.degrees.contains(&degree))
        .peekable();
    known.peek().is_some() && !known.any(|form| form.fits(characters))
}

impl Form {
    fn fits(&self, characters: &str) -> bool {
        let rest = match self.beginning {
            Beginning::Text(text) => characters.strip_prefix(text),
            Beginning::AnyLetter => characters.strip_prefix(|c: char| c.is_ascii_uppercase()),
        };
        rest.is_some_and(|rest| {
            let digits = self.last_letter.and_then(|letter| rest.strip_suffix(letter)).unwrap_or(rest);
            self.digits.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        })
    }
}

const MD: &[PhysicianDegree] = &[PhysicianDegree::Md];
const DO: &[PhysicianDegree] = &[PhysicianDegree::Do];
const BOTH: &[PhysicianDegree] = &[PhysicianDegree::Md, PhysicianDegree::Do];
const ANY_COUNT: core::ops::RangeInclusive<usize> = 1..=64;

const FORMS: [Form; 16] = [
    form("CA", MD, Beginning::Text("A"), 4..=6),
    form("CA", MD, Beginning::Text("C"), 4..=6),
    form("CA", MD, Beginning::Text("G"), 4..=6),
    form("CA", DO, Beginning::Text("20A"), ANY_COUNT),
    form("FL", MD, Beginning::Text("ME"), ANY_COUNT),
    form("FL", DO, Beginning::Text("OS"), ANY_COUNT),
    form("IL", BOTH, Beginning::Text("036"), 6..=6),
    form("MI", MD, Beginning::Text("4301"), 6..=6),
    form("MI", DO, Beginning::Text("5101"), 6..=6),
    form("NC", BOTH, Beginning::Text(""), 9..=9),
    form("NJ", MD, Beginning::Text("25MA"), 8..=8),
    form("NY", BOTH, Beginning::Text(""), 6..=6),
    form("OH", MD, Beginning::Text("35"), 6..=6),
    form("OH", DO, Beginning::Text("34"), ANY_COUNT),
    Form { last_letter: Some('L'), ..form("PA", MD, Beginning::Text("MD"), 6..=6) },
    form("TX", BOTH, Beginning::AnyLetter, 4..=4),
];

const fn form(
    state: &'static str,
    degrees: &'static [PhysicianDegree],
    beginning: Beginning,
    digits: core::ops::RangeInclusive<usize>,
) -> Form {
    Form { state, degrees, beginning, digits, last_letter: None }
}
