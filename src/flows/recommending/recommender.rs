//! Knows the taste of members: reckoned when somebody asks, kept in memory for some minutes, and again as soon as the member
//! buys something or says something about it.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use quick_cache::sync::Cache;

use super::reckoning;
use crate::{
    base::{Event, Result, Timestamp, UserId},
    features::{
        orders,
        recommendations::{Gathering, KnowsTaste, Taste},
    },
    platform::{
        db::{Db, Listener},
        search::Search,
    },
};

/// For so long a taste is kept: what is like what changes slowly.
const LIFE: Duration = Duration::from_secs(10 * 60);
/// The tastes of so many members are kept.
const ROOM: usize = 10_000;

/// Knows the taste of members; clones share what is known.
#[derive(Clone)]
pub struct Recommender {
    db: Db,
    search: Search,
    pub(super) gathering: Gathering,
    known: Arc<Cache<[u8; 16], Known>>,
    /// Grows with each taste that is forgotten, so that one that was reckoned meanwhile is not kept.
    forgotten: Arc<AtomicU64>,
}

#[derive(Clone)]
struct Known {
    at: Timestamp,
    taste: Arc<Taste>,
}

impl Recommender {
    /// Picks from what `search` finds, for members of `db`.
    pub fn new(db: Db, search: Search) -> Self {
        let known = Arc::new(Cache::new(ROOM));
        Self { db, search, gathering: Gathering::default(), known, forgotten: Arc::default() }
    }

    /// Hears of what changes somebody's taste.
    pub fn listener(&self) -> Listener {
        let own = self.clone();
        Listener::new("recommending", move |txn, event| {
            match event {
                Event::OrderPaid { order } => {
                    let order = orders::find(txn, *order)?;
                    let gift = order.as_ref().and_then(|it| it.extras.gift.as_ref()?.claimed_by);
                    order.and_then(|it| it.owner).into_iter().chain(gift).for_each(|it| own.forget(it));
                }
                Event::TasteChanged { user } => own.forget(*user),
                _ => {}
            }
            Ok(())
        })
    }

    /// Reckons a member's taste anew when somebody asks next.
    pub(super) fn forget(&self, user: UserId) {
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        self.known.remove(&user.to_bytes());
    }
}

#[rocket::async_trait]
impl KnowsTaste for Recommender {
    async fn of(&self, user: UserId) -> Result<Arc<Taste>> {
        let now = self.db.clock().now();
        let fresh = |it: &Known| it.at <= now && now.since(it.at) < LIFE;
        if let Some(known) = self.known.get(&user.to_bytes()).filter(fresh) {
            return Ok(known.taste);
        }
        let before = self.forgotten.load(Ordering::Acquire);
        let taste = Arc::new(reckoning::taste(&self.db, &self.search, user, now).await?);
        if self.forgotten.load(Ordering::Acquire) == before {
            self.known.insert(user.to_bytes(), Known { at: now, taste: taste.clone() });
        }
        Ok(taste)
    }

    fn look(&self, member: Option<UserId>, address: IpAddr, slug: &str) {
        self.gathering.look(member, address, slug, self.db.clock().now());
    }
}
