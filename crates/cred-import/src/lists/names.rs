//! Several names in one cell: `(also A, LLC, B)`, `Doe, Jo AKA Doe, J. DBA Doe Clinic`.
//!
//! No rule divides such a cell for certain. A name too many costs a look; a name that is lost may be somebody's only one. So where a cell can
//! be read in two ways, both are taken.

/// What follows a comma within an organisation's name.
const FORMS: [&str; 17] =
    ["INC", "LLC", "LLP", "LP", "PC", "PA", "PLLC", "PLC", "LTD", "CO", "CORP", "MD", "DO", "DDS", "DMD", "JR", "SR"];

/// Marks of further names, beside those that a mapping file adds.
pub(super) const MARKS: [&str; 12] =
    ["AKA", "A/K/A", "A.K.A.", "A.K.A", "FKA", "F/K/A", "F.K.A.", "DBA", "D/B/A", "D.B.A.", "D.B.A", "ALSO KNOWN AS"];

/// The names in a SAM cross-reference: the whole of it, and what its commas divide where they do.
pub(super) fn cross_reference(text: &str) -> Vec<String> {
    let inner = text.trim().trim_start_matches('(').trim_end_matches(')').trim();
    let inner = match inner.split_at_checked(5) {
        Some((word, rest)) if word.eq_ignore_ascii_case("also ") => rest.trim(),
        Some(_) | None => inner,
    };
    let mut names: Vec<String> = Vec::new();
    for part in inner.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        match names.last_mut() {
            Some(last) if is_form(part) => {
                last.push_str(", ");
                last.push_str(part);
            }
            Some(_) | None => names.push(part.to_owned()),
        }
    }
    if names.len() > 1 {
        names.push(inner.to_owned());
    }
    names
}

/// A cell's own name and those behind the marks in it. The marks count as words of their own, whatever their case; parentheses around a
/// further name are left out.
pub(super) fn divided(text: &str, marks: &[String]) -> Vec<String> {
    let mut names: Vec<String> = vec![String::new()];
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut rest = words.as_slice();
    while let Some((word, after)) = rest.split_first() {
        match marks.iter().find_map(|mark| starts_with(rest, mark)) {
            Some(behind) => {
                names.push(String::new());
                rest = behind;
            }
            None => {
                if let Some(last) = names.last_mut() {
                    if !last.is_empty() {
                        last.push(' ');
                    }
                    last.push_str(word);
                }
                rest = after;
            }
        }
    }
    let several = names.len() > 1;
    let tidy = |name: String| {
        let name = name.trim_matches([' ', ',', ';', ':', '/']);
        let open = name.matches('(').count() != name.matches(')').count();
        let name = if several && open { name.trim_matches(['(', ')']) } else { name };
        name.trim().to_owned()
    };
    names.into_iter().map(tidy).filter(|name| !name.is_empty()).collect()
}

/// What stands behind a mark that the words begin with.
fn starts_with<'w, 't>(words: &'w [&'t str], mark: &str) -> Option<&'w [&'t str]> {
    let mut rest = words;
    for wanted in mark.split_whitespace() {
        let (word, after) = rest.split_first()?;
        let word = word.trim_start_matches(['(', ',', ';']).trim_end_matches([':', ',', ';']);
        if !word.eq_ignore_ascii_case(wanted) {
            return None;
        }
        rest = after;
    }
    (rest.len() < words.len()).then_some(rest)
}

fn is_form(part: &str) -> bool {
    let letters: String = part.chars().filter(char::is_ascii_alphabetic).collect();
    FORMS.iter().any(|form| form.eq_ignore_ascii_case(&letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks() -> Vec<String> {
        MARKS.map(str::to_owned).to_vec()
    }

    #[test]
    fn every_reading_of_a_cross_reference_is_a_name() {
        assert_eq!(
            cross_reference("(also SAMPLE, LLC, TEST SUPPLY)"),
            ["SAMPLE, LLC", "TEST SUPPLY", "SAMPLE, LLC, TEST SUPPLY"]
        );
        assert_eq!(cross_reference("(also SAMPLE)"), ["SAMPLE"]);
        assert_eq!(cross_reference("ALSO Ünlike"), ["Ünlike"]);
        assert!(cross_reference(" ( ) ").is_empty());
    }

    #[test]
    fn marks_divide_and_words_that_only_look_like_them_do_not() {
        for (cell, names) in [
            ("Doe, Jo aka Doe, J. DBA Doe Clinic", vec!["Doe, Jo", "Doe, J.", "Doe Clinic"]),
            ("Sample Supply (d/b/a Test Supply)", vec!["Sample Supply", "Test Supply"]),
            ("Sample A.K.A.: Test", vec!["Sample", "Test"]),
            ("Sample also known as Test", vec!["Sample", "Test"]),
            ("Jo Akamatsu", vec!["Jo Akamatsu"]),
            ("Sample (Holding) LLC", vec!["Sample (Holding) LLC"]),
            ("AKA Test", vec!["Test"]),
        ] {
            assert_eq!(divided(cell, &marks()), names, "{cell}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_cell_panics(cell in ".*") {
            let _ = cross_reference(&cell);
            let _ = divided(&cell, &marks());
        }
    }
}
