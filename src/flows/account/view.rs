//! What the pages of an account show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Issues, Link, Note, SideNav},
};

/// Who somebody is to the shop.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/profile.html")]
pub struct ProfilePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// What they are called, or typed.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Since when they are known: `since 22 November 2026`.
    pub since: String,
    /// What they may do, in words; empty for customers.
    pub role: String,
    /// Where to go from here.
    pub links: Vec<Link>,
}
