//! What registers say of a stretch of time: notices, actions due, incidents, releases, well-architected reviews, topics,
//! tech shares, and the reviews to come.

use super::{PLACES, Told, joined, placed};
use crate::analyse::notad::in_force;
use crate::analyse::review::next;
use crate::analyse::topic::By;
use crate::analyse::war::{self, Change, Judgement};
use crate::digest::{Line, Section};
use crate::model::action::Action;
use crate::model::incident::Incident;
use crate::model::release::ReleaseOutcome;
use crate::model::war::{Provider, War, WarStatus};
use crate::page::register::{incident, notad, topic};
use crate::page::review::{clock, review_name};
use crate::page::war::{result, subject};
use crate::page::words::capital;
use crate::page::{
    ACTIONS, INCIDENTS, NOTADS, RELEASES, TECH_SHARES, TOPICS, WAR, incident_place, next_review_path, notad_path,
    tech_share_path, war_path,
};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;

impl Told<'_> {
    /// Notices in force, with how far teams are; of one team those that concern it, with its answer.
    pub(in crate::page) fn notads(&self) -> Section {
        let (mut lines, words) = (Vec::new(), self.words());
        for standing in in_force(self.here.portfolio, self.at()) {
            let own = standing.concerned.iter().find(|team| self.is_told(team.team));
            let Some(own) = own else { continue };
            let notice = standing.notad;
            let mut facts = vec![self.words().notad_kind(notice.kind).to_owned()];
            match self.team {
                Some(_) => facts.push(notad::said(own.answer, self.here.words())),
                None => facts.push(notad::progress(&standing, self.here.words())),
            }
            let is_settled = match self.team {
                Some(_) => own.is_settled(),
                None => standing.unsettled().next().is_none(),
            };
            let due = notice.due.filter(|_| !is_settled);
            facts.extend(due.map(|due| due_words(due, self.of.day, words)));
            let facts = facts.join(words.word("lists.between"));
            let open = notad::unsettled(self.here, &standing);
            let said = if self.team.is_some() || open.is_empty() {
                say!(words, "summary.notad", notice = PLACES[0], facts = facts)
            } else {
                let open = capital(&open);
                say!(
                    words,
                    "summary.notad_open",
                    notice = PLACES[0],
                    facts = facts,
                    open = open
                )
            };
            let link = Line::default().link(notice.title.as_str(), &self.here.href(&notad_path(notice)));
            lines.push(placed(&said, &[link]));
        }
        self.section(("notads", "summary.notads"), lines, &self.here.href(NOTADS))
    }

    /// Open actions that are past their due date, or due before the running cycle ends, by that date.
    pub(in crate::page) fn due(&self) -> Section {
        let day = self.of.day;
        let until = self.here.portfolio.calendar.cycles.get(self.of.cycles.1.position() + 1);
        let until = until.map_or(day, |running| running.last);
        let mut found = Vec::new();
        for team in self.teams() {
            let own = self.here.portfolio.teams[team].actions.iter();
            found.extend(own.filter_map(|action| {
                let due = action.due.filter(|due| *due <= until && action.is_open_on(day))?;
                Some((due, team, action))
            }));
        }
        found.sort_by_key(|(due, ..)| *due);
        let line = |(due, team, action): (Date, usize, &Action)| {
            let mut facts = vec![due_words(due, day, self.words())];
            let status = action.status_on(day);
            facts.extend(status.map(|status| self.words().action_status(status).to_owned()));
            facts.extend(action.owner.clone());
            let facts = facts.join(self.words().word("lists.between"));
            let said = say!(self.words(), "summary.action_due", action = PLACES[0], facts = facts);
            let title = self.title(&self.here.portfolio.teams[team], action);
            joined(self.of_team(team), placed(&said, &[title]))
        };
        let lines = found.into_iter().map(line).collect();
        self.section(("due", "summary.due"), lines, &self.here.href(ACTIONS))
    }

    /// Incidents that began, the most severe first, with whom they hurt.
    pub(in crate::page) fn incidents(&self) -> Section {
        let mut found: Vec<(usize, &Incident)> = Vec::new();
        let mut earlier = Vec::new();
        for team in self.teams() {
            for incident in &self.here.portfolio.teams[team].incidents {
                if self.of.holds(incident.started.date) {
                    found.push((team, incident));
                } else if incident.started.date < self.of.days.0 && incident.is_open_on(self.of.day) {
                    earlier.push((team, incident));
                }
            }
        }
        for list in [&mut found, &mut earlier] {
            list.sort_by_key(|(_, incident)| (incident.severity.unwrap_or(u8::MAX), incident.started.date));
        }
        // What is not over yet comes first, however long ago it began.
        let lines = (earlier.iter().chain(&found))
            .map(|(team, incident)| self.incident_line(*team, incident))
            .collect();
        let mut section = self.section(("incidents", "summary.incidents"), lines, &self.here.href(INCIDENTS));
        let (mut notes, words) = (Vec::new(), self.words());
        let counts = |list: &[(usize, &Incident)]| incident::by_severity(list.iter().map(|(_, own)| *own), words);
        if !earlier.is_empty() {
            let counts = counts(&earlier);
            let open = say_count!(words, "summary.incidents_open", earlier.len(), counts = counts);
            notes.push(capital(&open));
        }
        if !found.is_empty() {
            let began = say_count!(words, "summary.incidents_began", found.len(), counts = counts(&found));
            notes.push(capital(&began));
        }
        section.note = notes.join(" ");
        section
    }

    fn incident_line(&self, team: usize, incident: &Incident) -> Line {
        let owner = &self.here.portfolio.teams[team];
        let title = Line::default().link(
            crate::page::frame::plain(&incident.title),
            &self.here.href(&incident_place(self.here.portfolio, owner, incident)),
        );
        let words = self.words();
        let day = words.short_day(incident.started.date);
        let facts = incident::facts(incident, self.of.day, words);
        let said = match incident.severity {
            Some(severity) => say!(
                words,
                "summary.incident_of_severity",
                severity = severity,
                incident = PLACES[0],
                day = day,
                facts = facts
            ),
            None => say!(
                words,
                "summary.incident",
                incident = PLACES[0],
                day = day,
                facts = facts
            ),
        };
        let line = joined(self.of_team(team), placed(&said, &[title]));
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
        let (mut said, words) = (Vec::new(), self.words());
        if !outcomes.is_empty() {
            let counts: Vec<String> = ReleaseOutcome::ALL
                .iter()
                .map(|(outcome, ..)| (*outcome, outcomes.iter().filter(|own| *own == outcome).count()))
                .filter(|(_, count)| *count > 0)
                .map(|(outcome, count)| ended(outcome, count, words))
                .collect();
            let counts = words.list(&counts);
            let finished = say_count!(words, "summary.releases_finished", outcomes.len(), counts = counts);
            said.push(capital(&finished));
        }
        if flying > 0 {
            said.push(capital(&say_count!(words, "summary.releases_in_flight", flying)));
        }
        let lines = if said.is_empty() {
            Vec::new()
        } else {
            vec![
                Line::of(said.join(" "))
                    .text(" ")
                    .link(words.word("summary.all_releases"), &self.here.href(RELEASES)),
            ]
        };
        self.section(("releases", "summary.releases"), lines, &self.here.href(RELEASES))
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
                let words = self.words();
                let held = say_count!(words, "summary.reviews_held", held);
                notes.push(match judged_words(&judged, words) {
                    Some(judged) => {
                        say!(
                            words,
                            "summary.held_and_judged",
                            provider = name,
                            held = held,
                            judged = judged
                        )
                    }
                    None => say!(words, "summary.held", provider = name, held = held),
                });
            }
        }
        let mut section = self.section(("wars", "summary.wars"), lines, &self.here.href(WAR));
        section.note = notes.join(" ");
        section
    }

    fn war_line(&self, team: usize, war: &War, change: Option<(Change, &War)>) -> Line {
        let owner = &self.here.portfolio.teams[team];
        let words = self.words();
        let day = words.short_day(war.date);
        let provider = words.provider(war.provider);
        let when = if war.lens.contains(provider) {
            day
        } else {
            say!(words, "summary.provider_and_day", provider = provider, day = day)
        };
        let (review, result) = (PLACES[0], result::of(war, words));
        let said = match change {
            None => say!(words, "summary.war", review = review, when = when, result = result),
            Some((change, earlier)) => {
                let compared = result::compared(change, earlier, words);
                let compared = match result::difference(change, words).word.as_str() {
                    "" => compared,
                    word => say!(words, "summary.judged", compared = compared, word = word),
                };
                say!(
                    words,
                    "summary.war_compared",
                    review = review,
                    when = when,
                    result = result,
                    compared = compared
                )
            }
        };
        let link = Line::default().link(subject(owner, war), &self.here.href(&war_path(owner, war)));
        joined(self.of_team(team), placed(&said, &[link]))
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
                let line = item.line(self.words());
                let said = say!(self.words(), "summary.topic", topic = PLACES[0], says = line.says);
                placed(&said, &[Line::default().link(line.link.text, &line.link.href)])
            })
            .collect();
        self.section(("topics", "summary.topics"), lines, &self.here.href(TOPICS))
    }

    /// Tech shares that were held; or, on the day, those to come.
    pub(in crate::page) fn shares(&self, held: bool) -> Section {
        let own = self.here.portfolio.tech_shares.iter().filter(|share| {
            let is_meant = if held {
                share.is_held_on(self.of.day) && share.date.is_some_and(|date| self.of.holds(date))
            } else {
                share.is_to_come_on(self.of.day)
            };
            is_meant && (self.team.is_none() || share.team == self.team)
        });
        let lines = own
            .map(|share| {
                let mut facts = Vec::new();
                facts.extend(share.date.map(|date| self.words().short_day(date)));
                facts.extend(share.team.map(|team| self.here.portfolio.teams[team].name.clone()));
                let topics: Vec<String> = share.topics.iter().map(|topic| self.here.topic(topic)).collect();
                facts.extend((!topics.is_empty()).then(|| {
                    let topics = self.words().list(&topics);
                    say!(self.words(), "summary.on_topics", topics = topics)
                }));
                let line = Line::default().link(share.title.as_str(), &self.here.href(&tech_share_path(share)));
                self.bracketed(line, &facts)
            })
            .collect();
        let heading = if held {
            ("shares", "summary.shares")
        } else {
            ("shares-to-come", "summary.shares_to_come")
        };
        self.section(heading, lines, &self.here.href(TECH_SHARES))
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
                let words = self.words();
                let day = words.weekday_and_day(next(portfolio, index).day);
                let said = match review.at {
                    Some(at) => say!(
                        words,
                        "summary.review_at",
                        review = PLACES[0],
                        day = day,
                        time = clock(at)
                    ),
                    None => say!(words, "summary.review", review = PLACES[0], day = day),
                };
                let link = Line::default().link(review_name(review, words), &self.here.href(&next_review_path(review)));
                placed(&said, &[link])
            })
            .collect();
        self.section(
            ("reviews", "summary.reviews"),
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
fn due_words(due: Date, day: Date, words: &Words) -> String {
    if due < day {
        say!(words, "parts.was_due", day = words.short_day(due))
    } else {
        say!(words, "parts.due", day = words.short_day(due))
    }
}

/// How many releases ended in one way.
fn ended(outcome: ReleaseOutcome, count: usize, words: &Words) -> String {
    match outcome {
        ReleaseOutcome::Succeeded => say_count!(words, "summary.releases_succeeded", count),
        ReleaseOutcome::RolledBack => say_count!(words, "summary.releases_rolled_back", count),
        ReleaseOutcome::Failed => say_count!(words, "summary.releases_failed", count),
        ReleaseOutcome::InFlight => say_count!(words, "summary.releases_not_ended", count),
    }
}

/// What reviews found against the ones before, as counts: `against the ones before, three better and one worse`.
fn judged_words(judged: &[Judgement], words: &Words) -> Option<String> {
    let of = |wanted: Judgement| judged.iter().filter(|judgement| **judgement == wanted).count();
    let (better, worse) = (of(Judgement::Better), of(Judgement::Worse));
    let (same, both_ways) = (of(Judgement::Same), of(Judgement::BothWays));
    if judged.len() == 1 {
        return match (better, worse, same, both_ways) {
            (1, ..) => Some(say!(words, "summary.judged_better")),
            (_, 1, ..) => Some(say!(words, "summary.judged_worse")),
            (_, _, 1, _) => Some(say!(words, "summary.judged_same")),
            (.., 1) => Some(say!(words, "summary.judged_both_ways")),
            _ => None,
        };
    }
    let counts = [
        (better, say_count!(words, "summary.count_better", better)),
        (worse, say_count!(words, "summary.count_worse", worse)),
        (same, say_count!(words, "summary.count_same", same)),
        (both_ways, say_count!(words, "summary.count_both_ways", both_ways)),
    ];
    let said = counts.into_iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = said.map(|(_, said)| said).collect();
    (!said.is_empty()).then(|| say!(words, "summary.counts_judged", counts = words.list(&said)))
}
