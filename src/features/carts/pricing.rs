//! What a cart comes to at today's prices. The catalogue's prices are handed in; the buyer's never are.

use super::{Cart, CartLine};
use crate::base::{Currency, Money, Result};

/// A cart at today's prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced<T> {
    /// Its lines, in the cart's order.
    pub lines: Vec<PricedLine<T>>,
    /// What all that can be bought comes to.
    pub total: Money,
}

/// A line at today's price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLine<T> {
    /// The line.
    pub line: CartLine,
    /// What it is about; nothing if it is gone for good.
    pub about: Option<T>,
    /// What one costs now; nothing if it cannot be bought.
    pub unit: Option<Money>,
    /// What all of it costs now.
    pub total: Money,
}

/// What is known of a line: what it is about, if it still exists, and what one costs, if it can be bought.
pub type Known<T> = (Option<T>, Option<Money>);

impl<T> Priced<T> {
    /// `cart` at the prices that `know` tells.
    pub fn new(cart: &Cart, currency: Currency, mut know: impl FnMut(&CartLine) -> Result<Known<T>>) -> Result<Self> {
        let mut lines = Vec::with_capacity(cart.lines.len());
        let mut total = Money::zero(currency);
        for line in &cart.lines {
            let (about, unit) = know(line)?;
            let sum = unit.unwrap_or(Money::zero(currency)).times(line.quantity.get())?;
            total = total.plus(sum)?;
            lines.push(PricedLine { line: line.clone(), about, unit, total: sum });
        }
        Ok(Self { lines, total })
    }

    /// Whether there is something in it and all of it can be bought.
    pub fn is_ready(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|it| it.unit.is_some())
    }

    /// How many pieces are in it.
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|it| it.line.quantity.get()).sum()
    }
}

impl<T> PricedLine<T> {
    /// What one cost when the visitor last saw it, if that has changed.
    pub fn changed_from(&self) -> Option<Money> {
        self.unit.filter(|now| *now != self.line.seen).map(|_| self.line.seen)
    }
}
