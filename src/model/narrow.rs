//! Numbers of which there are millions.

/// A position in a list, or a count: half as wide as a `usize`. Each value and each entry of a series holds several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Narrow(u32);

impl Narrow {
    /// Nothing that is counted has more: every entry of a list takes a file some bytes, and calendars have bounds.
    #[must_use]
    pub fn new(number: usize) -> Self {
        Self(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// The position, or the count.
    #[must_use]
    pub fn get(self) -> usize {
        self.0 as usize
    }
}
/// A position in a list of few, such as the definitions of a metric, half as wide again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Few(u16);

impl Few {
    /// What lies beyond 65,535 counts as that.
    #[must_use]
    pub fn new(number: usize) -> Self {
        Self(u16::try_from(number).unwrap_or(u16::MAX))
    }

    /// The position.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}
