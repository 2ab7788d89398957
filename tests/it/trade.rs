//! A day of trade with the stand-ins for Stripe and PayPal: buyers pay, decline, wait and go away, calls fail before and
//! after they had their effect, letters are lost, doubled and shuffled, money goes back, banks ask for some of it. At its
//! end the shop is sound, its ledger comes to nothing, and its books say what both stand-ins' say.

use std::{collections::BTreeMap, time::Duration};

use bodega::{
    base::Money,
    features::{
        audit::{Act, Actor, NewEntry},
        delivery, ledger,
        orders::{self, Order, Status},
        refunds::{self, NewRefund, Origin},
    },
    platform::payments::DisputeStanding,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use rocket::http::Status as Http;
use serde_json::{Value, json};

use crate::{cast::Good, shop::Shop, standin::StandIn};

/// A small day, for every run of the suite.
#[rocket::async_test]
async fn an_hour_of_trade_agrees_with_the_books_of_the_gateway() {
    trade(60, 7).await;
}

/// `make trade` plays it and shows the table.
#[rocket::async_test]
#[ignore = "a thousand orders take minutes: make trade"]
async fn a_day_of_trade_agrees_with_the_books_of_the_gateway() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual);
    trade(number("ORDERS", 1000), number("SEED", 1)).await;
}

/// The headers and the body of a letter, and whose it is.
type Letter<'a> = (&'a StandIn, (Vec<(String, String)>, String));

struct Day<'a> {
    shop: &'a Shop,
    stripe: &'a StandIn,
    paypal: &'a StandIn,
    chance: StdRng,
    /// Letters that came late.
    held: Vec<Letter<'a>>,
    lost: usize,
    doubled: usize,
    /// Those that no bank has decided.
    disputes: Vec<(&'a StandIn, String)>,
}

async fn trade(wanted: u64, seed: u64) {
    let (stripe, paypal) = (StandIn::stripe(), StandIn::paypal());
    let shop = Shop::open_with(|config| {
        stripe.sets_stripe(config);
        paypal.sets_paypal(config);
        config.shop.commission_percent = 7.5;
    })
    .await;
    let mut goods = Vec::new();
    for (maker, title, price) in [
        ("Ada Type", "Aurora Sans", "12.50"),
        ("Ben Loops", "Tape Garden", "0.99"),
        ("Cy Icons", "Thousand Marks", "49"),
    ] {
        goods.push(shop.maker(maker).sells(title, price).await);
    }
    let chance = StdRng::seed_from_u64(seed);
    let (shop_, held, disputes) = (&shop, Vec::new(), Vec::new());
    let mut day = Day { shop: shop_, stripe: &stripe, paypal: &paypal, chance, held, lost: 0, doubled: 0, disputes };
    for friend in [&stripe, &paypal] {
        friend.control("/faults", &json!({"storm": 0.05}));
    }
    for n in 0..wanted {
        day.somebody_buys(&goods, n).await;
        if n % 20 == 19 {
            day.time_goes_on(60).await;
            day.payers_act().await;
            day.money_goes_back().await;
            day.post_comes().await;
        }
    }
    day.evening().await;
    day.compares().await;
    shop.close().await;
}

impl<'a> Day<'a> {
    fn both(&self) -> [&'a StandIn; 2] {
        [self.stripe, self.paypal]
    }

    fn clocks_agree(&self) {
        self.both().iter().for_each(|it| it.keeps_time_of(self.shop));
    }

    async fn somebody_buys(&mut self, goods: &[Good<'_>], n: u64) {
        let person = self.shop.person();
        for _ in 0..self.chance.random_range(1..=2) {
            person.puts(&goods[self.chance.random_range(0..goods.len())]).await;
        }
        let gateway = if self.chance.random_range(0..3) == 0 { "paypal" } else { "stripe" };
        let body =
            json!({"email": format!("buyer{n}@example.com"), "gateway": gateway, "immediate_delivery_consent": true});
        for _ in 0..3 {
            self.clocks_agree();
            let seen = person.orders(&body, Some("click")).await;
            if seen.status == Http::Created {
                return;
            }
            assert_eq!(seen.status, Http::ServiceUnavailable, "{}", seen.text());
        }
    }

    async fn time_goes_on(&self, seconds: u64) {
        self.shop.clock.advance(Duration::from_secs(seconds));
        self.clocks_agree();
        self.shop.app.till.reconcile().await.unwrap();
    }

    /// The payment pages that somebody was led to. One that was made while its answer was lost is known to nobody.
    fn sessions(&self) -> Vec<Value> {
        self.known(&self.stripe.looks("/sessions"))
    }

    fn known(&self, all: &Value) -> Vec<Value> {
        let ours = self.shop.app.db.look(|txn| orders::page(txn, None, None, usize::MAX)).unwrap();
        let known: std::collections::HashSet<_> = ours.into_iter().filter_map(|it| it.payment.reference).collect();
        all.as_array().unwrap().iter().filter(|it| known.contains(it["id"].as_str().unwrap())).cloned().collect()
    }

    /// At PayPal somebody agrees, and the shop collects; some accounts are empty by then, some payers never come back.
    fn payers_agree(&mut self) {
        for theirs in self.known(&self.paypal.looks("/orders")) {
            if theirs["status"] != "PAYER_ACTION_REQUIRED" {
                continue;
            }
            let act = match self.chance.random_range(0..100) {
                0..70 => "approve",
                70..80 => "decline",
                80..85 => "forget",
                _ => continue,
            };
            self.paypal.control(&format!("/orders/{}", theirs["id"].as_str().unwrap()), &json!({"do": act}));
        }
    }

    /// Most pay, some think better of it, some banks take their time.
    async fn payers_act(&mut self) {
        for session in self.sessions() {
            let act = match (session["status"].as_str().unwrap(), session["payment_status"].as_str().unwrap()) {
                ("open", _) => match self.chance.random_range(0..100) {
                    0..70 => "pay",
                    70..80 => "delay",
                    80..85 => "expire",
                    _ => continue,
                },
                ("complete", "unpaid") => match self.chance.random_range(0..10) {
                    0..5 => "settle",
                    5..6 => "fail",
                    _ => continue,
                },
                _ => continue,
            };
            self.stripe.control(&format!("/sessions/{}", session["id"].as_str().unwrap()), &json!({"do": act}));
        }
        self.payers_agree();
    }

    async fn money_goes_back(&mut self) {
        let paid = self.shop.app.db.look(|txn| orders::page(txn, Some(Status::Paid), None, 1000)).unwrap();
        for order in paid {
            match self.chance.random_range(0..100) {
                0..6 => self.refunds(&order).await,
                6..9 => self.bank_asks(&order),
                _ => {}
            }
        }
        for (friend, dispute) in std::mem::take(&mut self.disputes) {
            let end = if self.chance.random_range(0..2) == 0 { "win" } else { "lose" };
            friend.control(&format!("/disputes/{dispute}"), &json!({"do": end}));
        }
    }

    async fn refunds(&mut self, order: &Order) {
        let whole = order.totals.total.amount;
        let amount = if self.chance.random_range(0..2) == 0 { whole } else { self.chance.random_range(1..=whole) };
        let new = NewRefund {
            amount: Money::new(amount, order.currency),
            lines: vec![],
            reason: String::new(),
            revoke: false,
            origin: Origin::Operator,
            key: None,
            body: [0; 32],
        };
        let note = NewEntry::new(Actor::Operator, Act::Refunded);
        self.shop.app.till.refund(order.id, new, note).await.unwrap();
    }

    fn bank_asks(&mut self, order: &Order) {
        let Some(capture) = order.payment.collected.as_ref().and_then(|it| it.capture.clone()) else { return };
        let (friend, about, name) = match order.payment.gateway.as_str() {
            "paypal" => (self.paypal, json!({"capture": capture}), "dispute_id"),
            _ => (self.stripe, json!({"payment_intent": capture}), "id"),
        };
        let dispute = friend.control("/disputes", &about);
        self.disputes.extend(dispute[name].as_str().map(|it| (friend, it.to_owned())));
    }

    /// The post brings letters in no order, some twice, some never, some another day.
    async fn post_comes(&mut self) {
        let mut letters = std::mem::take(&mut self.held);
        let sent =
            self.both().into_iter().flat_map(|it| it.letters(self.shop).into_iter().map(move |letter| (it, letter)));
        for letter in sent.collect::<Vec<_>>() {
            match self.chance.random_range(0..100) {
                0..5 => self.lost += 1,
                5..15 => self.held.push(letter),
                15..35 => {
                    self.doubled += 1;
                    letters.extend([letter.clone(), letter]);
                }
                _ => letters.push(letter),
            }
        }
        letters.shuffle(&mut self.chance);
        for (friend, letter) in letters {
            let seen = friend.carries(self.shop, &letter).await;
            // What was signed too long ago is not taken, nor what PayPal is too busy to vouch for; the shop finds both in
            // the gateway's list.
            assert!(matches!(seen.status.code, 200 | 400 | 503), "{}", seen.text());
        }
        self.shop.app.till.apply_due().await.unwrap();
    }

    /// The storm is over; what is open is found out.
    async fn evening(&mut self) {
        self.both().iter().for_each(|it| drop(it.control("/faults", &json!({"storm": 0}))));
        // The last banks decide.
        for session in self.sessions() {
            if session["status"] == "complete" && session["payment_status"] == "unpaid" {
                let act = if self.chance.random_range(0..4) == 0 { "fail" } else { "settle" };
                self.stripe.control(&format!("/sessions/{}", session["id"].as_str().unwrap()), &json!({"do": act}));
            }
        }
        for _ in 0..6 {
            for (friend, dispute) in std::mem::take(&mut self.disputes) {
                friend.control(&format!("/disputes/{dispute}"), &json!({"do": "lose"}));
            }
            self.post_comes().await;
            self.time_goes_on(7200).await;
            self.shop.app.till.reconcile_now().await.unwrap();
        }
        self.shop.settle().await;
        self.time_goes_on(8 * 24 * 3600).await;
        self.shop.app.till.reconcile_now().await.unwrap();
    }

    async fn compares(&self) {
        let books = self.both().map(|it| it.looks("/books")["payments"].as_object().unwrap().clone());
        let theirs: BTreeMap<String, &Value> = books.iter().flatten().map(|(name, row)| (name.clone(), row)).collect();
        let ours = self.shop.app.db.look(|txn| orders::page(txn, None, None, usize::MAX)).unwrap();
        let mut sums: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
        let mut delivered = 0;
        for order in &ours {
            let row = theirs.get(&order.payment.id.to_string());
            let of = |name: &str| row.and_then(|it| it[name].as_i64()).unwrap_or_default();
            let back = self.shop.app.db.look(|txn| refunds::given_back(txn, order.id)).unwrap();
            let refunded: i64 = back.refunds.iter().filter(|it| it.stage.counts()).map(|it| it.amount.amount).sum();
            let lost = back.disputes.iter().filter(|it| it.standing != DisputeStanding::Won);
            let names = match order.payment.gateway.as_str() {
                "paypal" => ["charged by PayPal", "refunded by PayPal", "disputed at PayPal"],
                _ => ["charged by Stripe", "refunded by Stripe", "disputed at Stripe"],
            };
            let figures = [
                ("charged", names[0], order.payment.captured(order.currency).amount),
                ("refunded", names[1], refunded),
                ("disputed", names[2], lost.map(|it| it.amount.amount).sum()),
            ];
            assert!(of("charges") <= 1, "{} was charged {} times", order.id, of("charges"));
            for (name, row, ours) in figures {
                assert_eq!(ours, of(name), "{row} of {}: {:#?}", order.id, order.history);
                let sum = sums.entry(row).or_default();
                *sum = [sum[0] + ours, sum[1] + of(name)];
            }
            let grants = self.shop.app.db.look(|txn| delivery::of_order(txn, order.id)).unwrap();
            delivered += grants.iter().filter(|it| it.revoked.is_none()).count();
            assert_ne!(order.status, Status::Pending, "{} is still open: {:?}", order.id, order.payment);
        }
        let strangers: Vec<_> =
            theirs.keys().filter(|it| !ours.iter().any(|order| order.payment.id.to_string() == **it)).collect();
        assert!(strangers.is_empty(), "charged and not ours: {strangers:?}");
        let totals = self.shop.app.db.look(ledger::totals).unwrap();
        assert_eq!(totals.values().sum::<i128>(), 0);
        println!("\n{} orders, {} letters lost, {} doubled", ours.len(), self.lost, self.doubled);
        println!("{:<20} {:>14} {:>14}", "cents", "shop", "stand-in");
        for (name, [ours, theirs]) in sums {
            println!("{name:<20} {ours:>14} {theirs:>14}");
        }
        println!("{delivered} lines are their buyers' now");
        for ((account, code), sum) in totals {
            println!("  {account:<20} {sum:>12} {code}");
        }
    }
}
