//! What registers say of a stretch of time: notices, actions due, incidents, releases, well-architected reviews, topics,
//! tech shares, and the reviews to come.

use super::{Told, joined, section};
use crate::analyse::notad::in_force;
use crate::analyse::review::next;
use crate::analyse::topic::By;
use crate::analyse::war::{self, Change, Judgement};
use crate::digest::{Line, Section};
use crate::model::action::ActionStatus;
use crate::model::incident::Incident;
use crate::model::release::ReleaseOutcome;
use crate::model::war::{Provider, War, WarStatus};
use crate::page::register::{incident, notad, topic};
use crate::page::review::{clock, review_name};
use crate::page::war::{result, subject};
use crate::page::words::{capital, counted, list, number, short_day, weekday_and_day};
use crate::page::{
    ACTIONS, INCIDENTS, NOTADS, RELEASES, TECH_SHARES, TOPICS, WAR, incident_place, next_review_path, notad_path,
    tech_share_path, war_path,
};
use jiff::civil::Date;

impl Told<'_> {
    /// Notices in force, with how far teams are; of one team those that concern it, with its answer.
    pub(in crate::page) fn notads(&self) -> Section {
        let mut lines = Vec::new();
        for standing in in_force(self.here.portfolio, self.at()) {
            let own = standing.concerned.iter().find(|team| self.is_told(team.team));
            let Some(own) = own else { continue };
            let notice = standing.notad;
            let mut facts = vec![notice.kind.words().to_owned()];
            match self.team {
                Some(_) => facts.push(notad::said(own.answer, self.here.words())),
                None => facts.push(notad::progress(&standing, self.here.words())),
            }
            let is_settled = match self.team {
                Some(_) => own.is_settled(),
                None => standing.unsettled().next().is_none(),
            };
            facts.extend(
                notice
                    .due
                    .filter(|_| !is_settled)
                    .map(|due| due_words(due, self.of.day)),
            );
            let open = notad::unsettled(self.here, &standing);
            let open = if self.team.is_some() || open.is_empty() {
                String::new()
            } else {
                format!(". {}", capital(&open))
            };
            let line = Line::default().link(notice.title.as_str(), &self.here.href(&notad_path(notice)));
            lines.push(line.text(format!(": {}{open}", facts.join(", "))));
        }
        section(("notads", "NOTADs in force"), lines, &self.here.href(NOTADS))
    }

    /// Open actions that are past their due date, or due before the running cycle ends.
    pub(in crate::page) fn due(&self) -> Section {
        let day = self.of.day;
        let until = self.here.portfolio.calendar.cycles.get(self.of.cycles.1.0 + 1);
        let until = until.map_or(day, |running| running.last);
        let mut lines = Vec::new();
        for team in self.teams() {
            let own = self.here.portfolio.teams[team].actions.iter();
            let mut own: Vec<_> = own
                .filter_map(|action| {
                    Some((
                        action.due.filter(|due| *due <= until && action.is_open_on(day))?,
                        action,
                    ))
                })
                .collect();
            own.sort_by_key(|(due, _)| *due);
            for (due, action) in own {
                let mut facts = vec![due_words(due, day)];
                facts.extend(
                    action
                        .status_on(day)
                        .map(|status: ActionStatus| status.words().to_owned()),
                );
                facts.extend(action.owner.clone());
                let line = joined(self.of_team(team), self.title(action));
                lines.push(line.text(format!(", {}", facts.join(", "))));
            }
        }
        section(("due", "Actions due"), lines, &self.here.href(ACTIONS))
    }

    /// Incidents that began, the most severe first, with whom they hurt.
    pub(in crate::page) fn incidents(&self) -> Section {
        let mut found: Vec<(usize, &Incident)> = Vec::new();
        for team in self.teams() {
            let own = self.here.portfolio.teams[team].incidents.iter();
            let own = own.filter(|incident| self.of.holds(incident.started.date));
            found.extend(own.map(|incident| (team, incident)));
        }
        found.sort_by_key(|(_, incident)| (incident.severity.unwrap_or(u8::MAX), incident.started.date));
        let lines = found
            .iter()
            .map(|(team, incident)| self.incident_line(*team, incident))
            .collect();
        let mut section = section(("incidents", "Incidents"), lines, &self.here.href(INCIDENTS));
        if !found.is_empty() {
            let counts = incident::by_severity(found.iter().map(|(_, incident)| *incident), self.here.words());
            section.note = format!("{} began: {counts}.", capital(&counted(found.len(), "incident")));
        }
        section
    }

    fn incident_line(&self, team: usize, incident: &Incident) -> Line {
        let owner = &self.here.portfolio.teams[team];
        let severity = incident
            .severity
            .map_or_else(String::new, |severity| format!("P{severity} "));
        let line = self.of_team(team).text(severity).link(
            crate::page::frame::plain(&incident.title),
            &self.here.href(&incident_place(owner, incident)),
        );
        let facts = incident::facts(incident, self.of.day, self.here.words());
        let line = line.text(format!(", {}: {facts}.", short_day(incident.started.date)));
        match self.here.maybe(incident.impact.as_ref()) {
            Some(impact) => line.text(" ").html(&impact),
            None => line,
        }
    }

    /// How releases ended, in a sentence with the way to them.
    pub(in crate::page) fn releases(&self) -> Section {
        let mut outcomes = Vec::new();
        let mut flying = 0;
        for team in self.teams() {
            for release in &self.here.portfolio.teams[team].releases {
                let day = self.of.day.min(self.of.days.1);
                flying += usize::from(release.is_in_flight_on(day));
                outcomes.extend(
                    release
                        .finished
                        .filter(|finished| self.of.holds(finished.date))
                        .map(|_| release.outcome),
                );
            }
        }
        let mut said = Vec::new();
        if !outcomes.is_empty() {
            let counts: Vec<String> = ReleaseOutcome::ALL
                .iter()
                .map(|(outcome, _, words)| (outcomes.iter().filter(|own| *own == outcome).count(), words))
                .filter(|(count, _)| *count > 0)
                .map(|(count, words)| format!("{} {words}", number(count)))
                .collect();
            let verb = if outcomes.len() == 1 { "was" } else { "were" };
            said.push(format!(
                "{} {verb} finished: {}.",
                capital(&counted(outcomes.len(), "release")),
                list(&counts)
            ));
        }
        if flying > 0 {
            let verb = if flying == 1 { "was" } else { "were" };
            said.push(format!("{} {verb} in flight at the end.", capital(&number(flying))));
        }
        let lines = if said.is_empty() {
            Vec::new()
        } else {
            vec![
                Line::of(said.join(" "))
                    .text(" ")
                    .link("All releases", &self.here.href(RELEASES)),
            ]
        };
        section(("releases", "Releases"), lines, &self.here.href(RELEASES))
    }

    /// Well-architected reviews that were completed, by provider, each in its own unit and against the one before.
    pub(in crate::page) fn wars(&self) -> Section {
        let mut lines = Vec::new();
        let mut notes = Vec::new();
        for (provider, _, name) in Provider::ALL {
            let mut judged = Vec::new();
            let before = lines.len();
            for team in self.teams() {
                let owner = &self.here.portfolio.teams[team];
                for line in war::lines(owner, self.of.day)
                    .iter()
                    .filter(|line| line.provider == provider)
                {
                    let held = line.held.iter().filter(|war| self.of.holds(owner.wars[**war].date));
                    for (index, war) in held.map(|war| (*war, &owner.wars[*war])) {
                        let earlier = line.before(index).map(|earlier| &owner.wars[earlier]);
                        let change = earlier.and_then(|earlier| Some((war::change(war, earlier)?, earlier)));
                        judged.extend(change.map(|(change, _)| change.judgement));
                        lines.push(self.war_line(team, war, change));
                    }
                }
            }
            let held = lines.len() - before;
            if held > 0 {
                notes.push(format!("{name}: {}{}.", counted(held, "review"), judged_words(&judged)));
            }
        }
        let mut section = section(("wars", "Well-architected reviews"), lines, &self.here.href(WAR));
        section.note = notes.join(" ");
        section
    }

    fn war_line(&self, team: usize, war: &War, change: Option<(Change, &War)>) -> Line {
        let owner = &self.here.portfolio.teams[team];
        let moved = change.map_or_else(String::new, |(change, earlier)| {
            let judged = match result::difference(change, self.here.words()).word.as_str() {
                "" => String::new(),
                word => format!(": {word}"),
            };
            format!(". {}{judged}", result::compared(change, earlier, self.here.words()))
        });
        let provider = if war.lens.contains(war.provider.name()) {
            String::new()
        } else {
            format!("{}, ", war.provider.name())
        };
        self.of_team(team)
            .link(subject(owner, war), &self.here.href(&war_path(owner, war)))
            .text(format!(
                " ({provider}{}): {}{moved}",
                short_day(war.date),
                result::of(war, self.here.words())
            ))
    }

    /// Topics that recur, with what answers them.
    pub(in crate::page) fn topics(&self) -> Section {
        let wanted = |mention: &crate::analyse::topic::Mention<'_>| match mention.by {
            By::Team(team, _) => self.is_told(team),
            By::Meeting(_) => self.team.is_none(),
        };
        let lines = topic::again(self.here, self.at(), &wanted)
            .iter()
            .map(|item| {
                let line = item.line(self.here.words());
                Line::default()
                    .link(line.link.text, &line.link.href)
                    .text(format!(": {}", line.says))
            })
            .collect();
        section(("topics", "Topics that recur"), lines, &self.here.href(TOPICS))
    }

    /// Tech shares that were held; or, on the day, those to come.
    pub(in crate::page) fn shares(&self, held: bool) -> Section {
        let own = self.here.portfolio.tech_shares.iter().filter(|share| {
            let is_held = share.is_held_on(self.of.day);
            let is_meant = if held {
                is_held && share.date.is_some_and(|date| self.of.holds(date))
            } else {
                !is_held && share.date.is_none_or(|date| date >= self.of.day)
            };
            is_meant && (self.team.is_none() || share.team == self.team)
        });
        let lines = own
            .map(|share| {
                let mut facts = Vec::new();
                facts.extend(share.date.map(short_day));
                facts.extend(share.team.map(|team| self.here.portfolio.teams[team].name.clone()));
                let topics: Vec<String> = share.topics.iter().map(|topic| self.here.topic(topic)).collect();
                facts.extend((!topics.is_empty()).then(|| format!("on {}", list(&topics))));
                let line = Line::default().link(share.title.as_str(), &self.here.href(&tech_share_path(share)));
                super::bracketed(line, &facts)
            })
            .collect();
        let heading = if held {
            ("shares", "Tech shares held")
        } else {
            ("shares-to-come", "Tech shares to come")
        };
        section(heading, lines, &self.here.href(TECH_SHARES))
    }

    /// The next meeting of each review, with its day.
    pub(in crate::page) fn reviews(&self) -> Section {
        let portfolio = self.here.portfolio;
        let all = portfolio.config.reviews.iter().enumerate();
        let lines = all
            .filter(|(_, review)| {
                let own = self.team.map(|team| portfolio.teams[team].slug.as_str());
                own.is_none_or(|slug| review.teams.iter().any(|team| team == slug))
            })
            .map(|(index, review)| {
                let at = review.at.map_or_else(String::new, |at| format!(" at {}", clock(at)));
                Line::default()
                    .link(review_name(review), &self.here.href(&next_review_path(review)))
                    .text(format!(": {}{at}", weekday_and_day(next(portfolio, index).day)))
            })
            .collect();
        section(
            ("reviews", "Next reviews"),
            lines,
            &self.here.href(crate::page::REVIEWS),
        )
    }

    /// How many reviews were completed, for a sentence.
    pub(super) fn wars_held(&self) -> usize {
        let teams = self.teams().map(|team| &self.here.portfolio.teams[team]);
        teams
            .flat_map(|team| &team.wars)
            .filter(|war| war.status == WarStatus::Complete && self.of.holds(war.date))
            .count()
    }
}

/// `due 10 Mar 2026`, `due 10 Mar 2026, past`.
fn due_words(due: Date, day: Date) -> String {
    let past = if due < day { ", past" } else { "" };
    format!("due {}{past}", short_day(due))
}

/// What reviews found against the ones before, as counts: `; against the ones before, three better and one worse`.
fn judged_words(judged: &[Judgement]) -> String {
    let of = |wanted: &[Judgement]| judged.iter().filter(|judgement| wanted.contains(judgement)).count();
    let counts = [
        (of(&[Judgement::Better]), "better"),
        (of(&[Judgement::Worse]), "worse"),
        (of(&[Judgement::Same]), "as before"),
        (of(&[Judgement::BothWays]), "better in some pillars and worse in others"),
    ];
    let compared: usize = counts.iter().map(|(count, _)| count).sum();
    if compared == 0 {
        return String::new();
    }
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{} {words}", number(*count)))
        .collect();
    match (compared, counts.iter().find(|(count, _)| *count > 0)) {
        (1, Some((_, words))) if judged.len() == 1 => format!("; against the one before, {words}"),
        _ => format!("; against the ones before, {}", list(&parts)),
    }
}
