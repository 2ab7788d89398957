//! Wishes together with what the catalogue knows of them.

use crate::{
    base::{Currency, EditionId, Error, Money, Result},
    features::{
        catalog::{self, Edition, Product},
        reviews, sellers,
        wishlists::{self, NewWish, Wish, Wishlist},
    },
    platform::{db::Reads, web::parts::Rating},
};

/// A wish, and what it is about.
pub(super) struct Item {
    pub wish: Wish,
    /// The product while everyone can see it; whatever else is said of it is no visitor's business.
    pub product: Option<Product>,
    /// The name of its maker.
    pub seller: String,
    /// What buyers think of it.
    pub rating: Option<Rating>,
}

impl Item {
    /// What is bought when the wish comes true: the edition that was chosen, or else the cheapest. Nothing if it is not
    /// sold, or not any more.
    pub fn offer(&self, currency: Currency) -> Option<&Edition> {
        let product = self.product.as_ref()?;
        let offer = match self.wish.edition {
            Some(edition) => product.offer(edition),
            None => product.cheapest(),
        };
        offer.filter(|it| it.price.least().currency == currency)
    }

    /// What one costs now.
    pub fn price(&self, currency: Currency) -> Option<Money> {
        Some(self.offer(currency)?.price.quote(None))
    }

    /// What it is called; what is gone goes by the name it had.
    pub fn title(&self) -> &str {
        self.product.as_ref().map_or(&self.wish.title, |it| &it.title)
    }
}

/// All that is on `list`, what was put there last first.
pub(super) fn items(txn: &impl Reads, list: &Wishlist) -> Result<Vec<Item>> {
    wishlists::items(txn, list)?.into_iter().map(|wish| item(txn, wish)).collect()
}

/// A wish with what is known of it.
pub(super) fn item(txn: &impl Reads, wish: Wish) -> Result<Item> {
    let product = catalog::find(txn, wish.product)?.filter(Product::is_published);
    let seller = match &product {
        Some(product) => sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default(),
        None => String::new(),
    };
    let rating = product.as_ref().map(|it| reviews::tally(txn, it.id)).transpose()?.and_then(|it| it.on_card());
    Ok(Item { wish, product, seller, rating })
}

/// The wish for the published product that `product` names, by id or slug, and for one edition of it if that is named.
pub(super) fn wish(txn: &impl Reads, product: &str, edition: Option<&str>) -> Result<NewWish> {
    let product = catalog::get_published(txn, product)?;
    let edition = edition.map(str::trim).filter(|it| !it.is_empty());
    let edition = edition.map(|it| of_product(&product, it)).transpose()?;
    let offer = edition.map_or_else(|| product.cheapest(), |it| product.offer(it));
    let reduced = offer.and_then(Edition::reduced);
    let (price, release) = (offer.map(|it| it.price.least()), product.latest().map(|it| it.id));
    Ok(NewWish { product: product.id, edition, title: product.title, reduced, price, release })
}

fn of_product(product: &Product, edition: &str) -> Result<EditionId> {
    let missing = || Error::invalid("edition", "This edition is not sold any more; choose another");
    let id = edition.parse().map_err(|_| missing())?;
    product.offer(id).map(|it| it.id).ok_or_else(missing)
}
