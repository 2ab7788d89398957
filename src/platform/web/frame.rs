//! What surrounds every page: the shop's name, the way around it, the visitor's cart and light.

use std::{convert::Infallible, sync::Arc};

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{Shop, Theme, identity::identity};
use crate::base::Role;

/// Everything that the layouts place around a page; each page struct carries one as its field `frame`.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// The shop's name, in the header, the title and the footer.
    pub shop: String,
    /// One sentence about the shop, in the footer and for search engines.
    pub about: String,
    /// Where people write to, in the footer.
    pub contact: Option<String>,
    /// The code of the currency in which prices are shown.
    pub currency: String,
    /// Light, dark or whatever the visitor's system says.
    pub theme: Theme,
    /// How many pieces lie in the visitor's cart.
    pub cart: u32,
    /// Whether the visitor has signed in.
    pub signed_in: bool,
    /// What they may do, if they have.
    pub role: Option<Role>,
    /// What forms that act in their name carry in the field `_token`. Pages that are kept for others have none.
    pub form_token: String,
    /// The links below the search box.
    pub nav: Arc<[NavItem]>,
    /// The `url` of the navigation item that this page belongs to.
    pub here: String,
    /// The path and query of this page, to which small forms lead back.
    pub path: String,
    /// What stands in the search box.
    pub query: String,
    /// The one address of this page for search engines.
    pub canonical: Option<String>,
    /// Keeps search engines away.
    pub noindex: bool,
    /// The test gateway is on, so nobody pays; said on top of every page.
    pub test_mode: bool,
    /// Pages that this shop does not have.
    pub absent: &'static [&'static str],
    /// Bodega's version.
    pub version: &'static str,
}

/// Pages that a shop does not have, since what they need is not set up: no navigation leads there. Managed state.
#[derive(Debug, Clone, Copy, Default)]
pub struct Absent(pub &'static [&'static str]);

impl Frame {
    /// A frame with nothing but the shop's name, good enough when the store cannot be asked.
    pub fn bare(shop: impl Into<String>) -> Self {
        Self { shop: shop.into(), version: env!("CARGO_PKG_VERSION"), ..Self::default() }
    }

    /// The same frame around a page that belongs to this navigation item.
    #[must_use]
    pub fn at(mut self, here: impl Into<String>) -> Self {
        self.here = here.into();
        self
    }

    /// The same frame with this text in the search box.
    #[must_use]
    pub fn asking(mut self, query: impl Into<String>) -> Self {
        self.query = query.into();
        self
    }

    /// The same frame around a page that is known by this address.
    #[must_use]
    pub fn known_as(mut self, url: impl Into<String>) -> Self {
        self.canonical = Some(url.into());
        self
    }

    /// The same frame around a page that is nobody else's business.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.noindex = true;
        self
    }

    /// Whether this shop has the page at `url`.
    pub fn has(&self, url: &str) -> bool {
        !self.absent.contains(&url)
    }

    /// What a screen reader hears for the cart.
    pub fn cart_label(&self) -> String {
        match self.cart {
            0 => "Cart, empty".into(),
            1 => "Cart, 1 item".into(),
            n => format!("Cart, {n} items"),
        }
    }
}

/// Who tells what only features know: the way around the shop, and what lies in the cart. Managed state.
pub struct Surroundings {
    /// The links below the search box.
    pub nav: Box<dyn Fn() -> Arc<[NavItem]> + Send + Sync>,
    /// How many pieces lie in the cart of whoever asks.
    pub cart: Box<dyn Fn(&Request<'_>) -> u32 + Send + Sync>,
}

impl Frame {
    /// The frame around the answer to `request`.
    pub fn of(request: &Request<'_>) -> Self {
        let Some(shop) = request.rocket().state::<Shop>() else { return Self::bare("Bodega") };
        let mut frame = Self::bare(shop.name.clone());
        frame.about = shop.about.clone();
        frame.contact = shop.contact.clone();
        frame.currency = shop.currency.code().to_owned();
        frame.theme = Theme::of(request.cookies());
        frame.path = request.uri().to_string();
        frame.test_mode = shop.is_test();
        frame.absent = request.rocket().state::<Absent>().copied().unwrap_or_default().0;
        if let Ok(Some(who)) = identity(request) {
            frame.signed_in = true;
            frame.role = Some(who.role);
            frame.form_token.clone_from(&who.form_token);
        }
        if let Some(surroundings) = request.rocket().state::<Surroundings>() {
            frame.nav = (surroundings.nav)();
            frame.cart = (surroundings.cart)(request);
        }
        frame
    }

    /// What of this frame differs between visitors of the same address.
    pub fn variant(&self) -> String {
        format!("{:?} {} {:?}", self.theme, self.cart, self.role)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Frame {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self::of(request))
    }
}

/// One link of the navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// What it reads.
    pub name: String,
    /// Where it leads.
    pub url: String,
}

impl NavItem {
    /// A link with this name.
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self { name: name.into(), url: url.into() }
    }
}
