//! The cart's page, line by line.

use super::{
    contents::{About, Basket, edition},
    sums,
    view::{CartLine, CartPage, OwnAmount},
};
use crate::{
    base::Money,
    features::{
        carts::{Quantity, QuoteLine},
        catalog::{self, Edition},
    },
    platform::web::{
        Frame,
        parts::{Card, Choice, Cover, Note, Pill, PriceTag, Tone, amount, counted, price},
    },
};

/// The page of a cart; `related` stands below.
pub(super) fn page(frame: Frame, basket: &Basket, related: Vec<Card>) -> CartPage {
    let quote = &basket.quote;
    let items = counted(quote.pieces().into(), "item", "items");
    CartPage {
        frame: frame.private(),
        notes: quote.lines.iter().filter_map(note).collect(),
        lines: basket.lines().map(|(it, about)| line(it, about)).collect(),
        sums: sums::rows(items, quote),
        total: quote.total.to_string(),
        coupon: sums::coupon(basket),
        ready: quote.is_ready(),
        related_heading: "Fresh on the shelves".into(),
        related,
        ..CartPage::default()
    }
}

fn note(line: &QuoteLine) -> Option<Note> {
    let title = line.title();
    let Some(now) = line.asked else {
        let text = format!("{title} was taken down. Take it out to check out with the rest.");
        return Some(Note::new(Tone::Warn, "Something in your cart is not sold any more.", text));
    };
    if let Some(short) = line.shortage() {
        let left = line.left.unwrap_or_default();
        let then = if left == 0 { "Take it out to check out with the rest." } else { "Choose fewer, then check out." };
        return Some(Note::new(Tone::Warn, format!("{title}: {short}."), then));
    }
    let before = line.changed_from()?;
    let pays =
        if now.amount < before.amount { "You pay the lower price." } else { "You pay the new price, if you like." };
    let text = format!("{title} went from {} to {}. {pays}", amount(before), amount(now));
    Some(Note::new(Tone::Info, "A price changed while this was in your cart.", text))
}

fn line(line: &QuoteLine, about: Option<&About>) -> CartLine {
    let id = line.line.id.to_string();
    let mut shown = CartLine {
        action: format!("/cart/lines/{id}"),
        id,
        title: line.title(),
        url: "/products".into(),
        cover: Cover::default(),
        quantity: line.line.quantity.get(),
        most: Quantity::MAX.into(),
        price: PriceTag::new(price(line.amount)),
        ..CartLine::default()
    };
    if let Some(about) = about {
        shown.url = format!("/products/{}", about.product.slug);
        shown.cover = catalog::shown::cover(&about.product);
        shown.detail = [Some(about.seller.clone()), edition(line, Some(about)).map(|it| it.name.clone())]
            .into_iter()
            .flatten()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        shown.editions = about.product.on_sale().map(|it| choice(it, line)).collect();
    }
    match line.unit {
        None => {
            shown.price = PriceTag::new("–");
            shown.away = Some(Pill::new(Tone::Warn, "Not sold any more"));
        }
        Some(unit) => {
            shown.each = price(unit);
            // Whoever wants more than there are can choose fewer; of what is sold out there is nothing to choose.
            shown.away = (line.left == Some(0)).then(|| Pill::new(Tone::Warn, "Sold out"));
            shown.most = shown.most.min(line.left.unwrap_or(shown.most)).max(1);
            shown.own_price = edition(line, about).filter(|it| it.price.is_open()).map(|_| own(unit));
            let was = edition(line, about).and_then(|it| it.compare_at).filter(|was| was.amount > unit.amount);
            shown.price.was = was.and_then(|was| was.times(line.line.quantity.get()).ok()).map(price);
        }
    }
    shown
}

fn choice(it: &Edition, line: &QuoteLine) -> Choice {
    let label = format!("{}, {}", it.name, catalog::shown::edition_tag(it).now);
    Choice::new(it.id.to_string(), label, it.id == line.line.edition)
}

fn own(unit: Money) -> OwnAmount {
    let sign = unit.currency.sign().map_or_else(|| unit.currency.code().to_owned(), str::to_owned);
    OwnAmount { sign, value: unit.plain() }
}
