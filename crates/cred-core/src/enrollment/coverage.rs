//! Which days an enrollment covers. Spans come from the payer's notices; what a deactivation or a bar took away nothing fills again.

use chrono::NaiveDate;

/// Covered days: from the first until before the end; open where none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The effective date.
    pub from: NaiveDate,
    /// The first day after it.
    pub to: Option<NaiveDate>,
}

/// What took days away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// A deactivation.
    Deactivated,
    /// A revocation with its bar.
    Revoked,
}

/// Days that are not covered whatever comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Why.
    pub kind: GapKind,
    /// The first day.
    pub from: NaiveDate,
    /// The first day after it; open while nothing ended it.
    pub to: Option<NaiveDate>,
}

impl Gap {
    /// Whether a day lies in it.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// What covers a day, or keeps it uncovered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covered {
    /// Active.
    Active,
    /// Active, and payment is held.
    Held,
    /// In a gap.
    InGap(GapKind),
    /// Before the effective date of the span given.
    Before(NaiveDate),
    /// After the last span.
    After,
    /// Never approved.
    Never,
}

/// The days of one enrollment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    spans: Vec<Span>,
    gaps: Vec<Gap>,
    held: Option<Span>,
}

impl Coverage {
    /// Every span, in the order of the payer's notices.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Every gap.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The days of service for which payment is held and was not released.
    #[must_use]
    pub const fn held(&self) -> Option<Span> {
        self.held
    }

    /// Whether a day lies in a gap.
    #[must_use]
    pub fn gap_on(&self, day: NaiveDate) -> Option<GapKind> {
        self.gaps.iter().find(|gap| gap.covers(day)).map(|gap| gap.kind)
    }

    /// What a day is.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Covered {
        if let Some(kind) = self.gap_on(day) {
            return Covered::InGap(kind);
        }
        let within = |span: &Span| span.from <= day && span.to.is_none_or(|to| day < to);
        if self.spans.iter().any(within) {
            return if self.held.as_ref().is_some_and(within) { Covered::Held } else { Covered::Active };
        }
        let next = self.spans.iter().filter(|span| day < span.from && span.to.is_none_or(|to| span.from < to));
        match next.map(|span| span.from).min() {
            Some(from) => Covered::Before(from),
            None if self.spans.is_empty() => Covered::Never,
            None => Covered::After,
        }
    }

    pub(super) fn begin(&mut self, from: NaiveDate) {
        // A date before the gap does not end it.
        for gap in self.gaps.iter_mut().filter(|gap| gap.to.is_none() && gap.from <= from) {
            gap.to = Some(from);
        }
        self.spans.push(Span { from, to: None });
    }

    /// The payer's new date for the last span. A gap that ended with it ends with it still if that is later, and is never made shorter.
    pub(super) fn move_to(&mut self, from: NaiveDate) {
        let Some(last) = self.spans.last_mut() else { return };
        let before = last.from;
        last.from = from;
        for gap in self.gaps.iter_mut().filter(|gap| gap.to == Some(before) && before < from) {
            gap.to = Some(from);
        }
    }

    pub(super) fn end(&mut self, from: NaiveDate) {
        for span in self.spans.iter_mut().filter(|span| span.to.is_none_or(|to| from < to)) {
            span.to = Some(from);
        }
        // What was held until then is not released by an ending.
        if let Some(held) = self.held.as_mut().filter(|held| held.to.is_none()) {
            held.to = Some(from);
        }
    }

    pub(super) fn gap(&mut self, kind: GapKind, from: NaiveDate, to: Option<NaiveDate>) {
        self.end(from);
        self.gaps.push(Gap { kind, from, to });
    }

    pub(super) fn hold(&mut self, from: NaiveDate) {
        let from = self.held.map_or(from, |held| held.from.min(from));
        self.held = Some(Span { from, to: None });
    }

    pub(super) const fn release(&mut self) {
        self.held = None;
    }
}
