//! Who sells here: the names that stand beside products.

mod guard;
mod model;
mod nav;
mod store;
#[cfg(test)]
mod tests;

pub use guard::{Editing, EditingBy, SalesReader, Selling};
pub use model::{Seller, SellerName};
pub use nav::side_nav;
pub use store::{all, count, find, find_by_slug, get, of_owner};

use crate::{
    base::{Error, Event, Result, SellerId, Slug, UserId, text},
    platform::{Feature, db::WriteTxn},
};

/// What sellers bring along.
pub fn feature() -> Feature {
    Feature::new("sellers").tables(&store::TABLES)
}

/// The seller of exactly that name; a new one where there is none yet.
pub fn find_or_make(txn: &WriteTxn, name: &SellerName) -> Result<Seller> {
    if let Some(seller) = store::find_by_name(txn, name)? {
        return Ok(seller);
    }
    let wished = Slug::of(name.as_str()).or_else(|| Slug::of("seller")).ok_or_else(no_slug)?;
    let seller = Seller {
        id: txn.fresh(),
        slug: store::free_slug(txn, &wished)?,
        name: name.clone(),
        about: String::new(),
        created: txn.now,
        owner: None,
    };
    store::SELLERS.put(txn, &seller)?;
    txn.emit(Event::SellerChanged { seller: seller.id })?;
    Ok(seller)
}

/// As [`find_or_make`], for a name that a person chose.
///
/// # Errors
/// Another seller has a name that looks the same to people.
pub fn find_or_name(txn: &WriteTxn, name: &SellerName) -> Result<Seller> {
    if store::find_by_name(txn, name)?.is_none() {
        let look = name.skeleton();
        if let Some(twin) = store::all(txn)?.into_iter().find(|it| it.name.skeleton() == look) {
            return Err(Error::invalid("seller", format!("That looks the same as the seller {}", twin.name)));
        }
    }
    find_or_make(txn, name)
}

/// Gives a seller another name. The address of their page stays, so that links to it go on working.
pub fn rename(txn: &WriteTxn, seller: SellerId, name: &SellerName) -> Result<Seller> {
    change(txn, seller, |it| it.name = name.clone())
}

/// Sets what a seller tells about themselves.
pub fn describe(txn: &WriteTxn, seller: SellerId, about: &str) -> Result<Seller> {
    let about = text::paragraphs(about);
    if about.chars().count() > Seller::MAX_ABOUT {
        return Err(Error::invalid("about", format!("Use {} characters at most", Seller::MAX_ABOUT)));
    }
    change(txn, seller, |it| it.about = about.clone())
}

/// Lets the account `owner` mind what a seller sells, or nobody.
///
/// # Errors
/// Another account minds it; the account minds another seller.
pub fn assign(txn: &WriteTxn, seller: SellerId, owner: Option<UserId>) -> Result<Seller> {
    let taken = store::get(txn, seller)?.owner.is_some_and(|it| owner.is_some_and(|new| new != it));
    if taken {
        return Err(Error::conflict("Another account sells as them already; take that away first"));
    }
    change(txn, seller, |it| it.owner = owner)
}

/// Forgets a seller. Only for one who sells nothing: whoever calls this has made sure.
pub fn remove(txn: &WriteTxn, seller: SellerId) -> Result<()> {
    store::SELLERS.remove(txn, seller)?;
    txn.emit(Event::SellerChanged { seller })
}

fn change(txn: &WriteTxn, seller: SellerId, with: impl Fn(&mut Seller)) -> Result<Seller> {
    let old = store::get(txn, seller)?;
    let mut new = old.clone();
    with(&mut new);
    if new != old {
        store::SELLERS.put(txn, &new)?;
        txn.emit(Event::SellerChanged { seller })?;
    }
    Ok(new)
}

fn no_slug() -> Error {
    Error::invalid("name", "Use at least one letter or digit")
}
