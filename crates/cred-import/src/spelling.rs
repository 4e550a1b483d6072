//! Which of some names a mistyped one was meant to be.

/// The candidate nearest to `wanted`, if it is near enough to be worth suggesting: at most a third of
/// its letters differ.
pub(crate) fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.to_lowercase().chars().collect();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 200)
        .map(|candidate| (edits(&wanted, candidate), candidate))
        .min_by_key(|(edits, _)| *edits)
        .filter(|(edits, _)| *edits * 3 <= wanted.len())
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance, ignoring case.
fn edits(wanted: &[char], candidate: &str) -> usize {
    let mut above: Vec<usize> = (0..=wanted.len()).collect();
    for (row, letter) in candidate.to_lowercase().chars().enumerate() {
        let mut left = row + 1;
        let mut current = vec![left];
        for (&expected, pair) in wanted.iter().zip(above.windows(2)) {
            if let [diagonal, over] = pair {
                left = (left + 1).min(over + 1).min(diagonal + usize::from(expected != letter));
                current.push(left);
            }
        }
        above = current;
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let header = ["NPI", "Licence Number", "Last Name"];
        assert_eq!(nearest("License Number", header), Some("Licence Number"));
        assert_eq!(nearest("LASTNAME", header), Some("Last Name"));
        assert_eq!(nearest("Certificate", header), None);
    }

    #[test]
    fn distances_are_those_of_levenshtein() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        assert_eq!(edits(&letters("kitten"), "sitting"), 3);
        assert_eq!(edits(&letters(""), "abc"), 3);
        assert_eq!(edits(&letters("abc"), ""), 3);
    }
}
