//! Which packs there are, and who adopts them.

use cred_app::use_cases::adopting::Adopter;
use cred_core::standard::{
    binding::Standards,
    rule_pack::RulePack,
    topic::{Topic, credentialing},
};

use crate::{outcome::Trouble, stage::Stage};

/// A pack that is shipped with the program.
pub(crate) fn shipped(id: &str) -> Option<RulePack> {
    cred_packs::find(id).and_then(Result::ok)
}

/// The ids of the packs that are shipped.
pub(crate) fn shipped_ids() -> Vec<&'static str> {
    cred_packs::SHIPPED.iter().map(|(id, _)| *id).collect()
}

/// The organisations and facilities of some ids; every one there is where none is given.
pub(crate) fn adopters(stage: &Stage, key: &'static str, ids: &[String]) -> Result<Vec<Adopter>, Trouble> {
    if !ids.is_empty() {
        return ids.iter().map(|id| adopter(stage, key, id)).collect();
    }
    let facilities = stage.app().facilities()?;
    let records = stage.app().records(&[], &facilities, cred_store::Bound::Now)?;
    let homes = records.organizations().map(|own| Adopter::Organization(own.id().clone()));
    let mut all: Vec<Adopter> = homes.collect();
    all.extend(facilities.into_iter().map(Adopter::Facility));
    Ok(all)
}

fn adopter(stage: &Stage, key: &'static str, id: &str) -> Result<Adopter, Trouble> {
    if let Ok(facility) = stage.app().find_facility(Some(id)) {
        return Ok(Adopter::Facility(facility));
    }
    let found = stage.organization(Some(id)).map(Adopter::Organization);
    found.map_err(
        |trouble| if let Trouble::File { message, .. } = trouble { Trouble::File { key, message } } else { trouble },
    )
}

/// What the adopted packs ask of elements on a day.
pub(crate) fn elements_asked(standards: &Standards<'_>, on: chrono::NaiveDate) -> Vec<credentialing::ElementRule> {
    let rules = standards.on(on, |topic| if let Topic::Element(rule) = topic { Some(rule.clone()) } else { None });
    rules.into_iter().map(|bound| bound.value).collect()
}
