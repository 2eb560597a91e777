//! `new team` and `new report`: files prefilled from what the portfolio knows.

use crate::analyse::analyse;
use crate::cli::{Failure, Output, write};
use crate::diagnostic::did_you_mean;
use crate::load::RESERVED;
use crate::load::document::kebab;
use crate::model::portfolio::Portfolio;
use crate::scaffold::{self, NewFile, SCHEMAS};
use jiff::civil::Date;
use std::fmt::Write;
use std::path::Path;

/// Adds a team: its folder and a commented team.toml. `name` is what people call it.
pub fn team(name: &str, root: &Path, portfolio: &Portfolio) -> Result<Output, Failure> {
    let name = name.trim();
    if !name.contains(|character: char| character.is_ascii_alphanumeric()) {
        let message = format!("`{name}` gives no folder name");
        return Err(Failure {
            message,
            cure: "write a name with letters from a to z, and correct `name` in team.toml afterwards".to_owned(),
        });
    }
    let slug = kebab(name);
    if RESERVED.contains(&slug.as_str()) {
        let message = format!("`{slug}` is a name the site uses itself");
        return Err(Failure {
            message,
            cure: "choose another name".to_owned(),
        });
    }
    if let Some(index) = portfolio.team(&slug) {
        let message = format!(
            "there is a team `{slug}` already, in {}",
            scaffold::team_folder(portfolio, index)
        );
        return Err(Failure {
            message,
            cure: format!("write its report with `scorpfolio new report {slug}`, or choose another name"),
        });
    }
    let content = scaffold::content_folder(portfolio).ok_or_else(|| Failure {
        message: "every content folder in scorpfolio.toml is a pattern, so it is not clear where the team belongs"
            .to_owned(),
        cure: "add a plain folder to `content` in scorpfolio.toml".to_owned(),
    })?;
    let mut output = written(root, &scaffold::team(portfolio, name, &content))?;
    let _ = writeln!(
        output.stderr,
        "Next: fill in team.toml, then `scorpfolio new report {slug}`."
    );
    if !portfolio.teams.is_empty() {
        let _ = writeln!(
            output.stderr,
            "Teams are shown in the order of `teams` in scorpfolio.toml; those not named there follow by name."
        );
    }
    Ok(output)
}

/// Writes a team's next report, or the one that speaks for `date`.
pub fn report(team: &str, date: Option<Date>, root: &Path, portfolio: &Portfolio) -> Result<Output, Failure> {
    let index = portfolio.team(team).ok_or_else(|| Failure {
        message: format!("unknown team `{team}`"),
        cure: did_you_mean(
            team,
            portfolio.teams.iter().map(|team| team.slug.as_str()),
            "add it with `scorpfolio new team NAME`",
        ),
    })?;
    let analysis = analyse(portfolio);
    let calendar = &portfolio.calendar;
    let date = date.unwrap_or_else(|| calendar.cycle(scaffold::due(portfolio, &analysis, index)).last);
    let cycle = calendar.holding(date);
    if calendar.cycles.last().is_some_and(|running| running.last < date) {
        let message = format!("the cycle of {date} has not begun: today is {}", portfolio.as_of);
        return Err(Failure {
            message,
            cure: "leave `--date` out for the report that is due, or correct it".to_owned(),
        });
    }
    if let Some(report) = cycle
        .and_then(|cycle| analysis.teams[index].reports[cycle.0])
        .map(|report| &portfolio.teams[index].reports[report])
    {
        let cycle = calendar.cycle(report.cycle);
        let message = format!(
            "{team} has a report for the cycle from {} to {} already: {}",
            cycle.first,
            cycle.last,
            portfolio.file(report.origin).path
        );
        return Err(Failure {
            message,
            cure: "edit that file; a team brings one report a cycle".to_owned(),
        });
    }
    let mut output = written(root, &scaffold::report(portfolio, &analysis, index, date))?;
    output
        .stderr
        .push_str("Next: remove the # in front of what you report, correct it, and run `scorpfolio check`.\n");
    Ok(output)
}

fn written(root: &Path, file: &NewFile) -> Result<Output, Failure> {
    let path = root.join(&file.path);
    write::new_file(&path, file.text.as_bytes())?;
    let mut output = Output {
        stdout: format!("{}\n", write::shown(&path)),
        stderr: String::new(),
    };
    if !write::exists(&root.join(SCHEMAS)) && file.text.starts_with("#:schema") {
        let _ = writeln!(
            output.stderr,
            "An editor that knows JSON Schema checks the file while you type after `scorpfolio schema --out {}`.",
            write::shown(&root.join(SCHEMAS))
        );
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::init;
    use crate::load;
    use crate::source;
    use jiff::Timestamp;
    use jiff::civil::date;

    const NOW: &str = "2026-03-11T12:00:00Z";

    fn loaded(folder: &Path, as_of: Date) -> Portfolio {
        let text = source::read_configuration(folder).expect("a configuration");
        let configuration = load::configuration::read(&text).0.expect("no errors");
        let (sources, unread) = source::read(folder, &configuration.places);
        assert_eq!(unread, []);
        let (portfolio, problems) = load::load(&configuration, &sources, as_of);
        assert_eq!(problems, []);
        portfolio.expect("no errors")
    }

    fn new_portfolio() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let now: Timestamp = NOW.parse().expect("a moment");
        init::run(folder.path(), None, now).expect("written");
        folder
    }

    #[test]
    fn a_new_team_and_its_first_report_load_without_a_problem() {
        let folder = new_portfolio();
        let today = date(2026, 3, 11);
        let output = team("Check-out & Pay", folder.path(), &loaded(folder.path(), today)).expect("written");
        assert!(
            output
                .stdout
                .trim_end()
                .ends_with("content/teams/check-out-pay/team.toml"),
            "{}",
            output.stdout
        );
        let portfolio = loaded(folder.path(), today);
        assert_eq!(portfolio.teams[0].name, "Check-out & Pay");
        report("check-out-pay", None, folder.path(), &portfolio).expect("written");
        let portfolio = loaded(folder.path(), today);
        assert_eq!(portfolio.teams[0].reports.len(), 1);
        assert_eq!(portfolio.teams[0].observations, []);
    }

    #[test]
    fn the_report_that_is_missing_comes_before_the_running_cycle_s() {
        let folder = new_portfolio();
        // Cycles end on 8 and 22 March; the first has its report.
        let dates = |today: Date| {
            let portfolio = loaded(folder.path(), today);
            report("first-team", None, folder.path(), &portfolio).map(|_| {
                loaded(folder.path(), today).teams[0]
                    .reports
                    .last()
                    .map(|report| report.date)
            })
        };
        assert_eq!(dates(date(2026, 3, 24)), Ok(Some(date(2026, 3, 22))));
        assert_eq!(dates(date(2026, 3, 24)), Ok(Some(date(2026, 4, 5))));
        let failure = dates(date(2026, 3, 24)).expect_err("both have reports now");
        assert!(failure.message.contains("has a report for the cycle from 2026-03-23 to 2026-04-05 already: content/teams/first-team/reports/2026-04-05.toml"), "{failure:?}");
    }

    #[test]
    fn a_report_may_be_written_for_a_day_before_all_others_but_not_for_the_future() {
        let folder = new_portfolio();
        let portfolio = loaded(folder.path(), date(2026, 3, 11));
        report("first-team", Some(date(2025, 12, 14)), folder.path(), &portfolio).expect("written");
        let failure = report("first-team", Some(date(2027, 1, 1)), folder.path(), &portfolio).expect_err("refused");
        assert!(
            failure.message.starts_with("the cycle of 2027-01-01 has not begun"),
            "{failure:?}"
        );
    }

    #[test]
    fn unknown_and_known_teams_are_told_apart() {
        let folder = new_portfolio();
        let portfolio = loaded(folder.path(), date(2026, 3, 11));
        assert_eq!(
            report("frist-team", None, folder.path(), &portfolio)
                .expect_err("unknown")
                .cure,
            "did you mean `first-team`?"
        );
        assert!(
            team("First team", folder.path(), &portfolio)
                .expect_err("known")
                .message
                .starts_with("there is a team `first-team` already")
        );
        assert!(
            team("日本", folder.path(), &portfolio)
                .expect_err("no letters")
                .message
                .ends_with("gives no folder name")
        );
    }
}
