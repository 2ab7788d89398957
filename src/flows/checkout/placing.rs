//! Makes an order of a cart, in one write.

use super::{stocking, wish::Wish};
use crate::{
    base::{CartId, Country, Email, Error, ErrorKind, Money, OrderId, Result, UserId},
    features::{
        carts::{self, Ask, Cart, CartPlace, Quote, QuoteLine, QuotePart, Quotes, Shopper, TaxStanding},
        discounts::{self, Customer},
        licenses,
        orders::{
            self, AttemptKey, Billing, BundleOf, Buyer, Costs, Evidence, EvidenceSource, Extras, Gift, NewLine,
            NewOrder, Order,
        },
        taxes::{self, VatNumber},
    },
    platform::db::{Reads, WriteTxn},
};

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
    /// The country that this address is in, if it can be looked up.
    pub country: Option<String>,
}

/// The order that this attempt, another click or another tab has made of the cart already, or a new one.
/// Says whether it is new.
pub(super) fn place(txn: &WriteTxn, quotes: &Quotes, attempt: &Attempt) -> Result<(Order, bool)> {
    let empty = || Error::conflict("Your cart is empty");
    let mut cart = carts::find(txn, &attempt.shopper)?.ok_or_else(empty)?;
    let body = orders::fingerprint(&attempt.wish)?;
    let key = attempt.key.as_deref().map(|key| AttemptKey::parse(key, whose(&cart))).transpose()?;
    if let Some(order) = earlier(txn, &cart, key, body)? {
        remember(txn, key, body, order)?;
        return Ok((orders::get(txn, order)?, false));
    }
    let place = attempt.wish.place.clone().or_else(|| cart.place.clone());
    let ask = Ask { email: Some(attempt.wish.email.clone()), account: attempt.shopper.user, place: place.clone() };
    let quote = quotes.of(txn, txn.now, &cart, &ask)?;
    buyable(&quote)?;
    located(txn, &quote, place.as_ref())?;
    agree(&quote, attempt.wish.expected)?;
    let order = orders::place(txn, new_order(txn, cart.id, &quote, place, attempt)?)?;
    set_aside(txn, &order)?;
    stocking::take(txn, &order)?;
    let cuts: Vec<_> = quote.discounts.iter().map(|it| (it.id, it.amount)).collect();
    discounts::redeem(txn, order.id, &customer(&attempt.wish.email, attempt.shopper.user), &cuts)?;
    carts::close(txn, &mut cart, order.id)?;
    remember(txn, key, body, order.id)?;
    Ok((order, true))
}

/// Keys of a maker's pool are set aside with the order, so that the last of them is sold once.
fn set_aside(txn: &WriteTxn, order: &Order) -> Result<()> {
    for line in order.lines.iter().filter(|it| it.license_keys) {
        licenses::reserve(txn, order.id, line.product, line.edition, line.quantity).map_err(|error| {
            let told = format!("{}: {}. Nothing was ordered yet", line.title, error.message);
            if error.kind == ErrorKind::Conflict { Error::conflict(told) } else { error }
        })?;
    }
    Ok(())
}

fn customer(email: &Email, account: Option<UserId>) -> Customer {
    Customer::new(Some(email), account)
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

fn buyable(quote: &Quote) -> Result<()> {
    if quote.lines.is_empty() {
        return Err(Error::conflict("Your cart is empty"));
    }
    if let Some((title, short)) = quote.lines.iter().find_map(|it| Some((it.title(), it.shortage()?))) {
        return Err(Error::conflict(format!("{title}: {short}. Nothing was ordered yet")));
    }
    if !quote.is_ready() {
        return Err(Error::conflict("Something in your cart is not sold any more; take it out, then check out"));
    }
    Ok(())
}

/// Where there is tax, it has to be known where the buyer is; what is free can be had from anywhere.
fn located(txn: &impl Reads, quote: &Quote, place: Option<&CartPlace>) -> Result<()> {
    if quote.total.is_zero() {
        return Ok(());
    }
    if quote.standing == TaxStanding::Unknown {
        return Err(Error::invalid("billing.country", "Choose your country; the tax depends on it"));
    }
    let Some(place) = place.filter(|it| it.region.is_none() && quote.standing == TaxStanding::Known) else {
        return Ok(());
    };
    if taxes::regions(txn)?.iter().any(|(country, _)| *country == place.country) && !place.elsewhere {
        return Err(Error::invalid("billing.region", "Choose your region; the tax depends on it"));
    }
    Ok(())
}

/// Nobody pays what they have not seen: a total that differs, a price that changed unseen, or a code that is good for
/// nothing is asked about.
fn agree(quote: &Quote, expected: Option<i64>) -> Result<()> {
    let same = match expected {
        Some(expected) => expected == quote.total.amount,
        None => quote.lines.iter().all(|it| it.changed_from().is_none()) && quote.refused.is_empty(),
    };
    if same {
        return Ok(());
    }
    let now = quote.total;
    let advice = format!("It all comes to {now} now; send {} to agree", now.amount);
    let refused = match quote.refused.first() {
        Some(it) => Error::conflict(format!("{}: {}. Nothing was ordered yet", it.code, it.advice)),
        None => Error::conflict("The total has changed, so nothing was ordered yet"),
    };
    Err(refused.and("expected_total", advice))
}

fn new_order(
    txn: &WriteTxn,
    cart: CartId,
    quote: &Quote,
    place: Option<CartPlace>,
    attempt: &Attempt,
) -> Result<NewOrder> {
    let wish = &attempt.wish;
    let given = wish.billing.clone();
    let billing = Billing {
        country: given.country.or_else(|| place.as_ref().map(|it| it.country.to_string())),
        vat_number: given.vat_number.or_else(|| place.as_ref().and_then(|it| it.vat_number.clone())),
        ..given
    };
    Ok(NewOrder {
        cart,
        owner: attempt.shopper.user,
        extras: Extras {
            evidence: evidence(&billing, attempt.country.clone()),
            region: place.and_then(|it| it.region),
            gift: wish.gift.clone().map(|it| Gift { to: it.to, message: it.message, claimed: None, claimed_by: None }),
            elsewhere: None,
        },
        buyer: Buyer {
            email: wish.email.clone(),
            billing,
            consent: wish.consent.then_some(txn.now),
            consent_words: wish.consent.then(|| orders::IMMEDIATE_DELIVERY.to_owned()),
            address: attempt.address.clone(),
        },
        currency: quote.total.currency,
        lines: quote.lines.iter().flat_map(|line| line.parts.iter().map(move |it| new_line(line, it))).collect(),
        gateway: gateway(quote.total, attempt)?,
        outcome: wish.outcome,
    })
}

/// A line for each thing that is handed over: what is in a bundle is bought, refunded and owed to its seller one by one.
fn new_line(line: &QuoteLine, part: &QuotePart) -> NewLine {
    let bundle = line.offer.as_ref().filter(|_| line.parts.len() > 1 || part.product != line.line.product);
    let bundle =
        bundle.map(|it| BundleOf { product: line.line.product, edition: line.line.edition, title: it.title.clone() });
    NewLine {
        product: part.product,
        edition: part.edition,
        title: part.title.clone(),
        edition_name: part.edition_name.clone(),
        seller: part.seller,
        license_keys: part.license_keys,
        unit: part.unit,
        quantity: line.line.quantity.get(),
        costs: Costs { discounts: part.discounts.clone(), taxes: part.taxes.clone(), bundle },
    }
}

/// What says where the buyer is: they themselves, and their network address.
fn evidence(billing: &Billing, network: Option<String>) -> Vec<Evidence> {
    let country = billing.country.clone().map(|country| Evidence { source: EvidenceSource::Billing, country });
    let number = billing.vat_number.as_deref().and_then(|it| VatNumber::parse("vat_number", it).ok());
    let number = number
        .and_then(|it| it.country())
        .map(|it: Country| Evidence { source: EvidenceSource::VatNumber, country: it.to_string() });
    let network = network.map(|country| Evidence { source: EvidenceSource::Network, country });
    country.into_iter().chain(number).chain(network).collect()
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
