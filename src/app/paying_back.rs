//! The till pays back what buyers withdraw from.

use crate::{
    base::{OrderId, Result, UserId},
    features::audit::NewEntry,
    flows::{checkout::Till, withdrawing::PaysBack},
};

#[rocket::async_trait]
impl PaysBack for Till {
    async fn pay_back(&self, order: OrderId, key: [u8; 32], by: UserId, note: NewEntry) -> Result<()> {
        self.refund_all(order, key, "The buyer withdrew from the contract", by, note).await
    }
}
