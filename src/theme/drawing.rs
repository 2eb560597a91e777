//! The style that a chart takes with it when it leaves the site: the theme's rules for what it holds, in the theme's colours,
//! light and dark.
//!
//! Colours are written out, because programs that are no browsers read neither custom properties nor media queries: they
//! show the light picture.

use super::style::{parts, rules};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Words around the charts: their sizes are those that `chart::alone` leaves room for.
const WORDS: &str = ".alone{font-family:var(--text)}.alone .ground{fill:var(--paper)}\
    .alone .heading{fill:var(--ink);font-size:36px;font-weight:600}\
    .alone .name{fill:var(--ink);font-size:28px;font-weight:600}\
    .alone .by{fill:var(--muted);font-size:24px;text-anchor:end}";
/// Custom properties may be made of others, so deep.
const DEEPEST: usize = 4;

/// What a theme says of charts.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    rules: Vec<Rule>,
    light: BTreeMap<String, String>,
    dark: BTreeMap<String, String>,
}

/// A rule for one selector.
#[derive(Debug)]
struct Rule {
    selector: String,
    /// All that a chart must have for the rule to mean anything.
    classes: Vec<String>,
    declarations: Vec<String>,
    /// What is declared in the light colours, filled in.
    light: Vec<String>,
    /// What is declared otherwise in the dark ones.
    dark: Vec<String>,
}

impl Drawing {
    /// From the style of charts and that of the site, as they are published.
    pub(super) fn of(charts: &str, site: &str) -> Self {
        let mut drawing = Self::default();
        for (selectors, body) in rules(charts).into_iter().chain(rules(WORDS)) {
            // Paper and forced colours are the page's business.
            if !selectors.starts_with('@') {
                drawing.add(selectors, body);
            }
        }
        for (selectors, body) in rules(site) {
            if selectors == ":root" {
                properties(&mut drawing.light, body);
            } else if selectors.starts_with("@media") && selectors.contains("prefers-color-scheme:dark") {
                for (_, body) in rules(body).into_iter().filter(|(inner, _)| *inner == ":root") {
                    properties(&mut drawing.dark, body);
                }
            }
        }
        drawing.fill();
        drawing
    }

    fn add(&mut self, selectors: &str, body: &str) {
        for selector in parts(selectors, ',') {
            // How large a chart is on a page is not how large it is in a picture.
            let is_root = !selector.contains([' ', '>']);
            let is_of_a_page = |declaration: &&str| {
                let name = declaration.split(':').next().unwrap_or_default();
                is_root && ["display", "width", "height", "min-width", "max-width"].contains(&name)
            };
            let declarations: Vec<String> = parts(body, ';')
                .into_iter()
                .filter(|declaration| !is_of_a_page(declaration))
                .map(str::to_owned)
                .collect();
            if !declarations.is_empty() {
                self.rules.push(Rule {
                    classes: classes_of_selector(selector),
                    selector: selector.to_owned(),
                    declarations,
                    light: Vec::new(),
                    dark: Vec::new(),
                });
            }
        }
    }

    /// Fills in the colours, once for all pictures.
    fn fill(&mut self) {
        for rule in &mut self.rules {
            let light = rule.declarations.iter().map(|text| filled(text, &[&self.light]));
            rule.light = light.collect();
            let dark = rule.declarations.iter().zip(&rule.light);
            let dark = dark.map(|(text, light)| (filled(text, &[&self.dark, &self.light]), light));
            rule.dark = dark
                .filter(|(dark, light)| dark != *light)
                .map(|(dark, _)| dark)
                .collect();
        }
    }

    /// The picture with its style, right behind its first tag.
    pub(super) fn dressed(&self, svg: &str) -> String {
        let Some(at) = svg.find('>').map(|at| at + 1) else {
            return svg.to_owned();
        };
        let style = self.style(svg).replace('&', "&amp;").replace('<', "&lt;");
        format!("{}<style>{style}</style>{}", &svg[..at], &svg[at..])
    }

    /// The rules for what a picture holds.
    fn style(&self, svg: &str) -> String {
        let used: BTreeSet<&str> = svg
            .split(" class=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .flat_map(|classes| classes.split(' '))
            .collect();
        let wanted = |rule: &&Rule| rule.classes.iter().all(|class| used.contains(class.as_str()));
        let (mut light, mut dark) = (String::from(":root{color-scheme:light dark}"), String::new());
        for rule in self.rules.iter().filter(wanted) {
            push(&mut light, &rule.selector, &rule.light);
            push(&mut dark, &rule.selector, &rule.dark);
        }
        if !dark.is_empty() {
            let _ = write!(light, "@media (prefers-color-scheme:dark){{{dark}}}");
        }
        light
    }
}

fn push(out: &mut String, selector: &str, declarations: &[String]) {
    if declarations.is_empty() {
        return;
    }
    let rule = format!("{{{}}}", declarations.join(";"));
    // Selectors of one rule were taken apart: those that were kept share it again.
    match out.strip_suffix(&rule) {
        Some(before) => *out = format!("{before},{selector}{rule}"),
        None => {
            let _ = write!(out, "{selector}{rule}");
        }
    }
}

/// The declaration with every custom property replaced by what it stands for, of the first that knows it.
fn filled(declaration: &str, known: &[&BTreeMap<String, String>]) -> String {
    let mut text = declaration.to_owned();
    for _ in 0..DEEPEST {
        let Some((before, rest)) = text.split_once("var(") else {
            break;
        };
        let Some((name, after)) = rest.split_once(')') else {
            break;
        };
        let value = known.iter().find_map(|known| known.get(name.trim()));
        text = format!("{before}{}{after}", value.map_or("inherit", String::as_str));
    }
    text
}

/// The custom properties that a rule declares.
fn properties(into: &mut BTreeMap<String, String>, body: &str) {
    for declaration in parts(body, ';') {
        if let Some((name, value)) = declaration.split_once(':').filter(|(name, _)| name.starts_with("--")) {
            into.insert(name.trim().to_owned(), value.trim().to_owned());
        }
    }
}

/// The classes that a selector names.
fn classes_of_selector(selector: &str) -> Vec<String> {
    let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    let names = selector.split('.').skip(1);
    names
        .map(|rest| {
            rest.split(|letter| !is_of_name(letter))
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHARTS: &str = ".chart{display:block;width:100%;fill:none}.chart .line,.chart .dot{stroke:var(--ink)}\
        .chart.page rect{width:10px}.chart .worse{stroke:var(--worse);stroke-width:2}@media print{.chart{min-width:0}}";
    const SITE: &str = ":root{color-scheme:light dark;--ink:#111;--worse:var(--ink);--paper:#fff;--muted:#555;--text:\"A, B\",sans-serif}\
        body{color:var(--ink)}@media (prefers-color-scheme:dark){:root{--ink:#eee;--paper:#000}.x{color:red}}";

    #[test]
    fn a_picture_takes_the_rules_for_what_it_holds_in_colours_of_light_and_dark() {
        let drawing = Drawing::of(CHARTS, SITE);
        let svg = drawing.dressed("<svg class=\"alone\"><svg class=\"chart\"><path class=\"line\"/></svg></svg>");
        assert_eq!(
            svg,
            "<svg class=\"alone\"><style>:root{color-scheme:light dark}.chart{fill:none}.chart .line{stroke:#111}\
             .alone{font-family:\"A, B\",sans-serif}\
             @media (prefers-color-scheme:dark){.chart .line{stroke:#eee}}</style>\
             <svg class=\"chart\"><path class=\"line\"/></svg></svg>"
        );
    }

    #[test]
    fn colours_made_of_others_are_written_out_and_rules_stay_together() {
        let drawing = Drawing::of(CHARTS, SITE);
        let style = drawing.style("<g class=\"chart\"><g class=\"line\"/><g class=\"dot\"/><g class=\"worse\"/></g>");
        assert!(style.contains(".chart .line,.chart .dot{stroke:#111}"), "{style}");
        assert!(style.contains(".chart .worse{stroke:#111;stroke-width:2}"), "{style}");
        assert!(style.contains(".chart .worse{stroke:#eee}"), "{style}");
        assert!(
            !style.contains("var(") && !style.contains("rect") && !style.contains("print"),
            "{style}"
        );
    }

    #[test]
    fn what_no_style_sheet_should_hold_does_no_harm() {
        for css in [
            "",
            "{",
            "}",
            ".a{",
            ".a{b",
            "@media{",
            ".chart{fill:var(--x",
            ".chart{fill:var(--none)}",
            "\"",
            "a{content:\"}\"}",
        ] {
            let svg = Drawing::of(css, css).dressed("<svg class=\"chart\"></svg>");
            assert!(
                svg.starts_with("<svg class=\"chart\"><style>") && svg.ends_with("</style></svg>"),
                "{css}: {svg}"
            );
        }
    }
}
