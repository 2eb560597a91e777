//! The portfolio as the program understands it: valid by construction, no serde, no I/O.
//!
//! `load` makes these types out of files; everything after it only reads them.

pub mod action;
pub mod cycle;
pub mod format;
pub mod metric;
pub mod portfolio;
pub mod report;
pub mod team;
pub mod unit;
pub mod value;
