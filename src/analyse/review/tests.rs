//! Meetings of small portfolios.

use super::{Part, agenda, cycle_of, held_between, meeting, meetings, next, promises, speaking_order};
use crate::analyse::analyse;
use crate::analyse::tests::portfolio;
use crate::model::cycle::CycleIndex;
use crate::model::portfolio::Portfolio;
use jiff::civil::{Date, date, time};

const CONFIGURATION: &str = "title = \"T\"\nteams = [\"a\", \"b\", \"c\"]\n[cycle]\nfirst = 2026-01-05\nskips = [ { from = 2026-02-02, to = 2026-02-15, reason = \"Freeze\" } ]\n[[reviews]]\nid = \"all\"\ndays_after_cycle = 4\nat = 10:00:00\nminutes = 60\nminutes_per_team = 10\n";

fn told(as_of: Date, minutes: &[(&str, &str)]) -> Portfolio {
    let mut files = vec![
        ("teams/a/reports/2026-01-18.toml", "summary = \"x\""),
        ("teams/b/team.toml", "left = 2026-02-20"),
        ("teams/c/team.toml", "joined = 2026-01-20"),
    ];
    files.extend_from_slice(minutes);
    portfolio(CONFIGURATION, as_of, &files).0
}

#[test]
fn a_meeting_is_about_the_cycle_before_it_even_when_it_is_moved_by_some_days() {
    let portfolio = told(date(2026, 3, 10), &[]);
    let review = &portfolio.config.reviews[0];
    for (day, cycle) in [
        (date(2026, 1, 18), None),
        (date(2026, 1, 19), Some(0)),
        (date(2026, 1, 22), Some(0)),
        (date(2026, 2, 1), Some(0)),
        (date(2026, 2, 2), Some(1)),
        (date(2026, 3, 9), Some(3)),
    ] {
        assert_eq!(cycle_of(&portfolio, review, day), cycle.map(CycleIndex::new), "{day}");
    }
}

#[test]
fn the_next_meeting_is_todays_until_it_is_over_whether_or_not_its_minutes_are_begun() {
    let at = |as_of, minutes: &[(&str, &str)]| {
        let portfolio = told(as_of, minutes);
        let next = next(&portfolio, 0);
        (next.day, next.cycle.position())
    };
    assert_eq!(at(date(2026, 1, 22), &[]), (date(2026, 1, 22), 0));
    assert_eq!(at(date(2026, 1, 23), &[]), (date(2026, 2, 5), 1));
    let begun = [("reviews/all/2026-01-22.md", "+++\n+++\n")];
    assert_eq!(at(date(2026, 1, 22), &begun), (date(2026, 1, 22), 0));
    // It was brought forward, and is over.
    let minutes = [("reviews/all/2026-01-21.md", "+++\n+++\n")];
    assert_eq!(at(date(2026, 1, 22), &minutes), (date(2026, 2, 5), 1));
    let portfolio = told(date(2026, 1, 22), &minutes);
    let held = meeting(&portfolio, 0, CycleIndex::new(0));
    assert_eq!((held.day, held.minutes), (date(2026, 1, 21), Some(0)));
}

#[test]
fn what_was_carried_over_is_counted_by_the_days_of_minutes() {
    let minutes = [("reviews/all/2026-01-26.md", "+++\n+++\n")];
    let (planned, written) = (told(date(2026, 3, 10), &[]), told(date(2026, 3, 10), &minutes));
    let carried = |portfolio: &Portfolio, days| held_between(portfolio, &analyse(portfolio), 0, days);
    // Given at that very meeting, and closed a day after it.
    let given = (date(2026, 1, 26), date(2026, 1, 30));
    assert_eq!((carried(&planned, given), carried(&written, given)), (0, 0));
    let between = (date(2026, 1, 20), date(2026, 1, 24));
    assert_eq!((carried(&planned, between), carried(&written, between)), (1, 0));
    let closed = (date(2026, 1, 23), date(2026, 1, 27));
    assert_eq!((carried(&planned, closed), carried(&written, closed)), (0, 1));
    let all = (date(2026, 1, 1), date(2026, 3, 10));
    assert_eq!((carried(&planned, all), carried(&written, all)), (3, 3));
}

#[test]
fn a_skipped_cycle_has_no_meeting() {
    let portfolio = told(date(2026, 3, 10), &[]);
    let days: Vec<Date> = meetings(&portfolio, 0).iter().map(|meeting| meeting.day).collect();
    assert_eq!(days, [date(2026, 1, 22), date(2026, 2, 5), date(2026, 3, 5)]);
    // Carried over by what was held between the day it was taken on and the day of which is asked.
    assert_eq!(
        held_between(
            &portfolio,
            &analyse(&portfolio),
            0,
            (date(2026, 1, 22), date(2026, 3, 5))
        ),
        1
    );
    assert_eq!(
        held_between(
            &portfolio,
            &analyse(&portfolio),
            0,
            (date(2026, 1, 1), date(2026, 3, 10))
        ),
        3
    );
}

#[test]
fn everybody_who_is_there_speaks_and_each_cycle_another_team_begins() {
    let portfolio = told(date(2026, 3, 10), &[]);
    let order = |cycle: usize| speaking_order(&portfolio, meeting(&portfolio, 0, CycleIndex::new(cycle)));
    assert_eq!(order(0), [0, 1]);
    assert_eq!(order(1), [1, 2, 0]);
    // It left within the cycle, so it still has something to say of it.
    assert_eq!(order(3), [0, 1, 2]);
}

#[test]
fn minutes_may_say_another_order() {
    let minutes = [("reviews/all/2026-02-05.md", "+++\norder = [\"c\", \"a\"]\n+++\n")];
    let portfolio = told(date(2026, 2, 6), &minutes);
    assert_eq!(
        speaking_order(&portfolio, meeting(&portfolio, 0, CycleIndex::new(1))),
        [2, 0, 1]
    );
}

#[test]
fn the_agenda_gives_each_team_its_minutes_and_shares_the_rest() {
    let portfolio = told(date(2026, 2, 6), &[]);
    let found = agenda(&portfolio, meeting(&portfolio, 0, CycleIndex::new(1)));
    let told: Vec<_> = found
        .slots
        .iter()
        .map(|slot| (slot.part, slot.after, slot.minutes))
        .collect();
    assert_eq!(
        told,
        [
            (Part::LastTime, 0, 6),
            (Part::Notads, 6, 6),
            (Part::Team(1), 12, 10),
            (Part::Team(2), 22, 10),
            (Part::Team(0), 32, 10),
            (Part::Topics, 42, 12),
            (Part::Wins, 54, 6),
        ]
    );
    assert_eq!(found.over, 0);
    assert_eq!(found.slots[2].at, Some(time(10, 12, 0, 0)));
}

#[test]
fn too_many_teams_for_the_time_is_said_and_nobody_loses_minutes() {
    let configuration = CONFIGURATION.replace("minutes = 60", "minutes = 30");
    let files = [
        ("teams/a/reports/2026-01-18.toml", "summary = \"x\""),
        ("teams/b/team.toml", ""),
        ("teams/c/team.toml", ""),
    ];
    let (portfolio, _) = portfolio(&configuration, date(2026, 1, 22), &files);
    let found = agenda(&portfolio, meeting(&portfolio, 0, CycleIndex::new(0)));
    assert_eq!(found.over, 8);
    assert!(found.slots.iter().all(|slot| slot.minutes == 10 || slot.minutes == 2));
}

#[test]
fn what_was_promised_stays_until_somebody_marks_it_as_done() {
    let promise = |done: bool| {
        format!(
            "+++\n[[follow_ups]]\ntext = \"Ada books a room\"\ndone = {done}\n[[follow_ups]]\ntext = \"Write it down\"\ndone = {}\n+++\n",
            !done
        )
    };
    let (first, second) = (
        promise(false),
        "+++\n[[follow_ups]]\ntext = \"ada books a room \"\n+++\n",
    );
    let minutes = [
        ("reviews/all/2026-01-22.md", first.as_str()),
        ("reviews/all/2026-02-05.md", second),
    ];
    let portfolio = told(date(2026, 3, 10), &minutes);
    let open = promises(&portfolio, next(&portfolio, 0));
    assert_eq!(open.len(), 1);
    assert_eq!(
        (open[0].since, open[0].follow_up.text.text.as_str()),
        (date(2026, 1, 22), "ada books a room")
    );
    let done = promise(true);
    let minutes = [minutes[0], ("reviews/all/2026-02-05.md", done.as_str())];
    let portfolio = told(date(2026, 3, 10), &minutes);
    let open = promises(&portfolio, next(&portfolio, 0));
    assert_eq!(
        open.iter()
            .map(|promise| promise.follow_up.text.text.as_str())
            .collect::<Vec<_>>(),
        ["Write it down"]
    );
}
