//! The table of tax rates, which admins edit, send and fetch as CSV.

use rocket::{
    Responder, Route, State, get,
    http::{ContentType, Header},
    post,
    response::Redirect,
    routes,
};
use serde::Deserialize;

use super::{
    acts::By,
    tax_acts,
    view::{TaxFields, TaxPage, TaxRow, TaxesPage},
};
use crate::{
    base::{Country, Error, ErrorKind, Result, TaxRateId, rate_in_words},
    features::taxes::{self, RateForm, TaxRate},
    platform::{
        db::{Db, Reads},
        web::{
            Body, ClientAddress, Frame, Office, Page, SealedForm, SealedUpload, Shop,
            guards::Admin,
            parts::{Choice, Issues, Note, Tone},
        },
    },
};

const HERE: &str = "/admin/taxes";

pub(super) fn routes() -> Vec<Route> {
    routes![list, add, import, export, show, change, remove]
}

/// The list again, or the way to another page.
#[derive(Responder)]
enum Answer {
    Away(Box<Redirect>),
    List(Box<Page<TaxesPage>>),
    One(Box<Page<TaxPage>>),
}

#[get("/admin/taxes")]
async fn list(
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<TaxesPage>> {
    let shop = shop.inner().clone();
    db.read(move |txn| Ok(Page::new(draw(txn, frame.clone(), office.clone(), &shop, &RateForm::default())?))).await
}

fn draw(txn: &impl Reads, frame: Frame, office: Office, shop: &Shop, form: &RateForm) -> Result<TaxesPage> {
    let rates = taxes::all(txn)?;
    let mode = if shop.prices_include_tax {
        "Prices of this shop contain the tax."
    } else {
        "Tax is added to the prices of this shop."
    };
    Ok(TaxesPage {
        frame: frame.private(),
        side: office.0,
        mode: mode.into(),
        rates: rates.iter().map(row).collect(),
        fields: fields(form),
        ..TaxesPage::default()
    })
}

fn row(rate: &TaxRate) -> TaxRow {
    TaxRow {
        url: page_of(rate.id),
        place: match &rate.region {
            Some(region) => format!("{}, {}", rate.country.region_name(region), rate.country.name()),
            None => rate.country.name(),
        },
        class: rate.class.as_str().to_owned(),
        name: rate.name.clone(),
        rate: rate_in_words(rate.rate),
    }
}

fn fields(form: &RateForm) -> TaxFields {
    TaxFields {
        countries: Country::all()
            .into_iter()
            .map(|it| Choice::new(it.code(), it.name(), it.code() == form.country))
            .collect(),
        region: form.region.clone(),
        class: form.class.clone(),
        name: form.name.clone(),
        rate: form.rate.clone(),
    }
}

fn page_of(id: TaxRateId) -> String {
    format!("{HERE}/{id}")
}

#[post("/admin/taxes", data = "<form>")]
async fn add(
    form: SealedForm<RateForm>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let (by, form) = (By::new(&admin, client), form.0);
    let outcome = match form.check() {
        Ok(new) => db.write(move |txn| tax_acts::keep(txn, &by, None, new.clone())).await,
        Err(error) => Err(error),
    };
    let Err(error) = outcome else { return Ok(away(HERE)) };
    let page = db.look(|txn| draw(txn, frame, office, shop, &form))?;
    refused(page, error)
}

fn refused(page: TaxesPage, error: Error) -> Result<Answer> {
    let notes = match error.kind {
        ErrorKind::Conflict => vec![Note::new(Tone::Bad, "Nothing was changed.", format!("{error}."))],
        ErrorKind::Invalid => Vec::new(),
        _ => return Err(error),
    };
    let page = TaxesPage { notes, issues: Issues::of(&error), ..page };
    Ok(Answer::List(Box::new(Page::new(page).because(error.kind))))
}

fn away(to: &str) -> Answer {
    Answer::Away(Box::new(Redirect::to(to.to_owned())))
}

/// Makes the table what the file says.
#[post("/admin/taxes/import", data = "<file>")]
async fn import(
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
    file: SealedUpload,
) -> Result<Answer> {
    let by = By::new(&admin, client);
    let outcome = match tax_acts::read(file.0).await {
        Ok(rows) => db.write(move |txn| tax_acts::replace(txn, &by, &rows)).await,
        Err(error) => Err(error),
    };
    let Err(error) = outcome else { return Ok(away(HERE)) };
    let page = db.look(|txn| draw(txn, frame, office, shop, &RateForm::default()))?;
    refused(page, error)
}

/// The table as a file to be kept.
#[derive(Responder)]
pub(super) struct Sheet {
    body: Body,
    name: Header<'static>,
}

impl Sheet {
    /// All rows as CSV.
    pub async fn of(db: &Db) -> Result<Self> {
        let text = db.read(|txn| taxes::write(&taxes::all(txn)?)).await?;
        let name = Header::new("Content-Disposition", "attachment; filename=\"tax-rates.csv\"");
        Ok(Self { body: Body::new(ContentType::CSV, text), name })
    }
}

#[get("/admin/taxes/table.csv")]
async fn export(_admin: Admin, db: &State<Db>) -> Result<Sheet> {
    Sheet::of(db).await
}

#[get("/admin/taxes/<id>")]
fn show(id: TaxRateId, _admin: Admin, office: Office, frame: Frame, db: &State<Db>) -> Result<Page<TaxPage>> {
    let rate = db.look(|txn| taxes::get(txn, id))?;
    Ok(Page::new(one(frame, office, &rate, &RateForm::of(&rate))))
}

fn one(frame: Frame, office: Office, rate: &TaxRate, form: &RateForm) -> TaxPage {
    TaxPage {
        frame: frame.private(),
        side: office.0,
        title: format!("{}, {}", rate.name, row(rate).place),
        action: page_of(rate.id),
        fields: fields(form),
        ..TaxPage::default()
    }
}

#[post("/admin/taxes/<id>", data = "<form>")]
async fn change(
    id: TaxRateId,
    form: SealedForm<RateForm>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Answer> {
    let (by, form) = (By::new(&admin, client), form.0);
    let old = db.look(|txn| taxes::get(txn, id))?;
    let outcome = match form.check() {
        Ok(new) => db.write(move |txn| tax_acts::keep(txn, &by, Some(id), new.clone())).await,
        Err(error) => Err(error),
    };
    let Err(error) = outcome else { return Ok(away(HERE)) };
    let notes = match error.kind {
        ErrorKind::Conflict => vec![Note::new(Tone::Bad, "Nothing was changed.", format!("{error}."))],
        ErrorKind::Invalid => Vec::new(),
        _ => return Err(error),
    };
    let page = TaxPage { notes, issues: Issues::of(&error), ..one(frame, office, &old, &form) };
    Ok(Answer::One(Box::new(Page::new(page).because(error.kind))))
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/admin/taxes/<id>/removal", data = "<_form>")]
async fn remove(
    id: TaxRateId,
    _form: SealedForm<Nothing>,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Redirect> {
    let by = By::new(&admin, client);
    db.write(move |txn| tax_acts::remove(txn, &by, id)).await?;
    Ok(Redirect::to(HERE))
}
