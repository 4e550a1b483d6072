//! A value that must be stored but never shown by accident.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// A value whose `Debug` shows nothing, which has no `Display`, and which is read by [`expose`](Self::expose) alone.
///
/// It serialises as the bare value, because the history has to keep it; encryption at rest is the store's duty. A
/// refusal while deserialising never repeats the input. Comparison is ordinary comparison, not constant-time.
///
/// ```
/// let pin = cred_core::identifier::Secret::new(1234);
/// println!("{pin:?}");
/// ```
///
/// ```compile_fail
/// let pin = cred_core::identifier::Secret::new(1234);
/// println!("{pin}");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Reads the value. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// Reads the value by giving up the secret.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The inner error is dropped on purpose: serde quotes the offending value in it.
        T::deserialize(deserializer)
            .map(Self)
            .map_err(|_| D::Error::custom("secret value does not have the expected form"))
    }
}
