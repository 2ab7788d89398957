//! What products are called, at hand for programs that ask at every start whether their key is good.

use std::sync::Arc;

use quick_cache::sync::Cache;

use crate::{
    base::Result,
    features::catalog::{self, Called},
    platform::db::Reads,
};

/// So many products are at hand.
const KEPT: usize = 1_000;

/// What products are called by the texts that name them, each as of a generation of what everyone sees; managed state.
pub struct Names(Cache<String, (u64, Arc<Called>)>);

impl Default for Names {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Names {
    /// The product that `text` names, if any. `generation` was asked of the store before `txn` began.
    pub(super) fn find(&self, txn: &impl Reads, generation: u64, text: &str) -> Result<Option<Arc<Called>>> {
        if let Some((of, called)) = self.0.get(text)
            && of == generation
        {
            return Ok(Some(called));
        }
        Ok(catalog::find_called(txn, text)?.map(Arc::new))
    }

    /// Keeps at hand what a product is called for which somebody had a key: nobody else makes us remember things.
    pub(super) fn keep(&self, generation: u64, text: &str, called: Arc<Called>) {
        if self.0.get(text).is_none_or(|it| it.0 != generation) {
            self.0.insert(text.to_owned(), (generation, called));
        }
    }
}
