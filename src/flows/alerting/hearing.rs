//! What a changed product means to those who wait for it.

use crate::{
    base::{EditionId, ProductId, Result},
    features::{
        alerts::{self, News},
        catalog::{self, Edition, Product},
        wishlists::{self, Change, Standing},
    },
    platform::db::WriteTxn,
};

/// Lets alerts speak, and notes news for those who wish for the product.
pub(super) fn hear(txn: &WriteTxn, product: ProductId) -> Result<()> {
    let (watched, wished) = (alerts::is_watched(txn, product)?, wishlists::is_wished(txn, product)?);
    if !watched && !wished {
        return Ok(());
    }
    let found = catalog::find(txn, product)?.filter(Product::is_published);
    if let Some(price) = found.as_ref().and_then(Product::price) {
        alerts::hear(txn, product, price)?;
    }
    for (user, change) in wishlists::note(txn, product, |edition| standing(found.as_ref(), edition))? {
        let news = match change {
            Change::OnSale => News::OnSale,
            Change::Back => News::Back,
            Change::Cheaper => News::Cheaper,
            Change::Released => News::Released,
        };
        alerts::tell(txn, user, product, news)?;
    }
    Ok(())
}

/// How a product, or one edition of it, stands on the shelf.
pub(super) fn standing(product: Option<&Product>, edition: Option<EditionId>) -> Standing {
    let offer = product.and_then(|it| edition.map_or_else(|| it.cheapest(), |id| it.offer(id)));
    Standing {
        sold: offer.is_some(),
        reduced: offer.and_then(Edition::reduced),
        price: offer.map(|it| it.price.least()),
        release: product.and_then(Product::latest).map(|it| it.id),
    }
}
