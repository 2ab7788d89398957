//! A gift as its page shows it.

use super::{
    token,
    view::{GiftFile, GiftItem, GiftPage},
};
use crate::{
    base::{Result, Timestamp},
    features::{
        catalog::{self, Product},
        delivery::{self, Desk, FileFacts, Standing},
        licenses,
        orders::{Order, OrderLine},
        sellers,
    },
    platform::{
        db::Reads,
        files::Blob,
        signing::Keys,
        web::{Frame, parts::size},
    },
};

/// The page of a paid order's gift. Files and keys are there once it is claimed.
pub(super) fn page(
    txn: &impl Reads,
    frame: Frame,
    (desk, keys): (&Desk, &Keys),
    order: &Order,
    now: Timestamp,
) -> Result<GiftPage> {
    let gift = order.extras.gift.clone();
    let claimed = gift.as_ref().is_some_and(|it| it.claimed.is_some());
    let items = order.lines.iter().map(|line| item(txn, desk, line, claimed, now)).collect::<Result<_>>()?;
    Ok(GiftPage {
        frame: frame.private(),
        message: gift.map(|it| it.message).unwrap_or_default(),
        claim: (!claimed).then(|| format!("/gifts/{}/claim?token={}", order.id, token(keys, order.id))),
        items,
    })
}

fn item(txn: &impl Reads, desk: &Desk, line: &OrderLine, claimed: bool, now: Timestamp) -> Result<GiftItem> {
    let product = catalog::find(txn, line.product)?;
    let seller = sellers::find(txn, line.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
    let mut shown = GiftItem {
        title: line.title.clone(),
        detail: format!("{seller}, {}", line.edition_name),
        cover: product.as_ref().map(catalog::shown::cover).unwrap_or_default(),
        ..GiftItem::default()
    };
    let grant = delivery::find_by_line(txn, line.id)?;
    match grant.filter(|_| claimed) {
        Some(grant) if grant.standing(now) == Standing::Open => {
            let links = desk.links(txn, &grant, &facts(product.as_ref(), line), now)?;
            shown.files = links
                .into_iter()
                .map(|it| GiftFile {
                    url: it.path.clone(),
                    name: it.name.clone(),
                    size: size(it.size),
                    used_up: it.remaining == Some(0),
                })
                .collect();
            let keys = licenses::of_line(txn, line.id)?;
            shown.keys = keys.iter().filter(|it| it.is_active()).map(|it| it.key.to_string()).collect();
        }
        Some(_) => shown.closed = true,
        None => {}
    }
    Ok(shown)
}

/// The files of the newest release that come with the edition.
fn facts(product: Option<&Product>, line: &OrderLine) -> Vec<FileFacts> {
    let Some(product) = product else { return Vec::new() };
    let (Some(release), Some(edition)) = (product.latest(), product.edition(line.edition)) else { return Vec::new() };
    let files = product.files_of(edition).into_iter().map(|file| FileFacts {
        id: file.id,
        name: file.name.to_string(),
        media_type: file.media_type.clone(),
        blob: Blob { sha256: file.sha256, size: file.size },
        release: release.version.clone(),
        released_at: release.published_at,
    });
    files.collect()
}
