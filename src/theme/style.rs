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

#[cfg(test)]
mod tests {
    use super::tightened;

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
