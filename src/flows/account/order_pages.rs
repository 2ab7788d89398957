//! What somebody with an account has ordered.

use rocket::{Route, State, get, routes};

use super::{
    Care,
    view::{OrderRow, OrdersPage},
};
use crate::{
    base::{Result, links},
    features::{
        accounts,
        orders::{self, Order, Status},
    },
    platform::web::{
        Frame, Page,
        guards::Customer,
        parts::{Pager, Pill, Tone, counted, price},
    },
};

const HERE: &str = "/account/orders";
const SIZE: u64 = 20;

pub(super) fn routes() -> Vec<Route> {
    routes![history]
}

#[get("/account/orders?<page>")]
async fn history(page: Option<u64>, who: Customer, frame: Frame, care: &State<Care>) -> Result<Page<OrdersPage>> {
    let user = who.user;
    let read = care.db.read(move |txn| {
        let total = orders::count_of_owner(txn, user)? as u64;
        let page = page.unwrap_or(1).clamp(1, total.div_ceil(SIZE).max(1));
        let from = usize::try_from((page - 1) * SIZE).unwrap_or(usize::MAX);
        Ok((page, orders::page_of_owner(txn, user, from, SIZE as usize)?))
    });
    let (page, (some, total)) = read.await?;
    let rows = some.iter().map(|it| row(care, it));
    Ok(Page::new(OrdersPage {
        frame: frame.private(),
        side: accounts::side_nav(HERE),
        rows: rows.collect(),
        pager: Pager::new(page, SIZE, total as u64, |page| format!("{HERE}?page={page}")),
    }))
}

fn row(care: &Care, order: &Order) -> OrderRow {
    let titles: Vec<_> = order.lines.iter().map(|it| it.title.as_str()).take(3).collect();
    let more = order.lines.len().saturating_sub(titles.len());
    let more = if more == 0 { String::new() } else { format!(" and {} more", counted(more as u64, "thing", "things")) };
    OrderRow {
        number: order.name(),
        url: links::order(order.id, &orders::token(&care.keys, order.id)),
        what: format!("{}{more}", titles.join(", ")),
        date: order.placed.date(),
        total: price(order.totals.total),
        pill: pill(order.status),
    }
}

fn pill(status: Status) -> Pill {
    match status {
        Status::Pending => Pill::new(Tone::Warn, "Waiting for payment"),
        Status::Paid => Pill::new(Tone::Good, "Paid"),
        Status::PartiallyRefunded => Pill::new(Tone::Info, "Partly refunded"),
        Status::Refunded => Pill::new(Tone::Plain, "Refunded"),
        Status::Failed => Pill::new(Tone::Bad, "Payment failed"),
        Status::Cancelled => Pill::new(Tone::Plain, "Cancelled"),
        Status::Disputed => Pill::new(Tone::Warn, "Disputed"),
    }
}
