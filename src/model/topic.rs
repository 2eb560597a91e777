//! Topics: words for subjects that come up, with their names and synonyms.

use crate::model::portfolio::Origin;

/// What the portfolio says of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The word that reports use.
    pub id: String,
    /// Name shown.
    pub name: String,
    /// Other words for the same subject, replaced by the id wherever they are used.
    pub synonyms: Vec<String>,
    /// Where it was written.
    pub origin: Origin,
}
