//! Whether something can be bought at the moment, as whoever knows of stocks and keys says of each edition.

use super::{Edition, Product, store};
use crate::{base::Result, platform::db::Reads};

/// Whether an edition is sold out: by itself, or as a bundle of which something is. `out` says so of one edition.
pub fn is_sold_out(txn: &impl Reads, edition: &Edition, out: &impl Fn(&Edition) -> Result<bool>) -> Result<bool> {
    if out(edition)? {
        return Ok(true);
    }
    for item in &edition.bundle {
        let product = store::find(txn, item.product)?;
        if let Some(member) = product.as_ref().and_then(|it| it.edition(item.edition))
            && out(member)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether all that is sold of a product is sold out.
pub fn is_all_sold_out(txn: &impl Reads, product: &Product, out: &impl Fn(&Edition) -> Result<bool>) -> Result<bool> {
    let mut any = false;
    for edition in product.on_sale() {
        any = true;
        if !is_sold_out(txn, edition, out)? {
            return Ok(false);
        }
    }
    Ok(any)
}
