//! What every privilege rests on: life, credentialing, appointment, licence.

use crate::{
    appointment::{Appointment, Standing},
    credentialing::credentialing_file::CredentialingFile,
    exercise::licensing::{self, LicenseNeed, Place},
    time::Instant,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};
use chrono::NaiveDate;

use super::{Scene, best, fact, need, unlifted};

pub(super) fn credentialed(scene: Scene<'_>) -> Evaluation {
    let provider = scene.dossier.provider().id();
    let files: Vec<&CredentialingFile> =
        scene.records.files_of(provider).filter(|file| file.organization() == scene.facility.organization()).collect();
    let layers = files.iter().flat_map(|file| {
        // The file that follows one takes its place from its own approval on, whatever becomes of it.
        let follower = files.iter().filter(|own| own.supersedes() == Some(file.id()));
        let replaced = follower.filter_map(|own| own.approval()).map(|own| own.term.start()).min();
        let periods = file.periods().into_iter();
        let periods = periods.filter_map(move |period| replaced.map_or(Some(period), |from| period.cut_at(from)));
        periods.map(|period| {
            let id = file.id().to_string();
            let fact = fact(FactKind::CredentialingFile, id, "credentialing approval".to_owned(), Some(period));
            let over = Cause::on(Truth::Unmet, FindingReason::Expired, &fact);
            let mut changes = vec![(period.start(), Cause::on(Truth::Met, FindingReason::InForce, &fact))];
            changes.extend(period.end().map(|end| (end, over)));
            Timeline::from_changes(Cause::on(Truth::Unmet, FindingReason::NotYetInForce, &fact), changes)
        })
    });
    let pending = files.iter().find(|file| file.is_pending());
    let none = pending.map_or_else(
        || Cause::bare(Truth::Unmet, FindingReason::NotCredentialed),
        |file| {
            let label = format!("credentialing file, {}", file.state_name());
            let fact = fact(FactKind::CredentialingFile, file.id().to_string(), label, None);
            Cause::on(Truth::Unmet, FindingReason::UnderReview, &fact)
        },
    );
    let causes = best(layers.collect(), none);
    let asks = format!("credentialing approved by {}", scene.facility.organization());
    Evaluation::leaf(need("credentialed", asks, "credentialing precedes privileging", Owes::Reviewers), causes)
}

pub(super) fn appointed(scene: Scene<'_>) -> Evaluation {
    let provider = scene.dossier.provider().id();
    let layers = scene
        .records
        .appointments_of(provider)
        .filter(|appointment| appointment.facility() == scene.facility.id())
        .map(|appointment| unlifted::of_appointment(scene, appointment, &appointment_causes(appointment)));
    let causes = best(layers.collect(), Cause::bare(Truth::Unmet, FindingReason::NotAppointed));
    let asks = format!("appointed to the medical staff of {}", scene.facility.name());
    Evaluation::leaf(need("appointment", asks, "bylaws: privileges rest on an appointment", Owes::Reviewers), causes)
}

pub(super) fn appointment_causes(appointment: &Appointment) -> Timeline<Cause> {
    let record = |period| {
        fact(
            FactKind::Appointment,
            appointment.id().to_string(),
            format!("{} appointment", appointment.category()),
            period,
        )
    };
    let mut terms = Timeline::constant(Cause::on(
        Truth::Unmet,
        FindingReason::NotYetInForce,
        &record(appointment.terms().first().copied()),
    ));
    for term in appointment.terms() {
        let mut changes = vec![(term.start(), Cause::on(Truth::Met, FindingReason::InForce, &record(Some(*term))))];
        changes
            .extend(term.end().map(|end| (end, Cause::on(Truth::Unmet, FindingReason::Expired, &record(Some(*term))))));
        terms = terms.then_from(term.start(), &Timeline::from_changes(terms.first().clone(), changes));
    }
    let standings = Timeline::from_changes(Standing::Good, appointment.ordered());
    let causes = terms.zip_with(&standings, |term, standing| {
        let reason = match standing {
            Standing::Good => return term.clone(),
            Standing::OnLeave => FindingReason::OnLeave,
            Standing::Suspended => FindingReason::Suspended,
            Standing::Resigned => FindingReason::Relinquished,
            Standing::Revoked => FindingReason::Revoked,
            Standing::Deceased => FindingReason::Deceased,
        };
        Cause::on(Truth::Unmet, reason, &record(appointment.whole()))
    });
    limited(appointment, &causes)
}

/// An appointment past the printed end of a leave, relinquished automatically, or past a provisional time that nobody concluded.
fn limited(appointment: &Appointment, causes: &Timeline<Cause>) -> Timeline<Cause> {
    let record = |label| fact(FactKind::Appointment, appointment.id().to_string(), label, appointment.whole());
    let mut ends: Vec<(Instant, bool)> = Vec::new();
    for leave in appointment.leaves() {
        ends.push((leave.from, false));
        ends.extend(leave.until.map(|until| (until, true)));
    }
    let mut causes = causes.zip_with(&Timeline::from_changes(false, ends), |own, over| {
        let past = *over && own.reason == FindingReason::OnLeave;
        if past { Cause { reason: FindingReason::LeaveOver, ..own.clone() } } else { own.clone() }
    });
    for own in appointment.relinquishments().iter().filter(|own| own.stops_everything()) {
        let label = format!("automatic relinquishment: {}, by {}", own.trigger.word(), own.rule);
        let stopped = Cause::on(Truth::Unmet, FindingReason::RelinquishedAutomatically, &record(label));
        let cured = Cause { reason: FindingReason::AwaitingReinstatement, ..stopped.clone() };
        let mut changes = vec![(own.from, Some(stopped))];
        changes.extend(own.cured.map(|from| (from, Some(cured))));
        changes.extend(own.restored.map(|restored| (restored, None)));
        causes = causes.zip_with(&Timeline::from_changes(None, changes), |held, stopped| match stopped {
            Some(stopped) if held.truth == Truth::Met => stopped.clone(),
            Some(_) | None => held.clone(),
        });
    }
    let over = |causes: Timeline<Cause>, from: Option<Instant>, reason, label: &str| {
        let Some(from) = from else { return causes };
        let ended = Cause::on(Truth::Unmet, reason, &record(label.to_owned()));
        causes.zip_with(&Timeline::from_changes(false, vec![(from, true)]), |held, over| {
            let cause = [FindingReason::RelinquishedAutomatically, FindingReason::AwaitingReinstatement];
            let stands = held.truth == Truth::Met || cause.contains(&held.reason);
            if *over && stands { ended.clone() } else { held.clone() }
        })
    };
    let lost = appointment.relinquished_for_good();
    let causes = over(causes, lost, FindingReason::Relinquished, "relinquished: not cured within the time for it");
    let provisional = appointment.provisional_open();
    over(causes, provisional, FindingReason::ProvisionalOver, "provisional appointment")
}

/// Nothing is exercised from the day of death on, whatever the appointments say.
pub(super) fn alive(scene: Scene<'_>, died: NaiveDate) -> Evaluation {
    let id = scene.dossier.provider().id().to_string();
    let record = fact(FactKind::Provider, id, format!("death on {died}"), None);
    let over = (scene.facility.zone().start_of_day(died), Cause::on(Truth::Unmet, FindingReason::Deceased, &record));
    let causes = Timeline::from_changes(Cause::on(Truth::Met, FindingReason::InForce, &record), vec![over]);
    Evaluation::leaf(need("alive", "the provider's record", "the provider's record", Owes::Nobody), causes)
}

pub(super) fn licensed(scene: Scene<'_>) -> Evaluation {
    let profession = scene.dossier.provider().provider_type();
    let place = scene.place();
    let (asks, citation) = match (place, scene.patient_state) {
        (Place::Federal(_), _) => {
            (format!("{} license in any state", profession.word()), "federal duty place: any state's license")
        }
        (Place::State(state), None) => (format!("{} license in {state}", profession.word()), "law of the site's state"),
        (Place::State(state), Some(_)) => {
            (format!("{} license in {state}", profession.word()), "law of the patient's state")
        }
    };
    let types = profession.license_types();
    let license_need = LicenseNeed { place, types, unrestricted: false, schedules: &[] };
    licensing::license(scene.dossier, license_need, &need("license", asks, citation, Owes::Provider))
}
