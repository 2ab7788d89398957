//! Keeps thieves from trying stolen cards here: after some declined payments from one place, there is a pause.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::base::{Email, Error, Result, Timestamp};

/// So many declined payments within [`SPAN`] are an honest buyer's bad day.
const MOST: usize = 10;
const SPAN: Duration = Duration::from_secs(10 * 60);

/// Who was declined lately, by network and by address of mail. Clones share it; it begins anew with the program.
#[derive(Clone, Default)]
pub(super) struct Declines(Arc<Mutex<HashMap<String, Vec<Timestamp>>>>);

impl Declines {
    /// Refuses whoever was declined too often lately.
    pub fn check(&self, from: Option<IpAddr>, email: &Email, now: Timestamp) -> Result<()> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, times| {
            times.retain(|at| now.since(*at) < SPAN);
            !times.is_empty()
        });
        if names(from, email).iter().any(|it| known.get(it).is_some_and(|times| times.len() >= MOST)) {
            return Err(Error::too_many("Too many payments were declined. Please wait ten minutes, then try again"));
        }
        Ok(())
    }

    /// Notes that a payment was declined.
    pub fn note(&self, from: Option<IpAddr>, email: &Email, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for name in names(from, email) {
            known.entry(name).or_default().push(now);
        }
    }
}

/// An IPv6 host owns at least a /64, so that counts as one place. An address that is not of the open net is that of
/// a proxy, behind which all buyers stand.
fn names(from: Option<IpAddr>, email: &Email) -> Vec<String> {
    let network = from.and_then(|it| match it.to_canonical() {
        IpAddr::V4(it) if it.is_loopback() || it.is_private() || it.is_link_local() => None,
        IpAddr::V6(it) if it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local() => None,
        IpAddr::V4(it) => Some(it.to_string()),
        IpAddr::V6(it) => Some(format!("{:x?}", &it.segments()[..4])),
    });
    network.into_iter().chain([email.normalised()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 30: card testing is slowed down, from wherever in one network and with whatever spelling of a mailbox.
    #[test]
    fn many_declines_make_a_pause() {
        let (declines, start) = (Declines::default(), Timestamp::from_millis(1_000_000));
        let bob = Email::parse("bob@example.com").unwrap();
        let other = Email::parse("other@example.com").unwrap();
        let at = |host: u16| Some(IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, host]));
        for host in 0..10 {
            declines.check(at(host), &bob, start).unwrap();
            declines.note(at(host), &bob, start);
        }
        assert!(declines.check(at(99), &other, start).is_err());
        assert!(declines.check(None, &Email::parse("Bob+1@Example.com").unwrap(), start).is_err());
        declines.check(None, &other, start).unwrap();
        declines.check(at(1), &bob, start.plus(SPAN)).unwrap();
        let proxy = Some(IpAddr::from([127, 0, 0, 1]));
        (0..10).for_each(|_| declines.note(proxy, &bob, start));
        declines.check(proxy, &other, start).unwrap();
    }
}
