//! Schedules of controlled substances, however they are written.

/// The schedules with a number of their own in a registration: `2N` and `3N` are the non-narcotic ones.
pub const ALL: [&str; 7] = ["1", "2", "2N", "3", "3N", "4", "5"];

/// The schedule that is meant: `II`, `C-II` and `CII` are `2`, `iin` is `2N`; none for another word.
#[must_use]
pub fn canonical(written: &str) -> Option<&'static str> {
    let upper = written.trim().to_ascii_uppercase();
    let bare = upper.strip_prefix("C-").or_else(|| upper.strip_prefix('C')).unwrap_or(&upper);
    let (number, narcotic) = bare.strip_suffix('N').map_or((bare, ""), |number| (number, "N"));
    let number = match number {
        "I" => "1",
        "II" => "2",
        "III" => "3",
        "IV" => "4",
        "V" => "5",
        other => other,
    };
    let word = format!("{number}{narcotic}");
    ALL.into_iter().find(|known| *known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_and_arabic_numbers_mean_the_same() {
        for (written, meant) in [
            ("2", "2"),
            ("II", "2"),
            ("c-ii", "2"),
            ("CIII", "3"),
            ("iin", "2N"),
            (" 3n ", "3N"),
            ("IV", "4"),
            ("V", "5"),
        ] {
            assert_eq!(canonical(written), Some(meant), "{written}");
        }
        for other in ["", "C", "6", "0", "IIII", "4N", "two", "2 3"] {
            assert_eq!(canonical(other), None, "{other}");
        }
    }
}
