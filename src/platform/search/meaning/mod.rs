//! What texts mean, as directions in a space: the nearer two directions, the more alike what the texts speak of.
//!
//! Every piece of a word has a direction of its own in a table (potion-base-8M, by way of `packaging/meaning.sh`); a
//! text has the mean of those of its pieces. Nothing is computed but that mean, so that a text takes microseconds.
//! A program that was built without the table knows no meaning, and everything else goes on as it is.

mod graph;
mod pieces;
mod table;
mod vector;

pub(super) use graph::{Graph, beside};
pub use table::Meaning;
pub use vector::Vector;
pub(super) use vector::{FIRST, Near};

use super::document::SearchDoc;

/// So many bytes of a summary say what a thing is.
const SUMMARY: usize = 300;
/// So many bytes of a body say what a thing is; further on, texts speak of other things as well.
const BODY: usize = 300;

impl Meaning {
    /// What `doc` is about. Its name and summary count twice: whatever else is said of it is longer than they are.
    pub(super) fn of_doc(&self, doc: &SearchDoc) -> Option<Vector> {
        let head = super::schema::head;
        let labels = doc.category.iter().chain(&doc.tags).map(|it| it.label.as_str()).collect::<Vec<_>>().join(", ");
        let named = format!("{}. {}. ", doc.title, head(&doc.summary, SUMMARY));
        self.of(&format!("{named}{named}{labels}. {}", head(&doc.body, BODY)))
    }
}
