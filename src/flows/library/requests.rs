//! Keeps anybody from filling another's mailbox with links.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::base::{Email, Timestamp};

/// One address gets a link at most this often.
const PAUSE: Duration = Duration::from_secs(60);

/// Who was sent a link lately; managed state. It begins anew with the program.
#[derive(Debug, Clone, Default)]
pub struct Requests(Arc<Mutex<HashMap<String, Timestamp>>>);

impl Requests {
    /// Whether `email` may be sent a link now; if so, it is noted.
    pub(super) fn admit(&self, email: &Email, now: Timestamp) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, at| now.since(*at) < PAUSE);
        let is_new = !known.contains_key(email.normalised().as_str());
        if is_new {
            known.insert(email.normalised(), now);
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_a_minute() {
        let (requests, now) = (Requests::default(), Timestamp::from_millis(1_000_000));
        let ada = |text| Email::parse(text).unwrap();
        assert!(requests.admit(&ada("ada@example.com"), now));
        assert!(!requests.admit(&ada("Ada+again@example.com"), now));
        assert!(requests.admit(&ada("bob@example.com"), now));
        assert!(requests.admit(&ada("ada@example.com"), now.plus(PAUSE)));
    }
}
