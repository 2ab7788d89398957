//! Sellers with an account: what they see of their trade, and who else does.

use bodega::base::Role;
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{PASSWORD, address_of},
    pages::Html,
    shop::{Person, Seen, Shop},
};

async fn bearer(person: &Person<'_>, name: &str) -> String {
    let body = json!({"email": address_of(name), "password": PASSWORD});
    let seen = person.asks(Method::Post, "/api/v1/auth/login", &body).await;
    format!("Bearer {}", seen.json()["access_token"].as_str().unwrap())
}

async fn api(shop: &Shop, method: Method, path: &str, auth: &str, body: &Value) -> Seen {
    let headers = [("Authorization", auth), ("Content-Type", "application/json")];
    shop.send(method, &format!("/api/v1{path}"), &headers, body.to_string().as_bytes()).await
}

async fn gets(shop: &Shop, path: &str, auth: &str) -> Seen {
    api(shop, Method::Get, path, auth, &Value::Null).await
}

/// The page of someone in the office.
async fn page_of(admin: &Person<'_>, name: &str) -> String {
    let list = admin.reads(&format!("/admin/users?q={}", name.to_lowercase())).await;
    let page = list.split("href=\"").find(|it| it.starts_with("/admin/users/usr_")).unwrap();
    page.split('"').next().unwrap().to_owned()
}

#[rocket::async_test]
async fn an_account_is_made_that_of_a_seller_and_sees_its_money() {
    let shop = Shop::open().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let (ada, eve) = (shop.member("Ada").await, shop.member("Eve").await);
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let synth = shop.maker("Eve Audio").sells("Synth One", "40").await;
    assert_eq!(ada.opens("/sell").await.status, Status::Forbidden, "not a seller yet");

    let page = page_of(&ann, "Ada").await;
    let refused = ann.submits(&page, &format!("{page}/seller"), &[("seller", "  ")]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    Html::of("seller refused", &refused.text()).is_well_formed();
    let given = ann.submits(&page, &format!("{page}/seller"), &[("seller", "Ada Type")]).await;
    assert_eq!(given.status, Status::SeeOther, "{}", given.text());
    assert!(ann.reads(&page).await.contains("Ada Type"));
    // One seller, one account; one account, one seller.
    let hers = page_of(&ann, "Eve").await;
    let taken = ann.submits(&hers, &format!("{hers}/seller"), &[("seller", "Ada Type")]).await;
    assert_eq!(taken.status, Status::Conflict);
    assert!(taken.text().contains("Another account sells as them"));
    let second = ann.submits(&page, &format!("{page}/seller"), &[("seller", "Eve Audio")]).await;
    assert_eq!(second.status, Status::Conflict, "{}", second.text());

    assert_eq!(ada.opens("/sell").await.status, Status::SeeOther, "another role signs in anew");
    ada.signs_in("Ada", PASSWORD).await;
    let new = ada.reads("/sell").await;
    Html::of("desk", &new).is_well_formed();
    assert!(new.contains("1 product on the shelf") && new.contains("Nothing is due to you yet"), "{new}");
    assert!(ada.reads("/account").await.contains("href=\"/sell\""));
    let first = shop.person().buys(&font).await;
    // What is done in one moment has no order.
    shop.clock.advance(std::time::Duration::from_secs(1));
    for _ in 0..2 {
        shop.person().buys(&font).await;
    }
    shop.person().buys(&synth).await;
    let desk = ada.reads("/sell").await;
    assert!(desk.contains("$37.50") && !desk.contains("$40"), "{desk}");
    let ledger = ada.reads("/sell/ledger").await;
    Html::of("ledger", &ledger).is_well_formed();
    assert!(ledger.contains("3 entries") && !ledger.contains("bob@"), "{ledger}");

    let auth = bearer(&ada, "Ada").await;
    let balance = gets(&shop, "/seller/balance", &auth).await.json();
    assert_eq!(balance["due"], json!([{"amount": 3750, "currency": "USD"}]));
    assert_eq!(balance["seller"]["slug"], "ada-type");
    let newest = gets(&shop, "/seller/ledger?limit=2", &auth).await.json();
    assert_eq!((&newest["total"], newest["data"].as_array().unwrap().len()), (&json!(3), 2));
    let rest = format!("/seller/ledger?limit=2&cursor={}", newest["next"].as_str().unwrap());
    let rest = gets(&shop, &rest, &auth).await.json();
    assert_eq!((&rest["data"][0]["order"], &rest["data"][0]["reason"]), (&json!(first.id), &json!("sale")));
    assert_eq!((&rest["data"][0]["amount"]["amount"], &rest["next"]), (&json!(1250), &Value::Null));

    // A key for it, and one that is for something else.
    for (scope, status) in [("sales:read", Status::Ok), ("orders:read", Status::Forbidden)] {
        let made = api(&shop, Method::Post, "/me/api-keys", &auth, &json!({"name": "x", "scopes": [scope]})).await;
        let key = format!("Bearer {}", made.json()["secret"].as_str().unwrap());
        assert_eq!(gets(&shop, "/seller/balance", &key).await.status, status, "{scope}");
    }
    // Whoever has the role and no seller finds nothing; whoever has neither is turned away.
    assert_eq!(ann.opens("/sell").await.status, Status::NotFound);
    assert_eq!(eve.opens("/sell").await.status, Status::Forbidden);

    ann.submits(&page, &format!("{page}/seller/removal"), &[]).await;
    assert_eq!(gets(&shop, "/seller/balance", &auth).await.status, Status::Unauthorized, "it ends at once");
    ada.signs_in("Ada", PASSWORD).await;
    assert_eq!(ada.opens("/sell").await.status, Status::Forbidden);
    let audit = ann.reads("/admin/audit").await;
    assert!(audit.contains("Let an account sell") && audit.contains("Ended that an account sells"), "{audit}");
    shop.close().await;
}

#[rocket::async_test]
async fn programs_of_admins_let_sell_too() {
    let shop = Shop::open().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let ada = shop.member("Ada").await;
    shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let auth = bearer(&ann, "Ann").await;
    let path = page_of(&ann, "Ada").await;
    let seen = gets(&shop, &path, &auth).await;
    assert_eq!(seen.json()["seller"], Value::Null);
    let change = async |seller: &str| api(&shop, Method::Patch, &path, &auth, &json!({ "seller": seller })).await;
    assert_eq!(change("nobody-of-that-name").await.status, Status::UnprocessableEntity);
    let given = change("ada-type").await.json();
    assert_eq!((&given["seller"], &given["role"]), (&json!("ada-type"), &json!("seller")));
    ada.signs_in("Ada", PASSWORD).await;
    assert_eq!(ada.opens("/sell").await.status, Status::Ok);
    // Whoever looks after what others sell does not sell.
    let mo = shop.staff("Mo", Role::Moderator).await;
    let theirs = page_of(&ann, "Mo").await;
    let both = ann.submits(&theirs, &format!("{theirs}/seller"), &[("seller", "Mo Makes")]).await;
    assert_eq!((both.status, mo.opens("/sell").await.status), (Status::Conflict, Status::Forbidden));
    // A seller who goes leaves what is due with the shop.
    let closed = ada.submits("/account/closing", "/account/closing", &[("email", "ada@example.com")]).await;
    assert_eq!(closed.status, Status::SeeOther, "{}", closed.text());
    shop.close().await;
}
