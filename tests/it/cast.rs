//! The people of the stories: makers who sell, and what buyers do in a shop.

use bodega::{
    base::{EditionId, Email, Role},
    features::{
        accounts,
        catalog::{self, EditionForm, FileName, NewFile, Origin, Product, ProductForm},
        sellers::{self, SellerName},
    },
    platform::db::WriteTxn,
};
use rocket::http::{ContentType, Method, Status};
use serde_json::{Value, json};

use crate::shop::{Person, Seen, Shop};

/// Someone who sells.
pub struct Maker<'a> {
    shop: &'a Shop,
    name: String,
}

/// Something on the shelf.
pub struct Good<'a> {
    shop: &'a Shop,
    pub product: Product,
}

/// An order as its buyer knows it.
#[derive(Debug, Clone)]
pub struct Bought {
    pub id: String,
    pub token: String,
    pub json: Value,
}

impl Shop {
    pub fn maker(&self, name: &str) -> Maker<'_> {
        Maker { shop: self, name: name.to_owned() }
    }

    /// What most stories open with: a font on the shelf for 12.50, and someone who may buy it.
    pub async fn font_and_buyer(&self) -> (Good<'_>, Person<'_>) {
        (self.maker("Ada Type").sells("Aurora Sans", "12.50").await, self.person())
    }

    /// The mails that were sent so far to `address`.
    pub fn mails_to(&self, address: &str) -> Vec<bodega::platform::mail::Delivered> {
        self.app.postbox.mails().into_iter().filter(|it| it.to.contains(address)).collect()
    }
}

impl<'a> Maker<'a> {
    /// Puts a product with a file up for sale; the price in major units.
    pub async fn sells(&self, title: &str, price: &str) -> Good<'a> {
        self.sells_as(title, EditionForm { price: price.into(), ..EditionForm::default() }).await
    }

    pub async fn sells_as(&self, title: &str, edition: EditionForm) -> Good<'a> {
        let form = ProductForm { title: title.into(), editions: vec![edition], ..ProductForm::default() };
        let new = form.check(self.shop.app.shop.currency).unwrap();
        let maker = SellerName::parse(&self.name).unwrap();
        let bytes = format!("the bytes of {title}").into_bytes();
        let blob = self.shop.app.files.put_bytes(bytes).await.unwrap();
        let file = NewFile {
            name: FileName::of(&format!("{title}.zip")),
            media_type: "application/zip".into(),
            size: blob.size,
            sha256: blob.sha256,
        };
        let add = move |txn: &WriteTxn| {
            let seller = sellers::find_or_make(txn, &maker)?;
            let product = catalog::add(txn, seller.id, &new, Origin::default())?;
            catalog::attach_release(txn, product.id, "1.0", "", txn.now, std::slice::from_ref(&file))?;
            catalog::publish(txn, product.id)
        };
        let product = self.shop.app.db.write(add).await.unwrap();
        Good { shop: self.shop, product }
    }
}

impl Good<'_> {
    pub fn id(&self) -> String {
        self.product.id.to_string()
    }

    pub fn edition(&self) -> EditionId {
        self.product.editions[0].id
    }

    /// The maker asks for another price.
    pub async fn now_costs(&self, price: &str) {
        let mut form = ProductForm::of(&self.product, &[]);
        form.editions[0].price = price.into();
        let (id, new) = (self.product.id, form.check(self.shop.app.shop.currency).unwrap());
        self.shop.app.db.write(move |txn| catalog::edit(txn, id, None, &new)).await.unwrap();
    }

    /// The maker takes it off the shelf.
    pub async fn is_withdrawn(&self) {
        let id = self.product.id;
        self.shop.app.db.write(move |txn| catalog::unpublish(txn, id)).await.unwrap();
    }
}

impl Person<'_> {
    /// Puts a good into the cart, as the form of its page does.
    pub async fn puts(&self, good: &Good<'_>) {
        let seen = self.posts("/cart/lines", &[("product", &good.id())]).await;
        assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    }

    /// Orders what is in the cart through the API.
    pub async fn orders(&self, body: &Value, key: Option<&str>) -> Seen {
        let kind = ContentType::JSON.to_string();
        let mut headers = vec![("Content-Type", kind.as_str())];
        headers.extend(key.map(|it| ("Idempotency-Key", it)));
        self.sends(Method::Post, "/api/v1/orders", &headers, body.to_string().as_bytes()).await
    }

    /// Orders what is in the cart, so that the test payment ends like this.
    pub async fn pays(&self, outcome: &str) -> Bought {
        let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": outcome,
            "immediate_delivery_consent": true});
        Bought::of(&self.orders(&body, None).await)
    }

    pub async fn buys(&self, good: &Good<'_>) -> Bought {
        self.puts(good).await;
        self.pays("paid").await
    }

    /// The order as it stands now.
    pub async fn looks_at(&self, order: &Bought) -> Value {
        self.opens(&order.api("")).await.json()
    }

    /// The files that may be downloaded now.
    pub async fn downloads(&self, order: &Bought) -> Vec<Value> {
        self.opens(&order.api("/downloads")).await.json().as_array().unwrap().clone()
    }
}

/// The password of everyone in the stories.
pub const PASSWORD: &str = "seven quiet lighthouses";

impl<'a> Shop {
    /// Someone with an account who has signed in: their name is also the beginning of their address.
    pub async fn member(&'a self, name: &str) -> Person<'a> {
        let person = self.person();
        person.registers(name).await;
        person.confirms(name).await;
        person
    }

    /// Someone with an account of this role who has signed in.
    pub async fn staff(&'a self, name: &str, role: Role) -> Person<'a> {
        let person = self.member(name).await;
        let email = Email::parse(&address_of(name)).unwrap();
        let change = move |txn: &WriteTxn| {
            let user = accounts::by_email(txn, &email)?.unwrap();
            accounts::set_role(txn, user.id, role)
        };
        self.app.db.write(change).await.unwrap();
        // Another role is another age of the account: everyone signs in anew.
        person.signs_in(name, PASSWORD).await;
        person
    }

    /// Someone with an account that sells as this seller.
    pub async fn seller(&'a self, name: &str, seller: bodega::base::SellerId) -> Person<'a> {
        let person = self.staff(name, Role::Seller).await;
        let email = Email::parse(&address_of(name)).unwrap();
        let assign = move |txn: &WriteTxn| {
            let user = accounts::by_email(txn, &email)?.unwrap();
            sellers::assign(txn, seller, Some(user.id))
        };
        self.app.db.write(assign).await.unwrap();
        person
    }

    /// The last link in the mails to someone that holds `part`, as a path.
    pub async fn link_to(&self, address: &str, part: &str) -> String {
        self.settle().await;
        let mails = self.mails_to(address);
        let links = mails.iter().rev().flat_map(|it| it.text.lines()).filter(|it| it.contains(part));
        let link = links.map(str::trim).next().unwrap_or_else(|| panic!("no mail to {address} with {part}"));
        link.replace("http://127.0.0.1:8000", "")
    }
}

/// A program that asks with somebody's token.
pub struct Program<'a> {
    shop: &'a Shop,
    auth: String,
}

impl<'a> Person<'a> {
    /// A program of theirs. They have an account of this name.
    pub async fn program(&self, name: &str) -> Program<'a> {
        let body = json!({"email": address_of(name), "password": PASSWORD});
        let seen = self.shop().person().asks(Method::Post, "/api/v1/auth/login", &body).await;
        let auth = format!("Bearer {}", seen.json()["access_token"].as_str().unwrap());
        Program { shop: self.shop(), auth }
    }
}

impl Program<'_> {
    /// What it sends as `Authorization`.
    pub fn bearer(&self) -> &str {
        &self.auth
    }

    /// Asks below `/api/v1` with a JSON body.
    pub async fn asks(&self, method: Method, path: &str, body: &Value) -> Seen {
        self.asks_if(method, path, None, body).await
    }

    /// The same, only if the thing is in the state that `tag` names.
    pub async fn asks_if(&self, method: Method, path: &str, tag: Option<&str>, body: &Value) -> Seen {
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(tag.map(|it| ("If-Match", it)));
        self.sends(method, path, &headers, body.to_string().as_bytes()).await
    }

    /// Reads below `/api/v1`.
    pub async fn reads(&self, path: &str) -> Seen {
        self.sends(Method::Get, path, &[], b"").await
    }

    /// Anything below `/api/v1`.
    pub async fn sends(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Seen {
        let mut all = vec![("Authorization", self.auth.as_str()), ("Accept", "application/json")];
        all.extend(headers);
        self.shop.send(method, &format!("/api/v1{path}"), &all, body).await
    }
}

/// Where someone of the stories gets their mail.
pub fn address_of(name: &str) -> String {
    format!("{}@example.com", name.to_lowercase())
}

impl Person<'_> {
    /// Asks for an account.
    pub async fn registers(&self, name: &str) -> Seen {
        let form = [("name", name), ("email", &address_of(name)), ("password", PASSWORD)];
        self.posts("/register", &form).await
    }

    /// Follows the link in the mail, and is in.
    pub async fn confirms(&self, name: &str) {
        let link = self.shop().link_to(&address_of(name), "/register/confirm").await;
        let token = link.split_once("token=").unwrap().1;
        let seen = self.posts("/register/confirm", &[("token", token), ("password", PASSWORD)]).await;
        assert_eq!(seen.header("Location"), Some("/account"), "{}", seen.text());
    }

    pub async fn signs_in(&self, name: &str, password: &str) -> Seen {
        self.posts("/login", &[("email", &address_of(name)), ("password", password)]).await
    }

    /// Sends a form of a page that is theirs: with the token that its forms carry.
    pub async fn submits(&self, page: &str, action: &str, form: &[(&str, &str)]) -> Seen {
        let html = self.reads(page).await;
        let token = html.split("name=\"_token\" value=\"").nth(1).and_then(|it| it.split('"').next());
        let mut all = form.to_vec();
        all.push(("_token", token.unwrap_or_else(|| panic!("no form of theirs on {page}"))));
        self.posts(action, &all).await
    }
}

impl Bought {
    pub fn of(seen: &Seen) -> Self {
        assert_eq!(seen.status, Status::Created, "{}", seen.text());
        let json = seen.json();
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        Self { id: text("id"), token: text("access_token"), json }
    }

    /// A JSON route of the order, opened by its token.
    pub fn api(&self, rest: &str) -> String {
        format!("/api/v1/orders/{}{rest}?token={}", self.id, self.token)
    }

    pub fn page(&self) -> String {
        format!("/orders/{}?token={}", self.id, self.token)
    }

    pub fn status(&self) -> &str {
        self.json["status"].as_str().unwrap()
    }
}

/// The fields that a refusal names.
pub fn fields(seen: &Seen) -> Vec<String> {
    let errors = seen.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|it| it["field"].as_str().unwrap().to_owned()).collect()
}

/// What stands in a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = page.find(&mark).unwrap_or_else(|| panic!("no field {name}: {page}")) + mark.len();
    page[at..].split('"').next().unwrap().to_owned()
}
