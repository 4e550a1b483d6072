use cred_core::{
    evidence::{primary_source::Counts, source::Method},
    id::SourceId,
};

use super::*;

#[test]
fn the_example_is_read_whole() {
    let sources = parse(EXAMPLE, "sources.toml").unwrap_or_else(|fault| panic!("{fault}"));
    let ids: Vec<&str> = sources.iter().map(|source| source.about.id.as_str()).collect();
    assert_eq!(ids, ["nppes", "sam", "az-board", "az-exclusions"]);
    let board = &sources[2].about;
    assert_eq!(board.inputs, [Input::Number, Input::LicenseType]);
    assert_eq!(board.method("ncqa-hpa-2025", ElementKind::License), Some(Method::Primary));
    assert_eq!(sources[0].about.counts("ncqa-hpa-2025", ElementKind::Identity), Counts::Neither);
    let at = "2026-07-04T12:00:00Z".parse().unwrap();
    assert_eq!(sources[1].about.out_until(at), Some("2026-07-04T22:00:00Z".parse().unwrap()));
    assert_eq!(sources[1].about.id, SourceId::parse("sam").unwrap());
}

/// Each change of the example, and the fault it makes, with its place.
#[test]
fn every_fault_has_its_place() {
    for (from, to, fault) in [
        ("adapter = \"nppes\"", "adapter = \"npes\"", "sources.toml:8:11: `adapter`: `npes`"),
        ("https://api.sam.gov", "http://api.sam.gov", ":27:11: `address`: sources are asked over `https://` alone"),
        ("[\"identity\"]", "[\"license\"]", ":10:12: `verifies`: the NPI registry tells of `identity` alone"),
        ("[\"identity\"]", "[\"identty\"]", ":10:12: `verifies`: `identty`"),
        ("id = \"sam\"", "id = \"nppes\"", ":24:6: `id`: there is another source `nppes`"),
        ("query = \"api_key\"", "query = \"a key\"", "say where the key is shown"),
        ("X-Client =", "Authorization =", "a key goes into `auth`"),
        ("control = { family-name = \"Smith\" }\n", "", "`[source.control]` is missing"),
        ("{number}", "{nummer}", "`nummer`"),
        ("{number}&profession={license-type}", "1", "it asks for nobody"),
        ("records = \"/data/licenses\"", "records = \"data\"", "write a JSON pointer"),
        ("statuses = [404]", "statuses = [500]", "only 404 and 410"),
        (
            "[source.json.absent]\nempty = true",
            "[source.json.absent]\nstatuses = [404]",
            "a search is not told to be empty by a status",
        ),
        ("valid-to = { at = \"/expires\", date = \"%m/%d/%Y\" }", "", "without its last day it would be good for ever"),
        ("date = \"%m/%d/%Y\" }\nvalid-to", "date = \"%m/%d/%!\" }\nvalid-to", "`date` is a form like"),
        ("active = [\"Active\"]", "active = []", "no word means that it is in force"),
        ("inactive = [\"Inactive\", \"Retired\"]", "inactive = [\"active\"]", "`active` stands in two lists"),
        ("family-name = \"/holder/last\"\n", "", "it must say whose it is"),
        ("version = \"/list/edition\"\n", "", "without it no search is ever clear"),
        ("weekday = \"saturday\"", "weekday = \"saturnday\"", "`saturnday`"),
        ("from = \"22:00\"", "from = \"22 h\"", "expected a time of day"),
        ("until = 2026-07-04T18:00:00", "until = 2026-07-04T05:00:00", "it is not after `from`"),
        ("attempts = 4", "attempts = 0", "`attempts` is 1 to 10"),
        ("as = \"neither\"", "as = \"nether\"", "nether"),
        ("most_bytes = 2000000", "most_byte = 2000000", "most_byte"),
    ] {
        let text = EXAMPLE.replacen(from, to, 1);
        assert_ne!(text, EXAMPLE, "{from} is not in the example");
        let Err(told) = parse(&text, "sources.toml") else { panic!("{to} is read without a fault") };
        let told = told.to_string();
        assert!(told.contains(fault), "{to}: {told}");
    }
}
