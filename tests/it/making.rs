//! Making what one sells: by pages and by programs, from a draft to a download.

use std::time::Duration;

use bodega::{
    base::{Digest, Role, SellerId},
    features::{catalog, sellers},
};
use data_encoding::BASE64;
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    carts::bearer,
    cast::{Bought, Good, fields, hidden},
    pages::Html,
    shop::{Person, Seen, Shop},
};

/// Someone who sells, with a browser and a program.
pub struct Seller<'a> {
    shop: &'a Shop,
    pub person: Person<'a>,
    auth: String,
}

impl Shop {
    async fn sells_as(&self, name: &str, seller: SellerId) -> Seller<'_> {
        let person = self.seller(name, seller).await;
        let auth = bearer(&person, name, &[]).await;
        Seller { shop: self, person, auth }
    }

    /// A seller who has nothing on the shelf yet.
    pub async fn new_seller(&self, name: &str) -> Seller<'_> {
        let called = sellers::SellerName::parse(&format!("{name} Makes")).unwrap();
        let seller = self.app.db.write(move |txn| sellers::find_or_make(txn, &called)).await.unwrap();
        self.sells_as(name, seller.id).await
    }
}

impl Seller<'_> {
    pub async fn api(&self, method: Method, path: &str, body: &Value) -> Seen {
        self.api_if(method, path, body, None).await
    }

    async fn api_if(&self, method: Method, path: &str, body: &Value, state: Option<&str>) -> Seen {
        let mut headers = vec![("Authorization", self.auth.as_str()), ("Content-Type", "application/json")];
        headers.extend(state.map(|it| ("If-Match", it)));
        self.shop.send(method, &format!("/api/v1{path}"), &headers, body.to_string().as_bytes()).await
    }

    /// Uploads bytes at once, and gives the upload's id.
    pub async fn uploads(&self, name: &str, bytes: &[u8]) -> String {
        let length = bytes.len().to_string();
        let metadata = format!("filename {}", BASE64.encode(name.as_bytes()));
        let headers = [
            ("Authorization", self.auth.as_str()),
            ("Tus-Resumable", "1.0.0"),
            ("Upload-Length", &length),
            ("Upload-Metadata", &metadata),
            ("Content-Type", "application/offset+octet-stream"),
        ];
        let seen = self.shop.send(Method::Post, "/api/v1/uploads", &headers, bytes).await;
        assert_eq!(seen.status, Status::Created, "{}", seen.text());
        seen.header("Location").unwrap().rsplit('/').next().unwrap().to_owned()
    }

    pub async fn makes(&self, title: &str, price: i64) -> Value {
        let seen = self.api(Method::Post, "/products", &json!({"title": title, "price": price})).await;
        assert_eq!(seen.status, Status::Created, "{}", seen.text());
        seen.json()
    }

    /// Sends a form with a file, as a browser without scripts does.
    async fn sends_file(&self, page: &str, action: &str, name: &str, bytes: &[u8], more: &[(&str, &str)]) -> Seen {
        let token = hidden(&self.person.reads(page).await, "_token");
        let mut body = Vec::new();
        for (field, value) in [("_token", token.as_str())].iter().chain(more) {
            body.extend(format!("--xx\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
        }
        body.extend(
            format!("--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n--xx--\r\n");
        self.person.sends(Method::Post, action, &[("Content-Type", "multipart/form-data; boundary=xx")], &body).await
    }
}

/// A small picture.
fn png() -> Vec<u8> {
    use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
    let pixels: Vec<u8> = (0..500 * 300 * 3).map(|n| (n % 251) as u8).collect();
    let mut out = Vec::new();
    PngEncoder::new(&mut out).write_image(&pixels, 500, 300, ExtendedColorType::Rgb8).unwrap();
    out
}

#[rocket::async_test]
async fn a_program_makes_a_product_and_a_guest_buys_it() {
    let shop = Shop::open().await;
    let ada = shop.new_seller("Ada").await;
    let made = ada.makes("Tape Garden", 1250).await;
    let id = made["id"].as_str().unwrap();
    let path = format!("/products/{id}");
    assert_eq!((&made["state"], &made["slug"]), (&json!("draft"), &json!("tape-garden")));
    assert_eq!(shop.person().opens("/products/tape-garden").await.status, Status::NotFound);
    let early = ada.api(Method::Put, &format!("{path}/publication"), &json!({})).await;
    assert_eq!(early.status, Status::Conflict, "nothing to give yet");

    let change =
        json!({"description": "# Loops\n\n- dusty <script>alert(1)</script>\n- **warm**", "tags": ["tape", "lo-fi"]});
    let seen = ada.api(Method::Patch, &path, &change).await;
    assert_eq!(seen.status, Status::Ok, "{}", seen.text());
    let html = seen.json()["description_html"].as_str().unwrap().to_owned();
    assert!(
        html.contains("<h2>Loops</h2>") && html.contains("<strong>warm</strong>") && !html.contains("script"),
        "{html}"
    );
    let edition = json!({"name": "Studio", "price": 4900, "license_keys": true, "terms": "For ten people."});
    assert_eq!(ada.api(Method::Post, &format!("{path}/editions"), &edition).await.status, Status::Created);

    let begun = ada.api(Method::Post, &format!("{path}/releases"), &json!({"notes": "The first"})).await.json();
    let release = begun["releases"][0]["id"].as_str().unwrap();
    assert_eq!(begun["releases"][0]["version"], json!("1.0"));
    let upload = ada.uploads("Tape Garden.zip", b"loops and loops").await;
    let files = format!("{path}/releases/{release}/files");
    let added = ada.api(Method::Post, &files, &json!({"upload": upload})).await;
    assert_eq!(added.status, Status::Created, "{}", added.text());
    let file = &added.json()["releases"][0]["files"][0];
    assert_eq!(file["sha256"], json!(Digest::of(b"loops and loops").to_string()));
    assert_eq!(ada.api(Method::Post, &files, &json!({"upload": upload})).await.status, Status::NotFound, "it is used");

    let picture = ada.uploads("cover.png", &png()).await;
    let shown =
        ada.api(Method::Post, &format!("{path}/images"), &json!({"upload": picture, "alt": "A cassette"})).await;
    assert_eq!(shown.status, Status::Created, "{}", shown.text());
    assert_eq!(
        (&shown.json()["images"][0]["width"], &shown.json()["images"][0]["alt"]),
        (&json!(500), &json!("A cassette"))
    );
    let svg = ada.uploads("cover.svg", b"<svg onload=alert(1)>").await;
    let refused = ada.api(Method::Post, &format!("{path}/images"), &json!({"upload": svg})).await;
    assert_eq!((refused.status, fields(&refused)), (Status::UnprocessableEntity, vec!["file".to_owned()]));

    let out = ada.api(Method::Put, &format!("{path}/publication"), &json!({})).await;
    assert_eq!(out.status, Status::Ok, "{}", out.text());
    assert_eq!(out.json()["state"], json!("published"));
    shop.settle().await;
    let product = shop.app.db.look(|txn| catalog::find_by_name(txn, "tape-garden")).unwrap().unwrap();
    let bob = shop.person();
    let page = bob.reads("/products/tape-garden").await;
    assert!(page.contains("srcset=\"") && page.contains("A cassette"), "{page}");
    let url = page.split("src=\"/products/tape-garden/images/").nth(1).unwrap().split('"').next().unwrap();
    let picture = bob.opens(&format!("/products/tape-garden/images/{url}")).await;
    assert_eq!((picture.header("Content-Type"), &picture.bytes[8..12]), (Some("image/webp"), &b"WEBP"[..]));
    assert!(picture.header("Cache-Control").unwrap().contains("immutable"));
    let order = buys(&bob, &product).await;
    let got = bob.downloads(&order).await;
    assert_eq!(got[0]["name"], json!("Tape Garden.zip"));
    let link = got[0]["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "");
    assert_eq!(bob.opens(&link).await.bytes, b"loops and loops");

    // What somebody bought is not removed: its sale ends.
    assert_eq!(ada.api(Method::Delete, &path, &json!({})).await.status, Status::NoContent);
    let now = ada.api(Method::Get, &format!("/seller/products/{id}"), &json!({})).await.json();
    assert_eq!(now["state"], json!("retired"));
    assert_eq!(bob.downloads(&order).await.len(), 1);
    shop.close().await;
}

pub async fn buys(person: &Person<'_>, product: &catalog::Product) -> Bought {
    person.posts("/cart/lines", &[("product", &product.id.to_string())]).await;
    person.pays("paid").await
}

#[rocket::async_test]
async fn nobody_overwrites_what_they_have_not_seen() {
    let shop = Shop::open().await;
    let ada = shop.new_seller("Ada").await;
    let made = ada.makes("Tape Garden", 0).await;
    let path = format!("/products/{}", made["id"].as_str().unwrap());
    let own = format!("/seller{path}");
    let read = ada.api(Method::Get, &own, &json!({})).await;
    let state = read.header("ETag").unwrap().to_owned();
    let first = ada.api_if(Method::Patch, &path, &json!({"summary": "One"}), Some(&state)).await;
    assert_eq!(first.status, Status::Ok);
    for (method, place, body) in [
        (Method::Patch, path.clone(), json!({"summary": "Two"})),
        (Method::Delete, path.clone(), json!({})),
        (Method::Put, format!("{path}/publication"), json!({})),
        (Method::Post, format!("{path}/releases"), json!({})),
    ] {
        assert_eq!(ada.api_if(method, &place, &body, Some(&state)).await.status, Status::PreconditionFailed, "{place}");
    }
    assert_eq!(ada.api(Method::Get, &own, &json!({})).await.json()["summary"], json!("One"));
    // The same by the page: what was typed comes back.
    let page = format!("/sell/products/{}", made["id"].as_str().unwrap());
    let html = ada.person.reads(&page).await;
    ada.api(Method::Patch, &path, &json!({"summary": "Three"})).await;
    let form = [("_token", hidden(&html, "_token")), ("revision", hidden_value(&html, "revision"))];
    let mut form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.extend([("title", "Mine"), ("edition", ""), ("name", ""), ("price", "3"), ("on", "0"), ("do", "save")]);
    let seen = ada.person.posts(&page, &form).await;
    assert_eq!(seen.status, Status::PreconditionFailed);
    assert!(seen.text().contains("Somebody was quicker") && seen.text().contains("value=\"Mine\""));
    // Removed: it was never on the shelf.
    assert_eq!(ada.api(Method::Delete, &path, &json!({})).await.status, Status::NoContent);
    assert_eq!(ada.api(Method::Get, &own, &json!({})).await.status, Status::NotFound);
    shop.close().await;
}

fn hidden_value(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap();
    page[at..].split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Cases 40 and 41 of the threats: what another sells is not there.
#[rocket::async_test]
async fn threat_40_41_another_s_product_is_not_there() {
    let shop = Shop::open().await;
    let (ada, eve) = (shop.new_seller("Ada").await, shop.new_seller("Eve").await);
    let id = ada.makes("Tape Garden", 500).await["id"].as_str().unwrap().to_owned();
    let begun = ada.api(Method::Post, &format!("/products/{id}/releases"), &json!({})).await.json();
    let release = begun["releases"][0]["id"].as_str().unwrap();
    let upload = ada.uploads("a.zip", b"hers").await;
    let none = "prod_019ab000000070008000000000000001";
    for (method, rest, body) in [
        (Method::Patch, "", json!({"title": "Mine now"})),
        (Method::Delete, "", json!({})),
        (Method::Put, "/publication", json!({})),
        (Method::Delete, "/publication", json!({})),
        (Method::Get, "/editions", json!({})),
        (Method::Post, "/editions", json!({"name": "x", "price": 0})),
        (Method::Post, "/images", json!({"upload": upload})),
        (Method::Get, "/releases", json!({})),
        (Method::Post, "/releases", json!({})),
        (Method::Patch, &format!("/releases/{release}"), json!({"published": true})),
        (Method::Post, &format!("/releases/{release}/files"), json!({"upload": upload})),
    ] {
        let theirs = eve.api(method, &format!("/products/{id}{rest}"), &body).await;
        let missing = eve.api(method, &format!("/products/{none}{rest}"), &body).await;
        let told = |it: &Seen| (it.status, it.json()["title"].clone(), it.json()["detail"].clone());
        assert_eq!(told(&theirs), told(&missing), "{method} {rest}");
        assert_eq!(theirs.status, Status::NotFound, "{method} {rest}");
    }
    for page in ["", "/preview", "/cover.svg"] {
        assert_eq!(eve.person.opens(&format!("/sell/products/{id}{page}")).await.status, Status::NotFound, "{page}");
    }
    // Another's upload is not there either.
    let own = eve.makes("Hers", 500).await["id"].as_str().unwrap().to_owned();
    let begun = eve.api(Method::Post, &format!("/products/{own}/releases"), &json!({})).await.json();
    let release = begun["releases"][0]["id"].as_str().unwrap();
    let seen =
        eve.api(Method::Post, &format!("/products/{own}/releases/{release}/files"), &json!({"upload": upload})).await;
    assert_eq!(seen.status, Status::NotFound);
    // An admin minds them all.
    let ann = shop.staff("Ann", Role::Admin).await;
    let html = ann.reads(&format!("/sell/products/{id}")).await;
    Html::of("an admin's editor", &html).is_well_formed();
    assert!(ann.reads("/sell/products").await.contains("Tape Garden"));
    assert!(!eve.person.reads("/sell/products").await.contains("Tape Garden"));
    shop.close().await;
}

#[rocket::async_test]
async fn a_page_makes_a_product_without_scripts() {
    let shop = Shop::open_with(|config| config.uploads.form_mb = 1).await;
    let ada = shop.new_seller("Ada").await;
    let me = &ada.person;
    assert!(me.reads("/sell/products").await.contains("Nothing here yet"));
    let refused = me.submits("/sell/products/new", "/sell/products", &[("title", ""), ("price", "x")]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    Html::of("new product refused", &refused.text()).is_well_formed();
    let made =
        me.submits("/sell/products/new", "/sell/products", &[("title", "Aurora Sans"), ("price", "12.50")]).await;
    let page = made.header("Location").unwrap().to_owned();
    let html = me.reads(&page).await;
    Html::of("editor", &html).is_well_formed();
    assert!(html.contains("Add the files that buyers get") && html.contains("Draft"));

    // The details, with another licence.
    let edition = hidden_value(&html, "edition");
    let revision = hidden_value(&html, "revision");
    let details = |act| {
        [
            ("revision", revision.as_str()),
            ("title", "Aurora Sans"),
            ("summary", "A sans for long evenings."),
            ("description", "*Nine* weights."),
            ("tags", "sans, variable"),
            ("edition", edition.as_str()),
            ("name", "Desktop"),
            ("price", "12.50"),
            ("edition", ""),
            ("name", "Web"),
            ("price", "30"),
            ("on", "0"),
            ("on", "1"),
            ("keys", "1"),
            ("do", act),
        ]
    };
    let preview = me.submits(&page, &page, &details("preview")).await;
    assert!(preview.text().contains("<em>Nine</em>") && preview.status == Status::Ok);
    let mut wrong = details("save");
    wrong[7].1 = "many";
    let refused = me.submits(&page, &page, &wrong).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(
        refused.text().contains("A sans for long evenings.") && refused.text().contains("value=\"Web\""),
        "nothing is lost"
    );
    Html::of("editor refused", &refused.text()).is_well_formed();
    let saved = me.submits(&page, &page, &details("save")).await;
    assert_eq!(saved.status, Status::SeeOther, "{}", saved.text());

    // Files by a plain form: only with the page's token, and within bounds.
    let files = format!("{page}/release/files/form");
    let sent = ada.sends_file(&page, &files, "../Aurora\u{202E} Sans.zip", b"the letters", &[]).await;
    assert_eq!(sent.status, Status::SeeOther, "{}", sent.text());
    assert!(me.reads(&page).await.contains("Aurora Sans.zip"), "a name is a label");
    let twice = ada.sends_file(&page, &files, "Aurora Sans.zip", b"others", &[]).await;
    assert_eq!(twice.status, Status::UnprocessableEntity);
    let large = ada.sends_file(&page, &files, "large.zip", &vec![7; 1_200_000], &[]).await;
    assert_eq!(large.status, Status::UnprocessableEntity, "{}", large.text());
    let body = b"--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\na\r\n--xx--\r\n";
    let kind = [("Content-Type", "multipart/form-data; boundary=xx")];
    assert_eq!(me.sends(Method::Post, &files, &kind, body).await.status, Status::Forbidden);

    // Pictures.
    let images = format!("{page}/images");
    let svg = ada.sends_file(&page, &images, "a.png", b"<svg xmlns='x'><script/></svg>", &[]).await;
    assert_eq!(svg.status, Status::UnprocessableEntity);
    assert!(svg.text().contains("SVG"), "{}", svg.text());
    let added = ada.sends_file(&page, &images, "a.png", &png(), &[("alt", "An A")]).await;
    assert_eq!(added.status, Status::SeeOther, "{}", added.text());
    let html = me.reads(&page).await;
    let seen = html.split("/images/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(me.opens(&format!("{page}/images/{seen}")).await.status, Status::Ok);
    Html::of("preview", &me.reads(&format!("{page}/preview")).await).is_well_formed();

    // Planned, called off, planned again; then its moment comes.
    let publication = format!("{page}/publication");
    let past = me.submits(&page, &publication, &[("do", "schedule"), ("at", "2020-01-01T00:00")]).await;
    assert_eq!(past.status, Status::UnprocessableEntity);
    for act in ["schedule", "down", "schedule"] {
        let seen = me.submits(&page, &publication, &[("do", act), ("at", "2026-11-22T14:00")]).await;
        assert_eq!(seen.status, Status::SeeOther, "{act}: {}", seen.text());
    }
    assert_eq!(shop.person().opens("/products/aurora-sans").await.status, Status::NotFound);
    shop.later(Duration::from_secs(3 * 60 * 60)).await;
    assert_eq!(shop.person().opens("/products/aurora-sans").await.status, Status::Ok);

    // A copy has no files, and can be removed; what is out cannot.
    let copied = me.submits(&page, &format!("{page}/copy"), &[]).await;
    let copy = copied.header("Location").unwrap().to_owned();
    assert!(me.reads(&copy).await.contains("Copy of Aurora Sans"));
    assert_eq!(me.submits(&copy, &format!("{copy}/removal"), &[]).await.status, Status::SeeOther);
    assert_eq!(me.opens(&copy).await.status, Status::NotFound);
    for (query, count) in [("?q=aurora", 1), ("?state=draft", 0), ("?q=nothing", 0)] {
        let list = me.reads(&format!("/sell/products{query}")).await;
        assert_eq!(list.matches("<td data-l=\"State\">").count(), count, "{query}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn a_release_comes_out_and_buyers_hear_of_it_once() {
    let shop = Shop::open().await;
    let good: Good<'_> = shop.maker("Ada Makes").sells("Aurora Sans", "12.50").await;
    let ada = shop.sells_as("Ada", good.product.seller).await;
    let bob = shop.person();
    let order = bob.buys(&good).await;
    bob.buys(&good).await;
    let path = format!("/products/{}", good.id());
    let next = async |body: Value, bytes: &[u8]| {
        shop.clock.advance(Duration::from_secs(60));
        let begun = ada.api(Method::Post, &format!("{path}/releases"), &body).await.json();
        let release = begun["releases"][0]["id"].as_str().unwrap().to_owned();
        let upload = ada.uploads("Aurora Sans.zip", bytes).await;
        ada.api(Method::Post, &format!("{path}/releases/{release}/files"), &json!({"upload": upload})).await;
        let put = json!({"published": true, "tell_buyers": true});
        let seen = ada.api(Method::Patch, &format!("{path}/releases/{release}"), &put).await;
        assert_eq!(seen.status, Status::Ok, "{}", seen.text());
        shop.settle().await;
        release
    };
    let got = async || bob.downloads(&order).await[0]["release"].clone();
    let second = next(json!({"notes": "Better kerning"}), b"two").await;
    assert_eq!(got().await, json!("1.1"));
    let told = || shop.mails_to("bob@example.com").into_iter().filter(|it| it.text.contains("Better kerning")).count();
    assert_eq!(told(), 1, "once, whoever bought it twice");
    // Again, nobody is written to.
    let put = json!({"published": true, "tell_buyers": true, "notes": "Better kerning!"});
    ada.api(Method::Patch, &format!("{path}/releases/{second}"), &put).await;
    shop.settle().await;
    assert_eq!(told(), 1);
    // Not for those who bought before, and not for everyone.
    next(json!({"version": "2.0", "for_earlier": false}), b"three").await;
    assert_eq!(got().await, json!("1.1"));
    next(json!({"version": "3.0b", "channel": "beta"}), b"four").await;
    assert_eq!(got().await, json!("1.1"));
    let eve = shop.person();
    let newer = eve.buys(&good).await;
    assert_eq!(eve.downloads(&newer).await[0]["release"], json!("2.0"));
    // Programs ask whether something newer is out.
    let asks = async |query: &str| {
        let seen = shop.person().opens(&format!("/api/v1/products/aurora-sans/updates{query}")).await;
        assert_eq!(seen.status, Status::Ok, "{}", seen.text());
        (seen.json()["latest"]["version"].clone(), seen.json()["is_newer"].clone())
    };
    assert_eq!(asks("?version=1.0").await, (json!("2.0"), json!(true)));
    assert_eq!(asks("?version=2.0").await, (json!("2.0"), json!(false)));
    assert_eq!(asks("?version=2.0&channel=beta").await, (json!("3.0b"), json!(true)));
    let feed = shop.person().opens("/products/aurora-sans/releases.atom").await.text();
    assert_eq!(
        roxmltree::Document::parse(&feed).unwrap().descendants().filter(|it| it.has_tag_name("entry")).count(),
        4
    );
    // Earlier ones at hand, and no longer.
    let earlier = async |keeps: bool| {
        assert_eq!(ada.api(Method::Patch, &path, &json!({"earlier_releases": keeps})).await.status, Status::Ok);
        let all = bob.downloads(&order).await;
        all.iter().map(|it| it["release"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(earlier(true).await, ["1.1", "1.0"]);
    assert_eq!(earlier(false).await, ["1.1"]);
    // Withdrawn for a fault, and handed out again.
    let place = format!("{path}/releases/{second}");
    assert_eq!(ada.api(Method::Patch, &place, &json!({"yanked": true})).await.status, Status::Ok);
    assert_eq!(got().await, json!("1.0"));
    assert!(!shop.person().reads("/products/aurora-sans").await.contains("Better kerning"));
    ada.api(Method::Patch, &place, &json!({"yanked": false})).await;
    assert_eq!(got().await, json!("1.1"));
    shop.close().await;
}

#[rocket::async_test]
async fn the_editor_drafts_what_nobody_wants_to_begin_with() {
    let shop = Shop::open().await;
    let ada = shop.new_seller("Ada").await;
    for title in ["Tape Loops", "Tape Drums"] {
        let made = ada.makes(title, 1000).await;
        let path = format!("/products/{}", made["id"].as_str().unwrap());
        ada.api(Method::Patch, &path, &json!({"tags": ["lo-fi", "tape", title]})).await;
        let upload = ada.uploads("loops.zip", title.as_bytes()).await;
        let release = ada.api(Method::Post, &format!("{path}/releases"), &json!({"version": "1"})).await;
        assert!(release.status.code < 300, "{}", release.text());
        let releases = ada.api(Method::Get, &format!("{path}/releases"), &Value::Null).await.json();
        let id = releases.as_array().unwrap()[0]["id"].as_str().unwrap().to_owned();
        let file = ada.api(Method::Post, &format!("{path}/releases/{id}/files"), &json!({"upload": upload})).await;
        assert!(file.status.code < 300, "{}", file.text());
        let out = ada.api(Method::Put, &format!("{path}/publication"), &json!({})).await;
        assert!(out.status.code < 300, "{}", out.text());
    }
    shop.settle().await;
    let made = ada.makes("Tape Echoes", 1250).await;
    let id = made["id"].as_str().unwrap();
    let drafts = |of: &str| format!("/products/{id}/drafts/{of}");
    let tags = ada.api(Method::Get, &drafts("tags"), &Value::Null).await.json();
    assert_eq!(tags["tags"], json!(["lo-fi", "tape"]), "those that two of its kind have: {tags}");
    let text = ada.api(Method::Get, &drafts("description"), &Value::Null).await.json();
    assert_eq!(text["text"], "**Tape Echoes**.");
    assert!(ada.api(Method::Get, &drafts("notes"), &Value::Null).await.json()["text"].is_null());
    assert_eq!(ada.api(Method::Get, &drafts("poems"), &Value::Null).await.status, Status::NotFound);
    let eve = shop.new_seller("Eve").await;
    assert_eq!(eve.api(Method::Get, &drafts("tags"), &Value::Null).await.status, Status::NotFound, "another's");

    let page = format!("/sell/products/{id}");
    let form = [("do", "suggest-tags"), ("title", "Tape Echoes"), ("tags", "echo"), ("description", "Mine.")];
    let suggested = ada.person.submits(&page, &page, &form).await;
    let html = suggested.text();
    Html::of("suggested", &html).is_well_formed();
    assert!(html.contains("value=\"echo, lo-fi, tape\"") && html.contains("not kept yet"), "{html}");
    assert!(html.contains(">Mine.</textarea>"), "what was typed stays");
    let form =
        [("do", "suggest-description"), ("title", "Tape Echoes"), ("description", "Mine."), ("kind", "sound pack")];
    let html = ada.person.submits(&page, &page, &form).await.text();
    assert!(html.contains("Mine.\n\n**Tape Echoes** is a sound pack."), "{html}");
    let kept = ada.person.reads(&page).await;
    assert!(!kept.contains("lo-fi") && !kept.contains("Mine."), "nothing was kept");
    shop.close().await;
}
