//! What each page is made from, as digests: a page whose digests are what they were is not made again.
//!
//! Most edits change numbers. A number of a report is on the pages of its team, of its metric, and of its cycle and those
//! after it; it is on no page about an earlier cycle, since those say what was known then. So numbers are digested apart
//! from everything else, and each kind of page names the digests it depends on (`render::fingerprint`). What is not plainly
//! the number of a metric counts as text, and changes every page that may say anything of its team.

use crate::Loaded;
use crate::model::cycle::CycleIndex;
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Portfolio;
use crate::model::report::{Observation, Period, Reading};
use crate::model::team::Team;
use crate::publish::{Fingerprint, FingerprintBuilder};
use crate::source::{Role, SourceFile};
use crate::theme::Theme;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Digests of what pages are made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// What every page depends on: program, configuration, catalogue, theme, day, free pages, names of teams.
    pub shared: Fingerprint,
    /// All teams' files.
    pub all_teams: Fingerprint,
    /// All teams' files without the numbers of their reports.
    pub texts: Fingerprint,
    /// The numbers of all teams up to each cycle.
    pub until: Vec<Fingerprint>,
    /// The numbers of all teams, of each metric.
    pub metrics: Vec<Fingerprint>,
    of_teams: Vec<Arc<OfTeam>>,
}

/// Digests of one team.
#[derive(Debug, PartialEq)]
struct OfTeam {
    /// Its files as they are.
    whole: Fingerprint,
    /// Its files without the numbers of its reports.
    texts: Fingerprint,
    /// Its numbers of each cycle that it has some of.
    cycles: Vec<(usize, Fingerprint)>,
    /// Its numbers of each metric that it has some of.
    metrics: Vec<(usize, Fingerprint)>,
}

impl Inputs {
    /// The digests of what was read but for its [theme](Self::themed). A team that the portfolio before holds, too, has those that it had.
    #[must_use]
    pub(crate) fn after(loaded: &Loaded, before: Option<(&Portfolio, &Self)>) -> Self {
        let portfolio = &loaded.portfolio;
        let mut shared = shared(loaded);
        let index: BTreeMap<&str, usize> = (portfolio.teams.iter().enumerate())
            .map(|(index, team)| (team.slug.as_str(), index))
            .collect();
        let mut files: Vec<Vec<&SourceFile>> = portfolio.teams.iter().map(|_| Vec::new()).collect();
        for file in &loaded.sources.files {
            match file.role.team().and_then(|team| index.get(team)) {
                Some(&team) => files[team].push(file),
                None => drop(shared.part(file.path.as_bytes()).part(&file.bytes)),
            }
        }
        let known = |index: usize| {
            let (earlier, inputs) = before?;
            let is_known = portfolio.teams.shares(&earlier.teams, index);
            is_known.then(|| Arc::clone(&inputs.of_teams[index]))
        };
        let teams = portfolio.teams.par_iter().zip(files).enumerate();
        let of_teams: Vec<Arc<OfTeam>> = teams
            .map(|(index, (team, files))| known(index).unwrap_or_else(|| Arc::new(of_team(team, &files))))
            .collect();
        let mut all_teams = Fingerprint::builder();
        let mut texts = Fingerprint::builder();
        for team in &of_teams {
            all_teams.part(team.whole.as_bytes());
            texts.part(team.texts.as_bytes());
        }
        let mut cycles = across(&of_teams, portfolio.calendar.cycles.len(), |team| &team.cycles);
        let metrics = across(&of_teams, portfolio.catalogue.metrics.len(), |team| &team.metrics);
        let mut before = Fingerprint::builder().finish();
        let until = cycles.iter_mut().map(|cycle| {
            before = cycle.part(before.as_bytes()).finish();
            before
        });
        Self {
            shared: shared.finish(),
            until: until.collect(),
            metrics: metrics.iter().map(FingerprintBuilder::finish).collect(),
            all_teams: all_teams.finish(),
            texts: texts.finish(),
            of_teams,
        }
    }

    /// With the theme, on which every page depends.
    #[must_use]
    pub(crate) fn themed(mut self, theme: &Theme) -> Self {
        self.shared = Fingerprint::of([self.shared.as_bytes().as_slice(), theme.fingerprint.as_bytes()]);
        self
    }

    /// Digests that tell nothing apart: whoever makes every page needs no others.
    #[must_use]
    pub fn none() -> Self {
        let nothing = Fingerprint::of([]);
        Self {
            shared: nothing,
            all_teams: nothing,
            texts: nothing,
            until: Vec::new(),
            metrics: Vec::new(),
            of_teams: Vec::new(),
        }
    }

    /// A team's own files.
    pub(crate) fn team(&self, team: usize) -> &Fingerprint {
        self.of_teams.get(team).map_or(&self.all_teams, |team| &team.whole)
    }

    /// The numbers of all teams up to a cycle.
    pub(crate) fn until(&self, cycle: CycleIndex) -> &Fingerprint {
        self.until.get(cycle.position()).unwrap_or(&self.all_teams)
    }

    /// The numbers of all teams of a metric.
    pub(crate) fn metric(&self, metric: MetricIndex) -> &Fingerprint {
        self.metrics.get(metric.position()).unwrap_or(&self.all_teams)
    }
}

fn of_team(team: &Team, files: &[&SourceFile]) -> OfTeam {
    let (mut whole, mut texts) = (Fingerprint::builder(), Fingerprint::builder());
    for file in files {
        whole.part(file.path.as_bytes()).part(&file.bytes);
        texts.part(file.path.as_bytes());
        text_of(file, &mut texts);
    }
    let cycle = |observation: &Observation| match observation.period {
        Period::Day(_) => observation.cycle.position(),
        // A month lies in several cycles: its number may be on the page of any.
        Period::Month(_) => 0,
    };
    OfTeam {
        whole: whole.finish(),
        texts: texts.finish(),
        cycles: numbers(team, cycle),
        metrics: numbers(team, |observation| observation.metric.position()),
    }
}

/// What every page depends on; files of no team and the theme are still to be added.
fn shared(loaded: &Loaded) -> FingerprintBuilder {
    let portfolio = &loaded.portfolio;
    let mut shared = Fingerprint::builder();
    shared
        .part(env!("SCORPFOLIO_SOURCE").as_bytes())
        .part(portfolio.as_of.to_string().as_bytes())
        .part(portfolio.audience.word().as_bytes())
        .part(format!("{:?}", portfolio.unread).as_bytes());
    let mut configuration = loaded.configuration.clone();
    // Where this machine writes to is on no page.
    configuration.places.excluded.clear();
    shared.part(format!("{configuration:?}").as_bytes());
    for cycle in &portfolio.calendar.cycles {
        shared.part(cycle.last.to_string().as_bytes());
    }
    for team in &portfolio.teams {
        // Every team's page may name another: a team beside it in the navigation.
        shared.part(team.slug.as_bytes()).part(team.name.as_bytes());
        // What one team took over is no longer expected of another, whose files say nothing of it.
        for workload in team.workloads.iter().filter(|workload| workload.moved_from.is_some()) {
            let taken = (&workload.id, &workload.name, workload.from, workload.moved_from);
            shared.part(format!("{taken:?}").as_bytes());
        }
    }
    for (path, url) in &portfolio.link_targets {
        // A link to a team, or to a file named by what it holds, is known from its name; others may move when their content
        // changes.
        if name(path) != name(url) && !path.ends_with("/team.toml") {
            shared.part(path.as_bytes()).part(url.as_bytes());
        }
    }
    shared
}

/// The name of a path's file, without its ending.
fn name(path: &str) -> Option<&str> {
    path.rsplit('/').next()?.split('.').next()
}

/// Adds a file without the numbers of its metrics, which the model holds; of anything but a plain report, all of it.
fn text_of(file: &SourceFile, into: &mut FingerprintBuilder) {
    let is_report = matches!(file.role, Role::Report(_));
    // Within a text of several lines nothing is what it looks like.
    let holds = |quotes: &[u8]| memchr::memmem::find(&file.bytes, quotes).is_some();
    if !is_report || holds(b"\"\"\"") || holds(b"'''") {
        into.part(&file.bytes);
        return;
    }
    let mut text = Vec::with_capacity(file.bytes.len());
    let mut is_of_metrics = false;
    for line in file.bytes.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'[') {
            is_of_metrics = line.trim_ascii_end() == b"[metrics]";
        }
        match without_number(line).filter(|_| is_of_metrics) {
            Some((before, after)) => {
                text.extend_from_slice(before);
                text.push(0xff);
                text.extend_from_slice(after);
            }
            None => text.extend_from_slice(line),
        }
    }
    into.part(&text);
}

/// What stands before and after the number of a line `key = number`, with or without a remark.
fn without_number(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let equals = memchr::memchr(b'=', line)?;
    let start = equals + 1 + line[equals + 1..].iter().position(|byte| *byte != b' ')?;
    let is_of_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'_');
    let length = line[start..].iter().position(|byte| !is_of_number(byte))?;
    let after = &line[start + length..];
    let ends = after.trim_ascii_start().first().is_none_or(|byte| *byte == b'#');
    (length > 0 && ends).then_some((&line[..start], after))
}

/// A team's numbers in groups, of which `group` says each one's.
fn numbers(team: &Team, group: impl Fn(&Observation) -> usize) -> Vec<(usize, Fingerprint)> {
    let mut grouped: Vec<(usize, &Observation)> = team.observations.iter().map(|one| (group(one), one)).collect();
    grouped.sort_by_key(|(group, _)| *group);
    let mut bytes = Vec::new();
    let groups = grouped.chunk_by(|a, b| a.0 == b.0).map(|of_group| {
        let mut digest = Fingerprint::builder();
        for (_, observation) in of_group {
            number(observation, &mut bytes);
            digest.part(&bytes);
        }
        (of_group[0].0, digest.finish())
    });
    groups.collect()
}

/// The numbers of all teams in so many groups.
fn across(
    teams: &[Arc<OfTeam>],
    count: usize,
    numbers: impl Fn(&OfTeam) -> &[(usize, Fingerprint)],
) -> Vec<FingerprintBuilder> {
    let mut groups: Vec<FingerprintBuilder> = (0..count).map(|_| Fingerprint::builder()).collect();
    for (index, team) in teams.iter().enumerate() {
        for (group, digest) in numbers(team) {
            if let Some(group) = groups.get_mut(*group) {
                group.part(&index.to_le_bytes()).part(digest.as_bytes());
            }
        }
    }
    groups
}

/// An observation's number; how it came here is said by the texts.
fn number(observation: &Observation, bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.extend_from_slice(&observation.metric.position().to_le_bytes());
    match &observation.reading {
        Reading::NotAvailable => bytes.push(0),
        Reading::Value { number, ratio, .. } => {
            bytes.extend_from_slice(&number.serialize());
            for number in (ratio.parts().into_iter()).flat_map(|(numerator, denominator)| [numerator, denominator]) {
                bytes.extend_from_slice(&number.serialize());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_number_is_taken_out_of_a_line() {
        let without = |line: &'static str| {
            let (before, after) = without_number(line.as_bytes())?;
            Some(format!(
                "{}|{}",
                std::str::from_utf8(before).ok()?,
                std::str::from_utf8(after).ok()?
            ))
        };
        assert_eq!(without("cost = 3\n").as_deref(), Some("cost = |\n"));
        assert_eq!(without("cost=-3.50 # high\n").as_deref(), Some("cost=| # high\n"));
        for line in [
            "cost = \"3 ms\"\n",
            "cost = { value = 3 }\n",
            "cost = 3 }\n",
            "cost = true\n",
            "\n",
            "# 3\n",
            "cost =",
            "cost = 3e4\n",
        ] {
            assert_eq!(without(line), None, "{line}");
        }
    }
}
