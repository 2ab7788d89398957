//! Changes of authority: each ends whatever the person had open, and stands in the audit, in the same write.

use std::net::IpAddr;

use crate::{
    base::{Error, Result, Role, SellerId, Slug, UserId},
    features::{
        accounts::{self, User},
        audit::{self, Act, Actor, NewEntry},
        sellers, sessions,
    },
    platform::db::{Reads, WriteTxn},
};

/// Who does it, and from where.
#[derive(Debug, Clone)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// From where; unknown for whoever sits at the machine.
    pub address: Option<IpAddr>,
}

/// Gives someone another role.
pub fn set_role(txn: &WriteTxn, by: &By, user: UserId, role: Role) -> Result<User> {
    let before = accounts::get(txn, user)?.role;
    let user = accounts::set_role(txn, user, role)?;
    if before != role {
        sessions::end_all(txn, user.id, None)?;
        note(txn, by, Act::RoleChanged, &user, &format!("{before} to {role}"))?;
    }
    Ok(user)
}

/// Keeps someone out, for a reason that they are told.
pub fn suspend(txn: &WriteTxn, by: &By, user: UserId, reason: &str) -> Result<User> {
    let user = accounts::suspend(txn, user, reason)?;
    sessions::end_all(txn, user.id, None)?;
    note(txn, by, Act::Suspended, &user, reason)?;
    Ok(user)
}

/// Lets someone in again.
pub fn restore(txn: &WriteTxn, by: &By, user: UserId) -> Result<User> {
    let user = accounts::restore(txn, user)?;
    note(txn, by, Act::Restored, &user, "")?;
    Ok(user)
}

/// Lets someone sell as `seller`, with the role that this takes.
///
/// # Errors
/// Another account sells as them, or this one sells as somebody else, or it looks after what others sell.
pub fn let_sell(txn: &WriteTxn, by: &By, user: UserId, seller: SellerId) -> Result<User> {
    let account = accounts::get(txn, user)?;
    if !matches!(account.role, Role::Customer | Role::Seller | Role::Admin) {
        return Err(Error::conflict(format!(
            "With the role {} nobody sells; give them another one first",
            account.role
        )));
    }
    let before = sellers::of_owner(txn, user)?;
    let seller = sellers::assign(txn, seller, Some(user))?;
    if before.is_none() {
        note(txn, by, Act::SellerGiven, &account, seller.slug.as_str())?;
    }
    if account.role == Role::Customer { set_role(txn, by, user, Role::Seller) } else { Ok(account) }
}

/// The seller whose page is at `slug`.
///
/// # Errors
/// Names the field `seller`.
pub fn seller(txn: &impl Reads, slug: &str) -> Result<SellerId> {
    let missing = || Error::invalid("seller", "There is no seller of that slug");
    let slug = Slug::parse(slug).map_err(|_| missing())?;
    Ok(sellers::find_by_slug(txn, &slug)?.ok_or_else(missing)?.id)
}

/// Ends that someone sells. What they sold and what is due to them stays with the seller.
pub fn stop_selling(txn: &WriteTxn, by: &By, user: UserId) -> Result<User> {
    let account = accounts::get(txn, user)?;
    let Some(seller) = sellers::of_owner(txn, user)? else { return Ok(account) };
    sellers::assign(txn, seller.id, None)?;
    note(txn, by, Act::SellerTaken, &account, seller.slug.as_str())?;
    if account.role == Role::Seller { set_role(txn, by, user, Role::Customer) } else { Ok(account) }
}

fn note(txn: &WriteTxn, by: &By, act: Act, user: &User, detail: &str) -> Result<()> {
    let entry = NewEntry::new(by.actor.clone(), act).to(user.id).detail(detail);
    audit::note(txn, NewEntry { address: by.address, ..entry })
}
