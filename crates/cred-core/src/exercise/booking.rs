//! Booking: a list of cases held against the records before the day: may each be done by whom it is booked for, and who else may.

use super::{
    answer::{Answer, Exercisable, NotAskable, ask},
    impact::holdings,
    question::Question,
};
use crate::{
    id::{PrivilegeRequestId, ProviderId, SupervisionId},
    records::Records,
    time::Instant,
    timeline::truth::Truth,
};

/// Somebody else has to be there or to look, for a case to be done as it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// A focused evaluation runs: a proctor looks at the case.
    Proctor {
        /// Of which grant.
        privilege: PrivilegeRequestId,
        /// How, and of how many cases.
        plan: String,
        /// How many acceptable cases there are already.
        done: usize,
    },
    /// The case is done under a supervision agreement.
    Supervision {
        /// Which.
        agreement: SupervisionId,
        /// The supervisor and the alternates who may answer for it at this time.
        by: Vec<ProviderId>,
    },
}

/// Somebody else who may do a case.
#[derive(Debug)]
pub struct Alternative {
    /// The answer about them: always a *yes*.
    pub answer: Answer,
    /// Who has to be there.
    pub needs: Vec<Need>,
}

impl Alternative {
    /// Who.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.answer.question().provider
    }

    /// The proof that they may.
    pub fn exercisable(&self) -> Option<Exercisable<'_>> {
        self.answer.exercisable()
    }

    /// Those who need nobody come first, then those with fewer conditions, then those for whom it holds longest, then by name.
    fn rank(&self, records: &Records) -> (usize, usize, bool, std::cmp::Reverse<Option<Instant>>, String, ProviderId) {
        let until = self.answer.until().map(|(at, _)| at);
        let name = records.provider(self.provider()).map_or_else(String::new, |own| own.name().to_string());
        let conditions = self.answer.conditions().len();
        (self.needs.len(), conditions, until.is_some(), std::cmp::Reverse(until), name, self.provider())
    }
}

/// What became of one case.
#[derive(Debug)]
pub struct Checked {
    /// May it be done by whom it is booked for, until when, under which conditions, and why.
    pub answer: Answer,
    /// Who has to be there; for a *yes* alone.
    pub needs: Vec<Need>,
    /// Others who may do it at that site and time, the best first, at most as many as asked for.
    pub alternatives: Vec<Alternative>,
    /// Whether there are more of them.
    pub more_alternatives: bool,
}

/// Holds a list of cases against the records, in its order. Alternatives are looked for among all providers of the records.
///
/// # Errors
/// When a case names something that the records do not have.
pub fn check(records: &Records, cases: &[Question], most: usize) -> Result<Vec<Checked>, NotAskable> {
    cases.iter().map(|case| check_one(records, case, most)).collect()
}

fn check_one(records: &Records, case: &Question, most: usize) -> Result<Checked, NotAskable> {
    let answer = ask(records, case.clone())?;
    let needs = needs(records, &answer);
    let booked = records.survivor(case.provider);
    let mut others: Vec<ProviderId> = records.providers().map(|own| records.survivor(own.id())).collect();
    others.sort_unstable();
    others.dedup();
    // An emergency act is no way to be booked for a case.
    let asked = Question { emergency: false, ..case.clone() };
    let mut alternatives = Vec::new();
    for other in others.into_iter().filter(|other| *other != booked && records.dossier(*other).is_some()) {
        // Nobody exercises what nothing carries.
        let held = holdings(records, other, &case.facility, &case.site);
        if !held.iter().any(|item| answer.items().contains(item)) {
            continue;
        }
        let answer = ask(records, Question { provider: other, ..asked.clone() })?;
        if answer.truth() == Truth::Met {
            alternatives.push(Alternative { needs: self::needs(records, &answer), answer });
        }
    }
    alternatives.sort_by_cached_key(|own| own.rank(records));
    let more_alternatives = alternatives.len() > most;
    alternatives.truncate(most);
    Ok(Checked { answer, needs, alternatives, more_alternatives })
}

/// Who has to be there for a *yes* to hold, by what carries it.
#[must_use]
pub fn needs(records: &Records, answer: &Answer) -> Vec<Need> {
    let at = answer.question().at;
    let mut needs = Vec::new();
    if answer.truth() != Truth::Met {
        return needs;
    }
    let because = answer.because();
    let ids = |code: &'static str| {
        let findings = because.iter().filter(move |finding| finding.requirement.code == code);
        findings.flat_map(|finding| &finding.cause.facts).map(|fact| fact.id.as_str())
    };
    let grants = ids("grant").filter_map(|id| id.parse::<PrivilegeRequestId>().ok());
    for held in grants.filter_map(|id| records.privilege(id)) {
        let evaluations = held.held().into_iter().flat_map(|own| &own.evaluations);
        for open in evaluations.filter(|own| own.is_open_at(at)) {
            let need = Need::Proctor { privilege: held.id(), plan: open.plan.to_string(), done: open.acceptable() };
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
    }
    let agreements = ids("supervision").filter_map(|id| id.parse::<SupervisionId>().ok());
    for agreement in agreements.filter_map(|id| records.supervision(id)) {
        let able = |id: &ProviderId| {
            let name = records.provider(*id).map_or_else(|| id.to_string(), |own| own.name().to_string());
            let stands = ["supervisor", "alternate"].map(|role| format!("{role} {name} "));
            because.iter().any(|own| stands.iter().any(|told| own.requirement.asks.starts_with(told)))
        };
        let need = Need::Supervision { agreement: agreement.id(), by: agreement.people().filter(able).collect() };
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    needs
}
