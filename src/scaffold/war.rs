//! A well-architected review: the provider's own table to fill in, and what the last review left open.

use crate::analyse::war::{Fate, Line, line_of, listing, open};
use crate::model::action::{Action, ActionStatus};
use crate::model::portfolio::Portfolio;
use crate::model::team::Team;
use crate::model::war::{Finding, PillarScore, Provider, Score, War, WarStatus};
use crate::scaffold::written::{key, literal, one_line, quoted};
use crate::scaffold::{NewFile, schema_comment, team_folder};
use jiff::civil::Date;
use std::fmt::Write;

/// What a review is to be of.
#[derive(Debug, Clone, Copy)]
pub struct Assessment<'a> {
    /// Its name: of the file, and its id.
    pub id: &'a str,
    /// The workload, as an index of the team's; `None`: the team as a whole.
    pub workload: Option<usize>,
    /// Whose framework; `None`: that of the last review, else of none.
    pub provider: Option<Provider>,
    /// Whether an export of that name is there already: then only what exports lack is written.
    pub is_beside_export: bool,
}

/// The quarter of a day as reviews are named by it: `2026-q3`.
#[must_use]
pub fn quarter(day: Date) -> String {
    format!("{:04}-q{}", day.year(), (day.month() - 1) / 3 + 1)
}

/// The file of a new review of a team (an index of the portfolio's).
#[must_use]
pub fn war(portfolio: &Portfolio, team: usize, wanted: Assessment<'_>) -> NewFile {
    let path = format!("{}war/{}.toml", team_folder(portfolio, team), wanted.id);
    let team = &portfolio.teams[team];
    let last = last_of(team, wanted, portfolio.as_of);
    let line = last.and_then(|last| line_of(team, last, portfolio.as_of));
    let last = last.map(|last| &team.wars[last]);
    let scene = Scene {
        portfolio,
        team,
        wanted,
        last,
        line,
        provider: wanted
            .provider
            .or_else(|| last.or(team.wars.last()).map(|war| war.provider))
            .unwrap_or(Provider::Other),
    };
    let mut text = schema_comment(&path, "war");
    scene.head(&mut text);
    if !wanted.is_beside_export {
        scene.results(&mut text);
        scene.findings(&mut text);
    }
    NewFile { path, text }
}

/// The newest review of the same workload that was held by a day, else the newest that is planned: of the same provider
/// where one is wanted, because results of two cannot be compared.
fn last_of(team: &Team, wanted: Assessment<'_>, day: Date) -> Option<usize> {
    let is_same =
        |war: &War| war.workload == wanted.workload && wanted.provider.is_none_or(|provider| war.provider == provider);
    let is_held = |war: &War| is_same(war) && war.status == WarStatus::Complete && war.date <= day;
    let wars = &team.wars;
    wars.iter()
        .rposition(is_held)
        .or_else(|| wars.iter().rposition(is_same))
}

struct Scene<'a> {
    portfolio: &'a Portfolio,
    team: &'a Team,
    wanted: Assessment<'a>,
    last: Option<&'a War>,
    /// The reviews that the last one stands among.
    line: Option<Line>,
    provider: Provider,
}

impl Scene<'_> {
    fn head(&self, text: &mut String) {
        let workload = self.wanted.workload.map(|workload| &self.team.workloads[workload]);
        let of = workload.map_or(&self.team.name, |workload| &workload.name);
        let _ = writeln!(
            text,
            "# Well-architected review of {}, {}.",
            one_line(of),
            self.wanted.id
        );
        if self.wanted.is_beside_export {
            text.push_str("# The export of this name says the rest.\n");
        } else {
            text.push_str(&self.export());
        }
        let _ = write!(
            text,
            "schema_version = 1\nid = {}\ndate = {}   # when it was held, or will be\n",
            quoted(self.wanted.id),
            self.portfolio.as_of
        );
        if let Some(workload) = workload {
            let _ = writeln!(text, "workload = {}", quoted(&workload.id));
        } else if !self.team.workloads.is_empty() {
            let ids: Vec<&str> = self
                .team
                .workloads
                .iter()
                .map(|workload| workload.id.as_str())
                .collect();
            let _ = writeln!(
                text,
                "# workload = {}   # {}; without this line: the team as a whole",
                quoted(ids[0]),
                ids.join(", ")
            );
        }
        if !self.wanted.is_beside_export {
            self.lens(text);
        }
        let reviewer = self
            .last
            .and_then(|war| war.reviewer.as_deref())
            .unwrap_or("Who holds it");
        let _ = writeln!(text, "# reviewer = {}", quoted(reviewer));
        if !self.wanted.is_beside_export {
            text.push_str("status = \"planned\"   # planned, in-progress, complete\n");
        }
        let _ = write!(
            text,
            "# summary = \"What came of it\"\n# link = \"https://reviews.example.org/{}\"\n",
            self.wanted.id
        );
    }

    /// How the provider's own export saves the typing.
    fn export(&self) -> String {
        let id = self.wanted.id;
        match self.provider {
            Provider::Aws => format!(
                "# Instead of typing, put the provider's own answer beside this file, unchanged, as {id}.json:\n\
                 #   aws wellarchitected get-lens-review --workload-id ID --lens-alias wellarchitected > {id}.json\n\
                 # and leave date, status, provider, lens, [risks] and [[findings]] out here.\n"
            ),
            Provider::Azure => format!(
                "# Instead of typing, put the assessment's own export (CSV) beside this file, unchanged, as {id}.csv,\n\
                 # and leave status, provider, lens, [scores] and [[findings]] out here.\n"
            ),
            Provider::Gcp | Provider::Other => String::new(),
        }
    }

    fn lens(&self, text: &mut String) {
        let words = Provider::ALL.map(|(_, word, _)| word);
        let word = Provider::ALL.iter().find(|(provider, ..)| *provider == self.provider);
        let word = word.map_or("other", |(_, word, _)| word);
        let _ = writeln!(text, "provider = {}   # {}", quoted(word), words.join(", "));
        let last = self
            .last
            .filter(|war| war.provider == self.provider && !war.lens.is_empty());
        let lens = match (last, self.provider) {
            (Some(war), _) => Some(war.lens.as_str()),
            (None, Provider::Aws) => Some("AWS Well-Architected Framework"),
            (None, Provider::Azure) => Some("Azure Well-Architected Review"),
            (None, Provider::Gcp) => Some("Google Cloud Well-Architected Framework"),
            (None, Provider::Other) => None,
        };
        let _ = match lens {
            Some(lens) => writeln!(text, "lens = {}", quoted(lens)),
            None => writeln!(text, "# lens = \"The name of its questions\""),
        };
        if let Some(version) = last.and_then(|war| war.lens_version.as_deref()) {
            let _ = writeln!(text, "# lens_version = {}   # last: {version}", quoted(version));
        } else if self.provider == Provider::Aws {
            text.push_str("# lens_version = \"2025-02-25\"\n");
        }
    }

    /// The result per pillar in the provider's own unit, with the last one to correct.
    fn results(&self, text: &mut String) {
        let is_points = match (self.provider, self.last) {
            (Provider::Azure, _) => true,
            (Provider::Aws, _) => false,
            (_, last) => last.is_none_or(|war| war.risks().is_none()),
        };
        text.push_str(if is_points {
            "\n# Points of a maximum, per pillar. Remove the # and correct the numbers.\n[scores]\n"
        } else {
            "\n# Questions by risk, per pillar. Remove the # and correct the counts.\n[risks]\n"
        });
        let (example, table) = if is_points {
            ("{ points = 0, out_of = 100 }", "points")
        } else {
            (
                "{ high = 0, medium = 0, none = 0, not_applicable = 0, unanswered = 0 }",
                "risks",
            )
        };
        let known: &[PillarScore] = self.last.map_or(&[], |war| &war.pillars);
        let mut is_any = false;
        for pillar in known {
            let Some(value) = score(&pillar.score, table) else {
                continue;
            };
            let id = pillar
                .pillar
                .map_or(&pillar.name, |index| &self.portfolio.pillars[index].id);
            let _ = writeln!(text, "# {} = {value}   # as in {}", key(id), self.last_id());
            is_any = true;
        }
        if !is_any {
            for pillar in self.portfolio.pillars.iter().filter(|pillar| pillar.is_pillar) {
                let _ = writeln!(text, "# {} = {example}", key(&pillar.id));
            }
        }
    }

    /// What the last review left open, as comments: it holds until somebody looks again.
    fn findings(&self, text: &mut String) {
        let open: Vec<(&Finding, Fate)> = self.line.iter().flat_map(|line| open(self.team, line)).collect();
        let open: Vec<_> = open.iter().filter(|(_, fate)| !self.is_answered(fate)).collect();
        if open.is_empty() {
            let pillar = self.portfolio.pillars.first().map_or("security", |pillar| &pillar.id);
            let _ = write!(
                text,
                "\n# [[findings]]\n# id = \"SEC-4\"\n# pillar = {}\n# risk = \"high\"   # high, medium, low\n# title = \"What was found\"\n# plan = \"What to do\"\n",
                quoted(pillar)
            );
            return;
        }
        let _ = writeln!(
            text,
            "\n# Open since {}. Remove the # in front of what still holds.",
            self.listing_id()
        );
        for (finding, fate) in open {
            let _ = write!(text, "\n# [[findings]]\n# id = {}\n", quoted(&finding.id));
            if let Some(pillar) = finding.pillar {
                let _ = writeln!(text, "# pillar = {}", quoted(&self.portfolio.pillars[pillar].id));
            }
            let _ = writeln!(text, "# risk = {}", quoted(finding.risk.words()));
            let _ = writeln!(text, "# title = {}", quoted(&finding.title.text));
            if let Some(plan) = &finding.plan {
                let _ = writeln!(text, "# plan = {}", quoted(&plan.text));
            }
            for action in self.actions(fate) {
                let _ = writeln!(text, "#   answered by {}, {}", action.id, action.status.words());
            }
        }
    }

    /// The actions that answer a finding.
    fn actions(&self, fate: &Fate) -> impl Iterator<Item = &Action> {
        fate.actions.iter().map(|action| &self.team.actions[*action])
    }

    /// Whether an action that answers a finding is done.
    fn is_answered(&self, fate: &Fate) -> bool {
        self.actions(fate).any(|action| action.status == ActionStatus::Done)
    }

    /// The review that lists the findings: the last one may only count risks.
    fn listing_id(&self) -> &str {
        let listing = self.line.as_ref().and_then(|line| listing(self.team, line));
        listing.map_or("", |listing| &self.team.wars[listing].id)
    }

    fn last_id(&self) -> &str {
        self.last.map_or("", |war| &war.id)
    }
}

/// A result as TOML, where it is of the kind that the table holds.
fn score(score: &Score, table: &str) -> Option<String> {
    match score {
        Score::Risks(risks) if table == "risks" => Some(format!(
            "{{ high = {}, medium = {}, none = {}, not_applicable = {}, unanswered = {} }}",
            risks.high, risks.medium, risks.none, risks.not_applicable, risks.unanswered
        )),
        Score::Points { points, out_of } if table == "points" => Some(format!(
            "{{ points = {}, out_of = {} }}",
            literal(*points),
            literal(*out_of)
        )),
        _ => None,
    }
}
