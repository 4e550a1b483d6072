//! The example of the document is a sources file without a fault.

use cred_sources::sources_file;

#[test]
fn the_sources_file_in_the_document_is_whole() {
    let text = include_str!("../../../docs/sources.md");
    let example = text.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let read = sources_file::parse(example, "docs/sources.md").map_err(|fault| fault.to_string());
    assert_eq!(read.unwrap().len(), 1);
}
