//! Stretches of days that people speak of.

use crate::base::Day;

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: Day,
    /// The last.
    pub to: Day,
}

impl Period {
    /// These days, in whatever order they are given.
    pub fn new(from: Day, to: Day) -> Self {
        Self { from: from.min(to), to: from.max(to) }
    }

    /// The last `days` days, today included.
    pub fn last(days: u32, today: Day) -> Self {
        Self::new(today.back(i32::try_from(days.saturating_sub(1)).unwrap_or(i32::MAX)), today)
    }

    /// The month that `day` lies in.
    pub fn month(day: Day) -> Self {
        Self::new(day.first_of_month(), day.last_of_month())
    }

    /// The quarter that `day` lies in.
    pub fn quarter(day: Day) -> Self {
        let first = day.first_of_month().months_back(i32::from((day.month() - 1) % 3));
        let last = Day::new(first.year(), first.month() + 2, 1).unwrap_or(first).last_of_month();
        Self::new(first, last)
    }

    /// The year that `day` lies in.
    pub fn year(day: Day) -> Self {
        let new = |month, it| Day::new(day.year(), month, it).unwrap_or(day);
        Self::new(new(1, 1), new(12, 31))
    }

    /// The week that `day` lies in, from Monday to Sunday (ISO 8601).
    pub fn week(day: Day) -> Self {
        let monday = day.monday();
        Self::new(monday, Day::of_number(monday.number() + 6))
    }

    /// How many days it has.
    pub fn days(self) -> u32 {
        self.to.number().saturating_sub(self.from.number()).saturating_add(1)
    }

    /// As many days just before it; for whole months and years, the months before.
    pub fn before(self) -> Self {
        let whole = self.from == self.from.first_of_month() && self.to == self.to.last_of_month();
        if whole {
            let months = i32::from(self.to.year() - self.from.year()) * 12 + i32::from(self.to.month())
                - i32::from(self.from.month())
                + 1;
            let last = self.from.back(1);
            return Self::new(self.from.months_back(months), last);
        }
        let last = self.from.back(1);
        Self::new(self.from.back(i32::try_from(self.days()).unwrap_or(i32::MAX)), last)
    }

    /// `1 October to 31 October 2026`, in words.
    pub fn told(self) -> String {
        if self.from == self.to {
            return self.from.told();
        }
        if self == Self::month(self.from) {
            let told = self.from.told();
            return told.split_once(' ').map_or(told.clone(), |(_, month)| month.to_owned());
        }
        if self == Self::year(self.from) {
            return self.from.year().to_string();
        }
        format!("{} to {}", self.from.told(), self.to.told())
    }
}
