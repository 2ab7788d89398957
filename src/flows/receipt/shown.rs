//! The page of an order.

use super::{
    archive::has_some_left,
    goods::Good,
    view::{HistoryRow, KeyLine, OrderFile, OrderItem, OrderPage, Stage},
};
use crate::{
    base::Timestamp,
    features::{
        catalog,
        delivery::{DownloadLink, Standing},
        orders::{ELSEWHERE, Order, Status},
    },
    platform::{
        payments::FREE,
        web::{
            Frame, Shop,
            parts::{Left, Link, Note, Pill, SumRow, Tone, size},
        },
    },
};

/// The page of `order`, opened by `token`.
pub(super) fn page(frame: Frame, shop: &Shop, order: &Order, goods: &[Good], token: &str, now: Timestamp) -> OrderPage {
    let stage = stage(order.status);
    let waits_for_test = stage.waits() && shop.is_test() && order.payment.gateway == "test";
    let history = order.history.iter().rev();
    let bare = stage == Stage::Ready && goods.iter().all(|it| it.files.is_empty() && it.licenses.is_empty());
    OrderPage {
        frame: frame.private(),
        stage,
        heading: match (stage, bare) {
            (Stage::Ready, _) if order.is_from_elsewhere() => "Your purchase came along.",
            (Stage::Ready, _) if order.is_gift() => "Thanks. Your gift is on its way.",
            (_, true) => "Thanks. Your order is complete.",
            _ => stage.heading(),
        }
        .into(),
        number: order.name(),
        lead: match (stage, bare) {
            (Stage::Ready, _) if order.is_from_elsewhere() => "It belongs to",
            (_, true) => "We also sent a receipt to",
            _ => stage.lead(),
        }
        .into(),
        email: if stage == Stage::Ready { order.buyer.email.to_string() } else { String::new() },
        notes: gift(order, stage).into_iter().chain(elsewhere(order)).collect(),
        actions: match stage {
            Stage::Failed => vec![Link::new("Try again", "/checkout")],
            Stage::Cancelled => vec![Link::new("Look at your cart", "/cart")],
            // Whoever came back from the gateway without paying goes there once more.
            Stage::Pending => {
                order.payment.redirect_url.iter().map(|url| Link::new("Go on to the payment", url)).collect()
            }
            _ => everything(order, goods, token, now).into_iter().collect(),
        },
        test_payment: waits_for_test.then(|| format!("/orders/{}/test-payment?token={token}", order.id)),
        items: goods.iter().map(|it| item(it, token, now)).collect(),
        date: order.placed.date(),
        sums: sums(order),
        total_label: label(order).into(),
        total: order.totals.total.to_string(),
        history: history.map(|it| HistoryRow { when: it.at.date_and_time(), what: it.why.clone() }).collect(),
        ..OrderPage::default()
    }
}

/// To whom it is given, and whether they have claimed it.
fn gift(order: &Order, stage: Stage) -> Option<Note> {
    let gift = order.extras.gift.as_ref()?;
    let to = if gift.to.as_str().ends_with(".invalid") { "somebody else".into() } else { gift.to.to_string() };
    let stands = match (gift.claimed, stage) {
        (Some(at), _) => format!("It was claimed on {}. Files and keys are theirs.", at.date_and_time()),
        (None, Stage::Pending) => "They get a mail with its link once it is paid.".into(),
        (None, Stage::Failed | Stage::Cancelled) => "Nothing was sent to them.".into(),
        (None, _) => "They have a mail with its link, and have not claimed it yet.".into(),
    };
    Some(Note::new(Tone::Info, format!("This is a gift for {to}."), stands))
}

/// Where it was bought, and who knows about its payment.
fn elsewhere(order: &Order) -> Option<Note> {
    let shop = &order.extras.elsewhere.as_ref()?.shop;
    let told = "Files and keys are here from now on. Receipts, invoices and refunds are still a matter of that shop.";
    Some(Note::new(Tone::Info, format!("You bought this at {shop}."), told))
}

fn stage(status: Status) -> Stage {
    match status {
        Status::Pending => Stage::Pending,
        Status::Paid => Stage::Ready,
        Status::PartiallyRefunded => Stage::PartlyRefunded,
        Status::Refunded => Stage::Refunded,
        Status::Failed => Stage::Failed,
        Status::Cancelled => Stage::Cancelled,
        Status::Disputed => Stage::Disputed,
    }
}

/// All files at once, where there are several.
fn everything(order: &Order, goods: &[Good], token: &str, now: Timestamp) -> Option<Link> {
    let open = goods.iter().filter(|it| it.is_open(now)).flat_map(|it| &it.files).filter(|it| has_some_left(it));
    let url = format!("/orders/{}/archive.zip?token={token}", order.id);
    (open.count() > 1).then(|| Link::new("Download everything (ZIP)", url))
}

fn label(order: &Order) -> &'static str {
    match (order.status, order.payment.gateway.as_str()) {
        (Status::Pending, _) => "To pay",
        (_, ELSEWHERE) => "Paid there",
        (Status::Failed | Status::Cancelled, _) | (_, FREE) => "Total",
        (_, "test") => "Paid with a test payment",
        _ => "Paid",
    }
}

fn sums(order: &Order) -> Vec<SumRow> {
    let mut rows: Vec<_> = order
        .lines
        .iter()
        .map(|it| {
            let copies = if it.quantity > 1 { format!(", {} × {}", it.quantity, it.unit) } else { String::new() };
            let full = it.unit.times(it.quantity).unwrap_or(it.unit);
            SumRow::new(format!("{}, {}{copies}", it.title, it.edition_name), full.to_string())
        })
        .collect();
    let discounts = order.discounts();
    rows.extend(
        discounts.iter().map(|it| SumRow::new(format!("Discount {}", it.name), format!("−{}", it.amount)).saved()),
    );
    rows.extend(order.taxes().iter().map(|it| SumRow::new(it.label(), it.amount.to_string())));
    rows
}

fn item(good: &Good, token: &str, now: Timestamp) -> OrderItem {
    let line = &good.line;
    let version = good.files.first().map(|it| format!("version {}", it.release));
    let copies = (line.quantity > 1).then(|| format!("{} copies", line.quantity));
    let detail = [Some(good.seller.clone()), Some(line.edition_name.clone()), copies, version];
    let open = good.is_open(now);
    OrderItem {
        id: line.id.to_string(),
        title: line.title.clone(),
        detail: detail.into_iter().flatten().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", "),
        cover: good.product.as_ref().map(catalog::shown::cover).unwrap_or_default(),
        pill: pill(good, now),
        files: good.files.iter().map(|it| file(it, open)).collect(),
        keys: good
            .licenses
            .iter()
            .filter(|it| it.is_held())
            .map(|it| KeyLine {
                code: it.key.to_string(),
                note: it.sorry(now).unwrap_or_default(),
                manage: format!("/orders/{}/licenses/{}?token={token}", it.order, it.id),
            })
            .collect(),
        note: note(good, open),
        ..OrderItem::default()
    }
}

fn pill(good: &Good, now: Timestamp) -> Option<Pill> {
    match good.grant.as_ref()?.standing(now) {
        Standing::Open => None,
        Standing::Expired(_) => Some(Pill::new(Tone::Warn, "Download time is over")),
        Standing::Revoked(_) => Some(Pill::new(Tone::Plain, "Withdrawn")),
    }
}

fn file(link: &DownloadLink, open: bool) -> OrderFile {
    let used_up = link.remaining == Some(0);
    let state = match (open, used_up) {
        (false, _) => "No longer available",
        (true, true) => "All downloads are used up",
        (true, false) if link.sha256.is_none() => "Your own copy, made at the first download",
        (true, false) => "",
    };
    OrderFile {
        left: link.limit.zip(link.remaining).filter(|_| open).map(|(total, left)| Left { left, total }),
        state: state.into(),
        url: (open && !used_up).then(|| link.path.clone()),
        ..OrderFile::new(link.name.clone(), size(link.size), link.sha256.map(|it| it.to_string()).unwrap_or_default())
    }
}

fn note(good: &Good, open: bool) -> String {
    let Some(first) = good.files.iter().map(|it| it.expires_at).min().filter(|_| open) else {
        let bare = good.grant.is_some() && open && good.files.is_empty();
        return if bare { "The maker has not added files yet. They will appear here.".into() } else { String::new() };
    };
    let until = good.grant.as_ref().and_then(|it| it.expires);
    let ends = until.map(|it| format!(" Files can be downloaded until {}.", it.date())).unwrap_or_default();
    format!("These links work until {}. Load the page again for new ones.{ends}", first.date_and_time())
}
