//! Where it is kept what is looked at.

use super::model::{Declined, Seen, Warm};
use crate::{
    base::{ProductId, Timestamp, UserId},
    platform::db::{Index, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&SEEN, &DECLINED, &WARM];

pub(super) static SEEN: Table<Seen> = Table::new("recommendations.seen", &[&BY_USER, &BY_AGE]);
pub(super) static BY_USER: Index<Seen, (UserId, Timestamp, ProductId)> =
    Index::new("recommendations.seen.by_user", |it: &Seen| (it.user, it.at, it.product));
pub(super) static BY_AGE: Index<Seen, (Timestamp, UserId, ProductId)> =
    Index::new("recommendations.seen.by_age", |it: &Seen| (it.at, it.user, it.product));

pub(super) static DECLINED: Table<Declined> = Table::new("recommendations.declined", &[]);
pub(super) static WARM: Table<Warm> = Table::new("recommendations.warm", &[]);
