//! Accounts and what is posted to them; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Currency, EntryId, Error, Money, OrderId, OrderLineId, Result, SellerId, Timestamp},
    platform::db::Record,
};

/// Where money is, or to whom it is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// Collected by this gateway and on its way to the shop.
    Clearing(String),
    /// Owed to this seller.
    Seller(SellerId),
    /// Kept by the shop.
    Commission,
    /// Owed to the tax office.
    Tax,
    /// What gateways keep for their work, which the shop bears.
    Fees,
    /// Held back by this gateway until a bank has decided.
    Disputed(String),
    /// Paid back beyond what was collected, which the shop bears.
    Losses,
}

/// Why something was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// An order was paid.
    Sale,
    /// Something else was collected than was due, and somebody has accepted it.
    Difference,
    /// The gateway kept something for its work.
    Fee,
    /// Money went back to the buyer.
    Refund,
    /// Money that was to go back has stayed.
    RefundFailed,
    /// A bank asks for the money back and holds it.
    Dispute,
    /// The bank has let the shop keep it.
    DisputeWon,
    /// The bank has given it back to the payer.
    DisputeLost,
    /// A seller was paid.
    Payout,
    /// What a seller was paid has come back.
    PayoutReturned,
    /// The shop took back what a seller owed it, of what they were paid.
    TakenBack,
    /// The gateway could not take it back.
    TakingFailed,
}

impl Reason {
    /// As programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Difference => "difference",
            Self::Fee => "fee",
            Self::Refund => "refund",
            Self::RefundFailed => "refund_failed",
            Self::Dispute => "dispute",
            Self::DisputeWon => "dispute_won",
            Self::DisputeLost => "dispute_lost",
            Self::Payout => "payout",
            Self::PayoutReturned => "payout_returned",
            Self::TakenBack => "taken_back",
            Self::TakingFailed => "taking_failed",
        }
    }

    /// As it reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sale => "Sale",
            Self::Difference => "Difference that was accepted",
            Self::Fee => "Gateway's fee",
            Self::Refund => "Refund",
            Self::RefundFailed => "Refund that failed",
            Self::Dispute => "Dispute opened",
            Self::DisputeWon => "Dispute won",
            Self::DisputeLost => "Dispute lost",
            Self::Payout => "Payout",
            Self::PayoutReturned => "Payout that came back",
            Self::TakenBack => "Taken back of a payout",
            Self::TakingFailed => "Not taken back after all",
        }
    }
}

/// One side of an entry: what came in is positive, what is owed is negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// Which account.
    pub account: Account,
    /// Minor units of the entry's currency.
    pub amount: i64,
    /// For which line of the order, where it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<OrderLineId>,
}

/// A group of legs that add up to nothing. Entries are never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its identifier.
    pub id: EntryId,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// Why.
    pub reason: Reason,
    /// Of which refund, dispute or payout, by its identifier: each is posted once. Empty for sales.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Of which currency its amounts are.
    pub currency: Currency,
    /// When.
    pub at: Timestamp,
    /// Its sides.
    pub legs: Vec<Leg>,
}

/// What the shop keeps of each sale, in hundredths of a percent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionRate(u16);

impl CommissionRate {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// So many hundredths of a percent, up to 10,000.
    pub fn basis_points(points: u16) -> Result<Self> {
        if points <= 10_000 {
            Ok(Self(points))
        } else {
            Err(Error::invalid("commission", "Use a rate from 0 to 100 percent"))
        }
    }

    /// The shop's part of `net`, in whole minor units, rounded down: what cannot be split is the seller's.
    pub fn of(self, net: i64) -> i64 {
        let part = i128::from(net).saturating_mul(self.0.into()).div_euclid(10_000);
        i64::try_from(part).unwrap_or(net)
    }
}

/// What one line of an order brings whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Of which line. What several sell together has several shares.
    pub line: OrderLineId,
    /// Who sells it.
    pub seller: SellerId,
    /// What the buyer pays for it, tax included.
    pub total: Money,
    /// The tax in it.
    pub tax: Money,
}

/// The legs of a sale: all that `gateway` collects is owed to somebody, line by line, so that each can be given back.
pub(super) fn sale(gateway: &str, currency: Currency, rate: CommissionRate, shares: &[Share]) -> Result<Vec<Leg>> {
    let mut legs: Vec<Leg> = Vec::new();
    let mut owe = |line: OrderLineId, account: Account, amount: Money| -> Result<()> {
        if amount.is_zero() {
            return Ok(());
        }
        match legs.iter_mut().find(|it| it.line == Some(line) && it.account == account) {
            Some(leg) => leg.amount = Money::new(leg.amount, currency).minus(amount)?.amount,
            None => {
                let amount = Money::zero(currency).minus(amount)?.amount;
                legs.push(Leg { account, amount, line: Some(line) });
            }
        }
        Ok(())
    };
    let mut collected = Money::zero(currency);
    for share in shares {
        let net = share.total.minus(share.tax)?;
        let commission = Money::new(rate.of(net.amount), currency);
        owe(share.line, Account::Seller(share.seller), net.minus(commission)?)?;
        owe(share.line, Account::Commission, commission)?;
        owe(share.line, Account::Tax, share.tax)?;
        collected = collected.plus(share.total)?;
    }
    if !collected.is_zero() {
        legs.insert(0, Leg::whole(Account::Clearing(gateway.to_owned()), collected.amount));
    }
    Ok(legs)
}

impl Leg {
    /// A side that is for no single line.
    pub fn whole(account: Account, amount: i64) -> Self {
        Self { account, amount, line: None }
    }
}

impl Entry {
    /// What it adds to what is owed to `seller`; below nothing if it takes from that.
    pub fn due_to(&self, seller: SellerId) -> Money {
        let theirs = self.legs.iter().filter(|it| it.account == Account::Seller(seller));
        // What is owed stands in the ledger below nothing.
        let owed = theirs.fold(0i64, |sum, it| sum.saturating_sub(it.amount));
        Money::new(owed, self.currency)
    }

    /// Whether its legs add up to nothing.
    pub fn is_balanced(&self) -> bool {
        self.legs.iter().map(|it| i128::from(it.amount)).sum::<i128>() == 0
    }

    /// What it adds to what `seller` is owed, in minor units; below nothing if it takes from it.
    pub fn owed_to(&self, seller: SellerId) -> i64 {
        let theirs = self.legs.iter().filter(|it| it.account == Account::Seller(seller));
        theirs.fold(0, |sum: i64, it| sum.saturating_sub(it.amount))
    }

    /// What came in with it.
    pub fn collected(&self) -> Money {
        let amount = self.legs.iter().filter(|it| matches!(it.account, Account::Clearing(_))).map(|it| it.amount).sum();
        Money::new(amount, self.currency)
    }
}

impl Record for Entry {
    type Key = EntryId;
    const MISSING: &'static str = "There is no such entry";

    fn key(&self) -> EntryId {
        self.id
    }
}
