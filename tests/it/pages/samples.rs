//! Pages to look at: the same goods in every state a page can be in.

use std::sync::Arc;

use askama::Template;
use bodega::platform::web::{
    Frame, NavItem, Theme,
    parts::{Card, Cover, PriceTag, Rating},
};

use super::{
    samples_account, samples_collections, samples_downloads, samples_factors, samples_finding, samples_licensing,
    samples_making, samples_office, samples_order, samples_papers, samples_past, samples_people, samples_pricing,
    samples_reviews, samples_searches, samples_selling, samples_shop, samples_wallet, samples_wishes,
};

/// One page as HTML.
pub struct Sample {
    pub name: String,
    pub html: String,
}

/// The words that the samples are made with.
pub struct Words {
    pub theme: Theme,
    /// Put behind every name and sentence.
    pub tail: &'static str,
}

pub fn plain() -> Words {
    Words { theme: Theme::Light, tail: "" }
}

pub fn dark() -> Words {
    Words { theme: Theme::Dark, tail: "" }
}

pub fn hostile() -> Words {
    Words { theme: Theme::Auto, tail: " <script>alert(1)</script>\" onmouseover=\"x' & {{ 7 * 7 }}" }
}

impl Words {
    pub fn say(&self, text: &str) -> String {
        format!("{text}{}", self.tail)
    }

    pub fn frame(&self) -> Frame {
        let nav = [
            ("New", "/products?sort=newest"),
            ("Fonts", "/categories/fonts"),
            ("Audio", "/categories/audio"),
            ("3D", "/categories/3d"),
            ("E-books", "/categories/e-books"),
            ("Plugins", "/categories/plugins"),
            ("Templates", "/categories/templates"),
            ("Icon sets", "/categories/icon-sets"),
        ];
        let mut frame = Frame::bare(self.say("Bodega"));
        frame.theme = self.theme;
        frame.currency = "USD".into();
        frame.contact = Some("shop@example.com".into());
        frame.cart = 2;
        frame.path = self.say("/products?q=a");
        frame.nav = Arc::from(nav.map(|(name, url)| NavItem::new(self.say(name), url)));
        frame
    }

    pub fn card(&self, goods: &(&str, &str, &str, &str), number: usize) -> Card {
        let (title, summary, seller, price) = goods;
        let sale = number % 5 == 1;
        Card {
            title: self.say(title),
            url: self.say(&format!("/products/{}", title.to_lowercase().replace(' ', "-"))),
            summary: self.say(summary),
            seller: self.say(seller),
            cover: cover(title),
            price: if sale { PriceTag::new(*price).down_from("$35") } else { PriceTag::new(*price) },
            rating: Rating::of(46 + (number % 4) as u8, if number % 3 == 2 { 0 } else { 100 * number as u64 + 28 }),
            flag: sale.then(|| "30% off".into()),
            ..Card::default()
        }
    }

    pub fn cards(&self, from: usize, many: usize) -> Vec<Card> {
        (from..from + many).map(|n| self.card(&GOODS[n % GOODS.len()], n)).collect()
    }
}

pub fn cover(title: &str) -> Cover {
    Cover::beside_title(format!("covers/{}.svg", title.to_lowercase().replace(' ', "-")))
}

pub const GOODS: [(&str, &str, &str, &str); 12] = [
    ("Tape Garden", "Lo-fi drum and texture pack", "Tidepool Audio", "$19"),
    ("Procedural Foliage Nodes", "Geometry node groups", "Loftline 3D", "$24.50"),
    ("Pebble Icons", "640 soft-corner icons", "Marrow & Pine", "$0+"),
    ("Slow Bread", "31 doughs, one starter", "Halfmoon Press", "$14"),
    ("Cozy Dungeon Tileset", "480 tiles at 16×16", "Small Hours Games", "$8"),
    ("Portfolio One", "Static site theme, no build step", "Fernhill Tools", "$29"),
    ("Ostra Serif", "Text and display cuts", "Kestrel Type", "$39"),
    ("Chalk and Char", "42 dry-media brushes", "Marrow & Pine", "Free"),
    ("Marlowe Grotesk", "9 weights, 2 sizes", "Kestrel Type", "$49"),
    ("Tram Stop Kit", "Low-poly street furniture", "Loftline 3D", "$28"),
    ("Bus Glue", "Mix bus compressor", "Tidepool Audio", "$45"),
    (
        "A Rather Long Title That Somebody Thought Was a Good Idea 2026",
        "With a summary that goes on and on and does not fit on the line",
        "A Maker With a Long Name Indeed",
        "$123,456.00",
    ),
];

pub fn all(words: &Words) -> Vec<Sample> {
    let mut all = samples_shop::all(words);
    all.extend(samples_office::all(words));
    all.extend(samples_order::all(words));
    all.extend(samples_account::all(words));
    all.extend(samples_collections::all(words));
    all.extend(samples_factors::all(words));
    all.extend(samples_papers::all(words));
    all.extend(samples_past::all(words));
    all.extend(samples_people::all(words));
    all.extend(samples_selling::all(words));
    all.extend(samples_making::all(words));
    all.extend(samples_wallet::all(words));
    all.extend(samples_licensing::all(words));
    all.extend(samples_finding::all(words));
    all.extend(samples_pricing::all(words));
    all.extend(samples_reviews::all(words));
    all.extend(samples_searches::all(words));
    all.extend(samples_downloads::all(words));
    all.extend(samples_wishes::all(words));
    all
}

pub fn sample(name: &str, page: impl Template) -> Sample {
    Sample { name: name.into(), html: page.render().unwrap() }
}
