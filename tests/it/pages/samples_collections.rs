//! Collections, in the office and in the shop window; what is picked for members.

use bodega::{
    flows::{collecting::view as office, recommending::view as picked, storefront::view as shop},
    platform::web::parts::{Crumb, FieldIssue, Icon, Issues, Note, Pager, Pill, SideNav, Tone},
};

use super::samples::{Sample, Words, cover, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    vec![
        sample("collections", shop::CollectionsPage { frame: words.frame(), tiles: tiles(words) }),
        sample("collections-none", shop::CollectionsPage { frame: words.frame(), tiles: vec![] }),
        sample("collection", collection(words, 9)),
        sample("collection-bare", collection(words, 0)),
        sample("picks", picks(words, true, 5)),
        sample("picks-none", picks(words, true, 0)),
        sample("picks-off", picks(words, false, 0)),
        sample("office-collections", list(words, 3)),
        sample("office-collections-none", list(words, 0)),
        sample("office-collection", one(words, 4, Some(3))),
        sample("office-collection-new", office::CollectionPage { goods: None, removal: None, ..one(words, 0, None) }),
        sample("office-collection-refused", office::CollectionPage { issues: issues(words), ..one(words, 1, Some(0)) }),
    ]
}

fn tiles(words: &Words) -> Vec<shop::CollectionTile> {
    let tile = |count: usize| shop::CollectionTile {
        title: words.say("For your wedding"),
        url: words.say("/collections/wedding"),
        about: if count == 1 { String::new() } else { words.say("Letters, frames and music for the day.") },
        count: "12 products".into(),
        covers: (0..count).map(|_| cover("Tape Garden")).collect(),
    };
    (0..4).map(tile).collect()
}

fn collection(words: &Words, many: usize) -> shop::CollectionPage {
    shop::CollectionPage {
        frame: words.frame(),
        crumbs: vec![Crumb::new("Shop", "/"), Crumb::new("Collections", "/collections")],
        title: words.say("For your wedding"),
        description: words.say("Letters, frames and music for the day."),
        about_html: if many == 0 { String::new() } else { "<p>Letters and <em>frames</em>.</p>".into() },
        count: format!("{many} products"),
        cover: if many == 0 { String::new() } else { words.say("https://shop.example.com/a.svg") },
        feed: words.say("/collections/wedding/products.atom"),
        cards: words.cards(0, many),
        pager: Pager::new(1, 8, many as u64, |n| format!("?page={n}")),
    }
}

fn side() -> SideNav {
    SideNav::new("Office").group("Selling", &[(Icon("layout-grid"), "Collections", "/admin/collections")])
}

fn list(words: &Words, many: usize) -> office::CollectionsPage {
    let row = |_| office::CollectionRow {
        title: words.say("For your wedding"),
        url: words.say("/admin/collections/col_1"),
        holds: "12 products, 2 not to be seen".into(),
        at_home: "yes",
        changed: "3 Nov 2026".into(),
        pill: Pill::new(Tone::Good, "Shown"),
    };
    let notes = vec![Note::new(Tone::Good, "The collection is removed.", "")];
    office::CollectionsPage { frame: words.frame(), side: side(), notes, rows: (0..many).map(row).collect() }
}

fn issues(words: &Words) -> Issues {
    let issue = |field: &str| FieldIssue { field: field.into(), advice: words.say("Write something else") };
    Issues(["title", "slug", "text", "at_home"].map(issue).into())
}

fn one(words: &Words, rows: usize, found: Option<usize>) -> office::CollectionPage {
    let good = |n: usize| office::GoodRow {
        id: format!("prod_{n}"),
        title: words.say("Tape Garden"),
        url: words.say("/products/tape-garden"),
        seller: words.say("Tidepool Audio"),
        cover: cover("Tape Garden"),
        price: "$19".into(),
        away: (n == 1).then(|| Pill::new(Tone::Warn, "Off the shelf")),
        inside: n == 0,
    };
    office::CollectionPage {
        frame: words.frame(),
        side: side(),
        title: words.say("For your wedding"),
        pill: Some(Pill::new(Tone::Plain, "Not shown")),
        notes: vec![Note::new(Tone::Good, "Saved.", "")],
        action: words.say("/admin/collections/col_1"),
        fields: office::CollectionFields {
            title: words.say("For your wedding"),
            slug: words.say("wedding"),
            text: words.say("Letters, *frames* and music."),
            shown: true,
            at_home: true,
        },
        page: Some(words.say("/collections/wedding")),
        goods: Some(office::CollectionGoods {
            action: words.say("/admin/collections/col_1/products"),
            here: words.say("/admin/collections/col_1"),
            rows: (0..rows).map(good).collect(),
            query: words.say("tape"),
            found: found.map(|many| (0..many).map(good).collect()),
        }),
        removal: Some(words.say("/admin/collections/col_1/removal")),
        ..office::CollectionPage::default()
    }
}

fn picks(words: &Words, wanted: bool, many: usize) -> picked::PicksPage {
    let row = |card| picked::PickRow { id: "prod_1".into(), card, reason: words.say("Because you bought Tape Garden") };
    picked::PicksPage {
        frame: words.frame(),
        side: SideNav::new("Account").group("", &[(Icon("sparkles"), "Picked for you", "/account/picks")]),
        notes: vec![Note::new(Tone::Good, "It will not be picked again.", "")],
        wanted,
        picks: words.cards(0, many).into_iter().map(row).collect(),
        remembered: if many == 0 { String::new() } else { "12 things".into() },
    }
}
