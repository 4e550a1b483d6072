//! Who is who: two records of one person, and taking that back.

use cred_core::{
    actor::Capacity,
    id::ProviderId,
    provider::{
        MACHINE,
        merging::{Comparison, Grounds, IdentityField},
    },
    text::Text,
    time::Instant,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::answers::Reply;
use crate::{
    check::Checks,
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Question, Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Identity",
    steps: Some(Words::<dyn Step>::of::<IdentityStep>(&[
        Word::does("merge-providers", Capacity::Msp, &[(&MACHINE, &["merge-into"])]),
        Word::does("unmerge-provider", Capacity::Msp, &[(&MACHINE, &["unmerge"])]),
    ])),
    questions: Some(Words::<dyn Question>::of::<IdentityQuestion>(&[
        Word::ask("same-person"),
        Word::ask("duplicates"),
    ])),
};

/// What is done about two records of one person.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum IdentityStep {
    /// Says that two records are one person's. Nothing moves: what is asked about either is answered from both; what was known before,
    /// from the one alone. Facts: `agreeing`, `disagreeing`.
    MergeProviders {
        /// The record that is merged.
        record: String,
        /// The record that stands for the person from then on.
        survivor: String,
        /// Why; may be left out where NPI, SSN, date of birth and a licence all agree.
        #[serde(default)]
        reason: Option<Text>,
        /// What was seen to agree: `npi`, `ssn`, `date-of-birth`, `license`, `caqh`, `name`, `suffix`. It is held against the records.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        agreement: Vec<IdentityField>,
        /// The two NPIs differ because one of them was issued in error.
        #[serde(default)]
        npi_issued_in_error: bool,
    },
    /// Takes a merger back: both records are then as if it had never been.
    UnmergeProvider {
        /// The record that was merged.
        record: String,
        /// Why.
        reason: Text,
    },
}

/// What is asked about records and persons.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
enum IdentityQuestion {
    /// Are two records one person's, and what agrees and differs in them? As recorded up to this place of the list.
    SamePerson {
        /// The one.
        one: String,
        /// The other.
        other: String,
        /// From what was recorded up to this time.
        #[serde(default)]
        known_at: Option<Moment>,
        /// Expected: `yes` where they are merged, `no` otherwise.
        #[serde(default)]
        answer: Option<Reply>,
        /// Expected: these are among the fields that agree. An empty list: none does.
        #[serde(default)]
        #[schemars(with = "Option<Vec<String>>")]
        agreeing: Option<Vec<IdentityField>>,
        /// Expected: these are among the fields that differ. An empty list: none does.
        #[serde(default)]
        #[schemars(with = "Option<Vec<String>>")]
        disagreeing: Option<Vec<IdentityField>>,
    },
    /// Which records that are not merged may be one person's? Pairs are written `alias alias`, in any order. As recorded up to this place
    /// of the list.
    Duplicates {
        /// Expected: these pairs are found and no others. An empty list: none is.
        #[serde(default)]
        pairs: Option<Vec<String>>,
        /// Expected: each of these pairs is found.
        #[serde(default)]
        includes: Option<Vec<String>>,
        /// Expected: none of these pairs is.
        #[serde(default)]
        excludes: Option<Vec<String>>,
    },
}

impl Step for IdentityStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        match self {
            Self::MergeProviders { record, survivor, reason, agreement, npi_issued_in_error } => {
                let (record, survivor) = (stage.person("record", record)?, stage.person("survivor", survivor)?);
                let grounds = Grounds {
                    reason: reason.clone(),
                    agreement: agreement.clone(),
                    npi_issued_in_error: *npi_issued_in_error,
                };
                let compared = compared(stage, record, survivor, None)?;
                let by = stage.by(Capacity::Msp, Some(record))?;
                stage.act().merge_providers(&by, record, survivor, &grounds)?;
                let outcome = Outcome::nothing();
                Ok(compared.map_or_else(Outcome::nothing, |(_, own)| {
                    outcome.list("agreeing", words(&own.agreeing)).list("disagreeing", words(&own.disagreeing))
                }))
            }
            Self::UnmergeProvider { record, reason } => {
                let record = stage.person("record", record)?;
                let by = stage.by(Capacity::Msp, Some(record))?;
                stage.act().unmerge_provider(&by, record, reason)?;
                Ok(Outcome::nothing())
            }
        }
    }
}

impl Question for IdentityQuestion {
    fn ask(&self, stage: &Stage, _: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        match self {
            Self::SamePerson { one, other, known_at, answer, agreeing, disagreeing } => {
                let (first, second) = (stage.person("one", one)?, stage.person("other", other)?);
                let known = stage.maybe("known_at", known_at.as_ref())?;
                let (same, comparison) = compared(stage, first, second, known)?
                    .ok_or_else(|| Trouble::file("known_at", "one of them was not on record then"))?;
                let (agree, differ) = (words(&comparison.agreeing), words(&comparison.disagreeing));
                checks.explain(vec![
                    format!("agreeing: {}", agree.join(", ")),
                    format!("disagreeing: {}", differ.join(", ")),
                ]);
                if let Some(expected) = answer {
                    let found = if same { Reply::Yes } else { Reply::No }.word();
                    checks.add("answer", expected.word().to_owned(), found.to_owned(), expected.is(found));
                }
                listed(checks, "agreeing", agreeing.as_deref(), &agree);
                listed(checks, "disagreeing", disagreeing.as_deref(), &differ);
                Ok(())
            }
            Self::Duplicates { pairs, includes, excludes } => {
                let mut found = Vec::new();
                let mut lines = Vec::new();
                for own in stage.app().duplicate_providers()? {
                    let pair = sorted(&[stage.alias_of(own.one), stage.alias_of(own.other)]);
                    let (agree, differ) = (words(&own.comparison.agreeing), words(&own.comparison.disagreeing));
                    lines.push(format!("{pair}: agreeing {}; disagreeing {}", agree.join(", "), differ.join(", ")));
                    found.push(pair);
                }
                checks.explain(lines);
                let as_pairs = |list: &Option<Vec<String>>| -> Option<Vec<String>> {
                    let pair = |text: &String| {
                        sorted(&text.split([' ', ',']).filter(|own| !own.is_empty()).collect::<Vec<_>>())
                    };
                    list.as_ref().map(|list| list.iter().map(pair).collect())
                };
                checks.exactly("pairs", as_pairs(pairs).as_deref(), &found);
                checks.includes("includes", as_pairs(includes).as_deref(), &found);
                checks.excludes("excludes", as_pairs(excludes).as_deref(), &found);
                Ok(())
            }
        }
    }
}

/// Whether two records are one person's, and how they compare; `None` where one is not on record.
fn compared(
    stage: &Stage,
    one: ProviderId,
    other: ProviderId,
    known: Option<Instant>,
) -> Result<Option<(bool, Comparison)>, Trouble> {
    let bound = cred_app::questions::known_at(known);
    let records = stage.app().records(&[one, other], &[], bound)?;
    let both = records.provider(one).zip(records.provider(other));
    Ok(both.map(|(first, second)| (records.same_person(one).contains(&other), Comparison::of(first, second))))
}

fn words(fields: &[IdentityField]) -> Vec<String> {
    fields.iter().map(ToString::to_string).collect()
}

fn sorted<T: AsRef<str>>(pair: &[T]) -> String {
    let mut pair: Vec<&str> = pair.iter().map(AsRef::as_ref).collect();
    pair.sort_unstable();
    pair.join(" ")
}

fn listed(checks: &mut Checks, what: &str, expected: Option<&[IdentityField]>, found: &[String]) {
    match expected {
        Some([]) => checks.exactly(what, Some(&[]), found),
        some => checks.includes(what, some.map(words).as_deref(), found),
    }
}
