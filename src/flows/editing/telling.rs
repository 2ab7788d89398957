//! Writing to those who bought a product that something new is out: to everyone once, whatever breaks in between.

use serde::{Deserialize, Serialize};

use crate::{
    base::{GrantId, ProductId, ReleaseId, Result, links},
    features::{
        catalog,
        delivery::{self, Grant},
        preferences::{self, Mailing},
    },
    platform::{
        db::WriteTxn,
        jobs::{self, Kind, NewJob, Task},
        mail::Letter,
        signing::Keys,
        web::Shop,
    },
};

const KIND: &str = "releases.tell";
/// So many buyers are written to in one write.
const GROUP: usize = 50;

/// Who is written to next: those behind a grant.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct About {
    product: ProductId,
    release: ReleaseId,
    behind: Option<GrantId>,
}

/// Begins to write to the buyers of a product.
pub(super) fn begin(txn: &WriteTxn, product: ProductId, release: ReleaseId) -> Result<()> {
    jobs::enqueue(txn, NewJob::new(KIND, &About { product, release, behind: None })?).map(drop)
}

/// Writes to buyers, some at a time. That they were written to and where to go on is kept in one write.
pub fn teller(keys: Keys, shop: Shop) -> Kind {
    let work = move |task: Task| {
        let (keys, shop) = (keys.clone(), shop.clone());
        async move {
            let about: About = task.about()?;
            let (product, behind) = (about.product, about.behind);
            let grants = task.db.read(move |txn| delivery::of_product(txn, product, behind, GROUP)).await?;
            if grants.is_empty() {
                return Ok(());
            }
            task.db.write(move |txn| write(txn, &keys, &shop, &about, &grants)).await
        }
    };
    Kind::new(KIND, work)
}

fn write(txn: &WriteTxn, keys: &Keys, shop: &Shop, about: &About, grants: &[Grant]) -> Result<()> {
    let Some(product) = catalog::find(txn, about.product)? else { return Ok(()) };
    let Some(release) = product.releases.iter().find(|it| it.id == about.release && it.yanked.is_none()) else {
        return Ok(());
    };
    for grant in grants {
        let gone = grant.revoked.is_some() || grant.expires.is_some_and(|it| it <= txn.now);
        let theirs = release.for_earlier || grant.created >= release.published_at;
        // Whoever bought it twice reads of it once.
        let first = delivery::of_buyer(txn, &grant.buyer, usize::MAX)?;
        let first = first.iter().filter(|it| it.product == product.id).map(|it| it.id).min() == Some(grant.id);
        if gone || !theirs || !first {
            continue;
        }
        let mut lines =
            vec![format!("Version {} of {} is out. It is in your library.", release.version, product.title)];
        lines.extend(release.notes.lines().filter(|it| !it.trim().is_empty()).take(60).map(str::to_owned));
        let letter = Letter {
            to: grant.buyer.clone(),
            kind: "product-updates",
            subject: format!("{} {} is out", product.title, release.version),
            lines,
            link: Some(("See what is new".into(), shop.base_url.to(&links::product(&product.slug)))),
            code: None,
            end: "You get this because you bought it.".into(),
        };
        preferences::post(txn, keys, shop, Mailing::Updates, &letter)?;
    }
    match grants.last().filter(|_| grants.len() == GROUP) {
        Some(last) => {
            let next = About { behind: Some(last.id), ..about.clone() };
            jobs::enqueue(txn, NewJob::new(KIND, &next)?).map(drop)
        }
        None => Ok(()),
    }
}
