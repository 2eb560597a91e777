//! Style sheets as they are published: without comments and without spaces that mean nothing.
//!
//! Only what is safe without understanding a sheet is left out; names and values stay as they are written.

use std::ops::Range;

/// A style sheet without comments, line ends, and the spaces beside braces, commas, colons and semicolons that CSS does
/// not read.
#[must_use]
pub(super) fn tightened(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut space = false;
    let mut rest = style;
    while let Some(character) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            // A comment separates as a space does.
            space = true;
            continue;
        }
        if character.is_ascii_whitespace() {
            space = true;
            rest = &rest[1..];
            continue;
        }
        let token = token(rest, character);
        let follows = out.chars().next_back();
        let is_idle = follows.is_none_or(|last| "{};,:".contains(last)) || "{};,".contains(character);
        if space && !is_idle {
            out.push(' ');
        }
        if character == '}' && out.ends_with(';') {
            out.pop();
        }
        space = false;
        out.push_str(token);
        rest = &rest[token.len()..];
    }
    out
}

/// What stands at the beginning of some text and is kept whole: a string, the address of an unquoted `url(…)`, or one
/// character.
fn token(rest: &str, first: char) -> &str {
    if matches!(first, '"' | '\'') {
        let mut escaped = false;
        for (at, character) in rest.char_indices().skip(1) {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if character == first => return &rest[..=at],
                _ => {}
            }
        }
        return rest;
    }
    if first == 'u' && rest.starts_with("url(") && !rest[4..].trim_start().starts_with(['"', '\'']) {
        return rest.find(')').map_or(rest, |end| &rest[..=end]);
    }
    &rest[..first.len_utf8()]
}

/// The places of the addresses in a style sheet, without quotes: of every `url(…)`, and of every `@import`.
#[must_use]
pub(super) fn addresses(style: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut at, mut is_import) = (0, false);
    while let Some(character) = style[at..].chars().next() {
        let rest = &style[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            at += comment.find("*/").map_or(rest.len(), |end| "/**/".len() + end);
            continue;
        }
        let token = token(rest, character);
        if rest.starts_with("@import") {
            is_import = true;
            at += "@import".len();
        } else if rest.starts_with("url(") {
            let start = at + "url(".len();
            let start = start + (style[start..].len() - style[start..].trim_start().len());
            if style[start..].starts_with(['"', '\'']) {
                found.extend(quoted(style, start));
                let quote = style.as_bytes()[start];
                at = start + self::token(&style[start..], char::from(quote)).len();
            } else {
                let end = at + token.trim_end_matches(')').trim_end().len();
                found.push(start..end.max(start));
                at += token.len();
            }
            is_import = false;
        } else {
            if is_import {
                found.extend(quoted(style, at));
            }
            is_import &= character.is_whitespace();
            at += token.len();
        }
    }
    found
}

/// The place within the quotes of a text that begins at a position, if one does and ends.
fn quoted(style: &str, at: usize) -> Option<Range<usize>> {
    let rest = &style[at..];
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let token = token(rest, quote);
    (token.len() > 1 && token.ends_with(quote)).then(|| at + 1..at + token.len() - 1)
}

/// The asset that an address in a style sheet names, and what follows it (`#icon`, `?#iefix`); `None` for what lies elsewhere.
#[must_use]
pub(super) fn asset<'a>(sheet: &str, address: &'a str) -> Option<(String, &'a str)> {
    let (path, after) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let has_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || path.starts_with('/') || has_scheme {
        return None;
    }
    let mut parts: Vec<&str> = sheet.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            // Above the folder of assets there is none; what is named there is told as missing.
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), after))
}

/// The rules of a tightened style sheet, or of a block within one: what stands before each pair of braces, and within.
pub(super) fn rules(style: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let (mut start, mut body, mut depth) = (0, 0, 0_usize);
    walk(style, |at, character| match character {
        '{' => {
            depth += 1;
            if depth == 1 {
                body = at + 1;
            }
        }
        '}' => {
            if depth == 1 {
                found.push((style[start..body - 1].trim(), &style[body..at]));
            }
            depth = depth.saturating_sub(1);
            if depth == 0 {
                start = at + 1;
            }
        }
        // A rule without a block, such as an import.
        ';' if depth == 0 => start = at + 1,
        _ => {}
    });
    found
}

/// The parts of a tightened list of selectors or declarations; what stands in brackets is not taken apart.
pub(super) fn parts(list: &str, separator: char) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    walk(list, |at, character| match character {
        '(' => depth += 1,
        ')' => depth = depth.saturating_sub(1),
        character if character == separator && depth == 0 => {
            found.push(list[start..at].trim());
            start = at + 1;
        }
        _ => {}
    });
    found.push(list[start..].trim());
    found.retain(|part| !part.is_empty());
    found
}

/// Every character that stands outside of strings and addresses, with its place.
fn walk(style: &str, mut visit: impl FnMut(usize, char)) {
    let mut at = 0;
    while let Some(character) = style[at..].chars().next() {
        let token = token(&style[at..], character);
        if token.len() == character.len_utf8() {
            visit(at, character);
        }
        at += token.len();
    }
}

#[cfg(test)]
mod tests {
    use super::{addresses, asset, parts, rules, tightened};

    #[test]
    fn addresses_are_found_wherever_css_reads_them() {
        let style = "@import \"a.css\" print;@import url( 'b.css' );/* url(c.svg) */p{content:\"url(d)\";x:url(e.svg) , \
                     url( \"f.ttf?#iefix\" ) format(\"g\");y:url( h.svg )}@import url(";
        let found: Vec<&str> = addresses(style).into_iter().map(|place| &style[place]).collect();
        assert_eq!(found, ["a.css", "b.css", "e.svg", "f.ttf?#iefix", "h.svg", ""]);
        assert!(addresses("p{x:url(\"open").is_empty());
    }

    #[test]
    fn an_address_names_an_asset_beside_its_sheet() {
        let of = |name: &str, after| Some((name.to_owned(), after));
        for (sheet, address, expected) in [
            ("a.css", "b.svg", of("b.svg", "")),
            ("a.css", "./b.svg#c", of("b.svg", "#c")),
            ("a.css", "b.ttf?#iefix", of("b.ttf", "?#iefix")),
            ("x/a.css", "b.svg", of("x/b.svg", "")),
            ("x/a.css", "../b.svg", of("b.svg", "")),
            ("a.css", "../b.svg", of("../b.svg", "")),
            ("a.css", "data:image/svg+xml,%3Csvg/%3E", None),
            ("a.css", "https://example.org/b.svg", None),
            ("a.css", "//example.org/b.svg", None),
            ("a.css", "#b", None),
            ("a.css", "", None),
        ] {
            assert_eq!(asset(sheet, address), expected, "{address}");
        }
    }

    #[test]
    fn rules_and_their_parts_are_told_apart() {
        let style = "@import url(a;b.css);a:is(b,c),d{x:\"};{\";y:url(;)}@media print{e{z:1}f{}}g{h";
        assert_eq!(
            rules(style),
            [("a:is(b,c),d", "x:\"};{\";y:url(;)"), ("@media print", "e{z:1}f{}")]
        );
        assert_eq!(parts("a:is(b,c),d", ','), ["a:is(b,c)", "d"]);
        assert_eq!(parts("x:\"};{\";y:url(;);", ';'), ["x:\"};{\"", "y:url(;)"]);
    }

    #[test]
    fn what_css_reads_stays_and_the_rest_goes() {
        for (style, expected) in [
            (
                "a { color: red; }\n\nb > c, d {\n  top: 0;\n  left: 1px\n}\n",
                "a{color:red}b > c,d{top:0;left:1px}",
            ),
            ("/* why */a{width:calc(1px + 2px)}", "a{width:calc(1px + 2px)}"),
            ("a :is(b, c) { --x: ; }", "a :is(b,c){--x:}"),
            (
                "a::before { content: \"a ; b /* c */ \\\" { \"; }",
                "a::before{content:\"a ; b /* c */ \\\" { \"}",
            ),
            ("a { background: url( x y.png ) }", "a{background:url( x y.png )}"),
            ("@media print { a { top: 0 } }", "@media print{a{top:0}}"),
            ("a/**/b {}", "a b{}"),
            ("a { content: \"open", "a{content:\"open"),
            ("a { color: red; /* never closed", "a{color:red;"),
            ("", ""),
        ] {
            assert_eq!(tightened(style), expected, "{style}");
            assert_eq!(tightened(&tightened(style)), expected, "{style}");
        }
    }
}
