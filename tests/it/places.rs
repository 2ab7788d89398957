//! From where people signed in, as far as a file of the operator's tells.

use std::{fs, net::SocketAddr};

use bodega::{config::Config, platform::places::Places};
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{PASSWORD, address_of},
    mmdb::{Value, city, file},
    shop::{Seen, Shop},
};

fn world() -> Vec<u8> {
    let flat = |code| Value::Map(vec![("country", Value::Text(code)), ("country_name", Value::Text("Portugal"))]);
    let country = Value::Map(vec![("country", Value::Map(vec![("iso_code", Value::Text("FR"))]))]);
    file(
        "GeoLite2-City",
        &[
            ("203.0.113.0", 24, city("Berlin", "DE", "Germany")),
            ("198.51.100.0", 24, flat("PT")),
            ("192.0.2.0", 25, city("Singapore", "SG", "Singapore")),
            ("2001:db8::", 32, country),
        ],
    )
}

#[test]
fn places_are_told_as_far_as_they_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.mmdb");
    fs::write(&path, world()).unwrap();
    let places = Places::open(Some(&path)).unwrap();
    let told = |address: &str| {
        let address = address.parse().unwrap();
        (places.country(address).unwrap_or_default(), places.place(address).unwrap_or_default())
    };
    let pair = |country: &str, place: &str| (country.to_owned(), place.to_owned());
    assert_eq!(told("203.0.113.200"), pair("DE", "Berlin, Germany"));
    assert_eq!(told("::ffff:203.0.113.200"), pair("DE", "Berlin, Germany"));
    assert_eq!(told("198.51.100.7"), pair("PT", "Portugal"));
    assert_eq!(told("192.0.2.9"), pair("SG", "Singapore"), "not Singapore, Singapore");
    assert_eq!(told("2001:db8::1"), pair("FR", "FR"));
    assert_eq!([told("192.0.2.200"), told("127.0.0.1"), told("::1")], [pair("", ""), pair("", ""), pair("", "")]);
    let none = Places::open(None).unwrap();
    assert_eq!(none.place("203.0.113.200".parse().unwrap()), None);
}

#[test]
fn files_that_tell_nothing_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.mmdb");
    let refused = || {
        let message = Places::open(Some(&path)).err().expect("it is refused").message;
        assert!(message.contains("security.places") && message.contains("world.mmdb"), "{message}");
        message.into_owned()
    };
    refused();
    fs::write(&path, b"this is no database").unwrap();
    refused();
    let names = Value::Map(vec![("autonomous_system_organization", Value::Text("Example"))]);
    fs::write(&path, file("GeoLite2-ASN", &[("203.0.113.0", 24, names)])).unwrap();
    assert!(refused().contains("no countries"));
    let whole = world();
    for cut in [1, 100, whole.len() / 2] {
        fs::write(&path, &whole[..whole.len() - cut]).unwrap();
        refused();
    }
    let config = Config {
        security: bodega::config::SecurityConfig { places: Some(path), ..Default::default() },
        ..Default::default()
    };
    let clock = bodega::platform::clock::Clock::system();
    let opened = bodega::app::App::in_memory(config, clock, bodega::platform::clock::Chance::seeded(1));
    assert!(opened.is_err(), "the shop does not open with it");
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn signs_in(shop: &Shop, from: &str, device: &str) -> Seen {
    let peer: SocketAddr = format!("{from}:4000").parse().unwrap();
    let body = json!({"email": address_of("Ines"), "password": PASSWORD}).to_string();
    let headers = [("Content-Type", "application/json"), ("User-Agent", device)];
    let seen = shop.send_from(Some(peer), Method::Post, "/api/v1/auth/login", &headers, body.as_bytes()).await;
    assert_eq!(seen.status, Status::Ok, "{}", seen.text());
    seen
}

/// How many mails told Ines of a sign-in that is new to her.
async fn told(shop: &Shop) -> Vec<String> {
    shop.settle().await;
    shop.mails_to("ines@").into_iter().filter(|it| it.kind == "sign-in").map(|it| it.text).collect()
}

#[rocket::async_test]
async fn a_session_knows_where_it_began_and_news_are_mailed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.mmdb");
    fs::write(&path, world()).unwrap();
    let shop = Shop::open_with(|config| config.security.places = Some(path)).await;
    let ines = shop.member("Ines").await;
    assert!(told(&shop).await.is_empty(), "the first sign-in is no news");
    let seen = signs_in(&shop, "203.0.113.9", FIREFOX).await;
    let mails = told(&shop).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Firefox on Linux, from Berlin, Germany (203.0.113.9)"), "{}", mails[0]);
    signs_in(&shop, "203.0.113.77", FIREFOX).await;
    assert_eq!(told(&shop).await.len(), 1, "the same device in the same country");
    signs_in(&shop, "198.51.100.7", FIREFOX).await;
    let mails = told(&shop).await;
    assert_eq!(mails.len(), 2, "another country");
    assert!(mails[1].contains("Portugal (198.51.100.7)"), "{}", mails[1]);
    signs_in(&shop, "203.0.113.9", "curl/8.14").await;
    assert_eq!(told(&shop).await.len(), 3, "another device");

    let bearer = format!("Bearer {}", seen.json()["access_token"].as_str().unwrap());
    let all = shop.send(Method::Get, "/api/v1/me/sessions", &[("Authorization", &bearer)], b"").await.json();
    let own = all["data"].as_array().unwrap().iter().find(|it| it["current"] == true).unwrap().clone();
    assert_eq!((&own["place"], &own["address"]), (&json!("Berlin, Germany"), &json!("203.0.113.9")));
    let page = ines.reads("/account/security").await;
    assert!(page.contains("in Berlin, Germany") && page.contains("in Portugal"), "{page}");
    shop.close().await;
}

#[rocket::async_test]
async fn without_a_file_only_addresses_are_told() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    let seen = signs_in(&shop, "203.0.113.9", FIREFOX).await;
    assert!(told(&shop).await[0].contains("Firefox on Linux, from 203.0.113.9"));
    let bearer = format!("Bearer {}", seen.json()["access_token"].as_str().unwrap());
    let all = shop.send(Method::Get, "/api/v1/me/sessions", &[("Authorization", &bearer)], b"").await.json();
    assert!(all["data"].as_array().unwrap().iter().all(|it| it["place"].is_null()));
    let page = ines.reads("/account/security").await;
    assert!(page.contains("from 203.0.113.9, since 22 November 2026"), "{page}");
    shop.close().await;
}
