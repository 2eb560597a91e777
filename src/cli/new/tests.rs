use super::*;
use crate::cli::init;
use crate::load;
use crate::model::portfolio::Portfolio;
use crate::source;
use jiff::Timestamp;
use jiff::civil::{Date, date};

const NOW: &str = "2026-03-11T12:00:00Z";

/// A new portfolio as of a day.
struct Folder {
    folder: tempfile::TempDir,
    today: Date,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let now: Timestamp = NOW.parse().expect("a moment");
        init::run(folder.path(), None, now).expect("written");
        Self {
            folder,
            today: date(2026, 3, 11),
        }
    }

    fn read(&self, is_lenient: bool) -> Loaded {
        let text = source::read_configuration(self.folder.path()).expect("a configuration");
        let configuration = load::configuration::read(&text).0.expect("no errors");
        let (sources, unread) = source::read(self.folder.path(), &configuration.places);
        let (portfolio, problems) = load::load_readable(&configuration, &sources, self.today);
        let warnings: Vec<Diagnostic> = unread.into_iter().chain(problems).collect();
        assert!(is_lenient || warnings.is_empty(), "{warnings:#?}");
        Loaded {
            configuration,
            sources,
            portfolio,
            theme: std::collections::BTreeMap::new(),
            warnings,
            kept: None,
            seen: source::Seen::default(),
        }
    }

    fn portfolio(&self) -> Portfolio {
        self.read(false).portfolio
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        write::new_file(&path, text.as_bytes()).expect("written");
    }

    fn with<T>(&self, run: impl FnOnce(Place<'_>) -> T) -> T {
        let loaded = self.read(true);
        run(Place {
            root: self.folder.path(),
            loaded: &loaded,
        })
    }

    fn team(&self, name: &str) -> Result<Output, Failure> {
        self.with(|place| team::run(place, name))
    }

    fn report(&self, team: &str, date: Option<Date>) -> Result<Output, Failure> {
        self.with(|place| report::run(place, team, date))
    }

    fn action(&self, title: &str) -> Result<Output, Failure> {
        self.with(|place| register::action(place, "first-team", (title, None)))
    }
}

#[test]
fn a_new_team_and_its_first_report_load_without_a_problem() {
    let folder = Folder::new();
    let output = folder.team("Check-out & Pay").expect("written");
    assert!(
        output
            .stdout
            .trim_end()
            .ends_with("content/teams/check-out-pay/team.toml"),
        "{}",
        output.stdout
    );
    assert_eq!(folder.portfolio().teams[0].name, "Check-out & Pay");
    folder.report("check-out-pay", None).expect("written");
    let portfolio = folder.portfolio();
    assert_eq!(portfolio.teams[0].reports.len(), 1);
    assert_eq!(portfolio.teams[0].observations, []);
}

#[test]
fn the_report_that_is_missing_comes_before_the_running_cycle_s() {
    let mut folder = Folder::new();
    folder.today = date(2026, 3, 24);
    // Cycles end on 8 and 22 March; the first has its report.
    let next = || {
        folder.report("first-team", None).map(|_| {
            let reports = folder.portfolio().teams[0].reports.clone();
            reports.last().map(|report| report.date)
        })
    };
    assert_eq!(next(), Ok(Some(date(2026, 3, 22))));
    assert_eq!(next(), Ok(Some(date(2026, 4, 5))));
    let failure = next().expect_err("both have reports now");
    assert!(failure.message.contains("has a report for the cycle from 2026-03-23 to 2026-04-05 already: content/teams/first-team/reports/2026-04-05.toml"), "{failure:?}");
}

#[test]
fn a_report_may_be_written_for_a_day_before_all_others_but_not_for_the_future() {
    let folder = Folder::new();
    folder.report("first-team", Some(date(2025, 12, 14))).expect("written");
    let failure = folder
        .report("first-team", Some(date(2027, 1, 1)))
        .expect_err("refused");
    assert!(
        failure.message.starts_with("the cycle of 2027-01-01 has not begun"),
        "{failure:?}"
    );
}

#[test]
fn unknown_and_known_teams_are_told_apart() {
    let folder = Folder::new();
    assert_eq!(
        folder.report("frist-team", None).expect_err("unknown").cure,
        "did you mean `first-team`?"
    );
    let known = folder.team("First Team").expect_err("known").message;
    assert!(known.starts_with("there is a team `first-team` already"), "{known}");
    let output = folder.team("Zürich").expect("written");
    assert!(output.stdout.contains("teams/zurich/"), "{}", output.stdout);
}

#[test]
fn titles_that_say_nothing_or_run_on_are_refused() {
    let folder = Folder::new();
    for (title, expected) in [
        ("", "the title is empty"),
        (" \t ", "the title is empty"),
        ("!!! —", "has no letter or digit"),
        ("two\nlines", "holds a line end"),
        (&"long ".repeat(1_000), "the most are 200"),
    ] {
        let refusals = [
            folder.team(title),
            folder.action(title),
            folder.with(|place| register::incident(place, "first-team", (title, None))),
            folder.with(|place| register::notad(place, title, crate::model::notad::NotadKind::Mandate)),
            folder.with(|place| register::tech_share(place, title)),
        ];
        for refusal in refusals {
            let failure = refusal.expect_err(title);
            assert!(failure.message.contains(expected), "{failure:?}");
        }
    }
    let reserved = folder.with(|place| register::tech_share(place, "Latest"));
    assert!(reserved.expect_err("reserved").message.contains("the site uses itself"));
    assert_eq!(folder.portfolio(), Folder::new().portfolio(), "nothing was written");
}

#[test]
fn ids_that_are_taken_or_cannot_stand_in_an_address_are_refused() {
    let folder = Folder::new();
    let incident = |id: &str| folder.with(|place| register::incident(place, "first-team", ("Down", Some(id))));
    incident("INC-1042").expect("written");
    for (id, expected) in [
        ("inc-1042", "there is an incident `INC-1042` already"),
        ("../INC", "cannot stand in an address"),
        ("INC 7", "cannot stand in an address"),
        ("index", "cannot stand in an address"),
        ("", "cannot stand in an address"),
    ] {
        let failure = incident(id).expect_err(id);
        assert!(failure.message.contains(expected), "{failure:?}");
    }
    let again = folder.with(|place| register::incident(place, "first-team", ("Down", None)));
    again.expect("the day and the title are another id");
    let action = |id: &str| folder.with(|place| register::action(place, "first-team", ("Do it", Some(id))));
    action("FIR-1").expect("written");
    assert!(action("fir-1").expect_err("taken").message.contains("`FIR-1` already"));
}

#[test]
fn an_action_is_added_below_what_stands_there_and_gets_the_next_id() {
    let folder = Folder::new();
    let path = "content/teams/first-team/actions.toml";
    let written = "# Ours,  kept as it is\n[[actions]]\nid = \"ft-009\"\ntitle   = 'A'\nopened = 2026-03-01\n[[actions]]\nid = \"odd\"\ntitle = 'B'\nopened = 2026-03-01";
    folder.put(path, written);
    folder.action("Ship \"it\" \\ faster").expect("added");
    folder.action("Another").expect("added");
    let bytes = folder.with(|place| {
        let list = place.loaded.sources.files.iter().find(|file| *file.path == *path);
        list.expect("the list").bytes.to_vec()
    });
    let text = String::from_utf8(bytes).expect("text");
    assert!(
        text.starts_with(&format!("{written}\n\n[[actions]]\nid = \"ft-010\"\n")),
        "{text}"
    );
    let portfolio = folder.portfolio();
    let actions: Vec<(&str, &str)> = portfolio.teams[0]
        .actions
        .iter()
        .map(|action| (action.id.as_str(), action.title.text.as_str()))
        .collect();
    assert_eq!(
        actions,
        [
            ("ft-009", "A"),
            ("odd", "B"),
            ("ft-010", "Ship \"it\" \\ faster"),
            ("ft-011", "Another")
        ]
    );
}

#[test]
fn a_list_that_cannot_be_continued_stays_as_it_is() {
    for text in ["actions = []\n", "[[actions]\n", "[[actions]]\nid = 'a-1'\n\"open\n"] {
        let folder = Folder::new();
        let path = "content/teams/first-team/actions.toml";
        folder.put(path, text);
        let failure = folder.action("A").expect_err("refused");
        assert!(failure.message.ends_with(path), "{failure:?}");
        let kept = folder.with(|place| {
            let list = place.loaded.sources.files.iter().find(|file| *file.path == *path);
            list.expect("the list").bytes.to_vec()
        });
        assert_eq!(kept, text.as_bytes());
    }
}

#[test]
fn what_is_wrong_elsewhere_is_said_and_stops_a_report_of_that_team_alone() {
    let folder = Folder::new();
    folder.put("content/teams/other/team.toml", "nmae = \"Other\"\n");
    let loaded = folder.read(true);
    let command = |team: &str| NewCommand::Report {
        team: team.to_owned(),
        date: None,
        common: crate::cli::Common {
            root: folder.folder.path().to_owned(),
            as_of: None,
            strict: false,
            format: None,
        },
    };
    assert_eq!(blocking(&command("first-team"), &loaded), []);
    assert_eq!(blocking(&command("other"), &loaded).len(), 1);
    let output = run(&command("first-team"), folder.folder.path(), &loaded).expect("written");
    assert!(
        output.stderr.starts_with(
            "The content has 1 error; what is wrong was left out of account:\n  content/teams/other/team.toml:1: "
        ),
        "{}",
        output.stderr
    );
}

#[test]
fn a_review_of_an_unknown_workload_names_the_nearest() {
    let folder = Folder::new();
    folder.put("content/teams/pay/team.toml", "[[workloads]]\nid = \"wallet-api\"\n");
    let war = |workload| folder.with(|place| register::war(place, "pay", (workload, None, None)));
    assert_eq!(
        war(Some("walet-api")).expect_err("unknown").cure,
        "did you mean `wallet-api`?"
    );
    let output = war(Some("wallet-api")).expect("written");
    assert!(
        output.stdout.contains("pay/war/2026-q1-wallet-api.toml"),
        "{}",
        output.stdout
    );
    war(None).expect("written under the quarter alone");
    let failure = war(None).expect_err("there already");
    assert!(failure.message.contains("2026-q1"), "{failure:?}");
}

#[test]
fn beside_an_export_only_what_it_lacks_is_written() {
    let folder = Folder::new();
    folder.put("content/teams/first-team/war/2026-q1.json", "{}");
    let output = folder.with(|place| register::war(place, "first-team", (None, None, None)));
    output.expect("written");
    let loaded = folder.read(true);
    let file = loaded
        .sources
        .files
        .iter()
        .find(|file| file.path.ends_with("war/2026-q1.toml"));
    let text = std::str::from_utf8(&file.expect("the file").bytes)
        .expect("text")
        .to_owned();
    assert!(
        text.contains("# reviewer = ") && !text.contains("[risks]") && !text.contains("provider"),
        "{text}"
    );
}

#[test]
fn a_review_is_written_once_for_each_cycle_and_unknown_ones_are_refused() {
    let folder = Folder::new();
    let review = |id: Option<&str>, date| folder.with(|place| review::run(place, id, date));
    let failure = review(Some("commerce"), None).expect_err("unknown");
    assert_eq!(failure.message, "no review has the id `commerce`");
    for expected in ["reviews/all/2026-03-11.md", "reviews/all/2026-03-25.md"] {
        let output = review(None, None).expect("written");
        assert!(output.stdout.trim_end().ends_with(expected), "{}", output.stdout);
    }
    for day in [None, Some(date(2026, 3, 11)), Some(date(2026, 3, 13))] {
        let failure = review(None, day).expect_err("both have minutes");
        assert!(
            failure.message.starts_with("there are minutes of that review already"),
            "{failure:?}"
        );
    }
    folder.portfolio();
}
