//! What a member has already: told beside it, so that nobody pays for a thing twice.

use super::compare;
use crate::{
    base::{ProductId, Result, Timestamp, UserId, text},
    features::{
        assistant::Reply,
        delivery,
        orders::{self, Order},
    },
    platform::db::Reads,
};

/// So many of the newest orders are looked through.
const ORDERS: usize = 200;
/// Characters of a title.
const TITLE: usize = 60;

/// Marks what of an answer `who` has already. Gives the sentence that says so, if there is something to say.
pub(super) fn mark(txn: &impl Reads, who: Option<UserId>, reply: &mut Reply) -> Result<Option<String>> {
    let shown: Vec<ProductId> =
        reply.tips.iter().map(|it| it.product).chain(reply.comparison.iter().copied()).collect();
    let Some(user) = who.filter(|_| !shown.is_empty()) else { return Ok(None) };
    let given = orders::given_to(txn, user, ORDERS)?;
    let own = orders::of_owner(txn, user, ORDERS)?;
    let mut held: Vec<(ProductId, String, Timestamp)> = Vec::new();
    // What somebody gave away is its receiver's.
    for order in own.iter().filter(|it| !it.is_gift()).chain(&given) {
        for (product, title) in of_order(txn, order, &shown)? {
            if held.iter().all(|it| it.0 != product) {
                held.push((product, text::shorten(&title, TITLE), order.placed));
            }
        }
    }
    held.sort_by_key(|it| shown.iter().position(|shown| *shown == it.0));
    for tip in &mut reply.tips {
        if let Some((.., since)) = held.iter().find(|it| it.0 == tip.product) {
            tip.why = format!("You have had this since {}.", since.date());
        }
    }
    let titles: Vec<String> = held.into_iter().map(|it| it.1).collect();
    let waits = match titles.len() {
        0 => return Ok(None),
        1 => "it waits",
        _ => "they wait",
    };
    if reply.links.iter().all(|it| it.1 != "/library") {
        reply.links.push(("Your library".into(), "/library".into()));
    }
    Ok(Some(format!("You have {} already; {waits} in your library.", compare::joined(&titles, "and"))))
}

/// Those of `shown` that an order gave to its receiver and that were not taken back.
fn of_order(txn: &impl Reads, order: &Order, shown: &[ProductId]) -> Result<Vec<(ProductId, String)>> {
    let mut found = Vec::new();
    for line in order.lines.iter().filter(|it| shown.contains(&it.product)) {
        if delivery::find_by_line(txn, line.id)?.is_some_and(|it| it.revoked.is_none()) {
            found.push((line.product, line.title.clone()));
        }
    }
    Ok(found)
}
