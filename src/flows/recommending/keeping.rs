//! Keeps what was gathered of looking: what members looked at every minute, how much everything was looked at every ten.

use std::{collections::HashMap, time::Duration};

use super::Recommender;
use crate::{
    base::{Event, Result, Slug, Timestamp, UserId},
    features::{
        accounts,
        catalog::{self, Product},
        preferences, recommendations,
    },
    platform::{
        db::{Reads, WriteTxn},
        jobs::Kind,
    },
};

/// How often it is kept what members looked at.
const MEMBERS: Duration = Duration::from_secs(60);
/// How often it is kept how much things were looked at: each of them goes through the index again.
const LOOKS: Duration = Duration::from_secs(10 * 60);
/// Of so many things, those that were looked at most, it is.
const MOST: usize = 100;

impl Recommender {
    /// What keeps what was gathered.
    pub fn keepers(&self) -> [Kind; 2] {
        let (members, looks) = (self.gathering.clone(), self.gathering.clone());
        let members = Kind::new("recommendations.keep_views", move |task| {
            let taken = members.take_members();
            async move { if taken.is_empty() { Ok(()) } else { task.db.write(move |txn| keep_members(txn, &taken)).await } }
        });
        let looks = Kind::new("recommendations.keep_heat", move |task| {
            let taken = most(looks.take_looks());
            async move { if taken.is_empty() { Ok(()) } else { task.db.write(move |txn| keep_looks(txn, &taken)).await } }
        });
        [members.every(MEMBERS), looks.every(LOOKS)]
    }
}

/// Those that were looked at most.
fn most(looks: HashMap<String, u32>) -> Vec<(String, u32)> {
    let mut all: Vec<_> = looks.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(MOST);
    all
}

fn find(txn: &impl Reads, slug: &str) -> Result<Option<Product>> {
    let slug = Slug::parse(slug).ok();
    let found = slug.map(|it| catalog::find_by_slug(txn, &it)).transpose()?.flatten();
    Ok(found.filter(Product::is_published))
}

/// Nothing of members who left meanwhile, or do not want it.
fn keep_members(txn: &WriteTxn, members: &HashMap<UserId, Vec<(String, Timestamp)>>) -> Result<()> {
    for (user, looked) in members {
        let Some(member) = accounts::find(txn, *user)? else { continue };
        if !preferences::picks(txn, &member.email)? {
            continue;
        }
        for (slug, at) in looked {
            if let Some(product) = find(txn, slug)? {
                recommendations::note(txn, *user, product.id, *at)?;
            }
        }
    }
    Ok(())
}

fn keep_looks(txn: &WriteTxn, looks: &[(String, u32)]) -> Result<()> {
    for (slug, count) in looks {
        if let Some(product) = find(txn, slug)? {
            recommendations::warm(txn, product.id, *count)?;
            // So that the index follows.
            txn.emit(Event::ProductChanged { product: product.id })?;
        }
    }
    Ok(())
}
