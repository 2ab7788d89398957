//! What must hold between licences, devices and pools.

use std::{collections::HashMap, ops::ControlFlow};

use super::store::{ACTIVATIONS, BACKORDERS, FREE, LICENSES, POLICIES, POOL};
use crate::{base::Result, platform::db::ReadTxn};

/// Nobody uses a licence on more devices than it allows, a key of a pool is given once, and nobody is owed what they have.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut devices = HashMap::new();
    ACTIVATIONS.each(txn, |it| {
        *devices.entry(it.license.to_bytes()).or_insert(0_u64) += 1;
        Ok(ControlFlow::Continue(()))
    })?;
    LICENSES.each(txn, |it| {
        let used = devices.remove(&it.id.to_bytes()).unwrap_or_default();
        if it.limit.is_some_and(|limit| used > u64::from(limit)) {
            faults.push(format!("licenses: {} is used on {used} devices", it.id));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if !devices.is_empty() {
        faults.push("licenses: a device is activated for no licence".into());
    }
    let mut given = HashMap::new();
    POOL.each(txn, |it| {
        if let Some(license) = it.license {
            if LICENSES.find(txn, license)?.is_none_or(|one| one.key.letters() != it.letters) {
                faults.push(format!("licenses: a key of the pool is not that of {license}"));
            }
            if given.insert(license.to_bytes(), ()).is_some() {
                faults.push(format!("licenses: {license} has two keys of the pool"));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    POLICIES.each(txn, |it| {
        if it.pool && it.empty != (FREE.of(&it.edition).limit(1).count(txn)? == 0) {
            faults.push(format!("licenses: the pool of {} is wrongly shown as empty or not", it.edition));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    BACKORDERS.each(txn, |it| {
        if super::of_line(txn, it.line)?.iter().any(|one| one.seat == it.seat) {
            faults.push(format!("licenses: a copy of {} has its key and waits for one", it.order));
        }
        Ok(ControlFlow::Continue(()))
    })
}
