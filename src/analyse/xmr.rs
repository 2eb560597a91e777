//! `XmR` process behaviour charts: from the values of one group, in date order, to limits and flags.
//!
//! The method is Wheeler's chart of individual values and moving ranges (Donald J. Wheeler, *Understanding Variation:
//! The Key to Managing Chaos*, SPC Press, 1993; the constants 2.66 and 3.267 are 3 ÷ 1.128 and the range chart's D₄ for
//! pairs). The rules that flag points are those of NHS England, *Making Data Count*
//! (<https://www.england.nhs.uk/publication/making-data-count/>), as the R package `NHSRplotthedots` 0.2.2 implements
//! them (<https://cran.r-project.org/package=NHSRplotthedots>). Whether data have too few levels is Wheeler's test for
//! chunky data.
//!
//! Knows numbers alone: which values form a group, which way is better, and what a flag means is `signal`'s.
//!
//! Comparisons are exact. Values become whole numbers of one common scale, and a value is compared with a limit by
//! multiplying out (x̄ + 2.66 mR̄ has the denominators n and n − 1), so that a value *on* the mean is on it, whatever the
//! unit: rounding cannot make or unmake a signal.

use crate::model::metric::Baseline;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// With fewer values there are no limits.
pub const FIRST_LIMITS: usize = 6;
/// With fewer values limits are on trial, and only [`Rule::Outside`] is applied.
pub const FULL_LIMITS: usize = 13;
/// Points in a row that make a trend or a shift.
pub const RUN: usize = 7;
/// Wheeler's test: with this many distinct moving ranges or fewer, the data have too few levels.
const FEW_LEVELS: usize = 3;
/// Values beyond this many units of the common scale lose their last digits: room for exact products.
const LARGEST: i128 = 1 << 72;

/// 2.66 as parts of 300, so that the near limits (two thirds of the way) are whole parts too.
const LIMIT_PARTS: i128 = 798;
/// Two thirds of 2.66 as parts of 300.
const NEAR_PARTS: i128 = 532;
/// What the two above are parts of.
const PARTS: i128 = 300;

/// Values of one scale, as whole numbers: `mantissas[i] × 10^−scale`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    mantissas: Vec<i128>,
    scale: u32,
    /// How far rounding may have moved a value, in units of the scale: 1 where last digits were left out, else 0.
    slack: i128,
}

impl Numbers {
    /// Brings values to one scale. Beyond 21 digits the last ones are rounded; values that do not fit even so (above
    /// 4 × 10²¹) give no numbers at all, and so no limits.
    #[must_use]
    pub fn of(values: impl Iterator<Item = Decimal>) -> Self {
        let values: Vec<Decimal> = values.map(|value| value.normalize()).collect();
        let largest = values.iter().map(Decimal::abs).max().unwrap_or_default();
        let exact = values.iter().map(Decimal::scale).max().unwrap_or_default();
        let mut scale = exact;
        let at = |value: Decimal, scale: u32| -> Option<i128> {
            let rounded = value.round_dp(scale);
            let missing = scale.checked_sub(rounded.scale())?;
            rounded.mantissa().checked_mul(10_i128.checked_pow(missing)?)
        };
        while scale > 0 && at(largest, scale).is_none_or(|mantissa| mantissa > LARGEST) {
            scale -= 1;
        }
        let mantissas: Option<Vec<i128>> = values
            .iter()
            .map(|&value| at(value, scale).filter(|mantissa| mantissa.abs() <= LARGEST))
            .collect();
        Self {
            mantissas: mantissas.unwrap_or_default(),
            scale,
            slack: i128::from(scale < exact),
        }
    }

    /// How many values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.mantissas.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mantissas.is_empty()
    }

    /// The limits as the first `known` values give them; `is_count` for values that count events.
    #[must_use]
    pub fn limits(&self, known: usize, baseline: Baseline, is_count: bool) -> Limits {
        let values = &self.mantissas[..known.min(self.mantissas.len())];
        let taken = match baseline {
            Baseline::All => values.len(),
            Baseline::First(points) => points.min(values.len()),
        };
        let base = &values[..taken];
        if base.len() < FIRST_LIMITS {
            return Limits::None;
        }
        let zeros = base.iter().filter(|value| **value == 0).count();
        if is_count && zeros * 2 >= base.len() {
            return Limits::Rare;
        }
        let ruler = ruler(base, (self.scale, self.slack), true);
        if ruler.range_sum == 0 {
            return Limits::Constant(ruler);
        }
        if values.len() < FULL_LIMITS {
            return Limits::Trial(ruler);
        }
        if has_few_levels(base, self.slack) {
            Limits::Coarse(ruler)
        } else {
            Limits::Full(ruler)
        }
    }

    /// The flag of each of the first `known` values under limits.
    #[must_use]
    pub fn flags(&self, known: usize, limits: &Limits) -> Vec<Option<Flag>> {
        let values = &self.mantissas[..known.min(self.mantissas.len())];
        flags(values, limits)
    }

    /// The flag of the last of the first `known` values alone.
    #[must_use]
    pub fn last_flag(&self, known: usize, limits: &Limits) -> Option<Flag> {
        let known = known.min(self.mantissas.len());
        last_flag(&self.mantissas[..known], limits)
    }

    /// How many of the first `known` values, counted from the last one back, its flag speaks of: so many outside, rising
    /// or on one side in a row; of two of three, so many that are close to the limit. 0 without a flag.
    #[must_use]
    pub fn run(&self, known: usize, limits: &Limits, flag: Option<Flag>) -> usize {
        let values = &self.mantissas[..known.min(self.mantissas.len())];
        match (limits.ruler(), flag) {
            (Some(ruler), Some(flag)) => run(values, ruler, flag),
            _ => 0,
        }
    }
}

/// The ruler of a baseline, with the scale and the slack of [`Numbers`]; `screen` leaves outlying ranges out, once. x̄ stays.
fn ruler(base: &[i128], (scale, slack): (u32, i128), screen: bool) -> Ruler {
    let (mut range_sum, mut range_count) = (0, 0);
    for range in kept(base, screen) {
        range_sum += range;
        range_count += 1;
    }
    Ruler {
        sum: base.iter().sum(),
        count: base.len(),
        range_sum,
        range_count,
        screened: ranges(base).len() - range_count,
        scale,
        slack,
    }
}

/// The moving ranges of a baseline.
fn ranges(base: &[i128]) -> impl ExactSizeIterator<Item = i128> + '_ {
    base.windows(2).map(|pair| (pair[1] - pair[0]).abs())
}

/// The moving ranges of a baseline that limits are made of.
fn kept(base: &[i128], screen: bool) -> impl Iterator<Item = i128> + '_ {
    let total: i128 = ranges(base).sum();
    let count = ranges(base).len();
    ranges(base).filter(move |range| !(screen && is_outlying(*range, total, count)))
}

/// Whether the moving ranges of a baseline have [`FEW_LEVELS`] or fewer; `slack` as in [`Numbers`].
fn has_few_levels(base: &[i128], slack: i128) -> bool {
    if slack == 0 {
        // Most values tell more levels apart within their first few, so that nothing need be sorted.
        let mut levels = [None; FEW_LEVELS];
        return kept(base, true).all(|range| {
            let known = levels.iter_mut().find(|level| level.is_none_or(|level| level == range));
            known.map(|level| *level = Some(range)).is_some()
        });
    }
    let mut ranges: Vec<i128> = kept(base, true).collect();
    ranges.sort_unstable();
    // Two thirds less one third is as far as one third from zero, whatever their last digits say.
    ranges.dedup_by(|later, earlier| *later - *earlier <= 2 * slack);
    ranges.len() <= FEW_LEVELS
}

fn run(values: &[i128], ruler: &Ruler, flag: Flag) -> usize {
    let wanted = match flag.side {
        Side::High => Ordering::Greater,
        Side::Low => Ordering::Less,
    };
    let newest_first = || values.iter().rev().map(|value| ruler.place(*value));
    match flag.rule {
        Rule::Outside => newest_first()
            .take_while(|place| *place == (wanted, Zone::Outside))
            .count(),
        Rule::Trend => {
            let steps = values.windows(2).rev();
            1 + steps.take_while(|pair| pair[1].cmp(&pair[0]) == wanted).count()
        }
        Rule::TwoOfThree => newest_first()
            .take(3)
            .filter(|place| *place == (wanted, Zone::Near))
            .count(),
        Rule::Shift => newest_first().take_while(|place| place.0 == wanted).count(),
    }
}

/// Whether a moving range is 3.267 times their mean or more.
fn is_outlying(range: i128, total: i128, count: usize) -> bool {
    range * 1_000 * whole(count) >= 3_267 * total && total > 0
}

fn whole(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX)
}

/// What the limits of a group of values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// Fewer than six values.
    None,
    /// A count of which at least half of the values are zero: no limits on counts.
    Rare,
    /// No spread (once single jumps are screened out): a mean, no limits.
    Constant(Ruler),
    /// Six to twelve values: outside is flagged, nothing else.
    Trial(Ruler),
    /// Too few levels for more than outside.
    Coarse(Ruler),
    /// All rules.
    Full(Ruler),
}

impl Limits {
    /// The word in data files.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Rare => "rare",
            Self::Constant(_) => "constant",
            Self::Trial(_) => "trial",
            Self::Coarse(_) => "coarse",
            Self::Full(_) => "full",
        }
    }

    /// The ruler that limits are read from, where there are limits.
    #[must_use]
    pub fn ruler(&self) -> Option<&Ruler> {
        match self {
            Self::None | Self::Rare | Self::Constant(_) => None,
            Self::Trial(ruler) | Self::Coarse(ruler) | Self::Full(ruler) => Some(ruler),
        }
    }

    /// The mean of the baseline, also where it has no limits around it.
    #[must_use]
    pub fn mean(&self) -> Option<Decimal> {
        match self {
            Self::None | Self::Rare => None,
            Self::Constant(ruler) | Self::Trial(ruler) | Self::Coarse(ruler) | Self::Full(ruler) => Some(ruler.mean()),
        }
    }

    /// How many values the limits are computed from.
    #[must_use]
    pub fn baseline_points(&self) -> usize {
        match self {
            Self::None | Self::Rare => 0,
            Self::Constant(ruler) | Self::Trial(ruler) | Self::Coarse(ruler) | Self::Full(ruler) => ruler.count,
        }
    }
}

/// The sums that mean and limits are quotients of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruler {
    sum: i128,
    count: usize,
    range_sum: i128,
    range_count: usize,
    screened: usize,
    scale: u32,
    /// As in [`Numbers`].
    slack: i128,
}

impl Ruler {
    /// x̄: the mean of the baseline.
    #[must_use]
    pub fn mean(&self) -> Decimal {
        self.quotient(self.sum, self.count)
    }

    /// mR̄: the mean of the baseline's moving ranges, outlying ones left out.
    #[must_use]
    pub fn moving_range(&self) -> Decimal {
        self.quotient(self.range_sum, self.range_count)
    }

    /// How many moving ranges were left out as outlying.
    #[must_use]
    pub fn screened(&self) -> usize {
        self.screened
    }

    /// x̄ − 2.66 mR̄.
    #[must_use]
    pub fn lower(&self) -> Decimal {
        self.mean() - self.distance(LIMIT_PARTS)
    }

    /// x̄ + 2.66 mR̄.
    #[must_use]
    pub fn upper(&self) -> Decimal {
        self.mean() + self.distance(LIMIT_PARTS)
    }

    /// The near limits, two thirds of the way from the mean: x̄ ∓ (2 × 2.66 ÷ 3) mR̄.
    #[must_use]
    pub fn near(&self) -> (Decimal, Decimal) {
        let distance = self.distance(NEAR_PARTS);
        (self.mean() - distance, self.mean() + distance)
    }

    fn distance(&self, parts: i128) -> Decimal {
        self.moving_range() * Decimal::from(parts) / Decimal::from(PARTS)
    }

    fn quotient(&self, sum: i128, count: usize) -> Decimal {
        // `LARGEST` keeps sums within the 96 bits of a decimal for any calendar that dates can span.
        let sum = Decimal::try_from_i128_with_scale(sum, self.scale).unwrap_or_default();
        sum.checked_div(Decimal::from(count)).unwrap_or_default()
    }

    /// Where a value lies: its side of the mean, and how far out.
    fn place(&self, value: i128) -> (Ordering, Zone) {
        let distance = value * whole(self.count) - self.sum;
        let scaled = distance.abs() * whole(self.range_count) * PARTS;
        let step = self.range_sum * whole(self.count);
        let zone = if scaled > LIMIT_PARTS * step {
            Zone::Outside
        } else if scaled > NEAR_PARTS * step {
            Zone::Near
        } else {
            Zone::Inside
        };
        let side = if distance.abs() <= self.slack * whole(self.count) {
            Ordering::Equal
        } else {
            distance.cmp(&0)
        };
        (side, zone)
    }
}

/// How far from the mean a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    /// Up to the near limit.
    Inside,
    /// Beyond the near limit, not beyond the limit.
    Near,
    /// Beyond the limit.
    Outside,
}

/// A rule of the method, in the order in which they apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Strictly beyond a limit.
    Outside,
    /// Within seven values in a row that rise, or fall, strictly.
    Trend,
    /// Close to a limit, as at least two of three in a row on one side of the mean are.
    TwoOfThree,
    /// Within seven values in a row strictly on one side of the mean.
    Shift,
}

impl Rule {
    /// The word in data files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Trend => "trend",
            Self::TwoOfThree => "two-of-three",
            Self::Shift => "shift",
        }
    }
}

/// Where a value went: H and L of the icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Above the mean, or rising.
    High,
    /// Below the mean, or falling.
    Low,
}

/// The rule that flags a value, and to which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// The first rule that matches.
    pub rule: Rule,
    /// The side of the mean; for a trend, its direction.
    pub side: Side,
}

/// What [`flags`] says of the last value. It is asked of each value when it was the newest, and mostly finds nothing within
/// two or three comparisons.
fn last_flag(values: &[i128], limits: &Limits) -> Option<Flag> {
    let ruler = limits.ruler()?;
    let (side, zone) = ruler.place(*values.last()?);
    let flag = |rule: Rule, direction: Ordering| {
        let side = match direction {
            Ordering::Less => Side::Low,
            Ordering::Equal => return None,
            Ordering::Greater => Side::High,
        };
        Some(Flag { rule, side })
    };
    if zone == Zone::Outside && side != Ordering::Equal {
        return flag(Rule::Outside, side);
    }
    if !matches!(limits, Limits::Full(_)) {
        return None;
    }
    // No rule looks further back than a run.
    let run = values.last_chunk::<RUN>();
    if let Some(run) = run {
        let direction = run[RUN - 1].cmp(&run[RUN - 2]);
        if direction != Ordering::Equal && run.windows(2).all(|pair| pair[1].cmp(&pair[0]) == direction) {
            return flag(Rule::Trend, direction);
        }
    }
    if zone == Zone::Near
        && let Some([first, second, _]) = values.last_chunk()
    {
        let (first, second) = (ruler.place(*first), ruler.place(*second));
        let together = first.0 == side && second.0 == side;
        if together && side != Ordering::Equal && (first.1 == Zone::Near || second.1 == Zone::Near) {
            return flag(Rule::TwoOfThree, side);
        }
    }
    if run.is_some_and(|run| run.iter().rev().all(|value| ruler.place(*value).0 == side)) {
        return flag(Rule::Shift, side);
    }
    None
}

fn flags(values: &[i128], limits: &Limits) -> Vec<Option<Flag>> {
    let mut flags = vec![None; values.len()];
    let Some(ruler) = limits.ruler() else {
        return flags;
    };
    let places: Vec<(Ordering, Zone)> = values.iter().map(|value| ruler.place(*value)).collect();
    let side = |ordering: Ordering| match ordering {
        Ordering::Less => Some(Side::Low),
        Ordering::Equal => None,
        Ordering::Greater => Some(Side::High),
    };
    let mut set = |index: usize, rule: Rule, side: Side| {
        // First match wins, and rules are tried in order.
        flags[index].get_or_insert(Flag { rule, side });
    };
    for (index, (ordering, zone)) in places.iter().enumerate() {
        if let (Zone::Outside, Some(side)) = (zone, side(*ordering)) {
            set(index, Rule::Outside, side);
        }
    }
    if !matches!(limits, Limits::Full(_)) {
        return flags;
    }
    for (start, window) in values.windows(RUN).enumerate() {
        let all = |wanted: Ordering| window.windows(2).all(|pair| pair[1].cmp(&pair[0]) == wanted);
        for (direction, side) in [(Ordering::Greater, Side::High), (Ordering::Less, Side::Low)] {
            if all(direction) {
                for index in start..start + RUN {
                    set(index, Rule::Trend, side);
                }
            }
        }
    }
    for (start, window) in places.windows(3).enumerate() {
        let together = window.iter().all(|place| place.0 == window[0].0);
        let near = |index: &usize| places[*index].1 == Zone::Near;
        let close: Vec<usize> = (start..start + 3).filter(near).collect();
        if let (true, Some(side), 2..) = (together, side(window[0].0), close.len()) {
            for index in close {
                set(index, Rule::TwoOfThree, side);
            }
        }
    }
    for (start, window) in places.windows(RUN).enumerate() {
        let together = window.iter().all(|place| place.0 == window[0].0);
        if let (true, Some(side)) = (together, side(window[0].0)) {
            for index in start..start + RUN {
                set(index, Rule::Shift, side);
            }
        }
    }
    flags
}

#[cfg(test)]
mod tests;
