//! What may be used of a server in a day, and what was: kept in a file, so that a restart does not begin anew.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};

/// Tokens used on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Spent {
    /// Days since 1970 (UTC).
    day: i64,
    tokens: u64,
}

/// The tokens of a day.
pub(super) struct Allowance {
    file: PathBuf,
    /// 0: any number.
    most: u64,
    spent: Spent,
}

impl Allowance {
    /// Goes on with what `file` says was used.
    pub fn open(file: PathBuf, most: u64) -> Self {
        // A file that is missing or damaged says nothing.
        let spent = fs::read(&file).ok().and_then(|it| serde_json::from_slice(&it).ok()).unwrap_or_default();
        Self { file, most, spent }
    }

    /// Whether a question may be asked at this second since 1970.
    pub fn is_left(&self, second: i64) -> bool {
        self.most == 0 || self.used(second) < self.most
    }

    /// Tokens used on the day of this second.
    pub fn used(&self, second: i64) -> u64 {
        if self.spent.day == day(second) { self.spent.tokens } else { 0 }
    }

    /// Remembers what an answer took.
    pub fn spend(&mut self, second: i64, tokens: u64) {
        self.spent = Spent { day: day(second), tokens: self.used(second).saturating_add(tokens) };
        let beside = self.file.with_extension("new");
        let written = serde_json::to_vec(&self.spent).map_err(std::io::Error::other);
        let written = written.and_then(|it| fs::write(&beside, it)).and_then(|()| fs::rename(&beside, &self.file));
        if let Err(cause) = written {
            tracing::warn!("what the model's server was used for is not remembered: {cause}");
        }
    }
}

fn day(second: i64) -> i64 {
    second.div_euclid(24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_so_much_and_a_restart_knows_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("used.json");
        let mut allowance = Allowance::open(file.clone(), 100);
        allowance.spend(1_000, 60);
        assert!(allowance.is_left(2_000));
        allowance.spend(2_000, 60);
        assert!(!allowance.is_left(3_000) && allowance.used(3_000) == 120);
        let mut again = Allowance::open(file.clone(), 100);
        assert!(!again.is_left(86_399) && again.is_left(86_400));
        again.spend(86_400, 1);
        assert_eq!(Allowance::open(file.clone(), 100).used(86_400), 1);
        assert!(Allowance::open(file.clone(), 0).is_left(86_400));
        std::fs::write(&file, "{").unwrap();
        assert!(Allowance::open(file, 1).is_left(86_400));
    }
}
