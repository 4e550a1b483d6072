//! States by the names that boards go by.

use cred_core::jurisdiction::Jurisdiction;

/// The state that a board's name begins with, or that is written as its code: `ALABAMA`, `Texas Medical Board`, `AZ`.
pub(super) fn jurisdiction(name: &str) -> Option<Jurisdiction> {
    if let Ok(jurisdiction) = Jurisdiction::parse(name.trim()) {
        return Some(jurisdiction);
    }
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    let begins =
        |state: &str| name.strip_prefix(state).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',', '-']));
    NAMES.iter().find(|(_, state)| begins(state)).and_then(|(code, _)| Jurisdiction::parse(code).ok())
}

const NAMES: [(&str, &str); 56] = [
    ("AK", "alaska"),
    ("AL", "alabama"),
    ("AR", "arkansas"),
    ("AS", "american samoa"),
    ("AZ", "arizona"),
    ("CA", "california"),
    ("CO", "colorado"),
    ("CT", "connecticut"),
    ("DC", "district of columbia"),
    ("DE", "delaware"),
    ("FL", "florida"),
    ("GA", "georgia"),
    ("GU", "guam"),
    ("HI", "hawaii"),
    ("IA", "iowa"),
    ("ID", "idaho"),
    ("IL", "illinois"),
    ("IN", "indiana"),
    ("KS", "kansas"),
    ("KY", "kentucky"),
    ("LA", "louisiana"),
    ("MA", "massachusetts"),
    ("MD", "maryland"),
    ("ME", "maine"),
    ("MI", "michigan"),
    ("MN", "minnesota"),
    ("MO", "missouri"),
    ("MP", "northern mariana islands"),
    ("MS", "mississippi"),
    ("MT", "montana"),
    ("NC", "north carolina"),
    ("ND", "north dakota"),
    ("NE", "nebraska"),
    ("NH", "new hampshire"),
    ("NJ", "new jersey"),
    ("NM", "new mexico"),
    ("NV", "nevada"),
    ("NY", "new york"),
    ("OH", "ohio"),
    ("OK", "oklahoma"),
    ("OR", "oregon"),
    ("PA", "pennsylvania"),
    ("PR", "puerto rico"),
    ("RI", "rhode island"),
    ("SC", "south carolina"),
    ("SD", "south dakota"),
    ("TN", "tennessee"),
    ("TX", "texas"),
    ("UT", "utah"),
    ("VA", "virginia"),
    ("VI", "virgin islands"),
    ("VT", "vermont"),
    ("WA", "washington"),
    ("WI", "wisconsin"),
    ("WV", "west virginia"),
    ("WY", "wyoming"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boards_are_of_their_states() {
        for (name, code) in [
            ("ALABAMA", "AL"),
            ("Texas Medical Board", "TX"),
            ("az", "AZ"),
            ("West Virginia", "WV"),
            ("VIRGINIA", "VA"),
        ] {
            assert_eq!(jurisdiction(name).map(Jurisdiction::code), Some(code), "{name}");
        }
        for name in ["Ontario", "", "Virginiana", "Kansasville"] {
            assert_eq!(jurisdiction(name), None, "{name}");
        }
    }

    #[test]
    fn every_code_is_one() {
        assert!(NAMES.iter().all(|(code, name)| jurisdiction(name).is_some_and(|own| own.code() == *code)));
    }
}
