//! Carts of outside agents. They are guests' carts: an agent fills one and hands the shopper a link, and nothing is
//! bought but by the shopper.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    contents, link,
    wire::CartJson,
    wish::{self, Wish},
};
use crate::{
    base::{Error, LineId, Result},
    features::carts::{self, Cart, CartToken, Quotes, Shopper},
    platform::{
        agents::{Effect, Tool},
        db::{Db, Reads},
        web::Shop,
    },
};

/// Which cart.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    /// From the answer of `add_to_cart`.
    cart_token: String,
}

/// What is put in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct New {
    /// The `id` or `slug` of the product.
    product: String,
    /// The `id` of one of its editions; the cheapest if left out.
    edition: Option<String>,
    /// 1 to 99; 1 if left out.
    quantity: Option<u32>,
    /// What the shopper wants to pay for one, in minor units; only where the edition says `pay_what_you_want`.
    price: Option<u64>,
    /// The cart that there is; a new one if left out.
    cart_token: Option<String>,
}

/// What is changed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Changed {
    /// From the answer of `add_to_cart`.
    cart_token: String,
    /// The `id` of a line of the cart.
    line: String,
    /// 1 to 99; 0 takes the line out.
    quantity: u32,
}

/// A cart and what opens it.
#[derive(Debug, Serialize)]
struct Opened {
    cart_token: String,
    #[serde(flatten)]
    cart: CartJson,
}

/// Where the shopper goes on.
#[derive(Debug, Serialize)]
struct Way {
    /// A page of the shop that shows what is in the cart and asks whether to buy it.
    url: String,
}

/// Where carts are kept and what they come to.
#[derive(Clone)]
struct Counter {
    db: Db,
    shop: Shop,
    quotes: Quotes,
}

impl Counter {
    fn shown(&self, txn: &impl Reads, cart: &Cart, token: CartToken) -> Result<Opened> {
        let shopper = Shopper::guest(token.clone());
        let cart = contents::of(txn, &self.quotes, cart, &shopper, self.db.clock().now())?;
        Ok(Opened { cart_token: token.reveal(), cart: CartJson::new(&cart) })
    }

    fn see(&self, which: &Which) -> Result<Opened> {
        let token = token(&which.cart_token)?;
        self.db.look(|txn| self.shown(txn, &open(txn, &token)?, token.clone()))
    }

    async fn add(self, new: New) -> Result<Opened> {
        let (quantity, price) = (new.quantity.map(Value::from), new.price.map(Value::from));
        let wish = Wish::of_json(new.edition.as_deref(), quantity.as_ref(), price.as_ref(), self.shop.currency)?;
        let known = new.cart_token.as_deref().map(token).transpose()?;
        let shopper = Shopper { token: known, ..Shopper::default() };
        let db = self.db.clone();
        db.write(move |txn| {
            let (cart, token) = wish::put(txn, &shopper, &new.product, &wish)?;
            self.shown(txn, &cart, token.ok_or_else(|| Error::internal("a guest's cart has a token"))?)
        })
        .await
    }

    async fn change(self, changed: Changed) -> Result<Opened> {
        let token = token(&changed.cart_token)?;
        let line: LineId = changed.line.parse().map_err(|_| Error::invalid("line", "There is no such line"))?;
        let quantity = Some(Value::from(changed.quantity)).filter(|_| changed.quantity > 0);
        let wish = Wish::of_json(None, quantity.as_ref(), None, self.shop.currency)?;
        let db = self.db.clone();
        db.write(move |txn| {
            let mut cart = open(txn, &token)?;
            match changed.quantity {
                0 => carts::remove(txn, &mut cart, line)?,
                _ => wish::alter(txn, &mut cart, line, &wish)?,
            }
            self.shown(txn, &cart, token.clone())
        })
        .await
    }

    fn way(&self, which: &Which) -> Result<Way> {
        let cart = self.db.look(|txn| open(txn, &token(&which.cart_token)?))?;
        if cart.lines.is_empty() {
            return Err(Error::invalid("cart_token", "The cart is empty"));
        }
        Ok(Way { url: self.shop.base_url.to(&link::to(&cart)) })
    }
}

fn token(text: &str) -> Result<CartToken> {
    CartToken::parse(text).ok_or_else(gone)
}

fn open(txn: &impl Reads, token: &CartToken) -> Result<Cart> {
    carts::find_open(txn, &Shopper::guest(token.clone()))?.ok_or_else(gone)
}

fn gone() -> Error {
    Error::invalid("cart_token", "There is no such cart; add_to_cart without it begins one")
}

/// What agents fill carts with.
pub fn tools(db: Db, shop: Shop, quotes: Quotes) -> Vec<Tool> {
    let counter = Counter { db, shop, quotes };
    let (see, add, change, way) = (counter.clone(), counter.clone(), counter.clone(), counter);
    vec![
        Tool::new(
            ("get_cart", "Look into the cart"),
            "Tells what is in a cart and what it comes to at this moment.",
            Effect::Reads,
            move |_, which: Which| {
                let counter = see.clone();
                async move { counter.see(&which) }
            },
        ),
        Tool::new(
            ("add_to_cart", "Put into the cart"),
            "Puts an edition of a product into a cart and tells what the cart comes to. Nothing is bought by that.",
            Effect::Changes,
            move |_, new: New| add.clone().add(new),
        ),
        Tool::new(
            ("update_cart", "Change the cart"),
            "Changes how many pieces of a line are wanted, or takes the line out.",
            Effect::Changes,
            move |_, changed: Changed| change.clone().change(changed),
        ),
        Tool::new(
            ("checkout_link", "Hand over to the shopper"),
            "Answers with the address of a page on which the shopper sees what is in the cart and buys it.",
            Effect::Reads,
            move |_, which: Which| {
                let counter = way.clone();
                async move { counter.way(&which) }
            },
        ),
    ]
}
