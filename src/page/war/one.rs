//! One well-architected review: its result per pillar against the last one, and what became of its findings.

use super::result::{self, in_words};
use super::{above, answered, is_points, subject};
use crate::analyse::war::{self, Closing, FindingState, Line};
use crate::model::action::{Action, ActionStatus};
use crate::model::team::Team;
use crate::model::war::{Finding, Risk, Score, War, WarStatus};
use crate::page::actions;
use crate::page::around::Fact;
use crate::page::figure::Moved;
use crate::page::frame::{Area, Heading, framed};
use crate::page::here::{Here, Link, Source};
use crate::page::words::{When, capital};
use crate::page::{PORTFOLIO_DATA, View, pillar_has_page, pillar_path, team_path, war_path};
use crate::words::{Words, say, say_count};
use serde::Serialize;

/// A page shows so many findings; an assessment may have hundreds, and the data has them all.
const MOST_FINDINGS: usize = 80;
/// Reviews of one line that the history shows.
const MOST_REVIEWS: usize = 12;

#[derive(Debug, Serialize)]
struct WarPage {
    title: String,
    team: Link,
    workload: String,
    date: When,
    sentence: String,
    previous: Option<Link>,
    next: Option<Link>,
    summary: Option<String>,
    facts: Vec<Fact>,
    pillars: Vec<PillarRow>,
    /// What the bars are of.
    unit: String,
    history: Vec<Review>,
    findings: Vec<Group>,
    /// How findings stand, in a sentence.
    standing: String,
    /// Where it lists none: the earlier review whose findings stand.
    listed: Option<Link>,
    /// How many are not on the page.
    rest: String,
    data: String,
}

#[derive(Debug, Serialize)]
struct PillarRow {
    name: String,
    href: Option<String>,
    bar: String,
    words: String,
    moved: Moved,
}

/// A review of the same line.
#[derive(Debug, Serialize)]
struct Review {
    href: String,
    date: When,
    is_this: bool,
    version: String,
    bar: String,
    words: String,
    answered: String,
    moved: Moved,
}

/// Findings of one risk.
#[derive(Debug, Serialize)]
struct Group {
    risk: String,
    findings: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    id: String,
    title: String,
    /// The same for where it stands in a link.
    unlinked: String,
    link: Option<String>,
    pillar: String,
    plan: Option<String>,
    state: String,
    /// The review that no longer has it.
    by: Option<Link>,
    /// The first review that found it, if that was an earlier one.
    since: Option<Link>,
    actions: Vec<(Link, String)>,
}

pub(in crate::page) fn view(here: Here<'_>, team: usize, index: usize) -> View {
    let words = here.words();
    let owner = &here.portfolio.teams[team];
    let war = &owner.wars[index];
    let line = war::line_of(owner, index, here.portfolio.as_of).unwrap_or_else(|| alone(war, index));
    let before = line.before(index).map(|before| &owner.wars[before]);
    let after = line.held.iter().position(|held| *held == index);
    let after = after
        .and_then(|at| line.held.get(at + 1))
        .map(|after| &owner.wars[*after]);
    let to = |war: &War| here.link(&war_path(owner, war), words.short_day(war.date));
    let (findings, shown) = findings(here, owner, (index, &line));
    let title = subject(owner, war);
    let page = WarPage {
        team: here.team(team),
        workload: super::workload_name(owner, war),
        date: here.when(war.date),
        sentence: sentence(here, war, before),
        previous: before.map(to),
        next: after.map(to),
        summary: war.summary.as_ref().map(|summary| here.block(summary)),
        facts: facts(here, owner, war),
        pillars: pillars(here, war, before),
        unit: unit(war, words).to_owned(),
        history: history(here, owner, (index, &line)),
        standing: standing(here, owner, (index, &line)),
        listed: earlier_listing(owner, (index, &line)).map(|listing| to(&owner.wars[listing])),
        findings,
        rest: match war.findings.len().saturating_sub(shown) {
            0 => String::new(),
            rest => say_count!(words, "war.more_findings", rest),
        },
        data: here.href(PORTFOLIO_DATA),
        title,
    };
    let heading = Heading {
        title: &format!("{}, {}", page.title, page.date.text),
        description: &page.sentence,
        area: Area::War,
        above: above((team_path(owner), owner.name.clone()), words),
    };
    framed(here, "war.html", &heading, &page, Some(war.origin))
}

/// A review that others overtook before it was complete stands by itself.
fn alone(war: &War, index: usize) -> Line {
    Line {
        workload: war.workload,
        provider: war.provider,
        held: Vec::new(),
        ahead: vec![index],
    }
}

fn sentence(here: Here<'_>, war: &War, before: Option<&War>) -> String {
    let words = here.words();
    let day = words.day(war.date);
    if war.status != WarStatus::Complete {
        let said = match war.status {
            WarStatus::InProgress => say!(words, "war.in_progress_since", day = day),
            _ if war.date < here.portfolio.as_of => say!(words, "war.was_planned_for", day = day),
            _ => say!(words, "war.planned_for", day = day),
        };
        return match war.result() {
            Some(score) => say!(words, "war.so_far", said = said, result = in_words(score, words)),
            None => say!(words, "war.sentence", said = said),
        };
    }
    let held = match war.result() {
        Some(score) => say!(words, "war.held", day = day, result = in_words(score, words)),
        None if war.pillars.is_empty() => say!(words, "war.held_without_result", day = day),
        None => say!(words, "war.held_without_total", day = day),
    };
    let counts = war.answered().filter(|(_, all)| *all > 0);
    let held = match counts.map(|(answered, all)| (result::count(answered), result::count(all))) {
        Some((answered, all)) if answered == all => say_count!(words, "war.all_answered", all, said = held),
        Some((answered, all)) => say_count!(
            words,
            "war.some_answered",
            answered,
            said = held,
            all = words.grouped(all)
        ),
        None => say!(words, "war.sentence", said = held),
    };
    let compared = before.and_then(|before| Some(result::compared(war::change(war, before)?, before, words)));
    match compared {
        Some(compared) => format!("{held} {}", say!(words, "war.sentence", said = compared)),
        None => held,
    }
}

fn unit<'w>(war: &War, words: &'w Words) -> &'w str {
    match war.pillars.first().map(|pillar| pillar.score) {
        Some(score) if is_points(score) => words.word("war.unit_of_points"),
        _ => words.word("war.unit_of_questions"),
    }
}

fn facts(here: Here<'_>, team: &Team, war: &War) -> Vec<Fact> {
    let words = here.words();
    let fact = |name: &str, text: String| Fact {
        name: words.word(name).to_owned(),
        text,
        url: None,
    };
    let mut facts = vec![
        fact("war.status", capital(here.words().war_status(war.status))),
        fact("war.provider", here.words().provider(war.provider).to_owned()),
        fact("war.lens", super::lens(war)),
    ];
    facts.push(match war.workload {
        Some(workload) => fact("war.workload", team.workloads[workload].name.clone()),
        None => fact("war.workload", words.word("war.whole_team").to_owned()),
    });
    facts.extend(war.reviewer.clone().map(|reviewer| fact("war.reviewer", reviewer)));
    facts.extend(war.link.as_ref().map(|link| Fact {
        name: words.word("war.record").to_owned(),
        text: link.trim_start_matches("https://").to_owned(),
        url: Some(link.clone()),
    }));
    let Source { url, short, full } = here.source(war.origin);
    facts.push(Fact {
        name: words.word("war.written_in").to_owned(),
        text: if url.is_some() { short } else { full },
        url,
    });
    facts
}

fn pillars(here: Here<'_>, war: &War, before: Option<&War>) -> Vec<PillarRow> {
    let whole = result::scale(war.pillars.iter().map(|pillar| pillar.score));
    war.pillars
        .iter()
        .map(|pillar| PillarRow {
            href: pillar
                .pillar
                .filter(|index| pillar_has_page(here.portfolio, here.analysis, *index))
                .map(|index| here.href(&pillar_path(&here.portfolio.pillars[index]))),
            bar: result::bar(&pillar.name, pillar.score, whole, here.words()),
            words: in_words(pillar.score, here.words()),
            moved: result::moved(
                before.map(|before| (war::change_of_pillar((war, before), pillar), before)),
                here.words(),
            ),
            name: pillar.name.clone(),
        })
        .collect()
}

/// The complete reviews of the line, newest first.
fn history(here: Here<'_>, team: &Team, which: (usize, &Line)) -> Vec<Review> {
    let (this, line) = which;
    let words = here.words();
    if line.held.len() < 2 {
        return Vec::new();
    }
    let whole = result::scale(line.held.iter().filter_map(|held| team.wars[*held].result()));
    line.held
        .iter()
        .rev()
        .take(MOST_REVIEWS)
        .map(|&held| {
            let war = &team.wars[held];
            let before = line.before(held).map(|before| &team.wars[before]);
            Review {
                href: here.href(&war_path(team, war)),
                date: here.when(war.date),
                is_this: held == this,
                version: war.lens_version.clone().unwrap_or_default(),
                bar: war.result().map_or_else(String::new, |score: Score| {
                    result::bar(&words.short_day(war.date), score, whole, words)
                }),
                words: result::of(war, words),
                answered: answered(war, words),
                moved: result::moved(before.map(|before| (war::change(war, before), before)), words),
            }
        })
        .collect()
}

/// The findings by risk, those that are open first, and how many there are of them.
fn findings(here: Here<'_>, team: &Team, which: (usize, &Line)) -> (Vec<Group>, usize) {
    let (this, line) = which;
    let war = &team.wars[this];
    let mut all: Vec<(&Finding, war::Fate)> = war
        .findings
        .iter()
        .map(|finding| (finding, war::fate(team, line, (this, finding))))
        .collect();
    let is_open = |fate: &war::Fate| fate.state == FindingState::Open;
    all.sort_by_key(|(finding, fate)| (finding.risk, !is_open(fate), fate.actions.is_empty()));
    // What was taken on is shown however long the list is.
    let mut room = MOST_FINDINGS;
    all.retain(|(_, fate)| {
        let fits = room > 0 || !fate.actions.is_empty();
        room = room.saturating_sub(1);
        fits
    });
    let shown = all.len();
    let groups = Risk::ALL
        .iter()
        .map(|(risk, _)| Group {
            risk: here
                .words()
                .word(match risk {
                    Risk::High => "war.of_high_risk",
                    Risk::Medium => "war.of_medium_risk",
                    Risk::Low => "war.of_low_risk",
                })
                .to_owned(),
            findings: all
                .iter()
                .filter(|(finding, _)| finding.risk == *risk)
                .map(|(finding, fate)| item(here, (team, this), finding, fate))
                .collect(),
        })
        .filter(|group| !group.findings.is_empty())
        .collect();
    (groups, shown)
}

fn item(here: Here<'_>, of: (&Team, usize), finding: &Finding, fate: &war::Fate) -> Item {
    let (team, this) = of;
    let day = here.portfolio.as_of;
    let words = here.words();
    let to = |war: usize| here.link(&war_path(team, &team.wars[war]), words.short_day(team.wars[war].date));
    let is_answered = fate.actions.iter().any(|action| {
        let status = team.actions[*action].status_on(day);
        status.is_some_and(|status| status != ActionStatus::Dropped)
    });
    let (state, by) = match fate.state {
        FindingState::Done => ("war.finding_is_done", None),
        FindingState::Closed { by, as_what } => {
            let state = match as_what {
                Closing::Done => "war.finding_was_done",
                Closing::Gone => "war.finding_is_gone",
                Closing::OtherQuestions => "war.finding_of_other_questions",
            };
            (state, Some(to(by)))
        }
        FindingState::Open if finding.risk == Risk::High && !is_answered => {
            ("war.finding_is_open_without_action", None)
        }
        FindingState::Open => ("war.finding_is_open", None),
    };
    Item {
        id: finding.id.clone(),
        title: here.inline(&finding.title),
        unlinked: here.unlinked(&finding.title),
        link: finding.link.clone(),
        pillar: finding
            .pillar
            .map_or_else(String::new, |pillar| here.portfolio.pillars[pillar].name.clone()),
        plan: here.maybe(finding.plan.as_ref()),
        state: words.word(state).to_owned(),
        by,
        since: (fate.since != this).then(|| to(fate.since)),
        actions: fate
            .actions
            .iter()
            .filter_map(|action| {
                let action: &Action = &team.actions[*action];
                let status = words.action_status(action.status_on(day)?).to_owned();
                Some((
                    here.link(&actions::place(here.portfolio, team, action), action.id.clone()),
                    status,
                ))
            })
            .collect(),
    }
}

/// The review whose open findings stand beside the newest one, which only counts risks and so says nothing of any.
fn earlier_listing(team: &Team, which: (usize, &Line)) -> Option<usize> {
    let (this, line) = which;
    let listing = war::listing(team, line).filter(|listing| line.latest() == Some(this) && *listing != this);
    listing.filter(|_| !war::open(team, line).is_empty())
}

/// `98 findings: 90 are open, six are done and two are no longer found.`
fn standing(here: Here<'_>, team: &Team, which: (usize, &Line)) -> String {
    let (this, line) = which;
    let words = here.words();
    let findings = &team.wars[this].findings;
    if findings.is_empty() {
        let open = earlier_listing(team, which).map(|_| war::open(team, line).len());
        return open.map_or_else(String::new, |open| say_count!(words, "war.earlier_are_open", open));
    }
    let fates: Vec<war::Fate> = findings
        .iter()
        .map(|finding| war::fate(team, line, (this, finding)))
        .collect();
    let count = |wanted: &dyn Fn(FindingState) -> bool| fates.iter().filter(|fate| wanted(fate.state)).count();
    let open = count(&|state| state == FindingState::Open);
    let is_done = |state| {
        matches!(
            state,
            FindingState::Done
                | FindingState::Closed {
                    as_what: Closing::Done,
                    ..
                }
        )
    };
    let done = count(&is_done);
    let gone = count(&|state| matches!(state, FindingState::Closed { .. }) && !is_done(state));
    let parts: Vec<String> = [
        (open, say_count!(words, "war.are_open", open)),
        (done, say_count!(words, "war.are_done", done)),
        (gone, say_count!(words, "war.are_gone", gone)),
    ]
    .into_iter()
    .filter_map(|(count, said)| (count > 0).then_some(said))
    .collect();
    let by_risk: Vec<String> = Risk::ALL
        .iter()
        .map(|(risk, _)| (findings.iter().filter(|finding| finding.risk == *risk).count(), risk))
        .filter(|(count, _)| *count > 0)
        .map(|(count, risk)| match risk {
            Risk::High => say_count!(words, "war.high", count),
            Risk::Medium => say_count!(words, "war.medium", count),
            Risk::Low => say_count!(words, "war.low", count),
        })
        .collect();
    let without = if war::listing(team, line) == Some(this) {
        war::without_action(team, line, here.portfolio.as_of).len()
    } else {
        0
    };
    let said = capital(&say_count!(
        words,
        "war.findings",
        findings.len(),
        risks = by_risk.join(words.word("lists.between")),
        how = words.list(&parts)
    ));
    match without {
        0 => said,
        without => format!("{said} {}", capital(&say_count!(words, "war.without_action", without))),
    }
}
