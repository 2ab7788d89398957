//! What visitors ask for: read at the door, then held against the catalogue.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    base::{Currency, EditionId, Error, LineId, Money, Result},
    features::{
        carts::{self, Cart, CartToken, Change, NewLine, Quantity, Shopper},
        catalog::{self, Edition, Product},
    },
    platform::db::{Reads, WriteTxn},
};

/// What the forms of the product page and of the cart send.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct LineForm {
    /// Id or slug.
    pub product: Option<String>,
    pub edition: Option<String>,
    pub quantity: Option<String>,
    /// In major units, as people write them.
    pub price: Option<String>,
    /// `checkout` to go there at once.
    pub next: Option<String>,
}

/// What one wants of a product; whatever is not given is left to the shop or stays as it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Wish {
    pub edition: Option<EditionId>,
    pub quantity: Option<Quantity>,
    pub offered: Option<Money>,
    /// Refuse a price of one's own where the price is fixed, instead of overhearing it.
    pub strict: bool,
}

impl Wish {
    /// Reads a form.
    pub fn of_form(form: &LineForm, currency: Currency) -> Result<Self> {
        let given =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(String::from);
        Ok(Self {
            edition: given(&form.edition).map(|it| edition_id(&it)).transpose()?,
            quantity: form.quantity.as_deref().map(Quantity::parse).transpose()?,
            offered: given(&form.price).map(|it| Money::parse(&it, currency)).transpose()?,
            strict: false,
        })
    }

    /// Reads the fields of a JSON body.
    pub fn of_json(
        edition: Option<&str>,
        quantity: Option<&Value>,
        price: Option<&Value>,
        currency: Currency,
    ) -> Result<Self> {
        Ok(Self {
            edition: edition.map(edition_id).transpose()?,
            quantity: quantity.map(Quantity::from_json).transpose()?,
            offered: price.map(|it| minor_units(it, currency)).transpose()?,
            strict: true,
        })
    }

    /// The edition that is wanted of `product`: the cheapest if nothing is said.
    fn of<'p>(&self, product: &'p Product) -> Result<&'p Edition> {
        let wanted = match self.edition {
            Some(id) => product.offer(id),
            None => product.cheapest(),
        };
        wanted.ok_or_else(not_sold)
    }

    /// What one is asked to pay for `edition`, and what the line remembers of the visitor's own price.
    fn agree(&self, edition: &Edition, before: Option<Money>) -> Result<(Option<Money>, Money)> {
        let open = edition.price.is_open();
        let offer = self.offered.filter(|_| open || self.strict);
        let agreed = match offer {
            Some(offer) => edition.price.agree(Some(offer))?,
            None => edition.price.quote(before),
        };
        Ok((open.then_some(agreed), agreed))
    }
}

/// What is wanted of the published product of that identifier or slug, and what one costs.
pub(super) fn meant(txn: &impl Reads, product: &str, wish: &Wish) -> Result<(Product, Edition, Money)> {
    let product = catalog::get_published(txn, product)?;
    let edition = wish.of(&product)?.clone();
    let (_, each) = wish.agree(&edition, None)?;
    Ok((product, edition, each))
}

/// Puts something into the cart of `shopper`, or into a new one. Gives it with a guest's token.
pub(super) fn put(txn: &WriteTxn, shopper: &Shopper, product: &str, wish: &Wish) -> Result<(Cart, Option<CartToken>)> {
    let product = catalog::get_published(txn, product)?;
    let edition = wish.of(&product)?;
    let (offered, seen) = wish.agree(edition, None)?;
    let quantity = wish.quantity.unwrap_or(Quantity::ONE);
    let (mut cart, token) = carts::open(txn, shopper)?;
    let new = NewLine { product: product.id, edition: edition.id, quantity, offered, seen };
    carts::add(txn, &mut cart, new)?;
    Ok((cart, token))
}

/// Changes a line of `cart`.
pub(super) fn alter(txn: &WriteTxn, cart: &mut Cart, line: LineId, wish: &Wish) -> Result<()> {
    let old = cart.line(line)?.clone();
    let product: Product = catalog::get(txn, old.product)?;
    let edition = product.offer(wish.edition.unwrap_or(old.edition)).ok_or_else(not_sold)?;
    let before = old.offered.filter(|_| edition.id == old.edition);
    let (offered, seen) = wish.agree(edition, before)?;
    let quantity = wish.quantity.unwrap_or(old.quantity);
    carts::change(txn, cart, line, &Change { edition: edition.id, quantity, offered, seen })
}

fn edition_id(text: &str) -> Result<EditionId> {
    text.parse().map_err(|_| not_sold())
}

fn not_sold() -> Error {
    Error::invalid("edition", "This edition is not sold any more; choose another")
}

/// A whole number of minor units, or an amount with its currency.
fn minor_units(value: &Value, currency: Currency) -> Result<Money> {
    let code = value.get("currency").and_then(Value::as_str);
    let amount = if value.is_object() { value.get("amount") } else { Some(value) };
    let same = !value.is_object() || code == Some(currency.code());
    amount
        .and_then(Value::as_i64)
        .filter(|amount| same && (0..=Money::MAX).contains(amount))
        .map(|amount| Money::new(amount, currency))
        .ok_or_else(|| Error::invalid("price", format!("Send a whole number of minor units of {}", currency.code())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Case 1: a price sent by a client is a whole number of the shop's own currency, or refused.
    #[test]
    fn offers_are_whole_amounts_of_the_shops_currency() {
        let read = |value: Value| minor_units(&value, Currency::USD);
        assert_eq!(read(json!(1299)).unwrap().amount, 1299);
        assert_eq!(read(json!({"amount": 5, "currency": "USD"})).unwrap().amount, 5);
        for wrong in [
            json!(-1),
            json!(1.5),
            json!(1e3),
            json!("5"),
            json!(i64::MAX),
            json!({"amount": 5}),
            json!({"amount": 5, "currency": "JPY"}),
            json!({"currency": "USD"}),
            json!([]),
        ] {
            assert_eq!(read(wrong.clone()).unwrap_err().fields[0].0, "price", "{wrong}");
        }
    }
}
