//! Board orders in a report, and its one word about them.
//!
//! *Cleared* answers for the states whose licences the report lists. *Alerted* never clears a state: those whose orders it lists are
//! reported, the others stay unanswered; an alert without its orders is reported for all. *Unknown* answers nothing.

use std::collections::BTreeSet;

use cred_core::evidence::reply::Reply;
use cred_core::jurisdiction::Jurisdiction;
use cred_core::provider::credential::Credential;
use cred_core::text::Text;

use super::report::{Action, BoardOrder, Report};
use super::{BoardActionStatus, states};
use crate::answers::{Told, cut};

pub(super) fn read(told: &mut Told, report: &Report) -> BoardActionStatus {
    let licensed: BTreeSet<Jurisdiction> =
        report.licenses.iter().filter_map(|license| states::jurisdiction(&license.issuer_name)).collect();
    let status = match report.board_action_status.as_str() {
        // The word and the orders contradict each other: the worse one counts.
        "Cleared" if report.board_orders.is_empty() => BoardActionStatus::Cleared,
        "Cleared" | "Alerted" => BoardActionStatus::Alerted,
        _ => BoardActionStatus::Unknown,
    };
    match status {
        BoardActionStatus::Cleared => {
            let list_version = Text::parse(&format!("FSMB report {}", report.report_id)).ok();
            for &jurisdiction in &licensed {
                let element = Credential::Sanctions { jurisdiction }.key();
                told.answer(element, Reply::Clear { list_version: list_version.clone() });
            }
        }
        BoardActionStatus::Unknown => {
            told.doubt("boardActionStatus", "what the boards have is not known: nothing is cleared");
        }
        BoardActionStatus::Alerted => {}
    }
    for (at, order) in report.board_orders.iter().enumerate() {
        orders(told, &format!("boardOrders[{at}]"), order, &licensed);
    }
    if status == BoardActionStatus::Alerted && report.board_orders.is_empty() {
        told.doubt("boardOrders", "an alert without its orders: every licensing state is reported");
        reported(told, &licensed, "board actions on record, without their orders", (None, None));
    }
    status
}

fn orders(told: &mut Told, place: &str, order: &BoardOrder, licensed: &BTreeSet<Jurisdiction>) {
    let entity = &order.disciplinary_entity;
    let names = [&entity.name, &entity.description].into_iter().flatten();
    let own: BTreeSet<Jurisdiction> = names.filter_map(|name| states::jurisdiction(name)).take(1).collect();
    let whose = if own.is_empty() {
        told.doubt(format!("{place}.disciplinaryEntity"), "no state by that name: every licensing state is reported");
        licensed
    } else {
        &own
    };
    let issued = order.effective_date.as_deref().or(order.issue_date.as_deref());
    if order.actions.is_empty() {
        let from = told.day(&format!("{place}.issueDate"), issued);
        reported(told, whose, &format!("order {} without its actions", order.order_id), (from, None));
    }
    for (at, action) in order.actions.iter().enumerate() {
        let place = format!("{place}.actions[{at}]");
        let from = told.day(&format!("{place}.effectiveDate"), action.effective_date.as_deref().or(issued));
        // A term that is not told as an end ends nothing: an elapsed minimum is no reinstatement.
        let end = action.expiration_date.as_deref().filter(|_| !action.is_indefinite);
        let to = told.day(&format!("{place}.expirationDate"), end);
        let to = to.filter(|to| from.is_none_or(|from| from.first_day() <= to.last_day()));
        reported(told, whose, &summary(order, action), (from, to));
    }
}

fn summary(order: &BoardOrder, action: &Action) -> String {
    let Action { action_code, action_description, action_stayed, .. } = action;
    let stayed = if action_stayed.as_ref().is_some_and(|stay| !stay.is_null()) { ", stayed" } else { "" };
    let description = action_description.as_deref().unwrap_or("board action");
    format!("{description} ({action_code}, order {}{stayed})", order.order_id)
}

type Days = (Option<cred_core::time::partial_date::PartialDate>, Option<cred_core::time::partial_date::PartialDate>);

fn reported(told: &mut Told, whose: &BTreeSet<Jurisdiction>, summary: &str, (from, to): Days) {
    let Some(summary) = cut(summary) else { return };
    for jurisdiction in whose.iter().copied() {
        let element = Credential::Sanctions { jurisdiction }.key();
        told.answer(element, Reply::Reported { summary: summary.clone(), from, to });
    }
}
