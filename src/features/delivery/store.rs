//! Where grants and downloads are kept.

use std::ops::ControlFlow;

use super::{
    copies::{Copy, Stamping, Unstamped},
    model::{Download, Grant},
    terms::Terms,
};
use crate::{
    base::{DownloadId, Email, FileId, GrantId, OrderId, OrderLineId, ProductId, Result, SellerId, Timestamp},
    platform::db::{Index, Reads, Stored, Table},
};

pub(super) static TABLES: [&dyn Stored; 6] = [&GRANTS, &DOWNLOADS, &TERMS, &STAMPING, &COPIES, &UNSTAMPED];

pub(super) static GRANTS: Table<Grant> = Table::new("delivery.grants", &[&BY_LINE, &BY_ORDER, &BY_BUYER]);
pub(super) static DOWNLOADS: Table<Download> = Table::new("delivery.downloads", &[&BY_GRANT, &SPENT, &BY_SELLER]);
pub(super) static TERMS: Table<Terms> = Table::new("delivery.terms", &[]).shown();
pub(super) static STAMPING: Table<Stamping> = Table::new("delivery.stamping", &[]);
pub(super) static COPIES: Table<Copy> = Table::new("delivery.copies", &[]);
pub(super) static UNSTAMPED: Table<Unstamped> = Table::new("delivery.unstamped", &[]);

static BY_LINE: Index<Grant, OrderLineId> =
    Index::new("delivery.grants.by_line", |it: &Grant| it.line).taken("This line has its files already");
static BY_ORDER: Index<Grant, (OrderId, GrantId)> =
    Index::new("delivery.grants.by_order", |it: &Grant| (it.order, it.id));
static BY_BUYER: Index<Grant, (String, GrantId)> =
    Index::new("delivery.grants.by_buyer", |it: &Grant| (mailbox(&it.buyer), it.id));

static BY_GRANT: Index<Download, (GrantId, FileId, DownloadId)> =
    Index::new("delivery.downloads.by_grant", |it: &Download| (it.grant, it.file, it.id));
static BY_SELLER: Index<Download, (SellerId, DownloadId)> =
    Index::maybe("delivery.downloads.by_seller", |it: &Download| it.seller.map(|seller| (seller, it.id)));
/// Those that count. A count is never kept beside the log: this is the log.
static SPENT: Index<Download, (GrantId, FileId, DownloadId)> =
    Index::maybe("delivery.downloads.spent", |it: &Download| it.completed.then_some((it.grant, it.file, it.id)));

/// The grant with this identifier.
pub fn find(txn: &impl Reads, grant: GrantId) -> Result<Option<Grant>> {
    GRANTS.find(txn, grant)
}

/// The grant of a line, if it was paid.
pub fn find_by_line(txn: &impl Reads, line: OrderLineId) -> Result<Option<Grant>> {
    BY_LINE.find(txn, &GRANTS, &line)
}

/// The grants of an order.
pub fn of_order(txn: &impl Reads, order: OrderId) -> Result<Vec<Grant>> {
    BY_ORDER.of(&order).records(txn, &GRANTS)
}

/// What someone has bought, newest first, however they write their address in capitals or not.
pub fn of_buyer(txn: &impl Reads, buyer: &Email, limit: usize) -> Result<Vec<Grant>> {
    BY_BUYER.of(&mailbox(buyer)).newest_first().limit(limit).records(txn, &GRANTS)
}

/// Up to `limit` of those who bought a product, behind a grant, oldest first. Looks at every grant.
pub fn of_product(txn: &impl Reads, product: ProductId, behind: Option<GrantId>, limit: usize) -> Result<Vec<Grant>> {
    let mut found = Vec::new();
    GRANTS.each(txn, |it| {
        if it.product == product && behind.is_none_or(|behind| it.id > behind) {
            found.push(it);
        }
        Ok(if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(found)
}

/// All transfers that a grant allowed, oldest first within each file.
pub fn downloads_of(txn: &impl Reads, grant: GrantId) -> Result<Vec<Download>> {
    BY_GRANT.of(&grant).records(txn, &DOWNLOADS)
}

/// Up to `limit` transfers of all sellers, newest first, beginning before `before`.
pub fn log(txn: &impl Reads, before: Option<DownloadId>, limit: usize) -> Result<Vec<Download>> {
    DOWNLOADS.newest(txn, before, limit)
}

/// The same of what one seller sells.
pub fn log_of_seller(
    txn: &impl Reads,
    seller: SellerId,
    before: Option<DownloadId>,
    limit: usize,
) -> Result<Vec<Download>> {
    let all = match before {
        None => BY_SELLER.of(&seller),
        Some(before) => BY_SELLER.between(&seller, &(seller, before)),
    };
    all.newest_first().limit(limit).records(txn, &DOWNLOADS)
}

/// How often a file was downloaded to its end, since it is counted anew.
pub fn spent(txn: &impl Reads, grant: &Grant, file: FileId) -> Result<u32> {
    Ok(u32::try_from(spent_by(txn, grant, file)?.len()).unwrap_or(u32::MAX))
}

/// The transfers that count.
pub(super) fn spent_by(txn: &impl Reads, grant: &Grant, file: FileId) -> Result<Vec<DownloadId>> {
    let first = counted_from(grant);
    let all = SPENT.of(&(grant.id, file)).keys(txn)?;
    Ok(all.into_iter().map(|(_, _, download)| download).filter(|it| *it >= first).collect())
}

/// No transfer with a smaller identifier counts: identifiers begin with the time.
pub(super) fn counted_from(grant: &Grant) -> DownloadId {
    DownloadId::new(grant.counted_from.unwrap_or(Timestamp::EPOCH), [0; 10])
}

/// How often a file was ever downloaded to its end.
pub(super) fn completed(txn: &impl Reads, grant: GrantId, file: FileId) -> Result<usize> {
    SPENT.of(&(grant, file)).count(txn)
}

fn mailbox(buyer: &Email) -> String {
    buyer.as_str().to_lowercase()
}
