//! Five hundred signed events of Stripe at once, each twice, applied once each, against the store's engine keeping as many
//! bytes for each; and what buyers at the checkout feel of it.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use bodega::{
    app::App,
    base::{BaseUrl, Secret, Secrets},
    config::Config,
    features::{
        carts::{self, CartToken, NewLine, Quantity, Shopper},
        catalog,
        orders::{self, Order, Status, Terms},
    },
    flows::checkout::{Asker, Till, Wish},
    platform::{
        payments::{Answer, Letter, Standing},
        web::Mode,
    },
};
use futures::{StreamExt, future::join_all, stream};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use tokio::runtime::Runtime;

use super::{Shop, floor};

const EVENTS: usize = 500;
const SECRET: &str = "whsec_bench";
/// Something that costs something.
const PRODUCT: &str = "priced-download";
/// Checkouts of which the slowest hundredth is compared.
const BUYERS: usize = 1_000;

pub fn measure(runtime: &Runtime, shop: &Shop, folder: &Path) {
    let mut config = Config::default();
    (config.data.folder, config.shop.mode) = (shop.data.clone(), Mode::Test);
    config.payments.stripe.secret_key = Secret::new("sk_test_bench");
    config.payments.stripe.webhook_secret = Secrets::parse(SECRET);
    // Nobody listens there: the events alone are measured.
    config.payments.stripe.api_base = Some(BaseUrl::parse("http://127.0.0.1:9").expect("an address"));
    let _within = runtime.enter();
    let app = Arc::new(App::open(config).expect("the shop"));
    let mut rates: Vec<_> = (0..5)
        .map(|round| {
            let orders = runtime.block_on(waiting(&app, PRODUCT, round));
            runtime.block_on(applied(&app, &orders, round))
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    // An event as it is kept, an order with its grant, its mail and its entry in the books.
    let bytes = 6_000;
    let grouped = floor::commits(folder, bytes, 64, Duration::from_secs(2));
    let text = |rate: f64| format!("{rate:.0}");
    super::row(
        "500 webhooks twice, applied/s, to grouped",
        text(rates[2]),
        text(grouped),
        rates[2] / grouped,
        ">= 0.5",
    );
    let idle = runtime.block_on(checkouts(&app, PRODUCT));
    let busy = runtime.block_on(async {
        let mut rounds = Vec::new();
        for round in 100..104 {
            rounds.push((waiting(&app, PRODUCT, round).await, round));
        }
        let behind = app.clone();
        let events = tokio::spawn(async move {
            // Each five hundred come alone.
            for (orders, round) in rounds {
                applied(&behind, &orders, round).await;
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        });
        let busy = checkouts(&app, PRODUCT).await;
        events.await.expect("applied");
        busy
    });
    super::row("  checkout p99 meanwhile, ms, to idle", format!("{busy:.2}"), format!("{idle:.2}"), busy / idle, "< 3");
}

/// Events a second: from the first letter until all orders are paid. As in a shop that serves, what has come in is applied
/// while the rest arrives.
async fn applied(app: &Arc<App>, orders: &[Order], round: usize) -> f64 {
    let letters: Vec<_> = orders.iter().enumerate().map(|(n, order)| letter(order, round, n)).collect();
    let began = Instant::now();
    let arrive = letters.iter().chain(&letters).map(|(header, body)| {
        let (till, header, body) = (app.till.clone(), header.clone(), body.clone());
        tokio::spawn(async move {
            let look = |name: &str| (name == "Stripe-Signature").then(|| header.clone());
            till.receive("stripe", &Letter { header: &look, body: body.as_bytes() }).await
        })
    });
    let till = app.till.clone();
    let applying = tokio::spawn(async move {
        let mut applied = 0;
        while applied < EVENTS {
            till.heard_more().await;
            applied += till.apply_due().await.expect("applied");
        }
    });
    let all = join_all(arrive).await;
    let new = all.into_iter().filter(|it| matches!(it, Ok(Ok(true)))).count();
    assert_eq!(new, EVENTS, "each is taken in once");
    applying.await.expect("applied");
    let rate = EVENTS as f64 / began.elapsed().as_secs_f64();
    for order in orders {
        let now = app.db.look(|txn| orders::get(txn, order.id)).expect("the order");
        assert_eq!(now.status, Status::Paid, "every order is paid");
    }
    rate
}

/// Orders that wait for Stripe.
async fn waiting(app: &App, product: &str, round: usize) -> Vec<Order> {
    let carts = filled(app, product, EVENTS).await;
    let mut waiting = Vec::new();
    for (n, cart) in carts.into_iter().enumerate() {
        // Stripe cannot be reached, so the order stays as it was placed.
        let _ = place(&app.till, cart, Some("stripe")).await;
        let order = app.db.look(|txn| orders::latest(txn, 1)).expect("read").remove(0);
        let answer = Answer {
            standing: Standing::Pending,
            reference: format!("cs_{round}_{n}"),
            redirect_url: None,
            client_secret: None,
            reason: None,
            collected: None,
        };
        let (id, terms) = (order.id, Terms { live: false, account: None });
        app.db.write(move |txn| orders::hear(txn, id, &terms, answer.clone())).await.expect("heard");
        waiting.push(order);
    }
    waiting
}

/// The letter that says that an order's session was paid.
fn letter(order: &Order, round: usize, n: usize) -> (String, String) {
    let (total, payment) = (order.totals.total, order.payment.id.to_string());
    let body = json!({
        "id": format!("evt_{round}_{n}"), "object": "event", "type": "checkout.session.completed", "livemode": false,
        "created": 1_795_000_000, "api_version": "2025-01-01", "data": { "object": {
            "id": format!("cs_{round}_{n}"), "object": "checkout.session", "mode": "payment", "livemode": false,
            "status": "complete", "payment_status": "paid", "payment_intent": format!("pi_{round}_{n}"),
            "amount_total": total.amount, "currency": total.currency.code().to_lowercase(),
            "metadata": { "payment": payment }, "client_reference_id": payment,
            "customer_details": { "address": { "country": "DE" } },
        }},
    })
    .to_string();
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(format!("{time}.{body}").as_bytes());
    let signature = data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes());
    (format!("t={time},v1={signature}"), body)
}

/// The time that the slowest hundredth of buyers waits at least, in milliseconds.
async fn checkouts(app: &App, product: &str) -> f64 {
    let carts = filled(app, product, BUYERS).await;
    let mut times: Vec<f64> = stream::iter(carts)
        .map(|cart| async {
            let began = Instant::now();
            place(&app.till, cart, Some("test")).await.expect("placed");
            began.elapsed().as_secs_f64() * 1000.0
        })
        .buffer_unordered(8)
        .collect()
        .await;
    times.sort_by(f64::total_cmp);
    times[BUYERS * 99 / 100]
}

async fn place(till: &Till, cart: CartToken, gateway: Option<&str>) -> bodega::base::Result<Order> {
    let wish = Wish { gateway: gateway.map(str::to_owned), ..super::checkout::wish() };
    till.place(Asker { shopper: Shopper::guest(cart), ..Asker::default() }, wish).await
}

/// Carts with one thing each, of which one pays something.
async fn filled(app: &App, product: &str, wanted: usize) -> Vec<CartToken> {
    let product = app.db.look(|txn| catalog::find_by_name(txn, product)).expect("read").expect("the product");
    let (id, edition, unit) = (product.id, product.editions[0].id, product.editions[0].price.quote(None));
    let fill = app.db.write(move |txn| {
        (0..wanted)
            .map(|_| {
                let (mut cart, token) = carts::open(txn, &Shopper::default())?;
                let line = NewLine { product: id, edition, quantity: Quantity::new(1)?, offered: None, seen: unit };
                carts::add(txn, &mut cart, line)?;
                Ok(token.expect("a guest's cart has a token"))
            })
            .collect::<bodega::base::Result<Vec<_>>>()
    });
    fill.await.expect("filled")
}
