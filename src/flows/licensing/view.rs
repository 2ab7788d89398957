//! What the pages about licences show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Choice, Issues, Link, Note, Pager, Pill, SideNav},
};

/// A licence, for whoever holds its link.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "licensing/license.html")]
pub struct LicensePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What has just happened, or what is wrong with it.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// What it is for.
    pub title: String,
    /// The product's page, if it is still in the shop.
    pub url: Option<String>,
    /// Whether it is good.
    pub pill: Pill,
    /// The key.
    pub key: String,
    /// What it allows: words and what they stand for.
    pub facts: Vec<(String, String)>,
    /// `2 of 3 devices`.
    pub used: String,
    /// Where it is used.
    pub devices: Vec<DeviceRow>,
    /// Where the file is fetched that proves it offline; empty if it is worth nothing.
    pub file: String,
    /// Where its key is changed; empty if that cannot be.
    pub rotation: String,
    /// Where it is handed on; empty if that cannot be.
    pub hand_on: String,
    /// What was typed as the new holder's address.
    pub email: String,
}

/// After a licence was handed on.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "licensing/gone.html")]
pub struct GonePage {
    /// What surrounds the page.
    pub frame: Frame,
}

/// A device that a licence is used on.
#[derive(Debug, Clone, Default)]
pub struct DeviceRow {
    /// What its owner calls it, or what the program knows it by.
    pub name: String,
    /// Since when, and when it asked last.
    pub detail: String,
    /// Where it is freed.
    pub action: String,
}

/// The products whose licences somebody looks after.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "licensing/products.html")]
pub struct KeyProductsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around.
    pub side: SideNav,
    /// What should be known.
    pub notes: Vec<Note>,
    /// Where this page is.
    pub here: String,
    /// The key that was looked for.
    pub wanted: String,
    /// The products.
    pub rows: Vec<KeyProductRow>,
    /// To other pages.
    pub pager: Pager,
}

/// A product that is sold with keys.
#[derive(Debug, Clone, Default)]
pub struct KeyProductRow {
    /// Its name.
    pub title: String,
    /// Where its licences are.
    pub url: String,
    /// How many were issued.
    pub issued: String,
    /// How its pools stand; empty if it has none.
    pub pool: String,
    /// Whether a pool is low or empty.
    pub pill: Option<Pill>,
}

/// The licences of a product, and what they allow.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "licensing/product.html")]
pub struct ProductKeysPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The product's name.
    pub title: String,
    /// Back to all products.
    pub back: Link,
    /// Its editions that are sold with keys.
    pub editions: Vec<KeyEdition>,
    /// Its licences, the newest first.
    pub rows: Vec<KeyRow>,
    /// To other pages.
    pub pager: Pager,
}

/// What the keys of an edition allow.
#[derive(Debug, Clone, Default)]
pub struct KeyEdition {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where what it allows is set.
    pub action: String,
    /// Where keys are put into its pool; empty if it has none.
    pub import: String,
    /// How its pool stands; empty if it has none.
    pub state: String,
    /// On how many devices.
    pub activations: String,
    /// For how many days.
    pub days: String,
    /// For how many days of updates.
    pub update_days: String,
    /// How keys look.
    pub formats: Vec<Choice>,
    /// What stands before them.
    pub prefix: String,
    /// Whether there is a pool.
    pub pool: bool,
    /// When to warn.
    pub low: String,
}

/// A licence in a list.
#[derive(Debug, Clone, Default)]
pub struct KeyRow {
    /// The end of its key.
    pub key: String,
    /// Whose it is.
    pub holder: String,
    /// Of which edition, and since when.
    pub detail: String,
    /// On how many devices it is used.
    pub used: String,
    /// Whether it is good.
    pub pill: Pill,
    /// Where it is stopped, or let be used again.
    pub action: String,
    /// Whether it is stopped.
    pub stopped: bool,
    /// Where it gets another key; empty if it cannot.
    pub rotation: String,
}
