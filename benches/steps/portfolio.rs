//! Portfolios of any size, the same each time: made of numbers that wander, so that charts have something to show.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The day as of which they are built: some days after the last report.
pub(crate) const AS_OF: jiff::civil::Date = jiff::civil::date(2026, 1, 5);
/// Cycles of two weeks in a year.
pub(crate) const CYCLES: i64 = 26;
/// Values of each report.
pub(crate) const METRICS: usize = 30;

/// Writes the folder of a portfolio of so many teams over a year.
pub(crate) fn write(folder: &Path, teams: usize) {
    let first = jiff::civil::date(2025, 1, 6);
    let text = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a path in the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    text(
        "scorpfolio.toml",
        &format!(
            "title = \"Portfolio\"\npillars = [\"cost\", \"reliability\"]\n\n[cycle]\nfirst = {first}\nevery = \"2 weeks\"\n"
        ),
    );
    let mut catalogue = String::new();
    for metric in 0..METRICS {
        let pillar = ["cost", "reliability"][metric % 2];
        let better = ["lower", "higher"][metric / 2 % 2];
        let target = 100 + 10 * metric;
        let _ = writeln!(
            catalogue,
            "[metric-{metric}]\nname = \"Metric {metric}\"\npillar = \"{pillar}\"\nunit = \"ms\"\n\
             better = \"{better}\"\ntarget = {target}\n"
        );
    }
    text("content/metrics.toml", &catalogue);
    let mut wander = Wander(1);
    for team in 0..teams {
        text(
            &format!("content/teams/team-{team}/team.toml"),
            &format!("name = \"Team {team}\"\n"),
        );
        for cycle in 1..=CYCLES {
            let last = first + jiff::Span::new().days(cycle * 14 - 1);
            let mut report = String::from("[metrics]\n");
            for metric in 0..METRICS {
                let value = 100 + 10 * metric + wander.below(40);
                let _ = writeln!(report, "metric-{metric} = {value}.{}", wander.below(10));
            }
            let _ = write!(report, "\n[[wins]]\ntext = \"Win {cycle} of team {team}\"\n");
            text(&format!("content/teams/team-{team}/reports/{last}.toml"), &report);
        }
    }
}

/// Numbers without a pattern, the same each time (Steele and others' splitmix, 2014).
struct Wander(u64);

impl Wander {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).expect("a small number")
    }
}
