//! Measures the answers of cred: against a floor, against the same check written by hand, and against the engines that one could have taken
//! instead. All of them answer the same questions about the same world, and are held to the same answers before any is timed.

pub mod agree;
pub mod cold;
pub mod database;
pub mod floor;
pub mod growth;
pub mod hand;
pub mod machine;
pub mod measure;
pub mod peers;
pub mod records;
pub mod register;
pub mod report;
pub mod upkeep;
pub mod verdict;
pub mod world;

/// What stops a measurement.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;
