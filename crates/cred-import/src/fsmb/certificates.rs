//! Certificates of the specialty boards (ABMS and AOA) in a report.

use cred_core::evidence::reply::Reply;
use cred_core::provider::credential::Credential;
use cred_core::time::partial_date::PartialDate;

use super::report::{AbmsCertificate, AoaCertificate, Report};
use crate::answers::Told;

pub(super) fn read(told: &mut Told, report: &Report) {
    for (at, certificate) in report.abms.iter().flat_map(|part| &part.certifications).enumerate() {
        abms(told, &format!("abms.certifications[{at}]"), certificate);
    }
    for (at, certificate) in report.aoa.iter().flat_map(|part| &part.certifications).enumerate() {
        aoa(told, &format!("aoa.certifications[{at}]"), certificate);
    }
}

fn abms(told: &mut Told, place: &str, certificate: &AbmsCertificate) {
    let at = |field: &str| format!("{place}.{field}");
    let from = certificate.effective_date.as_ref().and_then(|date| told.partial(&at("effectiveDate"), date));
    let expires = certificate.expiration_date.as_ref();
    let to = expires.and_then(|date| told.partial(&at("expirationDate"), date));
    if expires.is_some() && to.is_none() {
        return;
    }
    let duration = certificate.certificate_duration.as_deref().unwrap_or_default();
    // A certificate under continuing certification goes on as long as it is looked up again.
    let again = told.day(&at("reverificationDate"), certificate.reverification_date.as_deref());
    if to.is_none() && duration.eq_ignore_ascii_case("time limited") {
        return told.doubt(at("expirationDate"), "a time-limited certificate has an end: without it it is no answer");
    }
    let lifetime = duration.eq_ignore_ascii_case("lifetime");
    let to = to.or(again.filter(|_| !lifetime));
    if to.is_none() && !lifetime {
        told.doubt(at("expirationDate"), "the report gives no end: it is known to hold on the day of the report alone");
    }
    let active = certificate.certificate_status.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("active"));
    let names = (certificate.board_name.as_str(), certificate.certificate_name.as_str());
    answer(told, place, names, (from, to), certificate.is_certified && active);
}

fn aoa(told: &mut Told, place: &str, certificate: &AoaCertificate) {
    let at = |field: &str| format!("{place}.{field}");
    let first = told.day(&at("certificationIssueDate"), certificate.certification_issue_date.as_deref());
    let again = told.day(&at("recertificationIssueDate"), certificate.recertification_issue_date.as_deref());
    let ends = [
        told.day(&at("certificationEndDate"), certificate.certification_end_date.as_deref()),
        told.day(&at("recertificationExpireDate"), certificate.recertification_expire_date.as_deref()),
    ];
    let to = ends.into_iter().flatten().max_by_key(|date| date.last_day());
    let active = certificate.certification_status.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("active"));
    let names = (certificate.board_name.as_str(), certificate.certification_name.as_str());
    answer(told, place, names, (again.or(first), to), active);
}

fn answer(
    told: &mut Told,
    place: &str,
    (board, certificate): (&str, &str),
    (from, to): (Option<PartialDate>, Option<PartialDate>),
    holds: bool,
) {
    let board = told.text(&format!("{place}.boardName"), board);
    let certificate = told.text(&format!("{place}.certificateName"), certificate);
    let (Some(board), Some(certificate)) = (board, certificate) else { return };
    let credential = Credential::BoardCertification { board, certificate };
    if holds {
        told.found(credential, (from, to), Vec::new());
    } else {
        told.answer(credential.key(), Reply::NotFound);
    }
}
