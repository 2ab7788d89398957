//! A cart with what it comes to, together with what the catalogue knows of its lines.

use crate::{
    base::{Currency, Result, Timestamp},
    features::{
        carts::{Ask, Cart, Quote, QuoteLine, Quotes, Shopper},
        catalog::{self, Edition, Product},
        sellers,
    },
    platform::db::Reads,
};

/// What a line is about.
pub(super) struct About {
    pub product: Product,
    pub seller: String,
}

/// A cart with what it comes to.
pub(super) struct Basket {
    pub quote: Quote,
    /// What each line of it is about; nothing if it is gone for good.
    pub about: Vec<Option<About>>,
    /// The codes in it, good or not.
    pub codes: Vec<String>,
}

/// `cart` at the prices of `now`.
pub(super) fn of(txn: &impl Reads, quotes: &Quotes, cart: &Cart, shopper: &Shopper, now: Timestamp) -> Result<Basket> {
    let ask = Ask { account: shopper.user, ..Ask::default() };
    let quote = quotes.of(txn, now, cart, &ask)?;
    let about = quote.lines.iter().map(|it| about(txn, it)).collect::<Result<_>>()?;
    Ok(Basket { quote, about, codes: cart.codes.clone() })
}

fn about(txn: &impl Reads, line: &QuoteLine) -> Result<Option<About>> {
    let Some(product) = catalog::find(txn, line.line.product)? else { return Ok(None) };
    let seller = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
    Ok(Some(About { product, seller }))
}

impl Basket {
    /// With nothing in it.
    pub fn empty(currency: Currency) -> Self {
        Self { quote: Quote::empty(currency), about: Vec::new(), codes: Vec::new() }
    }

    /// Its lines with what each is about.
    pub fn lines(&self) -> impl Iterator<Item = (&QuoteLine, Option<&About>)> {
        self.quote.lines.iter().zip(self.about.iter().map(Option::as_ref))
    }
}

/// The edition that a line is about, sold or not.
pub(super) fn edition<'a>(line: &QuoteLine, about: Option<&'a About>) -> Option<&'a Edition> {
    about?.product.edition(line.line.edition)
}
