//! The CSV report of a Microsoft assessment, such as the Azure Well-Architected Review → a [`Draft`].
//!
//! The file is a report rather than a table: a title with the day, lines of scores, links, a table of recommendations,
//! a line of hyphens, a table of questions with one row a possible answer. Microsoft publishes no description of it; the
//! de-facto one is the script that reads it: <https://github.com/Azure/WellArchitected-Tools>,
//! `WARP/devops/GenerateAssessmentReport.ps1`, from which the bands of weights come. Levels such as "Critical" are not
//! read: they follow from the points.

use super::{Draft, Export, distinct, pillar_of};
use crate::load::document::{is_linkable, kebab};
use crate::load::observations::unclosed_quote;
use crate::load::report::FIRST_YEAR;
use crate::model::war::{Finding, PillarScore, Risk, Score};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How the line of the whole assessment begins.
const OVERALL: &str = "Your overall results";
/// An answer of this name says that no other applies.
const NONE_OF_THE_ABOVE: &str = "none of the above";
/// Weights from which a recommendation without a priority is of high and of medium risk.
const HEAVY: Decimal = Decimal::from_parts(66, 0, 0, false, 0);
const MIDDLING: Decimal = Decimal::from_parts(33, 0, 0, false, 0);
/// Most characters of an id that is made of a title.
const LONGEST_ID: usize = 60;

const CURE: &str = "export the assessment again with “Export to CSV”, or write the review as TOML";

/// Reads a report; what is wrong with it is reported.
pub(super) fn read(export: Export<'_, '_>) -> Option<Draft> {
    let text = export.document.text;
    if text.trim().is_empty() {
        export.refuse(0..0, "the file is empty", CURE);
        return None;
    }
    let first = 0..text.lines().next().map_or(0, str::len);
    if let Some((message, cure)) = another_table(&text[first.clone()]) {
        export.refuse(first, message, cure);
        return None;
    }
    // A spreadsheet of many countries writes semicolons.
    let delimiter = if text.contains("Category;Link-Text") {
        b';'
    } else {
        b','
    };
    if let Some(open) = unclosed_quote(text, char::from(delimiter)) {
        export.refuse(open..open + 1, "the quotation mark is not closed", CURE);
        return None;
    }
    let mut reader = Reader {
        export,
        failed: false,
        title: None,
        overall: None,
        pillars: Vec::new(),
        columns: None,
        recommendations: Vec::new(),
        questions: None,
    };
    // A spreadsheet of many countries writes semicolons.
    let delimiter = if text.contains("Category;Link-Text") {
        b';'
    } else {
        b','
    };
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    for record in rows.records() {
        match record {
            Ok(record) => reader.row(&record),
            Err(error) => {
                let at = error.position().map_or(0, position);
                export.refuse(at..at, &format!("the table cannot be read: {error}"), CURE);
                return None;
            }
        }
    }
    reader.draft()
}

fn position(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// The table of recommendations by its header.
struct Columns {
    link: usize,
    priority: usize,
    category: usize,
    weight: Option<usize>,
    complete: Option<usize>,
    note: Option<usize>,
}

/// A row of the table of recommendations.
struct Recommendation {
    finding: Finding,
    /// `RE-04`, where the recommendation has a code.
    code: Option<String>,
    title: String,
}

struct Reader<'e, 'a> {
    export: Export<'e, 'a>,
    failed: bool,
    title: Option<String>,
    overall: Option<Score>,
    pillars: Vec<PillarScore>,
    /// Inside the table of recommendations.
    columns: Option<Columns>,
    recommendations: Vec<Recommendation>,
    /// Inside the table of questions: each by category and text, and whether it is answered.
    questions: Option<BTreeMap<(String, String), bool>>,
}

impl Reader<'_, '_> {
    fn row(&mut self, record: &csv::StringRecord) {
        let start = record.position().map_or(0, position);
        let text = &self.export.document.text[start.min(self.export.document.text.len())..];
        let at = start..start + text.lines().next().map_or(0, str::len);
        let field = |index: usize| record.get(index).unwrap_or_default().trim();
        if record.iter().all(|field| field.trim().is_empty()) {
            return;
        }
        if field(0) == "Category" && field(1) == "Link-Text" {
            self.columns = self.header(record, at);
        } else if field(0) == "Category" && field(1) == "Question" {
            self.columns = None;
            self.questions = Some(BTreeMap::new());
        } else if field(0).starts_with("-----") {
            self.columns = None;
        } else if self.questions.is_some() {
            self.answer([field(0), field(1), field(3)]);
        } else if self.columns.is_some() {
            self.recommendation(record, at);
        } else if self.title.is_none() {
            self.title = Some(field(0).to_owned());
        } else if !field(2).is_empty() {
            self.score([field(0), field(2)], at);
        }
    }

    fn header(&mut self, record: &csv::StringRecord, at: Range<usize>) -> Option<Columns> {
        let column = |name: &str| record.iter().position(|field| field.trim() == name);
        let found = column("Link")
            .zip(column("Priority"))
            .zip(column("ReportingCategory"))
            .map(|((link, priority), category)| Columns {
                link,
                priority,
                category,
                weight: column("Weight"),
                complete: column("CompleteY/N"),
                note: column("Note"),
            });
        if found.is_none() {
            self.fail(
                at,
                "the recommendations have no `Link`, `Priority` or `ReportingCategory`",
            );
        }
        found
    }

    fn fail(&mut self, at: Range<usize>, message: &str) {
        self.failed = true;
        self.export.refuse(at, message, CURE);
    }

    /// `'71/260'`: points of a maximum.
    fn score(&mut self, line: [&str; 2], at: Range<usize>) {
        let [name, written] = line;
        let Some(score) = points(written) else {
            self.fail(at, &format!("`{written}` is not a score such as '71/260'"));
            return;
        };
        if name.starts_with(OVERALL) {
            self.overall = Some(score);
        } else {
            self.pillars.push(PillarScore {
                pillar: pillar_of(self.export.context, name),
                name: name.to_owned(),
                score,
            });
        }
    }

    fn recommendation(&mut self, record: &csv::StringRecord, at: Range<usize>) {
        let field = |index: usize| record.get(index).unwrap_or_default().trim();
        let maybe = |index: Option<usize>| index.map(field).unwrap_or_default();
        let Some(columns) = &self.columns else { return };
        let title = field(1);
        if record.len() <= columns.category.max(columns.priority) || title.is_empty() {
            self.fail(at, "a recommendation lacks its title, priority or category");
            return;
        }
        let weight = maybe(columns.weight).parse::<Decimal>().ok();
        let risk = match field(columns.priority).to_lowercase().as_str() {
            "high" => Risk::High,
            "medium" => Risk::Medium,
            "low" => Risk::Low,
            other => {
                let by_weight = risk_of(weight);
                if !other.is_empty() {
                    let message = format!("the priority `{other}` is not known");
                    let cure = format!("its weight makes it a {} risk here", by_weight.words());
                    self.export.leave_out(at.clone(), &message, &cure);
                }
                by_weight
            }
        };
        let (link, note) = (field(columns.link), maybe(columns.note));
        let finding = Finding {
            id: String::new(),
            pillar: pillar_of(self.export.context, field(0)),
            risk,
            title: self.export.verbatim(title, at.start),
            plan: (!note.is_empty()).then(|| self.export.verbatim(note, at.start)),
            link: is_linkable(link).then(|| link.to_owned()),
            is_done: maybe(columns.complete).to_lowercase().starts_with('y'),
            origin: self.export.document.origin(at.start),
        };
        self.recommendations.push(Recommendation {
            finding,
            code: code(field(columns.category)).or_else(|| code(title)),
            title: title.to_owned(),
        });
    }

    /// A possible answer of a question, chosen where the third field is not empty.
    fn answer(&mut self, [category, question, chosen]: [&str; 3]) {
        let Some(questions) = &mut self.questions else { return };
        if question.is_empty() {
            return;
        }
        let chosen = chosen.trim_end_matches('.').to_lowercase();
        let counts = !chosen.is_empty() && !chosen.ends_with(NONE_OF_THE_ABOVE);
        *questions.entry((category.to_owned(), question.to_owned())).or_default() |= counts;
    }

    fn draft(self) -> Option<Draft> {
        if self.failed {
            return None;
        }
        let first = 0..self.export.document.text.lines().next().map_or(0, str::len);
        let title = self.title.unwrap_or_default();
        if self.overall.is_none() && self.pillars.is_empty() {
            let message = "this is no export of a Microsoft assessment: it has no line with a score such as '71/260'";
            self.export.refuse(first, message, CURE);
            return None;
        }
        if self.questions.is_none() {
            let message = "the table of questions and answers is missing";
            let cure = "how many are answered is not shown; export the assessment again to have it";
            self.export.leave_out(first, message, cure);
        }
        let questions = self.questions.map(|questions| {
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let answered = questions.values().filter(|answered| **answered).count();
            (count(answered), count(questions.len()))
        });
        let (lens, date) = split_title(&title);
        Some(Draft {
            name: kebab(lens),
            workload: None,
            date,
            lens: lens.to_owned(),
            lens_version: None,
            overall: self.overall,
            pillars: self.pillars,
            questions,
            findings: named(self.recommendations),
            summary: None,
            origin: self.export.document.origin(0),
        })
    }
}

/// Findings with ids that stay from one export to the next: the code where one recommendation has it, and the code with
/// the title where several do; without a code the title.
fn named(recommendations: Vec<Recommendation>) -> Vec<Finding> {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for code in recommendations.iter().filter_map(|one| one.code.clone()) {
        *uses.entry(code).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let name = |one: &Recommendation| match &one.code {
        Some(code) if uses.get(code) == Some(&1) => code.clone(),
        Some(code) => format!("{code}-{}", short_id(without_code(&one.title))),
        None => short_id(&one.title),
    };
    recommendations
        .into_iter()
        .map(|one| Finding {
            id: distinct(&mut taken, &name(&one)),
            ..one.finding
        })
        .collect()
}

/// The title as an id, cut at a word.
fn short_id(title: &str) -> String {
    let id = kebab(title);
    if id.len() <= LONGEST_ID {
        return id;
    }
    let cut = id[..=LONGEST_ID].rfind('-').unwrap_or(LONGEST_ID);
    id[..cut].to_owned()
}

/// The code that a category or title begins with, with hyphens: `RE:04 - Define …` → `RE-04`, `T-1-5-1: …` → `T-1-5-1`.
fn code(text: &str) -> Option<String> {
    let word = text.split([' ', '\t']).next()?.trim_end_matches(':');
    let letters = word.find(|letter: char| !letter.is_ascii_uppercase())?;
    let rest = &word[letters..];
    let is_code = (1..=4).contains(&letters)
        && rest.starts_with([':', '-'])
        && rest[1..]
            .split([':', '-'])
            .all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    is_code.then(|| word.replace(':', "-"))
}

fn without_code(title: &str) -> &str {
    if code(title).is_none() {
        return title;
    }
    let rest = title.split_once(' ').map_or(title, |(_, rest)| rest);
    rest.trim_start_matches(['-', ' '])
}

/// The risk that a weight stands for.
fn risk_of(weight: Option<Decimal>) -> Risk {
    match weight {
        Some(weight) if weight >= HEAVY => Risk::High,
        Some(weight) if weight < MIDDLING => Risk::Low,
        _ => Risk::Medium,
    }
}

fn points(written: &str) -> Option<Score> {
    let (points, out_of) = written.trim_matches('\'').split_once('/')?;
    let (points, out_of): (Decimal, Decimal) = (points.trim().parse().ok()?, out_of.trim().parse().ok()?);
    (out_of > Decimal::ZERO && points >= Decimal::ZERO && points <= out_of).then_some(Score::Points { points, out_of })
}

/// `Azure Well-Architected Review - Nov 17, 2023 - 2:38:53 AM` → the name and the day; some have no day.
fn split_title(title: &str) -> (&str, Option<Date>) {
    let parsed = || {
        let (rest, _time) = title.rsplit_once(" - ")?;
        let (name, day) = rest.rsplit_once(" - ")?;
        let date = Date::strptime("%b %d, %Y", day.trim()).ok()?;
        (date.year() >= FIRST_YEAR).then_some((name.trim(), date))
    };
    match parsed() {
        Some((name, date)) => (name, Some(date)),
        None => (title.trim(), None),
    }
}

/// Another table that belongs elsewhere, by its header: what it is, and what to do.
fn another_table(header: &str) -> Option<(&'static str, &'static str)> {
    if header.starts_with("Pillar,Category,Caption") {
        let message = "this table describes the categories of the assessment; it holds no result";
        return Some((
            message,
            "take it out of the folder, and put the exported assessment there",
        ));
    }
    let mut columns = header.split(',').map(str::trim);
    (columns.clone().any(|name| name == "date") && columns.any(|name| name == "metric")).then_some((
        "this is a table of observations, not a well-architected review",
        "move it to the team's `data` folder",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_title_ends_with_the_day_or_has_none() {
        for (title, name, day) in [
            (
                "Azure Well-Architected Review - Nov 17, 2023 - 2:38:53 AM",
                "Azure Well-Architected Review",
                Some(date(2023, 11, 17)),
            ),
            (
                "Shop - Phase 2 - Feb 2, 2023 - 8:12:04 PM",
                "Shop - Phase 2",
                Some(date(2023, 2, 2)),
            ),
            ("DevOps Capability Assessment", "DevOps Capability Assessment", None),
            ("A - Feb 30, 2023 - 8:12:04 PM", "A - Feb 30, 2023 - 8:12:04 PM", None),
            ("A - 2 février 2023 - 20:12", "A - 2 février 2023 - 20:12", None),
            ("A - Feb 2, 0023 - 8:12:04 PM", "A - Feb 2, 0023 - 8:12:04 PM", None),
        ] {
            assert_eq!(split_title(title), (name, day));
        }
    }

    #[test]
    fn codes_are_told_from_words() {
        for (text, found) in [
            ("RE:04", Some("RE-04")),
            ("RE:04 - Define healthy states.", Some("RE-04")),
            ("T-1-5-1: Define roles", Some("T-1-5-1")),
            ("Teams and Roles", None),
            ("A plan", None),
            ("SIEM + XDR", None),
            ("B-", None),
            ("CAF - Plan", None),
            ("", None),
        ] {
            assert_eq!(code(text).as_deref(), found, "{text}");
        }
        assert_eq!(without_code("RE:04 - Define healthy states."), "Define healthy states.");
        assert_eq!(without_code("T-1-5-1: Define roles"), "Define roles");
        assert_eq!(without_code("Define roles"), "Define roles");
    }

    #[test]
    fn scores_are_points_of_a_maximum_that_is_not_always_a_hundred() {
        let score = |points: i64, out_of: i64| {
            Some(Score::Points {
                points: points.into(),
                out_of: out_of.into(),
            })
        };
        assert_eq!(points("'71/260'"), score(71, 260));
        assert_eq!(points("0/101"), score(0, 101));
        for wrong in ["", "71", "'71/0'", "'-1/10'", "'11/10'", "'a/b'", "'2/Jan'"] {
            assert_eq!(points(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let id = short_id("Establish team for application security and DevSecOps functions everywhere in the company");
        assert_eq!(id, "establish-team-for-application-security-and-devsecops");
        assert_eq!(short_id("Build a health model. "), "build-a-health-model");
    }

    #[test]
    fn weights_stand_for_risks() {
        let risk = |weight: i64| risk_of(Some(weight.into()));
        assert_eq!(
            [risk(32), risk(33), risk(65), risk(66)],
            [Risk::Low, Risk::Medium, Risk::Medium, Risk::High]
        );
        assert_eq!(risk_of(None), Risk::Medium);
    }
}
