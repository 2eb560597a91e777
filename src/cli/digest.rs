//! `digest`: what changed, for chat and mail.

use crate::analyse::analyse;
use crate::analyse::interval::{Interval, between};
use crate::cli::{DigestArguments, DigestFormat, Failure, Output};
use crate::diagnostic::did_you_mean;
use crate::digest::{html, markdown, text};
use crate::letters;
use crate::model::cycle::Calendar;
use crate::model::portfolio::Portfolio;
use crate::page::digest::digest;
use jiff::civil::Date;

/// The digest of the cycles and the team that were asked for, in the form that was asked for.
pub(super) fn run(arguments: &DigestArguments, portfolio: &Portfolio) -> Result<Output, Failure> {
    let team = match &arguments.team {
        Some(slug) => Some(team(portfolio, slug)?),
        None => None,
    };
    let interval = interval(arguments, portfolio)?;
    let digest = digest(portfolio, &analyse(portfolio), interval, team);
    let render = match arguments.format {
        DigestFormat::Markdown => markdown::render,
        DigestFormat::Text => text::render,
        DigestFormat::Html => html::render,
    };
    let mut stderr = String::new();
    if portfolio.config.base_url.is_none() {
        stderr.push_str("hint: with `base_url` in scorpfolio.toml the digest has links to the site\n");
    }
    Ok(Output {
        stdout: letters::shown(render(&digest)),
        stderr,
    })
}

fn team(portfolio: &Portfolio, slug: &str) -> Result<usize, Failure> {
    let slugs = portfolio.teams.iter().map(|team| team.slug.as_str());
    portfolio.team(slug).ok_or_else(|| Failure {
        message: format!("there is no team `{slug}`"),
        cure: did_you_mean(slug, slugs, "write the name of the team\u{2019}s folder"),
    })
}

/// The cycles that were asked for: those that ended between two days, or the newest that has ended.
fn interval(arguments: &DigestArguments, portfolio: &Portfolio) -> Result<Interval, Failure> {
    let (calendar, as_of) = (&portfolio.calendar, portfolio.as_of);
    let Some(current) = calendar.current() else {
        let first = calendar.cycles.first();
        let until = first.map_or_else(String::new, |cycle| format!("; the first runs until {}", cycle.last));
        return Err(Failure {
            message: format!("no cycle has ended by {as_of}{until}"),
            cure: "ask again when it has, or give a later day with `--as-of`".to_owned(),
        });
    };
    let newest = calendar.cycle(current).last;
    let Some(from) = arguments.from else {
        let only = between(calendar, (newest, newest), as_of);
        return only.ok_or_else(|| none(calendar, (newest, newest)));
    };
    let to = arguments.to.unwrap_or(as_of);
    if from > to {
        return Err(Failure {
            message: format!("`--from {from}` is after `--to {to}`"),
            cure: format!("write the earlier day first: `--from {to} --to {from}`"),
        });
    }
    between(calendar, (from, to), as_of).ok_or_else(|| none(calendar, (from, to)))
}

/// No cycle ended in a stretch: which ended next to it.
fn none(calendar: &Calendar, days: (Date, Date)) -> Failure {
    let (from, to) = days;
    let ended = || calendar.ended().map(|cycle| calendar.cycle(cycle).last);
    let beside = [ended().rfind(|last| *last < from), ended().find(|last| *last > to)];
    let beside: Vec<String> = beside.into_iter().flatten().map(|last| last.to_string()).collect();
    Failure {
        message: format!("no cycle ended from {from} to {to}"),
        cure: format!(
            "cycles ended on {}: widen the stretch to hold one",
            beside.join(" and ")
        ),
    }
}
