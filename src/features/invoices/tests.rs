use proptest::prelude::*;

use super::*;
use crate::{
    base::{Currency, Money, OrderLineId, RefundId, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        paper::Fonts,
    },
};

fn usd(amount: i64) -> Money {
    Money::new(amount, Currency::USD)
}

fn line(n: u8, title: &str, total: i64, tax: Option<(i64, i64, bool)>) -> Line {
    let taxes: Vec<_> = tax
        .map(|(base, amount, included)| TaxSum {
            label: "VAT, DE 19%".into(),
            included,
            reverse_charge: false,
            base: usd(base),
            amount: usd(amount),
        })
        .into_iter()
        .collect();
    let on_top: i64 = taxes.iter().filter(|it| !it.included).map(|it| it.amount.amount).sum();
    Line {
        line: OrderLineId::from_bytes([n; 16]),
        title: title.into(),
        detail: "Desktop".into(),
        quantity: 1,
        unit: usd(total - on_top),
        discount: usd(0),
        taxes,
        total: usd(total),
    }
}

fn content(lines: Vec<Line>) -> Content {
    let taxes = model::summed_of(&lines).unwrap();
    let sums = model::sums_of(&lines, &taxes, Currency::USD).unwrap();
    Content {
        seller: Seller {
            name: "Aurora Type Ltd".into(),
            address: vec!["1 Glyph Street".into(), "10115 Berlin".into()],
            vat_number: Some("DE136695976".into()),
            registration: Some("Amtsgericht Berlin, HRB 12345".into()),
            footer: Some("Bank: DE02 1203 0000 0000 2020 51".into()),
        },
        buyer: Buyer { name: Some("Jørgen Łukasz".into()), country: Some("DE".into()), ..Buyer::default() },
        order_name: "1001".into(),
        ordered: Timestamp::from_millis(1_700_000_000_000),
        supplied: Timestamp::from_millis(1_700_000_000_000),
        lines,
        reductions: Vec::new(),
        taxes,
        sums,
        payment: "Paid by Stripe on 14 November 2023.".into(),
        corrects: None,
        reason: String::new(),
    }
}

fn store() -> Db {
    let clock = Clock::manual(Timestamp::from_millis(1_700_000_000_000));
    let db = Db::in_memory(clock, Chance::seeded(1)).unwrap();
    db.prepare(store::ALL.to_vec(), Migrations::default()).unwrap();
    db
}

fn order(n: u8) -> OrderId {
    OrderId::from_bytes([n; 16])
}

fn issued(db: &Db, n: u8, lines: Vec<Line>) -> Document {
    let new = NewInvoice { order: order(n), prefix: "INV-".into(), content: content(lines) };
    db.write_blocking(move |txn| issue(txn, new.clone())).unwrap()
}

fn credited(db: &Db, n: u8, refund: u8, lines: Vec<(u8, i64)>) -> Result<Document> {
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(line, amount)| Credited { line: OrderLineId::from_bytes([line; 16]), amount })
        .collect();
    let new = NewCredit {
        order: order(n),
        cause: Cause::Refund(RefundId::from_bytes([refund; 16])),
        prefix: "CRN-".into(),
        lines,
        payment: "Paid back by Stripe.".into(),
        reason: String::new(),
    };
    db.write_blocking(move |txn| credit(txn, new.clone()))
}

fn sound(db: &Db) {
    let mut faults = db.check(store::ALL).unwrap();
    db.look(|txn| store::check(txn, &mut faults)).unwrap();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn numbers_follow_each_other_in_two_rows() {
    let db = store();
    let first = issued(&db, 1, vec![line(1, "Aurora", 1250, None)]);
    assert_eq!(issued(&db, 1, vec![line(1, "Aurora", 9999, None)]), first, "one for each order");
    let second = issued(&db, 2, vec![line(2, "Borealis", 900, None)]);
    assert_eq!((first.name.as_str(), second.name.as_str()), ("INV-1001", "INV-1002"));
    let note = credited(&db, 1, 1, vec![(1, 250)]).unwrap();
    assert_eq!(credited(&db, 1, 1, vec![(1, 900)]).unwrap(), note, "one for each refund");
    assert_eq!((note.name.as_str(), note.content.corrects.as_deref()), ("CRN-1001", Some("INV-1001")));
    assert!(credited(&db, 1, 2, vec![(1, 1001)]).is_err(), "no more than was paid");
    assert!(credited(&db, 3, 3, vec![(1, 1)]).is_err(), "no invoice, no credit note");
    sound(&db);
}

/// Money that did not go back after all: no number changes, and what was credited may be credited once more.
#[test]
fn a_credit_note_is_taken_back_by_the_next_invoice() {
    let db = store();
    issued(&db, 1, vec![line(1, "Aurora", 1190, Some((1000, 190, false)))]);
    let correct = |refund: u8| {
        let new = NewCorrection {
            refund: RefundId::from_bytes([refund; 16]),
            prefix: "INV-".into(),
            payment: "It did not arrive.".into(),
            reason: "The account is closed".into(),
        };
        db.write_blocking(move |txn| correct(txn, &new)).unwrap()
    };
    assert_eq!(correct(1), None, "there is nothing to take back");
    let note = credited(&db, 1, 1, vec![(1, 1190)]).unwrap();
    assert!(credited(&db, 1, 2, vec![(1, 1)]).is_err(), "all of it went back");
    let taken = correct(1).unwrap();
    assert_eq!(correct(1), Some(taken.clone()), "once");
    assert_eq!((taken.name.as_str(), taken.content.corrects.as_deref()), ("INV-1002", Some("CRN-1001")));
    assert_eq!((taken.content.sums, &taken.content.taxes), (note.content.sums, &note.content.taxes));
    assert_eq!(issued(&db, 2, vec![line(2, "Borealis", 900, None)]).name, "INV-1003", "it is counted among invoices");
    assert_eq!(credited(&db, 1, 2, vec![(1, 1190)]).unwrap().name, "CRN-1002");
    assert_eq!(db.look(|txn| of_order(txn, order(1))).unwrap().unwrap().name, "INV-1001");
    let mut all: Vec<_> = db.look(|txn| notes_of(txn, order(1))).unwrap().into_iter().map(|it| it.name).collect();
    all.sort();
    assert_eq!(all, ["CRN-1001", "CRN-1002", "INV-1002"]);
    let text = read(&pdf(&taken, &Fonts::open(None).unwrap()).unwrap());
    assert!(text.contains("Correcting invoice") && text.contains("CRN-1001") && text.contains("$11.90"), "{text}");
    sound(&db);
}

#[test]
fn buyers_complete_who_they_are_and_nothing_else() {
    let db = store();
    let before = issued(&db, 1, vec![line(1, "Aurora", 1250, None)]);
    let acme = Buyer { company: Some("Acme".into()), ..Buyer::default() };
    let change = acme.clone();
    let after = db.write_blocking(move |txn| complete(txn, order(1), &change)).unwrap();
    assert_eq!((&after.content, after.seal, &after.name), (&before.content, before.seal, &before.name));
    assert_eq!(after.buyer(), &acme);
    assert_eq!(after.clone().at(Some(0)).buyer(), &before.content.buyer, "the version before stays");
    let text = read(&pdf(&after, &Fonts::open(None).unwrap()).unwrap());
    assert!(text.contains("Acme") && text.contains("details were added on 14 November 2023"), "{text}");
    for n in 0..20 {
        let buyer = Buyer { company: Some(format!("Acme {n}")), ..Buyer::default() };
        let _ = db.write_blocking(move |txn| complete(txn, order(1), &buyer));
    }
    assert_eq!(db.look(|txn| of_order(txn, order(1))).unwrap().unwrap().versions.len(), VERSIONS);
    sound(&db);
}

#[test]
fn a_changed_document_is_noticed() {
    let db = store();
    let mut document = issued(&db, 1, vec![line(1, "Aurora", 1250, None)]);
    document.content.lines[0].title = "Borealis".into();
    db.write_blocking(move |txn| store::DOCUMENTS.put(txn, &document)).unwrap();
    let mut faults = Vec::new();
    db.look(|txn| store::check(txn, &mut faults)).unwrap();
    assert_eq!(faults, ["invoices: INV-1001 was changed after it had been issued"]);
}

#[test]
fn the_form_names_all_that_is_wrong() {
    let form = BuyerForm { country: "ZZ".into(), street: "x".repeat(201), ..BuyerForm::default() };
    let fields: Vec<_> = form.check().unwrap_err().fields.iter().map(|it| it.0.to_string()).collect();
    assert_eq!(fields, ["street", "country", "name"]);
    let good = BuyerForm { company: " Acme\u{202E} ".into(), country: "de".into(), ..BuyerForm::default() };
    let buyer = good.check().unwrap();
    assert_eq!(buyer.rows(), ["Acme", "Germany"]);
}

fn read(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap()
}

#[test]
fn what_is_printed_says_what_was_issued() {
    let db = store();
    let lines = (1..=60).map(|n| line(n, &format!("Aurora Sans {n}"), 1190, Some((1000, 190, false)))).collect();
    let document = issued(&db, 1, lines);
    let fonts = Fonts::open(None).unwrap();
    let bytes = pdf(&document, &fonts).unwrap();
    assert_eq!(bytes, pdf(&document, &fonts).unwrap(), "the same document gives the same bytes");
    let text = read(&bytes);
    for said in [
        "INV-1001",
        "Aurora Type Ltd",
        "DE136695976",
        "Jørgen Łukasz",
        "Germany",
        "VAT, DE 19% on $600.00",
        "$114.00",
        "$714.00",
        "Paid by Stripe",
        "Bank: DE02",
        "Aurora Sans 60",
    ] {
        assert!(text.contains(said), "{said} is missing: {text}");
    }
    let pages = lopdf::Document::load_mem(&bytes).unwrap().get_pages().len();
    assert!(pages >= 3, "{pages} pages");
    assert!(text.matches("Description").count() >= pages - 1, "the head of the table is repeated");
    assert!(text.contains(&format!("page {pages} of {pages}")));
}

proptest! {
    /// However a line goes back, its tax goes back with it, and nothing is left over at the end.
    #[test]
    fn credit_notes_leave_nothing_over(
        net in 1i64..1_000_000,
        rate in 0i64..30,
        included: bool,
        parts in prop::collection::vec(1u32..100, 1..6),
    ) {
        let tax = net * rate / 100;
        let total = net + tax;
        let db = store();
        let invoice = issued(&db, 1, vec![line(1, "Aurora", total, Some((net, tax, included)))]);
        let weight: i64 = parts.iter().map(|it| i64::from(*it)).sum();
        let (mut left, mut notes) = (total, Vec::new());
        for (at, part) in parts.iter().enumerate() {
            let amount = if at + 1 == parts.len() { left } else { total * i64::from(*part) / weight };
            if amount > 0 {
                notes.push(credited(&db, 1, u8::try_from(at).unwrap() + 1, vec![(1, amount)]).unwrap());
                left -= amount;
            }
        }
        let sum = |of: fn(&Sums) -> Money| notes.iter().map(|it| of(&it.content.sums).amount).sum::<i64>();
        prop_assert_eq!(sum(|it| it.total), invoice.content.sums.total.amount);
        prop_assert_eq!(sum(|it| it.tax), invoice.content.sums.tax.amount);
        prop_assert!(notes.iter().all(|it| it.content.sums.tax.amount >= 0));
        sound(&db);
    }
}
