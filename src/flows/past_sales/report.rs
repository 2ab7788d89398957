//! What became of a list of sales, for people and for programs.

use serde::Serialize;

use super::{
    MOST_TOLD,
    keeping::Outcome,
    sale::{SHOP, Sale},
};
use crate::{
    features::{catalog::import::Refusal, orders::Status},
    platform::web::parts::counted,
};

/// What became of a list of sales.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Which shop has written it.
    pub from: String,
    /// Whether nothing was kept.
    pub dry_run: bool,
    /// Rows below the header.
    pub rows: u64,
    /// Purchases that are new.
    pub added: u64,
    /// Purchases that stand differently now.
    pub updated: u64,
    /// Purchases that are as they were.
    pub unchanged: u64,
    /// Further charges of memberships, which bring nothing new.
    pub renewals: u64,
    /// Purchases with a licence key.
    pub keys: u64,
    /// Purchases that were refunded or charged back: their files and keys are closed.
    pub closed: u64,
    /// Ratings, which are kept with their purchases.
    pub ratings: u64,
    /// How many rows cannot be used.
    pub refused_rows: u64,
    /// Those rows, each with its reason; the first ten thousand of them.
    pub refused: Vec<Refusal>,
    /// What no product was found for, with the number of rows.
    pub unmatched: Vec<Unmatched>,
    /// What a person should know beyond that.
    pub notes: Vec<String>,
}

/// Something that was sold there and is not known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// What it is called there, with its variant.
    pub name: String,
    /// The end of its address there.
    pub permalink: String,
    /// In how many rows.
    pub rows: u64,
}

impl Report {
    pub(super) fn new(dry_run: bool) -> Self {
        Self { from: SHOP.to_lowercase(), dry_run, ..Self::default() }
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refused_rows += 1;
        if self.refused.len() < MOST_TOLD {
            self.refused.push(refusal);
        }
    }

    pub(super) fn note_unmatched(&mut self, sale: &Sale) {
        let name = sale.called();
        let at = self.unmatched.iter().position(|it| it.name == name && it.permalink == sale.permalink);
        if let Some(known) = at.and_then(|at| self.unmatched.get_mut(at)) {
            known.rows += 1;
        } else if self.unmatched.len() < MOST_TOLD {
            self.unmatched.push(Unmatched { name, permalink: sale.permalink.clone(), rows: 1 });
        }
    }

    pub(super) fn count(&mut self, sale: &Sale, outcome: Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Renewal => {
                self.renewals += 1;
                return;
            }
        }
        self.keys += u64::from(sale.key.is_some());
        self.closed += u64::from(matches!(sale.status, Status::Refunded | Status::Disputed));
        self.ratings += u64::from(sale.elsewhere.rating.is_some());
    }

    pub(super) fn finish(&mut self, foreign: bool) {
        self.refused.sort_by_key(|it| it.row);
        self.unmatched.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
        if foreign {
            self.notes
                .push("Some cells are not UTF-8 and were read as Windows-1252; look at names with accents.".into());
        }
        if self.renewals > 0 {
            let renewals = counted(self.renewals, "further charge", "further charges");
            self.notes.push(format!("{renewals} of memberships: their keys came with the first charge."));
        }
        if self.ratings > 0 {
            let ratings = counted(self.ratings, "rating is", "ratings are");
            self.notes
                .push(format!("{ratings} with the purchases; each stands as a review on the page of its product."));
        }
    }

    /// `412 rows; 400 added, 2 updated, 8 unchanged, 2 refused`.
    pub fn sum(&self) -> String {
        format!(
            "{};{} {} added, {} updated, {} unchanged, {} refused",
            counted(self.rows, "row", "rows"),
            if self.dry_run { " would be" } else { "" },
            self.added,
            self.updated,
            self.unchanged,
            self.refused_rows
        )
    }

    /// The report as a person reads it.
    pub fn in_words(&self) -> String {
        let mut text = format!("{SHOP}: {}.\n", self.sum());
        text += &format!(
            "{} with a licence key; {} refunded or charged back.\n",
            counted(self.keys, "purchase", "purchases"),
            self.closed
        );
        for note in &self.notes {
            text += &format!("Note: {note}\n");
        }
        for Unmatched { name, permalink, rows } in &self.unmatched {
            let known_as = if permalink.is_empty() { name } else { permalink };
            let rows = counted(*rows, "row", "rows");
            text += &format!("Not known here: {name} ({rows}); say --product \"{known_as}=PRODUCT\"\n");
        }
        for Refusal { row, product, field, reason } in &self.refused {
            let field = field.as_ref().map(|it| format!(" [{it}]")).unwrap_or_default();
            text += &format!("Row {row}{field} {product}: {reason}\n");
        }
        text
    }
}
