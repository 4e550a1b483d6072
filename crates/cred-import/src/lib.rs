//! Readers of the files people really have.
