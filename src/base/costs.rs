//! Why something costs what it costs: what was taken off, and which tax there is.

use serde::{Deserialize, Serialize};

use super::{DiscountId, Money};

/// What a discount takes off a line; of an order, off all its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDiscount {
    /// Which one.
    pub discount: DiscountId,
    /// What it was called, or the code that was typed.
    pub name: String,
    /// How much.
    pub amount: Money,
}

/// The tax of one rate on a line; of an order, on all its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineTax {
    /// What it is called: `VAT`, `GST`.
    pub name: String,
    /// Country, and region if the rate is one of a region: `DE`, `CA-QC`.
    pub jurisdiction: String,
    /// In thousandths of a percent: 19,000 are 19 %.
    pub rate: u32,
    /// Whether it is contained in the price, or comes on top of it.
    pub included: bool,
    /// Nothing is due here: the buyer, a company elsewhere in the EU, accounts for it (Directive 2006/112/EC,
    /// article 196).
    pub reverse_charge: bool,
    /// On which amount, without the tax.
    pub base: Money,
    /// How much.
    pub amount: Money,
}

impl LineDiscount {
    /// Puts what each discount takes off in all of `all` together.
    pub fn sums<'a>(all: impl IntoIterator<Item = &'a Self>) -> Vec<Self> {
        let mut sums: Vec<Self> = Vec::new();
        for it in all {
            match sums.iter_mut().find(|sum| sum.discount == it.discount) {
                Some(sum) => sum.amount.amount = sum.amount.amount.saturating_add(it.amount.amount),
                None => sums.push(it.clone()),
            }
        }
        sums
    }
}

impl LineTax {
    /// Puts the tax of each rate in all of `all` together.
    pub fn sums<'a>(all: impl IntoIterator<Item = &'a Self>) -> Vec<Self> {
        let mut sums: Vec<Self> = Vec::new();
        for it in all {
            match sums.iter_mut().find(|sum| sum.is_of_the_kind_of(it)) {
                Some(sum) => {
                    sum.base.amount = sum.base.amount.saturating_add(it.base.amount);
                    sum.amount.amount = sum.amount.amount.saturating_add(it.amount.amount);
                }
                None => sums.push(it.clone()),
            }
        }
        sums
    }

    /// Whether both are of one rate and stand in one row of a sum.
    fn is_of_the_kind_of(&self, other: &Self) -> bool {
        let flags = |it: &Self| (it.rate, it.included, it.reverse_charge);
        flags(self) == flags(other) && self.name == other.name && self.jurisdiction == other.jurisdiction
    }

    /// As it reads in a sum: `VAT, DE 19%`.
    pub fn label(&self) -> String {
        if self.reverse_charge {
            return format!("{}, reverse charge", self.name);
        }
        let label = format!("{}, {} {}", self.name, self.jurisdiction, rate_in_words(self.rate));
        if self.included { format!("Including {label}") } else { label }
    }
}

/// A rate as it reads: `19%`, `8.875%`.
pub fn rate_in_words(rate: u32) -> String {
    let (whole, part) = (rate / 1_000, rate % 1_000);
    if part == 0 { format!("{whole}%") } else { format!("{whole}.{}%", format!("{part:03}").trim_end_matches('0')) }
}
