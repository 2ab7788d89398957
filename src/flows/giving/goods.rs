//! What is in a gift: files of the newest release with fresh links, and licence keys.

use super::Standing;
use crate::{
    base::{Result, Timestamp},
    features::{
        catalog::{self, Product},
        delivery::{self, Desk, DownloadLink, FileFacts},
        licenses::{self, License},
        orders::{Order, OrderLine},
        sellers,
    },
    platform::{db::Reads, files::Blob},
};

/// One thing of a gift.
pub(super) struct Good {
    pub line: OrderLine,
    /// The product as it is today, if it still exists.
    pub product: Option<Product>,
    pub seller: String,
    /// Its files, once the gift is claimed.
    pub files: Vec<DownloadLink>,
    /// Its licence keys, once the gift is claimed.
    pub keys: Vec<License>,
    /// It cannot be downloaded any more.
    pub closed: bool,
}

/// All that is in it, as far as it is open to whoever asks.
pub(super) fn of(
    txn: &impl Reads,
    desk: &Desk,
    order: &Order,
    standing: Standing,
    now: Timestamp,
) -> Result<Vec<Good>> {
    order.lines.iter().map(|line| good(txn, desk, order, line, standing.is_open(), now)).collect()
}

fn good(txn: &impl Reads, desk: &Desk, order: &Order, line: &OrderLine, open: bool, now: Timestamp) -> Result<Good> {
    let product = catalog::find(txn, line.product)?;
    let seller = sellers::find(txn, line.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
    let mut good = Good { line: line.clone(), product, seller, files: Vec::new(), keys: Vec::new(), closed: false };
    match delivery::find_by_line(txn, line.id)?.filter(|_| open) {
        Some(grant) if grant.standing(now) == delivery::Standing::Open => {
            let says = match &order.extras.gift {
                Some(gift) => order.gift_line(&gift.to),
                None => order.copy_line(),
            };
            good.files = desk.links(txn, &grant, &facts(good.product.as_ref(), line, grant.created), &says, now)?;
            let keys = licenses::of_line(txn, line.id)?;
            good.keys = keys.into_iter().filter(License::is_held).collect();
        }
        Some(_) => good.closed = true,
        None => {}
    }
    Ok(good)
}

/// The files of the newest release that come with the edition.
fn facts(product: Option<&Product>, line: &OrderLine, bought: Timestamp) -> Vec<FileFacts> {
    let Some(product) = product else { return Vec::new() };
    let Some(edition) = product.edition(line.edition) else { return Vec::new() };
    let files = product.files_for(edition, bought).into_iter().map(|(release, file)| FileFacts {
        id: file.id,
        name: file.name.to_string(),
        media_type: file.media_type.clone(),
        blob: Blob { sha256: file.sha256, size: file.size },
        release: release.version.clone(),
        released_at: release.published_at,
    });
    files.collect()
}
