//! Whether a file recredentials or begins anew: decided by what came before it, when it is opened and again when it is approved.

use super::{CredentialingFile, FileKind, State};
use crate::{
    facility::organization::Organization,
    id::CredentialingFileId,
    provider::Provider,
    refusal::Reason,
    standard::{binding::Standards, limit::Limit, topic::Topic},
    time::{Instant, period::Period},
};
use chrono::NaiveDate;

/// The days within which one who left for an administrative reason recredentials, where no rule adopted says how many.
const DAYS_TO_RETURN: u32 = 30;

/// What a file of a provider at an organisation is at an instant.
#[derive(Debug, Clone)]
pub(super) struct Follows {
    pub(super) kind: FileKind,
    /// The approval that it renews, or else the last file there was.
    pub(super) supersedes: Option<CredentialingFileId>,
    /// Whether it comes after the due date.
    pub(super) late: bool,
    /// Why it does not recredential.
    pub(super) because: Option<Reason>,
}

/// What a file would be at an instant, after these others. A provider is credentialed anew after a gap: a late file still recredentials
/// within the time that a rule on late recredentialing gives (none without such a rule), and after an administrative termination within
/// that of a rule on the return from one (30 days without).
pub(super) fn follows(
    subject: &Provider,
    organization: &Organization,
    others: &[&CredentialingFile],
    at: Instant,
) -> Follows {
    let own = || others.iter().filter(|file| subject.has_id(file.provider) && file.organization == *organization.id());
    let newest = own().max_by_key(|file| (file.opened_at, file.id)).map(|file| file.id);
    let anew = |because| Follows { kind: FileKind::Initial, supersedes: newest, late: false, because };
    let Some((last, approval)) = last_approved(own().copied()) else { return anew(None) };
    let again = |late| Follows { kind: FileKind::Recredential, supersedes: Some(last.id), late, because: None };
    match &last.state {
        State::Terminated(_, ending) if !ending.administrative => anew(Some(Reason::TermEnded { ended: ending.from })),
        State::Terminated(_, ending) if ending.from <= at => {
            let zone = organization.zone();
            let standards = Standards::of(&[organization.adoptions()]);
            let limit = standards.shortest(zone.date_at(at), zone.date_at(ending.from), |topic| {
                if let Topic::AdministrativeReturn(rule) = topic { Some(rule.limit) } else { None }
            });
            let limit = limit.map_or(Limit::days(DAYS_TO_RETURN), |bound| bound.value);
            if limit.late_from(ending.from, zone).is_none_or(|late| late <= at) {
                return anew(Some(Reason::TermEnded { ended: ending.from }));
            }
            match lapsed(approval.term, approval.due, organization, at) {
                Ok(late) => again(late),
                Err(because) => anew(Some(because)),
            }
        }
        State::Approved(_) | State::Terminated(..) | State::Named(_) => {
            if last.period_at(at).is_some() || last.open_leave().is_some() {
                return again(false);
            }
            let due = last.due(organization.zone()).unwrap_or(approval.due);
            match last.in_force().map(|period| lapsed(period, due, organization, at)) {
                Some(Ok(late)) => again(late),
                Some(Err(because)) => anew(Some(because)),
                None => anew(None),
            }
        }
    }
}

/// Of several files the one approved last.
pub(super) fn last_approved<'f>(
    files: impl Iterator<Item = &'f CredentialingFile>,
) -> Option<(&'f CredentialingFile, &'f super::Approval)> {
    files.filter_map(|file| Some((file, file.approval()?))).max_by_key(|(file, own)| (own.term.start(), file.id))
}

/// Whether the next decision is late at an instant, if not too late to recredential.
fn lapsed(term: Period, due: NaiveDate, organization: &Organization, at: Instant) -> Result<bool, Reason> {
    let Some(ended) = term.end().filter(|end| *end <= at) else { return Ok(false) };
    let zone = organization.zone();
    if at < zone.end_of_day(due) {
        return Ok(false);
    }
    let standards = Standards::of(&[organization.adoptions()]);
    let late = standards.shortest(zone.date_at(at), due, |topic| {
        if let Topic::LateRecredentialing(rule) = topic { Some(rule.limit) } else { None }
    });
    let Some(late) = late else { return Err(Reason::TermEnded { ended }) };
    let last = late.value.last_day_after(due).unwrap_or(due);
    if at < zone.end_of_day(last) {
        Ok(true)
    } else {
        Err(Reason::AgainstRule {
            what: "the recredentialing",
            rule: late.citation(),
            because: format!("it was due by {due}, and {last} was the last day after that: open an initial file"),
        })
    }
}

impl CredentialingFile {
    /// Whether it can recredential no more: the approval that it renews was too long ago, or another one came after that.
    pub(super) fn is_overtaken(
        &self,
        subject: &Provider,
        organization: &Organization,
        files: &[&Self],
        at: Instant,
    ) -> bool {
        self.kind == FileKind::Recredential && self.still_follows(subject, organization, files, at).is_err()
    }

    /// Whether it is at an instant what it was opened as; whether it comes late.
    pub(super) fn still_follows(
        &self,
        subject: &Provider,
        organization: &Organization,
        files: &[&Self],
        at: Instant,
    ) -> Result<bool, Reason> {
        let others: Vec<&Self> = files.iter().copied().filter(|file| file.id != self.id).collect();
        let now = follows(subject, organization, &others, at);
        match self.kind {
            FileKind::Initial => Ok(false),
            FileKind::Recredential if now.kind == self.kind && now.supersedes == self.supersedes => Ok(now.late),
            FileKind::Recredential => Err(now.because.unwrap_or_else(|| Reason::Mismatch {
                what: "the file",
                given: self
                    .supersedes
                    .map_or_else(|| "a recredentialing".to_owned(), |id| format!("one that follows {id}")),
                wanted: now
                    .supersedes
                    .map_or_else(|| "an initial file".to_owned(), |id| format!("one that follows {id}")),
            })),
        }
    }
}
