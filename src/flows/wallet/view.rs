//! What the page of saved payment methods shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Note, SideNav},
};

/// The means of payment that are kept for somebody.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "wallet/methods.html")]
pub struct MethodsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has just happened, or cannot be shown now.
    pub notes: Vec<Note>,
    /// What is kept.
    pub methods: Vec<MethodRow>,
    /// Whether the keeper has told what is kept.
    pub known: bool,
}

/// One means of payment.
#[derive(Debug, Clone, Default)]
pub struct MethodRow {
    /// By which the keeper knows it.
    pub id: String,
    /// What it is: `Visa ending in 4242`.
    pub name: String,
    /// `Good until 08/2031`; empty where it has no end.
    pub detail: String,
}
