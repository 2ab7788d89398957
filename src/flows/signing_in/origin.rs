//! From where and with what somebody asks.

use std::{convert::Infallible, net::IpAddr};

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use crate::{
    features::{
        assistant::{self, TalkToken},
        carts::{self, CartToken},
        wishlists::{self, WishToken},
    },
    platform::web::ClientAddress,
};

/// The longest name of a program that is kept.
const LONGEST: usize = 200;

/// The address and the program of whoever asks.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Their address.
    pub address: IpAddr,
    /// What limits count it as.
    pub key: String,
    /// What their browser or program calls itself.
    pub device: String,
    /// What opens the cart that they filled as a guest: it joins that of the account that they sign in to.
    pub cart: Option<CartToken>,
    /// What opens their list as a guest, which joins those of the account.
    pub wishes: Option<WishToken>,
    /// What opens what they talked about with the assistant as a guest.
    pub talk: Option<TalkToken>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Origin {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let client = ClientAddress::of(request);
        let agent = request.headers().get_one("User-Agent").unwrap_or_default();
        let device = agent.chars().filter(|it| !it.is_control()).take(LONGEST).collect();
        let (cart, wishes) = (carts::KEEPSAKE.brought(request), wishlists::KEEPSAKE.brought(request));
        let talk = assistant::KEEPSAKE.brought(request);
        Outcome::Success(Self { address: client.0, key: client.key(), device, cart, wishes, talk })
    }
}
