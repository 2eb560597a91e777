//! Which of the files that Markdown links to are not published: those that a browser would run.

use crate::source::SourceFile;
use quick_xml::events::{BytesStart, Event};

/// Endings of files that a browser opens as a page or runs, whatever stands in them.
const RUN: [&str; 13] = [
    "htm", "html", "xhtml", "xht", "shtml", "mhtml", "mht", "xml", "xsl", "xslt", "js", "mjs", "wasm",
];

/// Whether a browser that opens a file by its address may run script of it.
pub(super) fn runs(source: &SourceFile) -> bool {
    let name = source.content_path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("svg") => !std::str::from_utf8(&source.bytes).is_ok_and(is_still),
        Some(ending) => RUN.contains(&ending),
        // Without an ending, hosts and browsers guess from the first bytes.
        None => source.bytes.trim_ascii_start().starts_with(b"<"),
    }
}

/// Whether an SVG image is well-formed and holds shapes and text alone.
fn is_still(svg: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(svg);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) if is_shape(&start) => {}
            // Not style sheets by instruction, nor entities that spell what is looked for.
            Ok(Event::DocType(declared)) if !declared.contains('[') => {}
            Ok(Event::Start(_) | Event::Empty(_) | Event::DocType(_) | Event::PI(_)) | Err(_) => return false,
            Ok(Event::Eof) => return true,
            Ok(_) => {}
        }
    }
}

fn is_shape(element: &BytesStart<'_>) -> bool {
    let name = element.name().into_inner().to_ascii_lowercase();
    // Of any namespace: HTML within a picture is HTML.
    let name = name.rsplit(':').next().unwrap_or(&name);
    let is_refused = matches!(
        name,
        "script"
            | "foreignobject"
            | "iframe"
            | "embed"
            | "object"
            | "handler"
            | "listener"
            | "html"
            | "body"
            | "link"
            | "meta"
            | "base"
    );
    !is_refused
        && element
            .attributes()
            .all(|attribute| attribute.is_ok_and(|attribute| is_quiet(&attribute)))
}

/// Whether an attribute is no handler of events, and sets no address but one of the web or of a place in the picture.
fn is_quiet(attribute: &quick_xml::events::attributes::Attribute<'_>) -> bool {
    let key = attribute.key.into_inner().to_ascii_lowercase();
    let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) else {
        return false;
    };
    let seen: String = value
        .chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .collect();
    let seen = seen.to_ascii_lowercase();
    // An animation may set an address as well: `<set attributeName="href" to="javascript:…">`.
    !key.starts_with("on") && !seen.contains("script:") && !seen.contains("data:text/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Role;

    fn runs_as(name: &str, text: &str) -> bool {
        runs(&SourceFile {
            path: name.into(),
            content_path: name.into(),
            source_path: name.into(),
            source_url: None,
            role: Role::Other,
            bytes: text.as_bytes().into(),
        })
    }

    #[test]
    fn pages_and_scripts_run_and_pictures_and_tables_do_not() {
        for name in ["a.html", "a.HTM", "pages/a.xhtml", "a.js", "a.xml", "a.svg.html"] {
            assert!(runs_as(name, ""), "{name}");
        }
        for name in ["a.png", "a.pdf", "a.csv", "a.html.txt", "a.md", "README"] {
            assert!(!runs_as(name, "text"), "{name}");
        }
        assert!(runs_as("a", " <!doctype html><script>1</script>"));
    }

    #[test]
    fn an_image_of_shapes_is_still_and_one_that_does_something_is_not() {
        let svg = |inner: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"\">{inner}</svg>");
        for inner in [
            "<rect width='1' height='2'/><text>on=click &amp; script</text>",
            "<a href='https://example.org'><style>.a { fill: red }</style></a>",
            "<image href='data:image/png;base64,AAAA'/>",
        ] {
            assert!(!runs_as("a.svg", &svg(inner)), "{inner}");
        }
        for inner in [
            "<script>1</script>",
            "<g onload='x()'/>",
            "<g OnClick='x()'/>",
            "<a xlink:href='java&#10;script:x()'/>",
            "<set attributeName='href' to='javascript:x()'/>",
            "<foreignObject/>",
            "<h:script xmlns:h='http://www.w3.org/1999/xhtml'/>",
            "<?xml-stylesheet href='x'?>",
            "<g></h>",
        ] {
            assert!(runs_as("a.svg", &svg(inner)), "{inner}");
        }
        assert!(runs_as(
            "a.svg",
            "<!DOCTYPE svg [<!ENTITY x '<script/>'>]><svg>&x;</svg>"
        ));
    }
}
