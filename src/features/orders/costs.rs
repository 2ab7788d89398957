//! What a line costs and why: what was taken off, which tax there is, and which bundle it came with.

use serde::{Deserialize, Serialize};

use super::{Order, OrderLine};
use crate::base::{Currency, DiscountId, EditionId, Email, Error, Money, ProductId, Result, Timestamp};

/// Why a line costs what it costs. It stays as it was when the order was placed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Costs {
    /// What was taken off, discount by discount.
    pub discounts: Vec<LineDiscount>,
    /// The tax, rate by rate.
    pub taxes: Vec<LineTax>,
    /// The bundle that it was bought as part of.
    pub bundle: Option<BundleOf>,
}

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

/// The bundle that a line came with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleOf {
    /// Its product.
    pub product: ProductId,
    /// Its edition.
    pub edition: EditionId,
    /// Its title at that moment.
    pub title: String,
}

/// What else belongs to an order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extras {
    /// What says in which country the buyer is (Implementing Regulation (EU) No 282/2011, article 24f).
    pub evidence: Vec<Evidence>,
    /// The buyer's region, where taxes differ between regions: `QC`.
    pub region: Option<String>,
    /// Whom it is for, if not for its buyer.
    pub gift: Option<Gift>,
}

/// One sign of where a buyer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What says so.
    pub source: EvidenceSource,
    /// The country, by two letters.
    pub country: String,
}

/// What says where a buyer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceSource {
    /// The buyer, at the checkout.
    Billing,
    /// The number for value-added tax.
    VatNumber,
    /// The network address that the order came from.
    Network,
    /// The gateway that collected the money.
    Gateway,
}

/// An order that is for somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gift {
    /// Whom it is for.
    pub to: Email,
    /// A few words for them.
    #[serde(default)]
    pub message: String,
    /// When they have claimed it.
    #[serde(default)]
    pub claimed: Option<Timestamp>,
}

impl Costs {
    pub(super) fn discount(&self, currency: Currency) -> Result<Money> {
        self.discounts.iter().try_fold(Money::zero(currency), |sum, it| sum.plus(it.amount))
    }

    pub(super) fn tax(&self, currency: Currency) -> Result<Money> {
        self.taxes.iter().try_fold(Money::zero(currency), |sum, it| sum.plus(it.amount))
    }

    /// The tax that comes on top of the price.
    pub(super) fn tax_on_top(&self, currency: Currency) -> Result<Money> {
        let on_top = self.taxes.iter().filter(|it| !it.included);
        on_top.clone().try_fold(Money::zero(currency), |sum, it| sum.plus(it.amount))
    }

    pub(super) fn check(&self) -> Result<()> {
        let amounts = self.discounts.iter().map(|it| it.amount).chain(self.taxes.iter().map(|it| it.amount));
        if amounts.into_iter().any(|it| it.amount < 0) {
            return Err(Error::internal("a discount or a tax is less than nothing"));
        }
        Ok(())
    }
}

impl OrderLine {
    /// What was paid for it, without the tax.
    pub fn net(&self) -> Result<Money> {
        self.total.minus(self.tax)
    }

    /// Whether its tax is contained in its price, rather than on top of it.
    pub fn includes_tax(&self) -> bool {
        self.costs.taxes.iter().any(|it| it.included)
    }
}

impl Order {
    /// What was taken off all lines, discount by discount.
    pub fn discounts(&self) -> Vec<LineDiscount> {
        let mut sums: Vec<LineDiscount> = Vec::new();
        for it in self.lines.iter().flat_map(|line| &line.costs.discounts) {
            match sums.iter_mut().find(|sum| sum.discount == it.discount) {
                Some(sum) => sum.amount.amount = sum.amount.amount.saturating_add(it.amount.amount),
                None => sums.push(it.clone()),
            }
        }
        sums
    }

    /// The tax on all lines, rate by rate.
    pub fn taxes(&self) -> Vec<LineTax> {
        let mut sums: Vec<LineTax> = Vec::new();
        for it in self.lines.iter().flat_map(|line| &line.costs.taxes) {
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

    /// Whether the prices contain the tax, rather than the tax being added to them.
    pub fn includes_tax(&self) -> bool {
        self.lines.iter().any(OrderLine::includes_tax)
    }

    /// To whom the goods go: whoever it is a gift for, or else its buyer.
    pub fn recipient(&self) -> &Email {
        self.extras.gift.as_ref().map_or(&self.buyer.email, |it| &it.to)
    }
}

impl LineTax {
    /// Whether both are of one rate and stand in one row of a sum.
    pub fn is_of_the_kind_of(&self, other: &Self) -> bool {
        let key = |it: &Self| (it.name.clone(), it.jurisdiction.clone(), it.rate, it.included, it.reverse_charge);
        key(self) == key(other)
    }

    /// As it reads in a sum: `VAT, DE 19%`.
    pub fn label(&self) -> String {
        if self.reverse_charge {
            return format!("{}, reverse charge", self.name);
        }
        let rate = rate_in_words(self.rate);
        let label = format!("{}, {} {rate}", self.name, self.jurisdiction);
        if self.included { format!("including {label}") } else { label }
    }
}

/// A rate as it reads: `19%`, `8.875%`.
pub fn rate_in_words(rate: u32) -> String {
    let (whole, part) = (rate / 1_000, rate % 1_000);
    if part == 0 { format!("{whole}%") } else { format!("{whole}.{}%", format!("{part:03}").trim_end_matches('0')) }
}
