//! The portfolio of every kind of input with an attack in every text that somebody may write freely: of the keys that the
//! program knows, so that a new key is attacked by itself, and of each line of tables, templates and exports.
//!
//! What is refused with an error is put back as it was: it can attack nobody.

use scorpfolio::diagnostic::Severity;
use scorpfolio::load::shape::{self, Shape, Type};
use scorpfolio::source::Role;
use scorpfolio::{BuildOptions, Refused};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, TableLike, Value};

/// What was attacked.
pub(crate) struct Attacked {
    /// Keys of the program's shapes, as `team: name`, that hold an attack.
    pub(crate) keys: BTreeSet<String>,
    /// Keys with text whose attacks were refused.
    pub(crate) refused: BTreeSet<String>,
}

/// Says which edit an attack belongs to.
const MARK: &str = "edit-";

/// The edit of no file: of the name of a group, which is the same in several.
const GROUP: usize = usize::MAX;

/// Everything at once that turns text into something that acts, each way out of another place that text stands in.
fn attack(edit: usize) -> String {
    format!(
        "={MARK}{edit}.|cmd' /C x'!A0 \"'><script>pwned()</script><img src onerror=pwned()><svg/onload=pwned()> </title></textarea></style>--> \
         <a href=\"jav&#x09;ascript:pwned()\">a</a> <b style=\"position:fixed\">s</b> <style>*{{display:none}}</style> \
         {{{{ 7 * 7 }}}} {{% include \"base.html\" %}} ${{pwned()}} &lt;script&gt;pwned()&lt;/script&gt; ]]> &#x202e;\u{202e}desrever\u{2066} \u{200b}\u{7}\u{85}\u{feff} \
         <b onclick=pwned()>b</b> `</code><script>pwned()</script>` *<i>e* url=https://elsewhere.example/ <!--"
    )
}

/// A piece of a file, as it was and as it is attacked.
struct Edit {
    file: PathBuf,
    what: What,
    is_kept: bool,
}

impl Edit {
    /// The line that it is in, if it is a table's.
    fn line(&self) -> Option<usize> {
        match self.what {
            What::Line(line, _) => Some(line),
            What::Key(..) => None,
        }
    }
}

enum What {
    /// The value at a path of keys and positions, and its name.
    Key(Vec<Step>, String),
    /// A line, counted from 0, and where in it an attack stands.
    Line(usize, usize),
}

#[derive(Clone)]
enum Step {
    Key(String),
    At(usize),
}

/// Writes the portfolio into an empty folder.
///
/// # Panics
///
/// If an error stays whatever is put back.
pub(crate) fn write(from: &Path, into: &Path) -> Attacked {
    copy(from, into);
    add_files(into);
    let originals: BTreeMap<PathBuf, String> = files(into)
        .into_iter()
        .filter_map(|path| Some((path.clone(), fs::read_to_string(into.join(&path)).ok()?)))
        .collect();
    let mut edits: Vec<Edit> = Vec::new();
    for (file, text) in &originals {
        let whats = whats(file, text);
        edits.extend(whats.into_iter().map(|what| Edit {
            file: file.clone(),
            what,
            is_kept: true,
        }));
    }
    loop {
        for (file, text) in &originals {
            let of_file = edits
                .iter()
                .enumerate()
                .filter(|(_, edit)| edit.is_kept && edit.file == *file);
            fs::write(into.join(file), edited(text, &of_file.collect::<Vec<_>>())).expect("a file");
        }
        if put_back(into, &mut edits) == 0 {
            break;
        }
    }
    let of = |is_kept: bool| {
        let keys = edits.iter().filter(move |edit| edit.is_kept == is_kept);
        keys.filter_map(|edit| match &edit.what {
            What::Key(_, name) => Some(name.clone()),
            What::Line(..) => None,
        })
    };
    let keys: BTreeSet<String> = of(true).collect();
    Attacked {
        refused: of(false).filter(|name| !keys.contains(name)).collect(),
        keys,
    }
}

/// Takes back the edits that errors are about; how many.
fn put_back(root: &Path, edits: &mut [Edit]) -> usize {
    let options = BuildOptions::new(root, jiff::Timestamp::UNIX_EPOCH);
    let problems = match scorpfolio::load_portfolio(&options) {
        Ok(_) => return 0,
        Err(Refused::Problems(problems)) => problems,
        Err(refused @ Refused::Publish(_)) => panic!("nothing is written: {refused}"),
    };
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let mut count = 0;
    for problem in errors {
        let Some(place) = &problem.place else { continue };
        let path = PathBuf::from(&place.file);
        let text = fs::read_to_string(root.join(&path)).unwrap_or_default();
        let line = text
            .lines()
            .nth((place.line as usize).saturating_sub(1))
            .unwrap_or_default();
        let mut marked = marks(&problem.message);
        if marked.is_empty() {
            marked = marks(line);
        }
        if marked.is_empty() {
            // Of a file as a whole, or of a table without a line of its own: one after another. A review may be two files.
            let is_of = |edit: &&Edit| edit.is_kept && edit.file.with_extension("") == path.with_extension("");
            let first = edits.iter().find(is_of).map(Edit::line);
            let numbers = (0..edits.len()).filter(|number| is_of(&&edits[*number]));
            marked.extend(numbers.filter(|number| Some(edits[*number].line()) == first));
        }
        for edit in marked {
            if let Some(edit) = edits.get_mut(edit) {
                count += usize::from(edit.is_kept);
                edit.is_kept = false;
            }
        }
    }
    let said = scorpfolio::diagnostic::text::render(&problems, false);
    assert!(count > 0, "nothing can be put back:\n{said}");
    count
}

/// The edits that a text quotes.
fn marks(text: &str) -> Vec<usize> {
    let marks = text.split(MARK).skip(1);
    marks.filter_map(|rest| rest.split('.').next()?.parse().ok()).collect()
}

/// What of a file somebody writes freely.
fn whats(file: &Path, text: &str) -> Vec<What> {
    let path = file.to_string_lossy().replace('\\', "/");
    if path.starts_with("themes/") {
        return Vec::new();
    }
    let mut whats = Vec::new();
    if let Some((name, shape)) = shape_of(&path) {
        let (front, _) = parts(&path, text);
        let document = document(front);
        walk(document.as_table(), (name, shape), &[], &mut whats);
        return whats;
    }
    for (at, line) in text.lines().enumerate() {
        let places: usize = match path.rsplit('.').next() {
            Some("md") => line.matches('|').count().max(1),
            // The first lines of an export say what it is: without them nothing is read.
            Some("csv") if path.contains("/war/") && at < 30 => 0,
            Some("csv") => line.matches(',').count() + 1,
            Some("json") => usize::from(line.trim_end_matches(',').ends_with('"')),
            _ => 0,
        };
        if !line.trim().is_empty() {
            whats.extend((0..places).map(|place| What::Line(at, place)));
        }
    }
    whats
}

/// The keys of a table that hold text, whether they are there or not.
fn walk(table: &dyn TableLike, of: (&str, &'static Shape), path: &[Step], whats: &mut Vec<What>) {
    let (name, shape) = of;
    for key in shape.keys {
        if is_place(shape, key.name) {
            continue;
        }
        let path = [path, &[Step::Key(key.name.to_owned())]].concat();
        let name = format!("{name}: {}", key.name);
        value(table.get(key.name), (&name, &key.kind), &path, whats);
    }
    if matches!(name, "metrics") {
        for (id, item) in table.iter() {
            if let Some(metric) = item.as_table_like() {
                walk(
                    metric,
                    ("metric", &shape::METRIC),
                    &[path, &[Step::Key(id.to_owned())]].concat(),
                    whats,
                );
            }
        }
    }
}

/// Every key with text, as [`Attacked`] names them.
#[must_use]
pub(crate) fn texts() -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for (name, shape) in shape::FILES {
        let metric = ("metric", &shape::METRIC);
        texts_of(if *name == "metrics" { metric } else { (name, shape) }, &mut texts);
    }
    texts
}

fn texts_of(of: (&str, &'static Shape), texts: &mut BTreeSet<String>) {
    let (name, shape) = of;
    for key in shape.keys.iter().filter(|key| !is_place(shape, key.name)) {
        texts_of_type(&format!("{name}: {}", key.name), &key.kind, texts);
    }
}

fn texts_of_type(name: &str, kind: &'static Type, texts: &mut BTreeSet<String>) {
    match kind {
        Type::Text | Type::Markdown => drop(texts.insert(name.to_owned())),
        Type::List(inner) | Type::Map(inner) => texts_of_type(name, inner, texts),
        Type::Either(first, second) => [first, second]
            .into_iter()
            .for_each(|kind| texts_of_type(name, kind, texts)),
        Type::Table(shape) | Type::Tables(shape) => texts_of((name, shape), texts),
        _ => {}
    }
}

/// Where files lie and go is no text that is shown.
fn is_place(shape: &Shape, key: &str) -> bool {
    shape == &shape::CONFIGURATION && matches!(key, "content" | "output" | "theme") || key == "path"
}

fn value(item: Option<&Item>, of: (&str, &'static Type), path: &[Step], whats: &mut Vec<What>) {
    let (name, kind) = of;
    match kind {
        Type::Text | Type::Markdown => whats.push(What::Key(path.to_vec(), name.to_owned())),
        Type::List(Type::Text | Type::Markdown) => {
            whats.push(What::Key([path, &[Step::At(0)]].concat(), name.to_owned()));
        }
        Type::Either(first, second) => {
            let text = [first, second]
                .into_iter()
                .find(|kind| matches!(kind, Type::Text | Type::Markdown));
            let other = [first, second]
                .into_iter()
                .find(|kind| item.is_some_and(|item| is_of(item, kind)));
            if let Some(kind) = other.or(text) {
                value(item, (name, kind), path, whats);
            }
        }
        Type::Table(shape) => {
            if let Some(table) = item.and_then(Item::as_table_like) {
                walk(table, (name, shape), path, whats);
            }
        }
        Type::Tables(shape) => {
            let tables = item.and_then(Item::as_array_of_tables);
            for (at, table) in tables.into_iter().flatten().enumerate() {
                walk(table, (name, shape), &[path, &[Step::At(at)]].concat(), whats);
            }
        }
        Type::Map(inner) => {
            let entries = item.and_then(Item::as_table_like);
            for (key, item) in entries.into_iter().flat_map(TableLike::iter) {
                value(
                    Some(item),
                    (name, inner),
                    &[path, &[Step::Key(key.to_owned())]].concat(),
                    whats,
                );
            }
        }
        _ => {}
    }
}

fn is_of(item: &Item, kind: &Type) -> bool {
    match kind {
        Type::Text | Type::Markdown => item.is_str(),
        Type::Table(_) | Type::Map(_) => item.is_table_like(),
        Type::Tables(_) => item.is_array_of_tables(),
        _ => false,
    }
}

/// The text of a file with attacks in it.
fn edited(text: &str, edits: &[(usize, &Edit)]) -> String {
    let Some((_, first)) = edits.first() else {
        return text.to_owned();
    };
    let path = first.file.to_string_lossy().replace('\\', "/");
    if matches!(first.what, What::Line(..)) {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        // From the end of a line to its beginning, so that places stay.
        for (number, edit) in edits.iter().rev() {
            if let What::Line(line, place) = edit.what {
                lines[line] = attacked_line(&lines[line], &path, (place, *number));
            }
        }
        return lines.join("\n") + "\n";
    }
    let (front, body) = parts(&path, text);
    let mut document = document(front);
    for (number, edit) in edits {
        if let What::Key(path, name) = &edit.what {
            // A meeting names the groups of its teams.
            let is_group = name.ends_with(": group") || name.ends_with(": groups");
            let attack = attack(if is_group { GROUP } else { *number });
            set(document.as_item_mut(), path, &attack);
        }
    }
    match body {
        None => document.to_string(),
        Some(body) => format!(
            "+++\n{document}+++\n{body}\n\n# {}\n\n{}\n",
            attack(usize::MAX),
            blocks()
        ),
    }
}

fn set(item: &mut Item, path: &[Step], text: &str) {
    match path {
        [] => {}
        [Step::Key(key), Step::At(_)] if !item.get(key).is_some_and(Item::is_array_of_tables) => {
            let mut list = toml_edit::Array::new();
            list.push(text);
            item[key.as_str()] = Item::Value(Value::Array(list));
        }
        [Step::Key(key)] => item[key.as_str()] = toml_edit::value(text),
        [Step::Key(key), rest @ ..] => set(&mut item[key.as_str()], rest, text),
        [Step::At(at), rest @ ..] => {
            if let Some(table) = item.as_array_of_tables_mut().and_then(|tables| tables.get_mut(*at)) {
                let mut inner = Item::Table(std::mem::take(table));
                set(&mut inner, rest, text);
                if let Item::Table(changed) = inner {
                    *table = changed;
                }
            }
        }
    }
}

/// A line of a table, a text or an export with an attack behind one of its cells.
fn attacked_line(line: &str, path: &str, attack_at: (usize, usize)) -> String {
    let (place, number) = attack_at;
    let attack = attack(number);
    let ending = path.rsplit('.').next().unwrap_or_default();
    let (separator, attack) = match ending {
        "csv" => (',', attack.replace([',', '"'], " ").replace(['\u{7}', '\u{85}'], "")),
        "json" => {
            let end = line.trim_end_matches(',').len() - 1;
            let quoted = serde_json::Value::String(attack).to_string();
            return format!("{} {}{}", &line[..end], &quoted[1..quoted.len() - 1], &line[end..]);
        }
        _ => ('|', attack.replace('|', " ")),
    };
    let mut cells: Vec<String> = line.split(separator).map(str::to_owned).collect();
    let at = place.min(cells.len() - 1);
    cells[at] = if ending == "csv" {
        format!("{attack}{}", cells[at])
    } else {
        format!("{} {attack}", cells[at].trim_end())
    };
    cells.join(&separator.to_string())
}

/// Markdown of several lines.
fn blocks() -> &'static str {
    "| a | b |\n|:-:|--:|\n| <td onclick=pwned()> | [x](https://example.org \"t\\\" onclick=pwned()\") |\n\n\
     <div onmouseover=\"pwned()\" style=\"position:fixed;inset:0\"><p><b>open\n\n\
     <math><mtext></table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=pwned()&gt;\">\n\n\
     <noscript><p title=\"</noscript><img src onerror=pwned()>\"></noscript>\n\n\
     <svg><use href=\"data:image/svg+xml,x\"/><animate attributeName=href values=javascript:pwned() /></svg>\n\n\
     <iframe src=\"https://elsewhere.example/\" srcdoc=\"<script>parent.pwned()</script>\"></iframe><form action=https://elsewhere.example/><input name=x autofocus onfocus=pwned()></form>\n\n\
     <meta http-equiv=refresh content=\"0; url=https://elsewhere.example/\"><base href=\"https://elsewhere.example/\"><link rel=stylesheet href=\"https://elsewhere.example/x.css\">\n\n\
     [r]: https://example.org/\"onclick=\"pwned()\n\n[r] <https://example.org/'onclick='pwned()> [^1]\n\n[^1]: <script>pwned()</script>\n\n```x\"><script>pwned()</script>\n</code></pre><script>pwned()</script>\n```\n"
}

/// Attachments with names that mean something elsewhere, and a page that links to them.
fn add_files(root: &Path) {
    let names = [
        "=cmd's & $(x).csv",
        "a' onerror=pwned() b.png",
        "{{ 7 }}{% x %}.png",
        "%3Cscript%3E.txt",
        "\u{202e}gnp.js.txt",
    ];
    let picture = fs::read(root.join("content/pages/picture.png")).expect("a picture");
    let mut page = "+++\ntitle = \"Names\"\n+++\n".to_owned();
    for name in names {
        fs::write(root.join("content/pages").join(name), &picture).expect("a file");
        let address = name.replace('%', "%25").replace('\u{202e}', "%E2%80%AE");
        page.push_str(
            &[
                "\n[", name, "](<", &address, ">) ![", name, "](<", &address, "> \"", name, "\")\n",
            ]
            .concat(),
        );
    }
    fs::write(root.join("content/pages/names.md"), page).expect("a file");
    // Tables that the portfolio of every kind does without.
    for (path, more) in [
        ("scorpfolio.toml", "[pillar_names]\nsecurity = \"Security\"\n"),
        (
            "content/teams/alpha/team.toml",
            "[[exercises]]\nkind = \"game-day\"\ndate = 2026-08-10\n[[sections]]\ntitle = \"Next\"\ntext = \"More\"\n",
        ),
        (
            "content/teams/alpha/reports/2026-07-19.toml",
            "[[events]]\ndate = 2026-07-14\ntext = \"Moved\"\n[[learnings]]\ntext = \"Much\"\n[metrics.p1-issues.by.pricing]\nvalue = 7\n",
        ),
        ("content/teams/beta/imports.toml", "[imports.set]\ncount = \"all\"\n"),
    ] {
        let text = fs::read_to_string(root.join(path)).expect("a file");
        fs::write(root.join(path), format!("{text}\n{more}")).expect("a file");
    }
}

/// The shape of a file, with the name of its schema.
fn shape_of(path: &str) -> Option<(&'static str, &'static Shape)> {
    let within = path.strip_prefix("content/").map(str::to_owned);
    let of_delta = path
        .strip_prefix("checkouts/delta/")
        .map(|rest| format!("teams/delta/{rest}"));
    let name = match Role::of(&within.or(of_delta).unwrap_or_default()) {
        _ if path == "scorpfolio.toml" => "scorpfolio",
        Role::Catalogue | Role::TeamMetrics(_) => "metrics",
        Role::Team(_) => "team",
        Role::Report(_) => "report",
        Role::Imports(_) => "imports",
        Role::Actions(_) => "actions",
        Role::Releases(_) => "releases",
        Role::Incident(_) => "incident",
        Role::War(_) if path.rsplit('.').next() == Some("toml") => "war",
        Role::Notad => "notad",
        Role::TechShare => "tech-share",
        Role::Topics => "topics",
        Role::Minutes(_) => "minutes",
        Role::Page => "page",
        Role::Radiator => "radiator",
        _ => return None,
    };
    shape::FILES.iter().copied().find(|(known, _)| *known == name)
}

/// TOML with every list of tables below headings, however it was written.
fn document(text: &str) -> DocumentMut {
    let mut document: DocumentMut = text.parse().expect("TOML");
    unfold(document.as_table_mut());
    document
}

fn unfold(table: &mut toml_edit::Table) {
    for (_, item) in table.iter_mut() {
        let tables = std::mem::take(item).into_array_of_tables();
        *item = tables.map_or_else(|item| item, Item::ArrayOfTables);
        if let Item::Table(inner) = item {
            unfold(inner);
        }
        if let Item::ArrayOfTables(tables) = item {
            tables.iter_mut().for_each(unfold);
        }
    }
}

/// The TOML of a file, and the Markdown below it.
fn parts<'t>(path: &str, text: &'t str) -> (&'t str, Option<&'t str>) {
    if path.rsplit('.').next() != Some("md") {
        return (text, None);
    }
    let rest = text.strip_prefix("+++\n").expect("front matter");
    let (front, body) = rest.split_once("\n+++\n").expect("its end");
    (&rest[..=front.len()], Some(body))
}

fn copy(from: &Path, into: &Path) {
    for path in files(from) {
        let target = into.join(&path);
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::copy(from.join(&path), target).expect("a copy");
    }
}

/// The files below a folder, relative to it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok);
    let files = walk.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| entry.path().strip_prefix(folder).expect("below it").to_owned())
        .collect()
}
