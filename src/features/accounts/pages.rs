//! The page that makes the first admin.

use askama::Template;

use crate::platform::web::{Frame, parts::Issues};

/// The form behind the one-time link that the program prints at its first start.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "accounts/claim.html")]
pub struct ClaimPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where the form leads, with the link's token.
    pub action: String,
    /// The name as typed.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// What has to be corrected.
    pub issues: Issues,
}
