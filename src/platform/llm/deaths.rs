//! How often the model's process died, and what follows from it.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// So many deaths within [`SPAN`] are enough.
const ENOUGH: usize = 3;
const SPAN: Duration = Duration::from_secs(10 * 60);
/// How long it then rests.
const REST: Duration = Duration::from_secs(10 * 60);

/// The deaths of late, and until when the process rests because of them.
#[derive(Default)]
pub(super) struct Deaths {
    late: VecDeque<Instant>,
    rests: Option<(Instant, String)>,
}

impl Deaths {
    /// It died just now; `why` is for people.
    pub fn note(&mut self, now: Instant, why: &str) {
        self.late.retain(|it| now.duration_since(*it) < SPAN);
        self.late.push_back(now);
        if self.late.len() >= ENOUGH {
            self.give_up(now, why);
        }
    }

    /// Starting it again would not help for a while.
    pub fn give_up(&mut self, now: Instant, why: &str) {
        self.late.clear();
        self.rests = Some((now + REST, why.to_owned()));
    }

    /// Why it rests, and for how much longer; nothing if it may be started.
    pub fn rest(&self, now: Instant) -> Option<(&str, Duration)> {
        let (until, why) = self.rests.as_ref()?;
        let left = until.checked_duration_since(now).filter(|it| !it.is_zero())?;
        Some((why, left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_deaths_in_ten_minutes_are_enough() {
        let (mut deaths, start) = (Deaths::default(), Instant::now());
        let at = |minutes: u64| start + Duration::from_secs(60 * minutes);
        deaths.note(at(0), "it fell");
        deaths.note(at(6), "it fell");
        deaths.note(at(11), "it fell");
        assert_eq!(deaths.rest(at(11)), None, "the first is long ago");
        deaths.note(at(12), "it fell again");
        assert_eq!(deaths.rest(at(13)), Some(("it fell again", Duration::from_secs(9 * 60))));
        assert_eq!(deaths.rest(at(22)), None);
        deaths.note(at(22), "it fell");
        assert_eq!(deaths.rest(at(22)), None, "it begins anew");
    }
}
