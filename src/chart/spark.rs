//! The sparkline: a line and its last point, for a row of a table or of an office screen.
//!
//! No axis, no words but the accessible name. The range is that of the values.

use super::canvas::{Head, Ink, Sheet, draw};
use super::scale::drawable;
use super::text::Extent;
use super::{Spark, trend::runs};
use plotters::element::{Circle, PathElement};

const SIZE: (i32, i32) = (120, 24);

/// Lines and dots stay within this part of the view box, whatever their width.
const FRAME: Extent = Extent {
    left: 3,
    top: 4,
    right: 116,
    bottom: 20,
};

/// A sparkline as SVG.
#[must_use]
pub fn spark(spark: &Spark<'_>) -> String {
    sheet(spark).with(|canvas| {
        canvas.svg(&Head {
            class: "chart spark",
            title: spark.title,
            description: spark.description,
        })
    })
}

/// The drawing itself.
pub(super) fn sheet(spark: &Spark<'_>) -> Sheet {
    let sheet = Sheet::new(SIZE);
    let values: Vec<Option<f64>> = spark.values.iter().map(|value| value.and_then(drawable)).collect();
    let drawn = || values.iter().flatten().copied();
    let (low, high) = (
        drawn().fold(f64::INFINITY, f64::min),
        drawn().fold(f64::NEG_INFINITY, f64::max),
    );
    if low > high {
        return sheet;
    }
    // A series that never changes runs through the middle.
    let (low, high) = if high - low > 0.0 {
        (low, high)
    } else {
        let around = low.abs().max(1.0);
        (low - around, high + around)
    };
    let last_place = values.len().saturating_sub(1).max(1);
    let plane = sheet.plane(&FRAME, (0.0..place(last_place), low..high));
    for run in runs(&values, |from, to| to > from + 1) {
        let corners: Vec<(f64, f64)> = run.filter_map(|index| Some((place(index), values[index]?))).collect();
        draw(&plane, &PathElement::new(corners, Ink::Line.style()));
    }
    if let Some((index, Some(value))) = values.iter().enumerate().rfind(|(_, value)| value.is_some()) {
        let at = (place(index), *value);
        draw(&plane, &Circle::new(at, 1, Ink::Last.style().filled()));
    }
    sheet
}

/// The number of a point as a coordinate.
fn place(index: usize) -> f64 {
    f64::from(u32::try_from(index).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(values: &[Option<f64>]) -> String {
        spark(&Spark {
            title: "p95 response time",
            description: "26 cycles, last 212 ms, improving",
            values,
        })
    }

    #[test]
    fn a_sparkline_of_26_points_is_at_most_400_bytes() {
        let values: Vec<Option<f64>> = [
            115, 116, 120, 113, 52, 90, 80, 74, 66, 98, 38, 78, 167, 112, 101, 132, 130, 95, 91, 102, 92, 98, 137, 97,
            161, 213,
        ]
        .map(|value| Some(f64::from(value)))
        .to_vec();
        let svg = svg(&values);
        assert!(svg.len() <= 400, "{} bytes: {svg}", svg.len());
    }

    #[test]
    fn a_gap_is_a_gap_in_the_line() {
        let values = [Some(1.0), Some(2.0), None, Some(3.0), Some(f64::NAN), Some(2.0)];
        let svg = svg(&values);
        assert_eq!(svg.matches("class=\"line\"").count(), 1);
        assert!(svg.contains("class=\"last\""));
        let line = svg.split("class=\"line\" d=\"").nth(1).unwrap_or_default();
        let line = line.split('"').next().unwrap_or_default();
        let starts = line.matches(['M', 'm']).count();
        assert_eq!(starts, 3, "{line}");
    }

    #[test]
    fn without_values_only_the_names_remain() {
        let svg = svg(&[None, None]);
        assert!(svg.contains("<title>p95 response time</title>"));
        assert!(!svg.contains("<path"));
    }
}
