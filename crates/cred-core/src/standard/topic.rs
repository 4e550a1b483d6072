//! Topics: what a rule can rule. Each is a table with one key in a file: `verification-age = { element = "license", limit = { days = 120 } }`.
//!
//! Where several rules on one topic bind, the strictest does; what that means stands with each.

pub mod credentialing;
pub mod enrollment;
pub mod privileging;
mod saying;

use serde::{Deserialize, Serialize};

macro_rules! topics {
    ($($(#[doc = $doc:literal])+ $name:ident($content:path) = $word:literal, $strictest:literal;)+) => {
        /// What a rule rules.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum Topic { $($(#[doc = $doc])+ $name($content),)+ }

        impl Topic {
            /// Every topic: its word, what it is, and what is strictest where several rules on it bind.
            pub const ALL: &'static [(&'static str, &'static str, &'static str)] =
                &[$(($word, concat!($($doc),+), $strictest),)+];

            /// The word for it in files.
            #[must_use]
            pub const fn word(&self) -> &'static str {
                match self { $(Self::$name(_) => $word,)+ }
            }

            /// What is wrong with it: at which key, and what; `None` if nothing is.
            #[must_use]
            pub fn fault(&self) -> Option<(&'static str, String)> {
                match self { $(Self::$name(content) => content.fault().map(|fault| ($word, fault)),)+ }
            }
        }
    };
}

topics! {
    /// An element that must be verified before a credentialing decision.
    Element(credentialing::ElementRule) = "element", "every rule binds";
    /// How old a verification may be at the decision.
    VerificationAge(credentialing::VerificationAge) = "verification-age", "the first to be over";
    /// How old the attestation may be at the decision.
    AttestationAge(credentialing::AttestationAge) = "attestation-age", "the first to be over";
    /// Which gaps in the work history must be explained, and how.
    WorkHistory(credentialing::WorkHistory) = "work-history", "every rule binds";
    /// When the next credentialing decision is due.
    Recredentialing(credentialing::Recredentialing) = "recredentialing", "the first to be over";
    /// How long after the due date a recredentialing is still one, and no initial file.
    LateRecredentialing(credentialing::Recredentialing) = "late-recredentialing", "the first to be over";
    /// A leave that extends the time to the next credentialing decision; 60 days after the return where no rule is adopted.
    LawfulExtension(credentialing::LawfulExtension) = "lawful-extension", "the first to be over; only the leaves that every rule lists";
    /// How long after a termination for an administrative reason a file still recredentials; 30 days where no rule is adopted.
    AdministrativeReturn(credentialing::Recredentialing) = "administrative-return", "the first to be over";
    /// Provisional credentialing before the file is complete.
    ProvisionalCredentialing(credentialing::ProvisionalCredentialing) = "provisional-credentialing", "the first to be over; every element of each";
    /// Who may approve a clean file without the committee.
    CleanFile(credentialing::CleanFile) = "clean-file", "only those whom every rule allows";
    /// How a committee or board makes a valid decision.
    Committee(credentialing::Committee) = "committee", "every rule binds";
    /// Approval by a committee of the board between its meetings.
    ExpeditedApproval(credentialing::ExpeditedApproval) = "expedited-approval", "the most voting members";
    /// Within what time after the decision the provider is told.
    DecisionNotice(credentialing::NoticeWithin) = "decision-notice", "the first to be over";
    /// When a source that does not answer is asked again, and how often.
    FollowUp(credentialing::FollowUp) = "follow-up", "the first to be over";
    /// How long an incomplete application waits before it is deemed withdrawn.
    Completion(credentialing::NoticeWithin) = "completion", "the first to be over";
    /// Within what time a complete application is decided.
    ActOnApplication(credentialing::NoticeWithin) = "act-on-application", "the first to be over";
    /// How often an element is looked at between decisions.
    Monitoring(credentialing::Monitoring) = "monitoring", "the first to be over";
    /// An exclusion list on which each provider is screened.
    ExclusionScreen(credentialing::ExclusionScreen) = "exclusion-screen", "every list; of one list the first to be over, and what stops most";
    /// The longest term of an appointment to the medical staff.
    AppointmentTerm(privileging::Term) = "appointment-term", "the first to be over";
    /// The longest term of a privilege.
    PrivilegeTerm(privileging::Term) = "privilege-term", "the first to be over";
    /// How long a first appointment is provisional.
    ProvisionalAppointment(privileging::ProvisionalAppointment) = "provisional-appointment", "the longest minimum and the shortest maximum";
    /// What a category of the medical staff may and may not have.
    StaffCategory(privileging::StaffCategory) = "staff-category", "what every rule allows";
    /// The bodies that review a request before the board decides.
    Review(privileging::Review) = "review", "every body that any rule names, in the order of the bodies";
    /// The liability cover without which nothing is exercised.
    Insurance(privileging::Insurance) = "insurance", "the highest amounts";
    /// Temporary privileges while a complete application waits for its decision.
    TemporaryNewApplicant(privileging::Temporary) = "temporary-new-applicant", "the first to be over; only those whom every rule allows";
    /// Temporary privileges for an important patient-care need.
    TemporaryCareNeed(privileging::Temporary) = "temporary-care-need", "the first to be over; only those whom every rule allows";
    /// Disaster privileges.
    Disaster(privileging::Disaster) = "disaster", "the first to be over; only those whom every rule allows";
    /// Emergency acts by members of the staff.
    Emergency(privileging::Emergency) = "emergency", "barred where any rule bars";
    /// Telemedicine: in which ways a site may privilege.
    Telemedicine(privileging::Telemedicine) = "telemedicine", "only the ways that every rule allows";
    /// Locum tenens.
    LocumTenens(privileging::Term) = "locum-tenens", "the first to be over";
    /// Focused evaluation of new privileges.
    Fppe(privileging::Fppe) = "fppe", "asked where any rule asks; the shortest period";
    /// Ongoing evaluation.
    Oppe(privileging::Interval) = "oppe", "the first to be over";
    /// How often a hospital queries the data bank.
    NpdbQuery(privileging::NpdbQuery) = "npdb-query", "the first to be over; continuous query counts where every rule lets it";
    /// When an action is reported to the data bank.
    NpdbReport(privileging::NpdbReport) = "npdb-report", "every rule binds";
    /// Summary suspension.
    SummarySuspension(privileging::SummarySuspension) = "summary-suspension", "the most who must act together; the first review to be due";
    /// Hearing and appeal.
    Hearing(privileging::Hearing) = "hearing", "the longest time to ask, the longest notice";
    /// Leave of absence.
    Leave(privileging::Leave) = "leave", "the first to be over; the earliest request";
    /// Automatic relinquishment: what sets it off, what falls, and how it is cured.
    AutomaticRelinquishment(privileging::AutomaticRelinquishment) = "automatic-relinquishment", "every trigger; of one trigger the widest scope and the strictest cure";
    /// Supervision or collaboration that a profession needs.
    Supervision(privileging::Supervision) = "supervision", "every rule binds";
    /// DEA registration: renewal window and late renewal.
    DeaRenewal(privileging::DeaRenewal) = "dea-renewal", "the first to be over";
    /// Until how long before its effective date an enrollment pays for services.
    RetroactiveBilling(enrollment::RetroactiveBilling) = "retroactive-billing", "the shortest";
    /// How often an enrollment is revalidated.
    Revalidation(enrollment::Revalidation) = "revalidation", "the first to be over";
    /// Within what time a payer's question is answered.
    DevelopmentReply(enrollment::Revalidation) = "development-reply", "the first to be over";
    /// Within what time a change is reported to a payer.
    ChangeReport(enrollment::ChangeReport) = "change-report", "the first to be over";
    /// How often a data-set profile is attested again.
    ReAttestation(enrollment::Revalidation) = "re-attestation", "the first to be over";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_that_files_use() {
        let rule = r#"{"verification-age":{"element":"license","limit":{"days":120}}}"#;
        let topic: Topic = serde_json::from_str(rule).unwrap();
        assert_eq!(topic.word(), "verification-age");
        assert!(topic.fault().is_none());
        let mut words: Vec<_> = Topic::ALL.iter().map(|(word, ..)| *word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Topic::ALL.len());
    }
}
