//! Files to begin with: a portfolio, and a team.

use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::scaffold::written::{one_line, quoted};
use crate::scaffold::{NewFile, SCHEMAS, schema_comment};
use crate::schema;
use jiff::ToSpan;
use jiff::civil::Date;

/// A whole portfolio: configuration, one team, its report for the cycle that ended last before `today`, one page, and the
/// schemas that editors check them by.
#[must_use]
pub fn init(title: Option<&str>, today: Date) -> Vec<NewFile> {
    // Cycles end on Sundays; the last that lies before today has ended.
    let last = today.saturating_sub(i32::from(today.weekday().to_monday_one_offset()).days());
    let first = last.saturating_sub(13.days());
    let report = format!("content/teams/first-team/reports/{last}.toml");
    let mut files = vec![
        NewFile {
            path: "scorpfolio.toml".to_owned(),
            text: configuration(title.unwrap_or("Engineering portfolio"), first),
        },
        NewFile {
            path: "content/teams/first-team/team.toml".to_owned(),
            text: team_text("content/teams/first-team/team.toml", "First team", None),
        },
        NewFile {
            text: first_report(&report, last),
            path: report,
        },
        NewFile {
            path: "content/pages/ways-of-working.md".to_owned(),
            text: PAGE.to_owned(),
        },
        NewFile {
            path: ".gitignore".to_owned(),
            text: "# What `scorpfolio build` writes.\n/public\n/.scorpfolio\n".to_owned(),
        },
    ];
    files.extend(schema::all().iter().map(|(name, schema)| NewFile {
        path: format!("{SCHEMAS}/{}", schema::file_name(name)),
        text: schema::text(schema),
    }));
    files
}

/// The team.toml of a new team with this name, in its folder, which ends in `/`.
///
/// The team joins with the running cycle, so that no earlier report is missed.
#[must_use]
pub fn team(portfolio: &Portfolio, name: &str, folder: &str) -> NewFile {
    let path = format!("{folder}team.toml");
    let joined = portfolio
        .calendar
        .cycle(CycleIndex::new(portfolio.calendar.ended))
        .first;
    NewFile {
        text: team_text(&path, name, Some(joined)),
        path,
    }
}

fn configuration(title: &str, first: Date) -> String {
    let schema = schema_comment("scorpfolio.toml", "scorpfolio");
    let title = quoted(title);
    let holiday = (first.saturating_add(56.days()), first.saturating_add(69.days()));
    format!(
        r#"{schema}# The portfolio. Everything but the title has a default; remove a # to say otherwise.
schema_version = 1
title = {title}

# Where a reader sees the file behind a number; path and line are filled in.
# source_url = "https://git.example.org/us/portfolio/blob/main/{{path}}#L{{line}}"

# time_zone = "Europe/Dublin"
# currency = "EUR"                        # of amounts that do not say theirs; USD without this line
# date_order = "dmy"                      # how 12/09/2026 is read

# Headings of the review, in this order.
# pillars = ["security", "cost", "operational-excellence", "reliability", "performance", "sustainability"]

# The order in which teams are shown; those not named follow by name.
# teams = ["first-team"]

# The beat of the review: one report a team and cycle.
[cycle]
first = {first}                        # the first day of some cycle
every = "2 weeks"                         # or "1 week", "1 month", …
grace = "3 days"                          # after the last day, before a report is late
# skips = [ {{ from = {}, to = {}, reason = "Holidays" }} ]

# The meeting. Without one there is a review of all teams.
# [[reviews]]
# id = "all-teams"
# days_after_cycle = 4
# at = 10:00:00
# minutes = 90
# minutes_per_team = 10
# facilitator = "Ada"
"#,
        holiday.0, holiday.1
    )
}

fn team_text(path: &str, name: &str, joined: Option<Date>) -> String {
    let schema = schema_comment(path, "team");
    let joined = joined.map_or_else(String::new, |day| {
        format!("joined = {day}                       # no report is expected before\n")
    });
    let heading = one_line(name);
    let name = quoted(name);
    format!(
        r#"{schema}# {heading}. The folder's name is the team's name in addresses.
schema_version = 1
name = {name}
{joined}# mission = "The business goal the work is tied to"
# kind = "stream-aligned"
# group = "commerce"                      # reviews and filters go by group
# contact = "our-channel in the chat"
# principal_engineer = "Grace Hopper"
# delivery_lead = "Alan Turing"

# What the team owns. A value may belong to one workload or to the team as a whole.
# [[workloads]]
# id = "some-api"
# name = "Some API"

# Where people look next: dashboard, runbook, playbook, alarms, logs, repository, backlog, architecture, …
# [[links]]
# kind = "dashboard"
# title = "Golden signals"
# url = "https://dashboards.example.org/golden-signals"

# The team's own targets. They are dated, so that last year's pages keep last year's target.
# [[targets]]
# metric = "change-fail-rate"
# value = 10
# from = 2026-01-05

# [[slos]]
# name = "Requests are answered"
# metric = "availability"
# objective = 99.9
# window = "28 days"
"#
    )
}

fn first_report(path: &str, date: Date) -> String {
    let schema = schema_comment(path, "report");
    format!(
        r#"{schema}# An example: put your own numbers in, or delete the file and run `scorpfolio new report first-team`.
# Every part is optional. Three numbers make a useful page.
schema_version = 1
date = {date}                         # the last day the report speaks for
prepared_by = "You"
summary = "The first report: **what changed**, in a sentence or two."
topics = ["observability"]                # subjects that came up; they are counted across teams

# Values by metric id. Each may also be a table with a note, or be split by workload:
#   errors = {{ by = {{ some-api = 12, some-web = 3 }} }}
[metrics]
critical-vulnerabilities = 0
deployment-frequency = 6
change-lead-time = "1d 4h"
change-fail-rate = {{ numerator = 1, denominator = 6, note = "A typo in a configuration" }}
availability = 99.95

[[wins]]
text = "Everything that a portfolio needs is in one folder"

# [[concerns]]
# text = "What worries the team"

# [[needs]]
# text = "What the team asks of others"
# of = "Whom"
"#
    )
}

const PAGE: &str = r#"+++
title = "Ways of working"
summary = "How we run our reviews"
+++

This is a free page: any Markdown file in `content/pages/` becomes one. Say here what you agreed on.

- Each cycle every team brings a report: what changed since the last one, and why.
- Numbers are for learning. Teams are not compared, and no target is an individual's.
- Whoever sees a pattern across teams offers help or asks for it.
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::configuration;
    use crate::load::document::Document;
    use crate::load::shape::TEAM;
    use crate::model::portfolio::FileIndex;
    use jiff::civil::date;

    /// Removes the `# ` of lines that hold a key or a table header.
    fn uncommented(text: &str) -> String {
        let is_key = |body: &str| {
            body.split_once(" = ")
                .is_some_and(|(name, _)| !name.contains([' ', ':']))
        };
        let line = |line: &str| match line.strip_prefix("# ") {
            Some(body) if body.starts_with("[[") || is_key(body) => format!("{body}\n"),
            _ => format!("{line}\n"),
        };
        text.lines().map(line).collect()
    }

    #[test]
    fn the_commented_lines_of_a_configuration_are_valid() {
        let text = uncommented(&configuration("A title", date(2026, 1, 5)));
        let (read, problems) = configuration::read(&text);
        assert_eq!(problems, [], "{text}");
        let read = read.expect("no errors");
        assert_eq!(
            (read.config.title.as_str(), read.team_order.len(), read.reviews.len()),
            ("A title", 1, 1)
        );
        assert_eq!(read.rhythm.map(|rhythm| rhythm.skips.len()), Some(1));
    }

    #[test]
    fn the_commented_lines_of_a_team_are_valid() {
        let text = uncommented(&team_text("content/teams/a/team.toml", "A", Some(date(2026, 1, 5))));
        let document = Document::of_text(FileIndex(1), "team.toml", &text);
        let table = document.parse();
        document.check(&table, &TEAM);
        for key in ["joined", "mission", "workloads", "links", "targets", "slos"] {
            assert!(table.contains_key(key), "{key}");
        }
        assert_eq!(document.into_problems(), [], "{text}");
    }
}
