//! A moment, as the shop remembers it.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use super::{Error, Result};

/// Milliseconds since 1 January 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest moment the shop can name: 1 January 1970.
    pub const EPOCH: Self = Self(0);

    /// The moment `millis` milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment `span` later; stops at the end of time instead of wrapping.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The moment `span` earlier.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; nothing if it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0).max(0).unsigned_abs())
    }

    /// `2026-11-22T11:13:42Z` (RFC 3339), as the API tells times.
    pub fn rfc3339(self) -> String {
        let whole = jiff::fmt::temporal::DateTimePrinter::new().precision(Some(0));
        whole.timestamp_to_string(&self.jiff().timestamp())
    }

    /// `22 November 2026`, as pages tell dates (UTC).
    pub fn date(self) -> String {
        self.jiff().strftime("%-d %B %Y").to_string()
    }

    /// `22 November 2026, 11:13 UTC`.
    pub fn date_and_time(self) -> String {
        self.jiff().strftime("%-d %B %Y, %H:%M UTC").to_string()
    }

    /// Reads an RFC 3339 moment or a plain `2026-11-22`, which begins at midnight UTC.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let moment = text.parse::<jiff::Timestamp>().or_else(|_| {
            let date = text.get(..10).unwrap_or(text).parse::<jiff::civil::Date>()?;
            Ok::<_, jiff::Error>(date.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp())
        });
        moment
            .map(|it| Self(it.as_millisecond()))
            .map_err(|cause| Error::invalid("time", "Write a date such as 2026-11-22").because(cause))
    }

    pub(super) fn jiff(self) -> jiff::Zoned {
        let clamped = self.0.clamp(-377_705_023_201_000, 253_402_207_200_000);
        jiff::Timestamp::from_millisecond(clamped).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_and_read() {
        let moment = Timestamp::parse("2026-11-22T11:13:42Z").unwrap();
        assert_eq!(moment.rfc3339(), "2026-11-22T11:13:42Z");
        assert_eq!(moment.date(), "22 November 2026");
        assert_eq!(Timestamp::parse("2026-11-22").unwrap().rfc3339(), "2026-11-22T00:00:00Z");
        assert!(Timestamp::parse("soon").is_err());
    }

    #[test]
    fn the_ends_of_time_do_not_wrap() {
        let end = Timestamp::from_millis(i64::MAX);
        assert_eq!(end.plus(Duration::from_secs(1)), end);
        assert_eq!(Timestamp::EPOCH.since(end), Duration::ZERO);
        assert!(!end.rfc3339().is_empty());
        assert!(!Timestamp::from_millis(i64::MIN).date().is_empty());
    }
}
