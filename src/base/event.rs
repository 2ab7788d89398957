//! Facts that one feature announces and any other may act upon.

use serde::{Deserialize, Serialize};

use super::id::{DisputeId, OrderId, ProductId, RefundId, SellerId, UserId};

/// A fact, kept in the outbox until every listener has acted upon it.
/// Listeners may see a fact twice and must not mind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A product came, changed, was published, retired or removed: whoever shows it has to look again.
    ProductChanged {
        /// Which one.
        product: ProductId,
    },
    /// A seller's name or standing changed, and with it how each of their products is shown.
    SellerChanged {
        /// Who.
        seller: SellerId,
    },
    /// An order was paid, or was free.
    OrderPaid {
        /// Which one.
        order: OrderId,
    },
    /// An order will not be paid any more.
    OrderFailed {
        /// Which one.
        order: OrderId,
    },
    /// Money of an order has gone back to its buyer.
    OrderRefunded {
        /// Which order.
        order: OrderId,
        /// Which refund.
        refund: RefundId,
    },
    /// Money that had gone back to its buyer has come back to the shop: the gateway could not deliver it after all.
    RefundReturned {
        /// Which order.
        order: OrderId,
        /// Which refund.
        refund: RefundId,
    },
    /// A payer's bank has given the payer back what a dispute was about.
    DisputeLost {
        /// Which order.
        order: OrderId,
        /// Which dispute.
        dispute: DisputeId,
    },
    /// What an order gave was taken back, or given back: whatever hangs on having it has to look again.
    GoodsChanged {
        /// Which order.
        order: OrderId,
    },
    /// What buyers think of a product on average has changed.
    RatingChanged {
        /// Which product.
        product: ProductId,
    },
    /// Somebody said something about what is picked for them, or that nothing is to be.
    TasteChanged {
        /// Who.
        user: UserId,
    },
    /// Something that opened an account does not any more: whoever is connected with it has to prove it anew.
    AccessChanged {
        /// Whose account.
        user: UserId,
    },
}
