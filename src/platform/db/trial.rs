//! Changes that are only tried out: everything is done as in earnest, and then taken back.

use std::{error, fmt, sync::Mutex};

use super::{Db, WriteTxn};
use crate::base::{Error, Result};

impl Db {
    /// Does what `change` does. With `dry_run` nothing of it is kept, and what came of it is told all the same. For threads
    /// that may wait.
    ///
    /// # Errors
    /// Those of `change`, and of the store.
    pub fn write_or_try<T: Send + 'static>(
        &self,
        dry_run: bool,
        change: impl Fn(&WriteTxn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if !dry_run {
            return self.write_blocking(change);
        }
        let tried = self.write_blocking(move |txn| {
            let outcome = change(txn)?;
            // Whatever fails is taken back.
            Err::<T, Error>(Error::conflict("Only a trial").because(Trial(Mutex::new(Some(outcome)))))
        });
        let error = match tried {
            Err(error) => error,
            kept => return kept,
        };
        let found = error.cause().and_then(|it| it.downcast_ref::<Trial<T>>());
        match found.and_then(|it| it.0.lock().ok()?.take()) {
            Some(outcome) => Ok(outcome),
            None => Err(error),
        }
    }
}

/// What a trial found out.
struct Trial<T>(Mutex<Option<T>>);

impl<T> fmt::Debug for Trial<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trial")
    }
}

impl<T> fmt::Display for Trial<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was kept")
    }
}

impl<T> error::Error for Trial<T> {}
