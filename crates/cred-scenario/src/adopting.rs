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

/// The organisation or facility of an id; the only organisation where none is given.
pub(crate) fn adopter(stage: &Stage, key: &'static str, id: Option<&str>) -> Result<Adopter, Trouble> {
    let Some(id) = id else { return stage.organization(None).map(Adopter::Organization) };
    if let Ok(facility) = stage.app().find_facility(Some(id)) {
        return Ok(Adopter::Facility(facility));
    }
    stage.organization(Some(id)).map(Adopter::Organization).map_err(|trouble| match trouble {
        Trouble::File { message, .. } => Trouble::File { key, message },
        other => other,
    })
}

/// What the adopted packs ask of elements on a day.
pub(crate) fn elements_asked(standards: &Standards<'_>, on: chrono::NaiveDate) -> Vec<credentialing::ElementRule> {
    let rules = standards.on(on, |topic| if let Topic::Element(rule) = topic { Some(rule.clone()) } else { None });
    rules.into_iter().map(|bound| bound.value).collect()
}
