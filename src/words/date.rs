//! Days, months and stretches of days.

use super::{Words, say};
use jiff::civil::Date;

impl Words {
    /// `9 August 2026`.
    #[must_use]
    pub fn day(&self, date: Date) -> String {
        say!(
            self,
            "dates.day",
            day = date.day(),
            month = self.month_name(date),
            year = date.year()
        )
    }

    /// `9 Aug 2026`.
    #[must_use]
    pub fn short_day(&self, date: Date) -> String {
        say!(
            self,
            "dates.short_day",
            day = date.day(),
            month = self.short_month_name(date),
            year = date.year()
        )
    }

    /// `Thursday 20 August 2026`.
    #[must_use]
    pub fn weekday_and_day(&self, date: Date) -> String {
        let weekday = self.at("dates.weekdays", date.weekday().to_monday_zero_offset());
        say!(
            self,
            "dates.weekday_and_day",
            weekday = weekday,
            day = date.day(),
            month = self.month_name(date),
            year = date.year()
        )
    }

    /// `Thursday`.
    #[must_use]
    pub fn weekday(&self, date: Date) -> &str {
        self.at("dates.weekdays", date.weekday().to_monday_zero_offset())
    }

    /// `August 2026`.
    #[must_use]
    pub fn month(&self, date: Date) -> String {
        say!(self, "dates.month", month = self.month_alone(date), year = date.year())
    }

    /// `Aug 2026`.
    #[must_use]
    pub fn short_month(&self, date: Date) -> String {
        let month = self.short_month_name(date);
        say!(self, "dates.short_month", month = month, year = date.year())
    }

    /// `August`, as it stands alone.
    #[must_use]
    pub fn month_alone(&self, date: Date) -> &str {
        self.at("dates.months_alone", date.month() - 1)
    }

    /// `August`, as it stands beside a day.
    #[must_use]
    pub fn month_name(&self, date: Date) -> &str {
        self.at("dates.months", date.month() - 1)
    }

    /// `Aug`.
    #[must_use]
    pub fn short_month_name(&self, date: Date) -> &str {
        self.at("dates.short_months", date.month() - 1)
    }

    /// Two days as a stretch, leaving out what they share: `27 July – 9 August 2026`.
    #[must_use]
    pub fn stretch(&self, from: Date, to: Date) -> String {
        if from.year() != to.year() {
            say!(self, "dates.stretch", from = self.day(from), to = self.day(to))
        } else if from.month() != to.month() {
            say!(
                self,
                "dates.stretch_of_months",
                from_day = from.day(),
                from_month = self.month_name(from),
                to_day = to.day(),
                to_month = self.month_name(to),
                year = to.year()
            )
        } else {
            say!(
                self,
                "dates.stretch_of_days",
                from_day = from.day(),
                to_day = to.day(),
                month = self.month_name(to),
                year = to.year()
            )
        }
    }

    fn at(&self, list: &str, index: i8) -> &str {
        let names = self.list_of(list);
        usize::try_from(index)
            .ok()
            .and_then(|index| names.get(index))
            .map_or("", String::as_str)
    }
}
