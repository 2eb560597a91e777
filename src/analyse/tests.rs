//! What numbers mean, told as small portfolios and what is said of them.

use crate::analyse::delta::{Delta, Judgement, judge};
use crate::analyse::freshness::{Expectation, Freshness, Reason, freshness, frozen_day};
use crate::analyse::rollup::{Figure, rollup};
use crate::analyse::series::{Entry, Grain, Series, State};
use crate::analyse::signal::Restart;
use crate::analyse::{Analysis, analyse};
use crate::diagnostic::Diagnostic;
use crate::model::cycle::CycleIndex;
use crate::model::metric::Better;
use crate::model::portfolio::Portfolio;
use crate::model::report::Part;
use crate::source::{Role, SourceFile, Sources};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

mod pending;
mod properties;
pub(super) mod story;

pub(crate) const CONFIGURATION: &str = "title = \"T\"\n[cycle]\nfirst = 2026-01-05\n";

/// Loads files of a content folder; every one must be right.
pub(crate) fn portfolio(configuration: &str, as_of: Date, files: &[(&str, &str)]) -> (Portfolio, Analysis) {
    let mut files = files.to_vec();
    files.sort_by_key(|(path, _)| *path);
    portfolio_in_order(configuration, as_of, &files)
}

/// As [`portfolio`], the files in the order given.
pub(super) fn portfolio_in_order(configuration: &str, as_of: Date, files: &[(&str, &str)]) -> (Portfolio, Analysis) {
    let (portfolio, problems) = loaded(configuration, as_of, files);
    let portfolio = portfolio.unwrap_or_else(|| panic!("{}", crate::diagnostic::text::render(&problems, false)));
    let analysis = analyse(&portfolio);
    (portfolio, analysis)
}

/// What files of a content folder are warned of: the codes and messages. Nothing in them may be an error.
pub(crate) fn warnings(configuration: &str, as_of: Date, files: &[(&str, &str)]) -> Vec<String> {
    let mut files = files.to_vec();
    files.sort_by_key(|(path, _)| *path);
    let (portfolio, problems) = loaded(configuration, as_of, &files);
    assert!(
        portfolio.is_some(),
        "{}",
        crate::diagnostic::text::render(&problems, false)
    );
    let told = problems.iter();
    told.map(|problem| format!("{} {}", problem.code.id(), problem.message))
        .collect()
}

fn loaded(configuration: &str, as_of: Date, files: &[(&str, &str)]) -> (Option<Portfolio>, Vec<Diagnostic>) {
    let (configuration, problems) = crate::load::configuration::read(configuration);
    assert!(problems.is_empty(), "{problems:?}");
    let files: Vec<SourceFile> = files
        .iter()
        .map(|(path, text)| SourceFile {
            path: format!("content/{path}").into(),
            content_path: (*path).into(),
            source_path: format!("content/{path}").into(),
            source_url: None,
            role: Role::of(path),
            bytes: text.as_bytes().into(),
        })
        .collect();
    crate::load::load(
        &configuration.expect("a configuration"),
        &Sources {
            files,
            left_out: Vec::new(),
        },
        as_of,
    )
}

pub(super) fn decimal(text: &str) -> Decimal {
    text.parse().expect("a number")
}

/// The whole series of a metric of the first team.
pub(super) fn whole<'a>(portfolio: &Portfolio, analysis: &'a Analysis, metric: &str) -> &'a Series {
    let metric = portfolio.catalogue.find(metric, Some(0)).expect("a metric");
    analysis.teams[0].whole(metric).expect("a series")
}

/// A series as text: values, `-` for a gap that was expected to be filled, `.` for one that was not, `n/a`.
pub(super) fn told(series: &Series) -> String {
    let entry = |state: &State| match state {
        State::Value(value) => value.number.normalize().to_string(),
        State::NotAvailable(_) => "n/a".to_owned(),
        State::Gap { expected: true } => "-".to_owned(),
        State::Gap { expected: false } => ".".to_owned(),
    };
    series
        .entries
        .iter()
        .map(|series| entry(&series.state))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Deltas as text: difference, `@` and how many periods ago where it is not the one just before.
pub(super) fn deltas(series: &Series) -> String {
    let delta = |entry: &Entry| match entry.delta {
        Delta::None => "none".to_owned(),
        Delta::First => "first".to_owned(),
        Delta::Redefined => "redefined".to_owned(),
        Delta::Change(change) => {
            let difference = entry.difference().expect("a change").normalize();
            match change.periods.get() {
                1 => difference.to_string(),
                periods => format!("{difference}@{periods}"),
            }
        }
    };
    series.entries.iter().map(delta).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_missing_cycle_is_a_gap_not_a_zero_and_the_delta_says_how_far_it_reaches() {
    let (portfolio, analysis) = portfolio(
        CONFIGURATION,
        date(2026, 3, 20),
        &[
            ("teams/a/reports/2026-01-18.toml", "[metrics]\nerrors = 4"),
            ("teams/a/reports/2026-02-15.toml", "[metrics]\nerrors = 1"),
            ("teams/a/reports/2026-03-01.toml", "[metrics]\nerrors = \"n/a\""),
            ("teams/a/reports/2026-03-15.toml", "[metrics]\nerrors = 1"),
        ],
    );
    let series = whole(&portfolio, &analysis, "errors");
    assert_eq!(told(series), "4 - 1 n/a 1");
    assert_eq!(deltas(series), "first none -3@2 none 0@2");
}

#[test]
fn skips_and_pauses_are_not_gaps_to_fill() {
    let configuration = "title = \"T\"\n[cycle]\nfirst = 2026-01-05\nskips = [ { from = 2026-01-30, to = 2026-02-03, reason = \"Freeze\" } ]\n";
    let (portfolio, analysis) = portfolio(
        configuration,
        date(2026, 3, 20),
        &[
            (
                "teams/a/team.toml",
                "[[pauses]]\nfrom = 2026-02-10\nto = 2026-02-20\nreason = \"Move\"\n",
            ),
            ("teams/a/reports/2026-01-18.toml", "[metrics]\nerrors = 4"),
            ("teams/a/reports/2026-03-01.toml", "[metrics]\nerrors = 1"),
        ],
    );
    assert_eq!(told(whole(&portfolio, &analysis, "errors")), "4 . . 1 -");
    let expectations = &analysis.teams[0].expectations;
    assert_eq!(
        expectations[1],
        Expectation::NotExpected(Reason::Skip("Freeze".to_owned()))
    );
    assert_eq!(
        expectations[2],
        Expectation::NotExpected(Reason::Pause("Move".to_owned()))
    );
    assert_eq!(expectations[4], Expectation::Missing);
}

#[test]
fn the_running_cycle_makes_no_gap() {
    let files = [("teams/a/reports/2026-01-18.toml", "[metrics]\nerrors = 4")];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 1, 25), &files);
    assert_eq!(told(whole(&portfolio, &analysis, "errors")), "4");
    assert_eq!(analysis.current, Some(CycleIndex::new(0)));
}

#[test]
fn a_month_belongs_to_the_cycle_that_holds_its_last_day_and_compares_with_the_month_before() {
    let (portfolio, analysis) = portfolio(
        CONFIGURATION,
        date(2026, 4, 10),
        &[(
            "teams/a/data/x.csv",
            "date,metric,value\n2026-01,invocations,10\n2026-03,invocations,16\n",
        )],
    );
    let series = whole(&portfolio, &analysis, "invocations");
    assert_eq!(series.grain, Grain::Month);
    assert_eq!(told(series), "10 - 16");
    assert_eq!(deltas(series), "first none 6@2");
    let cycle = portfolio.calendar.cycle(series.entries[0].cycle);
    assert!(cycle.first <= date(2026, 1, 31) && date(2026, 1, 31) <= cycle.last);
}

#[test]
fn no_delta_crosses_a_definition() {
    let (portfolio, analysis) = portfolio(
        CONFIGURATION,
        date(2026, 3, 3),
        &[
            (
                "metrics.toml",
                "[[p95-response-time.definitions]]\nfrom = 2026-02-01\ntext = \"At the edge\"\n",
            ),
            ("teams/a/reports/2026-01-18.toml", "[metrics]\np95-response-time = 300"),
            ("teams/a/reports/2026-02-01.toml", "[metrics]\np95-response-time = 200"),
            ("teams/a/reports/2026-02-15.toml", "[metrics]\np95-response-time = 190"),
        ],
    );
    assert_eq!(
        deltas(whole(&portfolio, &analysis, "p95-response-time")),
        "first redefined -10 none"
    );
}

#[test]
fn several_observations_of_one_cycle_become_one_as_the_metric_says() {
    let rows = "date,metric,value\n2026-01-06,x,1\n2026-01-09,x,7\n2026-01-12,x,4\n";
    for (in_cycle, expected) in [
        ("last", "4"),
        ("sum", "12"),
        ("mean", "4"),
        ("median", "4"),
        ("max", "7"),
        ("min", "1"),
    ] {
        let metrics = format!("[x]\npillar = \"cost\"\nin_cycle = \"{in_cycle}\"\n");
        let (portfolio, analysis) = portfolio(
            CONFIGURATION,
            date(2026, 1, 20),
            &[("metrics.toml", &metrics), ("teams/a/data/x.csv", rows)],
        );
        assert_eq!(told(whole(&portfolio, &analysis, "x")), expected, "{in_cycle}");
    }
}

#[test]
fn parts_make_a_total_where_values_may_be_added_and_none_elsewhere() {
    let team = "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n";
    let report =
        "[metrics]\nerrors = { by = { api = 12, web = 3 } }\np95-response-time = { by = { api = 200, web = 100 } }\n";
    let data = "date,metric,value,workload\n2026-01-18,invocations,5,api\n2026-01-18,invocations,6,web\n";
    let files = [
        ("teams/a/team.toml", team),
        ("teams/a/reports/2026-01-18.toml", report),
        ("teams/a/data/x.csv", data),
    ];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 1, 20), &files);
    assert_eq!(told(whole(&portfolio, &analysis, "errors")), "15");
    assert_eq!(told(whole(&portfolio, &analysis, "invocations")), "11");
    let p95 = portfolio
        .catalogue
        .find("p95-response-time", Some(0))
        .expect("a metric");
    assert!(analysis.teams[0].whole(p95).is_none());
    let web = Part::new(Some(1), None);
    assert_eq!(told(analysis.teams[0].series(p95, &web).expect("a series")), "100");
    assert_eq!(analysis.teams[0].of_metric(p95).count(), 2);
}

#[test]
fn a_typed_value_takes_the_place_of_an_imported_one() {
    let files = [
        ("teams/a/reports/2026-01-18.toml", "[metrics]\nerrors = 4"),
        (
            "teams/a/data/x.csv",
            "date,metric,value\n2026-01-07,errors,3\n2026-01-21,errors,5\n",
        ),
    ];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 2, 3), &files);
    assert_eq!(told(whole(&portfolio, &analysis, "errors")), "4 5");
    assert!(portfolio.teams[0].observations[0].beside.shadows().is_some());
}

#[test]
fn better_and_worse_are_the_direction_times_what_is_better() {
    let within = Better::Within {
        lower: decimal("40"),
        upper: decimal("70"),
    };
    for (from, to, better, expected) in [
        ("5", "3", Better::Lower, Judgement::Better),
        ("5", "3", Better::Higher, Judgement::Worse),
        ("5", "3", Better::Neutral, Judgement::Neutral),
        ("5", "5.0", Better::Lower, Judgement::Unchanged),
        ("80", "75", within, Judgement::Better),
        ("50", "75", within, Judgement::Worse),
        ("30", "75", within, Judgement::Better),
        ("50", "60", within, Judgement::Neutral),
        ("35", "75", within, Judgement::Neutral),
    ] {
        assert_eq!(judge(decimal(from), decimal(to), better), expected, "{from} → {to}");
    }
}

#[test]
fn ratios_are_pooled_never_averaged() {
    let report = |numerator, denominator| {
        format!("[metrics]\nchange-fail-rate = {{ numerator = {numerator}, denominator = {denominator} }}\n")
    };
    let (portfolio, analysis) = portfolio(
        CONFIGURATION,
        date(2026, 1, 20),
        &[
            ("teams/a/reports/2026-01-18.toml", &report(2, 10)),
            ("teams/b/reports/2026-01-18.toml", &report(1, 100)),
        ],
    );
    let metric = portfolio.catalogue.find("change-fail-rate", None).expect("a metric");
    let rollup = rollup(&portfolio, &analysis, metric, CycleIndex::new(0));
    let Figure::Ratio {
        number,
        numerator,
        denominator,
    } = rollup.figure
    else {
        panic!("{:?}", rollup.figure)
    };
    assert_eq!((numerator, denominator), (decimal("3"), decimal("110")));
    assert_eq!(number.round_dp(1), decimal("2.7"));
    assert_eq!((rollup.present, rollup.expected), (2, 2));
}

#[test]
fn one_team_without_parts_leaves_a_ratio_without_a_single_number() {
    let (portfolio, analysis) = portfolio(
        CONFIGURATION,
        date(2026, 1, 20),
        &[
            (
                "teams/a/reports/2026-01-18.toml",
                "[metrics]\nchange-fail-rate = { numerator = 1, denominator = 4 }\n",
            ),
            ("teams/b/reports/2026-01-18.toml", "[metrics]\nchange-fail-rate = 10\n"),
        ],
    );
    let metric = portfolio.catalogue.find("change-fail-rate", None).expect("a metric");
    assert_eq!(
        rollup(&portfolio, &analysis, metric, CycleIndex::new(0)).figure,
        Figure::None
    );
}

#[test]
fn a_team_that_is_missing_keeps_its_last_value_hollow_and_out_of_sums() {
    let (portfolio, analysis) = portfolio(
        CONFIGURATION,
        date(2026, 2, 3),
        &[
            ("teams/a/reports/2026-01-18.toml", "[metrics]\nerrors = 100"),
            ("teams/b/reports/2026-01-18.toml", "[metrics]\nerrors = 5"),
            ("teams/b/reports/2026-02-01.toml", "[metrics]\nerrors = 3"),
        ],
    );
    let metric = portfolio.catalogue.find("errors", None).expect("a metric");
    let rollup = rollup(&portfolio, &analysis, metric, CycleIndex::new(1));
    assert_eq!(rollup.figure, Figure::Sum(decimal("3")));
    assert_eq!((rollup.present, rollup.expected), (1, 2));
    assert_eq!(
        rollup.teams.iter().map(|team| team.carried).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!((rollup.moved.better, rollup.moved.no_data), (1, 1));
}

#[test]
fn a_month_that_ended_before_the_first_cycle_stands_with_it() {
    let files = [
        ("teams/a/reports/2026-01-18.toml", "[metrics]\ncarbon-score = 5"),
        ("teams/a/reports/2026-02-15.toml", "[metrics]\ncarbon-score = 4"),
    ];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 2, 20), &files);
    let series = whole(&portfolio, &analysis, "carbon-score");
    assert_eq!(told(series), "5 4");
    assert_eq!(series.entries[0].cycle, CycleIndex::new(0));
    assert!(series.at(CycleIndex::new(0)).is_some());
}

#[test]
fn a_month_and_a_fortnight_are_never_added() {
    let files = [
        (
            "teams/a/reports/2026-02-01.toml",
            "[metrics]\ncloud-cost = { value = 100, month = \"2026-01\" }",
        ),
        ("teams/b/reports/2026-02-01.toml", "[metrics]\ncloud-cost = 40"),
    ];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 2, 3), &files);
    let metric = portfolio.catalogue.find("cloud-cost", None).expect("a metric");
    let rollup = rollup(&portfolio, &analysis, metric, CycleIndex::new(0));
    assert_eq!((rollup.present, rollup.figure), (2, Figure::None));
}

#[test]
fn counts_of_teams_add_up_to_the_n_of_n() {
    let files = [
        ("teams/a/team.toml", "joined = 2026-02-02\n"),
        ("teams/a/data/x.csv", "date,metric,value\n2026-01-18,errors,3\n"),
        ("teams/b/reports/2026-01-18.toml", "[metrics]\nerrors = 4"),
    ];
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 1, 20), &files);
    let metric = portfolio.catalogue.find("errors", None).expect("a metric");
    let rollup = rollup(&portfolio, &analysis, metric, CycleIndex::new(0));
    let counted = rollup.moved.better + rollup.moved.worse + rollup.moved.steady + rollup.moved.no_data;
    assert_eq!((rollup.expected, counted), (2, 2));
}

#[test]
fn freshness_counts_days_less_skips_and_pauses() {
    let configuration = "title = \"T\"\n[cycle]\nfirst = 2026-01-05\ngrace = \"3 days\"\n";
    let files = [("teams/a/reports/2026-01-18.toml", "summary = \"x\"")];
    for (day, expected) in [
        (date(2026, 1, 20), Freshness::Fresh),
        (date(2026, 2, 1), Freshness::Fresh),
        (date(2026, 2, 2), Freshness::Due),
        (date(2026, 2, 4), Freshness::Due),
        (date(2026, 2, 5), Freshness::Late),
        (date(2026, 2, 15), Freshness::Late),
        (date(2026, 2, 16), Freshness::Stale),
    ] {
        let (portfolio, _) = portfolio(configuration, day, &files);
        let found = freshness(&portfolio.calendar, &portfolio.teams[0], CycleIndex::new(0), day);
        assert_eq!(found, expected, "{day}");
    }
    let skip = format!("{configuration}skips = [ {{ from = 2026-01-25, to = 2026-02-07, reason = \"x\" }} ]\n");
    let (skipping, _) = portfolio(&skip, date(2026, 2, 12), &files);
    let found = freshness(
        &skipping.calendar,
        &skipping.teams[0],
        CycleIndex::new(0),
        date(2026, 2, 12),
    );
    assert_eq!(found, Freshness::Fresh);
}

#[test]
fn a_team_is_expected_only_while_it_is_there_and_in_its_own_rhythm() {
    let (_, analysis) = portfolio(
        CONFIGURATION,
        date(2026, 4, 1),
        &[
            ("teams/a/team.toml", "joined = 2026-02-01\nleft = 2026-03-05\n"),
            ("teams/b/team.toml", "reports_every = \"1 month\"\n"),
            ("teams/b/reports/2026-01-18.toml", "summary = \"x\""),
            ("teams/c/reports/2026-02-15.toml", "summary = \"x\""),
        ],
    );
    let expected = |team: usize| -> String {
        let mark = |expectation: &Expectation| match expectation {
            Expectation::Reported => 'R',
            Expectation::Missing => 'M',
            Expectation::Volunteered => 'V',
            Expectation::NotExpected(Reason::NotJoined) => 'j',
            Expectation::NotExpected(Reason::Left) => 'l',
            Expectation::NotExpected(Reason::OwnRhythm) => 'r',
            Expectation::NotExpected(_) => '?',
        };
        analysis.teams[team].expectations[..6].iter().map(mark).collect()
    };
    assert_eq!(expected(0), "jMMMll");
    assert_eq!(expected(1), "RrrMrM");
    assert_eq!(expected(2), "jjRMMM");
}

#[test]
fn what_is_counted_over_a_cycle_begins_anew_where_cycles_have_another_length() {
    let configuration =
        "title = \"T\"\n[cycle]\nfirst = 2026-01-05\nchanges = [ { from = 2026-02-07, every = \"1 week\" } ]\n";
    let metrics =
        "[counted]\npillar = \"cost\"\nin_cycle = \"sum\"\nacross_teams = \"sum\"\n[level]\npillar = \"cost\"\n";
    // Two fortnights, the five days that the change leaves of the third, and weeks.
    let days = ["2026-01-18", "2026-02-01", "2026-02-06", "2026-02-13", "2026-02-20"];
    let values = [14, 14, 5, 7, 7];
    let reports: Vec<(String, String)> = (days.iter().zip(values))
        .flat_map(|(day, value)| {
            let text = format!("[metrics]\ncounted = {value}\nlevel = {value}\n");
            ["a", "b"].map(|team| (format!("teams/{team}/reports/{day}.toml"), text.clone()))
        })
        .collect();
    let mut files = vec![
        ("metrics.toml", metrics),
        ("teams/a/team.toml", ""),
        ("teams/b/team.toml", "reports_every = \"10 days\"\n"),
    ];
    files.extend(reports.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let (found, analysis) = portfolio(configuration, date(2026, 2, 22), &files);
    let groups = |team: usize, metric: &str| -> Vec<(usize, Restart)> {
        let metric = found.catalogue.find(metric, Some(0)).expect("a metric");
        let series = analysis.teams[team].whole(metric).expect("a series");
        series.groups.iter().map(|group| (group.start, group.reason)).collect()
    };
    let lengths = [(0, Restart::First), (2, Restart::Length), (3, Restart::Length)];
    assert_eq!(groups(0, "counted"), lengths);
    assert_eq!(groups(0, "level"), [(0, Restart::First)]);
    // A team with a rhythm of its own counts over that, whatever the portfolio does.
    assert_eq!(groups(1, "counted"), [(0, Restart::First)]);
    let metric = found.catalogue.find("counted", Some(0)).expect("a metric");
    let entries = &analysis.teams[0].whole(metric).expect("a series").entries;
    let is_change = |at: usize| matches!(entries[at].delta, Delta::Change(_));
    assert_eq!([1, 2, 3, 4].map(is_change), [true, false, false, true]);
}

#[test]
fn a_hand_over_begins_a_new_group_of_what_both_teams_add_up() {
    let own = "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n";
    let taken = "[[workloads]]\nid = \"own\"\n[[workloads]]\nid = \"web\"\nmoved_from = \"a\"\nfrom = 2026-02-10\n";
    let metric = |across: &str| format!("[x]\npillar = \"cost\"\nin_cycle = \"sum\"\nacross_teams = \"{across}\"\n");
    let rows = |rows: &[(&str, &str, u32)]| -> String {
        let row = |(day, workload, value): &(&str, &str, u32)| format!("2026-{day},x,{workload},{value}\n");
        format!(
            "date,metric,workload,value\n{}",
            rows.iter().map(row).collect::<String>()
        )
    };
    let of_a = rows(&[
        ("01-18", "api", 10),
        ("01-18", "web", 20),
        ("02-01", "api", 11),
        ("02-01", "web", 21),
        ("02-15", "api", 10),
        ("03-01", "api", 12),
    ]);
    let of_b = rows(&[
        ("01-18", "own", 3),
        ("02-01", "own", 4),
        ("02-15", "own", 3),
        ("02-15", "web", 20),
        ("03-01", "own", 3),
        ("03-01", "web", 21),
    ]);
    let told = |across: &str| {
        let metric = metric(across);
        let files = [
            ("metrics.toml", metric.as_str()),
            ("teams/a/team.toml", own),
            ("teams/a/data/x.csv", of_a.as_str()),
            ("teams/b/team.toml", taken),
            ("teams/b/data/x.csv", of_b.as_str()),
        ];
        portfolio(CONFIGURATION, date(2026, 3, 3), &files)
    };
    let (found, analysis) = told("sum");
    let metric = found.catalogue.find("x", Some(0)).expect("a metric");
    for (team, values, workload) in [(0, [30, 32, 10, 12], 1), (1, [3, 4, 23, 24], 1)] {
        let series = analysis.teams[team].whole(metric).expect("a series");
        let numbers: Vec<Decimal> = series
            .entries
            .iter()
            .filter_map(|entry| Some(entry.value()?.number))
            .collect();
        assert_eq!(numbers, values.map(Decimal::from));
        let starts: Vec<(usize, Restart)> = series.groups.iter().map(|group| (group.start, group.reason)).collect();
        assert_eq!(
            starts,
            [(0, Restart::First), (2, Restart::HandOver(workload))],
            "{team}"
        );
        assert_eq!(series.entries[2].delta, Delta::Redefined);
        assert!(matches!(series.entries[3].delta, Delta::Change(_)));
        // A workload's own values go on as they were.
        let part = analysis.teams[team]
            .series(metric, &Part::new(Some(0), None))
            .expect("a series");
        assert_eq!(part.groups.len(), 1);
    }
    // What is not added up has no value as a whole, and nothing to begin anew.
    let (_, analysis) = told("strip");
    assert!(
        analysis
            .teams
            .iter()
            .flat_map(|team| &team.series)
            .all(|series| series.groups.len() == 1)
    );
}

#[test]
fn a_page_frozen_at_a_cycle_stands_at_its_end_plus_the_grace() {
    let (portfolio, _) = portfolio(
        CONFIGURATION,
        date(2026, 4, 1),
        &[("teams/a/reports/2026-01-18.toml", "summary = \"x\"")],
    );
    assert_eq!(
        frozen_day(&portfolio.calendar, CycleIndex::new(0), portfolio.as_of),
        date(2026, 1, 21)
    );
    assert_eq!(
        frozen_day(&portfolio.calendar, CycleIndex::new(0), date(2026, 1, 19)),
        date(2026, 1, 19)
    );
}

#[test]
fn nothing_is_expected_of_a_workload_that_another_team_took_over() {
    let by_part = "[metrics]\nerrors = { by = { api = 3, web = 4 } }";
    let alone = "[metrics]\nerrors = { by = { web = 4 } }";
    let own = "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n";
    let of_api = |own: &str, other: &str| {
        let files = [
            ("teams/a/team.toml", own),
            ("teams/b/team.toml", other),
            ("teams/a/reports/2026-01-18.toml", by_part),
            ("teams/a/reports/2026-02-01.toml", alone),
            ("teams/a/reports/2026-02-15.toml", alone),
        ];
        let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 2, 17), &files);
        let errors = portfolio.catalogue.find("errors", None).expect("a metric");
        let api = portfolio.teams[0].workload("api");
        let series = analysis.teams[0]
            .of_metric(errors)
            .find(|series| series.part.workload() == api);
        told(series.expect("a series"))
    };
    assert_eq!(of_api(own, ""), "3 - -");
    let taken = "[[workloads]]\nid = \"api\"\nmoved_from = \"a\"\n";
    assert_eq!(of_api(own, taken), "3 . .");
    let later = format!("{taken}from = 2026-02-02\n");
    assert_eq!(of_api(own, &later), "3 - .");
    // A team that got it back has it.
    let back = "[[workloads]]\nid = \"api\"\nmoved_from = \"b\"\nfrom = 2026-02-03\n[[workloads]]\nid = \"web\"\n";
    assert_eq!(of_api(back, &later), "3 - -");
}
