use askama::Template;

use super::CollectionStrip;
use crate::platform::web::{
    Frame,
    parts::{Avatar, Card, Icon, Link},
};

/// The front page; without anything in `fresh` it says that the shop is still empty.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "storefront/home.html")]
pub struct HomePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The large line on top.
    pub headline: String,
    /// What the shop holds, in a sentence with real numbers.
    pub lead: String,
    /// Short true promises below the buttons.
    pub promises: Vec<String>,
    /// Up to three products under the awning.
    pub window: Vec<Card>,
    /// Other ways to look around: what is new, hot, on sale.
    pub ways: Vec<Link>,
    /// The top of the category tree.
    pub categories: Vec<CategoryTile>,
    /// What was picked for whoever looks, up to 4.
    pub picks: Vec<PickCard>,
    /// The newest products, 4 or 8.
    pub fresh: Vec<Card>,
    /// The words of the link to all products: `All 2,380 products`.
    pub all_label: String,
    /// What sold best lately; empty until something has sold.
    pub selling: Vec<Card>,
    /// Which days `selling` counts: `Last 7 days`.
    pub selling_since: String,
    /// Those who have most to offer.
    pub makers: Vec<MakerRow>,
    /// Collections that an admin put here, each with its first products.
    pub collections: Vec<CollectionStrip>,
    /// Free products and those at a price of one's own choice, up to 4.
    pub free: Vec<Card>,
    /// What an owner does first, shown while the shop is empty.
    pub steps: Vec<SetupStep>,
}

/// Something that was picked for a member.
#[derive(Debug, Clone, Default)]
pub struct PickCard {
    /// The product.
    pub card: Card,
    /// Why: `Because you bought Tape Garden`.
    pub reason: String,
}

/// A category on the front page.
#[derive(Debug, Clone)]
pub struct CategoryTile {
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: String,
    /// How many products it holds, as it reads.
    pub count: String,
    /// Its drawing; see [`category_icon`].
    pub icon: Icon,
}

/// A maker on the front page.
#[derive(Debug, Clone)]
pub struct MakerRow {
    /// The maker's name.
    pub name: String,
    /// The maker's page.
    pub url: String,
    /// Two letters on a colour.
    pub avatar: Avatar,
    /// `12 products`.
    pub count: String,
}

/// One command that fills an empty shop.
#[derive(Debug, Clone)]
pub struct SetupStep {
    /// What it does.
    pub text: String,
    /// The command.
    pub command: String,
}

impl SetupStep {
    /// How a fresh shop gets its goods.
    pub fn first() -> Vec<Self> {
        [
            (
                "Bring your catalogue from Shopify, WooCommerce or Easy Digital Downloads",
                "bodega import products FILE.csv",
            ),
            ("Or look around with goods made up for trying things out", "bodega demo"),
        ]
        .map(|(text, command)| Self { text: text.into(), command: command.into() })
        .into()
    }
}

/// A drawing that suits a category of this slug or name.
pub fn category_icon(name: &str) -> Icon {
    let name = name.to_lowercase();
    let about = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match () {
        () if about(&["font", "type"]) => Icon("type"),
        () if about(&["audio", "sound", "music", "sample"]) => Icon("audio-lines"),
        () if about(&["game"]) => Icon("gamepad-2"),
        () if about(&["3d", "model"]) => Icon("box"),
        () if about(&["book", "read", "refer", "educat", "learn"]) => Icon("book-open"),
        () if about(&["plug", "extension"]) => Icon("plug"),
        () if about(&["template", "theme"]) => Icon("layout-template"),
        () if about(&["icon", "graphic", "brush", "design", "art"]) => Icon("brush"),
        () if about(&["photo", "image", "picture"]) => Icon("image"),
        () if about(&["video", "film", "movie"]) => Icon("clapperboard"),
        () if about(&["code", "develop", "program"]) => Icon("code"),
        () if about(&["office", "business", "finance", "product"]) => Icon("briefcase"),
        () if about(&["util", "tool", "system"]) => Icon("wrench"),
        () if about(&["app", "software"]) => Icon("app-window"),
        () => Icon("shapes"),
    }
}
