//! Keeping house among the files: which of them records name, and what happens to the others.

use std::{ops::ControlFlow, time::Duration};

use crate::{
    base::{Result, Timestamp},
    features::{catalog, delivery, exports, previews, uploads},
    platform::{
        clock::Clock,
        db::{ReadTxn, Reads},
        files::{Files, Named},
        jobs::{Kind, Task},
    },
};

const EVERY: Duration = Duration::from_secs(60 * 60);

/// Throws away what no product names any more, once an hour.
pub fn sweep(files: Files) -> Kind {
    let work = move |task: Task| {
        let files = files.clone();
        async move {
            while task.db.write(delivery::forget_ended).await? > 0 {}
            let swept = files.sweep(|| task.db.read(named), machine_time()).await?;
            if swept.strays + swept.drafts > 0 {
                tracing::info!("swept out {} files and {} drafts, {} bytes", swept.strays, swept.drafts, swept.bytes);
            }
            Ok(())
        }
    };
    Kind::new("files.sweep", work).every(EVERY)
}

/// Adds a fault for each file that is missing or damaged, and for each that should have been swept out.
/// Reads every byte of the folder; of a bucket it compares names and sizes.
pub fn check(txn: &ReadTxn, files: &Files, faults: &mut Vec<String>) -> Result<()> {
    let mut found = Vec::new();
    files.check_blocking(named(txn)?, machine_time(), &mut found)?;
    faults.append(&mut found);
    Ok(())
}

/// The disk dates files by the machine's clock, whatever clock the shop goes by.
fn machine_time() -> Timestamp {
    Clock::system().now()
}

/// Every file that a product names, in its releases or as a picture, every copy that somebody may fetch or that says whose
/// it is, every preview, and every upload that waits for its product.
pub fn named(txn: &impl Reads) -> Result<Vec<Named>> {
    let mut named = Vec::new();
    catalog::each(txn, |product| {
        named.extend(product.all_files().map(|it| Named { sha256: it.sha256, size: Some(it.size) }));
        let images = product.images.iter().flat_map(|it| it.source.digests());
        named.extend(images.map(|sha256| Named { sha256, size: None }));
        Ok(ControlFlow::Continue(()))
    })?;
    named.extend(exports::all(txn)?.into_iter().filter_map(|it| Some(Named::from(it.made?.blob))));
    named.extend(delivery::copies(txn)?.into_iter().map(Named::from));
    named.extend(previews::blobs(txn)?.into_iter().map(Named::from));
    named.extend(uploads::all(txn)?.into_iter().filter_map(|it| it.whole).map(Named::from));
    Ok(named)
}
