//! The checkout's page.

use super::{
    placing::About,
    till::Till,
    view::{CheckoutPage, GatewayChoice, SummaryLine},
    wish::CheckoutForm,
};
use crate::{
    features::{
        carts::{Priced, PricedLine},
        catalog,
    },
    platform::web::{
        Frame,
        parts::{Note, SumRow, Tone, amount, price},
    },
};

/// The page for a cart at today's prices, filled in with what was typed before. `key` makes a second click harmless.
pub(super) fn page(
    frame: Frame,
    till: &Till,
    priced: &Priced<About>,
    form: &CheckoutForm,
    key: String,
) -> CheckoutPage {
    let free = priced.total.is_zero();
    let mut notes: Vec<_> = priced.lines.iter().filter_map(changed).collect();
    if !free && till.gateways.all().next().is_none() {
        let text = "Nothing can be ordered until its owner has set one up.";
        notes.push(Note::new(Tone::Warn, "This shop has no way to pay yet.", text));
    }
    CheckoutPage {
        frame: frame.private(),
        key,
        expected: priced.total.amount.to_string(),
        notes,
        email: form.email.clone().unwrap_or_default(),
        consent: form.immediate_delivery_consent.is_some(),
        lines: priced.lines.iter().map(line).collect(),
        sums: vec![SumRow::new("Subtotal", priced.total.to_string())],
        total: priced.total.to_string(),
        gateways: if free { Vec::new() } else { gateways(till, form) },
        button: if free { "Get it free".into() } else { format!("Pay {}", amount(priced.total)) },
        small_print: "Your files are there at once, and the links arrive by e-mail too.".into(),
        ..CheckoutPage::default()
    }
}

fn changed(line: &PricedLine<About>) -> Option<Note> {
    let (now, before) = (line.unit?, line.changed_from()?);
    let title = line.about.as_ref().map(|(product, _)| product.title.as_str()).unwrap_or_default();
    let text = format!("{title} went from {} to {}. The total below is what you pay.", amount(before), amount(now));
    Some(Note::new(Tone::Info, "A price changed while this was in your cart.", text))
}

fn line(line: &PricedLine<About>) -> SummaryLine {
    let Some((product, edition)) = &line.about else { return SummaryLine::default() };
    let copies = line.line.quantity.get();
    SummaryLine {
        title: product.title.clone(),
        detail: if copies > 1 { format!("{}, {copies} copies", edition.name) } else { edition.name.clone() },
        cover: catalog::shown::cover(product),
        price: price(line.total),
    }
}

fn gateways(till: &Till, form: &CheckoutForm) -> Vec<GatewayChoice> {
    let chosen = form.gateway.as_deref();
    let first = till.gateways.all().next().map(|it| it.name());
    let shown = till.gateways.all().map(|gateway| {
        let on = chosen.or(first) == Some(gateway.name());
        match gateway.name() {
            "test" => GatewayChoice::test(on, form.outcome.as_deref().unwrap_or_default()),
            name => GatewayChoice {
                value: name.into(),
                name: gateway.title().into(),
                hint: gateway.hint().into(),
                on,
                ..GatewayChoice::default()
            },
        }
    });
    shown.collect()
}
