//! Files on their way in: the tus protocol, its rules, and what attackers make of it.

use std::{io::Write, net::TcpStream, process::Stdio, time::Duration};

use bodega::{
    base::{Digest, Role},
    features::uploads,
};
use data_encoding::BASE64;
use rocket::http::{Method, Status};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    carts::bearer,
    commands::Machine,
    shop::{Seen, Shop},
};

/// A program that uploads.
struct Sender<'a> {
    shop: &'a Shop,
    auth: String,
}

impl Sender<'_> {
    async fn sends(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Seen {
        let own = [("Authorization", self.auth.as_str()), ("Tus-Resumable", "1.0.0")];
        self.shop.send(method, path, &[&own, headers].concat(), body).await
    }

    /// Announces a file, and gives its address.
    async fn announces(&self, name: &str, length: usize) -> String {
        let seen = self.tries(name, length).await;
        assert_eq!(seen.status, Status::Created, "{}", seen.text());
        seen.header("Location").unwrap().to_owned()
    }

    async fn tries(&self, name: &str, length: usize) -> Seen {
        let metadata = format!("filename {}", BASE64.encode(name.as_bytes()));
        let headers = [("Upload-Length", length.to_string()), ("Upload-Metadata", metadata)];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.sends(Method::Post, "/api/v1/uploads", &headers, b"").await
    }

    async fn adds(&self, url: &str, offset: usize, bytes: &[u8]) -> Seen {
        self.adds_with(url, offset, bytes, &[]).await
    }

    async fn adds_with(&self, url: &str, offset: usize, bytes: &[u8], more: &[(&str, &str)]) -> Seen {
        let offset = offset.to_string();
        let own = [("Upload-Offset", offset.as_str()), ("Content-Type", "application/offset+octet-stream")];
        self.sends(Method::Patch, url, &[&own, more].concat(), bytes).await
    }

    /// Where it goes on.
    async fn offset(&self, url: &str) -> Option<usize> {
        let seen = self.sends(Method::Head, url, &[], b"").await;
        assert!(seen.status != Status::Ok || seen.header("Tus-Resumable") == Some("1.0.0"));
        seen.header("Upload-Offset").map(|it| it.parse().unwrap())
    }
}

impl Shop {
    /// Someone who sells, with a program of theirs.
    async fn sender(&self, name: &str) -> Sender<'_> {
        let person = self.staff(name, Role::Seller).await;
        Sender { shop: self, auth: bearer(&person, name, &[]).await }
    }
}

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|n| (n % 251) as u8).collect()
}

#[rocket::async_test]
async fn a_file_comes_in_pieces_and_is_whole_at_the_end() {
    let shop = Shop::open().await;
    let ada = shop.sender("Ada").await;
    let told = shop.send(Method::Options, "/api/v1/uploads", &[], b"").await;
    assert_eq!(told.status, Status::NoContent);
    assert_eq!(
        (told.header("Tus-Version"), told.header("Tus-Checksum-Algorithm")),
        (Some("1.0.0"), Some("sha1,sha256"))
    );
    assert!(told.header("Tus-Extension").unwrap().contains("creation-with-upload"));
    assert_eq!(told.header("Tus-Max-Size"), Some("10737418240"));

    let whole = bytes(700_000);
    let url = ada.announces("Aurora Sans 1.0.zip", whole.len()).await;
    assert_eq!(ada.offset(&url).await, Some(0));
    let first = ada.adds(&url, 0, &whole[..300_000]).await;
    assert_eq!((first.status, first.header("Upload-Offset")), (Status::NoContent, Some("300000")));
    assert!(first.header("Upload-Expires").unwrap().ends_with("GMT"));
    // In the wrong place, and longer than it can be.
    assert_eq!(ada.adds(&url, 0, &whole).await.status, Status::Conflict);
    assert_eq!(ada.adds(&url, 300_000, &whole).await.status, Status::PayloadTooLarge);
    assert_eq!(ada.offset(&url).await, Some(300_000));
    assert_eq!(ada.adds(&url, 300_000, &whole[300_000..]).await.status, Status::NoContent);
    let done = ada.sends(Method::Head, &url, &[], b"").await;
    assert_eq!((done.header("Upload-Offset"), done.header("Upload-Length")), (Some("700000"), Some("700000")));
    assert_eq!(done.header("Cache-Control"), Some("no-store"));
    let kept = shop.app.db.look(uploads::all).unwrap();
    let blob = kept[0].whole.unwrap();
    assert_eq!((blob.sha256, blob.size), (Digest::of(&whole), 700_000));
    assert_eq!(kept[0].name, "Aurora Sans 1.0.zip");
    assert!(shop.app.files.fault_of(blob.into()).unwrap().is_none());

    // With its first piece at once, and one of nothing.
    let length = [("Upload-Length", "5"), ("Content-Type", "application/offset+octet-stream")];
    let at_once = ada.sends(Method::Post, "/api/v1/uploads", &length, b"hello").await;
    assert_eq!((at_once.status, at_once.header("Upload-Offset")), (Status::Created, Some("5")));
    let empty = ada.announces("empty.txt", 0).await;
    assert_eq!(ada.offset(&empty).await, Some(0));
    assert!(shop.app.db.look(uploads::all).unwrap().iter().all(|it| it.whole.is_some()));

    // Given up by whoever sent it.
    assert_eq!(ada.sends(Method::Delete, &url, &[], b"").await.status, Status::NoContent);
    assert_eq!(ada.sends(Method::Head, &url, &[], b"").await.status, Status::NotFound);
    shop.close().await;
}

#[rocket::async_test]
async fn what_is_not_tus_is_told_so() {
    let shop = Shop::open().await;
    let ada = shop.sender("Ada").await;
    let url = ada.announces("a.zip", 10).await;
    let auth = [("Authorization", ada.auth.as_str())];
    let old = [("Tus-Resumable", "0.2.2")];
    for headers in [auth.to_vec(), [auth, old].concat()] {
        let seen = shop.send(Method::Head, &url, &headers, b"").await;
        assert_eq!(seen.status, Status::PreconditionFailed);
    }
    let offset = ("Upload-Offset", "0");
    let seen = ada.sends(Method::Patch, &url, &[offset, ("Content-Type", "text/plain")], b"0123456789").await;
    assert_eq!(seen.status, Status::UnsupportedMediaType);
    let kind = ("Content-Type", "application/offset+octet-stream");
    for headers in [vec![kind], vec![kind, ("Upload-Offset", "-1")], vec![kind, ("Upload-Offset", "x")]] {
        assert_eq!(ada.sends(Method::Patch, &url, &headers, b"0").await.status, Status::UnprocessableEntity);
    }
    for length in ["", "-1", "1e9", "99999999999999999999"] {
        let seen = ada.sends(Method::Post, "/api/v1/uploads", &[("Upload-Length", length)], b"").await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{length}");
    }
    shop.close().await;
}

/// Case 50 of the threats: what is too large is refused before it is sent, and no lie makes it come.
#[rocket::async_test]
async fn threat_50_room_is_decided_before_the_first_byte() {
    let shop = Shop::open_with(|config| {
        (config.uploads.max_mb, config.uploads.quota_mb) = (1, 3);
        config.uploads.endings = vec!["zip".into(), "pdf".into()];
    })
    .await;
    let (ada, eve) = (shop.sender("Ada").await, shop.sender("Eve").await);
    let mb = 1 << 20;
    assert_eq!(ada.tries("a.zip", mb + 1).await.status, Status::PayloadTooLarge);
    for name in ["a.exe", "zip", "", "a.zip.html"] {
        assert_eq!(ada.tries(name, 5).await.status, Status::UnsupportedMediaType, "{name}");
    }
    // Twenty at once for a room of three.
    let all = rocket::futures::future::join_all((0..20).map(|n| {
        let ada = &ada;
        async move { ada.tries(&format!("{n}.ZIP"), mb).await }
    }))
    .await;
    let taken: Vec<_> = all.iter().filter(|it| it.status == Status::Created).collect();
    assert_eq!(taken.len(), 3);
    assert!(all.iter().all(|it| it.status == Status::Created || it.status == Status::PayloadTooLarge));
    assert_eq!(eve.tries("hers.zip", mb).await.status, Status::Created, "everyone has their own room");
    // More than was said, with and without a length.
    let url = taken[0].header("Location").unwrap();
    let endless = vec![7; mb + 100_000];
    assert_eq!(ada.adds(url, 0, &endless).await.status, Status::PayloadTooLarge);
    let lie = [("Content-Length", "5")];
    let seen = ada.adds_with(url, 0, &endless, &lie).await;
    assert_eq!(seen.status, Status::PayloadTooLarge, "{}", seen.text());
    assert_eq!(ada.offset(url).await, Some(0), "nothing of it was kept");
    // Metadata without end.
    let long = format!("filename YS56aXA=,x {}", "QUFB".repeat(2_000));
    let headers = [("Upload-Length", "1"), ("Upload-Metadata", long.as_str())];
    let seen = eve.sends(Method::Post, "/api/v1/uploads", &headers, b"").await;
    assert_eq!(seen.status, Status::UnprocessableEntity);
    // Room that is given up can be taken again.
    assert_eq!(ada.sends(Method::Delete, url, &[], b"").await.status, Status::NoContent);
    assert_eq!(ada.tries("again.pdf", mb).await.status, Status::Created);
    shop.close().await;
}

/// Case 51 of the threats: wrong sums, wrong places, two writers.
#[rocket::async_test]
async fn threat_51_half_an_upload_is_never_a_file() {
    let shop = Shop::open().await;
    let ada = shop.sender("Ada").await;
    let whole = bytes(100_000);
    let url = ada.announces("a.zip", whole.len()).await;
    let sum = |bytes: &[u8]| format!("sha256 {}", BASE64.encode(&Sha256::digest(bytes)));
    let right = sum(&whole[..50_000]);
    let garbled = ada.adds_with(&url, 0, &whole[1..50_001], &[("Upload-Checksum", &right)]).await;
    assert_eq!(garbled.status.code, 460, "{}", garbled.text());
    assert_eq!(ada.offset(&url).await, Some(0));
    let good = ada.adds_with(&url, 0, &whole[..50_000], &[("Upload-Checksum", &right)]).await;
    assert_eq!(good.status, Status::NoContent);
    let unknown = ada.adds_with(&url, 50_000, b"x", &[("Upload-Checksum", "md5 AAAA")]).await;
    assert_eq!(unknown.status, Status::UnprocessableEntity);
    assert!(shop.app.db.look(uploads::all).unwrap()[0].whole.is_none(), "half a file is none");

    // Twenty of the same piece at once: one wins, the others are told so, and the file is what it should be.
    let rest = &whole[50_000..];
    let all = rocket::futures::future::join_all((0..20).map(|_| ada.adds(&url, 50_000, rest))).await;
    assert_eq!(all.iter().filter(|it| it.status == Status::NoContent).count(), 1);
    assert!(all.iter().all(|it| matches!(it.status.code, 204 | 409 | 423)));
    let kept = shop.app.db.look(uploads::all).unwrap();
    assert_eq!(kept[0].whole.unwrap().sha256, Digest::of(&whole));
    shop.close().await;
}

/// The plug is pulled in the middle of a file; it goes on where it stood.
#[test]
fn threat_51_a_file_goes_on_after_a_restart() {
    let machine = Machine::new();
    let create = ["admin", "create", "--email", "ann@example.com", "--password-stdin"];
    let mut admin = machine.command(&create).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    admin.stdin.take().unwrap().write_all(b"seven quiet lighthouses").unwrap();
    assert!(admin.wait().unwrap().success());
    let signs_in = |url: &str| {
        let body = json!({"email": "ann@example.com", "password": "seven quiet lighthouses"}).to_string();
        let mut answer =
            ureq::post(format!("{url}/api/v1/auth/login")).content_type("application/json").send(body).unwrap();
        let told: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
        format!("Bearer {}", told["access_token"].as_str().unwrap())
    };
    let offset = |url: &str, auth: &str| -> usize {
        let seen = ureq::head(url).header("Authorization", auth).header("Tus-Resumable", "1.0.0").call().unwrap();
        seen.headers().get("Upload-Offset").unwrap().to_str().unwrap().parse().unwrap()
    };
    let whole = bytes(40_000_000);
    let mut running = machine.serves();
    let auth = signs_in(&running.url);
    let announced = ureq::post(format!("{}/api/v1/uploads", running.url))
        .header("Authorization", &auth)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Length", whole.len().to_string())
        .send_empty()
        .unwrap();
    let path = announced.headers().get("Location").unwrap().to_str().unwrap().to_owned();
    let host = running.url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    let mut line = TcpStream::connect(&host).unwrap();
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {auth}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {}\r\n\r\n",
        whole.len()
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&whole[..36_000_000]).unwrap();
    let began = std::time::Instant::now();
    while offset(&format!("{}{path}", running.url), &auth) < 2 << 24 {
        assert!(began.elapsed() < Duration::from_secs(60), "nothing is noted while it comes");
        std::thread::sleep(Duration::from_millis(20));
    }
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let running = machine.serves();
    let (auth, url) = (signs_in(&running.url), format!("{}{path}", running.url));
    let at = offset(&url, &auth);
    assert!((2 << 24..=36_000_000).contains(&at), "{at}");
    let sent = ureq::patch(&url)
        .header("Authorization", &auth)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", at.to_string())
        .content_type("application/offset+octet-stream")
        .send(&whole[at..])
        .unwrap();
    assert_eq!(sent.headers().get("Upload-Offset").unwrap(), "40000000");
    drop(running);
    // Every file is read and held against its hash.
    assert_eq!(machine.reports(&["check", "--offline"])["faults"], json!([]));
}

/// Case 40 of the threats, as far as uploads go.
#[rocket::async_test]
async fn threat_40_another_s_upload_is_not_there() {
    let shop = Shop::open().await;
    let (ada, eve) = (shop.sender("Ada").await, shop.sender("Eve").await);
    let url = ada.announces("a.zip", 10).await;
    let nowhere = "/api/v1/uploads/upl_019ab000000070008000000000000001";
    for method in [Method::Head, Method::Delete] {
        let (theirs, none) = (eve.sends(method, &url, &[], b"").await, eve.sends(method, nowhere, &[], b"").await);
        assert_eq!((theirs.status, none.status), (Status::NotFound, Status::NotFound));
    }
    let (theirs, none) = (eve.adds(&url, 0, b"0123456789").await, eve.adds(nowhere, 0, b"0123456789").await);
    let told = |it: &Seen| (it.status, it.json()["title"].clone());
    assert_eq!(told(&theirs), told(&none));
    assert_eq!(ada.offset(&url).await, Some(0));
    // A customer has nothing to upload.
    let bob = shop.member("Bob").await;
    let bob = Sender { shop: &shop, auth: bearer(&bob, "Bob", &[]).await };
    assert_eq!(bob.tries("a.zip", 1).await.status, Status::Forbidden);
    shop.close().await;
}

#[rocket::async_test]
async fn what_nothing_came_of_is_swept_out() {
    let shop = Shop::open().await;
    let ada = shop.sender("Ada").await;
    let (half, whole) = (ada.announces("half.zip", 10).await, ada.announces("whole.zip", 5).await);
    ada.adds(&half, 0, b"01234").await;
    ada.adds(&whole, 0, b"01234").await;
    shop.later(Duration::from_secs(47 * 60 * 60)).await;
    assert_eq!(shop.app.db.look(uploads::all).unwrap().len(), 2);
    shop.later(Duration::from_secs(2 * 60 * 60)).await;
    assert_eq!(shop.app.db.look(uploads::all).unwrap(), []);
    shop.close().await;
}

/// The script of a page of ours sends a file with a word for this one upload, and can go on after a closed tab.
#[rocket::async_test]
async fn a_page_gets_a_word_for_one_upload() {
    let shop = Shop::open().await;
    let ada = shop.staff("Ada", Role::Seller).await;
    let page = ada.reads("/account").await;
    let token = crate::cast::hidden(&page, "_token");
    let chosen = json!({"name": "a.zip", "size": 10}).to_string();
    let headers =
        |token| [("Content-Type", "application/json"), ("Accept", "application/json"), ("X-Form-Token", token)];
    assert_eq!(
        ada.sends(Method::Post, "/sell/uploads", &headers(""), chosen.as_bytes()).await.status,
        Status::Forbidden
    );
    let opened = ada.sends(Method::Post, "/sell/uploads", &headers(&token), chosen.as_bytes()).await.json();
    let url = opened["url"].as_str().unwrap();
    let script = Sender { shop: &shop, auth: format!("Bearer {}", opened["word"].as_str().unwrap()) };
    assert_eq!(script.adds(url, 0, b"01234").await.status, Status::NoContent);
    // It opens this upload and nothing else.
    let other =
        ada.sends(Method::Post, "/sell/uploads", &headers(&token), br#"{"name":"b.zip","size":9}"#).await.json();
    assert_eq!(script.offset(other["url"].as_str().unwrap()).await, None);
    assert_eq!(script.tries("c.zip", 1).await.status, Status::Unauthorized);
    let forged = Sender { shop: &shop, auth: "Bearer up_AAAA".into() };
    assert_eq!(forged.adds(url, 5, b"56789").await.status, Status::Unauthorized);
    // The same file chosen again goes on where it stood.
    let again = ada.sends(Method::Post, "/sell/uploads", &headers(&token), chosen.as_bytes()).await.json();
    assert_eq!((&again["id"], &again["offset"]), (&opened["id"], &json!(5)));
    // A word does not last for ever.
    shop.clock.advance(Duration::from_secs(49 * 60 * 60));
    assert_eq!(script.adds(url, 5, b"56789").await.status, Status::Unauthorized);
    shop.close().await;
}
