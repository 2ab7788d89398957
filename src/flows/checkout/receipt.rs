//! The mail with the receipt: what was bought, where the files are, what was paid.

use crate::{
    base::{Error, Result, links},
    features::{
        catalog, delivery, licenses,
        orders::{
            self, Order, OrderLine,
            mail::{Receipt, ReceiptFile, ReceiptItem},
        },
        sellers, withdrawals,
    },
    platform::{
        db::Reads,
        mail::{LaterMail, NewMail, Writer},
        payments::FREE,
        signing::Keys,
        web::{
            Shop,
            parts::{SumRow, size},
        },
    },
};

const KIND: &str = "receipt";

/// The receipt that goes out for `order`: it is written when it is sent, so that placing orders stays small.
pub(super) fn later(order: &Order) -> LaterMail {
    LaterMail { to: order.buyer.email.clone(), kind: KIND, about: order.id.to_string() }
}

/// What writes receipts.
pub(super) fn writer(shop: Shop, keys: Keys) -> Writer {
    Writer::new(KIND, move |txn, order| mail(txn, &shop, &keys, &orders::get(txn, order.parse()?)?))
}

/// The receipt of a paid order. Its links lead to the order's page, which stays, and not to files, whose links end soon.
fn mail(txn: &impl Reads, shop: &Shop, keys: &Keys, order: &Order) -> Result<NewMail> {
    let page = shop.base_url.to(&links::order(order.id, &orders::token(keys, order.id)));
    let items = order.lines.iter().map(|line| item(txn, order, line, &page)).collect::<Result<Vec<_>>>()?;
    let token = orders::token(keys, order.id);
    let part = |name: &str| shop.base_url.to(&format!("/orders/{}/{name}?token={token}", order.id));
    let totals = &order.totals;
    let mut sums = vec![SumRow::new("Subtotal", totals.subtotal.to_string())];
    let discounts = order.discounts();
    sums.extend(discounts.iter().map(|it| SumRow::new(it.name.clone(), format!("−{}", it.amount)).saved()));
    sums.extend(order.taxes().iter().map(|it| SumRow::new(it.label(), it.amount.to_string())));
    let receipt = Receipt {
        shop: shop.name.clone(),
        shop_url: shop.base_url.to("/"),
        number: order.name(),
        date: order.placed.date(),
        order_url: page,
        gift_to: order.extras.gift.as_ref().map(|it| it.to.to_string()).unwrap_or_default(),
        items,
        links_until: until(txn, order)?,
        sums,
        total_label: if order.payment.gateway == FREE { "Total".into() } else { "Paid".into() },
        total: totals.total.to_string(),
        invoice_url: if totals.total.is_zero() { String::new() } else { part("invoice") },
        rights: rights(shop, order),
        withdrawal_url: part("withdrawal"),
    };
    Ok(NewMail {
        to: order.buyer.email.clone(),
        subject: receipt.subject(),
        text: receipt.text().map_err(Error::internal)?,
        html: receipt.html().map_err(Error::internal)?,
        kind: KIND,
    })
}

/// What was agreed to and how long one may withdraw: this mail is the durable medium that confirms it (Directive
/// 2011/83/EU, article 8, paragraph 7).
fn rights(shop: &Shop, order: &Order) -> Vec<String> {
    let agreed = order.buyer.consent.zip(order.buyer.consent_words.as_ref());
    let agreed = agreed.map(|(at, words)| format!("You agreed on {}: \"{words}\"", at.date_and_time()));
    let until = withdrawals::last_day(order.placed, shop.withdrawal_days).date();
    let ends = if agreed.is_some() { ", or until the first download begins" } else { "" };
    let period = format!("You may withdraw from this contract without giving a reason until {until}{ends}.");
    agreed.into_iter().chain([period]).collect()
}

fn item(txn: &impl Reads, order: &Order, line: &OrderLine, page: &str) -> Result<ReceiptItem> {
    let product = catalog::find(txn, line.product)?;
    let seller = sellers::find(txn, line.seller)?.map(|it| it.name.to_string());
    let copies = (line.quantity > 1).then(|| format!("{} copies", line.quantity));
    let detail = [seller, Some(line.edition_name.clone()), copies].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let edition = product.as_ref().and_then(|it| it.edition(line.edition));
    let files = product.iter().zip(edition).flat_map(|(product, edition)| product.files_of(edition));
    let files = files.map(|file| ReceiptFile {
        name: file.name.to_string(),
        size: size(file.size),
        url: format!("{page}#{}", line.id),
    });
    if order.is_gift() {
        // Files and keys are for whom it was bought.
        return Ok(ReceiptItem { title: line.title.clone(), detail, ..ReceiptItem::default() });
    }
    Ok(ReceiptItem {
        title: line.title.clone(),
        detail,
        files: files.collect(),
        keys: licenses::of_line(txn, line.id)?.iter().map(|it| it.key.to_string()).collect(),
    })
}

/// The day up to which files can be downloaded, if there is one; the first, where it differs from file to file.
fn until(txn: &impl Reads, order: &Order) -> Result<String> {
    let grants = if order.is_gift() { Vec::new() } else { delivery::of_order(txn, order.id)? };
    let first = grants.iter().filter_map(|it| it.expires).min();
    Ok(first.map(|it| format!("The files can be downloaded until {}.", it.date())).unwrap_or_default())
}
