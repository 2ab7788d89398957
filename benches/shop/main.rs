//! How fast the shop is, as ratios to floors that are measured beside it in the same run.
//!
//! Runs on the real catalogue: the file named by BODEGA_CATALOG, or `../shared/data/catalog.csv`, or else the
//! demonstration goods. Prints a table; nothing here is a test. A word measures one part alone: `pages`, `download`,
//! `start`, `search`, `scale`, `relevance`, `people`, `goods`, `checkout`, `webhooks`, `assistant` or `model`, as in
//! `cargo bench --bench shop -- download`.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

mod assistant;
mod checkout;
mod floor;
mod goods;
mod load;
mod model;
mod people;
mod relevance;
mod scale;
mod search;
mod webhooks;

use std::{
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use self::floor::Constant;

/// How long each figure is measured.
const SPAN: Duration = Duration::from_secs(4);
const CONNECTIONS: usize = 16;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|it| it == "--floor") {
        return floor::serve(arguments[at + 1].parse().expect("a port"), arguments[at + 2].parse().expect("a size"));
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let shop = Shop::fill(folder.path());
    println!("{} products, {} cores\n", shop.products, std::thread::available_parallelism().map_or(0, usize::from));
    println!("{:<44} {:>14} {:>14} {:>7} {:>8}", "what", "shop", "floor", "ratio", "goal");
    let only = arguments.iter().skip(1).find(|it| !it.starts_with('-'));
    let wanted = |part: &str| only.is_none_or(|only| only == part);
    let running = shop.serve();
    if wanted("pages") {
        pages(&runtime, &running);
    }
    if wanted("download") {
        download(&shop, &running);
    }
    println!(
        "{:<44} {:>12.0} MB {:>14} {:>7} {:>8}",
        "resident memory after all this",
        memory(running.child.id()),
        "",
        "",
        "< 80 MB"
    );
    drop(running);
    if wanted("start") {
        starts(&shop);
    }
    if wanted("search") {
        search::measure(&shop.data);
    }
    if wanted("scale") {
        scale::measure(folder.path(), &catalog());
    }
    if wanted("relevance") {
        relevance::measure(&shop);
    }
    if wanted("people") {
        people::measure(&runtime, &shop);
    }
    if wanted("goods") {
        goods::measure(&runtime, &shop, folder.path());
    }
    if wanted("checkout") {
        checkout::measure(&runtime, &shop, folder.path());
    }
    if wanted("webhooks") {
        webhooks::measure(&runtime, &shop, folder.path());
    }
    if wanted("assistant") {
        assistant::measure(&shop.serve());
    }
    if wanted("model") {
        model::measure(folder.path());
    }
}

/// One line of the table; `ratio` is shop to floor.
pub fn row(what: &str, shop: String, floor: String, ratio: f64, goal: &str) {
    println!("{what:<44} {shop:>14} {floor:>14} {ratio:>7.2} {goal:>8}");
}

fn pages(runtime: &tokio::runtime::Runtime, running: &Running) {
    let address = &running.address;
    let slugs = running.slugs();
    let search = ["editor", "font", "music", "image viewer", "game", "player"];
    let search: Vec<_> = search.iter().map(|it| load::get(&format!("/products?q={}", it.replace(' ', "+")))).collect();
    let products: Vec<_> = slugs.iter().map(|it| load::get(&format!("/products/{it}"))).collect();
    let fresh: Vec<_> = (0..100_000).map(|it| load::get(&format!("/products?q=editor&min_price={it}"))).collect();
    for (what, requests, goal) in [
        ("home, requests/s", vec![load::get("/")], ">= 0.5"),
        ("search, requests/s", search, ">= 0.5"),
        ("product page, requests/s", products, ">= 0.5"),
        ("search that nobody asked before, requests/s", fresh, ""),
    ] {
        let run =
            |address: &str, requests: &[String]| runtime.block_on(load::ask(address, requests, CONNECTIONS, SPAN));
        run(address, &requests[..requests.len().min(50)]);
        let shop = run(address, &requests);
        assert_eq!(shop.failures, 0, "{what}");
        let constant = Constant::start(usize::try_from(shop.bytes / shop.answers.max(1)).expect("a size"));
        let floor = run(&constant.address, &[load::get("/")]);
        let ratio = shop.per_second() / floor.per_second();
        row(what, format!("{:.0}", shop.per_second()), format!("{:.0}", floor.per_second()), ratio, goal);
        println!(
            "  {} bytes, p50 {:.2} ms, p99 {:.2} ms",
            shop.bytes / shop.answers.max(1),
            shop.quantile(0.5),
            shop.quantile(0.99)
        );
    }
}

fn download(shop: &Shop, running: &Running) {
    let link = running.buys(&shop.big);
    running.fetch(&link);
    let best = |f: &dyn Fn() -> f64| (0..3).map(|_| f()).fold(0.0, f64::max);
    let ours = best(&|| floor::download(&running.address, &link));
    let cat = best(&|| floor::cat(&shop.file));
    row("download of 200 MB, MB/s", format!("{:.0}", ours / 1e6), format!("{:.0}", cat / 1e6), ours / cat, ">= 0.5");
}

/// From the start of the process to its first page, with everything imported.
fn starts(shop: &Shop) {
    let mut times: Vec<_> = (0..5)
        .map(|_| {
            let began = Instant::now();
            let running = shop.serve();
            running.fetch("/");
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{:<44} {:>11.0} ms {:>14} {:>7} {:>8}", "start to first answer", times[2], "", "", "< 300 ms");
}

/// Resident megabytes of a process.
pub fn memory(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap_or("0 kB").trim().to_owned();
    line.split(' ').next().and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// Where the real catalogue should be.
fn catalog() -> PathBuf {
    std::env::var_os("BODEGA_CATALOG").map_or("../shared/data/catalog.csv".into(), PathBuf::from)
}

/// A filled data folder.
pub struct Shop {
    pub data: PathBuf,
    products: u64,
    pub big: String,
    file: PathBuf,
}

/// A shop that serves as its own process.
pub struct Running {
    pub child: Child,
    pub address: String,
}

impl Shop {
    fn fill(folder: &Path) -> Self {
        let data = folder.join("data");
        let catalog = catalog();
        let products = if catalog.exists() {
            let report = report(&data, &["import", "products", &catalog.display().to_string()]);
            report["added"].as_u64().unwrap_or(0)
        } else {
            println!("No catalogue at {}: the demonstration goods stand in", catalog.display());
            report(&data, &["demo"])["products"].as_u64().unwrap_or(0)
        };
        let file = folder.join("big.bin");
        let bytes: Vec<u8> = (0..200_u32 << 20).map(|it| (it.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        std::fs::write(&file, bytes).expect("a file");
        let csv = folder.join("big.csv");
        std::fs::write(
            &csv,
            "Title,URL handle,Vendor,Price,Status\nBig,big-download,Bench,0.00,active\n\
             Priced,priced-download,Bench,12.50,active\n",
        )
        .expect("a file");
        report(&data, &["import", "products", &csv.display().to_string()]);
        report(&data, &["files", "attach", "big-download", &file.display().to_string()]);
        Self { data, products, big: "big-download".into(), file }
    }

    pub fn serve(&self) -> Running {
        self.serve_with(&[])
    }

    /// As [`Shop::serve`], with these variables set.
    pub fn serve_with(&self, settings: &[(&str, &str)]) -> Running {
        let port = free_port();
        let child = program(&self.data)
            .envs(settings.iter().copied())
            .args(["serve", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .expect("the shop");
        let address = format!("127.0.0.1:{port}");
        wait_for(&address);
        Running { child, address }
    }
}

impl Running {
    pub fn fetch(&self, path: &str) -> String {
        let url = format!("http://{}{path}", self.address);
        let mut answer = ureq::get(url).call().expect("answered");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut answer.body_mut().as_reader(), &mut bytes).expect("read");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn slugs(&self) -> Vec<String> {
        let list: Value = serde_json::from_str(&self.fetch("/api/v1/products?limit=100")).expect("a list");
        let cards = list["data"].as_array().expect("cards");
        cards.iter().filter_map(|it| it["slug"].as_str()).map(str::to_owned).collect()
    }

    /// Buys a free product and gives the path of its first download.
    fn buys(&self, product: &str) -> String {
        let order = self.orders(product);
        let (id, token) = (order["id"].as_str().expect("an id"), order["access_token"].as_str().expect("a token"));
        let files: Value =
            serde_json::from_str(&self.fetch(&format!("/api/v1/orders/{id}/downloads?token={token}"))).expect("files");
        let link = files[0]["url"].as_str().or_else(|| files["data"][0]["url"].as_str()).expect("a link");
        link[link.find("/d/").expect("a download")..].to_owned()
    }

    /// The order of a free product.
    fn orders(&self, product: &str) -> Value {
        let url = |path: &str| format!("http://{}/api/v1{path}", self.address);
        let cart = ureq::post(url("/cart/lines"))
            .content_type("application/json")
            .send(serde_json::json!({ "product": product, "quantity": 1 }).to_string())
            .expect("in the cart");
        let token = cart.headers().get("Cart-Token").and_then(|it| it.to_str().ok()).expect("a token").to_owned();
        let body = serde_json::json!({ "email": "bench@example.com", "immediate_delivery_consent": true });
        let order = ureq::post(url("/orders"))
            .header("Cart-Token", &token)
            .content_type("application/json")
            .send(body.to_string())
            .expect("an order")
            .body_mut()
            .read_to_string()
            .expect("an order");
        serde_json::from_str(&order).expect("an order")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bodega"));
    command.arg("--data").arg(data).env("BODEGA_MODE", "test").env("BODEGA_DELIVERY__DOWNLOADS_PER_FILE", "1000");
    command.env("BODEGA_LIMITS__ON", "false");
    command.env("BODEGA_LOG__LEVEL", "warn").current_dir(std::env::temp_dir());
    command
}

pub fn report(data: &Path, arguments: &[&str]) -> Value {
    // Relative paths would be looked for in the folder that the program runs in.
    let arguments = arguments.iter().map(|it| match std::fs::canonicalize(it) {
        Ok(path) if it.contains('/') => path.display().to_string(),
        _ => (*it).to_owned(),
    });
    let output = program(data).args(arguments).arg("--json").output().expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("a report")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port()
}

fn wait_for(address: &str) {
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(began.elapsed() < Duration::from_secs(60), "nothing listens at {address}");
        std::thread::sleep(Duration::from_millis(1));
    }
}
