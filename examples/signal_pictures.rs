//! Draws the pictures of docs/signals.md with the tool's own limits, rules and charts.
//!
//! ```sh
//! cargo run --example signal_pictures
//! ```
//!
//! Each picture is a file of its own, `docs/images/signals-NAME.svg`: the theme's colours for light pages are written into
//! it, on paper of its own, so that it can be read on a light page and on a dark one. A picture that would not show what
//! its name says (the rule that flags its last value) is an error.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use scorpfolio::analyse::xmr::{self, Numbers, Rule, Side};
use scorpfolio::chart::{Axis, Flag, Gap, LimitTexts, Limits, Mark, MarkKind, Size, Trend, TrendPoint, trend};
use scorpfolio::model::metric::Baseline;
use scorpfolio::words::Words;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

const CHART_STYLE: &str = include_str!("../themes/default/assets/chart.css");
const SITE_STYLE: &str = include_str!("../themes/default/assets/site.css");
/// Where the first value stands; one follows every fortnight.
const START: Date = date(2025, 9, 7);
/// Paper around a picture, in units of its view box.
const MARGIN: i32 = 24;

/// What a picture shows: response times, of which less is better.
struct Picture {
    /// The last part of its file's name.
    name: &'static str,
    description: &'static str,
    /// The values, and after a rebase those of the next group.
    groups: &'static [&'static [u32]],
    /// What limits and flag the last value must have.
    shows: (&'static str, Option<Rule>),
    size: Size,
}

const PICTURES: [Picture; 7] = [
    Picture {
        name: "band",
        description: "Fifteen values wander around their mean, inside a band",
        groups: &[&[
            262, 251, 268, 259, 243, 257, 271, 266, 249, 255, 274, 260, 246, 263, 258,
        ]],
        shows: ("full", None),
        size: Size::Page,
    },
    Picture {
        name: "outside",
        description: "The last value lies above the band",
        groups: &[&[
            262, 251, 268, 259, 243, 257, 271, 266, 249, 255, 274, 260, 246, 263, 312,
        ]],
        shows: ("full", Some(Rule::Outside)),
        size: Size::Card,
    },
    Picture {
        name: "trend",
        description: "The last seven values fall, each below the one before, inside the band",
        groups: &[&[
            262, 247, 270, 251, 276, 255, 243, 264, 272, 268, 263, 259, 252, 247, 241,
        ]],
        shows: ("full", Some(Rule::Trend)),
        size: Size::Card,
    },
    Picture {
        name: "two-of-three",
        description: "Of the last three values two lie close to the upper end of the band, all three above the mean",
        groups: &[&[
            258, 250, 261, 252, 256, 263, 254, 260, 250, 255, 261, 252, 284, 272, 286,
        ]],
        shows: ("full", Some(Rule::TwoOfThree)),
        size: Size::Card,
    },
    Picture {
        name: "shift",
        description: "The last seven values lie below the mean, inside the band",
        groups: &[&[
            268, 257, 274, 262, 279, 259, 271, 266, 251, 245, 254, 242, 252, 247, 250,
        ]],
        shows: ("full", Some(Rule::Shift)),
        size: Size::Card,
    },
    Picture {
        name: "rebase",
        description: "After a rebase the values have a band of their own, lower than the one before",
        groups: &[
            &[262, 251, 268, 259, 243, 257, 271, 266, 249, 255, 274, 260, 246, 263],
            &[221, 212, 226, 207, 218, 229, 214, 222, 209, 217, 225, 211, 219],
        ],
        shows: ("full", None),
        size: Size::Page,
    },
    Picture {
        name: "trial",
        description: "Eight values between two dashed lines",
        groups: &[&[262, 251, 268, 259, 243, 257, 271, 266]],
        shows: ("trial", None),
        size: Size::Card,
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/images");
    for picture in &PICTURES {
        let path = folder.join(format!("signals-{}.svg", picture.name));
        write(&path, &stand_alone(&draw(picture)?)?)?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the pictures are no part of a site")]
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)
}

/// A picture as the site would draw it.
fn draw(picture: &Picture) -> Result<String, Box<dyn Error>> {
    let mut points: Vec<TrendPoint> = Vec::new();
    let mut groups: Vec<(usize, xmr::Limits)> = Vec::new();
    let mut last = None;
    for &values in picture.groups {
        let numbers = Numbers::of(values.iter().map(|&value| Decimal::from(value)));
        let limits = numbers.limits(values.len(), Baseline::All, false);
        let flags = numbers.flags(values.len(), &limits);
        groups.push((points.len(), limits));
        for (&value, flag) in values.iter().zip(&flags) {
            points.push(point(points.len(), value, *flag)?);
        }
        last = flags.last().copied().flatten();
    }
    let shown = (
        groups.last().map(|(_, limits)| limits.word()),
        last.map(|flag| flag.rule),
    );
    if shown != (Some(picture.shows.0), picture.shows.1) {
        return Err(format!("{} shows {shown:?}", picture.name).into());
    }
    let texts: Vec<[String; 3]> = groups.iter().map(|(_, limits)| texts(limits)).collect();
    let ends = groups.iter().skip(1).map(|group| group.0).chain([points.len()]);
    let limits: Vec<Limits<'_>> = groups
        .iter()
        .zip(ends)
        .zip(&texts)
        .filter_map(|((&(from, limits), end), texts)| drawn(&limits, (from, end - 1), texts))
        .collect();
    let marks: Vec<Mark<'_>> = groups
        .iter()
        .skip(1)
        .map(|&(at, _)| Mark {
            at,
            text: "Rebase: response cache",
            kind: MarkKind::Rebase,
        })
        .collect();
    Ok(trend(&Trend {
        title: "Response time (p95)",
        description: picture.description,
        points: &points,
        target: None,
        marks: &marks,
        limits: &limits,
        axis: Axis::Tight,
        range: None,
        size: picture.size,
        words: &Words::english(),
    }))
}

fn point(index: usize, value: u32, flag: Option<xmr::Flag>) -> Result<TrendPoint, Box<dyn Error>> {
    let text = format!("{value} ms");
    let date = START.checked_add((14 * i64::try_from(index)?).days())?;
    Ok(TrendPoint {
        date,
        value: Some(f64::from(value)),
        gap: Gap::Missing,
        hollow: false,
        flag: match flag.map(|flag| flag.side) {
            None => Flag::None,
            Some(Side::High) => Flag::Worse,
            Some(Side::Low) => Flag::Better,
        },
        label: format!("{date}: {text}"),
        value_text: text,
        breaks_before: false,
    })
}

/// The words of lower limit, mean and upper limit.
fn texts(limits: &xmr::Limits) -> [String; 3] {
    let say = |name: &str, number: Decimal| format!("{name} {} ms", number.round());
    limits.ruler().map_or_else(Default::default, |ruler| {
        [
            say("lower", ruler.lower()),
            say("mean", ruler.mean()),
            say("upper", ruler.upper()),
        ]
    })
}

fn drawn<'a>(limits: &xmr::Limits, points: (usize, usize), texts: &'a [String; 3]) -> Option<Limits<'a>> {
    let ruler = limits.ruler()?;
    Some(Limits {
        from: points.0,
        to: points.1,
        lower: ruler.lower().to_f64()?,
        mean: ruler.mean().to_f64()?,
        upper: ruler.upper().to_f64()?,
        trial: !matches!(limits, xmr::Limits::Full(_)),
        texts: LimitTexts {
            lower: &texts[0],
            mean: &texts[1],
            upper: &texts[2],
        },
    })
}

/// A chart with everything that a page gives it: a size, a style, paper and a margin.
fn stand_alone(chart: &str) -> Result<String, Box<dyn Error>> {
    let missing = "a chart begins with <svg class=… viewBox=\"0 0 WIDTH HEIGHT\"";
    let (head, body) = chart.split_once('>').ok_or(missing)?;
    let attributes = head.strip_prefix("<svg ").ok_or(missing)?;
    let (before, rest) = attributes.split_once("viewBox=\"0 0 ").ok_or(missing)?;
    let (size, after) = rest.split_once('"').ok_or(missing)?;
    let (width, height) = size.split_once(' ').ok_or(missing)?;
    let (width, height): (i32, i32) = (width.parse()?, height.parse()?);
    let (wide, high) = (width + 2 * MARGIN, height + 2 * MARGIN);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"-{MARGIN} -{MARGIN} {wide} {high}\" {before}{after}>\n<style>\n{}</style>\n\
         <path class=\"paper\" d=\"M-{MARGIN}-{MARGIN}h{wide}v{high}h-{wide}z\"/>\n{body}\n",
        wide / 2,
        high / 2,
        style(chart, (wide / 2, high / 2))?,
    ))
}

/// The rules of the theme that a chart needs, with the colours of light pages in place of variables, and its size.
fn style(chart: &str, (width, height): (i32, i32)) -> Result<String, Box<dyn Error>> {
    let site = without_comments(SITE_STYLE);
    let (_, root) = site.split_once(":root {").ok_or("site.css begins with :root")?;
    let (root, _) = root.split_once('}').ok_or("site.css ends its :root")?;
    let variables: Vec<(&str, &str)> = root
        .split(';')
        .filter_map(|declaration| declaration.trim().split_once(':'))
        .map(|(name, value)| (name, value.trim()))
        .collect();
    let charts = without_comments(CHART_STYLE);
    // What differs in print and in forced colours comes last.
    let charts = charts.split("@media").next().unwrap_or_default();
    let mut rules = "svg { font-family: var(--text); }\n.paper { fill: var(--paper); }\n".to_owned();
    for rule in charts.split_inclusive('}') {
        let Some((selectors, declarations)) = rule.trim().split_once('{') else {
            continue;
        };
        let used: Vec<&str> = selectors
            .split(',')
            .map(str::trim)
            .filter(|selector| is_used(selector, chart))
            .collect();
        if !used.is_empty() {
            writeln!(rules, "{} {{{declarations}", used.join(", "))?;
        }
    }
    // A page decides how wide its charts are; a file has to say it.
    writeln!(
        rules,
        "svg.chart {{ width: {width}px; height: {height}px; min-width: 0; max-width: none; }}"
    )?;
    for (name, value) in variables {
        rules = rules.replace(&format!("var({name})"), value);
    }
    Ok(rules)
}

fn without_comments(style: &str) -> String {
    let mut parts = style.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once("*/").map_or("", |(_, after)| after)
    })
}

/// Whether a picture, which nobody points at, has what a selector's classes name.
fn is_used(selector: &str, chart: &str) -> bool {
    let classes = selector.split([' ', '>', ':']).flat_map(|part| part.split('.').skip(1));
    let has = |class: &str| {
        chart
            .split("class=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .any(|names| names.split(' ').any(|name| name == class))
    };
    !selector.contains([':', '@']) && classes.into_iter().all(has)
}
