//! How well models judged, as `bodega model bench --judge` found: kept in the folder of models, by the name of the model.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};

use crate::base::{Error, Result, Timestamp};

const FILE: &str = "judged.json";
/// Where the right thing is shown less often, nobody may write freely about it,
const RIGHT: f64 = 0.85;
/// nor may a model of whose sentences so few are true that mostly code would speak.
const TRUE: f64 = 0.8;

/// How well a model judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Judged {
    /// Messages whose right product was among the first three.
    pub right: u32,
    /// Messages whose right product rules alone show among the first three.
    pub by_rules: u32,
    /// Messages that have a right product.
    pub of: u32,
    /// Answers with a name, price or link that the shop does not have.
    pub invented: u32,
    /// Sentences that the model wrote in free prose,
    pub sentences: u32,
    /// and those that said what nobody knows, or what is false; they are never shown.
    pub unsupported: u32,
    /// When it was judged.
    pub at: Option<Timestamp>,
}

impl Judged {
    /// Whether the model may read the needs that rules do not understand: more is found with it than without.
    pub fn may_read(&self) -> bool {
        self.by_rules > 0 && self.right > self.by_rules
    }

    /// Whether the model may write in its own words.
    pub fn may_write(&self) -> bool {
        let share = |part: u32, of: u32| if of == 0 { 0.0 } else { f64::from(part) / f64::from(of) };
        let supported = self.sentences.saturating_sub(self.unsupported);
        // Where it may not read, rules alone find the goods.
        let right = self.right.max(self.by_rules);
        self.invented == 0 && share(right, self.of) >= RIGHT && share(supported, self.sentences) >= TRUE
    }

    /// How the model of that name judged, if it ever did; a file that is missing or damaged says nothing.
    pub fn of(folder: &Path, model: &str) -> Option<Self> {
        read(folder).remove(model)
    }

    /// Keeps how the model of that name judged.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(self, folder: &Path, model: &str) -> Result<()> {
        let mut all = read(folder);
        all.insert(model.to_owned(), self);
        let beside = folder.join("judged.new");
        fs::write(&beside, serde_json::to_vec_pretty(&all).map_err(Error::internal)?)?;
        fs::rename(&beside, folder.join(FILE))?;
        Ok(())
    }
}

fn read(folder: &Path) -> BTreeMap<String, Judged> {
    fs::read(folder.join(FILE)).ok().and_then(|it| serde_json::from_slice(&it).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_good_judges_write_freely() {
        let good = Judged { right: 95, by_rules: 80, of: 100, invented: 0, sentences: 50, unsupported: 5, at: None };
        assert!(good.may_write());
        assert!(!Judged { right: 84, ..good }.may_write());
        assert!(Judged { right: 84, by_rules: 90, ..good }.may_write(), "rules find the goods");
        assert!(!Judged { invented: 1, ..good }.may_write());
        assert!(!Judged { unsupported: 11, ..good }.may_write());
        assert!(!Judged::default().may_write());
    }

    #[test]
    fn only_who_finds_more_than_rules_reads() {
        let judged = Judged { right: 90, by_rules: 87, of: 100, ..Judged::default() };
        assert!(judged.may_read());
        assert!(!Judged { right: 87, ..judged }.may_read());
        assert!(!Judged { by_rules: 0, ..judged }.may_read(), "it was judged before this was looked at");
        assert!(!Judged::default().may_read());
    }

    #[test]
    fn it_is_remembered_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let judged = Judged { right: 9, of: 10, ..Judged::default() };
        judged.keep(folder.path(), "small").unwrap();
        Judged::default().keep(folder.path(), "other").unwrap();
        assert_eq!(Judged::of(folder.path(), "small"), Some(judged));
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(Judged::of(folder.path(), "small"), None);
    }
}
