//! What must hold: averages, votes and complaints agree with the reviews, counted anew.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use super::{
    Tally,
    store::{OPEN, REVIEWS, TALLIES, VOTES},
};
use crate::{base::Result, platform::db::ReadTxn};

/// Counts everything anew.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut tallies = HashMap::new();
    let mut votes: HashMap<[u8; 16], u32> = HashMap::new();
    VOTES.each(txn, |it| {
        *votes.entry(it.review.to_bytes()).or_default() += 1;
        Ok(ControlFlow::Continue(()))
    })?;
    let mut known = HashSet::new();
    REVIEWS.each(txn, |it| {
        known.insert(it.id.to_bytes());
        if !(1..=5).contains(&it.stars) {
            faults.push(format!("reviews: {} has {} stars", it.id, it.stars));
        }
        if votes.remove(&it.id.to_bytes()).unwrap_or(0) != it.helpful {
            faults.push(format!("reviews: {} was not found helpful by {} members", it.id, it.helpful));
        }
        let tally = tallies.entry(it.product.to_bytes()).or_insert_with(|| Tally::none(it.product));
        tally.shift(&it, true);
        Ok(ControlFlow::Continue(()))
    })?;
    if !votes.is_empty() {
        faults.push(format!("reviews: {} reviews that are gone have votes", votes.len()));
    }
    tallies.retain(|_, it| !it.is_empty());
    TALLIES.each(txn, |it| {
        if tallies.remove(&it.product.to_bytes()).as_ref() != Some(&it) {
            faults.push(format!("reviews: the average of {} is not that of its reviews", it.product));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    faults.extend(tallies.values().map(|it| format!("reviews: nobody counted those of {}", it.product)));
    for (review, report) in OPEN.all().keys(txn)? {
        if !known.contains(&review.to_bytes()) {
            faults.push(format!("reviews: {report} waits, and its review is gone"));
        }
    }
    Ok(())
}
