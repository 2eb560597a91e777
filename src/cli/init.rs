//! `init`: a new portfolio, ready to build.

use crate::cli::{Failure, Output, write};
use crate::scaffold;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write;
use std::path::Path;

/// Writes a whole tiny portfolio into a folder that holds none; all or nothing.
///
/// A `.gitignore` that is there already is kept: new portfolios often begin in a new repository.
pub fn run(folder: &Path, title: Option<&str>, now: Timestamp) -> Result<Output, Failure> {
    // No zone is configured yet; UTC is the one that the new configuration means.
    let today = now.to_zoned(TimeZone::UTC).date();
    if write::exists(&folder.join("scorpfolio.toml")) {
        let message = format!("{} holds a portfolio already", folder.display());
        return Err(Failure {
            message,
            cure: "name another folder, or add a team to this one with `scorpfolio new team NAME`".to_owned(),
        });
    }
    let files = scaffold::init(title, today);
    let is_kept = |path: &str| path == ".gitignore" && write::exists(&folder.join(path));
    if let Some(file) = files
        .iter()
        .find(|file| !is_kept(&file.path) && write::exists(&folder.join(&file.path)))
    {
        return Err(write::in_the_way(&folder.join(&file.path)));
    }
    let mut output = Output::default();
    for file in &files {
        let path = folder.join(&file.path);
        if is_kept(&file.path) {
            let _ = writeln!(
                output.stderr,
                "{} is kept as it is: add /public and /.scorpfolio to it.",
                write::shown(&path)
            );
            continue;
        }
        write::new_file(&path, file.text.as_bytes())?;
        let _ = writeln!(output.stdout, "{}", write::shown(&path));
    }
    let change = if folder == Path::new(".") {
        String::new()
    } else {
        format!("cd {} && ", folder.display())
    };
    let _ = writeln!(output.stderr, "Next: {change}scorpfolio build");
    Ok(output)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "what is on disk is what is tested")]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::load;
    use crate::model::portfolio::Portfolio;
    use crate::source;
    use std::fs;

    fn loaded(folder: &Path, now: Timestamp) -> (Option<Portfolio>, Vec<Diagnostic>) {
        let text = source::read_configuration(folder).expect("a configuration");
        let (configuration, mut problems) = load::configuration::read(&text);
        let configuration = configuration.expect("no errors");
        let (sources, unread) = source::read(folder, &configuration.places);
        let (portfolio, found) = load::load(&configuration, &sources, now.to_zoned(TimeZone::UTC).date());
        problems.extend(unread.into_iter().chain(found));
        (portfolio, problems)
    }

    #[test]
    fn a_new_portfolio_loads_without_a_problem_on_any_day_of_the_week() {
        for day in 1..=14 {
            let now: Timestamp = format!("2026-03-{day:02}T23:30:00Z").parse().expect("a moment");
            let folder = tempfile::tempdir().expect("a folder");
            let output = run(folder.path(), Some("A \"quoted\" title"), now).expect("written");
            assert!(output.stdout.lines().count() >= 5, "{}", output.stdout);
            let (portfolio, problems) = loaded(folder.path(), now);
            assert_eq!(problems, [], "{day}");
            let portfolio = portfolio.expect("no errors");
            assert_eq!(portfolio.config.title, "A \"quoted\" title");
            assert_eq!((portfolio.teams.len(), portfolio.pages.len()), (1, 1));
            assert_eq!(
                Some(portfolio.teams[0].reports[0].cycle),
                portfolio.calendar.current(),
                "the report is of the cycle that has just ended"
            );
        }
    }

    #[test]
    fn nothing_is_written_where_anything_is_in_the_way() {
        let now = Timestamp::UNIX_EPOCH;
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("content/pages")).expect("a folder");
        let page = folder.path().join("content/pages/ways-of-working.md");
        fs::write(&page, "theirs").expect("written");
        let failure = run(folder.path(), None, now).expect_err("refused");
        assert!(
            failure.message.contains("ways-of-working.md exists already"),
            "{failure:?}"
        );
        assert!(!folder.path().join("scorpfolio.toml").exists());
        assert_eq!(fs::read(&page).expect("readable"), b"theirs");
    }

    #[test]
    fn a_portfolio_is_not_made_twice_in_one_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        run(folder.path(), None, Timestamp::UNIX_EPOCH).expect("written");
        let failure = run(folder.path(), None, Timestamp::UNIX_EPOCH).expect_err("refused");
        assert!(failure.message.ends_with("holds a portfolio already"), "{failure:?}");
    }

    #[test]
    fn a_repository_keeps_its_gitignore() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(".gitignore"), "/theirs\n").expect("written");
        let output = run(folder.path(), None, Timestamp::UNIX_EPOCH).expect("written");
        assert!(
            output.stderr.contains("add /public and /.scorpfolio"),
            "{}",
            output.stderr
        );
        assert_eq!(
            fs::read(folder.path().join(".gitignore")).expect("readable"),
            b"/theirs\n"
        );
    }
}
