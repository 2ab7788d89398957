//! The pages about downloads, and about samples of products.

use bodega::{
    flows::{
        downloading::view::{AllowedRow, LogPage, LogRow, OrderDownloadsPage, TermsFields, TermsPage},
        previewing::view::{PreviewRow, PreviewsPage},
    },
    platform::web::parts::{FieldIssue, Issues, Link, Note, Pill, SideNav, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let say = |text: &str| words.say(text);
    let row = |url: &str| LogRow {
        date: "22 November 2026, 12:00 UTC".into(),
        order: say("1001"),
        order_url: url.into(),
        title: say("Aurora Sans"),
        file: say("aurora-sans-2.1.zip"),
        size: "1.2 MB of 84 MB".into(),
        pill: Some(Pill::new(Tone::Plain, "Broken off")),
        from: "2001:db8::1".into(),
        agent: say("Mozilla/5.0 (X11; Linux x86_64)"),
    };
    let fields = |id: &str| TermsFields { id: id.into(), name: say("Desktop"), downloads: say("3"), days: say("30") };
    let terms = TermsPage {
        frame: words.frame(),
        side: SideNav::new("Selling"),
        notes: vec![Note::new(Tone::Good, "Saved.", say("From now on"))],
        title: say("Aurora Sans"),
        action: say("/sell/products/prod_1/downloads"),
        usual: say("This shop allows 5 downloads of each file, for ever."),
        whole: fields(""),
        editions: vec![fields("ed_1"), fields("ed_2")],
        stamp: true,
        unstamped: vec![say("guide.pdf: it is encrypted")],
        ..TermsPage::default()
    };
    let issue = |field: &str| FieldIssue { field: field.into(), advice: say("Write a number from 0 to 1000") };
    let preview = |sound: &str, text: &str| PreviewRow {
        title: say("Rain"),
        sound: sound.into(),
        words: text.into(),
        page: if [sound, text].concat().is_empty() { say("/sell/previews/pv_1/page") } else { String::new() },
        width: 400,
        height: 566,
        removal: "/sell/products/prod_1/previews/pv_1/removal".into(),
    };
    let previews = PreviewsPage {
        frame: words.frame(),
        side: SideNav::new("Selling"),
        notes: vec![Note::new(Tone::Good, "Saved.", say("It is shown"))],
        issues: Issues::default(),
        title: say("Tape Garden"),
        editor: say("/sell/products/prod_1"),
        action: say("/sell/products/prod_1/previews"),
        typed: say("Rain"),
        previews: vec![
            preview("/sell/products/prod_1/previews/pv_1/sound", ""),
            preview("", &say("First\nSecond")),
            preview("", ""),
        ],
        has_room: true,
    };
    vec![
        sample(
            "downloads",
            LogPage {
                frame: words.frame(),
                side: SideNav::new("Office"),
                for_staff: true,
                rows: vec![row("/admin/orders/ord_1/downloads"), row("/admin/orders/ord_2/downloads")],
                table: "/admin/downloads/table.csv".into(),
                older: Some("/admin/downloads?before=1".into()),
                ..LogPage::default()
            },
        ),
        sample(
            "downloads-seller",
            LogPage {
                frame: words.frame(),
                side: SideNav::new("Selling"),
                rows: vec![row("/sell/sales/ord_1")],
                table: "/sell/downloads/table.csv".into(),
                products: vec![Link::new(say("Aurora Sans"), "/sell/products/prod_1/downloads")],
                ..LogPage::default()
            },
        ),
        sample("downloads-none", LogPage { frame: words.frame(), ..LogPage::default() }),
        sample(
            "downloads-order",
            OrderDownloadsPage {
                frame: words.frame(),
                side: SideNav::new("Office"),
                notes: vec![Note::new(Tone::Good, "The buyer can begin anew.", say("Their links are fresh."))],
                order: Link::new(say("Order 1001"), "/admin/orders/ord_1"),
                action: "/admin/orders/ord_1/downloads".into(),
                lines: vec![AllowedRow {
                    id: say("ol_1"),
                    title: say("Aurora Sans"),
                    allowed: say("5 downloads of each file, until 6 December 2026"),
                    files: vec![say("aurora-sans-2.1.zip: 5 downloads")],
                    pill: Some(Pill::new(Tone::Good, "Open")),
                    may_reset: true,
                }],
                may_reset: true,
                rows: vec![row("")],
                for_staff: true,
            },
        ),
        sample(
            "downloads-order-none",
            OrderDownloadsPage {
                frame: words.frame(),
                order: Link::new(say("Order 1001"), "/admin/orders/ord_1"),
                ..OrderDownloadsPage::default()
            },
        ),
        sample("downloads-terms", terms.clone()),
        sample(
            "downloads-terms-refused",
            TermsPage { issues: Issues(vec![issue("downloads"), issue("days"), issue("editions")]), ..terms },
        ),
        sample("previews", previews.clone()),
        sample(
            "previews-none",
            PreviewsPage { issues: Issues(vec![issue("file"), issue("title")]), previews: vec![], ..previews.clone() },
        ),
        sample("previews-full", PreviewsPage { has_room: false, ..previews }),
    ]
}
