//! Carts, filled and changed from outside.

use bodega::features::catalog::EditionForm;
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{PASSWORD, address_of, fields},
    commands::Machine,
    pages::Html,
    shop::{Person, Seen, Shop},
};

async fn adds(person: &Person<'_>, body: Value) -> Seen {
    person.asks(Method::Post, "/api/v1/cart/lines", &body).await
}

#[rocket::async_test]
async fn a_guest_fills_and_empties_a_cart() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let bob = shop.person();
    assert!(bob.reads("/cart").await.contains("Your cart is empty"));
    bob.puts(&font).await;
    bob.puts(&font).await;
    let page = bob.reads("/cart").await;
    Html::of("cart", &page).is_well_formed();
    assert!(page.contains("Aurora Sans") && page.contains("$25.00") && page.contains("Ada Type"), "{page}");
    assert!(page.contains("Cart, 2 items"), "the header counts");

    let cart = bob.opens("/api/v1/cart").await.json();
    assert_eq!((cart["pieces"].as_u64(), cart["lines"].as_array().unwrap().len()), (Some(2), 1));
    let line = cart["lines"][0]["id"].as_str().unwrap().to_owned();
    let seen = bob.posts(&format!("/cart/lines/{line}"), &[("quantity", "3")]).await;
    assert!(bob.follows(&seen).await.text().contains("$37.50"));
    let wrong = bob.posts(&format!("/cart/lines/{line}"), &[("quantity", "0")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    assert!(wrong.text().contains("whole number from 1 to 99") && wrong.text().contains("Aurora Sans"));

    let other = shop.person();
    assert!(other.reads("/cart").await.contains("Your cart is empty"), "nobody sees another's cart");
    let foreign = other.posts(&format!("/cart/lines/{line}/removal"), &[]).await;
    assert_eq!(foreign.status, Status::NotFound, "case 42: another's line is not there");

    bob.posts(&format!("/cart/lines/{line}/removal"), &[]).await;
    assert!(bob.reads("/cart").await.contains("Your cart is empty"));
    shop.close().await;
}

#[rocket::async_test]
async fn programs_carry_a_token() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let program = shop.person();
    let first = program.opens("/api/v1/cart").await;
    let token = first.header("Cart-Token").unwrap().to_owned();
    assert_eq!(first.json()["total"], json!({"amount": 0, "currency": "USD"}));
    let body = json!({"product": font.product.slug.to_string(), "quantity": 2}).to_string();
    let headers = [("Content-Type", "application/json"), ("Cart-Token", token.as_str())];
    let added = program.sends(Method::Post, "/api/v1/cart/lines", &headers, body.as_bytes()).await;
    assert_eq!(added.status, Status::Created, "{}", added.text());
    assert_eq!(added.header("Cart-Token"), Some(token.as_str()), "the first answer's token stays");
    let line = added.json()["lines"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/cart/lines/{line}");
    let changed = program.sends(Method::Patch, &path, &headers, br#"{"quantity": 5}"#).await;
    assert_eq!(changed.json()["total"]["amount"], 6250);
    // Whoever has not seen the last change does not overwrite it.
    let (old, now) = (added.header("ETag").unwrap(), changed.header("ETag").unwrap());
    assert_eq!(program.sends(Method::Get, "/api/v1/cart", &headers[1..], b"").await.header("ETag"), Some(now));
    for (method, body) in [(Method::Patch, br#"{"quantity": 9}"#.as_slice()), (Method::Delete, b"")] {
        let stale = [headers[0], headers[1], ("If-Match", old)];
        let seen = program.sends(method, &path, &stale, body).await;
        assert_eq!(seen.status, Status::PreconditionFailed, "{}", seen.text());
    }
    let fresh = [headers[0], headers[1], ("If-Match", now)];
    let again = program.sends(Method::Patch, &path, &fresh, br#"{"quantity": 4}"#).await;
    assert_eq!(again.json()["total"]["amount"], 5000);
    let stranger = shop.person();
    assert_eq!(stranger.sends(Method::Delete, &path, &[], b"").await.status, Status::NotFound, "no token, no line");
    let emptied = program.sends(Method::Delete, &path, &headers[1..], b"").await;
    assert_eq!((emptied.status, emptied.json()["pieces"].as_u64()), (Status::Ok, Some(0)));
    shop.close().await;
}

#[rocket::async_test]
async fn threat_1_prices_from_the_client_mean_nothing() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let bob = shop.person();
    let form = [("product", font.id()), ("price", "0.01".into()), ("total", "1".into()), ("currency", "JPY".into())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    bob.posts("/cart/lines", &form).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["total"]["amount"], 1250);

    let cheap = adds(&bob, json!({"product": font.id(), "price": 1})).await;
    assert_eq!((cheap.status, fields(&cheap)), (Status::UnprocessableEntity, vec!["price".to_owned()]));
    let hopeful =
        json!({"product": font.id(), "total": 1, "currency": "JPY", "unit_price": 1, "commission": 0, "tax": -5});
    assert_eq!(adds(&bob, hopeful).await.json()["total"]["amount"], 2500);

    let order = json!({"email": "bob@example.com", "gateway": "test", "total": 1, "currency": "JPY",
        "lines": [{"unit_price": 1}], "totals": {"total": 1}});
    let order = bob.orders(&order, None).await.json();
    assert_eq!(order["totals"]["total"], json!({"amount": 2500, "currency": "USD"}));
    shop.close().await;
}

#[rocket::async_test]
async fn threat_2_quantities_are_whole_numbers_from_1_to_99() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let bob = shop.person();
    for wrong in ["-1", "0", "100", "2147483648", "9223372036854775808", "1e3", "1.5", "１", "", "1; DROP"] {
        let seen = bob.posts("/cart/lines", &[("product", &font.id()), ("quantity", wrong)]).await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{wrong}");
        assert!(seen.text().contains("whole number from 1 to 99"), "{wrong}: {}", seen.text());
    }
    for wrong in ["-1", "0", "100", "2147483648", "9223372036854775808", "1e3", "1.5", "\"１\"", "\"1\"", "null", "[]"]
    {
        let body = format!(r#"{{"product": "{}", "quantity": {wrong}}}"#, font.id());
        let kind = [("Content-Type", "application/json")];
        let seen = bob.sends(Method::Post, "/api/v1/cart/lines", &kind, body.as_bytes()).await;
        assert_eq!((seen.status, fields(&seen)), (Status::UnprocessableEntity, vec!["quantity".to_owned()]), "{wrong}");
    }
    assert_eq!(bob.opens("/api/v1/cart").await.json()["pieces"], 0);
    shop.close().await;
}

#[rocket::async_test]
async fn the_buyer_names_a_price_from_the_minimum_on() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let open =
        EditionForm { price: "2".into(), pay_what_you_want: true, suggested: "5".into(), ..EditionForm::default() };
    let kit = ada.sells_as("Field Kit", open).await;
    let bob = shop.person();
    for wrong in [json!(199), json!(-1), json!(0), json!(2.5), json!("5"), json!(i64::MAX)] {
        let seen = adds(&bob, json!({"product": kit.id(), "price": wrong})).await;
        assert_eq!((seen.status, fields(&seen)), (Status::UnprocessableEntity, vec!["price".to_owned()]), "{wrong}");
    }
    let low = bob.posts("/cart/lines", &[("product", &kit.id()), ("price", "1.99")]).await;
    assert_eq!(low.status, Status::UnprocessableEntity);
    assert_eq!(adds(&bob, json!({"product": kit.id()})).await.json()["total"]["amount"], 500, "as suggested");
    let line = bob.opens("/api/v1/cart").await.json()["lines"][0]["id"].as_str().unwrap().to_owned();
    bob.posts(&format!("/cart/lines/{line}"), &[("price", "7.25"), ("quantity", "2")]).await;
    assert!(bob.reads("/cart").await.contains("$14.50"));
    assert_eq!(bob.pays("paid").await.json["totals"]["total"]["amount"], 1450);
    shop.close().await;
}

#[rocket::async_test]
async fn changed_prices_and_withdrawn_things_are_told() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "35").await;
    let icons = ada.sells("Pebble Icons", "9").await;
    let bob = shop.person();
    bob.puts(&font).await;
    bob.puts(&icons).await;
    font.now_costs("24.50").await;
    icons.is_withdrawn().await;
    let page = bob.reads("/cart").await;
    assert!(page.contains("Aurora Sans went from $35 to $24.50") && page.contains("Not sold any more"), "{page}");
    assert!(!page.contains("href=\"/checkout\""), "there is something to take out first");
    let cart = bob.opens("/api/v1/cart").await.json();
    assert_eq!(cart["lines"][0]["previous_price"]["amount"], 3500);
    assert_eq!((cart["lines"][1]["available"].as_bool(), cart["ready"].as_bool()), (Some(false), Some(false)));
    assert_eq!(cart["total"]["amount"], 2450);
    let gone = bob.posts("/cart/lines", &[("product", &icons.id())]).await;
    assert_eq!(gone.status, Status::NotFound);
    shop.close().await;
}

/// The header of a program that signs in as someone, with what it sends along.
pub async fn bearer(program: &Person<'_>, name: &str, along: &[(&str, &str)]) -> String {
    let body = json!({"email": address_of(name), "password": PASSWORD}).to_string();
    let headers = [&[("Content-Type", "application/json")], along].concat();
    let seen = program.sends(Method::Post, "/api/v1/auth/login", &headers, body.as_bytes()).await;
    assert_eq!(seen.status, Status::Ok, "{}", seen.text());
    format!("Bearer {}", seen.json()["access_token"].as_str().unwrap())
}

/// What lies in a cart, as its page tells it to programs: product by product, with how many.
async fn lies_in(person: &Person<'_>, headers: &[(&str, &str)]) -> Vec<(String, u64)> {
    let cart = person.sends(Method::Get, "/api/v1/cart", headers, b"").await.json();
    let line = |it: &Value| (it["product"]["title"].as_str().unwrap().to_owned(), it["quantity"].as_u64().unwrap());
    cart["lines"].as_array().unwrap().iter().map(line).collect()
}

/// Acceptance 15: what a guest chose is there after signing in, once.
#[rocket::async_test]
async fn a_guests_cart_joins_that_of_their_account() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let icons = ada.sells("Pebble Icons", "9").await;
    let ines = shop.person();
    ines.posts("/cart/lines", &[("product", &font.id()), ("quantity", "2")]).await;
    ines.registers("Ines").await;
    ines.confirms("Ines").await;
    assert!(ines.reads("/cart").await.contains("$25.00"), "what lay there before there was an account");

    ines.submits("/login/confirm", "/logout", &[]).await;
    assert!(ines.reads("/cart").await.contains("Your cart is empty"), "the account keeps its own");
    assert!(ines.reads("/").await.contains("Cart, empty"));
    ines.puts(&font).await;
    ines.puts(&icons).await;
    for _ in 0..2 {
        ines.signs_in("Ines", PASSWORD).await;
        let page = ines.reads("/cart").await;
        assert!(page.contains("$34.00") && page.contains("Cart, 3 items"), "the larger, not the sum: {page}");
    }
    // Another browser and a program find the same, and change it for all.
    let phone = shop.person();
    phone.signs_in("Ines", PASSWORD).await;
    assert!(phone.reads("/cart").await.contains("$34.00"));
    let program = shop.person();
    let token = bearer(&program, "Ines", &[]).await;
    let auth = [("Authorization", token.as_str())];
    assert_eq!(lies_in(&program, &auth).await, [("Aurora Sans".to_owned(), 2), ("Pebble Icons".to_owned(), 1)]);
    let cart = program.sends(Method::Get, "/api/v1/cart", &auth, b"").await;
    assert_eq!(cart.header("Cart-Token"), None, "there is nothing to carry");
    let line = cart.json()["lines"][0]["id"].as_str().unwrap().to_owned();
    program.sends(Method::Delete, &format!("/api/v1/cart/lines/{line}"), &auth, b"").await;
    assert!(ines.reads("/cart").await.contains("$9.00"));
    shop.close().await;
}

#[rocket::async_test]
async fn a_program_says_which_cart_it_takes_along() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    shop.member("Ines").await;
    let browser = shop.person();
    browser.puts(&font).await;
    let token = bearer(&browser, "Ines", &[]).await;
    assert!(lies_in(&browser, &[("Authorization", &token)]).await.is_empty(), "a cookie takes nothing along");
    let cart = browser.cookie("cart").unwrap();
    let token = bearer(&shop.person(), "Ines", &[("Cart-Token", &cart)]).await;
    assert_eq!(lies_in(&shop.person(), &[("Authorization", &token)]).await, [("Aurora Sans".to_owned(), 1)]);
    assert!(browser.reads("/cart").await.contains("Your cart is empty"), "it has gone to the account");
    shop.close().await;
}

/// Case 42 of the threats: another's cart is not there, whichever way one asks.
#[rocket::async_test]
async fn threat_42_another_s_cart_is_not_there() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let ines = shop.person();
    ines.puts(&font).await;
    let guest_token = ines.cookie("cart").unwrap();
    ines.registers("Ines").await;
    ines.confirms("Ines").await;
    let token = bearer(&ines, "Ines", &[]).await;
    let cart = ines.sends(Method::Get, "/api/v1/cart", &[("Authorization", &token)], b"").await.json();
    let line = cart["lines"][0]["id"].as_str().unwrap().to_owned();

    let eve = shop.member("Eve").await;
    let hers = bearer(&eve, "Eve", &[]).await;
    let guest = shop.person();
    // Whoever once saw the guest's token opens nothing with it.
    let ways: [&[(&str, &str)]; 3] =
        [&[("Authorization", &hers)], &[("Cart-Token", &guest_token)], &[("Cart-Token", "AAAA")]];
    for headers in ways {
        assert!(lies_in(&guest, headers).await.is_empty());
        let path = format!("/api/v1/cart/lines/{line}");
        assert_eq!(guest.sends(Method::Delete, &path, headers, b"").await.status, Status::NotFound);
        let body = [headers, &[("Content-Type", "application/json")]].concat();
        assert_eq!(guest.sends(Method::Patch, &path, &body, br#"{"quantity": 9}"#).await.status, Status::NotFound);
    }
    for path in [format!("/cart/lines/{line}"), format!("/cart/lines/{line}/removal")] {
        assert_eq!(eve.posts(&path, &[("quantity", "9")]).await.status, Status::NotFound);
    }
    let forged = guest.sends(Method::Get, "/api/v1/cart", &[("Authorization", "Bearer e30.e30.x")], b"").await;
    assert_eq!(forged.status, Status::Unauthorized, "a token that is not good makes no guest");
    assert_eq!(lies_in(&ines, &[("Authorization", &token)]).await, [("Aurora Sans".to_owned(), 1)]);
    shop.close().await;
}

#[rocket::async_test]
async fn orders_of_members_belong_to_their_account() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let icons = ada.sells("Pebble Icons", "9").await;
    let ines = shop.member("Ines").await;
    ines.puts(&font).await;
    let page = ines.reads("/checkout").await;
    assert!(page.contains("value=\"ines@example.com\""), "nobody is asked for what is known: {page}");
    let key = crate::cast::hidden(&page, "key");
    let form = [
        ("key", key.as_str()),
        ("email", "books@example.org"),
        ("gateway", "test"),
        ("outcome", "paid"),
        ("immediate_delivery_consent", "true"),
    ];
    let placed = ines.posts("/checkout", &form).await;
    let order = placed.header("Location").unwrap().to_owned();
    // What she puts in afterwards has nothing to do with a second click.
    ines.puts(&icons).await;
    assert_eq!(ines.posts("/checkout", &form).await.header("Location"), Some(order.as_str()));
    assert!(ines.reads("/cart").await.contains("Pebble Icons"));
    assert!(ines.reads("/library").await.contains("Aurora Sans"), "whichever address the receipt goes to");

    let token = bearer(&ines, "Ines", &[]).await;
    let headers = [("Content-Type", "application/json"), ("Authorization", token.as_str())];
    let body = json!({"email": "ines@example.com", "gateway": "test", "immediate_delivery_consent": true}).to_string();
    let program = shop.person();
    let seen = program.sends(Method::Post, "/api/v1/orders", &headers, body.as_bytes()).await;
    assert_eq!((seen.status, seen.json()["status"].as_str()), (Status::Created, Some("paid")), "{}", seen.text());
    let all = program.sends(Method::Get, "/api/v1/orders", &headers[1..], b"").await.json();
    assert_eq!(all["total"], 2);
    let library = ines.reads("/library").await;
    assert!(library.contains("Aurora Sans") && library.contains("Pebble Icons"), "{library}");

    // A payment that fails gives the cart back, also where another was begun meanwhile.
    ines.puts(&font).await;
    let declined = json!({"email": "ines@example.com", "gateway": "test", "outcome": "delayed",
        "immediate_delivery_consent": true})
    .to_string();
    let waiting = program.sends(Method::Post, "/api/v1/orders", &headers, declined.as_bytes()).await.json();
    ines.puts(&icons).await;
    let end = format!(
        "/api/v1/orders/{}/test-payment?token={}",
        waiting["id"].as_str().unwrap(),
        waiting["access_token"].as_str().unwrap()
    );
    program.asks(Method::Post, &end, &json!({"outcome": "declined"})).await;
    let cart = ines.reads("/cart").await;
    assert!(cart.contains("Aurora Sans") && cart.contains("Pebble Icons"), "{cart}");
    shop.close().await;
}

/// Acceptance 15: both ends may be closed and opened again.
#[test]
fn a_cart_survives_a_restart() {
    let machine = Machine::new();
    let goods = "Title,URL handle,Vendor,Price,Status\nBus Glue,bus-glue,Tidepool,12.00,active\n";
    std::fs::write(machine.path("goods.csv"), goods).unwrap();
    machine.reports(&["import", "products", "goods.csv"]);
    let mut running = machine.serves();
    let body = json!({"product": "bus-glue", "quantity": 2}).to_string();
    let path = format!("{}/api/v1/cart/lines", running.url);
    let added = ureq::post(path).content_type("application/json").send(body).unwrap();
    let token = added.headers().get("Cart-Token").unwrap().to_str().unwrap().to_owned();
    running.child.kill().unwrap();
    running.child.wait().unwrap();

    let running = machine.serves();
    let cookie = format!("cart={token}");
    let mut page = ureq::get(format!("{}/cart", running.url)).header("Cookie", &cookie).call().unwrap();
    let page = page.body_mut().read_to_string().unwrap();
    assert!(page.contains("Bus Glue") && page.contains("$24.00"), "{page}");
}

#[rocket::async_test]
async fn carts_that_nobody_touches_are_forgotten() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let (bob, eve) = (shop.person(), shop.person());
    bob.puts(&font).await;
    shop.later(std::time::Duration::from_secs(60 * 24 * 3600)).await;
    eve.puts(&font).await;
    shop.later(std::time::Duration::from_secs(31 * 24 * 3600)).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["pieces"], 0);
    assert_eq!(eve.opens("/api/v1/cart").await.json()["pieces"], 1);
    shop.close().await;
}
