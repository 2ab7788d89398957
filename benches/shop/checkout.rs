//! Sixty-four buyers at once, against the store's engine keeping as many bytes.
//!
//! Twice: by the verb that the handlers call, which is what the floor is a floor of, and over HTTP, where the client
//! has the same cores, and mails go out and the index follows meanwhile.

use std::{path::Path, time::Duration};

use bodega::{
    app::App,
    config::Config,
    features::{
        carts::{self, CartToken, NewLine, Quantity, Shopper},
        catalog,
        orders::Billing,
    },
    flows::checkout::{Asker, Wish},
    platform::web::Mode,
};
use futures::{StreamExt, stream};
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
    let resident = memory(running.child.id());
    let run = runtime.block_on(load::each(&running.address, &requests, BUYERS));
    assert_eq!(run.failures, 0, "every order is answered");
    let bytes = usize::try_from((stored(shop, folder, "after") - before) / run.answers).expect("a size");
    let after = memory(running.child.id());
    drop(running);
    let verb = runtime.block_on(verb(shop));
    let span = Duration::from_secs(2);
    let grouped = floor::commits(folder, bytes, BUYERS as u64, span);
    let single = floor::commits(folder, bytes, 1, span);
    let text = |rate: f64| format!("{rate:.0}");
    super::row("64 checkouts at once, orders/s, to grouped", text(verb), text(grouped), verb / grouped, ">= 0.3");
    super::row("  to one commit an order", text(verb), text(single), verb / single, ">= 5");
    let rate = run.per_second();
    super::row("  the same over HTTP, to grouped", text(rate), text(grouped), rate / grouped, "");
    super::row("  to one commit an order", text(rate), text(single), rate / single, "");
    println!(
        "  {bytes} bytes an order, p50 {:.2} ms, p99 {:.2} ms; {resident:.0} MB resident before, {after:.0} afterwards",
        run.quantile(0.5),
        run.quantile(0.99),
    );
}

/// Orders a second that the checkout's own verb places and hands over, each answered when it is on the disk.
async fn verb(shop: &Shop) -> f64 {
    let mut config = Config::default();
    (config.data.folder, config.shop.mode) = (shop.data.clone(), Mode::Test);
    let app = App::open(config).expect("the shop");
    let carts = filled(&app, &shop.big).await;
    let began = std::time::Instant::now();
    let orders = stream::iter(carts).map(|token| {
        let till = app.till.clone();
        tokio::spawn(
            async move { till.place(Asker { shopper: Shopper::guest(token), ..Asker::default() }, wish()).await },
        )
    });
    let placed = orders.buffer_unordered(BUYERS).filter(|it| std::future::ready(matches!(it, Ok(Ok(_))))).count().await;
    let rate = placed as f64 / began.elapsed().as_secs_f64();
    assert_eq!(placed, ORDERS, "every order is placed");
    rate
}

/// What buyers of the bench send.
pub fn wish() -> Wish {
    Wish {
        email: "bench@example.com".parse().expect("an address"),
        gateway: None,
        outcome: None,
        billing: Billing::default(),
        place: None,
        gift: None,
        consent: true,
        expected: None,
    }
}

/// A cart for each order, filled past HTTP.
async fn filled(app: &App, product: &str) -> Vec<CartToken> {
    let product = app.db.look(|txn| catalog::find_by_name(txn, product)).expect("read").expect("the product");
    let (id, edition) = (product.id, product.editions[0].id);
    let unit = product.editions[0].price.quote(None);
    let mut tokens = Vec::new();
    while tokens.len() < ORDERS {
        let group = app.db.write(move |txn| {
            (0..1000)
                .map(|_| {
                    let (mut cart, token) = carts::open(txn, &Shopper::default())?;
                    let quantity = Quantity::new(1)?;
                    carts::add(txn, &mut cart, NewLine { product: id, edition, quantity, offered: None, seen: unit })?;
                    Ok(token.expect("a guest's cart has a token"))
                })
                .collect::<bodega::base::Result<Vec<_>>>()
        });
        tokens.extend(group.await.expect("filled"));
    }
    tokens
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
