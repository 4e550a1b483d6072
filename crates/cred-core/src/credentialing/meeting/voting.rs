//! The guards of agenda and vote.

use super::{
    Command, Event, Meeting,
    host::Host,
    matter::{AgendaItem, Matter, Motion, Recusal},
    member::Member,
    not_own,
    vote::{Ballots, Vote},
};
use crate::{
    actor::{Actor, Capacity},
    provider::Provider,
    refusal::Reason,
    text::Text,
    time::Instant,
};

impl Meeting {
    fn no_valid_vote(&self, because: String) -> Reason {
        Reason::NoValidVote { body: self.body.to_string(), because }
    }

    /// Whether it sits at an instant: on its own local day, from its beginning on.
    pub(super) fn is_sitting(&self, at: Instant) -> Result<(), Reason> {
        if at >= self.on && self.zone.date_at(at) == self.day() {
            return Ok(());
        }
        Err(self.no_valid_vote(format!("it sits on {} from {}, and it is {} now", self.day(), self.on, at)))
    }

    pub(super) fn member(&self, name: &Text) -> Result<&Member, Reason> {
        self.members.iter().find(|member| member.name.means(name.as_str())).ok_or_else(|| Reason::Unknown {
            what: "member",
            name: name.to_string(),
            known: self.members.iter().map(|member| member.name.to_string()).collect(),
        })
    }

    /// The matter, if it is on the agenda, about that provider, and nothing carried on it.
    pub(super) fn undecided(&self, matter: &Matter, subject: &Provider, actor: &Actor) -> Result<&AgendaItem, Reason> {
        let item = self.item(matter).ok_or_else(|| Reason::Unknown {
            what: "matter on the agenda",
            name: matter.to_string(),
            known: self.agenda.iter().map(|item| item.matter.to_string()).collect(),
        })?;
        if !subject.has_id(item.provider) {
            let (given, wanted) = (subject.id().to_string(), item.provider.to_string());
            return Err(Reason::Mismatch { what: "the subject", given, wanted });
        }
        not_own(subject, actor)?;
        match item.decided() {
            Some(vote) => {
                let id = format!("{} by `{}`", item.matter, vote.motion);
                Err(Reason::Duplicate { what: "a decision of this meeting on the matter", id })
            }
            None => Ok(item),
        }
    }

    pub(super) fn place(
        &self,
        matter: Matter,
        subject: &Provider,
        about: Text,
        earlier: &[&Self],
    ) -> Result<Event, Reason> {
        if self.item(&matter).is_some() {
            return Err(Reason::Duplicate { what: "the matter on the agenda", id: matter.to_string() });
        }
        if let Matter::Appointment { provider, .. } = &matter
            && !subject.has_id(*provider)
        {
            let (given, wanted) = (subject.id().to_string(), provider.to_string());
            return Err(Reason::Mismatch { what: "the subject", given, wanted });
        }
        if self.body == Capacity::HearingPanel {
            self.is_impartial(&matter, subject, earlier)?;
        }
        let mut recusals = Vec::new();
        for member in &self.members {
            if let Some(reason) = self.keeps_out(member, subject) {
                recusals.push(Recusal { member: member.name.clone(), reason });
            }
        }
        Ok(Event::MatterPlaced { matter, provider: subject.id(), about, recusals })
    }

    /// On a hearing panel sits no direct competitor of the provider, and nobody who voted on the matter before in another body; a panel that
    /// meets again is the same panel.
    fn is_impartial(&self, matter: &Matter, subject: &Provider, earlier: &[&Self]) -> Result<(), Reason> {
        let before = earlier.iter().filter(|meeting| meeting.id != self.id && meeting.body != self.body);
        let deciders: Vec<&Member> = before
            .filter_map(|meeting| Some((meeting, meeting.item(matter)?)))
            .flat_map(|(meeting, item)| meeting.members.iter().filter(move |member| item.has_voted(&member.name)))
            .collect();
        for member in &self.members {
            if let Some(conflict) = member.barred_from_panel(subject) {
                let because =
                    format!("{} may not sit on it: {} ({})", member.name, conflict.kind.word(), conflict.note);
                return Err(self.no_valid_vote(because));
            }
            if deciders.iter().any(|decider| decider.is_same_person(member)) {
                return Err(
                    self.no_valid_vote(format!("{} may not sit on it: voted on the matter before", member.name))
                );
            }
        }
        Ok(())
    }

    /// Why a member keeps out of a matter about a provider, without being told to.
    fn keeps_out(&self, member: &Member, subject: &Provider) -> Option<Text> {
        if member.is_subject(self.body, subject) {
            return Text::parse("the matter is about this member").ok();
        }
        let conflict = member.conflict_with(subject)?;
        Text::parse(&format!("declared: {}", conflict.kind.word())).ok()
    }

    /// Who keeps out of a matter now: on record, or as the subject's names and the declared conflicts say today.
    fn recused(&self, item: &AgendaItem, subject: &Provider) -> Vec<&Member> {
        let told = |member: &&Member| item.recusals.iter().any(|recusal| recusal.member == member.name);
        self.members.iter().filter(|member| told(member) || self.keeps_out(member, subject).is_some()).collect()
    }

    /// What a vote finds: the voting members who are there, and who of the voting members keep out.
    fn found(&self, item: &AgendaItem, motion: Motion, subject: &Provider, at: Instant) -> Vote {
        let voting = self.members.iter().filter(|member| member.voting);
        let here = voting.filter(|member| self.present.contains(&member.name));
        let recused = self.recused(item, subject).into_iter().filter(|member| member.voting);
        Vote {
            motion,
            at,
            carried: false,
            present: here.map(|member| member.name.clone()).collect(),
            recused: recused.map(|member| member.name.clone()).collect(),
            ballots: Ballots::default(),
        }
    }

    /// A motion put to the vote: each vote lawful, the body able to decide, and then the count.
    pub(super) fn put(
        &self,
        item: &AgendaItem,
        motion: Motion,
        subject: &Provider,
        ballots: Ballots,
        host: &Host<'_>,
        at: Instant,
    ) -> Result<Vote, Reason> {
        let mut vote = self.found(item, motion, subject, at);
        let mut voted: Vec<Text> = Vec::new();
        let mut lawful = |names: Vec<Text>| -> Result<Vec<Text>, Reason> {
            let mut cast = Vec::new();
            for name in names {
                let member = self.may_vote(&name, item, subject)?;
                if voted.contains(&member.name) {
                    return Err(Reason::Duplicate { what: "a vote", id: member.name.to_string() });
                }
                voted.push(member.name.clone());
                cast.push(member.name.clone());
            }
            Ok(cast)
        };
        vote.ballots = Ballots {
            in_favour: lawful(ballots.in_favour)?,
            against: lawful(ballots.against)?,
            abstain: lawful(ballots.abstain)?,
        };
        let standards = host.standards();
        vote.is_valid(self.body, &self.members, &standards, self.day())?;
        vote.carried = vote.has_carried(self.body, &self.members, &standards, self.day());
        Ok(vote)
    }

    fn may_vote(&self, name: &Text, item: &AgendaItem, subject: &Provider) -> Result<&Member, Reason> {
        let member = self.member(name)?;
        if member.is_subject(self.body, subject) {
            return Err(Reason::OwnFile { actor: member.name.to_string() });
        }
        let because = if self.recused(item, subject).contains(&member) {
            "is recused from this matter and does not vote on it"
        } else if !member.voting {
            "is not a voting member"
        } else if !self.present.contains(&member.name) {
            "is not present"
        } else {
            return Ok(member);
        };
        Err(self.no_valid_vote(format!("{} {because}", member.name)))
    }

    /// The matter put off by consent of those entitled who are there, a quorum.
    pub(super) fn put_off(
        &self,
        item: &AgendaItem,
        subject: &Provider,
        host: &Host<'_>,
        at: Instant,
    ) -> Result<Vote, Reason> {
        let mut vote = self.found(item, Motion::Defer, subject, at);
        vote.is_valid(self.body, &self.members, &host.standards(), self.day())?;
        vote.carried = true;
        Ok(vote)
    }
}

impl AgendaItem {
    /// Whether somebody of that name voted on it.
    fn has_voted(&self, name: &Text) -> bool {
        self.votes.iter().any(|vote| {
            let Ballots { in_favour, against, abstain } = &vote.ballots;
            [in_favour, against, abstain].into_iter().any(|names| names.contains(name))
        })
    }
}

impl Command<'_> {
    /// The matter that a command is about.
    #[must_use]
    pub const fn matter(&self) -> Option<&Matter> {
        match self {
            Self::PlaceMatter { matter, .. }
            | Self::Recuse { matter, .. }
            | Self::Vote { matter, .. }
            | Self::Defer { matter, .. } => Some(matter),
            Self::RecordAttendance { .. } | Self::Adjourn => None,
        }
    }
}
