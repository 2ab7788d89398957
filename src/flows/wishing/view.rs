//! What the pages of wishlists show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Choice, Cover, Issues, Note, Pager, Pill, PriceTag, Rating},
};

/// All lists of a visitor.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "wishing/overview.html")]
pub struct OverviewPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What has to be corrected in the form for a new list.
    pub issues: Issues,
    /// The lists, the one that was changed last first.
    pub lists: Vec<ListCard>,
    /// Whether they may begin another one.
    pub can_create: bool,
    /// The name of the new list as typed.
    pub name: String,
}

/// One list of the overview.
#[derive(Debug, Clone, Default)]
pub struct ListCard {
    /// What it is called.
    pub name: String,
    /// Its page.
    pub url: String,
    /// `12 things, changed 9 November 2026`.
    pub detail: String,
    /// `Shared`.
    pub pill: Option<Pill>,
    /// Pictures of what is on it, up to four.
    pub covers: Vec<Cover>,
}

/// One list, for its owner.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "wishing/list.html")]
pub struct ListPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where its forms lead: `/wishlists/<id>` and below.
    pub action: String,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What has to be corrected in the form with its words.
    pub issues: Issues,
    /// What it is called.
    pub name: String,
    /// What is said about it, line by line.
    pub description: String,
    /// `12 things`.
    pub summary: String,
    /// What is on it.
    pub items: Vec<WishRow>,
    /// The way through its pages.
    pub pager: Pager,
    /// `Put all 12 into the cart`; nothing where nothing can be bought.
    pub buy: Option<String>,
    /// The other lists of its owner, to which things can be moved.
    pub others: Vec<Choice>,
    /// How it is shared; nothing for guests, who cannot.
    pub sharing: Option<Sharing>,
    /// The words as typed, where they have to be corrected; as they are otherwise.
    pub typed: TypedWords,
}

/// The words of a list as they stand in the form.
#[derive(Debug, Clone, Default)]
pub struct TypedWords {
    /// What it is called.
    pub name: String,
    /// What is said about it.
    pub description: String,
    /// By which name its owner is shown.
    pub display_name: String,
}

/// How a list is shared.
#[derive(Debug, Clone, Default)]
pub struct Sharing {
    /// The link, while there is one.
    pub url: Option<String>,
    /// By which name its owner is shown; empty for none.
    pub by: String,
}

/// One thing on a list.
#[derive(Debug, Clone, Default)]
pub struct WishRow {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its page, while it is sold.
    pub url: Option<String>,
    /// Its picture, while it is sold.
    pub cover: Option<Cover>,
    /// Who made it, which edition, since when it is on the list.
    pub detail: String,
    /// What it costs.
    pub price: PriceTag,
    /// What buyers think, once there are reviews.
    pub rating: Option<Rating>,
    /// Why it cannot be bought now.
    pub away: Option<Pill>,
    /// What the form sends that puts it into the cart: its product.
    pub product: String,
    /// And its edition.
    pub edition: String,
}

/// One list, for whoever has its link.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "wishing/shared.html")]
pub struct SharedPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where the form leads that puts all into the cart.
    pub action: String,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What the list is called.
    pub name: String,
    /// By which name its owner wants to be shown; empty for none.
    pub by: String,
    /// What is said about it, line by line.
    pub description: String,
    /// `12 things`.
    pub summary: String,
    /// What is on it.
    pub items: Vec<WishRow>,
    /// The way through its pages.
    pub pager: Pager,
    /// `Put all 12 into the cart`; nothing where nothing can be bought.
    pub buy: Option<String>,
}
