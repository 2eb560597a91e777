use super::drawing::{Element, Ink};
use super::fonts::EMBEDDED;
use super::*;
use crate::publish::Fingerprint;
use cosmic_text::fontdb::Source;
use std::sync::Arc;

fn fonts() -> Fonts {
    Fonts::new([]).0
}

fn trend(value: &str, values: &[Option<f64>]) -> Trend {
    Trend {
        name: "Response time (p95)".to_owned(),
        value: value.to_owned(),
        moved: "↓ −14\u{202f}ms (−6.2\u{202f}%)".to_owned(),
        mark: Mark::Improvement,
        says: "improvement, low".to_owned(),
        values: values.to_vec(),
    }
}

fn card(title: &str, sentence: &str, trends: Vec<Trend>) -> Card {
    Card {
        above: "Portfolio".to_owned(),
        title: title.to_owned(),
        sentence: sentence.to_owned(),
        trends,
    }
}

/// The lines of text of a drawing, as they are set.
fn lines(drawing: &Drawing) -> Vec<String> {
    let text = |element: &Element| match element {
        Element::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    drawing.0.iter().filter_map(text).collect()
}

/// The colours of a card's pixels, row by row.
fn pixels(drawing: &Drawing, fonts: &Fonts) -> Vec<[u8; 3]> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture(drawing, fonts)));
    reader.set_transformations(png::Transformations::EXPAND);
    let mut reader = reader.read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut bytes).expect("a picture");
    bytes.as_chunks().0.to_vec()
}

#[test]
fn a_full_card_is_1200_by_630_below_100_kb_and_always_the_same_bytes() {
    let values: Vec<Option<f64>> = (0..26).map(|at| Some(f64::from(at * at % 17))).collect();
    let sentence = "8 of 10 teams have reported for the cycle to 16 August 2026. ".repeat(5);
    let card = card(
        &"Ünternehmensportfolio ".repeat(4),
        &sentence,
        vec![trend("212 ms", &values), trend("3", &values)],
    );
    let drawn = drawing(&card, &fonts());
    let first = picture(&drawn, &fonts());
    assert_eq!(first, picture(&drawing(&card, &fonts()), &fonts()));
    assert!(first.len() < 100_000, "{} bytes", first.len());
    assert!(first.len() > 10_000, "{} bytes are no card", first.len());
    let reader = png::Decoder::new(std::io::Cursor::new(first)).read_info();
    let info = reader.expect("a PNG").info().clone();
    assert_eq!((info.width, info.height), (u32::from(WIDTH), u32::from(HEIGHT)));
}

#[test]
fn each_ink_is_on_the_card_as_it_is_named() {
    let two = [Some(1.0), Some(2.0)];
    let all = [Mark::Improvement, Mark::Concern].map(|mark| Trend {
        mark,
        ..trend("1", &two)
    });
    let pixels = pixels(&drawing(&card("T", "S", all.to_vec()), &fonts()), &fonts());
    // Purple is of a diamond, which this card does not have.
    for ink in &Ink::ALL[..6] {
        assert!(pixels.contains(&ink.colour()), "{ink:?}");
    }
}

#[test]
fn what_no_font_has_becomes_latin_letters_or_nothing_but_never_a_box() {
    for (text, expected) in [
        ("Größe & Zażółć gęślą", "Größe & Zażółć gęślą"),
        ("Ελληνικά Кириллица Tiếng Việt", "Ελληνικά Кириллица Tiếng Việt"),
        ("צוות الدفع", "צוות الدفع"),
        ("🚀 Rocket 👩‍💻 team ❤️", "Rocket team"),
        ("東京 team", "Dong Jing team"),
        ("−14 ms → ≈ 3", "−14 ms → ≈ 3"),
        ("a\u{0}b\u{200d}c\td", "abc d"),
        ("🚀", ""),
    ] {
        assert_eq!(fonts().writable(text), expected, "{text}");
    }
}

#[test]
fn a_font_of_the_theme_adds_its_letters_and_a_file_that_is_none_is_told_of() {
    let own = include_bytes!("fonts/Inter-Regular.ttf").to_vec();
    let (_, unreadable) = Fonts::new([own.clone(), b"wOF2".to_vec()]);
    assert_eq!(unreadable, [1]);
    let (plain, _) = Fonts::new([]);
    let (with_own, _) = Fonts::new([own]);
    assert_ne!(plain.fingerprint(), with_own.fingerprint());
}

#[test]
fn digits_are_never_cut_off() {
    let long = "1,312,000,000,000.25 TiB/s";
    let drawn = lines(&drawing(&card("T", "S", vec![trend(long, &[])]), &fonts()));
    assert!(drawn.contains(&long.to_owned()), "{drawn:?}");
    let sentence = format!("{} 123456789", "Wort ".repeat(200));
    for line in lines(&drawing(&card("T", &sentence, Vec::new()), &fonts())) {
        assert!(!line.contains("12") || line.contains("123456789"), "{line}");
    }
    let title = format!("{}98765432109876543210", "Viele Wörter ".repeat(5));
    let drawn = lines(&drawing(&card(&title, "S", Vec::new()), &fonts()));
    assert!(drawn.iter().all(|line| !line.contains("98")), "{drawn:?}");
}

#[test]
fn a_number_of_any_length_is_drawn() {
    let drawn = drawing(&card("T", "S", vec![trend(&"9".repeat(2000), &[])]), &fonts());
    assert!(!picture(&drawn, &fonts()).is_empty());
}

#[test]
fn everything_stays_within_the_edges() {
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(2);
    let of = |text: &str| Trend {
        name: text.to_owned(),
        ..trend(text, &[])
    };
    let card = card(&long, &long, vec![of(&long), of(&long)]);
    let fonts = fonts();
    let drawn = drawing(&card, &fonts);
    for element in &drawn.0 {
        if let Element::Text {
            at, family, size, text, ..
        } = element
        {
            assert!(at.0 + fonts.width(text, family) * size <= 1130.0, "{text}");
            assert!(at.1 <= 600.0, "{text}");
        }
    }
    let paper = pixels(&drawn, &fonts)[usize::from(WIDTH) * 20];
    for (at, pixel) in pixels(&drawn, &fonts).iter().enumerate().skip(usize::from(WIDTH) * 12) {
        let (x, y) = (at % usize::from(WIDTH), at / usize::from(WIDTH));
        let is_within = (68..1132).contains(&x) && (40..604).contains(&y);
        assert!(is_within || *pixel == paper, "{x}, {y}");
    }
    let rows = lines(&drawn);
    assert!(rows.iter().any(|line| line.ends_with('…')), "{rows:?}");
}

#[test]
fn a_gap_is_a_gap_in_the_line_and_one_value_makes_none() {
    let path = |values: &[Option<f64>]| {
        let drawn = drawing(&card("T", "S", vec![trend("1", values)]), &fonts());
        let line = drawn.0.into_iter().find_map(|element| match element {
            Element::Line { path, .. } => Some(path),
            _ => None,
        });
        line.map(|path| (path.matches('M').count(), path.matches('L').count()))
    };
    let one_alone = [
        Some(1.0),
        Some(2.0),
        None,
        Some(3.0),
        Some(f64::NAN),
        Some(2.0),
        Some(1.0),
    ];
    // The one between two gaps is a dot.
    assert_eq!(path(&one_alone), Some((2, 2)));
    assert_eq!(path(&[Some(1.0), None]), None);
    assert_eq!(path(&[]), None);
}

#[test]
fn a_value_between_two_gaps_is_seen() {
    let seen = |values: &[Option<f64>]| {
        let drawn = drawing(&card("T", "S", vec![trend("", values)]), &fonts());
        let muted = |pixel: &&[u8; 3]| **pixel == Ink::Muted.colour();
        pixels(&drawn, &fonts()).iter().filter(muted).count()
    };
    let with = seen(&[Some(1.0), None, Some(2.0), None, Some(1.0), Some(1.0)]);
    assert!(
        with > seen(&[Some(1.0), None, None, None, Some(1.0), Some(1.0)]),
        "{with}"
    );
    // With gaps between all of them there is no line at all.
    assert!(seen(&[Some(1.0), None, Some(2.0)]) > seen(&[Some(1.0), None]));
}

#[test]
fn markup_in_a_name_is_text() {
    let drawn = drawing(&card("<b>&amp;\"", "]]>", Vec::new()), &fonts());
    assert!(lines(&drawn).contains(&"<b>&amp;\"".to_owned()), "{drawn:?}");
    assert!(!picture(&drawn, &fonts()).is_empty());
}

#[test]
fn letters_of_every_embedded_font_are_drawn_wherever_they_stand() {
    // In a font that has it, and behind one of another script.
    let drawn = |text: &str| {
        let drawn = drawing(&card(text, "", Vec::new()), &fonts());
        let pixels = pixels(&drawn, &fonts());
        pixels.iter().filter(|pixel| **pixel == Ink::Text.colour()).count()
    };
    for (letters, least) in [("→", 60), ("Ω", 200), ("Щ", 200), ("צ", 60), ("ة", 60)] {
        assert!(drawn(letters) > least, "{letters}: {}", drawn(letters));
        assert!(drawn(&format!("a {letters}")) > drawn("a") + least / 2, "{letters}");
    }
}

#[test]
fn a_theme_whose_only_font_of_a_script_is_bold_writes_with_it() {
    // Inter as if it were bold: the weight in its table of metrics for Windows.
    let mut bold = include_bytes!("fonts/Inter-Regular.ttf").to_vec();
    let tables = usize::from(u16::from_be_bytes([bold[4], bold[5]]));
    let entry = (0..tables)
        .map(|table| 12 + table * 16)
        .find(|at| &bold[*at..at + 4] == b"OS/2");
    let entry = entry.expect("a table of metrics");
    let offset = u32::from_be_bytes([bold[entry + 8], bold[entry + 9], bold[entry + 10], bold[entry + 11]]);
    let weight = usize::try_from(offset).expect("small") + 4;
    bold[weight..weight + 2].copy_from_slice(&700_u16.to_be_bytes());
    let (fonts, unreadable) = Fonts::new([bold]);
    assert!(unreadable.is_empty());
    let faces: Vec<u16> = fonts.database().faces().map(|face| face.weight.0).collect();
    assert_eq!(faces, [400; 5]);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    /// A theme's font may be broken anywhere: a card shows what can be shown.
    #[test]
    fn a_broken_font_never_ends_a_build(
        wrong in proptest::collection::vec((proptest::bool::ANY, 0..130_000_usize, 0..=255_u8), 1..40),
        kept in proptest::option::of(0..130_000_usize),
    ) {
        let mut broken = include_bytes!("fonts/NotoSerif-Regular.ttf").to_vec();
        for (is_early, at, byte) in &wrong {
            // The directory of tables and what follows it decide over most of what is read.
            let end = if *is_early { 2048 } else { broken.len() };
            broken[at % end] = *byte;
        }
        broken.truncate(kept.unwrap_or(usize::MAX));
        let digest = Fingerprint::of([broken.as_slice()]);
        // It comes first, under the name of the one that titles are set in.
        let broken = Source::Binary(Arc::new(broken));
        let embedded = EMBEDDED.map(|bytes| Source::Binary(Arc::new(bytes)));
        let (fonts, _) = Fonts::of([broken].into_iter().chain(embedded).collect(), digest);
        let drawn = drawing(&card("Zażółć gęślą jaźń", "fi ffl Ελληνικά, Щука: 3 €", vec![trend("٣", &[])]), &fonts);
        proptest::prop_assert!(!picture(&drawn, &fonts).is_empty());
    }
}

#[test]
fn the_same_ink_adds_up_and_of_two_inks_the_stronger_is_seen() {
    use super::picture::mixed;
    let half = mixed(0, Ink::Text, 128);
    assert_eq!(mixed(half, Ink::Text, 128), mixed(0, Ink::Text, 255));
    assert_eq!(mixed(half, Ink::Muted, 255), mixed(0, Ink::Muted, 255));
    assert_eq!(mixed(half, Ink::Muted, 64), half);
    assert_eq!(mixed(half, Ink::Muted, 0), half);
    assert_eq!(mixed(0, Ink::Neutral, 0), 0);
}
