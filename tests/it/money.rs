//! Money that comes, goes back and is fought about, as gateways tell of it: late, twice, in any order, or never.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use bodega::{
    base::{Email, Role},
    features::{
        audit::{Act, Actor, NewEntry},
        gateway_events, ledger,
        orders::Status,
        refunds::{self, NewRefund, Origin, Stage},
    },
    flows::checkout::Till,
};
use rocket::http::{Method, Status as Http};
use serde_json::{Value, json};

use crate::{
    bank::{Bank, arrives, letter, stored, till, usd},
    cast::Bought,
    shop::{Person, Shop},
};

/// An order that waits for the bank, and the bank's till.
async fn waiting(shop: &Shop) -> (Bought, Till, Arc<Bank>) {
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let bob = shop.person();
    bob.puts(&font).await;
    let order = bob.pays("delayed").await;
    let bank = Arc::new(Bank::default());
    let till = till(shop, &bank);
    waits_for_the_bank(shop, &order).await;
    (order, till, bank)
}

/// From here on the bank has it.
pub async fn waits_for_the_bank(shop: &Shop, order: &Bought) {
    let id = order.id.parse().unwrap();
    shop.app
        .db
        .write(move |txn| {
            let order = bodega::features::orders::get(txn, id)?;
            let answer = bodega::platform::payments::Answer {
                standing: bodega::platform::payments::Standing::Pending,
                reference: crate::bank::reference(order.payment.id),
                redirect_url: None,
                client_secret: None,
                reason: None,
                collected: None,
            };
            let terms = bodega::features::orders::Terms { live: false, account: None };
            bodega::features::orders::hear(txn, id, &terms, answer)
        })
        .await
        .unwrap();
}

fn note() -> NewEntry {
    NewEntry { actor: Actor::Operator, act: Act::Refunded, target: String::new(), address: None, detail: String::new() }
}

fn refund_of(amount: i64) -> NewRefund {
    NewRefund {
        amount: usd(amount),
        lines: vec![],
        reason: "As agreed".into(),
        revoke: false,
        origin: Origin::Operator,
        key: None,
        body: [0; 32],
    }
}

/// Case 15: a hundred copies of one letter at once, and again after a while, are one payment.
#[rocket::async_test]
async fn threat_15_a_hundred_letters_are_one_payment() {
    let shop = Shop::open().await;
    let (order, till, _) = waiting(&shop).await;
    let paid = letter("evt_1", "paid", &stored(&shop, &order), 1250);
    let all = futures::future::join_all((0..100).map(|_| arrives(&till, &paid))).await;
    assert_eq!(all.into_iter().filter(|it| *it.as_ref().unwrap()).count(), 1);
    let rounds = futures::future::join_all((0..4).map(|_| till.apply_due())).await;
    assert!(rounds.into_iter().any(|it| it.unwrap() > 0));
    assert!(!arrives(&till, &paid).await.unwrap());
    till.apply_due().await.unwrap();
    let now = stored(&shop, &order);
    assert_eq!((now.status, now.history.len()), (Status::Paid, 2));
    shop.settle().await;
    assert_eq!(shop.mails_to("bob@").len(), 1);
    shop.close().await;
}

/// Case 18: whatever order four events come in, the order ends the same, and nothing stays with who did not pay for it.
#[rocket::async_test]
async fn threat_18_every_order_of_events_ends_the_same() {
    let kinds = [
        ["paid", "failed", "refund", "dispute"],
        ["paid", "dispute", "won", "refund"],
        ["paid", "dispute", "lost", "failed"],
    ];
    for (kinds, ends) in kinds.into_iter().zip([Status::Disputed, Status::Refunded, Status::Refunded]) {
        let shop = Shop::open().await;
        for (round, at) in permutations().into_iter().enumerate() {
            let (order, till, _) = waiting(&shop).await;
            let before = stored(&shop, &order);
            for n in at {
                let mut news = letter(&format!("evt_{round}_{n}"), kinds[n], &before, 1250);
                // A dispute is one thing, whatever is said of it.
                if matches!(kinds[n], "dispute" | "won" | "lost") {
                    news["reference"] = json!(format!("dp_{round}"));
                }
                arrives(&till, &news).await.unwrap();
                till.apply_due().await.unwrap();
            }
            shop.clock.advance(Duration::from_secs(4000));
            till.apply_due().await.unwrap();
            let now = stored(&shop, &order);
            assert_eq!(now.status, ends, "{kinds:?} in the order {at:?}: {:#?}", now.history);
            let bob = shop.person();
            let files = bob.downloads(&order).await;
            assert!(
                files.iter().all(|it| it["url"].is_null() || bodega::features::orders::Status::is_settled(now.status))
            );
        }
        shop.close().await;
    }
}

fn permutations() -> Vec<[usize; 4]> {
    let mut all = Vec::new();
    for a in 0..4 {
        for b in (0..4).filter(|it| *it != a) {
            for c in (0..4).filter(|it| ![a, b].contains(it)) {
                let d = (0..4).find(|it| ![a, b, c].contains(it)).unwrap();
                all.push([a, b, c, d]);
            }
        }
    }
    all
}

/// Cases 12, 13 and 19: less, another account, real money in a test, and words that nobody knows.
#[rocket::async_test]
async fn threat_12_13_19_what_does_not_agree_pays_nothing() {
    let shop = Shop::open().await;
    let wrong: [fn(&mut Value); 3] =
        [|it| it["amount"] = json!(1249), |it| it["live"] = json!(true), |it| it["account"] = json!("acct_evil")];
    for (n, change) in wrong.into_iter().enumerate() {
        let (order, till, _) = waiting(&shop).await;
        let mut news = letter(&format!("evt_{n}"), "paid", &stored(&shop, &order), 1250);
        change(&mut news);
        arrives(&till, &news).await.unwrap();
        till.apply_due().await.unwrap();
        let now = stored(&shop, &order);
        assert!(now.status == Status::Pending && now.payment.held.is_some(), "{news}");
        assert!(shop.person().downloads(&order).await.is_empty());
        // Somebody looks at it, and pays it back.
        let refund =
            till.refund(now.id, refund_of(now.payment.collected.unwrap().amount.amount), note()).await.unwrap();
        assert_eq!(refund.stage, Stage::Done);
        assert_eq!(stored(&shop, &order).status, Status::Cancelled);
    }
    let (order, till, _) = waiting(&shop).await;
    for odd in [json!({"id": "evt_a", "kind": "invoice.minted"}), json!({"id": "evt_b"}), json!([1]), json!("x")] {
        arrives(&till, &odd).await.unwrap();
    }
    till.apply_due().await.unwrap();
    assert_eq!(
        shop.app.db.look(gateway_events::count_waiting).unwrap(),
        0,
        "what is not understood is kept, not repeated"
    );
    assert_eq!(stored(&shop, &order).status, Status::Pending);
    shop.close().await;
}

/// Case 14: a letter without the right signature, or to a gateway that there is not, changes nothing.
#[rocket::async_test]
async fn threat_14_unsigned_letters_are_refused() {
    let shop = Shop::open().await;
    let eve = shop.person();
    for gateway in ["stripe", "paypal", "test", "nobody", ""] {
        let seen = eve.sends(Method::Post, &format!("/webhooks/{gateway}"), &[], b"{\"id\":\"evt_1\"}").await;
        assert!(matches!(seen.status, Http::NotFound | Http::BadRequest), "{gateway}: {}", seen.status);
    }
    let (_, till, _) = waiting(&shop).await;
    let unsigned = bodega::platform::payments::Letter { header: &|_: &str| None, body: b"{}" };
    assert!(till.receive("test", &unsigned).await.is_err());
    assert!(shop.app.db.look(|txn| gateway_events::latest(txn, 10)).unwrap().is_empty());
    let huge = vec![b'x'; 2 << 20];
    assert_eq!(eve.sends(Method::Post, "/webhooks/stripe", &[], &huge).await.status, Http::PayloadTooLarge);
    shop.close().await;
}

/// Case 20 and the reconciler: an event that never came is fetched from the gateway's list; a payment of which nothing
/// was heard is asked about.
#[rocket::async_test]
async fn threat_20_lost_events_are_found() {
    let shop = Shop::open().await;
    let (order, till, bank) = waiting(&shop).await;
    let paid = letter("evt_lost", "paid", &stored(&shop, &order), 1250);
    bank.sent.lock().unwrap().push(paid.clone());
    assert!(till.reconcile_now().await.unwrap() > 0);
    assert_eq!(stored(&shop, &order).status, Status::Paid);
    assert!(!arrives(&till, &paid).await.unwrap(), "when it comes late it is known");

    let (second, till, bank) = waiting(&shop).await;
    bank.paid.lock().unwrap().push(stored(&shop, &second).payment.id);
    till.reconcile().await.unwrap();
    assert_eq!(bank.asked.load(Ordering::SeqCst), 0, "it is left alone for some minutes");
    shop.clock.advance(Duration::from_secs(200));
    till.reconcile().await.unwrap();
    assert_eq!((stored(&shop, &second).status, bank.asked.load(Ordering::SeqCst)), (Status::Paid, 1));
    shop.close().await;
}

#[rocket::async_test]
async fn what_nobody_pays_is_called_off_unless_it_was_paid_at_the_last_moment() {
    let shop = Shop::open().await;
    let (never, till, bank) = waiting(&shop).await;
    let (late, ..) = waiting(&shop).await;
    shop.clock.advance(Duration::from_secs(7 * 24 * 3600 - 100));
    till.reconcile().await.unwrap();
    bank.paid.lock().unwrap().push(stored(&shop, &late).payment.id);
    shop.clock.advance(Duration::from_secs(24 * 3600));
    till.reconcile().await.unwrap();
    assert_eq!((stored(&shop, &never).status, stored(&shop, &late).status), (Status::Cancelled, Status::Paid));
    // A bank transfer may take its time: money that comes after all buys what it was for.
    let paid = letter("evt_late", "paid", &stored(&shop, &never), 1250);
    arrives(&till, &paid).await.unwrap();
    till.apply_due().await.unwrap();
    assert_eq!(stored(&shop, &never).status, Status::Paid);
    assert_eq!(shop.person().downloads(&never).await.len(), 1);
    shop.close().await;
}

/// Cases 26 and 27: twenty refunds at once pay back once, and the goods go with the last of the money.
#[rocket::async_test]
async fn threat_26_27_refunds_pay_back_once_and_end_the_goods() {
    let shop = Shop::open().await;
    let (order, till, bank) = waiting(&shop).await;
    arrives(&till, &letter("evt_1", "paid", &stored(&shop, &order), 1250)).await.unwrap();
    till.apply_due().await.unwrap();
    let bob = shop.person();
    let link = bob.downloads(&order).await[0]["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "");
    let id = stored(&shop, &order).id;

    let part = till.refund(id, refund_of(250), note()).await.unwrap();
    assert_eq!((part.stage, stored(&shop, &order).status), (Stage::Done, Status::PartiallyRefunded));
    assert_eq!(bob.downloads(&order).await.len(), 1, "a part leaves the goods");

    let all = futures::future::join_all((0..20).map(|_| till.refund(id, refund_of(1000), note()))).await;
    assert_eq!(all.iter().filter(|it| it.is_ok()).count(), 1);
    assert_eq!(bank.refunds.lock().unwrap().values().sum::<i64>(), 1250);
    assert_eq!(stored(&shop, &order).status, Status::Refunded);
    assert!(
        matches!(bob.opens(&link).await.status, Http::Gone | Http::Forbidden | Http::NotFound),
        "the old link is dead"
    );
    shop.settle().await;
    let mails = shop.mails_to("bob@");
    assert_eq!(mails.iter().filter(|it| it.subject.contains("goes back to you")).count(), 2);

    // A dispute about what has gone back already: the seller is debited once, the shop bears the rest.
    let dispute = letter("evt_2", "lost", &stored(&shop, &order), 1250);
    arrives(&till, &dispute).await.unwrap();
    till.apply_due().await.unwrap();
    let seller = stored(&shop, &order).lines[0].seller;
    let owed = shop.app.db.look(|txn| ledger::balances(txn, seller)).unwrap();
    assert_eq!(owed[0].amount, 0);
    shop.close().await;
}

/// Papers say what became of the money: a lost dispute is credited, and a refund that fails after its credit note was
/// issued is answered by another invoice. Numbers never change.
#[rocket::async_test]
async fn papers_follow_the_money() {
    let shop = Shop::open().await;
    let (order, till, _) = waiting(&shop).await;
    let before = stored(&shop, &order);
    arrives(&till, &letter("evt_1", "paid", &before, 1250)).await.unwrap();
    till.apply_due().await.unwrap();
    let bob = shop.person();
    let papers = || async {
        shop.settle().await;
        let all = bob.opens(&order.api("/documents")).await.json();
        let told = |it: &Value| format!("{} {} {}", it["number"], it["kind"], it["corrects"]).replace('"', "");
        shop.clock.advance(Duration::from_secs(1));
        all.as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(papers().await, ["INV-1001 invoice null"]);
    let refund = till.refund(before.id, refund_of(1250), note()).await.unwrap();
    assert_eq!(papers().await.last().unwrap(), "CRN-1001 credit_note INV-1001");

    let mut failed = letter("evt_2", "refund_failed", &before, 1250);
    failed["reference"] = json!(format!("re_{}", refund.id));
    for _ in 0..2 {
        arrives(&till, &failed).await.unwrap();
        till.apply_due().await.unwrap();
    }
    assert_eq!(stored(&shop, &order).status, Status::Paid);
    assert_eq!(papers().await.last().unwrap(), "INV-1002 correction CRN-1001");
    let page = bob.reads(&order.page()).await;
    let way =
        page.split("href=\"").find(|it| it.contains("/credit-notes/") && page.contains("Correcting invoice INV-1002"));
    assert!(way.is_some(), "{page}");
    let all = bob.opens(&order.api("/documents")).await.json();
    let pdf = all[2]["pdf"].as_str().unwrap().replace("http://127.0.0.1:8000", "");
    let printed = bob.opens(&format!("{pdf}?token={}", order.token)).await;
    let printed = lopdf::Document::load_mem(&printed.bytes).unwrap().extract_text(&[1]).unwrap();
    assert!(printed.contains("INV-1002") && printed.contains("CRN-1001") && printed.contains("The account is closed"));

    let mut dispute = letter("evt_3", "lost", &before, 1250);
    dispute["reference"] = json!("dp_1");
    arrives(&till, &dispute).await.unwrap();
    till.apply_due().await.unwrap();
    assert_eq!(papers().await.last().unwrap(), "CRN-1002 credit_note INV-1001");
    let all = bob.opens(&order.api("/documents")).await.json();
    assert!(all[3]["dispute"].as_str().unwrap().starts_with("dp_") && all[3]["refund"].is_null(), "{all}");
    shop.close().await;
}

/// Fault F12: the bank pays back, its answer is lost, and it is asked again by the same name.
#[rocket::async_test]
async fn a_lost_answer_pays_back_once() {
    let shop = Shop::open().await;
    let (order, till, bank) = waiting(&shop).await;
    arrives(&till, &letter("evt_1", "paid", &stored(&shop, &order), 1250)).await.unwrap();
    till.apply_due().await.unwrap();
    bank.silent.store(2, Ordering::SeqCst);
    let refund = till.refund(stored(&shop, &order).id, refund_of(1250), note()).await.unwrap();
    assert_eq!((refund.stage, stored(&shop, &order).status), (Stage::Asked, Status::Paid));
    for _ in 0..3 {
        shop.clock.advance(Duration::from_secs(60));
        till.reconcile().await.unwrap();
    }
    assert_eq!(stored(&shop, &order).status, Status::Refunded);
    assert_eq!(bank.refunds.lock().unwrap().len(), 1);
    assert_eq!(shop.app.db.look(|txn| refunds::get(txn, refund.id)).unwrap().stage, Stage::Done);
    shop.close().await;
}

pub async fn bearer(shop: &Shop, name: &str, role: Role) -> String {
    let _ = shop.staff(name, role).await;
    let body = json!({"email": crate::cast::address_of(name), "password": crate::cast::PASSWORD});
    let seen = shop.person().asks(Method::Post, "/api/v1/auth/login", &body).await;
    format!("Bearer {}", seen.json()["access_token"].as_str().unwrap())
}

pub async fn refunds_by(
    person: &Person<'_>,
    auth: &str,
    order: &Bought,
    key: Option<&str>,
    body: &Value,
) -> crate::shop::Seen {
    let mut headers = vec![("Content-Type", "application/json"), ("Authorization", auth)];
    headers.extend(key.map(|it| ("Idempotency-Key", it)));
    let path = format!("/api/v1/orders/{}/refunds", order.id);
    person.sends(Method::Post, &path, &headers, body.to_string().as_bytes()).await
}

#[rocket::async_test]
async fn support_pays_back_by_api() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let order = bob.buys(&font).await;
    let sue = bearer(&shop, "Sue", Role::Support).await;
    let (carl, mod_) = (bearer(&shop, "Carl", Role::Customer).await, bearer(&shop, "Mo", Role::Moderator).await);
    for auth in [&carl, &mod_] {
        assert_eq!(refunds_by(&bob, auth, &order, None, &json!({})).await.status, Http::Forbidden);
    }
    for (field, wrong) in [
        ("amount", json!({"amount": 0})),
        ("amount", json!({"amount": -1})),
        ("amount", json!({"amount": 1251})),
        ("lines", json!({"amount": 1, "lines": ["ol_019ab000000070008000000000000001"]})),
        ("reason", json!({"amount": 1, "reason": "x".repeat(501)})),
    ] {
        let seen = refunds_by(&bob, &sue, &order, None, &wrong).await;
        assert_eq!(
            (seen.status, seen.json()["errors"][0]["field"].as_str()),
            (Http::UnprocessableEntity, Some(field)),
            "{wrong}"
        );
    }
    let body = json!({"amount": 250, "reason": "Sorry for the wait"});
    let clicks = futures::future::join_all((0..5).map(|_| refunds_by(&bob, &sue, &order, Some("k1"), &body))).await;
    let first = clicks[0].json();
    assert!(clicks.iter().all(|it| it.status == Http::Created && it.json()["id"] == first["id"]), "{first}");
    let other = refunds_by(&bob, &sue, &order, Some("k1"), &json!({"amount": 251})).await;
    assert_eq!(other.status, Http::Conflict);
    let list = bob.opens(&order.api("/refunds")).await.json();
    assert_eq!((list["data"].as_array().unwrap().len(), list["left"]["amount"].as_i64()), (1, Some(1000)));
    assert_eq!(bob.looks_at(&order).await["status"], "partially_refunded");

    let rest = refunds_by(&bob, &sue, &order, None, &json!({})).await;
    assert_eq!((rest.status, rest.json()["amount"]["amount"].as_i64()), (Http::Created, Some(1000)));
    assert_eq!(bob.looks_at(&order).await["status"], "refunded");
    let missing = Bought { id: "ord_019ab000000070008000000000000001".into(), ..order.clone() };
    let stranger = refunds_by(&bob, &sue, &missing, None, &body).await;
    assert_eq!(stranger.status, Http::NotFound);
    shop.close().await;
}

/// Whoever finds an open browser does not pay out large sums.
#[rocket::async_test]
async fn large_refunds_need_a_fresh_sign_in() {
    let shop = Shop::open().await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "150").await;
    let bob = shop.person();
    let order = bob.buys(&font).await;
    let sue = bearer(&shop, "Sue", Role::Support).await;
    shop.clock.advance(Duration::from_secs(11 * 60));
    let large = refunds_by(&bob, &sue, &order, None, &json!({"amount": 10_000})).await;
    assert_eq!(large.status, Http::Forbidden, "{}", large.text());
    let small = refunds_by(&bob, &sue, &order, None, &json!({"amount": 9_999})).await;
    assert_eq!(small.status, Http::Created, "{}", small.text());
    let again = bearer(&shop, "Sue2", Role::Support).await;
    assert_eq!(refunds_by(&bob, &again, &order, None, &json!({"amount": 5_001})).await.status, Http::Created);
    let known = Email::parse("bob@example.com").unwrap();
    assert_eq!(
        shop.app.db.look(|txn| bodega::features::orders::of_buyer(txn, &known, 1)).unwrap()[0].status,
        Status::Refunded
    );
    shop.close().await;
}

/// What the token in the forms of their pages is.
fn seal(page: &str) -> String {
    crate::cast::hidden(page, "_token")
}

#[rocket::async_test]
async fn support_finds_an_order_and_pays_it_back_in_the_office() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let order = bob.buys(&font).await;
    let sue = shop.staff("Sue", Role::Support).await;
    assert_eq!(sue.opens("/admin").await.header("Location"), Some("/admin/orders"));
    for found in
        ["/admin/orders", "/admin/orders?q=1001", "/admin/orders?q=bob@example.com", "/admin/orders?status=paid"]
    {
        let page = sue.reads(found).await;
        assert!(page.contains("1001") && page.contains("bob@example.com"), "{found}");
    }
    for empty in ["/admin/orders?q=1002", "/admin/orders?q=nobody", "/admin/orders?status=refunded"] {
        assert!(sue.reads(empty).await.contains("No orders here"), "{empty}");
    }
    let path = format!("/admin/orders/{}", order.id);
    let page = sue.reads(&path).await;
    assert!(page.contains("Owed to Ada Type") && page.contains("At most 12.50 is left"), "{page}");
    let (seal, key) = (seal(&page), crate::cast::hidden(&page, "key"));
    let refunds = format!("{path}/refunds");
    let form = |amount: &'static str| {
        [("_token", seal.as_str()), ("key", key.as_str()), ("amount", amount), ("reason", "Sorry")]
    };
    let too_much = sue.posts(&refunds, &form("12.51")).await;
    assert_eq!(too_much.status, Http::UnprocessableEntity);
    assert!(too_much.text().contains("is left to pay back") && too_much.text().contains("value=\"Sorry\""));
    assert_eq!(sue.posts(&refunds, &form("many")).await.status, Http::UnprocessableEntity);
    for _ in 0..2 {
        let done = sue.posts(&refunds, &form("2.50")).await;
        assert_eq!(done.header("Location"), Some(path.as_str()), "{}", done.text());
    }
    let page = sue.reads(&path).await;
    assert!(page.contains("Partly refunded") && page.contains("At most 10.00 is left"), "a double click is one refund");
    let ann = shop.staff("Ann", Role::Admin).await;
    assert!(ann.reads("/admin/audit").await.contains("Paid money of an order back"));
    assert!(sue.reads("/admin/payments").await.contains("No gateway has told anything yet"));
    assert_eq!(sue.posts("/admin/payments/check", &[("_token", &seal)]).await.status, Http::SeeOther);
    for stranger in [shop.member("Carl").await, shop.staff("Mo", Role::Moderator).await] {
        assert_eq!(stranger.opens(&path).await.status, Http::Forbidden);
        assert_eq!(stranger.posts(&refunds, &form("1")).await.status, Http::Forbidden);
    }
    shop.close().await;
}

#[rocket::async_test]
async fn a_bank_transfer_waits_until_somebody_says_that_it_came() {
    let shop = Shop::open_with(|config| {
        config.payments.manual.instructions = "IBAN DE02 1203 0000 0000 2020 51, with the number of your order".into();
    })
    .await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let body = json!({"email": "bob@example.com", "gateway": "manual", "immediate_delivery_consent": true});
    let order = Bought::of(&bob.orders(&body, None).await);
    assert_eq!((order.status(), bob.downloads(&order).await.len()), ("pending", 0));
    shop.later(Duration::from_secs(3600)).await;
    let sue = shop.staff("Sue", Role::Support).await;
    let path = format!("/admin/orders/{}", order.id);
    let seal = seal(&sue.reads(&path).await);
    let paid = sue.posts(&format!("{path}/payment"), &[("_token", &seal), ("reference", "Statement 7")]).await;
    assert_eq!(paid.header("Location"), Some(path.as_str()), "{}", paid.text());
    assert_eq!((bob.looks_at(&order).await["status"].as_str(), bob.downloads(&order).await.len()), (Some("paid"), 1));
    let again = sue.posts(&format!("{path}/payment"), &[("_token", &seal)]).await;
    assert_eq!(again.status, Http::Conflict);

    bob.puts(&font).await;
    let second = Bought::of(&bob.orders(&body, None).await);
    let path = format!("/admin/orders/{}", second.id);
    assert_eq!(sue.posts(&format!("{path}/cancellation"), &[("_token", &seal)]).await.status, Http::SeeOther);
    assert_eq!(bob.looks_at(&second).await["status"], "cancelled");
    assert!(bob.reads("/cart").await.contains("Aurora Sans"), "what came to nothing lies in the cart again");
    shop.close().await;
}

/// Money that differs from its order lies there until somebody takes it as the payment, on its page or by a program.
#[rocket::async_test]
async fn a_payment_that_differs_is_accepted_by_page_and_by_program() {
    let shop = Shop::open().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let (page, program) = (shop.staff("Sue", Role::Support).await, shop.staff("Sam", Role::Support).await);
    let program = program.program("Sam").await;
    let carl = shop.member("Carl").await.program("Carl").await;
    for by_program in [false, true] {
        let (order, till, _) = waiting(&shop).await;
        let less = letter(&format!("evt_{by_program}"), "paid", &stored(&shop, &order), 1200);
        arrives(&till, &less).await.unwrap();
        till.apply_due().await.unwrap();
        let api = format!("/admin/orders/{}", order.id);
        let told = program.reads(&api).await.json();
        assert_eq!(told["collected"]["amount"], 1200);
        assert!(told["held"].as_str().unwrap().contains("$12.50 is due"), "{told}");
        assert!(page.reads("/admin/payments").await.contains("Payments that differ"));
        let refused = carl.asks(Method::Put, &format!("{api}/acceptance"), &json!({})).await;
        assert_eq!(refused.status, Http::Forbidden);
        if by_program {
            let done = program.asks(Method::Put, &format!("{api}/acceptance"), &json!({})).await;
            assert_eq!(
                (done.status, done.json()["order"]["status"].as_str()),
                (Http::Ok, Some("paid")),
                "{}",
                done.text()
            );
            let again = program.asks(Method::Put, &format!("{api}/acceptance"), &json!({})).await;
            assert_eq!(again.status, Http::Conflict, "no money is held any more");
        } else {
            assert!(page.reads(&api).await.contains("Payment differs"));
            let done = page.submits(&api, &format!("{api}/acceptance"), &[]).await;
            assert_eq!(done.header("Location"), Some(api.as_str()), "{}", done.text());
            assert_eq!(page.submits(&api, &format!("{api}/refunds"), &[("amount", "0")]).await.status.code, 422);
        }
        assert_eq!(shop.person().downloads(&order).await.len(), 1, "the buyer has the goods");
        let owed = shop.app.db.look(|txn| ledger::of_order(txn, stored(&shop, &order).id)).unwrap();
        let lost: i64 = owed
            .iter()
            .flat_map(|it| &it.legs)
            .filter(|it| it.account == ledger::Account::Losses)
            .map(|it| it.amount)
            .sum();
        assert_eq!(lost, 50, "the shop bears what is missing");
    }
    assert!(ann.reads("/admin/audit").await.contains("Accepted a payment that differs"));
    shop.close().await;
}

/// What the office does by page, programs of the staff do as well.
#[rocket::async_test]
async fn programs_mark_orders_as_paid_and_call_them_off() {
    let shop = Shop::open_with(|config| config.payments.manual.instructions = "IBAN DE02".into()).await;
    let (font, bob) = shop.font_and_buyer().await;
    let sue = shop.staff("Sue", Role::Support).await.program("Sue").await;
    let mut orders = Vec::new();
    for gateway in ["manual", "manual", "test"] {
        bob.puts(&font).await;
        let body = json!({"email": "bob@example.com", "gateway": gateway, "outcome": "delayed",
            "immediate_delivery_consent": true});
        orders.push(Bought::of(&bob.orders(&body, None).await));
    }
    let put = |order: &Bought, act: &'static str, body: Value| {
        let (sue, path) = (&sue, format!("/admin/orders/{}/{act}", order.id));
        async move { sue.asks(Method::Put, &path, &body).await }
    };
    let paid = put(&orders[0], "payment", json!({"reference": "Statement 7"})).await;
    assert_eq!((paid.status, paid.json()["order"]["status"].as_str()), (Http::Ok, Some("paid")), "{}", paid.text());
    assert_eq!(bob.downloads(&orders[0]).await.len(), 1);
    assert_eq!(put(&orders[0], "payment", json!({})).await.status, Http::Conflict, "it is paid");
    assert_eq!(put(&orders[0], "cancellation", json!({})).await.status, Http::Conflict);
    assert_eq!(put(&orders[2], "payment", json!({})).await.status, Http::Conflict, "its gateway says so itself");
    assert_eq!(put(&orders[1], "acceptance", json!({})).await.status, Http::Conflict, "no money is held for it");
    let off = put(&orders[1], "cancellation", json!({})).await;
    assert_eq!((off.status, off.json()["order"]["status"].as_str()), (Http::Ok, Some("cancelled")));
    // A transfer that comes after all buys what it was for.
    let late = put(&orders[1], "payment", json!({})).await;
    assert_eq!(late.json()["order"]["status"], "paid", "{}", late.text());
    let missing = Bought { id: "ord_019ab000000070008000000000000001".into(), ..orders[0].clone() };
    for act in ["payment", "cancellation", "acceptance"] {
        assert_eq!(put(&missing, act, json!({})).await.status, Http::NotFound, "{act}");
    }
    let list = sue.reads("/admin/orders?status=paid&limit=1").await.json();
    assert!(list["next"].is_string() && list["data"][0]["status"] == "paid", "{list}");
    let ann = shop.staff("Ann", Role::Admin).await;
    let audit = ann.reads("/admin/audit").await;
    assert!(audit.contains("Marked an order as paid") && audit.contains("Called an order off"), "{audit}");
    shop.close().await;
}

/// Case 28: another commission changes no sale of before, nor what goes back of it; whoever buys from themselves gains
/// nothing.
#[rocket::async_test]
async fn threat_28_past_splits_are_frozen() {
    let shop = Shop::open_with(|config| config.shop.commission_percent = 10.0).await;
    let (font, ada) = shop.font_and_buyer().await;
    let order = ada.buys(&font).await;
    let seller = font.product.seller;
    let sums = || shop.app.db.look(ledger::totals).unwrap();
    let of = |account: &str| sums().get(&(account.to_owned(), "USD")).copied().unwrap_or_default();
    assert_eq!(
        (of("sellers"), of("commission"), of("clearing:test")),
        (-1125, -125, 1250),
        "what comes is what is owed"
    );

    let app = &shop.app;
    let dearer = bodega::platform::web::Shop { commission_points: 5000, ..app.shop.clone() };
    let gateways = bodega::platform::payments::Gateways::new(vec![Arc::new(bodega::platform::payments::TestGateway)]);
    let quotes = bodega::features::carts::Quotes::new(bodega::flows::quoting::Quoting::new(&dearer));
    let later = Till::new(app.db.clone(), dearer, app.keys.clone(), gateways, quotes);
    later.reconcile_now().await.unwrap();
    assert_eq!(of("commission"), -125, "a sale is split once");
    later.refund(stored(&shop, &order).id, refund_of(625), note()).await.unwrap();
    assert_eq!((of("sellers"), of("commission")), (-562, -63), "half of it goes back, each to where it was");
    later.refund(stored(&shop, &order).id, refund_of(625), note()).await.unwrap();
    assert!(sums().values().all(|it| *it == 0), "{:?}", sums());
    let owed = shop.app.db.look(|txn| ledger::balances(txn, seller)).unwrap();
    assert_eq!(owed[0].amount, 0);
    shop.close().await;
}

/// Case 41: a seller pays back what is theirs of an order, and finds nothing of any other.
#[rocket::async_test]
async fn threat_41_a_seller_pays_back_their_own_lines_alone() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let synth = shop.maker("Eve Audio").sells("Synth One", "40").await;
    let (ada_id, eve_id) = (font.product.seller, synth.product.seller);
    let ada = shop.seller("Ada", ada_id).await;
    let eve = shop.seller("Eve", eve_id).await;
    bob.puts(&font).await;
    bob.puts(&synth).await;
    let both = bob.pays("paid").await;
    let hers = bob.buys(&synth).await;

    let list = ada.reads("/sell/sales").await;
    assert!(list.contains("1001") && !list.contains("1002") && !list.contains("Synth One"), "{list}");
    let path = format!("/sell/sales/{}", both.id);
    let page = ada.reads(&path).await;
    assert!(page.contains("At most 12.50 is left") && !page.contains("bob@example.com"), "{page}");
    for foreign in [format!("/sell/sales/{}", hers.id), "/sell/sales/ord_019ab000000070008000000000000001".into()] {
        let seen = ada.opens(&foreign).await;
        assert_eq!(seen.status, Http::NotFound);
        let sent = ada.posts(&format!("{foreign}/refunds"), &[("_token", &seal(&page)), ("amount", "1")]).await;
        assert_eq!(sent.status, Http::NotFound);
    }
    let key = crate::cast::hidden(&page, "key");
    let refunds = format!("{path}/refunds");
    let pays = |amount: &'static str| [("_token", seal(&page)), ("key", key.clone()), ("amount", amount.to_owned())];
    let form = |it: &[(&'static str, String); 3]| it.iter().map(|(k, v)| (*k, v.clone())).collect::<Vec<_>>();
    let send = async |amount: &'static str| {
        let form = form(&pays(amount));
        let form: Vec<_> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        ada.posts(&refunds, &form).await
    };
    assert_eq!(send("12.51").await.status, Http::UnprocessableEntity, "no more than what is theirs");
    let done = send("12.50").await;
    assert_eq!(done.header("Location"), Some(path.as_str()), "{}", done.text());
    let left: Vec<_> = bob.downloads(&both).await.iter().map(|it| it["name"].to_string()).collect();
    assert!(left.iter().any(|it| it.contains("Synth One")), "{left:?}");
    let owed = |seller| shop.app.db.look(|txn| ledger::balances(txn, seller)).unwrap()[0].amount;
    assert_eq!((owed(ada_id), owed(eve_id)), (0, 8000));

    // By API the same, with the whole of what is theirs if no amount is named.
    let body = json!({"email": crate::cast::address_of("Eve"), "password": crate::cast::PASSWORD});
    let token = eve.asks(Method::Post, "/api/v1/auth/login", &body).await.json();
    let auth = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let line = both.json["lines"].as_array().unwrap().iter().find(|it| it["title"] == "Aurora Sans").unwrap();
    let foreign = refunds_by(&bob, &auth, &both, None, &json!({"lines": [line["id"]]})).await;
    assert_eq!(
        (foreign.status, foreign.json()["errors"][0]["field"].as_str()),
        (Http::UnprocessableEntity, Some("lines"))
    );
    let own = refunds_by(&bob, &auth, &both, None, &json!({})).await;
    assert_eq!((own.status, own.json()["amount"]["amount"].as_i64()), (Http::Created, Some(4000)), "{}", own.text());
    assert_eq!(bob.looks_at(&both).await["status"], "refunded");
    shop.close().await;
}
