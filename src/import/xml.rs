//! XML as tools write it, in one pass: elements and their attributes, with the line of every problem.
//!
//! Nothing is fetched and nothing is expanded: a DOCTYPE is skipped, and of entities only the five of XML are known. So a
//! file that defines entities of entities is read as quickly as any other.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::Input;
use crate::import::json;
use crate::import::metered::{Meter, Metered};
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Most elements within one another. Suites of suites have a dozen.
const DEEPEST: usize = 128;

/// An element as it opens.
#[derive(Debug)]
pub struct Element<'e> {
    /// How deep it lies; the root's depth is 1.
    pub depth: usize,
    start: &'e BytesStart<'e>,
}

impl Element<'_> {
    /// Its name without prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        let qualified = self.start.name().into_inner();
        qualified.rsplit(':').next().unwrap_or(qualified)
    }

    /// An attribute's text.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.start.attributes();
        let mut found = attributes.with_checks(false).flatten();
        let attribute = found.find(|attribute| attribute.key.as_ref() == name)?;
        // Entities of the file's own stay as they are written.
        Some(match attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
            Ok(text) => Cow::Owned(text.into_owned()),
            Err(_) => attribute.value,
        })
    }

    /// An attribute's number, exactly; `None` where there is none, or something else.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<Decimal> {
        json::exact(&self.attribute(name)?)
    }
}

/// What a walk comes by.
#[derive(Debug)]
pub enum Step<'e> {
    /// An element opens; one without content closes right after.
    Open(Element<'e>),
    /// The element of this depth closes.
    Close(usize),
}

/// What is wrong with an element: its message and its cure.
#[derive(Debug)]
pub struct Refusal {
    /// What kind of problem it is.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub cure: &'static str,
}

impl Refusal {
    /// A problem of a code.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, cure: &'static str) -> Self {
        Self {
            code,
            message: message.into(),
            cure,
        }
    }
}

/// Walks through a file whose root has one of some names.
///
/// # Errors
///
/// What is no XML, has another root, ends in the middle, or nests more than 128 elements; and what `visit` refuses, with
/// its line.
pub fn walk(
    input: &Input,
    roots: &[&str],
    visit: &mut dyn FnMut(&Step<'_>) -> Result<(), Refusal>,
) -> Result<(), Diagnostic> {
    let meter = Meter::default();
    let mut reader = quick_xml::Reader::from_reader(Metered::new(input.reader()?, &meter));
    reader.config_mut().allow_dangling_amp = true;
    let refuse = |refusal: Refusal| {
        let words = (refusal.message.as_str(), refusal.cure);
        Err(input.problem_on_line(refusal.code, meter.line(), "", words))
    };
    let (mut depth, mut has_root) = (0_usize, false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        meter.next();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return refuse(broken(input, &error)?),
        };
        let (start, is_empty) = match event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                if let Err(refusal) = visit(&Step::Close(depth)) {
                    return refuse(refusal);
                }
                depth = depth.saturating_sub(1);
                continue;
            }
            Event::Text(text) if depth == 0 && !text.trim().is_empty() => {
                return refuse(not_xml());
            }
            Event::Eof => break,
            _ => continue,
        };
        let element = Element {
            depth: depth + 1,
            start: &start,
        };
        if depth == 0
            && let Err(refusal) = check_root(&element, roots, has_root)
        {
            return refuse(refusal);
        }
        if depth == DEEPEST {
            let message = format!("more than {DEEPEST} elements lie within one another");
            return refuse(Refusal::new(Code::NotAnExport, message, "export it again"));
        }
        has_root = true;
        let mut result = visit(&Step::Open(element));
        if is_empty {
            result = result.and_then(|()| visit(&Step::Close(depth + 1)));
        } else {
            depth += 1;
        }
        if let Err(refusal) = result {
            return refuse(refusal);
        }
    }
    if depth > 0 {
        return refuse(cut_off());
    }
    if !has_root {
        // An empty file says so itself.
        input.text()?;
        return refuse(not_xml());
    }
    Ok(())
}

fn check_root(element: &Element<'_>, roots: &[&str], has_root: bool) -> Result<(), Refusal> {
    let name = element.name();
    if name.eq_ignore_ascii_case("html") {
        let cure = "a page to sign in is often saved in place of a report: check the token of the export";
        return Err(Refusal::new(
            Code::NotAnExport,
            "the file is a web page, not a report",
            cure,
        ));
    }
    if has_root {
        let cure = "give each document as a file of its own";
        return Err(Refusal::new(
            Code::NotAnExport,
            "the file holds several XML documents",
            cure,
        ));
    }
    if !roots.contains(&name) {
        let wanted: Vec<String> = roots.iter().map(|root| format!("<{root}>")).collect();
        let shown: String = name.chars().take(40).collect();
        return Err(Refusal::new(
            Code::NotAnExport,
            format!("the root is <{shown}>, not {}", wanted.join(" or ")),
            "check the source that the file is imported as",
        ));
    }
    Ok(())
}

fn not_xml() -> Refusal {
    let cure = "check the file, and the source that it is imported as";
    Refusal::new(Code::NotAnExport, "the file is not XML", cure)
}

fn cut_off() -> Refusal {
    Refusal::new(
        Code::NotAnExport,
        "the file ends in the middle",
        "export it again: it was cut off",
    )
}

/// What the reader says; a file that cannot be read at all is another problem than one that is no XML.
fn broken(input: &Input, error: &quick_xml::Error) -> Result<Refusal, Diagnostic> {
    use quick_xml::errors::SyntaxError;
    match error {
        quick_xml::Error::Io(error) => Err(input.unreadable(error)),
        quick_xml::Error::Syntax(
            SyntaxError::UnclosedTag
            | SyntaxError::UnclosedComment
            | SyntaxError::UnclosedCData
            | SyntaxError::UnclosedDoctype
            | SyntaxError::UnclosedXmlDecl
            | SyntaxError::UnclosedSingleQuotedAttributeValue
            | SyntaxError::UnclosedDoubleQuotedAttributeValue,
        ) => Ok(cut_off()),
        quick_xml::Error::Encoding(_) => {
            let cure = "export it as UTF-8";
            Ok(Refusal::new(Code::NotAnExport, "the XML is not UTF-8", cure))
        }
        // Names of elements only: texts may hold anything.
        quick_xml::Error::IllFormed(error) => {
            let message = format!("the XML is broken: {error}");
            Ok(Refusal::new(Code::NotAnExport, message, "export it again"))
        }
        _ => Ok(Refusal::new(
            Code::NotAnExport,
            "the XML is broken",
            "export it again, without messages of other programs in the file",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Result<Vec<String>, String> {
        let input = Input::of_bytes("x.xml", text.as_bytes());
        let mut names = Vec::new();
        let result = walk(&input, &["a"], &mut |step| {
            if let Step::Open(element) = step {
                names.push(format!("{}{}", element.name(), element.depth));
            }
            Ok(())
        });
        let line = |problem: &Diagnostic| problem.place.as_ref().map_or(0, |place| place.line);
        result
            .map(|()| names)
            .map_err(|problem| format!("{}: {}", line(&problem), problem.message))
    }

    #[test]
    fn elements_come_with_their_depth_and_a_doctype_is_skipped() {
        let text = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x 'y'>]>\n<a><p:b/><c>&x; &amp; &<d></d></c></a>\n";
        assert_eq!(names(text).expect("read"), ["a1", "b2", "c2", "d3"]);
    }

    #[test]
    fn entities_are_not_expanded() {
        let entities: Vec<String> = (1..60)
            .map(|level| format!("<!ENTITY e{level} '&e{};&e{};'>", level - 1, level - 1))
            .collect();
        let entities = entities.concat();
        let bomb = format!("<!DOCTYPE a [<!ENTITY e0 'ha'>{entities}]><a x='&e59;'>&e59;</a>");
        let input = Input::of_bytes("x.xml", bomb.as_bytes());
        let mut seen = String::new();
        walk(&input, &["a"], &mut |step| {
            if let Step::Open(element) = step {
                seen = element.attribute("x").unwrap_or_default().into_owned();
            }
            Ok(())
        })
        .expect("read");
        assert_eq!(seen, "&e59;");
    }

    #[test]
    fn attributes_are_decoded_and_numbers_exact() {
        let input = Input::of_bytes("x.xml", *b"<a x='1 &lt; 2' y=\"0.10\" z='NaN'/>");
        walk(&input, &["a"], &mut |step| {
            if let Step::Open(element) = step {
                assert_eq!(element.attribute("x").as_deref(), Some("1 < 2"));
                assert_eq!(element.number("y"), Some(Decimal::new(1, 1)));
                assert_eq!((element.number("z"), element.number("w")), (None, None));
            }
            Ok(())
        })
        .expect("read");
    }

    #[test]
    fn what_is_no_report_is_said_with_its_line() {
        let deep = "<a>".repeat(200);
        for (text, wanted) in [
            ("", "0: the file is empty"),
            ("plain", "1: the file is not XML"),
            ("<a>\n<b>\n", "3: the file ends in the middle"),
            ("<a>\n<b x='1", "2: the file ends in the middle"),
            (
                "<a>\n</b>",
                "2: the XML is broken: expected `</a>`, but `</b>` was found",
            ),
            (
                "<!doctype html>\n<html><body>",
                "2: the file is a web page, not a report",
            ),
            ("<b/>", "1: the root is <b>, not <a>"),
            ("<a/>\n<a/>", "2: the file holds several XML documents"),
            (&deep, "1: more than 128 elements lie within one another"),
        ] {
            assert_eq!(names(text).expect_err("refused"), wanted);
        }
    }
}
