//! `new` as people type it: every kind of entry, on a portfolio that was just made and on the sample.

use crate::harness::{Folder, command, repository};
use clap::Parser;
use scorpfolio::cli::{Cli, Said};
use scorpfolio::diagnostic::{Severity, text};
use std::collections::BTreeMap;

/// Runs a command line in a folder.
fn run(folder: &Folder, arguments: &[&str]) -> Said {
    let root = folder.path().to_string_lossy().into_owned();
    let mut line = arguments.to_vec();
    if arguments[0] == "init" {
        line.push(&root);
    } else {
        line.extend(["--root", &root]);
    }
    command(&line)
}

/// Runs a command line that succeeds, and gives the path it names from the folder of the portfolio.
fn made(folder: &Folder, arguments: &[&str]) -> String {
    let said = run(folder, arguments);
    assert_eq!(said.status, 0, "{arguments:?}\n{}", said.stderr);
    assert!(said.stderr.contains("Next: "), "{}", said.stderr);
    let root = format!("{}/", folder.path().display());
    let path = said.stdout.trim_end().strip_prefix(&root);
    path.unwrap_or_else(|| panic!("{}", said.stdout)).to_owned()
}

/// The sample, without the site that is built from it.
fn sample() -> Folder {
    let folder = Folder::copy_of(repository().join("content"));
    let moved = Folder::empty();
    for (path, bytes) in crate::harness::files(folder.path()) {
        moved.write_bytes(&format!("content/{path}"), &bytes);
    }
    let configuration = std::fs::read(repository().join("scorpfolio.toml")).expect("readable");
    moved.write_bytes("scorpfolio.toml", &configuration);
    moved
}

/// What a check finds, as it is printed.
fn found(folder: &Folder) -> String {
    text::render(&folder.problems(), false)
}

/// Every kind of new entry for a team and a review, each with where it ends up.
fn every_kind<'a>(team: &'a str, review: &'a str) -> [(Vec<&'a str>, String); 12] {
    let own = |path: &str| format!("content/teams/{team}/{path}");
    [
        (
            vec!["new", "team", "Zürich Süd"],
            "content/teams/zurich-sud/team.toml".to_owned(),
        ),
        (
            vec!["new", "report", "zurich-sud"],
            "content/teams/zurich-sud/reports/".to_owned(),
        ),
        (
            vec!["new", "action", "zurich-sud", "A \"first\" one"],
            "content/teams/zurich-sud/actions.toml".to_owned(),
        ),
        (vec!["new", "action", team, "Contract tests"], own("actions.toml")),
        (
            vec!["new", "action", team, "Another", "--id", "OPS_7.b"],
            own("actions.toml"),
        ),
        (vec!["new", "incident", team, "Łódź is down"], own("incidents/")),
        (
            vec!["new", "incident", team, "Down", "--id", "INC-9042"],
            own("incidents/INC-9042.md"),
        ),
        (
            vec!["new", "war", team, "--provider", "gcp", "--id", "a-new-one"],
            own("war/a-new-one.toml"),
        ),
        (
            vec!["new", "notad", "TLS 1.3 & more", "--kind", "mandate"],
            "content/notads/tls-1-3-more.md".to_owned(),
        ),
        (
            vec!["new", "tech-share", "An afternoon of caches"],
            "content/tech-shares/an-afternoon-of-caches.md".to_owned(),
        ),
        (vec!["new", "review", review], format!("content/reviews/{review}/")),
        (
            vec!["new", "report", team, "--date", "2025-01-03"],
            own("reports/2025-01-03.toml"),
        ),
    ]
}

fn every_kind_is_valid(folder: &Folder, team: &str, review: &str) {
    let before = found(folder);
    let mut paths = Vec::new();
    for (arguments, expected) in every_kind(team, review) {
        let path = made(folder, &arguments);
        assert!(path.starts_with(&expected), "{arguments:?} wrote {path}");
        let text = folder.read(&path);
        // A list that was there keeps its own first line.
        assert!(
            text.contains("#:schema ../") || path.ends_with("actions.toml"),
            "{text}"
        );
        paths.push(path);
    }
    assert_eq!(found(folder), before);
    paths.sort();
    paths.dedup();
    for path in paths {
        let text = uncommented(&folder.read(&path));
        folder.write(&path, &text);
    }
    let mut problems = folder.problems();
    problems.retain(|problem| problem.severity == Severity::Error);
    assert!(problems.is_empty(), "{}", text::render(&problems, false));
}

/// A file with the `# ` removed from every line that holds a key or a table header; of Markdown, of its front matter.
fn uncommented(text: &str) -> String {
    let is_markdown = text.starts_with("+++");
    let mut fences = 0;
    let mut lines = Vec::new();
    for line in text.lines() {
        fences += usize::from(line == "+++");
        let body = line.strip_prefix("# ").unwrap_or(line);
        let name = body.split(" = ").next().unwrap_or_default();
        let is_key = body.contains(" = ") && !name.contains([' ', ':', '"', '`', '(']);
        let is_draft = name == "draft";
        let is_code = !is_markdown || fences == 1;
        lines.push(if is_code && !is_draft && (is_key || body.starts_with('[')) {
            body
        } else {
            line
        });
    }
    lines.join("\n") + "\n"
}

#[test]
fn every_new_entry_of_a_portfolio_just_made_is_right_as_it_is_and_with_its_lines_uncommented() {
    let folder = Folder::empty();
    assert_eq!(run(&folder, &["init"]).status, 0);
    assert_eq!(found(&folder), "");
    every_kind_is_valid(&folder, "first-team", "all");
}

#[test]
fn every_new_entry_of_the_sample_is_right_as_it_is_and_with_its_lines_uncommented() {
    every_kind_is_valid(&sample(), "checkout", "commerce");
}

#[test]
fn nothing_that_exists_is_written_over_or_changed() {
    let folder = Folder::right();
    for (arguments, _) in every_kind("alpha", "all") {
        made(&folder, &arguments);
    }
    made(&folder, &["new", "review"]);
    let before = crate::harness::files(folder.path());
    let repeated = [
        vec!["new", "team", "Alpha"],
        vec!["new", "team", "Zurich-Süd"],
        vec!["new", "report", "alpha", "--date", "2026-01-10"],
        vec!["new", "action", "alpha", "Another", "--id", "ops_7.B"],
        vec!["new", "incident", "alpha", "Łódź is down"],
        vec!["new", "incident", "beta", "Down", "--id", "inc-9042"],
        vec!["new", "war", "alpha", "--id", "a-new-one"],
        vec!["new", "notad", "TLS 1.3: more"],
        vec!["new", "tech-share", "An afternoon of caches!"],
        vec!["new", "review"],
        vec!["new", "review", "all", "--date", "2026-02-02"],
    ];
    for arguments in repeated {
        let said = run(&folder, &arguments);
        assert_eq!(
            (said.status, said.stdout.as_str()),
            (2, ""),
            "{arguments:?}\n{}",
            said.stderr
        );
        assert!(
            said.stderr.contains("already") && said.stderr.contains("hint: "),
            "{}",
            said.stderr
        );
    }
    assert_eq!(crate::harness::files(folder.path()), before);
}

#[test]
fn a_team_that_is_not_there_is_answered_with_the_nearest() {
    let folder = Folder::right();
    for arguments in [
        vec!["new", "report", "alpa"],
        vec!["new", "action", "alpa", "A title"],
        vec!["new", "incident", "alpa", "A title"],
        vec!["new", "war", "alpa"],
    ] {
        let said = run(&folder, &arguments);
        assert_eq!(said.status, 2, "{arguments:?}");
        assert!(said.stderr.contains("did you mean `alpha`?"), "{}", said.stderr);
    }
}

#[test]
fn an_entry_is_made_beside_content_that_has_errors() {
    let folder = Folder::right();
    folder.write("content/teams/beta/team.toml", "nmae = \"Beta\"\n[[workloads]\n");
    folder.write("content/metrics.toml", "[x]\nunit = \"ms\"\n");
    folder.write("content/teams/beta/reports/2026-01-18.toml", "[metrics]\nerorrs = 1\n");
    let errors = found(&folder);
    let mut kinds: Vec<Vec<&str>> = every_kind("alpha", "all").map(|(arguments, _)| arguments).into();
    kinds.push(vec!["new", "incident", "beta", "Beta is down"]);
    kinds.push(vec!["new", "action", "beta", "Mend it"]);
    for arguments in kinds {
        let said = run(&folder, &arguments);
        assert_eq!(said.status, 0, "{arguments:?}\n{}", said.stderr);
        assert!(
            said.stderr.starts_with("The content has ") && said.stderr.contains("content/metrics.toml:1: "),
            "{}",
            said.stderr
        );
    }
    assert_eq!(found(&folder), errors);
    let said = run(&folder, &["new", "report", "beta"]);
    assert_eq!(said.status, 1, "{}", said.stderr);
    assert!(
        said.stderr.contains("nothing was written: correct these first"),
        "{}",
        said.stderr
    );
}

#[test]
fn files_of_a_team_from_elsewhere_lie_with_it_and_shared_ones_in_the_content() {
    let folder = Folder::right();
    folder.write("checkouts/gamma/scorp/team.toml", "name = \"Gamma\"\n");
    let configuration = folder.read("scorpfolio.toml").replace(
        "[cycle]",
        "content = [\"content\", \"more/*\"]\n[[sources]]\npath = \"checkouts/gamma/scorp\"\nteam = \"gamma\"\n[[sources]]\npath = \"checkouts/delta\"\nteam = \"delta\"\n[cycle]",
    );
    folder.write("scorpfolio.toml", &configuration);
    folder.write(
        "more/shared/notads/old.md",
        "+++\ntitle = \"Old\"\nkind = \"mandate\"\nissued = 2026-01-06\n+++\n",
    );
    for (arguments, expected) in [
        (
            vec!["new", "action", "gamma", "A title"],
            "checkouts/gamma/scorp/actions.toml",
        ),
        (
            vec!["new", "incident", "gamma", "Down", "--id", "I-1"],
            "checkouts/gamma/scorp/incidents/I-1.md",
        ),
        (vec!["new", "war", "gamma"], "checkouts/gamma/scorp/war/2026-q1.toml"),
        (vec!["new", "team", "Delta"], "checkouts/delta/team.toml"),
        (vec!["new", "notad", "New"], "more/shared/notads/new.md"),
        (vec!["new", "tech-share", "New"], "content/tech-shares/new.md"),
        (vec!["new", "review"], "content/reviews/all/2026-02-04.md"),
    ] {
        assert_eq!(made(&folder, &arguments), expected);
    }
    assert!(
        folder
            .read("checkouts/gamma/scorp/actions.toml")
            .starts_with("#:schema ../../../schemas/actions.schema.json\n")
    );
    let errors: Vec<_> = folder
        .problems()
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{}", text::render(&errors, false));
}

#[test]
fn every_new_command_has_an_example_in_its_help() {
    let command = <Cli as clap::CommandFactory>::command();
    let new = command.find_subcommand("new").expect("a command");
    let examples: BTreeMap<&str, String> = new
        .get_subcommands()
        .map(|kind| {
            (
                kind.get_name(),
                kind.get_after_help().map(ToString::to_string).unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(examples.len(), 8);
    for (kind, example) in examples {
        assert!(
            example.contains(&format!("scorpfolio new {kind} ")),
            "{kind}: {example}"
        );
    }
}

#[test]
fn the_manual_has_an_example_of_every_command_and_each_is_one_that_is_understood() {
    let manual = std::fs::read_to_string(repository().join("docs/commands.md")).expect("readable");
    let fenced = manual.lines().filter(|line| line.starts_with("scorpfolio "));
    let inline = manual
        .split('`')
        .filter(|code| code.starts_with("scorpfolio ") && !code.contains('…'));
    let mut shown = Vec::new();
    for example in fenced.chain(inline) {
        let parsed = Cli::try_parse_from(words(example));
        assert!(parsed.is_ok(), "{example}: {parsed:?}");
        shown.push(example);
    }
    let command = <Cli as clap::CommandFactory>::command();
    for kind in command.get_subcommands() {
        let deeper: Vec<String> = kind
            .get_subcommands()
            .map(|of| format!("{} {}", kind.get_name(), of.get_name()))
            .collect();
        let own = if deeper.is_empty() {
            vec![kind.get_name().to_owned()]
        } else {
            deeper
        };
        for name in own {
            let example = format!("scorpfolio {name}");
            assert!(
                shown.iter().any(|shown| shown.starts_with(&example)),
                "no example of `{example}`"
            );
        }
    }
}

/// The words of a command line, as a shell sees them: spaces within quotes are part of a word.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
