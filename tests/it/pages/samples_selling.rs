//! A seller's desk, new and busy.

use bodega::{
    flows::selling::view::{DeskPage, EntryLine, LedgerPage},
    platform::web::parts::{Icon, SideNav},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    vec![
        sample("desk", desk(words, 5)),
        sample("desk-new", desk(words, 0)),
        sample("ledger", ledger(words, 12)),
        sample("ledger-empty", ledger(words, 0)),
    ]
}

fn side() -> SideNav {
    let links = [(Icon("chart-line"), "Overview", "/sell"), (Icon("wallet"), "Ledger", "/sell/ledger")];
    SideNav::new("Selling").group("", &links).at("/sell")
}

fn desk(words: &Words, many: usize) -> DeskPage {
    DeskPage {
        frame: words.frame(),
        side: side(),
        name: words.say("Tidepool Audio"),
        url: "/sellers/tidepool-audio".into(),
        products: words.say("9 products on the shelf"),
        due: due(words, many),
        entries: entries(words, many),
    }
}

fn ledger(words: &Words, many: usize) -> LedgerPage {
    LedgerPage {
        frame: words.frame(),
        side: side(),
        due: due(words, many),
        entries: entries(words, many),
        total: words.say("12 entries"),
        older: (many > 0).then(|| "/sell/ledger?before=x".into()),
    }
}

fn due(words: &Words, many: usize) -> Vec<String> {
    if many == 0 { vec![] } else { vec![words.say("$1,286.40"), words.say("¥9,000")] }
}

fn entries(words: &Words, many: usize) -> Vec<EntryLine> {
    let line = |number: usize| EntryLine {
        at: words.say("22 November 2026, 12:00 UTC"),
        reason: words.say("Sale"),
        order: format!("#{}", 1001 + number),
        amount: words.say("$12.50"),
    };
    (0..many).map(line).collect()
}
