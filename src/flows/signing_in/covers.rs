//! The pictures beside the forms at the door: what is newest on the shelves.

use crate::{
    base::Result,
    features::catalog,
    platform::{db::Reads, web::parts::Cover},
};

const SHOWN: usize = 6;

/// Up to six covers.
pub(super) fn newest(txn: &impl Reads) -> Result<Vec<Cover>> {
    Ok(catalog::newest(txn, SHOWN)?.iter().map(catalog::shown::cover).collect())
}
