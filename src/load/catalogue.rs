//! The built-in catalogue, metrics.toml over it, and teams' own metrics.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::load::document::{Document, is_id, kebab, words_of_id};
use crate::load::{shape, target};
use crate::model::metric::{AcrossTeams, Baseline, Better, Definition, Every, InCycle, Metric, Sensitive};
use crate::model::portfolio::{Audience, FileIndex, Pillar};
use crate::model::unit::Unit;
use crate::model::value::{self, Written};
use rust_decimal::Decimal;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The built-in metrics in the form of metrics.toml.
pub const BUILT_IN: &str = include_str!("catalogue.toml");

/// What a metric's definition needs to know of the site.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The site's configuration.
    pub config: &'a Config,
    /// Its pillars and headings.
    pub pillars: &'a [Pillar],
}

/// The built-in metrics, in their own order.
#[must_use]
pub fn built_in(context: Context<'_>) -> Vec<Metric> {
    let document = Document::of_text(FileIndex(0), "the built-in catalogue", BUILT_IN);
    let table = document.parse();
    let mut metrics: Vec<(usize, Metric)> = Vec::new();
    for (name, item) in &table {
        if let Some(table) = item.get_ref().as_table() {
            let mut metric = new(name.get_ref());
            read(&document, table, context, &mut metric);
            metric.origin = None;
            metrics.push((name.span().start, metric));
        }
    }
    metrics.sort_by_key(|(position, _)| *position);
    metrics.into_iter().map(|(_, metric)| metric).collect()
}

/// Reads a metrics.toml over the metrics known so far; with a team, its own metrics are added instead.
pub fn extend(document: &Document<'_>, context: Context<'_>, metrics: &mut Vec<Metric>, team: Option<usize>) {
    let table = document.parse();
    let mut entries: Vec<(&Spanned<_>, &Spanned<DeValue<'_>>)> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    for (name, item) in entries {
        let id: &str = name.get_ref();
        if id == "schema_version" {
            document.check(&[(name.clone(), item.clone())].into_iter().collect(), &shape::CATALOGUE);
            continue;
        }
        let DeValue::Table(table) = item.get_ref() else {
            let cure = did_you_mean(
                id,
                shape::METRIC.keys.iter().map(|key| key.name),
                "a metric is a table: `[some-metric]`",
            );
            let message = format!("`{id}` stands above the first metric");
            document.problem(
                Code::UnknownKey,
                name.span(),
                (
                    &message,
                    &format!("{cure} put keys below the `[metric]` they belong to"),
                ),
            );
            continue;
        };
        if !is_id(id) {
            document.problem(
                Code::BadId,
                name.span(),
                (
                    &format!("`{id}` is not an id: lower-case letters, digits and single hyphens"),
                    &format!("write `{}`", kebab(id)),
                ),
            );
            continue;
        }
        document.check_table(table, &shape::METRIC, (&shape::CATALOGUE, item.span()));
        let known = metrics
            .iter_mut()
            .find(|metric| metric.id == id && metric.team.is_none());
        match (known, team) {
            (Some(_), Some(_)) => {
                let message = format!("`{id}` is already a metric of the portfolio");
                let cure = "choose another id, or set the team's target under `[[targets]]` in team.toml";
                document.problem(Code::DuplicateId, name.span(), (&message, cure));
            }
            (Some(metric), None) => {
                if metric.origin.is_some_and(|origin| origin.file != document.file) {
                    let cure = "define a metric in one content folder only";
                    document.problem(
                        Code::DuplicateId,
                        name.span(),
                        (&format!("`{id}` is defined in two metrics.toml"), cure),
                    );
                }
                read(document, table, context, metric);
                metric.origin = Some(document.origin(name.span().start));
            }
            (None, _) => {
                let mut metric = new(id);
                metric.team = team;
                read(document, table, context, &mut metric);
                metric.origin = Some(document.origin(name.span().start));
                if !table.contains_key("pillar") {
                    let message = format!("the metric `{id}` has no `pillar`");
                    let ids = context
                        .pillars
                        .iter()
                        .map(|pillar| format!("`{}`", pillar.id))
                        .collect::<Vec<_>>()
                        .join(", ");
                    let similar = crate::diagnostic::nearest(id, metrics.iter().map(|metric| metric.id.as_str()));
                    let hint = similar.map_or_else(String::new, |known| {
                        format!("; or did you mean the built-in `{known}`?")
                    });
                    document.problem(
                        Code::MissingKey,
                        name.span(),
                        (&message, &format!("add `pillar = \"…\"`, one of {ids}{hint}")),
                    );
                }
                metrics.push(metric);
            }
        }
    }
}

/// A metric of which nothing but its id is known.
pub(super) fn new(id: &str) -> Metric {
    Metric {
        id: id.to_owned(),
        name: words_of_id(id),
        pillar: 0,
        unit: Unit::Count,
        better: Better::Neutral,
        target: None,
        every: Every::Cycle,
        in_cycle: InCycle::Last,
        across_teams: AcrossTeams::Strip,
        precision: None,
        floor: None,
        baseline: Baseline::All,
        range: None,
        meaning: None,
        influence: None,
        source: None,
        owner: None,
        sensitive: Sensitive::No,
        audience: Audience::Internal,
        labels: Vec::new(),
        definitions: Vec::new(),
        origin: None,
        team: None,
    }
}

/// Writes what a table says over a metric; what it does not say stays.
fn read(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>, metric: &mut Metric) {
    words(document, table, context, metric);
    choices(document, table, metric);
    better(document, table, metric);
    numbers(document, table, metric);
    sensitive(document, table, context, metric);
    definitions(document, table, context, metric);
    additive(document, table, metric);
}

fn set<T>(place: &mut T, written: Option<T>) {
    if let Some(written) = written {
        *place = written;
    }
}

/// Name, pillar, unit and everything that is said in words.
fn words(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>, metric: &mut Metric) {
    set(&mut metric.name, document.text(table, "name"));
    set(&mut metric.meaning, document.prose(table, "meaning").map(Some));
    set(&mut metric.influence, document.prose(table, "influence").map(Some));
    set(&mut metric.source, document.text(table, "source").map(Some));
    set(&mut metric.owner, document.text(table, "owner").map(Some));
    let unit = document.text(table, "unit");
    set(&mut metric.unit, unit.map(|unit| unit_of(&unit, context.config)));
    if let Unit::Label(label) = &metric.unit
        && label.chars().count() > 1
        && let Some(meant) = Unit::probably_meant(label)
        && let Some(written) = table.get("unit")
    {
        let message = format!("the unit `{label}` is read as a label");
        let cure = format!("did you mean `{}`?", meant.written());
        document.problem(Code::UnitAlike, written.span(), (&message, &cure));
    }
    if table.contains_key("labels") {
        metric.labels = document
            .texts(table, "labels")
            .into_iter()
            .map(|(label, _)| label)
            .collect();
    }
    let Some(id) = document.text(table, "pillar") else {
        return;
    };
    if let Some(pillar) = context.pillars.iter().position(|pillar| pillar.id == id) {
        metric.pillar = pillar;
    } else {
        let known = context.pillars.iter().map(|pillar| pillar.id.as_str());
        let cure = did_you_mean(&id, known, "add it to `pillars` in scorpfolio.toml");
        let span = table.get("pillar").map_or(0..0, Spanned::span);
        document.problem(Code::UnknownPillar, span, (&format!("unknown pillar `{id}`"), &cure));
    }
}

/// What is one of a few words.
fn choices(document: &Document<'_>, table: &DeTable<'_>, metric: &mut Metric) {
    let every = [("cycle", Every::Cycle), ("month", Every::Month)];
    set(&mut metric.every, document.choice(table, "every", &every));
    let in_cycle = [
        InCycle::Last,
        InCycle::Sum,
        InCycle::Mean,
        InCycle::Median,
        InCycle::Max,
        InCycle::Min,
    ];
    set(
        &mut metric.in_cycle,
        document.choice(table, "in_cycle", &pairs(shape::IN_CYCLE, &in_cycle)),
    );
    let across = [AcrossTeams::Sum, AcrossTeams::Ratio, AcrossTeams::Strip];
    set(
        &mut metric.across_teams,
        document.choice(table, "across_teams", &pairs(shape::ACROSS_TEAMS, &across)),
    );
    let audiences = [Audience::Internal, Audience::Public];
    set(
        &mut metric.audience,
        document.choice(table, "audience", &pairs(shape::AUDIENCES, &audiences)),
    );
    match table.get("baseline").map(Spanned::get_ref) {
        Some(DeValue::Integer(_)) => {
            let count = document
                .integer(table, "baseline")
                .and_then(|count| usize::try_from(count).ok());
            metric.baseline = count.map_or(Baseline::All, Baseline::First);
        }
        Some(_) => metric.baseline = Baseline::All,
        None => {}
    }
}

/// Precision, range, target and floor.
fn numbers(document: &Document<'_>, table: &DeTable<'_>, metric: &mut Metric) {
    let digits = document
        .integer(table, "precision")
        .and_then(|digits| u32::try_from(digits).ok());
    set(&mut metric.precision, digits.map(Some));
    set(&mut metric.range, pair(document, table, "range", open_end).map(Some));
    set(
        &mut metric.target,
        amount(document, table, ("target", &metric.unit)).map(Some),
    );
    set(
        &mut metric.floor,
        amount(document, table, ("floor", &metric.unit)).map(Some),
    );
    if let (Some(range), Some(target)) = (metric.range, metric.target)
        && (target < range.0 || target > range.1)
    {
        let span = table.get("target").map_or(0..0, Spanned::span);
        let words = ("the target lies outside `range`", "correct the target or the range");
        document.problem(Code::ValueOutOfRange, span, words);
    }
}

/// Refuses sums across teams of what cannot be added.
fn additive(document: &Document<'_>, table: &DeTable<'_>, metric: &Metric) {
    let written = ["across_teams", "unit"].iter().find_map(|key| table.get(*key));
    if let Some(written) = written
        && metric.across_teams == AcrossTeams::Sum
        && !metric.unit.is_additive()
    {
        let message = format!("values in {} are never added across teams", metric.unit.written());
        let cure = "write `across_teams = \"strip\"`, or `\"ratio\"` where teams give numerators";
        document.problem(Code::UnknownChoice, written.span(), (&message, cure));
    }
}

/// A unit as written; `currency` stands for the site's own.
fn unit_of(written: &str, config: &Config) -> Unit {
    if written == "currency" {
        Unit::Money(config.currency)
    } else {
        Unit::parse(written)
    }
}

fn better(document: &Document<'_>, table: &DeTable<'_>, metric: &mut Metric) {
    let band = pair(document, table, "band", |_| None);
    let span = |key: &str| table.get(key).map_or(0..0, Spanned::span);
    match document.text(table, "better").as_deref() {
        Some("lower") => metric.better = Better::Lower,
        Some("higher") => metric.better = Better::Higher,
        Some("neutral") => metric.better = Better::Neutral,
        Some("within") => match band {
            Some((lower, upper)) => metric.better = Better::Within { lower, upper },
            None => document.problem(
                Code::MissingKey,
                span("better"),
                ("`better = \"within\"` needs a `band`", "add `band = [lower, upper]`"),
            ),
        },
        _ => {}
    }
    if let Some((lower, upper)) = band {
        if matches!(metric.better, Better::Within { .. }) {
            metric.better = Better::Within { lower, upper };
        } else {
            document.problem(
                Code::UnknownChoice,
                span("band"),
                (
                    "a `band` means nothing without `better = \"within\"`",
                    "write `better = \"within\"`, or remove the band",
                ),
            );
        }
    }
}

fn sensitive(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>, metric: &mut Metric) {
    let written = document.choice(
        table,
        "sensitive",
        &pairs(shape::SENSITIVE, &[Sensitive::Money, Sensitive::Threat, Sensitive::No]),
    );
    // What was said before, `none` too, stays where neither of what it goes by is said anew.
    let says_anew = table.contains_key("unit") || table.contains_key("pillar");
    metric.sensitive = written.unwrap_or_else(|| match (&metric.unit, metric.sensitive) {
        (_, said) if said != Sensitive::No || !says_anew => said,
        (Unit::Money(_), _) => Sensitive::Money,
        _ if context.pillars[metric.pillar].id == "security" => Sensitive::Threat,
        (_, said) => said,
    });
}

fn definitions(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>, metric: &mut Metric) {
    if !table.contains_key("definitions") {
        return;
    }
    let mut definitions: Vec<Definition> = Vec::new();
    let mut spans = Vec::new();
    for (definition, span) in document.tables(table, "definitions") {
        let (Some(from), Some(text)) = (document.date(definition, "from"), document.prose(definition, "text")) else {
            continue;
        };
        if definitions.last().is_some_and(|earlier| from <= earlier.from) {
            document.problem(
                Code::DateOrder,
                span.clone(),
                (
                    "definitions stand oldest first, each on a day of its own",
                    "put them in order of `from`",
                ),
            );
        }
        let unit = document
            .text(definition, "unit")
            .map(|unit| unit_of(&unit, context.config));
        let before = definitions.iter().rev().find_map(|earlier| earlier.unit.as_ref());
        let in_force = unit.as_ref().or(before).unwrap_or(&metric.unit);
        let target = amount(document, definition, ("target", in_force)).filter(|target| {
            let at = definition.get("target").map_or(span.clone(), Spanned::span);
            check_range(document, at, *target, (metric, in_force))
        });
        definitions.push(Definition {
            from,
            unit,
            target,
            text,
        });
        spans.push(span);
    }
    metric.definitions = definitions;
    for (number, span) in spans.into_iter().enumerate() {
        if let (Some(ended), None) = (metric.target_of(number), metric.target_of(number + 1)) {
            let from = metric.definitions[number].from;
            let (message, cure) = target::ended(metric, (ended, from), |new| {
                format!("`target = {new}` to this definition")
            });
            document.problem(Code::TargetEnded, span, (&message, &cure));
        }
    }
}

fn pairs<T: Copy>(words: &'static [&'static str], values: &[T]) -> Vec<(&'static str, T)> {
    words.iter().copied().zip(values.iter().copied()).collect()
}

/// `-inf` and `inf` of TOML: a range without an end.
fn open_end(value: &DeValue<'_>) -> Option<Decimal> {
    match value {
        DeValue::Float(float) => match float.as_str() {
            "inf" | "+inf" => Some(Decimal::MAX),
            "-inf" => Some(Decimal::MIN),
            _ => None,
        },
        _ => None,
    }
}

/// A list of two numbers, the first the smaller; `other` reads what is no number.
fn pair(
    document: &Document<'_>,
    table: &DeTable<'_>,
    key: &str,
    other: impl Fn(&DeValue<'_>) -> Option<Decimal>,
) -> Option<(Decimal, Decimal)> {
    let item = table.get(key)?;
    let numbers: Vec<Decimal> = item
        .get_ref()
        .as_array()?
        .iter()
        .filter_map(|item| other(item.get_ref()).or_else(|| literal(item.get_ref(), &Unit::Label(String::new()))?.ok()))
        .collect();
    match numbers.as_slice() {
        [lower, upper] if lower < upper => Some((*lower, *upper)),
        _ => {
            document.problem(
                Code::BadValue,
                item.span(),
                (
                    &format!("`{key}` is not two numbers, the smaller first"),
                    &format!("write `{key} = [0, 100]`"),
                ),
            );
            None
        }
    }
}

/// A number of TOML, read exactly from its literal text.
pub(super) fn literal(value: &DeValue<'_>, unit: &Unit) -> Option<Result<Decimal, value::ValueError>> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => Some(value::read_number(integer.as_str(), unit)),
        DeValue::Integer(integer) => {
            let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
            Some(value::read_number(
                &number.map_or_else(|| integer.as_str().to_owned(), |number| number.to_string()),
                unit,
            ))
        }
        DeValue::Float(float) => Some(value::read_number(float.as_str(), unit)),
        _ => None,
    }
}

/// A value of TOML in any written form; problems are reported.
pub(super) fn written(document: &Document<'_>, item: &Spanned<DeValue<'_>>, unit: &Unit) -> Option<Written> {
    let result = match item.get_ref() {
        DeValue::String(text) => value::read_typed(text, unit),
        other => literal(other, unit)?.map(|number| Written::Number {
            number,
            approximate: false,
        }),
    };
    result
        .map_err(|error| document.problem(Code::BadValue, item.span(), (&error.message, &error.cure)))
        .ok()
}

/// The plain number of a key in a unit; "not available" and approximations make no sense there.
pub(super) fn amount(document: &Document<'_>, table: &DeTable<'_>, key: (&str, &Unit)) -> Option<Decimal> {
    let item = table.get(key.0)?;
    match written(document, item, key.1)? {
        Written::Number {
            number,
            approximate: false,
        } => Some(number),
        Written::Number { .. } | Written::NotAvailable => {
            document.problem(
                Code::BadValue,
                item.span(),
                (&format!("`{}` needs a plain number", key.0), "write the number"),
            );
            None
        }
    }
}

/// Reports a value outside a metric's range.
pub(super) fn check_range(
    document: &Document<'_>,
    span: Range<usize>,
    number: Decimal,
    metric: (&Metric, &Unit),
) -> bool {
    match value::check_range(number, metric.1, metric.0.range) {
        Ok(()) => true,
        Err(error) => {
            let message = format!("{} (metric `{}`)", error.message, metric.0.id);
            document.report(Diagnostic::new(Code::ValueOutOfRange, message, error.cure).at(document.place(span)));
            false
        }
    }
}
