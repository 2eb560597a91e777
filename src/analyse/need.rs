//! Needs: which of them are asked of a team of the portfolio.

use crate::analyse::Analysis;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::model::report::Need;
use crate::model::team::Team;

/// What other teams ask of a team in their reports for a cycle: who asks, as an index of the portfolio's teams, and what.
#[must_use]
pub fn asked_of<'a>(
    portfolio: &'a Portfolio,
    analysis: &Analysis,
    team: usize,
    cycle: CycleIndex,
) -> Vec<(usize, &'a Need)> {
    let asked = &portfolio.teams[team];
    let others = portfolio.teams.iter().enumerate().filter(|(index, _)| *index != team);
    others
        .filter_map(|(index, other)| {
            let report = analysis.teams[index].report_in(cycle)?;
            Some((index, &other.reports[report].needs))
        })
        .flat_map(|(index, needs)| needs.iter().map(move |need| (index, need)))
        .filter(|(_, need)| need.of.as_deref().is_some_and(|of| names(of, asked)))
        .collect()
}

/// Whether words such as `Search, Basket & Pricing` name a team: by its name or its slug, as whole words.
fn names(of: &str, team: &Team) -> bool {
    let of = of.to_lowercase();
    [&team.name, &team.slug]
        .iter()
        .any(|name| holds_whole(&of, &name.to_lowercase()))
}

fn holds_whole(text: &str, wanted: &str) -> bool {
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(wanted)
        .any(|(at, found)| is_edge(text[..at].chars().next_back()) && is_edge(text[at + found.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::holds_whole;

    #[test]
    fn a_team_is_named_by_whole_words_alone() {
        for (text, wanted, expected) in [
            ("search, basket & pricing", "basket & pricing", true),
            ("search, basket & pricing", "search", true),
            ("research", "search", false),
            ("search-api", "search", true),
            ("the payments teams", "payments team", false),
            ("", "search", false),
        ] {
            assert_eq!(holds_whole(text, wanted), expected, "{wanted} in {text}");
        }
    }
}
