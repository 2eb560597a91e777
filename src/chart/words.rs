//! Where the words of marks stand: on levels above the plot, each beside its own line, like flags on poles.
//!
//! A word never touches another word and no line runs through a word. Marks are placed from the right, each
//! on the lowest level that has room to the right of its line, else to the left; a word that has no room is shortened,
//! and where even that fails only the line stays. Where that would befall an urgent mark, the urgent ones go first;
//! modest ones always go last.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::text::{Anchor, Face};

/// Between a line and its word, and between a word and whatever follows, in units of the view box.
const GAP: i32 = 7;

/// A line at `x` that wants words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) x: i32,
    pub(super) text: &'a str,
    /// Must not suffer for those that are not.
    pub(super) urgent: bool,
    /// Takes what room the others leave.
    pub(super) modest: bool,
}

/// The room there is for words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) levels: usize,
    pub(super) face: Face,
}

/// A word and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) text: String,
    /// The level, counted from the plot upwards.
    pub(super) level: usize,
    /// The x of the anchor.
    pub(super) x: i32,
    pub(super) anchor: Anchor,
}

/// What stands already: a word from `left` to `right` on `level`, and its line at `pole` from there down.
struct Standing {
    pole: i32,
    left: i32,
    right: i32,
    level: usize,
}

/// Places the words of the marks, in the order of the marks; `None` where there is no room.
pub(super) fn place(wanted: &[Wanted<'_>], room: &Room) -> Vec<Option<Placed>> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&index| (wanted[index].modest, Reverse(wanted[index].x), index));
    let placed = place_in(&order, wanted, room);
    let is_whole = |(mark, placed): (&Wanted<'_>, &Option<Placed>)| {
        !mark.urgent || placed.as_ref().is_some_and(|placed| placed.text == mark.text)
    };
    if wanted.iter().zip(&placed).all(is_whole) {
        return placed;
    }
    order.sort_by_key(|&index| !wanted[index].urgent);
    place_in(&order, wanted, room)
}

/// Places the words of the marks one after the other.
fn place_in(order: &[usize], wanted: &[Wanted<'_>], room: &Room) -> Vec<Option<Placed>> {
    let mut standing: Vec<Standing> = Vec::new();
    let mut placed: Vec<Option<Placed>> = vec![None; wanted.len()];
    for &index in order {
        let mark = &wanted[index];
        let Some((level, anchor, text)) = best_place(mark, room, &standing) else {
            continue;
        };
        let width = room.face.width(&text);
        let (x, left) = match anchor {
            Anchor::End => (mark.x - GAP, mark.x - GAP - width),
            Anchor::Start | Anchor::Middle => (mark.x + GAP, mark.x + GAP),
        };
        standing.push(Standing {
            pole: mark.x,
            left,
            right: left + width,
            level,
        });
        placed[index] = Some(Placed {
            text: text.into_owned(),
            level,
            x,
            anchor,
        });
    }
    placed
}

/// The place where most of the words fit: the lowest level and the right side are preferred.
fn best_place<'a>(mark: &Wanted<'a>, room: &Room, standing: &[Standing]) -> Option<(usize, Anchor, Cow<'a, str>)> {
    let mut best: Option<(i32, usize, Anchor)> = None;
    for anchor in [Anchor::Start, Anchor::End] {
        for level in 0..room.levels {
            if pole_cuts_a_word(mark.x, level, standing) {
                continue;
            }
            let free = free_width(mark.x, (level, anchor), room, standing);
            if free >= room.face.width(mark.text) {
                return Some((level, anchor, Cow::Borrowed(mark.text)));
            }
            if best.is_none_or(|(width, _, _)| free > width) {
                best = Some((free, level, anchor));
            }
        }
    }
    let (free, level, anchor) = best?;
    Some((level, anchor, room.face.fit(mark.text, free)?))
}

/// A line from `level` down to the plot passes the words on that level and below.
fn pole_cuts_a_word(x: i32, level: usize, standing: &[Standing]) -> bool {
    standing
        .iter()
        .any(|other| other.level <= level && other.left - GAP < x && x < other.right + GAP)
}

/// How much room there is beside a line before the next word or line.
fn free_width(x: i32, (level, anchor): (usize, Anchor), room: &Room, standing: &[Standing]) -> i32 {
    let poles = standing.iter().filter(|other| other.level >= level);
    let words = standing.iter().filter(|other| other.level == level);
    if anchor == Anchor::End {
        let left = poles.map(|other| other.pole).filter(|&pole| pole <= x).max();
        let word = words.map(|other| other.right).filter(|&right| right <= x).max();
        let end = [left, word].into_iter().flatten().map(|end| end + GAP).max();
        x - GAP - end.unwrap_or(room.left).max(room.left)
    } else {
        let right = poles.map(|other| other.pole).filter(|&pole| pole >= x).min();
        let word = words.map(|other| other.left).filter(|&left| left >= x).min();
        let end = [right, word].into_iter().flatten().map(|end| end - GAP).min();
        end.unwrap_or(room.right).min(room.right) - x - GAP
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ONE_LEVEL: Room = Room { levels: 1, ..ROOM };
    const ROOM: Room = Room {
        left: 60,
        right: 680,
        levels: 2,
        face: Face { size: 22, bold: false },
    };

    fn check(marks: &[(i32, &str)], expected: &[&str]) {
        let wanted: Vec<Wanted<'_>> = marks
            .iter()
            .map(|&(x, text)| Wanted {
                x,
                text,
                urgent: false,
                modest: false,
            })
            .collect();
        let found: Vec<String> = place(&wanted, &ROOM)
            .into_iter()
            .map(|placed| match placed {
                Some(placed) => {
                    let side = if placed.anchor == Anchor::End { "<" } else { ">" };
                    format!("{}{side}{}", placed.text, placed.level)
                }
                None => "-".to_owned(),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_stand_to_the_right_of_their_line_on_the_lowest_level() {
        check(&[(100, "Rebase"), (400, "New API")], &["Rebase>0", "New API>0"]);
    }

    #[test]
    fn words_that_collide_are_staggered() {
        check(&[(300, "Rebase"), (340, "New API")], &["Rebase>1", "New API>0"]);
    }

    #[test]
    fn a_word_at_the_right_edge_stands_to_the_left() {
        check(&[(660, "Rebase")], &["Rebase<0"]);
    }

    #[test]
    fn where_there_is_no_room_a_word_is_shortened_or_left_out() {
        let marks = [
            (300, "Moved to arm64"),
            (310, "New API"),
            (320, "Rebase"),
            (330, "Freeze"),
        ];
        let placed = place(
            &marks.map(|(x, text)| Wanted {
                x,
                text,
                urgent: text == "Rebase",
                modest: false,
            }),
            &ROOM,
        );
        assert!(placed.iter().any(Option::is_none));
        assert!(
            placed[2].as_ref().is_some_and(|placed| placed.text == "Rebase"),
            "the urgent one is whole"
        );
        check(
            &[(
                100,
                "A very long word of mark that no chart of this width can hold, ever",
            )],
            &["A very long word of mark that no chart of t…>0"],
        );
    }

    #[test]
    fn a_modest_word_takes_the_room_that_others_leave() {
        let marks = [(300, "Moved to arm64"), (320, "WAR"), (340, "WAR")];
        let text_at = |modest: bool| {
            let wanted = marks.map(|(x, text)| Wanted {
                x,
                text,
                urgent: false,
                modest: modest && text == "WAR",
            });
            place(&wanted, &ONE_LEVEL)[0]
                .clone()
                .map(|placed| (placed.text, placed.anchor))
        };
        let whole = Some(("Moved to arm64".to_owned(), Anchor::Start));
        assert_ne!(text_at(false), whole, "placed from the right, the others were first");
        assert_eq!(text_at(true), whole);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn words_never_meet_and_no_line_runs_through_one(
            marks in proptest::collection::vec((60i32..680, "[a-zA-Z ]{1,30}", any::<bool>()), 0..12)
        ) {
            let wanted: Vec<Wanted<'_>> = marks
                .iter()
                .map(|(x, text, urgent)| Wanted { x: *x, text, urgent: *urgent, modest: false })
                .collect();
            let standing: Vec<Standing> = place(&wanted, &ROOM)
                .into_iter()
                .zip(&wanted)
                .filter_map(|(placed, mark)| {
                    let placed = placed?;
                    let extent = ROOM.face.extent(&placed.text, (placed.x, 0), placed.anchor);
                    Some(Standing {
                        pole: mark.x,
                        left: extent.left,
                        right: extent.right,
                        level: placed.level,
                    })
                })
                .collect();
            for (index, one) in standing.iter().enumerate() {
                prop_assert!(ROOM.left <= one.left && one.right <= ROOM.right);
                prop_assert!(one.level < ROOM.levels);
                for (other_index, other) in standing.iter().enumerate() {
                    if index == other_index {
                        continue;
                    }
                    let apart = one.right < other.left || other.right < one.left;
                    prop_assert!(one.level != other.level || apart);
                    let cut = one.left < other.pole && other.pole < one.right;
                    prop_assert!(!cut || other.level < one.level);
                }
            }
        }
    }
}
