//! Where licences are kept. No two have the same key.

use super::{
    Activation, Backorder, License, Policy,
    model::{GivenName, PoolKey},
};
use crate::{
    base::{ActivationId, EditionId, LicenseId, OrderId, OrderLineId, ProductId, Timestamp},
    platform::db::{Index, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&LICENSES, &ACTIVATIONS, &POLICIES, &POOL, &BACKORDERS, &NAMES];

pub(super) static LICENSES: Table<License> = Table::new("licenses", &[&BY_KEY, &BY_LINE, &BY_PRODUCT]);
pub(super) static BY_KEY: Index<License, String> =
    Index::new("licenses.by_key", |it: &License| it.key.letters().to_owned()).taken("That key was issued already");
pub(super) static BY_LINE: Index<License, (OrderLineId, u32)> =
    Index::new("licenses.by_line", |it: &License| (it.line, it.seat)).taken("That copy has its key already");
pub(super) static BY_PRODUCT: Index<License, (ProductId, LicenseId)> =
    Index::new("licenses.by_product", |it: &License| (it.product, it.id));

pub(super) static ACTIVATIONS: Table<Activation> = Table::new("licenses.activations", &[&BY_LICENSE, &BY_DEVICE]);
pub(super) static BY_LICENSE: Index<Activation, (LicenseId, ActivationId)> =
    Index::new("licenses.activations.by_license", |it: &Activation| (it.license, it.id));
pub(super) static BY_DEVICE: Index<Activation, (LicenseId, String)> =
    Index::new("licenses.activations.by_device", |it: &Activation| (it.license, it.fingerprint.clone()))
        .taken("That device is activated already");

pub(super) static POLICIES: Table<Policy> = Table::new("licenses.policies", &[]).shown();

pub(super) static POOL: Table<PoolKey> = Table::new("licenses.pool", &[&FREE, &ASIDE, &OF_EDITION]);
/// Keys that anybody may get, in their order.
pub(super) static FREE: Index<PoolKey, (EditionId, u64)> = Index::maybe("licenses.pool.free", |it: &PoolKey| {
    (it.order.is_none() && it.license.is_none()).then_some((it.edition, it.number))
});
/// Keys that are set aside for an order which is not paid yet.
pub(super) static ASIDE: Index<PoolKey, (OrderId, EditionId, u64)> =
    Index::maybe("licenses.pool.aside", |it: &PoolKey| {
        it.order.filter(|_| it.license.is_none()).map(|order| (order, it.edition, it.number))
    });
pub(super) static OF_EDITION: Index<PoolKey, (EditionId, u64)> =
    Index::new("licenses.pool.of_edition", |it: &PoolKey| (it.edition, it.number));

pub(super) static BACKORDERS: Table<Backorder> = Table::new("licenses.backorders", &[&OWED]);
/// Who waits for a key, the longest first.
pub(super) static OWED: Index<Backorder, (EditionId, Timestamp, OrderLineId, u32)> =
    Index::new("licenses.backorders.owed", |it: &Backorder| (it.edition, it.since, it.line, it.seat));

/// What programs of other shops call a product: one name, one product.
pub(super) static NAMES: Table<GivenName> = Table::new("licenses.names", &[]);
