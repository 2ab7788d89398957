//! Copies that say who bought them.

use std::io::{Cursor, Read, Write};

use bodega::{
    features::catalog::{self, FileName, NewFile},
    platform::{
        db::WriteTxn,
        files::{FilesConfig, Home},
    },
};
use lopdf::{Document, Object, Stream, dictionary};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{Bought, Good},
    pages::Html,
    shop::{Person, Shop},
};

fn guide(signed: bool) -> Vec<u8> {
    let mut it = Document::with_version("1.7");
    let font = it.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" });
    let tree = it.new_object_id();
    let words = it.add_object(Stream::new(dictionary! {}, b"BT /F1 12 Tf 50 500 Td (How to draw) Tj ET".to_vec()));
    let page = it.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => words,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        "MediaBox" => vec![0.into(), 0.into(), 400.into(), 600.into()],
    });
    let pages = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::Reference(page)] };
    it.objects.insert(tree, Object::Dictionary(pages));
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => tree };
    if signed {
        catalog.set("AcroForm", dictionary! { "SigFlags" => 3 });
    }
    let catalog = it.add_object(catalog);
    it.trailer.set("Root", catalog);
    let mut out = Vec::new();
    it.save_to(&mut out).unwrap();
    out
}

fn novel() -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let package = "<package><metadata></metadata><manifest></manifest><spine></spine></package>";
    for (name, text) in [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<container><rootfile full-path=\"book.opf\"/></container>"),
        ("book.opf", package),
    ] {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The maker adds a release of these files.
async fn releases(shop: &Shop, good: &Good<'_>, version: &'static str, all: Vec<(&str, Vec<u8>)>) {
    let mut files = Vec::new();
    for (name, bytes) in all {
        let blob = shop.app.files.put_bytes(bytes).await.unwrap();
        let media_type = "application/octet-stream".to_owned();
        files.push(NewFile { name: FileName::of(name), media_type, size: blob.size, sha256: blob.sha256 });
    }
    let id = good.product.id;
    let attach = move |txn: &WriteTxn| catalog::attach_release(txn, id, version, "", txn.now, &files);
    shop.app.db.write(attach).await.unwrap();
}

fn path(file: &Value) -> String {
    file["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "")
}

async fn file(person: &Person<'_>, order: &Bought, name: &str) -> Value {
    let all = person.downloads(order).await;
    all.into_iter().find(|it| it["name"] == name).unwrap()
}

fn text(pdf: &[u8]) -> String {
    Document::load_mem(pdf).unwrap().extract_text(&[1]).unwrap()
}

#[rocket::async_test]
async fn each_buyer_gets_a_copy_of_their_own() {
    for home in [Home::Folder, Home::S3] {
        let bucket = if home == Home::S3 { "goods" } else { "" };
        let files = FilesConfig { home, bucket: bucket.into(), ..FilesConfig::default() };
        let shop = Shop::open_with(|config| config.files = files).await;
        let (font, bob) = shop.font_and_buyer().await;
        let all = vec![
            ("Guide.pdf", guide(false)),
            ("Novel.epub", novel()),
            ("Locked.pdf", guide(true)),
            ("a.txt", b"a".to_vec()),
        ];
        releases(&shop, &font, "2.0", all).await;
        let ada = shop.seller("Ada", font.product.seller).await;
        let before = bob.buys(&font).await;
        let plain = file(&bob, &before, "Guide.pdf").await;
        assert!(plain["sha256"].is_string(), "as it is until the maker says so");

        let page = format!("/sell/products/{}/downloads", font.id());
        assert!(ada.reads(&page).await.contains("Stamp each buyer’s copy"));
        assert_eq!(ada.submits(&page, &page, &[("stamp", "1")]).await.status, Status::SeeOther);
        assert!(ada.reads(&page).await.contains("value=\"1\" checked"));

        let zoe = shop.person();
        zoe.puts(&font).await;
        let body = json!({"email": "zoe@example.com", "gateway": "test", "outcome": "paid", "billing": {"name": "Zoë Quist"},
            "immediate_delivery_consent": true});
        let hers = Bought::of(&zoe.orders(&body, None).await);
        let (mine, theirs) = (file(&bob, &before, "Guide.pdf").await, file(&zoe, &hers, "Guide.pdf").await);
        assert!(mine["sha256"].is_null(), "nobody knows it before it is made");
        let shown = bob.reads(&before.page()).await;
        Html::of("order", &shown).is_well_formed();
        assert!(shown.contains("Your own copy, made at the first download"));

        let (one, two) = (bob.opens(&path(&mine)).await, zoe.opens(&path(&theirs)).await);
        assert!(text(&one.bytes).contains("How to draw") && text(&one.bytes).contains("Bought by bob@example.com"));
        assert!(text(&two.bytes).contains("Bought by Zoë Quist") && !text(&two.bytes).contains("bob"));
        assert!(one.header("Content-Disposition").unwrap().contains("\"Guide.pdf\""), "the name stays");
        shop.settle().await;
        let again = bob.opens(&path(&mine)).await;
        assert_eq!((again.bytes == one.bytes, again.header("ETag")), (true, one.header("ETag")), "made once");
        let half = bob.sends(Method::Get, &path(&mine), &[("Range", "bytes=100-199")], b"").await;
        assert_eq!((half.status, &half.bytes[..]), (Status::PartialContent, &one.bytes[100..200]));
        let known = file(&bob, &before, "Guide.pdf").await;
        assert_eq!(known["sha256"], json!(bodega::base::Digest::of(&one.bytes)));
        assert_eq!(known["size"], json!(one.bytes.len()));

        let archive = bob.opens(&before.api("/archive.zip")).await;
        let mut packed = zip::ZipArchive::new(Cursor::new(archive.bytes)).unwrap();
        let mut part = |name: &str| {
            let mut bytes = Vec::new();
            packed.by_name(&format!("Aurora Sans/{name}")).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        assert!(part("Guide.pdf") == one.bytes && part("a.txt") == b"a" && part("Locked.pdf") == guide(true));
        let mut book = zip::ZipArchive::new(Cursor::new(part("Novel.epub"))).unwrap();
        let mut says = String::new();
        book.by_name("bodega-copy.xhtml").unwrap().read_to_string(&mut says).unwrap();
        assert!(says.contains("Bought by bob@example.com · order "), "{says}");

        // The maker is told what could not be stamped.
        let html = ada.reads(&page).await;
        Html::of("terms", &html).is_well_formed();
        assert!(html.contains("Locked.pdf: it is signed"), "{html}");
        let program = ada.program("Ada").await;
        let api = format!("/seller/products/{}/downloads", font.id());
        let read = program.reads(&api).await.json();
        assert_eq!((&read["stamp"], &read["unstamped"][0]["reason"]), (&json!(true), &json!("it is signed")));

        // When the money goes back, what was made goes too; when the maker changes their mind, files are as they are.
        let ann = shop.staff("Ann", bodega::base::Role::Admin).await;
        let refund = format!("/orders/{}/refunds", before.id);
        assert!(ann.program("Ann").await.asks(Method::Post, &refund, &json!({})).await.status.code < 300);
        assert_eq!(bob.opens(&path(&mine)).await.status, Status::Gone);
        let off = program.asks(Method::Put, &api, &json!({})).await;
        assert_eq!((off.status, &off.json()["stamp"]), (Status::Ok, &json!(false)));
        assert!(bob.opens(&path(&file(&zoe, &hers, "Guide.pdf").await)).await.bytes == guide(false));
        assert!(ann.reads("/admin/audit").await.contains("stamped"));
        shop.close().await;
    }
}

/// What the program gives back that works on files, and how it ended.
fn crafts(work: &str, bytes: &[u8]) -> (Option<i32>, Vec<u8>, String) {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_bodega"))
        .arg("craft")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    let input = [work.as_bytes(), b"\n", bytes].concat();
    let feeding = std::thread::spawn(move || drop(to.write_all(&input)));
    let done = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    (done.status.code(), done.stdout, String::from_utf8_lossy(&done.stderr).into_owned())
}

/// Case 45: a small document that unpacks to gigabytes costs a process of its own little, and the shop nothing.
#[test]
fn threat_45_a_bomb_among_documents_is_left_alone() {
    let work = json!({"stamp_pdf": {"line": "Bought by Bob"}}).to_string();
    let (code, made, _) = crafts(&work, &guide(false));
    assert_eq!(code, Some(0));
    assert!(text(&made).contains("Bought by Bob"));
    assert_eq!(crafts(&work, &guide(true)).0, Some(3));
    assert!(crafts(&work, b"nothing of the kind").2.contains("damaged"));
    assert_ne!(crafts("{}", b"").0, Some(0));

    let mut bomb = Document::load_mem(&guide(false)).unwrap();
    let mut packed = Stream::new(dictionary! { "Type" => "ObjStm", "N" => 1, "First" => 4 }, vec![b' '; 60 << 20]);
    packed.compress().unwrap();
    for _ in 0..60 {
        bomb.add_object(packed.clone());
    }
    let mut bytes = Vec::new();
    bomb.save_to(&mut bytes).unwrap();
    assert!(bytes.len() < 8 << 20, "{} bytes", bytes.len());
    let began = std::time::Instant::now();
    let (code, made, _) = crafts(&work, &bytes);
    // Read within its bounds, or stopped at them; never more.
    assert!(code != Some(0) || made.len() < bytes.len() + (4 << 20));
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
