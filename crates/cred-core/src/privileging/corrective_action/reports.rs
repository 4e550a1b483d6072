//! The order of reports to the data bank.

use crate::{facility::Facility, refusal::Reason, time::Instant};

use super::{CorrectiveAction, NpdbReport, ReportKind};

impl CorrectiveAction {
    /// Whether a report about that action stands: an initial one sent and not voided since.
    fn stands(&self, report: &NpdbReport) -> bool {
        let same = self.reports.iter().filter(|own| own.action_day == report.action_day);
        same.fold(false, |stands, own| match own.kind {
            ReportKind::Initial => true,
            ReportKind::Void => false,
            ReportKind::Correction | ReportKind::Revision | ReportKind::NoticeOfAppeal => stands,
        })
    }

    /// A report is of the past, not of before its action, and follows an initial one where it speaks of one.
    pub(super) fn may_report(&self, report: &NpdbReport, facility: &Facility, at: Instant) -> Result<(), Reason> {
        let today = facility.zone().date_at(at);
        if report.sent_on > today {
            return Err(Reason::FromTheFuture { given: report.sent_on, today });
        }
        if report.sent_on < report.action_day {
            let (from, to) = (report.action_day.to_string(), report.sent_on.to_string());
            return Err(Reason::InvertedDates { from, to });
        }
        match (report.kind, self.stands(report)) {
            (ReportKind::Initial, true) => {
                let id = report.action_day.to_string();
                Err(Reason::Duplicate { what: "an initial report of the action", id })
            }
            (ReportKind::Initial, false)
            | (ReportKind::Correction | ReportKind::Revision | ReportKind::Void | ReportKind::NoticeOfAppeal, true) => {
                Ok(())
            }
            (ReportKind::Correction | ReportKind::Revision | ReportKind::Void | ReportKind::NoticeOfAppeal, false) => {
                Err(Reason::Unknown {
                    what: "initial report of the action of",
                    name: report.action_day.to_string(),
                    known: self.reports.iter().map(|own| own.action_day.to_string()).collect(),
                })
            }
        }
    }
}
