//! The pages on which admins say what things cost.

use bodega::{
    flows::pricing::view::*,
    platform::web::parts::{Choice, FieldIssue, Icon, Issues, Note, Pill, PriceTag, SideNav, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    vec![
        sample("discounts", discounts(words, 3)),
        sample("discounts-none", discounts(words, 0)),
        sample("discount", discount(words, false)),
        sample("discount-refused", discount(words, true)),
        sample("taxes", taxes(words, 3)),
        sample("taxes-none", taxes(words, 0)),
        sample("tax", tax(words)),
        sample("prices", prices(words, 3)),
        sample("prices-none", prices(words, 0)),
        sample("product-prices", product_prices(words, false)),
        sample("product-prices-refused", product_prices(words, true)),
    ]
}

fn side() -> SideNav {
    SideNav::new("Office").group("Selling", &[(Icon("ticket-percent"), "Discounts", "/admin/discounts")])
}

fn discounts(words: &Words, many: usize) -> DiscountsPage {
    let row = |n: usize| DiscountRow {
        url: words.say("/admin/discounts/x"),
        name: words.say("Autumn sale"),
        code: words.say("AUTUMN10"),
        off: words.say("10% off everything"),
        window: "until 30 November 2026".into(),
        uses: "3 of 10".into(),
        pill: [Pill::new(Tone::Good, "Running"), Pill::new(Tone::Plain, "Over")][n % 2].clone(),
    };
    DiscountsPage { frame: words.frame(), side: side(), discounts: (0..many).map(row).collect() }
}

fn discount(words: &Words, refused: bool) -> DiscountPage {
    let issue = |name: &str| FieldIssue { field: name.to_owned(), advice: words.say("Write a percentage") };
    let fields = DiscountFields {
        name: words.say("Autumn sale"),
        code: words.say("AUTUMN10"),
        value: "10".into(),
        items: words.say("aurora-sans"),
        from: "2026-11-01T00:00".into(),
        ..DiscountFields::default()
    };
    let used = |pill| UseRow {
        at: "22 November 2026, 12:00 UTC".into(),
        order: words.say("1001"),
        amount: "$1.25".into(),
        pill,
    };
    DiscountPage {
        frame: words.frame(),
        side: side(),
        title: words.say("Autumn sale"),
        pill: Some(Pill::new(Tone::Good, "Running")),
        action: words.say("/admin/discounts/x"),
        notes: if refused { vec![Note::new(Tone::Bad, "No.", words.say("Taken"))] } else { Vec::new() },
        issues: if refused { Issues(["value", "items", "until"].map(issue).into()) } else { Issues::default() },
        fields,
        kinds: vec![Choice::new("percent", "Percent", true), Choice::new("fixed", "Amount", false)],
        scopes: vec![Choice::new("shop", "Everything in the shop", true)],
        currency: "USD".into(),
        link: Some(words.say("http://127.0.0.1:8000/?discount=AUTUMN10")),
        uses: Some(if refused {
            Vec::new()
        } else {
            vec![used(Pill::new(Tone::Good, "Counts")), used(Pill::new(Tone::Plain, "Given back"))]
        }),
        end: Some(words.say("/admin/discounts/x/end")),
    }
}

fn tax_fields(words: &Words) -> TaxFields {
    TaxFields {
        countries: vec![Choice::new("DE", "Germany", true), Choice::new("CA", words.say("Canada"), false)],
        region: words.say("QC"),
        class: words.say("digital"),
        name: words.say("VAT"),
        rate: words.say("19"),
    }
}

fn taxes(words: &Words, many: usize) -> TaxesPage {
    let row = |_| TaxRow {
        url: words.say("/admin/taxes/x"),
        place: words.say("Quebec, Canada"),
        class: words.say("digital"),
        name: words.say("QST"),
        rate: "9.975%".into(),
    };
    let issue = |name: &str| FieldIssue { field: name.to_owned(), advice: words.say("Row 2: no") };
    TaxesPage {
        frame: words.frame(),
        side: side(),
        notes: vec![Note::new(Tone::Bad, "No.", words.say("Twice"))],
        issues: if many == 0 { Issues(["file", "country", "rate"].map(issue).into()) } else { Issues::default() },
        mode: "Prices of this shop contain the tax.".into(),
        rates: (0..many).map(row).collect(),
        fields: tax_fields(words),
    }
}

fn tax(words: &Words) -> TaxPage {
    let issue = |name: &str| FieldIssue { field: name.to_owned(), advice: words.say("No") };
    TaxPage {
        frame: words.frame(),
        side: side(),
        title: words.say("VAT, Germany"),
        action: words.say("/admin/taxes/x"),
        notes: Vec::new(),
        issues: Issues(["region", "name", "class"].map(issue).into()),
        fields: tax_fields(words),
    }
}

fn prices(words: &Words, many: usize) -> PricesPage {
    let row = |_| PriceRow {
        url: words.say("/admin/products/x/prices"),
        title: words.say("Tape Garden"),
        price: PriceTag::new("$12").down_from("$19"),
        words: "sale, bundle".into(),
        class: words.say("digital"),
    };
    PricesPage {
        frame: words.frame(),
        side: side(),
        notes: vec![Note::new(Tone::Warn, "Nothing found.", words.say("No such product"))],
        wanted: words.say("tape"),
        products: (0..many).map(row).collect(),
    }
}

fn product_prices(words: &Words, refused: bool) -> ProductPricesPage {
    let issue = |name: &str| FieldIssue { field: name.to_owned(), advice: words.say("No") };
    let edition = |n: usize| EditionFields {
        id: format!("ed_{n}"),
        name: words.say("Studio"),
        price: "$49.00".into(),
        sale_price: words.say("29"),
        sale_from: "2026-11-01T00:00".into(),
        sale_until: String::new(),
        bundle: words.say("tape-garden/Studio"),
    };
    ProductPricesPage {
        frame: words.frame(),
        side: side(),
        back: bodega::platform::web::parts::Link::new("All prices", "/admin/prices"),
        taxes: refused,
        title: words.say("Tape Garden"),
        downloads: words.say("/admin/products/prod_1/downloads"),
        url: words.say("/products/tape-garden"),
        action: words.say("/admin/products/x/prices"),
        issues: if refused { Issues(["sale", "bundle", "tax_class"].map(issue).into()) } else { Issues::default() },
        tax_class: words.say("book"),
        editions: (0..2).map(edition).collect(),
    }
}
