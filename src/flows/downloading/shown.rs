//! Downloads as they read.

use std::collections::{HashMap, hash_map::Entry};

use super::view::LogRow;
use crate::{
    base::{GrantId, OrderId, Result},
    features::{
        catalog,
        delivery::{self, Download},
        orders,
    },
    platform::{
        db::Reads,
        web::parts::{Pill, Tone, size},
    },
};

/// A transfer with the words for what it was of.
pub(super) struct Told {
    pub download: Download,
    /// The product's title.
    pub title: String,
    /// The order as people know it.
    pub number: String,
}

/// The same for many: each order and product is looked up once.
pub(super) fn told(txn: &impl Reads, all: Vec<Download>) -> Result<Vec<Told>> {
    let mut titles: HashMap<GrantId, String> = HashMap::new();
    let mut numbers: HashMap<OrderId, String> = HashMap::new();
    let mut found = Vec::with_capacity(all.len());
    for download in all {
        if let Entry::Vacant(title) = titles.entry(download.grant) {
            let grant = delivery::find(txn, download.grant)?;
            let product = grant.map(|it| catalog::find(txn, it.product)).transpose()?.flatten();
            title.insert(product.map(|it| it.title).unwrap_or_default());
        }
        if let Entry::Vacant(number) = numbers.entry(download.order) {
            number.insert(orders::find(txn, download.order)?.map(|it| it.name()).unwrap_or_default());
        }
        let title = titles.get(&download.grant).cloned().unwrap_or_default();
        let number = numbers.get(&download.order).cloned().unwrap_or_default();
        found.push(Told { download, title, number });
    }
    Ok(found)
}

/// A row of the log; `order_url` is where whoever reads it finds the order.
pub(super) fn row(it: &Told, order_url: String, for_staff: bool) -> LogRow {
    let download = &it.download;
    let part = format!("{} of {}", size(download.bytes.min(download.size)), size(download.size));
    let pill =
        if download.completed { Pill::new(Tone::Good, "Complete") } else { Pill::new(Tone::Plain, "Broken off") };
    LogRow {
        date: download.started.date_and_time(),
        order: it.number.clone(),
        order_url,
        title: it.title.clone(),
        file: download.name.clone(),
        size: if download.completed { size(download.size) } else { part },
        pill: Some(pill),
        from: if for_staff { download.address.clone() } else { String::new() },
        agent: if for_staff { download.agent.clone() } else { String::new() },
    }
}
