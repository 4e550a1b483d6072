//! Topics in words: what a rule is about, and what it says of that.

use super::{
    Topic,
    credentialing::{Committee, ElementRule, ExclusionScope, PossibleMatch, WorkHistory},
    privileging::{AutomaticRelinquishment, DayCount, RelinquishedScope, Restoration},
};
use crate::{
    actor::Capacity, provider::provider_type::ProviderType, standard::limit::Comparator, standard::limit::Limit,
};

fn capacities(by: &[Capacity]) -> String {
    by.iter().map(|capacity| capacity.word()).collect::<Vec<_>>().join(" or ")
}

fn professions(types: &[ProviderType]) -> String {
    types.iter().map(|own| own.word()).collect::<Vec<_>>().join(", ")
}

impl Topic {
    /// What it is about within its topic: an element, a list, a body, a category, a trigger; empty where the topic has no parts. Two rules
    /// with one topic and one matter rule the same thing.
    #[must_use]
    pub fn about(&self) -> String {
        match self {
            Self::Element(rule) if rule.provider_types.is_empty() => rule.element.to_string(),
            Self::Element(rule) => format!("{} of {}", rule.element, professions(&rule.provider_types)),
            Self::VerificationAge(rule) => rule.element.to_string(),
            Self::Monitoring(rule) => rule.element.to_string(),
            Self::Committee(rule) => rule.body.to_string(),
            Self::ExclusionScreen(rule) => rule.list.to_string(),
            Self::StaffCategory(rule) => rule.category.to_string(),
            Self::AutomaticRelinquishment(rule) => rule.trigger.word().to_owned(),
            Self::Supervision(rule) => professions(&rule.provider_types),
            Self::NpdbReport(rule) => professions(&rule.provider_types),
            Self::RetroactiveBilling(rule) => rule.payer.as_ref().map_or_else(String::new, ToString::to_string),
            Self::Revalidation(rule) | Self::DevelopmentReply(rule) | Self::ReAttestation(rule) => {
                rule.payer.as_ref().map_or_else(String::new, ToString::to_string)
            }
            Self::ChangeReport(rule) => rule.what.to_string(),
            Self::AttestationAge(_)
            | Self::WorkHistory(_)
            | Self::Recredentialing(_)
            | Self::LateRecredentialing(_)
            | Self::LawfulExtension(_)
            | Self::AdministrativeReturn(_)
            | Self::ProvisionalCredentialing(_)
            | Self::CleanFile(_)
            | Self::ExpeditedApproval(_)
            | Self::DecisionNotice(_)
            | Self::FollowUp(_)
            | Self::Completion(_)
            | Self::ActOnApplication(_)
            | Self::AppointmentTerm(_)
            | Self::PrivilegeTerm(_)
            | Self::ProvisionalAppointment(_)
            | Self::Review(_)
            | Self::Insurance(_)
            | Self::TemporaryNewApplicant(_)
            | Self::TemporaryCareNeed(_)
            | Self::Disaster(_)
            | Self::Emergency(_)
            | Self::Telemedicine(_)
            | Self::LocumTenens(_)
            | Self::Fppe(_)
            | Self::Oppe(_)
            | Self::NpdbQuery(_)
            | Self::SummarySuspension(_)
            | Self::Hearing(_)
            | Self::Leave(_)
            | Self::DeaRenewal(_) => String::new(),
        }
    }

    /// The limit that makes one such rule stricter than another by being shorter; `None` where length is not what it rules.
    #[must_use]
    pub const fn limit(&self) -> Option<Limit> {
        match self {
            Self::VerificationAge(rule) => Some(rule.limit),
            Self::AttestationAge(rule) => Some(rule.limit),
            Self::Recredentialing(rule) | Self::LateRecredentialing(rule) | Self::AdministrativeReturn(rule) => {
                Some(rule.limit)
            }
            Self::LawfulExtension(rule) => Some(rule.after_return),
            Self::ProvisionalCredentialing(rule) => Some(rule.limit),
            Self::DecisionNotice(rule) | Self::Completion(rule) | Self::ActOnApplication(rule) => Some(rule.limit),
            Self::FollowUp(rule) => Some(rule.after),
            Self::Monitoring(rule) => Some(rule.interval),
            Self::ExclusionScreen(rule) => rule.interval,
            Self::AppointmentTerm(rule) | Self::PrivilegeTerm(rule) | Self::LocumTenens(rule) => Some(rule.limit),
            Self::TemporaryNewApplicant(rule) | Self::TemporaryCareNeed(rule) => Some(rule.limit),
            Self::Disaster(rule) => Some(rule.verify_within),
            Self::Fppe(rule) => rule.within,
            Self::Oppe(rule) => Some(rule.interval),
            Self::NpdbQuery(rule) => Some(rule.interval),
            Self::NpdbReport(rule) => Some(rule.within),
            Self::SummarySuspension(rule) => Some(rule.review_within),
            Self::Leave(rule) => Some(rule.limit),
            Self::AutomaticRelinquishment(rule) => rule.cure_within,
            Self::RetroactiveBilling(rule) => Some(rule.limit),
            Self::Revalidation(rule) | Self::DevelopmentReply(rule) | Self::ReAttestation(rule) => Some(rule.limit),
            Self::ChangeReport(rule) => Some(rule.limit),
            Self::Element(_)
            | Self::WorkHistory(_)
            | Self::CleanFile(_)
            | Self::Committee(_)
            | Self::ExpeditedApproval(_)
            | Self::ProvisionalAppointment(_)
            | Self::StaffCategory(_)
            | Self::Review(_)
            | Self::Insurance(_)
            | Self::Emergency(_)
            | Self::Telemedicine(_)
            | Self::Hearing(_)
            | Self::Supervision(_)
            | Self::DeaRenewal(_) => None,
        }
    }

    /// What it says, in one line.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Self::Element(rule) => element(rule),
            Self::VerificationAge(rule) => {
                let at_most = if rule.comparator == Comparator::AtMost { "at most" } else { "less than" };
                format!("verified {at_most} {} before the key date", rule.limit)
            }
            Self::AttestationAge(rule) => format!("signed at most {} before the key date", rule.limit),
            Self::WorkHistory(rule) => work_history(rule),
            Self::Recredentialing(rule) => format!("decided again within {}", rule.limit),
            Self::LateRecredentialing(rule) => {
                format!("up to {} after the due date it is still no initial file", rule.limit)
            }
            Self::LawfulExtension(rule) => {
                let causes: Vec<&str> = rule.causes.iter().map(|cause| cause.word()).collect();
                let causes = if causes.is_empty() { "any lawful".to_owned() } else { causes.join(" or ") };
                format!("after {causes} leave decided within {} of the return", rule.after_return)
            }
            Self::AdministrativeReturn(rule) => {
                format!("back within {} of an administrative termination it is still no initial file", rule.limit)
            }
            Self::ProvisionalCredentialing(rule) => {
                let elements: Vec<&str> = rule.elements.iter().map(|element| element.word()).collect();
                format!("once, for at most {}, on {}", rule.limit, elements.join(" and "))
            }
            Self::CleanFile(rule) if rule.by.is_empty() => "nobody approves one alone".to_owned(),
            Self::CleanFile(rule) => format!("approved by {}", capacities(&rule.by)),
            Self::Committee(rule) => committee(rule),
            Self::ExpeditedApproval(rule) => format!("by at least {} voting members of the board", rule.voting_members),
            Self::DecisionNotice(rule) => format!("told within {}", rule.limit),
            Self::FollowUp(rule) => {
                format!("asked again after {}, at least {} times before giving up", rule.after, rule.attempts)
            }
            Self::Completion(rule) => format!("deemed withdrawn when incomplete for longer than {}", rule.limit),
            Self::ActOnApplication(rule) => format!("decided within {} of being complete", rule.limit),
            Self::Monitoring(rule) => {
                let review = rule.review_within.map_or_else(String::new, |limit| format!(", reviewed within {limit}"));
                format!("at least every {}{review}", rule.interval)
            }
            Self::ExclusionScreen(rule) => {
                let every =
                    rule.interval.map_or_else(String::new, |limit| format!("screened at least every {limit}; "));
                let scope = match rule.scope {
                    ExclusionScope::All => "stops everything",
                    ExclusionScope::FederalProgrammes => "stops the care of federal patients",
                };
                let open = match rule.possible_match {
                    PossibleMatch::Unknown => "an open match leaves it unknown",
                    PossibleMatch::Stops => "an open match stops like a confirmed one",
                };
                format!("{every}an exclusion {scope}; {open}")
            }
            Self::AppointmentTerm(rule) | Self::PrivilegeTerm(rule) | Self::LocumTenens(rule) => {
                format!("at most {}", rule.limit)
            }
            Self::ProvisionalAppointment(rule) => {
                format!("for at least {} and at most {}", rule.at_least, rule.at_most)
            }
            Self::StaffCategory(rule) => {
                let with = |yes: bool, what: &str| if yes { format!("with {what}") } else { format!("without {what}") };
                format!("{}, {}", with(rule.privileges, "privileges"), with(rule.votes, "a vote"))
            }
            Self::Review(rule) if rule.steps.is_empty() => "straight to the board".to_owned(),
            Self::Review(rule) => {
                let steps: Vec<&str> = rule.steps.iter().map(|step| step.word()).collect();
                format!("{}, then the board", steps.join(", "))
            }
            Self::Insurance(rule) => {
                format!("at least ${} per claim and ${} in the aggregate", rule.per_claim, rule.aggregate)
            }
            Self::TemporaryNewApplicant(rule) | Self::TemporaryCareNeed(rule) => {
                let count = match rule.count {
                    DayCount::HeldDays => "days held",
                    DayCount::CalendarDays => "calendar days, gaps included",
                };
                format!("at most {} in all ({count}), by {}", rule.limit, capacities(&rule.by))
            }
            Self::Disaster(rule) => format!(
                "license verified within {}, continuation decided within {}, by {}",
                rule.verify_within,
                rule.decide_within,
                capacities(&rule.by)
            ),
            Self::Emergency(rule) if rule.even_if_suspended => "any member, even suspended".to_owned(),
            Self::Emergency(_) => "members in good standing".to_owned(),
            Self::Telemedicine(rule) => {
                let ways: Vec<&str> = rule.ways.iter().map(|way| way.word()).collect();
                ways.join(" or ")
            }
            Self::Fppe(rule) => {
                let every = if rule.every_new_privilege { "every new privilege" } else { "what the form names" };
                rule.within.map_or_else(|| every.to_owned(), |limit| format!("{every}, concluded within {limit}"))
            }
            Self::Oppe(rule) => format!("at least every {}", rule.interval),
            Self::NpdbQuery(rule) => {
                let counts = if rule.continuous_counts { "; continuous query counts" } else { "" };
                let before = if rule.before_privileges { "; before any privilege begins" } else { "" };
                format!("at least every {}{counts}{before}", rule.interval)
            }
            Self::NpdbReport(rule) => {
                format!("adverse actions longer than {} reported within {}", rule.longer_than, rule.within)
            }
            Self::SummarySuspension(rule) => {
                format!("by {} of {}, reviewed within {}", rule.together, capacities(&rule.by), rule.review_within)
            }
            Self::Hearing(rule) => {
                format!("asked for within {}, held at least {} after its notice", rule.ask_within, rule.notice_at_least)
            }
            Self::Leave(rule) => {
                let ask = rule
                    .ask_before
                    .map_or_else(String::new, |limit| format!(", reinstatement asked {limit} before its end"));
                format!("at most {}{ask}", rule.limit)
            }
            Self::AutomaticRelinquishment(rule) => relinquishment(rule),
            Self::Supervision(rule) => {
                let except: Vec<&str> = rule.except_states.iter().map(|state| state.code()).collect();
                let except =
                    if except.is_empty() { String::new() } else { format!(", except in {}", except.join(" ")) };
                format!("a supervisor and at least {} alternates{except}", rule.alternates)
            }
            Self::DeaRenewal(rule) => {
                format!("renewed from {} before its end, late within {}", rule.window, rule.late_within)
            }
            Self::RetroactiveBilling(rule) => {
                let disaster =
                    rule.in_disaster.map_or_else(String::new, |limit| format!(", in a declared disaster {limit}"));
                format!("up to {} before the effective date{disaster}", rule.limit)
            }
            Self::Revalidation(rule) | Self::ReAttestation(rule) => format!("at least every {}", rule.limit),
            Self::DevelopmentReply(rule) => format!("answered within {}", rule.limit),
            Self::ChangeReport(rule) => format!("told within {}", rule.limit),
        }
    }
}

fn element(rule: &ElementRule) -> String {
    let methods: Vec<&str> = rule.methods.iter().map(|method| method.word()).collect();
    let mut says = format!("verified by {}", methods.join(" or "));
    let names = |texts: &[crate::text::Text]| texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if !rule.alternatives.is_empty() {
        let others: Vec<&str> = rule.alternatives.iter().map(|element| element.word()).collect();
        says.push_str(&format!("; {} will do", others.join(" or ")));
    }
    if !rule.sources.is_empty() {
        says.push_str(&format!("; from {}", names(&rule.sources)));
    }
    if !rule.equivalents.is_empty() {
        says.push_str(&format!("; equivalents {}", names(&rule.equivalents)));
    }
    if rule.each_claimed {
        says.push_str("; each one claimed");
    }
    if rule.only_if_claimed {
        says.push_str("; only if one is claimed");
    }
    if let Some(count) = rule.at_least {
        says.push_str(&format!("; at least {count}"));
    }
    says
}

fn work_history(rule: &WorkHistory) -> String {
    let over = if rule.from_exactly { "gaps from" } else { "gaps over" };
    let mut says = format!("the last {}", rule.look_back);
    if let Some(limit) = rule.explain_over {
        says.push_str(&format!("; {over} {limit} explained"));
    }
    if let Some(limit) = rule.written_over {
        says.push_str(&format!("; {over} {limit} explained in writing"));
    }
    says
}

fn committee(rule: &Committee) -> String {
    let mut parts = Vec::new();
    parts.extend(rule.quorum_members.map(|members| format!("at least {members} present who may vote")));
    parts.extend(rule.quorum_percent.map(|percent| format!("at least {percent} % of those entitled to vote present")));
    parts.push(if rule.count_recused { "the recused count".to_owned() } else { "the recused do not count".to_owned() });
    if rule.physician_majority {
        parts.push("a majority are physicians".to_owned());
    }
    parts.join("; ")
}

fn relinquishment(rule: &AutomaticRelinquishment) -> String {
    let scope = match rule.scope {
        RelinquishedScope::Prescribing => "prescribing controlled substances falls",
        RelinquishedScope::NewCases => "new cases fall",
        RelinquishedScope::All => "every privilege falls",
    };
    let cure = rule.cure_within.map_or_else(String::new, |limit| format!(", cured within {limit}"));
    let how = match rule.restoration {
        Restoration::ByItself => "by itself",
        Restoration::ByReinstatement => "by reinstatement",
    };
    format!("{scope}{cure}, restored {how}")
}
