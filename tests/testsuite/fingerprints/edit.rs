//! Edits as people make them: a number, a word, an entry, a file, a name, the configuration, the theme.

use super::random::Random;
use crate::harness::{files, repository};
use std::collections::BTreeMap;

/// Files of a portfolio by path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Makes edits of one portfolio.
pub(super) struct Editor {
    /// The portfolio as it was, to bring parts of it back.
    original: Files,
    /// The default theme, of which any file may be overridden.
    theme: Files,
}

/// The kind of an edit that changes nothing: a file is written again as it is.
pub(super) const TOUCHED: &str = "nothing but times";

/// Keys of the configuration with what may stand there.
const KEYS: [(&str, &[&str]); 15] = [
    ("title", &["\"A portfolio of every kind\"", "\"Another & <title>\""]),
    (
        "base_url",
        &[
            "\"https://portfolio.example.org/\"",
            "\"https://moved.example.org/scorp/\"",
        ],
    ),
    (
        "source_url",
        &[
            "\"https://example.org/{path}#L{line}\"",
            "\"https://example.net/{path}\"",
        ],
    ),
    ("time_zone", &["\"Europe/Dublin\"", "\"Pacific/Auckland\""]),
    ("language", &["\"en\"", "\"en-IE\""]),
    ("date_order", &["\"dmy\"", "\"mdy\""]),
    ("as_of", &["2026-08-20", "2026-08-21"]),
    ("window", &["\"4 cycles\"", "\"2 cycles\"", "\"all\""]),
    ("teams", &["[\"alpha\", \"beta\"]", "[\"gamma\", \"beta\"]"]),
    ("theme", &["\"own\"", "\"default\""]),
    ("indexing", &["true", "false"]),
    (
        "pillars",
        &[
            "[\"security\", \"cost\", \"operational-excellence\", \"reliability\", \"performance\"]",
            "[\"performance\", \"security\", \"cost\", \"operational-excellence\", \"reliability\"]",
        ],
    ),
    ("grace", &["\"4 days\"", "\"1 week\""]),
    ("minutes_per_team", &["10", "12"]),
    ("facilitator", &["\"Una\"", "\"Ulf\""]),
];

impl Editor {
    pub(super) fn new(original: Files) -> Self {
        let theme = files(&repository().join("themes/default"));
        Self { original, theme }
    }

    /// Makes one edit; says its kind and what was done.
    pub(super) fn edit(&self, random: &mut Random, files: &mut Files) -> (&'static str, String) {
        // Values and words are what is edited most.
        let (kind, done) = match random.below(27) {
            0..=4 => ("a number", number(random, files)),
            5..=7 => ("a word", word(random, files)),
            8 => ("a line", line(random, files)),
            9..=11 => ("an entry", entry(random, files)),
            12 => ("a file removed", Some(removed(random, files))),
            13 => ("a file added", Some(added(random, files))),
            14..=15 => ("a name", renamed(random, files)),
            16..=18 => ("the configuration", configured(random, files)),
            19..=20 => ("the theme", self.dressed(random, files)),
            21 => ("the words", Some(worded(random, files))),
            22 => ("an attachment", attached(random, files)),
            23 => (TOUCHED, text(random, files).map(|(path, _)| path)),
            24 => ("a workload", handed_over(random, files)),
            25 => ("a file as it was", self.restored(random, files)),
            _ => ("all as it was", Some(self.all_restored(files))),
        };
        match done {
            Some(done) => (kind, done),
            // Nothing of the kind is left to edit.
            None => self.edit(random, files),
        }
    }

    /// Overrides a file of the theme, changes the override, or takes it back.
    fn dressed(&self, random: &mut Random, files: &mut Files) -> Option<String> {
        let names: Vec<&String> = self.theme.keys().filter(|name| is_dress(name)).collect();
        let name = *random.pick(&names);
        let path = format!("themes/own/{name}");
        if files.contains_key(&path) && random.one_of(2) {
            files.remove(&path);
            return Some(format!("{path} removed"));
        }
        let text = files.get(&path).unwrap_or(&self.theme[name]);
        let mut text = String::from_utf8(text.clone()).ok()?;
        let mark = random.below(100);
        match name.rsplit_once('.')?.1 {
            "css" => text = format!("{text}\n.mark {{ order: {mark} }}\n"),
            "js" => text = format!("{text}\nwindow.mark = {mark};\n"),
            // Within the part that every template fills, or its first tag.
            _ => {
                let at = text
                    .find("<h1")
                    .or_else(|| text.find("<p"))
                    .or_else(|| text.find("<td"))?;
                text.insert_str(at, &format!("<p>Mark {mark}</p>"));
            }
        }
        files.insert(path.clone(), text.into_bytes());
        Some(format!("{path} with mark {mark}"))
    }

    /// Brings one file of the original back, or takes away one that it has not.
    fn restored(&self, random: &mut Random, files: &mut Files) -> Option<String> {
        let differs = |path: &&String| files.get(*path) != self.original.get(*path);
        let all: Vec<String> = files
            .keys()
            .chain(self.original.keys())
            .filter(differs)
            .cloned()
            .collect();
        if all.is_empty() {
            return None;
        }
        let path = random.pick(&all);
        match self.original.get(path) {
            Some(bytes) => drop(files.insert(path.clone(), bytes.clone())),
            None => drop(files.remove(path)),
        }
        Some(path.clone())
    }

    fn all_restored(&self, files: &mut Files) -> String {
        files.clone_from(&self.original);
        "the portfolio".to_owned()
    }
}

/// Files of the theme that an edit may override: not what other files rely on having no more in it.
fn is_dress(name: &str) -> bool {
    (name.starts_with("templates/") && name != "templates/redirect.html") || name.starts_with("assets/")
}

/// A random file that holds text, and its text.
fn text(random: &mut Random, files: &Files) -> Option<(String, String)> {
    let is_text = |path: &&String| [".toml", ".md", ".csv", ".json"].iter().any(|end| path.ends_with(end));
    let paths: Vec<&String> = files.keys().filter(is_text).collect();
    let path = (*random.pick(&paths)).clone();
    let text = String::from_utf8(files[&path].clone()).ok()?;
    Some((path, text))
}

/// Another digit for one of them.
fn number(random: &mut Random, files: &mut Files) -> Option<String> {
    let (path, text) = text(random, files)?;
    // Most years and months are there to stay.
    let at: Vec<usize> = text
        .match_indices(|letter: char| letter.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    let of_dates = |at: &&usize| text[..**at].ends_with("20") || text[**at..].starts_with("20");
    let others: Vec<usize> = at.iter().filter(|at| !of_dates(at)).copied().collect();
    let at = *random.pick(if others.is_empty() { return None } else { &others });
    let digit = random.below(10).to_string();
    let mut edited = text.clone();
    edited.replace_range(at..=at, &digit);
    files.insert(path.clone(), edited.into_bytes());
    Some(format!("{path} at byte {at}: {digit}"))
}

/// Another letter for one of those between quotes or in the text of a page.
fn word(random: &mut Random, files: &mut Files) -> Option<String> {
    let (path, text) = text(random, files)?;
    let body = if path.rsplit('.').next() == Some("md") {
        text.rfind("+++").unwrap_or_default()
    } else {
        0
    };
    let mut quoted = false;
    let mut at: Vec<usize> = Vec::new();
    for (index, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            // Texts rather than ids: after a capital or a blank.
            _ if letter.is_ascii_lowercase()
                && (quoted || (body > 0 && index > body))
                && text[..index].ends_with([' ', 'A', 'B', 'C', 'D', 'R', 'T', 'W']) =>
            {
                at.push(index);
            }
            _ => {}
        }
    }
    if at.is_empty() {
        return None;
    }
    let at = *random.pick(&at);
    let new = *random.pick(&["e", "x", "<b>", "&", "*", "é", "\u{202e}", "{{ x }}"]);
    let mut edited = text.clone();
    edited.replace_range(at..=at, new);
    files.insert(path.clone(), edited.into_bytes());
    Some(format!("{path} at byte {at}: {new:?}"))
}

/// A line removed, or said twice.
fn line(random: &mut Random, files: &mut Files) -> Option<String> {
    let (path, text) = text(random, files)?;
    let mut lines: Vec<&str> = text.lines().collect();
    let at = random.below(lines.len());
    let done = if random.one_of(2) {
        lines.insert(at, lines[at]);
        "twice"
    } else {
        lines.remove(at);
        "removed"
    };
    files.insert(path.clone(), (lines.join("\n") + "\n").into_bytes());
    Some(format!("line {} of {path} {done}", at + 1))
}

/// An entry, which ends at an empty line, removed or moved to the end.
fn entry(random: &mut Random, files: &mut Files) -> Option<String> {
    let (path, text) = text(random, files)?;
    let mut entries: Vec<&str> = text.trim_end().split("\n\n").collect();
    if entries.len() < 3 {
        return None;
    }
    // The first holds what stands above all tables.
    let at = 1 + random.below(entries.len() - 1);
    let entry = entries.remove(at);
    let done = if random.one_of(3) {
        "removed"
    } else {
        entries.push(entry);
        "at the end"
    };
    files.insert(path.clone(), (entries.join("\n\n") + "\n").into_bytes());
    Some(format!("entry {at} of {path} {done}"))
}

fn removed(random: &mut Random, files: &mut Files) -> String {
    let paths: Vec<String> = files
        .keys()
        .filter(|path| *path != "scorpfolio.toml")
        .cloned()
        .collect();
    let path = random.pick(&paths);
    files.remove(path);
    path.clone()
}

/// A new file of each kind, named by a number.
fn added(random: &mut Random, files: &mut Files) -> String {
    let number = random.below(3);
    let team = *random.pick(&["alpha", "beta", "epsilon"]);
    let (path, text) = match random.below(9) {
        0 => (
            format!("content/pages/new-{number}.md"),
            format!("+++\ntitle = \"New {number}\"\n+++\nSee [it](agreement.md).\n"),
        ),
        1 => (
            format!("content/teams/{team}/team.toml"),
            format!("name = \"New {number}\"\ngroup = \"shop\"\n[[workloads]]\nid = \"w{number}\"\n"),
        ),
        2 => (
            format!("content/teams/{team}/reports/2026-08-0{}.toml", 2 + number),
            format!("summary = \"New {number}\"\n[metrics]\nerrors = {number}\n[[wins]]\ntext = \"A win\"\n"),
        ),
        3 => (
            format!("content/teams/{team}/incidents/N-{number}.md"),
            format!(
                "+++\nid = \"N-{number}\"\ntitle = \"New\"\nseverity = 2\nstarted = 2026-08-0{}T10:00:00Z\nrestored = 2026-08-09T10:00:00Z\n+++\nText.\n",
                1 + number
            ),
        ),
        4 => (
            format!("content/notads/new-{number}.md"),
            format!(
                "+++\ntitle = \"Notice {number}\"\nkind = \"mandate\"\nissued = 2026-08-0{}\ndue = 2026-09-01\n+++\nText.\n",
                1 + number
            ),
        ),
        5 => (
            format!("content/tech-shares/new-{number}.md"),
            format!(
                "+++\ntitle = \"Share {number}\"\ndate = 2026-09-0{}\nstatus = \"planned\"\npresenters = [\"Dee\"]\ntopics = [\"on-call\"]\n+++\nText.\n",
                1 + number
            ),
        ),
        6 => (
            format!("content/radiators/new-{number}.toml"),
            format!("title = \"Screen {number}\"\nscreens = [{{ kind = \"portfolio\" }}, {{ kind = \"wins\" }}]\n"),
        ),
        7 => (
            format!("content/teams/{team}/data/new-{number}.csv"),
            format!(
                "date,metric,value\n2026-08-1{number},nps,{number}\n2026-08-0{},time-to-deploy,1{number}\n",
                4 + number
            ),
        ),
        _ => (
            format!("content/teams/{team}/releases.toml"),
            format!(
                "[[releases]]\nname = \"new {number}\"\nstarted = 2026-08-0{}T02:00:00Z\nfinished = 2026-08-09T03:00:00Z\noutcome = \"succeeded\"\n",
                1 + number
            ),
        ),
    };
    files.insert(path.clone(), text.into_bytes());
    path
}

/// Another name, or another folder, for a team.
fn renamed(random: &mut Random, files: &mut Files) -> Option<String> {
    let number = random.below(100);
    let teams: Vec<String> = files
        .keys()
        .filter(|path| path.ends_with("/team.toml"))
        .cloned()
        .collect();
    let path = teams.get(random.below(teams.len().max(1)))?;
    if random.one_of(3) {
        let old = path.rsplit('/').nth(1)?;
        let new = format!("team-{number}");
        let is_old = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let all = std::mem::take(files);
        for (path, bytes) in all {
            let path = path.replace(&format!("/{old}/"), &format!("/{new}/"));
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => {
                    let mut edited = String::new();
                    let mut rest = text.as_str();
                    while let Some(at) = rest.find(old) {
                        let end = at + old.len();
                        let is_word =
                            is_old(rest.as_bytes().get(at.wrapping_sub(1))) && is_old(rest.as_bytes().get(end));
                        edited.push_str(&rest[..at]);
                        edited.push_str(if is_word { &new } else { old });
                        rest = &rest[end..];
                    }
                    (edited + rest).into_bytes()
                }
                Err(error) => error.into_bytes(),
            };
            files.insert(path, bytes);
        }
        return Some(format!("{old} to {new}"));
    }
    let text = String::from_utf8(files[path].clone()).ok()?;
    let lines = text.lines().map(|line| {
        if line.starts_with("name = ") && !text[..text.find(line).unwrap_or_default()].contains('[') {
            format!("name = \"Name {number}\"")
        } else {
            line.to_owned()
        }
    });
    let edited = lines.collect::<Vec<_>>().join("\n") + "\n";
    let path = path.clone();
    files.insert(path.clone(), edited.into_bytes());
    Some(format!("{path}: Name {number}"))
}

/// Another value for a key, or none.
fn configured(random: &mut Random, files: &mut Files) -> Option<String> {
    let (key, values) = *random.pick(&KEYS);
    let text = String::from_utf8(files.get("scorpfolio.toml")?.clone()).ok()?;
    let is_key = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" ="));
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    let at = lines.iter().position(|line| is_key(line));
    let value = *random.pick(values);
    match at {
        Some(at) if key != "title" && random.one_of(3) => drop(lines.remove(at)),
        Some(at) => lines[at] = format!("{key} = {value}"),
        // Those of tables stay gone until all is brought back.
        None => lines.insert(0, format!("{key} = {value}")),
    }
    files.insert("scorpfolio.toml".to_owned(), (lines.join("\n") + "\n").into_bytes());
    Some(format!("{key} = {value}"))
}

/// Messages of the theme's own table.
fn worded(random: &mut Random, files: &mut Files) -> String {
    let number = random.below(10);
    let text = match random.below(4) {
        0 => String::new(),
        1 => format!("[dates]\nshort_day = \"{{day}} {{month}} {number}\"\n"),
        2 => format!("[numbers]\ngroup = \".\"\ndecimal = \",\"\n[cycle]\nfirst_cycle = \"{number} until {{day}}.\"\n"),
        _ => format!("[dates]\nweekdays = [\"Mon{number}\", \"Tue\", \"Wed\", \"Thu\", \"Fri\", \"Sat\", \"Sun\"]\n"),
    };
    files.insert("themes/own/words.toml".to_owned(), text.clone().into_bytes());
    text
}

/// A workload of one team that another takes over, said in the other's file alone.
fn handed_over(random: &mut Random, files: &mut Files) -> Option<String> {
    let is_team = |path: &&String| path.starts_with("content/teams/") && path.ends_with("/team.toml");
    let teams: Vec<String> = files.keys().filter(is_team).cloned().collect();
    let (from, to) = (random.pick(&teams), random.pick(&teams));
    let given = std::str::from_utf8(&files[from]).ok()?;
    let ids: Vec<&str> = (given.split("[[workloads]]\nid = \"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let id = *ids.get(random.below(ids.len().max(1)))?;
    let day = 10 + random.below(20);
    let slug = from.split('/').nth(2)?;
    let entry = format!("\n[[workloads]]\nid = \"{id}\"\nmoved_from = \"{slug}\"\nfrom = 2026-01-{day}\n");
    let done = format!("{id} of {slug} in {to}");
    files
        .get_mut(to)
        .filter(|_| from != to)?
        .extend_from_slice(entry.as_bytes());
    Some(done)
}

/// Other bytes, with the same length or not, for a file that a page links to.
fn attached(random: &mut Random, files: &mut Files) -> Option<String> {
    let is_attached = |path: &&String| [".png", "list.csv"].iter().any(|end| path.ends_with(end));
    let paths: Vec<String> = files.keys().filter(is_attached).cloned().collect();
    let path = paths.get(random.below(paths.len().max(1)))?;
    let bytes = files.get_mut(path)?;
    if random.one_of(2) {
        bytes.push(b'\n');
    } else {
        *bytes.last_mut()? ^= 1;
    }
    Some(path.clone())
}
