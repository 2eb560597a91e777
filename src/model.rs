//! The portfolio as the program understands it: valid by construction, no serde, no I/O.
//!
//! `load` makes these types out of files; everything after it only reads them.

pub mod action;
pub mod cycle;
pub mod format;
pub mod incident;
pub mod metric;
pub mod minutes;
pub mod moment;
pub mod narrow;
pub mod notad;
pub mod portfolio;
pub mod radiator;
pub mod recurring_import;
pub mod release;
pub mod report;
pub mod shared;
pub mod team;
pub mod tech_share;
pub mod texts;
pub mod topic;
pub mod unit;
pub mod value;
pub mod war;
