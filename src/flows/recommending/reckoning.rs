//! What is known of a member, reckoned from the store and the index.

use std::{collections::HashSet, sync::Arc};

use data_encoding::BASE64URL_NOPAD;

use crate::{
    base::{Digest, ProductId, Result, Timestamp, UserId},
    features::{
        accounts,
        catalog::{self, Product},
        orders::{self, Order},
        preferences,
        recommendations::{self, Pick, Seed, Source, Taste, pick},
        search_rules,
        wishlists::{self, Wisher},
    },
    platform::{
        db::{Db, Reads},
        search::Search,
    },
};

/// So many orders of a member are looked at.
const ORDERS: usize = 1_000;
/// So many things speak for others: those that say most.
const SEEDS: usize = 12;
/// So much of what is bought along with a thing is looked at.
const TOGETHER: usize = 12;
/// Being bought along with a thing says as much as being nearly the same.
const ALONG: f64 = 0.8;

/// What the store knows of a member.
struct Read {
    seeds: Vec<Seed>,
    apart: HashSet<ProductId>,
}

/// The taste of `user`.
pub(super) async fn taste(db: &Db, search: &Search, user: UserId, now: Timestamp) -> Result<Taste> {
    let Read { mut seeds, apart } = db.read(move |txn| read(txn, user)).await?;
    seeds.sort_by(|a, b| b.weight(now).total_cmp(&a.weight(now)).then_with(|| a.product.cmp(&b.product)));
    let mut known = HashSet::new();
    seeds.retain(|it| known.insert(it.product));
    let (spoken, silent) = seeds.split_at(seeds.len().min(SEEDS));
    let mut alike = Vec::with_capacity(spoken.len());
    for seed in spoken {
        let found = search.alike(seed.product.to_bytes()).await;
        let near = found.iter().map(|it| (ProductId::from_bytes(it.id), f64::from(it.value)));
        alike.push((*seed, near.collect::<Vec<_>>()));
    }
    // What they know already is no news.
    let silent: HashSet<_> = silent.iter().map(|it| it.product).chain(apart.iter().copied()).collect();
    let pick = move |txn: &_| {
        for (seed, near) in &mut alike {
            let along = orders::bought_with(txn, seed.product, now, TOGETHER)?;
            near.extend(along.into_iter().map(|it| (it, ALONG)));
        }
        visible(txn, pick(&alike, &silent, now))
    };
    let picks = db.read(pick).await?;
    Ok(Taste {
        picks_key: key(picks.iter().map(|it| (it.product, it.like))),
        apart_key: part_of(&apart),
        apart: Arc::new(apart),
        picks,
    })
}

fn part_of(apart: &HashSet<ProductId>) -> String {
    let mut sorted: Vec<_> = apart.iter().copied().collect();
    sorted.sort();
    key(sorted.into_iter().map(|it| (it, it)))
}

/// The same for the same things, and nothing for none.
fn key(things: impl Iterator<Item = (ProductId, ProductId)>) -> String {
    let bytes: Vec<u8> = things.flat_map(|(one, other)| [one.to_bytes(), other.to_bytes()].concat()).collect();
    if bytes.is_empty() { String::new() } else { BASE64URL_NOPAD.encode(&Digest::of(bytes).to_bytes()[..12]) }
}

fn read(txn: &impl Reads, user: UserId) -> Result<Read> {
    let owned = orders::of_owner(txn, user, ORDERS)?;
    let bought: Vec<Order> = owned.into_iter().filter(|it| it.fulfilled.is_some() && !it.is_gift()).collect();
    let given = orders::given_to(txn, user, ORDERS)?;
    let declined = recommendations::declined(txn, user)?;
    let theirs = bought.iter().chain(&given).flat_map(|it| it.lines.iter().map(|line| line.product));
    let apart = theirs.chain(declined.iter().map(|it| it.product)).collect();
    let wanted = accounts::find(txn, user)?.map(|it| preferences::picks(txn, &it.email)).transpose()?.unwrap_or(false);
    let mut seeds = Vec::new();
    if wanted {
        // What came with a bundle was not chosen; what was given back says nothing.
        let kept = bought.iter().filter(|it| it.status.is_settled());
        let chosen = kept.flat_map(|it| it.lines.iter().map(move |line| (it.placed, line)));
        let chosen = chosen.filter(|(_, line)| line.costs.bundle.is_none());
        seeds.extend(chosen.map(|(at, line)| Seed { product: line.product, source: Source::Purchase, at }));
        for list in wishlists::all(txn, &Wisher::Account(user))? {
            let wishes = wishlists::items(txn, &list)?.into_iter();
            seeds.extend(wishes.map(|it| Seed { product: it.product, source: Source::Wish, at: it.added }));
        }
        for it in recommendations::of(txn, user)? {
            let (source, at) = it.asked.map_or((Source::Look, it.at), |asked| (Source::Talk, asked));
            seeds.push(Seed { product: it.product, source, at });
        }
        // What somebody said no to speaks for nothing.
        seeds.retain(|seed| declined.iter().all(|it| it.product != seed.product));
    }
    Ok(Read { seeds, apart })
}

/// The picks that stand in lists.
fn visible(txn: &impl Reads, picks: Vec<Pick>) -> Result<Vec<Pick>> {
    let mut visible = Vec::with_capacity(picks.len());
    for it in picks {
        let published = catalog::find(txn, it.product)?.is_some_and(|it| Product::is_published(&it));
        if published && !search_rules::is_hidden(txn, it.product)? {
            visible.push(it);
        }
    }
    Ok(visible)
}
