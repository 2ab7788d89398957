//! What must always hold.

use std::{collections::HashMap, ops::ControlFlow};

use super::store;
use crate::{base::Result, platform::db::ReadTxn};

/// Adds a fault for each file that was downloaded more often than its grant allows, and for each download without one.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut counts = HashMap::new();
    store::DOWNLOADS.each(txn, |it| {
        let count: &mut u32 = counts.entry((it.grant, it.file)).or_default();
        *count += u32::from(it.completed);
        Ok(ControlFlow::Continue(()))
    })?;
    store::COPIES.each(txn, |it| {
        if store::find(txn, it.grant)?.is_none() {
            faults.push(format!("delivery: {} is a copy for {}, which there is not", it.blob.sha256, it.grant));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    for ((grant, file), count) in counts {
        match store::find(txn, grant)? {
            None => faults.push(format!("delivery: {file} was downloaded by {grant}, which there is not")),
            Some(it) => {
                let spent = store::spent(txn, &it, file)?;
                if it.limit.is_some_and(|limit| spent > limit) {
                    faults
                        .push(format!("delivery: {file} was downloaded {spent} times by {grant}, more than it allows"));
                }
            }
        }
        if store::completed(txn, grant, file)? != count as usize {
            faults.push(format!("delivery: the downloads of {file} by {grant} are miscounted"));
        }
    }
    Ok(())
}
