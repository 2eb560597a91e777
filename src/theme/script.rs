//! Scripts as they are published: without comments and without spaces that mean nothing.
//!
//! Names and values stay as they are written, and so does every line end that might end a statement. A script in which a
//! text, a template or a pattern does not end is published as it is: its own errors are for the browser to report.

/// A script without comments and without the spaces and line ends that JavaScript does not read.
#[must_use]
pub(super) fn tightened(script: &str) -> String {
    shortened(script).unwrap_or_else(|| script.to_owned())
}

/// `None` where something does not end.
fn shortened(script: &str) -> Option<String> {
    let mut out = String::with_capacity(script.len());
    let mut gap = Gap::None;
    let mut rest = script;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '/' if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                gap = gap.max(Gap::Space);
                continue;
            }
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/")? + 2;
                gap = gap.max(if rest[..end].contains('\n') {
                    Gap::Line
                } else {
                    Gap::Space
                });
                rest = &rest[end..];
                continue;
            }
            '\n' | '\r' => {
                gap = Gap::Line;
                rest = &rest[1..];
                continue;
            }
            _ if next.is_whitespace() => {
                gap = gap.max(Gap::Space);
                rest = &rest[next.len_utf8()..];
                continue;
            }
            '"' | '\'' => quoted(rest, next)?,
            '`' => template(rest)?,
            '/' if begins_pattern(&out) => pattern(rest)?,
            _ => next.len_utf8(),
        };
        if let Some(last) = out.chars().next_back() {
            match gap {
                Gap::Line if !joins(last, rest) => out.push('\n'),
                Gap::Space if !touches(last, next) => out.push(' '),
                _ => {}
            }
        }
        gap = Gap::None;
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    Some(out)
}

/// What stands between two pieces of a script.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
}

/// Whether a line end may go: no statement can end after the last character, or before what follows.
fn joins(last: char, rest: &str) -> bool {
    let mut next = rest.chars();
    let first = next.next().unwrap_or(';');
    let is_number = first == '.' && next.next().is_some_and(|digit| digit.is_ascii_digit());
    "{([,;:?=&|<>".contains(last) || (")]}?:&|,;=.".contains(first) && !is_number)
}

/// Whether two characters may stand side by side that had a space between them.
fn touches(last: char, next: char) -> bool {
    let is_name = |letter: char| letter.is_alphanumeric() || "_$#".contains(letter) || !letter.is_ascii();
    let is_sign = |letter: char| "+-/".contains(letter);
    !(is_name(last) && (is_name(next) || next == '.') || is_sign(last) && is_sign(next) || last == '<' && next == '!')
}

/// Whether a slash begins a pattern here and does not divide: nothing stands before it that could be divided.
fn begins_pattern(before: &str) -> bool {
    let word = before
        .rsplit(|letter: char| !letter.is_alphanumeric())
        .next()
        .unwrap_or("");
    match before.chars().next_back() {
        None => true,
        Some(_) if ["return", "typeof", "case", "in", "of"].contains(&word) => true,
        Some(last) => !(last.is_alphanumeric() || "_$)]}\"'`".contains(last)),
    }
}

/// The length of a text with its quotes.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '\n' => return None,
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a pattern up to its last slash; a slash within brackets is a letter of it.
fn pattern(rest: &str) -> Option<usize> {
    let mut in_class = false;
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '\n' => return None,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a template with its quotes, and all that stands in its places.
fn template(rest: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        let here = &rest[at..];
        let letter = here.chars().next()?;
        at += match letter {
            '\\' => 1 + here[1..].chars().next()?.len_utf8(),
            '`' => return Some(at + 1),
            '$' if here.starts_with("${") => 2 + place(&here[2..])?,
            _ => letter.len_utf8(),
        };
    }
}

/// The length of what stands in a place of a template, with its closing brace.
fn place(rest: &str) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_u32);
    loop {
        let here = &rest[at..];
        let letter = here.chars().next()?;
        at += match letter {
            '"' | '\'' => quoted(here, letter)?,
            '`' => template(here)?,
            '}' if depth == 0 => return Some(at + 1),
            _ => {
                depth = match letter {
                    '{' => depth + 1,
                    '}' => depth - 1,
                    _ => depth,
                };
                letter.len_utf8()
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_javascript_does_not_read_is_left_out() {
        for (written, published) in [
            ("// a\nconst a = 1;\n", "const a=1;"),
            ("const a = () => {\n  b( 1, 2 );\n};\n", "const a=()=>{b(1,2);};"),
            ("a\n  .b()\n  .c();", "a.b().c();"),
            (
                "if (a) {\n  b();\n} else {\n  c();\n}\nd();",
                "if(a){b();}else{c();}\nd();",
            ),
            ("a /* b */ + c; /* d\n */ e", "a+c;e"),
            ("return a ? b : c;", "return a?b:c;"),
        ] {
            assert_eq!(tightened(written), published);
        }
    }

    #[test]
    fn what_it_reads_stays() {
        for script in [
            "\"// no  comment\";",
            "'it\\'s  //';",
            "`a  ${b  + `${c  }  }`}  // d`;",
            "a=/\\s+ [/ ]  \\//g;",
            "return/  /;",
            "a+ +b- -c;",
            "let a\nlet b",
            "a\n++b",
            "a\n(b)",
            "1 .toFixed();",
            "x\n.5",
            "}\nfoo",
            "async function of",
        ] {
            assert_eq!(tightened(script), script);
        }
    }

    #[test]
    fn a_slash_after_a_value_divides() {
        assert_eq!(tightened("a / b; // c / d"), "a/b;");
        assert_eq!(tightened("(a) / 2 / b[1] / 3"), "(a)/2/b[1]/3");
    }

    #[test]
    fn a_script_that_does_not_end_stays_as_it_is() {
        for script in ["a = `b  ${", "'a  \n'", "a = /b  ", "/* a  "] {
            assert_eq!(tightened(script), script);
        }
    }
}
