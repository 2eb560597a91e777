//! What a team says that has no page of its own: exercises that no report speaks of, and prose.

use super::here::Here;
use super::words::When;
use crate::model::team::Team;
use jiff::civil::Date;
use serde::Serialize;

/// An exercise, in a line or two.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// Its kind, and where its record is.
    name: String,
    url: Option<String>,
    when: Option<When>,
    /// What was said of it, as HTML, each with its word before it where it needs one.
    said: Vec<(String, String)>,
}

/// Exercises of some days that no report speaks of, the newest first.
pub(super) fn exercises(here: Here<'_>, team: &Team, wanted: &dyn Fn(Option<Date>) -> bool) -> Vec<Entry> {
    let entry = |exercise: &crate::model::report::Exercise| Entry {
        name: here.words().exercise(exercise.kind).to_owned(),
        url: exercise.link.clone(),
        when: exercise.date.map(|date| here.when(date)),
        said: said(
            here,
            [
                ("", exercise.charter.as_ref()),
                (here.words().word("records.found"), exercise.outcome.as_ref()),
            ],
        ),
    };
    let own = team.other_exercises.iter().rev();
    own.filter(|exercise| wanted(exercise.date)).map(entry).collect()
}

fn said<'p>(
    here: Here<'_>,
    all: impl IntoIterator<Item = (&'p str, Option<&'p crate::model::portfolio::Prose>)>,
) -> Vec<(String, String)> {
    let there = all.into_iter().filter_map(|(word, prose)| Some((word, prose?)));
    there
        .filter(|(_, prose)| !prose.text.trim().is_empty())
        .map(|(word, prose)| (word.to_owned(), here.inline(prose)))
        .collect()
}

/// Sections of prose, below one pillar.
#[derive(Debug, Serialize)]
pub(super) struct Prose {
    /// The pillar; empty for what stands below none.
    pillar: String,
    sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Section {
    title: String,
    /// What it says, as HTML.
    body: Vec<String>,
}

/// What a team says in prose, by pillar.
pub(super) fn prose(here: Here<'_>, team: &Team) -> Vec<Prose> {
    let of_pillars = team.sections.chunk_by(|a, b| a.pillar == b.pillar);
    let all = of_pillars.map(|sections| Prose {
        pillar: sections[0]
            .pillar
            .map_or_else(String::new, |pillar| here.portfolio.pillars[pillar].name.clone()),
        sections: sections
            .chunk_by(|a, b| a.title == b.title)
            .map(|pieces| Section {
                title: pieces[0].title.clone(),
                body: pieces.iter().map(|piece| here.block(&piece.body)).collect(),
            })
            .collect(),
    });
    // A heading above one section alone would say its title twice.
    let all = all.map(|group: Prose| Prose {
        pillar: if group.sections.len() == 1 {
            String::new()
        } else {
            group.pillar
        },
        ..group
    });
    all.collect()
}
