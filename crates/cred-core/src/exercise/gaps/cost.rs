//! What a set of gaps costs: by who owes its gaps, then by how many.

use crate::timeline::finding::Owes;

use super::Gap;

/// What a set of gaps costs. Two sets are compared by these numbers in this order, the first that differs decides:
///
/// 1. gaps that nothing known cures;
/// 2. gaps owed by the reviewing bodies: a vote takes a meeting;
/// 3. gaps owed by the facility's administration;
/// 4. gaps owed by the provider;
/// 5. gaps owed by the credentialing staff;
/// 6. gaps that close by themselves.
///
/// Sets that cost the same come by the earliest instant at which they could hold, then in the order of the rule. A set that holds another
/// one and more always costs more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost([usize; 6]);

impl Cost {
    /// The cost of some gaps.
    #[must_use]
    pub fn of<'g>(gaps: impl IntoIterator<Item = &'g Gap>) -> Self {
        let mut cost = Self::default();
        let [incurable, reviewers, facility, provider, msp, itself] = &mut cost.0;
        for gap in gaps {
            let slot = if !gap.is_curable() {
                &mut *incurable
            } else if gap.by_itself {
                &mut *itself
            } else {
                match gap.owed_by {
                    Owes::Reviewers => &mut *reviewers,
                    Owes::Facility => &mut *facility,
                    Owes::Provider => &mut *provider,
                    Owes::Msp => &mut *msp,
                    Owes::Nobody => &mut *incurable,
                }
            };
            *slot += 1;
        }
        cost
    }
}
