//! Links to files beside a text, for a text that moves into another folder.

use pulldown_cmark::{Event, Options, Parser, Tag};

/// A text whose relative links lead from a folder further down to where they led before.
pub(super) fn one_folder_down(markdown: &str) -> String {
    let mut text = markdown.to_owned();
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    let definitions = parser.reference_definitions().iter();
    let definitions: Vec<(String, std::ops::Range<usize>)> = definitions
        .map(|(_, definition)| (definition.dest.to_string(), definition.span.clone()))
        .collect();
    let inline = parser.into_offset_iter().filter_map(|(event, span)| match event {
        Event::Start(
            Tag::Link {
                link_type: pulldown_cmark::LinkType::Inline,
                dest_url,
                ..
            }
            | Tag::Image {
                link_type: pulldown_cmark::LinkType::Inline,
                dest_url,
                ..
            },
        ) => Some((dest_url.to_string(), span)),
        _ => None,
    });
    let mut places: Vec<usize> = inline
        .chain(definitions)
        .filter(|(url, _)| is_relative(url))
        .filter_map(|(url, span)| markdown[span.clone()].rfind(url.as_str()).map(|at| span.start + at))
        .collect();
    places.sort_unstable();
    places.dedup();
    for at in places.into_iter().rev() {
        text.insert_str(at, "../");
    }
    text
}

fn is_relative(url: &str) -> bool {
    let scheme = url
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|first| first.contains(':'));
    !(url.is_empty() || scheme || url.starts_with(['/', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_files_beside_lead_a_folder_up_and_no_others_change() {
        for (before, after) in [
            ("see [the plan](plan.pdf)", "see [the plan](../plan.pdf)"),
            (
                "![a](img/a.png) and [b](img/b.png \"B\")",
                "![a](../img/a.png) and [b](../img/b.png \"B\")",
            ),
            (
                "[a](https://e.org/a) [b](#part) [c](/c) [d](mailto:a@e.org)",
                "[a](https://e.org/a) [b](#part) [c](/c) [d](mailto:a@e.org)",
            ),
            ("[a][r]\n\n[r]: plan.pdf", "[a][r]\n\n[r]: ../plan.pdf"),
            ("[plan.pdf](plan.pdf)", "[plan.pdf](../plan.pdf)"),
            ("`[a](b)` stays", "`[a](b)` stays"),
        ] {
            assert_eq!(one_folder_down(before), after);
        }
    }
}
