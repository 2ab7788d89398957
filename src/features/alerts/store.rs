//! Where price alerts and news are kept.

use super::{Notice, PriceAlert, model::Reader};
use crate::{
    base::{NoticeId, PriceAlertId, ProductId, UserId},
    platform::db::{Index, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&ALERTS, &NOTICES, &READERS];

pub(super) static ALERTS: Table<PriceAlert> = Table::new("alerts", &[&BY_USER, &ARMED, &BY_THING]);
pub(super) static BY_USER: Index<PriceAlert, (UserId, PriceAlertId)> =
    Index::new("alerts.by_user", |it: &PriceAlert| (it.user, it.id));
/// Those that have not spoken yet.
pub(super) static ARMED: Index<PriceAlert, (ProductId, PriceAlertId)> =
    Index::maybe("alerts.armed", |it: &PriceAlert| it.fired.is_none().then_some((it.product, it.id)));
pub(super) static BY_THING: Index<PriceAlert, (UserId, ProductId)> =
    Index::new("alerts.by_thing", |it: &PriceAlert| (it.user, it.product)).taken("There is an alert for it already");

pub(super) static NOTICES: Table<Notice> = Table::new("alerts.notices", &[&NEWS_OF]);
pub(super) static NEWS_OF: Index<Notice, (UserId, NoticeId)> =
    Index::new("alerts.notices.by_user", |it: &Notice| (it.user, it.id));

pub(super) static READERS: Table<Reader> = Table::new("alerts.readers", &[]);
