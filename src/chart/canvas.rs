//! The canvas: a plotters backend that writes short SVG with classes instead of colours.
//!
//! plotters knows colours, a style sheet knows classes. So every kind of line, dot and word is an [`Ink`]; its "colour" is
//! only its number, and the canvas turns the number back into a class. Shapes of one ink become one `path` with relative
//! coordinates, inks are written in painter's order, and a dot is a path of no length whose round or square cap the
//! style sheet makes visible: eight bytes a dot. A square cap follows its line, so a slanted one makes a diamond.
//!
//! The canvas also keeps the geometry that it has drawn. [`Canvas::write`] uses it to refuse a text that would
//! touch another one or leave the frame, and the tests measure it. The canvas knows nothing of axes or of time.

mod ink;
mod path;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;
use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

pub(super) use self::ink::Ink;
use self::path::PathData;
use super::text::{Anchor, Extent, Face, clean, escape_into};

/// Texts keep this distance from each other along the line, in units of the view box.
const TEXT_GAP: i32 = 6;

/// A part of the canvas with value axes: what plotters' elements are drawn on.
pub(super) type Plane = DrawingArea<Canvas, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// What has been drawn so far.
#[derive(Debug)]
pub(super) struct Canvas {
    size: (i32, i32),
    /// Where the view box has its zero, from the left of the frame.
    origin: i32,
    layers: BTreeMap<Ink, Layer>,
    /// Focusable points: their classes and the rest.
    stops: Vec<(String, String)>,
    /// Texts that are always visible.
    pub(super) texts: Vec<(Ink, Extent)>,
    /// Dots and corners of lines that stand for values.
    pub(super) points: Vec<(i32, i32)>,
    /// Texts of focusable points, visible one at a time.
    pub(super) labels: Vec<Extent>,
}

#[derive(Debug, Default)]
struct Layer {
    path: PathData,
    titled: Vec<(PathData, String)>,
    texts: Vec<Written>,
}

#[derive(Debug)]
struct Written {
    at: (i32, i32),
    text: String,
    title: Option<String>,
}

/// A text to write.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) ink: Ink,
    pub(super) face: Face,
    /// Where the text lies on its base line, by the end that the ink is anchored at.
    pub(super) at: (i32, i32),
    pub(super) text: &'a str,
    /// The full words, where `text` is shortened.
    pub(super) title: Option<&'a str>,
}

/// A point that can be focused.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop<'a> {
    pub(super) at: (i32, i32),
    pub(super) classes: &'a str,
    /// The accessible name.
    pub(super) title: &'a str,
    /// What appears beside the point, where it appears and which end of it is there.
    pub(super) label: Option<(&'a str, Anchor, Extent)>,
}

/// The root element's attributes and names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head<'a> {
    pub(super) class: &'static str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

/// A canvas that several drawing areas of plotters share.
#[derive(Clone, Debug)]
pub(super) struct Sheet(Rc<RefCell<Canvas>>);

impl Sheet {
    /// An empty sheet of a size in units of the view box.
    pub(super) fn new(size: (i32, i32)) -> Sheet {
        Sheet(Rc::new(RefCell::new(Canvas {
            size,
            origin: 0,
            layers: BTreeMap::new(),
            stops: Vec::new(),
            texts: Vec::new(),
            points: Vec::new(),
            labels: Vec::new(),
        })))
    }

    /// Axes over the part `frame` of the sheet: values to the right and upwards.
    pub(super) fn plane(&self, frame: &Extent, (x, y): (Range<f64>, Range<f64>)) -> Plane {
        let area: DrawingArea<Canvas, Shift> = DrawingArea::from(&self.0);
        area.apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            x,
            y,
            (frame.left..frame.right, frame.bottom..frame.top),
        ))
    }

    /// Works on the canvas itself, for what plotters has no element for.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Canvas) -> T) -> T {
        work(&mut self.0.borrow_mut())
    }
}

/// Draws one element of plotters.
pub(super) fn draw<E>(plane: &Plane, element: &E)
where
    for<'e> &'e E: PointCollection<'e, (f64, f64)>,
    E: Drawable<Canvas>,
{
    // The canvas has no errors, and no one else holds it while plotters draws.
    let _ = plane.draw(element);
}

impl Canvas {
    /// Counts from here to the right in what is written: a text at the origin needs to say no place, and what is near it
    /// has few digits. Asked for before anything is drawn; the canvas itself goes on to count from the left of the frame.
    pub(super) fn count_from(&mut self, origin: i32) {
        self.origin = origin;
    }

    /// A place as it is written.
    fn written(&self, (x, y): (i32, i32)) -> (i32, i32) {
        (x - self.origin, y)
    }

    /// Writes a text, unless it would leave the frame or touch a text that is there. Says whether it did.
    pub(super) fn write(&mut self, words: Words<'_>) -> bool {
        let extent = words.face.extent(words.text, words.at, words.ink.anchor());
        if words.text.is_empty() || !self.is_free(&extent) {
            return false;
        }
        self.texts.push((words.ink, extent));
        let title = words.title.filter(|title| *title != words.text);
        let at = self.written(words.at);
        self.layer(words.ink).texts.push(Written {
            at,
            text: words.text.to_owned(),
            title: title.map(str::to_owned),
        });
        true
    }

    /// Whether a text of this extent could be written.
    pub(super) fn is_free(&self, extent: &Extent) -> bool {
        let frame = Extent {
            left: 0,
            top: 0,
            right: self.size.0,
            bottom: self.size.1,
        };
        frame.holds(extent) && !self.texts.iter().any(|(_, other)| other.touches(extent, TEXT_GAP))
    }

    /// A line or a dot with its words as title.
    pub(super) fn titled(&mut self, ink: Ink, corners: &[(i32, i32)], title: &str) {
        let mut path = PathData::default();
        path.polyline(corners.iter().map(|corner| self.written(*corner)));
        self.layer(ink).titled.push((path, title.to_owned()));
    }

    /// An open or broken line in units of the view box.
    pub(super) fn polyline(&mut self, ink: Ink, corners: &[(i32, i32)]) {
        let origin = self.origin;
        let corners = corners.iter().map(|(x, y)| (x - origin, *y));
        self.layer(ink).path.polyline(corners);
    }

    /// A closed rectangle in units of the view box.
    pub(super) fn rectangle(&mut self, ink: Ink, extent: &Extent) {
        let [from, to] = [(extent.left, extent.top), (extent.right, extent.bottom)].map(|corner| self.written(corner));
        self.layer(ink).path.rectangle(from, to);
    }

    /// A dot in units of the view box.
    pub(super) fn dot(&mut self, ink: Ink, at: (i32, i32)) {
        let at = self.written(at);
        self.layer(ink).path.dot(at);
    }

    /// A dot whose line has one unit of length, and so a direction.
    fn diamond(&mut self, ink: Ink, (x, y): (i32, i32)) {
        self.polyline(ink, &[(x, y), (x + 1, y + 1)]);
    }

    /// A focusable point.
    pub(super) fn stop(&mut self, stop: &Stop<'_>) {
        let mut svg = String::new();
        push_attribute(&mut svg, "tabindex", "0");
        push_attribute(&mut svg, "role", "img");
        let (x, y) = self.written(stop.at);
        push_attribute(&mut svg, "x", &x.to_string());
        push_attribute(&mut svg, "y", &y.to_string());
        svg.push('>');
        push_element(&mut svg, "title", stop.title);
        svg.push_str("<rect/>");
        if let Some((label, anchor, extent)) = stop.label {
            match anchor {
                Anchor::Start => svg.push_str("<text class=\"s\">"),
                Anchor::Middle => svg.push_str("<text>"),
                Anchor::End => svg.push_str("<text class=\"e\">"),
            }
            escape_into(&mut svg, label);
            svg.push_str("</text>");
            self.labels.push(extent);
        }
        svg.push_str("</svg>");
        self.stops.push((stop.classes.to_owned(), svg));
    }

    /// The whole as an SVG element.
    pub(super) fn svg(&self, head: &Head<'_>) -> String {
        let role = if self.stops.is_empty() { "img" } else { "group" };
        let mut svg = String::from("<svg");
        push_attribute(&mut svg, "class", head.class);
        let (width, height) = self.size;
        push_attribute(&mut svg, "viewBox", &format!("{} 0 {width} {height}", -self.origin));
        push_attribute(&mut svg, "role", role);
        svg.push('>');
        let title = clean(head.title);
        push_element(&mut svg, "title", if title.is_empty() { "Chart" } else { &title });
        let description = clean(head.description);
        if !description.is_empty() {
            push_element(&mut svg, "desc", &description);
        }
        // In a group the points speak; the axes would only be noise between them.
        let hides_the_rest = !self.stops.is_empty();
        if hides_the_rest {
            svg.push_str("<g aria-hidden=\"true\">");
        }
        for (ink, layer) in &self.layers {
            layer.push_to(&mut svg, ink.class());
        }
        if hides_the_rest {
            svg.push_str("</g>");
            self.push_stops(&mut svg);
        }
        svg.push_str("</svg>");
        svg
    }

    /// The focusable points; signals come in rows, and a row of one class shares a group.
    fn push_stops(&self, svg: &mut String) {
        for row in self.stops.chunk_by(|one, other| one.0 == other.0) {
            let classes = row.first().map_or("", |(classes, _)| classes.as_str());
            let is_group = row.len() > 1 && !classes.is_empty();
            if is_group {
                svg.push_str("<g");
                push_attribute(svg, "class", classes);
                svg.push('>');
            }
            for (_, stop) in row {
                svg.push_str("<svg");
                if !is_group && !classes.is_empty() {
                    push_attribute(svg, "class", classes);
                }
                svg.push_str(stop);
            }
            if is_group {
                svg.push_str("</g>");
            }
        }
    }

    fn layer(&mut self, ink: Ink) -> &mut Layer {
        self.layers.entry(ink).or_default()
    }
}

impl Layer {
    /// What there is one of carries the class itself; lines and words of a class share a group.
    fn push_to(&self, svg: &mut String, class: &str) {
        let is_group =
            !self.titled.is_empty() || !(self.path.is_empty() || self.texts.is_empty()) || !self.is_one_text();
        let own = if is_group { None } else { Some(class) };
        if is_group {
            svg.push_str("<g");
            push_attribute(svg, "class", class);
            svg.push('>');
        }
        if !self.path.is_empty() {
            svg.push_str("<path");
            push_class(svg, own);
            push_attribute(svg, "d", self.path.as_str());
            svg.push_str("/>");
        }
        for (path, title) in &self.titled {
            svg.push_str("<path");
            push_attribute(svg, "d", path.as_str());
            svg.push('>');
            push_element(svg, "title", title);
            svg.push_str("</path>");
        }
        self.push_texts(svg, own);
        if is_group {
            svg.push_str("</g>");
        }
    }

    /// Whether all texts stand on one base line: then they are parts of one text.
    fn is_one_text(&self) -> bool {
        self.texts.windows(2).all(|pair| pair[0].at.1 == pair[1].at.1)
    }

    fn push_texts(&self, svg: &mut String, class: Option<&str>) {
        match self.texts.as_slice() {
            [first, _, ..] if self.is_one_text() => {
                svg.push_str("<text");
                push_class(svg, class);
                push_attribute(svg, "y", &first.at.1.to_string());
                svg.push('>');
                for text in &self.texts {
                    svg.push_str("<tspan");
                    // Without a place of its own a part begins where the one before it ends.
                    push_attribute(svg, "x", &text.at.0.to_string());
                    text.push_words(svg, "tspan");
                }
                svg.push_str("</text>");
            }
            texts => {
                for text in texts {
                    svg.push_str("<text");
                    push_class(svg, class);
                    if text.at.0 != 0 {
                        push_attribute(svg, "x", &text.at.0.to_string());
                    }
                    push_attribute(svg, "y", &text.at.1.to_string());
                    text.push_words(svg, "text");
                }
            }
        }
    }
}

impl Written {
    /// What follows the attributes of an element.
    fn push_words(&self, svg: &mut String, name: &str) {
        svg.push('>');
        if let Some(title) = &self.title {
            push_element(svg, "title", title);
        }
        escape_into(svg, &self.text);
        svg.push_str("</");
        svg.push_str(name);
        svg.push('>');
    }
}

fn push_class(svg: &mut String, class: Option<&str>) {
    if let Some(class) = class {
        push_attribute(svg, "class", class);
    }
}

fn push_attribute(svg: &mut String, name: &str, value: &str) {
    svg.push(' ');
    svg.push_str(name);
    svg.push_str("=\"");
    escape_into(svg, value);
    svg.push('"');
}

fn push_element(svg: &mut String, name: &str, text: &str) {
    svg.push('<');
    svg.push_str(name);
    svg.push('>');
    escape_into(svg, text);
    svg.push_str("</");
    svg.push_str(name);
    svg.push('>');
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.0.unsigned_abs(), self.size.1.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    /// A drawing of lines has no pixels.
    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let [from, to] = [upper_left, bottom_right].map(|corner| self.written(corner));
        self.layer(Ink::of(style.color())).path.rectangle(from, to);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let ink = Ink::of(style.color());
        let corners: Vec<BackendCoord> = path.into_iter().collect();
        if ink == Ink::Line {
            self.points.extend(&corners);
        }
        self.polyline(ink, &corners);
        Ok(())
    }

    /// A dot, or a ring if it is not filled. Its size is the style sheet's.
    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, _radius: u32, style: &S, fill: bool) -> Drawn {
        self.points.push(center);
        let ink = Ink::of(style.color());
        if matches!(ink, Ink::Neutral | Ink::LastNeutral) {
            self.diamond(ink, center);
        } else {
            self.dot(ink, center);
        }
        if !fill {
            self.dot(Ink::Hole, center);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        self.draw_path(corners, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
        let size = style.size() as i32;
        self.write(Words {
            ink: Ink::of(style.color()),
            face: Face { size, bold: false },
            at,
            text: &clean(text),
            title: None,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_would_touch_another_or_leave_the_frame_is_refused() {
        let sheet = Sheet::new((400, 100));
        let face = Face { size: 20, bold: false };
        let write = |at, text| {
            sheet.with(|canvas| {
                canvas.write(Words {
                    ink: Ink::Word,
                    face,
                    at,
                    text,
                    title: None,
                })
            })
        };
        assert!(write((10, 50), "first"));
        assert!(!write((30, 50), "second"), "touches the first");
        assert!(!write((350, 50), "third words"), "leaves on the right");
        assert!(!write((10, 10), "high"), "leaves at the top");
        assert!(write((10, 90), "below"));
    }

    #[test]
    fn words_and_names_are_escaped() {
        let sheet = Sheet::new((900, 100));
        let svg = sheet.with(|canvas| {
            canvas.write(Words {
                ink: Ink::Word,
                face: Face { size: 20, bold: false },
                at: (10, 50),
                text: "<a> & \"b\"",
                title: None,
            });
            canvas.svg(&Head {
                class: "chart",
                title: "</title><script>",
                description: "a & b",
            })
        });
        assert_eq!(
            svg,
            "<svg class=\"chart\" viewBox=\"0 0 900 100\" role=\"img\">\
             <title>&lt;/title&gt;&lt;script&gt;</title><desc>a &amp; b</desc>\
             <text class=\"word\" x=\"10\" y=\"50\">&lt;a&gt; &amp; &quot;b&quot;</text></svg>"
        );
    }
}
