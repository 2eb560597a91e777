//! Actions: what teams took on, where it stands, and what came of it.

use super::archive::{self, Archived};
use super::around::metric_link;
use super::frame::{Area, Heading, below_portfolio, framed};
use super::here::{Here, Link, Source};
use super::register::{Tab, tabs};
use super::war;
use super::window::{archived_before, first_shown};
use super::words::{self, When};
use super::{ACTIONS, View, archive_team_path};
use crate::analyse::AsOf;
use crate::analyse::action::{carried_over, is_quiet};
use crate::model::action::Action;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use crate::model::team::Team;
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use serde::Serialize;

/// So many closed actions are told in full; of those before them, what and when.
const CLOSED_IN_FULL: usize = 20;

/// An action as a list shows it.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    id: String,
    /// Its place on the page of all actions.
    href: String,
    title: String,
    /// The same for where it stands in a link.
    unlinked: String,
    team: Link,
    owner: String,
    status: String,
    opened: When,
    due: Option<When>,
    closed: Option<When>,
    is_overdue: bool,
    is_quiet: bool,
    /// `carried over since three reviews`, or nothing.
    carried: String,
    /// The newest update: when, and what.
    last: Option<(When, Option<String>)>,
    why: Option<String>,
    outcome: Option<String>,
    metric: Option<Link>,
    pillar: Option<Link>,
    /// The well-architected review or finding it answers.
    war: Option<Link>,
    ticket: Option<String>,
    source: Source,
}

/// Where a team's actions stand on a day.
#[derive(Debug, Default, Serialize)]
pub(super) struct Actions {
    pub(super) open: Vec<Item>,
    /// Closed since the first cycle that pages show, newest first.
    pub(super) closed: Vec<Item>,
}

impl Actions {
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.closed.is_empty()
    }
}

/// A team's actions as known on a day: open ones by due date, those without one last; then those closed.
pub(super) fn of_team(here: Here<'_>, team: usize, when: (CycleIndex, Date)) -> Actions {
    let (cycle, day) = when;
    let since = closed_since(here, cycle);
    let own = &here.portfolio.teams[team].actions;
    let mut open: Vec<&Action> = own.iter().filter(|action| action.is_open_on(day)).collect();
    open.sort_by_key(|action| (action.due.unwrap_or(Date::MAX), action.opened));
    let mut closed: Vec<&Action> = own
        .iter()
        .filter(|action| action.closed.is_some_and(|closed| since <= closed && closed <= day))
        .collect();
    closed.sort_by_key(|action| std::cmp::Reverse(action.closed));
    let items = |actions: Vec<&Action>| {
        actions
            .into_iter()
            .map(|action| item(here, (team, action), (cycle, day)))
            .collect()
    };
    Actions {
        open: items(open),
        closed: items(closed),
    }
}

/// Since when closed actions are listed: all of them, where nothing has gone to the archive yet.
fn closed_since(here: Here<'_>, cycle: CycleIndex) -> Date {
    match archived_before(here.portfolio) {
        Some(_) => here.portfolio.calendar.cycle(first_shown(here.portfolio, cycle)).first,
        None => Date::MIN,
    }
}

/// Some of a team's actions, as known on a day; those closed last first.
pub(super) fn some(
    here: Here<'_>,
    team: usize,
    when: (CycleIndex, Date),
    wanted: &dyn Fn(&Action) -> bool,
) -> Vec<Item> {
    let own = here.portfolio.teams[team].actions.iter();
    let mut own: Vec<&Action> = own.filter(|action| wanted(action)).collect();
    own.sort_by_key(|action| std::cmp::Reverse(action.closed));
    own.into_iter().map(|action| item(here, (team, action), when)).collect()
}

/// Where an action is to be read: its place on the page of all, or of its team's year.
pub(super) fn place(portfolio: &Portfolio, team: &Team, action: &Action) -> String {
    match action.archived(portfolio) {
        Some(day) => format!("{}#{}", archive_team_path(team, day.year()), action.id),
        None => format!("{ACTIONS}#{}", action.id),
    }
}

/// A team's actions that the page of all lists, as known on a day.
pub(super) fn listed(here: Here<'_>, team: usize, when: (CycleIndex, Date)) -> impl Iterator<Item = &Action> {
    let (cycle, day) = when;
    let since = closed_since(here, cycle);
    let own = here.portfolio.teams[team].actions.iter();
    own.filter(move |action| {
        action.is_open_on(day) || action.closed.is_some_and(|closed| since <= closed && closed <= day)
    })
}

/// What a meeting hears of a team's actions, as known on a day in or after a cycle: open ones past their due date, due
/// before the next meeting, quiet, or of which something was said since a day; and those closed since then.
pub(super) fn for_meeting(here: Here<'_>, team: usize, when: (AsOf, Date)) -> Vec<Item> {
    let ((cycle, day), since) = when;
    let own = &here.portfolio.teams[team].actions;
    let cycles = &here.portfolio.calendar.cycles;
    let until = cycles.get(cycle.position() + 1).map_or(day, |running| running.last);
    let rank = |action: &Action| {
        let is_due = action.due.is_some_and(|due| due <= until);
        match action.is_open_on(day) {
            true if action.is_overdue_on(day) => Some(0),
            true if is_due => Some(1),
            true if is_quiet(here.portfolio, action, (cycle, day)) => Some(2),
            true if action.last_said_on(day) > since => Some(3),
            false if action.closed.is_some_and(|closed| since < closed && closed <= day) => Some(4),
            _ => None,
        }
    };
    let mut found: Vec<(u8, &Action)> = own.iter().filter_map(|action| Some((rank(action)?, action))).collect();
    found.sort_by_key(|(rank, action)| (*rank, action.due.unwrap_or(Date::MAX), action.opened));
    found
        .into_iter()
        .map(|(_, action)| item(here, (team, action), (cycle, day)))
        .collect()
}

/// The open actions of all teams that are past their due date, or due before the running cycle ends, by that date.
pub(super) fn due(here: Here<'_>) -> Vec<Item> {
    let (cycle, day) = (here.now(), here.portfolio.as_of);
    let cycles = &here.portfolio.calendar.cycles;
    let until = cycles.get(cycle.position() + 1).map_or(day, |running| running.last);
    let mut found: Vec<(usize, &Action)> = Vec::new();
    for (index, team) in here.portfolio.teams.iter().enumerate() {
        let own = team
            .actions
            .iter()
            .filter(|action| action.is_open_on(day) && action.due.is_some_and(|due| due <= until));
        found.extend(own.map(|action| (index, action)));
    }
    found.sort_by_key(|(_, action)| (action.due, action.opened));
    found.into_iter().map(|own| item(here, own, (cycle, day))).collect()
}

fn item(here: Here<'_>, what: (usize, &Action), when_known: (CycleIndex, Date)) -> Item {
    let ((team, action), (cycle, day)) = (what, when_known);
    let is_open = action.is_open_on(day);
    let newest = action.updates.iter().rfind(|update| update.date <= day);
    Item {
        id: action.id.clone(),
        href: here.href(&place(here.portfolio, &here.portfolio.teams[team], action)),
        title: here.inline(&action.title),
        unlinked: here.unlinked(&action.title),
        team: here.team(team),
        owner: action.owner.clone().unwrap_or_default(),
        status: (action.status_on(day))
            .map_or_else(String::new, |status| here.words().action_status(status).to_owned()),
        opened: here.when(action.opened),
        due: action.due.filter(|_| is_open).map(|due| here.when(due)),
        closed: (action.closed.filter(|closed| *closed <= day)).map(|closed| here.when(closed)),
        is_overdue: action.is_overdue_on(day),
        is_quiet: is_quiet(here.portfolio, action, (cycle, day)),
        carried: carried(
            carried_over(here.portfolio, here.analysis, team, action, day),
            here.words(),
        ),
        last: newest.map(|update| (here.when(update.date), here.maybe(update.text.as_ref()))),
        why: here.maybe(action.why.as_ref()),
        outcome: here.maybe(action.outcome.as_ref()).filter(|_| !is_open),
        metric: action.metric.map(|metric| metric_link(here, team, metric)),
        pillar: action.pillar.map(|pillar| here.pillar(pillar)),
        war: action
            .war
            .as_ref()
            .and_then(|reference| war::reference(here, team, reference)),
        ticket: action.link.clone(),
        source: here.source(action.origin),
    }
}

/// How often an action was carried over, in words; nothing for one that was not.
fn carried(reviews: usize, words: &Words) -> String {
    match reviews {
        0 => String::new(),
        reviews => say_count!(words, "actions.carried_over", reviews),
    }
}

impl Item {
    /// Its title as a link that says where it stands, for lists of other things.
    pub(super) fn short(&self, words: &Words) -> Link {
        Link {
            href: self.href.clone(),
            text: say!(words, "actions.short", id = self.id, status = self.status),
        }
    }
}

/// A team's actions of which something lies in a cycle (that it was taken on, that it was closed), as known on a day.
pub(super) fn of_cycle(
    here: Here<'_>,
    team: usize,
    when: (CycleIndex, Date),
    dated: &dyn Fn(&Action) -> Option<Date>,
) -> Vec<Item> {
    let (cycle, day) = when;
    let bounds = here.portfolio.calendar.cycle(cycle);
    let lies = |date: Date| bounds.first <= date && date <= bounds.last;
    let own = here.portfolio.teams[team].actions.iter();
    own.filter(|action| dated(action).is_some_and(lies))
        .map(|action| item(here, (team, action), (cycle, day)))
        .collect()
}

/// The actions with some ids, as known on a day, in the order of the ids.
pub(super) fn named(here: Here<'_>, ids: &[String], day: Date) -> Vec<Item> {
    let teams = &here.portfolio.teams;
    let find = |id: &String| {
        let all = teams.iter().enumerate();
        let mut all = all.flat_map(|(index, team)| team.actions.iter().map(move |action| (index, action)));
        all.find(|(_, action)| action.id == *id)
    };
    let found = ids.iter().filter_map(find);
    let known = found.filter(|(_, action)| action.opened <= day);
    known.map(|own| item(here, own, (here.now(), day))).collect()
}

/// What is true of actions, in a sentence; empty without any.
pub(super) fn sentence(actions: &Actions, words: &Words) -> String {
    if actions.is_empty() {
        return String::new();
    }
    let open = actions.open.len();
    let overdue = actions.open.iter().filter(|item| item.is_overdue).count();
    let quiet = actions.open.iter().filter(|item| item.is_quiet).count();
    let mut parts = Vec::new();
    // Of one action nobody needs to be told how many of it.
    if overdue > 0 {
        parts.push(match open {
            1 => say!(words, "actions.it_is_overdue"),
            _ => say_count!(words, "actions.overdue", overdue),
        });
    }
    if quiet > 0 {
        parts.push(match open {
            1 => say!(words, "actions.it_is_quiet"),
            _ => say_count!(words, "actions.quiet", quiet),
        });
    }
    let said = if parts.is_empty() {
        say_count!(words, "actions.open_sentence", open)
    } else {
        say_count!(words, "actions.open_of_which", open, parts = words.list(&parts))
    };
    let mut sentences = vec![words::capital(&said)];
    if !actions.closed.is_empty() {
        let closed = say_count!(words, "actions.closed_sentence", actions.closed.len());
        sentences.push(words::capital(&closed));
    }
    sentences.join(" ")
}

#[derive(Debug, Serialize)]
struct ActionsPage {
    registers: Vec<Tab>,
    sentence: String,
    actions: Actions,
    /// Those closed before the ones that are told in full.
    earlier: Vec<Item>,
    /// Since when closed ones are listed; `None`: all are.
    since: Option<When>,
    /// Years of the archive with more.
    archive: Vec<Link>,
}

/// All actions of the portfolio.
pub(super) fn view(here: Here<'_>) -> View {
    let cycle = here.now();
    let mut actions = Actions::default();
    for team in 0..here.portfolio.teams.len() {
        let own = of_team(here, team, (cycle, here.portfolio.as_of));
        actions.open.extend(own.open);
        actions.closed.extend(own.closed);
    }
    let all = here.portfolio.teams.iter().flat_map(|team| &team.actions);
    let years = archive::years_of(here.portfolio, all);
    // What was closed is read by date; what is open stands in the portfolio's own order of teams.
    actions.closed.sort_by(|a, b| {
        b.closed
            .as_ref()
            .map(|when| &when.machine)
            .cmp(&a.closed.as_ref().map(|when| &when.machine))
    });
    let page = ActionsPage {
        registers: tabs(here, ACTIONS),
        sentence: match sentence(&actions, here.words()) {
            text if text.is_empty() => say!(here.words(), "actions.none_yet"),
            text => text,
        },
        earlier: actions.closed.split_off(actions.closed.len().min(CLOSED_IN_FULL)),
        actions,
        since: archived_before(here.portfolio).map(|since| here.when(since)),
        archive: archive::older(here, &years, "teams"),
    };
    let heading = Heading {
        title: here.words().word("actions.title"),
        description: &page.sentence,
        area: Area::Registers,
        above: below_portfolio(&[]),
    };
    framed(here, "actions.html", &heading, &page, None)
}
