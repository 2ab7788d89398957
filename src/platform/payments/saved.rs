//! Means of payment that a gateway keeps for people, such as a card for the next purchase. The shop knows no number.

use crate::base::{Email, Result, UserId};

/// A means of payment that is kept for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedMethod {
    /// By which the gateway knows it.
    pub reference: String,
    /// What it is, in the gateway's word, such as `card`.
    pub kind: String,
    /// What it is, in words: `Visa ending in 4242`.
    pub label: String,
    /// The last month in which it is good, as `08/2031`, where it has an end.
    pub expires: Option<String>,
}

/// Somebody who keeps means of payment. Each person has one customer there, whose name the shop keeps.
#[rocket::async_trait]
pub trait Keeper: Send + Sync {
    /// The name of the gateway whose payments can use what is kept.
    fn gateway(&self) -> &'static str;

    /// Makes the customer of `user`; calling it twice within a day makes one.
    async fn open(&self, user: UserId, email: &Email) -> Result<String>;

    /// What is kept for the customer, the newest first.
    async fn all(&self, customer: &str) -> Result<Vec<SavedMethod>>;

    /// Where the customer goes to have another one kept; `key` makes one page of repeated requests.
    async fn add(&self, customer: &str, return_url: &str, key: &str) -> Result<String>;

    /// Where the customer goes to look after all of it, on the gateway's own pages.
    async fn manage(&self, customer: &str, return_url: &str, key: &str) -> Result<String>;

    /// Forgets one.
    ///
    /// # Errors
    /// [`Error::not_found`](crate::base::Error::not_found) for one that is not kept for this customer.
    async fn remove(&self, customer: &str, method: &str) -> Result<()>;

    /// Forgets the customer and all that is kept for them. There may be nothing left to forget.
    async fn forget(&self, customer: &str) -> Result<()>;
}
