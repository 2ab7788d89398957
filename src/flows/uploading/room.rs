//! How much of a seller's room is taken, and announcing a file within it.

use crate::{
    base::{Result, UserId},
    features::{
        catalog, previews, sellers,
        uploads::{self, Intake, NewUpload, Upload},
    },
    platform::db::{Db, Reads},
};

/// Announces a file, in the same write in which its owner's room is looked at.
///
/// # Errors
/// There is no room for it, of theirs or on the disk.
pub(super) async fn announce(db: &Db, intake: &Intake, new: NewUpload, length: u64) -> Result<Upload> {
    intake.has_room(length)?;
    let (quota, life, owner) = (intake.rules().quota_bytes(), intake.rules().life(), new.owner());
    let made = db.write(move |txn| uploads::announce(txn, &new, used(txn, owner)?, quota, life)).await?;
    // A file of nothing is whole at once.
    intake.heal(made).await
}

/// So many bytes lie in the products of `owner` and in their samples, each file counted once.
fn used(txn: &impl Reads, owner: UserId) -> Result<u64> {
    let Some(seller) = sellers::of_owner(txn, owner)? else { return Ok(0) };
    let products = catalog::all_of_seller(txn, seller.id)?.into_iter().map(|it| it.id);
    Ok(catalog::stored_bytes(txn, seller.id)?.saturating_add(previews::stored_bytes(txn, products)?))
}
