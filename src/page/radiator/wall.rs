//! What screens are made of: a sentence, big numbers and rows, in finished words. How many fit on a screen is known here.

use crate::analyse::freshness::Expectation;
use crate::model::cycle::CycleIndex;
use crate::model::format::{Shown, Style, compact};
use crate::model::metric::MetricIndex;
use crate::model::portfolio::Prose;
use crate::model::radiator::Radiator;
use crate::page::here::Here;
use crate::page::signal::{Mark, Signals};
use crate::page::standing::team_signals;
use crate::page::words::{capital, lower_first};
use crate::words::{Words, say, say_count};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// A radiator with the portfolio it shows.
#[derive(Clone, Copy)]
pub(super) struct Wall<'a> {
    pub(super) here: Here<'a>,
    pub(super) radiator: &'a Radiator,
    /// Whether its screens are shown; otherwise they are only counted, and nothing is drawn.
    pub(super) is_shown: bool,
}

impl<'a> Wall<'a> {
    /// What the walls are said in.
    pub(super) fn words(self) -> &'a Words {
        self.here.words()
    }
}

impl Wall<'_> {
    /// The cycle that screens about now show.
    pub(super) fn cycle(self) -> CycleIndex {
        self.here.now()
    }

    /// `cycle to 9 Aug`: the year is in the foot.
    pub(super) fn to(self, cycle: CycleIndex) -> String {
        let last = self.here.portfolio.calendar.cycle(cycle).last;
        say!(self.words(), "radiator.cycle", day = this_year(last, self.words()))
    }

    /// `Security · cycle to 9 Aug`.
    pub(super) fn titled(self, name: &str, cycle: CycleIndex) -> String {
        format!("{name} · {}", self.to(cycle))
    }

    /// Whether values of a metric may be shown.
    pub(super) fn allows(self, metric: MetricIndex) -> bool {
        let sensitive = self.here.portfolio.metric(metric).sensitive;
        self.radiator.shows.allows(sensitive)
    }

    /// Whether the radiator speaks of a team.
    pub(super) fn speaks_of(self, team: usize) -> bool {
        // They stand in the portfolio's order.
        self.radiator.teams.binary_search(&team).is_ok()
    }

    /// An author's line without its marks: nothing on a wall can be clicked. Nothing where screens are only counted.
    pub(super) fn plain(self, prose: &Prose) -> String {
        if self.is_shown {
            crate::markdown::plain(prose).trim().to_owned()
        } else {
            String::new()
        }
    }

    /// A team's name.
    pub(super) fn name(self, team: usize) -> String {
        self.here.portfolio.teams[team].name.clone()
    }

    /// How many of the radiator's teams reported for a cycle, and how many were expected to.
    pub(super) fn attendance(self, cycle: CycleIndex) -> (usize, usize) {
        let teams = self.radiator.teams.iter();
        let said = teams.filter_map(|team| self.here.analysis.teams[*team].expectations.get(cycle.position()));
        said.fold((0, 0), |(reported, expected), expectation| {
            (
                reported + usize::from(*expectation == Expectation::Reported),
                expected + usize::from(expectation.is_expected()),
            )
        })
    }
}

/// One screen.
#[derive(Debug, Default, Serialize)]
pub(in crate::page) struct Screen {
    /// What it shows: a kind of FORMATS, for the style.
    pub(super) kind: &'static str,
    /// How its rows are laid out: see `radiator.css`.
    pub(super) layout: &'static str,
    /// What it is about, in a few words.
    pub(super) title: String,
    /// What is true now.
    pub(super) sentence: String,
    /// The one number it is about.
    pub(super) key: Option<Big>,
    /// Several numbers, at most six.
    pub(super) numbers: Numbers,
    /// At most ten.
    pub(super) rows: Vec<Row>,
    /// What would stand here.
    pub(super) empty: String,
    /// What is left out.
    pub(super) note: String,
    /// `2 of 3`, where the list goes over several screens.
    pub(super) part: String,
}

/// Several numbers beside each other, all in one size.
#[derive(Debug, Default, Serialize)]
pub(super) struct Numbers {
    all: Vec<Big>,
    /// Nothing, `long` or `longer`: how much smaller the style sets them, so that none loses a digit.
    size: &'static str,
}

/// Room of a number in a third of a screen of 16 to 9, in hundredths of its height.
const ROOM: f32 = 52.0;
/// The largest sizes of few and of long numbers, as `radiator.css` has them.
const FEW: f32 = 25.0;
const LONG: f32 = 17.0;
/// The size of what stands before and after a number, and the width of the shape of one that has one.
const AROUND: f32 = 7.0;

impl From<Vec<Big>> for Numbers {
    fn from(mut all: Vec<Big>) -> Self {
        for big in all.iter_mut().filter(|big| !big.fits(LONG) && big.note.is_empty()) {
            // The number before what it is a part of.
            big.note = std::mem::take(&mut big.suffix);
        }
        let fit = |size: f32| all.iter().all(|big| big.fits(size));
        let size = match (fit(FEW), fit(LONG)) {
            (true, _) => "",
            (false, true) => "long",
            (false, false) => "longer",
        };
        Self { all, size }
    }
}

/// About how wide a text is, in its own size: walls are set in whatever face their machine has.
fn ems(text: &str) -> f32 {
    let width = |letter: char| if letter.is_alphanumeric() { 0.57 } else { 0.3 };
    text.chars().map(width).sum()
}

/// A number to be read from across the room.
#[derive(Debug, Default, Serialize)]
pub(super) struct Big {
    pub(super) prefix: String,
    pub(super) number: String,
    pub(super) suffix: String,
    pub(super) label: String,
    pub(super) note: String,
    /// `concern`, `improvement`, or nothing: its shape.
    pub(super) mark: &'static str,
}

impl Big {
    /// A count with its noun.
    pub(super) fn count(count: usize, label: impl Into<String>, words: &Words) -> Self {
        Self {
            number: words.grouped(count),
            label: label.into(),
            ..Self::default()
        }
    }

    pub(super) fn note(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// Whether it has room in a third of a screen at some size.
    fn fits(&self, size: f32) -> bool {
        let shape = if self.mark.is_empty() { 0.0 } else { AROUND };
        size * ems(&self.number) + AROUND * (ems(&self.prefix) + ems(&self.suffix)) + shape <= ROOM
    }
}

/// A line of a list.
#[derive(Debug, Default, Serialize)]
pub(super) struct Row {
    /// What or whom it is about.
    pub(super) who: String,
    /// Its number.
    pub(super) value: String,
    /// What else there is to say, smaller.
    pub(super) says: String,
    pub(super) spark: String,
    pub(super) status: Option<Status>,
}

/// A status: its shape and its words.
#[derive(Debug, Serialize)]
pub(super) struct Status {
    /// `concern`, `improvement`, `unusual`, `usual`, `unknown`.
    pub(super) kind: &'static str,
    pub(super) text: String,
}

impl Status {
    pub(super) fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
        }
    }
}

impl Status {
    /// Its place in a list that begins with what signals.
    pub(super) fn rank(&self) -> usize {
        let signals = ["concern", "improvement", "unusual"];
        let found = signals.iter().position(|kind| *kind == self.kind);
        found.unwrap_or(signals.len())
    }
}

impl Status {
    /// What limits say.
    pub(super) fn of(mark: Mark, words: &Words) -> Self {
        Self::new(mark.kind, mark.said(words))
    }
}

/// A list goes over so many screens at most, three minutes of them: who waits longer opens the pages.
const SCREENS: usize = 6;

/// A list as screens of at most so many rows, as even as they can be; one without rows where there are none. What is more
/// than [`SCREENS`] hold is counted in a note.
pub(super) fn listed(mut rows: Vec<Row>, most: usize, words: &Words, screen: &dyn Fn() -> Screen) -> Vec<Screen> {
    let more = rows.len().saturating_sub(SCREENS * most);
    rows.truncate(SCREENS * most);
    let more = match more {
        0 => String::new(),
        more => say_count!(words, "radiator.more_on_the_pages", more),
    };
    let count = rows.len().div_ceil(most).max(1);
    let each = rows.len().div_ceil(count).max(1);
    let mut rows = rows.into_iter();
    (1..=count)
        .map(|place| {
            let screen = screen();
            Screen {
                rows: rows.by_ref().take(each).collect(),
                part: if count > 1 {
                    say!(words, "radiator.part", place = place, all = count)
                } else {
                    String::new()
                },
                note: [screen.note.as_str(), &more].join(" ").trim().to_owned(),
                ..screen
            }
        })
        .collect()
}

/// What limits say of the values that a wall shows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    pub(super) signals: Signals,
    /// Whether the cycle has further values, which stay off the wall: words then speak of those it shows.
    pub(super) hides: bool,
}

impl Told {
    /// The values of a team in a cycle, of the metrics that are wanted.
    pub(super) fn of(wall: Wall<'_>, team: usize, cycle: CycleIndex, wanted: &dyn Fn(MetricIndex) -> bool) -> Self {
        let shown = |metric| wanted(metric) && wall.allows(metric);
        let signals = team_signals(wall.here, team, cycle, &shown);
        Self {
            signals,
            hides: team_signals(wall.here, team, cycle, wanted).all() > signals.all(),
        }
    }

    pub(super) fn join(self, other: Self) -> Self {
        Self {
            signals: self.signals.join(other.signals),
            hides: self.hides || other.hides,
        }
    }
}

/// What limits say of some values, short: `Four values are concerns and six are improvements.` Empty for none.
pub(super) fn said(told: Told, words: &Words) -> String {
    of_those_shown(capital(&said_within(told.signals, words)), told.hides, words)
}

/// A sentence about a wall's values; where it hides some, one about those it shows.
pub(super) fn of_those_shown(sentence: String, hides: bool, words: &Words) -> String {
    if hides && !sentence.is_empty() {
        say!(words, "radiator.shown_here", said = lower_first(&sentence))
    } else {
        sentence
    }
}

/// The same as it stands within a sentence.
pub(super) fn said_within(signals: Signals, words: &Words) -> String {
    let plain = |key: &str| words.word(key).to_owned();
    match (signals.concern, signals.improvement) {
        (0, 0) if signals.all() == 0 => String::new(),
        (0, 0) if signals.judged() == 0 && signals.pending > 0 => plain("radiator.no_value_is_judged"),
        (0, 0) if signals.judged() == 0 => plain("radiator.no_value_has_limits"),
        (0, 0) if signals.unusual == 0 && signals.unknown + signals.pending > 0 => {
            // Of two reasons why values are not judged the larger one is said.
            let more = if signals.pending > signals.unknown {
                say_count!(words, "radiator.more_may_still_change", signals.pending)
            } else {
                say_count!(words, "radiator.more_have_no_limits", signals.unknown)
            };
            say_count!(words, "radiator.values_are_as_usual", signals.usual, more = more)
        }
        (0, 0) if signals.unusual == 0 => plain("radiator.all_values_are_as_usual"),
        (0, 0) => plain("radiator.no_value_is_a_concern"),
        (concern, 0) => say_count!(words, "radiator.values_are_concerns", concern),
        (0, improvement) => say_count!(words, "radiator.values_are_improvements", improvement),
        (concern, improvement) => say!(
            words,
            "radiator.values_are_both",
            concerns = say_count!(words, "radiator.both_concerns", concern),
            improvements = say_count!(words, "radiator.both_improvements", improvement)
        ),
    }
}

/// Longer values are shown in thousands, millions and so on: from across the room nobody reads more digits.
const LONGEST: usize = 10;

/// A value as it fits.
pub(super) fn fitting(shown: Shown, number: Decimal, style: &Style<'_>) -> Shown {
    if shown.text().chars().count() > LONGEST {
        compact(number, style.unit, style.signs)
    } else {
        shown
    }
}

/// `9 Aug`: a day of about now.
pub(super) fn this_year(day: Date, words: &Words) -> String {
    say!(
        words,
        "radiator.day",
        day = day.day(),
        month = words.short_month_name(day)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize) -> Vec<Row> {
        (0..count).map(|_| Row::default()).collect()
    }

    #[test]
    fn numbers_are_as_large_as_the_longest_of_them_allows() {
        let words = Words::english();
        let size = |counts: &[(usize, &'static str)]| {
            let big = |(count, mark): &(usize, &'static str)| Big {
                mark,
                ..Big::count(*count, "", &words)
            };
            Numbers::from(counts.iter().map(big).collect::<Vec<_>>()).size
        };
        assert_eq!(size(&[(30, ""), (55, "concern"), (181, "improvement")]), "");
        assert_eq!(size(&[(1_000, ""), (592, "concern")]), "long");
        assert_eq!(size(&[(1_000, ""), (1_992, "concern"), (4_955, "improvement")]), "long");
        assert_eq!(size(&[(9, ""), (11_992, "concern")]), "longer");
        // What a long number is a part of stands below it.
        let reported = |count| Big {
            suffix: "of 1,000".to_owned(),
            ..Big::count(count, "", &words)
        };
        let numbers = Numbers::from(vec![reported(998)]);
        let [big] = &numbers.all[..] else { panic!("one number") };
        assert_eq!(
            (numbers.size, big.suffix.as_str(), big.note.as_str()),
            ("", "", "of 1,000")
        );
        assert_eq!(Numbers::from(vec![reported(1_000)]).size, "long");
    }

    #[test]
    fn a_long_list_goes_on_evenly_for_three_minutes_and_says_how_many_are_left() {
        let sizes = |count, most| -> Vec<(usize, String)> {
            let screens = listed(rows(count), most, &Words::english(), &Screen::default);
            screens
                .into_iter()
                .map(|screen| (screen.rows.len(), screen.part))
                .collect()
        };
        assert_eq!(sizes(0, 5), [(0, String::new())]);
        assert_eq!(sizes(5, 5), [(5, String::new())]);
        assert_eq!(sizes(6, 5), [(3, "1 of 2".to_owned()), (3, "2 of 2".to_owned())]);
        let sixty: Vec<usize> = sizes(60, 10).into_iter().map(|(rows, _)| rows).collect();
        assert_eq!(sixty, [10; 6]);
        let screens = listed(rows(1000), 10, &Words::english(), &Screen::default);
        assert_eq!(screens.len(), SCREENS);
        assert!(screens.iter().all(|screen| screen.note == "940 more are on the pages."));
        assert!(sizes(11, 5).iter().map(|(rows, _)| rows).sum::<usize>() == 11);
    }

    #[test]
    fn signals_are_said_short() {
        let say = |concern, improvement, unusual, usual, unknown| {
            let signals = Signals {
                concern,
                improvement,
                unusual,
                usual,
                unknown,
                pending: 0,
            };
            let said = |hides| said(Told { signals, hides }, &Words::english());
            if signals.all() > 0 {
                let shown = lower_first(&said(false));
                assert_eq!(said(true), format!("Shown here: {shown}"));
            }
            said(false)
        };
        assert_eq!(say(0, 0, 0, 0, 0), "");
        assert_eq!(say(0, 0, 0, 0, 3), "No value has limits yet.");
        assert_eq!(say(0, 0, 0, 4, 0), "All values are as usual.");
        assert_eq!(
            say(0, 0, 0, 4, 3),
            "Four values are as usual, and three have no limits yet."
        );
        assert_eq!(say(1, 1, 0, 4, 3), "One value is a concern and one is an improvement.");
        assert_eq!(say(4, 6, 0, 4, 3), "Four values are concerns and six are improvements.");
        assert_eq!(say(0, 2, 0, 4, 3), "Two values are improvements.");
    }
}
