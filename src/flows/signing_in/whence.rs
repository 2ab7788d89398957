//! With what and from where somebody signs in, and whether they did so before.

use std::net::IpAddr;

use super::Origin;
use crate::{
    base::{Result, UserId},
    features::{
        audit::{self, Act},
        sessions,
    },
    platform::db::Reads,
};

/// So many of the last things that were done by or to an account are looked through.
const LOOKED_AT: usize = 200;

/// A device and a place.
#[derive(Debug, Clone)]
pub(super) struct Whence {
    /// `Firefox on Linux`.
    pub device: String,
    place: Option<String>,
    country: Option<String>,
    address: IpAddr,
}

impl Whence {
    /// That of `origin`, which is at `place` in `country`.
    pub fn new(origin: &Origin, place: Option<String>, country: Option<String>) -> Self {
        Self { device: sessions::device(&origin.device).name, place, country, address: origin.address }
    }

    /// The place, as far as it is known, and the address.
    pub fn place(&self) -> String {
        match &self.place {
            Some(place) => format!("{place} ({})", self.address),
            None => self.address.to_string(),
        }
    }

    /// By what it is known again: the device and the country. People move within a country; their addresses change.
    pub fn mark(&self) -> String {
        match &self.country {
            Some(country) => format!("{}, {country}", self.device),
            None => self.device.clone(),
        }
    }

    /// Whether `user` signed in before, but never so. The first sign-in is no news; nor is a place that has become known
    /// since, where the device is the same.
    pub fn is_news(&self, txn: &impl Reads, user: UserId) -> Result<bool> {
        let entries = audit::page(txn, Some(&user.to_string()), None, LOOKED_AT)?;
        let mut before = entries.iter().filter(|it| it.act == Act::SignedIn).peekable();
        let mark = self.mark();
        // Whoever fails often enough beforehand must not be able to keep the mail away.
        let came_before = before.peek().is_some() || entries.len() == LOOKED_AT;
        Ok(came_before && !before.any(|it| it.detail == mark || it.detail == self.device))
    }
}
