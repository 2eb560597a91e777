use super::drawing::INKS;
use super::*;

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
fn lines(svg: &str) -> Vec<String> {
    svg.split("<text ")
        .skip(1)
        .filter_map(|text| {
            let (_, text) = text.split_once('>')?;
            Some(text.split_once('<')?.0.to_owned())
        })
        .collect()
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
    let drawn = drawing(&card("T", "S", all.to_vec()), &fonts());
    let bytes = picture(&drawn, &fonts());
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes));
    reader.set_transformations(png::Transformations::EXPAND);
    let mut reader = reader.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("a picture");
    // Purple is of a diamond, which this card does not have.
    for ink in &INKS[..6] {
        let part = |at| u8::from_str_radix(&ink[at..at + 2], 16).expect("two digits");
        let wanted = [part(1), part(3), part(5)];
        assert!(pixels.chunks_exact(3).any(|pixel| *pixel == wanted), "{ink}");
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
    let svg = drawing(&card("T", "S", vec![trend(long, &[])]), &fonts());
    assert!(lines(&svg).contains(&long.to_owned()), "{svg}");
    let sentence = format!("{} 123456789", "Wort ".repeat(200));
    for line in lines(&drawing(&card("T", &sentence, Vec::new()), &fonts())) {
        assert!(!line.contains("12") || line.contains("123456789"), "{line}");
    }
    let title = format!("{}98765432109876543210", "Viele Wörter ".repeat(5));
    let svg = drawing(&card(&title, "S", Vec::new()), &fonts());
    assert!(lines(&svg).iter().all(|line| !line.contains("98")), "{svg}");
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
    let svg = drawing(&card, &fonts);
    for text in svg.split("<text ").skip(1) {
        let attribute = |name: &str| {
            let (_, rest) = text.split_once(&format!("{name}=\"")).expect(name);
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let number = |name: &str| attribute(name).parse::<f32>().expect("a number");
        let words = text.split_once('>').and_then(|(_, rest)| rest.split_once('<'));
        let width = fonts.width(words.expect("words").0, &attribute("font-family")) * number("font-size");
        assert!(number("x") + width <= 1130.0, "{text}");
        assert!(number("y") <= 600.0, "{text}");
    }
    let rows = lines(&svg);
    assert!(rows.iter().any(|line| line.ends_with('…')), "{rows:?}");
}

#[test]
fn a_gap_is_a_gap_in_the_line_and_one_value_makes_none() {
    let path = |values: &[Option<f64>]| {
        let svg = drawing(&card("T", "S", vec![trend("1", values)]), &fonts());
        let (_, rest) = svg.split_once("<path d=\"")?;
        Some(rest.split('"').next().unwrap_or_default().to_owned())
    };
    let drawn = path(&[Some(1.0), Some(2.0), None, Some(3.0), Some(f64::NAN), Some(2.0)]);
    assert_eq!(drawn.expect("a line").matches('M').count(), 3);
    assert_eq!(path(&[Some(1.0), None]), None);
    assert_eq!(path(&[]), None);
}

#[test]
fn markup_in_a_name_is_text() {
    let svg = drawing(&card("<b>&amp;\"", "]]>", Vec::new()), &fonts());
    assert!(svg.contains("&lt;b&gt;&amp;amp;\""), "{svg}");
    assert!(!picture(&svg, &fonts()).is_empty());
}
