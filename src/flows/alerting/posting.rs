//! The mail about prices, wishes and searches: one a day at most, about whatever is still true when it is written.

use std::{collections::BTreeSet, time::Duration};

use super::{
    Lens,
    digest::{Part, Told, digest},
    hearing::standing,
    watching,
};
use crate::{
    base::{Result, UserId, links},
    features::{
        accounts,
        alerts::{self, News, Notice},
        catalog::{self, Edition, Product},
        preferences::{self, Mailing, way_out},
        saved_searches::{self, SavedSearch},
        wishlists,
    },
    platform::{
        db::{Db, Reads, WriteTxn},
        jobs::{Kind, Task},
        search::Sort,
        signing::Keys,
        web::{Shop, parts::counted},
    },
};

const EVERY: Duration = Duration::from_secs(10 * 60);
/// So many members are looked at together, and so many mails are written in one change.
const GROUP: usize = 500;
const LETTERS: usize = 25;

/// Looks after saved searches, and mails the news that waits.
pub fn postman(shop: Shop, keys: Keys, lens: Lens) -> Kind {
    let work = move |task: Task| {
        let (shop, keys) = (shop.clone(), keys.clone());
        async move {
            watching::watch(&task.db, lens, task.now).await?;
            deliver(&task.db, &shop, &keys).await
        }
    };
    Kind::new("alerting.post", work).every(EVERY)
}

/// Mails what waits to all who were not mailed within a day, a group of them at a time.
async fn deliver(db: &Db, shop: &Shop, keys: &Keys) -> Result<()> {
    let (now, mut after) = (db.clock().now(), None);
    loop {
        let group = db.read(move |txn| next(txn, after)).await?;
        let Some(last) = group.last().copied() else { return Ok(()) };
        after = Some(last);
        let may = db.read(move |txn| {
            let may = |it: &UserId| alerts::may_be_mailed(txn, *it, now).map(|may| may.then_some(*it));
            group.iter().filter_map(|it| may(it).transpose()).collect::<Result<Vec<_>>>()
        });
        for some in may.await?.chunks(LETTERS) {
            let (some, shop, keys) = (some.to_vec(), shop.clone(), keys.clone());
            db.write(move |txn| some.iter().try_for_each(|it| post(txn, &shop, &keys, *it))).await?;
        }
    }
}

/// The next group of those for whom anything waits, in order.
fn next(txn: &impl Reads, after: Option<UserId>) -> Result<Vec<UserId>> {
    let told = alerts::waiting(txn, after, GROUP)?.into_iter();
    let all: BTreeSet<_> = told.chain(saved_searches::waiting(txn, after, GROUP)?).collect();
    Ok(all.into_iter().take(GROUP).collect())
}

/// Mails to one account all that waits for it, unless it was mailed today. What its reader does not want, and what is not
/// true any more, is let go of.
fn post(txn: &WriteTxn, shop: &Shop, keys: &Keys, user: UserId) -> Result<()> {
    if !alerts::may_be_mailed(txn, user, txn.now)? {
        return Ok(());
    }
    let (notices, book) = (alerts::news_of(txn, user)?, saved_searches::of(txn, user)?);
    alerts::drop_news(txn, user)?;
    let Some(reader) = accounts::find(txn, user)?.filter(|it| !it.is_suspended()) else {
        return saved_searches::note_told(txn, user, None);
    };
    let mut parts = Vec::new();
    for mailing in [Mailing::PriceAlerts, Mailing::Wishlists, Mailing::Searches] {
        if !preferences::allows(txn, &reader.email, mailing)? {
            continue;
        }
        let told = match mailing {
            Mailing::Searches => book.searches.iter().map(|it| found(txn, it)).collect::<Result<Vec<_>>>()?,
            _ => {
                let mine = notices.iter().filter(|it| mailing_of(it.news) == mailing);
                mine.map(|it| line(txn, it)).collect::<Result<Vec<_>>>()?
            }
        };
        let told: Vec<_> = told.into_iter().flatten().collect();
        if !told.is_empty() {
            parts.push(Part { mailing, told, way_out: way_out(keys, &reader.email, &[mailing]) });
        }
    }
    let heard = parts.iter().any(|it| it.mailing == Mailing::Searches).then_some(txn.now);
    saved_searches::note_told(txn, user, heard)?;
    if parts.is_empty() {
        return Ok(());
    }
    let mailings: Vec<_> = parts.iter().map(|it| it.mailing).collect();
    preferences::post_together(txn, keys, shop, &mailings, digest(shop, &reader.email, &parts)?)?;
    alerts::note_mailed(txn, user)
}

/// The kind of mail in which news is told.
fn mailing_of(news: News) -> Mailing {
    match news {
        News::Reached { .. } => Mailing::PriceAlerts,
        News::OnSale | News::Back | News::Cheaper | News::Released => Mailing::Wishlists,
    }
}

/// What there is to say of `notice`; nothing if it is not true any more.
fn line(txn: &impl Reads, notice: &Notice) -> Result<Option<Told>> {
    let Some(product) = catalog::find(txn, notice.product)?.filter(Product::is_published) else { return Ok(None) };
    let Some(offer) = product.cheapest() else { return Ok(None) };
    let price = offer.price.least();
    let usual = offer.compare_at.filter(|it| it.amount > price.amount);
    let usually = usual.map(|it| format!(", usually {it}")).unwrap_or_default();
    let wished = || wishlists::wishes_for(txn, notice.user, product.id);
    let words = match notice.news {
        News::Reached { target } if price.currency == target.currency && price.amount <= target.amount => {
            format!("{price} now{usually}; you asked for {target} or less")
        }
        News::OnSale if standing(Some(&product), None).reduced.is_some() && wished()? => {
            let until = offer.sale.and_then(|it| it.until).map(|it| format!(", until {}", it.date()));
            format!("on sale for {price}{usually}{}", until.unwrap_or_default())
        }
        News::Back if wished()? => format!("can be bought again, for {price}"),
        News::Cheaper if wished()? => format!("costs less now, from {price}"),
        News::Released if wished()? => match product.latest() {
            Some(release) => format!("version {} is out, from {price}", release.version),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(Some(Told { words, url: links::product(&product.slug), title: product.title }))
}

/// What there is to say of what was found for `search`; nothing if all of it is gone again.
fn found(txn: &impl Reads, search: &SavedSearch) -> Result<Option<Told>> {
    let products = search.found.iter().map(|it| catalog::find(txn, *it)).collect::<Result<Vec<_>>>()?;
    let there: Vec<_> = products.into_iter().flatten().filter(Product::is_published).collect();
    let (false, Ok(params)) = (there.is_empty(), search.params()) else { return Ok(None) };
    let named = |it: &Product| match it.cheapest().map(|it: &Edition| it.price.least()) {
        Some(price) if price.is_zero() => format!("{} (free)", it.title),
        Some(price) => format!("{} ({price})", it.title),
        None => it.title.clone(),
    };
    let names: Vec<_> = there.iter().map(named).collect();
    // Those that are gone again are not counted.
    let gone = search.found.len().saturating_sub(there.len());
    let number = (search.fresh as usize).saturating_sub(gone);
    let rest = number.saturating_sub(names.len());
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    Ok(Some(Told {
        title: search.name.clone(),
        words: format!("{}, {}{more}", counted(number as u64, "new product", "new products"), names.join(", ")),
        url: params.sorted(Sort::Newest).to_url("/products"),
    }))
}
