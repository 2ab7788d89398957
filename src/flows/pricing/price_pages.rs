//! The pages on which admins say what a product costs for a while, what is in a bundle, and how it is taxed.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::By,
    bundles, price_acts,
    view::{EditionFields, PriceRow, PricesPage, ProductPricesPage},
};
use crate::{
    base::{Currency, EditionId, Error, ErrorKind, Money, ProductId, Result, Timestamp},
    features::catalog::{self, Edition, EditionPrices, Product, Sale},
    platform::{
        db::{Db, Reads, WriteTxn},
        web::{
            ClientAddress, Frame, Office, Page, SealedForm, Shop,
            guards::Admin,
            parts::{Issues, Note, Tone},
        },
    },
};

/// So many products are listed.
const SIZE: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    routes![list, show, change]
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

#[get("/admin/products/<id>/prices")]
fn show(id: ProductId, _admin: Admin, office: Office, frame: Frame, db: &State<Db>) -> Result<Page<ProductPricesPage>> {
    db.look(|txn| {
        let product = catalog::get(txn, id)?;
        let editions = product.on_sale().map(|it| filled(txn, it)).collect::<Result<_>>()?;
        let class = product.tax_class.clone().unwrap_or_default();
        Ok(Page::new(ProductPricesPage { tax_class: class, editions, ..of(frame, office, &product) }))
    })
}

fn of(frame: Frame, office: Office, product: &Product) -> ProductPricesPage {
    ProductPricesPage {
        frame: frame.private(),
        side: office.0,
        title: product.title.clone(),
        url: format!("/products/{}", product.slug),
        downloads: format!("/admin/products/{}/downloads", product.id),
        action: page_of(product.id),
        ..ProductPricesPage::default()
    }
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
        bundle: bundles::write(txn, &it.bundle)?,
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
    let (by, typed, currency) = (By::new(&admin, client), form.0, shop.currency);
    let wish = typed.clone();
    let outcome = db.write(move |txn| keep(txn, &by, id, &wish, currency)).await;
    let error = match outcome {
        Ok(()) => return Ok(Answer::Away(Box::new(Redirect::to(page_of(id))))),
        Err(error) if error.kind == ErrorKind::Invalid => error,
        Err(error) => return Err(error),
    };
    let product = db.look(|txn| catalog::get(txn, id))?;
    let page = ProductPricesPage {
        issues: Issues::of(&error),
        editions: product.on_sale().enumerate().map(|(at, it)| typed.shown(at, it)).collect(),
        tax_class: typed.tax_class,
        ..of(frame, office, &product)
    };
    Ok(Answer::Page(Page::new(page).because(error.kind)))
}

fn keep(txn: &WriteTxn, by: &By, id: ProductId, typed: &Typed, currency: Currency) -> Result<()> {
    catalog::get(txn, id)?;
    let class = price_acts::class(&typed.tax_class)?;
    let mut prices = Vec::new();
    for at in 0..typed.edition.len() {
        prices.push(typed.checked(txn, at, currency)?);
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
        Ok(EditionPrices { edition, sale, bundle: bundles::read(txn, Self::at(&self.bundle, at))? })
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
