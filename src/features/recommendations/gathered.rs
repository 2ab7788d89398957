//! Looks, gathered in memory until they are kept. What is gathered when the program ends is lost, which nobody will miss.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::base::{Timestamp, UserId};

/// So many pages are counted between two writes.
const MOST_PAGES: usize = 10_000;
/// Of so many visitors is remembered, as a number made of address and page, that they looked already.
const MOST_VISITORS: usize = 100_000;
/// Of so many members is gathered what they looked at, the latest few of each.
const MOST_MEMBERS: usize = 10_000;

/// Gathers looks; clones share it.
#[derive(Clone, Default)]
pub struct Gathering(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// How many visitors looked at what; products are named as in addresses.
    looks: HashMap<String, u32>,
    /// What members looked at, and when.
    members: HashMap<UserId, Vec<(String, Timestamp)>>,
    /// Fingerprints that mean nothing outside of this program's memory.
    visitors: HashSet<u64>,
    hasher: RandomState,
}

impl Gathering {
    /// Somebody at `address`, perhaps a member, looks at the page of a product. Counted once for each address until the
    /// next write.
    pub fn look(&self, member: Option<UserId>, address: IpAddr, product: &str, now: Timestamp) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { looks, members, visitors, hasher } = &mut *inner;
        if visitors.len() < MOST_VISITORS && visitors.insert(hasher.hash_one((address, product))) {
            if let Some(count) = looks.get_mut(product) {
                *count += 1;
            } else if looks.len() < MOST_PAGES {
                looks.insert(product.to_owned(), 1);
            }
        }
        let Some(user) = member else { return };
        if members.len() < MOST_MEMBERS || members.contains_key(&user) {
            let own = members.entry(user).or_default();
            own.retain(|it| it.0 != product);
            own.push((product.to_owned(), now));
            let over = own.len().saturating_sub(super::MOST);
            own.drain(..over);
        }
    }

    /// How many visitors looked at what since it was taken last.
    pub fn take_looks(&self) -> HashMap<String, u32> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.visitors.clear();
        std::mem::take(&mut inner.looks)
    }

    /// What members looked at since it was taken last, and when.
    pub fn take_members(&self) -> HashMap<UserId, Vec<(String, Timestamp)>> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).members)
    }

    /// Forgets what was gathered of a member.
    pub fn forget(&self, user: UserId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).members.remove(&user);
    }
}
