//! `import template`: a team's template becomes files that give the same site, but for where things stand.

use crate::harness::{Folder, command, files, repository};
use scorpfolio::cli::Said;

fn run(folder: &Folder, arguments: &[&str]) -> Said {
    let root = folder.path().to_string_lossy().into_owned();
    let mut line = vec!["import", "template"];
    line.extend(arguments);
    line.extend(["--root", &root]);
    command(&line)
}

/// The path of a team's own template.
fn own(folder: &Folder) -> String {
    folder
        .path()
        .join("content/teams/basket/scorp.md")
        .display()
        .to_string()
}

fn filled() -> String {
    let path = repository().join("tests/fixtures/scorp-template/filled-basket.md");
    std::fs::read_to_string(path).expect("the fixture is there")
}

/// A portfolio of two teams, of which one keeps its template.
fn portfolio(team: &str, template: &str) -> Folder {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Northwind\"\nas_of = 2026-11-05\ndate_order = \"dmy\"\n[cycle]\nfirst = 2026-06-01\n",
    );
    folder.write("content/teams/basket/team.toml", team);
    folder.write("content/teams/basket/scorp.md", template);
    folder.write("content/teams/search/metrics.toml", "[index-size]\npillar = \"cost\"\n");
    folder.write(
        "content/teams/search/reports/2026-10-18.toml",
        "[metrics]\nindex-size = 3\np1-issues = 1\n",
    );
    folder
}

/// A text in which every file with a line is the same file and line.
fn without_origins(text: &str) -> String {
    let is_delimiter = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '/' | '.' | '-' | '_' | ':'));
    let is_file = |token: &str| {
        let path = token.split(':').next().unwrap_or_default();
        [".md", ".toml", ".csv"].iter().any(|ending| path.ends_with(ending))
    };
    let mut normal = String::with_capacity(text.len());
    let mut after_file = false;
    for piece in text.split_inclusive(is_delimiter) {
        let token = piece.trim_end_matches(is_delimiter);
        let rest = &piece[token.len()..];
        let is_line = token.trim_start_matches(':').parse::<u32>().is_ok();
        if is_file(token) {
            normal.push_str("FILE");
        } else if after_file && is_line {
            normal.push('N');
        } else {
            normal.push_str(token);
        }
        // `"file":"…","line":7` and `…,7,` are lines of the file before them.
        after_file = is_file(token) || (after_file && (token.is_empty() || token == ":" || token == "line"));
        normal.push_str(rest);
    }
    normal
}

/// Asserts that a team's template and what it becomes give the same site.
fn assert_same_site(folder: &Folder) {
    folder.build();
    let before = folder.site();
    let said = run(folder, &[&own(folder), "--team", "basket"]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(!folder.path().join("content/teams/basket/scorp.md").exists());
    folder.build();
    let after = folder.site();
    let names = |site: &std::collections::BTreeMap<String, Vec<u8>>| site.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after));
    let mut compared = 0;
    for (path, bytes) in &before {
        let (Ok(one), Ok(other)) = (std::str::from_utf8(bytes), std::str::from_utf8(&after[path])) else {
            continue;
        };
        // Markdown in data is relative to its file, as it is written.
        let (one, other) = (without_origins(one), without_origins(&other.replace("](../", "](")));
        let is_end = |letter: char| matches!(letter, '<' | '{' | '\n');
        let differs = one
            .split(is_end)
            .zip(other.split(is_end))
            .find(|(one, other)| one != other);
        assert!(one == other, "{path}: {differs:?}");
        compared += 1;
    }
    assert!(compared > 50, "{compared} files");
}

/// What the published template's example does not have: words, components of workloads, values below zero, approximate
/// and missing ones, links, quotation marks, files beside.
const RICH: &str = r#"# Us

Before all.

## Wins
- We *did* it, see [the plan](plan.pdf)
- Two lines
  of one win [there][r]

## Concerns
- "Quotes", and \ a backslash

## Learnings
- Look twice

## Topics
- contract testing, chaos

## Offers
- observability

## Asks
- contract testing

## Needs
- A second environment

## Actions
- [x] Rotate the keys
- [ ] Write the runbook
- [ ] Write the runbook

## Business Metrics
| Month | Margin change | Revenue (€) | Notes |
|---|---|---|---|
| Oct 2026 | -3.4% | €12.5k | First, "second"; and [third](https://example.org/3) |
| Sep 2026 | +1.2% | ~€11k | |
| Aug 2026 | n/a | | |

Words after the table.

## Cost
| Month | Workload | Lambda ($) | Dynamo ($) |
|---|---|---|---|
| Oct 2026 | web | 10.5 | [2](https://example.org/bill) |
| Oct 2026 | api | 7 | 1 |
| Sep 2026 | web | 9 | 2 |

## Performance
| Month | Workload | Edge | Core | Comments |
|---|---|---|---|---|
| Oct 2026 | web | 120 | 300 | p95 after the move |
| Sep 2026 | web | 130 | 310 | p99.9 |

## Errors
| Month | web | api |
|---|---|---|
| Oct 2026 | 4 | 0 |
| Sep 2026 | - | 2 |

## Incidents
| Incident # | Date | Description | TTR | RCA | Severity | Impact |
|---|---|---|---|---|---|---|
| 7 | 12 Sep 2026 | Down, see [log](log.txt) | 20 min | | P2 | Some |
| | 13 Sep 2026 | Slow | | [RCA](https://example.org/rca) | | |

## Well Architected Reviews
| Workload | Date | Lens Applied | Summary | Status | Link |
|---|---|---|---|---|---|
| web | 2 Oct 2026 | Azure Review | Fine | done | |
| web | 2 Oct 2026 | Own lens | | | https://example.org/war |
| | 1 Dec 2026 | Own lens | | | |

## Security
### Threat Models
| Workload | Link | Open Threats | Last Updated |
|---|---|---|---|
| web | https://example.org/tm | 4 | 1 Oct 2026 |

### Pen tests
| Who | What |
|---|---|
| Us | All |

## Sessions
| Initiative | When | Test Charter | Notes |
|---|---|---|---|
| Chaos | 3 Oct 2026 | Kill it | It lived |
| Load test | | | |

[r]: https://example.org/r
"#;

#[test]
fn the_filled_template_and_what_it_becomes_give_the_same_site() {
    assert_same_site(&portfolio("template_updated = 2026-11-02\n", &filled()));
}

#[test]
fn words_parts_and_odd_values_stay_what_they_are() {
    let team = "template_updated = 2026-11-02\nlinks = [{ title = \"Board\", url = \"https://example.org/b\" }] # ours\n\
                [[workloads]]\nid = \"web\"\nname = \"The web\"\n[[exercises]]\nkind = \"chaos\"\n";
    let folder = portfolio(team, RICH);
    for file in ["plan.pdf", "log.txt"] {
        folder.write(&format!("content/teams/basket/{file}"), "a file");
    }
    folder.write(
        "content/teams/basket/actions.toml",
        "[[actions]] # kept\nid = \"b-1\"\ntitle = \"One\"\nopened = 2026-09-01\n",
    );
    folder.write(
        "content/teams/basket/metrics.toml",
        "# ours\n[queue]\npillar = \"cost\"\n",
    );
    assert_same_site(&folder);
    let read = |name: &str| folder.read(&format!("content/teams/basket/{name}"));
    assert!(read("team.toml").contains("] # ours\n"), "{}", read("team.toml"));
    assert!(read("team.toml").contains("name = \"The web\"\n\n[[workloads]]\nid = \"api\"\n"));
    assert!(read("actions.toml").starts_with("[[actions]] # kept\n"));
    assert!(read("metrics.toml").starts_with("# ours\n[queue]\n"));
    assert!(read("reports/2026-10-31.toml").contains("[the plan](../plan.pdf)"));
}

#[test]
fn values_of_a_template_stay_typed_and_those_of_other_rows_are_imported() {
    let folder = portfolio("template_updated = 2026-11-02\n", &filled());
    run(&folder, &[&own(&folder), "--team", "basket"]);
    folder.build();
    let site = folder.site();
    let page = String::from_utf8_lossy(&site["data/teams/basket.csv"]).into_owned();
    let of_rows: Vec<&str> = page
        .lines()
        .filter(|line| line.contains("/data/template.csv,"))
        .collect();
    assert!(of_rows.len() >= 80, "{}", of_rows.len());
    assert!(!page.contains(",imported,"), "{page}");
    folder.write(
        "content/teams/basket/data/other.csv",
        "date,metric,value,link\n2026-10,story-cycle-time,70,https://example.org/7\n",
    );
    // Where both speak, the typed value is shown, as it is beside one of a report.
    let problems = folder.problems();
    assert!(
        problems
            .iter()
            .any(|problem| problem.code.name() == "W501" || problem.message.contains("hides an imported one")),
        "{problems:?}"
    );
}

#[test]
fn a_report_that_contradicts_a_row_of_the_template_is_an_error() {
    let folder = portfolio("template_updated = 2026-11-02\n", &filled());
    run(&folder, &[&own(&folder), "--team", "basket"]);
    folder.write(
        "content/teams/basket/reports/2026-10-04.toml",
        "[metrics]\nstory-cycle-time = { value = \"3 days\", month = \"2026-09\" }\n",
    );
    let problems = folder.problems();
    let found = problems
        .iter()
        .find(|problem| problem.message.contains("of the same date different values"));
    assert!(found.is_some(), "{problems:?}");
}

#[test]
fn a_template_that_lies_elsewhere_is_read_and_stays_there() {
    let folder = portfolio("template_updated = 2026-11-02\n", &filled());
    folder.remove("content/teams/basket/scorp.md");
    folder.write("export/page.md", &filled());
    let path = folder.path().join("export/page.md").display().to_string();
    let dry = run(&folder, &[&path, "--team", "basket", "--dry-run"]);
    assert_eq!(dry.status, 0, "{}", dry.stderr);
    assert!(
        dry.stdout
            .contains("content/teams/basket/data/template.csv: 89 values\n"),
        "{}",
        dry.stdout
    );
    assert!(dry.stdout.ends_with("nothing was written: this was a dry run\n"));
    assert_eq!(files(&folder.path().join("content/teams/basket")).len(), 1);
    let said = run(&folder, &[&path, "--team", "basket"]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(
        said.stderr.contains("page.md:68:3"),
        "what is left out is named: {}",
        said.stderr
    );
    assert_eq!(folder.read("export/page.md"), filled());
    let before = files(&folder.path().join("content"));
    let again = run(&folder, &[&path, "--team", "basket"]);
    assert_ne!(again.status, 0, "{}", again.stdout);
    assert_eq!(before, files(&folder.path().join("content")));
}

#[test]
fn a_page_of_a_wiki_is_a_template_too() {
    let folder = portfolio("template_updated = 2026-11-02\n", "");
    folder.remove("content/teams/basket/scorp.md");
    folder.write(
        "page.html",
        "<h2>Production Issues</h2><table class=\"confluenceTable\"><tr><th>Month</th><th>P1</th></tr>\
         <tr><td>October</td><td>3</td></tr></table><h2>Wins</h2><ul><li>It works</li></ul>",
    );
    let path = folder.path().join("page.html").display().to_string();
    let said = run(&folder, &[&path, "--team", "basket"]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(
        folder
            .read("content/teams/basket/data/template.csv")
            .contains("2026-10,p1-issues,,3,")
    );
    assert!(
        folder
            .read("content/teams/basket/reports/2026-10-31.toml")
            .contains("[[wins]]\ntext = \"It works\"\n")
    );
}

#[test]
fn what_cannot_be_converted_is_refused_with_its_reason_and_nothing_is_written() {
    type Row<'a> = (&'a str, &'a [&'a str], &'a str);
    let wrong = "## Production Issues\n| Month | P1 |\n|---|---|\n| Oct 2026 | many |\n";
    let rows: [Row<'_>; 9] = [
        (
            &filled(),
            &["--date", "2026-11-01"],
            "`--date` means nothing for a template",
        ),
        (&filled(), &["--set", "a=b"], "`--set` means nothing for a template"),
        (&filled(), &["OTHER"], "a team has one template, and 2 files are named"),
        ("", &[], "the file is empty"),
        (
            "Just words.\n",
            &[],
            "no section of the template in this file says anything",
        ),
        (
            "{\"a\": 1}\n",
            &[],
            "no section of the template in this file says anything",
        ),
        (
            "<html><body><form>Sign in</form></body></html>",
            &[],
            "the file is a web page",
        ),
        (wrong, &[], "`many` is not"),
        (
            "## Production Issues\n| Month | P1 |\n|---|---|\n| October | 1 |\n",
            &[],
            "the year of `October` is not known",
        ),
    ];
    for (text, options, expected) in rows {
        let folder = portfolio("", text);
        let path = own(&folder);
        let other = folder.path().join("scorpfolio.toml").display().to_string();
        let before = files(&folder.path().join("content"));
        let mut line = vec![path.as_str(), "--team", "basket"];
        line.extend(
            options
                .iter()
                .map(|option| if *option == "OTHER" { other.as_str() } else { option }),
        );
        let said = run(&folder, &line);
        assert_ne!(said.status, 0, "{expected}: {}", said.stdout);
        assert!(said.stderr.contains(expected), "{expected}: {}", said.stderr);
        assert_eq!(files(&folder.path().join("content")), before, "{expected}");
    }
}

#[test]
fn a_second_template_and_a_file_in_the_way_stop_a_conversion() {
    let folder = portfolio("template_updated = 2026-11-02\n", &filled());
    folder.write("other.md", &filled());
    let other = folder.path().join("other.md").display().to_string();
    let said = run(&folder, &[&other, "--team", "basket"]);
    assert!(
        said.stderr.contains("the team has a template already"),
        "{}",
        said.stderr
    );
    folder.write(
        "content/teams/basket/war/template-2026-09-12-basket-api.toml",
        "date = 2026-01-01\nid = \"x\"\n",
    );
    let before = files(&folder.path().join("content"));
    let said = run(&folder, &[&own(&folder), "--team", "basket"]);
    assert!(said.stderr.contains("exists already"), "{}", said.stderr);
    assert_eq!(files(&folder.path().join("content")), before);
}
