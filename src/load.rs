//! Files → [`Portfolio`]: parse, don't validate, and report every problem in one run.
//!
//! The order matters: configuration, then metrics, then teams, then (in parallel) reports and imported observations,
//! which refer to all of these; last what spans files ([`cross`]).

mod action;
mod attachment;
pub mod catalogue;
pub mod configuration;
mod contents;
mod cross;
mod derive;
pub mod document;
mod earliest;
mod entries;
mod fraction;
mod imports;
mod incident;
mod keep_going;
mod kept;
mod links;
mod merge;
mod minutes;
mod notad;
mod observations;
mod page;
mod radiator;
mod register;
mod release;
mod report;
pub mod shape;
mod share;
mod syntax;
mod target;
mod team;
mod tech_share;
pub(crate) mod template;
mod topic;
mod totals;
mod values;
mod war;

use crate::config::Review;
use crate::diagnostic::{Code, Diagnostic, Place, has_errors, most, sorted};
use crate::model::action::Action;
use crate::model::cycle::{Calendar, Length, Rhythm};
use crate::model::metric::{Catalogue, Metric};
use crate::model::minutes::Minutes;
use crate::model::notad::Notad;
use crate::model::portfolio::{Audience, ContentFile, FileIndex, FreePage, Origin, Portfolio, Prose, Unread};
use crate::model::radiator::Radiator;
use crate::model::shared::Shared;
use crate::model::team::Team;
use crate::model::tech_share::TechShare;
use crate::model::topic::Topic;
use crate::source::{Role, SourceFile, Sources};
use crate::words::Words;
use configuration::Configuration;
use document::{Document, is_id, kebab};
use earliest::{earliest, earliest_of_report};
use jiff::civil::Date;
pub(crate) use keep_going::keep_going;
pub(crate) use kept::{Before, Keeping, Kept};
pub(crate) use links::relink;
pub(crate) use observations::TEMPLATE as TEMPLATE_ROW;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use template::{Filled, Template};

/// Folder names that would clash with pages of ours.
pub(crate) const RESERVED: [&str; 2] = ["index", "latest"];

/// Loads a portfolio; `None` where there are errors, which stand among the problems in file order.
#[must_use]
pub fn load(configuration: &Configuration, sources: &Sources, as_of: Date) -> (Option<Portfolio>, Vec<Diagnostic>) {
    let (portfolio, problems) = load_readable(configuration, sources, as_of);
    ((!has_errors(&problems)).then_some(portfolio), problems)
}

/// Loads what can be read of a portfolio: what errors are about is left out of it. Nothing is published from it; commands
/// that add a file need no more.
#[must_use]
pub fn load_readable(configuration: &Configuration, sources: &Sources, as_of: Date) -> (Portfolio, Vec<Diagnostic>) {
    let (portfolio, problems, _) = read(configuration, (sources, as_of), Keeping::Nothing);
    (portfolio, problems)
}

/// Loads a portfolio as [`load`] does, with what the next reading takes over.
#[must_use]
pub(crate) fn load_keeping(
    configuration: &Configuration,
    read: (&Sources, Date),
    keeping: Keeping<'_>,
) -> (Option<Portfolio>, Vec<Diagnostic>, Option<Kept>) {
    let (portfolio, problems, kept) = self::read(configuration, read, keeping);
    ((!has_errors(&problems)).then_some(portfolio), problems, kept)
}

fn read(
    configuration: &Configuration,
    (sources, as_of): (&Sources, Date),
    keeping: Keeping<'_>,
) -> (Portfolio, Vec<Diagnostic>, Option<Kept>) {
    let mut loader = Loader {
        configuration,
        sources,
        as_of,
        keeping,
        kept: None,
        linking: Vec::new(),
        problems: Vec::new(),
    };
    let portfolio = loader.portfolio();
    (portfolio, most(sorted(loader.problems)), loader.kept)
}

/// The index of a source among the portfolio's files, of which scorpfolio.toml is the first.
fn file_index(source: usize) -> FileIndex {
    FileIndex(u32::try_from(source + 1).unwrap_or(u32::MAX))
}

struct Loader<'a> {
    configuration: &'a Configuration,
    sources: &'a Sources,
    as_of: Date,
    keeping: Keeping<'a>,
    /// What is kept for the next reading.
    kept: Option<Kept>,
    /// Those texts of each team that may hold links.
    linking: Vec<Arc<[Prose]>>,
    problems: Vec<Diagnostic>,
}

impl<'a> Loader<'a> {
    fn portfolio(&mut self) -> Portfolio {
        let files = self.team_files();
        let slugs: Vec<String> = files.iter().map(|team| team.slug.clone()).collect();
        let (metrics, templates) = self.metrics(&slugs);
        let catalogue = Catalogue::new(metrics);
        let mut teams = self.read_teams(&files, &slugs, &catalogue);
        let filled = self.fill(&templates, &mut teams, &catalogue);
        let calendar = self.calendar(&filled);
        let pages = self.pages();
        self.contents(&mut teams, (&catalogue, &calendar), filled);
        let mut config = self.configuration.config.clone();
        config.reviews = cross::reviews(&teams, self.configuration, &mut self.problems);
        let shared = self.shared(&mut teams, &catalogue, &config.reviews);
        let mut portfolio = Portfolio {
            config,
            words: Words::english(),
            audience: Audience::Internal,
            as_of: self.as_of,
            pillars: self.configuration.pillars.clone(),
            catalogue,
            calendar,
            teams,
            notads: shared.notads,
            tech_shares: shared.tech_shares,
            topics: shared.topics,
            minutes: shared.minutes,
            radiators: shared.radiators,
            pages,
            attachments: Vec::new(),
            files: self.files(),
            unread: Vec::new(),
            link_targets: BTreeMap::new(),
        };
        portfolio.unread = self.unread(&portfolio.teams);
        topic::replace_synonyms(&mut portfolio);
        radiator::complete(&mut portfolio);
        minutes::leave_out_ahead(&mut portfolio, self.sources, &mut self.problems);
        cross::check(&mut portfolio, (self.sources, &self.linking), &mut self.problems);
        portfolio
    }

    fn files(&self) -> Vec<ContentFile> {
        let url = self.configuration.config.source_url.as_deref().map(Arc::from);
        let name: Arc<str> = "scorpfolio.toml".into();
        let own = ContentFile {
            path: Arc::clone(&name),
            content_path: "".into(),
            source_url: url,
            source_path: name,
        };
        let of = |source: &SourceFile| ContentFile {
            path: Arc::clone(&source.path),
            content_path: Arc::clone(&source.content_path),
            source_url: source.source_url.clone(),
            source_path: Arc::clone(&source.source_path),
        };
        std::iter::once(own).chain(self.sources.files.iter().map(of)).collect()
    }

    /// What the sources lack, with the teams that it belongs to.
    fn unread(&self, teams: &Shared<Team>) -> Vec<Unread> {
        let of = |left_out: &crate::source::LeftOut| Unread {
            team: (left_out.team()).and_then(|slug| teams.iter().position(|team| team.slug == slug)),
            path: left_out.path.clone(),
            line: left_out.line,
            message: left_out.message.clone(),
        };
        self.sources.left_out.iter().map(of).collect()
    }

    /// The document of a source; a problem if it is not text.
    fn document(&mut self, index: usize) -> Option<Document<'a>> {
        let sources: &'a Sources = self.sources;
        Document::new(file_index(index), &sources.files[index])
            .map_err(|problem| self.problems.push(problem))
            .ok()
    }

    /// The teams in the portfolio's order: as configured, then by name.
    fn team_files(&mut self) -> Vec<TeamFiles> {
        let mut found: BTreeMap<&str, TeamFiles> = BTreeMap::new();
        for (index, source) in self.sources.files.iter().enumerate() {
            let Some(slug) = source.role.team() else { continue };
            let team = found.entry(slug).or_insert_with(|| TeamFiles {
                slug: slug.to_owned(),
                first: Some(index),
                team: None,
            });
            if matches!(source.role, Role::Team(_))
                && let Some(earlier) = team.team.replace(index)
            {
                let message = format!("two teams have the slug `{slug}`");
                let cure = format!(
                    "rename one of the folders; the other is {}",
                    self.sources.files[earlier].path
                );
                self.problems
                    .push(Diagnostic::new(Code::DuplicateId, message, cure).at(Place::file(&*source.path)));
            }
        }
        for team in found.values() {
            let Some(first) = team.first else { continue };
            let place = Place::file(&*self.sources.files[first].path);
            if !is_id(&team.slug) {
                let message = format!("the folder name `{}` cannot be a team's slug", team.slug);
                let cure = format!(
                    "rename it to `{}`: lower-case letters, digits and single hyphens",
                    kebab(&team.slug)
                );
                self.problems
                    .push(Diagnostic::new(Code::BadFileName, message, cure).at(place));
            } else if RESERVED.contains(&team.slug.as_str()) {
                let message = format!("`{}` is a name the site uses itself", team.slug);
                self.problems
                    .push(Diagnostic::new(Code::BadFileName, message, "rename the team's folder").at(place));
            }
        }
        // A team that cannot be read is still one of the portfolio's.
        for slug in self.sources.left_out.iter().filter_map(crate::source::LeftOut::team) {
            if is_id(slug) {
                found.entry(slug).or_insert_with(|| TeamFiles {
                    slug: slug.to_owned(),
                    first: None,
                    team: None,
                });
            }
        }
        let mut ordered: Vec<TeamFiles> = Vec::new();
        let known: Vec<&str> = found.keys().copied().collect();
        // What is no slug is told so, whether a folder's name or one in the list.
        let misnamed: Vec<String> = known
            .iter()
            .filter(|slug| !is_id(slug))
            .map(|slug| kebab(slug))
            .collect();
        let is_told = |slug: &str| !is_id(slug) || misnamed.iter().any(|meant| meant == slug);
        for (slug, place) in &self.configuration.team_order {
            if let Some(team) = found.remove(slug.as_str()) {
                ordered.push(team);
            } else if !ordered.iter().any(|team| team.slug == *slug) && !is_told(slug) {
                let cure = "remove it, or add its folder with `scorpfolio new team`";
                let cure = crate::diagnostic::did_you_mean(slug, known.iter().copied(), cure);
                let problem = Diagnostic::new(Code::UnknownTeam, format!("unknown team `{slug}`"), cure);
                self.problems.push(problem.at(place.clone()));
            }
        }
        let mut others: Vec<(String, TeamFiles)> =
            found.into_values().map(|team| (self.name_of(&team), team)).collect();
        others.sort_by(|a, b| (&a.0, &a.1.slug).cmp(&(&b.0, &b.1.slug)));
        ordered.extend(others.into_iter().map(|(_, team)| team));
        ordered
    }

    /// A team's name as far as its order goes: read before the team is, because the order decides its index.
    fn name_of(&self, team: &TeamFiles) -> String {
        let text = team
            .team
            .and_then(|index| std::str::from_utf8(&self.sources.files[index].bytes).ok());
        let name = text.and_then(|text| {
            let (table, _) = toml::de::DeTable::parse_recoverable(text);
            table.get_ref().get("name")?.get_ref().as_str().map(str::to_lowercase)
        });
        name.unwrap_or_else(|| team.slug.replace('-', " "))
    }

    /// The metrics: built in, the portfolio's, and then each team's, of its metrics.toml and its template, whose outline
    /// comes with them.
    fn metrics(&mut self, slugs: &[String]) -> (Vec<Metric>, Vec<Template>) {
        let context = catalogue::Context {
            config: &self.configuration.config,
            pillars: &self.configuration.pillars,
        };
        let mut metrics = catalogue::built_in(context);
        let mut templates = Vec::new();
        let of = |is_meant: fn(&Role) -> bool| {
            let files = self.sources.files.iter().enumerate();
            files
                .filter(move |(_, source)| is_meant(&source.role))
                .map(|(index, _)| index)
        };
        let shared = of(|role| *role == Role::Catalogue);
        let owned = of(|role| matches!(role, Role::TeamMetrics(_) | Role::Template(_)));
        for index in shared.chain(owned).collect::<Vec<_>>() {
            let Some(document) = self.document(index) else { continue };
            let role = &self.sources.files[index].role;
            let team = role
                .team()
                .and_then(|slug| slugs.iter().position(|known| known == slug));
            match (role, team) {
                (Role::Template(_), Some(team)) => {
                    let mut template = Template::new(&document, index, team);
                    let own = template.metrics(&document, &metrics, context.pillars);
                    metrics.extend(own);
                    templates.push(template);
                }
                (Role::Template(_), None) => {}
                (_, team) => catalogue::extend(&document, context, &mut metrics, team),
            }
            self.problems.extend(document.into_problems());
        }
        (metrics, templates)
    }

    /// Reads templates into their teams.
    fn fill(&mut self, templates: &[Template], teams: &mut Shared<Team>, catalogue: &Catalogue) -> Vec<Filled> {
        let mut filled = Vec::new();
        for template in templates {
            let Some(document) = self.document(template.source) else {
                continue;
            };
            let context = template::Context {
                catalogue,
                order: self.configuration.config.date_order,
                as_of: self.as_of,
                team: template.team,
                has_reports: self
                    .sources
                    .files
                    .iter()
                    .any(|source| source.role == Role::Report(teams[template.team].slug.clone())),
            };
            filled.push(template.read(&document, context, &mut teams[template.team]));
            self.problems.extend(document.into_problems());
        }
        filled
    }

    fn read_teams(&mut self, files: &[TeamFiles], slugs: &[String], catalogue: &Catalogue) -> Shared<Team> {
        let mut teams = Vec::with_capacity(files.len());
        for (index, files) in files.iter().enumerate() {
            let read = files.team.and_then(|source| {
                let document = self.document(source)?;
                let table = document.parse();
                document.check(&table, &shape::TEAM);
                let team = team::read(
                    &document,
                    &table,
                    team::Context {
                        catalogue,
                        slugs,
                        team: index,
                        pillars: &self.configuration.pillars,
                        as_of: self.as_of,
                    },
                );
                self.problems.extend(document.into_problems());
                Some(team)
            });
            let origin = Origin {
                file: files.first.map_or(FileIndex(0), file_index),
                line: 1,
            };
            teams.push(read.unwrap_or_else(|| team::empty(&files.slug, origin)));
        }
        teams.into_iter().collect()
    }

    /// The cycles: as configured, or two weeks ending on the weekday of the first report.
    fn calendar(&self, filled: &[Filled]) -> Calendar {
        let dates = self.sources.files.par_iter().filter_map(earliest);
        let of_templates = filled.iter().filter_map(Filled::earliest);
        let earliest = of_templates.chain(dates.min()).min().unwrap_or(self.as_of);
        let first_report = self
            .sources
            .files
            .par_iter()
            .filter(|source| matches!(source.role, Role::Report(_)))
            .filter_map(earliest_of_report)
            .min()
            .or_else(|| filled.iter().filter_map(Filled::report_day).min());
        let rhythm = self.configuration.rhythm.clone().unwrap_or_else(|| Rhythm {
            first: first_report.unwrap_or(self.as_of).tomorrow().unwrap_or(self.as_of),
            every: Length::Days(14),
            grace: Length::Days(3),
            changes: Vec::new(),
            skips: Vec::new(),
        });
        Calendar::new(rhythm, earliest.min(self.as_of), self.as_of, self.as_of)
    }

    fn pages(&mut self) -> Vec<FreePage> {
        let mut pages: Vec<FreePage> = Vec::new();
        let indexes: Vec<usize> = (0..self.sources.files.len())
            .filter(|&index| self.sources.files[index].role == Role::Page)
            .collect();
        for index in indexes {
            let Some(document) = self.document(index) else { continue };
            if let Some(page) = page::read(&document) {
                if let Some(earlier) = pages.iter().find(|known| known.slug == page.slug) {
                    let other = &self.sources.files[earlier.origin.file.0 as usize - 1].path;
                    document.problem(
                        Code::DuplicateId,
                        0..0,
                        (
                            &format!("two pages have the name `{}`", page.slug),
                            &format!("rename one of them; the other is {other}"),
                        ),
                    );
                }
                pages.push(page);
            }
            self.problems.extend(document.into_problems());
        }
        pages.sort_by(|a, b| a.slug.cmp(&b.slug));
        pages
    }

    /// Reads the registers of the portfolio as a whole, and gives teams the actions that reviews gave them.
    fn shared(&mut self, teams: &mut Shared<Team>, catalogue: &Catalogue, reviews: &[Review]) -> PortfolioRegisters {
        let mut shared = PortfolioRegisters::default();
        let mut given: Vec<(usize, Action)> = Vec::new();
        for index in 0..self.sources.files.len() {
            let role = &self.sources.files[index].role;
            if !matches!(
                role,
                Role::Notad | Role::TechShare | Role::Topics | Role::Minutes(_) | Role::Radiator
            ) {
                continue;
            }
            let Some(document) = self.document(index) else { continue };
            let context = register::Context {
                catalogue,
                pillars: &self.configuration.pillars,
                teams,
                zone: &self.configuration.config.time_zone,
                as_of: self.as_of,
            };
            match role {
                Role::Notad => shared.notads.extend(notad::read(&document, context)),
                Role::TechShare => shared.tech_shares.extend(tech_share::read(&document, context)),
                Role::Topics => topic::read(&document, &mut shared.topics),
                Role::Radiator => shared.radiators.push(radiator::read(&document, context)),
                Role::Minutes(review) => {
                    if let Some(read) = minutes::read(&document, context, (review.as_deref(), reviews)) {
                        shared.minutes.push(read.minutes);
                        given.extend(read.actions);
                    }
                }
                _ => {}
            }
            self.problems.extend(document.into_problems());
        }
        for (team, action) in given {
            // A team that took the action over writes it in its own file from then on.
            let own = &mut teams[team].actions;
            if !own
                .iter()
                .any(|known| known.id == action.id && known.origin.file != action.origin.file)
            {
                own.push(action);
            }
        }
        let order = |a: &Action, b: &Action| (a.opened, &a.id).cmp(&(b.opened, &b.id));
        let is_disordered = |team: &Team| !team.actions.is_sorted_by(|a, b| order(a, b).is_le());
        teams.change(is_disordered, |team| team.actions.sort_by(order));
        shared.notads.sort_by(|a, b| (a.issued, &a.id).cmp(&(b.issued, &b.id)));
        let day = |share: &TechShare| share.date.unwrap_or(Date::MAX);
        shared
            .tech_shares
            .sort_by(|a, b| (day(a), &a.slug).cmp(&(day(b), &b.slug)));
        shared.topics.sort_by(|a, b| a.id.cmp(&b.id));
        shared.minutes.sort_by_key(|minutes| (minutes.date, minutes.review));
        shared
    }
}

/// A team's folder among the sources.
struct TeamFiles {
    slug: String,
    /// Its first file, whatever it is; `None` if none could be read.
    first: Option<usize>,
    /// Its team.toml.
    team: Option<usize>,
}

/// Registers of the portfolio as a whole.
#[derive(Default)]
struct PortfolioRegisters {
    notads: Vec<Notad>,
    tech_shares: Vec<TechShare>,
    topics: Vec<Topic>,
    minutes: Vec<Minutes>,
    radiators: Vec<Radiator>,
}
