//! Admins and the people they mind.

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
    shop.send(method, path, &headers, body.to_string().as_bytes()).await
}

#[rocket::async_test]
async fn an_admin_finds_people_gives_roles_and_keeps_them_out() {
    let shop = Shop::open().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let ines = shop.member("Ines").await;
    assert_eq!(ann.opens("/admin").await.header("Location"), Some("/admin/orders"));
    let list = ann.reads("/admin/users?q=ines").await;
    Html::of("users", &list).is_well_formed();
    assert!(list.contains("ines@example.com") && !list.contains("ann@example.com"));
    assert!(!ann.reads("/admin/users?role=admin").await.contains("ines@example.com"));
    let page = list.split("href=\"").find(|it| it.starts_with("/admin/users/usr_")).unwrap();
    let page = page.split('"').next().unwrap().to_owned();
    Html::of("user", &ann.reads(&page).await).is_well_formed();

    ann.submits(&page, &format!("{page}/role"), &[("role", "moderator")]).await;
    assert!(ines.reads("/").await.contains("href=\"/login\""), "case 55: signed out at once");
    let reason = [("reason", "Too loud")];
    ann.submits(&page, &format!("{page}/suspension"), &reason).await;
    let refused = ines.signs_in("Ines", PASSWORD).await;
    assert_eq!(refused.status, Status::Forbidden);
    assert!(refused.text().contains("Too loud"), "{}", refused.text());
    assert!(ines.signs_in("Ines", "wrong words").await.status == Status::Unauthorized, "only with the password");
    ann.submits(&page, &format!("{page}/restoration"), &[]).await;
    assert_eq!(ines.signs_in("Ines", PASSWORD).await.status, Status::SeeOther);
    assert_eq!(ines.opens("/admin/users").await.status, Status::Forbidden, "a moderator is no admin");

    let audit = ann.reads("/admin/audit").await;
    Html::of("audit", &audit).is_well_formed();
    for told in ["Changed a role", "customer to moderator", "Suspended an account", "Too loud", "Failed to sign in"] {
        assert!(audit.contains(told), "{told}: {audit}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn the_last_admin_stays() {
    let shop = Shop::open().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let auth = bearer(&ann, "Ann").await;
    let users = api(&shop, Method::Get, "/api/v1/admin/users", &auth, &json!(null)).await.json();
    assert_eq!(users["total"], 1);
    let path = format!("/api/v1/admin/users/{}", users["data"][0]["id"].as_str().unwrap());
    for change in [json!({"role": "customer"}), json!({"suspended": true})] {
        assert_eq!(api(&shop, Method::Patch, &path, &auth, &change).await.status, Status::Conflict);
    }
    for wrong in [json!({"role": "owner"}), json!({"email": "eve@example.com"})] {
        assert_eq!(api(&shop, Method::Patch, &path, &auth, &wrong).await.status, Status::UnprocessableEntity);
    }
    let page = format!("/admin/users/{}", users["data"][0]["id"].as_str().unwrap());
    let refused = ann.submits(&page, &format!("{page}/role"), &[("role", "customer")]).await;
    assert_eq!(refused.status, Status::Conflict);
    assert!(refused.text().contains("only admin"));
    let audit = api(&shop, Method::Get, "/api/v1/admin/audit?limit=2", &auth, &json!(null)).await.json();
    assert_eq!(audit["data"].as_array().unwrap().len(), 2);
    let next = format!("/api/v1/admin/audit?limit=2&cursor={}", audit["next"].as_str().unwrap());
    let older = api(&shop, Method::Get, &next, &auth, &json!(null)).await.json();
    assert!(older["data"][0]["at"].as_str() <= audit["data"][1]["at"].as_str());
    shop.close().await;
}

/// What cannot be undone is asked only of those who have just proven who they are.
#[rocket::async_test]
async fn power_needs_a_fresh_proof() {
    let shop = Shop::open().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    shop.member("Ines").await;
    let auth = bearer(&ann, "Ann").await;
    let users = api(&shop, Method::Get, "/api/v1/admin/users?q=ines", &auth, &json!(null)).await.json();
    let path = format!("/admin/users/{}", users["data"][0]["id"].as_str().unwrap());
    shop.clock.advance(std::time::Duration::from_secs(11 * 60));
    let change = json!({"role": "seller"});
    let stale = api(&shop, Method::Patch, &format!("/api/v1{path}"), &auth, &change).await;
    assert_eq!(stale.status, Status::Forbidden, "{}", stale.text());
    let form = ann.submits(&path, &format!("{path}/role"), &[("role", "seller")]).await;
    assert_eq!(form.status, Status::Forbidden, "{}", form.text());
    ann.submits("/login/confirm", "/login/confirm", &[("password", PASSWORD)]).await;
    let form = ann.submits(&path, &format!("{path}/role"), &[("role", "seller")]).await;
    assert_eq!(form.status, Status::SeeOther);
    shop.clock.advance(std::time::Duration::from_secs(31 * 60));
    let gone = ann.opens("/admin/users").await;
    assert!(gone.header("Location").unwrap().starts_with("/login"), "an admin's session ends after half an hour");
    shop.close().await;
}
