//! Cases 40 and 42 of the threats: what belongs to somebody is, for everyone else, not there. Every route with an
//! identifier is tried as another account, as a guest and with a key that is not good for it; the answer must be that to
//! an identifier that does not exist.

use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{PASSWORD, address_of},
    shop::{Person, Seen, Shop},
};

/// Someone's ways to ask: an access token, and a key that is good for reading their account only.
struct Asker {
    bearer: String,
    weak: String,
}

impl Asker {
    async fn of(person: &Person<'_>, name: &str) -> Self {
        let body = json!({"email": address_of(name), "password": PASSWORD});
        let login = person.asks(Method::Post, "/api/v1/auth/login", &body).await.json();
        let bearer = format!("Bearer {}", login["access_token"].as_str().unwrap());
        let key = json!({"name": "weak", "scopes": ["account:read"]});
        let made = asks(person.shop(), Method::Post, "/api/v1/me/api-keys", Some(&bearer), &key).await;
        assert_eq!(made.status, Status::Created, "{}", made.text());
        let secret = ["secret", "key", "token"].iter().find_map(|it| made.json()[*it].as_str().map(str::to_owned));
        Self { bearer, weak: format!("Bearer {}", secret.unwrap()) }
    }
}

async fn asks(shop: &Shop, method: Method, path: &str, auth: Option<&str>, body: &Value) -> Seen {
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(auth.map(|it| ("Authorization", it)));
    shop.send(method, path, &headers, body.to_string().as_bytes()).await
}

/// Status and words of an answer, without the number of the request.
fn told(seen: &Seen) -> (Status, String) {
    let mut words = seen.text();
    if let Ok(mut json) = serde_json::from_str::<Value>(&words) {
        json["request_id"] = Value::Null;
        words = json.to_string();
    }
    (seen.status, words)
}

/// The same identifier with another number: there is no such thing.
fn nobodys(id: &str) -> String {
    let (kind, number) = id.split_once('_').unwrap();
    let last = if number.ends_with('0') { '1' } else { '0' };
    format!("{kind}_{}{last}", &number[..number.len() - 1])
}

#[rocket::async_test]
async fn threat_40_what_is_anothers_is_not_there() {
    let shop = Shop::open().await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let (ines, eve) = (shop.member("Ines").await, shop.member("Eve").await);
    let (hers, foreign) = (Asker::of(&ines, "Ines").await, Asker::of(&eve, "Eve").await);
    let api = |method, path: &'static str, body: Value| {
        let (shop, auth) = (&shop, hers.bearer.clone());
        async move { asks(shop, method, &format!("/api/v1{path}"), Some(&auth), &body).await.json() }
    };
    api(Method::Post, "/cart/lines", json!({"product": font.id()})).await;
    let wish = json!({"email": "ines@example.com", "gateway": "test", "outcome": "paid",
        "immediate_delivery_consent": true});
    let order = api(Method::Post, "/orders", wish).await["id"].as_str().unwrap().to_owned();
    let first = |list: &Value| list["data"][0]["id"].as_str().unwrap().to_owned();
    let list = api(Method::Post, "/wishlists", json!({"name": "For the studio"})).await;
    let list = list["id"].as_str().unwrap().to_owned();
    let session = first(&api(Method::Get, "/me/sessions", json!(null)).await);
    let key = first(&api(Method::Get, "/me/api-keys", json!(null)).await);

    let mut routes = vec![
        (Method::Get, "/api/v1/orders/{id}", order.clone()),
        (Method::Get, "/api/v1/orders/{id}/downloads", order.clone()),
        (Method::Get, "/api/v1/orders/{id}/archive.zip", order.clone()),
        (Method::Get, "/api/v1/orders/{id}/documents", order.clone()),
        (Method::Get, "/api/v1/orders/{id}/invoice.pdf", order.clone()),
        (Method::Put, "/api/v1/orders/{id}/billing", order.clone()),
        (Method::Get, "/api/v1/orders/{id}/withdrawal", order.clone()),
        (Method::Delete, "/api/v1/me/sessions/{id}", session),
        (Method::Delete, "/api/v1/me/api-keys/{id}", key),
    ];
    for (method, path) in [
        (Method::Get, "/api/v1/wishlists/{id}"),
        (Method::Patch, "/api/v1/wishlists/{id}"),
        (Method::Delete, "/api/v1/wishlists/{id}"),
        (Method::Get, "/api/v1/wishlists/{id}/items"),
        (Method::Put, "/api/v1/wishlists/{id}/share"),
        (Method::Delete, "/api/v1/wishlists/{id}/share"),
        (Method::Post, "/api/v1/wishlists/{id}/cart"),
    ] {
        routes.push((method, path, list.clone()));
    }
    for (method, route, id) in &routes {
        let path = |id: &str| route.replace("{id}", id);
        for (who, auth) in [("another", Some(&foreign.bearer)), ("a guest", None), ("a weak key", Some(&foreign.weak))]
        {
            let auth = auth.map(String::as_str);
            let real = asks(&shop, *method, &path(id), auth, &json!({"name": "Mine now"})).await;
            let missing = asks(&shop, *method, &path(&nobodys(id)), auth, &json!({"name": "Mine now"})).await;
            assert_eq!(told(&real), told(&missing), "{who}: {method} {route}");
            assert!(real.status.code >= 400, "{who}: {method} {route} answers {}", real.status);
            if who == "another" {
                assert_eq!(real.status, Status::NotFound, "{method} {route}");
            }
        }
    }
    // A key of the owner that is not good for it opens nothing either; her own token does.
    for path in [format!("/api/v1/orders/{order}"), format!("/api/v1/wishlists/{list}")] {
        assert!(asks(&shop, Method::Get, &path, Some(&hers.weak), &json!(null)).await.status.code >= 400, "{path}");
        assert_eq!(
            asks(&shop, Method::Get, &path, Some(&hers.bearer), &json!(null)).await.status,
            Status::Ok,
            "{path}"
        );
    }
    // Pages, too.
    assert_eq!(eve.opens(&format!("/orders/{order}")).await.status, Status::NotFound);
    assert_eq!(ines.opens(&format!("/orders/{order}")).await.status, Status::Ok);
    assert_eq!(eve.opens(&format!("/wishlists/{list}")).await.status, Status::NotFound);
    shop.close().await;
}

/// Case 42: a token of another's order or cart attaches nothing.
#[rocket::async_test]
async fn threat_42_anothers_token_opens_one_thing_only() {
    let shop = Shop::open().await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let (bob, eve) = (shop.person(), shop.person());
    let (first, second) = (bob.buys(&font).await, eve.buys(&font).await);
    let crossed = format!("/api/v1/orders/{}?token={}", first.id, second.token);
    assert_eq!(eve.opens(&crossed).await.status, Status::NotFound);
    assert_eq!(eve.opens(&first.api("")).await.status, Status::Ok, "the link itself is the key");
    shop.close().await;
}
