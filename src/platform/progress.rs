//! How far a long piece of work has come.

/// Hears how far a long piece of work has come.
pub trait Progress: Send + Sync {
    /// `done` of `total` (if that is known) of `what`, such as "products".
    fn at(&self, done: u64, total: Option<u64>, what: &str);
}

/// Hears nothing.
pub struct Silent;

impl Progress for Silent {
    fn at(&self, _: u64, _: Option<u64>, _: &str) {}
}
