//! Makes an order of a cart, in one write.

use super::wish::Wish;
use crate::{
    base::{CartId, Error, Money, OrderId, Result, UserId},
    features::{
        carts::{self, Cart, Known, Priced, Shopper},
        catalog::{self, Edition, Product},
        orders::{self, AttemptKey, Buyer, NewLine, NewOrder, Order},
    },
    platform::{
        db::{Reads, WriteTxn},
        web::Shop,
    },
};

/// What a line of the cart is about.
pub(super) type About = (Product, Edition);

/// A wish to buy, with all that surrounds it.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub shopper: Shopper,
    pub key: Option<String>,
    pub wish: Wish,
    /// The gateways that are offered.
    pub gateways: Vec<&'static str>,
    /// The network address it came from.
    pub address: Option<String>,
}

/// `cart` at today's prices.
pub(super) fn priced(txn: &impl Reads, cart: &Cart, shop: &Shop) -> Result<Priced<About>> {
    Priced::new(cart, shop.currency, |line| -> Result<Known<About>> {
        let Some(product) = catalog::find(txn, line.product)? else { return Ok((None, None)) };
        let Some(edition) = product.edition(line.edition).cloned() else { return Ok((None, None)) };
        let sold = product.offer(line.edition).is_some();
        let unit = Some(edition.price.quote(line.offered)).filter(|it| sold && it.currency == shop.currency);
        Ok((Some((product, edition)), unit))
    })
}

/// The order that this attempt, another click or another tab has made of the cart already, or a new one.
/// Says whether it is new.
pub(super) fn place(txn: &WriteTxn, shop: &Shop, attempt: &Attempt) -> Result<(Order, bool)> {
    let empty = || Error::conflict("Your cart is empty");
    let mut cart = carts::find(txn, &attempt.shopper)?.ok_or_else(empty)?;
    let body = orders::fingerprint(&attempt.wish)?;
    let key = attempt.key.as_deref().map(|key| AttemptKey::parse(key, whose(&cart))).transpose()?;
    if let Some(order) = earlier(txn, &cart, key, body)? {
        remember(txn, key, body, order)?;
        return Ok((orders::get(txn, order)?, false));
    }
    let priced = priced(txn, &cart, shop)?;
    agree(&priced, attempt.wish.expected)?;
    let order = orders::place(txn, new_order(txn, cart.id, &priced, attempt)?)?;
    carts::close(txn, &mut cart, order.id)?;
    remember(txn, key, body, order.id)?;
    Ok((order, true))
}

/// To whom a key belongs: to a guest's cart, or to an account, whichever cart it has by then.
fn whose(cart: &Cart) -> [u8; 16] {
    cart.owner.map_or(cart.id.to_bytes(), UserId::to_bytes)
}

/// The same key gives the same order, and so does the same cart.
fn earlier(txn: &WriteTxn, cart: &Cart, key: Option<AttemptKey>, body: [u8; 32]) -> Result<Option<OrderId>> {
    match key {
        Some(key) => Ok(orders::remembered(txn, key, body, txn.now)?.or(cart.closed_by)),
        None => Ok(cart.closed_by),
    }
}

fn remember(txn: &WriteTxn, key: Option<AttemptKey>, body: [u8; 32], order: OrderId) -> Result<()> {
    match key {
        Some(key) => orders::remember(txn, key, body, order),
        None => Ok(()),
    }
}

/// Nobody pays what they have not seen: a total that differs, or a price that changed unseen, is asked about.
fn agree(priced: &Priced<About>, expected: Option<i64>) -> Result<()> {
    if priced.lines.is_empty() {
        return Err(Error::conflict("Your cart is empty"));
    }
    if !priced.is_ready() {
        return Err(Error::conflict("Something in your cart is not sold any more; take it out, then check out"));
    }
    let same = match expected {
        Some(expected) => expected == priced.total.amount,
        None => priced.lines.iter().all(|it| it.changed_from().is_none()),
    };
    if same {
        Ok(())
    } else {
        let now = priced.total;
        let advice = format!("It all comes to {now} now; send {} to agree", now.amount);
        Err(Error::conflict("A price has changed, so nothing was ordered yet").and("expected_total", advice))
    }
}

fn new_order(txn: &WriteTxn, cart: CartId, priced: &Priced<About>, attempt: &Attempt) -> Result<NewOrder> {
    let wish = &attempt.wish;
    let lines = priced.lines.iter().filter_map(|it| {
        let (product, edition) = it.about.as_ref()?;
        Some(NewLine {
            product: product.id,
            edition: edition.id,
            title: product.title.clone(),
            edition_name: edition.name.clone(),
            seller: product.seller,
            license_keys: edition.license_keys,
            unit: it.unit?,
            quantity: it.line.quantity.get(),
            costs: orders::Costs::default(),
        })
    });
    Ok(NewOrder {
        cart,
        owner: attempt.shopper.user,
        buyer: Buyer {
            email: wish.email.clone(),
            billing: wish.billing.clone(),
            consent: wish.consent.then_some(txn.now),
            consent_words: wish.consent.then(|| orders::IMMEDIATE_DELIVERY.to_owned()),
            address: attempt.address.clone(),
        },
        currency: priced.total.currency,
        lines: lines.collect(),
        gateway: gateway(priced.total, attempt)?,
        outcome: wish.outcome,
        extras: orders::Extras::default(),
    })
}

/// Whoever has something to pay chooses by whom it is collected.
fn gateway(total: Money, attempt: &Attempt) -> Result<String> {
    let offered = &attempt.gateways;
    match attempt.wish.gateway.as_deref() {
        _ if total.is_zero() => Ok(String::new()),
        Some(name) if offered.contains(&name) => Ok(name.to_owned()),
        _ if offered.is_empty() => {
            Err(Error::invalid("gateway", "This shop has no way to pay yet; please write to it"))
        }
        _ => Err(Error::invalid("gateway", format!("Choose a way to pay: {}", offered.join(", ")))),
    }
}
