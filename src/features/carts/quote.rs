//! What a cart comes to, and why: the one place that cart, checkout and order share, so that what is shown is what is
//! charged. Who knows catalogue, discounts and taxes supplies [`Pricing`].

use std::sync::Arc;

use super::{Cart, CartLine, CartPlace};
use crate::{
    base::{
        Currency, DiscountId, EditionId, Email, LineDiscount, LineTax, Money, ProductId, Result, SellerId, Timestamp,
        UserId,
    },
    platform::{db::Reads, web::parts::SumRow},
};

/// Tells what a cart comes to.
pub trait Pricing: Send + Sync {
    /// What `cart` comes to at `now` for whoever asks.
    fn quote(&self, txn: &dyn Reads, now: Timestamp, cart: &Cart, ask: &Ask) -> Result<Quote>;
}

/// What tells what carts come to; managed state. Clones share it.
#[derive(Clone)]
pub struct Quotes(Arc<dyn Pricing>);

/// Who asks what a cart comes to, as far as that is known.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Their address.
    pub email: Option<Email>,
    /// Their account.
    pub account: Option<UserId>,
    /// Where they are; where the cart says if nothing is said.
    pub place: Option<CartPlace>,
}

/// What a cart comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its lines, in the cart's order.
    pub lines: Vec<QuoteLine>,
    /// What is taken off.
    pub discounts: Vec<QuoteDiscount>,
    /// Codes in the cart that are good for nothing.
    pub refused: Vec<QuoteRefusal>,
    /// How it stands with the tax.
    pub standing: TaxStanding,
    /// Whether prices contain the tax.
    pub tax_included: bool,
    /// All that can be bought, at its price.
    pub subtotal: Money,
    /// What is taken off.
    pub discount: Money,
    /// The tax, contained or added.
    pub tax: Money,
    /// What is paid.
    pub total: Money,
}

/// A line at this moment's price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteLine {
    /// The line.
    pub line: CartLine,
    /// What it is about; nothing if it is gone for good.
    pub offer: Option<Offer>,
    /// What the catalogue asks for one; nothing if it cannot be bought.
    pub asked: Option<Money>,
    /// What is charged for one before discounts: the same, unless the tax in it is left to the buyer.
    pub unit: Option<Money>,
    /// What it consists of: itself, or what is in the bundle.
    pub parts: Vec<QuotePart>,
    /// All units at their price.
    pub amount: Money,
    /// How many of it can be bought; any number if nothing is said.
    pub left: Option<u32>,
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The product's title.
    pub title: String,
    /// The edition's name.
    pub edition_name: String,
    /// Whose it is.
    pub seller: SellerId,
}

/// Something that is handed over for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotePart {
    /// Of which product.
    pub product: ProductId,
    /// What exactly.
    pub edition: EditionId,
    /// The product's title.
    pub title: String,
    /// The edition's name.
    pub edition_name: String,
    /// Whose it is.
    pub seller: SellerId,
    /// Whether each copy comes with a licence key.
    pub license_keys: bool,
    /// What is charged for one before discounts.
    pub unit: Money,
    /// What is taken off all of them.
    pub discounts: Vec<LineDiscount>,
    /// The tax on all of them.
    pub taxes: Vec<LineTax>,
}

/// A discount that a cart gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteDiscount {
    /// Which one.
    pub id: DiscountId,
    /// Its code, or what it is called.
    pub label: String,
    /// The code that was typed; none if it applies by itself.
    pub code: Option<String>,
    /// `10%` or `$5.00`.
    pub off: String,
    /// Until when, if it ends.
    pub until: Option<Timestamp>,
    /// How much it takes off.
    pub amount: Money,
}

/// A code that is good for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRefusal {
    /// In capitals.
    pub code: String,
    /// Why, as programs read it.
    pub word: &'static str,
    /// Why, in words for the buyer.
    pub advice: String,
}

/// How it stands with the tax.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaxStanding {
    /// The shop has no rates.
    #[default]
    NotNeeded,
    /// Nobody knows yet where the buyer is.
    Unknown,
    /// It was reckoned.
    Known,
    /// The buyer accounts for it.
    ReverseCharge,
}

impl Quotes {
    /// Told by `pricing`.
    pub fn new(pricing: impl Pricing + 'static) -> Self {
        Self(Arc::new(pricing))
    }

    /// What `cart` comes to at `now` for whoever asks.
    pub fn of(&self, txn: &dyn Reads, now: Timestamp, cart: &Cart, ask: &Ask) -> Result<Quote> {
        self.0.quote(txn, now, cart, ask)
    }
}

impl Quote {
    /// Of a cart with nothing in it.
    pub fn empty(currency: Currency) -> Self {
        let nothing = Money::zero(currency);
        Self {
            lines: Vec::new(),
            discounts: Vec::new(),
            refused: Vec::new(),
            standing: TaxStanding::NotNeeded,
            tax_included: false,
            subtotal: nothing,
            discount: nothing,
            tax: nothing,
            total: nothing,
        }
    }

    /// Adds up what `lines` come to.
    pub fn add_up(mut self, lines: Vec<QuoteLine>) -> Result<Self> {
        for part in lines.iter().flat_map(|line| line.parts.iter().map(move |it| (line, it))) {
            let (line, part) = part;
            self.subtotal = self.subtotal.plus(part.unit.times(line.line.quantity.get())?)?;
            for cut in &part.discounts {
                self.discount = self.discount.plus(cut.amount)?;
            }
            for tax in &part.taxes {
                self.tax = self.tax.plus(tax.amount)?;
                if !tax.included {
                    self.total = self.total.plus(tax.amount)?;
                }
            }
        }
        self.total = self.total.plus(self.subtotal)?.minus(self.discount)?;
        self.lines = lines;
        Ok(self)
    }

    /// Whether there is something in it and all of it can be bought.
    pub fn is_ready(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(QuoteLine::is_buyable)
    }

    /// How many pieces are in it.
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|it| it.line.quantity.get()).sum()
    }

    /// The tax, rate by rate.
    pub fn taxes(&self) -> Vec<LineTax> {
        LineTax::sums(self.lines.iter().flat_map(|line| &line.parts).flat_map(|it| &it.taxes))
    }
}

impl Quote {
    /// The tax as rows of a sum: each rate, or why there is none.
    pub fn tax_rows(&self) -> Vec<SumRow> {
        match self.standing {
            TaxStanding::NotNeeded => Vec::new(),
            TaxStanding::Unknown if self.tax_included => vec![SumRow::new("Tax", "Included")],
            TaxStanding::Unknown => vec![SumRow::new("Tax", "By your country")],
            TaxStanding::Known | TaxStanding::ReverseCharge => {
                let rows =
                    self.taxes().iter().map(|it| SumRow::new(it.label(), it.amount.to_string())).collect::<Vec<_>>();
                if rows.is_empty() { vec![SumRow::new("Tax", "None")] } else { rows }
            }
        }
    }
}

impl QuoteLine {
    /// Whether it can be bought, as many as are wanted.
    pub fn is_buyable(&self) -> bool {
        self.unit.is_some() && self.shortage().is_none()
    }

    /// That fewer are left than are wanted, in words for the buyer.
    pub fn shortage(&self) -> Option<String> {
        let left = self.left.filter(|left| self.unit.is_some() && *left < self.line.quantity.get())?;
        Some(match left {
            0 => "It is sold out for now".to_owned(),
            1 => "There is only 1 left".to_owned(),
            n => format!("There are only {n} left"),
        })
    }

    /// What one cost when the visitor last saw it, if that has changed.
    pub fn changed_from(&self) -> Option<Money> {
        self.asked.filter(|now| *now != self.line.seen).map(|_| self.line.seen)
    }

    /// The product's title.
    pub fn title(&self) -> String {
        self.offer.as_ref().map_or_else(|| "Something that is gone".to_owned(), |it| it.title.clone())
    }
}
