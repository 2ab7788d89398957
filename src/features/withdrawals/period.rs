//! The days in which a buyer may withdraw.

use std::time::Duration;

use super::Right;
use crate::base::Timestamp;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// It is still the last day somewhere on Earth for so long after it has ended in Greenwich.
const ELSEWHERE: Duration = Duration::from_secs(12 * 60 * 60);

/// The last day on which somebody who ordered at `ordered` may withdraw. The day of the order does not count, and a last
/// day on a weekend moves to the Monday after (Regulation (EEC, Euratom) No 1182/71, article 3).
pub fn last_day(ordered: Timestamp, days: u16) -> Timestamp {
    let mut day = ordered.millis().div_euclid(DAY) + i64::from(days);
    // 1 January 1970 was a Thursday: with 0 for Monday, its number is 3.
    while (day + 3).rem_euclid(7) > 4 {
        day += 1;
    }
    Timestamp::from_millis(day.saturating_mul(DAY))
}

/// How the right stands at `now`. `consented`: the buyer agreed that delivery begins at once and the right ends with it;
/// `begun`: it has begun.
pub fn standing(ordered: Timestamp, days: u16, consented: bool, begun: bool, now: Timestamp) -> Right {
    let day = Duration::from_secs(24 * 60 * 60);
    let end = last_day(ordered, days).plus(day).plus(ELSEWHERE);
    match (now >= end, consented && begun) {
        (true, _) => Right::Over,
        (false, true) => Right::Begun,
        (false, false) => Right::Stands,
    }
}
