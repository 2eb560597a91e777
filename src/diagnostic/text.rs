//! Problems for people: an excerpt with a caret, as compilers print them.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::letters::{for_terminal, part_for_terminal};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// Renders problems, each followed by an empty line.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }
        .decor_style(DecorStyle::Ascii)
        .term_width(160);
    let excerpts: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| format!("{}\n\n", one(diagnostic, &renderer)))
        .collect();
    excerpts.concat()
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(
        level
            .primary_title(for_terminal(&diagnostic.message))
            .id(diagnostic.code.id()),
    );
    for (kind, place, label) in places(diagnostic) {
        let origin = Origin::path(clean_path(&place.file));
        if place.line == 0 {
            group = group.element(origin);
        } else if place.excerpt.is_empty() {
            // An empty line, or one that may hold what is not to be repeated.
            group = group.element(origin.line(place.line as usize));
        } else {
            group = group.element(snippet(place, kind, label));
        }
    }
    renderer.render(&[group.element(Level::HELP.message(for_terminal(&diagnostic.cure)))])
}

fn places(diagnostic: &Diagnostic) -> impl Iterator<Item = (AnnotationKind, &Place, &str)> {
    let own = diagnostic
        .place
        .iter()
        .map(|place| (AnnotationKind::Primary, place, diagnostic.label.as_str()));
    let related = diagnostic
        .related
        .iter()
        .map(|(place, label)| (AnnotationKind::Context, place, label.as_str()));
    own.chain(related)
}

fn snippet<'a>(place: &'a Place, kind: AnnotationKind, label: &'a str) -> Snippet<'a, Annotation<'a>> {
    let (excerpt, span) = part_for_terminal(&place.excerpt, place.span.clone());
    let annotation = kind.span(span);
    let annotation = if label.is_empty() {
        annotation
    } else {
        annotation.label(for_terminal(label))
    };
    Snippet::source(excerpt)
        .line_start(place.line as usize)
        .path(clean_path(&place.file))
        .annotation(annotation)
}

/// A path on one line.
fn clean_path(path: &str) -> String {
    for_terminal(path).replace('\n', "\u{fffd}")
}
