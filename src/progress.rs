//! How a build gets on: which step it is at, and how long each of its files took.
//!
//! A build only tells. Whoever listens knows the time, and decides what is shown.

use std::fmt::Debug;
use std::time::Duration;

/// A step of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Configuration and content are read and checked.
    Load,
    /// What the numbers mean is worked out, and the theme is read.
    Analyse,
    /// Pages are planned, made and staged.
    Make,
    /// Changed files are moved into place.
    Commit,
}

/// Who is told how a build gets on. Told by several threads at once.
pub trait Progress: Debug + Sync {
    /// The time since an arbitrary moment; it never goes back.
    fn elapsed(&self) -> Duration;
    /// A step begins, and the one before has ended.
    fn begins(&self, step: Step);
    /// So many files are to be made.
    fn to_make(&self, files: usize);
    /// A file of this kind was made, or found to be made already.
    fn made(&self, kind: &'static str, took: Duration);
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Progress for Nobody {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn begins(&self, _: Step) {}

    fn to_make(&self, _: usize) {}

    fn made(&self, _: &'static str, _: Duration) {}
}
