//! What a team writes of a review: a file of its own, or beside an export what that leaves out.

use super::{pillar_of, plain_pillar};
use crate::diagnostic::Code;
use crate::load::catalogue::amount;
use crate::load::document::{Document, words_of_id};
use crate::load::register::{Context, check_name, is_ahead, span, workload};
use crate::load::shape;
use crate::load::team::audience;
use crate::model::portfolio::{Audience, Prose};
use crate::model::unit::Unit;
use crate::model::war::{Finding, PillarScore, Provider, Risk, Risks, Score, WarStatus};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeTable;

/// What a file says; every part may be absent.
#[derive(Default)]
pub(super) struct Written {
    pub(super) id: Option<(String, Range<usize>)>,
    pub(super) date: Option<Date>,
    /// Whether it says a date, if only one that does not exist.
    pub(super) has_date: bool,
    pub(super) date_at: Range<usize>,
    pub(super) workload: Option<usize>,
    pub(super) provider: Option<Provider>,
    provider_at: Range<usize>,
    pub(super) lens: Option<String>,
    /// Where it says something of one review only.
    of_one: Vec<(&'static str, Range<usize>)>,
    pub(super) lens_version: Option<String>,
    pub(super) reviewer: Option<String>,
    pub(super) status: Option<WarStatus>,
    status_at: Range<usize>,
    pub(super) summary: Option<Prose>,
    pub(super) link: Option<String>,
    pub(super) pillars: Vec<PillarScore>,
    pub(super) findings: Vec<Finding>,
    pub(super) audience: Option<Audience>,
}

/// Keys that mean one review; beside an export of several they could mean any.
const OF_ONE: [&str; 5] = ["lens", "lens_version", "risks", "scores", "findings"];

/// Reads a file; what is wrong with it is reported.
pub(super) fn read(document: &Document<'_>, whose: (Context<'_>, usize)) -> Written {
    let (context, team) = whose;
    let table = document.parse();
    document.check(&table, &shape::WAR);
    let reader = Reader {
        document,
        context,
        table: &table,
    };
    let status = document.choice(
        &table,
        "status",
        &WarStatus::ALL.map(|(status, word, _)| (word, status)),
    );
    let date = document.date(&table, "date");
    if matches!(status, None | Some(WarStatus::Complete)) {
        let until_then = "the review is left out, unless `status = \"planned\"` says that it is to come";
        is_ahead(document, &table, ("date", date), (context.as_of, until_then));
    }
    Written {
        id: document.text(&table, "id").map(|id| (id, span(&table, "id"))),
        date,
        has_date: table.contains_key("date"),
        date_at: span(&table, "date"),
        workload: workload(document, &table, &context.teams[team].workloads),
        provider: document.choice(
            &table,
            "provider",
            &Provider::ALL.map(|(provider, word, _)| (word, provider)),
        ),
        provider_at: span(&table, "provider"),
        lens: document.text(&table, "lens"),
        of_one: OF_ONE
            .into_iter()
            .filter(|key| table.contains_key(*key))
            .map(|key| (key, span(&table, key)))
            .collect(),
        lens_version: document.text(&table, "lens_version"),
        reviewer: document.text(&table, "reviewer"),
        status,
        status_at: span(&table, "status"),
        summary: document.prose(&table, "summary"),
        link: document.url(&table, "link"),
        pillars: reader.pillars(),
        findings: reader.findings(),
        audience: table.contains_key("audience").then(|| audience(document, &table)),
    }
}

impl Written {
    /// A review whose results lie beside the file was held, whatever the file said when it was planned: reported, and
    /// its status, and its date where every review of the export has its own, count no more.
    pub(super) fn held_since(&mut self, document: &Document<'_>, is_dated: bool) {
        if self.status != Some(WarStatus::Planned) {
            return;
        }
        let message = "the review is still `planned` here, but an export of its results lies beside this file";
        let cure = "remove `status`, and `date` unless it is the day on which the review was held";
        document.problem(Code::PartlyRead, self.status_at.clone(), (message, cure));
        self.status = None;
        if is_dated {
            self.date = None;
            self.has_date = false;
        }
    }

    /// Reports what cannot be said beside an export of a provider that holds so many reviews.
    pub(super) fn check_beside(&self, document: &Document<'_>, export: (Provider, usize)) {
        let (provider, reviews) = export;
        if let Some(other) = self.provider.filter(|own| *own != provider) {
            let message = format!(
                "the export beside this file is of {}, not of {}",
                provider.name(),
                other.name()
            );
            let cure = "remove `provider`, or give the two files different names";
            document.problem(Code::UnknownChoice, self.provider_at.clone(), (&message, cure));
        }
        if reviews < 2 {
            return;
        }
        for (key, at) in &self.of_one {
            let message = format!("the export beside this file holds {reviews} reviews, and `{key}` could be of any");
            let cure = "export each review into a file of its own, as `get-lens-review` does";
            document.problem(Code::UnknownChoice, at.clone(), (&message, cure));
        }
    }
}

struct Reader<'r, 'a, 'i> {
    document: &'r Document<'a>,
    context: Context<'r>,
    table: &'r DeTable<'i>,
}

impl Reader<'_, '_, '_> {
    /// The results per pillar, in the file's order.
    fn pillars(&self) -> Vec<PillarScore> {
        let mut pillars: Vec<PillarScore> = Vec::new();
        for (key, is_risks) in [("risks", true), ("scores", false)] {
            let entries = self.document.entries(self.table, key);
            if !is_risks && !pillars.is_empty() && !entries.is_empty() {
                let message = "`scores` stands beside `risks`, which are shown";
                let cure = "a review has one unit: remove one of them, or write a review of its own for each";
                let at = span(self.table, key);
                self.document.problem(Code::PartlyRead, at, (message, cure));
                break;
            }
            for (name, at, item) in entries {
                let Some(table) = item.get_ref().as_table() else {
                    continue;
                };
                let score = if is_risks {
                    Some(Score::Risks(self.risks(table)))
                } else {
                    self.points(table)
                };
                let pillar = self.pillar(name, at.clone());
                if pillar.is_some() && pillars.iter().any(|known| known.pillar == pillar) {
                    let message = format!("`{name}` is a pillar that already has a result");
                    self.document
                        .problem(Code::DuplicateId, at, (&message, "remove one of them"));
                    continue;
                }
                pillars.extend(score.map(|score| PillarScore {
                    pillar,
                    name: pillar.map_or_else(|| words_of_id(name), |pillar| self.context.pillars[pillar].name.clone()),
                    score,
                }));
            }
        }
        pillars
    }

    /// The pillar of a name, or none: a pillar of the lens alone. One that is nearly a pillar is a slip.
    fn pillar(&self, name: &str, at: Range<usize>) -> Option<usize> {
        let found = pillar_of(self.context, name);
        if found.is_none() {
            let plain = plain_pillar(name);
            let near = self
                .context
                .pillars
                .iter()
                .find(|pillar| strsim::damerau_levenshtein(&plain, &plain_pillar(&pillar.id)) <= 2);
            if let Some(near) = near {
                let message = format!("unknown pillar `{name}`");
                let cure = format!(
                    "did you mean `{}`? A pillar of the lens alone needs a name that is less like it",
                    near.id
                );
                self.document.problem(Code::UnknownPillar, at, (&message, &cure));
            }
        }
        found
    }

    fn risks(&self, table: &DeTable<'_>) -> Risks {
        let count = |key: &str| {
            let count = self.document.integer(table, key);
            count.and_then(|count| u32::try_from(count).ok()).unwrap_or_default()
        };
        Risks {
            high: count("high"),
            medium: count("medium"),
            none: count("none"),
            not_applicable: count("not_applicable"),
            unanswered: count("unanswered"),
        }
    }

    fn points(&self, table: &DeTable<'_>) -> Option<Score> {
        let number = |key: &str| amount(self.document, table, (key, &Unit::Count));
        let (points, out_of) = (number("points")?, number("out_of")?);
        let words = if out_of <= Decimal::ZERO {
            Some(("out_of", "there must be points to reach".to_owned()))
        } else if points < Decimal::ZERO || points > out_of {
            Some(("points", format!("`points` must lie between 0 and {out_of}")))
        } else {
            None
        };
        if let Some((key, message)) = words {
            let at = span(table, key);
            self.document
                .problem(Code::OutOfRange, at, (&message, "correct the number"));
            return None;
        }
        Some(Score::Points { points, out_of })
    }

    fn findings(&self) -> Vec<Finding> {
        let (document, mut findings) = (self.document, Vec::<Finding>::new());
        for (entry, at) in document.tables(self.table, "findings") {
            // What else is wrong is told before the finding is left out for want of an id or a title.
            let pillar = self.context.pillar(document, entry);
            let (Some(id), Some(title)) = (document.text(entry, "id"), document.prose(entry, "title")) else {
                continue;
            };
            let place = entry.get("id").map_or(at.clone(), Spanned::span);
            check_name(document, &id, place.clone());
            if findings.iter().any(|known| known.id.eq_ignore_ascii_case(&id)) {
                let message = format!("two findings have the id `{id}`");
                document.problem(Code::DuplicateId, place, (&message, "rename one of them"));
            }
            let risks = Risk::ALL.map(|(risk, word)| (word, risk));
            let done = entry.get("done").and_then(|item| item.get_ref().as_bool());
            findings.push(Finding {
                pillar,
                risk: document.choice(entry, "risk", &risks).unwrap_or(Risk::Medium),
                plan: document.prose(entry, "plan"),
                link: document.url(entry, "link"),
                is_done: done.unwrap_or(false),
                origin: document.origin(at.start),
                id,
                title,
            });
        }
        findings
    }
}
