//! How often does a series that never changes look as if it did?
//!
//! Makes stable series (independent normal values), takes each series' last value as the newest, and counts how often
//! `xmr` flags it: with limits from all values, and with limits from the first thirteen. Beside it, how often the last
//! step is a notable one. The figures of docs/signals.md come from here. Runs in seconds and prints the same numbers each
//! time:
//!
//! ```sh
//! cargo run --release --example false_signals
//! ```
//!
//! Real series are seldom independent and normal: the figures say what chance alone does, no more.

use rust_decimal::Decimal;
use scorpfolio::analyse::xmr::{FULL_LIMITS, Numbers, Rule};
use scorpfolio::model::metric::Baseline;
use std::f64::consts::TAU;
use std::io::{self, Write};

/// So many that no rate's standard error is above 0.03 points.
const SERIES: u32 = 1_000_000;
/// Half a year of fortnights, three quarters, and a year.
const LENGTHS: [usize; 3] = [13, 20, 26];
const BASELINES: [(&str, Baseline); 2] = [("all", Baseline::All), ("first 13", Baseline::First(FULL_LIMITS))];
/// A large portfolio: ten teams with twenty metrics.
const PORTFOLIO: f64 = 200.0;
const RULES: [Rule; 4] = [Rule::Outside, Rule::Trend, Rule::TwoOfThree, Rule::Shift];
/// Digits after the point that values keep.
const DIGITS: u32 = 6;

/// What befell the last values of some series.
#[derive(Clone, Copy, Default)]
struct Counts {
    /// How many each rule flagged, in the order of `RULES`.
    flagged: [u32; RULES.len()],
    /// How many a notable step led to.
    notable: u32,
    /// How many were flagged, or led to by a notable step.
    either: u32,
}

/// Counts of each baseline and length.
type Table = [[Counts; LENGTHS.len()]; BASELINES.len()];

fn main() -> io::Result<()> {
    let table = simulate();
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "False signals at the last of n stable values, in % of {SERIES} series\n"
    )?;
    writeln!(
        out,
        "limits from   n  signal   ± SE  of 200  outside  trend  two-of-three  shift  notable  either"
    )?;
    for ((name, _), row) in BASELINES.iter().zip(&table) {
        for (length, counts) in LENGTHS.iter().zip(row) {
            write_row(&mut out, name, *length, counts)?;
        }
    }
    Ok(())
}

fn write_row(out: &mut impl Write, name: &str, length: usize, counts: &Counts) -> io::Result<()> {
    let share = |count: u32| f64::from(count) / f64::from(SERIES);
    let percent = |count: u32| share(count) * 100.0;
    let signal = share(counts.flagged.iter().sum());
    let error = (signal * (1.0 - signal) / f64::from(SERIES)).sqrt();
    let [outside, trend, two_of_three, shift] = counts.flagged.map(percent);
    writeln!(
        out,
        "{name:11}  {length:>2}  {:>6.2}  {:>5.2}  {:>6.1}  {outside:>7.2}  {trend:>5.2}  {two_of_three:>12.2}  {shift:>5.2}  {:>7.2}  {:>6.2}",
        signal * 100.0,
        error * 100.0,
        signal * PORTFOLIO,
        percent(counts.notable),
        percent(counts.either),
    )
}

/// Each series is looked at when it has its first so many values, for each length, and under each baseline.
fn simulate() -> Table {
    let mut table = Table::default();
    for seed in 0..SERIES {
        let values = stable_series(u64::from(seed), LENGTHS[LENGTHS.len() - 1]);
        let numbers = Numbers::of(values.iter().copied());
        for (column, length) in LENGTHS.into_iter().enumerate() {
            let is_notable = is_last_step_notable(&values[..length]);
            for (row, (_, baseline)) in BASELINES.into_iter().enumerate() {
                let limits = numbers.limits(length, baseline, false);
                let rule = numbers.last_flag(length, &limits).map(|flag| flag.rule);
                let counts = &mut table[row][column];
                for (count, known) in counts.flagged.iter_mut().zip(RULES) {
                    *count += u32::from(rule == Some(known));
                }
                counts.notable += u32::from(is_notable);
                counts.either += u32::from(is_notable || rule.is_some());
            }
        }
    }
    table
}

/// Says again what `analyse::delta` says of entries with dates: at least 3.267 times the mean of the earlier steps.
fn is_last_step_notable(values: &[Decimal]) -> bool {
    let steps: Vec<Decimal> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let Some((last, earlier)) = steps.split_last() else {
        return false;
    };
    *last * Decimal::from(earlier.len()) >= Decimal::new(3_267, 3) * earlier.iter().sum::<Decimal>()
}

/// Independent normal values around zero with a standard deviation of one.
fn stable_series(seed: u64, length: usize) -> Vec<Decimal> {
    let mut dice = Dice(seed << 32);
    (0..length).map(|_| rounded(dice.normal())).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a normal value times a million is far from the bounds"
)]
fn rounded(value: f64) -> Decimal {
    Decimal::new((value * 10_f64.powi(DIGITS.cast_signed())).round() as i64, DIGITS)
}

/// `SplitMix64` (Guy L. Steele Jr., Doug Lea, Christine H. Flood, *Fast Splittable Pseudorandom Number Generators*,
/// OOPSLA 2014): small, and its neighbouring seeds are as good as any.
struct Dice(u64);

impl Dice {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From zero, not included, to one.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    fn share(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// By the method of Box and Muller.
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.share().ln()).sqrt();
        radius * (TAU * self.share()).cos()
    }
}
