//! Accounts at a gateway that belong to others, such as sellers, and money that is sent to them.

use crate::base::{Email, Money, Result, SellerId, TransferId};

/// How an account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// By which the gateway knows it.
    pub reference: String,
    /// Whether money can be sent there now.
    pub can_receive: bool,
    /// Whether the gateway pays out from there to a bank.
    pub is_paid_out: bool,
    /// What the gateway still wants to know, in its words, such as `external_account`.
    pub missing: Vec<String>,
}

/// Money that shall be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Which transfer: the same one is sent once.
    pub id: TransferId,
    /// To which account, by the gateway's name for it.
    pub account: String,
    /// How much, of what lies in the shop's own account.
    pub amount: Money,
    /// What stands in the books of both, such as `Payout of November 2026`.
    pub description: String,
}

/// Somebody who keeps accounts of sellers. Never called within a change of the store.
#[rocket::async_trait]
pub trait Payees: Send + Sync {
    /// Makes an account for `seller`; calling it twice within a day makes one. Gives the gateway's name for it.
    async fn open(&self, seller: SellerId, email: &Email) -> Result<String>;

    /// Where the seller goes to tell the gateway who they are. They come back to `return_url`, which proves nothing: ask
    /// then. The way there is good once and for minutes; `again_url` is where they are sent when it has ended. Each
    /// visit has a `key` of its own.
    async fn link(&self, account: &str, return_url: &str, again_url: &str, key: &str) -> Result<String>;

    /// How an account stands.
    async fn ask(&self, account: &str) -> Result<Payee>;

    /// Sends money, once. Gives the gateway's name for the transfer.
    ///
    /// # Errors
    /// [`Error::conflict`](crate::base::Error::conflict) where it is refused for good, `Unavailable` where nobody knows
    /// whether it was sent: then the same transfer is sent again.
    async fn send(&self, what: &Transfer) -> Result<String>;

    /// Takes back `amount` of a transfer, once for each `key`, such as the refund that it is for. Gives the gateway's
    /// name for it.
    async fn take_back(&self, transfer: &str, amount: Money, key: &str) -> Result<String>;
}
