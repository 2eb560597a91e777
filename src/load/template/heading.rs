//! What a section or a table is, by the words of its headings.
//!
//! The words are those of the published template, and what teams make of them; nothing depends on levels or order.

use super::outline::{Section, Table};
use crate::model::portfolio::Pillar;
use crate::model::team::LinkKind;

/// The words of a heading: lower case, letters and digits only.
#[must_use]
pub(super) fn words(heading: &str) -> Vec<String> {
    heading
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a heading has one of some words.
#[must_use]
pub(super) fn has(heading: &str, wanted: &[&str]) -> bool {
    words(heading).iter().any(|word| wanted.contains(&word.as_str()))
}

/// A heading without what stands in parentheses at its end, and what stands there: `Lambda ($)` → `Lambda`, `$`.
#[must_use]
pub(super) fn without_unit(heading: &str) -> (&str, Option<&str>) {
    let heading = heading.trim();
    let Some((name, unit)) = heading.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return (heading, None);
    };
    if name.trim().is_empty() {
        (heading, None)
    } else {
        (name.trim(), Some(unit.trim()))
    }
}

/// What a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Values by month.
    Months,
    /// A register of well-architected reviews.
    Wars,
    /// A register of threat models.
    Threats,
    /// A register of exercises.
    Exercises,
    /// A register of incidents.
    Incidents,
    /// Something else: shown as it is.
    Other,
}

/// What a table is, by its columns.
#[must_use]
pub(super) fn kind(table: &Table) -> Kind {
    let any = |wanted: &[&str]| table.head.iter().any(|cell| has(&cell.plain, wanted));
    if table.head.iter().any(|cell| is_month(&cell.plain)) {
        Kind::Months
    } else if any(&["lens"]) {
        Kind::Wars
    } else if any(&["threat", "threats"]) {
        Kind::Threats
    } else if any(&["charter", "initiative"]) {
        Kind::Exercises
    } else if any(&["incident", "incidents"]) && any(&["ttr", "recover", "description", "cause", "rca"]) {
        Kind::Incidents
    } else {
        Kind::Other
    }
}

/// Whether a column holds months.
#[must_use]
pub(super) fn is_month(heading: &str) -> bool {
    matches!(heading.to_lowercase().as_str(), "month" | "months")
}

/// What a list below a heading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    Wins,
    Concerns,
    Learnings,
    Topics,
    Offers,
    Asks,
    Needs,
    Actions,
    /// Links of one kind.
    Links(LinkKind),
    /// Links only where every item is one.
    Anything,
}

/// The longest heading that means a part of a report: `Wins of the month`, but not a sentence with that word.
const LONGEST: usize = 4;

/// What the lists of a section are.
#[must_use]
pub(super) fn lists(title: &str) -> Lists {
    const VOICES: [(Lists, &[&str]); 8] = [
        (Lists::Wins, &["win", "wins"]),
        (Lists::Concerns, &["concern", "concerns"]),
        (Lists::Learnings, &["learning", "learnings"]),
        (Lists::Topics, &["topic", "topics"]),
        (Lists::Offers, &["offer", "offers"]),
        (Lists::Asks, &["ask", "asks"]),
        (Lists::Needs, &["need", "needs"]),
        (Lists::Actions, &["action", "actions"]),
    ];
    const LINKS: [(LinkKind, &[&str]); 5] = [
        (LinkKind::Runbook, &["runbook", "runbooks"]),
        (LinkKind::Playbook, &["playbook", "playbooks"]),
        (LinkKind::Dashboard, &["monitoring", "dashboard", "dashboards"]),
        (LinkKind::Alarms, &["alarms", "alerts"]),
        (LinkKind::Other, &["links"]),
    ];
    let found = words(title);
    let has = |wanted: &[&str]| found.iter().any(|word| wanted.contains(&word.as_str()));
    if found.len() <= LONGEST
        && let Some((voice, _)) = VOICES.iter().find(|(_, wanted)| has(wanted))
    {
        return *voice;
    }
    if has(&["performance"]) && has(&["report", "reports"]) {
        return Lists::Links(LinkKind::LoadTests);
    }
    if has(&["incident"]) && has(&["response", "process"]) {
        return Lists::Links(LinkKind::Other);
    }
    let kind = LINKS.iter().find(|(_, wanted)| has(wanted));
    kind.map_or(Lists::Anything, |(kind, _)| Lists::Links(*kind))
}

/// The kind of a link by its own words; `None` where they do not say.
#[must_use]
pub(super) fn link_kind(text: &str) -> Option<LinkKind> {
    match lists(text) {
        Lists::Links(LinkKind::Other) => None,
        Lists::Links(kind) => Some(kind),
        _ => None,
    }
}

/// The pillar each section stands below, by the nearest heading above it that names one.
#[must_use]
pub(super) fn pillars(sections: &[Section], pillars: &[Pillar]) -> Vec<Option<usize>> {
    let mut above: Vec<(usize, Option<usize>)> = Vec::new();
    let mut found = Vec::with_capacity(sections.len());
    for section in sections {
        above.retain(|(level, _)| *level < section.level);
        let named = words(&section.title);
        let own = pillars
            .iter()
            .position(|pillar| named == words(&pillar.name) || named == words(&pillar.id));
        let own = own.or_else(|| {
            let is_business = named.first().is_some_and(|word| word == "business") && named.len() <= 2;
            pillars.iter().position(|pillar| is_business && pillar.id == "business")
        });
        let inherited = above.iter().rev().find_map(|(_, pillar)| *pillar);
        above.push((section.level, own));
        found.push(own.or(inherited));
    }
    found
}

/// The headings of sections with those above them, up to the title of the file and to the pillars: `Test Coverage:
/// Unit Tests`.
#[must_use]
pub(super) fn paths(sections: &[Section], pillars: &[Pillar]) -> Vec<String> {
    let is_pillar = |title: &str| {
        let named = words(title);
        let mut all = pillars.iter();
        all.any(|pillar| named == words(&pillar.name) || named == words(&pillar.id))
    };
    let mut above: Vec<(usize, &str)> = Vec::new();
    let mut paths = Vec::with_capacity(sections.len());
    for section in sections {
        above.retain(|(level, _)| *level < section.level);
        above.push((section.level, &section.title));
        let last = above.len() - 1;
        let shown = above.iter().enumerate();
        let shown = shown.filter(|(at, (level, title))| *at == last || (*level > 1 && !is_pillar(title)));
        let path: Vec<&str> = shown
            .map(|(_, (_, title))| *title)
            .filter(|title| !title.is_empty())
            .collect();
        paths.push(path.join(": "));
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::template::outline::{Block, sections};

    #[test]
    fn lists_are_known_by_words_of_their_heading() {
        for (title, expected) in [
            ("Wins", Lists::Wins),
            ("Our wins", Lists::Wins),
            ("Asks", Lists::Asks),
            ("What customers need when they call us", Lists::Anything),
            ("Monitoring / Dashboards", Lists::Links(LinkKind::Dashboard)),
            ("RUNBOOKS", Lists::Links(LinkKind::Runbook)),
            ("Incident Response", Lists::Links(LinkKind::Other)),
            ("Performance Reports", Lists::Links(LinkKind::LoadTests)),
            ("Performance", Lists::Anything),
            ("Incidents", Lists::Anything),
        ] {
            assert_eq!(lists(title), expected, "{title}");
        }
    }

    #[test]
    fn tables_are_known_by_their_columns() {
        for (head, expected) in [
            ("Workload | Lens Applied | Date", Kind::Wars),
            ("Month | Incidents | Description", Kind::Months),
            ("Workload | Open Threats | Date", Kind::Threats),
            ("Incident # | Date | TTR (Time to Recover)", Kind::Incidents),
            ("Initiative | Notes", Kind::Exercises),
            ("Name | Role", Kind::Other),
        ] {
            let columns = "|---".repeat(head.split('|').count());
            let text = format!("| {head} |\n{columns}|\n");
            let found = sections(&text);
            let Block::Table(table) = &found[0].blocks[0] else {
                panic!("a table: {text}");
            };
            assert_eq!(kind(table), expected, "{head}");
        }
    }

    #[test]
    fn a_section_stands_below_the_nearest_pillar_above_it() {
        let known = ["security", "operational-excellence", "business"].map(|id| Pillar {
            id: id.to_owned(),
            name: crate::load::document::words_of_id(id),
            is_pillar: id != "business",
        });
        let text = "# Us\n## Security\n### Threat Models\n## Operational Excellence\n### Tests\n#### Unit\n## More\n# Business Metrics\n";
        assert_eq!(
            pillars(&sections(text), &known),
            [None, None, Some(0), Some(0), Some(1), Some(1), Some(1), None, Some(2)]
        );
    }

    #[test]
    fn a_section_is_named_with_the_headings_above_it() {
        let security = Pillar {
            id: "security".to_owned(),
            name: "Security".to_owned(),
            is_pillar: true,
        };
        let text = "before\n# Us\n## Security\n### Test Coverage\n#### Unit Tests\n## More\n";
        assert_eq!(
            paths(&sections(text), &[security]),
            [
                "",
                "Us",
                "Security",
                "Test Coverage",
                "Test Coverage: Unit Tests",
                "More"
            ]
        );
    }

    #[test]
    fn a_unit_in_parentheses_is_no_part_of_the_name() {
        assert_eq!(without_unit("API-GW ($)"), ("API-GW", Some("$")));
        assert_eq!(without_unit("(Blameless) Root Cause"), ("(Blameless) Root Cause", None));
        assert_eq!(without_unit("(all)"), ("(all)", None));
    }
}
