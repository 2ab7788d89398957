//! What may be asked of the figures: one measure, split in one way, of some days. A question is written in an address, so
//! that it can be kept, changed and asked again.

use super::Period;
use crate::base::{Country, Day, Error, ProductId, Result, SellerId};

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Measure {
    /// What was paid.
    #[default]
    Sales,
    /// What was paid, without tax and without what went back.
    Net,
    /// How many orders.
    Orders,
    /// How many copies.
    Copies,
    /// What an order comes to on average.
    Average,
    /// What went back.
    Refunds,
    /// Which share went back.
    RefundRate,
    /// The tax in what was paid.
    Tax,
    /// What was taken off.
    Discounts,
}

/// By what the answer is split.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Split {
    /// By nothing: one number.
    None,
    /// By days.
    #[default]
    Day,
    /// By weeks, which begin on Mondays.
    Week,
    /// By months.
    Month,
    /// By products.
    Product,
    /// By the countries of the buyers.
    Country,
    /// By sellers.
    Seller,
}

/// Whose trade is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everything.
    Shop,
    /// That of one seller.
    Seller(SellerId),
}

/// A question to the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// What.
    pub measure: Measure,
    /// By what it is split.
    pub split: Split,
    /// When.
    pub period: Period,
    /// Only buyers of this country.
    pub country: Option<Country>,
    /// Only this product.
    pub product: Option<ProductId>,
    /// The smallest first.
    pub least: bool,
    /// So many parts at most, where they are no stretches of time.
    pub top: u8,
}

/// So many parts are told unless somebody says otherwise.
pub const TOP: u8 = 20;

impl Measure {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Sales,
        Self::Net,
        Self::Orders,
        Self::Copies,
        Self::Average,
        Self::Refunds,
        Self::RefundRate,
        Self::Tax,
        Self::Discounts,
    ];

    /// As addresses and programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Net => "net",
            Self::Orders => "orders",
            Self::Copies => "copies",
            Self::Average => "average",
            Self::Refunds => "refunds",
            Self::RefundRate => "refund_rate",
            Self::Tax => "tax",
            Self::Discounts => "discounts",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sales => "Sales",
            Self::Net => "Net sales",
            Self::Orders => "Orders",
            Self::Copies => "Copies sold",
            Self::Average => "Average order",
            Self::Refunds => "Refunds",
            Self::RefundRate => "Refund rate",
            Self::Tax => "Tax",
            Self::Discounts => "Discounts",
        }
    }

    /// What exactly is counted.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Sales => {
                "What buyers paid, after discounts and with tax, counted on the day the order was paid. What went back is not taken off."
            }
            Self::Net => "What buyers paid, without tax, less what went back on these days.",
            Self::Orders => "Orders that were paid, those that were free included, counted on the day they were paid.",
            Self::Copies => "Copies in orders that were paid; an order of five seats has five.",
            Self::Average => "What buyers paid, divided by the number of orders.",
            Self::Refunds => {
                "Money that went back to buyers, with its tax, by refunds and by disputes that were lost, counted on the day it went."
            }
            Self::RefundRate => {
                "Money that went back on these days, divided by what was paid on these days. It may go back for orders of earlier days."
            }
            Self::Tax => "The tax in what buyers paid. What went back is not taken off.",
            Self::Discounts => "What discounts took off the prices of what was sold.",
        }
    }

    /// Whether it is an amount of money.
    pub fn is_money(self) -> bool {
        !matches!(self, Self::Orders | Self::Copies | Self::RefundRate)
    }

    /// Reads what addresses write.
    ///
    /// # Errors
    /// There is no such measure.
    pub fn parse(word: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|it| it.word() == word);
        known.ok_or_else(|| Error::invalid("measure", format!("Write one of {}", Self::ALL.map(Self::word).join(", "))))
    }
}

impl Split {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::None, Self::Day, Self::Week, Self::Month, Self::Product, Self::Country, Self::Seller];

    /// As addresses and programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Product => "product",
            Self::Country => "country",
            Self::Seller => "seller",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "In all",
            Self::Day => "By day",
            Self::Week => "By week",
            Self::Month => "By month",
            Self::Product => "By product",
            Self::Country => "By country",
            Self::Seller => "By seller",
        }
    }

    /// Whether its parts follow each other in time.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Day | Self::Week | Self::Month)
    }

    /// Reads what addresses write.
    ///
    /// # Errors
    /// There is no such split.
    pub fn parse(word: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|it| it.word() == word);
        known.ok_or_else(|| Error::invalid("by", format!("Write one of {}", Self::ALL.map(Self::word).join(", "))))
    }
}

impl Question {
    /// The question that a page begins with: sales of the last 30 days, day by day.
    pub fn usual(today: Day) -> Self {
        Self {
            measure: Measure::default(),
            split: Split::default(),
            period: Period::last(30, today),
            country: None,
            product: None,
            least: false,
            top: TOP,
        }
    }

    /// As an address writes it, without the question mark.
    pub fn to_query(&self) -> String {
        let mut text = format!(
            "measure={}&by={}&from={}&to={}",
            self.measure.word(),
            self.split.word(),
            self.period.from,
            self.period.to
        );
        if let Some(country) = &self.country {
            text.push_str(&format!("&country={}", country.code()));
        }
        if let Some(product) = self.product {
            text.push_str(&format!("&product={product}"));
        }
        if self.least {
            text.push_str("&order=least");
        }
        if self.top != TOP {
            text.push_str(&format!("&top={}", self.top));
        }
        text
    }
}
