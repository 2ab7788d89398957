//! Links that carry the code of a discount: `/?discount=CODE`, `/products/<name>?discount=CODE`.

use std::{convert::Infallible, time::Duration};

use rocket::{
    Request,
    http::{Cookie, SameSite},
    request::{FromRequest, Outcome},
    time,
};

use super::{Cart, Shopper, find_open, set_codes};
use crate::{
    base::Result,
    platform::{db::Db, web::Shop},
};

const COOKIE: &str = "discount";
const LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Whoever opens a page that a link with a code may lead to: the code goes into their cart, or is kept until they have
/// one. Whether it is good for anything is told where they see their cart.
pub struct Followed;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Followed {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let code = request.query_value::<String>("discount").and_then(Result::ok).and_then(|it| tidy(&it));
        if let Some(code) = code {
            keep(request, &code);
            // A cart that cannot be changed just now is no reason to show no page: the cookie has the code.
            if let Err(error) = put(request, code).await {
                tracing::debug!("the code of a link waits: {}", error.in_full());
            }
        }
        Outcome::Success(Self)
    }
}

/// The code that a browser keeps until there is a cart.
pub(super) fn kept(request: &Request<'_>) -> Option<String> {
    request.cookies().get(COOKIE).and_then(|it| tidy(it.value()))
}

fn keep(request: &Request<'_>, code: &str) {
    let secure = request.rocket().state::<Shop>().is_some_and(|it| it.base_url.is_https());
    let life = time::Duration::seconds(LIFE.as_secs().cast_signed());
    let cookie = Cookie::build((COOKIE, code.to_owned())).path("/").http_only(true).secure(secure);
    request.cookies().add(cookie.same_site(SameSite::Lax).max_age(life));
}

async fn put(request: &Request<'_>, code: String) -> Result<()> {
    let Some(db) = request.rocket().state::<Db>() else { return Ok(()) };
    let shopper = Shopper::of(request)?;
    let cart = db.look(|txn| find_open(txn, &shopper))?;
    let Some(cart) = cart.filter(|it| !it.codes.contains(&code)) else { return Ok(()) };
    drop(cart);
    db.write(move |txn| {
        let Some(mut cart) = find_open(txn, &shopper)? else { return Ok(()) };
        let mut codes = vec![code.clone()];
        codes.extend(cart.codes.iter().filter(|it| **it != code).take(Cart::CODES - 1).cloned());
        set_codes(txn, &mut cart, &codes)
    })
    .await
}

/// In capitals; nothing that could not be a code.
fn tidy(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (!code.is_empty() && code.len() <= 40 && code.bytes().all(good)).then_some(code)
}
