//! Verifying elements at their sources, in one go or command by command.

pub mod answering;
pub mod element;
pub mod naming;

use cred_app::use_cases::verifying::Concluded;
use cred_core::{
    actor::Capacity,
    evidence::{
        reply::Reply,
        verification::{Command, MACHINE, Verification},
    },
    id::{ProviderId, VerificationId},
    provider::{
        Provider,
        element::{ElementKey, ElementKind},
    },
    standard::binding::Standards,
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::element::{Answer, Part};
use super::enrolling::{application::today, said};
use crate::{
    adopting,
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Verification at the source",
    steps: Some(Words::<dyn Step>::of::<VerifyingStep>(&[
        Word::does("verify", Capacity::Cvo, &[(&MACHINE, &["request", "receive", "conclude"])]),
        Word::does("verify-all", Capacity::Cvo, &[(&MACHINE, &["request", "receive", "conclude"])]),
        Word::does("request-verification", Capacity::Cvo, &[(&MACHINE, &["request"])]),
        Word::does("follow-up", Capacity::Cvo, &[(&MACHINE, &["follow-up"])]),
        Word::does("receive", Capacity::Cvo, &[(&MACHINE, &["receive", "conclude"])]),
        Word::does("tell-provider", Capacity::Msp, &[(&MACHINE, &["tell-provider"])]),
        Word::does("resolve-discrepancy", Capacity::Msp, &[(&MACHINE, &["resolve", "conclude"])]),
        Word::does("give-up", Capacity::Msp, &[(&MACHINE, &["give-up"])]),
        Word::does("accept-alternate", Capacity::Msp, &[(&MACHINE, &["accept-alternate"])]),
        Word::does("enter-in-error", Capacity::Msp, &[(&MACHINE, &["enter-in-error"])]),
    ])),
    questions: None,
};

/// What is done about verifications.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum VerifyingStep {
    /// Shorthand: asks the source about one element, records its answer and compares it with the claim. Facts: `state`, `differences`.
    Verify(Box<Answer>),
    /// Shorthand: verifies several elements, by default every one that the adopted rules ask of the profession. Facts: `states`.
    VerifyAll {
        /// Who.
        provider: String,
        /// Which kinds; those that the organisation's adopted rules ask where left out.
        #[serde(default)]
        #[schemars(with = "Vec<ElementKind>")]
        elements: Vec<String>,
        /// Which kinds not.
        #[serde(default)]
        #[schemars(with = "Vec<ElementKind>")]
        except: Vec<String>,
        /// What is to be said of some: tables with the keys of `verify`, without `provider`. Their kinds need not be listed.
        #[serde(default)]
        with: Vec<Part>,
        /// The day the sources answered; today where left out.
        #[serde(default)]
        verified_on: Option<Moment>,
        /// By whose rules; the only organisation's where left out.
        #[serde(default)]
        organization: Option<String>,
    },
    /// Asks a source about a claimed element. Facts: `state`.
    RequestVerification {
        /// Who.
        provider: String,
        /// The claimed element: `license`, or `license:AZ` where there are several.
        element: String,
        /// Whom to ask.
        source: Text,
    },
    /// Asks again; the attempt is logged. Facts: `state`.
    FollowUp {
        /// Who.
        provider: String,
        /// The element.
        element: String,
        /// How, and what came of it.
        how: Text,
    },
    /// Records the answer to a request that is open, and compares it with the claim. Facts: `state`, `differences`.
    Receive(Box<Answer>),
    /// Tells the provider of a discrepancy; only then it is resolved. Facts: `state`.
    TellProvider {
        /// Who.
        provider: String,
        /// The element.
        element: String,
        /// The day; today where left out.
        #[serde(default)]
        on: Option<Moment>,
        /// How, and of what.
        #[serde(default)]
        what: Option<Text>,
    },
    /// Records that the provider explained a discrepancy; they were told of it before, or are told with this step. A possible match on an
    /// exclusion list that is resolved is somebody else: one that is the provider is `verify` with `result = "reported"`. Facts: `state`,
    /// `differences`.
    ResolveDiscrepancy {
        /// Who.
        provider: String,
        /// The element.
        element: String,
        /// What was said and accepted.
        explanation: Text,
    },
    /// Gives up after follow-ups: the source cannot be brought to answer. Facts: `state`.
    GiveUp {
        /// Who.
        provider: String,
        /// The element.
        element: String,
        /// Why.
        reason: Text,
    },
    /// Accepts another answer in the place of one that cannot be had. Facts: `state`.
    AcceptAlternate {
        /// Who.
        provider: String,
        /// The element.
        element: String,
        /// Why it is acceptable.
        reason: Text,
        /// The other answer: a table with the keys of `verify`, without `provider`.
        answer: Box<Part>,
    },
    /// Marks the latest verification of an element as entered in error: it is kept, and never used again. Facts: `state`.
    EnterInError {
        /// Who.
        provider: String,
        /// The element.
        element: String,
        /// Why.
        reason: Text,
    },
}

impl Step for VerifyingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        match self {
            Self::Verify(answer) => {
                let id = stage.provider(&answer.provider)?;
                let concluded = verify(stage, id, &answer.credential(), answer.reply())?;
                Ok(outcome(concluded))
            }
            Self::VerifyAll { provider, elements, except, with, verified_on, organization } => {
                let id = stage.provider(provider)?;
                let parts = parts(stage, id, elements, except, with, verified_on.as_ref(), organization.as_deref())?;
                let mut states = Vec::new();
                for part in parts {
                    let concluded = verify(stage, id, &part.credential(), part.reply())?;
                    let state = concluded.map_or("verified", |own| own.state);
                    states.push(format!("{}: {state}", part.element));
                }
                Ok(Outcome::nothing().list("states", states))
            }
            Self::RequestVerification { provider, element, source } => {
                let id = stage.provider(provider)?;
                let key = claimed(stage, id, element)?;
                let by = stage.by(Capacity::Cvo, Some(id))?;
                stage.act().request_verification(&by, id, &key, source)?;
                Ok(Outcome::state("requested"))
            }
            Self::Receive(answer) => {
                let id = stage.provider(&answer.provider)?;
                let words = answer.credential();
                let credential = naming::credential(stage, id, &words)?;
                let open = open_request(stage, id, &credential.key())?;
                let evidence = answering::evidence(stage, credential, &words, answer.reply())?;
                command(stage, id, open, Capacity::Cvo, &Command::Receive(Box::new(evidence)))
            }
            Self::FollowUp { provider, element, how } => {
                let (id, which) = latest(stage, provider, element)?;
                command(stage, id, which, Capacity::Cvo, &Command::FollowUp { note: how.clone() })
            }
            Self::TellProvider { provider, element, on, what } => {
                let on = today(stage, "on", on)?;
                let note = said(stage, "note", what.as_ref(), "letter with the source's answer")?;
                let (id, which) = latest(stage, provider, element)?;
                command(stage, id, which, Capacity::Msp, &Command::TellProvider { on, note })
            }
            Self::ResolveDiscrepancy { provider, element, explanation } => {
                let (id, which) = latest(stage, provider, element)?;
                tell(stage, id, which)?;
                command(stage, id, which, Capacity::Msp, &Command::Resolve { explanation: explanation.clone() })
            }
            Self::GiveUp { provider, element, reason } => {
                let (id, which) = latest(stage, provider, element)?;
                command(stage, id, which, Capacity::Msp, &Command::GiveUp { reason: reason.clone(), attempts: 1 })
            }
            Self::AcceptAlternate { provider, element, reason, answer } => {
                let (id, which) = latest(stage, provider, element)?;
                let words = answer.credential();
                let credential = naming::credential(stage, id, &words)?;
                let evidence = Box::new(answering::evidence(stage, credential, &words, answer.reply())?);
                command(stage, id, which, Capacity::Msp, &Command::AcceptAlternate { evidence, reason: reason.clone() })
            }
            Self::EnterInError { provider, element, reason } => {
                let (id, which) = latest(stage, provider, element)?;
                command(stage, id, which, Capacity::Msp, &Command::EnterInError { reason: reason.clone() })
            }
        }
    }
}

fn verify(
    stage: &mut Stage,
    id: ProviderId,
    words: &element::Credential,
    reply: element::Reply<'_>,
) -> Result<Option<Concluded>, Trouble> {
    let credential = naming::credential(stage, id, words)?;
    let key = credential.key();
    let evidence = answering::evidence(stage, credential, words, reply)?;
    let by = stage.by(Capacity::Cvo, Some(id))?;
    Ok(stage.act().verify(&by, id, &key, &evidence)?.result)
}

/// The provider is told of a difference of which nobody told them yet.
fn tell(stage: &mut Stage, id: ProviderId, which: VerificationId) -> Result<(), Trouble> {
    let records = stage.records(id)?;
    let Some(own) = records.verification(which) else { return Ok(()) };
    let held = own.state().held().filter(|_| own.state().name() == "discrepant" && own.told_on().is_none());
    let Some(evidence) = held.map(|held| &held.evidence) else { return Ok(()) };
    let is_search = matches!(evidence.reply, Reply::PossibleMatch { .. });
    if is_search || !stage.makes_up() || stage.expects_refusal("requirements-open") {
        return Ok(());
    }
    let on = evidence.date_zone().unwrap_or_else(|| stage.zone()).date_at(stage.now());
    let note = Text::parse("by letter").map_err(|error| Trouble::value("note", error))?;
    let by = stage.acting(Capacity::Msp, Some(id))?;
    stage.act().verification_command(&by, which, &Command::TellProvider { on, note })?;
    Ok(())
}

fn outcome(concluded: Option<Concluded>) -> Outcome {
    concluded.map_or_else(Outcome::nothing, |own| Outcome::state(own.state).list("differences", own.differences))
}

fn command(
    stage: &mut Stage,
    provider: ProviderId,
    which: VerificationId,
    default: Capacity,
    command: &Command,
) -> Result<Outcome, Trouble> {
    let by = stage.by(default, Some(provider))?;
    Ok(outcome(stage.act().verification_command(&by, which, command)?.result))
}

/// The answers that `verify-all` records.
fn parts(
    stage: &Stage,
    id: ProviderId,
    elements: &[String],
    except: &[String],
    with: &[Part],
    verified_on: Option<&Moment>,
    organization: Option<&str>,
) -> Result<Vec<Part>, Trouble> {
    let kind = |key: &'static str, word: &String| {
        let known: Vec<&str> = ElementKind::ALL.iter().map(|kind| kind.word()).collect();
        ElementKind::parse(word).ok_or_else(|| Trouble::file(key, cred_import::toml_fault::not_one_of(word, &known)))
    };
    let mut kinds: Vec<ElementKind> = elements.iter().map(|word| kind("elements", word)).collect::<Result<_, _>>()?;
    let except: Vec<ElementKind> = except.iter().map(|word| kind("except", word)).collect::<Result<_, _>>()?;
    if elements.is_empty() {
        kinds = asked(stage, id, organization)?;
    }
    let mut said = Vec::new();
    for part in with {
        said.push(part.credential().kind()?);
    }
    kinds.retain(|kind| !except.contains(kind) && !said.contains(kind));
    let mut parts: Vec<Part> = kinds.into_iter().map(|kind| Part::bare(kind, verified_on.cloned())).collect();
    parts.extend(with.iter().cloned().map(|mut part| {
        part.verified_on = part.verified_on.or_else(|| verified_on.cloned());
        part
    }));
    if parts.is_empty() {
        return Err(Trouble::file("elements", "the adopted rules ask for nothing: say which elements"));
    }
    Ok(parts)
}

/// The kinds that the organisation's adopted rules ask of the provider now; those that are asked only where claimed, if they are.
fn asked(stage: &Stage, id: ProviderId, organization: Option<&str>) -> Result<Vec<ElementKind>, Trouble> {
    let organization = stage.organization(organization)?;
    let records = stage.records(id)?;
    let (Some(home), Some(provider)) = (records.organization(&organization), records.provider(id)) else {
        return Ok(Vec::new());
    };
    let standards = Standards::of(&[home.adoptions()]);
    let on = home.zone().date_at(stage.now());
    let claims = |kind| provider.claims().keys().any(|key| key.kind() == kind);
    let mut kinds: Vec<ElementKind> = adopting::elements_asked(&standards, on)
        .into_iter()
        .filter(|rule| rule.provider_types.is_empty() || rule.provider_types.contains(&provider.provider_type()))
        .filter(|rule| !rule.only_if_claimed || claims(rule.element))
        .map(|rule| rule.element)
        .collect();
    kinds.sort();
    kinds.dedup();
    Ok(kinds)
}

fn claimed(stage: &Stage, id: ProviderId, element: &str) -> Result<ElementKey, Trouble> {
    let records = stage.records(id)?;
    let claims = records.provider(id).map(Provider::claims);
    let key = claims.and_then(|claims| claims.keys().find(|key| key.is_written(element))).cloned();
    key.ok_or_else(|| {
        let rule = format!("nothing claimed is named `{element}`: claim it, or record the answer with `verify`");
        Trouble::file("element", rule)
    })
}

/// The latest verification of an element, in the order of the history.
pub(super) fn latest(stage: &Stage, provider: &str, element: &str) -> Result<(ProviderId, VerificationId), Trouble> {
    let id = stage.provider(provider)?;
    let found = in_order(stage, id)?.into_iter().rev().find(|(_, key, _)| key.is_written(element));
    let missing = || Trouble::file("element", format!("nothing was asked about `{element}`"));
    found.map(|(which, ..)| (id, which)).ok_or_else(missing)
}

/// The request about an element that waits for its answer.
fn open_request(stage: &Stage, id: ProviderId, key: &ElementKey) -> Result<VerificationId, Trouble> {
    let mut all = in_order(stage, id)?;
    all.reverse();
    let waits = |state: &str| matches!(state, "requested" | "follow-up");
    let open = all.iter().find(|(_, own, state)| own == key && waits(state));
    let other = || all.iter().find(|(_, own, state)| own.kind() == key.kind() && waits(state));
    let found = open.or_else(other).or_else(|| all.iter().find(|(_, own, _)| own == key));
    found.map(|(which, ..)| *which).ok_or_else(|| Trouble::file("element", format!("nothing was asked about `{key}`")))
}

/// Every verification of a provider in the order in which they were begun.
fn in_order(stage: &Stage, id: ProviderId) -> Result<Vec<(VerificationId, ElementKey, &'static str)>, Trouble> {
    let records = stage.records(id)?;
    let mut order: Vec<String> = Vec::new();
    for event in stage.app().history(id)? {
        let stream = event.stream.id().to_owned();
        if event.stream.kind() == "verification" && !order.contains(&stream) {
            order.push(stream);
        }
    }
    let mut found: Vec<(usize, &Verification)> = records
        .verifications_of(id)
        .map(|own| (order.iter().position(|stream| *stream == own.id().to_string()).unwrap_or(usize::MAX), own))
        .collect();
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, own)| (own.id(), own.element().clone(), own.state().name())).collect())
}

/// The state of the latest verification of an element; none where nothing was asked about it.
pub(super) fn state_of_latest(stage: &Stage, id: ProviderId, element: &str) -> Result<Option<&'static str>, Trouble> {
    Ok(in_order(stage, id)?.into_iter().rev().find(|(_, key, _)| key.is_written(element)).map(|(.., state)| state))
}
