//! Links between content files: where each leads, which files are published beside pages, what nothing reads.

use crate::diagnostic::{Code, Diagnostic, MOST_PROBLEMS, Place, nearest};
use crate::load::attachment;
use crate::load::document::{is_id, is_linkable};
use crate::load::file_index;
use crate::markdown::limits::beyond as beyond_limits;
use crate::markdown::{self, Destination};
use crate::model::portfolio::{Attachment, Portfolio, Prose};
use crate::model::team::Team;
use crate::source::{Role, Sources};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Where the content files that have pages lead.
fn page_targets(portfolio: &Portfolio) -> BTreeMap<String, String> {
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    for page in &portfolio.pages {
        targets.insert(
            portfolio.file(page.origin).content_path.clone(),
            crate::page::free_path(page),
        );
    }
    for notad in &portfolio.notads {
        let path = portfolio.file(notad.origin).content_path.clone();
        targets.insert(path, crate::page::notad_path(notad));
    }
    for share in &portfolio.tech_shares {
        let path = portfolio.file(share.origin).content_path.clone();
        targets.insert(path, crate::page::tech_share_path(share));
    }
    for team in &portfolio.teams {
        targets.insert(format!("teams/{}/team.toml", team.slug), crate::page::team_path(team));
        for report in &team.reports {
            targets.insert(
                portfolio.file(report.origin).content_path.clone(),
                crate::page::report_path(team, report),
            );
        }
        for incident in &team.incidents {
            let path = &portfolio.file(incident.origin).content_path;
            // A template tells several, and is no file of one of them.
            if path.contains("/incidents/") {
                targets.insert(path.clone(), crate::page::incident_place(portfolio, team, incident));
            }
        }
        let wars = team.wars.iter();
        for war in wars.filter(|war| crate::analyse::war::is_known(war, portfolio.as_of)) {
            let path = &portfolio.file(war.origin).content_path;
            let beside = path.rsplit_once('.').map(|(name, _)| format!("{name}.toml"));
            // An export may hold several reviews: its name leads to the first.
            for path in [Some(path.clone()), beside].into_iter().flatten() {
                targets.entry(path).or_insert_with(|| crate::page::war_path(team, war));
            }
        }
    }
    targets
}

/// Where links lead in a portfolio of which a part was taken out: to pages that are left, and to files that something
/// links to which is left.
pub(crate) fn relink(portfolio: &mut Portfolio) {
    let mut linked: BTreeSet<String> = BTreeSet::new();
    for prose in all_prose(portfolio) {
        let base = &portfolio.file(prose.origin).content_path;
        for (destination, _) in markdown::destinations(&prose.text) {
            if let Destination::Content(path) = destination {
                linked.extend(markdown::resolve(base, &path));
            }
        }
    }
    let files = &portfolio.files;
    let is_linked = |attachment: &Attachment| linked.contains(&files[attachment.file.0 as usize].content_path);
    portfolio.attachments.retain(is_linked);
    let mut targets = page_targets(portfolio);
    for attachment in &portfolio.attachments {
        let path = portfolio.files[attachment.file.0 as usize].content_path.clone();
        targets.insert(path, attachment.url.clone());
    }
    portfolio.link_targets = targets;
}

/// Where each content file leads, which files are published beside pages, which links are dead, which files are unused.
pub(super) fn check(portfolio: &mut Portfolio, sources: &Sources, problems: &mut Vec<Diagnostic>) {
    let (mut targets, concerned) = rayon::join(
        || page_targets(portfolio),
        || {
            let all: Vec<&Prose> = all_prose(portfolio).collect();
            all.into_par_iter()
                .filter(|prose| is_concerned(prose))
                .collect::<Vec<_>>()
        },
    );
    let others: BTreeMap<&str, usize> = sources
        .files
        .iter()
        .enumerate()
        .filter(|(_, source)| source.role == Role::Other)
        .map(|(index, source)| (source.content_path.as_str(), index))
        .collect();
    let mut attached: BTreeSet<usize> = BTreeSet::new();
    let before = problems.len();
    for prose in concerned {
        // Finding a place takes as long as its file is long, and nobody is told of so many.
        if problems.len() - before > MOST_PROBLEMS {
            break;
        }
        if let Some((at, message)) = beyond_limits(&prose.text) {
            let problem = Diagnostic::new(Code::BeyondLimit, message, "write it flatter or shorter");
            problems.push(placed(problem, (portfolio, sources), prose, ("", at)));
            continue;
        }
        let base = &portfolio.file(prose.origin).content_path;
        for (destination, offset) in markdown::destinations(&prose.text) {
            let destination = match destination {
                Destination::Content(path) => path,
                Destination::Refused(url) => {
                    // What may be linked is refused as an image alone.
                    let is_image = is_linkable(&url) || url.starts_with("//");
                    let (message, cure) = if is_image {
                        let message = format!("`{url}` is of another host, and pages load no image from elsewhere");
                        (
                            message,
                            "put images beside the file and name them, or link to them: `[plan](https://…)`",
                        )
                    } else {
                        let message = format!("`{url}` is not an address that may be linked");
                        (
                            message,
                            "link to `https://`, `http://` or `mailto:`, or to a file beside this one by its name",
                        )
                    };
                    let problem = Diagnostic::new(Code::BadUrl, message, cure);
                    problems.push(placed(problem, (portfolio, sources), prose, (&url, offset)));
                    continue;
                }
            };
            let path = markdown::resolve(base, &destination);
            if path.as_ref().is_some_and(|path| targets.contains_key(path)) {
                continue;
            }
            if let Some(&index) = path.as_ref().and_then(|path| others.get(path.as_str())) {
                if attachment::runs(&sources.files[index]) {
                    let message = format!("`{destination}` could run script in a reader's browser");
                    let cure = "publish it elsewhere and link to its address, or attach it as PDF, image or text";
                    let problem = Diagnostic::new(Code::RunsScript, message, cure);
                    problems.push(placed(problem, (portfolio, sources), prose, (&destination, offset)));
                }
                attached.insert(index);
                continue;
            }
            let cure = "correct the path: it starts from the file that holds the link";
            let problem = Diagnostic::new(Code::DeadLink, format!("the link `{destination}` leads nowhere"), cure);
            problems.push(placed(problem, (portfolio, sources), prose, (&destination, offset)));
        }
    }
    for (content_path, &index) in &others {
        if attached.contains(&index) {
            let url = format!("files/{content_path}");
            targets.insert((*content_path).to_owned(), url.clone());
            portfolio.attachments.push(Attachment {
                file: file_index(index),
                url,
                bytes: sources.files[index].bytes.clone(),
            });
        } else if !is_note(content_path) {
            let message = "nothing reads this file, and no page links to it";
            let cure = unused_cure(content_path);
            problems.push(Diagnostic::new(Code::UnusedFile, message, cure).at(Place::file(&sources.files[index].path)));
        }
    }
    portfolio.link_targets = targets;
}

/// Whether a text may hold a link, or goes beyond a limit: most do neither.
fn is_concerned(prose: &Prose) -> bool {
    let has = |mark: &str| prose.text.contains(mark);
    has("](") || has("]:") || has("<") || beyond_limits(&prose.text).is_some()
}

/// Files that people keep in every folder: readers of the repository, not of the site.
fn is_note(content_path: &str) -> bool {
    let name = content_path.rsplit('/').next().unwrap_or_default();
    ["README", "LICENSE", "LICENCE", "CODEOWNERS"]
        .iter()
        .any(|known| name.split('.').next() == Some(known))
}

/// The folders of the content, and those of a team.
const FOLDERS: [&str; 6] = ["teams", "notads", "tech-shares", "reviews", "pages", "radiators"];
const TEAM_FOLDERS: [&str; 4] = ["reports", "data", "incidents", "war"];

fn unused_cure(content_path: &str) -> String {
    let parts: Vec<&str> = content_path.split('/').collect();
    match parts.as_slice() {
        ["teams", team, name] if name.len() == 15 && is_id(name.trim_end_matches(".toml")) => {
            format!("reports belong into `teams/{team}/reports/{name}`")
        }
        ["teams", _, "reports", _] => {
            "reports are TOML files named by their date, such as `2026-03-13.toml`".to_owned()
        }
        ["teams", _, "data", _] => "imported observations are `.csv` files".to_owned(),
        ["teams", team, folder, _] if let Some(meant) = misspelt(folder, &TEAM_FOLDERS) => {
            format!("rename the folder to `teams/{team}/{meant}`")
        }
        [folder, _, ..] if let Some(meant) = misspelt(folder, &FOLDERS) => {
            format!("rename the folder `{folder}` to `{meant}`")
        }
        _ => "move it to where it belongs, link to it from a page, or take it out of the content folder".to_owned(),
    }
}

/// The folder that a name is nearly that of.
fn misspelt(folder: &str, known: &[&'static str]) -> Option<&'static str> {
    nearest(folder, known.iter().copied()).filter(|meant| *meant != folder)
}

/// A problem with a link, at the link.
fn placed(problem: Diagnostic, context: (&Portfolio, &Sources), prose: &Prose, link: (&str, usize)) -> Diagnostic {
    let (portfolio, sources) = context;
    let (destination, offset) = link;
    let file = portfolio.file(prose.origin);
    let source = (prose.origin.file.0 as usize)
        .checked_sub(1)
        .and_then(|index| sources.files.get(index));
    let Some(text) = source.and_then(|source| std::str::from_utf8(&source.bytes).ok()) else {
        return problem.at(Place::file(&file.path));
    };
    let text = text.trim_start_matches('\u{feff}');
    let lines_before =
        prose.origin.line as usize - 1 + prose.text[..offset.min(prose.text.len())].matches('\n').count();
    let start: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    // In TOML a text may begin on the line after its quotes, so look a little further than the line itself.
    let found = text[start.min(text.len())..]
        .find(destination)
        .map_or(start..start, |at| start + at..start + at + destination.len());
    problem.at(Place::span(&file.path, text, found))
}

/// Every text in Markdown, wherever it was written.
fn all_prose(portfolio: &Portfolio) -> impl Iterator<Item = &Prose> {
    let metrics = portfolio.catalogue.metrics.iter().flat_map(|metric| {
        let definitions = metric.definitions.iter().map(|definition| &definition.text);
        metric.meaning.iter().chain(&metric.influence).chain(definitions)
    });
    let pages = portfolio
        .pages
        .iter()
        .flat_map(|page| page.summary.iter().chain([&page.body]));
    let teams = portfolio.teams.iter().flat_map(|team| {
        let notes = team
            .observations
            .iter()
            .filter_map(|observation| observation.beside.note());
        team.mission
            .iter()
            .chain(notes)
            .chain(team.reports.iter().flat_map(report_prose))
            .chain(team_registers(team))
    });
    let notads = portfolio.notads.iter().map(|notad| &notad.body);
    let shares = portfolio.tech_shares.iter().map(|share| &share.body);
    let minutes = portfolio.minutes.iter().flat_map(|minutes| {
        let follow_ups = minutes.follow_ups.iter().map(|follow_up| &follow_up.text);
        minutes.decisions.iter().chain(follow_ups).chain([&minutes.body])
    });
    metrics
        .chain(pages)
        .chain(teams)
        .chain(notads)
        .chain(shares)
        .chain(minutes)
}

/// What a team's registers say in Markdown.
fn team_registers(team: &Team) -> impl Iterator<Item = &Prose> {
    let actions = team.actions.iter().flat_map(|action| {
        let updates = action.updates.iter().filter_map(|update| update.text.as_ref());
        let own = [&action.title].into_iter().chain(&action.why).chain(&action.outcome);
        own.chain(updates)
    });
    let incidents = team.incidents.iter().flat_map(|incident| {
        let own = [&incident.title, &incident.body].into_iter();
        own.chain(&incident.root_cause)
            .chain(&incident.impact)
            .chain(&incident.learnings)
    });
    let wars = team.wars.iter().flat_map(|war| {
        let findings = war.findings.iter();
        let findings = findings.flat_map(|finding| [&finding.title].into_iter().chain(&finding.plan));
        war.summary.iter().chain(findings)
    });
    let exercises = team.other_exercises.iter();
    let exercises = exercises.flat_map(|exercise| exercise.charter.iter().chain(&exercise.outcome));
    let sections = team.sections.iter().map(|section| &section.body);
    actions.chain(incidents).chain(wars).chain(exercises).chain(sections)
}

fn report_prose(report: &crate::model::report::Report) -> impl Iterator<Item = &Prose> {
    let pillars = report.pillars.iter().flat_map(|note| note.note.iter().chain(&note.why));
    let exercises = report
        .exercises
        .iter()
        .flat_map(|exercise| exercise.charter.iter().chain(&exercise.outcome));
    report
        .summary
        .iter()
        .chain(pillars)
        .chain(report.wins.iter().map(|win| &win.text))
        .chain(&report.concerns)
        .chain(&report.learnings)
        .chain(report.notads.iter().filter_map(|answer| answer.note.as_ref()))
        .chain(report.needs.iter().map(|need| &need.text))
        .chain(&report.process_feedback)
        .chain(exercises)
        .chain(report.events.iter().map(|event| &event.text))
}
