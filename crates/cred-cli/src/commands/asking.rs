//! The question of `cred may` and `cred why`: its arguments, and asking it.

use cred_app::{
    App, moment,
    questions::{Asked, known_at},
};
use cred_core::{exercise::answer::Answer, jurisdiction::Jurisdiction, records::Records, text::Text, time::zone::Zone};
use cred_store::Bound;

use crate::error::CliError;

/// Who, what, where, when, and about whom; as known when.
#[derive(Debug, clap::Args)]
pub struct QuestionArgs {
    /// Who: NPI, id, or a part of the name.
    pub(crate) provider: String,
    /// What: a privilege's id, or a procedure code.
    pub(crate) what: String,
    /// Where: a site's id, or `facility/site`.
    #[arg(long, value_name = "SITE")]
    pub(crate) at_site: String,
    /// When; a time without an offset is local to the site. Now if left out.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The patient's age in completed years.
    #[arg(long, value_name = "YEARS")]
    pub(crate) patient_age: Option<u32>,
    /// The state the patient is in, for care at a distance; the site's if left out.
    #[arg(long, value_name = "STATE")]
    pub(crate) patient_state: Option<Jurisdiction>,
    /// Whether the patient is one of a federal programme; taken for one if left out.
    #[arg(long, value_name = "BOOL")]
    pub(crate) federal_patient: Option<bool>,
    /// The setting of care, where the form names settings.
    #[arg(long)]
    pub(crate) setting: Option<Text>,
    /// Answer from what was recorded up to this time, or up to the position that an answer tells (`@315`): the same answer again, byte for
    /// byte.
    #[arg(long, value_name = "TIME")]
    known_at: Option<String>,
}

impl QuestionArgs {
    /// Asks it. Names are read as they were known then.
    ///
    /// # Errors
    /// When it names something there is not, or the store fails.
    pub fn ask(&self, app: &App) -> Result<(Records, Answer), CliError> {
        let bound = self.known(app)?;
        let (facility, site) = app.find_site_as_known(&self.at_site, bound)?;
        let zone = app.site_zone(&facility, &site)?;
        let asked = Asked {
            provider: app.find_provider_as_known(&self.provider, bound)?,
            what: self.what.clone(),
            facility,
            site,
            at: self.at.as_deref().map(|text| moment::parse("the time", text, zone)).transpose()?,
            patient_age: self.patient_age,
            patient_state: self.patient_state,
            federal_patient: self.federal_patient,
            setting: self.setting.clone(),
            emergency: false,
            known_at: None,
        };
        Ok(app.may_as_known(&asked, bound)?)
    }

    fn known(&self, app: &App) -> Result<Bound, CliError> {
        let Some(text) = self.known_at.as_deref() else { return Ok(known_at(None)) };
        if let Some(position) = text.strip_prefix('@') {
            let position = position.parse().map_err(|_| {
                CliError::Usage(format!(
                    "`{text}` is no position: write `@` and the position that an answer tells, `@315`"
                ))
            })?;
            return Ok(app.up_to(position)?);
        }
        // A local time needs a zone before anything is found: that of the site as it is known now.
        let zone = app.find_site(&self.at_site).and_then(|(facility, site)| app.site_zone(&facility, &site));
        Ok(known_at(Some(moment::parse("the time", text, zone.unwrap_or(Zone::UTC))?)))
    }
}
