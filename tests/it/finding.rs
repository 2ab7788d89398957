//! What is found beyond the very words: what words say besides, what they mean, and what an admin says about them.

use bodega::{
    base::Role,
    platform::search::{Knowledge, Label, Meaning, Question, Search, SearchDoc},
};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    pages::Html,
    shop::{Person, Shop},
};

async fn found(shop: &Shop, query: &str) -> Value {
    let seen = shop.send(Method::Get, &format!("/api/v1/products?q={query}"), &[], b"").await;
    assert_eq!(seen.status, Status::Ok, "{query}: {}", seen.text());
    seen.json()
}

fn titles(found: &Value) -> Vec<String> {
    found["data"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap().to_owned()).collect()
}

async fn stocked() -> Shop {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada");
    for (title, price) in [
        ("Wedding Font", "12.50"),
        ("Little Wedding Font", "8"),
        ("Swash Font", "0"),
        ("Picture Frames", "3"),
        ("Photo Frames", "4"),
    ] {
        ada.sells(title, price).await;
    }
    shop.settle().await;
    shop
}

async fn rules(admin: &Person<'_>, form: [&str; 4]) -> crate::shop::Seen {
    let [synonyms, little, pins, hidden] = form;
    let form = [("synonyms", synonyms), ("little", little), ("pins", pins), ("hidden", hidden)];
    admin.submits("/admin/search", "/admin/search", &form).await
}

#[rocket::async_test]
async fn a_sentence_becomes_filters_that_can_be_taken_away() {
    let shop = stocked().await;
    let cheap = found(&shop, "wedding+font+under+$10").await;
    assert_eq!(titles(&cheap), ["Little Wedding Font"]);
    assert_eq!(cheap["understood"]["q"], "wedding font");
    assert_eq!(cheap["understood"]["filters"], json!([{ "name": "max_price", "value": "999" }]));
    assert_eq!(titles(&found(&shop, "free+fonts").await), ["Swash Font"]);
    assert_eq!(found(&shop, "free+fonts&exact=true").await["understood"], Value::Null);
    assert_eq!(found(&shop, "wedding+font").await["understood"], Value::Null);

    let page = shop.person().reads("/products?q=wedding+font+under+%2410").await;
    Html::of("understood", &page).is_well_formed();
    assert!(page.contains("taken as filters") && page.contains("Up to $9.99"), "{page}");
    assert!(page.contains("href=\"/products?q=wedding%20font\""), "the chip leads to the words without it");
    assert!(page.contains("q=wedding%20font%20under%20%2410&#38;exact=true"), "{page}");
    shop.close().await;
}

#[rocket::async_test]
async fn admins_say_what_words_mean_and_what_comes_first() {
    let shop = stocked().await;
    let ann = shop.staff("ann", Role::Admin).await;
    assert_eq!(titles(&found(&shop, "photo").await), ["Photo Frames"]);
    let page = ann.reads("/admin/search?q=font").await;
    Html::of("finding", &page).is_well_formed();
    assert!(page.contains("Swash Font") && page.contains("words alone"), "{page}");

    let saved = rules(&ann, ["photo, picture", "extra", "wedding: swash-font", "little-wedding-font"]).await;
    assert_eq!(saved.header("Location"), Some("/admin/search?saved=true"));
    shop.settle().await;
    let mut both = titles(&found(&shop, "photo").await);
    both.sort();
    assert_eq!(both, ["Photo Frames", "Picture Frames"]);
    assert_eq!(titles(&found(&shop, "wedding+extra").await)[0], "Wedding Font", "a small word need not occur");
    let pinned = found(&shop, "Wedding").await;
    assert_eq!((titles(&pinned), &pinned["total"]), (vec!["Swash Font".into(), "Wedding Font".into()], &json!(2)));
    assert_eq!(
        titles(&found(&shop, "wedding&max_price=500").await),
        ["Swash Font"],
        "filters hold for what comes first"
    );
    assert!(
        shop.person().reads("/products/little-wedding-font").await.contains("Little Wedding Font"),
        "its page stays"
    );
    let written = ann.reads("/admin/search").await;
    assert!(written.contains("wedding: swash-font") && written.contains("little-wedding-font"), "{written}");
    assert!(ann.reads("/admin/audit").await.contains("Changed how things are found"));

    let refused = rules(&ann, ["alone", "", "x: no-such-thing", ""]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(refused.text().contains("at least two words") && refused.text().contains(">alone</textarea>"));
    let refused = rules(&ann, ["", "", "x: no-such-thing", ""]).await;
    assert!(refused.text().contains("There is no product “no-such-thing” here"), "{}", refused.text());
    assert!(rules(&ann, [""; 4]).await.status.class().is_redirection());
    shop.settle().await;
    assert_eq!(found(&shop, "wedding").await["total"], 2);
    shop.close().await;
}

#[rocket::async_test]
async fn programs_of_admins_say_the_same() {
    let shop = stocked().await;
    let ann = shop.staff("ann", Role::Admin).await.program("ann").await;
    let empty = ann.reads("/admin/search/rules").await;
    let new = json!({ "synonyms": [["photo", "picture"]], "stop_words": ["nice"], "hidden": ["swash-font"],
        "pins": [{ "words": "font", "products": ["little-wedding-font"] }] });
    let kept = ann.asks_if(Method::Put, "/admin/search/rules", empty.header("ETag"), &new).await;
    assert_eq!(kept.status, Status::Ok, "{}", kept.text());
    assert_eq!(kept.json()["synonyms"], new["synonyms"]);
    let stale = ann.asks_if(Method::Put, "/admin/search/rules", empty.header("ETag"), &new).await;
    assert_eq!(stale.status, Status::PreconditionFailed);
    let wrong = ann.asks(Method::Put, "/admin/search/rules", &json!({ "hidden": ["nothing"] })).await;
    assert_eq!((wrong.status, &wrong.json()["errors"][0]["field"]), (Status::UnprocessableEntity, &json!("hidden")));
    shop.settle().await;
    assert_eq!(titles(&found(&shop, "nice+font").await)[0], "Wedding Font", "the pin is for other words");
    assert_eq!(titles(&found(&shop, "font").await)[0], "Little Wedding Font");
    let ranks = ann.reads("/admin/search/ranks?q=font").await.json();
    assert_eq!((&ranks["data"][0]["pinned"], &ranks["data"][1]["whole"]), (&json!(true), &json!(true)));
    assert_eq!(ann.reads("/admin/search/ranks?q=").await.json()["data"], json!([]));
    shop.close().await;
}

/// Only where the program was built with the table of meaning.
#[rocket::async_test]
async fn what_words_mean_is_found() {
    if !Meaning::is_built_in() {
        return;
    }
    let shop = Shop::open_with(|config| config.search.meaning = true).await;
    let ada = shop.maker("Ada");
    for title in [
        "Genealogy Workshop",
        "Spreadsheet Pack",
        "Drum Loops",
        "Chess Lessons",
        "Old Map Textures",
        "Sourdough Baking Course",
    ] {
        ada.sells(title, "5").await;
    }
    shop.settle().await;
    assert_eq!(
        titles(&found(&shop, "draw+my+family+tree").await)[0],
        "Genealogy Workshop",
        "by words that mean the same"
    );
    let drums = found(&shop, "percussion+samples").await;
    assert_eq!(titles(&drums)[0], "Drum Loops");
    assert_eq!(drums["near"], drums["total"]);
    assert_eq!(titles(&found(&shop, "bake+bread+at+home").await)[0], "Sourdough Baking Course");
    assert_eq!(found(&shop, "percussion+samples&exact=true").await["total"], 0);
    assert_eq!(found(&shop, "xqzvw+jjkq").await["total"], 0, "words that nobody knows mean nothing");
    let page = shop.person().reads("/products?q=percussion+samples").await;
    assert!(page.contains("come near in meaning"), "{page}");
    let cheaper = found(&shop, "percussion+samples&max_price=400").await;
    assert_eq!(cheaper["total"], 0, "filters hold for what is near as well");
    let ann = shop.staff("ann", Role::Admin).await;
    assert!(ann.reads("/admin/search").await.contains("potion-base-8M"));
    shop.close().await;
}

/// Whatever a filter's count says is what choosing it finds, for things near in meaning as well.
#[test]
fn counts_agree_with_what_is_near() {
    let search = Search::in_ram(Knowledge { meaning: Meaning::built_in(), ..Knowledge::default() }).unwrap();
    let words = [
        "Family tree chart",
        "Genealogy course",
        "Photo album",
        "Chess",
        "Ancestry paper",
        "Poster of trees",
        "Heraldry icons",
    ];
    let doc = |(number, title): (u128, &&str)| SearchDoc {
        id: number.to_be_bytes(),
        title: (*title).into(),
        price: 100 * number as i64,
        seller: Label::plain(if number % 2 == 0 { "even" } else { "odd" }),
        ..SearchDoc::default()
    };
    let docs: Vec<_> = (1u128..).zip(&words).map(doc).collect();
    search.rebuild(bodega::base::Timestamp::from_millis(0), 1, |put| docs.into_iter().try_for_each(put)).unwrap();
    let ask = |filters| {
        search.search(&Question { text: "family tree".into(), facets: true, limit: 50, filters, ..Question::default() })
    };
    let all = ask(Default::default());
    assert!(all.total >= 1 && all.hits.len() == all.total);
    for value in all.facets.of(bodega::platform::search::Facet::Seller) {
        let mut filters = bodega::platform::search::Filters::default();
        *filters.of_mut(bodega::platform::search::Facet::Seller) = vec![value.value.to_string()];
        assert_eq!(ask(filters).total, value.count);
    }
}
