//! What the library's pages show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Cover, Issues, Left, Link, Note, Pager, Pill},
};

/// Everything that was bought with one address.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "library/library.html")]
pub struct LibraryPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The address.
    pub email: String,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What was bought, newest first.
    pub items: Vec<LibraryItem>,
    /// The way through the pages.
    pub pager: Pager,
}

/// One thing that was bought.
#[derive(Debug, Clone, Default)]
pub struct LibraryItem {
    /// The product's name when it was bought.
    pub title: String,
    /// The product's page, while it is still sold.
    pub product_url: Option<String>,
    /// The product's picture.
    pub cover: Cover,
    /// Who made it, which licence, when it was bought.
    pub detail: String,
    /// `Links expired`, `Refunded`.
    pub pill: Option<Pill>,
    /// A sentence about its state; may be empty.
    pub line: String,
    /// How many downloads are left of the file with the fewest.
    pub left: Option<Left>,
    /// `until 6 December 2026`; may be empty.
    pub until: String,
    /// Its files: `Download, 84 MB`, or the way to several.
    pub download: Option<Link>,
    /// Where its owner says what they think of it: the words and the way.
    pub review: Option<Link>,
    /// The form that makes new links.
    pub renew: Option<Link>,
    /// The page of its order, or of the gift that it is.
    pub order_url: String,
    /// `Order` or `Gift`.
    pub order_word: String,
    /// Its licence keys.
    pub keys: Vec<String>,
}

/// Asks for the address to which the link goes; after it was sent, says so without telling whether the address is known.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "library/request.html")]
pub struct RequestPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The address as typed.
    pub email: String,
    /// What has to be corrected.
    pub issues: Issues,
    /// Why one is asked: a link that is too old.
    pub notes: Vec<Note>,
    /// The link is on its way.
    pub sent: bool,
    /// How long it will work: `an hour`.
    pub works_for: String,
}
