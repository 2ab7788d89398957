//! The pages on which admins say what a product costs for a while, what is in a bundle, and how it is taxed; and sellers the
//! same of their own products, but for the tax.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::By,
    price_acts,
    view::{EditionFields, PriceRow, PricesPage, ProductPricesPage},
};
use crate::{
    base::{Currency, EditionId, Error, ErrorKind, Money, ProductId, Result, SellerId, Timestamp},
    features::{
        catalog::{self, Edition, EditionPrices, Product, Sale},
        sellers::{self, Selling},
    },
    platform::{
        db::{Db, Reads, Record, WriteTxn},
        web::{
            ClientAddress, Frame, Office, Page, SealedForm, Shop,
            guards::Admin,
            parts::{Issues, Link, Note, SideNav, Tone},
        },
    },
};

/// So many products are listed.
const SIZE: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    routes![list, show, change, show_own, change_own]
}

/// A page, or the way to another.
#[derive(Responder)]
enum Answer<P> {
    Away(Box<Redirect>),
    Page(P),
}

#[get("/admin/prices?<product>")]
async fn list(
    product: Option<String>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Answer<Page<PricesPage>>> {
    let wanted = product.unwrap_or_default().trim().to_owned();
    let name = wanted.clone();
    let (found, newest) =
        db.read(move |txn| Ok((catalog::find_by_name(txn, &name)?, catalog::newest(txn, SIZE)?))).await?;
    if let Some(found) = found.filter(|_| !wanted.is_empty()) {
        return Ok(Answer::Away(Box::new(Redirect::to(page_of(found.id)))));
    }
    let missing = format!("There is no product with the address “{wanted}”.");
    Ok(Answer::Page(Page::new(PricesPage {
        frame: frame.private(),
        side: office.0,
        notes: (!wanted.is_empty()).then(|| Note::new(Tone::Warn, "Nothing found.", missing)).into_iter().collect(),
        wanted,
        products: newest.iter().map(row).collect(),
    })))
}

fn row(it: &Product) -> PriceRow {
    let words =
        [(it.on_sale().any(|it| it.sale.is_some()), "sale"), (it.on_sale().any(|it| !it.bundle.is_empty()), "bundle")];
    PriceRow {
        url: page_of(it.id),
        title: it.title.clone(),
        price: catalog::shown::tag(it),
        words: words.iter().filter(|it| it.0).map(|it| it.1).collect::<Vec<_>>().join(", "),
        class: it.tax_class.clone().unwrap_or_else(|| crate::features::taxes::DIGITAL.into()),
    }
}

fn page_of(id: ProductId) -> String {
    format!("/admin/products/{id}/prices")
}

/// Whose page it is: the office's, or that of a seller.
#[derive(Clone)]
struct Desk {
    side: SideNav,
    place: &'static str,
    back: Link,
    of: Option<SellerId>,
}

impl Desk {
    fn office(office: Office) -> Self {
        Self { side: office.0, place: "admin", back: Link::new("All prices", "/admin/prices"), of: None }
    }

    fn seller(selling: &Selling, id: ProductId) -> Self {
        Self {
            side: sellers::side_nav(&selling.seller, "/sell/products"),
            place: "sell",
            back: Link::new("Back to the editor", format!("/sell/products/{id}")),
            of: Some(selling.seller.id),
        }
    }

    fn page_of(&self, id: ProductId) -> String {
        format!("/{}/products/{id}/prices", self.place)
    }

    /// The product, if it is theirs to price. Another's is not found.
    fn product(&self, txn: &impl Reads, id: ProductId) -> Result<Product> {
        let found = catalog::find(txn, id)?.filter(|it| self.of.is_none_or(|seller| seller == it.seller));
        found.ok_or_else(|| Error::not_found(Product::MISSING))
    }

    fn bare(&self, frame: Frame, product: &Product) -> ProductPricesPage {
        ProductPricesPage {
            frame: frame.private(),
            side: self.side.clone(),
            back: self.back.clone(),
            title: product.title.clone(),
            url: format!("/products/{}", product.slug),
            downloads: format!("/{}/products/{}/downloads", self.place, product.id),
            action: self.page_of(product.id),
            taxes: self.of.is_none(),
            ..ProductPricesPage::default()
        }
    }
}

#[get("/admin/products/<id>/prices")]
fn show(id: ProductId, _admin: Admin, office: Office, frame: Frame, db: &State<Db>) -> Result<Page<ProductPricesPage>> {
    draw(id, &Desk::office(office), frame, db)
}

#[get("/sell/products/<id>/prices")]
fn show_own(id: ProductId, selling: Selling, frame: Frame, db: &State<Db>) -> Result<Page<ProductPricesPage>> {
    draw(id, &Desk::seller(&selling, id), frame, db)
}

fn draw(id: ProductId, desk: &Desk, frame: Frame, db: &Db) -> Result<Page<ProductPricesPage>> {
    db.look(|txn| {
        let product = desk.product(txn, id)?;
        let editions = product.on_sale().map(|it| filled(txn, it)).collect::<Result<_>>()?;
        let class = product.tax_class.clone().unwrap_or_default();
        Ok(Page::new(ProductPricesPage { tax_class: class, editions, ..desk.bare(frame, &product) }))
    })
}

fn filled(txn: &impl Reads, it: &Edition) -> Result<EditionFields> {
    let moment = |it: Option<Timestamp>| it.map(|it| it.rfc3339()[..16].to_owned()).unwrap_or_default();
    Ok(EditionFields {
        id: it.id.to_string(),
        name: it.name.clone(),
        price: it.regular_price().least().to_string(),
        sale_price: it.sale.map(|it| it.price.plain()).unwrap_or_default(),
        sale_from: moment(it.sale.and_then(|it| it.from)),
        sale_until: moment(it.sale.and_then(|it| it.until)),
        bundle: catalog::write_bundle(txn, &it.bundle)?,
    })
}

/// What the form sends: a list for each field, an entry for each edition.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    tax_class: String,
    edition: Vec<String>,
    sale_price: Vec<String>,
    sale_from: Vec<String>,
    sale_until: Vec<String>,
    bundle: Vec<String>,
}

#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
#[post("/admin/products/<id>/prices", data = "<form>")]
async fn change(
    id: ProductId,
    form: SealedForm<Typed>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer<Page<ProductPricesPage>>> {
    keep(id, form.0, By::new(&admin, client), Desk::office(office), frame, (db, shop)).await
}

#[post("/sell/products/<id>/prices", data = "<form>")]
async fn change_own(
    id: ProductId,
    form: SealedForm<Typed>,
    selling: Selling,
    client: ClientAddress,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer<Page<ProductPricesPage>>> {
    keep(id, form.0, By::seller(&selling, client), Desk::seller(&selling, id), frame, (db, shop)).await
}

async fn keep(
    id: ProductId,
    typed: Typed,
    by: By,
    desk: Desk,
    frame: Frame,
    (db, shop): (&Db, &Shop),
) -> Result<Answer<Page<ProductPricesPage>>> {
    let (wish, whose, currency) = (typed.clone(), desk.clone(), shop.currency);
    let outcome = db.write(move |txn| set(txn, &by, &whose, id, &wish, currency)).await;
    let error = match outcome {
        Ok(()) => return Ok(Answer::Away(Box::new(Redirect::to(desk.page_of(id))))),
        Err(error) if error.kind == ErrorKind::Invalid => error,
        Err(error) => return Err(error),
    };
    let product = db.look(|txn| desk.product(txn, id))?;
    let page = ProductPricesPage {
        issues: Issues::of(&error),
        editions: product.on_sale().enumerate().map(|(at, it)| typed.shown(at, it)).collect(),
        tax_class: typed.tax_class,
        ..desk.bare(frame, &product)
    };
    Ok(Answer::Page(Page::new(page).because(error.kind)))
}

fn set(txn: &WriteTxn, by: &By, desk: &Desk, id: ProductId, typed: &Typed, currency: Currency) -> Result<()> {
    let product = desk.product(txn, id)?;
    // How it is taxed is the shop's matter.
    let class = if desk.of.is_none() { price_acts::class(&typed.tax_class)? } else { product.tax_class };
    let mut prices = Vec::new();
    for at in 0..typed.edition.len() {
        let new = typed.checked(txn, at, currency)?;
        if let Some(seller) = desk.of {
            price_acts::only_own(txn, "bundle", &new.bundle, seller)?;
        }
        prices.push(new);
    }
    price_acts::keep(txn, by, id, class, &prices).map(drop)
}

impl Typed {
    fn at(list: &[String], at: usize) -> &str {
        list.get(at).map(|it| it.trim()).unwrap_or_default()
    }

    fn checked(&self, txn: &WriteTxn, at: usize, currency: Currency) -> Result<EditionPrices> {
        let missing = |_| Error::invalid("edition", "This edition is not sold any more");
        let edition: EditionId = Self::at(&self.edition, at).parse().map_err(missing)?;
        let price = Self::at(&self.sale_price, at);
        let sale = if price.is_empty() { None } else { Some(self.sale(txn, at, price, currency)?) };
        Ok(EditionPrices { edition, sale, bundle: catalog::read_bundle(txn, Self::at(&self.bundle, at))? })
    }

    fn sale(&self, txn: &WriteTxn, at: usize, price: &str, currency: Currency) -> Result<Sale> {
        let price = Money::parse(price, currency).ok().filter(|it| it.amount >= 0);
        let wrong = || Error::invalid("sale", format!("Write an amount in {}", currency.code()));
        let moment = |text: &str| {
            let wrong = |_| Error::invalid("sale", "Write dates such as 2026-12-01, or leave them empty");
            let full = if text.len() == 16 { format!("{text}:00Z") } else { text.to_owned() };
            Some(full).filter(|it| !it.is_empty()).map(|it| Timestamp::parse(&it).map_err(wrong)).transpose()
        };
        let (from, until) = (moment(Self::at(&self.sale_from, at))?, moment(Self::at(&self.sale_until, at))?);
        price_acts::sale(price.ok_or_else(wrong)?, from, until, txn.now)
    }

    fn shown(&self, at: usize, it: &Edition) -> EditionFields {
        EditionFields {
            id: it.id.to_string(),
            name: it.name.clone(),
            price: it.regular_price().least().to_string(),
            sale_price: Self::at(&self.sale_price, at).to_owned(),
            sale_from: Self::at(&self.sale_from, at).to_owned(),
            sale_until: Self::at(&self.sale_until, at).to_owned(),
            bundle: Self::at(&self.bundle, at).to_owned(),
        }
    }
}
