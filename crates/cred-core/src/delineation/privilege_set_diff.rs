//! Two versions of a form held against each other, item by item: what a holder carries forward at reappointment, and what is asked anew.

use super::{
    criterion::{AtLeast, Criterion},
    privilege_item::{AgeBand, Fppe, PrivilegeItem},
    privilege_set::PrivilegeSetVersion,
};
use crate::{id::ItemId, text::Text};

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemChange {
    /// The same.
    Same,
    /// Something more is asked, or less is covered.
    Stricter,
    /// Something less is asked, or more is covered.
    Looser,
    /// Some of both, or another thing is asked: a person must look.
    Different,
    /// The same under another name.
    Renamed,
    /// No longer on the form.
    Dropped,
    /// New on the form.
    New,
}

impl ItemChange {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Different => "different",
            Self::Renamed => "renamed",
            Self::Dropped => "dropped",
            Self::New => "new",
        }
    }
}

/// One item of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The item.
    pub item: ItemId,
    /// Whether it is held.
    pub held: bool,
    /// What became of it.
    pub change: ItemChange,
    /// Each difference in one line.
    pub differences: Vec<String>,
}

/// Towards the holder or against: what one part of an item became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Stricter,
    Looser,
    Different,
}

/// Compares an older version of a form with a newer one: every held item, every other item of either, in the order of the newer form, then
/// what was dropped. A change of which it cannot be said that it goes one way alone is [`ItemChange::Different`].
#[must_use]
pub fn carry_forward(old: &PrivilegeSetVersion, new: &PrivilegeSetVersion, held: &[ItemId]) -> Vec<Line> {
    let mut lines = Vec::new();
    for item in &new.items {
        let line =
            |change, differences| Line { item: item.id.clone(), held: held.contains(&item.id), change, differences };
        lines.push(match old.item(&item.id) {
            None => line(ItemChange::New, vec![]),
            Some(before) => {
                let (change, differences) = compare((old, before), (new, item));
                line(change, differences)
            }
        });
    }
    for item in old.items.iter().filter(|item| new.item(&item.id).is_none()) {
        let change = ItemChange::Dropped;
        lines.push(Line { item: item.id.clone(), held: held.contains(&item.id), change, differences: vec![] });
    }
    lines
}

type Found = Vec<(Turn, String)>;

fn compare(
    (old_form, old): (&PrivilegeSetVersion, &PrivilegeItem),
    (new_form, new): (&PrivilegeSetVersion, &PrivilegeItem),
) -> (ItemChange, Vec<String>) {
    let mut found: Found = Vec::new();
    criteria("threshold", old_form.threshold.as_ref(), new_form.threshold.as_ref(), &mut found);
    criteria("criteria", old.criteria.as_ref(), new.criteria.as_ref(), &mut found);
    criteria("requires", old.requires.as_ref(), new.requires.as_ref(), &mut found);
    listed("site", &old_form.sites, &new_form.sites, (Turn::Stricter, Turn::Looser), &mut found);
    listed("procedure", &old.procedures, &new.procedures, (Turn::Stricter, Turn::Looser), &mut found);
    let names = |item: &PrivilegeItem| -> Vec<String> {
        let name = |needed: &super::privilege_item::Prerequisite| {
            let granted = if needed.granted_only { " (granted only)" } else { "" };
            format!("{}{granted}", needed.item)
        };
        item.prerequisites.iter().map(name).collect()
    };
    listed("prerequisite", &names(old), &names(new), (Turn::Looser, Turn::Stricter), &mut found);
    ages(old.ages, new.ages, &mut found);
    focused(old.fppe.as_ref(), new.fppe.as_ref(), &mut found);
    if old.kind != new.kind {
        found.push((Turn::Different, format!("kind: {:?} became {:?}", old.kind, new.kind)));
    }
    let renamed = (old.name != new.name).then(|| format!("name: {} became {}", old.name, new.name));
    let all = |turn| found.iter().all(|(own, _)| *own == turn);
    let change = if found.is_empty() {
        if renamed.is_some() { ItemChange::Renamed } else { ItemChange::Same }
    } else if all(Turn::Stricter) {
        ItemChange::Stricter
    } else if all(Turn::Looser) {
        ItemChange::Looser
    } else {
        ItemChange::Different
    };
    (change, renamed.into_iter().chain(found.into_iter().map(|(_, line)| line)).collect())
}

/// The parts of a criterion that are all asked.
fn parts(tree: Option<&Criterion>) -> Vec<&Criterion> {
    match tree {
        None => vec![],
        Some(Criterion::All(parts)) => parts.iter().flat_map(|part| self::parts(Some(part))).collect(),
        Some(one) => vec![one],
    }
}

fn criteria(what: &str, old: Option<&Criterion>, new: Option<&Criterion>, found: &mut Found) {
    let (old, new) = (parts(old), parts(new));
    let gone: Vec<&&Criterion> = old.iter().filter(|part| !new.contains(part)).collect();
    let came: Vec<&&Criterion> = new.iter().filter(|part| !old.contains(part)).collect();
    let mut paired = Vec::new();
    for part in &gone {
        let other = came.iter().find(|other| !paired.contains(other) && same_kind(part, other));
        let Some(other) = other else {
            found.push((Turn::Looser, format!("{what}: no longer {}", words(part))));
            continue;
        };
        paired.push(other);
        let turn = turn(part, other).unwrap_or(Turn::Different);
        found.push((turn, format!("{what}: {} became {}", words(part), words(other))));
    }
    for part in came.iter().filter(|part| !paired.contains(part)) {
        found.push((Turn::Stricter, format!("{what}: now {}", words(part))));
    }
}

fn same_kind(one: &Criterion, other: &Criterion) -> bool {
    if let (Criterion::Cases(one), Criterion::Cases(other)) = (one, other) {
        return one.activity == other.activity;
    }
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Which way a leaf of the same kind went, where that can be said.
fn turn(old: &Criterion, new: &Criterion) -> Option<Turn> {
    match (old, new) {
        (Criterion::Cases(old), Criterion::Cases(new)) if old.roles == new.roles => {
            // More cases in no more time is stricter, fewer in no less time looser; the rest goes both ways.
            if new.at_least >= old.at_least && new.months <= old.months {
                Some(Turn::Stricter)
            } else if new.at_least <= old.at_least && new.months >= old.months {
                Some(Turn::Looser)
            } else {
                None
            }
        }
        (Criterion::Dea(old), Criterion::Dea(new)) => {
            if old.schedules.iter().all(|own| new.schedules.contains(own)) {
                Some(Turn::Stricter)
            } else if new.schedules.iter().all(|own| old.schedules.contains(own)) {
                Some(Turn::Looser)
            } else {
                None
            }
        }
        (Criterion::Any(old), Criterion::Any(new)) => alternatives(old, new),
        (Criterion::AtLeast(AtLeast { count: old, of: from }), Criterion::AtLeast(AtLeast { count: new, of: to }))
            if from == to =>
        {
            Some(if new > old { Turn::Stricter } else { Turn::Looser })
        }
        _ => None,
    }
}

/// An alternative more is looser, one fewer stricter.
fn alternatives(old: &[Criterion], new: &[Criterion]) -> Option<Turn> {
    if new.iter().all(|part| old.contains(part)) {
        Some(Turn::Stricter)
    } else if old.iter().all(|part| new.contains(part)) {
        Some(Turn::Looser)
    } else {
        None
    }
}

/// A criterion in a line.
fn words(criterion: &Criterion) -> String {
    let texts = |texts: &[Text]| texts.iter().map(Text::as_str).collect::<Vec<_>>().join(" or ");
    let several = |of: &[Criterion], between: &str| of.iter().map(words).collect::<Vec<_>>().join(between);
    match criterion {
        Criterion::All(of) => format!("({})", several(of, " and ")),
        Criterion::Any(of) => format!("({})", several(of, " or ")),
        Criterion::AtLeast(AtLeast { count, of }) => format!("{count} of ({})", several(of, ", ")),
        Criterion::License(own) => {
            let kind = if own.unrestricted { "unrestricted license" } else { "license" };
            format!("{} {kind}", texts(&own.types)).trim_start().to_owned()
        }
        Criterion::Dea(own) => format!("DEA registration {}", texts(&own.schedules)).trim_end().to_owned(),
        Criterion::Education(own) => format!("degree {}", texts(&own.degrees)),
        Criterion::Training(own) => {
            let within = own.within_months.map_or_else(String::new, |months| format!(" within {months} months"));
            format!("training in {}{within}", texts(&own.specialties))
        }
        Criterion::BoardCertification(own) => format!("board certification in {}", texts(&own.certificates)),
        Criterion::Certification(own) => format!("{} certificate", own.name),
        Criterion::Cases(own) => format!("{} × {} in {} months", own.at_least, own.activity, own.months),
        Criterion::ControlledSubstance(_) => "state controlled substance registration".to_owned(),
        Criterion::Insurance(own) => format!("liability cover of ${} / ${}", own.per_claim, own.aggregate),
        Criterion::BoardEligible(own) => format!(
            "eligible for board certification in {} within {} years of training",
            texts(&own.certificates),
            own.within_years_of_training
        ),
        Criterion::Course(own) => {
            let within = own.within_months.map_or_else(String::new, |months| format!(" within {months} months"));
            format!("course {}{within}", own.name)
        }
        Criterion::Proctored(own) => format!("{} proctored × {}", own.at_least, own.activity),
        Criterion::Resource(resource) => format!("resource {resource}"),
    }
}

fn listed<T: PartialEq + std::fmt::Display>(
    what: &str,
    old: &[T],
    new: &[T],
    (gone, came): (Turn, Turn),
    found: &mut Found,
) {
    let lost = old.iter().filter(|own| !new.contains(own)).map(|own| (gone, format!("{what}: no longer {own}")));
    found.extend(lost);
    let more = new.iter().filter(|own| !old.contains(own)).map(|own| (came, format!("{what}: now {own}")));
    found.extend(more);
}

fn ages(old: Option<AgeBand>, new: Option<AgeBand>, found: &mut Found) {
    let every = AgeBand { at_least: None, under: None };
    let (from, to) = (old.unwrap_or(every), new.unwrap_or(every));
    if from == to {
        return;
    }
    let least = |band: AgeBand| band.at_least.unwrap_or(0);
    let under = |band: AgeBand| band.under.unwrap_or(u32::MAX);
    let turn = if least(to) >= least(from) && under(to) <= under(from) {
        Turn::Stricter
    } else if least(to) <= least(from) && under(to) >= under(from) {
        Turn::Looser
    } else {
        Turn::Different
    };
    found.push((turn, format!("ages: {from} became {to}")));
}

fn focused(old: Option<&Fppe>, new: Option<&Fppe>, found: &mut Found) {
    match (old, new) {
        (None, None) => {}
        (None, Some(new)) => found.push((Turn::Stricter, format!("now {new}"))),
        (Some(old), None) => found.push((Turn::Looser, format!("no longer {old}"))),
        (Some(old), Some(new)) if old == new => {}
        (Some(old), Some(new)) => {
            let same_way = old.method == new.method && old.within_months == new.within_months;
            let turn = match new.cases.cmp(&old.cases) {
                std::cmp::Ordering::Greater if same_way => Turn::Stricter,
                std::cmp::Ordering::Less if same_way => Turn::Looser,
                std::cmp::Ordering::Less | std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => Turn::Different,
            };
            found.push((turn, format!("{old} became {new}")));
        }
    }
}
