//! Samples that everybody can hear and read, and what they never give away.

use std::time::Duration;

use bodega::features::previews;
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::hidden,
    pages::Html,
    shop::{Person, Seen, Shop},
};

/// Chooses a file in the form of a page.
async fn sends(person: &Person<'_>, page: &str, title: &str, file: &str, bytes: &[u8]) -> Seen {
    let token = hidden(&person.reads(page).await, "_token");
    let mut body = Vec::new();
    for (name, value) in [("_token", token.as_str()), ("title", title)] {
        body.extend(format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    body.extend(format!("--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file}\"\r\n\r\n").bytes());
    body.extend(bytes);
    body.extend(b"\r\n--xx--\r\n");
    person.sends(Method::Post, page, &[("Content-Type", "multipart/form-data; boundary=xx")], &body).await
}

fn sound(size: usize) -> Vec<u8> {
    let mut bytes = b"OggS\0\x02".to_vec();
    bytes.extend((0..size).map(|n| (n % 251) as u8));
    bytes
}

#[rocket::async_test]
async fn sounds_and_texts_are_there_before_one_buys() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let ada = shop.seller("Ada", font.product.seller).await;
    let page = format!("/sell/products/{}/previews", font.id());
    let product = format!("/products/{}", font.product.slug);
    assert!(ada.reads(&format!("/sell/products/{}", font.id())).await.contains(&page), "the editor leads there");
    assert!(ada.reads(&page).await.contains("There are none yet."));
    assert!(!bob.reads(&product).await.contains("Samples"));

    let bytes = sound(40_000);
    assert_eq!(sends(&ada, &page, "Rain", "rain.mp3", &bytes).await.status, Status::SeeOther);
    shop.clock.advance(Duration::from_secs(1));
    let poem = (1..60).map(|n| format!("Line {n} <b>\n")).collect::<String>();
    assert_eq!(sends(&ada, &page, "", "A poem.txt", poem.as_bytes()).await.status, Status::SeeOther);
    for (title, file, bytes, advice) in [
        ("Film", "a.mp4", &b"\0\0\0\x20ftypisom\0\xFF"[..], "Send a sound"),
        ("Rain", "b.mp3", &bytes, "There is a sample of this title"),
        ("", ".mp3", &bytes, "Write 1 to 100"),
    ] {
        let seen = sends(&ada, &page, title, file, bytes).await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{title}");
        assert!(seen.text().contains(advice), "{advice}: {}", seen.text());
        Html::of("previews", &seen.text()).is_well_formed();
    }
    let shown = bob.reads(&product).await;
    Html::of("product", &shown).is_well_formed();
    assert!(shown.contains("Line 40 &lt;b&gt;") || shown.contains("Line 40 &#60;b&#62;"), "escaped: {shown}");
    assert!(shown.contains("A poem") && !shown.contains("Line 41"), "the beginning, and no more");
    let path =
        shown.split("<audio").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let whole = bob.opens(&path).await;
    assert_eq!((whole.status, &whole.bytes, whole.header("Content-Type")), (Status::Ok, &bytes, Some("audio/ogg")));
    assert!(whole.header("Content-Security-Policy").unwrap().contains("sandbox"));
    let part = bob.sends(Method::Get, &path, &[("Range", "bytes=10-19")], b"").await;
    assert_eq!((part.status, &part.bytes[..]), (Status::PartialContent, &bytes[10..20]));
    assert_eq!(bob.sends(Method::Get, &path, &[("Range", "bytes=99999-")], b"").await.status.code, 416);
    assert!(bob.opens(&product).await.header("Content-Security-Policy").unwrap().contains("media-src 'self'"));

    // By program, and gone again.
    let listed = bob.opens(&format!("/api/v1/products/{}/previews", font.product.slug)).await.json();
    assert_eq!(
        (&listed[0]["kind"], &listed[1]["kind"], &listed[1]["url"]),
        (&json!("audio"), &json!("text"), &json!(null))
    );
    assert!(listed[0]["url"].as_str().unwrap().ends_with(&path));
    let program = ada.program("Ada").await;
    let api = format!("/products/{}/previews", font.id());
    let none = program.asks(Method::Post, &api, &json!({"upload": "upl_019ab000000070008000000000000001"})).await;
    assert_eq!(none.status, Status::NotFound);
    assert_eq!(program.asks(Method::Post, &api, &json!({"upload": "x"})).await.status.code / 100, 4);
    let id = listed[0]["id"].as_str().unwrap();
    let drums = shop.maker("Tidepool").sells("Tape Garden", "7.50").await;
    let foreign = format!("/products/{}/previews/{id}", drums.id());
    assert_eq!(program.asks(Method::Delete, &foreign, &json!({})).await.status, Status::NotFound);
    assert_eq!(program.asks(Method::Delete, &format!("{api}/{id}"), &json!({})).await.status, Status::NoContent);
    assert_eq!(bob.opens(&path).await.status, Status::NotFound);
    let text = listed[1]["id"].as_str().unwrap();
    assert_eq!(ada.submits(&page, &format!("{page}/{text}/removal"), &[]).await.status, Status::SeeOther);
    assert!(!bob.reads(&product).await.contains("Samples"));
    shop.close().await;
}

/// A PDF of two pages, the second of which nobody gets to see.
fn document(pages: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let drawn = "1 0 0 rg 20 20 160 100 re f BT /F1 24 Tf 30 200 Td (Slow Bread) Tj ET";
    for (number, body) in [
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, format!("<</Type/Pages/Kids[{pages}]/Count 2/MediaBox[0 0 200 300]>>")),
        (3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".into()),
        (4, format!("<</Length {}>>stream\n{drawn}\nendstream", drawn.len())),
        (5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into()),
        (6, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>".into()),
    ] {
        places.push(out.len());
        out.extend(format!("{number} 0 obj{body}endobj\n").bytes());
    }
    let start = out.len();
    out.extend(b"xref\n0 7\n0000000000 65535 f \n");
    places.iter().for_each(|at| out.extend(format!("{at:010} 00000 n \n").bytes()));
    out.extend(format!("trailer<</Size 7/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

#[rocket::async_test]
async fn of_a_pdf_the_first_page_is_seen_and_nothing_else_is_kept() {
    let shop = Shop::open_with(|it| it.uploads.quota_mb = 1).await;
    let (font, bob) = shop.font_and_buyer().await;
    let ada = shop.seller("Ada", font.product.seller).await;
    let page = format!("/sell/products/{}/previews", font.id());
    let pdf = document("3 0 R 6 0 R");
    let added = sends(&ada, &page, "", "Slow Bread.pdf", &pdf).await;
    assert_eq!(added.status, Status::SeeOther, "{}", added.text());
    for (file, bytes, advice) in [
        ("torn.pdf", &b"%PDF-1.7\nnothing of the kind"[..], "cannot be shown: it is damaged"),
        ("long.ogg", &sound(2 << 20)[..], "There is no room for this sample"),
        (".pdf", &pdf[..], "Write 1 to 100"),
    ] {
        let seen = sends(&ada, &page, "", file, bytes).await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{file}: {}", seen.text());
        assert!(seen.text().contains(advice), "{file}: {}", seen.text());
    }
    let shown = bob.reads(&format!("/products/{}", font.product.slug)).await;
    Html::of("product with a page", &shown).is_well_formed();
    let image = shown.split("<img").find(|it| it.contains("The first page of Slow Bread")).unwrap();
    let path = image.split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for (query, width) in [("", 800), ("?w=400", 400), ("?w=1", 400), ("?w=9999", 800), ("?w=x", 800)] {
        let seen = bob.opens(&format!("{path}{query}")).await;
        assert_eq!((seen.status, seen.header("Content-Type")), (Status::Ok, Some("image/webp")), "{query}");
        let picture = image::load_from_memory(&seen.bytes).unwrap().to_rgb8();
        assert_eq!(picture.width(), width, "{query}");
        // Red below, white above: the page as it is, and no other.
        let at = |x: u32, y: u32| picture.get_pixel(picture.width() * x / 200, picture.height() * y / 300).0;
        assert!(at(100, 230)[0] > 230 && at(100, 230)[1] < 60 && at(10, 10).iter().all(|it| *it > 240));
    }
    let own = ada.reads(&page).await;
    let path = own.split("<img").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(ada.opens(path).await.header("Cache-Control"), Some("private, no-store"));
    let listed = bob.opens(&format!("/api/v1/products/{}/previews", font.product.slug)).await.json();
    assert_eq!((&listed[0]["kind"], &listed[0]["media_type"]), (&json!("page"), &json!("image/webp")));
    let kept = shop.app.db.look(previews::blobs).unwrap();
    assert!(!kept.iter().any(|it| it.size == pdf.len() as u64), "the document itself is not kept");
    font.is_withdrawn().await;
    assert_eq!(
        bob.opens(&listed[0]["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "")).await.status,
        Status::NotFound
    );
    shop.close().await;
}

/// What is sold is not to be had by the way of samples, and what is not on the shelf is nobody's to hear.
#[rocket::async_test]
async fn threat_49_samples_give_nothing_else_away() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let ada = shop.seller("Ada", font.product.seller).await;
    let page = format!("/sell/products/{}/previews", font.id());
    sends(&ada, &page, "Rain", "rain.ogg", &sound(10)).await;
    let shown = bob.reads(&format!("/products/{}", font.product.slug)).await;
    let path =
        shown.split("<audio").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let stem = path.rsplit_once('/').unwrap().0;
    let file = font.product.releases[0].files[0].id.to_string();
    for other in [file.as_str(), &file.replace("file_", "pv_"), &font.id(), "..%2f", "0"] {
        assert_eq!(bob.opens(&format!("{stem}/{other}")).await.status, Status::NotFound, "{other}");
    }
    let drums = shop.maker("Tidepool").sells("Tape Garden", "7.50").await;
    let elsewhere = path.replace(font.product.slug.as_str(), drums.product.slug.as_str());
    assert_eq!(bob.opens(&elsewhere).await.status, Status::NotFound, "a sample belongs to its product");
    font.is_withdrawn().await;
    assert_eq!(bob.opens(&path).await.status, Status::NotFound);
    let own = ada.reads(&page).await;
    let own = own.split("<audio").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(ada.opens(&own).await.bytes, sound(10));
    assert_ne!(bob.opens(&own).await.status, Status::Ok);
    let large = sends(&ada, &page, "Long", "long.ogg", &sound(21 << 20)).await;
    assert!(large.status.code >= 400, "{}", large.status);
    for n in 1..12 {
        assert_eq!(sends(&ada, &page, &format!("No. {n}"), "a.ogg", &sound(n)).await.status, Status::SeeOther);
    }
    assert!(ada.reads(&page).await.contains("as many as a product has"));
    shop.close().await;
}
