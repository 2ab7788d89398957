//! The checkout's page.

use super::{
    till::Till,
    view::{CheckoutPage, GatewayChoice, GiftFields, PlaceFields, SummaryLine},
    wish::CheckoutForm,
};
use crate::{
    base::{Country, Result},
    features::{
        carts::{Cart, Quote, QuoteLine},
        catalog, taxes,
    },
    platform::{
        db::Reads,
        web::{
            Frame,
            parts::{Choice, Note, SumRow, Tone, amount, price},
        },
    },
};

/// The page for a cart and what it comes to, filled in with what was typed before. `key` makes a second click harmless.
pub(super) fn page(
    txn: &impl Reads,
    frame: Frame,
    till: &Till,
    (cart, quote): (&Cart, &Quote),
    form: &CheckoutForm,
    key: String,
) -> Result<CheckoutPage> {
    let free = quote.total.is_zero();
    let mut notes: Vec<_> = quote.lines.iter().filter_map(changed).collect();
    let bad = quote.refused.iter();
    notes.extend(bad.map(|it| Note::new(Tone::Warn, format!("{} is not used.", it.code), format!("{}.", it.advice))));
    if !free && till.gateways.all().next().is_none() {
        let text = "Nothing can be ordered until its owner has set one up.";
        notes.push(Note::new(Tone::Warn, "This shop has no way to pay yet.", text));
    }
    let place = if taxes::any(txn)? { Some(place(txn, cart, form)?) } else { None };
    Ok(CheckoutPage {
        frame: frame.private(),
        key,
        expected: quote.total.amount.to_string(),
        notes,
        email: form.email.clone().unwrap_or_default(),
        consent: form.immediate_delivery_consent.is_some(),
        place,
        gift: GiftFields {
            to: form.gift_to.clone().unwrap_or_default(),
            message: form.gift_message.clone().unwrap_or_default(),
        },
        lines: quote.lines.iter().map(|it| line(txn, it)).collect::<Result<_>>()?,
        sums: sums(quote),
        total: quote.total.to_string(),
        gateways: if free { Vec::new() } else { gateways(till, form) },
        button: if free { "Get it free".into() } else { format!("Pay {}", amount(quote.total)) },
        small_print: "Your files are there as soon as it is paid, and the links arrive by e-mail too.".into(),
        ..CheckoutPage::default()
    })
}

fn sums(quote: &Quote) -> Vec<SumRow> {
    let mut rows = vec![SumRow::new("Subtotal", quote.subtotal.to_string())];
    rows.extend(quote.discounts.iter().map(|it| SumRow::new(it.label.clone(), format!("−{}", it.amount)).saved()));
    rows.extend(quote.tax_rows());
    rows
}

/// The fields for where the buyer is: as typed, or as the cart remembers.
fn place(txn: &impl Reads, cart: &Cart, form: &CheckoutForm) -> Result<PlaceFields> {
    let known = cart.place.as_ref();
    let chosen = form.country.clone().or_else(|| known.map(|it| it.country.to_string())).unwrap_or_default();
    let countries = Country::all().into_iter().map(|it| Choice::new(it.code(), it.name(), it.code() == chosen));
    let before = known.map(|it| match &it.region {
        Some(region) => format!("{}-{region}", it.country),
        None if it.elsewhere => "-".to_owned(),
        None => String::new(),
    });
    let region = form.region.clone().or(before).unwrap_or_default();
    let regions = taxes::regions(txn)?.into_iter().map(|(country, code)| {
        let value = format!("{country}-{code}");
        let label = format!("{}, {}", country.region_name(&code), country.name());
        Choice::new(value.clone(), label, value == region)
    });
    let mut regions: Vec<_> = regions.collect();
    if !regions.is_empty() {
        regions.push(Choice::new("-", "None of these", region == "-"));
    }
    let vat_number = form.vat_number.clone().or_else(|| known.and_then(|it| it.vat_number.clone())).unwrap_or_default();
    Ok(PlaceFields {
        countries: countries.collect(),
        regions,
        company: form.company.clone().unwrap_or_default(),
        vat_number,
    })
}

fn changed(line: &QuoteLine) -> Option<Note> {
    let (now, before) = (line.asked?, line.changed_from()?);
    let title = line.title();
    let text = format!("{title} went from {} to {}. The total below is what you pay.", amount(before), amount(now));
    Some(Note::new(Tone::Info, "A price changed while this was in your cart.", text))
}

fn line(txn: &impl Reads, line: &QuoteLine) -> Result<SummaryLine> {
    let Some(offer) = &line.offer else { return Ok(SummaryLine::default()) };
    let copies = line.line.quantity.get();
    let product = catalog::find(txn, line.line.product)?;
    Ok(SummaryLine {
        title: offer.title.clone(),
        detail: if copies > 1 {
            format!("{}, {copies} copies", offer.edition_name)
        } else {
            offer.edition_name.clone()
        },
        cover: product.as_ref().map(catalog::shown::cover).unwrap_or_default(),
        price: price(line.amount),
    })
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
