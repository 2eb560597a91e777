//! Findings of security tools, and what is measured of them.
//!
//! Two scopes are kept apart, since a team reads them differently: *vulnerabilities* known in dependencies and images, and
//! *findings* of scanners that look at code, configuration, behaviour or secrets. What a file did not look for is left
//! out: it is not zero.
//!
//! A finding keeps nothing but numbers: its identity is a fingerprint, so neither names nor secrets can leave with it.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::Input;
use crate::import::json;
use crate::import::request::Request;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub mod extra;
mod measured;

pub use measured::Report;

/// How grave, as the tool says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The tool does not say.
    Unrated,
    /// Less than low: informational, negligible, none.
    Informational,
    /// CVSS above 0.
    Low,
    /// CVSS 4.0 and above.
    Medium,
    /// CVSS 7.0 and above.
    High,
    /// CVSS 9.0 and above.
    Critical,
}

impl Severity {
    /// The severity that a tool's word means, upper or lower case.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "critical" | "fatal" => Self::Critical,
            "high" => Self::High,
            "medium" | "moderate" => Self::Medium,
            "low" => Self::Low,
            "info" | "informational" | "negligible" | "none" => Self::Informational,
            _ => Self::Unrated,
        }
    }

    /// The severity of a CVSS score: number or text.
    #[must_use]
    pub fn of_score(score: &Value) -> Self {
        let number = match score {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if (9.0..=10.0).contains(&number) => Self::Critical,
            Some(number) if (7.0..9.0).contains(&number) => Self::High,
            Some(number) if (4.0..7.0).contains(&number) => Self::Medium,
            Some(number) if (0.0..4.0).contains(&number) && number > 0.0 => Self::Low,
            Some(number) if number.abs() < f64::EPSILON => Self::Informational,
            _ => Self::Unrated,
        }
    }
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Vulnerabilities known in dependencies and images.
    Vulnerabilities,
    /// Code, configuration, behaviour, secrets.
    Findings,
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Still there.
    Open,
    /// Mended.
    Fixed(Option<Timestamp>),
    /// Put aside by a person or a rule.
    Dismissed(Option<Timestamp>),
}

impl State {
    /// When it was closed, if it was and the file says when.
    fn closed_at(self) -> Option<Timestamp> {
        match self {
            Self::Open => None,
            Self::Fixed(at) | Self::Dismissed(at) => at,
        }
    }
}

/// The identity of a finding: a fingerprint of what makes it the same one in the next file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key([u8; 16]);

impl Key {
    /// The fingerprint of some parts.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut key = [0; 16];
        key.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(key)
    }
}

/// Tells apart what one run lists several times under one identity: a scanner's own list is never shortened, while the
/// same list in a second file is the same findings.
#[derive(Debug, Default)]
pub struct Repeats(BTreeMap<Key, usize>);

impl Repeats {
    /// The fingerprint of some parts and of how often they were there before.
    pub fn key(&mut self, parts: &[&str]) -> Key {
        let plain = Key::of(parts);
        let count = self.0.entry(plain).or_default();
        *count += 1;
        let nth = count.to_string();
        Key::of(&[parts, &[nth.as_str()]].concat())
    }
}

/// One finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Its identity.
    pub key: Key,
    /// What was looked at.
    pub scope: Scope,
    /// Whether it is a secret that lies open.
    pub is_secret: bool,
    /// Whether it is one of several entries that may be the same vulnerability of the same package.
    pub is_match: bool,
    /// How grave.
    pub severity: Severity,
    /// Whether a version without it exists, where the tool says.
    pub fixable: Option<bool>,
    /// When it was first seen.
    pub opened: Option<Timestamp>,
    /// Where it stands.
    pub state: State,
}

impl Finding {
    /// An open finding, with everything else left open.
    #[must_use]
    pub fn new(key: Key, scope: Scope, severity: Severity) -> Self {
        Self {
            key,
            scope,
            is_secret: false,
            is_match: false,
            severity,
            fixable: None,
            opened: None,
            state: State::Open,
        }
    }

    /// A vulnerability in a package: the same wherever the package lies.
    #[must_use]
    pub fn vulnerability((id, package): (&str, &str), severity: Severity, fixable: Option<bool>) -> Self {
        Self {
            is_match: true,
            fixable,
            ..Self::new(
                Key::of(&["vulnerability", id, package]),
                Scope::Vulnerabilities,
                severity,
            )
        }
    }

    /// Whether it was open at a moment.
    fn is_open_at(&self, moment: Timestamp) -> bool {
        let has_begun = self.opened.is_none_or(|opened| opened < moment);
        has_begun && (self.state == State::Open || self.state.closed_at().is_some_and(|closed| closed >= moment))
    }
}

/// Findings of one import, each once.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    all: BTreeMap<Key, Finding>,
    /// What the files looked for.
    scopes: BTreeSet<Scope>,
    /// How many open vulnerabilities the files list, repeats and all.
    listed: usize,
    /// Checks that passed or failed.
    checks: BTreeMap<Key, (u64, u64)>,
}

impl Findings {
    /// Notes that something was looked for: what is not found then is zero.
    pub fn looked_for(&mut self, scope: Scope) {
        self.scopes.insert(scope);
    }

    /// Adds a finding. Of one that is there already, the graver severity, the earlier day and the closed state stay.
    pub fn add(&mut self, finding: Finding) {
        self.looked_for(finding.scope);
        if finding.is_match && finding.state == State::Open {
            self.listed += 1;
        }
        self.all
            .entry(finding.key)
            .and_modify(|there| {
                there.severity = there.severity.max(finding.severity);
                there.fixable = there.fixable.max(finding.fixable);
                there.opened = match (there.opened, finding.opened) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
                if there.state == State::Open {
                    there.state = finding.state;
                }
            })
            .or_insert(finding);
    }

    /// Adds a check, or a number of checks of one target: how many passed and failed. The same identity replaces.
    pub fn check(&mut self, key: Key, passed: u64, failed: u64) {
        self.checks.insert(key, (passed, failed));
    }

    /// Adds a check of one resource: it has failed where any resource fails it.
    pub fn check_of_resource(&mut self, key: Key, has_passed: bool) {
        let (passed, failed) = self.checks.entry(key).or_insert((1, 0));
        if !has_passed {
            (*passed, *failed) = (0, 1);
        }
    }

    /// Whether nothing was looked for, as far as the files and the settings say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }

    /// Takes what the user says was looked for: the setting `looked-for`.
    pub fn looked_for_as_set(&mut self, input: &Input, request: &Request) -> Result<(), Diagnostic> {
        for word in request.setting("looked-for").iter().flat_map(|words| words.split(',')) {
            self.looked_for(match word.trim() {
                "vulnerabilities" => Scope::Vulnerabilities,
                "findings" => Scope::Findings,
                other => {
                    let message = format!("`looked-for` cannot be `{other}`");
                    let cure = "possible are vulnerabilities, findings, and both with a comma between them";
                    return Err(input.problem(Code::ImportUnclear, message, cure));
                }
            });
        }
        Ok(())
    }
}

/// The documents of a file that may hold secrets: problems name the line and never quote it.
pub fn documents<T: DeserializeOwned>(input: &Input) -> Result<Vec<T>, Diagnostic> {
    json::documents(input).map_err(silent)
}

/// The one document of a file that may hold secrets.
pub fn document<T: DeserializeOwned>(input: &Input) -> Result<T, Diagnostic> {
    json::document(input).map_err(silent)
}

/// Whether the file is a JSON list.
pub fn is_list(input: &Input) -> Result<bool, Diagnostic> {
    Ok(input.text()?.trim_start().starts_with('['))
}

/// A problem without words of the file.
#[must_use]
pub fn silent(mut problem: Diagnostic) -> Diagnostic {
    // What is not of the right kind is quoted by the parser's own words.
    if let Some((message, _)) = problem.message.split_once("what the tool writes: ") {
        problem.message = format!("{message}what the tool writes");
    }
    if let Some(place) = &mut problem.place {
        place.excerpt.clear();
        place.span = 0..0;
    }
    problem
}

/// A refusal: the file is not one of this tool.
#[must_use]
pub fn foreign(input: &Input, tool: &str, missing: &str) -> Diagnostic {
    let message = format!("this is no report of {tool}: {missing}");
    let cure = "check the source that the file is imported as, and the export's own options";
    input.problem(Code::NotAnExport, message, cure)
}

/// A moment in a field: text or a number since 1970. Before 2000 and after 2100 there is none: `0001-01-01` is how tools
/// write that they do not know, and some write an end that never comes.
#[must_use]
pub fn moment(value: Option<&Value>, request: &Request) -> Option<Timestamp> {
    let at = match value? {
        Value::String(text) => crate::import::time::instant(text, request.windows.zone()),
        Value::Number(number) => crate::import::time::since_1970(number.as_f64()?),
        _ => None,
    };
    at.filter(|at| (946_684_800..4_102_444_800).contains(&at.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scores_fall_into_the_bands_of_the_rating_scale() {
        for (score, wanted) in [
            (json!(10), Severity::Critical),
            (json!("9.0"), Severity::Critical),
            (json!(8.9), Severity::High),
            (json!("7"), Severity::High),
            (json!(6.9), Severity::Medium),
            (json!(4.0), Severity::Medium),
            (json!(0.1), Severity::Low),
            (json!(0), Severity::Informational),
            (json!(11), Severity::Unrated),
            (json!(-1), Severity::Unrated),
            (json!("NaN"), Severity::Unrated),
            (json!(""), Severity::Unrated),
            (json!(null), Severity::Unrated),
        ] {
            assert_eq!(Severity::of_score(&score), wanted, "{score}");
        }
    }

    #[test]
    fn one_run_keeps_its_repeats_and_a_second_file_adds_none() {
        let mut findings = Findings::default();
        for _file in 0..2 {
            let mut repeats = Repeats::default();
            for place in ["a", "a", "b"] {
                let key = repeats.key(&["rule", place]);
                findings.add(Finding::new(key, Scope::Findings, Severity::Low));
            }
        }
        assert_eq!(findings.all.len(), 3);
    }

    #[test]
    fn keys_do_not_run_together() {
        assert_ne!(Key::of(&["ab", "c"]), Key::of(&["a", "bc"]));
        assert_ne!(Key::of(&["a", ""]), Key::of(&["a"]));
    }

    #[test]
    fn of_two_states_the_closed_one_and_of_two_ratings_the_graver_stays() {
        let mut findings = Findings::default();
        let open = Finding::vulnerability(("CVE-1", "a"), Severity::Low, Some(false));
        findings.add(open);
        findings.add(Finding {
            state: State::Fixed(None),
            severity: Severity::High,
            fixable: Some(true),
            ..open
        });
        findings.add(open);
        let merged = findings.all.values().next().copied().expect("one");
        assert_eq!(findings.all.len(), 1);
        assert_eq!(
            (merged.state, merged.severity, merged.fixable),
            (State::Fixed(None), Severity::High, Some(true))
        );
    }

    #[test]
    fn a_problem_never_quotes_what_may_be_a_secret() {
        for text in [
            "{\"secret\": \"hunter2\"",
            "{\"secret\": \"hunter2\" x}",
            "[{\"number\": \"hunter2\"}]",
            "<html>hunter2",
        ] {
            let input = Input::of_bytes("alerts.json", text.as_bytes());
            let problem = documents::<Vec<BTreeMap<String, u32>>>(&input).expect_err("refused");
            assert!(!format!("{problem:?}").contains("hunter2"), "{problem:?}");
            assert!(problem.place.is_some_and(|place| place.line == 1), "{text}");
        }
    }
}
