//! teams/<team>/war/*.{toml,json,csv} → [`War`]s.

use crate::diagnostic::Diagnostic;
use crate::load::register::Context;
use crate::model::war::War;
use crate::source::Sources;

/// Reads the well-architected reviews of all teams, each with its team; and the problems found.
pub(super) fn read_all(_sources: &Sources, _context: Context<'_>) -> (Vec<(usize, War)>, Vec<Diagnostic>) {
    (Vec::new(), Vec::new())
}
