//! The refusal of a text that is not the identifier it was given as.

use core::fmt;

use crate::identifier::IdentifierKind;

/// Why a text is not an identifier: which one, which rule it broke, and what to do next.
///
/// The refused text is repeated only for kinds that are not secret, and not even there when it looks like a social
/// security number, a DEA number, a date or an NPDB data bank id put into the wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}{} {}; {}", Quoted(.shown.as_deref()), RuleText(*.kind, *.rule), .kind.next_step())]
pub struct IdentifierError {
    kind: IdentifierKind,
    rule: Rule,
    shown: Option<String>,
}

impl IdentifierError {
    pub(super) fn new(kind: IdentifierKind, rule: Rule, text: &str) -> Self {
        let shown = (!kind.is_secret() && rule != Rule::Blank && !looks_secret(text)).then(|| excerpt(text));
        Self { kind, rule, shown }
    }

    /// The identifier the text was given as.
    pub fn kind(&self) -> IdentifierKind {
        self.kind
    }

    /// The rule it broke.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Whether the shape or only the check digit is wrong.
    pub fn level(&self) -> Level {
        self.rule.level()
    }

    /// A stable code such as `npi/checksum`, for adapters and documentation.
    pub fn code(&self) -> String {
        format!("{}/{}", self.kind.code(), self.rule.code())
    }
}

/// How far a refused text is from being an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The text could never have been issued.
    Malformed,
    /// The shape is right and the check digit is not: most likely a typing error.
    ChecksumFailed,
}

/// The rules an identifier is refused by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Nothing was given.
    Blank,
    /// A character outside ASCII, such as another script's digit or a typographic dash.
    NotAscii,
    /// A character other than letters, digits, spaces and hyphens.
    UnexpectedCharacter,
    /// The number of characters, or a letter where a digit belongs, or the reverse.
    Form,
    /// An NPI that does not start with 1 or 2.
    NpiFirstDigit,
    /// The Luhn sum of an NPI.
    NpiCheckDigit,
    /// The first letter of a DEA number was never issued.
    DeaFirstLetter,
    /// The second character of a DEA number is neither a letter nor 9.
    DeaSecondCharacter,
    /// The check digit of a DEA number.
    DeaCheckDigit,
    /// The institution's internal code after a DEA number.
    DeaSuffix,
    /// The first three digits of a social security number were never issued.
    SsnArea,
    /// The middle two digits of a social security number are 00.
    SsnGroup,
    /// The last four digits of a social security number are 0000.
    SsnSerial,
    /// A social security number void because it was printed in advertising.
    SsnAdvertised,
    /// The fourth and fifth digits of an ITIN are outside the issued ranges.
    ItinGroup,
    /// Nine digits without the hyphens that tell an employer's number from a person's.
    TinAmbiguous,
    /// Digits that should be a calendar date are not one.
    CalendarDate,
    /// A control or invisible formatting character.
    ControlCharacter,
    /// Longer than any issued number.
    TooLong,
}

impl Rule {
    /// Whether breaking this rule is a matter of shape or of the check digit.
    pub fn level(self) -> Level {
        match self {
            Self::NpiCheckDigit | Self::DeaCheckDigit => Level::ChecksumFailed,
            Self::Blank
            | Self::NotAscii
            | Self::UnexpectedCharacter
            | Self::Form
            | Self::NpiFirstDigit
            | Self::DeaFirstLetter
            | Self::DeaSecondCharacter
            | Self::DeaSuffix
            | Self::SsnArea
            | Self::SsnGroup
            | Self::SsnSerial
            | Self::SsnAdvertised
            | Self::ItinGroup
            | Self::TinAmbiguous
            | Self::CalendarDate
            | Self::ControlCharacter
            | Self::TooLong => Level::Malformed,
        }
    }

    /// The stable second half of an error code, as in `npi/checksum`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::NotAscii => "not-ascii",
            Self::UnexpectedCharacter => "unexpected-character",
            Self::Form => "form",
            Self::NpiFirstDigit => "first-digit",
            Self::NpiCheckDigit | Self::DeaCheckDigit => "checksum",
            Self::DeaFirstLetter => "first-letter",
            Self::DeaSecondCharacter => "second-character",
            Self::DeaSuffix => "suffix",
            Self::SsnArea => "area",
            Self::SsnGroup | Self::ItinGroup => "group",
            Self::SsnSerial => "serial",
            Self::SsnAdvertised => "advertised",
            Self::TinAmbiguous => "ambiguous",
            Self::CalendarDate => "calendar-date",
            Self::ControlCharacter => "control-character",
            Self::TooLong => "too-long",
        }
    }
}

struct RuleText(IdentifierKind, Rule);

impl fmt::Display for RuleText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(kind, rule) = self;
        f.write_str(match rule {
            Rule::Blank => return write!(f, "is blank: it must be {}", kind.form()),
            Rule::Form => return write!(f, "must be {}", kind.form()),
            Rule::TooLong => return write!(f, "is too long: it must be {}", kind.form()),
            Rule::NotAscii => "holds a character outside ASCII: type it with plain digits, letters and hyphens",
            Rule::UnexpectedCharacter => "may hold only letters, digits, spaces and hyphens",
            Rule::NpiFirstDigit => "must start with 1 or 2",
            Rule::NpiCheckDigit => "fails its check digit: the Luhn sum over 80840 and the number must end in 0",
            Rule::DeaFirstLetter => "must start with a letter the DEA has issued",
            Rule::DeaSecondCharacter => "must have a letter or 9 as its second character",
            Rule::DeaCheckDigit => {
                "fails its check digit: the sum of digits 1, 3, 5 plus twice that of 2, 4, 6 must end in digit 7"
            }
            Rule::DeaSuffix => "must have 1 to 10 letters or digits after the hyphen of an institution's code",
            Rule::SsnArea => "starts with 000, 666 or 900 to 999, which are never issued",
            Rule::SsnGroup => "has the never issued middle digits 00",
            Rule::SsnSerial => "has the never issued last digits 0000",
            Rule::SsnAdvertised => "is a sample number from advertising and void for everyone",
            Rule::ItinGroup => "must have 50 to 65, 70 to 88, 90 to 92 or 94 to 99 as its fourth and fifth digits",
            Rule::TinAmbiguous => "needs its hyphens: `NN-NNNNNNN` for an employer, `NNN-NN-NNNN` for a person",
            Rule::CalendarDate => "holds a date that is not in the calendar",
            Rule::ControlCharacter => "holds a control or invisible character",
        })
    }
}

struct Quoted<'a>(Option<&'a str>);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(text) => write!(f, " `{text}`"),
            None => Ok(()),
        }
    }
}

/// Whether a text could be a secret typed into the wrong field.
fn looks_secret(text: &str) -> bool {
    let text = text.trim();
    // Another script's digits count too: the text is shown to people, and they read them.
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let birth_ssn_or_dbid = matches!(digits, 8 | 9 | 15);
    let slashed_date = digits >= 4 && text.contains(['/', '.']);
    let several_numbers = digits > 9 && text.contains(char::is_whitespace);
    birth_ssn_or_dbid || slashed_date || several_numbers || begins_as_dea_number(text)
}

fn begins_as_dea_number(text: &str) -> bool {
    let mut characters = text.chars().filter(|c| c.is_alphanumeric());
    characters.next().is_some_and(char::is_alphabetic)
        && characters.next().is_some_and(|c| c.is_alphabetic() || c == '9')
        && characters.take(7).filter(|c| c.is_numeric()).count() == 7
}

/// The beginning of a text with everything invisible made visible, short enough for one line.
fn excerpt(text: &str) -> String {
    const SHOWN_CHARACTERS: usize = 40;
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}
