//! What a shop does by itself, and whether it is sound.

use super::{
    App,
    parts::{parts, tables},
};
use crate::{base::Result, flows::keeping};

impl App {
    /// Delivers events and does what is due, for as long as the program runs.
    pub fn work(&self) {
        tokio::spawn(self.outbox.clone().run());
        tokio::spawn(self.indexing.clone().run());
        tokio::spawn(self.jobs.clone().run());
        tokio::spawn(self.mailer.clone().run());
        tokio::spawn(self.till.clone().run());
        tokio::spawn(self.payouts.clone().run());
        tokio::spawn(self.db.clone().stay_well());
        tokio::spawn(self.files.clone().carry_on());
    }

    /// Does all that waits, until nothing does: events, jobs, mails.
    pub async fn settle(&self) -> Result<()> {
        while self.outbox.deliver().await?
            || self.indexing.catch_up().await?
            || self.till.reconcile().await? > 0
            || self.payouts.reconcile().await? > 0
            || self.jobs.run_due(self.db.clock().now()).await? > 0
            || self.mailer.deliver_due(self.db.clock().now()).await? > 0
            || self.carry().await > 0
        {}
        Ok(())
    }

    /// Files go to the bucket that is their home. What cannot be carried now is safe where it is.
    async fn carry(&self) -> usize {
        self.files.carry().await.unwrap_or_else(|error| {
            tracing::warn!("files wait to be carried to the bucket: {}", error.in_full());
            0
        })
    }

    /// Every promise of the store that is broken, one a line.
    pub fn check(&self) -> Result<Vec<String>> {
        let parts = parts(&self.shop, &self.config);
        let mut faults = self.db.check(&tables(&parts))?;
        self.db.look(|txn| {
            parts.iter().flat_map(|it| &it.checks).try_for_each(|check| check(txn, &mut faults))?;
            self.indexing.check(txn, &mut faults)?;
            keeping::check(txn, &self.files, &mut faults)
        })?;
        Ok(faults)
    }
}
