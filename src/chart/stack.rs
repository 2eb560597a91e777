//! The stacked bar: how a whole divides into kinds, in a row of a table.
//!
//! Parts stand in one order, each with a look of its own, and none is so short that it cannot be seen. The bar says no
//! number: words beside it do. Its whole may be longer than its parts, so that bars below each other share a scale.

use super::canvas::{Head, Ink, Sheet};
use super::text::Extent;
use super::{Part, PartKind, Stack};

/// The view box: half CSS pixels at 160 × 12. The style sheet makes stripes as wide as it is high.
pub(super) const SIZE: (i32, i32) = (320, 24);
/// The least that shows of a part that is not nothing.
const LEAST: i32 = 4;
/// Between two parts.
const GAP: i32 = 2;

/// A stacked bar as SVG.
#[must_use]
pub fn stack(stack: &Stack<'_>) -> String {
    sheet(stack).with(|canvas| {
        canvas.svg(&Head {
            class: "chart stack",
            title: stack.title,
            description: stack.description,
        })
    })
}

/// The drawing itself.
pub(super) fn sheet(stack: &Stack<'_>) -> Sheet {
    let sheet = Sheet::new(SIZE);
    let parts: Vec<&Part> = stack
        .parts
        .iter()
        .filter(|part| part.size.is_finite() && part.size > 0.0)
        .collect();
    let sum: f64 = parts.iter().map(|part| part.size).sum();
    let whole = if stack.whole.is_finite() {
        stack.whole.max(sum)
    } else {
        sum
    };
    let mut before = 0.0;
    let mut left = 0;
    for part in parts {
        before += part.size;
        // Where a part ends is rounded once, so that the bar is as long as its sum whatever its parts.
        let end = along(before / whole).max(left + LEAST).min(SIZE.0);
        draw(&sheet, part.kind, (left, (end - GAP).max(left + GAP)));
        left = end;
    }
    sheet
}

fn along(share: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let length = (share * f64::from(SIZE.0)).round() as i32;
    length
}

fn draw(sheet: &Sheet, kind: PartKind, (left, right): (i32, i32)) {
    let ink = match kind {
        PartKind::Strong => Ink::Strong,
        PartKind::Middling => Ink::Middling,
        PartKind::Reached => Ink::Spent,
        PartKind::Rest => Ink::Track,
        PartKind::Unknown => Ink::Unknown,
    };
    sheet.with(|canvas| {
        if kind == PartKind::Unknown {
            let middle = SIZE.1 / 2;
            canvas.polyline(ink, &[(left, middle), (right, middle)]);
        } else {
            canvas.rectangle(
                ink,
                &Extent {
                    left,
                    top: 0,
                    right,
                    bottom: SIZE.1,
                },
            );
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [PartKind; 5] = [
        PartKind::Strong,
        PartKind::Middling,
        PartKind::Reached,
        PartKind::Rest,
        PartKind::Unknown,
    ];

    fn svg(parts: &[(PartKind, f64)], whole: f64) -> String {
        let parts: Vec<Part> = parts
            .iter()
            .map(|(kind, size)| Part {
                kind: *kind,
                size: *size,
            })
            .collect();
        stack(&Stack {
            title: "Security",
            description: "2 high, 8 none",
            parts: &parts,
            whole,
        })
    }

    #[test]
    fn parts_are_as_long_as_they_are_large_on_the_scale_of_the_whole() {
        let bar = svg(&[(PartKind::Strong, 2.0), (PartKind::Rest, 6.0)], 16.0);
        assert!(bar.contains("<path class=\"strong\" d=\"M0 0h38v24h-38z\"/>"), "{bar}");
        assert!(
            bar.contains("<path class=\"track\" d=\"M40 0h118v24h-118z\"/>"),
            "{bar}"
        );
    }

    #[test]
    fn one_question_of_a_thousand_can_be_seen() {
        let bar = svg(&[(PartKind::Strong, 1.0), (PartKind::Rest, 999.0)], 0.0);
        assert!(bar.contains("class=\"strong\""), "{bar}");
    }

    #[test]
    fn what_has_no_size_is_not_drawn() {
        for size in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(!svg(&[(PartKind::Strong, size)], 10.0).contains("<path"));
        }
    }

    #[test]
    fn a_bar_is_at_most_400_bytes() {
        let parts: Vec<(PartKind, f64)> = KINDS.iter().map(|kind| (*kind, 7.0)).collect();
        let bar = svg(&parts, 100.0);
        assert!(bar.len() <= 400, "{}: {bar}", bar.len());
    }

    proptest! {
        #[test]
        fn a_bar_stays_in_its_frame(sizes in proptest::collection::vec((0_usize..5, any::<f64>()), 0..40), whole in any::<f64>()) {
            let parts: Vec<(PartKind, f64)> = sizes.iter().map(|(kind, size)| (KINDS[*kind], *size)).collect();
            let bar = svg(&parts, whole);
            for path in bar.split(" d=\"M").skip(1) {
                let path = path.split('"').next().unwrap_or_default();
                let numbers: Vec<i32> = path
                    .split(|letter: char| !letter.is_ascii_digit() && letter != '-')
                    .filter_map(|number| number.parse().ok())
                    .collect();
                prop_assert!(numbers.iter().all(|number| number.abs() <= SIZE.0), "{path}");
            }
            prop_assert!(!bar.contains("NaN"));
        }
    }
}
