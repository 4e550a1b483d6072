//! Votes: who was there, who kept out, who voted how, and whether that is a valid decision of the body.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{matter::Motion, member::Member};
use crate::{
    actor::Capacity,
    refusal::Reason,
    standard::{
        binding::{Bound, Standards},
        topic::{Topic, credentialing::Committee},
    },
    text::Text,
    time::Instant,
};

/// Who votes how, by name. Who is present and not named does not vote, and counts towards the quorum.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ballots {
    /// For the motion.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub in_favour: Vec<Text>,
    /// Against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<Text>,
    /// Neither.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abstain: Vec<Text>,
}

/// One motion put to the vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// The motion.
    pub motion: Motion,
    /// When.
    pub at: Instant,
    /// Whether it carried: more for it than against it, among those present and entitled; a tie fails.
    pub carried: bool,
    /// The voting members who were present, recused or not.
    pub present: Vec<Text>,
    /// The voting members who kept out of the matter, present or not.
    pub recused: Vec<Text>,
    /// How they voted.
    pub ballots: Ballots,
}

/// The fewest voting members of the board who carry an expedited approval, where no rule adopted says more.
const FEWEST_OF_THE_BOARD: usize = 2;

/// The rules about the decisions of a body on a day; each of them binds.
pub(super) fn rules<'a>(standards: &Standards<'a>, body: Capacity, on: NaiveDate) -> Vec<Bound<'a, &'a Committee>> {
    let of_body = |topic: &'a Topic| if let Topic::Committee(committee) = topic { Some(committee) } else { None };
    standards.on(on, |topic| of_body(topic).filter(|committee| committee.body == body))
}

/// How many voting members of the board an expedited approval takes: the most of the rules adopted, [`FEWEST_OF_THE_BOARD`] without one;
/// and where that stands.
pub(super) fn of_the_board(standards: &Standards<'_>, on: NaiveDate) -> (usize, Option<String>) {
    let rules = standards.on(on, |topic| {
        if let Topic::ExpeditedApproval(expedited) = topic { Some(expedited.voting_members) } else { None }
    });
    rules.iter().max_by_key(|bound| bound.value).map_or((FEWEST_OF_THE_BOARD, None), |bound| {
        (usize::try_from(bound.value).unwrap_or(usize::MAX), Some(bound.citation()))
    })
}

impl Vote {
    /// Whether the body could decide so: a quorum and the composition that each rule asks for. Without a rule the quorum is more than
    /// half of the members entitled to vote on the matter, the recused out of base and count.
    ///
    /// # Errors
    /// [`Reason::NoValidVote`], naming the rule where there is one.
    pub(super) fn is_valid(
        &self,
        body: Capacity,
        members: &[Member],
        standards: &Standards<'_>,
        on: NaiveDate,
    ) -> Result<(), Reason> {
        let invalid = |because: String| Reason::NoValidVote { body: body.to_string(), because };
        let voting = || members.iter().filter(|member| member.voting);
        let entitled = |member: &&Member| !self.recused.contains(&member.name);
        let here = |member: &&Member| self.present.contains(&member.name);
        if voting().filter(entitled).filter(here).count() == 0 {
            return Err(invalid("nobody who may vote on this matter is present".to_owned()));
        }
        let rules = rules(standards, body, on);
        let quorum = |rule: Option<&Committee>, cited: &str| {
            let counts = |member: &&Member| rule.is_some_and(|rule| rule.count_recused) || entitled(member);
            let (base, present) = (voting().filter(counts).count(), voting().filter(counts).filter(here).count());
            let members = rule.and_then(|rule| rule.quorum_members);
            let percent = rule.and_then(|rule| rule.quorum_percent);
            let short = |needed: String| {
                Err(invalid(format!(
                    "no quorum{cited}: of {base} who count {present} are present, {needed} are needed"
                )))
            };
            if members.is_some_and(|members| present < usize::try_from(members).unwrap_or(usize::MAX)) {
                return short(members.map_or_else(String::new, |members| members.to_string()));
            }
            if let Some(percent) = percent
                && present.saturating_mul(100) < base.saturating_mul(usize::try_from(percent).unwrap_or(100))
            {
                return short(format!("{percent} percent"));
            }
            if members.is_none() && percent.is_none() && present.saturating_mul(2) <= base {
                return short("more than half".to_owned());
            }
            Ok(())
        };
        if rules.is_empty() {
            quorum(None, "")?;
        }
        for bound in &rules {
            quorum(Some(bound.value), &format!(" by {}", bound.citation()))?;
            let (all, physicians) = (voting().count(), voting().filter(|member| member.physician).count());
            if bound.value.physician_majority && physicians.saturating_mul(2) <= all {
                let rule = bound.citation();
                let because = format!("{rule} asks for a majority of physicians, and {physicians} of {all} are");
                return Err(invalid(because));
            }
        }
        if body == Capacity::BoardCommittee && self.motion == Motion::Approve {
            let (needed, rule) = of_the_board(standards, on);
            let board = voting().filter(entitled).filter(here).filter(|member| member.board).count();
            if board < needed {
                let by = rule.map_or_else(String::new, |rule| format!(" by {rule}"));
                let because = format!(
                    "an expedited approval takes {needed} voting members of the board{by}, and {board} may vote here"
                );
                return Err(invalid(because));
            }
        }
        Ok(())
    }

    /// Whether more are for the motion than against it; of a committee of the board that approves, enough voting members of the board
    /// among them.
    pub(super) fn has_carried(
        &self,
        body: Capacity,
        members: &[Member],
        standards: &Standards<'_>,
        on: NaiveDate,
    ) -> bool {
        let more = self.ballots.in_favour.len() > self.ballots.against.len();
        let board = |name: &&Text| members.iter().any(|member| member.board && member.name == **name);
        let expedited = body == Capacity::BoardCommittee && self.motion == Motion::Approve;
        let enough = !expedited || self.ballots.in_favour.iter().filter(board).count() >= of_the_board(standards, on).0;
        more && enough
    }
}
