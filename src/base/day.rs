//! A day of the calendar.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Error, Result, Timestamp};

/// A day in UTC, between the years 1970 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(jiff::civil::Date);

/// Milliseconds of a day.
const MILLIS: i64 = 24 * 60 * 60 * 1000;

impl Day {
    /// The day that `moment` lies in.
    pub fn of(moment: Timestamp) -> Self {
        Self(moment.jiff().date())
    }

    /// The day with this number of that month; none if there is none.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, day).ok().map(Self).filter(|it| (1970..=9_999).contains(&it.year()))
    }

    /// Reads `2026-11-22`.
    ///
    /// # Errors
    /// There is no such day.
    pub fn parse(text: &str) -> Result<Self> {
        let date = text.trim().parse::<jiff::civil::Date>().ok();
        let day = date.and_then(|it| Self::new(it.year(), it.month(), it.day()));
        day.ok_or_else(|| Error::invalid("day", "Write a day such as 2026-11-22"))
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Its month, from 1.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Its first moment.
    pub fn begins(self) -> Timestamp {
        let zoned = self.0.to_zoned(jiff::tz::TimeZone::UTC);
        zoned.map_or(Timestamp::EPOCH, |it| Timestamp::from_millis(it.timestamp().as_millisecond()))
    }

    /// How many days it lies behind the first of 1970.
    pub fn number(self) -> u32 {
        // Its first moment may lie behind the last one that can be told.
        let since = self.0.duration_since(jiff::civil::date(1970, 1, 1));
        u32::try_from(since.as_hours() / 24).unwrap_or(0)
    }

    /// The day that lies so many days behind the first of 1970; the last of 9999 at the latest.
    pub fn of_number(number: u32) -> Self {
        let last = Self(jiff::civil::date(9_999, 12, 30));
        if number >= last.number() { last } else { Self::of(Timestamp::from_millis(i64::from(number) * MILLIS)) }
    }

    /// The day after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of_number(self.number().saturating_add(1))
    }

    /// So many days before it; 1970 at the earliest.
    #[must_use]
    pub fn back(self, days: i32) -> Self {
        self.moved(jiff::Span::new().try_days(-i64::from(days)))
    }

    /// The same day so many months before it, or the last one of that month.
    #[must_use]
    pub fn months_back(self, months: i32) -> Self {
        self.moved(jiff::Span::new().try_months(-i64::from(months)))
    }

    fn moved(self, by: std::result::Result<jiff::Span, jiff::Error>) -> Self {
        let moved = by.and_then(|it| self.0.checked_add(it)).ok().map(Self);
        let first = Self(jiff::civil::date(1970, 1, 1));
        moved.unwrap_or(first).max(first)
    }

    /// The first of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// The last of its month.
    #[must_use]
    pub fn last_of_month(self) -> Self {
        Self(self.0.last_of_month())
    }

    /// The Monday of its week (ISO 8601).
    #[must_use]
    pub fn monday(self) -> Self {
        self.back(i32::from(self.0.weekday().to_monday_zero_offset()))
    }

    /// `22 November 2026`, as pages tell days.
    pub fn told(self) -> String {
        self.begins().date()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_reckoned() {
        let day = Day::parse("2024-03-31").unwrap();
        assert_eq!(day.months_back(1).to_string(), "2024-02-29");
        assert_eq!(day.back(31).to_string(), "2024-02-29");
        assert_eq!(day.monday().to_string(), "2024-03-25");
        assert_eq!((day.first_of_month().to_string(), day.last_of_month()), ("2024-03-01".into(), day));
        assert_eq!(day.begins().rfc3339(), "2024-03-31T00:00:00Z");
        assert_eq!(Day::of(day.begins()), day);
        let last = Day::parse("9999-12-31").unwrap();
        assert!(last.number() > Day::parse("9999-12-30").unwrap().number() && last.next() < last);
        for none in ["2024-02-30", "", "24-1-1", "2024", "1969-12-31", "99999-01-01"] {
            assert!(Day::parse(none).is_err(), "{none}");
        }
    }

    proptest! {
        #[test]
        fn no_reckoning_leaves_the_calendar(year in 1970i16..=9_999, month in 1i8..=12, by in 0i32..i32::MAX) {
            let day = Day::new(year, month, 1).unwrap();
            prop_assert!(day.back(by) <= day && day.months_back(by) <= day);
            prop_assert_eq!(Day::parse(&day.to_string()).unwrap(), day);
            prop_assert_eq!(Day::of_number(day.number()), day);
            prop_assert_eq!(day.next().back(1), day);
        }
    }
}
