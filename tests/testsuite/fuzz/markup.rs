//! What every page, fragment, picture, feed and table has to be, whatever was written: well-formed, and nothing that a browser
//! or a spreadsheet would run or fetch from elsewhere.

use scraper::Html;
use std::collections::BTreeSet;

/// Elements that text of users never becomes, and that no page needs.
const REFUSED: [&str; 14] = [
    "applet", "audio", "base", "embed", "form", "frame", "frameset", "iframe", "math", "object", "portal", "style",
    "template", "video",
];

/// Attributes whose value is an address.
const ADDRESSES: [&str; 9] = [
    "href",
    "xlink:href",
    "src",
    "srcset",
    "action",
    "formaction",
    "poster",
    "background",
    "cite",
];

/// Checks a piece of a page, made of what users wrote.
///
/// # Panics
///
/// If it is not well-formed, or holds what runs, fetches or styles.
pub fn check_fragment(html: &str) {
    check_letters(html);
    let parsed = Html::parse_fragment(html);
    assert!(parsed.errors.is_empty(), "{:?} in\n{html}", parsed.errors);
    check_elements(&parsed, html, &|_, _| false);
}

/// Checks a whole page.
///
/// # Panics
///
/// As [`check_fragment`], but for what the default theme itself has.
pub fn check_page(path: &str, html: &str) {
    check_letters(html);
    let parsed = Html::parse_document(html);
    if !parsed.errors.is_empty() {
        // The first line at whose end there are as many as in all.
        let ends = html.match_indices('\n').map(|(at, _)| at + 1).chain([html.len()]);
        let has_begun = |at: &usize| {
            let before = Html::parse_document(&html[..*at]).errors;
            parsed.errors.iter().all(|error| before.contains(error))
        };
        let at = ends.clone().find(has_begun).unwrap_or(html.len());
        let from = html[..at - 1].rfind('\n').unwrap_or(0);
        panic!("{path}: {:?} in\n{}", parsed.errors, &html[from..at]);
    }
    let policies = html.matches("http-equiv=\"Content-Security-Policy\"").count();
    assert_eq!(policies, 1, "{path} has a policy of its own");
    check_elements(&parsed, html, &|name, attributes| match name {
        // The theme's scripts and styles are files of the site.
        "script" => attributes
            .iter()
            .any(|(name, value)| *name == "src" && value.contains("assets/")),
        // A page for an unknown address may be shown anywhere, so it holds its few lines of style.
        "style" => path == "404.html",
        _ => false,
    });
}

/// Which elements with which attributes the theme itself has.
type Allowed<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> bool;

fn check_elements(parsed: &Html, html: &str, is_of_the_theme: Allowed<'_>) {
    for element in parsed.tree.nodes().filter_map(|node| node.value().as_element()) {
        let name = element.name();
        let attributes: Vec<(&str, &str)> = element.attrs().collect();
        let wrong = |what: &str| panic!("{what} in <{name} {attributes:?}> of\n{html}");
        if (REFUSED.contains(&name) || name == "script") && !is_of_the_theme(name, &attributes) {
            wrong("an element that no text becomes");
        }
        for (attribute, value) in &attributes {
            let attribute = attribute.to_ascii_lowercase();
            if attribute.starts_with("on")
                || matches!(attribute.as_str(), "style" | "srcdoc" | "http-equiv") && !is_head(name)
            {
                wrong("an attribute that runs or styles");
            }
            if ADDRESSES.contains(&attribute.as_str()) && !is_harmless(name, value) {
                wrong("an address that runs or fetches");
            }
        }
    }
}

/// `<meta>` holds the policy and redirects.
fn is_head(name: &str) -> bool {
    name == "meta"
}

/// Whether an address neither runs nor, where it is fetched by itself, leads elsewhere.
fn is_harmless(element: &str, address: &str) -> bool {
    // Browsers leave out what cannot be seen before they look for a scheme.
    let seen: String = address
        .chars()
        .filter(|letter| !letter.is_control() && !letter.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    if seen != address.to_ascii_lowercase().replace(' ', "") {
        return false;
    }
    let end = seen.find(['/', '?', '#']).unwrap_or(seen.len());
    // What stands before a colon and cannot be a scheme is the beginning of a path.
    let can_be = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    let is_scheme = |word: &str| word.starts_with(|first: char| first.is_ascii_lowercase()) && word.chars().all(can_be);
    let scheme = seen[..end].split_once(':').map(|(scheme, _)| scheme);
    let scheme = scheme.filter(|scheme| is_scheme(scheme));
    let is_clicked = matches!(element, "a" | "blockquote" | "q");
    match scheme {
        Some("http" | "https") => is_clicked || element == "link",
        Some("mailto") => is_clicked,
        Some("data") => element == "link" && seen == "data:,",
        Some(_) => false,
        None => !seen.starts_with("//") && !seen.starts_with("/\\") && !seen.starts_with('\\'),
    }
}

/// Letters that no text of a page may have: they are not allowed there, or turn the order of those around them.
fn check_letters(text: &str) {
    let allowed = |letter: char| match letter {
        '\n' | '\t' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => false,
        _ => !letter.is_control(),
    };
    if let Some(at) = text.find(|letter| !allowed(letter)) {
        let letter = text[at..].chars().next();
        let from = (at.saturating_sub(60)..at)
            .find(|from| text.is_char_boundary(*from))
            .unwrap_or(at);
        panic!("{letter:?} after `{}`", &text[from..at]);
    }
}

/// Checks a picture or a feed.
///
/// # Panics
///
/// If it is no XML, or has a script, a style of an element, or an address that a reader would fetch.
pub fn check_xml(path: &str, text: &str) {
    use quick_xml::events::Event;
    check_letters(text);
    let wrong = |what: &str| panic!("{path}: {what} in\n{text}");
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut depth, mut roots) = (0_usize, 0_usize);
    loop {
        let event = reader
            .read_event()
            .unwrap_or_else(|error| panic!("{path}: {error} in\n{text}"));
        let (start, opens) = match event {
            Event::Start(start) => (start, true),
            Event::Empty(start) => (start, false),
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::GeneralRef(name) => {
                let known = ["amp", "lt", "gt", "quot", "apos"].contains(&&*name) || name.starts_with('#');
                if !known {
                    wrong("an entity that nobody defined");
                }
                continue;
            }
            Event::DocType(_) => return wrong("a document type"),
            Event::Eof => break,
            _ => continue,
        };
        roots += usize::from(depth == 0);
        depth += usize::from(opens);
        let element = start.name().into_inner().to_ascii_lowercase();
        if matches!(
            element.as_str(),
            "script" | "foreignobject" | "iframe" | "image" | "use"
        ) {
            wrong("an element that runs or fetches");
        }
        let mut names = BTreeSet::new();
        for attribute in start.attributes() {
            let attribute = attribute.unwrap_or_else(|error| panic!("{path}: {error} in\n{text}"));
            let name = attribute.key.into_inner().to_ascii_lowercase();
            if name.starts_with("on") || !names.insert(name.clone()) {
                wrong("an attribute that runs, or one twice");
            }
            let value = attribute.value.to_ascii_lowercase();
            if name.ends_with("href") && value.contains("script:") {
                wrong("an address that runs");
            }
        }
    }
    assert!(depth == 0 && roots == 1, "{path} has one root that closes:\n{text}");
}

/// Checks a table that spreadsheets open.
///
/// # Panics
///
/// If it is no table, or one of its texts would be run as a formula.
pub fn check_csv(path: &str, text: &str) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.unwrap_or_else(|error| panic!("{path}: {error} in\n{text}"));
        for cell in &record {
            let is_number = cell
                .strip_prefix('-')
                .unwrap_or(cell)
                .chars()
                .all(|letter| letter.is_ascii_digit() || letter == '.');
            let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            assert!(is_number || !begins, "{path}: the cell {cell:?} is run as a formula");
        }
    }
}
