//! What to write instead of TOML that cannot be read: people write values as they would on paper.

use std::ops::Range;

/// A value on the line of a syntax error, by what it looks like.
struct Written<'t> {
    key: &'t str,
    value: &'t str,
}

/// What cures a syntax error at a span of a text.
pub(super) fn cure(text: &str, span: &Range<usize>) -> String {
    written(line(text, span.start))
        .and_then(|written| instead(&written))
        .unwrap_or_else(|| "correct the TOML here".to_owned())
}

/// Whether the line of a position gives a key a value, or begins a table.
pub(super) fn begins_anew(text: &str, at: usize) -> bool {
    let line = line(text, at).trim_start();
    line.starts_with('[') || written(line).is_some()
}

fn line(text: &str, at: usize) -> &str {
    let at = text.floor_char_boundary(at);
    let begins = text[..at].rfind('\n').map_or(0, |before| before + 1);
    text[begins..].lines().next().unwrap_or_default()
}

/// The key and the value that a line gives it, without its comment.
fn written(line: &str) -> Option<Written<'_>> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    let is_key = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '"');
    let value = match value.trim() {
        // In a text a # is no comment.
        text if text.starts_with(['"', '\'']) => text,
        other => other.split('#').next().unwrap_or_default().trim(),
    };
    (!key.is_empty() && key.chars().all(is_key)).then_some(Written { key, value })
}

fn instead(written: &Written<'_>) -> Option<String> {
    let Written { key, value } = written;
    if value.is_empty() {
        return Some(format!("write a value behind `{key} =`, or remove the line"));
    }
    if let Some(rest) = value.strip_prefix('"') {
        let is_open = !value.starts_with("\"\"\"") && !rest.contains('"');
        let cure =
            "close the quotation marks on the same line; a text of several lines stands between `\"\"\"` and `\"\"\"`";
        return is_open.then(|| cure.to_owned());
    }
    if value.starts_with(['\'', '[', '{', '|', '>']) {
        return None;
    }
    if matches!(
        value.to_lowercase().as_str(),
        "n/a" | "na" | "null" | "none" | "nil" | "tbd" | "-" | "—"
    ) {
        return Some(format!("write `{key} = \"n/a\"` where there is no value"));
    }
    if let Some(day) = day(value) {
        return Some(format!("write the day as `{key} = {day}`: year, month, day"));
    }
    if is_month(value) {
        return Some(format!("write the month in quotation marks: `{key} = \"{value}\"`"));
    }
    if let Some((whole, fraction)) = value.split_once(',') {
        let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if are_digits(whole) && are_digits(fraction) {
            return Some(match fraction.len() {
                3 => format!(
                    "write `{key} = {whole}{fraction}` for thousands, or `{key} = {whole}.{fraction}` for decimals"
                ),
                _ => format!("write a decimal point: `{key} = {whole}.{fraction}`"),
            });
        }
    }
    // Numbers that are none have a cure of their own.
    let is_text = value
        .chars()
        .any(|letter| letter.is_alphabetic() || !letter.is_ascii() || "%$<>~/".contains(letter));
    let quotable = is_text && !value.contains(['"', '\\']);
    quotable.then(|| format!("write it in quotation marks: `{key} = \"{value}\"`"))
}

/// `22.11.2026` as TOML has it. With points the day stands first; with slashes in some countries the month.
fn day(value: &str) -> Option<String> {
    let mut parts = value.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |text: &str| text.parse::<i8>().ok();
    let date = jiff::civil::Date::new(year.parse().ok()?, number(month)?, number(day)?).ok()?;
    (parts.next().is_none() && year.len() == 4).then(|| date.to_string())
}

fn is_month(value: &str) -> bool {
    value.len() == 7 && jiff::civil::Date::strptime("%Y-%m-%d", format!("{value}-01")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_told_as_toml() {
        for (line, expected) in [
            ("a = n/a", "`a = \"n/a\"`"),
            ("a = null", "`a = \"n/a\"`"),
            ("a = -", "`a = \"n/a\"`"),
            ("a = 99.95%  # of March", "`a = \"99.95%\"`"),
            ("a =", "write a value behind `a =`"),
            ("a = # later", "write a value behind `a =`"),
            ("a = 99,95", "`a = 99.95`"),
            ("a = 1,204", "`a = 1204` for thousands, or `a = 1.204`"),
            ("change-lead-time = 1d 4h", "`change-lead-time = \"1d 4h\"`"),
            ("a = €18250", "`a = \"€18250\"`"),
            ("a = ~12", "`a = \"~12\"`"),
            ("date = 22.11.2026", "`date = 2026-11-22`"),
            ("date = 31.11.2026", "correct the TOML"),
            ("month = 2026-02", "`month = \"2026-02\"`"),
            ("summary = \"foo", "close the quotation marks"),
            ("summary = \"a\" b", "correct the TOML"),
            ("team = checkout", "`team = \"checkout\"`"),
            ("a = [1, 2", "correct the TOML"),
            ("no key at all", "correct the TOML"),
            ("a = 1.2.3", "correct the TOML"),
        ] {
            let text = format!("# before\n{line}\nb = 1\n");
            let found = cure(&text, &(12..13));
            assert!(found.contains(expected), "{line}: {found}");
        }
        assert_eq!(cure("", &(5..9)), "correct the TOML here");
    }
}
