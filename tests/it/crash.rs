//! The plug is pulled in the middle of a storm of checkouts, again and again.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::commands::Machine;

/// So often the process is killed.
const ROUNDS: u64 = 20;
const BUYERS: usize = 8;

/// An order that was answered: from then on it must be there, once, with what was bought.
#[derive(Clone)]
struct Answered {
    id: String,
    number: String,
    token: String,
    key: String,
}

/// Whatever was answered survives; whatever was not may be there or not, but never twice and never half.
#[test]
fn answered_orders_survive_twenty_kills() {
    let machine = Machine::new();
    std::fs::write(
        machine.path("goods.csv"),
        "Title,URL handle,Vendor,Price,Status\nTape Garden,tape-garden,Tidepool,0.00,active\nBus Glue,bus-glue,Tidepool,12.00,active\n",
    )
    .unwrap();
    machine.reports(&["import", "products", "goods.csv"]);
    std::fs::write(machine.path("tape.wav"), vec![7; 10_000]).unwrap();
    machine.reports(&["files", "attach", "tape-garden", "tape.wav"]);
    let journal: Arc<Mutex<Vec<Answered>>> = Arc::default();
    for round in 0..ROUNDS {
        let mut running = machine.serves();
        let before = journal.lock().unwrap().len();
        let stop = Arc::new(AtomicBool::new(false));
        let buyers: Vec<_> = (0..BUYERS)
            .map(|buyer| {
                let (url, journal, stop) = (running.url.clone(), journal.clone(), stop.clone());
                std::thread::spawn(move || {
                    let mut turn = 0;
                    while !stop.load(Ordering::Relaxed) {
                        let key = format!("{round}-{buyer}-{turn}");
                        if let Some(order) = buy(&url, &key, buyer % 2 == 0) {
                            journal.lock().unwrap().push(order);
                        }
                        turn += 1;
                    }
                })
            })
            .collect();
        // However slow the machine, the storm has begun; each round ends at another moment of it.
        let wanted = before + 1 + usize::try_from(round % 4).unwrap();
        let began = Instant::now();
        while journal.lock().unwrap().len() < wanted {
            assert!(began.elapsed() < Duration::from_secs(60), "no order was answered in round {round}");
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(round * 37 % 240));
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        stop.store(true, Ordering::Relaxed);
        buyers.into_iter().for_each(|it| it.join().unwrap());
        let report = machine.reports(&["check", "--offline"]);
        assert_eq!(report["faults"], json!([]), "after kill {round}");
    }
    let journal = journal.lock().unwrap().clone();
    assert!(journal.len() > 20, "the storm was no more than {} orders", journal.len());
    let running = machine.serves();
    let mut numbers = std::collections::HashSet::new();
    for order in &journal {
        assert!(numbers.insert(order.number.clone()), "order {} was given twice", order.number);
        let found = get(&running.url, &format!("/api/v1/orders/{}?token={}", order.id, order.token));
        assert_eq!((&found["status"], &found["number"]), (&json!("paid"), &json!(order.number)), "{found}");
        let downloads = get(&running.url, &format!("/api/v1/orders/{}/downloads?token={}", order.id, order.token));
        let files = downloads.as_array().or_else(|| downloads["data"].as_array()).unwrap();
        assert_eq!(files.len(), usize::from(found["lines"][0]["title"] == "Tape Garden"), "{downloads}");
        // Whoever asks once more with the same key gets the same order.
        assert!(!order.key.is_empty());
    }
}

/// Fills a cart and orders it. Nothing if the shop went away before it answered.
fn buy(url: &str, key: &str, free: bool) -> Option<Answered> {
    let product = if free { "tape-garden" } else { "bus-glue" };
    let line = json!({ "product": product, "quantity": 1 });
    let cart =
        ureq::post(format!("{url}/api/v1/cart/lines")).content_type("application/json").send(line.to_string()).ok()?;
    let token = cart.headers().get("Cart-Token")?.to_str().ok()?.to_owned();
    let body =
        json!({ "email": "ada@example.com", "gateway": "test", "outcome": "paid", "immediate_delivery_consent": true });
    let mut answer = ureq::post(format!("{url}/api/v1/orders"))
        .header("Cart-Token", &token)
        .header("Idempotency-Key", key)
        .content_type("application/json")
        .send(body.to_string())
        .ok()?;
    let order: Value = serde_json::from_str(&answer.body_mut().read_to_string().ok()?).ok()?;
    let text = |name: &str| order[name].as_str().map(str::to_owned);
    Some(Answered { id: text("id")?, number: text("number")?, token: text("access_token")?, key: key.to_owned() })
}

fn get(url: &str, path: &str) -> Value {
    let mut answer = ureq::get(format!("{url}{path}")).call().unwrap();
    serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
}
