//! A tech share, planned, with the topics that wait for one.

use crate::analyse::topic::{self, Answer, By, Topic};
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::scaffold::written::{list, one_line, quoted};
use crate::scaffold::{NewFile, schema_comment, some_pillar};
use jiff::ToSpan;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The file of a new tech share in a content folder that ends in `/`, with its name and title: planned, without a date.
#[must_use]
pub fn tech_share(portfolio: &Portfolio, content: &str, wanted: (&str, &str)) -> NewFile {
    let (slug, title) = wanted;
    let recurring = recurring(portfolio);
    let path = format!("{content}tech-shares/{slug}.md");
    let mut text = format!("+++\n{}schema_version = 1\n", schema_comment(&path, "tech-share"));
    let _ = writeln!(text, "title = {}", quoted(title));
    let date = portfolio.as_of.saturating_add(14.days());
    let _ = writeln!(text, "# date = {date}");
    text.push_str("status = \"planned\"   # then held, with its date\n# presenters = [\"Who presents\"]\n");
    let today = portfolio.as_of;
    let mut teams = portfolio.teams.iter();
    if let Some(team) = teams.find(|team| team.left.is_none_or(|left| today <= left)) {
        let _ = writeln!(text, "# team = {}   # the team that teaches", quoted(&team.slug));
    }
    if recurring.is_empty() {
        text.push_str("# topics = [\"a-subject-it-answers\"]   # no topic recurs at the moment\n");
    } else {
        let first: Vec<String> = recurring.iter().take(1).map(|(topic, _)| topic.clone()).collect();
        let _ = writeln!(text, "# topics = {}   # recurring now:", list(&first));
        for (topic, words) in &recurring {
            let _ = writeln!(text, "#   {}: {words}", one_line(topic));
        }
    }
    let _ = write!(
        text,
        r#"# pillar = {}
# slides = "https://docs.example.org/{slug}"
# recording = "https://videos.example.org/{slug}"
+++

<!-- What it is about, for whom, and what one can do afterwards. -->
"#,
        quoted(some_pillar(portfolio))
    );
    NewFile { path, text }
}

/// The topics that recur now, each with how often it came up and whether something answers it: those that want a tech
/// share first.
fn recurring(portfolio: &Portfolio) -> Vec<(String, String)> {
    let Some(current) = portfolio.calendar.current() else {
        return Vec::new();
    };
    let first = topic::first_counted(portfolio, current);
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let words = |topic: &Topic<'_>| {
        let counted = topic.raised.iter().filter(|mention| mention.cycle >= first);
        let cycles: BTreeSet<CycleIndex> = counted.clone().map(|mention| mention.cycle).collect();
        let teams: BTreeSet<usize> = counted
            .filter_map(|mention| match mention.by {
                By::Team(team, _) => Some(team),
                By::Meeting(_) => None,
            })
            .collect();
        let answer = match topic.answer {
            Answer::Wanted => "wants a tech share".to_owned(),
            Answer::Planned(share) => format!("planned: {}", one_line(&share.title)),
            Answer::Held(share) => format!("answered: {}", one_line(&share.title)),
        };
        format!(
            "{} in {}; {answer}",
            plural(teams.len(), "team"),
            plural(cycles.len(), "cycle")
        )
    };
    topic::recurring(portfolio, (current, portfolio.as_of))
        .iter()
        .map(|topic| (topic.id.to_owned(), words(topic)))
        .collect()
}
