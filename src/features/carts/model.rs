//! Carts and their lines; no I/O.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Quantity;
use crate::{
    base::{CartId, Country, EditionId, Error, LineId, Money, OrderId, ProductId, Result, Timestamp, UserId},
    platform::{db::Record, web::VisitorToken},
};

/// What opens a guest's cart.
pub type CartToken = VisitorToken;

/// What a visitor means to buy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// Its identifier.
    pub id: CartId,
    /// The hash of the token that opens it, if it is a guest's.
    #[serde(default)]
    pub token: Option<[u8; 32]>,
    /// The account it belongs to, if it is not a guest's.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// Its lines, oldest first.
    pub lines: Vec<CartLine>,
    /// When it was begun.
    pub created: Timestamp,
    /// When it was changed last.
    pub updated: Timestamp,
    /// The order it has become: a cart is ordered once.
    #[serde(default)]
    pub closed_by: Option<OrderId>,
    /// The codes of discounts that were typed or followed.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Where its buyer says they are, by which the tax is reckoned.
    #[serde(default)]
    pub place: Option<CartPlace>,
}

/// Where a buyer says they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartPlace {
    /// The country.
    pub country: Country,
    /// The region, by its code within the country, where rates differ.
    #[serde(default)]
    pub region: Option<String>,
    /// They are in none of the regions whose rates differ.
    #[serde(default)]
    pub elsewhere: bool,
    /// A company's number for value-added tax, known to be right in form.
    #[serde(default)]
    pub vat_number: Option<String>,
}

/// One edition in a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// Its identifier.
    pub id: LineId,
    /// Of which product.
    pub product: ProductId,
    /// What exactly.
    pub edition: EditionId,
    /// How many.
    pub quantity: Quantity,
    /// What the visitor wants to pay for one, where they may choose.
    #[serde(default)]
    pub offered: Option<Money>,
    /// What one cost when the visitor last saw it, so that a change can be told.
    pub seen: Money,
}

/// A line to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// Of which product.
    pub product: ProductId,
    /// What exactly.
    pub edition: EditionId,
    /// How many.
    pub quantity: Quantity,
    /// What the visitor wants to pay for one, where they may choose.
    pub offered: Option<Money>,
    /// What one costs now.
    pub seen: Money,
}

/// What shall become of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What exactly.
    pub edition: EditionId,
    /// How many.
    pub quantity: Quantity,
    /// What the visitor wants to pay for one, where they may choose.
    pub offered: Option<Money>,
    /// What one costs now.
    pub seen: Money,
}

impl Cart {
    /// The most lines in one cart.
    pub const LINES: usize = 50;
    /// The most codes in one cart.
    pub const CODES: usize = 5;
    /// A cart that nobody touches for so long is forgotten.
    pub const LIFE: Duration = Duration::from_secs(90 * 24 * 60 * 60);

    /// Whether it can still be changed and ordered.
    pub fn is_open(&self) -> bool {
        self.closed_by.is_none()
    }

    /// How many pieces are in it.
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|it| it.quantity.get()).sum()
    }

    /// Adds a line, or more of the same edition to the line it has.
    pub fn add(&mut self, id: LineId, new: NewLine) -> Result<LineId> {
        let same = self.lines.iter_mut().find(|it| (it.product, it.edition) == (new.product, new.edition));
        if let Some(line) = same {
            line.quantity = line.quantity.plus(new.quantity)?;
            line.offered = new.offered;
            line.seen = new.seen;
            return Ok(line.id);
        }
        if self.lines.len() >= Self::LINES {
            return Err(Error::conflict("A cart holds at most 50 different things; order these first"));
        }
        let NewLine { product, edition, quantity, offered, seen } = new;
        self.lines.push(CartLine { id, product, edition, quantity, offered, seen });
        Ok(id)
    }

    /// Takes in what lies in another cart of the same visitor. Of the same edition the larger quantity stays, so that
    /// nothing grows by doing it twice; the price that was named or seen last stays. What is more than [`Cart::LINES`]
    /// stays outside.
    pub fn take_in(&mut self, lines: Vec<CartLine>) {
        for line in lines {
            let room = self.lines.len() < Self::LINES;
            match self.lines.iter_mut().find(|it| (it.product, it.edition) == (line.product, line.edition)) {
                Some(same) => {
                    same.quantity = same.quantity.max(line.quantity);
                    same.offered = line.offered;
                    same.seen = line.seen;
                }
                None if room => self.lines.push(line),
                None => {}
            }
        }
    }

    /// The line `id`.
    pub fn line(&self, id: LineId) -> Result<&CartLine> {
        self.lines.iter().find(|it| it.id == id).ok_or_else(missing_line)
    }

    /// Changes the line `id`; if another line holds that edition already, the two become one.
    pub fn change(&mut self, id: LineId, change: &Change) -> Result<()> {
        let product = self.line(id)?.product;
        let twin = self.lines.iter().find(|it| it.id != id && (it.product, it.edition) == (product, change.edition));
        let quantity = match twin {
            Some(twin) => change.quantity.plus(twin.quantity)?,
            None => change.quantity,
        };
        let twin = twin.map(|it| it.id);
        self.lines.retain(|it| Some(it.id) != twin);
        for line in self.lines.iter_mut().filter(|it| it.id == id) {
            line.edition = change.edition;
            line.quantity = quantity;
            line.offered = change.offered;
            line.seen = change.seen;
        }
        Ok(())
    }

    /// Takes the line `id` out.
    pub fn take(&mut self, id: LineId) -> Result<CartLine> {
        let at = self.lines.iter().position(|it| it.id == id).ok_or_else(missing_line)?;
        Ok(self.lines.remove(at))
    }
}

fn missing_line() -> Error {
    Error::not_found("That is no longer in your cart")
}

impl Record for Cart {
    type Key = CartId;
    const MISSING: &'static str = "There is no such cart";

    fn key(&self) -> CartId {
        self.id
    }
}
