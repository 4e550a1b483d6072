//! One entry of the API of federal exclusions.

use cred_core::{
    evidence::list_entry::{ListEntry, ListedAddress, ListedName, Party},
    identifier::Npi,
    jurisdiction::Jurisdiction,
    time::partial_date::PartialDate,
};
use serde_json::Value;

use crate::adapter::reading::{array, day, text};

/// Reads one entry.
///
/// # Errors
/// When it is not of a known shape: what is wrong, in one line.
pub fn read(entity: &Value) -> Result<ListEntry, String> {
    let part = |key: &str| entity.get(key).filter(|part| part.is_object());
    let identification = part("exclusionIdentification").ok_or("an entry without `exclusionIdentification`")?;
    let field = |key: &str| text(identification.get(key)).unwrap_or_default();
    let [family, given, middle, suffix] = ["lastName", "firstName", "middleName", "suffix"].map(field);
    let whole = ["entityName", "name"].map(field).into_iter().find(|name| !name.is_empty());
    let mut names = Vec::new();
    if !family.is_empty() {
        names.push(ListedName::Parts { family, given, middle, suffix });
    }
    names.extend(whole.map(ListedName::Whole));
    let details = part("exclusionDetails");
    let detail = |key: &str| details.and_then(|details| text(details.get(key))).unwrap_or_default();
    let classification = detail("classificationType");
    if names.is_empty() {
        return Err("an entry without a name".to_owned());
    }
    let party = match classification.as_str() {
        "Individual" => Party::Person,
        "Firm" => Party::Organization,
        _ => Party::Other,
    };
    let (from, to) = period(entity)?;
    let address = ["exclusionPrimaryAddress", "exclusionAddress"].into_iter().find_map(part);
    let line = |key: &str| address.and_then(|address| text(address.get(key))).unwrap_or_default();
    Ok(ListEntry {
        party,
        names,
        npi: npi(&field("npi"))?,
        born: None,
        licenses: vec![],
        occupations: vec![],
        address: ListedAddress {
            street: line("addressLine1"),
            city: line("city"),
            state: Jurisdiction::parse(&line("stateOrProvinceCode")).ok(),
            zip: line("zipCode"),
        },
        basis: basis(&detail("exclusionType"), &detail("excludingAgencyName")),
        from,
        to,
        waiver: None,
    })
}

fn basis(kind: &str, agency: &str) -> String {
    match (kind, agency) {
        ("", "") => "exclusion".to_owned(),
        (kind, "") => kind.to_owned(),
        ("", agency) => format!("exclusion, {agency}"),
        (kind, agency) => format!("{kind}, {agency}"),
    }
}

/// An NPI, which spreadsheets once made into `1234567890.0`. One that is none is none: its entry still bears its names.
fn npi(written: &str) -> Result<Option<Npi>, String> {
    let number = written.strip_suffix(".0").unwrap_or(written);
    if number.is_empty() || number.chars().all(|c| c == '0') {
        return Ok(None);
    }
    Ok(Npi::parse(number).ok())
}

/// From the first activation to the last termination. One action without an end, or *Indefinite*, leaves it open.
fn period(entity: &Value) -> Result<(Option<PartialDate>, Option<PartialDate>), String> {
    let actions = entity.get("exclusionActions").and_then(|actions| actions.get("listOfActions"));
    let actions = array(actions).ok_or("`listOfActions` is no list")?;
    let date = |action: &Value, key: &str| match text(action.get(key)) {
        None => Ok(None),
        Some(open) if open.eq_ignore_ascii_case("indefinite") => Ok(None),
        Some(written) => day(&written).map(Some).ok_or(format!("`{key}` of an entry is no date")),
    };
    let (mut from, mut to, mut open) = (None, None, actions.is_empty());
    for action in actions {
        let active = date(action, "activateDate")?;
        let ended = date(action, "terminationDate")?;
        from = [from, active].into_iter().flatten().min();
        open |= ended.is_none();
        to = to.max(ended);
    }
    Ok((from.map(PartialDate::Day), to.filter(|_| !open).map(PartialDate::Day)))
}
