//! The `d` of an SVG path in few bytes: relative coordinates, no letter that can be left out, no space that a sign replaces.

use std::fmt::Write as _;

/// Path data under construction.
#[derive(Debug, Default)]
pub(super) struct PathData {
    data: String,
    at: (i32, i32),
    /// The command that applies if the next one names none.
    implied: char,
}

impl PathData {
    pub(super) fn as_str(&self) -> &str {
        &self.data
    }

    pub(super) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// A line through `corners`; one corner is a dot, closed where it began, which a round or square cap makes visible.
    pub(super) fn polyline(&mut self, corners: impl IntoIterator<Item = (i32, i32)>) {
        let mut corners = corners.into_iter();
        let Some(first) = corners.next() else {
            return;
        };
        self.move_to(first);
        let mut has_moved = false;
        for corner in corners {
            if corner != self.at {
                self.line_to(corner);
                has_moved = true;
            }
        }
        if !has_moved {
            self.close(first);
        }
    }

    /// A line of no length.
    pub(super) fn dot(&mut self, at: (i32, i32)) {
        self.polyline([at]);
    }

    /// A closed rectangle.
    pub(super) fn rectangle(&mut self, (left, top): (i32, i32), (right, bottom): (i32, i32)) {
        self.move_to((left, top));
        self.line_to((right, top));
        self.line_to((right, bottom));
        self.line_to((left, bottom));
        self.close((left, top));
    }

    fn close(&mut self, begin: (i32, i32)) {
        self.data.push('z');
        self.implied = 'z';
        self.at = begin;
    }

    fn move_to(&mut self, to: (i32, i32)) {
        let mut absolute = String::new();
        push_numbers(&mut absolute, 'M', &[to.0, to.1]);
        if !self.data.is_empty() {
            let mut relative = String::new();
            let (x, y) = (to.0.wrapping_sub(self.at.0), to.1.wrapping_sub(self.at.1));
            push_numbers(&mut relative, 'm', &[x, y]);
            if relative.len() <= absolute.len() {
                self.data.push_str(&relative);
                self.implied = 'l';
                self.at = to;
                return;
            }
        }
        self.data.push_str(&absolute);
        self.implied = 'L';
        self.at = to;
    }

    fn line_to(&mut self, to: (i32, i32)) {
        let (x, y) = (to.0.wrapping_sub(self.at.0), to.1.wrapping_sub(self.at.1));
        let (command, numbers) = match (x, y) {
            (x, 0) => ('h', vec![x]),
            (0, y) => ('v', vec![y]),
            (x, y) => ('l', vec![x, y]),
        };
        if self.implied == command {
            for number in numbers {
                if number >= 0 {
                    self.data.push(' ');
                }
                push_number(&mut self.data, number);
            }
        } else {
            push_numbers(&mut self.data, command, &numbers);
        }
        self.implied = command;
        self.at = to;
    }
}

fn push_numbers(data: &mut String, command: char, numbers: &[i32]) {
    data.push(command);
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 && *number >= 0 {
            data.push(' ');
        }
        push_number(data, *number);
    }
}

fn push_number(data: &mut String, number: i32) {
    // Writing to a string cannot fail.
    let _ = write!(data, "{number}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(corners: &[(i32, i32)], data: &str) {
        let mut path = PathData::default();
        path.polyline(corners.iter().copied());
        assert_eq!(path.as_str(), data);
    }

    #[test]
    fn a_line_takes_no_byte_it_does_not_need() {
        check(&[(10, 20), (30, 15), (50, 25), (70, 25)], "M10 20l20-5 20 10h20");
        check(&[(10, 20), (10, 30), (10, 25)], "M10 20v10-5");
    }

    #[test]
    fn a_point_that_stays_is_written_once_and_one_alone_is_a_dot() {
        check(&[(1, 2), (1, 2), (3, 2)], "M1 2h2");
        check(&[(1, 2)], "M1 2z");
        check(&[(1, 2), (1, 2)], "M1 2z");
        check(&[], "");
    }

    #[test]
    fn a_second_line_starts_where_it_is_shorter_to_say() {
        let mut path = PathData::default();
        path.dot((1000, 500));
        path.dot((1010, 490));
        path.dot((5, 5));
        assert_eq!(path.as_str(), "M1000 500zm10-10zM5 5z");
        let mut band = PathData::default();
        band.rectangle((10, 10), (30, 20));
        band.dot((12, 12));
        assert_eq!(band.as_str(), "M10 10h20v10h-20zm2 2z");
    }
}
