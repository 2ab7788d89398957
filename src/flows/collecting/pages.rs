//! The pages on which admins put collections together.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, By},
    shown,
    view::{CollectionFields, CollectionPage, CollectionsPage},
};
use crate::{
    base::{CollectionId, Error, ErrorKind, ProductId, Result},
    features::collections::{self, CollectionForm, Step},
    platform::{
        db::{Db, WriteTxn},
        search::{Question, Search},
        web::{
            ClientAddress, Frame, LongForm, Office, Page, SealedForm,
            guards::Admin,
            parts::{Issues, Note, Tone},
        },
    },
};

const ALL: &str = "/admin/collections";
/// So many products are offered for what was looked for.
const OFFERED: usize = 8;

pub(super) fn routes() -> Vec<Route> {
    routes![list, fresh, create, show, change, choose, remove]
}

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    title: String,
    slug: String,
    text: String,
    shown: Option<String>,
    at_home: Option<String>,
}

/// The page again, or the way to another.
#[derive(Responder)]
enum Answer {
    Away(Box<Redirect>),
    Again(Box<Page<CollectionPage>>),
}

#[get("/admin/collections?<done>")]
async fn list(
    done: Option<&str>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<CollectionsPage>> {
    let rows = db.read(|txn| collections::all(txn)?.iter().map(|it| shown::row(txn, it)).collect()).await?;
    let gone = (done == Some("removed")).then(|| Note::new(Tone::Good, "The collection is removed.", ""));
    Ok(Page::new(CollectionsPage { frame: frame.private(), side: office.0, notes: gone.into_iter().collect(), rows }))
}

#[get("/admin/collections/new")]
fn fresh(_admin: Admin, office: Office, frame: Frame) -> Page<CollectionPage> {
    Page::new(blank(frame, office))
}

fn blank(frame: Frame, office: Office) -> CollectionPage {
    CollectionPage {
        frame: frame.private(),
        side: office.0,
        title: "New collection".into(),
        action: ALL.into(),
        fields: CollectionFields { shown: true, ..CollectionFields::default() },
        ..CollectionPage::default()
    }
}

#[post("/admin/collections", data = "<form>")]
async fn create(
    form: LongForm<Typed>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Answer> {
    let page = blank(frame, office);
    keep(db, None, form.0, By::new(&admin, client), page).await
}

#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
#[get("/admin/collections/<id>?<q>&<done>")]
async fn show(
    id: CollectionId,
    q: Option<&str>,
    done: Option<&str>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    search: &State<Search>,
) -> Result<Page<CollectionPage>> {
    let query = q.unwrap_or_default().trim();
    let found = found(db, search, query).await?;
    let page = db.look(|txn| {
        let it = collections::get(txn, id)?;
        let page = shown::of(txn, blank(frame, office), &it, query, found.as_deref())?;
        Ok(CollectionPage { fields: shown::fields(&it), ..page })
    })?;
    Ok(Page::new(CollectionPage { notes: done.and_then(said).into_iter().collect(), ..page }))
}

fn said(done: &str) -> Option<Note> {
    match done {
        "made" => Some(Note::new(Tone::Good, "The collection is set up.", "Now choose what is in it.")),
        "saved" => Some(Note::new(Tone::Good, "Saved.", "")),
        _ => None,
    }
}

/// The product of that name or address first, then what the words find. Nothing if nothing was asked.
async fn found(db: &Db, search: &Search, query: &str) -> Result<Option<Vec<ProductId>>> {
    if query.is_empty() {
        return Ok(None);
    }
    let question = Question { text: query.to_owned(), limit: OFFERED, ..Question::default() };
    let hits = search.ask(question).await.hits;
    let mut all: Vec<_> = db.look(|txn| acts::find(txn, query))?.map(|it| it.id).into_iter().collect();
    let others: Vec<_> = hits.iter().map(|it| ProductId::from_bytes(it.id)).filter(|it| !all.contains(it)).collect();
    all.extend(others);
    all.truncate(OFFERED);
    Ok(Some(all))
}

#[post("/admin/collections/<id>", data = "<form>")]
async fn change(
    id: CollectionId,
    form: LongForm<Typed>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Answer> {
    let page = db.look(|txn| shown::of(txn, blank(frame, office), &collections::get(txn, id)?, "", None))?;
    keep(db, Some(id), form.0, By::new(&admin, client), page).await
}

async fn keep(db: &Db, id: Option<CollectionId>, typed: Typed, by: By, page: CollectionPage) -> Result<Answer> {
    let form = typed.form();
    let outcome = match acts::checked(&form) {
        Ok(new) => db.write(move |txn| acts::keep(txn, by, id, new.clone())).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(kept) => {
            let done = if id.is_some() { "saved" } else { "made" };
            Ok(Answer::Away(Box::new(Redirect::to(format!("{}?done={done}", shown::page_of(&kept))))))
        }
        Err(error) if matches!(error.kind, ErrorKind::Invalid | ErrorKind::Conflict) => Ok(again(page, form, &error)),
        Err(error) => Err(error),
    }
}

/// The form as it was typed, with what is wrong.
fn again(page: CollectionPage, form: CollectionForm, error: &Error) -> Answer {
    let notes = match error.kind {
        ErrorKind::Conflict => vec![Note::new(Tone::Bad, "Nothing was changed.", format!("{error}."))],
        _ => Vec::new(),
    };
    let CollectionForm { title, slug, text, shown, at_home } = form;
    let fields = CollectionFields { title, slug, text, shown, at_home };
    let page = CollectionPage { notes, issues: Issues::of(error), fields, ..page };
    Answer::Again(Box::new(Page::new(page).because(error.kind)))
}

impl Typed {
    fn form(self) -> CollectionForm {
        let Self { title, slug, text, shown, at_home } = self;
        CollectionForm { title, slug, text, shown: shown.is_some(), at_home: at_home.is_some() }
    }
}

/// What is done with a product.
#[derive(Debug, Clone, Deserialize)]
struct Choice {
    product: ProductId,
    /// `add`, `up`, `down` or `out`.
    step: String,
    /// What was looked for, so that it still stands there afterwards.
    #[serde(default)]
    q: String,
}

#[post("/admin/collections/<id>/products", data = "<form>")]
async fn choose(
    id: CollectionId,
    form: SealedForm<Choice>,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Redirect> {
    let (by, Choice { product, step, q }) = (By::new(&admin, client), form.0);
    let kept = db.write(move |txn| take(txn, by, id, product, &step)).await?;
    let query = serde_html_form::to_string([("q", &q)]).map_err(Error::internal)?;
    Ok(Redirect::to(format!("{}?{query}#goods", shown::page_of(&kept))))
}

fn take(txn: &WriteTxn, by: By, id: CollectionId, product: ProductId, step: &str) -> Result<collections::Collection> {
    match step {
        "add" => {
            let known = acts::products(txn, &[product.to_string()])?;
            known.into_iter().try_fold(collections::get(txn, id)?, |_, it| acts::add(txn, by, id, it))
        }
        "up" => acts::step(txn, by, id, product, Step::Up),
        "down" => acts::step(txn, by, id, product, Step::Down),
        "out" => acts::step(txn, by, id, product, Step::Out),
        _ => Err(Error::invalid("step", "Choose add, up, down or out")),
    }
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/admin/collections/<id>/removal", data = "<_form>")]
async fn remove(
    id: CollectionId,
    _form: SealedForm<Nothing>,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Redirect> {
    let by = By::new(&admin, client);
    db.write(move |txn| acts::remove(txn, by, id)).await?;
    Ok(Redirect::to(format!("{ALL}?done=removed")))
}
