//! On which devices a licence is used. The limit is looked at in the write that uses it up, so that fifty devices at once
//! get no more than there are.

use super::{
    Activation, License, Worth,
    store::{ACTIVATIONS, BY_DEVICE, BY_LICENSE, LICENSES},
};
use crate::{
    base::{ActivationId, Error, LicenseId, Result, Timestamp, text},
    platform::db::{Reads, Record, WriteTxn},
};

/// So many devices are kept of a licence without limit.
const MOST: usize = 10_000;

/// A device, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    fingerprint: String,
    label: String,
}

impl Device {
    /// What a program knows a device by, and what its owner calls it.
    ///
    /// # Errors
    /// The fingerprint is empty, or one of them is longer than 255 characters or has control characters.
    pub fn parse(fingerprint: &str, label: &str) -> Result<Self> {
        let clean = |field: &'static str, text: &str| {
            let text = text.trim();
            let bad = text.chars().count() > 255 || text.chars().any(char::is_control);
            if bad { Err(Error::invalid(field, "At most 255 characters, in one line")) } else { Ok(text.to_owned()) }
        };
        let fingerprint = clean("fingerprint", fingerprint)?;
        if fingerprint.is_empty() {
            return Err(Error::invalid("fingerprint", "Send what tells this device from others"));
        }
        Ok(Self { fingerprint, label: clean("label", label)? })
    }
}

/// Uses a licence on a device. One that uses it already gets the same activation. Says whether it is new.
///
/// # Errors
/// The licence is worth nothing, or is used on as many devices as it may be.
pub fn activate(txn: &WriteTxn, license: LicenseId, device: &Device) -> Result<(Activation, bool)> {
    let license = LICENSES.get(txn, license)?;
    usable(&license, txn.now)?;
    let Device { fingerprint, label } = device.clone();
    if let Some(old) = BY_DEVICE.find(txn, &ACTIVATIONS, &(license.id, fingerprint.clone()))? {
        let label = if label.is_empty() { old.label.clone() } else { label };
        let seen = Activation { seen: txn.now, label, ..old };
        ACTIVATIONS.put(txn, &seen)?;
        return Ok((seen, false));
    }
    let limit = license.limit.map_or(MOST, |it| it as usize);
    if BY_LICENSE.of(&license.id).limit(limit).count(txn)? >= limit {
        let devices = if limit == 1 { "1 device".to_owned() } else { format!("{limit} devices") };
        return Err(Error::conflict(format!("This key is used on {devices} already; free one of them first")));
    }
    let (id, now) = (txn.fresh(), txn.now);
    let activation = Activation { id, license: license.id, fingerprint, label, since: now, seen: now };
    ACTIVATIONS.put(txn, &activation)?;
    Ok((activation, true))
}

fn usable(license: &License, now: Timestamp) -> Result<()> {
    match license.worth(now) {
        Worth::Active => Ok(()),
        _ => Err(Error::forbidden(license.sorry(now).unwrap_or_default())),
    }
}

/// Frees a device, so that another may take its place. One of another licence is not found.
pub fn deactivate(txn: &WriteTxn, license: LicenseId, id: ActivationId) -> Result<()> {
    let found = ACTIVATIONS.find(txn, id)?.filter(|it| it.license == license);
    let found = found.ok_or_else(|| Error::not_found(Activation::MISSING))?;
    ACTIVATIONS.remove(txn, found.id)
}

/// The devices of a licence, the oldest first.
pub fn activations(txn: &impl Reads, license: LicenseId) -> Result<Vec<Activation>> {
    BY_LICENSE.of(&license).records(txn, &ACTIVATIONS)
}

/// How many devices a licence is used on.
pub fn count_activations(txn: &impl Reads, license: LicenseId) -> Result<usize> {
    BY_LICENSE.of(&license).count(txn)
}

/// The activation of a licence on the device with this fingerprint, or with this identifier.
pub fn find_activation(txn: &impl Reads, license: LicenseId, device: &str) -> Result<Option<Activation>> {
    if let Ok(id) = device.parse::<ActivationId>() {
        return Ok(ACTIVATIONS.find(txn, id)?.filter(|it| it.license == license));
    }
    BY_DEVICE.find(txn, &ACTIVATIONS, &(license, text::shorten(device.trim(), 255)))
}

/// Notes that a device asked just now.
pub fn touch(txn: &WriteTxn, id: ActivationId) -> Result<()> {
    match ACTIVATIONS.find(txn, id)? {
        Some(it) => ACTIVATIONS.put(txn, &Activation { seen: txn.now, ..it }),
        None => Ok(()),
    }
}

/// Frees all devices of a licence.
pub(super) fn free_all(txn: &WriteTxn, license: LicenseId) -> Result<()> {
    activations(txn, license)?.into_iter().try_for_each(|it| ACTIVATIONS.remove(txn, it.id))
}
