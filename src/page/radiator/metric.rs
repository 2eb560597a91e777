//! A pillar and a metric across teams.

use super::standing::{left_out, of_series};
use super::wall::{Big, Row, Screen, Status, Told, Wall, fitting, listed, said_within};
use crate::analyse::rollup::{Figure as Pooled, Rollup, Signals as Counts, quotient, rollup};
use crate::analyse::series::median;
use crate::model::format::{Style, shown};
use crate::model::metric::MetricIndex;
use crate::words::{Words, say, say_count};
use rust_decimal::Decimal;

/// So many metrics fit on a screen, each in a line.
const METRICS: usize = 8;
/// So many teams fit beside the metric's own number.
const TEAMS: usize = 10;

/// A pillar across teams: its metrics, each with the portfolio's figure or the teams' median.
pub(super) fn pillar(wall: Wall<'_>, pillar: usize) -> Vec<Screen> {
    let here = wall.here;
    let entry = &here.portfolio.pillars[pillar];
    let cycle = wall.cycle();
    let of_pillar = |metric: MetricIndex| here.portfolio.metric(metric).pillar == pillar;
    let told = (wall.radiator.teams.iter()).fold(Told::default(), |sum, team| {
        sum.join(Told::of(wall, *team, cycle, &of_pillar))
    });
    let shared = || {
        here.portfolio
            .catalogue
            .shared()
            .filter(|(metric, _)| of_pillar(*metric))
    };
    let known: Vec<(MetricIndex, Rollup)> = shared()
        .map(|(metric, _)| (metric, of_teams(wall, metric)))
        .filter(|(_, rollup)| !rollup.teams.is_empty())
        .collect();
    let (open, hidden): (Vec<_>, Vec<_>) = known.into_iter().partition(|(metric, _)| wall.allows(*metric));
    let rows: Vec<Row> = open
        .iter()
        .map(|(metric, rollup)| metric_row(wall, *metric, rollup))
        .collect();
    let words = wall.words();
    let said = said_within(told.signals, words);
    let name = &entry.name;
    let sentence = match (rows.is_empty(), hidden.is_empty(), said.is_empty()) {
        (true, true, _) => say!(words, "radiator.pillar_unreported", pillar = name),
        (true, false, _) => say!(words, "radiator.pillar_hidden", pillar = name),
        (false, _, true) => say!(words, "radiator.pillar_without_values", pillar = name),
        (false, _, false) if told.hides => say!(words, "radiator.pillar_shown", pillar = name, said = said),
        (false, _, false) => say!(words, "radiator.pillar", pillar = name, said = said),
    };
    let empty = match (rows.is_empty(), hidden.is_empty()) {
        (true, true) => words.word("radiator.one_number_is_enough"),
        (true, false) => words.word("radiator.hidden_is_for_pages"),
        (false, _) => "",
    };
    listed(rows, METRICS, words, &|| Screen {
        kind: "pillar",
        layout: "values",
        title: wall.titled(&entry.name, cycle),
        sentence: sentence.clone(),
        empty: empty.to_owned(),
        note: if empty.is_empty() {
            left_out(hidden.len(), words)
        } else {
            String::new()
        },
        ..Screen::default()
    })
}

/// A metric across the radiator's teams.
fn of_teams(wall: Wall<'_>, metric: MetricIndex) -> Rollup {
    let mut rollup = rollup(wall.here.portfolio, wall.here.analysis, metric, wall.cycle());
    if wall.radiator.teams.len() < wall.here.portfolio.teams.len() {
        rollup.teams.retain(|team| wall.speaks_of(team.team));
        pool(wall, &mut rollup);
        rollup.present = rollup.teams.iter().filter(|team| !team.carried).count();
        rollup.expected = rollup.expected.min(wall.attendance(wall.cycle()).1).max(rollup.present);
        rollup.signals = Counts::default();
        for team in rollup.teams.iter().filter(|team| !team.carried) {
            rollup.signals.add(team.signal);
        }
    }
    rollup
}

/// The figure of the teams that are left: of the kind that the portfolio's is.
fn pool(wall: Wall<'_>, rollup: &mut Rollup) {
    let counting = rollup
        .teams
        .iter()
        .filter(|team| !team.carried && !team.is_of_own_rhythm);
    let values: Vec<_> = counting.map(|team| &team.value).collect();
    let mut numbers: Vec<Decimal> = values.iter().map(|value| value.number).collect();
    numbers.sort_unstable();
    let sum = |numbers: Vec<Option<Decimal>>| {
        let mut numbers = numbers.into_iter();
        numbers.try_fold(Decimal::ZERO, |sum, number| sum.checked_add(number?))
    };
    rollup.summed = values.len();
    rollup.median = (!numbers.is_empty()).then(|| median(&numbers));
    let day = wall.here.portfolio.calendar.cycle(rollup.cycle).last;
    let unit = wall.here.portfolio.metric(rollup.metric).unit_on(day);
    rollup.figure = match rollup.figure {
        _ if values.is_empty() => Pooled::None,
        Pooled::None => Pooled::None,
        Pooled::Sum(_) => sum(numbers.into_iter().map(Some).collect()).map_or(Pooled::None, Pooled::Sum),
        Pooled::Ratio { .. } => {
            let ratios = || values.iter().map(|value| value.ratio.parts());
            let numerator = sum(ratios().map(|ratio| Some(ratio?.0)).collect());
            let denominator = sum(ratios().map(|ratio| Some(ratio?.1)).collect());
            let whole = numerator.zip(denominator);
            whole
                .and_then(|(numerator, denominator)| {
                    let number = quotient((numerator, denominator), unit)?;
                    Some(Pooled::Ratio {
                        number,
                        numerator,
                        denominator,
                    })
                })
                .unwrap_or(Pooled::None)
        }
    };
}

/// What the figure of a metric is.
#[derive(Debug, Clone, Copy)]
enum Is {
    Sum,
    Pooled,
    Median,
}

/// The figure of a metric, and what it is.
fn figure(wall: Wall<'_>, metric: MetricIndex, rollup: &Rollup) -> Option<(crate::model::format::Shown, Is)> {
    let day = wall.here.portfolio.calendar.cycle(rollup.cycle).last;
    let style = Style {
        target: None,
        ..wall.here.portfolio.style(None, metric, day)
    };
    let (number, is) = match rollup.figure {
        Pooled::Sum(sum) => (sum, Is::Sum),
        Pooled::Ratio { number, .. } => (number, Is::Pooled),
        Pooled::None => (rollup.median?, Is::Median),
    };
    Some((fitting(shown(number, &style), number, &style), is))
}

fn metric_row(wall: Wall<'_>, metric: MetricIndex, rollup: &Rollup) -> Row {
    let words = wall.words();
    let figure = figure(wall, metric, rollup);
    let (part, all) = (rollup.present, rollup.expected);
    Row {
        who: wall.here.portfolio.metric(metric).name.clone(),
        says: match figure.as_ref().map(|(_, is)| is) {
            None => say!(words, "radiator.part", place = part, all = all),
            Some(Is::Sum) => say!(words, "radiator.sum_of_some", part = part, all = all),
            Some(Is::Pooled) => say!(words, "radiator.pooled_of_some", part = part, all = all),
            Some(Is::Median) => say!(words, "radiator.median_of_some", part = part, all = all),
        },
        value: figure.map_or_else(String::new, |(figure, _)| figure.text()),
        status: Some(most_telling(&rollup.signals, words)),
        ..Row::default()
    }
}

/// What most needs a look among teams' values.
fn most_telling(signals: &Counts, words: &Words) -> Status {
    match (
        signals.concern,
        signals.improvement,
        signals.neutral,
        signals.common_cause,
    ) {
        (0, 0, 0, 0) if signals.pending > 0 && signals.no_limits == 0 => {
            Status::new("unknown", words.word("radiator.pending"))
        }
        (0, 0, 0, 0) if signals.no_limits > 0 => Status::new("unknown", words.word("radiator.no_limits")),
        (0, 0, 0, 0) => Status::new("unknown", words.word("radiator.no_value")),
        (0, 0, 0, _) => Status::new("usual", words.word("radiator.as_usual")),
        (0, 0, unusual, _) => Status::new("unusual", say_count!(words, "radiator.unusual", unusual)),
        (0, better, ..) => Status::new("improvement", say_count!(words, "radiator.better", better)),
        (concern, ..) => Status::new("concern", say_count!(words, "radiator.concerns", concern)),
    }
}

/// One metric: the portfolio's figure, and each team's value.
pub(super) fn metric(wall: Wall<'_>, metric: MetricIndex) -> Vec<Screen> {
    let here = wall.here;
    let entry = here.portfolio.metric(metric);
    let cycle = wall.cycle();
    let rollup = of_teams(wall, metric);
    let mut rows = Vec::new();
    let mut with = 0;
    for team in &wall.radiator.teams {
        let known = &here.analysis.teams[*team];
        let several = known.whole(metric).is_none();
        let before = rows.len();
        for series in known.headline(metric) {
            let Some(row) = of_series(wall, (*team, cycle), series) else {
                continue;
            };
            let part = crate::page::figure::part_name(here, *team, &series.part);
            rows.push(Row {
                who: if several { part } else { wall.name(*team) },
                ..row
            });
        }
        with += usize::from(rows.len() > before);
    }
    let of = |kind: &str| {
        let found = rows.iter().filter_map(|row| row.status.as_ref());
        found.filter(|status| status.kind == kind).count()
    };
    let words = wall.words();
    let name = &entry.name;
    let sentence = if rows.is_empty() {
        say!(words, "radiator.metric_unreported", metric = name)
    } else {
        let part = words.grouped(with);
        let teams = say_count!(words, "radiator.part_of_teams", wall.radiator.teams.len(), part = part);
        let report = say_count!(words, "radiator.teams_report", with, metric = name, teams = teams);
        match (of("concern"), of("improvement")) {
            (0, 0) => say!(words, "radiator.teams_report_it", report = report),
            (0, some) => say_count!(words, "radiator.teams_report_and_improvements", some, report = report),
            (some, _) => say_count!(words, "radiator.teams_report_and_concerns", some, report = report),
        }
    };
    let empty = if rows.is_empty() {
        words.word("radiator.one_number_is_enough")
    } else {
        ""
    };
    let key = || {
        let (figure, is) = figure(wall, metric, &rollup)?;
        Some(Big {
            prefix: figure.prefix,
            number: figure.number,
            suffix: figure.suffix,
            label: match is {
                Is::Sum => say_count!(words, "radiator.sum", rollup.summed),
                Is::Pooled => say_count!(words, "radiator.pooled", rollup.summed),
                Is::Median => say_count!(words, "radiator.median", rollup.present),
            },
            note: if rollup.may_change() {
                words.word("radiator.pending").to_owned()
            } else {
                crate::page::figure::better_words(words, entry.better).to_owned()
            },
            mark: "",
        })
    };
    // Without a number of its own, a metric's values are told as a team's are.
    let (layout, most) = if key().is_some() {
        ("beside", TEAMS)
    } else {
        ("values", METRICS)
    };
    listed(rows, most, words, &|| Screen {
        kind: "metric",
        layout,
        title: wall.titled(&entry.name, cycle),
        sentence: sentence.clone(),
        key: key(),
        empty: empty.to_owned(),
        ..Screen::default()
    })
}
