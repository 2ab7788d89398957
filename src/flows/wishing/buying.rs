//! From a list into the cart, in one go.

use serde::Serialize;
use utoipa::ToSchema;

use super::contents::items;
use crate::{
    base::{Currency, Result},
    features::{
        carts::{self, Cart, CartToken, NewLine, Quantity, Shopper},
        wishlists::{WISHES, Wishlist},
    },
    platform::db::WriteTxn,
};

/// What became of the things on a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = WishlistInCartJson)]
pub(super) struct Taken {
    /// So many were put into the cart.
    pub added: usize,
    /// So many lay there already.
    pub already_there: usize,
    /// So many are not sold, or not any more, and stayed on the list.
    pub unavailable: usize,
    /// So many found no room: a cart holds 50 different things.
    pub no_room: usize,
}

impl Taken {
    /// Whether all of it is in the cart now.
    pub fn is_all(self) -> bool {
        self.unavailable == 0 && self.no_room == 0
    }

    /// As it stands in an address.
    pub fn query(self) -> String {
        let Self { added, already_there, unavailable, no_room } = self;
        format!("taken={added}.{already_there}.{unavailable}.{no_room}")
    }

    /// Reads what [`Taken::query`] wrote behind its name.
    pub fn read(text: &str) -> Option<Self> {
        let numbers = text.split('.').map(|it| it.parse().ok().filter(|it| *it <= WISHES));
        let [added, already_there, unavailable, no_room] = numbers.collect::<Option<Vec<_>>>()?.try_into().ok()?;
        Some(Self { added, already_there, unavailable, no_room })
    }
}

/// Puts all that is on `list` and sold into the cart of `shopper`, one of each. Doing it twice adds nothing.
/// Gives a guest's token, too.
pub(super) fn put_all(
    txn: &WriteTxn,
    shopper: &Shopper,
    list: &Wishlist,
    currency: Currency,
) -> Result<(Taken, Option<CartToken>)> {
    let (mut cart, token) = carts::open(txn, shopper)?;
    let mut taken = Taken::default();
    // In the order in which they were wished for.
    for item in items(txn, list)?.iter().rev() {
        let Some(offer) = item.offer(currency) else {
            taken.unavailable += 1;
            continue;
        };
        let product = item.wish.product;
        if cart.lines.iter().any(|it| (it.product, it.edition) == (product, offer.id)) {
            taken.already_there += 1;
        } else if cart.lines.len() >= Cart::LINES {
            taken.no_room += 1;
        } else {
            let seen = offer.price.quote(None);
            let offered = offer.price.is_open().then_some(seen);
            let line = NewLine { product, edition: offer.id, quantity: Quantity::ONE, offered, seen };
            carts::add(txn, &mut cart, line)?;
            taken.added += 1;
        }
    }
    Ok((taken, token.filter(|_| taken.added > 0)))
}
