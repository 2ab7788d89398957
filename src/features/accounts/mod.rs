//! Who is known to the shop: registered, confirmed by mail, with a password and a role. An address counts only when it
//! has been confirmed, so every account's address is its owner's.

mod change;
mod claim;
mod model;
mod nav;
mod password;
mod queue;
mod registration;
mod store;
#[cfg(test)]
mod tests;
mod ticket;

pub use change::{change_password, close, rename, restore, set_role, sign_out_everywhere, suspend};
pub use claim::{has_admin, make_admin, may_set_up, offer_setup, set_up, setup_path};
pub use model::{NewUser, Suspension, User, UserForm};
pub use nav::side_nav;
pub use password::{Password, dummy};
pub use registration::{Registered, Registration, confirm, register, registration};
pub use store::{Wanted, by_email, find, get, of_role, page};
pub use ticket::{change_email, email_change, offer_email_change, offer_reset, reset, reset_is_open};

use std::time::Duration;

use crate::{
    base::Result,
    platform::{
        Feature,
        jobs::{Kind, Task},
    },
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const GROUP: usize = 200;

/// What accounts bring along.
pub fn feature() -> Feature {
    let sweeps = Kind::new("accounts.sweep", sweep_all).every(HOUR);
    Feature::new("accounts").tables(&store::TABLES).job(sweeps)
}

/// Forgets registrations and tickets that are too old.
async fn sweep_all(task: Task) -> Result<()> {
    while task.db.write(|txn| store::sweep(txn, GROUP)).await? == GROUP {}
    Ok(())
}
