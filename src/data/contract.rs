//! `data/contract.json`: what a team's repository needs to check itself against the portfolio: the metrics, pillars and
//! cycles, and the names that its files may refer to. No values, and no places in files, so that it changes only when
//! what teams agreed on does.
//!
//! [`Contract::files`] gives it back as the files that it says the same as, for `check --contract`.

use super::SCHEMA_VERSION;
use super::metric::metric;
use crate::config::DateOrder;
use crate::model::cycle::Stretch;
use crate::model::notad::NotadKind;
use crate::model::portfolio::Portfolio;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The version of the input files that the program reads: their `schema_version`.
const FORMATS: u32 = 1;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    schema_version: u32,
    formats: u32,
    /// Title of the portfolio.
    pub title: String,
    time_zone: String,
    currency: String,
    date_order: Option<String>,
    pillars: Vec<PillarField>,
    cycle: CycleField,
    severities: BTreeMap<String, String>,
    metrics: Vec<Map<String, Value>>,
    teams: Vec<TeamField>,
    topics: Vec<TopicField>,
    notads: Vec<NotadField>,
    tech_shares: Vec<String>,
    pages: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PillarField {
    id: String,
    name: String,
    is_pillar: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct CycleField {
    first: String,
    every: String,
    grace: String,
    changes: Vec<ChangeField>,
    skips: Vec<SkipField>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ChangeField {
    from: String,
    every: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SkipField {
    from: String,
    to: String,
    reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct TeamField {
    slug: String,
    name: String,
    group: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct TopicField {
    id: String,
    name: String,
    synonyms: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct NotadField {
    id: String,
    title: String,
    kind: String,
    issued: String,
    due: Option<String>,
    expires: Option<String>,
    teams: Vec<String>,
}

/// What the portfolio, as its audience may see it, asks of its teams.
pub(super) fn document(portfolio: &Portfolio) -> Contract {
    let config = &portfolio.config;
    // By name: one that is held, and so moves in time, changes nothing here.
    let tech_shares: BTreeSet<String> = portfolio.tech_shares.iter().map(|share| share.slug.clone()).collect();
    Contract {
        schema_version: SCHEMA_VERSION,
        formats: FORMATS,
        title: config.title.clone(),
        time_zone: config.time_zone_name.clone(),
        currency: config.currency.code().to_owned(),
        date_order: config.date_order.map(|order| match order {
            DateOrder::DayFirst => "dmy".to_owned(),
            DateOrder::MonthFirst => "mdy".to_owned(),
        }),
        pillars: (portfolio.pillars.iter())
            .map(|pillar| PillarField {
                id: pillar.id.clone(),
                name: pillar.name.clone(),
                is_pillar: pillar.is_pillar,
            })
            .collect(),
        cycle: cycle(portfolio),
        severities: (config.severities.iter())
            .map(|(number, text)| (number.to_string(), text.clone()))
            .collect(),
        metrics: (portfolio.catalogue.shared())
            .filter_map(|(index, _)| definition(serde_json::to_value(metric(portfolio, index)).ok()?))
            .collect(),
        teams: (portfolio.teams.iter())
            .map(|team| TeamField {
                slug: team.slug.clone(),
                name: team.name.clone(),
                group: team.group.clone(),
            })
            .collect(),
        topics: (portfolio.topics.iter())
            .map(|topic| TopicField {
                id: topic.id.clone(),
                name: topic.name.clone(),
                synonyms: topic.synonyms.clone(),
            })
            .collect(),
        notads: notads(portfolio),
        tech_shares: tech_shares.into_iter().collect(),
        pages: portfolio.pages.iter().map(|page| page.slug.clone()).collect(),
    }
}

/// A metric without where it was written.
fn definition(metric: Value) -> Option<Map<String, Value>> {
    let Value::Object(mut metric) = metric else { return None };
    metric.remove("origin");
    Some(metric)
}

fn cycle(portfolio: &Portfolio) -> CycleField {
    let rhythm = &portfolio.calendar.rhythm;
    let skip = |skip: &Stretch| SkipField {
        from: skip.from.to_string(),
        to: skip.to.to_string(),
        reason: skip.reason.clone(),
    };
    CycleField {
        first: rhythm.first.to_string(),
        every: rhythm.every.words(),
        grace: rhythm.grace.words(),
        changes: (rhythm.changes.iter())
            .map(|(from, every)| ChangeField {
                from: from.to_string(),
                every: every.words(),
            })
            .collect(),
        skips: rhythm.skips.iter().map(skip).collect(),
    }
}

fn notads(portfolio: &Portfolio) -> Vec<NotadField> {
    let kind = |kind: NotadKind| {
        NotadKind::ALL
            .iter()
            .find(|known| known.0 == kind)
            .map_or("", |known| known.1)
    };
    let notads = portfolio.notads.iter().map(|notad| NotadField {
        id: notad.id.clone(),
        title: notad.title.clone(),
        kind: kind(notad.kind).to_owned(),
        issued: notad.issued.to_string(),
        due: notad.due.map(|day| day.to_string()),
        expires: notad.expires.map(|day| day.to_string()),
        teams: notad
            .teams
            .iter()
            .map(|team| portfolio.teams[*team].slug.clone())
            .collect(),
    });
    notads.collect()
}

impl Contract {
    /// Reads a contract; what is wrong with it in words.
    pub fn read(text: &str) -> Result<Self, String> {
        let version = serde_json::from_str::<Value>(text)
            .map_err(|error| format!("it is not JSON: {error}"))?
            .get("schema_version")
            .and_then(Value::as_u64);
        if version != Some(u64::from(SCHEMA_VERSION)) {
            let said = version.map_or_else(|| "no version".to_owned(), |version| format!("version {version}"));
            return Err(format!(
                "it has {said}, and this program reads version {SCHEMA_VERSION}"
            ));
        }
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// Whether the portfolio knows a team.
    #[must_use]
    pub fn knows(&self, team: &str) -> bool {
        self.teams.iter().any(|known| known.slug == team)
    }

    /// The slugs of the teams, in the portfolio's order.
    pub fn teams(&self) -> impl Iterator<Item = &str> + Clone {
        self.teams.iter().map(|team| team.slug.as_str())
    }

    /// The scorpfolio.toml that says the same.
    #[must_use]
    pub fn configuration(&self) -> String {
        let mut toml = String::new();
        let mut key = |name: &str, value: &Value| {
            let _ = writeln!(toml, "{name} = {}", literal(value));
        };
        key("title", &Value::from(self.title.as_str()));
        key("time_zone", &Value::from(self.time_zone.as_str()));
        key("currency", &Value::from(self.currency.as_str()));
        if let Some(order) = &self.date_order {
            key("date_order", &Value::from(order.as_str()));
        }
        let pillars = self.pillars.iter().filter(|pillar| pillar.is_pillar);
        key(
            "pillars",
            &pillars.map(|pillar| Value::from(pillar.id.as_str())).collect(),
        );
        key("teams", &self.teams().map(Value::from).collect());
        toml.push_str("[pillar_names]\n");
        for pillar in &self.pillars {
            let _ = writeln!(toml, "{} = {}", pillar.id, literal(&Value::from(pillar.name.as_str())));
        }
        toml.push_str("[severities]\n");
        for (number, text) in &self.severities {
            let _ = writeln!(toml, "{number} = {}", literal(&Value::from(text.as_str())));
        }
        let text = |text: &str| literal(&Value::from(text));
        let CycleField {
            first,
            every,
            grace,
            changes,
            skips,
        } = &self.cycle;
        let _ = writeln!(
            toml,
            "[cycle]\nfirst = {first}\nevery = {}\ngrace = {}",
            text(every),
            text(grace)
        );
        for change in changes {
            let _ = writeln!(
                toml,
                "[[cycle.changes]]\nfrom = {}\nevery = {}",
                change.from,
                text(&change.every)
            );
        }
        for skip in skips {
            let (from, to) = (&skip.from, &skip.to);
            let _ = writeln!(
                toml,
                "[[cycle.skips]]\nfrom = {from}\nto = {to}\nreason = {}",
                text(&skip.reason)
            );
        }
        toml
    }

    /// The shared content files that say the same, and those of all teams but one, by their paths within the content.
    #[must_use]
    pub fn files(&self, without: &str) -> Vec<(String, String)> {
        let text = |text: &str| literal(&Value::from(text));
        let mut files = vec![("metrics.toml".to_owned(), self.metrics.iter().map(entry).collect())];
        let topics = self.topics.iter().map(|topic| {
            let synonyms = topic.synonyms.iter().map(|word| Value::from(word.as_str())).collect();
            format!(
                "[{}]\nname = {}\nsynonyms = {}\n",
                topic.id,
                text(&topic.name),
                literal(&synonyms)
            )
        });
        files.push(("topics.toml".to_owned(), topics.collect()));
        for team in self.teams.iter().filter(|team| team.slug != without) {
            let group = (team.group.as_ref()).map_or_else(String::new, |group| format!("group = {}\n", text(group)));
            let said = format!("name = {}\n{group}", text(&team.name));
            files.push((format!("teams/{}/team.toml", team.slug), said));
        }
        for notad in &self.notads {
            let mut front = format!(
                "title = {}\nkind = {}\nissued = {}\n",
                text(&notad.title),
                text(&notad.kind),
                notad.issued
            );
            for (key, day) in [("due", &notad.due), ("expires", &notad.expires)] {
                if let Some(day) = day {
                    let _ = writeln!(front, "{key} = {day}");
                }
            }
            let known = notad.teams.iter().filter(|team| self.knows(team));
            let teams: Value = known.map(|team| Value::from(team.as_str())).collect();
            let _ = writeln!(front, "teams = {}", literal(&teams));
            files.push((format!("notads/{}.md", notad.id), format!("+++\n{front}+++\n")));
        }
        for slug in &self.tech_shares {
            let said = format!("+++\ntitle = {}\nstatus = \"planned\"\n+++\n", text(slug));
            files.push((format!("tech-shares/{slug}.md"), said));
        }
        for slug in &self.pages {
            files.push((
                format!("pages/{slug}.md"),
                format!("+++\ntitle = {}\n+++\n", text(slug)),
            ));
        }
        files
    }
}

/// A metric as a table of metrics.toml.
fn entry(metric: &Map<String, Value>) -> String {
    let id = metric.get("id").and_then(Value::as_str).unwrap_or_default();
    let mut toml = format!("[{id}]\n");
    for (key, value) in metric {
        let written = match (key.as_str(), value) {
            ("id" | "definitions", _) | (_, Value::Null) => continue,
            ("range", Value::Array(ends)) => {
                let ends = ends.iter().zip(["-inf", "inf"]);
                let ends = ends.map(|(end, open)| if end.is_null() { open.to_owned() } else { literal(end) });
                format!("[{}]", ends.collect::<Vec<_>>().join(", "))
            }
            (_, value) => literal(value),
        };
        let _ = writeln!(toml, "{key} = {written}");
    }
    for definition in metric
        .get("definitions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let from = definition.get("from").and_then(Value::as_str).unwrap_or_default();
        let _ = writeln!(toml, "[[{id}.definitions]]\nfrom = {from}");
        for key in ["unit", "target", "text"] {
            if let Some(value) = definition.get(key).filter(|value| !value.is_null()) {
                let _ = writeln!(toml, "{key} = {}", literal(value));
            }
        }
    }
    toml
}

/// A text, a number or a list of such in TOML, which writes them as JSON does, but for one sign that JSON leaves as it is.
fn literal(value: &Value) -> String {
    value.to_string().replace('\u{7f}', "\\u007f")
}
