//! How many copies an order holds of what there is not without end: of each edition that it hands over, and of the bundles
//! that they came with.

use std::collections::BTreeMap;

use crate::{
    base::{EditionId, Error, ErrorKind, Result},
    features::{
        orders::{Order, OrderLine},
        stock,
    },
    platform::db::WriteTxn,
};

/// Takes what a new order wants.
///
/// # Errors
/// There is less left of something, which the message names.
pub(super) fn take(txn: &WriteTxn, order: &Order) -> Result<()> {
    for (edition, copies) in wanted(order, |_| true) {
        stock::hold(txn, order.id, edition, copies, false).map_err(|error| {
            let told = format!("{}: {}. Nothing was ordered yet", title(order, edition), error.message);
            if error.kind == ErrorKind::Conflict { Error::conflict(told) } else { error }
        })?;
    }
    Ok(())
}

/// Lets a paid order hold what of its lines is `open`, and no more.
pub(super) fn bring(txn: &WriteTxn, order: &Order, open: impl Fn(&OrderLine) -> bool) -> Result<()> {
    let wanted = wanted(order, open);
    for (edition, _) in stock::held_by(txn, order.id)? {
        if !wanted.contains_key(&edition) {
            stock::hold(txn, order.id, edition, 0, true)?;
        }
    }
    wanted.into_iter().try_for_each(|(edition, copies)| stock::hold(txn, order.id, edition, copies, true))
}

fn wanted(order: &Order, open: impl Fn(&OrderLine) -> bool) -> BTreeMap<EditionId, u32> {
    let (mut single, mut bundles) = (BTreeMap::new(), BTreeMap::new());
    for line in order.lines.iter().filter(|it| open(it)) {
        let bundle = line.costs.bundle.as_ref().map(|it| it.edition);
        if bundle != Some(line.edition) {
            let copies: &mut u32 = single.entry(line.edition).or_default();
            *copies = copies.saturating_add(line.quantity);
        }
        // All that came with a bundle came as often.
        if let Some(bundle) = bundle {
            let copies: &mut u32 = bundles.entry(bundle).or_default();
            *copies = (*copies).max(line.quantity);
        }
    }
    for (edition, copies) in bundles {
        let all: &mut u32 = single.entry(edition).or_default();
        *all = all.saturating_add(copies);
    }
    single
}

fn title(order: &Order, edition: EditionId) -> &str {
    let own = order.lines.iter().find(|it| it.edition == edition).map(|it| it.title.as_str());
    let bundles = order.lines.iter().filter_map(|it| it.costs.bundle.as_ref());
    own.or_else(|| bundles.filter(|it| it.edition == edition).map(|it| it.title.as_str()).next()).unwrap_or_default()
}
