//! Case 68 of the threats: who may use which route. A route without a row here fails the test.

use bodega::{
    base::{Email, Role, UserId},
    features::{
        accounts::{self, NewUser, Password},
        api_keys::{self, KeyForm},
        sessions::{self, Access, Medium, NewSession},
    },
    platform::{db::WriteTxn, web::form_token},
};
use rocket::http::{Method, Status};

use crate::shop::{Seen, Shop};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Anyone, signed in or not.
    Nothing,
    /// Anyone in person, guests too; of keys only those that are good for this, none if nothing is named.
    Guest(&'static str),
    /// Whatever the address or the body carries: everyone with the same gets the same.
    Token,
    /// Someone who signed in, with this role or more.
    Person(Role),
    /// Someone who signed in and minds any part of the shop.
    Staff,
    /// As a person, or a key that is good for this.
    Key(Role, &'static str),
}

use Needs::{Guest, Key, Nothing, Person, Staff, Token};

include!("matrix/rows.rs");

/// Somebody of a role, with all they could ask with.
struct Somebody {
    user: UserId,
    cookie: String,
    token: String,
    bearer: String,
    key: String,
}

async fn somebody(shop: &Shop, password: &Password, number: usize, role: Role) -> Somebody {
    let email = Email::parse(&format!("p{number}-{role}@example.com")).unwrap();
    let new = NewUser { name: "Somebody".into(), email, password: password.clone() };
    let keys = shop.app.keys.clone();
    let make = move |txn: &WriteTxn| {
        let user = accounts::make_admin(txn, &new)?;
        let user = accounts::set_role(txn, user.id, role)?;
        let session = |medium| NewSession {
            user: user.id,
            epoch: user.epoch,
            medium,
            strong: true,
            device: String::new(),
            address: [127, 0, 0, 1].into(),
            place: None,
        };
        let browser = sessions::begin(txn, &keys, session(Medium::Browser { keep: false }))?;
        let program = sessions::begin(txn, &keys, session(Medium::Tokens))?;
        let key = KeyForm { name: "read".into(), scopes: vec!["account:read".into()], days: 0 }.parse()?;
        let (_, key) = api_keys::make(txn, user.id, user.epoch, &key)?;
        Ok((user.id, browser, program.0, key))
    };
    let (user, (browser, cookie), program, key) = shop.app.db.write(make).await.unwrap();
    let access = Access::new(shop.app.keys.clone(), &shop.app.shop.base_url);
    Somebody {
        user,
        cookie: format!("session={}", cookie.reveal()),
        token: form_token(&shop.app.keys, browser.id),
        bearer: format!("Bearer {}", access.issue(&program, shop.clock.now()).unwrap()),
        key: format!("Bearer {key}"),
    }
}

/// Asks as somebody would, or as a visitor.
async fn asks(shop: &Shop, method: Method, path: &str, who: Option<&Somebody>, by_key: bool) -> Seen {
    let api = path.starts_with("/api/");
    let kind = if api { "application/json" } else { "application/x-www-form-urlencoded" };
    let mut headers = vec![("Content-Type", kind), ("Origin", "http://127.0.0.1:8000")];
    let mut body = if api { "{}".to_owned() } else { String::new() };
    if let Some(who) = who {
        if api {
            headers.push(("Authorization", if by_key { &who.key } else { &who.bearer }));
        } else {
            headers.push(("Cookie", &who.cookie));
            headers.push(("X-Form-Token", &who.token));
            body = serde_html_form::to_string([("_token", &who.token)]).unwrap();
        }
    }
    shop.send(method, path, &headers, body.as_bytes()).await
}

/// A path of the route with something in place of each variable.
fn path_of(uri: &str) -> String {
    let path = uri.split('?').next().unwrap();
    let parts = path.split('/').collect::<Vec<_>>();
    let filled = parts.iter().enumerate().map(|(at, part)| {
        if !part.starts_with('<') {
            return (*part).to_owned();
        }
        let before = parts[..at].iter().rev().find(|it| !it.starts_with('<')).copied().unwrap_or_default();
        let kind = KINDS.iter().find(|(name, _)| *name == before).map(|(_, prefix)| *prefix);
        kind.map_or_else(|| "something".to_owned(), |kind| format!("{kind}_019ab000000070008000000000000001"))
    });
    filled.collect::<Vec<_>>().join("/")
}

fn is_shut_out(seen: &Seen) -> bool {
    let to_sign_in = seen.header("Location").is_some_and(|it| it.starts_with("/login") && !it.contains("done="));
    matches!(seen.status, Status::Unauthorized | Status::Forbidden) || to_sign_in
}

#[rocket::async_test]
async fn threat_68_every_route_has_its_row_and_keeps_to_it() {
    let shop = Shop::open().await;
    let password = Password::hash("seven quiet lighthouses".into(), &[]).await.unwrap();
    // Somebody has to be the last admin.
    somebody(&shop, &password, 1_000_000, Role::Admin).await;
    let rocket = shop.app.rocket();
    let mut wrong = Vec::new();
    let mut seen_rows = std::collections::HashSet::new();
    for (number, route) in rocket.routes().enumerate() {
        let uri = route.uri.to_string();
        let name = format!("{} {}", route.method, uri.split('?').next().unwrap());
        if OPEN.iter().any(|prefix| uri.starts_with(prefix)) {
            continue;
        }
        let Some((_, needs)) = ROWS.iter().find(|(row, _)| *row == name) else {
            wrong.push(format!("(\"{name}\", Nothing),"));
            continue;
        };
        seen_rows.insert(name.clone());
        let path = path_of(&uri);
        let visitor = asks(&shop, route.method, &path, None, false).await;
        let open = matches!(needs, Nothing | Guest(_));
        if *needs != Token && is_shut_out(&visitor) == open {
            wrong.push(format!("{name}: a visitor gets {}", visitor.status));
        }
        for role in Role::ALL {
            let who = somebody(&shop, &password, number, role).await;
            let may = match needs {
                Nothing | Guest(_) => true,
                Token => !is_shut_out(&visitor),
                Person(least) | Key(least, _) => role.covers(*least),
                Staff => role.is_staff(),
            };
            let answer = asks(&shop, route.method, &path, Some(&who), false).await;
            if is_shut_out(&answer) == may {
                wrong.push(format!("{name}: {role} gets {} {:?}", answer.status, answer.header("Location")));
            }
            // What changes somebody's authority ends what they had; the next answers are those of others.
            let still = shop.app.db.look(|txn| accounts::find(txn, who.user)).unwrap();
            if uri.starts_with("/api/") && still.is_some_and(|it| it.epoch == u32::from(role != Role::Admin)) {
                let answer = asks(&shop, route.method, &path, Some(&who), true).await;
                let may = match needs {
                    Nothing => true,
                    Token => !is_shut_out(&visitor),
                    Person(_) | Staff => false,
                    Guest(scope) => *scope == "account:read",
                    Key(least, scope) => role.covers(*least) && *scope == "account:read",
                };
                if is_shut_out(&answer) == may {
                    wrong.push(format!("{name}: a weak key of a {role} gets {}", answer.status));
                }
            }
        }
    }
    wrong.extend(ROWS.iter().filter(|(row, _)| !seen_rows.contains(*row)).map(|(row, _)| format!("{row} is no route")));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    shop.close().await;
}
