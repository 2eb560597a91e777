//! The error budget of an objective: a track that is the whole budget, and a bar over it that is what is spent.
//!
//! The budget ends at the same place in every chart, so that bars below each other can be compared, and to its right
//! is room for half as much again. What is spent beyond the budget is hatched, so that it shows without colour; a bar
//! that would be longer still ends in a point. The track's end is striped for the part of the window without data.
//! What remains is said to the right of the bar, or above it where the bar is in the way. The chart computes nothing and
//! says no number of its own: the words come from the caller.

use super::Budget;
use super::canvas::{Head, Ink, Sheet, Words};
use super::text::{Extent, Face, clean};

/// The view box: half CSS pixels at 340 × 44.
pub(super) const SIZE: (i32, i32) = (680, 88);
const SMALL: Face = Face { size: 22, bold: false };
/// The whole budget. The style sheet makes stripes as wide as it is high.
pub(super) const TRACK: Extent = Extent {
    left: 2,
    top: 32,
    right: 434,
    bottom: 56,
};
/// Here a bar ends in a point: at one and a half budgets.
pub(super) const FARTHEST: i32 = TRACK.right + (TRACK.right - TRACK.left) / 2;
/// The least that shows of a part that is not nothing.
const LEAST: i32 = 4;
const LEAST_OVER: i32 = 10;
/// From one line of the hatching to the next.
const HATCH: i32 = 12;
/// How far the line at the end of the budget stands out above and below.
const OVERHANG: i32 = 6;
/// Between the bar and the words beside it.
const GAP: i32 = 12;
const WHOLE: &str = "budget";

/// An error budget as SVG.
#[must_use]
pub fn budget(budget: &Budget<'_>) -> String {
    sheet(budget).with(|canvas| {
        canvas.svg(&Head {
            class: "chart budget",
            title: budget.title,
            description: budget.description,
        })
    })
}

/// The drawing itself.
pub(super) fn sheet(budget: &Budget<'_>) -> Sheet {
    let sheet = Sheet::new(SIZE);
    // Of what is spent nothing is known if it is not a number, whatever the window has of data.
    let unknown = if budget.spent.is_nan() { 1.0 } else { budget.unknown };
    let end = TRACK.left.saturating_add(along(budget.spent));
    // What is spent is known, whenever that was.
    draw_track(&sheet, TRACK.right.saturating_sub(along(unknown)).max(end));
    // However little it is, more than the budget must look like it.
    let least = if budget.spent > 1.0 {
        TRACK.right + LEAST_OVER
    } else {
        TRACK.left
    };
    let end = draw_spent(&sheet, end.max(least));
    let (top, bottom) = (TRACK.top - OVERHANG, TRACK.bottom + OVERHANG);
    sheet.with(|canvas| canvas.polyline(Ink::Whole, &[(TRACK.right, top), (TRACK.right, bottom)]));
    let above = TRACK.top - OVERHANG - SMALL.descent();
    write(&sheet, Ink::Word, (TRACK.left, above), &clean(budget.spent_text));
    write(&sheet, Ink::Note, (TRACK.right, SIZE.1 - SMALL.descent() - 1), WHOLE);
    let remaining = clean(budget.remaining_text);
    let beside = (end + GAP, i32::midpoint(TRACK.top, TRACK.bottom) + SMALL.middle());
    if !write(&sheet, Ink::Word, beside, &remaining) {
        write(&sheet, Ink::WordBefore, (SIZE.0, above), &remaining);
    }
    sheet
}

/// Writes a text whole, or says that it has no room.
fn write(sheet: &Sheet, ink: Ink, at: (i32, i32), text: &str) -> bool {
    sheet.with(|canvas| {
        canvas.write(Words {
            ink,
            face: SMALL,
            at,
            text,
            title: None,
        })
    })
}

/// How long a part of the budget is; what is not a number has no length.
fn along(part: f64) -> i32 {
    let whole = f64::from(TRACK.right - TRACK.left);
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let length = (part.max(0.0) * whole).round() as i32;
    if part > 0.0 { length.max(LEAST) } else { 0 }
}

/// The whole budget, with stripes from `unknown` to its end.
fn draw_track(sheet: &Sheet, unknown: i32) {
    let middle = i32::midpoint(TRACK.top, TRACK.bottom);
    sheet.with(|canvas| {
        canvas.rectangle(Ink::Track, &TRACK);
        if unknown < TRACK.right {
            canvas.polyline(Ink::Unknown, &[(unknown, middle), (TRACK.right, middle)]);
        }
    });
}

/// The bar; gives where it ends, or the track.
fn draw_spent(sheet: &Sheet, end: i32) -> i32 {
    let inside = Extent {
        right: end.min(TRACK.right),
        ..TRACK
    };
    if inside.right > inside.left {
        sheet.with(|canvas| canvas.rectangle(Ink::Spent, &inside));
    }
    if end > TRACK.right {
        draw_over(sheet, end)
    } else {
        TRACK.right
    }
}

/// The part beyond the budget: an outline with slanted lines across, and a point where it goes on unseen; gives where that ends.
fn draw_over(sheet: &Sheet, end: i32) -> i32 {
    let is_endless = end > FARTHEST;
    let end = end.min(FARTHEST);
    let Extent { top, bottom, .. } = TRACK;
    let (start, height) = (TRACK.right, bottom - top);
    let mut outline = vec![(start, top), (end, top)];
    if is_endless {
        outline.push((end + height / 2, top + height / 2));
    }
    outline.extend([(end, bottom), (start, bottom)]);
    sheet.with(|canvas| {
        canvas.polyline(Ink::Over, &outline);
        // A line rises by the bar's height while it goes as far to the right; what is outside is cut off.
        let mut foot = start - height + HATCH;
        while foot < end {
            let from = (foot.max(start), bottom - (start - foot).max(0));
            let to = ((foot + height).min(end), top + (foot + height - end).max(0));
            if from.0 < to.0 {
                canvas.polyline(Ink::Hatch, &[from, to]);
            }
            foot += HATCH;
        }
    });
    outline.iter().map(|(x, _)| *x).max().unwrap_or(end)
}
