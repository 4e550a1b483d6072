//! What every engine answers, and in which words.

/// One question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Who.
    pub provider: u32,
    /// At which site; the facility is half of it.
    pub site: u8,
    /// Which item of the facility's form.
    pub item: u8,
    /// When, in seconds since 1970.
    pub at: i64,
}

impl Question {
    /// The facility of the site.
    #[must_use]
    pub const fn facility(self) -> u8 {
        self.site / 2
    }

    /// Which of the facility's two sites.
    #[must_use]
    pub const fn place(self) -> usize {
        (self.site % 2) as usize
    }
}

macro_rules! reasons {
    ($($name:ident = $code:literal, $why:literal;)+) => {
        /// A reason against: what was asked, and why it is not met.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Reason { $(#[doc = concat!($code, ": ", $why)] $name,)+ }

        impl Reason {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The codes of the requirement and of the reason, as the project's own answers give them.
            #[must_use]
            pub const fn codes(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($code, $why),)+ }
            }
        }
    };
}

reasons! {
    NotApproved = "credentialed", "expired";
    NotAppointed = "appointment", "not-appointed";
    AppointmentToCome = "appointment", "not-yet-in-force";
    AppointmentOver = "appointment", "expired";
    OnLeave = "appointment", "on-leave";
    LeaveOver = "appointment", "leave-over";
    Suspended = "appointment", "suspended";
    LicenceExpired = "license", "expired";
    InsuranceExpired = "insurance", "expired";
    Excluded = "exclusion", "excluded";
    NotGranted = "grant", "not-granted";
    GrantToCome = "grant", "not-yet-in-force";
    GrantOver = "grant", "expired";
    GrantSuspended = "grant", "suspended";
    OtherSite = "grant", "other-site";
    CertificateExpired = "certification", "expired";
    BoardExpired = "board-certification", "expired";
    DeaExpired = "dea", "expired";
    ResourceOut = "resource", "out-of-service";
}

impl Reason {
    /// The reason by its number; none for a number that is none.
    #[must_use]
    pub fn numbered(number: usize) -> Option<Self> {
        Self::ALL.get(number).copied()
    }

    /// Its bit.
    #[must_use]
    pub const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// The reason with these codes.
    #[must_use]
    pub fn of(code: &str, why: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|own| own.codes() == (code, why))
    }
}

/// An answer reduced to what all engines give: yes, or no with all its reasons as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is a yes.
    pub yes: bool,
    /// The reasons of a no.
    pub reasons: u32,
}

impl Verdict {
    /// No for these reasons; yes for none.
    #[must_use]
    pub const fn from_bits(reasons: u32) -> Self {
        Self { yes: reasons == 0, reasons }
    }

    /// The reasons in words.
    #[must_use]
    pub fn words(self) -> String {
        let told = Reason::ALL.iter().filter(|own| self.reasons & own.bit() != 0);
        let told: Vec<String> = told.map(|own| format!("{}: {}", own.codes().0, own.codes().1)).collect();
        if self.yes { "yes".to_owned() } else { format!("no ({})", told.join("; ")) }
    }
}

/// Random questions: four of five about a grant that the provider has.
#[must_use]
pub fn questions(tables: &crate::world::tables::Tables, count: usize, seed: u64) -> Vec<Question> {
    use crate::world::{ASKED_DAYS, ITEMS, SITES};
    let mut dice = fastrand::Rng::with_seed(seed);
    let people = tables.providers.len() as u32;
    (0..count)
        .map(|_| {
            let at = 1_772_323_200 + dice.i64(0..(ASKED_DAYS as i64) * 86_400);
            if dice.u8(0..10) < 9 && !tables.grants.is_empty() {
                let own = tables.grants[dice.usize(0..tables.grants.len())];
                let place = if own.sites[0] && (!own.sites[1] || dice.bool()) { 0 } else { 1 };
                let place = if dice.u8(0..20) == 0 { 1 - place } else { place };
                Question { provider: own.provider, site: 2 * own.facility + place, item: own.item, at }
            } else {
                Question { provider: dice.u32(0..people), site: dice.u8(0..SITES), item: dice.u8(0..ITEMS), at }
            }
        })
        .collect()
}
