//! What the form for the buyer's details shows.

use askama::Template;

use crate::{
    features::invoices::BuyerForm,
    platform::web::{
        Frame,
        parts::{Choice, Issues, Link},
    },
};

/// The form in which buyers complete who they are; answered again with `issues` and status 422.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "invoicing/billing.html")]
pub struct BillingPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// `INV-1001`.
    pub number: String,
    /// Where the form goes.
    pub action: String,
    /// What has to be corrected.
    pub issues: Issues,
    /// What is filled in.
    pub form: BuyerForm,
    /// All countries.
    pub countries: Vec<Choice>,
    /// Back to the invoice.
    pub back: Link,
    /// The function to withdraw from the contract.
    pub withdrawal: Link,
}
