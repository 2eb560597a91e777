//! Reviews of very many workloads: those that ask for something have a row each, the others a link each.

use super::{Known, subject};
use crate::analyse::war::{self, Due};
use crate::page::here::{Here, Link};
use crate::page::limit;
use crate::page::war_path;
use serde::Serialize;

/// Reviews without a row.
#[derive(Debug, Serialize)]
pub(super) struct Others {
    /// Which reviews have a row, or that none asks for one.
    note: String,
    /// `880 more reviews`.
    heading: String,
    /// Each with its day.
    reviews: Vec<(Link, String)>,
}

/// Up to a limit every line has a row; of more those whose next review is due soon or past, or with findings of high risk
/// that nobody has taken on, in the portfolio's order.
pub(super) fn others<'k, 'a>(
    here: Here<'_>,
    lines: Vec<(&'k Known<'a>, usize)>,
) -> (Vec<(&'k Known<'a>, usize)>, Option<Others>) {
    if lines.len() <= limit::ROWS {
        return (lines, None);
    }
    let day = here.portfolio.as_of;
    let asks = |known: &Known<'_>| {
        let due = war::due(known.team, &known.line, (here.portfolio.config.war_every, day));
        matches!(due, Some(Due::Soon(_) | Due::Overdue(_)))
            || !war::without_action(known.team, &known.line, day).is_empty()
    };
    let (mut shown, mut rest) = (Vec::new(), Vec::new());
    for line in lines {
        if shown.len() < limit::ROWS && asks(line.0) {
            shown.push(line);
        } else {
            rest.push(line);
        }
    }
    let words = here.words();
    let (note, heading) = if shown.is_empty() {
        ("wars.no_exceptions", "wars.only_others")
    } else {
        ("wars.exceptions", "wars.others")
    };
    let others = Others {
        note: words.word(note).to_owned(),
        heading: words.say_count(heading, rest.len(), &[]),
        reviews: rest
            .iter()
            .map(|(known, latest)| {
                let war = &known.team.wars[*latest];
                let of = match war.workload {
                    // Its lens is on its page, and the team's name is not always in that of its workload.
                    Some(_) => format!("{}: {}", known.team.name, subject(known.team, war)),
                    None => subject(known.team, war),
                };
                (here.link(&war_path(known.team, war), of), words.short_day(war.date))
            })
            .collect(),
    };
    (shown, Some(others))
}
