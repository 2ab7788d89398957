//! Sixty-four buyers at once, against the store's engine keeping as many bytes.

use std::{path::Path, time::Duration};

use serde_json::json;
use tokio::runtime::Runtime;

use super::{Running, Shop, floor, load, memory};

/// As many orders are placed, one for each cart that was filled before.
const ORDERS: usize = 20_000;
const BUYERS: usize = 64;

pub fn measure(runtime: &Runtime, shop: &Shop, folder: &Path) {
    let running = shop.serve();
    let carts = runtime.block_on(carts(&running, &shop.big));
    let before = stored(shop, folder, "before");
    let body = json!({ "email": "bench@example.com", "immediate_delivery_consent": true }).to_string();
    let requests: Vec<_> =
        carts.iter().map(|token| load::post("/api/v1/orders", &format!("Cart-Token: {token}\r\n"), &body)).collect();
    let run = runtime.block_on(load::each(&running.address, &requests, BUYERS));
    assert_eq!(run.failures, 0, "every order is answered");
    let bytes = usize::try_from((stored(shop, folder, "after") - before) / run.answers).expect("a size");
    let span = Duration::from_secs(2);
    let grouped = floor::commits(folder, bytes, BUYERS as u64, span);
    let single = floor::commits(folder, bytes, 1, span);
    let rate = run.per_second();
    let text = |rate: f64| format!("{rate:.0}");
    super::row("64 checkouts at once, orders/s, to grouped", text(rate), text(grouped), rate / grouped, ">= 0.3");
    super::row("  to one commit an order", text(rate), text(single), rate / single, ">= 5");
    println!(
        "  {bytes} bytes an order, p50 {:.2} ms, p99 {:.2} ms; {:.0} MB resident afterwards",
        run.quantile(0.5),
        run.quantile(0.99),
        memory(running.child.id())
    );
}

/// Fills a cart for each order.
async fn carts(running: &Running, product: &str) -> Vec<String> {
    let body = json!({ "product": product, "quantity": 1 }).to_string();
    let requests = vec![load::post("/api/v1/cart/lines", "", &body); ORDERS];
    load::headers(&running.address, &requests, BUYERS, "cart-token").await
}

/// How many bytes the store holds, without the room it has set aside.
fn stored(shop: &Shop, folder: &Path, name: &str) -> u64 {
    let archive = folder.join(format!("{name}.tar"));
    let report = super::report(&shop.data, &["backup", &archive.display().to_string()]);
    let bytes = report["bytes"].as_u64().expect("a size");
    std::fs::remove_file(archive).expect("removed");
    bytes
}
