//! The proof of an appointment.

use crate::{
    id::{AppointmentId, FacilityId, ProviderId},
    text::Text,
    time::{Instant, period::Period},
};

use super::{Appointment, Standing};

/// The proof that a provider is appointed at a facility at an instant, in good standing. Made by [`Appointment::appointed`] alone.
///
/// ```compile_fail,E0451
/// # use cred_core::{appointment::{Appointed, Appointment}, time::Instant};
/// fn shows(appointment: &Appointment, now: Instant) -> Option<Appointed<'_>> {
///     Some(Appointed { appointment, at: now })
/// }
/// ```
///
/// ```
/// # use cred_core::{appointment::{Appointed, Appointment}, time::Instant};
/// fn shows(appointment: &Appointment, now: Instant) -> Option<Appointed<'_>> {
///     appointment.appointed(now)
/// }
/// ```
#[derive(Debug)]
#[must_use = "a proof does nothing until a command takes it"]
pub struct Appointed<'a> {
    appointment: &'a Appointment,
    at: Instant,
}

impl Appointed<'_> {
    /// Who.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.appointment.provider
    }

    /// Where.
    #[must_use]
    pub const fn facility(&self) -> &FacilityId {
        &self.appointment.facility
    }

    /// At which instant it was shown.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// By which appointment.
    #[must_use]
    pub const fn appointment(&self) -> AppointmentId {
        self.appointment.id
    }

    /// The staff category at an instant.
    #[must_use]
    pub fn category_at(&self, instant: Instant) -> Option<&Text> {
        self.appointment.category_at(instant)
    }

    /// From when until when, terms together; a provisional time that may yet be concluded does not cut it.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.appointment.granted_for()
    }
}

impl Appointment {
    /// The proof, if the appointment is in force, or decided and yet to begin, the standing is good, and nothing is relinquished but
    /// prescribing.
    pub fn appointed(&self, at: Instant) -> Option<Appointed<'_>> {
        let whole = self.whole()?;
        let not_over = whole.end().is_none_or(|end| at < end);
        let stopped = self.relinquishments.iter().any(|own| own.stops_everything() && own.binds_at(at));
        (not_over && !stopped && self.standing_at(at) == Standing::Good).then_some(Appointed { appointment: self, at })
    }
}
