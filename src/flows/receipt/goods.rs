//! What an order has brought: for each line its files with fresh links, and its licence keys.

use crate::{
    base::{Result, Timestamp},
    features::{
        catalog::{self, File, Product, Release},
        delivery::{self, Desk, DownloadLink, FileFacts, Grant, Standing},
        licenses::{self, License},
        orders::{Order, OrderLine},
        sellers,
    },
    platform::{db::Reads, files::Blob},
};

/// One line with what belongs to it.
pub(super) struct Good {
    pub line: OrderLine,
    /// The product as it is today, if it still exists.
    pub product: Option<Product>,
    pub seller: String,
    /// The right to download, once it is paid.
    pub grant: Option<Grant>,
    /// Links to the files of the newest release.
    pub files: Vec<DownloadLink>,
    pub licenses: Vec<License>,
}

impl Good {
    /// Whether its files may be downloaded at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.grant.as_ref().is_some_and(|it| it.standing(now) == Standing::Open)
    }
}

/// What `order` has brought so far.
pub(super) fn of_order(txn: &impl Reads, desk: &Desk, order: &Order, now: Timestamp) -> Result<Vec<Good>> {
    let goods = order.lines.iter().map(|line| of_line(txn, desk, order, line, now));
    // What was given away is opened by whom it was given to, on a page of their own.
    let hide = |it: Good| Good { grant: None, files: Vec::new(), licenses: Vec::new(), ..it };
    goods.map(|it| it.map(|it| if order.is_gift() { hide(it) } else { it })).collect()
}

fn of_line(txn: &impl Reads, desk: &Desk, order: &Order, line: &OrderLine, now: Timestamp) -> Result<Good> {
    let product = catalog::find(txn, line.product)?;
    let seller = sellers::find(txn, line.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
    let grant = delivery::find_by_line(txn, line.id)?;
    let files = match &grant {
        Some(grant) => {
            let files = facts(product.as_ref(), line, grant.created);
            desk.links(txn, grant, &files, &order.copy_line(), now)?
        }
        None => Vec::new(),
    };
    let licenses = licenses::of_line(txn, line.id)?;
    Ok(Good { line: line.clone(), product, seller, grant, files, licenses })
}

/// The files that come with the edition that was bought: of the newest release that is for its buyer.
fn facts(product: Option<&Product>, line: &OrderLine, bought: Timestamp) -> Vec<FileFacts> {
    let Some(product) = product else { return Vec::new() };
    let Some(edition) = product.edition(line.edition) else { return Vec::new() };
    product.files_for(edition, bought).into_iter().map(|(release, file)| fact(release, file)).collect()
}

fn fact(release: &Release, file: &File) -> FileFacts {
    FileFacts {
        id: file.id,
        name: file.name.to_string(),
        media_type: file.media_type.clone(),
        blob: Blob { sha256: file.sha256, size: file.size },
        release: release.version.clone(),
        released_at: release.published_at,
    }
}
