//! What is taken off: codes that are typed and followed, their limits, and what admins do about them.

use std::time::Duration;

use bodega::{
    base::Role,
    features::discounts::{self, DiscountForm, Scope},
    platform::db::WriteTxn,
};
use futures::future::join_all;
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{Bought, fields, hidden},
    money::{bearer, refunds_by},
    pages::Html,
    shop::{Person, Seen, Shop},
};

impl Shop {
    /// A discount on everything: so many percent, or an amount with decimals.
    async fn takes_off(&self, code: &str, value: &str, change: impl FnOnce(&mut DiscountForm)) -> discounts::Discount {
        let kind = if value.contains('.') { "fixed" } else { "percent" };
        let mut form = DiscountForm {
            name: "Autumn sale".into(),
            code: code.into(),
            kind: kind.into(),
            value: value.into(),
            ..DiscountForm::default()
        };
        change(&mut form);
        let new = form.check(Scope::Shop, self.app.shop.currency).unwrap();
        self.app.db.write(move |txn: &WriteTxn| discounts::create(txn, new.clone())).await.unwrap()
    }

    fn uses(&self, discount: &discounts::Discount) -> u32 {
        self.app.db.look(|txn| discounts::uses(txn, discount.id)).unwrap()
    }
}

impl Person<'_> {
    async fn types(&self, code: &str) -> Seen {
        self.asks(Method::Put, "/api/v1/cart/discount", &json!({ "code": code })).await
    }

    async fn orders_as(&self, email: &str, outcome: &str) -> Seen {
        self.orders(&json!({"email": email, "gateway": "test", "outcome": outcome}), None).await
    }
}

#[rocket::async_test]
async fn a_code_from_the_field_to_the_receipt() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    shop.takes_off("AUTUMN10", "10", |it| it.until = "2026-12-01".into()).await;
    bob.puts(&font).await;
    let wrong = bob.posts("/cart/discount", &[("code", "AUTUM10")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    let page = wrong.text();
    Html::of("cart", &page).is_well_formed();
    assert!(page.contains("There is no such code") && page.contains("value=\"AUTUM10\""), "{page}");
    let right = bob.posts("/cart/discount", &[("code", " autumn10 ")]).await;
    assert_eq!(right.header("Location"), Some("/cart"));
    let page = bob.reads("/cart").await;
    assert!(page.contains("10% off with AUTUMN10, ends 1 December 2026") && page.contains("−$1.25"), "{page}");
    let cart = bob.opens("/api/v1/cart").await.json();
    assert_eq!((&cart["discount"]["amount"], &cart["total"]["amount"]), (&json!(125), &json!(1125)));
    assert_eq!(cart["discounts"][0]["code"], "AUTUMN10");

    let page = bob.reads("/checkout").await;
    assert!(page.contains("Pay $11.25") && hidden(&page, "expected") == "1125", "{page}");
    let order = bob.pays("paid").await;
    let totals = &order.json["totals"];
    assert_eq!((&totals["discount"]["amount"], &totals["total"]["amount"]), (&json!(125), &json!(1125)));
    assert_eq!(order.json["discounts"][0]["name"], "AUTUMN10");
    assert!(bob.reads(&order.page()).await.contains("−$1.25"));
    shop.settle().await;
    assert!(shop.mails_to("bob@")[0].text.contains("$11.25"));

    bob.puts(&font).await;
    assert_eq!(bob.types("autumn10").await.status, Status::Ok);
    bob.posts("/cart/discount/removal", &[]).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["total"]["amount"], 1250);
    let gone = shop.person().types("AUTUMN10").await;
    assert_eq!(gone.status, Status::NotFound, "no cart, no code");
    shop.close().await;
}

#[rocket::async_test]
async fn a_link_carries_its_code() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    shop.takes_off("FRIEND", "20", |_| {}).await;
    bob.reads("/?discount=friend").await;
    bob.puts(&font).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["total"]["amount"], 1000, "before there is a cart");
    let eve = shop.person();
    eve.puts(&font).await;
    eve.reads(&format!("/products/{}?discount=FRIEND", font.product.slug)).await;
    assert_eq!(eve.opens("/api/v1/cart").await.json()["total"]["amount"], 1000, "and afterwards");
    let ana = shop.person();
    ana.reads("/?discount=%3Cscript%3E").await;
    assert_eq!(ana.cookie("discount"), None);
    ana.reads("/?discount=UNKNOWN").await;
    ana.puts(&font).await;
    assert!(ana.reads("/cart").await.contains("UNKNOWN: There is no such code"));
    shop.close().await;
}

/// Case 4: fifty buyers, one use. Whoever comes too late is told so, and keeps their cart.
#[rocket::async_test]
async fn threat_4_a_limit_holds_in_a_storm() {
    let shop = Shop::open().await;
    let (font, _) = shop.font_and_buyer().await;
    let once = shop.takes_off("ONCE", "50", |it| it.limit = "1".into()).await;
    let buyers: Vec<_> = (0..50).map(|_| shop.person()).collect();
    for buyer in &buyers {
        buyer.puts(&font).await;
        assert_eq!(buyer.types("once").await.status, Status::Ok);
    }
    let answers = join_all(
        buyers
            .iter()
            .enumerate()
            .map(|(n, buyer)| async move { buyer.orders_as(&format!("buyer{n}@example.com"), "paid").await }),
    );
    let answers = answers.await;
    let made: Vec<_> = answers.iter().filter(|it| it.status == Status::Created).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].json()["totals"]["total"]["amount"], 625);
    for refused in answers.iter().filter(|it| it.status != Status::Created) {
        assert_eq!((refused.status, fields(refused)), (Status::Conflict, vec!["expected_total".to_owned()]));
        assert!(refused.text().contains("used as often as it may be"), "{}", refused.text());
    }
    assert_eq!(shop.uses(&once), 1);
    shop.close().await;
}

/// Case 5: one customer is one account and one mailbox, in whatever spelling.
#[rocket::async_test]
async fn threat_5_a_customer_uses_it_once() {
    let shop = Shop::open().await;
    let (font, _) = shop.font_and_buyer().await;
    let mine = shop.takes_off("MINE", "50", |it| it.limit_per_customer = "1".into()).await;
    let spellings: Vec<_> = (0..20).map(|n| format!("{}+{n}@Example.com", ["bob", "BOB", "Bob"][n % 3])).collect();
    let buyers: Vec<_> = spellings.iter().map(|_| shop.person()).collect();
    for buyer in &buyers {
        buyer.puts(&font).await;
        buyer.types("MINE").await;
    }
    let answers = join_all(buyers.iter().zip(&spellings).map(|(buyer, email)| buyer.orders_as(email, "paid"))).await;
    assert_eq!(answers.iter().filter(|it| it.status == Status::Created).count(), 1);
    assert!(answers.iter().any(|it| it.text().contains("You have used this code already")));
    assert_eq!(shop.uses(&mine), 1);

    let ines = shop.member("Ines").await;
    ines.puts(&font).await;
    let code = [("code", "mine")];
    assert_eq!(ines.posts("/cart/discount", &code).await.status, Status::SeeOther);
    let page = ines.reads("/checkout").await;
    let (key, expected) = (hidden(&page, "key"), hidden(&page, "expected"));
    let form = [
        ("key", key.as_str()),
        ("expected", &expected),
        ("email", "someone@example.com"),
        ("gateway", "test"),
        ("outcome", "paid"),
        ("immediate_delivery_consent", "true"),
    ];
    assert_eq!(ines.posts("/checkout", &form).await.status, Status::SeeOther);
    ines.puts(&font).await;
    let again = ines.posts("/cart/discount", &code).await;
    assert_eq!(again.status, Status::UnprocessableEntity, "the account is known, whatever address it gives");
    shop.close().await;
}

/// Case 6: the same code twenty times, while the cart changes, is one adjustment.
#[rocket::async_test]
async fn threat_6_a_code_counts_once() {
    let shop = Shop::open_with(|config| config.shop.stack_discounts = true).await;
    let (font, bob) = shop.font_and_buyer().await;
    shop.takes_off("TEN", "10", |_| {}).await;
    bob.puts(&font).await;
    let typing = join_all((0..20).map(|n| {
        let (bob, font) = (&bob, &font);
        async move {
            if n % 5 == 0 {
                bob.puts(font).await;
            }
            bob.types(["ten", "TEN"][n % 2]).await.status
        }
    }));
    assert!(typing.await.iter().all(|it| *it == Status::Ok));
    let cart = bob.opens("/api/v1/cart").await.json();
    assert_eq!((&cart["subtotal"]["amount"], &cart["discount"]["amount"]), (&json!(6250), &json!(625)));
    assert_eq!(cart["discounts"].as_array().unwrap().len(), 1);
    shop.close().await;
}

/// Case 7: a use comes back once, when its order fails or nobody pays it.
#[rocket::async_test]
async fn threat_7_uses_come_back() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let once = shop.takes_off("ONCE", "50", |it| it.limit = "1".into()).await;
    bob.puts(&font).await;
    bob.types("ONCE").await;
    assert_eq!(Bought::of(&bob.orders_as("bob@example.com", "declined").await).status(), "failed");
    assert_eq!(shop.uses(&once), 0);
    let waits = Bought::of(&bob.orders_as("bob@example.com", "delayed").await);
    assert_eq!((waits.status(), shop.uses(&once)), ("pending", 1), "the cart came back with its code");
    let eve = shop.person();
    eve.puts(&font).await;
    assert_eq!(eve.types("ONCE").await.status, Status::UnprocessableEntity);
    let end = json!({"outcome": "declined"});
    for _ in 0..2 {
        bob.asks(Method::Post, &waits.api("/test-payment"), &end).await;
    }
    assert_eq!(shop.uses(&once), 0);
    assert_eq!(eve.types("ONCE").await.status, Status::Ok);
    let order = Bought::of(&eve.orders_as("eve@example.com", "paid").await);
    assert_eq!((order.status(), shop.uses(&once)), ("paid", 1));
    let sue = bearer(&shop, "Sue", Role::Support).await;
    assert!(refunds_by(&eve, &sue, &order, None, &json!({"amount": 100})).await.status.class().is_success());
    assert_eq!(shop.uses(&once), 1, "a part that goes back leaves it used");
    assert!(refunds_by(&eve, &sue, &order, None, &json!({})).await.status.class().is_success());
    shop.settle().await;
    assert_eq!(shop.uses(&once), 0, "all of it gives it back");
    shop.close().await;
}

/// Case 8: whatever is stacked, the total stops at nothing, and nothing needs no gateway.
#[rocket::async_test]
async fn threat_8_discounts_stop_at_nothing() {
    let shop = Shop::open_with(|config| config.shop.stack_discounts = true).await;
    let (font, bob) = shop.font_and_buyer().await;
    shop.takes_off("ALL", "100", |_| {}).await;
    shop.takes_off("MORE", "99.00", |_| {}).await;
    bob.puts(&font).await;
    for code in ["MORE", "ALL"] {
        bob.types(code).await;
    }
    let cart = bob.opens("/api/v1/cart").await.json();
    assert_eq!((&cart["total"]["amount"], &cart["discount"]["amount"]), (&json!(0), &json!(1250)));
    assert!(bob.reads("/checkout").await.contains("Get it free"));
    let order = Bought::of(&bob.orders(&json!({"email": "bob@example.com"}), None).await);
    assert_eq!((order.status(), &order.json["payment"]["gateway"]), ("paid", &json!("free")));
    assert_eq!(bob.downloads(&order).await.len(), 1);
    shop.close().await;
}

/// Case 1: amounts that a client sends are not heard, wherever it puts them.
#[rocket::async_test]
async fn threat_1_amounts_of_a_client_are_not_heard() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid", "total": 1, "discount": 1249,
        "tax": -5, "currency": "JPY", "commission": 0, "totals": {"total": {"amount": 1, "currency": "USD"}}});
    let seen = bob.orders(&body, None).await;
    assert_eq!(Bought::of(&seen).json["totals"]["total"], json!({"amount": 1250, "currency": "USD"}));
    shop.close().await;
}

/// Case 10: what has been ordered stays, whatever becomes of the cart, the code and the price.
#[rocket::async_test]
async fn threat_10_a_code_that_ends_is_asked_about() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let sale = shop.takes_off("SALE", "10", |_| {}).await;
    bob.puts(&font).await;
    bob.types("SALE").await;
    let page = bob.reads("/checkout").await;
    let (key, expected) = (hidden(&page, "key"), hidden(&page, "expected"));
    let id = sale.id;
    shop.app.db.write(move |txn| discounts::end(txn, id)).await.unwrap();
    let form = |expected: &str| {
        [
            ("key", &*key),
            ("expected", expected),
            ("email", "bob@example.com"),
            ("gateway", "test"),
            ("outcome", "delayed"),
            ("immediate_delivery_consent", "true"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let send = |expected: &str| {
        let form = form(expected);
        let bob = &bob;
        async move {
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            bob.posts("/checkout", &form).await
        }
    };
    let asked = send(&expected).await;
    assert_eq!(asked.status, Status::Conflict);
    let page = asked.text();
    Html::of("checkout", &page).is_well_formed();
    assert!(page.contains("SALE is not used.") && page.contains("Pay $12.50"), "{page}");
    let agreed = send("1250").await;
    assert_eq!(agreed.status, Status::SeeOther, "{}", agreed.text());
    font.now_costs("1").await;
    let order = shop.app.db.look(|txn| bodega::features::orders::latest(txn, 1)).unwrap().remove(0);
    assert_eq!(order.totals.total.amount, 1250);
    shop.close().await;
}

#[rocket::async_test]
async fn admins_set_discounts_up() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let ada = shop.staff("Ada", Role::Admin).await;
    let empty = ada.reads("/admin/discounts").await;
    Html::of("discounts", &empty).is_well_formed();
    assert!(empty.contains("No discounts yet"));
    let form = [
        ("name", "Autumn"),
        ("code", "autumn"),
        ("kind", "percent"),
        ("value", "200"),
        ("scope", "products"),
        ("items", "nothing-here"),
    ];
    let wrong = ada.submits("/admin/discounts/new", "/admin/discounts", &form).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    Html::of("discount", &wrong.text()).is_well_formed();
    assert!(wrong.text().contains("There is no “nothing-here” here"));
    let form = [
        ("name", "Autumn"),
        ("code", "autumn"),
        ("kind", "percent"),
        ("value", "20"),
        ("scope", "products"),
        ("items", font.product.slug.as_str()),
        ("limit", "5"),
        ("until", "2026-12-01T10:00"),
    ];
    let made = ada.submits("/admin/discounts/new", "/admin/discounts", &form).await;
    let page = made.header("Location").unwrap().to_owned();
    let twin = ada.submits("/admin/discounts/new", "/admin/discounts", &form).await;
    assert_eq!(twin.status, Status::Conflict);
    assert!(twin.text().contains("a discount with this code already"));

    bob.puts(&font).await;
    bob.types("AUTUMN").await;
    bob.pays("paid").await;
    let shown = ada.reads(&page).await;
    Html::of("discount", &shown).is_well_formed();
    assert!(shown.contains("1001") && shown.contains("Counts") && shown.contains("/?discount=AUTUMN"), "{shown}");
    assert!(shown.contains("value=\"2026-12-01T10:00\""), "{shown}");
    let changed = [("name", "Autumn"), ("code", "autumn"), ("kind", "fixed"), ("value", "3"), ("scope", "shop")];
    assert_eq!(ada.submits(&page, &page, &changed).await.status, Status::SeeOther);
    assert!(ada.reads("/admin/discounts").await.contains("$3.00 off everything"));
    assert_eq!(ada.submits(&page, &format!("{page}/end"), &[]).await.status, Status::SeeOther);
    bob.puts(&font).await;
    let over = bob.types("AUTUMN").await;
    assert!(over.text().contains("This code has ended"), "{}", over.text());
    assert!(ada.reads("/admin/audit").await.contains("Ended a discount"));
    shop.close().await;
}

#[rocket::async_test]
async fn what_needs_no_code_applies_by_itself() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    shop.takes_off("", "10", |it| it.from = "2026-11-23".into()).await;
    bob.puts(&font).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["total"]["amount"], 1250);
    assert!(!bob.reads("/products").await.contains("$11.25"));
    shop.later(Duration::from_secs(24 * 60 * 60)).await;
    let cart = bob.opens("/api/v1/cart").await.json();
    assert_eq!((&cart["total"]["amount"], &cart["discounts"][0]["code"]), (&json!(1125), &json!(null)));
    for page in ["/", "/products", &format!("/products/{}", font.product.slug)] {
        let shown = bob.reads(page).await;
        assert!(shown.contains("$11.25") && shown.contains("was </span>$12.50"), "{page}: {shown}");
    }
    shop.close().await;
}
