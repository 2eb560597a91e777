//! Dates, counts and lists in English words.
//!
//! Figures of metrics are not written here (`model::format` does that); these are the small numbers of sentences.

use jiff::civil::Date;
use serde::Serialize;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Numbers up to nine are written as words in sentences.
const SMALL: [&str; 10] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// A day or month for people and for machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct When {
    /// What `<time datetime>` says.
    pub(super) machine: String,
    /// What a reader sees.
    pub(super) text: String,
}

/// A day, short: `9 Aug 2026`.
pub(super) fn when(date: Date) -> When {
    When {
        machine: date.to_string(),
        text: short_day(date),
    }
}

/// A day in full: `9 August 2026`.
pub(super) fn when_in_full(date: Date) -> When {
    When {
        machine: date.to_string(),
        text: day(date),
    }
}

/// `9 August 2026`.
pub(super) fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date), date.year())
}

/// `Thursday 20 August 2026`.
pub(super) fn weekday_and_day(date: Date) -> String {
    const WEEKDAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let weekday = usize::try_from(date.weekday().to_monday_zero_offset())
        .ok()
        .and_then(|index| WEEKDAYS.get(index))
        .unwrap_or(&"");
    format!("{weekday} {}", day(date))
}

/// `9 Aug 2026`.
pub(super) fn short_day(date: Date) -> String {
    format!("{} {} {}", date.day(), &month_name(date)[..3], date.year())
}

/// `August`.
pub(super) fn month_name(date: Date) -> &'static str {
    usize::try_from(date.month() - 1)
        .ok()
        .and_then(|index| MONTHS.get(index))
        .copied()
        .unwrap_or_default()
}

/// Two days as a stretch, leaving out what they share: `27 July – 9 August 2026`.
pub(super) fn stretch(from: Date, to: Date) -> String {
    if from.year() != to.year() {
        format!("{} – {}", day(from), day(to))
    } else if from.month() != to.month() {
        format!("{} {} – {}", from.day(), month_name(from), day(to))
    } else {
        format!("{}–{}", from.day(), day(to))
    }
}

/// A number in a sentence: `three`, `12`.
pub(super) fn number(count: usize) -> String {
    SMALL
        .get(count)
        .map_or_else(|| grouped(count), |word| (*word).to_owned())
}

/// Digits with commas between thousands.
pub(super) fn grouped(count: usize) -> String {
    let plain = count.to_string();
    let mut text = String::new();
    for (index, digit) in plain.char_indices() {
        if index > 0 && (plain.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A noun in the number that the count asks for; regular plurals and those in `-y`.
pub(super) fn noun(count: usize, singular: &str) -> String {
    if count == 1 {
        return singular.to_owned();
    }
    match singular.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if singular.ends_with(['s', 'x']) => format!("{singular}es"),
        _ => format!("{singular}s"),
    }
}

/// `three teams`, `one team`, `12 teams`.
pub(super) fn counted(count: usize, singular: &str) -> String {
    format!("{} {}", number(count), noun(count, singular))
}

/// `7 of 10 teams`, `1 of 1 team`.
pub(super) fn part_of(part: usize, whole: usize, singular: &str) -> String {
    format!("{} of {} {}", grouped(part), grouped(whole), noun(whole, singular))
}

/// `One of 10 teams has`, `All 10 teams have`, `7 of 10 teams have`.
pub(super) fn have(part: usize, whole: usize, singular: &str) -> String {
    match (part, whole) {
        (1, 1) => format!("The one {singular} has"),
        (0, _) => format!("None of {} has", counted(whole, singular)),
        (1, _) => format!("One of {} has", counted(whole, singular)),
        _ if part == whole => format!("All {} have", counted(whole, singular)),
        _ => format!("{} have", part_of(part, whole, singular)),
    }
}

/// `a, b and c`.
pub(super) fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// `week` for `1 week`; `2 weeks` as it is.
pub(super) fn without_one(words: &str) -> &str {
    words.strip_prefix("1 ").unwrap_or(words)
}

/// The text with its first letter as a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A kebab-case word as people write it: `integration-testing` → `integration testing`.
pub(super) fn spoken(id: &str) -> String {
    id.replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_written_out_and_stretches_share_what_they_can() {
        assert_eq!(day(date(2026, 3, 13)), "13 March 2026");
        assert_eq!(short_day(date(2026, 9, 1)), "1 Sep 2026");
        assert_eq!(stretch(date(2026, 7, 27), date(2026, 8, 9)), "27 July – 9 August 2026");
        assert_eq!(stretch(date(2026, 3, 2), date(2026, 3, 15)), "2–15 March 2026");
        assert_eq!(
            stretch(date(2025, 12, 22), date(2026, 1, 4)),
            "22 December 2025 – 4 January 2026"
        );
    }

    #[test]
    fn small_numbers_are_words_and_nouns_agree_with_them() {
        assert_eq!(counted(1, "team"), "one team");
        assert_eq!(counted(0, "team"), "no teams");
        assert_eq!(counted(3, "category"), "three categories");
        assert_eq!(counted(2, "day"), "two days");
        assert_eq!(counted(1204, "value"), "1,204 values");
        assert_eq!(part_of(1, 1, "team"), "1 of 1 team");
        assert_eq!(part_of(0, 10, "team"), "0 of 10 teams");
    }

    #[test]
    fn verbs_agree_with_how_many_have_something() {
        assert_eq!(have(1, 10, "team"), "One of 10 teams has");
        assert_eq!(have(0, 10, "team"), "None of 10 teams has");
        assert_eq!(have(10, 10, "team"), "All 10 teams have");
        assert_eq!(have(7, 10, "team"), "7 of 10 teams have");
        assert_eq!(have(1, 1, "team"), "The one team has");
    }

    #[test]
    fn lists_end_in_and() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
