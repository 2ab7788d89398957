//! Orders, their lines and totals; no I/O.

use serde::{Deserialize, Serialize};

use super::{Costs, Extras, Status};
use crate::{
    base::{
        CartId, Currency, EditionId, Email, Error, Money, OrderId, OrderLineId, PaymentId, ProductId, Result, SellerId,
        Timestamp, UserId,
    },
    platform::{
        db::Record,
        payments::{Answer, Collected, Outcome, Standing},
    },
};

/// What somebody bought, or was about to. Prices, titles and totals stay as they were at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its identifier.
    pub id: OrderId,
    /// Counted through the whole shop from 1001, without gaps.
    pub number: u64,
    /// The cart it was made of, which makes one order at most.
    pub cart: CartId,
    /// Who bought.
    pub buyer: Buyer,
    /// The account it belongs to. A guest's belongs to none until its address is confirmed as somebody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// What was bought.
    pub lines: Vec<OrderLine>,
    /// What it comes to.
    pub totals: Totals,
    /// How it is paid.
    pub payment: Payment,
    /// How it stands.
    pub status: Status,
    /// How it came to stand so, oldest first.
    pub history: Vec<Step>,
    /// When it was placed.
    pub placed: Timestamp,
    /// When the goods were handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfilled: Option<Timestamp>,
    /// Where its buyer is, and whom it is for.
    #[serde(default)]
    pub extras: Extras,
}

/// Who bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// Where receipt and links go.
    pub email: Email,
    /// What stands on the bill.
    #[serde(default)]
    pub billing: Billing,
    /// When the buyer agreed that delivery begins at once and the right to withdraw ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Timestamp>,
    /// The very words that were agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_words: Option<String>,
    /// The network address the order came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What stands on the bill.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billing {
    /// The buyer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The buyer's company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// The town's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// The town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The country, by two letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The company's number for value-added tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
}

/// One edition of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Its identifier.
    pub id: OrderLineId,
    /// Of which product.
    pub product: ProductId,
    /// What exactly.
    pub edition: EditionId,
    /// The product's title at that moment.
    pub title: String,
    /// The edition's name at that moment.
    pub edition_name: String,
    /// Whose it is.
    pub seller: SellerId,
    /// Whether each copy comes with a licence key.
    #[serde(default)]
    pub license_keys: bool,
    /// What one cost.
    pub unit: Money,
    /// How many.
    pub quantity: u32,
    /// What was taken off.
    pub discount: Money,
    /// The tax on it, or in it if prices contain it.
    pub tax: Money,
    /// What it comes to: all units, less the discount, with the tax.
    pub total: Money,
    /// Discount by discount and tax by tax, why it costs that.
    #[serde(default)]
    pub costs: Costs,
}

/// A line to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
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
    /// What one costs.
    pub unit: Money,
    /// How many.
    pub quantity: u32,
    /// What is taken off, and the tax.
    pub costs: Costs,
}

/// What an order comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// All units at their prices.
    pub subtotal: Money,
    /// What was taken off.
    pub discount: Money,
    /// The tax, on top of the prices or contained in them.
    pub tax: Money,
    /// What is paid.
    pub total: Money,
}

/// How an order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its identifier, which every call to the gateway bears.
    pub id: PaymentId,
    /// By whom it is collected.
    pub gateway: String,
    /// How it stands.
    pub standing: Standing,
    /// By which the gateway knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Where the buyer goes to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// What the buyer's browser needs to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// How a test payment shall end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Why it was declined, in words for the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When the gateway was heard of last.
    pub updated: Timestamp,
    /// What the gateway has collected, once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected: Option<Collected>,
    /// Why what was collected was not taken as the payment of this order: somebody has to look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
}

/// What a payment has to agree with before it is taken as that of an order, beside the order itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Whether the gateway collects real money.
    pub live: bool,
    /// The shop's own account at the gateway, if it is known by one.
    pub account: Option<String>,
}

/// One step of an order's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How it stood from then on.
    pub status: Status,
    /// Since when.
    pub at: Timestamp,
    /// Why, in words for its buyer.
    pub why: String,
}

impl OrderLine {
    /// The line for `new`: discounts are taken off, and tax that is not contained in the price is added.
    pub fn new(id: OrderLineId, new: NewLine) -> Result<Self> {
        let NewLine { product, edition, title, edition_name, seller, license_keys, unit, quantity, costs } = new;
        costs.check()?;
        let (discount, tax) = (costs.discount(unit.currency)?, costs.tax(unit.currency)?);
        let net = unit.times(quantity)?.minus(discount)?;
        let total = net.plus(costs.tax_on_top(unit.currency)?)?;
        if net.amount < 0 || unit.amount < 0 || total.amount < tax.amount {
            return Err(Error::internal("an order line comes to less than nothing"));
        }
        Ok(Self {
            id,
            product,
            edition,
            title,
            edition_name,
            seller,
            license_keys,
            unit,
            quantity,
            discount,
            tax,
            total,
            costs,
        })
    }
}

impl Totals {
    /// What these lines come to.
    pub fn of(lines: &[OrderLine], currency: Currency) -> Result<Self> {
        let zero = Money::zero(currency);
        let mut sums = Self { subtotal: zero, discount: zero, tax: zero, total: zero };
        for line in lines {
            sums.subtotal = sums.subtotal.plus(line.unit.times(line.quantity)?)?;
            sums.discount = sums.discount.plus(line.discount)?;
            sums.tax = sums.tax.plus(line.tax)?;
            sums.total = sums.total.plus(line.total)?;
        }
        Ok(sums)
    }
}

impl Payment {
    /// Whether it has yet to end, one way or the other.
    pub fn is_open(&self) -> bool {
        matches!(self.standing, Standing::New | Standing::Pending)
    }

    /// Whether the money is there, or none was needed.
    pub fn is_settled(&self) -> bool {
        matches!(self.standing, Standing::Paid | Standing::NotNeeded)
    }

    /// What was collected, as far as it was taken for the order.
    pub fn captured(&self, currency: Currency) -> Money {
        let taken = self.collected.as_ref().filter(|_| self.standing == Standing::Paid);
        taken.map_or(Money::zero(currency), |it| it.amount)
    }

    /// By what the gateway knows it and the money that it brought.
    pub fn references(&self) -> impl Iterator<Item = &String> {
        let capture = self.collected.as_ref().and_then(|it| it.capture.as_ref());
        self.reference.iter().chain(capture)
    }

    /// The same as keys, but for those that are made of our own identifier, by which it is found as well.
    pub(super) fn reference_keys(&self) -> Vec<(String, String)> {
        let own = self.id.to_string();
        let known = self.references().filter(|it| !it.contains(&own));
        known.map(|it| (self.gateway.clone(), it.clone())).collect()
    }

    /// Takes in what the gateway said. What it once said and does not repeat stays.
    pub(super) fn hear(&mut self, answer: Answer, now: Timestamp) {
        self.standing = answer.standing;
        if !answer.reference.is_empty() {
            self.reference = Some(answer.reference);
        }
        let open = answer.standing == Standing::Pending;
        self.redirect_url = answer.redirect_url.or_else(|| self.redirect_url.take().filter(|_| open));
        self.client_secret = answer.client_secret.or_else(|| self.client_secret.take().filter(|_| open));
        self.reason = answer.reason;
        self.collected = answer.collected.or_else(|| self.collected.take());
        self.updated = now;
    }
}

impl Order {
    /// Moves it on, if that is legal, and notes why.
    pub(super) fn become_status(&mut self, status: Status, why: &str, now: Timestamp) -> Result<()> {
        self.status = self.status.becoming(status)?;
        self.history.push(Step { status, at: now, why: why.to_owned() });
        Ok(())
    }

    /// Why `collected` is not the payment of this order, if it is not (threats 10 to 13).
    pub(super) fn mismatch(&self, collected: Option<&Collected>, terms: &Terms) -> Option<String> {
        let Some(collected) = collected else { return Some("The gateway did not say how much it collected".into()) };
        let due = self.totals.total;
        if collected.amount != due {
            return Some(format!("{} was collected, and {due} is due", collected.amount));
        }
        if collected.live != terms.live {
            let kind = if collected.live { "real money" } else { "a test payment" };
            return Some(format!("It was paid with {kind}"));
        }
        let other = collected.account.as_ref().filter(|it| Some(*it) != terms.account.as_ref());
        other.map(|account| format!("It was collected for another account, {account}"))
    }

    /// What a copy of the buyer's own says: their name, or else their address, the order and the day.
    pub fn copy_line(&self) -> String {
        let name = self.buyer.billing.name.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let whose = name.unwrap_or(self.buyer.email.as_str());
        format!("Bought by {whose} · order {} · {}", self.name(), self.placed.date())
    }

    /// The same of what was given to somebody.
    pub fn gift_line(&self, to: &Email) -> String {
        format!("Given to {to} · order {} · {}", self.name(), self.placed.date())
    }

    /// As people know it.
    pub fn name(&self) -> String {
        self.number.to_string()
    }
}

impl Record for Order {
    type Key = OrderId;
    const MISSING: &'static str = "There is no such order";

    fn key(&self) -> OrderId {
        self.id
    }
}
