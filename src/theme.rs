//! The theme: templates and assets, the built-in default with the user's files over it.
//!
//! The files of a user's theme are read by `source`; here they are merged, checked, hashed and parsed.

mod drawing;
mod markup;
mod script;
mod spoken;
mod style;

use crate::card::Fonts;
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::model::portfolio::ContentFile;
use crate::publish::Fingerprint;
use crate::words::Words;
use include_dir::{Dir, include_dir};
use spoken::{Say, say_in_scripts, say_in_template, unknown_locale};
use std::collections::{BTreeMap, BTreeSet};
use tera::{ErrorKind, Tera};

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Where a theme's fonts for link previews stand.
const FONTS: &str = "fonts/";

/// Name of the built-in theme.
pub const DEFAULT_NAME: &str = "default";

/// A theme ready for use.
#[derive(Debug)]
pub struct Theme {
    name: String,
    tera: Tera,
    /// Templates by name, for the excerpts of their errors; whether the user's own.
    templates: BTreeMap<String, (String, bool)>,
    drawing: drawing::Drawing,
    /// Assets by their path in the site.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// Paths in the site by logical name: `site.css` → `assets/site-1a2b3c4d.css`.
    pub published: BTreeMap<String, String>,
    /// What link previews are set in.
    pub fonts: Fonts,
    /// Digest of everything in the theme, and of the words that its pages are said in.
    pub fingerprint: Fingerprint,
}

/// The files of the default theme by path, sorted.
#[must_use]
pub fn default_files() -> BTreeMap<String, &'static [u8]> {
    let mut files = BTreeMap::new();
    collect(&DEFAULT, &mut files);
    files
}

fn collect(folder: &Dir<'static>, files: &mut BTreeMap<String, &'static [u8]>) {
    for file in folder.files() {
        files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents());
    }
    for folder in folder.dirs() {
        collect(folder, files);
    }
}

/// Merges the user's theme files over the default and parses the result.
pub fn load(name: &str, own: BTreeMap<String, Vec<u8>>, words: &Words) -> Result<Theme, Vec<Diagnostic>> {
    if name != DEFAULT_NAME && own.is_empty() {
        let message = format!("there is no theme `{name}`");
        let cure = format!(
            "make the folder `themes/{name}/` with the files that differ, or write `theme = \"{DEFAULT_NAME}\"`"
        );
        return Err(vec![
            Diagnostic::new(Code::UnknownTheme, message, cure).at(Place::file("scorpfolio.toml")),
        ]);
    }
    let mut files: BTreeMap<String, (Vec<u8>, bool)> = default_files()
        .into_iter()
        .map(|(path, bytes)| (path, (bytes.to_vec(), false)))
        .collect();
    let mut problems = unknown_overrides(name, &files, &own);
    files.extend(own.into_iter().map(|(path, bytes)| (path, (bytes, true))));
    let mut fingerprint = Fingerprint::builder();
    fingerprint.part(words.fingerprint().as_bytes());
    let mut templates = BTreeMap::new();
    let mut raw_assets = BTreeMap::new();
    let mut fonts = Vec::new();
    for (path, (bytes, is_own)) in files {
        fingerprint.part(path.as_bytes()).part(&bytes);
        if let Some(template) = path.strip_prefix("templates/") {
            match String::from_utf8(bytes) {
                Ok(text) => {
                    let path = format!("themes/{}/{path}", if is_own { name } else { DEFAULT_NAME });
                    if is_own && text.trim().is_empty() {
                        let message = "the template is empty, and so would be its pages";
                        let cure = "write it, or remove the file: then the default theme's is used";
                        problems.push(Diagnostic::new(Code::Template, message, cure).at(Place::file(&*path)));
                    }
                    let (text, unknown) = say_in_template(&text, (words, &path));
                    problems.extend(unknown);
                    templates.insert(template.to_owned(), (text, is_own));
                }
                Err(error) => problems.push(crate::source::not_utf8(
                    &format!("themes/{name}/{path}"),
                    error.as_bytes(),
                )),
            }
        } else if let Some(asset) = path.strip_prefix("assets/") {
            raw_assets.insert(asset.to_owned(), bytes);
        } else if path.starts_with(FONTS) {
            fonts.push((path, bytes));
        }
    }
    let (paths, fonts): (Vec<String>, Vec<Vec<u8>>) = fonts.into_iter().unzip();
    let (fonts, unreadable) = Fonts::new(fonts);
    problems.extend(unreadable.into_iter().map(|index| {
        let path = &paths[index];
        let message = format!("`{path}` is not a font that link previews can be set in");
        let cure = "put a TrueType or OpenType file there (.ttf, .otf, .ttc); web fonts (.woff2) belong in `assets/`";
        Diagnostic::new(Code::UnreadableFont, message, cure).at(Place::file(format!("themes/{name}/{path}")))
    }));
    problems.extend(unknown_locale(words, name));
    problems.extend(say_in_scripts(&mut raw_assets, (words, name)));
    let (assets, published) = hash_assets(raw_assets, &mut |sheet, style, lost| {
        let path = format!("themes/{name}/assets/{sheet}");
        problems.push(lost_address(lost, Place::span(&path, style, lost.place.clone())));
    });
    let sheet = |name: &str| {
        published
            .get(name)
            .and_then(|path| std::str::from_utf8(&assets[path]).ok())
    };
    let drawing = drawing::Drawing::of(
        sheet("chart.css").unwrap_or_default(),
        sheet("site.css").unwrap_or_default(),
    );
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    tera.global_context().insert("words", &words.all_plain());
    tera.register_function("say", Say::new(words));
    let theme = |tera| Theme {
        name: name.to_owned(),
        tera,
        templates: templates.clone(),
        drawing,
        assets,
        published,
        fonts: fonts.clone(),
        fingerprint: fingerprint.finish(),
    };
    if let Err(error) = tera.add_raw_templates(templates.iter().map(|(name, (text, _))| (name.as_str(), text.as_str())))
    {
        problems.extend(theme(Tera::new()).problems(&error));
        return Err(problems);
    }
    if problems.is_empty() {
        Ok(theme(tera))
    } else {
        Err(problems)
    }
}

/// Whether every page loads a file: a style sheet or a script, whatever its name.
fn is_loaded(path: &str) -> bool {
    path.starts_with("assets/") && [".css", ".js"].iter().any(|ending| path.ends_with(ending))
}

/// Reports the user's files that would never be used: neither the name of a default file, nor one that every page loads, nor
/// named by another of the user's. A style sheet or script named almost as a default one was probably meant to replace it.
fn unknown_overrides(
    name: &str,
    defaults: &BTreeMap<String, (Vec<u8>, bool)>,
    own: &BTreeMap<String, Vec<u8>>,
) -> Vec<Diagnostic> {
    let is_known = |path: &str| defaults.contains_key(path);
    let named: BTreeSet<&str> = own
        .keys()
        .filter(|path| !is_known(path))
        .filter(|path| {
            let short = path.split_once('/').map_or(path.as_str(), |(_, rest)| rest);
            own.iter()
                .any(|(other, bytes)| other != *path && String::from_utf8_lossy(bytes).contains(short))
        })
        .map(String::as_str)
        .collect();
    let almost = |path: &str| {
        let path = path.to_lowercase();
        let mut defaults = defaults.keys().filter(|known| is_loaded(known));
        defaults.find(|known| strsim::damerau_levenshtein(&path, known) <= 1)
    };
    own.keys()
        .filter(|path| !is_known(path) && !named.contains(path.as_str()) && !path.starts_with(FONTS))
        .filter_map(|path| {
            let message = match almost(path) {
                Some(known) if is_loaded(path) => {
                    format!("`{path}` does not replace `{known}`, although their names are almost the same")
                }
                _ if is_loaded(path) => return None,
                _ => {
                    format!("`{path}` overrides nothing in the default theme, and no other file of the theme names it")
                }
            };
            let cure = did_you_mean(
                path,
                defaults.keys().map(String::as_str),
                "`scorpfolio theme eject` lists the files that can be overridden",
            );
            let place = Place::file(format!("themes/{name}/{path}"));
            Some(Diagnostic::new(Code::UnknownOverride, message, cure).at(place))
        })
        .collect()
}

/// An address in a style sheet that leads to no asset.
struct Lost<'a> {
    /// Where it stands.
    place: std::ops::Range<usize>,
    /// The asset that it names.
    name: String,
    /// The assets there are.
    all: &'a BTreeSet<String>,
}

fn lost_address(lost: &Lost<'_>, place: Place) -> Diagnostic {
    let name = &lost.name;
    let (message, cure) = if lost.all.contains(name) {
        let message = format!("`{name}` imports this style sheet, which imports it");
        (message, "remove one of the two: every page loads both".to_owned())
    } else {
        let cure = "put the file into `assets/`, or correct the address";
        let cure = did_you_mean(name, lost.all.iter().map(String::as_str), cure);
        (format!("the theme has no file `assets/{name}`"), cure)
    };
    Diagnostic::new(Code::BrokenLink, message, cure).at(place)
}

/// Puts a content hash into each asset's name, and the new names of images, fonts and style sheets into the style sheets that
/// use them. Tells of addresses there that lead nowhere, with the sheet and its text.
fn hash_assets(
    raw: BTreeMap<String, Vec<u8>>,
    lost: &mut dyn FnMut(&str, &str, &Lost<'_>),
) -> (BTreeMap<String, Vec<u8>>, BTreeMap<String, String>) {
    let all: BTreeSet<String> = raw.keys().cloned().collect();
    let mut assets = BTreeMap::new();
    let mut published = BTreeMap::new();
    let is_of = |name: &str, wanted: &str| {
        std::path::Path::new(name)
            .extension()
            .is_some_and(|extension| extension == wanted)
    };
    let is_style = |name: &str| is_of(name, "css");
    let (styles, others): (Vec<_>, Vec<_>) = raw.into_iter().partition(|(name, _)| is_style(name));
    for (name, bytes) in others.into_iter().chain(imported_first(styles)) {
        let bytes = match std::str::from_utf8(&bytes) {
            Ok(style) if is_style(&name) => {
                let mut lost = |place, asset| {
                    let named = Lost {
                        place,
                        name: asset,
                        all: &all,
                    };
                    lost(&name, style, &named);
                };
                publish_style((&name, style), &published, &mut lost).into_bytes()
            }
            Ok(text) if is_of(&name, "js") => script::tightened(text).into_bytes(),
            _ => bytes,
        };
        let hash = blake3::hash(&bytes).to_hex();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let path = if ending.is_empty() {
            format!("assets/{stem}-{}", &hash[..10])
        } else {
            format!("assets/{stem}-{}.{ending}", &hash[..10])
        };
        published.insert(name, path.clone());
        assets.insert(path, bytes);
    }
    (assets, published)
}

/// Style sheets in an order in which those that others import come before these.
fn imported_first(mut styles: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let mut ordered = Vec::with_capacity(styles.len());
    while !styles.is_empty() {
        let waits = |(name, bytes): &(String, Vec<u8>)| {
            let text = String::from_utf8_lossy(bytes);
            let named = style::addresses(&text).into_iter();
            let mut named = named.filter_map(|place| Some(style::asset(name, &text[place])?.0));
            named.any(|named| named != *name && styles.iter().any(|(other, _)| *other == named))
        };
        // Of some that import each other none is ready: the first goes ahead, and what it imports is told.
        let ready = styles.iter().position(|style| !waits(style)).unwrap_or(0);
        ordered.push(styles.remove(ready));
    }
    ordered
}

/// A style sheet as it is published: what it names by its new name. Tells of what is not published, where it is named.
fn publish_style(
    (sheet, text): (&str, &str),
    published: &BTreeMap<String, String>,
    lost: &mut dyn FnMut(std::ops::Range<usize>, String),
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let to_assets = "../".repeat(sheet.matches('/').count());
    for place in style::addresses(text) {
        let Some((name, after)) = style::asset(sheet, &text[place.clone()]) else {
            continue;
        };
        let Some(path) = published.get(&name) else {
            lost(place, name);
            continue;
        };
        out.push_str(&text[done..place.start]);
        out.push_str(&to_assets);
        out.push_str(path.trim_start_matches("assets/"));
        out.push_str(after);
        done = place.end;
    }
    out.push_str(&text[done..]);
    style::tightened(&out)
}

/// What cures a template that the parser refuses.
const CORRECT: &str = "correct the template; `scorpfolio theme eject` writes out the default ones to compare with";

fn plain_problem(error: &tera::Error) -> Diagnostic {
    Diagnostic::new(
        Code::Template,
        error.to_string(),
        "compare with the default templates: `scorpfolio theme eject`",
    )
}

impl Theme {
    /// Renders a template; an error names the template, its line, and the content file of the page.
    pub fn render(
        &self,
        template: &str,
        context: &tera::Context,
        page: (&str, Option<&ContentFile>),
    ) -> Result<String, Diagnostic> {
        let (path, source) = page;
        let page = self.tera.render(template, context);
        page.map(|page| markup::tightened(&page)).map_err(|error| {
            let mut problem = self.problem(&error);
            problem.message = format!("{} (in the page {path})", problem.message);
            match source {
                Some(file) => {
                    problem.cure = format!("{}; the page's content is {}", problem.cure, file.path);
                    problem
                }
                None => problem,
            }
        })
    }

    /// A picture of charts with the theme's own style in it, to stand alone.
    #[must_use]
    pub fn dressed(&self, svg: &str) -> String {
        self.drawing.dressed(svg)
    }

    /// What is wrong with templates that cannot be used together, each with its place: parsers name it within their message,
    /// or the template alone.
    fn problems(&self, error: &tera::Error) -> Vec<Diagnostic> {
        match error.kind() {
            ErrorKind::MissingParent { current, parent } => {
                let names = self.templates.keys().map(String::as_str);
                let cure = did_you_mean(parent, names, "name a template of the theme, such as `base.html`");
                let message = format!("there is no template `{parent}` to extend");
                vec![Diagnostic::new(Code::Template, message, cure).at(self.place_of(current, parent))]
            }
            ErrorKind::CircularExtend { tpl, .. } => {
                let message = format!("the template `{tpl}` extends itself, by way of what it extends");
                let cure = "extend `base.html`, or a template that does not lead back";
                vec![Diagnostic::new(Code::Template, message, cure).at(self.place_of(tpl, "{% extends"))]
            }
            ErrorKind::CircularInclude { tpl, .. } => {
                let message = format!("the template `{tpl}` includes itself, by way of what it includes");
                let cure = "leave out one of the `{% include %}`";
                vec![Diagnostic::new(Code::Template, message, cure).at(self.place_of(tpl, "{% include"))]
            }
            ErrorKind::Msg(reports) => {
                let found: Vec<Diagnostic> = reports
                    .split("error: ")
                    .filter_map(|report| self.reported(report))
                    .collect();
                if found.is_empty() {
                    vec![plain_problem(error)]
                } else {
                    found
                }
            }
            _ => vec![self.problem(error)],
        }
    }

    /// A problem as the parser reports it in lines: what is wrong, `--> file:line:column`, and the line with carets below.
    fn reported(&self, report: &str) -> Option<Diagnostic> {
        let mut lines = report.lines();
        let message = lines.next()?;
        let mut place = lines.next()?.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
        let column: usize = place.next()?.parse().ok()?;
        let line: usize = place.next()?.parse().ok()?;
        let template = place.next()?;
        let carets = lines.nth(2).map_or(1, |line| line.matches('^').count());
        let (text, _) = self.templates.get(template)?;
        let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let letters = |count: usize| -> usize { text[before..].chars().take(count).map(char::len_utf8).sum() };
        let span = before + letters(column - 1)..before + letters(column - 1 + carets);
        let cure = if message.starts_with("Unknown template") {
            let written = message.split('`').nth(1).unwrap_or_default();
            let known = self.templates.keys().map(String::as_str);
            did_you_mean(written, known, "name a template of the theme")
        } else {
            CORRECT.to_owned()
        };
        Some(Diagnostic::new(Code::Template, message, cure).at(self.place(template, span)?))
    }

    /// The first place in a template where some words stand.
    fn place_of(&self, template: &str, words: &str) -> Place {
        let text = self.templates.get(template).map_or("", |(text, _)| text);
        let start = text.find(words).unwrap_or(0);
        let place = self.place(template, start..start + words.len().min(text.len() - start));
        place.unwrap_or_else(|| Place::file(format!("themes/{}/templates/{template}", self.name)))
    }

    /// A place in a template; `None` if the theme does not have it.
    fn place(&self, template: &str, span: std::ops::Range<usize>) -> Option<Place> {
        let (text, is_own) = self.templates.get(template)?;
        let folder = if *is_own { &self.name } else { DEFAULT_NAME };
        Some(Place::span(format!("themes/{folder}/templates/{template}"), text, span))
    }

    /// A template error with the place in the template.
    fn problem(&self, error: &tera::Error) -> Diagnostic {
        let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
            return plain_problem(error);
        };
        let problem = Diagnostic::new(Code::Template, report.message().trim(), CORRECT);
        match self.place(report.filename(), report.span().range.clone()) {
            Some(place) => problem.at(place),
            None => problem,
        }
    }
}
