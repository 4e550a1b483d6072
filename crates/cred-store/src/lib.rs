//! The append-only, hash-linked history: one interface, several engines.
