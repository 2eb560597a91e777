//! An incident, with the headings of a blameless review.

use crate::model::portfolio::Portfolio;
use crate::scaffold::written::{list, one_line, quoted};
use crate::scaffold::{NewFile, schema_comment, team_folder};
use std::fmt::Write;

/// The file of a new incident of a team (an index of the portfolio's), with its id and title: begun "today", still open.
#[must_use]
pub fn incident(portfolio: &Portfolio, team: usize, wanted: (&str, &str)) -> NewFile {
    let (id, title) = wanted;
    let path = format!("{}incidents/{id}.md", team_folder(portfolio, team));
    let mut text = format!("+++\n{}", schema_comment(&path, "incident"));
    text.push_str("# Title and start are enough to begin with. Remove the # in front of what you know.\n");
    let _ = write!(
        text,
        "schema_version = 1\nid = {}\ntitle = {}\n",
        quoted(id),
        quoted(title)
    );
    severity(&mut text, portfolio);
    let (day, zone) = (portfolio.as_of, one_line(&portfolio.config.time_zone_name));
    let _ = writeln!(
        text,
        "started = {day}   # better with its time, {day}T09:12:00 (of {zone})"
    );
    let _ = writeln!(text, "# detected = {day}T09:20:00");
    let _ = writeln!(
        text,
        "# restored = {day}T10:40:00   # leave it out while it lasts; not known exactly: time_to_recover = \"1h 28m\""
    );
    let team = &portfolio.teams[team];
    if let Some(first) = team.workloads.first() {
        let all: Vec<&str> = team.workloads.iter().map(|workload| workload.id.as_str()).collect();
        let _ = writeln!(
            text,
            "# workload = {}   # {}",
            quoted(&first.id),
            one_line(&all.join(", "))
        );
    }
    text.push_str(
        "# root_cause = \"What it came from: conditions, not people\"\n# impact = \"Whom it hurt and how much\"\n",
    );
    if let Some(release) = team.releases.last() {
        let _ = writeln!(text, "# caused_by_release = {}", quoted(&release.name));
    }
    text.push_str("# learnings = [\"What we know now\"]\n");
    let open = team.actions.iter().rev().find(|action| action.is_open_on(day));
    if let Some(action) = open {
        let ids = list(std::slice::from_ref(&action.id));
        let _ = writeln!(text, "# actions = {ids}   # ids of the actions it led to");
    }
    let _ = writeln!(text, "# link = \"https://incidents.example.org/{id}\"\n+++");
    text.push_str(&body(&team.slug));
    NewFile { path, text }
}

fn severity(text: &mut String, portfolio: &Portfolio) {
    let meanings = &portfolio.config.severities;
    if meanings.is_empty() {
        text.push_str("# severity = 2   # 1 is the most severe, 5 the least\n");
        return;
    }
    let middle = meanings[(meanings.len() - 1) / 2].0;
    let _ = writeln!(text, "# severity = {middle}   # 1 is the most severe:");
    for (number, meaning) in meanings {
        let _ = writeln!(text, "#   {number}: {}", one_line(meaning));
    }
}

/// The headings of the review. What they ask for stands in comments, which no page shows.
fn body(team: &str) -> String {
    format!(
        r#"
<!-- For whoever was not there. Say what made each step sensible at that moment; nobody has to be named for others to learn. -->

## What happened

<!-- What was seen, tried and changed, each with its time. -->

## What helped

<!-- What made it shorter or smaller, and what was luck. -->

## What we change

<!-- Make actions of it: `scorpfolio new action {team} "…"`, and put their ids into `actions` above. -->
"#
    )
}
