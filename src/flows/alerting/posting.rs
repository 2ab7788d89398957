//! The mail about prices: one a day at most, about whatever is still true when it is written.

use std::time::Duration;

use super::hearing::standing;
use crate::{
    base::{NoticeId, Result, UserId, links},
    features::{
        accounts::{self, User},
        alerts::{self, News, Notice},
        catalog::{self, Product},
        preferences::{self, Mailing},
        wishlists,
    },
    platform::{
        db::{Reads, WriteTxn},
        jobs::{Kind, Task},
        mail::Letter,
        signing::Keys,
        web::Shop,
    },
};

const EVERY: Duration = Duration::from_secs(10 * 60);
/// So many products are named in one mail; the page has them all.
const MOST: usize = 20;

/// Mails the news that waits.
pub fn postman(shop: Shop, keys: Keys) -> Kind {
    let work = move |task: Task| {
        let (shop, keys) = (shop.clone(), keys.clone());
        async move {
            let waiting = task.db.read(alerts::waiting).await?;
            for (user, notices) in waiting {
                let (shop, keys) = (shop.clone(), keys.clone());
                task.db.write(move |txn| post(txn, &shop, &keys, user, &notices)).await?;
            }
            Ok(())
        }
    };
    Kind::new("alerting.post", work).every(EVERY)
}

/// Mails to one account what waits for it, unless it was mailed today. Prices that were asked for go first, and what a list
/// tells then waits for another day, since either mail can be stopped by itself.
fn post(txn: &WriteTxn, shop: &Shop, keys: &Keys, user: UserId, notices: &[Notice]) -> Result<()> {
    let ids = |of: &[&Notice]| of.iter().map(|it| it.id).collect::<Vec<NoticeId>>();
    let Some(reader) = accounts::find(txn, user)?.filter(|it| !it.is_suspended()) else {
        return alerts::drop_news(txn, &ids(&notices.iter().collect::<Vec<_>>()));
    };
    if !alerts::may_be_mailed(txn, user, txn.now)? {
        return Ok(());
    }
    let asked = |it: &&Notice| matches!(it.news, News::Reached { .. });
    for (mailing, some) in [
        (Mailing::PriceAlerts, notices.iter().filter(asked).collect::<Vec<_>>()),
        (Mailing::Wishlists, notices.iter().filter(|it| !asked(it)).collect::<Vec<_>>()),
    ] {
        let told = some.iter().map(|it| line(txn, it)).collect::<Result<Vec<_>>>()?;
        let told: Vec<_> = told.into_iter().flatten().collect();
        alerts::drop_news(txn, &ids(&some))?;
        if let Some(letter) = letter(shop, &reader, mailing, &told)
            && preferences::post(txn, keys, shop, mailing, &letter)?.is_some()
        {
            return alerts::note_mailed(txn, user);
        }
    }
    Ok(())
}

/// What is told of one product, and the way to it.
struct Told {
    title: String,
    words: String,
    url: String,
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
        _ => return Ok(None),
    };
    Ok(Some(Told { words, url: links::product(&product.slug), title: product.title }))
}

fn letter(shop: &Shop, reader: &User, mailing: Mailing, told: &[Told]) -> Option<Letter> {
    let first = told.first()?;
    let subject = match (told, mailing) {
        ([one], _) => format!("{}: {}", one.title, one.words.split([',', ';']).next().unwrap_or_default()),
        (_, Mailing::PriceAlerts) => format!("{} prices you waited for", told.len()),
        _ => format!("News of {} things on your wishlists", told.len()),
    };
    let more = told.len().saturating_sub(MOST);
    let mut lines: Vec<_> = told.iter().take(MOST).map(|it| format!("{}: {}.", it.title, it.words)).collect();
    if more > 0 {
        lines.push(format!("And {more} more."));
    }
    let (word, path) = match (told, mailing) {
        ([_], _) => ("See it in the shop", first.url.clone()),
        (_, Mailing::PriceAlerts) => ("See your price alerts", "/account/price-alerts".to_owned()),
        _ => ("See your wishlists", "/wishlists".to_owned()),
    };
    Some(Letter {
        to: reader.email.clone(),
        kind: "prices",
        subject,
        lines,
        link: Some((word.into(), shop.base_url.to(&path))),
        code: None,
        end: "Prices are those of the moment in which this was written. You get one such mail a day at most.".into(),
    })
}
