//! Licences: their holder's page, and those of whoever looks after them.

use bodega::{
    flows::licensing::view::*,
    platform::web::parts::{Choice, FieldIssue, Icon, Issues, Link, Note, Pager, Pill, SideNav, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    vec![
        sample("license", license(words, true)),
        sample("license-worthless", license(words, false)),
        sample("license-gone", GonePage { frame: words.frame() }),
        sample("key-products", products(words, 3)),
        sample("key-products-empty", products(words, 0)),
        sample("product-keys", product(words, 3)),
        sample("product-keys-refused", product(words, 0)),
    ]
}

fn side() -> SideNav {
    SideNav::new("Selling").group("", &[(Icon("key-round"), "Licences", "/sell/licenses")]).at("/sell/licenses")
}

fn license(words: &Words, good: bool) -> LicensePage {
    let device = |n: u8| DeviceRow {
        name: words.say(&format!("Studio laptop {n}")),
        detail: words.say("Since 22 November 2026, asked last 22 November 2026"),
        action: words.say("/licenses/lic_1/devices/act_1/removal?token=t"),
    };
    LicensePage {
        frame: words.frame(),
        notes: vec![Note::new(Tone::Good, words.say("The device is free."), words.say("Another can take its place."))],
        issues: Issues(if good {
            vec![]
        } else {
            vec![FieldIssue { field: "email".into(), advice: words.say("No address") }]
        }),
        title: words.say("Synth One"),
        url: good.then(|| words.say("/products/synth-one")),
        pill: Pill::new(Tone::Good, words.say("Active")),
        key: words.say("7Q2MX-K4D9T-REWBA-0PV6C-H5N3J-8FGZS"),
        facts: vec![(words.say("Edition"), words.say("Standard"))],
        used: words.say("2 of 3 devices"),
        devices: if good { vec![device(1), device(2)] } else { vec![] },
        file: if good { words.say("/licenses/lic_1/file?token=t") } else { String::new() },
        rotation: if good { words.say("/licenses/lic_1/rotation?token=t") } else { String::new() },
        hand_on: words.say("/licenses/lic_1/holder?token=t"),
        email: words.say("ines@"),
    }
}

fn products(words: &Words, many: usize) -> KeyProductsPage {
    let row = |_| KeyProductRow {
        title: words.say("Synth One"),
        url: words.say("/sell/licenses/products/prod_1"),
        issued: "12".into(),
        pool: words.say("Standard: 3 left, 9 sold"),
        pill: Some(Pill::new(Tone::Warn, words.say("Low"))),
    };
    KeyProductsPage {
        frame: words.frame(),
        side: side(),
        notes: vec![Note::new(Tone::Warn, words.say("Nothing found."), words.say("No product has this key."))],
        here: words.say("/sell/licenses"),
        wanted: words.say("7Q2MX"),
        rows: (0..many).map(row).collect(),
        pager: Pager::new(1, 50, many as u64, |page| format!("/sell/licenses?page={page}")),
    }
}

fn product(words: &Words, many: usize) -> ProductKeysPage {
    let edition = KeyEdition {
        id: "ed_1".into(),
        name: words.say("Standard"),
        action: words.say("/sell/licenses/products/prod_1/editions/ed_1/policy"),
        import: words.say("/sell/licenses/products/prod_1/editions/ed_1/keys"),
        state: words.say("3 left, 9 sold"),
        activations: words.say("3"),
        days: words.say("365"),
        update_days: String::new(),
        formats: vec![
            Choice::new("groups", words.say("7Q2MX"), true),
            Choice::new("hex", words.say("85DB562A"), false),
        ],
        prefix: words.say("SY"),
        pool: true,
        low: "5".into(),
    };
    let row = |n: usize| KeyRow {
        key: words.say("…8FGZS1"),
        holder: words.say("bob@example.com"),
        detail: words.say("Standard, 22 November 2026"),
        used: words.say("1 of 3 devices"),
        pill: Pill::new(Tone::Good, words.say("Active")),
        action: words.say("/sell/licenses/products/prod_1/issued/lic_1/stop"),
        stopped: n == 1,
        rotation: if n == 0 {
            words.say("/sell/licenses/products/prod_1/issued/lic_1/rotation")
        } else {
            String::new()
        },
    };
    let refused = vec![FieldIssue { field: "days-ed_1".into(), advice: words.say("Write a number") }];
    ProductKeysPage {
        frame: words.frame(),
        side: side(),
        notes: vec![Note::new(Tone::Good, words.say("Saved."), words.say("From now on."))],
        issues: Issues(if many == 0 { refused } else { vec![] }),
        title: words.say("Synth One"),
        back: Link::new("All licences", "/sell/licenses"),
        editions: vec![edition],
        rows: (0..many).map(row).collect(),
        pager: Pager::new(1, 50, many as u64, |page| format!("/sell/licenses/products/prod_1?page={page}")),
    }
}
