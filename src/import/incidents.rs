//! Incidents of other tools → files of the team, or counts.
//!
//! Numbers and titles only: nobody's name, no description, no words of an update. Addresses of people in a title are taken
//! out. An incident without an end is open; one that its tool calls resolved without saying when keeps no end, and a
//! warning says so, because an end that is made up would become a time to recover.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::median;
use crate::import::input::Input;
use crate::import::measurement::{Measurement, Tool};
use crate::import::request::{Request, Setting};
use crate::import::span::Span;
use crate::import::{Imported, Incident};
use crate::load::document::{is_linkable, slug};
use crate::model::report::Period;
use crate::model::unit::{TimeUnit, Unit};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What the incidents become.
pub(super) const AS: Setting = Setting {
    name: "as",
    doc: "`files` (a file for each incident, from which counts are derived; the default) or `counts` (values by cycle, for teams whose incidents stay in the tool)",
};

/// The tool's words for severities.
pub(super) const SEVERITY: Setting = Setting {
    name: "severity.*",
    doc: "the severity, 1 (most severe) to 5, that one of the tool's words stands for, such as `severity.high=2`",
};

/// Longest title.
const LONGEST_TITLE: usize = 200;

/// An incident as its tool tells it.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// The tool's number.
    pub(super) id: String,
    /// The title.
    pub(super) title: String,
    /// The tool's word for how severe it is.
    pub(super) severity: Option<String>,
    /// When it began.
    pub(super) started: Option<Timestamp>,
    /// When somebody noticed.
    pub(super) detected: Option<Timestamp>,
    /// When it was over.
    pub(super) restored: Option<Timestamp>,
    /// Whether the tool says that it is over.
    pub(super) is_over: bool,
    /// When the tool last changed it.
    pub(super) updated: Option<Timestamp>,
    /// Where the tool shows it.
    pub(super) link: Option<String>,
}

/// Everything of one import.
#[derive(Debug)]
pub(super) struct Register {
    /// Two letters before each number.
    pub(super) prefix: &'static str,
    /// The severities that the tool's words stand for.
    pub(super) severities: &'static [(&'static str, u8)],
    /// The tool.
    pub(super) tool: Tool,
    /// By number: the newest state of each.
    told: BTreeMap<String, Told>,
    /// Moments of all entries, also of those that were left out.
    moments: Vec<Timestamp>,
    /// Entries that are no incidents: planned, filled in later, tests.
    left_out: usize,
    is_cut: bool,
    warnings: Vec<Diagnostic>,
}

impl Register {
    /// No incidents yet.
    pub(super) fn new(prefix: &'static str, severities: &'static [(&'static str, u8)], tool: Tool) -> Self {
        Self {
            prefix,
            severities,
            tool,
            told: BTreeMap::new(),
            moments: Vec::new(),
            left_out: 0,
            is_cut: false,
            warnings: Vec::new(),
        }
    }

    /// Adds an incident; of two with one number the one that changed last stays.
    pub(super) fn add(&mut self, input: &Input, told: Told) -> Result<(), Diagnostic> {
        let Some(started) = told.started.filter(|_| slug(&told.id).is_some()) else {
            let message = "an incident has no number, or does not say when it began";
            let cure = "check the source that the file is imported as, and that the export has all fields";
            return Err(input.problem(Code::NotAnExport, message, cure));
        };
        self.moments.push(started);
        if self
            .told
            .get(&told.id)
            .is_none_or(|there| there.updated <= told.updated)
        {
            self.told.insert(told.id.clone(), told);
        }
        Ok(())
    }

    /// Counts an entry that is no incident.
    pub(super) fn leave_out(&mut self, at: Option<Timestamp>) {
        self.moments.extend(at);
        self.left_out += 1;
    }

    /// The file is one page of several.
    pub(super) fn cut(&mut self, input: &Input, words: (&str, &str)) {
        self.is_cut = true;
        self.warnings.push(input.problem(Code::NotAllPages, words.0, words.1));
    }

    /// Incidents or counts, as was asked.
    pub(super) fn imported(mut self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let Some(input) = inputs.first() else {
            return Ok(Imported::default());
        };
        let as_counts = request
            .choice(input, AS.name, &[("files", false), ("counts", true)])?
            .unwrap_or(false);
        let measured_at = self
            .told
            .values()
            .filter_map(|told| told.updated)
            .chain(self.moments.iter().copied())
            .max();
        let words = self.words(input, request)?;
        let without_end = self
            .told
            .values()
            .filter(|told| told.is_over && end(told).is_none())
            .count();
        if without_end > 0 {
            let all = self.told.len();
            let message = format!("{without_end} of {all} incidents have no end, though the tool calls them over");
            let cure = "no time to recover is made of them; where incidents become files, they count as open until `restored` is written there";
            self.warnings.push(input.problem(Code::LeftOut, message, cure));
        }
        if self.left_out > 0 {
            let message = format!(
                "{} entries left out: planned work, entries that were filled in later, tests",
                self.left_out
            );
            self.warnings
                .push(input.problem(Code::LeftOut, message, "nothing needs to be done"));
        }
        if self.told.is_empty() && !as_counts {
            let cure =
                "if there were none, nothing needs to be done; `--set as=counts --cycle latest` writes that as 0";
            self.warnings
                .push(input.problem(Code::NoData, "the list holds no incident", cure));
        }
        let told = std::mem::take(&mut self.told);
        let incidents: Vec<Incident> = told
            .into_values()
            .filter_map(|told| self.incident(told, &words))
            .collect();
        let mut imported = Imported::default();
        if as_counts {
            imported.measurements = self.counts(&incidents, (inputs, request), measured_at)?;
        } else {
            imported.incidents = incidents;
        }
        imported.warnings = self.warnings;
        Ok(imported)
    }

    /// The severities of words: those of the settings before the tool's own.
    fn words(&self, input: &Input, request: &Request) -> Result<BTreeMap<String, u8>, Diagnostic> {
        let own = self
            .severities
            .iter()
            .map(|(word, severity)| ((*word).to_owned(), *severity));
        let mut words: BTreeMap<String, u8> = own.collect();
        for (word, written) in request.settings_of("severity") {
            let severity = written
                .trim()
                .parse()
                .ok()
                .filter(|severity| (1..=5).contains(severity));
            let Some(severity) = severity else {
                let message = format!("`severity.{word}` is not a number from 1 to 5");
                return Err(input.problem(Code::ImportUnclear, message, "1 is the most severe"));
            };
            words.insert(word.to_lowercase(), severity);
        }
        Ok(words)
    }

    fn incident(&self, told: Told, words: &BTreeMap<String, u8>) -> Option<Incident> {
        let started = told.started?;
        let id = format!("{}-{}", self.prefix, slug(&told.id)?);
        let restored = end(&told);
        Some(Incident {
            title: title(&told.title).unwrap_or_else(|| format!("Incident {}", told.id)),
            id,
            severity: told.severity.and_then(|word| words.get(&word.to_lowercase()).copied()),
            started,
            detected: told
                .detected
                .filter(|at| *at >= started && restored.is_none_or(|end| *at <= end)),
            restored,
            link: told.link.as_deref().and_then(link),
            tool: self.tool.clone(),
        })
    }

    fn counts(
        &self,
        incidents: &[Incident],
        of: (&[Input], &Request),
        measured_at: Option<Timestamp>,
    ) -> Result<Vec<Measurement>, Diagnostic> {
        let (inputs, request) = of;
        let Some(input) = inputs.first() else {
            return Ok(Vec::new());
        };
        let span = Span::of(input, request, (&self.moments, self.is_cut))?;
        // A tool that knows no severities has no P1s: neither 0 nor any.
        let has_severities = incidents.is_empty() || incidents.iter().any(|incident| incident.severity.is_some());
        let mut measurements = Vec::new();
        for window in span.windows(request) {
            let period = Period::Day(window.last);
            let within: Vec<&Incident> = incidents
                .iter()
                .filter(|incident| window.holds(incident.started))
                .collect();
            let mut values = vec![Measurement::count("incidents", period, within.len())];
            let unrated = within.iter().filter(|incident| incident.severity.is_none()).count();
            for (severity, metric) in [(1, "p1-issues"), (2, "p2-issues"), (3, "p3-issues")] {
                if has_severities {
                    let count = within
                        .iter()
                        .filter(|incident| incident.severity == Some(severity))
                        .count();
                    values.push(Measurement {
                        note: (unrated > 0)
                            .then(|| format!("{unrated} incidents without a severity are not counted here")),
                        ..Measurement::count(metric, period, count)
                    });
                }
            }
            let open = within.iter().filter(|incident| incident.restored.is_none()).count();
            let times = within
                .iter()
                .filter_map(|incident| Some(incident.restored?.as_millisecond() - incident.started.as_millisecond()));
            if let Some(time) = median(times.collect()) {
                values.push(Measurement {
                    note: (open > 0).then(|| format!("{open} without an end are not in it")),
                    ..Measurement::number("time-to-recover", period, time, Unit::Duration(TimeUnit::Seconds))
                });
            }
            measurements.extend(values.into_iter().map(|value| Measurement {
                provisional: span.provisional(request, window),
                covers: Some(span.days()),
                ..value.from(&self.tool, inputs, measured_at)
            }));
        }
        Ok(measurements)
    }
}

/// The end, unless it lies before the start.
fn end(told: &Told) -> Option<Timestamp> {
    told.restored
        .filter(|end| told.started.is_some_and(|started| *end >= started))
}

/// A title on one line, without addresses of people.
fn title(text: &str) -> Option<String> {
    let is_address = |word: &str| {
        word.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let words = text.split(|character: char| character.is_whitespace() || character.is_control());
    let words: Vec<&str> = words
        .filter(|word| !word.is_empty())
        .map(|word| if is_address(word) { "…" } else { word })
        .collect();
    let line: String = words.join(" ").chars().take(LONGEST_TITLE).collect();
    (!line.is_empty()).then_some(line)
}

/// An address to a page, without what may give access: a name, a question, a fragment.
fn link(url: &str) -> Option<String> {
    let plain = url.split(['?', '#']).next()?;
    let host = plain.split_once("://")?.1.split('/').next()?;
    (is_linkable(plain) && plain.starts_with("http") && !host.contains('@')).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_addresses_and_line_breaks() {
        assert_eq!(
            title("DB down\n(ada@example.com) again").as_deref(),
            Some("DB down … again")
        );
        assert_eq!(title(" \n"), None);
        assert_eq!(title("queue @ 100 %").as_deref(), Some("queue @ 100 %"));
        assert_eq!(title(&"x".repeat(5_000)).map(|title| title.len()), Some(200));
    }

    #[test]
    fn links_lose_what_may_give_access() {
        assert_eq!(
            link("https://x.example/i/1?token=abc#d").as_deref(),
            Some("https://x.example/i/1")
        );
        for none in [
            "https://ada:secret@x.example/i",
            "javascript:alert(1)",
            "mailto:ada@x.example",
            "x",
        ] {
            assert_eq!(link(none), None, "{none}");
        }
    }
}
