//! Invoices, the buyer's details, withdrawals.

use bodega::{
    features::{
        invoices::{
            BuyerForm,
            view::{DocumentPage, Printed, PrintedLine},
        },
        withdrawals::StatementForm,
    },
    flows::{
        invoicing::view::BillingPage,
        withdrawing::view::{SentRow, Step, WithdrawalPage, WithdrawalRow, WithdrawalsPage},
    },
    platform::web::parts::{Choice, FieldIssue, Issues, Link, Note, Pill, SideNav, SumRow, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let issues = |names: &[&str]| {
        let issue = |name: &&str| FieldIssue { field: (*name).to_owned(), advice: words.say("Try once more") };
        Issues(names.iter().map(issue).collect())
    };
    vec![
        sample("invoice", invoice(words)),
        sample(
            "invoice-bare",
            DocumentPage {
                printed: Printed { buyer_rows: Vec::new(), notes: Vec::new(), footer: String::new(), ..printed(words) },
                versions: Vec::new(),
                complete: None,
                ..invoice(words)
            },
        ),
        sample("billing", billing(words, Issues::default())),
        sample("billing-refused", billing(words, issues(&["name", "country"]))),
        sample("withdrawal", withdrawal(words, Step::Write, Issues::default())),
        sample("withdrawal-refused", withdrawal(words, Step::Write, issues(&["name", "email", "message"]))),
        sample("withdrawal-confirm", withdrawal(words, Step::Confirm, Issues::default())),
        sample(
            "withdrawal-done",
            WithdrawalPage {
                sent: vec![sent(words, ""), sent(words, "Refused on 22 November 2026: the download had begun")],
                ..withdrawal(words, Step::Done, Issues::default())
            },
        ),
        sample("withdrawals", office(words)),
        sample(
            "withdrawals-empty",
            WithdrawalsPage {
                frame: words.frame().private(),
                side: SideNav::new("Office"),
                ..WithdrawalsPage::default()
            },
        ),
    ]
}

fn invoice(words: &Words) -> DocumentPage {
    DocumentPage {
        frame: words.frame().private(),
        printed: printed(words),
        pdf: words.say("/orders/x/invoice.pdf?token=abc"),
        order: Link::new(words.say("Order 1001"), words.say("/orders/x?token=abc")),
        complete: Some(Link::new("Complete your details", words.say("/orders/x/billing?token=abc"))),
        withdrawal: Link::new("Withdraw from contract here", words.say("/orders/x/withdrawal?token=abc")),
        versions: vec![Link::new(words.say("As of 22 November 2026"), words.say("/orders/x/invoice?version=0"))],
    }
}

fn printed(words: &Words) -> Printed {
    let line = |title: &str, discount: &str| PrintedLine {
        title: words.say(title),
        detail: words.say("Studio, 10 seats"),
        quantity: "2".into(),
        unit: "$24.50".into(),
        discount: discount.into(),
        tax: words.say("VAT, DE 19%"),
        total: "$49.00".into(),
    };
    Printed {
        title: words.say("Invoice INV-1001"),
        kind: "Invoice",
        seller: words.say("Aurora Type Ltd"),
        seller_rows: vec![words.say("1 Glyph Street"), words.say("10115 Berlin")],
        buyer_rows: vec![words.say("Bytes & Sons"), words.say("Germany")],
        buyer_vat: words.say("DE136695976"),
        facts: vec![("Number", words.say("INV-1001")), ("Date", words.say("22 November 2026"))],
        has_discounts: true,
        has_taxes: true,
        lines: vec![line("Tape Garden", "−$1.00"), line("Procedural Foliage Nodes", "")],
        sums: vec![
            SumRow::new("Subtotal", "$98.00"),
            SumRow::new(words.say("Discount SPRING"), "−$1.00").saved(),
            SumRow::new(words.say("Including VAT, DE 19% on $81.51"), "$15.49"),
        ],
        total_label: "Total",
        total: "$97.00".into(),
        notes: vec![words.say("Paid by Stripe on 22 November 2026.")],
        footer: words.say("Bank: DE02 1203 0000 0000 2020 51"),
    }
}

fn billing(words: &Words, issues: Issues) -> BillingPage {
    BillingPage {
        frame: words.frame().private(),
        number: words.say("INV-1001"),
        action: words.say("/orders/x/billing?token=abc"),
        issues,
        form: BuyerForm {
            name: words.say("Noor Haddad"),
            company: words.say("Bytes & Sons"),
            street: words.say("Old Street 1"),
            vat_number: words.say("DE136695976"),
            ..BuyerForm::default()
        },
        countries: vec![Choice::new("DE", words.say("Germany"), true), Choice::new("FR", words.say("France"), false)],
        withdrawal: Link::new("Withdraw from contract here", words.say("/orders/x/withdrawal?token=abc")),
        back: Link::new(words.say("Invoice INV-1001"), words.say("/orders/x/invoice?token=abc")),
    }
}

fn withdrawal(words: &Words, step: Step, issues: Issues) -> WithdrawalPage {
    let statement = vec![words.say("I, Noor Haddad, withdraw from the contract about order 1001 with Bodega.")];
    WithdrawalPage {
        frame: words.frame().private(),
        order: Link::new(words.say("Order 1001"), words.say("/orders/x?token=abc")),
        number: words.say("1001"),
        goods: vec![words.say("Tape Garden, Standard"), words.say("Ostra Serif, Desktop")],
        notes: vec![Note::new(
            Tone::Info,
            "Your right to withdraw.",
            words.say("You may withdraw until 7 December 2026."),
        )],
        action: words.say("/orders/x/withdrawal?token=abc"),
        issues,
        form: StatementForm {
            name: words.say("Noor Haddad"),
            email: words.say("noor@example.com"),
            message: words.say("It does not fit"),
        },
        step,
        statement: if step == Step::Confirm { statement } else { Vec::new() },
        sent: Vec::new(),
    }
}

fn sent(words: &Words, answer: &str) -> SentRow {
    SentRow {
        statement: vec![words.say("I, Noor Haddad, withdraw"), words.say("Confirm it to: noor@example.com")],
        received: words.say("22 November 2026, 12:00 UTC"),
        pill: Pill::new(Tone::Info, words.say("Received")),
        answer: if answer.is_empty() { String::new() } else { words.say(answer) },
    }
}

fn office(words: &Words) -> WithdrawalsPage {
    let row = |id: &str| WithdrawalRow {
        id: id.into(),
        number: words.say("1001"),
        order_url: words.say("/orders/x?token=abc"),
        name: words.say("Noor Haddad"),
        email: words.say("noor@example.com"),
        message: words.say("It does not fit"),
        received: words.say("22 November 2026, 12:00 UTC"),
        right: Pill::new(Tone::Warn, words.say("Download had begun")),
        total: words.say("$12.50, paid"),
        pill: Pill::new(Tone::Good, words.say("Accepted")),
        answer: words.say("22 November 2026, 12:00 UTC."),
        action: words.say("/admin/withdrawals/x/answer"),
    };
    WithdrawalsPage {
        frame: words.frame().private(),
        side: SideNav::new("Office"),
        notes: vec![Note::new(Tone::Bad, "Nothing was changed.", words.say("Write why"))],
        open: vec![row("wd_1"), row("wd_2")],
        answered: vec![row("wd_3")],
    }
}
