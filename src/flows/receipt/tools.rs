//! The state of an order, for outside agents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, Money, OrderId},
    features::orders::{self, Order},
    platform::{
        agents::{Caller, Effect, Tool},
        db::{Db, Record},
        signing::Keys,
        web::Scope,
    },
};

/// Which order, and what opens it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    /// The `id` of the order, as in the address of its page.
    order: String,
    /// The `token` of that address. Not needed by whoever asks with a key of the buyer's account.
    token: Option<String>,
}

/// How it stands with an order: nothing of who bought it, and nothing that opens what was bought.
#[derive(Debug, Serialize)]
struct Standing {
    id: OrderId,
    number: String,
    status: &'static str,
    placed_at: String,
    total: Money,
    /// Whether its files and keys were handed over.
    delivered: bool,
    lines: Vec<LineStanding>,
}

#[derive(Debug, Serialize)]
struct LineStanding {
    title: String,
    quantity: u32,
    total: Money,
}

impl Standing {
    fn of(order: &Order) -> Self {
        let line =
            |it: &orders::OrderLine| LineStanding { title: it.title.clone(), quantity: it.quantity, total: it.total };
        Self {
            id: order.id,
            number: order.number.to_string(),
            status: order.status.word(),
            placed_at: order.placed.rfc3339(),
            total: order.totals.total,
            delivered: order.fulfilled.is_some(),
            lines: order.lines.iter().map(line).collect(),
        }
    }
}

/// What agents follow orders with.
pub fn tools(db: Db, keys: Keys) -> Vec<Tool> {
    let order_status = move |caller: Caller, which: Which| {
        let (db, keys) = (db.clone(), keys.clone());
        async move {
            let id: OrderId = which.order.parse().map_err(|_| Error::not_found(<Order as Record>::MISSING))?;
            let asking = caller.visitor.reader(Scope::OrdersRead);
            db.look(|txn| Ok(Standing::of(&orders::open(txn, &keys, id, which.token.as_deref(), asking)?)))
        }
    };
    vec![Tool::new(
        ("order_status", "Follow an order"),
        "Tells whether an order was paid and delivered. Needs the order's token, or a key of its buyer with the scope orders:read.",
        Effect::Reads,
        order_status,
    )]
}
