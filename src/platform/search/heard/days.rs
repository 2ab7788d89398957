//! "Released this year", "updated since March", "of the last 30 days".

use super::{Ear, Filters};
use crate::base::Day;

/// Years before this one are hardly when something was published here.
const FIRST_YEAR: i16 = 1990;
/// What was changed in so many months was changed recently.
const RECENTLY: i32 = 3;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// From the first day to the last, where there is one.
type Stretch = (Option<Day>, Option<Day>);

impl Ear<'_> {
    /// When it was published or changed.
    pub(super) fn days(&self, at: usize, filters: &mut Filters) -> usize {
        let recently = self.one_of(at, &["recently updated", "updated recently", "lately updated"]);
        if recently > 0 {
            filters.updated_since = Some(self.today.months_back(RECENTLY));
            return recently;
        }
        let updated = self.one_of(at, &["updated", "last updated", "changed"]);
        let led =
            updated.max(self.one_of(at, &["released", "published", "made", "new", "added", "from", "that came out"]));
        let Some((taken, stretch)) = self.stretch(at + led, led > 0) else { return 0 };
        if updated > 0 {
            filters.updated_since = stretch.0;
        } else {
            (filters.since, filters.until) = stretch;
        }
        led + taken
    }

    /// A stretch of days at `at`, with how many words it is; `led` if what is before speaks of being published.
    fn stretch(&self, at: usize, led: bool) -> Option<(usize, Stretch)> {
        self.of_late(at, led).or_else(|| self.bounded(at, led)).or_else(|| led.then(|| self.day_named(at)).flatten())
    }

    /// `this year`, `last month`, `in the last 30 days`.
    fn of_late(&self, at: usize, led: bool) -> Option<(usize, Stretch)> {
        let lead = self.one_of(at, &["in the", "of the", "within the", "during the", "over the", "the", "in", "of"]);
        let (which, today) = (self.word(at + lead), self.today);
        let past = matches!(which, "last" | "past");
        if past && let Ok(count @ 1..=10_000) = self.word(at + lead + 1).parse::<i32>() {
            let since = match self.word(at + lead + 2) {
                "day" | "days" => today.back(count - 1),
                "week" | "weeks" => today.back(count * 7),
                "month" | "months" => today.months_back(count),
                "year" | "years" => today.months_back(count.saturating_mul(12)),
                _ => return None,
            };
            let since = if self.word(at + lead + 2).starts_with("day") { since.back(1) } else { since };
            return Some((lead + 3, (Some(since), None)));
        }
        if !(led || lead > 0) || !(past || which == "this") {
            return None;
        }
        let stretch = match (self.word(at + lead + 1), past) {
            ("week", false) => (today.monday(), None),
            ("month", false) => (today.first_of_month(), None),
            ("year", false) => (Day::new(today.year(), 1, 1)?, None),
            ("week", true) => (today.back(7), None),
            ("month", true) => {
                let month = today.first_of_month().back(1);
                (month.first_of_month(), Some(month))
            }
            ("year", true) => (Day::new(today.year() - 1, 1, 1)?, Day::new(today.year() - 1, 12, 31)),
            _ => return None,
        };
        Some((lead + 2, (Some(stretch.0), stretch.1)))
    }

    /// `since March 2024`, `after 2023`, `before 2020`, `in 2024`.
    fn bounded(&self, at: usize, led: bool) -> Option<(usize, Stretch)> {
        let (taken, first, last) = self.dated(at + 1)?;
        let stretch = match self.word(at) {
            "since" => (Some(first), None),
            "after" => (Some(last.back(-1)), None),
            "before" => (None, Some(first.back(1))),
            "until" | "by" if led => (None, Some(last)),
            "in" | "on" if led => (Some(first), Some(last)),
            _ => return None,
        };
        Some((1 + taken, stretch))
    }

    /// `today`, `yesterday`.
    fn day_named(&self, at: usize) -> Option<(usize, Stretch)> {
        let day = match self.word(at) {
            "today" => self.today,
            "yesterday" => self.today.back(1),
            _ => return None,
        };
        Some((1, (Some(day), Some(day))))
    }

    /// A year, a month or a day: how many words it is, its first day and its last.
    fn dated(&self, at: usize) -> Option<(usize, Day, Day)> {
        let year = |at| self.word(at).parse::<i16>().ok().filter(|it| (FIRST_YEAR..=self.today.year()).contains(it));
        if let Some(year) = year(at) {
            return Some((1, Day::new(year, 1, 1)?, Day::new(year, 12, 31)?));
        }
        if let Ok(day) = Day::parse(self.word(at)) {
            return Some((1, day, day));
        }
        let month = MONTHS.iter().position(|it| *it == self.word(at))?;
        let month = i8::try_from(month).ok()? + 1;
        let named = year(at + 1);
        // The last one that has begun.
        let usual = self.today.year() - i16::from(month > self.today.month());
        let first = Day::new(named.unwrap_or(usual), month, 1)?;
        Some((1 + usize::from(named.is_some()), first, first.last_of_month()))
    }
}
