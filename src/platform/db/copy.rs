//! A consistent picture of the store in a file of its own. Copying the live file byte by byte would tear it.

use std::path::Path;

use redb::{Builder, Durability, ReadableTable, TableHandle};

use super::txn::ReadTxn;
use crate::base::{Error, Result};

/// As many entries go into one change of the copy.
const GROUP: usize = 50_000;

pub(super) fn copy(txn: &ReadTxn, path: &Path) -> Result<u64> {
    if path.exists() {
        return Err(Error::conflict(format!("{} exists already", path.display())));
    }
    let copy = Builder::new().create(path)?;
    let mut entries = 0;
    for table in txn.inner().list_tables()? {
        let name = table.name().to_owned();
        let from = txn.inner().open_untyped(&name)?;
        let mut range = from.iter()?;
        loop {
            let mut change = copy.begin_write()?;
            change.set_durability(Durability::None).map_err(Error::internal)?;
            let mut copied = 0;
            {
                let mut to = change.open_table(redb::TableDefinition::<&[u8], &[u8]>::new(&name))?;
                for entry in range.by_ref().take(GROUP) {
                    let (key, value) = entry?;
                    to.insert(key.value(), value.value())?;
                    copied += 1;
                }
            }
            change.commit()?;
            entries += copied;
            if copied < GROUP as u64 {
                break;
            }
        }
    }
    copy.begin_write()?.commit()?;
    Ok(entries)
}

trait Untyped {
    fn open_untyped(&self, name: &str) -> Result<redb::ReadOnlyTable<&'static [u8], &'static [u8]>>;
}

impl Untyped for redb::ReadTransaction {
    fn open_untyped(&self, name: &str) -> Result<redb::ReadOnlyTable<&'static [u8], &'static [u8]>> {
        Ok(self.open_table(redb::TableDefinition::new(name))?)
    }
}
