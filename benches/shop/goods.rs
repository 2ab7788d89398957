//! What it costs to hand goods over and to take them in: against nginx, against `cp` and a hash, against a constant.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::{CONNECTIONS, Running, SPAN, Shop, floor, floor::Constant, load, memory, program, report, row};

const MEGABYTE: usize = 1 << 20;
const SLOW: usize = 200;
const GIGABYTE: u64 = 1 << 30;

pub fn measure(runtime: &Runtime, shop: &Shop, folder: &Path) {
    let running = shop.serve();
    let link = running.buys(&shop.big);
    against_nginx(shop, &running, &link, folder);
    drop(running);
    let running = shop.serve();
    slow(runtime, &running, &link);
    drop(running);
    upload(shop, folder);
    verify(runtime, shop, folder);
}

/// One and eight downloads at once, in turns with those from nginx.
fn against_nginx(shop: &Shop, running: &Running, link: &str, folder: &Path) {
    let Some(nginx) = Nginx::start(&shop.file, folder) else {
        println!("downloads against nginx: skipped, nginx is not installed");
        return;
    };
    for (what, many) in [("download of 200 MB, MB/s, to nginx", 1), ("  eight at once", 8)] {
        // Of nine turns the one in the middle: what one download gets depends much on which core it meets.
        let mut turns: Vec<(f64, f64)> = (0..9)
            .map(|_| (together(&running.address, link, many), together(&nginx.address, "/big.bin", many)))
            .collect();
        turns.sort_by(|one, other| (one.0 / one.1).total_cmp(&(other.0 / other.1)));
        let (ours, theirs) = turns[4];
        row(what, format!("{:.0}", ours / 1e6), format!("{:.0}", theirs / 1e6), ours / theirs, ">= 0.7");
    }
}

/// Bytes a second of as many downloads of the same file at once.
fn together(address: &str, path: &str, many: usize) -> f64 {
    let began = Instant::now();
    let bytes: u64 = std::thread::scope(|threads| {
        let all: Vec<_> = (0..many).map(|_| threads.spawn(|| floor::fetch(address, path))).collect();
        all.into_iter().map(|it| it.join().expect("a download")).sum()
    });
    assert!(bytes >= (200 * MEGABYTE * many) as u64, "whole files come");
    bytes as f64 / began.elapsed().as_secs_f64()
}

/// A web server of the distribution with its usual settings for files.
struct Nginx {
    child: Child,
    address: String,
}

impl Nginx {
    fn start(file: &Path, folder: &Path) -> Option<Self> {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx"].into_iter().find(|it| Path::new(it).exists())?;
        let (port, place) = (super::free_port(), folder.join("nginx"));
        std::fs::create_dir_all(&place).expect("a folder");
        let (here, root) = (place.display(), file.parent().expect("a folder").display());
        let config = format!(
            "daemon off; pid {here}/pid; error_log {here}/errors; worker_processes auto;\n\
             events {{ worker_connections 1024; }}\n\
             http {{ sendfile on; tcp_nopush on; access_log off; client_body_temp_path {here}/body;\n\
             proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/fastcgi; uwsgi_temp_path {here}/uwsgi;\n\
             scgi_temp_path {here}/scgi;\n\
             server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n"
        );
        let path = place.join("nginx.conf");
        std::fs::write(&path, config).expect("settings");
        // Its workers run as another user if it is started by the super-user; they have to reach the file.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder, open).expect("a folder that all can read");
        let child = Command::new(program)
            .args(["-p", &place.display().to_string(), "-c", &path.display().to_string()])
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx");
        let address = format!("127.0.0.1:{port}");
        super::wait_for(&address);
        Some(Self { child, address })
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Killed outright it would leave its workers behind.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Two hundred buyers with slow lines, each with a download under way.
fn slow(runtime: &Runtime, running: &Running, link: &str) {
    running.fetch("/");
    let range = format!("GET {link} HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=0-9999\r\n\r\n");
    let head = range.replace("Range: bytes=0-9999\r\n", "");
    // What the first download of a file costs, its check, is not what is asked here.
    let mut warm = TcpStream::connect(&running.address).expect("connected");
    warm.write_all(range.as_bytes()).expect("sent");
    let _ = warm.read(&mut [0; 4096]).expect("answered");
    drop(warm);
    let before = memory(running.child.id());
    let more = runtime.block_on(async {
        let mut lines = Vec::new();
        for _ in 0..SLOW {
            let mut line = tokio::net::TcpStream::connect(&running.address).await.expect("connected");
            tokio::io::AsyncWriteExt::write_all(&mut line, head.as_bytes()).await.expect("sent");
            lines.push(line);
        }
        let (mut buffer, mut most) = (vec![0; 16 << 10], 0.0_f64);
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until {
            for line in &mut lines {
                tokio::io::AsyncReadExt::read(line, &mut buffer).await.expect("bytes");
            }
            most = most.max(memory(running.child.id()));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        most - before
    });
    println!("{:<44} {:>11.1} MB {:>14} {:>7} {:>8}", "200 slow downloads, memory more", more, "", "", "< 40 MB");
}

/// A gigabyte by tus in one request, against a copy of the file and a hash of it.
fn upload(shop: &Shop, folder: &Path) {
    let password = "a quiet harbour at four in the morning";
    let mut create = program(&shop.data);
    create.args(["admin", "create", "--email", "sends@example.com", "--password-stdin"]);
    let mut child = create.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program");
    child.stdin.take().expect("its input").write_all(password.as_bytes()).expect("a password");
    assert!(child.wait().expect("an end").success());
    let made = program(&shop.data)
        .args(["admin", "seller", "--email", "sends@example.com", "--seller", "bench"])
        .stdout(Stdio::null())
        .status();
    assert!(made.expect("the program").success());
    let running = shop.serve();
    let login = json!({ "email": "sends@example.com", "password": password }).to_string();
    let told = ureq::post(format!("http://{}/api/v1/auth/login", running.address))
        .content_type("application/json")
        .send(login)
        .expect("signed in")
        .body_mut()
        .read_to_string()
        .expect("a token");
    let told: Value = serde_json::from_str(&told).expect("a token");
    let token = told["access_token"].as_str().expect("a token");

    let piece: Vec<u8> = (0..MEGABYTE as u32).map(|it| (it.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let (from, to) = (folder.join("gigabyte"), folder.join("copy"));
    let mut file = std::fs::File::create(&from).expect("a file");
    for n in 0..GIGABYTE / piece.len() as u64 {
        file.write_all(&n.to_le_bytes()).and_then(|()| file.write_all(&piece[8..])).expect("written");
    }
    drop(file);
    let (mut ours, mut theirs) = (f64::MAX, f64::MAX);
    for _ in 0..2 {
        let began = Instant::now();
        sends(&running.address, token, &from);
        ours = ours.min(began.elapsed().as_secs_f64());
        let began = Instant::now();
        assert!(Command::new("cp").args([&from, &to]).status().expect("cp").success());
        assert!(Command::new("sha256sum").arg(&to).stdout(Stdio::null()).status().expect("a hash").success());
        theirs = theirs.min(began.elapsed().as_secs_f64());
        std::fs::remove_file(&to).expect("removed");
    }
    std::fs::remove_file(&from).expect("removed");
    let rate = |seconds: f64| format!("{:.0}", GIGABYTE as f64 / 1e6 / seconds);
    row("upload of 1 GB, MB/s, to cp and a hash", rate(ours), rate(theirs), theirs / ours, ">= 0.5");
}

/// Announces the file at `path` and sends it in one request; it is given up afterwards.
fn sends(address: &str, token: &str, path: &Path) {
    let auth = format!("Authorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n");
    let ask = |request: String, body: Option<&Path>| {
        let mut line = TcpStream::connect(address).expect("connected");
        line.write_all(request.as_bytes()).expect("sent");
        if let Some(path) = body {
            std::io::copy(&mut std::fs::File::open(path).expect("the file"), &mut line).expect("sent");
        }
        let mut answer = String::new();
        line.read_to_string(&mut answer).expect("an answer");
        answer
    };
    let head = |method: &str, url: &str, more: &str| {
        format!("{method} {url} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{auth}{more}\r\n")
    };
    let name = "Upload-Metadata: filename YS56aXA=\r\nContent-Length: 0\r\n";
    let made = ask(head("POST", "/api/v1/uploads", &format!("Upload-Length: {GIGABYTE}\r\n{name}")), None);
    let url = made.lines().find_map(|it| it.strip_prefix("location: ").or(it.strip_prefix("Location: ")));
    let url = url.expect("an address for the upload").trim();
    let url = url.find("/api/").map_or(url, |at| &url[at..]).to_owned();
    let kind = "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n";
    let sent = ask(head("PATCH", &url, &format!("{kind}Content-Length: {GIGABYTE}\r\n")), Some(path));
    assert!(sent.starts_with("HTTP/1.1 204"), "{sent}");
    let gone = ask(head("DELETE", &url, ""), None);
    assert!(gone.starts_with("HTTP/1.1 204"), "{gone}");
}

/// A program that asks whether a key holds, against a constant of the same size.
fn verify(runtime: &Runtime, shop: &Shop, folder: &Path) {
    let csv = folder.join("keys.csv");
    let text = "Title,URL handle,Vendor,Price,Status,License keys (product.metafields.bodega.license_keys)\n\
                Keyed,keyed,Bench,0.00,active,TRUE\n";
    std::fs::write(&csv, text).expect("a file");
    report(&shop.data, &["import", "products", &csv.display().to_string()]);
    let running = shop.serve();
    let order = running.orders("keyed");
    let key = order["lines"][0]["license_keys"][0].as_str().expect("a key");
    let body = json!({ "product": "keyed", "key": key }).to_string();
    let request = [load::post("/api/v1/licenses/verify", "", &body)];
    let run = |address: &str, requests: &[String]| runtime.block_on(load::ask(address, requests, CONNECTIONS, SPAN));
    let first = run(&running.address, &request);
    assert_eq!(first.failures, 0, "every key holds");
    let constant = Constant::start(usize::try_from(first.bytes / first.answers.max(1)).expect("a size"));
    // In turns, since machines have moods: the turn in the middle is told. The third asks the constant the same question:
    // what a body costs before anybody has looked at it.
    let mut turns: Vec<[f64; 3]> = (0..5)
        .map(|_| {
            let ours = run(&running.address, &request);
            let theirs = run(&constant.address, &[load::get("/")]);
            let asked = run(&constant.address, &[load::post("/", "", &body)]);
            [ours, theirs, asked].map(|it| it.per_second())
        })
        .collect();
    turns.sort_by(|one, other| (one[0] / one[1]).total_cmp(&(other[0] / other[1])));
    let [ours, theirs, asked] = turns[2];
    row("licence verify, requests/s", format!("{ours:.0}"), format!("{theirs:.0}"), ours / theirs, ">= 0.5");
    row("  to a constant that reads a body", format!("{ours:.0}"), format!("{asked:.0}"), ours / asked, "");
}
