//! Questions about payers: may this service be billed, and how does the enrollment stand?

use cred_core::{
    exercise::claimable::Service, jurisdiction::Jurisdiction, text::Text, time::Instant, timeline::finding::Finding,
};
use cred_wire::answer;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{application::day, effective_from, which};
use crate::{
    check::Checks,
    moment::{Moment, Until},
    outcome::Trouble,
    stage::Stage,
    vertical::Question,
    verticals::answers::{Because, Reply, texts},
};

/// What is asked about payers, and what is expected.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
pub(super) enum EnrollmentQuestion {
    /// May a service of a day be billed to a payer, and why? By the enrollment, licence and exclusion lists alone: whether the privilege was
    /// exercisable is asked with `may`.
    Claimable(Box<Claimable>),
    /// How does an enrollment stand? As recorded up to this place of the list.
    Enrollment(Box<Standing>),
}

/// A service that somebody wants to bill.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Claimable {
    /// Who rendered it.
    provider: String,
    /// The payer; `Medicare` where left out.
    #[serde(default)]
    payer: Option<Text>,
    /// The product; every one that the provider is enrolled in must pay where left out.
    #[serde(default)]
    product: Option<Text>,
    /// The practice location; every one must pay where left out.
    #[serde(default)]
    location: Option<Text>,
    /// The location's state; every one must pay where left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    state: Option<Jurisdiction>,
    /// The service date; the day of `at` where left out.
    #[serde(default)]
    on: Option<Moment>,
    /// Whether a disaster was declared there: some payers pay back longer then.
    #[serde(default)]
    in_disaster: bool,
    /// From what was recorded up to this time.
    #[serde(default)]
    known_at: Option<Moment>,
    /// Expected: the answer.
    #[serde(default)]
    answer: Option<Reply>,
    /// Expected: these are among the findings that decide.
    #[serde(default)]
    because: Option<Vec<Because>>,
    /// Expected: these are the findings that decide, and no others.
    #[serde(default)]
    because_only: Option<Vec<Because>>,
    /// Expected: none of these is among the findings that decide.
    #[serde(default)]
    because_not: Option<Vec<Because>>,
    /// Expected: these are among everything that stands in the way.
    #[serde(default)]
    missing: Option<Vec<Because>>,
}

/// How an enrollment stands.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Standing {
    /// Who.
    provider: String,
    /// Which enrollment, by its name; or give `payer`.
    #[serde(default)]
    enrollment: Option<String>,
    /// The enrollment with this payer; the last one prepared where both are left out.
    #[serde(default)]
    payer: Option<String>,
    /// For `predicted`: the day of the first service at the location; the day of `at` where left out.
    #[serde(default)]
    first_service: Option<Moment>,
    /// Expected: its state.
    #[serde(default)]
    state: Option<String>,
    /// Expected: the first day that it covers, by the payer's last notice, or `none`.
    #[serde(default)]
    effective_from: Option<Until>,
    /// Expected: the filing date of the application, or `none`: after a return it is lost.
    #[serde(default)]
    filed_on: Option<Until>,
    /// Expected: the effective date that the payer will probably give, or `none`.
    #[serde(default)]
    predicted: Option<Until>,
    /// Expected: the last day for a reply to the payer, or `none`.
    #[serde(default)]
    reply_due: Option<Until>,
    /// Expected: the last day for a revalidation, or `none`.
    #[serde(default)]
    revalidation_due: Option<Until>,
    /// Expected: the first day on which one may apply again after a revocation, or `none`.
    #[serde(default)]
    barred_until: Option<Until>,
}

impl Question for EnrollmentQuestion {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        match self {
            Self::Claimable(own) => own.ask(stage, about, checks),
            Self::Enrollment(own) => own.ask(stage, about, checks),
        }
    }
}

impl Claimable {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        let payer = match &self.payer {
            Some(payer) => payer.clone(),
            None => Text::parse("Medicare").map_err(|error| Trouble::value("payer", error))?,
        };
        let service = Service {
            provider: stage.provider(&self.provider)?,
            payer,
            product: self.product.clone(),
            location: self.location.clone(),
            state: self.state,
            on: day(stage, "on", &self.on)?.unwrap_or_else(|| stage.zone().date_at(about)),
            in_disaster: self.in_disaster,
        };
        let known = stage.maybe("known_at", self.known_at.as_ref())?;
        let (_, found) = stage.app().claimable(service, known)?;
        let lines = found.because();
        let told = |finding: &Finding| {
            let asks = &finding.requirement.asks;
            let sentence = finding.cause.reason.sentence();
            format!("{}/{}  {asks}: {sentence}", finding.requirement.code, finding.cause.reason.code())
        };
        let word = answer::word(found.truth());
        let mut explanation = vec![format!("{word}: the service of {}", found.service().on)];
        explanation.extend(lines.iter().map(told));
        checks.explain(explanation);
        if let Some(expected) = self.answer {
            checks.add("answer", expected.word().to_owned(), word.to_owned(), expected.is(word));
        }
        let pairs = |findings: &[Finding]| -> Vec<String> {
            let pair = |own: &Finding| format!("{}/{}", own.requirement.code, own.cause.reason.code());
            findings.iter().map(pair).collect()
        };
        checks.includes("because", texts(self.because.as_deref()).as_deref(), &pairs(&lines));
        checks.exactly("because_only", texts(self.because_only.as_deref()).as_deref(), &pairs(&lines));
        checks.excludes("because_not", texts(self.because_not.as_deref()).as_deref(), &pairs(&lines));
        checks.includes("missing", texts(self.missing.as_deref()).as_deref(), &pairs(&found.missing()));
        Ok(())
    }
}

impl Standing {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        let id = stage.provider(&self.provider)?;
        let which = which(stage, id, self.enrollment.as_ref(), self.payer.as_ref())?;
        let records = stage.records(id)?;
        let Some(own) = records.enrollment(which) else {
            return Err(Trouble::file("enrollment", "there is no such enrollment"));
        };
        checks.word("state", self.state.as_deref(), own.state());
        let first = day(stage, "first_service", &self.first_service)?;
        let first = first.unwrap_or_else(|| stage.zone().date_at(about));
        let predicted = stage.app().predicted_effective(id, which, first)?;
        for (what, expected, found) in [
            ("effective_from", &self.effective_from, effective_from(own)),
            ("filed_on", &self.filed_on, own.filed_on()),
            ("predicted", &self.predicted, predicted),
            ("reply_due", &self.reply_due, own.reply_due()),
            ("revalidation_due", &self.revalidation_due, own.revalidation_due()),
            ("barred_until", &self.barred_until, own.barred_until()),
        ] {
            checks.day(what, expected.as_ref(), found)?;
        }
        Ok(())
    }
}
