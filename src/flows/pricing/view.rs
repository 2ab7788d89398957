//! What the pages about prices show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Choice, Issues, Link, Note, Pill, PriceTag, SideNav},
};

/// All discounts.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pricing/discounts.html")]
pub struct DiscountsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// The discounts, newest first.
    pub discounts: Vec<DiscountRow>,
}

/// A discount in the list.
#[derive(Debug, Clone, Default)]
pub struct DiscountRow {
    /// Its page.
    pub url: String,
    /// Its name.
    pub name: String,
    /// Its code, or that it needs none.
    pub code: String,
    /// How much is taken off what.
    pub off: String,
    /// When it runs.
    pub window: String,
    /// How often it was used, and may be.
    pub uses: String,
    /// Where it stands.
    pub pill: Pill,
}

/// A discount to be set up or changed.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pricing/discount.html")]
pub struct DiscountPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// `New discount`, or its name.
    pub title: String,
    /// Where it stands, if it is there.
    pub pill: Option<Pill>,
    /// Where the form leads.
    pub action: String,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The fields as typed.
    pub fields: DiscountFields,
    /// Percent or fixed.
    pub kinds: Vec<Choice>,
    /// What it is for.
    pub scopes: Vec<Choice>,
    /// The currency of its amounts.
    pub currency: String,
    /// A link that carries its code.
    pub link: Option<String>,
    /// Its uses, newest first; nothing for a new one.
    pub uses: Option<Vec<UseRow>>,
    /// The form that ends it; nothing if it cannot be ended.
    pub end: Option<String>,
}

/// The fields of a discount as typed.
#[derive(Debug, Clone, Default)]
pub struct DiscountFields {
    /// What it is called.
    pub name: String,
    /// What is typed to have it.
    pub code: String,
    /// How much.
    pub value: String,
    /// The names of what it is for, one a line.
    pub items: String,
    /// From when.
    pub from: String,
    /// Until when.
    pub until: String,
    /// What the things it is for have to come to.
    pub min_amount: String,
    /// How many there have to be.
    pub min_quantity: String,
    /// How many orders may use it.
    pub limit: String,
    /// How many orders of one customer.
    pub limit_per_customer: String,
}

/// One use of a discount.
#[derive(Debug, Clone, Default)]
pub struct UseRow {
    /// When.
    pub at: String,
    /// The number of the order.
    pub order: String,
    /// What it took off.
    pub amount: String,
    /// Whether it counts.
    pub pill: Pill,
}

/// The table of tax rates.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pricing/taxes.html")]
pub struct TaxesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Whether prices contain the tax, in a sentence.
    pub mode: String,
    /// The rows, by place.
    pub rates: Vec<TaxRow>,
    /// The fields of a row to be added, as typed.
    pub fields: TaxFields,
}

/// A row of the table.
#[derive(Debug, Clone, Default)]
pub struct TaxRow {
    /// Its page.
    pub url: String,
    /// Country, and region.
    pub place: String,
    /// On what.
    pub class: String,
    /// What it is called.
    pub name: String,
    /// As it reads.
    pub rate: String,
}

/// The fields of a row as typed.
#[derive(Debug, Clone, Default)]
pub struct TaxFields {
    /// All countries.
    pub countries: Vec<Choice>,
    /// The region's code.
    pub region: String,
    /// On what.
    pub class: String,
    /// What it is called.
    pub name: String,
    /// In percent.
    pub rate: String,
}

/// A row to be changed.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pricing/tax.html")]
pub struct TaxPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Its name and place.
    pub title: String,
    /// Where the form leads; taking it out is `<action>/removal`.
    pub action: String,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The fields as typed.
    pub fields: TaxFields,
}

/// Products, each with a page on which its prices are set.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pricing/prices.html")]
pub struct PricesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// The address that was looked for.
    pub wanted: String,
    /// The newest products.
    pub products: Vec<PriceRow>,
}

/// A product in the list.
#[derive(Debug, Clone, Default)]
pub struct PriceRow {
    /// Its page of prices.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What it costs.
    pub price: PriceTag,
    /// Whether there is a sale or a bundle.
    pub words: String,
    /// How it is taxed.
    pub class: String,
}

/// What a product costs for a while, what is in it, and how it is taxed.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pricing/product.html")]
pub struct ProductPricesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// The way back.
    pub back: Link,
    /// Whether it is said here how it is taxed.
    pub taxes: bool,
    /// The product's title.
    pub title: String,
    /// The product's page.
    pub url: String,
    /// Where is said how often its files may be downloaded.
    pub downloads: String,
    /// Where the form leads.
    pub action: String,
    /// What has to be corrected.
    pub issues: Issues,
    /// The class of goods by which it is taxed, as typed.
    pub tax_class: String,
    /// Its editions.
    pub editions: Vec<EditionFields>,
}

/// The fields of an edition.
#[derive(Debug, Clone, Default)]
pub struct EditionFields {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it costs usually.
    pub price: String,
    /// What it costs for a while, as typed.
    pub sale_price: String,
    /// From when, as typed.
    pub sale_from: String,
    /// Until when, as typed.
    pub sale_until: String,
    /// What is in it, one a line.
    pub bundle: String,
}
