//! The DEA registration number.

use serde::Serialize;

use crate::identifier::{IdentifierError, IdentifierKind, Rule, Secret, Warning, text};

/// A DEA registration number: two characters, 7 digits, the last a check digit; possibly an institution's code after it.
///
/// Secret: it is enough to forge a prescription. The check digit misses ±5 in the second, fourth and sixth digit, and
/// a valid number gives no authority by itself: registration is per state and ends with the practice address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct DeaNumber(Secret<String>);

/// Whose registration a number is said to be, for [`DeaNumber::warnings_for`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeaRegistrant<'a> {
    /// A person, with every surname ever used: the number keeps the initial at issue.
    Person {
        /// All surnames and aliases, in any order.
        surnames: &'a [&'a str],
    },
    /// An institution or practice, with every name it has traded under.
    Business {
        /// All business names, in any order.
        names: &'a [&'a str],
    },
}

impl DeaNumber {
    /// Reads a DEA number; spaces are ignored, and hyphens except the one before an institution's code.
    ///
    /// # Errors
    /// [`Rule::Form`], [`Rule::DeaFirstLetter`], [`Rule::DeaSecondCharacter`], [`Rule::DeaCheckDigit`],
    /// [`Rule::DeaSuffix`], or a rule on blank or foreign characters. The error never repeats the number.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let refuse = |rule| IdentifierError::new(IdentifierKind::DeaNumber, rule, text);
        let compact = text::compact(IdentifierKind::DeaNumber, text)?;
        let (Some(base), Some(suffix)) = (compact.get(..BASE_LENGTH), compact.get(BASE_LENGTH..)) else {
            return Err(refuse(Rule::Form));
        };
        let mut characters = base.chars();
        let (Some(first), Some(second)) = (characters.next(), characters.next()) else {
            return Err(refuse(Rule::Form));
        };
        let digits = characters.as_str();
        if !text::all_digits(digits) {
            return Err(refuse(Rule::Form));
        }
        if FirstLetter::of(first).is_none() {
            return Err(refuse(Rule::DeaFirstLetter));
        }
        if !(second.is_ascii_uppercase() || second == BUSINESS_ADDRESS) {
            return Err(refuse(Rule::DeaSecondCharacter));
        }
        let written_suffix = written_suffix(text);
        match (suffix, written_suffix) {
            ("", None) => {}
            // Ten digits run together are a typing error, not a number with a code.
            (_, None) => return Err(refuse(Rule::Form)),
            (code, Some(written)) => {
                let one_piece = !written.trim_end().contains('-');
                if !(one_piece && (1..=LONGEST_SUFFIX).contains(&code.len())) {
                    return Err(refuse(Rule::DeaSuffix));
                }
            }
        }
        if !check_digit_holds(digits) {
            return Err(refuse(Rule::DeaCheckDigit));
        }
        Ok(Self(Secret::new(match suffix {
            "" => base.to_owned(),
            code => format!("{base}-{code}"),
        })))
    }

    /// The first letter and the last three digits, as `F*****563`; an institution's code is left out.
    pub fn masked(&self) -> String {
        let base = self.expose().get(..BASE_LENGTH).unwrap_or_default();
        format!("{}*****{}", base.get(..1).unwrap_or_default(), base.get(BASE_LENGTH - 3..).unwrap_or_default())
    }

    /// The institution's internal code, if the number is a hospital's with a code for one of its people.
    ///
    /// Such a number is the hospital's registration, not one of the person's own.
    pub fn suffix(&self) -> Option<&str> {
        self.expose().split_once('-').map(|(_, suffix)| suffix)
    }

    /// What a person should look at, from the number alone.
    pub fn warnings(&self) -> Vec<Warning> {
        let first = self.expose().chars().next().and_then(FirstLetter::of);
        let letter = match first {
            Some(FirstLetter::Current) | None => None,
            Some(FirstLetter::Historical) => Some(Warning::DeaHistoricalLetter),
            Some(FirstLetter::Obsolete) => Some(Warning::DeaObsoleteLetter),
        };
        let suffix = self.suffix().map(|_| Warning::DeaInstitutionSuffix);
        letter.into_iter().chain(suffix).collect()
    }

    /// [`warnings`](Self::warnings), and whether the second character fits the registrant's names.
    ///
    /// Every word of every name may give the initial (`Garcia Lopez`, `van Dyke`), accents are set aside, and a 9
    /// fits any business.
    pub fn warnings_for(&self, registrant: DeaRegistrant<'_>) -> Vec<Warning> {
        let mut warnings = self.warnings();
        let second = self.expose().chars().nth(1);
        let at_business = second == Some(BUSINESS_ADDRESS);
        warnings.extend(match registrant {
            DeaRegistrant::Person { .. } if at_business => Some(Warning::DeaBusinessAddress),
            DeaRegistrant::Business { .. } if at_business => None,
            DeaRegistrant::Person { surnames: names } | DeaRegistrant::Business { names } => {
                let fits = names
                    .iter()
                    .flat_map(|name| name.split(|c: char| c.is_whitespace() || c == '-'))
                    .any(|word| initial(word).is_some_and(|letter| second == Some(letter)));
                (!fits).then_some(Warning::DeaNameMismatch)
            }
        });
        warnings
    }
}

text::secret_text!(DeaNumber);

const BASE_LENGTH: usize = 9;
const LONGEST_SUFFIX: usize = 10;
const BUSINESS_ADDRESS: char = '9';

enum FirstLetter {
    Current,
    Historical,
    Obsolete,
}

impl FirstLetter {
    fn of(letter: char) -> Option<Self> {
        match letter {
            'A' | 'B' | 'F' | 'G' | 'M' | 'P' | 'R' => Some(Self::Current),
            'C' | 'D' | 'E' | 'H' | 'J' | 'K' | 'L' | 'N' | 'S' | 'T' | 'U' => Some(Self::Historical),
            'X' => Some(Self::Obsolete),
            _ => None,
        }
    }
}

/// What was typed after the hyphen that follows the first nine letters and digits.
fn written_suffix(text: &str) -> Option<&str> {
    let mut seen = 0;
    let end = text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).find_map(|(at, _)| {
        seen += 1;
        (seen == BASE_LENGTH).then_some(at + 1)
    })?;
    text.get(end..)?.trim_start().strip_prefix('-')
}

fn check_digit_holds(digits: &str) -> bool {
    let mut values = digits.bytes().map(|b| u32::from(b.wrapping_sub(b'0')));
    let sum: u32 = values.by_ref().take(6).zip([1, 2].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    values.next() == Some(sum % 10)
}

/// The first letter of a word in A to Z, accents set aside; none for a name in another alphabet.
fn initial(word: &str) -> Option<char> {
    let first = word.chars().find(|c| c.is_alphabetic())?;
    let upper = first.to_uppercase().next()?;
    let plain = match upper {
        'À'..='Æ' | 'Ā' | 'Ă' | 'Ą' => 'A',
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => 'C',
        'Ð' | 'Ď' | 'Đ' => 'D',
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => 'E',
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => 'G',
        'Ĥ' | 'Ħ' => 'H',
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => 'I',
        'Ĵ' => 'J',
        'Ķ' => 'K',
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => 'L',
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => 'N',
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' | 'Œ' => 'O',
        'Ŕ' | 'Ŗ' | 'Ř' => 'R',
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => 'S',
        'Þ' | 'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => 'T',
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => 'U',
        'Ŵ' => 'W',
        'Ý' | 'Ŷ' | 'Ÿ' => 'Y',
        'Ź' | 'Ż' | 'Ž' => 'Z',
        other => other,
    };
    plain.is_ascii_uppercase().then_some(plain)
}
