//! Questions about workflow and terms: is she credentialed, how do the file, the appointment and the privilege stand?

use cred_core::{
    appointment::Appointment,
    credentialing::credentialing_file::{CredentialingFile, FileKind},
    id::ItemId,
    privileging::privilege_request::PrivilegeRequest,
    standard::binding::Standards,
    time::Instant,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{answers::Reply, appointing, credentialing, privileging};
use crate::{
    check::Checks,
    moment::{Moment, Until},
    outcome::Trouble,
    stage::Stage,
    vertical::{Question, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Standing",
    steps: None,
    questions: Some(Words::<dyn Question>::of::<StandingQuestion>(&[
        Word::ask("credentialed"),
        Word::ask("file"),
        Word::ask("appointment"),
        Word::ask("privilege"),
        Word::ask("verification"),
    ])),
};

/// What is asked about how something stands, and what is expected. What is asked about is as recorded up to this place of the list.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "ask")]
enum StandingQuestion {
    /// Is the provider credentialed by an organisation at this time? By an approved file in force: a provisional approval is none, nor is a
    /// lawful leave past the due date (`file` tells of both).
    Credentialed {
        /// Who.
        provider: String,
        /// By which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// Expected: `yes` or `no`.
        #[serde(default)]
        answer: Option<Reply>,
        /// Expected: when the approval in force ends, or `none` where there is none.
        #[serde(default)]
        until: Option<Until>,
        /// From what was recorded up to this time.
        #[serde(default)]
        known_at: Option<Moment>,
    },
    /// How does the provider's file stand: the pending one, or else the latest?
    File {
        /// Who.
        provider: String,
        /// At which organisation; the only one where left out.
        #[serde(default)]
        organization: Option<String>,
        /// Expected: its state: `draft`, `submitted`, `attested`, `in-verification`, `clean-review`, `flagged-review`, `committee-pending`,
        /// `approved`, `denied`, … (docs/states.md lists all).
        #[serde(default)]
        state: Option<String>,
        /// Expected: when its approval ends, or `none`.
        #[serde(default)]
        until: Option<Until>,
        /// Expected: what it was worth at this time: `approved`, `extended`, `lapsed`, `terminated`; its state before the decision.
        #[serde(default)]
        standing: Option<String>,
        /// Expected: `initial` or `recredential`.
        #[serde(default)]
        kind: Option<String>,
        /// Expected: whether its approval came after the last one had lapsed.
        #[serde(default)]
        late: Option<bool>,
        /// Expected: when its provisional approval ends, or `none`.
        #[serde(default)]
        provisional_until: Option<Until>,
        /// Expected: the last day for the next decision, or `none`.
        #[serde(default)]
        due: Option<Until>,
        /// Expected: the last day for the notice of the decision by the adopted rules, or `none`.
        #[serde(default)]
        notice_due: Option<Until>,
        /// Expected: the last day for a decision on the complete application by the adopted rules, or `none`.
        #[serde(default)]
        act_due: Option<Until>,
        /// Expected: the day on which the provider was told of the decision, or `none`.
        #[serde(default)]
        notice_sent: Option<Until>,
        /// Expected: each of these is a part of a reason why the file is not clean. An empty list: there is none.
        #[serde(default)]
        flags: Option<Vec<String>>,
        /// Expected: each of these is a part of what the rules still ask at this time. An empty list: nothing.
        #[serde(default)]
        open: Option<Vec<String>>,
    },
    /// How does the provider's appointment stand at this time?
    Appointment {
        /// Who.
        provider: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: its state, such as `appointed`, `suspended`, `on-leave`, `relinquished`, `resigned`, `revoked`; `none` where there is
        /// none at this time. That a term has run out is no state.
        #[serde(default)]
        state: Option<String>,
        /// Expected: when its terms end, or `none`.
        #[serde(default)]
        until: Option<Until>,
        /// From what was recorded up to this time.
        #[serde(default)]
        known_at: Option<Moment>,
    },
    /// How does a privilege stand at this time: the request that is pending, or else the latest grant?
    Privilege {
        /// Who.
        provider: String,
        /// Which item.
        privilege: String,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// Expected: its state: of a request `criteria-not-met`, `chair-review`, `mec-review`, `board-review`, `denied`, `withdrawn`, …; of a
        /// grant `granted`, `suspended`, `relinquished`, `revoked`; `none` where there is none at this time. That a grant has run out is no
        /// state, nor is an open focused evaluation (`fppe_open`).
        #[serde(default)]
        state: Option<String>,
        /// Expected: when its term ends, or `none`.
        #[serde(default)]
        until: Option<Until>,
        /// Expected: the grant is for these sites and no others.
        #[serde(default)]
        sites: Option<Vec<String>>,
        /// Expected: whether a focused evaluation is open.
        #[serde(default)]
        fppe_open: Option<bool>,
        /// From what was recorded up to this time.
        #[serde(default)]
        known_at: Option<Moment>,
    },
    /// How does the latest verification of an element stand?
    Verification {
        /// Who.
        provider: String,
        /// The element: `license`, or `license:AZ` where there are several.
        element: String,
        /// Expected: its state; `none` where there is none.
        #[serde(default)]
        state: Option<String>,
    },
}

impl Question for StandingQuestion {
    fn ask(&self, stage: &Stage, about: Instant, checks: &mut Checks) -> Result<(), Trouble> {
        match self {
            Self::Credentialed { provider, organization, answer, until, known_at } => {
                let (id, home) = (stage.provider(provider)?, stage.organization(organization.as_deref())?);
                let records = stage.records_at(id, known_at.as_ref())?;
                let files: Vec<&CredentialingFile> =
                    records.files_of(id).filter(|file| *file.organization() == home).collect();
                // The file that follows one takes its place from its own approval on.
                let replaced = |file: &CredentialingFile| {
                    let followers = files.iter().filter(|own| own.supersedes() == Some(file.id()));
                    followers.filter_map(|own| own.approval()).any(|own| own.term.start() <= about)
                };
                let in_force = files
                    .iter()
                    .filter(|file| !replaced(file))
                    .filter_map(|file| file.period_at(about))
                    .max_by_key(|period| period.end());
                checks.word("answer", answer.map(Reply::word), if in_force.is_some() { "yes" } else { "no" });
                checks.until("until", until.as_ref(), in_force.and_then(|period| period.end()))
            }
            Self::File {
                provider,
                organization,
                state,
                until,
                standing,
                kind,
                late,
                provisional_until,
                due,
                notice_due,
                act_due,
                notice_sent,
                flags,
                open,
            } => {
                let (id, home) = (stage.provider(provider)?, stage.organization(organization.as_deref())?);
                let records = stage.records(id)?;
                let file = credentialing::latest(records.files_of(id).filter(|file| *file.organization() == home));
                checks.word("state", state.as_deref(), file.map_or("none", CredentialingFile::state_name));
                let ends = file.and_then(CredentialingFile::in_force).and_then(|period| period.end());
                checks.until("until", until.as_ref(), ends)?;
                checks.word("standing", standing.as_deref(), file.map_or("none", |file| file.state_at(about)));
                let is = file.map_or("none", |file| match file.kind() {
                    FileKind::Initial => "initial",
                    FileKind::Recredential => "recredential",
                });
                checks.word("kind", kind.as_deref(), is);
                if let Some(expected) = late {
                    let found = file.and_then(CredentialingFile::approval).is_some_and(|own| own.late);
                    checks.add("late", expected.to_string(), found.to_string(), *expected == found);
                }
                let provisional = file.and_then(CredentialingFile::provisional_period).and_then(|own| own.end());
                checks.until("provisional_until", provisional_until.as_ref(), provisional)?;
                if let Some(own) = records.organization(&home) {
                    let (standards, zone) = (Standards::of(&[own.adoptions()]), own.zone());
                    // The instants are the first at which it is late.
                    let last = |late: Option<Instant>| {
                        let day = zone.date_at(late?);
                        if zone.start_of_day(day) == late? { day.pred_opt() } else { Some(day) }
                    };
                    let notice = file.and_then(|file| file.notice_due(&standards, zone));
                    let act = file.and_then(|file| file.act_due(&standards, zone));
                    checks.day("due", due.as_ref(), file.and_then(|file| file.due(zone)))?;
                    checks.day("notice_due", notice_due.as_ref(), last(notice))?;
                    checks.day("act_due", act_due.as_ref(), last(act))?;
                }
                checks.day("notice_sent", notice_sent.as_ref(), file.and_then(CredentialingFile::notice_sent))?;
                let assessed = credentialing::assessed(&records, id, &home, about);
                let yes = file.map(CredentialingFile::adverse).unwrap_or_default().iter();
                let mut told: Vec<String> = yes.map(|answer| format!("attestation: {answer}")).collect();
                told.extend(assessed.iter().flat_map(|own| own.flags().to_vec()));
                listed(checks, "flags", flags.as_deref(), &told);
                let lines: Vec<String> = assessed.as_ref().map_or_else(
                    || vec!["there is no file".to_owned()],
                    |own| own.open().iter().map(cred_core::credentialing::assessment::line).collect(),
                );
                listed(checks, "open", open.as_deref(), &lines);
                Ok(())
            }
            Self::Appointment { provider, facility, state, until, known_at } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let records = stage.records_at(id, known_at.as_ref())?;
                let begun =
                    |held: &&Appointment| held.whole().is_none_or(|whole| was_there(stage, whole.start(), about));
                let held = appointing::latest(
                    records.appointments_of(id).filter(|held| *held.facility() == at).filter(begun),
                    about,
                );
                checks.word("state", state.as_deref(), held.map_or("none", |held| held.state_at(about)));
                let ends = held.and_then(|held| held.whole()).and_then(|whole| whole.end());
                checks.until("until", until.as_ref(), ends)
            }
            Self::Privilege { provider, privilege, facility, state, until, sites, fppe_open, known_at } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let item = ItemId::parse(privilege).map_err(|error| Trouble::value("privilege", error))?;
                let records = stage.records_at(id, known_at.as_ref())?;
                let begun = |own: &&PrivilegeRequest| {
                    own.held().is_none_or(|held| was_there(stage, held.grant.term.start(), about))
                };
                let of_item = records.privileges_of(id).filter(|held| *held.facility() == at && *held.item() == item);
                let found = privileging::latest(of_item.filter(begun));
                checks.word("state", state.as_deref(), found.map_or("none", |own| own.state_at(about)));
                let held = found.and_then(|own| own.held());
                checks.until("until", until.as_ref(), held.and_then(|held| held.grant.term.end()))?;
                let told: Vec<String> =
                    held.map_or_else(Vec::new, |held| held.grant.sites.iter().map(ToString::to_string).collect());
                checks.exactly("sites", sites.as_deref(), &told);
                if let Some(expected) = fppe_open {
                    let open = held.is_some_and(|held| held.fppe_is_open());
                    checks.add("fppe_open", expected.to_string(), open.to_string(), *expected == open);
                }
                Ok(())
            }
            Self::Verification { provider, element, state } => {
                let id = stage.provider(provider)?;
                let found = super::verifying::state_of_latest(stage, id, element)?;
                checks.word("state", state.as_deref(), found.unwrap_or("none"));
                Ok(())
            }
        }
    }
}

/// Whether a term was there at a time that is past: what began after it was not. Of now and of what is to come every term tells.
fn was_there(stage: &Stage, start: Instant, about: Instant) -> bool {
    start <= about || about >= stage.now()
}

/// Each is a part of one; an empty list expects none.
fn listed(checks: &mut Checks, what: &str, expected: Option<&[String]>, found: &[String]) {
    match expected {
        Some([]) => checks.exactly(what, Some(&[]), found),
        some => checks.includes(what, some, found),
    }
}
