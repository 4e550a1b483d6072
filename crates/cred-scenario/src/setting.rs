//! Putting the cast on the stage: what a scenario takes for granted at its beginning.

use cred_app::App;
use cred_core::{actor::Capacity, standard::adoption::Adoption};
use cred_import::facility_file::FacilityFile;

use crate::{
    adopting,
    outcome::Trouble,
    scenario::{Adopt, Form, Place, Setting},
    stage::Stage,
    verticals::{facilities, providers},
};

/// Where the setting went wrong, and how.
pub(crate) type Misplaced = Box<(Place, Trouble)>;

/// Establishes organisations and facilities, adopts the packs, publishes the forms and registers the providers.
pub(crate) fn put_up(stage: &mut Stage, setting: &Setting) -> Result<(), Misplaced> {
    let nowhere = |trouble: Trouble| Box::new((Place::default(), trouble));
    for (home, facility) in &setting.facilities {
        let by = stage.by(Capacity::Facility, None).map_err(nowhere)?;
        let Some(organization) = setting.organizations.iter().find(|own| own.id == *home).cloned() else {
            return Err(nowhere(Trouble::file(
                "organization",
                format!("facility `{}`: there is no organisation `{home}`", facility.id),
            )));
        };
        let file = FacilityFile { organization, facility: facility.clone() };
        let name = format!("{} of {home}", facility.id);
        let pack = |id: &str| {
            setting.packs.iter().find(|pack| pack.id.as_str() == id).cloned().or_else(|| adopting::shipped(id))
        };
        stage.act().load_facility_file(&by, &name, &file, &pack).map_err(|error| nowhere(error.into()))?;
    }
    for own in &setting.adoptions {
        adopt(stage, own).map_err(|trouble| Box::new((own.place.clone(), trouble)))?;
    }
    for form in setting.privilege_sets.iter().filter(|form| !form.held_back) {
        publish(stage, form).map_err(|trouble| Box::new((form.place.clone(), trouble)))?;
    }
    for (place, provider) in &setting.providers {
        providers::register(stage, provider).map_err(|trouble| Box::new((place.clone(), trouble)))?;
    }
    Ok(())
}

fn adopt(stage: &mut Stage, own: &Adopt) -> Result<(), Trouble> {
    let day = |stage: &Stage, key, at: Option<&_>| -> Result<_, Trouble> {
        Ok(stage.maybe(key, at)?.map(|at| stage.zone().date_at(at)))
    };
    let from = day(stage, "from", own.from.as_ref())?.unwrap_or(own.pack.applies_from);
    let to = day(stage, "to", own.to.as_ref())?;
    let adoption = Adoption { pack: own.pack.clone(), from, to, readings: own.readings.clone() };
    for adopter in adopting::adopters(stage, "by", &own.by)? {
        let by = stage.by(Capacity::Facility, None)?;
        stage.act().adopt_pack(&by, &adopter, &adoption)?;
    }
    Ok(())
}

fn publish(stage: &mut Stage, form: &Form) -> Result<(), Trouble> {
    facilities::publish(stage, form)
}

/// Whether an error of the setting is the engine's: then it is told with its code.
pub(crate) fn told(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Engine(error) => format!("{error} [{}]", error.code()),
        Trouble::File { key, message } if message.starts_with(&format!("`{key}`")) => message.clone(),
        Trouble::File { key, message } => format!("`{key}`: {message}"),
        Trouble::Stuck { state, open } => format!("it stands at {state}: {}", open.join("; ")),
    }
}

/// A store in memory with a simulated clock.
pub(crate) fn empty(now: cred_core::time::Instant) -> Result<App, cred_app::error::AppError> {
    App::new(Box::new(cred_store::MemoryStore::new()), cred_app::clock::Clock::Simulated(now))
}
