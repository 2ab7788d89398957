//! Sentences about products, each of them made from what the store says at this moment.

use crate::{
    base::{ProductId, Timestamp},
    features::catalog::{Edition, Product, shown},
    platform::web::parts::amount,
};

/// One thing that is true of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    /// Of which.
    pub product: ProductId,
    /// What kind of thing it says; a model refers to facts by product and kind.
    pub kind: Kind,
    /// The sentence.
    pub text: String,
}

/// What a fact is about, in the order in which rules prefer them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// It costs nothing.
    Free,
    /// It costs least of those beside it.
    Cheapest,
    /// It costs less than usual.
    Sale,
    /// It is the newest of those beside it.
    Newest,
    /// What one may do with it.
    Licence,
    /// What it costs.
    Price,
}

/// What can be said of `products`, which are shown side by side.
pub(super) fn of(products: &[Product], now: Timestamp) -> Vec<Fact> {
    let mut facts = Vec::new();
    let least = products.iter().filter_map(Product::price).map(|it| it.amount).min();
    let dearest = products.iter().filter_map(Product::price).map(|it| it.amount).max();
    let cheapest = products.iter().filter(|it| it.price().map(|it| it.amount) == least).count() == 1 && least < dearest;
    let newest = products.iter().filter_map(|it| it.latest().map(|it| it.published_at)).max();
    for product in products {
        let mut say = |kind, text: String| facts.push(Fact { product: product.id, kind, text });
        let title = &product.title;
        if let Some(price) = product.price() {
            let open = product.cheapest().is_some_and(|it| it.price.is_open());
            match price.amount {
                0 if open => say(Kind::Free, format!("{title} costs what you want to give, or nothing.")),
                0 => say(Kind::Free, format!("{title} is free.")),
                _ if cheapest && Some(price.amount) == least => {
                    say(Kind::Cheapest, format!("{title} costs least of them: {}.", tag(product)));
                }
                _ => say(Kind::Price, format!("{title} costs {}.", tag(product))),
            }
        }
        if let Some(sale) = product.cheapest().and_then(|it| on_sale(title, it, now)) {
            say(Kind::Sale, sale);
        }
        let released = product.latest().map(|it| it.published_at);
        if products.len() > 1 && released.is_some() && released == newest {
            say(Kind::Newest, format!("{title} was updated last, on {}.", released.unwrap_or(now).date()));
        }
        if let Some(licence) = licence(product) {
            say(Kind::Licence, format!("{title} comes under {licence}."));
        }
    }
    facts
}

/// What it costs, as it stands on its card.
pub(super) fn tag(product: &Product) -> String {
    shown::tag(product).now
}

fn on_sale(title: &str, edition: &Edition, now: Timestamp) -> Option<String> {
    let was = edition.compare_at.filter(|it| it.amount > edition.price.least().amount)?;
    let until = edition.sale.filter(|it| it.runs(now)).and_then(|it| it.until);
    let end = until.map(|it| format!(", until {}", it.date())).unwrap_or_default();
    Some(format!("{title} is reduced from {} to {}{end}.", amount(was), amount(edition.price.least())))
}

/// The licence of its cheapest edition, by its short name.
pub(super) fn licence(product: &Product) -> Option<String> {
    product.cheapest().and_then(|it| it.license.label.clone()).filter(|it| !it.is_empty())
}
