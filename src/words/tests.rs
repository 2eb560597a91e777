use super::table::{Own, read};
use super::*;
use crate::diagnostic::{Code, Diagnostic};
use jiff::civil::date;

const PATH: &str = "themes/ours/words.toml";

fn with(language: &str, text: &str) -> (Arc<Words>, Vec<Diagnostic>) {
    read(language, Some(Own { path: PATH, text }))
}

/// The words with a table of a theme's own, which has no mistakes.
fn said_by(language: &str, text: &str) -> Arc<Words> {
    let (words, problems) = with(language, text);
    let codes: Vec<Code> = problems.iter().map(|problem| problem.code).collect();
    assert!(
        codes.iter().all(|code| *code == Code::UntranslatedWords),
        "{problems:?}"
    );
    words
}

#[test]
fn days_are_written_out_and_stretches_share_what_they_can() {
    let words = Words::english();
    assert_eq!(words.day(date(2026, 3, 13)), "13 March 2026");
    assert_eq!(words.short_day(date(2026, 9, 1)), "1 Sep 2026");
    assert_eq!(words.weekday_and_day(date(2026, 8, 20)), "Thursday 20 August 2026");
    assert_eq!(
        words.stretch(date(2026, 7, 27), date(2026, 8, 9)),
        "27 July – 9 August 2026"
    );
    assert_eq!(words.stretch(date(2026, 3, 2), date(2026, 3, 15)), "2–15 March 2026");
    let years = words.stretch(date(2025, 12, 22), date(2026, 1, 4));
    assert_eq!(years, "22 December 2025 – 4 January 2026");
}

#[test]
fn places_in_a_row_are_ordinals() {
    let words = Words::english();
    for (place, text) in [
        (1, "first"),
        (9, "ninth"),
        (10, "10th"),
        (11, "11th"),
        (21, "21st"),
        (22, "22nd"),
        (103, "103rd"),
        (112, "112th"),
        (1_000, "1,000th"),
    ] {
        assert_eq!(words.ordinal(place), text);
    }
}

#[test]
fn lists_end_in_and() {
    let words = Words::english();
    assert_eq!(words.list::<&str>(&[]), "");
    assert_eq!(words.list(&["a"]), "a");
    assert_eq!(words.list(&["a", "b", "c"]), "a, b and c");
}

#[test]
fn a_table_of_ones_own_goes_over_english() {
    let words = said_by(
        "de",
        "[lists]\nlast = '{first} und {last}'\n[numbers]\ngroup = '.'\ndecimal = ','",
    );
    assert_eq!(words.list(&["a", "b"]), "a und b");
    assert_eq!(words.grouped(12_345), "12.345");
    assert_eq!(said_by("de", "[numbers]\ngroup = ''").grouped(12_345), "12345");
    assert_eq!(
        words.number_in("cycle.concerns", 2),
        "two",
        "what it leaves out is English"
    );
}

#[test]
fn a_message_that_stays_english_spells_its_numbers_in_english() {
    let small = "[numbers]\nsmall = ['kein', 'ein', 'zwei', 'drei']\n";
    let half = format!("{small}[cycle]\nconcerns = {{ one = '{{number}} Sorge', other = '{{number}} Sorgen' }}");
    let words = said_by("de", &half);
    assert_eq!(words.say_count("cycle.concerns", 3, &[]), "drei Sorgen");
    assert_eq!(
        words.say_count("actions.overdue", 3, &[]),
        "three are past the due date"
    );
    assert_eq!(words.number_in("reasoning.too_few", 3), "three");
    // English that is worded otherwise stays one language.
    let words = said_by("en-GB", small);
    assert_eq!(words.say_count("actions.overdue", 3, &[]), "drei are past the due date");
    assert_ne!(said_by("de", small).fingerprint(), words.fingerprint());
}

#[test]
fn numbers_ask_for_the_forms_of_their_language() {
    let forms = "[numbers]\nordinal = { 1 = 'pierwszy', other = '{count}.' }";
    let words = said_by("pl", forms);
    assert_eq!(words.ordinal(1), "pierwszy");
    assert_eq!(words.ordinal(22), "22.");
    let (_, problems) = with("pl", "[numbers]\nordinal = { two = '2', other = '{count}.' }");
    assert_eq!(problems[0].message, "`two` is no form of numbers in `pl`");
    assert_eq!(
        problems[0].cure, "the forms are `other`, or a number such as `0`",
        "of places in a row"
    );
    let (_, problems) = with("pl", "[cycle]\nconcerns = { two = '2', other = '{count}' }");
    assert_eq!(
        problems[0].cure,
        "the forms are `one`, `few`, `many`, `other`, or a number such as `0`"
    );
    let (_, problems) = with("en", "[cycle]\nconcerns = { two = '2', other = '{count}' }");
    assert_eq!(
        problems[0].message, "`two` is no form of numbers in `en`",
        "only places in a row have it"
    );
    assert_eq!(
        with("en", "[numbers]\nordinal = { two = '{count}nd', other = '{count}th' }").1,
        []
    );
}

#[test]
fn mistakes_are_shown_in_their_line() {
    let rows = [
        (
            "[dates]\ndayy = 'x'",
            Code::UnknownKey,
            2,
            "the default theme has no fixed words `dates.dayy`",
        ),
        (
            "[date]\nday = 'x'",
            Code::UnknownKey,
            2,
            "the default theme has no fixed words `date.day`",
        ),
        ("day = 'x'", Code::WrongType, 1, "a message belongs below a `[section]`"),
        ("[dates]\nday = 3", Code::WrongType, 2, "a message is a text"),
        ("[dates]\nday = ['x']", Code::WrongType, 2, "`dates.day` is one text"),
        (
            "[dates]\nmonths = ['x']",
            Code::WrongType,
            2,
            "`dates.months` is a list of 12 texts",
        ),
        ("[dates]\nmonths = [1]", Code::WrongType, 2, "this is not a text"),
        (
            "[numbers]\nordinal = '{count}.'",
            Code::WrongType,
            2,
            "`numbers.ordinal` has a form for each number: `other`",
        ),
        (
            "[numbers]\nordinal = { 1 = 'x' }",
            Code::MissingKey,
            2,
            "the form `other` is missing",
        ),
        (
            "[dates]\nday = '{day} {moon}'",
            Code::UnknownPlaceholder,
            2,
            "nothing stands for `{moon}` in this message",
        ),
        (
            "[cycle]\ntitle = ' '",
            Code::MissingKey,
            2,
            "the message `cycle.title` is empty",
        ),
        (
            "[cycle]\nconcerns = { one = '', other = 'x' }",
            Code::MissingKey,
            2,
            "the message `cycle.concerns` is empty",
        ),
        (
            "[numbers]\ndecimal = ''",
            Code::MissingKey,
            2,
            "the message `numbers.decimal` is empty",
        ),
        (
            "[dates]\nday = 'x'\nday = 'y'",
            Code::Syntax,
            3,
            "`day` is written twice in one table",
        ),
    ];
    for (text, code, line, message) in rows {
        let (words, problems) = with("de", text);
        let [problem] = problems.as_slice() else {
            panic!("{text}: {problems:?}");
        };
        assert_eq!((problem.code, problem.message.as_str()), (code, message), "{text}");
        assert_eq!(problem.place.as_ref().map(|place| place.line), Some(line), "{text}");
        assert_eq!(words.month(date(2026, 8, 1)), "August 2026", "what is right is kept");
    }
}

#[test]
fn what_stays_english_is_said_once_and_only_where_the_site_is_not_english() {
    assert_eq!(read("en-IE", None).1, []);
    assert_eq!(with("en", "[dates]\nday = '{month} {day}, {year}'").1, []);
    let (_, problems) = read("de", None);
    assert_eq!(problems[0].code, Code::UntranslatedWords);
    assert_eq!(
        problems[0].message,
        "the site's language is `de`, but the theme's fixed words are English"
    );
    let (_, problems) = with("de", "[dates]\nday = '{day}. {month} {year}'");
    let total = Words::english().keys().len();
    let begins = format!("{} of {total} fixed words have no text in `de`", total - 1);
    assert!(problems[0].message.starts_with(&begins), "{}", problems[0].message);
}
