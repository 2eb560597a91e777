//! A short run of what `cargo fuzz` does for hours: everything in the corpus, the real files it begins with, and changes of them
//! that are the same each time.

#![expect(
    unreachable_pub,
    reason = "the crate of the fuzzers has these modules too, and shows them"
)]

mod markup;
pub(crate) mod readers;
mod seeds;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many changed inputs each reader is given; a portfolio is loaded for most of them.
const CHANGED: usize = 24;

/// A sequence of numbers that is the same each time (xorshift, by George Marsaglia).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % end.max(1)
    }
}

/// Pieces that mean something to one reader or another.
const PIECES: [&str; 24] = [
    "\"",
    "'''",
    "]]",
    "[[x]]\n",
    "= ",
    "\n+++\n",
    "|",
    "<b>",
    "</p>",
    "<!--",
    "&#x202e;",
    "\u{202e}",
    "\u{0}",
    "\u{85}",
    "é",
    "👩‍💻",
    "-",
    "9999999999999999999999999999999",
    "1e999",
    "0000-00-00",
    "[x](javascript:x)",
    "{{ x }}",
    "\r\n",
    ",",
];

fn changed(seed: &[u8], others: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(40)).min(bytes.len());
        match numbers.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].bytes())),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece.repeat(numbers.below(4)));
            }
            4 => {
                let other = &others[numbers.below(others.len())];
                let from = numbers.below(other.len());
                let to = (from + numbers.below(80)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ if at < bytes.len() => bytes[at] = u8::try_from(numbers.below(256)).unwrap_or(0),
            _ => {}
        }
    }
    bytes
}

fn run(reader: &str) {
    let (_, read) = readers::ALL.iter().find(|(name, _)| *name == reader).expect("a reader");
    let corpus = seeds::corpus(reader);
    assert!(!corpus.is_empty(), "{reader} has a corpus");
    let begun: BTreeMap<String, Vec<u8>> = corpus.into_iter().chain(seeds::real(reader)).collect();
    let all: Vec<Vec<u8>> = begun.values().cloned().collect();
    let mut numbers = Numbers(0x5c0_9f01_1000 + u64::from(reader.as_bytes()[0]));
    let changes = (0..CHANGED).map(|count| {
        let (name, seed) = begun.iter().nth(numbers.below(begun.len())).expect("it is there");
        (format!("{name}, change {count}"), changed(seed, &all, &mut numbers))
    });
    let changes: Vec<(String, Vec<u8>)> = changes.collect();
    for (name, bytes) in begun.into_iter().chain(changes) {
        let result = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
        assert!(
            result.is_ok(),
            "{reader}, {name}:\n{:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
}

macro_rules! readers {
    ($($claim:ident $name:literal)*) => {
        $(#[test] fn $claim() { run($name); })*

        #[test]
        fn every_reader_is_run() {
            let names: Vec<&str> = readers::ALL.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$($name),*]);
        }
    };
}

readers! {
    any_catalogue_is_read_or_refused "catalogue"
    any_configuration_is_read_or_refused "configuration"
    any_data_are_read_or_refused "data"
    any_export_is_read_or_refused "import"
    any_markdown_makes_safe_html "markdown"
    any_register_is_read_or_refused "register"
    any_report_is_read_or_refused "report"
    any_content_makes_safe_pages "site"
    any_team_is_read_or_refused "team"
    any_template_is_read_or_refused "template"
    any_value_is_read_or_refused "value"
    any_review_is_read_or_refused "war"
    any_words_are_read_or_refused "words"
}
