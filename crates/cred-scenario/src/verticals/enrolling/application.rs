//! Applications to payers as steps write them. What is left out is of the site, or made up.

use cred_app::use_cases::enrolling::EnrollmentStep;
use cred_core::{
    actor::Capacity,
    enrollment::application::{Application, Program},
    id::EnrollmentId,
    identifier::Tin,
    jurisdiction::Jurisdiction,
    text::Text,
    time::zone::Zone,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{KIND, stand, told_by};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
};

/// The taxpayer number of a group that does not exist.
const GROUP: &str = "12-3456789";

macro_rules! applications {
    ($($(#[$doc:meta])* $name:ident { $($(#[$own_doc:meta])* $own:ident: $own_type:ty,)* })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Deserialize, JsonSchema)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                /// Who.
                provider: String,
                /// A short name by which later steps know it.
                #[serde(default)]
                enrollment: Option<String>,
                /// The payer; `Medicare` where left out.
                #[serde(default)]
                payer: Option<Text>,
                /// `medicare`, `medicaid` or `other`; by the payer's name where left out.
                #[serde(default)]
                #[schemars(with = "Option<String>")]
                program: Option<Program>,
                /// The product or network; `all` where left out.
                #[serde(default)]
                product: Option<Text>,
                /// The taxpayer number that is paid, `12-3456789`; a made-up group's where left out.
                #[serde(default)]
                #[schemars(with = "Option<String>")]
                group_tin: Option<Tin>,
                /// The site that is the practice location, `site` or `facility/site`; the only one, or the first, where left out.
                #[serde(default)]
                site: Option<String>,
                /// The practice location in words; the site's name where left out.
                #[serde(default)]
                location: Option<Text>,
                /// Its state; the site's where left out.
                #[serde(default)]
                #[schemars(with = "Option<String>")]
                state: Option<Jurisdiction>,
                /// Its zone; the site's where left out.
                #[serde(default)]
                #[schemars(with = "Option<String>")]
                zone: Option<Zone>,
                /// The benefits are reassigned to the group: then the provider and the group's official both sign.
                #[serde(default)]
                reassigns: bool,
                $($(#[$own_doc])* #[serde(default)] $own: $own_type,)*
            }

            impl $name {
                fn words(&self) -> Words<'_> {
                    let Self {
                        provider, enrollment, payer, program, product, group_tin, site, location, state, zone, reassigns, ..
                    } = self;
                    Words {
                        provider,
                        enrollment: enrollment.as_deref(),
                        payer: payer.as_ref(),
                        program: *program,
                        product: product.as_ref(),
                        group_tin: group_tin.as_ref(),
                        site: site.as_deref(),
                        location: location.as_ref(),
                        state: *state,
                        zone: *zone,
                        reassigns: *reassigns,
                    }
                }
            }
        )+
    };
}

applications! {
    /// An application.
    Apply {}
    /// An application on the whole way to its approval.
    Enroll {
        /// The filing date; today where left out, and never before, for it is signed today. What was filed earlier is told by its own steps.
        filed_on: Option<Moment>,
        /// The effective date that the payer's notice gives; the filing date where left out.
        effective_from: Option<Moment>,
        /// The payer's reference of the notice; another one each time where left out.
        notice: Option<Text>,
    }
}

struct Words<'a> {
    provider: &'a str,
    enrollment: Option<&'a str>,
    payer: Option<&'a Text>,
    program: Option<Program>,
    product: Option<&'a Text>,
    group_tin: Option<&'a Tin>,
    site: Option<&'a str>,
    location: Option<&'a Text>,
    state: Option<Jurisdiction>,
    zone: Option<Zone>,
    reassigns: bool,
}

impl Apply {
    /// Prepares it; in a shorthand by the default actor.
    pub(super) fn prepare(&self, stage: &mut Stage, shorthand: bool) -> Result<EnrollmentId, Trouble> {
        self.words().prepare(stage, shorthand)
    }
}

impl Enroll {
    pub(super) fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let id = stage.provider(&self.provider)?;
        let which = self.words().prepare(stage, true)?;
        let filed = day(stage, "filed_on", &self.filed_on)?;
        let mut signers = vec![Capacity::Provider];
        if self.reassigns {
            signers.push(Capacity::Ceo);
        }
        for signer in signers {
            let by = stage.acting(signer, Some(id))?;
            stage.act().enrollment_step(&by, id, which, &EnrollmentStep::Sign)?;
        }
        let by = stage.acting(Capacity::Msp, Some(id))?;
        stage.act().enrollment_step(&by, id, which, &EnrollmentStep::Submit(filed, None))?;
        let usual = filed.unwrap_or_else(|| stage.zone().date_at(stage.now()));
        let effective = day(stage, "effective_from", &self.effective_from)?.unwrap_or(usual);
        let notice = told_by(stage, self.notice.as_ref(), &None)?;
        let by = stage.by(Capacity::Payer, Some(id))?;
        stage.act().enrollment_step(&by, id, which, &EnrollmentStep::Approve(effective, notice))?;
        stand(stage, id, which)
    }
}

impl Words<'_> {
    fn prepare(&self, stage: &mut Stage, shorthand: bool) -> Result<EnrollmentId, Trouble> {
        let id = stage.provider(self.provider)?;
        let application = self.application(stage)?;
        let by = if shorthand { stage.acting(Capacity::Msp, Some(id)) } else { stage.by(Capacity::Msp, Some(id)) }?;
        let done = stage.act().prepare_enrollment(&by, id, &application)?;
        let which = done.result.ok_or_else(|| Trouble::file("provider", "the enrollment was not prepared"))?;
        let own = which.to_string();
        stage.remember(KIND, self.enrollment.unwrap_or(&own), own.clone());
        Ok(which)
    }

    fn application(&self, stage: &Stage) -> Result<Application, Trouble> {
        let facilities = stage.app().facilities()?;
        let records = stage.app().records(&[], &facilities, cred_store::Bound::Now)?;
        let (facility, site) = match stage.site(self.site) {
            Ok(found) => found,
            Err(trouble) if self.site.is_some() => return Err(trouble),
            Err(trouble) => {
                let first =
                    records.facilities().find_map(|own| Some((own.id().clone(), own.sites().next()?.id.clone())));
                stage.made_up("site", first)?.ok_or(trouble)?
            }
        };
        let home = records.facility(&facility);
        let place = home.and_then(|own| own.site(&site));
        let (home, place) =
            home.zip(place).ok_or_else(|| Trouble::file("site", "the practice location is no site on record"))?;
        let text = |key: &'static str, given: Option<&Text>, usual: &str| match given {
            Some(text) => Ok(text.clone()),
            None => Text::parse(stage.made_up(key, usual)?).map_err(|error| Trouble::value(key, error)),
        };
        let payer = text("payer", self.payer, "Medicare")?;
        let program = self.program.unwrap_or_else(|| {
            let name = payer.as_str().to_lowercase();
            match (name.contains("medicare"), name.contains("medicaid")) {
                (true, false) => Program::Medicare,
                (false, true) => Program::Medicaid,
                (true, true) | (false, false) => Program::Other,
            }
        });
        let group_tin = match self.group_tin {
            Some(tin) => tin.clone(),
            None => {
                Tin::parse(stage.made_up("group_tin", GROUP)?).map_err(|error| Trouble::value("group_tin", error))?
            }
        };
        Ok(Application {
            payer,
            program,
            product: text("product", self.product, "all")?,
            group_tin,
            location: text("location", self.location, place.name.as_str())?,
            state: self.state.unwrap_or(place.jurisdiction),
            zone: self.zone.unwrap_or(place.zone),
            organization: home.organization().clone(),
            facility: Some(facility.clone()),
            reassigns: self.reassigns,
        })
    }
}

/// A day of the scenario's zone, where it is given.
pub(in crate::verticals) fn day(
    stage: &Stage,
    key: &'static str,
    at: &Option<Moment>,
) -> Result<Option<chrono::NaiveDate>, Trouble> {
    Ok(stage.maybe(key, at.as_ref())?.map(|at| stage.zone().date_at(at)))
}

/// The same; today where it is not given.
pub(in crate::verticals) fn today(
    stage: &Stage,
    key: &'static str,
    at: &Option<Moment>,
) -> Result<chrono::NaiveDate, Trouble> {
    match day(stage, key, at)? {
        Some(day) => Ok(day),
        None => stage.made_up(key, stage.zone().date_at(stage.now())),
    }
}
