//! Filters and workloads: which parts of a file count, and for whom.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::matched::Matched;
use crate::import::{Input, Request, severity};
use crate::load::document::is_id;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What values of `split` are noted under; no filter has an empty name.
const SPLIT: &str = "";

/// Which parts of a file count, and for which workload.
#[derive(Debug)]
pub struct Selection<'r> {
    /// Names and what their value must be.
    pub filters: Vec<(&'r str, &'r str)>,
    /// What tells workloads apart.
    pub split: Option<&'r str>,
    workloads: BTreeMap<&'r str, &'r str>,
    left_out: usize,
    matched: Matched,
}

impl<'r> Selection<'r> {
    /// What was asked for.
    #[must_use]
    pub fn asked(request: &'r Request) -> Self {
        Self {
            filters: request.settings_of("filter").collect(),
            split: request.setting("split"),
            workloads: request.settings_of("workload").collect(),
            left_out: 0,
            matched: Matched::default(),
        }
    }

    /// Whether a value is what a filter wants.
    #[must_use]
    pub fn fits(wanted: &str, value: &str) -> bool {
        let (is_wanted, words) = wanted.strip_prefix('!').map_or((true, wanted), |rest| (false, rest));
        words.split('|').any(|word| word.trim() == value.trim()) == is_wanted
    }

    /// Whether a value is what the filter of a name wants, which is noted for [`Self::slips`].
    pub fn keeps(&mut self, name: &str, wanted: &str, value: &str) -> bool {
        let fits = Self::fits(wanted, value);
        // What a filter leaves out need not be there.
        if !wanted.starts_with('!') {
            self.matched.see(name, value.trim(), fits);
        }
        fits
    }

    /// Values that filters name and the file does not have: a warning of each, and an error where a filter has no other.
    ///
    /// # Errors
    ///
    /// A filter that nothing in the file fits: what it leaves is not zero, because nothing is known of it.
    pub fn slips(&self, input: &Input) -> Result<Vec<Diagnostic>, Diagnostic> {
        self.absent(input, |_, _| false)
    }

    /// As [`Self::slips`] where rows are counted: of severities, one that no row has is none, the best of results, and no slip.
    ///
    /// # Errors
    ///
    /// A filter that nothing in the file fits, and that is not of severities.
    pub fn slips_of_counts(&self, input: &Input) -> Result<Vec<Diagnostic>, Diagnostic> {
        self.absent(input, |name, word| {
            severity::is_truly_none(word, self.matched.all(name))
        })
    }

    fn absent(&self, input: &Input, is_none: impl Fn(&str, &str) -> bool) -> Result<Vec<Diagnostic>, Diagnostic> {
        let mut slips = Vec::new();
        for (name, wanted) in self.filters.iter().filter(|(_, wanted)| !wanted.starts_with('!')) {
            let words: Vec<&str> = wanted
                .split('|')
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .collect();
            let is_absent = |word: &&&str| !self.matched.has(name, word) && !is_none(name, word);
            let absent: Vec<&&str> = words.iter().filter(is_absent).collect();
            let written = |word: &str| format!("filter.{name}={word}");
            if let Some(first) = absent.first().filter(|_| absent.len() == wanted.split('|').count()) {
                let slip = self.matched.slip(input, (name, first), &written(wanted));
                let mut cure = slip.cure;
                // Of what is rare, such as failures, none is news: a filter that names the others can say it.
                if !cure.ends_with('?') {
                    let _ = write!(
                        cure,
                        "; where none is right, name what is left out: `--set filter.{name}=!OTHER`"
                    );
                }
                return Err(input.problem(Code::ImportUnclear, slip.message, cure));
            }
            slips.extend(
                absent
                    .iter()
                    .map(|word| self.matched.slip(input, (name, word), &written(word))),
            );
        }
        Ok(slips)
    }

    /// The workload that a value of `split` stands for; `None` where it stands for none.
    pub fn workload(&mut self, value: &str) -> Option<String> {
        let is_named = self.workloads.contains_key(value.trim());
        self.matched.see(SPLIT, value.trim(), is_named);
        let found = self.workloads.get(value.trim()).map(|id| (*id).to_owned());
        let found =
            found.or_else(|| (self.workloads.is_empty() && is_id(value.trim())).then(|| value.trim().to_owned()));
        self.left_out += usize::from(found.is_none());
        found
    }

    /// A warning of what stands for no workload, or of an option that names nothing in the file.
    #[must_use]
    pub fn warning(&self, input: &Input) -> Option<Diagnostic> {
        let unmatched = self.workloads.keys().find(|value| !self.matched.has(SPLIT, value));
        if let Some(value) = unmatched.filter(|_| self.split.is_some()) {
            let slip = self.matched.slip(input, (SPLIT, value), &format!("workload.{value}"));
            return Some(slip);
        }
        let split = self.split.filter(|_| self.left_out > 0)?;
        let message = match self.left_out {
            1 => format!("a part of the file left out: its `{split}` is no workload"),
            several => format!("{several} parts of the file left out: their `{split}` is no workload"),
        };
        let cure = "say which workload a value stands for: `--set workload.VALUE=ID`";
        Some(input.problem(Code::LeftOut, message, cure))
    }
}
