//! Copies of somebody's data: asked for, made by a job, fetched while they are kept.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;

use super::{Care, gathering, letters};
use crate::{
    base::{Error, Result, Timestamp, UserId},
    features::{
        accounts,
        audit::{self, Act, Actor, NewEntry},
        exports::{self, Export},
    },
    platform::{
        db::{Record, WriteTxn},
        files::Files,
        jobs::{self, Kind, NewJob, Task},
        mail::{self, letter},
        web::{Identity, Shop},
    },
};

const KIND: &str = "account.export";

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Wanted {
    user: UserId,
    asked: Timestamp,
}

impl Care {
    /// Has a copy made.
    ///
    /// # Errors
    /// [`Error::conflict`] if one was asked for a few minutes ago.
    pub(super) async fn ask_for_copy(&self, who: &Identity, address: IpAddr) -> Result<Export> {
        let user = who.user;
        let ask = move |txn: &WriteTxn| {
            let export = exports::ask(txn, user)?;
            let wanted = Wanted { user, asked: export.asked };
            jobs::enqueue(txn, NewJob::new(KIND, &wanted)?.once(user.to_string()))?;
            audit::note(txn, NewEntry::new(Actor::User(user), Act::Exported).to(user).from(address))?;
            Ok(export)
        };
        self.db.write(ask).await
    }

    /// The bytes of the copy that is ready for somebody.
    ///
    /// # Errors
    /// [`Error::not_found`] if there is none, or not any more.
    pub(super) async fn copy(&self, who: &Identity, files: &Files) -> Result<Vec<u8>> {
        let (user, now) = (who.user, self.db.clock().now());
        let export = self.db.look(|txn| exports::find(txn, user))?;
        let made = export.as_ref().and_then(|it| it.ready(now));
        let blob = made.ok_or_else(|| Error::not_found(<Export as Record>::MISSING))?.blob;
        let mut bytes = Vec::with_capacity(usize::try_from(blob.size).unwrap_or_default());
        files.open(blob).await?.read_to_end(&mut bytes).await?;
        Ok(bytes)
    }
}

/// Makes the copies that were asked for, and tells who asked.
pub fn exporter(files: Files, shop: Shop) -> Kind {
    Kind::new(KIND, move |task| make(task, files.clone(), shop.clone()))
}

async fn make(task: Task, files: Files, shop: Shop) -> Result<()> {
    let Wanted { user, asked } = task.about()?;
    let waits = move |it: &Export| it.asked == asked && it.made.is_none();
    if !task.db.look(|txn| exports::find(txn, user))?.as_ref().is_some_and(waits) {
        return Ok(());
    }
    let parts = task.db.read(move |txn| gathering::gather(txn, user)).await?;
    let bytes = tokio::task::spawn_blocking(move || gathering::pack(&parts)).await.map_err(Error::internal)??;
    // The file is there before the record that names it; if that never comes, the file is swept out.
    let blob = files.put_bytes(bytes).await?;
    let keep = move |txn: &WriteTxn| {
        if exports::keep(txn, user, asked, blob)?.is_some() {
            let email = accounts::get(txn, user)?.email;
            mail::enqueue(txn, letter(&shop, &letters::copy_ready(&shop, &email))?)?;
        }
        Ok(())
    };
    task.db.write(keep).await
}
