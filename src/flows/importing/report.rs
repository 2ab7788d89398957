//! What became of a list, for people and for programs.

use std::collections::HashMap;

use serde::Serialize;

use crate::{
    features::catalog::import::{Format, Refusal},
    platform::web::parts::counted,
};

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Where the list comes from.
    pub format: Format,
    /// Whether nothing was kept.
    pub dry_run: bool,
    /// Rows below the header.
    pub rows: u64,
    /// Products found in them.
    pub products: u64,
    /// Products that are new.
    pub added: u64,
    /// Products that are different now.
    pub updated: u64,
    /// Products that are as they were.
    pub unchanged: u64,
    /// Rows that cannot be used, each with its reason.
    pub refused: Vec<Refusal>,
    /// Products whose files have yet to be attached.
    pub without_files: u64,
    /// Products that the other shop sends by post.
    pub shipped: u64,
    /// What a person should know beyond that.
    pub notes: Vec<String>,
}

impl Report {
    pub(super) fn new(format: Format, dry_run: bool) -> Self {
        Self {
            format,
            dry_run,
            rows: 0,
            products: 0,
            added: 0,
            updated: 0,
            unchanged: 0,
            refused: Vec::new(),
            without_files: 0,
            shipped: 0,
            notes: Vec::new(),
        }
    }

    /// Nothing here goes by post.
    pub(super) fn note_shipped(&mut self) {
        if self.shipped > 0 {
            let shipped = counted(self.shipped, "product is", "products are");
            self.notes.push(format!(
                "{shipped} shipped by the other shop. Here everything is downloaded; see whether they belong here."
            ));
        }
    }

    /// The report as a person reads it.
    pub fn in_words(&self) -> String {
        let would = if self.dry_run { " would be" } else { "" };
        let mut text = format!(
            "{}: {}, {};{would} {} added, {} updated, {} unchanged, {} refused.\n",
            self.format.name(),
            counted(self.rows, "row", "rows"),
            counted(self.products, "product", "products"),
            self.added,
            self.updated,
            self.unchanged,
            self.refused.len()
        );
        if self.without_files > 0 {
            text += &format!(
                "{} of files that are not in a CSV; attach them with “bodega files attach PRODUCT FILE…”.\n",
                counted(self.without_files, "product tells", "products tell")
            );
        }
        for note in &self.notes {
            text += &format!("Note: {note}\n");
        }
        for Refusal { row, product, field, reason } in &self.refused {
            let field = field.as_ref().map(|it| format!(" [{it}]")).unwrap_or_default();
            text += &format!("Row {row}{field} {product}: {reason}\n");
        }
        text
    }

    /// How many rows were refused for each reason, most frequent first.
    pub fn reasons(&self) -> Vec<(String, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for it in &self.refused {
            *counts.entry(&it.reason).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counts
    }
}
