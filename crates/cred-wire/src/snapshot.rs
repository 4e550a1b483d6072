//! Snapshots, and answers out of them.

use cred_core::{
    exercise::question::{Question, What},
    id::{FacilityId, ItemId, SiteId},
    time::{Instant, zone::Zone},
    timeline::{finding::FindingReason, truth::Truth},
};
use cred_snapshot::{
    snapshot::{Known, Snapshot},
    told::Told,
};
use serde::Serialize;

use crate::answer::{When, word};

/// A snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// The facility.
    pub facility: String,
    /// The site.
    pub site: String,
    /// The site's zone.
    pub zone: String,
    /// The position in the history that it was made from.
    pub position: u64,
    /// The hash there.
    pub head: String,
    /// When it was made.
    pub made_at: When,
    /// The first instant at which it answers nothing more.
    pub expires_at: When,
    /// The public key that signed it.
    pub signed_by: String,
}

impl About {
    /// A snapshot that was opened.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let origin = snapshot.origin();
        Self {
            facility: origin.facility.to_string(),
            site: origin.site.to_string(),
            zone: origin.zone.name().to_owned(),
            position: origin.position,
            head: snapshot.head(),
            made_at: When::at(origin.made_at, origin.zone),
            expires_at: When::at(origin.expires_at, origin.zone),
            signed_by: snapshot.signed_by().to_string(),
        }
    }
}

/// A provider, as far as a snapshot names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Whom {
    /// The id; left out where the snapshot has nobody of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The NPI, where the snapshot has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub npi: Option<String>,
    /// The name, where the snapshot has it; else what was asked for.
    pub name: String,
}

impl Whom {
    /// One who is in a snapshot; named as asked where it has no name.
    #[must_use]
    pub fn of(known: Known<'_>, asked: &str) -> Self {
        Self {
            id: Some(known.provider.to_string()),
            npi: known.npi.map(str::to_owned),
            name: known.name.unwrap_or(asked).to_owned(),
        }
    }

    /// One who is not.
    #[must_use]
    pub fn unknown(asked: &str) -> Self {
        Self { id: None, npi: None, name: asked.to_owned() }
    }
}

/// A finding in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShortFinding {
    /// The requirement's stable code.
    pub requirement: String,
    /// Where it stands.
    pub citation: String,
    /// The reason's stable code.
    pub reason: String,
    /// The reason in words; the code where this program does not know it.
    pub text: String,
}

/// An answer out of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnapshotAnswer {
    /// `yes`, `no` or `unknown`. Unknown never grants.
    pub answer: String,
    /// Why the snapshot says nothing: a stable code. Left out where it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_told: Option<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_told_text: Option<String>,
    /// Who.
    pub provider: Whom,
    /// What was asked: a privilege's id, or `procedure …`.
    pub what: String,
    /// The privileges it comes down to.
    pub privileges: Vec<String>,
    /// The facility.
    pub facility: String,
    /// The site.
    pub site: String,
    /// The instant asked about.
    pub at: When,
    /// The first instant after it at which the answer is another one, at the latest the snapshot's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// The answer from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// What limits a *yes*.
    pub conditions: Vec<String>,
    /// When the conditions of a *yes* next change before it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions_until: Option<When>,
    /// What decides.
    pub because: Vec<ShortFinding>,
    /// The snapshot.
    pub snapshot: About,
}

impl SnapshotAnswer {
    /// What a snapshot said about somebody: what was asked, of which place, at which instant.
    #[must_use]
    pub fn of(
        snapshot: &Snapshot,
        what: &What,
        (facility, site): (&FacilityId, &SiteId),
        at: Instant,
        provider: Whom,
        told: &Told,
    ) -> Self {
        let zone: Zone = snapshot.origin().zone;
        let mut own = Self {
            answer: word(told.truth()).to_owned(),
            not_told: None,
            not_told_text: None,
            provider,
            what: what.to_string(),
            privileges: vec![],
            facility: facility.to_string(),
            site: site.to_string(),
            at: When::at(at, zone),
            until: None,
            then: None,
            conditions: vec![],
            conditions_until: None,
            because: vec![],
            snapshot: About::of(snapshot),
        };
        match told {
            Told::Nothing(why) => {
                own.not_told = Some(why.code().to_owned());
                own.not_told_text = Some(why.to_string());
            }
            Told::Answer(answer) => {
                own.privileges = answer.privileges.iter().map(ToString::to_string).collect();
                own.until = Some(When::at(answer.until.0, zone));
                own.then = Some(word(answer.until.1).to_owned());
                own.conditions.clone_from(&answer.conditions);
                own.conditions_until = answer.conditions_until.map(|at| When::at(at, zone));
                own.because = answer.because.iter().map(short).collect();
            }
        }
        own
    }
}

fn short(finding: &cred_snapshot::told::Finding) -> ShortFinding {
    let known = FindingReason::ALL.iter().find(|reason| reason.code() == finding.reason);
    ShortFinding {
        requirement: finding.requirement.clone(),
        citation: finding.citation.clone(),
        reason: finding.reason.clone(),
        text: known.map_or(finding.reason.as_str(), |reason| reason.sentence()).to_owned(),
    }
}

/// One holder, and which privileges are a yes at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HolderLine {
    /// Who.
    pub provider: Whom,
    /// The privileges that are a yes.
    pub exercisable: Vec<String>,
}

/// Whom a snapshot knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The snapshot.
    pub snapshot: About,
    /// The instant that is told of.
    pub at: When,
    /// Why it says nothing at that time; left out where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_told_text: Option<String>,
    /// Everybody in it.
    pub holders: Vec<HolderLine>,
}

impl Shown {
    /// Everybody in a snapshot with what is a yes at an instant.
    #[must_use]
    pub fn of(snapshot: &Snapshot, at: Instant) -> Self {
        let origin = snapshot.origin();
        let is_yes = |known: Known<'_>, item: &ItemId| {
            let (facility, site) = (origin.facility.clone(), origin.site.clone());
            let question = Question::new(known.provider, What::Privilege(item.clone()), facility, site, at);
            snapshot.may(&question, at).truth() == Truth::Met
        };
        let holders = snapshot.holders().map(|known| HolderLine {
            provider: Whom::of(known, ""),
            exercisable: snapshot
                .privileges()
                .iter()
                .filter(|item| is_yes(known, item))
                .map(ToString::to_string)
                .collect(),
        });
        Self {
            snapshot: About::of(snapshot),
            at: When::at(at, origin.zone),
            not_told_text: snapshot.answers_at(at).err().map(|why| why.to_string()),
            holders: holders.collect(),
        }
    }
}
