//! What is counted, and by what; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Currency, Day, ProductId, SellerId, Timestamp},
    platform::db::Record,
};

/// How finely a figure is counted. Each sale is counted in all four, so that a question reads no more than it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    /// The whole shop.
    Shop,
    /// The whole shop, product by product.
    ShopProduct,
    /// One seller.
    Seller,
    /// One seller, product by product.
    SellerProduct,
}

/// What was sold and given back on one day in one country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Figure {
    /// How finely it is counted.
    pub level: Level,
    /// Whose it is; nobody's where the whole shop is counted.
    pub seller: SellerId,
    /// Days behind the first of 1970.
    pub day: u32,
    /// Of which product; none where products are not told apart.
    pub product: ProductId,
    /// Where the buyers are, by two letters; empty if nothing is known.
    #[serde(default)]
    pub country: String,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The sums.
    #[serde(default)]
    pub sums: Sums,
}

/// Sums of orders that were paid, and of what went back. Amounts are minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sums {
    /// Orders.
    pub orders: i64,
    /// Copies.
    pub copies: i64,
    /// What was taken off.
    pub discount: i64,
    /// The tax in what was paid.
    pub tax: i64,
    /// What was paid: after discounts, with tax.
    pub total: i64,
    /// What went back, with tax.
    pub refunded: i64,
    /// The tax in what went back.
    pub refunded_tax: i64,
}

/// One line of an order as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sold {
    /// Of which product.
    pub product: ProductId,
    /// Whose it is.
    pub seller: SellerId,
    /// What it adds; `orders` is left alone, it is counted by order.
    pub sums: Sums,
}

/// An order, or money of one, as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// When.
    pub at: Timestamp,
    /// Where the buyer is, by two letters; empty if nothing is known.
    pub country: String,
    /// The currency of its amounts.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<Sold>,
    /// What it adds to the number of orders: 1 for a sale, 0 for money that goes back.
    pub orders: i64,
}

/// That something was counted: facts may be told twice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Counted {
    /// The order, refund or dispute.
    pub id: [u8; 16],
    /// Whether it was taken out of the figures again.
    #[serde(default)]
    pub undone: bool,
    /// When it was counted as having happened.
    pub at: Timestamp,
}

impl Sums {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.with(other, i64::saturating_add)
    }

    /// What is left of it without `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        self.with(other, i64::saturating_sub)
    }

    fn with(self, other: Self, by: fn(i64, i64) -> i64) -> Self {
        Self {
            orders: by(self.orders, other.orders),
            copies: by(self.copies, other.copies),
            discount: by(self.discount, other.discount),
            tax: by(self.tax, other.tax),
            total: by(self.total, other.total),
            refunded: by(self.refunded, other.refunded),
            refunded_tax: by(self.refunded_tax, other.refunded_tax),
        }
    }
}

/// Nobody and nothing, where sellers or products are not told apart.
pub(super) fn nobody() -> SellerId {
    SellerId::from_bytes([0; 16])
}

/// See [`nobody`].
pub(super) fn nothing() -> ProductId {
    ProductId::from_bytes([0; 16])
}

/// What is to be added to the figures for `sale`.
pub(super) fn figures(sale: &Sale) -> Vec<Figure> {
    let day = Day::of(sale.at).number();
    let mut found: Vec<Figure> = Vec::new();
    let mut add = |level, seller, product, sums: Sums| {
        let same = |it: &&mut Figure| (it.level, it.seller, it.product) == (level, seller, product);
        match found.iter_mut().find(same) {
            // Orders are counted once for each figure, however many lines they have there.
            Some(known) => known.sums = known.sums.and(Sums { orders: 0, ..sums }),
            None => {
                let (country, currency) = (sale.country.clone(), sale.currency);
                found.push(Figure { level, seller, day, product, country, currency, sums });
            }
        }
    };
    for line in &sale.lines {
        let sums = Sums { orders: sale.orders, ..line.sums };
        add(Level::Shop, nobody(), nothing(), sums);
        add(Level::ShopProduct, nobody(), line.product, sums);
        add(Level::Seller, line.seller, nothing(), sums);
        add(Level::SellerProduct, line.seller, line.product, sums);
    }
    found
}

impl Level {
    pub fn number(self) -> u8 {
        match self {
            Self::Shop => 0,
            Self::ShopProduct => 1,
            Self::Seller => 2,
            Self::SellerProduct => 3,
        }
    }
}

impl Record for Figure {
    type Key = (u8, SellerId, u32, ProductId, String, String);
    const MISSING: &'static str = "Nothing was sold there";

    fn key(&self) -> Self::Key {
        let currency = self.currency.code().to_owned();
        (self.level.number(), self.seller, self.day, self.product, self.country.clone(), currency)
    }
}

impl Record for Counted {
    type Key = crate::base::OrderId;
    const MISSING: &'static str = "That was never counted";

    fn key(&self) -> Self::Key {
        crate::base::OrderId::from_bytes(self.id)
    }
}
