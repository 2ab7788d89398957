//! Downloads on the wire.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::shown::Told;
use crate::{
    base::{DownloadId, Email, FileId, OrderId, OrderLineId, Result, Timestamp},
    features::{
        delivery::{self, Grant},
        orders::OrderLine,
    },
    platform::db::Reads,
};

/// One transfer of a file to a buyer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DownloadEntryJson)]
pub(super) struct EntryJson {
    #[schema(value_type = String)]
    id: DownloadId,
    started_at: String,
    ended_at: String,
    #[schema(value_type = String)]
    order: OrderId,
    #[schema(example = "1001")]
    order_number: String,
    product_title: String,
    #[schema(value_type = String)]
    file: FileId,
    name: String,
    /// In bytes.
    size: u64,
    /// Whether it reached its end, and so counts.
    completed: bool,
    /// How many bytes went out, also twice; for the staff.
    bytes: Option<u64>,
    /// For the staff.
    #[schema(value_type = Option<String>)]
    buyer: Option<Email>,
    /// From where it was asked for; for the staff.
    address: Option<String>,
    /// By which program; for the staff.
    agent: Option<String>,
}

/// A piece of the log, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DownloadLogJson)]
pub(super) struct LogJson {
    pub data: Vec<EntryJson>,
    pub next: Option<String>,
}

/// What an order's buyer may download, and has downloaded.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OrderDownloadsJson {
    pub lines: Vec<AllowedJson>,
    /// Newest first.
    pub log: Vec<EntryJson>,
}

/// What one line allows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AllowedDownloadsJson)]
pub(super) struct AllowedJson {
    #[schema(value_type = String)]
    line: OrderLineId,
    title: String,
    edition_name: String,
    /// How often each file may be downloaded; null for as often as one likes.
    limit: Option<u32>,
    /// Null for never.
    expires_at: Option<String>,
    /// When it was taken back.
    revoked_at: Option<String>,
    /// What was downloaded before counts no more.
    counted_from: Option<String>,
    /// The files that were asked for so far.
    files: Vec<CountJson>,
}

/// How often a file was downloaded.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DownloadCountJson)]
pub(super) struct CountJson {
    #[schema(value_type = String)]
    file: FileId,
    name: String,
    /// To its end, since it is counted.
    downloads: u32,
}

impl EntryJson {
    pub fn of(it: &Told, for_staff: bool) -> Self {
        let download = &it.download;
        Self {
            id: download.id,
            started_at: download.started.rfc3339(),
            ended_at: download.ended.rfc3339(),
            order: download.order,
            order_number: it.number.clone(),
            product_title: it.title.clone(),
            file: download.file,
            name: download.name.clone(),
            size: download.size,
            completed: download.completed,
            bytes: for_staff.then_some(download.bytes),
            buyer: for_staff.then(|| download.buyer.clone()),
            address: for_staff.then(|| download.address.clone()),
            agent: for_staff.then(|| download.agent.clone()),
        }
    }
}

impl AllowedJson {
    pub fn of(txn: &impl Reads, grant: &Grant, line: &OrderLine) -> Result<Self> {
        let mut names = BTreeMap::new();
        for it in delivery::downloads_of(txn, grant.id)? {
            names.insert(it.file, it.name);
        }
        let count = |(file, name)| Ok(CountJson { file, name, downloads: delivery::spent(txn, grant, file)? });
        Ok(Self {
            line: line.id,
            title: line.title.clone(),
            edition_name: line.edition_name.clone(),
            limit: grant.limit,
            expires_at: grant.expires.map(Timestamp::rfc3339),
            revoked_at: grant.revoked.as_ref().map(|it| it.at.rfc3339()),
            counted_from: grant.counted_from.map(Timestamp::rfc3339),
            files: names.into_iter().map(count).collect::<Result<_>>()?,
        })
    }
}
