//! The published SCORP template as `scorp.md`: every filled cell is on the team's pages, and an empty copy does no harm.

use crate::cases::text_of;
use crate::harness::{Folder, repository};
use scorpfolio::diagnostic::{Diagnostic, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn fixture(name: &str) -> String {
    let path = repository().join("tests/fixtures/scorp-template").join(name);
    fs::read_to_string(path).expect("the fixture is there")
}

/// A portfolio of one team, which keeps its template.
fn portfolio(template: &str) -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Northwind\"\nas_of = 2026-11-05\ndate_order = \"dmy\"\n",
    );
    folder.write("content/teams/basket/team.toml", "template_updated = 2026-11-02\n");
    folder.write("content/teams/basket/scorp.md", template);
    folder
}

/// The pages that speak of the team, by path.
fn pages(folder: &Folder) -> BTreeMap<String, String> {
    let site = folder.site().into_iter();
    let own = site.filter(|(path, _)| {
        let folders = ["teams/basket/", "incidents/basket/"];
        path.rsplit('.').next() == Some("html")
            && (["teams/basket.html", "incidents.html"].contains(&path.as_str())
                || folders.iter().any(|own| path.starts_with(own)))
    });
    own.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text")))
        .collect()
}

/// A filled cell of the Markdown.
#[derive(Debug)]
struct Cell {
    section: String,
    column: String,
    /// The cell of the first column.
    row: String,
    text: String,
    line: usize,
}

/// The filled cells of all tables, by lines and bars alone.
fn cells(markdown: &str) -> Vec<Cell> {
    let mut cells = Vec::new();
    let (mut section, mut head) = (String::new(), Vec::new());
    for (line, text) in markdown.lines().enumerate() {
        if let Some(title) = text.strip_prefix('#') {
            title.trim_matches(['#', ' ']).clone_into(&mut section);
        }
        if !text.starts_with('|') {
            head.clear();
            continue;
        }
        let row: Vec<String> = text
            .trim()
            .trim_matches('|')
            .replace("\\|", "\u{1}")
            .split('|')
            .map(|cell| cell.replace('\u{1}', "|").trim().to_owned())
            .collect();
        if head.is_empty() {
            head = row;
            continue;
        }
        for (column, text) in head.iter().zip(&row) {
            let is_filled = !matches!(text.as_str(), "" | "…") && !text.starts_with("---");
            if is_filled {
                cells.push(Cell {
                    section: section.clone(),
                    column: column.clone(),
                    row: row[0].clone(),
                    text: text.clone(),
                    line: line + 1,
                });
            }
        }
    }
    cells
}

/// Where the values of a column of months stand: the page of a metric.
const METRICS: [(&str, &str, &str); 26] = [
    ("Business Metrics", "Baskets created", "baskets-created"),
    ("Business Metrics", "Conversion", "conversion"),
    ("Business Metrics", "NPS", "nps"),
    ("Security Tooling Reports", "Findings", "security-findings"),
    ("Cost", "Avg. Invocations", "invocations"),
    ("Cost", "API-GW ($)", "cloud-cost"),
    ("Cost", "Lambda ($)", "cloud-cost"),
    ("Cost", "Dynamo ($)", "cloud-cost"),
    ("Cost", "Total ($)", "cloud-cost"),
    ("Cost", "Cost per 1000 transaction ($)", "cost-per-1000-transactions"),
    ("Production Issues", "P1", "p1-issues"),
    ("Production Issues", "P2", "p2-issues"),
    ("Production Issues", "P3", "p3-issues"),
    ("Deployment Frequency (Production)", "Deploys", "deployment-frequency"),
    ("Lead/Cycle Times", "Story Start -> In Prod", "story-cycle-time"),
    ("Lead/Cycle Times", "Code Committed -> In Prod", "change-lead-time"),
    ("Change Failure Rate", "Number of Prod Deploys", "change-fail-rate"),
    ("Change Failure Rate", "Number of Incidents", "change-fail-rate"),
    ("Change Failure Rate", "Fail Rate", "change-fail-rate"),
    (
        "Critical Business Transactions",
        "# of Key Transactions Identified",
        "key-transactions",
    ),
    (
        "Critical Business Transactions",
        "# Covered by Functional (Automated) Tests",
        "key-transactions-tested",
    ),
    (
        "Critical Business Transactions",
        "# Observable on Dashboards",
        "key-transactions-observable",
    ),
    (
        "Critical Business Transactions",
        "# with Active Alarms",
        "key-transactions-alarmed",
    ),
    (
        "Critical Business Transactions",
        "# Covered by Performance Tests",
        "key-transactions-load-tested",
    ),
    ("Errors Per Workload", "", "errors"),
    ("Sustainability", "Carbon Score", "carbon-score"),
];

/// Tables of months whose free columns are tiers.
const TIERS: (&str, &str) = ("Performance", "p95-response-time");

/// Columns of words and names in tables of months.
const WORDS: [&str; 5] = ["Notes", "Learnings", "Trend Summary", "Comments", "Workload"];

/// How values are shown that are not shown as they are written.
const SHOWN: [(&str, &str); 54] = [
    ("1.21M", "1,210,000"),
    ("980k", "980,000"),
    ("3.4%", "3.4 %"),
    ("3.1%", "3.1 %"),
    ("n/a", "not available"),
    ("-", "not available"),
    ("~20", "≈ 20"),
    ("41.2M", "41,200,000"),
    ("38.9M", "38,900,000"),
    ("37.0M", "37,000,000"),
    ("1,204.50", "$1,205"),
    ("3,310.00", "$3,310"),
    ("890.25", "$890.25"),
    ("5,404.75", "$5,405"),
    ("0.131", "$0.131"),
    ("1,180.00", "$1,180"),
    ("3,950.10", "$3,950"),
    ("1,402.00", "$1,402"),
    ("6,532.10", "$6,532"),
    ("0.168", "$0.168"),
    ("1,101.00", "$1,101"),
    ("3,702.00", "$3,702"),
    ("1,377.40", "$1,377"),
    ("6,180.40", "$6,180"),
    ("0.167", "$0.167"),
    ("6d 4h", "6.17 d"),
    ("22h", "22 h"),
    ("9 days", "9 d"),
    ("1d 12h", "36 h"),
    ("9.5d", "9.5 d"),
    ("40 hours", "40 h"),
    ("3.2%", "3.2 %"),
    ("15.8%", "15.8 %"),
    // Shown from its counts, 2 of 18, with the digit that the metric has.
    ("11%", "11.1 %"),
    ("1.4s", "1,400 ms"),
    ("1.9 s", "1,900 ms"),
    ("1.8s", "1,800 ms"),
    ("88ms", "88 ms"),
    ("61ms", "61 ms"),
    ("9ms", "9 ms"),
    ("120ms", "120 ms"),
    ("91ms", "91 ms"),
    ("121ms", "121 ms"),
    ("11ms", "11 ms"),
    ("p95; cold starts", "cold starts"),
    ("2026-08-21", "21 Aug 2026"),
    ("03/10/2026", "3 Oct 2026"),
    ("12/09/2026", "12 Sep 2026"),
    ("2026-09-19", "19 Sep 2026"),
    ("2026-10-08", "8 Oct 2026"),
    ("22/09/2026", "22 Sep 2026"),
    ("2026-09-11", "11 Sep 2026"),
    ("2026-10-02", "2 Oct 2026"),
    ("1h 28m", "1 h 28 min"),
];

fn shown(text: &str) -> &str {
    SHOWN
        .iter()
        .find(|(written, _)| *written == text)
        .map_or(text, |(_, shown)| shown)
}

/// Whether words stand in a text, not as a part of a longer word or number.
fn stands(text: &str, words: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || c == '-';
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + words.len()..].chars();
        let (next, second) = (after.next(), after.next());
        let goes_on = matches!(next, Some('.' | ',')) && second.is_some_and(|c| c.is_ascii_digit());
        !before.is_some_and(|c| inner(c) || c == '.' || c == ',') && !next.is_some_and(inner) && !goes_on
    })
}

/// The rows of a page's tables for a month of 2026, as HTML.
fn rows<'p>(page: &'p str, month: &str) -> Vec<&'p str> {
    let name = format!("{month} 2026");
    let rows = page.split("<tr").skip(1);
    let rows = rows.map(|row| row.split("</table>").next().unwrap_or_default());
    rows.filter(|row| text_of(&format!("<{row}")).starts_with(&name))
        .collect()
}

/// The words of a cell of Markdown, and the addresses it links to.
fn spoken(cell: &str) -> (String, Vec<String>) {
    let mut words = String::new();
    let mut links = Vec::new();
    let mut rest = cell;
    while let Some((before, (text, (url, after)))) = rest.split_once('[').and_then(|(before, link)| {
        let (text, link) = link.split_once("](")?;
        Some((before, (text, link.split_once(')')?)))
    }) {
        words.push_str(before);
        words.push_str(text);
        links.push(url.to_owned());
        rest = after;
    }
    words.push_str(rest);
    if cell.starts_with("https://") {
        return (String::new(), vec![cell.to_owned()]);
    }
    (words, links)
}

#[test]
fn every_filled_cell_of_the_template_is_on_the_pages_of_its_team() {
    let markdown = fixture("filled-basket.md");
    let folder = portfolio(&markdown);
    folder.build();
    let pages = pages(&folder);
    let everything: String = pages.values().map(|page| text_of(page) + "\n").collect();
    let metric = |id: &str| {
        let path = format!("teams/basket/metrics/{id}.html");
        pages.get(&path).unwrap_or_else(|| panic!("{path} is there"))
    };
    let all = cells(&markdown);
    assert_eq!(all.len(), 196, "the splitter sees the cells of the fixture");
    let months = ["August", "September", "October"];
    let mut missing = Vec::new();
    for cell in &all {
        let is_month = months.contains(&cell.row.as_str());
        let is_there = if is_month && cell.column == "Month" {
            // Of a row without a value there is nothing to show.
            let said = all
                .iter()
                .filter(|other| other.line == cell.line && other.column != "Month");
            said.count() == 0 || pages.values().any(|page| !rows(page, &cell.row).is_empty())
        } else if is_month && !WORDS.contains(&cell.column.as_str()) {
            let id = METRICS
                .iter()
                .find(|(section, column, _)| *section == cell.section && (*column == cell.column || column.is_empty()))
                .map(|(_, _, id)| *id)
                .or_else(|| (cell.section == TIERS.0).then_some(TIERS.1))
                .unwrap_or_else(|| panic!("{cell:?} has a metric"));
            let is_count = cell.section == "Change Failure Rate" && cell.column.starts_with("Number");
            rows(metric(id), &cell.row).iter().any(|row| {
                // A sign stands apart from its number in the HTML alone.
                let words = text_of(&format!("<{row}")).replace("$ ", "$");
                let value = shown(&cell.text);
                let origin = format!("scorp.md:{}", cell.line);
                stands(&words, value) && (value == "not available" || is_count || row.contains(&origin))
            })
        } else {
            let (words, links) = spoken(&cell.text);
            let is_linked = |url: &String| pages.values().any(|page| page.contains(&format!("href=\"{url}\"")));
            // A threat model is called by its workload.
            let words = if cell.section == "Threat Models" && !links.is_empty() {
                String::new()
            } else {
                words
            };
            let is_in_months = |page: &String| {
                let rows = rows(page, &cell.row);
                rows.iter()
                    .any(|row| stands(&text_of(&format!("<{row}")), shown(&words)))
            };
            let is_said = match cell.column.as_str() {
                "Notes" | "Learnings" | "Trend Summary" if is_month => pages.values().any(is_in_months),
                "Comments" if words == "p95" => stands(&text_of(metric(TIERS.1)), "Response time (p95)"),
                _ => words.is_empty() || stands(&everything, shown(&words)),
            };
            is_said && links.iter().all(is_linked)
        };
        if !is_there {
            missing.push(cell);
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn what_the_template_says_is_typed_and_exact() {
    let folder = portfolio(&fixture("filled-basket.md"));
    folder.build();
    let csv = folder.read("public/data/teams/basket.csv");
    for row in [
        "basket,,cloud-cost,2026-10,5404.75,,,USD,typed,content/teams/basket/scorp.md,60,Reserved capacity from the 14th",
        "basket,basket-api,change-fail-rate,2026-09,",
        "basket,basket-web,errors,2026-09,120,,,count,typed,content/teams/basket/scorp.md,144,",
        "basket,Lambda,cloud-cost,2026-09,3950.1,",
        "basket,basket-api/Frontend,p95-response-time,2026-08,1800,",
    ] {
        assert!(csv.lines().any(|line| line.starts_with(row)), "{row}\n{csv}");
    }
    assert!(!csv.contains(",imported,"), "{csv}");
}

#[test]
fn placeholders_are_warned_of_by_line_and_nothing_else() {
    let found: Vec<(String, u32)> = portfolio(&fixture("filled-basket.md"))
        .problems()
        .into_iter()
        .map(|problem| {
            (
                problem.code.id().to_owned(),
                problem.place.map_or(0, |place| place.line),
            )
        })
        .collect();
    let warned = |line| ("W423".to_owned(), line);
    assert_eq!(found, [68, 69, 131, 132, 151].map(warned));
}

#[test]
fn an_untouched_copy_is_no_error_with_or_without_its_day() {
    for team in ["", "template_updated = 2026-11-02\n"] {
        let folder = portfolio(&fixture("SCORP-Team-Template.md"));
        folder.write("content/teams/basket/team.toml", team);
        folder.build();
        let text = text_of(&folder.read("public/teams/basket.html"));
        assert!(text.contains("Its scorp.md has no values yet"), "{text}");
        assert!(text.contains("Test Coverage: Unit Tests"), "{text}");
        let errors = |problem: &&Diagnostic| problem.severity == Severity::Error;
        assert_eq!(folder.problems().iter().filter(errors).count(), 0);
    }
}

#[test]
fn a_template_needs_no_team_toml_where_its_months_say_their_years() {
    let folder =
        portfolio("## Production Issues\n| Month | P1 |\n|--|--|\n| Oct 2026 | 2 |\n| 2026-09 | 1 |\n| 8/2026 | 0 |\n");
    folder.remove("content/teams/basket/team.toml");
    folder.build();
    let csv = folder.read("public/data/teams/basket.csv");
    for period in ["2026-10,2", "2026-09,1", "2026-08,0"] {
        assert!(csv.contains(&format!("basket,,p1-issues,{period},")), "{csv}");
    }
}

/// Values of a data file without the lines they stand on.
fn values(folder: &Folder) -> BTreeSet<String> {
    let csv = folder.read("public/data/teams/basket.csv");
    let without_line = |row: &str| {
        let fields: Vec<&str> = row.splitn(12, ',').collect();
        fields[..10].join(",")
    };
    csv.lines().map(without_line).collect()
}

#[test]
fn neither_order_nor_level_of_headings_means_anything() {
    let markdown = fixture("filled-basket.md");
    let told = portfolio(&markdown);
    told.build();
    let mut sections: Vec<&str> = markdown.split("\n## ").collect();
    sections[1..].reverse();
    let deeper = sections.join("\n#### ").replace("\n### ", "\n##### ");
    let other = portfolio(&deeper);
    other.build();
    assert_eq!(values(&told), values(&other));
}

#[test]
fn lists_below_known_headings_are_the_words_of_a_report() {
    let folder = portfolio(
        "## Wins\n- First month **without** a P1\n## Our concerns\n1. Load tests take 3 hours\n## Topics\n- Contract testing, observability\n## Needs\n* Two days for the gateway\n## Actions\n- [x] Alarm on certificates\n- [ ] Flags first\n",
    );
    folder.build();
    let report = text_of(&folder.read("public/teams/basket/2026-11-02.html"));
    for words in [
        "First month without a P1",
        "Load tests take 3 hours",
        "Two days for the gateway",
        "Contract testing",
        "Observability",
    ] {
        assert!(report.contains(words), "{words}\n{report}");
    }
    let actions = text_of(&folder.read("public/actions.html"));
    assert!(
        actions.contains("Alarm on certificates") && actions.contains("Flags first"),
        "{actions}"
    );
}

#[test]
fn a_template_and_a_report_that_say_the_same_are_one_and_others_are_an_error() {
    for (value, is_error) in [("0.041", false), ("0.05", true)] {
        let folder = portfolio("## Sustainability\n| Month | Carbon Score |\n|--|--|\n| October | 0.041 |\n");
        let report = format!("[metrics]\ncarbon-score = {{ value = {value}, month = \"2026-10\" }}\n");
        folder.write("content/teams/basket/reports/2026-11-02.toml", &report);
        let problems = folder.problems();
        let found: Vec<_> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .collect();
        let all = scorpfolio::diagnostic::text::render(&problems, false);
        assert_eq!(found.len(), usize::from(is_error), "{all}");
        if let Some(problem) = found.first() {
            assert_eq!(problem.code.id(), "E307");
            assert!(problem.cure.contains("reports/2026-11-02.toml, line 2"), "{all}");
        }
    }
}

#[test]
fn a_report_speaks_for_a_cycle_and_a_template_without_words_adds_its_numbers() {
    let folder = portfolio("## Production Issues\n| Month | P1 |\n|--|--|\n| October | 2 |\n");
    folder.write("content/teams/basket/reports/2026-11-02.toml", "summary = \"Typed\"\n");
    folder.build();
    let report = text_of(&folder.read("public/teams/basket/2026-11-02.html"));
    assert!(report.contains("Typed") && report.contains("P1 issues"), "{report}");
}

#[test]
fn months_count_back_over_the_turn_of_years() {
    let folder = portfolio(
        "## Production Issues\n| Month | P1 |\n|--|--|\n| January | 2 |\n| December | 1 |\n| November | 3 |\n",
    );
    folder.write("content/teams/basket/team.toml", "template_updated = 2026-02-02\n");
    folder.build();
    let csv = folder.read("public/data/teams/basket.csv");
    for period in ["2026-01,2", "2025-12,1", "2025-11,3"] {
        assert!(csv.contains(&format!("p1-issues,{period},")), "{csv}");
    }
}

#[test]
fn months_whose_year_is_not_known_hide_no_other_mistake_and_give_no_value() {
    let table = "## Production Issues\n| Month | P1 | P2 |\n|--|--|--|\n| October | 2 | two |\n| September | >1 | 1 |\n| Aug 2026 | 4 | 1 |\n";
    let folder = portfolio(table);
    folder.remove("content/teams/basket/team.toml");
    let found: Vec<(String, u32)> = (folder.problems().into_iter())
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| {
            (
                problem.code.id().to_owned(),
                problem.place.map_or(0, |place| place.line),
            )
        })
        .collect();
    let told = |code: &str, line| (code.to_owned(), line);
    assert_eq!(found, [told("E208", 4), told("E301", 4), told("E301", 5)]);
    let readable = scorpfolio::load_readable(&folder.options()).expect("readable");
    let months = readable.portfolio.teams[0].observations.iter();
    let months: BTreeSet<String> = months
        .map(|observation| observation.period.last_day().to_string())
        .collect();
    assert_eq!(months, BTreeSet::from(["2026-08-31".to_owned()]));
}

#[test]
fn plain_numbers_of_tiers_are_response_times_and_counts_beside_them_are_not() {
    let folder = portfolio(
        "## Performance\n| Month | Workload | Frontend | Search UI | Requests | Comments |\n|--|--|--|--|--|--|\n| Oct 2026 | basket-api | 800 | 150 | 9000 | p95 |\n",
    );
    folder.build();
    let csv = folder.read("public/data/teams/basket.csv");
    for row in [
        "basket-api/Frontend,p95-response-time,2026-10,800",
        "basket-api/Search UI,p95-response-time,2026-10,150",
    ] {
        assert!(csv.contains(row), "{row}\n{csv}");
    }
    assert!(csv.contains(",requests,2026-10,9000"), "{csv}");
    assert!(!csv.contains(",frontend,"), "{csv}");
}
