//! Style sheets as they are published: without comments and without spaces that mean nothing.
//!
//! Only what is safe without understanding a sheet is left out; names and values stay as they are written.

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
    use super::{parts, rules, tightened};

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
