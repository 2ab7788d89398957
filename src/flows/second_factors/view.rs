//! What the pages of second factors show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Icon, Issues, Note, Pill, SideNav},
};

/// The second factors of an account, as a section of a page.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "second_factors/section.html")]
pub struct FactorSection {
    /// Whether signing in takes two steps.
    pub state: Pill,
    /// What there is, and what there could be.
    pub rows: Vec<FactorRow>,
    /// Where a passkey is added; nowhere if the shop can have none.
    pub add_passkey: Option<String>,
}

/// One factor, or the lack of one.
#[derive(Debug, Clone)]
pub struct FactorRow {
    /// The drawing before it.
    pub icon: Icon,
    /// What it is.
    pub name: String,
    /// Since when, or when it was used last.
    pub about: String,
    /// What can be done about it.
    pub act: String,
    /// Where.
    pub url: String,
}

/// The section on a page of its own.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "second_factors/overview.html")]
pub struct FactorsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What there is.
    pub section: FactorSection,
}

/// The page of the authenticator app: before, while and after it is set up.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "second_factors/app.html")]
pub struct AppPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has to be corrected.
    pub issues: Issues,
    /// Since when there is one: `4 February 2026`; empty if there is none.
    pub since: String,
    /// What is to be scanned, while one is set up.
    pub offer: Option<AppOffer>,
}

/// A secret on its way into an app.
#[derive(Debug, Clone, Default)]
pub struct AppOffer {
    /// To be scanned.
    pub picture: QrPicture,
    /// To be typed, in groups of four.
    pub secret: String,
    /// To be opened by an app on the same device.
    pub address: String,
}

/// A picture of square modules.
#[derive(Debug, Clone, Default)]
pub struct QrPicture {
    /// Modules on each side, with the border.
    pub side: usize,
    /// The dark ones, as an SVG path.
    pub path: String,
}

/// The recovery codes: how many are left, or, this once, what they are.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "second_factors/codes.html")]
pub struct CodesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// How many are left: `7 of 10 left`; empty if there never were any.
    pub left: String,
    /// The codes, just made.
    pub codes: Vec<String>,
}

impl CodesPage {
    /// All codes, one a line, as they are copied.
    pub fn together(&self) -> String {
        self.codes.join("\n")
    }
}

/// The page on which a passkey is added.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "second_factors/add_passkey.html")]
pub struct AddPasskeyPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// Whether the shop can have passkeys: it needs a name for that.
    pub possible: bool,
}

/// The page of one passkey.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "second_factors/passkey.html")]
pub struct PasskeyPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has to be corrected.
    pub issues: Issues,
    /// Its address.
    pub url: String,
    /// Its name, or what was typed for one.
    pub name: String,
    /// Since when, and when it was used last.
    pub about: String,
}
