//! The code of a discount in a cart: typed, followed by a link, or taken out again.

use crate::{
    base::{Error, Result},
    features::{
        carts::{self, Ask, Cart, Quotes, Shopper},
        discounts::Code,
    },
    platform::db::WriteTxn,
};

/// Puts a code into the cart of `shopper`. Where discounts do not stack it takes the place of the one before.
///
/// # Errors
/// It is good for nothing in this cart; why is said at the field `code`, and the cart stays as it is.
pub(super) fn put(txn: &WriteTxn, quotes: &Quotes, shopper: &Shopper, code: &Code, stack: bool) -> Result<Cart> {
    let mut cart = mine(txn, shopper)?;
    let code = code.to_string();
    let others = cart.codes.iter().filter(|it| stack && **it != code).cloned();
    let mut codes: Vec<String> = others.collect();
    if codes.len() >= Cart::CODES {
        return Err(Error::invalid("code", "That is as many codes as one order may use"));
    }
    codes.push(code.clone());
    let tried = Cart { codes: codes.clone(), ..cart.clone() };
    let ask = Ask { account: shopper.user, ..Ask::default() };
    let quote = quotes.of(txn, txn.now, &tried, &ask)?;
    if let Some(refused) = quote.refused.into_iter().find(|it| it.code == code) {
        return Err(Error::invalid("code", refused.advice));
    }
    carts::set_codes(txn, &mut cart, &codes)?;
    Ok(cart)
}

/// Takes all codes out of the cart of `shopper`.
pub(super) fn remove(txn: &WriteTxn, shopper: &Shopper) -> Result<Cart> {
    let mut cart = mine(txn, shopper)?;
    carts::set_codes(txn, &mut cart, &[])?;
    Ok(cart)
}

fn mine(txn: &WriteTxn, shopper: &Shopper) -> Result<Cart> {
    let cart = carts::find_open(txn, shopper)?;
    cart.ok_or_else(|| Error::not_found("Put something into your cart first"))
}
