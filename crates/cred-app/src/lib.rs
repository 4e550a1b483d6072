//! Use cases: load, decide, append; the only imperative place.
