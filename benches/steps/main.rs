//! How long each step of a build takes, on portfolios of a year with thirty metrics: `cargo bench`.
//!
//! `benches/run` measures the program as a whole against its targets; this tells which step to look at.

#![expect(
    clippy::disallowed_methods,
    reason = "the input of benches is written by the benches"
)]

mod portfolio;

use divan::Bencher;
use jiff::Timestamp;
use rust_decimal::Decimal;
use scorpfolio::analyse::analyse;
use scorpfolio::analyse::xmr::Numbers;
use scorpfolio::chart::{Axis, Flag, Gap, LimitTexts, Limits, Size, Target, Trend, TrendPoint, trend};
use scorpfolio::model::metric::Baseline;
use scorpfolio::progress::Nobody;
use scorpfolio::render::{Planned, Scene, one, plan};
use scorpfolio::words::Words;
use scorpfolio::{BuildOptions, Loaded, Prepared, build, load_portfolio, prepare};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// The folder of a portfolio of so many teams, which lasts as long as the bench.
fn folder(teams: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    portfolio::write(folder.path(), teams);
    folder
}

fn options(folder: &TempDir) -> BuildOptions {
    BuildOptions {
        as_of: Some(portfolio::AS_OF),
        ..BuildOptions::new(folder.path(), Timestamp::UNIX_EPOCH)
    }
}

/// Everything that pages of a portfolio are made from.
struct Site {
    loaded: Loaded,
    prepared: Prepared,
}

impl Site {
    fn of(teams: usize) -> Self {
        let loaded = load_portfolio(&options(&folder(teams))).expect("a good portfolio");
        let prepared = prepare(&loaded, None).expect("the default theme");
        Self { loaded, prepared }
    }

    fn scene(&self) -> Scene<'_> {
        self.prepared.scene(&self.loaded, &Nobody)
    }
}

/// Reading and checking: a report is parsed for each team and cycle.
#[divan::bench(args = [10, 100])]
fn load(bencher: Bencher<'_, '_>, teams: usize) {
    let folder = folder(teams);
    let options = options(&folder);
    bencher.bench_local(|| load_portfolio(&options));
}

/// Series, deltas, signals and roll-ups.
#[divan::bench(args = [10, 100])]
fn analysis(bencher: Bencher<'_, '_>, teams: usize) {
    let folder = folder(teams);
    let loaded = load_portfolio(&options(&folder)).expect("a good portfolio");
    bencher.bench_local(|| analyse(&loaded.portfolio));
}

/// The limits and flags of one series of a year.
#[divan::bench]
fn signals_of_a_series(bencher: Bencher<'_, '_>) {
    let values: Vec<Decimal> = (0..26).map(|at| Decimal::new(1_000 + at * at % 97, 1)).collect();
    bencher.bench_local(|| {
        let numbers = Numbers::of(divan::black_box(&values).iter().copied());
        let limits = numbers.limits(numbers.len(), Baseline::All, false);
        numbers.flags(numbers.len(), &limits)
    });
}

/// The trend chart of a series of a year.
#[divan::bench(args = [Size::Card, Size::Page])]
fn chart(bencher: Bencher<'_, '_>, size: Size) {
    let words = Words::english();
    let day = |at: i64| jiff::civil::date(2025, 1, 19) + jiff::Span::new().days(14 * at);
    let point = |at: i32| TrendPoint {
        date: day(i64::from(at)),
        value: Some(f64::from(1_000 + at * at % 97) / 10.0),
        gap: Gap::default(),
        hollow: false,
        flag: if at % 9 == 8 { Flag::Worse } else { Flag::None },
        label: format!("{}: {} ms", day(i64::from(at)), 1_000 + at * at % 97),
        value_text: format!("{} ms", 1_000 + at * at % 97),
        breaks_before: false,
    };
    let points: Vec<TrendPoint> = (0..26).map(point).collect();
    let limits = [Limits {
        from: 0,
        to: 25,
        lower: 95.0,
        mean: 104.0,
        upper: 113.0,
        trial: false,
        texts: LimitTexts::default(),
    }];
    bencher.bench_local(|| {
        trend(&Trend {
            title: "Latency p95",
            description: "26 values",
            points: &points,
            target: Some(Target {
                value: 100.0,
                text: "target 100 ms",
            }),
            marks: &[],
            limits: &limits,
            axis: Axis::Tight,
            range: None,
            size,
            words: &words,
        })
    });
}

/// One page of each kind that a site has many of, from the model to finished HTML with its links looked at.
#[divan::bench(args = [
    "teams/team-1.html",
    "teams/team-1/2026-01-04.html",
    "teams/team-1/metrics/metric-1.html",
    "embed/teams/team-1/metric-1.html",
    "metrics/metric-1.html",
    "cycles/2026-01-04.html",
    "index.html",
])]
fn page(bencher: Bencher<'_, '_>, path: &str) {
    let site = Site::of(10);
    let planned: Planned = plan(site.scene(), None).expect("a site");
    bencher.bench_local(|| {
        one(site.scene(), &planned, path)
            .expect("a page of the site")
            .expect("no error")
    });
}

/// A whole build into an empty folder.
#[divan::bench(args = [10, 100], sample_count = 10)]
fn whole_build(bencher: Bencher<'_, '_>, teams: usize) {
    let folder = folder(teams);
    let mut options = options(&folder);
    options.use_cache = false;
    bencher
        .with_inputs(|| tempfile::tempdir().expect("a folder"))
        .bench_local_values(|output| {
            let mut options = options.clone();
            options.output = Some(output.path().join("site"));
            build(&options).expect("a good portfolio");
            output
        });
}
