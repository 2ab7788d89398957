//! A report as its page shows it.

use super::{
    report::Report,
    view::{RefusedRow, SalesReport, UnmatchedRow},
};
use crate::platform::web::parts::{Note, Tone, counted};

/// So many refused rows and unknown names stand on the page.
const MOST: usize = 200;

/// What became of a file, in a sentence.
pub(super) fn note(report: &Report) -> Note {
    let text = format!("{}.", report.sum());
    match (report.dry_run, report.refused_rows) {
        (true, _) => Note::new(Tone::Info, "Only tried out: nothing was kept.", text),
        (false, 0) => Note::new(Tone::Good, "The sales are here.", text),
        (false, _) => Note::new(Tone::Warn, "Some rows could not be used; all others are here.", text),
    }
}

/// All of it.
pub(super) fn report(report: &Report) -> SalesReport {
    let facts = [
        ("Rows", report.rows),
        ("Added", report.added),
        ("Updated", report.updated),
        ("Unchanged", report.unchanged),
        ("Further charges of memberships", report.renewals),
        ("With a licence key", report.keys),
        ("Refunded or charged back", report.closed),
        ("With a rating, which stands as a review", report.ratings),
        ("Refused", report.refused_rows),
    ];
    let unmatched = report.unmatched.iter().take(MOST).map(|it| UnmatchedRow {
        name: it.name.clone(),
        permalink: it.permalink.clone(),
        rows: counted(it.rows, "row", "rows"),
    });
    let refused = report.refused.iter().take(MOST).map(|it| RefusedRow {
        row: it.row.to_string(),
        name: it.product.clone(),
        why: it.reason.clone(),
    });
    let more = report.refused_rows.saturating_sub(MOST as u64);
    SalesReport {
        facts: facts.into_iter().map(|(name, number)| (name.to_owned(), number.to_string())).collect(),
        unmatched: unmatched.collect(),
        refused: refused.collect(),
        more: if more > 0 {
            format!("And {} more. The command line tells all of them.", counted(more, "row", "rows"))
        } else {
            String::new()
        },
    }
}
