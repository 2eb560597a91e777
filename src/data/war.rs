//! `wars` of `data/portfolio.json`: each well-architected review with its result in its provider's own unit.

use super::field::{Day, Number, Place, place};
use crate::analyse::war::{Closing, Due, FindingState, due, fate, is_known, line_of};
use crate::markdown;
use crate::model::portfolio::Portfolio;
use crate::model::team::Team;
use crate::model::war::{Finding, Provider, Risks, Score, War, WarStatus};
use crate::page::war_path;
use serde::{Serialize, Serializer};

/// One review.
#[derive(Debug, Serialize)]
pub(super) struct WarField<'a> {
    team: &'a str,
    id: &'a str,
    /// Its page.
    page: String,
    date: Day,
    workload: Option<&'a str>,
    provider: &'static str,
    lens: &'a str,
    lens_version: Option<&'a str>,
    status: &'static str,
    overall: Option<ScoreField>,
    pillars: Vec<PillarField<'a>>,
    questions: Option<QuestionsField>,
    findings: Vec<FindingField<'a>>,
    /// When the next one is due; of the newest complete review of its workload and lens alone.
    next_due: Option<Day>,
    overdue: bool,
    origin: Place<'a>,
}

impl WarField<'_> {
    /// Without the lists that a file is not about: they are most of what there is to write.
    pub(super) fn only(mut self, findings: bool, pillars: bool) -> Self {
        if !findings {
            self.findings = Vec::new();
        }
        if !pillars {
            self.pillars = Vec::new();
        }
        self
    }
}

#[derive(Debug, Serialize)]
struct PillarField<'a> {
    name: &'a str,
    pillar: Option<&'a str>,
    score: ScoreField,
}

/// A result: risk counts or points, never both.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum ScoreField {
    Risks {
        high: u32,
        medium: u32,
        none: u32,
        not_applicable: u32,
        unanswered: u32,
    },
    Points {
        points: Number,
        out_of: Number,
    },
}

impl From<Score> for ScoreField {
    fn from(score: Score) -> Self {
        match score {
            Score::Risks(Risks {
                high,
                medium,
                none,
                not_applicable,
                unanswered,
            }) => Self::Risks {
                high,
                medium,
                none,
                not_applicable,
                unanswered,
            },
            Score::Points { points, out_of } => Self::Points {
                points: Number(points),
                out_of: Number(out_of),
            },
        }
    }
}

#[derive(Debug, Serialize)]
struct QuestionsField {
    answered: u32,
    all: u32,
}

#[derive(Debug, Serialize)]
struct FindingField<'a> {
    id: &'a str,
    pillar: Option<&'a str>,
    risk: &'static str,
    title: String,
    state: &'static str,
    actions: Vec<&'a str>,
    line: u32,
}

/// Every review of a portfolio, each made as it is written: of a thousand teams, all at once are a sixth of a build's
/// memory.
#[derive(Debug)]
pub(super) struct Wars<'a>(pub(super) &'a Portfolio);

impl Serialize for Wars<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(wars(self.0))
    }
}

/// Every review that is known today, by team in the portfolio's order, then by date.
pub(super) fn wars(portfolio: &Portfolio) -> impl Iterator<Item = WarField<'_>> {
    let of_team = move |team| {
        let owner: &Team = team;
        let known = owner.wars.iter().enumerate();
        known
            .filter(|(_, war)| is_known(war, portfolio.as_of))
            .map(move |(index, _)| war_field(portfolio, owner, index))
    };
    portfolio.teams.iter().flat_map(of_team)
}

fn war_field<'a>(portfolio: &'a Portfolio, team: &'a Team, index: usize) -> WarField<'a> {
    let war = &team.wars[index];
    let pillar = |pillar: Option<usize>| pillar.map(|index| portfolio.pillars[index].id.as_str());
    let line = line_of(team, index, portfolio.as_of);
    let newest = line.as_ref().filter(|line| line.latest() == Some(index));
    let next = newest.and_then(|line| due(team, line, (portfolio.config.war_every, portfolio.as_of)));
    let finding = |finding: &'a Finding| {
        let fate = line.as_ref().map(|line| fate(team, line, (index, finding)));
        FindingField {
            id: &finding.id,
            pillar: pillar(finding.pillar),
            risk: finding.risk.words(),
            title: markdown::plain(&finding.title),
            state: match fate.as_ref().map(|fate| fate.state) {
                None | Some(FindingState::Open) => "open",
                Some(
                    FindingState::Done
                    | FindingState::Closed {
                        as_what: Closing::Done, ..
                    },
                ) => "done",
                Some(FindingState::Closed { .. }) => "closed",
            },
            actions: fate
                .iter()
                .flat_map(|fate| &fate.actions)
                .map(|action| team.actions[*action].id.as_str())
                .collect(),
            line: finding.origin.line,
        }
    };
    WarField {
        team: &team.slug,
        id: &war.id,
        page: war_path(team, war),
        date: Day(war.date),
        workload: war.workload.map(|workload| team.workloads[workload].id.as_str()),
        provider: provider(war),
        lens: &war.lens,
        lens_version: war.lens_version.as_deref(),
        status: status(war),
        overall: war.result().map(ScoreField::from),
        pillars: war
            .pillars
            .iter()
            .map(|score| PillarField {
                name: &score.name,
                pillar: pillar(score.pillar),
                score: score.score.into(),
            })
            .collect(),
        questions: war.answered().map(|(answered, all)| QuestionsField { answered, all }),
        findings: war.findings.iter().map(finding).collect(),
        next_due: next.map(|next| Day(next.day())),
        overdue: matches!(next, Some(Due::Overdue(_))),
        origin: place(portfolio, war.origin),
    }
}

fn provider(war: &War) -> &'static str {
    let mut all = Provider::ALL.iter();
    all.find(|(provider, ..)| *provider == war.provider)
        .map_or("", |(_, written, _)| written)
}

fn status(war: &War) -> &'static str {
    let mut all = WarStatus::ALL.iter();
    all.find(|(status, ..)| *status == war.status)
        .map_or("", |(_, written, _)| written)
}
