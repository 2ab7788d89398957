//! The desk at which products are made, new and busy.

use bodega::{
    flows::editing::view::{
        EditionFields, EditorFields, EditorPage, FileFields, ImageFields, NewProductPage, ProductRow, ProductsPage,
        ReleaseFields, StandingFields, Todo, VersionRow,
    },
    platform::web::parts::{Card, Choice, Cover, FileIcon, Icon, Issues, Note, Pager, Pill, PriceTag, SideNav, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let issues =
        Issues::of(&bodega::base::Error::invalid("title", "This is needed").and("price", "“x” is not an amount"));
    let mut refused = editor(words, true);
    refused.issues = issues.clone();
    refused.preview_html = Some("<p><em>Nine</em> weights.</p>".into());
    refused.notes = vec![Note::new(Tone::Warn, words.say("Somebody was quicker."), words.say("Look again."))];
    vec![
        sample("products", list(words, 4)),
        sample("products-none", list(words, 0)),
        sample("products-nothing-found", ProductsPage { narrowed: true, query: words.say("x"), ..list(words, 0) }),
        sample("product-new", fresh(words, Issues::default())),
        sample("product-new-refused", fresh(words, issues)),
        sample("editor", editor(words, true)),
        sample("editor-new", editor(words, false)),
        sample("editor-refused", refused),
    ]
}

fn side() -> SideNav {
    SideNav::new("Selling").group("", &[(Icon("package"), "Products", "/sell/products")]).at("/sell/products")
}

fn list(words: &Words, many: u64) -> ProductsPage {
    let row = |n: u64| ProductRow {
        title: words.say("Tape Garden"),
        url: format!("/sell/products/prod_{n}"),
        cover: Cover::beside_title("/covers/tape-garden.svg"),
        seller: if n == 2 { words.say("Tidepool Audio") } else { String::new() },
        pill: Pill::new(Tone::Good, "On the shelf"),
        price: PriceTag::new("$19").down_from("$24"),
        sold: "1,840 copies".into(),
        changed: "22 November 2026".into(),
    };
    ProductsPage {
        frame: words.frame(),
        side: side(),
        states: vec![Choice::new("", "All", true), Choice::new("draft", "Drafts", false)],
        sells: true,
        products: (0..many).map(row).collect(),
        pager: Pager::new(1, 2, many.max(1), |page| format!("/sell/products?page={page}")),
        ..ProductsPage::default()
    }
}

fn fresh(words: &Words, issues: Issues) -> NewProductPage {
    let (title, price) = (words.say("Tape"), words.say("x"));
    NewProductPage { frame: words.frame(), side: side(), issues, title, price, sign: "$".into() }
}

fn editor(words: &Words, busy: bool) -> EditorPage {
    let many = if busy { 3 } else { 0 };
    let edition = |n: usize| EditionFields {
        id: if n < 2 { format!("ed_{n}") } else { String::new() },
        name: if n < 2 { words.say("Standard") } else { String::new() },
        price: words.say("12.00"),
        terms: words.say("One person may use it."),
        open: n == 0,
        keys: n == 1,
        on: true,
        own_files: n == 1,
        stock: if n == 1 { words.say("50") } else { String::new() },
        stock_state: if n == 1 { words.say("12 sold or set aside, 38 left") } else { String::new() },
        files: (0..many).map(|n| Choice::new(format!("file_{n}"), words.say("Drums.zip (1.4)"), n == 1)).collect(),
        remark: if n == 0 { words.say("A sale is set for it.") } else { String::new() },
        ..EditionFields::default()
    };
    let todo =
        |n: usize| Todo { text: words.say("Set a price"), done: n == 0, blocks: n == 1, href: "#editions".into() };
    EditorPage {
        frame: words.frame(),
        side: side(),
        url: "/sell/products/prod_1".into(),
        heading: words.say("Tape Garden"),
        pills: vec![Pill::new(Tone::Good, "On the shelf"), Pill::new(Tone::Warn, words.say("1.4 in the making"))],
        fields: EditorFields {
            revision: "7".into(),
            title: words.say("Tape Garden"),
            summary: words.say("412 drums, loops and textures."),
            description: words.say("Tape Garden is a pack of *drums*."),
            tags: words.say("tape, dusty"),
            languages: words.say("English, German"),
            ..EditorFields::default()
        },
        categories: vec![Choice::new("audio/sample-packs", words.say("Audio / Sample packs"), true)],
        editions: (0..3).map(edition).collect(),
        sign: "$".into(),
        release: ReleaseFields {
            url: "/sell/products/prod_1/release".into(),
            version: words.say("1.4"),
            notes: words.say("Names under 16 characters."),
            channels: vec![
                Choice::new("stable", "Everyone", true),
                Choice::new("beta", "Those who like to try", false),
            ],
            for_earlier: true,
            files: (0..many)
                .map(|n| FileFields {
                    icon: FileIcon::of("a.zip"),
                    name: words.say("TapeGarden_Drums_1.4.zip"),
                    about: words.say("318 MB, uploaded"),
                    removal: format!("/sell/products/prod_1/release/files/file_{n}/removal"),
                })
                .collect(),
            summary: words.say("3 files, 1.1 GB"),
            announce: "/sell/uploads".into(),
            limits: "Up to 10 GB each.".into(),
            form_limit: "256 MB".into(),
            can_come_out: busy,
            buyers: if busy { "those who bought it".into() } else { String::new() },
            ..ReleaseFields::default()
        },
        images: (0..many)
            .map(|n| ImageFields {
                url: format!("/sell/products/prod_1/images/img_{n}"),
                src: format!("/sell/products/prod_1/images/img_{n}/picture"),
                alt: words.say("A cassette among flowers"),
                first: n == 0,
                last: n == 2,
            })
            .collect(),
        todo: (0..3).map(todo).collect(),
        standing: StandingFields {
            url: "/sell/products/prod_1".into(),
            published: busy,
            scheduled: (!busy).then(|| "1 December 2026, 09:00 UTC".into()),
            ready: busy,
            removable: !busy,
            preview: "/sell/products/prod_1/preview".into(),
            ..StandingFields::default()
        },
        card: Card {
            title: words.say("Tape Garden"),
            url: "#shelf-h".into(),
            price: PriceTag::new("$19"),
            ..Card::default()
        },
        versions: (0..many)
            .map(|n| VersionRow {
                version: words.say("1.3"),
                date: "9 November 2026".into(),
                pill: (n == 1).then(|| Pill::new(Tone::Bad, "Withdrawn")),
                yanked: n == 1,
                url: format!("/sell/products/prod_1/releases/rel_{n}"),
            })
            .collect(),
        ..EditorPage::default()
    }
}
