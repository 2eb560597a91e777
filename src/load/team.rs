//! team.toml → [`Team`], without its reports and observations.

use crate::diagnostic::{Code, did_you_mean};
use crate::load::catalogue::{amount, check_range};
use crate::load::configuration::stretches;
use crate::load::document::{Document, kebab, words_of_id};
use crate::load::{register, report};
use crate::model::metric::{Better, Catalogue, Metric, MetricIndex};
use crate::model::portfolio::{Audience, Origin, Pillar};
use crate::model::team::{Link, LinkKind, Rebase, Section, Slo, Support, Target, Team, ThreatModel, Workload};
use crate::model::unit::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::DeTable;

/// What a team's file may refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// The metrics.
    pub catalogue: &'a Catalogue,
    /// Slugs of all teams, in the portfolio's order.
    pub slugs: &'a [String],
    /// Index of this team.
    pub team: usize,
    /// The pillars and headings.
    pub pillars: &'a [Pillar],
    /// Today.
    pub as_of: Date,
}

/// A team of which nothing is known but its slug.
#[must_use]
pub(super) fn empty(slug: &str, origin: Origin) -> Team {
    Team {
        slug: slug.to_owned(),
        name: words_of_id(slug),
        mission: None,
        kind: None,
        group: None,
        contact: None,
        reports_every: None,
        template_updated: None,
        principal_engineer: None,
        delivery_lead: None,
        joined: None,
        left: None,
        registers_since: None,
        renamed_from: Vec::new(),
        audience: Audience::Internal,
        workloads: Vec::new(),
        links: Vec::new(),
        threat_models: Vec::new(),
        pauses: Vec::new(),
        slos: Vec::new(),
        targets: Vec::new(),
        rebases: Vec::new(),
        actions: Vec::new(),
        incidents: Vec::new(),
        releases: Vec::new(),
        wars: Vec::new(),
        imports: Vec::new(),
        other_exercises: Vec::new(),
        sections: Vec::new(),
        support: None,
        reports: Vec::new(),
        observations: Vec::new(),
        origin,
    }
}

/// Reads a team's file; its form was checked by the caller.
#[must_use]
pub(super) fn read(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>) -> Team {
    let text = |key: &str| document.text(table, key);
    let date = |key: &str| document.date(table, key);
    let mut team = empty(&context.slugs[context.team], document.origin(0));
    if let Some(name) = text("name") {
        team.name = name;
    }
    team.mission = document.prose(table, "mission");
    team.kind = text("kind");
    team.group = text("group");
    team.contact = text("contact");
    team.reports_every = document.length(table, "reports_every");
    team.template_updated = date("template_updated");
    team.principal_engineer = text("principal_engineer");
    team.delivery_lead = text("delivery_lead");
    team.joined = date("joined");
    team.left = date("left");
    team.registers_since = date("registers_since");
    team.renamed_from = document
        .texts(table, "renamed_from")
        .into_iter()
        .map(|(slug, _)| slug)
        .collect();
    team.audience = audience(document, table);
    team.pauses = stretches(document, table, "pauses");
    if let (Some(joined), Some(left)) = (team.joined, team.left)
        && left < joined
    {
        let span = table.get("left").map_or(0..0, Spanned::span);
        document.problem(
            Code::DateOrder,
            span,
            ("the team left before it joined", "correct `joined` or `left`"),
        );
    }
    team.workloads = workloads(document, table, context);
    let mut reader = Reader {
        document,
        context,
        team: &mut team,
    };
    reader.links(table);
    reader.sections(table);
    reader.team.other_exercises = report::exercises(document, table, (Audience::Internal, context.as_of));
    reader.team.other_exercises.sort_by_key(|exercise| exercise.date);
    reader.threat_models(table);
    reader.slos(table);
    reader.targets(table);
    reader.rebases(table);
    team.support = table
        .get("support")
        .and_then(|item| item.get_ref().as_table())
        .map(|support| Support {
            hours: document.text(support, "hours"),
            rota: document.url(support, "rota"),
            sla: document.url(support, "sla"),
            incident_process: document.url(support, "incident_process"),
            lead: document.text(support, "lead"),
            engineer: document.text(support, "engineer"),
        });
    team
}

/// The audience a table names.
pub(super) fn audience(document: &Document<'_>, table: &DeTable<'_>) -> Audience {
    audience_or(document, table, Audience::Internal)
}

/// The audience a table names, or the one of what it stands in.
pub(super) fn audience_or(document: &Document<'_>, table: &DeTable<'_>, unsaid: Audience) -> Audience {
    let words = [("internal", Audience::Internal), ("public", Audience::Public)];
    document.choice(table, "audience", &words).unwrap_or(unsaid)
}

fn workloads(document: &Document<'_>, table: &DeTable<'_>, context: Context<'_>) -> Vec<Workload> {
    let mut workloads: Vec<Workload> = Vec::new();
    for (workload, span) in document.tables(table, "workloads") {
        let Some(id) = document.text(workload, "id") else {
            continue;
        };
        if workloads.iter().any(|known| known.id == id) {
            let at = workload.get("id").map_or(span, Spanned::span);
            document.problem(
                Code::DuplicateId,
                at,
                (&format!("two workloads have the id `{id}`"), "rename one of them"),
            );
            continue;
        }
        let moved_from = document.text(workload, "moved_from").and_then(|slug| {
            let found = context.slugs.iter().position(|known| *known == slug);
            if found.is_none() {
                let at = workload.get("moved_from").map_or(0..0, Spanned::span);
                let cure = did_you_mean(
                    &slug,
                    context.slugs.iter().map(String::as_str),
                    "keep the folder of a team that has left, with `left` in its team.toml",
                );
                document.problem(Code::UnknownTeam, at, (&format!("unknown team `{slug}`"), &cure));
            }
            found
        });
        workloads.push(Workload {
            name: document.text(workload, "name").unwrap_or_else(|| words_of_id(&id)),
            from: document.date(workload, "from"),
            moved_from,
            audience: audience(document, workload),
            id,
        });
    }
    workloads
}

struct Reader<'r, 'a> {
    document: &'r Document<'a>,
    context: Context<'r>,
    team: &'r mut Team,
}

impl Reader<'_, '_> {
    /// The workload a key names, if it is one.
    fn workload(&self, table: &DeTable<'_>) -> Option<usize> {
        register::workload(self.document, table, &self.team.workloads)
    }

    /// The metric a key names, if it is one.
    fn metric(&self, table: &DeTable<'_>) -> Option<MetricIndex> {
        let id = self.document.text(table, "metric")?;
        let span = table.get("metric").map_or(0..0, Spanned::span);
        find_metric(self.document, (&id, span), (self.context.catalogue, self.context.team))
    }

    fn links(&mut self, table: &DeTable<'_>) {
        let kinds = LinkKind::ALL.map(|(kind, word, _)| (word, kind));
        for (link, _) in self.document.tables(table, "links") {
            let workload = self.workload(link);
            let (Some(title), Some(url)) = (self.document.text(link, "title"), self.document.url(link, "url")) else {
                continue;
            };
            self.team.links.push(Link {
                kind: self.document.choice(link, "kind", &kinds).unwrap_or(LinkKind::Other),
                title,
                url,
                workload,
                reviewed: self.document.date(link, "reviewed"),
                audience: audience(self.document, link),
            });
        }
    }

    fn sections(&mut self, table: &DeTable<'_>) {
        for (section, _) in self.document.tables(table, "sections") {
            let pillar = register::pillar(self.document, section, self.context.pillars);
            if let (Some(title), Some(body)) = (
                self.document.text(section, "title"),
                self.document.prose(section, "text"),
            ) {
                self.team.sections.push(Section {
                    title,
                    pillar,
                    body,
                    audience: audience(self.document, section),
                });
            }
        }
    }

    fn threat_models(&mut self, table: &DeTable<'_>) {
        for (model, span) in self.document.tables(table, "threat_models") {
            let mut reviews: Vec<_> = self
                .document
                .tables(model, "reviews")
                .filter_map(|(review, _)| {
                    let open = self
                        .document
                        .integer(review, "open")
                        .and_then(|open| u32::try_from(open).ok())?;
                    let date = self.document.date(review, "date")?;
                    let until_then = (self.context.as_of, "the review of the threat model is left out");
                    (!register::is_ahead(self.document, review, ("date", Some(date)), until_then))
                        .then_some((date, open))
                })
                .collect();
            reviews.sort_unstable();
            let model = ThreatModel {
                workload: self.workload(model),
                url: self.document.url(model, "url"),
                reviews,
                audience: audience(self.document, model),
                origin: self.document.origin(span.start),
            };
            self.team.threat_models.push(model);
        }
    }

    fn slos(&mut self, table: &DeTable<'_>) {
        for (slo, span) in self.document.tables(table, "slos") {
            let workload = self.workload(slo);
            let metric = self.metric(slo);
            let (Some(name), Some(metric), Some(window)) = (
                self.document.text(slo, "name"),
                metric,
                self.document.length(slo, "window"),
            ) else {
                continue;
            };
            let unit = &self.context.catalogue.metric(metric).unit;
            let at = |key: &str| slo.get(key).map_or(span.clone(), Spanned::span);
            if !matches!(unit, Unit::Percent | Unit::Ratio) {
                let message = format!(
                    "an objective needs a percentage or ratio; this metric is in {}",
                    unit.written()
                );
                self.document.problem(
                    Code::WrongType,
                    at("metric"),
                    (&message, "name a metric such as `availability`"),
                );
                continue;
            }
            if self.context.catalogue.metric(metric).better == Better::Lower {
                self.document.problem(
                    Code::WrongType,
                    at("metric"),
                    (
                        "an objective needs a metric of what went well; of this one, less is better",
                        "name a metric such as `availability`",
                    ),
                );
                continue;
            }
            let Some(objective) = amount(self.document, slo, ("objective", &Unit::Percent)) else {
                continue;
            };
            if objective <= Decimal::ONE || objective > Decimal::ONE_HUNDRED {
                self.document.problem(
                    Code::OutOfRange,
                    at("objective"),
                    (
                        "an objective is in percent: above 1, and at most 100",
                        "write it in percent, such as `99.9`",
                    ),
                );
                continue;
            }
            let origin = self.document.origin(span.start);
            self.team.slos.push(Slo {
                name,
                workload,
                metric,
                objective,
                window,
                audience: audience(self.document, slo),
                origin,
            });
        }
    }

    fn targets(&mut self, table: &DeTable<'_>) {
        for (target, span) in self.document.tables(table, "targets") {
            let Some(metric) = self.metric(target) else { continue };
            let entry = self.context.catalogue.metric(metric);
            let from = self.document.date(target, "from");
            let unit = from.map_or(&entry.unit, |from| entry.unit_on(from));
            let Some(value) = amount(self.document, target, ("value", unit)) else {
                continue;
            };
            let at = target.get("value").map_or(span.clone(), Spanned::span);
            if !check_range(self.document, at, value, (entry, unit)) {
                continue;
            }
            if self
                .team
                .targets
                .iter()
                .any(|known| known.metric == metric && known.from == from)
            {
                let message = format!("two targets of `{}` begin on the same day", entry.id);
                self.document.problem(
                    Code::DuplicateId,
                    span,
                    (&message, "give each its own `from`, or remove one"),
                );
                continue;
            }
            let origin = self.document.origin(span.start);
            self.team.targets.push(Target {
                metric,
                value,
                from,
                origin,
            });
        }
        self.team.targets.sort_by_key(|target| (target.metric, target.from));
    }

    fn rebases(&mut self, table: &DeTable<'_>) {
        for (rebase, span) in self.document.tables(table, "rebases") {
            let Some(metric) = self.metric(rebase) else { continue };
            let (Some(from), Some(reason)) = (self.document.date(rebase, "from"), self.document.text(rebase, "reason"))
            else {
                continue;
            };
            let origin = self.document.origin(span.start);
            self.team.rebases.push(Rebase {
                metric,
                from,
                reason,
                origin,
            });
        }
        self.team.rebases.sort_by_key(|rebase| (rebase.metric, rebase.from));
    }
}

/// The metric that an unknown id is another name of, such as a column of the template: `mttr`, `p95-ms`.
fn also_called<'m>(id: &str, known: &[&'m Metric]) -> Option<&'m Metric> {
    let called = kebab(id);
    let is_so = |metric: &&&Metric| {
        let names = std::iter::once(&metric.name).chain(&metric.labels);
        names.into_iter().any(|name| kebab(name) == called)
    };
    known.iter().find(is_so).copied()
}

/// The metric an id means for a team; an unknown one is reported.
pub(super) fn find_metric(
    document: &Document<'_>,
    id: (&str, std::ops::Range<usize>),
    context: (&Catalogue, usize),
) -> Option<MetricIndex> {
    let (catalogue, team) = context;
    let found = catalogue.find(id.0, Some(team));
    if found.is_none() {
        let known = catalogue
            .metrics
            .iter()
            .filter(|metric| metric.team.is_none_or(|owner| owner == team));
        let known: Vec<&Metric> = known.collect();
        let cure = also_called(id.0, &known).map_or_else(
            || {
                let names = known.iter().map(|metric| metric.id.as_str());
                let otherwise = "define it in `metrics.toml` in the content folder or in the team's, or take one of the catalogue of the site";
                did_you_mean(id.0, names, otherwise)
            },
            |metric| format!("did you mean `{}`, which is also called so?", metric.id),
        );
        document.problem(
            Code::UnknownMetric,
            id.1,
            (&format!("unknown metric `{}`", id.0), &cure),
        );
    }
    found
}
