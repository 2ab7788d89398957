//! The ordered byte maps underneath; only this folder touches them.

use std::{ops::ControlFlow, sync::Arc};

use redb::{ReadableTable, TableDefinition};

use super::table::{Record, decode};
use crate::base::Result;

pub(super) type Map = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// What a scan is shown: key and value; it decides whether to go on.
pub type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>>;

/// A stretch of keys as bytes, `from` included, `to` not; read backwards if `reverse`.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    pub(super) from: Vec<u8>,
    pub(super) to: Option<Vec<u8>>,
    pub(super) reverse: bool,
}

impl Stretch {
    /// All keys that begin with `prefix`.
    pub(super) fn prefix(prefix: Vec<u8>) -> Self {
        let mut end = prefix.clone();
        while end.last() == Some(&u8::MAX) {
            end.pop();
        }
        let to = end.last_mut().map(|last| *last += 1).map(|()| end);
        Self { from: prefix, to, reverse: false }
    }
}

/// Byte-wise access to a snapshot or a change under way.
pub trait Raw {
    /// The value at `key`, if any.
    fn bytes(&self, map: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>>;
    /// Whether there is a value at `key`.
    fn has(&self, map: &'static str, key: &[u8]) -> Result<bool> {
        Ok(self.bytes(map, key)?.is_some())
    }
    /// The record of a table at `key`, if any; a change that has it at hand does not read it again.
    fn record<R: Record>(&self, map: &'static str, key: &[u8]) -> Result<Option<Arc<R>>>
    where
        Self: Sized,
    {
        self.bytes(map, key)?.map(|bytes| decode(map, &bytes).map(Arc::new)).transpose()
    }
    /// Shows every entry within `stretch` to `visit` until it breaks off.
    fn scan(&self, map: &'static str, stretch: &Stretch, visit: Visit<'_>) -> Result<()>;
    /// The number of the last event that the change under way has announced, which is not in its map yet.
    fn last_event(&self) -> Option<u64> {
        None
    }
    /// How many commits there had been, for whoever looks at one moment.
    fn commits(&self) -> Option<u64> {
        None
    }
    /// The number of entries.
    fn count(&self, map: &'static str) -> Result<u64>;
}

pub(super) fn scan(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    stretch: &Stretch,
    visit: Visit<'_>,
) -> Result<()> {
    let from = stretch.from.as_slice();
    let mut range = match &stretch.to {
        Some(to) if to.as_slice() <= from => return Ok(()),
        Some(to) => table.range(from..to.as_slice())?,
        None => table.range(from..)?,
    };
    while let Some(entry) = if stretch.reverse { range.next_back() } else { range.next() } {
        let (key, value) = entry?;
        if visit(key.value(), value.value())?.is_break() {
            break;
        }
    }
    Ok(())
}
