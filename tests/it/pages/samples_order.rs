//! From the cart to the library.

use bodega::{
    features::{
        delivery::pages::{LinkProblem, ProblemPage},
        orders::mail::{Receipt, ReceiptFile, ReceiptItem},
    },
    flows::{
        basket::view::*,
        checkout::view::*,
        library::view::{LibraryItem, LibraryPage, RequestPage},
        receipt::view::{HistoryRow, KeyLine, OrderFile, OrderItem, OrderPage, Paper, RefundRow, Stage},
        signing_in::claim_page::ClaimPage,
    },
    platform::web::{
        ErrorPage,
        parts::{Choice, FieldIssue, Issues, Left, Link, Note, Pager, Pill, PriceTag, SumRow, Tone},
    },
};

use bodega::flows::giving::view::*;

use super::samples::{Sample, Words, cover, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let mut found = vec![
        sample("cart", cart(words)),
        sample(
            "cart-empty",
            CartPage {
                frame: words.frame(),
                related_heading: "Fresh on the shelves".into(),
                related: words.cards(0, 4),
                ..CartPage::default()
            },
        ),
        sample(
            "cart-code",
            CartPage {
                coupon: Coupon {
                    good: vec![words.say("10% off with AUTUMN10, ends 30 November 2026")],
                    bad: vec![words.say("OLD: This code has ended")],
                    any: true,
                    ..Coupon::default()
                },
                ..cart(words)
            },
        ),
        sample(
            "cart-code-refused",
            CartPage {
                coupon: Coupon {
                    code: words.say("NOPE"),
                    advice: Some(words.say("There is no such code")),
                    ..Coupon::default()
                },
                ..cart(words)
            },
        ),
        sample("gift", gift(words, false)),
        sample("gift-claimed", gift(words, true)),
        sample("checkout", checkout(words, Issues::default(), false)),
        sample("checkout-refused", checkout(words, wrong(words, &["email", "immediate_delivery_consent"]), false)),
        sample("checkout-free", checkout(words, Issues::default(), true)),
        sample("library", library(words, true)),
        sample("library-empty", library(words, false)),
        sample("library-request", RequestPage { frame: words.frame(), ..RequestPage::default() }),
        sample(
            "library-refused",
            RequestPage {
                frame: words.frame(),
                email: words.say("noor@"),
                issues: wrong(words, &["email"]),
                ..RequestPage::default()
            },
        ),
        sample(
            "library-sent",
            RequestPage {
                frame: words.frame(),
                email: words.say("noor@example.com"),
                sent: true,
                works_for: "an hour".into(),
                ..RequestPage::default()
            },
        ),
        sample("claim", ClaimPage { frame: words.frame(), action: words.say("/claim/abc"), ..ClaimPage::default() }),
        sample(
            "claim-refused",
            ClaimPage {
                frame: words.frame(),
                action: "/claim/abc".into(),
                name: words.say("Ada"),
                email: words.say("ada"),
                issues: wrong(words, &["email", "password"]),
            },
        ),
        sample("error-422", ErrorPage::new(words.frame(), 422, "", "9c41e0").about(wrong(words, &["quantity"]))),
    ];
    for status in [403, 404, 409, 410, 429, 500, 503] {
        found.push(sample(
            &format!("error-{status}"),
            ErrorPage::new(words.frame(), status, words.say(""), words.say("9c41e0")),
        ));
    }
    for stage in [
        Stage::Pending,
        Stage::Ready,
        Stage::Failed,
        Stage::Cancelled,
        Stage::PartlyRefunded,
        Stage::Refunded,
        Stage::Disputed,
    ] {
        found.push(sample(&format!("order-{stage:?}").to_lowercase(), order(words, stage)));
    }
    for problem in [
        LinkProblem::Expired,
        LinkProblem::Exhausted,
        LinkProblem::Revoked,
        LinkProblem::Tampered,
        LinkProblem::Unknown,
    ] {
        let known = problem != LinkProblem::Unknown && problem != LinkProblem::Tampered;
        let page = ProblemPage {
            frame: words.frame(),
            problem,
            file: if known { words.say("TapeGarden_Drums_1.3.zip") } else { String::new() },
            detail: if problem == LinkProblem::Expired {
                "It worked until 6 December 2026.".into()
            } else {
                String::new()
            },
            order_url: known.then(|| words.say("/orders/ord_1?token=x")),
            request_id: "9c41e0".into(),
        };
        found.push(sample(&format!("download-{problem:?}").to_lowercase(), page));
    }
    found
}

fn wrong(words: &Words, fields: &[&str]) -> Issues {
    Issues(
        fields
            .iter()
            .map(|field| FieldIssue {
                field: (*field).into(),
                advice: words.say("Enter it in full, like name@example.com"),
            })
            .collect(),
    )
}

fn sums() -> Vec<SumRow> {
    vec![SumRow::new("Subtotal", "$43.50"), SumRow::new("Lowered prices", "−$1.90").saved()]
}

fn gift(words: &Words, claimed: bool) -> GiftPage {
    let file = |used_up| GiftFile {
        url: words.say("/d/abc"),
        name: words.say("TapeGarden_Drums_1.3.zip"),
        size: "318 MB".into(),
        used_up,
    };
    let item = GiftItem {
        title: words.say("Tape Garden"),
        detail: words.say("Tidepool Audio, Standard"),
        cover: cover("Tape Garden"),
        files: if claimed { vec![file(false), file(true)] } else { Vec::new() },
        keys: if claimed {
            vec![GiftKey { code: words.say("FOLI-7Q2M-XK4D"), manage: words.say("/licenses/lic_1?token=t") }]
        } else {
            Vec::new()
        },
        closed: false,
    };
    GiftPage {
        frame: words.frame().private(),
        message: words.say("Happy birthday"),
        notes: vec![Note::new(Tone::Info, "This gift has been claimed already.", words.say("Sign in"))],
        claim: (!claimed).then(|| words.say("/gifts/x/claim?token=abc")),
        button: words.say("Claim your gift"),
        hint: words.say("It costs nothing"),
        keep: words.say("Keep the mail"),
        items: vec![item.clone(), GiftItem { files: Vec::new(), closed: claimed, ..item }],
    }
}

fn cart(words: &Words) -> CartPage {
    let line = |id: &str, title: &str, price: &str| CartLine {
        id: id.into(),
        action: format!("/cart/lines/{id}"),
        title: words.say(title),
        url: words.say("/products/x"),
        cover: cover(title),
        detail: words.say("Tidepool Audio, 1.4 GB"),
        quantity: 1,
        most: 1,
        price: PriceTag::new(price),
        ..CartLine::default()
    };
    CartPage {
        frame: words.frame(),
        notes: vec![Note::new(
            Tone::Info,
            "A price changed while this was in your cart.",
            words.say("Procedural Foliage Nodes went from $35 to $24.50."),
        )],
        lines: vec![
            CartLine {
                editions: vec![Choice::new("e1", words.say("Standard"), true), Choice::new("e2", "Personal", false)],
                ..line("l1", "Tape Garden", "$19")
            },
            CartLine {
                most: 50,
                quantity: 3,
                each: "$8.17".into(),
                price: PriceTag::new("$24.50").down_from("$35"),
                ..line("l2", "Procedural Foliage Nodes", "")
            },
            CartLine {
                own_price: Some(OwnAmount { sign: "$".into(), value: "5".into() }),
                ..line("l3", "Pebble Icons", "$5")
            },
            CartLine {
                away: Some(Pill::new(Tone::Warn, words.say("No longer sold"))),
                ..line("l4", "Bus Glue", "$45")
            },
        ],
        sums: sums(),
        total: "$43.50".into(),
        ready: false,
        ..CartPage::default()
    }
}

fn checkout(words: &Words, issues: Issues, free: bool) -> CheckoutPage {
    let line = |title: &str, detail: &str, price: &str| SummaryLine {
        title: words.say(title),
        detail: words.say(detail),
        cover: cover(title),
        price: price.into(),
    };
    CheckoutPage {
        frame: words.frame().private(),
        key: "0f3a".into(),
        expected: words.say("4350"),
        email: if issues.none() { String::new() } else { words.say("noor.haddad@") },
        notes: if issues.none() {
            vec![]
        } else {
            vec![Note::new(
                Tone::Bad,
                "The payment was declined.",
                "Nothing was charged. Try again or choose another way to pay.",
            )]
        },
        place: (!free).then(|| PlaceFields {
            countries: vec![Choice::new("DE", "Germany", true), Choice::new("CA", words.say("Canada"), false)],
            regions: vec![
                Choice::new("CA-QC", words.say("Quebec, Canada"), false),
                Choice::new("-", "None of these", true),
            ],
            company: words.say("Ada Type GmbH"),
            vat_number: words.say("DE136695976"),
        }),
        gift: if issues.none() {
            GiftFields::default()
        } else {
            GiftFields { to: words.say("eve@example.com"), message: words.say("Have fun") }
        },
        issues,
        consent: false,
        lines: vec![
            line("Tape Garden", "Standard", "$19.00"),
            line("Procedural Foliage Nodes", "Studio, 10 seats", "$24.50"),
        ],
        sums: sums(),
        total: if free { "Free".into() } else { "$43.50".into() },
        gateways: if free { vec![] } else { vec![GatewayChoice::test(true, "paid")] },
        button: if free { "Get it free".into() } else { "Pay $43.50".into() },
        small_print: if free { String::new() } else { "Test mode: choose how the payment ends.".into() },
    }
}

fn order(words: &Words, stage: Stage) -> OrderPage {
    let paid = matches!(stage, Stage::Ready | Stage::PartlyRefunded);
    let file = |name: &str, left| OrderFile {
        left: Some(Left { left, total: 5 }),
        url: (left > 0).then(|| words.say("/d/abc")),
        state: if left == 0 { words.say("Used up") } else { String::new() },
        ..OrderFile::new(words.say(name), "318 MB", "4f8d2c0b9a1e".repeat(5))
    };
    let item = |id: &str, title: &str, files: Vec<OrderFile>| OrderItem {
        id: id.into(),
        title: words.say(title),
        detail: words.say("Tidepool Audio. Standard licence, version 1.3"),
        cover: cover(title),
        all: (paid && files.len() > 1).then(|| Link::new("Download all, 1.4 GB", words.say("/orders/x/archive.zip"))),
        files: if paid { files } else { vec![] },
        note: if paid { "Links work until 6 December 2026.".into() } else { String::new() },
        ..OrderItem::default()
    };
    let mut second = item("line_2", "Procedural Foliage Nodes", vec![file("FoliageNodes_2.0.blend", 0)]);
    if paid {
        second.keys = vec![KeyLine {
            code: words.say("FOLI-7Q2M-XK4D-9TRE-2WBA"),
            note: "0 of 10 seats in use".into(),
            manage: words.say("/orders/ord_1/licenses/lic_1?token=t"),
        }];
        second.renew = Some(Link::new("Make new links", words.say("/orders/x/links")));
    }
    if stage == Stage::PartlyRefunded {
        second.pill = Some(Pill::new(Tone::Plain, words.say("Refunded")));
    }
    OrderPage {
        frame: words.frame().private(),
        stage,
        heading: stage.heading().into(),
        number: words.say("B-20417"),
        lead: stage.lead().into(),
        email: if stage == Stage::Ready { words.say("noor.haddad@example.com") } else { String::new() },
        notes: vec![],
        actions: if stage == Stage::Failed {
            vec![Link::new("Try the payment again", "/checkout"), Link::new("Back to the cart", "/cart")]
        } else {
            vec![]
        },
        test_payment: stage.waits().then(|| words.say("/orders/ord_1/test-payment?token=x")),
        items: vec![
            item(
                "line_1",
                "Tape Garden",
                vec![file("TapeGarden_Drums_1.3.zip", 5), file("TapeGarden_Loops_1.3.wav", 4)],
            ),
            second,
        ],
        date: "21 November 2026".into(),
        sums: sums(),
        total_label: if paid { "Paid with a test payment".into() } else { "Total".into() },
        total: "$43.50".into(),
        history: vec![
            HistoryRow { when: "21 November 2026, 14:03".into(), what: words.say("Paid") },
            HistoryRow { when: "21 November 2026, 14:02".into(), what: "Ordered".into() },
        ],
        papers: paid.then(|| paper(words, "Invoice INV-1001")).into_iter().collect(),
        refunds: (stage == Stage::PartlyRefunded).then(|| refund(words)).into_iter().collect(),
        instructions: stage.waits().then(|| words.say("Transfer to DE02 1203 0000 0000 2020 51")).into_iter().collect(),
        rights: vec![words.say("You may withdraw from this contract until 7 December 2026.")],
        withdrawal: Some(Link::new(words.say("Withdraw from contract here"), words.say("/orders/x/withdrawal"))),
    }
}

fn paper(words: &Words, name: &str) -> Paper {
    Paper {
        name: words.say(name),
        date: words.say("21 November 2026"),
        url: words.say("/orders/x/invoice"),
        pdf: words.say("/orders/x/invoice.pdf"),
    }
}

fn refund(words: &Words) -> RefundRow {
    RefundRow {
        amount: words.say("$12.00"),
        date: words.say("22 November 2026"),
        pill: Pill::new(Tone::Good, words.say("Paid back")),
        reason: words.say("It did not fit"),
    }
}

fn library(words: &Words, full: bool) -> LibraryPage {
    let item = |title: &str| LibraryItem {
        title: words.say(title),
        product_url: Some(words.say("/products/x")),
        cover: cover(title),
        detail: words.say("Tidepool Audio. Standard licence, bought 21 November 2026"),
        order_url: words.say("/orders/x?token=y"),
        order_word: words.say("Order"),
        ..LibraryItem::default()
    };
    let items = vec![
        LibraryItem {
            left: Some(Left { left: 4, total: 5 }),
            until: "until 6 December 2026".into(),
            download: Some(Link::new("Download, 1.4 GB", words.say("/d/abc"))),
            ..item("Tape Garden")
        },
        LibraryItem {
            keys: vec![words.say("FOLI-7Q2M-XK4D-9TRE-2WBA")],
            download: Some(Link::new("3 files, 84 MB", "/orders/x#line_2")),
            ..item("Procedural Foliage Nodes")
        },
        LibraryItem {
            pill: Some(Pill::new(Tone::Warn, "Links expired")),
            line: words.say("Download links expired on 3 October."),
            renew: Some(Link::new("Make new links", words.say("/orders/x/links"))),
            ..item("Slow Bread")
        },
        LibraryItem {
            product_url: None,
            pill: Some(Pill::new(Tone::Plain, "Refunded")),
            line: "Refunded on 12 May. Files are no longer available.".into(),
            ..item("Pebble Icons")
        },
    ];
    LibraryPage {
        frame: words.frame().private(),
        email: words.say("noor.haddad@example.com"),
        notes: vec![],
        items: if full { items } else { vec![] },
        pager: Pager::new(1, 24, 4, |n| format!("?page={n}")),
    }
}

pub fn receipt(words: &Words) -> (String, String, String) {
    let file = |name: &str| ReceiptFile {
        name: words.say(name),
        size: "318 MB".into(),
        url: "https://shop.example.com/d/abc".into(),
    };
    let receipt = Receipt {
        shop: words.say("Bodega\nBcc: all@example.com"),
        shop_url: "https://shop.example.com".into(),
        number: "B-20417".into(),
        date: "21 November 2026".into(),
        order_url: "https://shop.example.com/orders/ord_1?token=x".into(),
        gift_to: String::new(),
        items: vec![ReceiptItem {
            title: words.say("Tape Garden"),
            detail: words.say("Standard licence, version 1.3"),
            files: vec![file("Drums.zip"), file("Loops.zip")],
            keys: vec!["FOLI-7Q2M".into()],
        }],
        links_until: "Links work until 6 December 2026.".into(),
        sums: sums(),
        total_label: "Paid with a test payment".into(),
        total: "$43.50".into(),
        invoice_url: "https://shop.example.com/orders/ord_1/invoice?token=x".into(),
        rights: vec![words.say("You may withdraw from this contract until 7 December 2026.")],
        withdrawal_url: "https://shop.example.com/orders/ord_1/withdrawal?token=x".into(),
    };
    (receipt.subject(), receipt.text().unwrap(), receipt.html().unwrap())
}
