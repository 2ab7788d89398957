//! How collections read in the office.

use super::view::{CollectionFields, CollectionGoods, CollectionPage, CollectionRow, GoodRow};
use crate::{
    base::{ProductId, Result, links},
    features::{
        catalog::{self, Product, shown},
        collections::Collection,
        search_rules, sellers,
    },
    platform::{
        db::Reads,
        web::parts::{Pill, Tone, counted},
    },
};

/// Where a collection is changed.
pub(super) fn page_of(it: &Collection) -> String {
    format!("/admin/collections/{}", it.id)
}

/// A collection in the list.
pub(super) fn row(txn: &impl Reads, it: &Collection) -> Result<CollectionRow> {
    let mut away = 0;
    for id in &it.products {
        let product = catalog::find(txn, *id)?;
        away += usize::from(product.map_or(Ok(true), |it| why_away(txn, &it).map(|it| it.is_some()))?);
    }
    let holds = counted(it.products.len() as u64, "product", "products");
    Ok(CollectionRow {
        title: it.title.clone(),
        url: page_of(it),
        holds: if away > 0 { format!("{holds}, {away} not to be seen") } else { holds },
        at_home: if it.at_home { "yes" } else { "no" },
        changed: it.updated.date(),
        pill: pill(it),
    })
}

fn pill(it: &Collection) -> Pill {
    if it.shown.is_some() { Pill::new(Tone::Good, "Shown") } else { Pill::new(Tone::Plain, "Not shown") }
}

/// Why nobody sees a product in lists.
fn why_away(txn: &impl Reads, product: &Product) -> Result<Option<Pill>> {
    if !product.is_published() {
        return Ok(Some(Pill::new(Tone::Warn, "Off the shelf")));
    }
    let hidden = search_rules::is_hidden(txn, product.id)?;
    Ok(hidden.then(|| Pill::new(Tone::Warn, "Hidden")))
}

/// What stands in the form of a collection that is there.
pub(super) fn fields(it: &Collection) -> CollectionFields {
    CollectionFields {
        title: it.title.clone(),
        slug: it.slug.to_string(),
        text: it.text.clone(),
        shown: it.shown.is_some(),
        at_home: it.at_home,
    }
}

/// `page` as that of a collection, but for its fields; `found` was found for `query`.
pub(super) fn of(
    txn: &impl Reads,
    page: CollectionPage,
    it: &Collection,
    query: &str,
    found: Option<&[ProductId]>,
) -> Result<CollectionPage> {
    let here = page_of(it);
    let known = |ids: &[ProductId]| -> Result<Vec<GoodRow>> {
        let rows = ids.iter().map(|id| catalog::find(txn, *id)?.map(|one| good(txn, &one, it)).transpose());
        Ok(rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    };
    Ok(CollectionPage {
        title: it.title.clone(),
        pill: Some(pill(it)),
        page: it.shown.map(|_| links::collection(&it.slug)),
        goods: Some(CollectionGoods {
            action: format!("{here}/products"),
            rows: known(&it.products)?,
            query: query.to_owned(),
            found: found.map(known).transpose()?,
            here: here.clone(),
        }),
        removal: Some(format!("{here}/removal")),
        action: here,
        ..page
    })
}

fn good(txn: &impl Reads, product: &Product, collection: &Collection) -> Result<GoodRow> {
    Ok(GoodRow {
        id: product.id.to_string(),
        title: product.title.clone(),
        url: links::product(&product.slug),
        seller: sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default(),
        cover: shown::cover(product),
        price: shown::tag(product).now,
        away: why_away(txn, product)?,
        inside: collection.products.contains(&product.id),
    })
}
