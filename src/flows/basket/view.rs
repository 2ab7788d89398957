//! What the cart's page shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Card, Choice, Cover, Issues, Note, Pill, PriceTag, SumRow},
};

/// The cart, empty or full.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "basket/cart.html")]
pub struct CartPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the last change.
    pub issues: Issues,
    /// What changed meanwhile: a price, a product that was taken down.
    pub notes: Vec<Note>,
    /// What lies in the cart.
    pub lines: Vec<CartLine>,
    /// The sum, row by row, without its last.
    pub sums: Vec<SumRow>,
    /// What it all costs.
    pub total: String,
    /// The field for the code of a discount.
    pub coupon: Coupon,
    /// All of it can be bought.
    pub ready: bool,
    /// The words above `related`.
    pub related_heading: String,
    /// Other products, up to four.
    pub related: Vec<Card>,
}

/// The field for the code of a discount, and what became of the codes in the cart.
#[derive(Debug, Clone, Default)]
pub struct Coupon {
    /// The code as typed.
    pub code: String,
    /// What is wrong with what was typed.
    pub advice: Option<String>,
    /// What codes take off: `10% off with AUTUMN10, until 30 November 2026`.
    pub good: Vec<String>,
    /// Which codes are good for nothing, and why.
    pub bad: Vec<String>,
    /// There are codes to take out.
    pub any: bool,
}

/// One line of the cart.
#[derive(Debug, Clone, Default)]
pub struct CartLine {
    /// Its id.
    pub id: String,
    /// Where its forms lead: `/cart/lines/<id>`; taking it out is `/cart/lines/<id>/removal`.
    pub action: String,
    /// The product's name.
    pub title: String,
    /// The product's page.
    pub url: String,
    /// The product's picture.
    pub cover: Cover,
    /// Who made it, which licence, how large.
    pub detail: String,
    /// The editions to choose from; offered where there are several.
    pub editions: Vec<Choice>,
    /// How many.
    pub quantity: u32,
    /// How many one may buy; a field is offered above 1.
    pub most: u32,
    /// The field for a price of one's own choice.
    pub own_price: Option<OwnAmount>,
    /// What the line costs.
    pub price: PriceTag,
    /// What one piece costs.
    pub each: String,
    /// Why it cannot be bought now.
    pub away: Option<Pill>,
}

impl CartLine {
    /// Whether there is anything to choose.
    pub fn can_change(&self) -> bool {
        self.editions.len() > 1 || self.most > 1 || self.own_price.is_some()
    }
}

/// A price that the buyer names.
#[derive(Debug, Clone, Default)]
pub struct OwnAmount {
    /// The currency's sign or code, before the number.
    pub sign: String,
    /// The number as the field holds it.
    pub value: String,
}

/// What a link proposes to buy.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "basket/link.html")]
pub struct LinkPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Something of it is not sold any more.
    pub note: Option<Note>,
    /// What can be bought of it.
    pub lines: Vec<Proposed>,
}

/// One thing that a link proposes.
#[derive(Debug, Clone, Default)]
pub struct Proposed {
    /// As it stands in the link.
    pub asked: String,
    /// The product's name.
    pub title: String,
    /// The product's page.
    pub url: String,
    /// The product's picture.
    pub cover: Cover,
    /// Which edition, who made it, how many.
    pub detail: String,
    /// What it costs.
    pub price: String,
}
