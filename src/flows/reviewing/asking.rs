//! Asking buyers some days later what they think: once for each purchase, and only those who have an account, want such
//! mails, have the goods still and have not written anything yet.

use std::time::Duration;

use super::{
    acts::{self, Desk},
    holding, letters,
};
use crate::{
    base::{OrderId, Result},
    features::{
        accounts, catalog, orders,
        preferences::{self, Mailing},
        reviews,
    },
    platform::{
        db::WriteTxn,
        jobs::{self, Kind, NewJob, Task},
        signing::Keys,
        web::Shop,
    },
};

const KIND: &str = "reviews.ask";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// So many products of an order are named.
const NAMED: usize = 5;

/// Plans to ask the buyer of an order after so many days; never, if it is 0.
pub(super) fn plan(txn: &WriteTxn, order: OrderId, days: u16) -> Result<()> {
    if days == 0 {
        return Ok(());
    }
    let at = txn.now.plus(DAY * u32::from(days));
    jobs::enqueue(txn, NewJob::new(KIND, &order)?.once(order.to_string()).at(at)).map(drop)
}

/// Asks them. That they were asked is kept in the write that sends the mail, so that it is sent once.
pub fn asker(shop: Shop, keys: Keys) -> Kind {
    let desk = Desk { shop, keys };
    let work = move |task: Task| {
        let desk = desk.clone();
        async move {
            let order: OrderId = task.about()?;
            task.db.write(move |txn| ask(txn, &desk, order)).await
        }
    };
    Kind::new(KIND, work)
}

fn ask(txn: &WriteTxn, desk: &Desk, id: OrderId) -> Result<()> {
    let Some(order) = orders::find(txn, id)? else { return Ok(()) };
    let Some(user) = holding::receiver(&order) else { return Ok(()) };
    let reader = accounts::find(txn, user)?.filter(|it| !it.is_suspended());
    let Some(reader) = reader else { return Ok(()) };
    let mut products = Vec::new();
    for line in &order.lines {
        let Some(product) = catalog::find(txn, line.product)?.filter(catalog::Product::is_published) else { continue };
        let known = products.iter().any(|it: &catalog::Product| it.id == product.id);
        let written = reviews::find_own(txn, product.id, user)?.is_some();
        if !known && !written && acts::may_review(txn, user, &product).is_ok() {
            products.push(product);
        }
    }
    products.truncate(NAMED);
    if products.is_empty() || !reviews::note_reminded(txn, id)? {
        return Ok(());
    }
    let letter = letters::asked(&desk.shop, &reader.email, &products);
    preferences::post(txn, &desk.keys, &desk.shop, Mailing::ReviewReminders, &letter).map(drop)
}
