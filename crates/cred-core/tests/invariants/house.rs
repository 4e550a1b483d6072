//! The rules of the test world as data: policy, bylaws, form; and the answers of the sources about its one surgeon.

use chrono::NaiveDate;
use cred_core::{
    delineation::{
        criterion::{
            BoardCriterion, CasesCriterion, CertificationCriterion, Criterion, DeaCriterion, EducationCriterion,
            TrainingCriterion, When,
        },
        privilege_item::{AgeBand, Fppe, ItemKind, Prerequisite, PrivilegeItem},
        privilege_set::PrivilegeSetVersion,
    },
    digest::Digest,
    evidence::{
        reply::{Encumbrance, EncumbranceKind, Limits, Reply},
        source::Method,
        verification::Evidence,
    },
    facility::site::Site,
    id::{ItemId, PackId, ResourceId, SiteId, VersionLabel},
    identifier::{DeaNumber, LicenseNumber},
    jurisdiction::Jurisdiction,
    provider::{
        credential::{CaseRole, Credential},
        element::{ElementKey, ElementKind},
        provider_type::ProviderType,
    },
    standard::{
        adoption::Adoption,
        limit::{Comparator, InMonths, Limit},
        rule::{Confidence, KeyDate, OnBreach, Rule},
        rule_pack::RulePack,
        topic::{
            Topic,
            credentialing::{ElementRule, ExclusionScreen, Recredentialing, VerificationAge},
            privileging::{Insurance, Review, ReviewStep, Term},
        },
    },
    text::Text,
    time::{Instant, calendar::MonthCount, partial_date::PartialDate, zone::Zone},
};

pub(crate) const MAIN: &str = "main";
pub(crate) const ANNEX: &str = "annex";
pub(crate) const CORE: &str = "surgery-core";
pub(crate) const ROBOTIC: &str = "robotic";
pub(crate) const PCI: &str = "pci";
pub(crate) const PRESCRIBING: &str = "prescribing";
pub(crate) const ITEMS: [&str; 4] = [CORE, ROBOTIC, PCI, PRESCRIBING];

pub(crate) fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn partial(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap()
}

pub(crate) fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

pub(crate) fn instant(rfc3339: &str) -> Instant {
    rfc3339.parse().unwrap()
}

pub(crate) fn item(id: &str) -> ItemId {
    ItemId::parse(id).unwrap()
}

pub(crate) fn site(id: &str) -> SiteId {
    SiteId::parse(id).unwrap()
}

pub(crate) fn resource(id: &str) -> ResourceId {
    ResourceId::parse(id).unwrap()
}

pub(crate) fn label(text: &str) -> VersionLabel {
    VersionLabel::parse(text).unwrap()
}

pub(crate) fn state(code: &str) -> Jurisdiction {
    Jurisdiction::parse(code).unwrap()
}

/// What the test policy asks of one kind of element, in one place.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) element: ElementKind,
    pub(crate) provider_types: Vec<ProviderType>,
    pub(crate) max_age_days: Option<u32>,
    pub(crate) sources: Vec<Text>,
    pub(crate) methods: Vec<Method>,
    pub(crate) each_claimed: bool,
    pub(crate) only_if_claimed: bool,
}

/// The credentialing policy of the test organisation; what it adopts is [`Policy::pack`].
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(crate) version: VersionLabel,
    pub(crate) effective_from: NaiveDate,
    pub(crate) recredential_months: u32,
    pub(crate) recredential_count: MonthCount,
    pub(crate) elements: Vec<Asked>,
    /// Further rules.
    pub(crate) more: Vec<Rule>,
}

/// A rule that blocks.
pub(crate) fn rule(topic: Topic) -> Rule {
    Rule {
        code: None,
        key_date: None,
        applies_from: None,
        applies_to: None,
        on_breach: OnBreach::Block,
        source: None,
        confidence: None,
        reading: None,
        note: None,
        topic,
    }
}

/// A pack of so many rules.
pub(crate) fn pack(id: &str, from: NaiveDate, rules: Vec<Rule>) -> RulePack {
    RulePack {
        id: PackId::parse(id).unwrap(),
        title: text(id),
        body: text("Test Body"),
        program: text(id),
        edition: text("1"),
        applies_from: from,
        applies_to: None,
        key_date: KeyDate::Decision,
        source: text("made up for the test"),
        confidence: Confidence::Seen,
        rules,
    }
}

/// Adopted for as long as it applies, in its default readings.
pub(crate) fn adopted(pack: RulePack) -> Adoption {
    Adoption { from: pack.applies_from, to: pack.applies_to, pack, readings: std::collections::BTreeMap::new() }
}

pub(crate) fn aged(element: ElementKind, limit: Limit) -> Topic {
    Topic::VerificationAge(VerificationAge { element, provider_types: vec![], limit, comparator: Comparator::AtMost })
}

impl Asked {
    fn rules(&self) -> Vec<Rule> {
        let mut rules = vec![rule(Topic::Element(ElementRule {
            element: self.element,
            provider_types: self.provider_types.clone(),
            sources: self.sources.clone(),
            alternatives: vec![],
            equivalents: vec![],
            methods: self.methods.clone(),
            each_claimed: self.each_claimed,
            only_if_claimed: self.only_if_claimed,
            at_least: None,
        }))];
        rules.extend(self.max_age_days.map(|days| rule(aged(self.element, Limit::days(days)))));
        rules
    }
}

impl Policy {
    /// The policy as a rule pack.
    pub(crate) fn pack(&self) -> RulePack {
        let (months, count) = (self.recredential_months, self.recredential_count);
        let limit = Limit::Months(InMonths { months, count });
        let mut rules = vec![rule(Topic::Recredentialing(Recredentialing { limit }))];
        rules.extend(self.elements.iter().flat_map(Asked::rules));
        rules.extend(self.more.iter().cloned());
        RulePack {
            program: text("credentialing policy"),
            edition: text(self.version.as_str()),
            ..pack(&format!("policy-{}", self.version), self.effective_from, rules)
        }
    }
}

/// A pack of a facility's own with these rules, a list in JSON.
pub(crate) fn own_pack(id: &str, rules: &str) -> RulePack {
    let head = format!(
        r#"{{"id":"{id}","title":"Own rules","body":"{id}","program":"bylaws","edition":"1","applies_from":"2020-01-01",
            "source":"the bylaws","confidence":"seen","rule":{rules}}}"#
    );
    serde_json::from_str(&head).unwrap()
}

/// A rule that asks for one element of a kind, from the source, no older than so many days.
pub(crate) fn asks_for(element: ElementKind, max_age_days: Option<u32>) -> Asked {
    Asked {
        element,
        provider_types: vec![],
        max_age_days,
        sources: vec![],
        methods: vec![Method::Primary],
        each_claimed: false,
        only_if_claimed: false,
    }
}

pub(crate) fn policy() -> Policy {
    let claimed = |element| Asked { only_if_claimed: true, ..asks_for(element, None) };
    Policy {
        version: label("2025"),
        effective_from: date("2020-01-01"),
        recredential_months: 36,
        recredential_count: MonthCount::ToMonthEnd,
        elements: vec![
            Asked { each_claimed: true, ..asks_for(ElementKind::License, Some(180)) },
            claimed(ElementKind::Dea),
            asks_for(ElementKind::Education, None),
            asks_for(ElementKind::Training, None),
            claimed(ElementKind::BoardCertification),
            asks_for(ElementKind::MalpracticeHistory, Some(180)),
            asks_for(ElementKind::Exclusion, Some(180)),
            asks_for(ElementKind::NpdbQuery, Some(180)),
        ],
        more: vec![],
    }
}

/// One version of the bylaws of the test hospital.
#[derive(Debug, Clone)]
pub(crate) struct Bylaws {
    pub(crate) version: VersionLabel,
    pub(crate) effective_from: NaiveDate,
    pub(crate) appointment_term_max_months: u32,
    pub(crate) privilege_term_max_months: u32,
    pub(crate) review: Vec<ReviewStep>,
    pub(crate) insurance: Option<Insurance>,
    pub(crate) exclusion_lists: Vec<String>,
}

impl Bylaws {
    /// They as a pack.
    pub(crate) fn pack(&self) -> RulePack {
        let term = |months| Term { limit: Limit::months(months) };
        let mut topics = vec![
            Topic::AppointmentTerm(term(self.appointment_term_max_months)),
            Topic::PrivilegeTerm(term(self.privilege_term_max_months)),
            Topic::Review(Review { steps: self.review.clone() }),
        ];
        topics.extend(self.insurance.map(Topic::Insurance));
        let screen = |list: &String| ExclusionScreen {
            list: text(list),
            interval: None,
            scope: Default::default(),
            possible_match: Default::default(),
        };
        topics.extend(self.exclusion_lists.iter().map(screen).map(Topic::ExclusionScreen));
        let rules = topics.into_iter().map(rule).collect();
        RulePack {
            body: text("Valley"),
            program: text("bylaws"),
            ..pack(&format!("bylaws-{}", self.version), self.effective_from, rules)
        }
    }
}

pub(crate) fn bylaws() -> Bylaws {
    Bylaws {
        version: label("2025"),
        effective_from: date("2020-01-01"),
        appointment_term_max_months: 36,
        privilege_term_max_months: 36,
        review: vec![ReviewStep::Chair, ReviewStep::Mec],
        insurance: Some(Insurance { per_claim: 1_000_000, aggregate: 3_000_000 }),
        exclusion_lists: vec!["LEIE".to_owned()],
    }
}

pub(crate) fn a_site(id: &str, state_code: &str, zone_name: &str) -> Site {
    Site {
        id: site(id),
        name: text(id),
        jurisdiction: state(state_code),
        zone: zone(zone_name),
        ccn: None,
        clia: None,
        federal: false,
    }
}

pub(crate) fn plain_item(id: &str, kind: ItemKind) -> PrivilegeItem {
    PrivilegeItem {
        id: item(id),
        name: text(id),
        kind,
        surgical: true,
        procedures: vec![],
        prerequisites: vec![],
        criteria: None,
        requires: None,
        ages: None,
        settings: vec![],
        fppe: None,
    }
}

pub(crate) fn certified(name: &str) -> Criterion {
    Criterion::Certification(CertificationCriterion { name: text(name), when: Some(When::Standing) })
}

pub(crate) fn trained_or_boarded() -> Criterion {
    let surgery = || vec![text("general surgery")];
    Criterion::All(vec![
        Criterion::Education(EducationCriterion { degrees: vec![text("MD"), text("DO")] }),
        Criterion::Any(vec![
            Criterion::BoardCertification(BoardCriterion { boards: vec![], certificates: surgery(), when: None }),
            Criterion::Training(TrainingCriterion { specialties: surgery(), within_months: None }),
        ]),
    ])
}

pub(crate) fn ten_robotic_cases() -> Criterion {
    Criterion::Cases(CasesCriterion::new(text("robotic"), 10, 24))
}

/// Core, and three special items: one with a prerequisite that must be exercisable, one whose prerequisite need only be granted, one
/// that rests on a DEA registration.
pub(crate) fn form() -> PrivilegeSetVersion {
    let needs = |granted_only| vec![Prerequisite { item: item(CORE), granted_only }];
    PrivilegeSetVersion {
        version: label("1"),
        effective_from: date("2020-01-01"),
        title: text("Surgery"),
        sites: vec![site(MAIN), site(ANNEX)],
        grandfather: true,
        threshold: Some(certified("ACLS")),
        items: vec![
            PrivilegeItem {
                procedures: vec!["0FT4*".to_owned().try_into().unwrap()],
                criteria: Some(trained_or_boarded()),
                ..plain_item(CORE, ItemKind::Core)
            },
            PrivilegeItem {
                prerequisites: needs(false),
                criteria: Some(Criterion::All(vec![certified("robotic console"), ten_robotic_cases()])),
                requires: Some(Criterion::Resource(resource("robot"))),
                ages: Some(AgeBand { at_least: Some(18), under: None }),
                fppe: Some(Fppe { cases: 5, method: text("direct"), within_months: None }),
                ..plain_item(ROBOTIC, ItemKind::Special)
            },
            PrivilegeItem {
                prerequisites: needs(true),
                requires: Some(Criterion::Any(vec![
                    Criterion::Resource(resource("cath-lab")),
                    Criterion::Resource(resource("hybrid-or")),
                ])),
                ..plain_item(PCI, ItemKind::Special)
            },
            PrivilegeItem {
                criteria: Some(Criterion::Dea(DeaCriterion { schedules: vec![text("2")], institutional: false })),
                ..plain_item(PRESCRIBING, ItemKind::Special)
            },
        ],
    }
}

/// What a source answers about one element.
#[derive(Debug, Clone)]
pub(crate) struct SourceAnswer {
    pub(crate) element: ElementKey,
    pub(crate) evidence: Evidence,
}

impl SourceAnswer {
    pub(crate) fn of(element: ElementKey, reply: Reply) -> Self {
        let artefact = Digest::of("test/artefact", [format!("{reply:?}").as_str()]);
        let verified_on = date("2026-01-05");
        let (source, method) = (text("the source itself"), Method::Primary);
        Self { element, evidence: Evidence { source, method, verified_on, zone: None, name: None, artefact, reply } }
    }

    pub(crate) fn on(mut self, day: NaiveDate) -> Self {
        self.evidence.verified_on = day;
        self
    }

    pub(crate) fn zone(mut self, name: &str) -> Self {
        self.evidence.zone = Some(zone(name));
        self
    }

    pub(crate) fn limited(mut self, kind: EncumbranceKind, from: Option<PartialDate>, to: Option<PartialDate>) -> Self {
        if let Reply::Found { encumbrances, .. } = &mut self.evidence.reply {
            encumbrances.push(Encumbrance { kind, from, to, terms: text("as ordered"), limits: Limits::default() });
        }
        self
    }
}

/// The source has it, good from the one day through the other; an empty text leaves a side open.
pub(crate) fn found(credential: Credential, from: &str, to: &str) -> SourceAnswer {
    let day = |text: &str| (!text.is_empty()).then(|| partial(text));
    found_between(credential, day(from), day(to))
}

pub(crate) fn found_between(
    credential: Credential,
    valid_from: Option<PartialDate>,
    valid_to: Option<PartialDate>,
) -> SourceAnswer {
    let element = credential.key();
    SourceAnswer::of(
        element,
        Reply::Found { credential, valid_from, valid_to, encumbrances: vec![], continues_until_final_action: false },
    )
}

pub(crate) fn clear(searched: &Credential) -> SourceAnswer {
    SourceAnswer::of(searched.key(), Reply::Clear { list_version: None })
}

pub(crate) fn reported(searched: &Credential, from: Option<PartialDate>, to: Option<PartialDate>) -> SourceAnswer {
    SourceAnswer::of(searched.key(), Reply::Reported { summary: text("on the list"), from, to })
}

pub(crate) fn license(state_code: &str, license_type: &str, number: &str) -> Credential {
    Credential::License {
        jurisdiction: state(state_code),
        license_type: text(license_type),
        number: LicenseNumber::parse(number).unwrap(),
        compact: None,
        training: false,
    }
}

pub(crate) fn az_license() -> Credential {
    license("AZ", "MD", "R1001")
}

pub(crate) fn dea(schedules: &[&str]) -> Credential {
    Credential::Dea {
        jurisdiction: state("AZ"),
        number: DeaNumber::parse("FR1234563").unwrap(),
        schedules: schedules.iter().map(|schedule| text(schedule)).collect(),
        fee_exempt: false,
    }
}

/// One policy of one carrier, with the limits given in dollars.
pub(crate) fn insurance(per_claim: u64, aggregate: u64) -> Credential {
    Credential::Insurance {
        carrier: text("Mutual"),
        policy: text("P-1"),
        per_claim_cents: per_claim * 100,
        aggregate_cents: aggregate * 100,
        retroactive_from: None,
        excluded_activities: vec![],
    }
}

pub(crate) fn certificate(name: &str) -> Credential {
    Credential::Certification { name: text(name) }
}

pub(crate) fn case_log(count: u32, place: &str) -> Credential {
    Credential::CaseLog {
        activity: text("robotic"),
        role: CaseRole::Primary,
        count,
        place: text(place),
        under_disaster: false,
    }
}

pub(crate) fn board_certified() -> Credential {
    Credential::BoardCertification { board: text("ABS"), certificate: text("general surgery") }
}

pub(crate) fn leie() -> Credential {
    Credential::Exclusion { list: text("LEIE") }
}

/// Everything the policy, the bylaws and the form ask for, good for years.
pub(crate) fn answers() -> Vec<SourceAnswer> {
    let school = Credential::Education { institution: text("State University"), degree: text("MD") };
    let residency = Credential::Training { program: text("Valley"), specialty: text("general surgery") };
    vec![
        found(az_license(), "2020-01-01", "2033-12-31"),
        found(dea(&["2", "3"]), "2024-01-01", "2032-12-31"),
        found(school, "2010-05-20", ""),
        found(residency, "2015-06-30", ""),
        found(board_certified(), "2016-01-01", "2032-12-31").zone("America/New_York"),
        found(insurance(1_000_000, 3_000_000), "2025-01-01", "2033-12-31").zone("America/Chicago"),
        found(certificate("ACLS"), "2025-01-01", "2033-12-31").zone("America/Chicago"),
        found(certificate("robotic console"), "2024-01-01", ""),
        found(case_log(30, "Valley"), "2025-11-01", "2025-12-31"),
        clear(&Credential::MalpracticeHistory),
        clear(&leie()),
        clear(&Credential::NpdbQuery),
    ]
}
