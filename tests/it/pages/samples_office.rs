//! The pages on which the staff look after orders and payments.

use bodega::{
    flows::checkout::office::view::{
        BackRow, EventRow, GatewayRow, LedgerRow, LineRow, May, OfficeOrderPage, OrderRow, OrdersPage, PaymentsPage,
        SalePage, SaleRow, SalesPage,
    },
    flows::payouts::view::{OfficePayoutRow, OfficePayoutsPage, PayoutRow, PayoutsPage},
    platform::web::parts::{Choice, FieldIssue, Icon, Issues, Note, Pill, SideNav, SumRow, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let say = |text: &str| words.say(text);
    let side = SideNav::new("Office")
        .group(
            "",
            &[(Icon("receipt-text"), "Orders", "/admin/orders"), (Icon("credit-card"), "Payments", "/admin/payments")],
        )
        .at("/admin/orders");
    let order = OrderRow {
        url: say("/admin/orders/ord_1"),
        number: say("1001"),
        email: say("ines@example.com"),
        date: "22 November 2026, 12:00".into(),
        total: say("$49.50"),
        gateway: say("stripe"),
        pill: Some(Pill::new(Tone::Warn, say("Partly refunded"))),
    };
    let back = BackRow {
        date: "23 November 2026, 09:00".into(),
        what: "Refund".into(),
        amount: say("$9.50"),
        pill: Some(Pill::new(Tone::Good, "Paid back")),
        why: say("Sorry for the wait"),
    };
    let event = EventRow {
        date: "22 November 2026, 12:00".into(),
        kind: say("checkout.session.completed"),
        id: say("evt_1RabcdefghijklmnopQRSTUV"),
        gateway: say("stripe"),
        pill: Some(Pill::new(Tone::Good, "Applied")),
        why: say("No order has this payment yet"),
        order: Some(say("/admin/orders/ord_1")),
    };
    let line = |id: &str| LineRow {
        id: say(id),
        title: say("Aurora Sans"),
        detail: say("Desktop, 2 copies"),
        total: say("$24.75"),
        gone: say("$9.50 went back"),
    };
    let facts: Vec<_> = ["Held because", "Collected", "Gateway's fee"].map(|it| (say(it), say("$49.50"))).into();
    let sale = SaleRow {
        url: say("/sell/sales/ord_1"),
        number: say("1001"),
        date: "22 November 2026, 12:00".into(),
        titles: say("Aurora Sans, Tape Garden"),
        total: say("$49.50"),
        pill: order.pill.clone(),
    };
    vec![
        sample(
            "office-orders",
            OrdersPage {
                frame: words.frame(),
                side: side.clone(),
                query: say("1001"),
                statuses: vec![Choice::new("paid", say("Paid"), true)],
                orders: vec![order.clone(), order.clone()],
                older: Some(say("/admin/orders?before=1001")),
            },
        ),
        sample("office-orders-none", OrdersPage { frame: words.frame(), side: side.clone(), ..OrdersPage::default() }),
        sample(
            "office-order",
            OfficeOrderPage {
                frame: words.frame(),
                side: side.clone(),
                notes: vec![Note::new(Tone::Bad, say("Nothing was done."), say("It is paid already"))],
                issues: Issues(vec![FieldIssue {
                    field: "amount".into(),
                    advice: say("At most $40.00 is left to pay back"),
                }]),
                order: order.clone(),
                buyers_page: say("/orders/ord_1?token=abc"),
                lines: vec![line("ol_1"), line("ol_2")],
                sums: vec![SumRow::new("Subtotal", say("$49.50"))],
                total: say("$49.50"),
                facts: facts.clone(),
                backs: vec![back.clone(), BackRow { what: "Dispute".into(), ..back.clone() }],
                entries: vec![LedgerRow {
                    date: "22 November 2026, 12:00".into(),
                    reason: "Sale".into(),
                    account: say("Owed to Ada Type"),
                    amount: say("$49.50"),
                }],
                events: vec![event.clone()],
                history: vec![("22 November 2026".into(), say("The payment arrived"))],
                may: May { refund: true, mark_paid: true, cancel: true, accept: true, ask: true },
                left: say("40.00"),
                reason: say("Sorry"),
                key: say("k"),
            },
        ),
        sample(
            "office-order-bare",
            OfficeOrderPage {
                frame: words.frame(),
                side: side.clone(),
                order: order.clone(),
                lines: vec![line("ol_1")],
                may: May { refund: true, ..May::default() },
                ..OfficeOrderPage::default()
            },
        ),
        sample(
            "office-payments",
            PaymentsPage {
                frame: words.frame(),
                side: side.clone(),
                notes: vec![Note::new(Tone::Good, "The gateways were asked.", say("Moved: 1"))],
                gateways: vec![GatewayRow {
                    name: say("Stripe"),
                    pill: Some(Pill::new(Tone::Warn, "Test")),
                    webhook: say("https://shop.example.com/webhooks/stripe"),
                    asked: String::new(),
                }],
                facts,
                held: vec![order.clone()],
                disputes: vec![back],
                events: vec![event],
            },
        ),
        sample(
            "office-payments-none",
            PaymentsPage { frame: words.frame(), side: side.clone(), ..PaymentsPage::default() },
        ),
        sample(
            "sales",
            SalesPage {
                frame: words.frame(),
                side,
                sales: vec![sale.clone()],
                older: Some(say("/sell/sales?before=1")),
            },
        ),
        sample("sales-none", SalesPage { frame: words.frame(), ..SalesPage::default() }),
        sample(
            "sale",
            SalePage {
                frame: words.frame(),
                notes: vec![Note::new(Tone::Bad, say("Nothing was done."), say("A bank decides"))],
                issues: Issues(vec![FieldIssue {
                    field: "amount".into(),
                    advice: say("At most $40.00 is left to pay back"),
                }]),
                sale,
                lines: vec![line("ol_1")],
                country: say("DE"),
                history: vec![("22 November 2026".into(), say("The payment arrived"))],
                may_refund: true,
                left: say("40.00"),
                reason: say("Sorry"),
                key: say("k"),
                ..SalePage::default()
            },
        ),
        sample(
            "payouts",
            PayoutsPage {
                frame: words.frame(),
                side: SideNav::new("Selling"),
                notes: vec![Note::new(Tone::Good, "It is on its way.", say("Soon"))],
                issues: Issues(vec![FieldIssue {
                    field: "amount".into(),
                    advice: say("At most $40.00 can be paid out now"),
                }]),
                offered: true,
                balance: say("$100.00"),
                available: say("$40.00"),
                amount: say("40.00"),
                may_pay: true,
                account: Some(Pill::new(Tone::Good, "Ready")),
                account_note: say("It was linked lately."),
                key: say("k"),
                payouts: vec![PayoutRow {
                    date: "22 November 2026, 12:00".into(),
                    amount: say("$20.00"),
                    pill: Some(Pill::new(Tone::Bad, "Failed")),
                    detail: say("tr_1"),
                }],
            },
        ),
        sample("payouts-unlinked", PayoutsPage { frame: words.frame(), offered: true, ..PayoutsPage::default() }),
        sample(
            "office-payouts",
            OfficePayoutsPage {
                frame: words.frame(),
                side: SideNav::new("Office"),
                notes: vec![Note::new(Tone::Good, "It was sent.", say("Soon"))],
                payouts: vec![
                    OfficePayoutRow {
                        date: "22 November 2026, 12:00".into(),
                        seller: say("Ada Type"),
                        seller_url: say("/sellers/ada-type"),
                        amount: say("$20.00"),
                        pill: Some(Pill::new(Tone::Info, "Under way")),
                        account: say("acct_1"),
                        detail: say("No such account"),
                        again: Some(say("/admin/payouts/tr_1/check")),
                        takings: vec![say("$5.00 could not be taken back and is owed: no funds")],
                        take: Some(say("/admin/payouts/tr_1/takings")),
                    },
                    OfficePayoutRow { seller: say("A seller who has left"), ..OfficePayoutRow::default() },
                ],
                older: Some(say("/admin/payouts?before=1")),
            },
        ),
        sample("office-payouts-none", OfficePayoutsPage { frame: words.frame(), ..OfficePayoutsPage::default() }),
        sample("payouts-none", PayoutsPage { frame: words.frame(), ..PayoutsPage::default() }),
    ]
}
