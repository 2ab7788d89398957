//! Samples that everybody can hear and read, and what they never give away.

use std::time::Duration;

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
