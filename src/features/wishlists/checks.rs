//! What must hold between lists and what is on them.

use std::{collections::HashMap, ops::ControlFlow};

use super::{
    WISHES, WISHLISTS,
    model::Owner,
    store::{ITEMS, LISTS},
};
use crate::{base::Result, platform::db::ReadTxn};

/// Whatever is wished for is on a list, and lists keep within their bounds.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let (mut lists, mut owners) = (HashMap::new(), HashMap::new());
    LISTS.each(txn, |list| {
        lists.insert(list.id.to_bytes(), 0_usize);
        if let Owner::Account(user) = list.owner {
            *owners.entry(user.to_bytes()).or_insert(0_usize) += 1;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    ITEMS.each(txn, |wish| {
        match lists.get_mut(&wish.list.to_bytes()) {
            Some(count) => *count += 1,
            None => faults.push(format!("wishlists: {} is on no list", wish.id)),
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if lists.values().any(|it| *it > WISHES) || owners.values().any(|it| *it > WISHLISTS) {
        faults.push("wishlists: somebody has more than they may".into());
    }
    Ok(())
}
