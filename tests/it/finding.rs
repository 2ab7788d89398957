//! What is found beyond the very words: what words say besides, what they mean, and what an admin says about them.

use bodega::{
    base::{Email, Role},
    features::accounts,
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
    assert_eq!((&ranks["data"][0]["pinned"], &ranks["data"][1]["held"]), (&json!(true), &json!(1.0)));
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
    ada.sells("Program Notes", "5").await;
    ada.sells("Draw the Family Dog", "5").await;
    shop.settle().await;
    let first = titles(&found(&shop, "program+to+draw+my+family+tree").await);
    assert_eq!(first[0], "Genealogy Workshop", "a rare thing that is meant comes before frequent words: {first:?}");
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

/// What is understood of days, languages and what is not wanted; each is a filter of its own as well.
#[rocket::async_test]
async fn sentences_say_when_and_what_not() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada");
    for title in ["Chess Lessons", "Go Lessons", "Sourdough Lessons"] {
        ada.sells(title, "5").await;
    }
    shop.settle().await;
    let all = found(&shop, "lessons").await;
    assert_eq!(all["total"], 3);
    let id = all["data"].as_array().unwrap().iter().find(|it| it["title"] == "Go Lessons").unwrap()["id"].clone();
    let ann = shop.staff("ann", Role::Admin).await.program("ann").await;
    let path = format!("/products/{}", id.as_str().unwrap());
    let wrong = ann.asks(Method::Patch, &path, &json!({ "languages": ["Klingon"] })).await;
    assert_eq!((wrong.status, &wrong.json()["errors"][0]["field"]), (Status::UnprocessableEntity, &json!("languages")));
    let spoken = ann.asks(Method::Patch, &path, &json!({ "languages": ["German", "ja", "de"] })).await;
    assert_eq!((spoken.status, &spoken.json()["languages"]), (Status::Ok, &json!(["de", "ja"])));
    shop.settle().await;

    assert_eq!(
        found(&shop, "lessons").await["facets"]["language"][0],
        json!({ "value": "de", "label": "German", "count": 1 })
    );
    assert_eq!(titles(&found(&shop, "lessons&language=JA&language=fr").await), ["Go Lessons"]);
    let page = shop.person().reads("/products?q=lessons&language=de").await;
    assert!(page.contains("German") && page.contains("Go Lessons") && !page.contains("Chess Lessons"));

    let rest = found(&shop, "lessons+but+not+chess+or+sourdough").await;
    assert_eq!((titles(&rest), &rest["understood"]["q"]), (vec!["Go Lessons".to_owned()], &json!("lessons")));
    assert_eq!(found(&shop, "lessons&without=chess").await["total"], 2);
    let page = shop.person().reads("/products?q=lessons+-chess").await;
    assert!(page.contains("Without “chess”"), "{page}");

    assert_eq!(found(&shop, "lessons+released+today").await["total"], 3);
    assert_eq!(found(&shop, "lessons+before+2020").await["understood"], Value::Null, "nothing is that old");
    assert_eq!(found(&shop, "lessons&published_before=2020-01-01").await["total"], 0);
    assert_eq!(found(&shop, "lessons&updated_after=2020-01-01").await["total"], 3);
    shop.close().await;
}

#[rocket::async_test]
async fn threat_76_whatever_is_pasted_into_the_search_box_is_only_words() {
    let shop = Shop::open().await;
    shop.maker("Ada").sells("Chess Lessons", "5").await;
    shop.settle().await;
    let many: String = (0..10_000).map(|it| format!("word{it}+")).collect();
    for text in [
        "%28".repeat(500),
        "*^2".into(),
        "foo:/bar/^2".into(),
        "a:[*+TO".into(),
        "title:chess+AND+NOT+x~2+OR+%22".into(),
        "%00%1f%e2%80%ae".repeat(100),
        "%ff%fe%c3%28".into(),
        "-".repeat(6_000),
        "without+".repeat(1_000),
        "last+year+since+".repeat(400),
        many[..7_000].into(),
        "chess+".repeat(16_000),
        many,
    ] {
        for path in [
            format!("/products?q={text}"),
            format!("/api/v1/products?q={text}"),
            format!("/api/v1/search/suggestions?q={text}"),
            format!("/api/v1/products?tag={text}&without={text}&language={text}"),
        ] {
            let began = std::time::Instant::now();
            let seen = shop.send(Method::Get, &path, &[], b"").await;
            let told = matches!(seen.status.code, 200 | 400 | 414 | 422 | 431);
            assert!(told, "{}: {}", seen.status, &path[..path.len().min(80)]);
            // A hundred times what it takes, so that a busy machine does not matter; the unit test is stricter.
            assert!(began.elapsed().as_secs() < 10);
        }
    }
    for forged in ["cursor=AAAA", "cursor=%00", "page=0", "page=99999999999999999999", "category=no/such", "sort=x"] {
        let seen = shop.send(Method::Get, &format!("/products?q=chess&{forged}"), &[], b"").await;
        assert!(matches!(seen.status.code, 200 | 422), "{forged}: {}", seen.status);
        let seen = shop.send(Method::Get, &format!("/api/v1/products?q=chess&{forged}"), &[], b"").await;
        assert!(matches!(seen.status.code, 200 | 422), "{forged}: {}", seen.status);
    }
    assert_eq!(found(&shop, "chess").await["total"], 1, "and the shop goes on");
    shop.close().await;
}

#[rocket::async_test]
async fn threat_77_names_that_look_the_same_are_not_another_sellers() {
    let shop = Shop::open().await;
    let ann = shop.staff("ann", Role::Admin).await;
    shop.member("eve").await;
    shop.maker("Admin Goods").sells("Chess Lessons", "5").await;
    let email = Email::parse("eve@example.com").unwrap();
    let eve = shop.app.db.look(|txn| accounts::by_email(txn, &email)).unwrap().unwrap();
    let page = format!("/admin/users/{}", eve.id);
    let path = format!("{page}/seller");
    for twin in [
        "Admin Gооds",
        "Adm\u{AD}in Goods",
        "ADMIN GOODS",
        "Admin G\u{200B}oods",
        "\u{202E}Admin Goods",
        "Ａdmin Goods",
    ] {
        let seen = ann.submits(&page, &path, &[("seller", twin)]).await;
        let same = twin.replace(['\u{AD}', '\u{200B}', '\u{202E}'], "") == "Admin Goods";
        assert!(same || seen.text().contains("looks the same"), "{twin}: {} {}", seen.status, seen.text());
    }
    for name in ["x".repeat(1 << 20), String::new(), "\u{202E}\u{AD}".into()] {
        let seen = ann.submits(&page, &path, &[("seller", &name)]).await;
        assert!(matches!(seen.status.code, 400 | 413 | 422), "{}", seen.status);
    }
    let lone = shop.send(Method::Get, "/api/v1/products?q=%ed%a0%80", &[], b"").await;
    assert_eq!(lone.status, Status::Ok, "half a surrogate pair is no letter");
    let twins = [found(&shop, "caf%C3%A9").await, found(&shop, "cafe%CC%81").await];
    assert_eq!(twins[0]["corrected"], twins[1]["corrected"]);
    shop.close().await;
}
