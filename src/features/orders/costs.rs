//! What a line costs and why: what was taken off, which tax there is, and which bundle it came with.

use serde::{Deserialize, Serialize};

use super::{Order, OrderLine};
use crate::base::{
    Currency, EditionId, Email, Error, LineDiscount, LineTax, Money, ProductId, Result, Timestamp, UserId,
};

/// Why a line costs what it costs. It stays as it was when the order was placed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Costs {
    /// What was taken off, discount by discount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<LineDiscount>,
    /// The tax, rate by rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<LineTax>,
    /// The bundle that it was bought as part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<BundleOf>,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The buyer's region, where taxes differ between regions: `QC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Whom it is for, if not for its buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift: Option<Gift>,
    /// Where it was bought, if that was in another shop, before this one sold these goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Elsewhere>,
}

/// A purchase that was made in another shop. Its money never came here: it is in no book and on no invoice of this shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Elsewhere {
    /// That shop's name.
    pub shop: String,
    /// By what it is known there.
    pub reference: String,
    /// How many copies, which have one key together there.
    pub copies: u32,
    /// How its buyer has rated it, from 1 to 5.
    pub rating: Option<u8>,
    /// What its buyer said of it.
    pub review: Option<String>,
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
    /// The account that it was claimed for; nothing for whoever claimed it without one.
    #[serde(default)]
    pub claimed_by: Option<UserId>,
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
        LineDiscount::sums(self.lines.iter().flat_map(|line| &line.costs.discounts))
    }

    /// The tax on all lines, rate by rate.
    pub fn taxes(&self) -> Vec<LineTax> {
        LineTax::sums(self.lines.iter().flat_map(|line| &line.costs.taxes))
    }

    /// Whether the prices contain the tax, rather than the tax being added to them.
    pub fn includes_tax(&self) -> bool {
        self.lines.iter().any(OrderLine::includes_tax)
    }

    /// Whether it was bought in another shop, which has the money and the books of it.
    pub fn is_from_elsewhere(&self) -> bool {
        self.extras.elsewhere.is_some()
    }

    /// Whether its goods are for somebody else than its buyer.
    pub fn is_gift(&self) -> bool {
        self.extras.gift.is_some()
    }

    /// Whether its goods were given to this account by somebody.
    pub fn was_given_to(&self, user: UserId) -> bool {
        self.extras.gift.as_ref().is_some_and(|it| it.claimed_by == Some(user))
    }

    /// To whom the goods go: whoever it is a gift for, or else its buyer.
    pub fn recipient(&self) -> &Email {
        self.extras.gift.as_ref().map_or(&self.buyer.email, |it| &it.to)
    }
}
