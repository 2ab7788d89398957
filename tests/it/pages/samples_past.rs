//! The page on which sales of another shop are brought in.

use bodega::{
    flows::past_sales::view::*,
    platform::web::parts::{FieldIssue, Icon, Issues, Note, SideNav, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    vec![sample("past-sales", page(words, false)), sample("past-sales-told", page(words, true))]
}

fn page(words: &Words, told: bool) -> PastSalesPage {
    let issue = |field: &str| FieldIssue { field: field.into(), advice: words.say("There is no such product") };
    let report = SalesReport {
        facts: vec![("Rows".into(), "12".into()), ("Added".into(), "8".into())],
        unmatched: vec![UnmatchedRow {
            name: words.say("Brush Pack"),
            permalink: words.say("brsh"),
            rows: "3 rows".into(),
        }],
        refused: vec![RefusedRow { row: "11".into(), name: words.say("Synth One"), why: words.say("No address") }],
        more: words.say("And 40 more rows."),
    };
    PastSalesPage {
        frame: words.frame(),
        side: SideNav::new("Office").group("", &[(Icon("package-open"), "Past sales", "/admin/past-sales")]),
        notes: told.then(|| Note::new(Tone::Info, "Only tried out.", words.say("12 rows"))).into_iter().collect(),
        issues: Issues(if told { vec![] } else { vec![issue("products"), issue("file"), issue("seller")] }),
        products: words.say("Brush Pack=brush-pack"),
        seller: words.say("ada"),
        dry_run: told,
        report: told.then_some(report),
    }
}
