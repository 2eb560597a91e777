//! Values so far from all others that an axis to them would press the others together: the axis ends before them.

/// The others take up less than this part of an axis that reaches the nearest of the far ones.
const PRESSED: f64 = 0.25;
/// So many others there are at least: of fewer nobody says what is far.
const OTHERS: usize = 4;
/// One value in so many may be far; where more are, they are a group of their own, which an axis has to show.
const ONE_IN: usize = 20;

/// Which of some values are far from the others, on one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Beyond {
    /// So many of the highest.
    Above(usize),
    /// So many of the lowest.
    Below(usize),
}

/// Which values are far from the others. An axis that begins at zero has no room to gain below.
pub(super) fn beyond(values: &[f64], is_from_zero: bool) -> Option<Beyond> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    if is_from_zero {
        // Of values below zero nothing is far: zero is on their axis.
        let is_positive = sorted.first().is_some_and(|lowest| *lowest >= 0.0);
        return is_positive
            .then(|| far(&sorted, Some(0.0)))
            .flatten()
            .map(Beyond::Above);
    }
    let mirrored: Vec<f64> = sorted.iter().rev().map(|value| -value).collect();
    far(&sorted, None)
        .map(Beyond::Above)
        .or_else(|| far(&mirrored, None).map(Beyond::Below))
}

/// How many of the highest of sorted values are far from the others, seen from where the axis begins.
fn far(sorted: &[f64], begin: Option<f64>) -> Option<usize> {
    let begin = begin.or(sorted.first().copied())?;
    let most = (sorted.len() / ONE_IN).max(1).min(sorted.len().checked_sub(OTHERS)?);
    (1..=most).find(|count| {
        let (others, far) = sorted.split_at(sorted.len() - count);
        let reach = others.last().map_or(0.0, |highest| highest - begin);
        // Others that are all alike stand on one spot, wherever the axis ends.
        reach > 0.0 && far.first().is_some_and(|nearest| reach < PRESSED * (nearest - begin))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Axis, Dot, Size, Strip, strip};
    use crate::words::Words;

    #[test]
    fn the_axis_ends_before_a_far_dot_which_stands_at_the_edge_with_its_value() {
        let words = Words::english();
        let drawn = |values: &[f64]| {
            let texts: Vec<String> = values.iter().map(|value| format!("T: {value}")).collect();
            let dot = |(value, text): (&f64, &'_ String)| (*value, text.clone());
            let owned: Vec<(f64, String)> = values.iter().zip(&texts).map(dot).collect();
            let dots: Vec<Dot<'_>> = owned
                .iter()
                .map(|(value, text)| Dot {
                    value: *value,
                    text,
                    hollow: false,
                })
                .collect();
            strip(&Strip {
                title: "Errors",
                description: "Five teams.",
                dots: &dots,
                median: Some(30.0),
                previous: &[20.0, 8_000.0],
                axis: Axis::FromZero,
                target: None,
                size: Size::Card,
                words: &words,
            })
        };
        let far = drawn(&[10.0, 20.0, 30.0, 40.0, 9_000.0]);
        assert!(
            far.contains("<desc>Five teams. The axis ends before T: 9000.</desc>"),
            "{far}"
        );
        assert!(far.contains(">T: 9000 →</text>"), "{far}");
        // Ticks are those of the others, and a break stands before the edge.
        assert!(far.contains(">40</tspan>") && !far.contains("000</tspan>"), "{far}");
        assert_eq!(far.matches("class=\"tight\"").count(), 1, "{far}");
        let near = drawn(&[10.0, 20.0, 30.0, 40.0, 90.0]);
        assert!(
            !near.contains('→') && !near.contains("ends before") && !near.contains("tight"),
            "{near}"
        );
    }

    #[test]
    fn a_value_is_far_where_the_others_would_be_pressed_together() {
        for (values, is_from_zero, expected) in [
            (&[1.0, 2.0, 3.0, 4.0, 17.0][..], true, Some(Beyond::Above(1))),
            // At a quarter of the axis they can still be told apart.
            (&[1.0, 2.0, 3.0, 4.0, 16.0], true, None),
            (&[1.0, 2.0, 3.0, 400.0], true, None),
            // Two of five are no exception.
            (&[1.0, 2.0, 3.0, 4.0, 400.0, 500.0], true, None),
            // All others are alike, or zero.
            (&[0.0, 0.0, 0.0, 0.0, 400.0], true, None),
            (&[-1.0, 0.0, 1.0, 2.0, 400.0], true, None),
            (&[60.0, 99.0, 99.5, 99.7, 99.9], false, Some(Beyond::Below(1))),
            (&[99.0, 99.1, 99.2, 99.3, 99.9], false, None),
            (&[90.0, 90.1, 90.2, 90.3, 99.9], false, Some(Beyond::Above(1))),
        ] {
            assert_eq!(beyond(values, is_from_zero), expected, "{values:?}");
        }
        let many: Vec<f64> = (1..=38).map(f64::from).chain([400.0, 500.0]).collect();
        assert_eq!(beyond(&many, true), Some(Beyond::Above(2)));
    }
}
