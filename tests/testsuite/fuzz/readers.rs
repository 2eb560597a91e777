//! One function for each kind of input: bytes that may be anything are read as far as they can be, and what comes of them is
//! held to what it must be. The fuzzers and the tests call the same functions.
//!
//! Where a reader has files of several kinds, the first letter of the bytes says which one is meant.

use super::markup::{check_csv, check_fragment, check_page, check_xml};
use jiff::civil::date;
use jiff::tz::TimeZone;
use scorpfolio::analyse::analyse;
use scorpfolio::diagnostic::{self, Diagnostic};
use scorpfolio::import::window::Windows;
use scorpfolio::import::{self, Input, Request, adapter};
use scorpfolio::inputs::Inputs;
use scorpfolio::load::{self, configuration::Configuration};
use scorpfolio::model::cycle::{Length, Rhythm};
use scorpfolio::model::portfolio::{FileIndex, Origin, Portfolio, Prose};
use scorpfolio::model::unit::{Currency, Unit};
use scorpfolio::page::{self, Kind};
use scorpfolio::progress::Nobody;
use scorpfolio::render::{self, Scene, Stopped};
use scorpfolio::source::{self, Sources};
use scorpfolio::theme::{self, Theme};
use scorpfolio::words::{self, Own, Words};
use scorpfolio::{data, markdown};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A reader, and its name.
pub type Target = (&'static str, fn(&[u8]));

/// Every reader, by name.
pub const ALL: &[Target] = &[
    ("catalogue", catalogue),
    ("configuration", configuration),
    ("data", data),
    ("import", import),
    ("markdown", markdown),
    ("register", register),
    ("report", report),
    ("site", site),
    ("team", team),
    ("template", template),
    ("value", value),
    ("war", war),
    ("words", words),
];

/// The folder of the repository.
pub fn repository() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    if own.ends_with("fuzz") {
        own.parent().expect("a folder around it")
    } else {
        own
    }
}

/// The portfolio in which one file at a time is another.
struct Every {
    configuration: Configuration,
    sources: Sources,
    theme: Theme,
}

const PORTFOLIO: &str = "tests/portfolios/every-kind";

static EVERY: LazyLock<Every> = LazyLock::new(|| {
    let root: PathBuf = repository().join(PORTFOLIO);
    let text = source::read_configuration(&root).expect("readable");
    let configuration = load::configuration::read(&text).0.expect("right");
    let (sources, problems) = source::read(&root, &configuration.places);
    assert!(problems.is_empty(), "{problems:?}");
    let theme = theme::load("default", BTreeMap::new(), &Words::english()).expect("right");
    Every {
        configuration,
        sources,
        theme,
    }
});

static PORTFOLIO_AS_IT_IS: LazyLock<Portfolio> = LazyLock::new(|| {
    let every = &*EVERY;
    load::load(&every.configuration, &every.sources, TODAY)
        .0
        .expect("right")
});

const TODAY: jiff::civil::Date = date(2026, 8, 20);

/// `metrics.toml` of the portfolio or of a team.
pub fn catalogue(bytes: &[u8]) {
    one_of(bytes, &[("p", "metrics.toml"), ("t", "teams/alpha/metrics.toml")]);
}

/// A team's `team.toml`.
pub fn team(bytes: &[u8]) {
    instead("teams/alpha/team.toml", bytes);
}

/// A team's report.
pub fn report(bytes: &[u8]) {
    instead("teams/alpha/reports/2026-08-16.toml", bytes);
}

/// Observations as CSV.
pub fn data(bytes: &[u8]) {
    instead("teams/beta/data/build.csv", bytes);
}

/// A filled-in SCORP template.
pub fn template(bytes: &[u8]) {
    instead("teams/gamma/scorp.md", bytes);
}

/// The files of well-architected reviews.
pub const WARS: &[(&str, &str)] = &[
    ("t", "teams/alpha/war/2026-q2.toml"),
    ("a", "teams/alpha/war/pricing-2026-q3.json"),
    ("p", "teams/alpha/war/pricing-2026-q3.toml"),
    ("z", "teams/beta/war/lake-2026-q3.csv"),
    ("l", "teams/beta/war/lake-2026-q3.toml"),
];

/// A well-architected review: our own file, or an export.
pub fn war(bytes: &[u8]) {
    one_of(bytes, WARS);
}

/// The files of a register, of a screen, and free pages.
pub const REGISTERS: &[(&str, &str)] = &[
    ("a", "teams/alpha/actions.toml"),
    ("e", "teams/alpha/releases.toml"),
    ("i", "teams/alpha/incidents/INC-1.md"),
    ("j", "teams/beta/imports.toml"),
    ("m", "reviews/shop/2026-07-23.md"),
    ("n", "notads/runners.md"),
    ("p", "pages/plan.md"),
    ("r", "radiators/lobby.toml"),
    ("s", "tech-shares/thirty-lines.md"),
    ("t", "topics.toml"),
];

/// The files of registers, screens and free pages.
pub fn register(bytes: &[u8]) {
    one_of(bytes, REGISTERS);
}

/// Files of every kind.
pub const SITE: &[(&str, &str)] = &[
    ("a", "teams/alpha/actions.toml"),
    ("c", "metrics.toml"),
    ("d", "teams/beta/data/build.csv"),
    ("e", "teams/alpha/releases.toml"),
    ("g", "teams/gamma/scorp.md"),
    ("i", "teams/alpha/incidents/INC-1.md"),
    ("m", "reviews/shop/2026-07-23.md"),
    ("n", "notads/runners.md"),
    ("o", "teams/alpha/reports/2026-08-16.toml"),
    ("p", "pages/plan.md"),
    ("r", "radiators/lobby.toml"),
    ("s", "tech-shares/thirty-lines.md"),
    ("t", "topics.toml"),
    ("u", "teams/alpha/team.toml"),
    ("w", "teams/alpha/war/2026-q2.toml"),
    ("x", "teams/alpha/war/pricing-2026-q3.json"),
    ("z", "teams/beta/war/lake-2026-q3.csv"),
];

/// Any file of the content, and the pages that come of it.
pub fn site(bytes: &[u8]) {
    let Some((path, text)) = chosen(bytes, SITE) else {
        return;
    };
    let Some(portfolio) = read(path, text) else { return };
    let seed = bytes.iter().fold(7_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
    });
    pages(&portfolio, Some(seed));
}

/// `scorpfolio.toml`.
pub fn configuration(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (configuration, problems) = load::configuration::read(text);
    check_problems(&problems);
    if let Some(configuration) = configuration {
        let (_, problems) = load::load_readable(&configuration, &EVERY.sources, TODAY);
        check_problems(&problems);
    }
}

/// A theme's own words, and a page that is said in them.
pub fn words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (words, problems) = words::read(
        "de",
        Some(Own {
            path: "themes/own/words.toml",
            text,
        }),
    );
    check_problems(&problems);
    // What cannot be said in a template is told as a problem.
    if let Err(problems) = theme::load("default", BTreeMap::new(), &words) {
        check_problems(&problems);
    }
}

/// Markdown, in a paragraph and in a line.
pub fn markdown(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let portfolio = &*PORTFOLIO_AS_IT_IS;
    let prose = Prose {
        text: text.to_owned(),
        origin: Origin {
            file: FileIndex(1),
            line: 1,
        },
    };
    check_fragment(&markdown::block(&prose, portfolio, "pages/x.html"));
    check_fragment(&markdown::inline(&prose, portfolio, "index.html"));
    drop(markdown::plain(&prose));
    let _ = markdown::is_blank(text);
    for section in markdown::sections(text) {
        assert!(text.get(section.text).is_some(), "a section is a part of the text");
    }
    for (_, at) in markdown::destinations(text) {
        assert!(text.is_char_boundary(at), "a link begins at a letter");
    }
}

/// A value in words, in any unit: the first line is the unit.
pub fn value(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (unit, text) = text.split_once('\n').unwrap_or(("count", text));
    let unit = Unit::parse(unit);
    // What is wrong with it is a problem in words, which the readers of files print.
    drop(scorpfolio::model::value::read(text, &unit));
    drop(scorpfolio::model::value::read_typed(text, &unit));
    drop(scorpfolio::model::value::read_number(text, &unit));
}

/// A file of another tool: the first line names the source.
pub fn import(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (name, rest) = bytes.split_at(end);
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    let name = std::str::from_utf8(name).unwrap_or_default();
    let by_hash = name
        .bytes()
        .fold(bytes.len(), |sum, byte| sum.wrapping_mul(31) + usize::from(byte))
        % adapter::ALL.len();
    let source = import::find(name).unwrap_or(adapter::ALL[by_hash]);
    let inputs = [Input::of_bytes("export", rest)];
    if let Err(problem) = import::recognise(&inputs).and_then(|found| import::check_source(found, &inputs)) {
        check_problems(&[problem]);
    }
    if let Err(problem) = import::check_source(source, &inputs) {
        check_problems(&[problem]);
    }
    for is_dated in [false, true] {
        match source.read(&inputs, &request(is_dated)) {
            Ok(imported) => imported_is_kept(source, imported),
            Err(problem) => check_problems(&[problem]),
        }
    }
}

/// What was read of a file of another tool is kept as rows that are read again.
fn imported_is_kept(source: &'static dyn import::Adapter, mut imported: import::Imported) {
    let portfolio = &*PORTFOLIO_AS_IT_IS;
    check_problems(&imported.warnings);
    let to = import::resolve::Destination {
        catalogue: &portfolio.catalogue,
        team: &portfolio.teams[0],
        index: 0,
        extras: source.extras(),
    };
    let windows = request(false).windows;
    import::part_of_cycle::mark(&mut imported.measurements, &windows, &|_| true);
    let resolved = match import::resolve::resolve(imported.measurements, to) {
        Ok(resolved) => resolved,
        Err(problem) => return check_problems(&[problem]),
    };
    check_problems(&resolved.warnings);
    let kept = import::store::keep("data/x.csv", None, resolved.rows.clone(), &windows).expect("a table of our own");
    let again =
        import::store::keep("data/x.csv", Some(&kept.text), resolved.rows, &windows).expect("what was written is read");
    assert_eq!(kept.text, again.text, "the same import changes nothing");
}

fn request(is_dated: bool) -> Request {
    let rhythm = Rhythm {
        first: date(2026, 1, 5),
        every: Length::Days(14),
        grace: Length::Days(3),
        changes: Vec::new(),
        skips: Vec::new(),
    };
    Request {
        windows: Windows::new(rhythm, TimeZone::UTC, TODAY),
        date: is_dated.then_some(date(2026, 8, 16)),
        metric: None,
        workload: None,
        date_order: None,
        currency: Currency::of_code("EUR").expect("a currency"),
        metrics: Vec::new(),
        workloads: Vec::new(),
        settings: BTreeMap::new(),
    }
}

/// The file that the first letter names, and what is to stand in it.
fn chosen<'a>(bytes: &'a [u8], kinds: &[(&str, &'static str)]) -> Option<(&'static str, &'a [u8])> {
    let (first, text) = bytes.split_first()?;
    let named = kinds.iter().find(|(letter, _)| letter.as_bytes() == [*first]);
    let (_, path) = named.unwrap_or(&kinds[usize::from(*first) % kinds.len()]);
    Some((path, text))
}

fn one_of(bytes: &[u8], kinds: &[(&str, &'static str)]) {
    if let Some((path, text)) = chosen(bytes, kinds) {
        instead(path, text);
    }
}

/// Loads the portfolio with another file in the place of one.
fn instead(path: &str, bytes: &[u8]) {
    if let Some(portfolio) = read(path, bytes) {
        // What is loaded without an error can be analysed.
        drop(analyse(&portfolio));
    }
}

fn read(path: &str, bytes: &[u8]) -> Option<Portfolio> {
    let mut sources = EVERY.sources.clone();
    let file = sources.files.iter_mut().find(|file| *file.content_path == *path);
    file.unwrap_or_else(|| panic!("{path} is a file of {PORTFOLIO}")).bytes = bytes.into();
    let (portfolio, problems) = load::load_readable(&EVERY.configuration, &sources, TODAY);
    check_problems(&problems);
    (!diagnostic::has_errors(&problems)).then_some(portfolio)
}

/// Makes pages, pictures, feeds and tables of a portfolio, some or all of them, and holds each to what it must be.
///
/// # Panics
///
/// If one of them is not well-formed, or holds what a browser or a spreadsheet would run.
pub fn pages(portfolio: &Portfolio, some: Option<usize>) {
    let analysis = analyse(portfolio);
    let inputs = Inputs::none();
    let scene = Scene {
        portfolio,
        analysis: &analysis,
        theme: &EVERY.theme,
        inputs: &inputs,
        progress: &Nobody,
    };
    let planned = match render::plan(scene, None) {
        Ok(planned) => planned,
        Err(Stopped::Problems(problems)) => return check_problems(&problems),
        Err(Stopped::Publish(error)) => panic!("nothing is written: {error:?}"),
    };
    let pages = page::plan(portfolio, &analysis);
    let is_page = |kind: &Kind| !matches!(kind, Kind::Redirect { .. });
    let html = pages
        .iter()
        .filter(|page| is_page(&page.kind))
        .map(|page| page.path.to_string());
    let tables = data::plan(portfolio).into_iter().map(|(path, _)| path);
    let outlets = page::outlet::plan(portfolio, &analysis)
        .into_iter()
        .map(|(path, _)| path);
    let paths: Vec<String> = html.chain(tables).chain(outlets).collect();
    // A few of so many, others each time.
    let stride = if some.is_some() { paths.len() / 9 + 1 } else { 1 };
    let first = some.map_or(0, |seed| seed % stride);
    for path in paths.iter().skip(first).step_by(stride) {
        let made = match render::one(scene, &planned, path).expect("a file of the plan") {
            Ok(made) => made,
            Err(Stopped::Problems(problems)) => panic!("{path}: {}", diagnostic::text::render(&problems, false)),
            Err(Stopped::Publish(error)) => panic!("nothing is written: {error:?}"),
        };
        check_problems(&made.broken);
        assert!(made.broken.is_empty(), "{path}: {:?}", made.broken);
        let text = String::from_utf8(made.bytes).expect("text");
        match path.rsplit('.').next() {
            Some("html") => check_page(path, &text),
            Some("svg" | "xml") => check_xml(path, &text),
            Some("csv") => check_csv(path, &text),
            Some("json") => drop(serde_json::from_str::<serde_json::Value>(&text).expect("JSON")),
            _ => {}
        }
    }
}

/// Most bytes that one problem says.
const LONGEST_PROBLEM: usize = 4_000;
/// Most problems that a file or a portfolio gives, with room for those of several files.
const MOST_PROBLEMS: usize = 1_500;

/// Holds problems to what every reader of them counts on.
///
/// # Panics
///
/// If one points outside of its excerpt, says too much, or would move the cursor of a terminal.
pub fn check_problems(problems: &[Diagnostic]) {
    assert!(problems.len() <= MOST_PROBLEMS, "{} problems", problems.len());
    for problem in problems {
        assert!(
            problem.message.len() + problem.cure.len() <= LONGEST_PROBLEM,
            "{problem:?}"
        );
        for place in problem
            .place
            .iter()
            .chain(problem.related.iter().map(|(place, _)| place))
        {
            assert!(place.excerpt.get(place.span.clone()).is_some(), "{place:?}");
        }
    }
    // What looks alike is rendered alike.
    for problem in problems.iter().take(20) {
        let one = std::slice::from_ref(problem);
        let text = diagnostic::text::render(one, false);
        let moves = |letter: char| {
            letter.is_control() && letter != '\n'
                || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!text.contains(moves), "{text:?}");
        let command = diagnostic::github::render(one);
        assert_eq!(command.lines().count(), 1, "{command:?}");
        let line = diagnostic::json::render(one);
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok(), "{line}");
    }
}
