//! The list of products, and beginning one.

use rocket::{Responder, Route, State, get, http::Status, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::By,
    shown::{self, Around},
    view::{NewProductPage, ProductRow, ProductsPage},
};
use crate::{
    base::{Error, ErrorKind, Result, SellerId},
    features::{
        audit::Act,
        catalog::{self, EditionForm, Origin, Product, ProductForm},
        orders,
        sellers::{self, Editing},
    },
    platform::{
        db::{Db, Reads},
        web::{
            ClientAddress, Frame, Office, Page, SealedForm, Shop,
            parts::{Choice, Issues, Pager, counted},
        },
    },
};

/// So many stand on a page.
const SIZE: u64 = 30;
const STATES: [(&str, &str); 5] =
    [("", "All"), ("shelf", "On the shelf"), ("draft", "Drafts"), ("planned", "Planned"), ("ended", "Sale ended")];

pub(super) fn routes() -> Vec<Route> {
    routes![list, fresh, create]
}

#[get("/sell/products?<q>&<state>&<page>")]
async fn list(
    q: Option<String>,
    state: Option<String>,
    page: Option<u64>,
    editing: Editing,
    frame: Frame,
    office: Office,
    db: &State<Db>,
) -> Result<Page<ProductsPage>> {
    let around = Around::new(frame, office, &editing);
    let (query, state) = (q.unwrap_or_default().trim().to_owned(), state.unwrap_or_default());
    db.read(move |txn| {
        let found = find(txn, &editing, &query, &state)?;
        let at = page.unwrap_or(1).max(1);
        let skip = usize::try_from((at - 1).saturating_mul(SIZE)).unwrap_or(usize::MAX);
        let some = found.iter().skip(skip).take(SIZE as usize);
        let link = |page| {
            let pairs = [("q", query.clone()), ("state", state.clone()), ("page", format!("{page}"))];
            format!("/sell/products?{}", serde_html_form::to_string(pairs).unwrap_or_default())
        };
        Ok(Page::new(ProductsPage {
            frame: around.frame.clone(),
            side: around.side.clone(),
            states: STATES.iter().map(|(value, label)| Choice::new(*value, *label, *value == state)).collect(),
            narrowed: !query.is_empty() || !state.is_empty(),
            sells: editing.seller.is_some(),
            products: some.map(|it| row(txn, &editing, it)).collect::<Result<_>>()?,
            pager: Pager::new(at, SIZE, found.len() as u64, link),
            query: query.clone(),
        }))
    })
    .await
}

/// What they may edit and asked for, last changed first.
pub(super) fn find(txn: &impl Reads, editing: &Editing, query: &str, state: &str) -> Result<Vec<Product>> {
    let mut found = Vec::new();
    match &editing.seller {
        Some(seller) if !editing.may_all() => found = catalog::all_of_seller(txn, seller.id)?,
        _ => catalog::each(txn, |it| {
            found.push(it);
            Ok(std::ops::ControlFlow::Continue(()))
        })?,
    }
    let words = query.to_lowercase();
    found.retain(|it| it.title.to_lowercase().contains(&words) && is_in(it, state));
    found.sort_by_key(|it| std::cmp::Reverse((it.updated, it.id)));
    Ok(found)
}

fn is_in(product: &Product, state: &str) -> bool {
    let draft = !product.is_published() && product.retired.is_none();
    match state {
        "shelf" => product.is_published(),
        "draft" => draft,
        "planned" => draft && product.scheduled.is_some(),
        "ended" => product.retired.is_some(),
        _ => true,
    }
}

fn row(txn: &impl Reads, editing: &Editing, it: &Product) -> Result<ProductRow> {
    let own = editing.seller.as_ref().is_some_and(|one| one.id == it.seller);
    let seller = if own { None } else { sellers::find(txn, it.seller)? };
    Ok(ProductRow {
        title: it.title.clone(),
        url: shown::url(it),
        cover: shown::cover(it),
        seller: seller.map(|it| it.name.to_string()).unwrap_or_default(),
        pill: shown::pill(it),
        price: catalog::shown::tag(it),
        sold: counted(orders::sold(txn, it.id)?, "copy", "copies"),
        changed: it.updated.date(),
    })
}

#[get("/sell/products/new")]
fn fresh(editing: Editing, frame: Frame, office: Office, shop: &State<Shop>) -> Result<Page<NewProductPage>> {
    seller_of(&editing)?;
    Ok(Page::new(blank(Around::new(frame, office, &editing), shop)))
}

fn blank(around: Around, shop: &Shop) -> NewProductPage {
    let sign = shop.currency.sign().unwrap_or(shop.currency.code()).into();
    NewProductPage { frame: around.frame, side: around.side, sign, ..NewProductPage::default() }
}

/// As whom somebody sells.
pub(super) fn seller_of(editing: &Editing) -> Result<SellerId> {
    let advice = "Your account sells nothing here. In the office, let it sell as somebody first";
    editing.seller.as_ref().map(|it| it.id).ok_or_else(|| Error::conflict(advice))
}

/// How a product begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Begun {
    title: String,
    price: String,
}

/// The page again, or the way to the editor.
#[derive(Responder)]
enum Answer {
    Away(Box<Redirect>),
    Again(Box<Page<NewProductPage>>),
}

#[post("/sell/products", data = "<form>")]
async fn create(
    editing: Editing,
    form: SealedForm<Begun>,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let (seller, page) = (seller_of(&editing)?, blank(Around::new(frame, office, &editing), shop));
    let Begun { title, price } = form.0;
    let edition = EditionForm { price: price.clone(), ..EditionForm::default() };
    let wish = ProductForm { title: title.clone(), markdown: true, editions: vec![edition], ..ProductForm::default() };
    let made = match wish.check(shop.currency) {
        Ok(new) => {
            let by = By::new(editing, &client);
            db.write(move |txn| {
                let product = catalog::add(txn, seller, &new, Origin::default())?;
                by.note(txn, Act::ProductMade, &product, "")?;
                Ok(product)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(product) => Ok(Answer::Away(Box::new(Redirect::to(shown::url(&product))))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let page = NewProductPage { issues: Issues::of(&error), title, price, ..page };
            Ok(Answer::Again(Box::new(Page::new(page).status(Status::UnprocessableEntity))))
        }
        Err(error) => Err(error),
    }
}
