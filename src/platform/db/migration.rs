//! Bringing an older store up to date.
//!
//! Each part lists its migrations; the stored version is the length of that list. A store that a newer
//! program wrote is refused, and a copy is laid aside before anything is changed.

use std::path::PathBuf;

use super::{
    Db, Stored,
    key::Key,
    outbox,
    txn::{Reads, WriteTxn},
};
use crate::base::{Error, Result};

const META: &str = "meta";

/// One step from an older shape of the store to the next.
#[derive(Clone, Copy)]
pub struct Migration {
    /// What it does, for the log.
    pub name: &'static str,
    /// Does it; all pending steps are kept together.
    pub run: fn(&WriteTxn) -> Result<()>,
}

/// The migrations of all parts, by name.
#[derive(Default)]
pub struct Migrations {
    /// Part and its steps, oldest first; steps are only ever added.
    pub parts: Vec<(&'static str, &'static [Migration])>,
    /// Where a copy of the store is laid before it is changed.
    pub copy: Option<PathBuf>,
}

pub(super) fn prepare(db: &Db, tables: Vec<&'static dyn Stored>, migrations: Migrations) -> Result<()> {
    let Migrations { parts, copy } = migrations;
    let (fresh, due) = db.write_blocking({
        let parts = parts.clone();
        move |txn| {
            outbox::create(txn)?;
            tables.iter().try_for_each(|table| table.create(txn))?;
            let fresh = version(txn, "store")?.is_none();
            let mut due = false;
            for (name, steps) in &parts {
                let version = version(txn, name)?.unwrap_or(0);
                let known = steps.len() as u64;
                if version > known {
                    return Err(Error::conflict(format!(
                        "This data folder was written by a newer Bodega ({name} {version}, this one knows {known}). \
                         Nothing was changed. Use the newer program, or restore an older backup"
                    )));
                }
                due |= version < known;
            }
            Ok((fresh, due))
        }
    })?;
    if due
        && !fresh
        && let Some(path) = copy
    {
        tracing::info!("the store is copied to {} before it is changed", path.display());
        db.copy_to(&path)?;
    }
    db.write_blocking(move |txn| {
        for (name, steps) in &parts {
            let done = version(txn, name)?.unwrap_or(0);
            if !fresh {
                for step in &steps[usize::try_from(done).unwrap_or(0)..] {
                    tracing::info!("bringing {name} up to date: {}", step.name);
                    (step.run)(txn)?;
                }
            }
            set_version(txn, name, steps.len() as u64)?;
        }
        set_version(txn, "store", 1)
    })
}

fn version(txn: &impl Reads, part: &str) -> Result<Option<u64>> {
    let bytes = txn.bytes(META, format!("version.{part}").as_bytes())?;
    Ok(bytes.and_then(|bytes| u64::read(&mut &bytes[..])))
}

fn set_version(txn: &WriteTxn, part: &str, version: u64) -> Result<()> {
    txn.insert(META, format!("version.{part}").as_bytes(), &version.bytes())
}
