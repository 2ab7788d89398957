//! The pages on which admins, and sellers for their own products, say how often and how long files may be downloaded.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, By, Wish},
    view::{TermsFields, TermsPage},
};
use crate::{
    base::{EditionId, Error, ErrorKind, ProductId, Result, SellerId},
    features::{
        catalog::{Edition, Product},
        delivery::{self, NewTerms},
        sellers::{self, Selling},
    },
    platform::{
        db::{Db, Reads},
        web::{
            ClientAddress, Frame, Office, Page, SealedForm, Shop,
            guards::Admin,
            parts::{Issues, Note, SideNav, Tone, counted},
        },
    },
};

const DAY: u64 = 24 * 60 * 60;

pub(super) fn routes() -> Vec<Route> {
    routes![show, change, show_own, change_own]
}

/// Whose page it is: the office's, or that of a seller.
#[derive(Clone)]
struct Desk {
    side: SideNav,
    action: String,
    of: Option<SellerId>,
}

impl Desk {
    fn office(office: Office, id: ProductId) -> Self {
        Self { side: office.0, action: format!("/admin/products/{id}/downloads"), of: None }
    }

    fn seller(selling: &Selling, id: ProductId) -> Self {
        Self {
            side: sellers::side_nav(&selling.seller, "/sell/downloads"),
            action: format!("/sell/products/{id}/downloads"),
            of: Some(selling.seller.id),
        }
    }

    fn product(&self, txn: &impl Reads, id: ProductId) -> Result<Product> {
        acts::find(txn, &id.to_string(), self.of)
    }
}

/// What the form sends: of the whole product, and a list for each field with an entry for each edition.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    stamp: Option<String>,
    downloads: String,
    days: String,
    edition: Vec<String>,
    edition_downloads: Vec<String>,
    edition_days: Vec<String>,
}

impl Typed {
    fn at(list: &[String], at: usize) -> &str {
        list.get(at).map(|it| it.trim()).unwrap_or_default()
    }

    fn check(&self) -> Result<Wish> {
        let mut editions = Vec::new();
        for (at, edition) in self.edition.iter().enumerate() {
            let missing = |_| Error::invalid("editions", "This edition is not sold any more");
            let id: EditionId = edition.parse().map_err(missing)?;
            let terms = NewTerms::parse(Self::at(&self.edition_downloads, at), Self::at(&self.edition_days, at));
            editions.push((id, terms.map_err(|error| Error::invalid("editions", error.advice()))?));
        }
        Ok(Wish { stamp: self.stamp.is_some(), whole: NewTerms::parse(&self.downloads, &self.days)?, editions })
    }
}

#[get("/admin/products/<id>/downloads?<done>")]
fn show(
    id: ProductId,
    done: Option<&str>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<TermsPage>> {
    draw(db, frame, &Desk::office(office, id), shop, id, done.is_some())
}

#[get("/sell/products/<id>/downloads?<done>")]
fn show_own(
    id: ProductId,
    done: Option<&str>,
    selling: Selling,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<TermsPage>> {
    draw(db, frame, &Desk::seller(&selling, id), shop, id, done.is_some())
}

fn draw(db: &Db, frame: Frame, desk: &Desk, shop: &Shop, id: ProductId, done: bool) -> Result<Page<TermsPage>> {
    db.look(|txn| {
        let product = desk.product(txn, id)?;
        let mut page = bare(frame, desk, shop, &product);
        page.notes.extend(done.then(|| Note::new(Tone::Good, "Saved.", "It holds for what is bought from now on.")));
        page.stamp = delivery::is_stamped(txn, id)?;
        page.unstamped = unstamped(txn, id)?;
        page.whole = fields(acts::said(txn, id, None)?);
        for edition in product.on_sale() {
            let said = fields(acts::said(txn, id, Some(edition.id))?);
            page.editions.push(TermsFields { id: edition.id.to_string(), name: edition.name.clone(), ..said });
        }
        Ok(Page::new(page))
    })
}

fn bare(frame: Frame, desk: &Desk, shop: &Shop, product: &Product) -> TermsPage {
    let often = counted(u64::from(shop.downloads_per_file), "download", "downloads");
    let long = match shop.download_window {
        Some(window) => format!("for {}", counted(window.as_secs() / DAY, "day", "days")),
        None => "for ever".into(),
    };
    TermsPage {
        frame: frame.private(),
        side: desk.side.clone(),
        title: product.title.clone(),
        action: desk.action.clone(),
        usual: format!("This shop allows {often} of each file, {long}."),
        ..TermsPage::default()
    }
}

/// What is delivered as it is, each with the reason.
fn unstamped(txn: &impl Reads, id: ProductId) -> Result<Vec<String>> {
    let all = delivery::unstamped_of(txn, id)?;
    Ok(all.into_iter().map(|it| format!("{}: {}", it.name, it.reason)).collect())
}

fn fields(said: NewTerms) -> TermsFields {
    let text = |it: Option<u32>| it.map(|it| it.to_string()).unwrap_or_default();
    TermsFields { downloads: text(said.downloads), days: text(said.days), ..TermsFields::default() }
}

/// Back to the page, or there with what has to be corrected.
#[derive(Responder)]
enum Done {
    Back(Box<Redirect>),
    Refused(Box<Page<TermsPage>>),
}

#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
#[post("/admin/products/<id>/downloads", data = "<form>")]
async fn change(
    id: ProductId,
    form: SealedForm<Typed>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Done> {
    let by = By { user: admin.user, address: client.0 };
    keep(id, form.0, by, Desk::office(office, id), frame, db, shop).await
}

#[post("/sell/products/<id>/downloads", data = "<form>")]
async fn change_own(
    id: ProductId,
    form: SealedForm<Typed>,
    selling: Selling,
    client: ClientAddress,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Done> {
    let by = By { user: selling.who.user, address: client.0 };
    keep(id, form.0, by, Desk::seller(&selling, id), frame, db, shop).await
}

async fn keep(id: ProductId, typed: Typed, by: By, desk: Desk, frame: Frame, db: &Db, shop: &Shop) -> Result<Done> {
    let (wish, whose) = (typed.clone(), desk.clone());
    let outcome = db.write(move |txn| acts::say(txn, by, &whose.product(txn, id)?, &wish.check()?)).await;
    let error = match outcome {
        Ok(()) => return Ok(Done::Back(Box::new(Redirect::to(format!("{}?done=saved", desk.action))))),
        Err(error) if error.kind == ErrorKind::Invalid => error,
        Err(error) => return Err(error),
    };
    let (product, unstamped) = db.look(|txn| Ok((desk.product(txn, id)?, unstamped(txn, id)?)))?;
    let again = |at: usize, it: &Edition| TermsFields {
        id: it.id.to_string(),
        name: it.name.clone(),
        downloads: Typed::at(&typed.edition_downloads, at).to_owned(),
        days: Typed::at(&typed.edition_days, at).to_owned(),
    };
    let page = TermsPage {
        issues: Issues::of(&error),
        stamp: typed.stamp.is_some(),
        unstamped,
        editions: product.on_sale().enumerate().map(|(at, it)| again(at, it)).collect(),
        whole: TermsFields { downloads: typed.downloads.clone(), days: typed.days.clone(), ..TermsFields::default() },
        ..bare(frame, &desk, shop, &product)
    };
    Ok(Done::Refused(Box::new(Page::new(page).because(error.kind))))
}
