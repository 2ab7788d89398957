//! Files as attackers send them: names that are paths, archives with tricks, bombs, lies about what they are. And paths that
//! they guess.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::{Duration, Instant},
};

use bodega::{base::Digest, features::catalog, platform::files::Blob};
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    commands::Machine,
    making::{Seller, buys},
    shop::Shop,
};

impl Seller<'_> {
    /// Puts these files on the shelf as one product.
    async fn sells_files(&self, title: &str, files: &[(&str, &[u8])]) -> catalog::Product {
        let made = self.makes(title, 0).await;
        let path = format!("/products/{}", made["id"].as_str().unwrap());
        let begun = self.api(Method::Post, &format!("{path}/releases"), &json!({})).await.json();
        let files_of = format!("{path}/releases/{}/files", begun["releases"][0]["id"].as_str().unwrap());
        for (name, bytes) in files {
            let upload = self.uploads("file.zip", bytes).await;
            let added = self.api(Method::Post, &files_of, &json!({"upload": upload, "name": name})).await;
            assert!(
                matches!(added.status, Status::Created | Status::UnprocessableEntity),
                "{name:?}: {}",
                added.text()
            );
        }
        let out = self.api(Method::Put, &format!("{path}/publication"), &json!({})).await;
        assert_eq!(out.status, Status::Ok, "{}", out.text());
        let slug = out.json()["slug"].as_str().unwrap().to_owned();
        self.person.shop().app.db.look(|txn| catalog::find_by_name(txn, &slug)).unwrap().unwrap()
    }
}

/// A ZIP whose entries have these names, stored as they are, as no honest program writes it.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in entries {
        let mut hash = flate2::Crc::new();
        hash.update(bytes);
        let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let common = [&[10, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &hash.sum().to_le_bytes(), &size, &size, &length, &[0, 0]];
        let offset = u32::try_from(out.len()).unwrap().to_le_bytes();
        out.extend([&b"PK\x03\x04"[..], &common.concat(), name.as_bytes(), bytes].concat());
        let head = [&b"PK\x01\x02\x0a\x00"[..], &common.concat(), &[0; 10], &offset, name.as_bytes()].concat();
        directory.extend(head);
    }
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let (size, offset) = (u32::try_from(directory.len()).unwrap(), u32::try_from(out.len()).unwrap());
    let end = [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size.to_le_bytes(), &offset.to_le_bytes(), &[0, 0]];
    [out, directory, end.concat()].concat()
}

/// Every name below `folder`.
fn names(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        found.push(entry.file_name().to_string_lossy().into_owned());
        if entry.file_type().unwrap().is_dir() {
            names(&entry.path(), found);
        }
    }
}

/// Case 43 of the threats: a name is a label, never a place.
#[rocket::async_test]
async fn threat_43_names_are_labels() {
    let shop = Shop::open().await;
    let ada = shop.new_seller("Ada").await;
    let long = format!("{}.zip", "n".repeat(300));
    let wild = [
        "../../evil.zip",
        "%2e%2e%2fevil.zip",
        "..%252fevil.zip",
        "a\\..\\evil.zip",
        "a\0evil.zip",
        "/etc/evil.zip",
        &long,
        "evil.zip.",
        "CON",
        "..",
        ".",
        "\u{202e}piz.live",
        "a\r\nX-Evil: 1.zip",
    ];
    let files: Vec<_> = wild.iter().map(|name| (*name, name.as_bytes())).collect();
    let product = ada.sells_files("Wild names", &files).await;
    let bob = shop.person();
    let order = buys(&bob, &product).await;
    let got = bob.downloads(&order).await;
    assert!(got.len() >= 9, "those that can be labels are kept: {got:?}");
    for file in &got {
        let name = file["name"].as_str().unwrap();
        assert!(!name.contains(['/', '\\', '\0', '\r', '\n', '\u{202e}']) && name.len() <= 255, "{name:?}");
        assert!(!matches!(name, "." | ".."), "{name:?}");
        let seen = bob.opens(&file["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "")).await;
        assert_eq!(seen.status, Status::Ok, "{name:?}");
        let sent_as = seen.header("Content-Disposition").unwrap();
        assert!(sent_as.starts_with("attachment; filename=\"") && seen.header("X-Evil").is_none(), "{sent_as}");
    }
    let kept = shop.app.db.look(|txn| catalog::find_by_name(txn, "wild-names")).unwrap().unwrap();
    for file in kept.all_files() {
        let named = Blob { sha256: file.sha256, size: file.size }.into();
        assert!(shop.app.files.fault_of(named).unwrap().is_none(), "it lies under its hash");
    }
    shop.close().await;
}

/// Cases 46 and 47 of the threats: what is sold is handed over and never shown, whatever it says that it is.
#[rocket::async_test]
async fn threat_46_47_files_are_handed_over_and_never_shown() {
    let shop = Shop::open().await;
    let ada = shop.new_seller("Ada").await;
    let script = b"<!doctype html><script>alert(document.cookie)</script>";
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><foreignObject/><use href='//evil'/></svg>";
    let both = b"GIF89a/*\x01\x00\x01\x00*/=1;alert(document.cookie)//";
    let pdf = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj";
    let files: [(&str, &[u8]); 4] =
        [("page.html", script), ("drawing.svg", svg), ("picture.gif", both), ("book.pdf", pdf)];
    let product = ada.sells_files("Lies", &files).await;
    let bob = shop.person();
    let order = buys(&bob, &product).await;
    for file in bob.downloads(&order).await {
        let seen = bob.opens(&file["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "")).await;
        let name = file["name"].as_str().unwrap();
        assert_eq!(seen.header("X-Content-Type-Options"), Some("nosniff"), "{name}");
        assert!(seen.header("Content-Disposition").unwrap().starts_with("attachment"), "{name}");
        assert!(seen.header("Content-Security-Policy").unwrap().contains("sandbox"), "{name}");
        let sold = files.iter().find(|it| it.0 == name).unwrap().1;
        assert_eq!(seen.bytes, sold, "a buyer gets what was sold, byte for byte");
    }
    // None of them becomes a picture of the shop.
    for (name, bytes) in files {
        let id = product.id;
        let upload = ada.uploads(name, bytes).await;
        let seen = ada.api(Method::Post, &format!("/products/{id}/images"), &json!({"upload": upload})).await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{name}: {}", seen.text());
    }
    shop.close().await;
}

/// Case 49 of the threats: what is paid for is reached by its link alone, and what the shop keeps not at all.
#[rocket::async_test]
async fn threat_49_nothing_is_reached_by_guessing_its_place() {
    let shop = Shop::open().await;
    let ada = shop.new_seller("Ada").await;
    let bytes = b"paid for";
    ada.sells_files("Treasure", &[("treasure.zip", bytes)]).await;
    let hash = Digest::of(bytes).to_string();
    let (eve, two) = (shop.person(), &hash[..2]);
    let places = [
        format!("/files/{hash}"),
        format!("/files/{two}/{hash}"),
        format!("/data/files/{two}/{hash}"),
        format!("/d/{hash}"),
        format!("/assets/../files/{two}/{hash}"),
        format!("/assets/%2e%2e/files/{two}/{hash}"),
        format!("/assets/..%2ffiles%2f{two}%2f{hash}"),
        format!("/products/treasure/images/{hash}"),
        "/bodega.redb".into(),
        "/data/bodega.redb".into(),
        "/assets/../bodega.redb".into(),
        "/assets/..%5cbodega.redb".into(),
        "/config.toml".into(),
        "/keys/sessions".into(),
        "/index/meta.json".into(),
        "/uploads/".into(),
        "/backups/shop.tar".into(),
        "/control.sock".into(),
        "/.env".into(),
        "/.git/config".into(),
    ];
    for place in places {
        let seen = eve.opens(&place).await;
        assert!(matches!(seen.status, Status::NotFound | Status::Forbidden), "{place}: {}", seen.status);
        assert!(!seen.bytes.windows(bytes.len()).any(|it| it == bytes), "{place}");
    }
    shop.close().await;
}

/// Cases 44 and 45 of the threats, with a shop in a process of its own, whose memory and folder can be looked at: archives
/// are sold and not opened, and what is small on the line and large when it is unpacked is not unpacked.
#[test]
fn threat_44_45_archives_are_not_opened_and_bombs_not_unpacked() {
    let machine = Machine::new();
    let (password, email) = ("seven quiet lighthouses", "ann@example.com");
    let mut create = machine.command(&["admin", "create", "--email", email, "--password-stdin"]);
    let mut child = create.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    machine.reports(&["demo"]);
    assert!(machine.runs(&["admin", "seller", "--email", email, "--seller", "tidepool-audio"]).status.success());
    let running = machine.serves();
    let host = running.url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    let ask = |method: &str, path: &str, more: &str, body: &[u8]| -> String {
        let mut line = TcpStream::connect(&host).unwrap();
        line.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let length = body.len();
        let head = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}Content-Length: {length}\r\n\r\n"
        );
        line.write_all(head.as_bytes()).unwrap();
        let _ = line.write_all(body);
        let mut answer = Vec::new();
        let _ = line.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let login = json!({ "email": email, "password": password }).to_string();
    let told = ask("POST", "/auth/login", "Content-Type: application/json\r\n", login.as_bytes());
    let token = told.split("\"access_token\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let auth = format!("Authorization: Bearer {token}\r\n");
    let as_json = format!("{auth}Content-Type: application/json\r\n");
    let id_in = |answer: &str, kind: &str| {
        let at = answer.find(&format!("\"{kind}_")).unwrap_or_else(|| panic!("{answer}")) + 1;
        answer[at..].split('"').next().unwrap().to_owned()
    };
    let upload = |name: &str, bytes: &[u8]| {
        let name = data_encoding::BASE64.encode(name.as_bytes());
        let headers = format!(
            "{auth}Tus-Resumable: 1.0.0\r\nUpload-Length: {}\r\nUpload-Metadata: filename {name}\r\n\
             Content-Type: application/offset+octet-stream\r\n",
            bytes.len()
        );
        let answer = ask("POST", "/uploads", &headers, bytes);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        let at = answer.to_lowercase().find("\r\nlocation: ").unwrap() + 12;
        answer[at..].lines().next().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    let made = ask("POST", "/products", &as_json, json!({ "title": "Tricks", "price": 0 }).to_string().as_bytes());
    let product = id_in(&made, "prod");
    let begun = ask("POST", &format!("/products/{product}/releases"), &as_json, b"{}");
    let release = id_in(&begun, "rel");

    let before = resident(running.child.id());
    let bomb = zip(&[("inner.zip", &zip(&[("deep.zip", &gzip(64 << 20))]))]);
    let tricks =
        zip(&[("../../evil", b"evil"), ("/etc/evil", b"evil"), ("a/../../evil", b"evil"), ("a", b"1"), ("a", b"2")]);
    for (name, bytes) in [("tricks.zip", &tricks), ("bomb.zip", &bomb)] {
        let began = Instant::now();
        let body = json!({ "upload": upload(name, bytes) }).to_string();
        let added = ask("POST", &format!("/products/{product}/releases/{release}/files"), &as_json, body.as_bytes());
        assert!(added.starts_with("HTTP/1.1 201"), "{added}");
        assert!(began.elapsed() < Duration::from_secs(10), "{name} is not gone through");
    }
    let mut found = Vec::new();
    names(machine.folder.path(), &mut found);
    assert!(!found.iter().any(|it| it.contains("evil") || it == "deep.zip"), "{found:?}");

    // A picture of two and a half thousand million pixels, and letters that are packed.
    let mut picture = Vec::new();
    let pixels = [0; 300];
    image::ImageEncoder::write_image(
        image::codecs::png::PngEncoder::new(&mut picture),
        &pixels,
        10,
        10,
        image::ExtendedColorType::Rgb8,
    )
    .unwrap();
    picture[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    picture[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
    let body = json!({ "upload": upload("bomb.png", &picture), "alt": "" }).to_string();
    let began = Instant::now();
    let answer = ask("POST", &format!("/products/{product}/images"), &as_json, body.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    let packed = gzip(64 << 20);
    for path in ["/auth/login", "/cart/lines", "/products"] {
        let answer = ask("POST", path, &format!("{as_json}Content-Encoding: gzip\r\n"), &packed);
        assert!(["400", "413", "415", "422"].contains(&&answer[9..12]), "{path}: {answer}");
    }
    assert!(began.elapsed() < Duration::from_secs(10), "nothing is unpacked");
    let more = resident(running.child.id()).saturating_sub(before);
    assert!(more < 64 << 10, "{more} KB more than before");
    drop(running);
    assert_eq!(machine.reports(&["check", "--offline"])["sound"], true);
}

/// As many zeroes, packed.
fn gzip(zeroes: usize) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let piece = vec![0; 1 << 20];
    (0..zeroes >> 20).for_each(|_| packed.write_all(&piece).unwrap());
    packed.finish().unwrap()
}

/// Kilobytes of memory that a process holds.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
    line.trim().split(' ').next().unwrap().parse().unwrap()
}
