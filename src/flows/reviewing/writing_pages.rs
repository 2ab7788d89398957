//! The page on which somebody writes what they think of a product, changes it or deletes it.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, Desk},
    shown,
    view::{WriteForm, WritePage},
};
use crate::{
    base::{Error, ErrorKind, Result, links},
    features::{
        catalog::Product,
        reviews::{
            self, Review, ReviewForm, State as Standing, public_name,
            shown::{Row, Viewer},
        },
    },
    platform::{
        db::{Db, Reads},
        limits::Limits,
        signing::Keys,
        web::{
            Frame, LongForm, Page, SealedForm, Shop,
            guards::Customer,
            parts::{Issues, Note, Tone},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, keep, remove]
}

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    stars: String,
    title: String,
    body: String,
    anonymous: Option<String>,
}

impl Typed {
    fn form(self) -> ReviewForm {
        let Self { stars, title, body, anonymous } = self;
        ReviewForm { stars: stars.trim().parse().ok(), title, body, anonymous: anonymous.is_some() }
    }
}

/// The page, or the way to that of the product.
#[derive(Responder)]
enum Answer {
    Page(Box<Page<WritePage>>),
    Away(Box<Redirect>),
}

#[get("/products/<slug>/review")]
fn show(slug: &str, who: Customer, frame: Frame, db: &State<Db>) -> Result<Page<WritePage>> {
    db.look(|txn| {
        let product = acts::find_product(txn, who.user, slug)?;
        let own = reviews::find_own(txn, product.id, who.user)?;
        let (page, refused) = draw(txn, &who, frame, &product, own.as_ref())?;
        Ok(answer(page, refused))
    })
}

fn answer(page: WritePage, refused: Option<ErrorKind>) -> Page<WritePage> {
    let page = Page::new(page);
    match refused {
        Some(kind) => page.because(kind),
        None => page,
    }
}

/// The page with what is there: a form, or why there is none.
fn draw(
    txn: &impl Reads,
    who: &Customer,
    frame: Frame,
    product: &Product,
    own: Option<&Review>,
) -> Result<(WritePage, Option<ErrorKind>)> {
    let about = shown::about(txn, product)?;
    let page = WritePage { frame: frame.private(), about, ..WritePage::default() };
    let typed = own.map_or_else(ReviewForm::default, |it| ReviewForm {
        stars: Some(it.stars.into()),
        title: it.title.clone(),
        body: it.body.clone(),
        anonymous: it.anonymous,
    });
    let refused = match own {
        Some(it) => unseen(it),
        None => acts::may_review(txn, who.user, product).err(),
    };
    match refused {
        None => {
            let form = form(who, product, typed, own.is_some());
            Ok((WritePage { form: Some(form), ..page }, None))
        }
        Some(error) => {
            let note = Note::new(Tone::Warn, "", format!("{}.", error.message));
            let row = own.map(|it| {
                let row = reviews::shown::row(it, &page.about.seller, &Viewer::default());
                Row { title: it.title.clone(), body: it.body.clone(), bare: false, ..row }
            });
            Ok((WritePage { notes: vec![note], own: row, ..page }, Some(error.kind)))
        }
    }
}

fn unseen(own: &Review) -> Option<Error> {
    match own.state() {
        Standing::Published => None,
        Standing::Withdrawn => {
            Some(Error::conflict("You do not have this any more, so your review is not shown and does not count"))
        }
        Standing::Worded | Standing::Hidden => {
            let why = own.hiding.as_ref().map(|it| it.reason.clone()).unwrap_or_default();
            Some(Error::conflict(format!("The shop took your review away. The reason: {why}")))
        }
    }
}

fn form(who: &Customer, product: &Product, typed: ReviewForm, written: bool) -> WriteForm {
    let action = format!("{}/review", links::product(&product.slug));
    WriteForm {
        removal: written.then(|| format!("{action}/removal")),
        action,
        stars: shown::stars(typed.stars),
        title: typed.title,
        body: typed.body,
        anonymous: typed.anonymous,
        name: public_name(&who.name),
    }
}

fn to_product(product: &Product) -> String {
    if product.is_published() { format!("{}#reviews", links::product(&product.slug)) } else { "/library".into() }
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/products/<slug>/review", data = "<form>")]
async fn keep(
    slug: String,
    form: LongForm<Typed>,
    who: Customer,
    frame: Frame,
    db: &State<Db>,
    limits: &State<Limits>,
    shop: &State<Shop>,
    keys: &State<Keys>,
) -> Result<Answer> {
    limits.take(acts::WRITES, &who.user.to_string())?;
    let user = who.user;
    let product = db.look(|txn| acts::find_product(txn, user, &slug))?;
    let own = db.look(|txn| reviews::find_own(txn, product.id, user))?;
    let typed = form.0.form();
    let done = match typed.check() {
        Ok(new) => {
            let (desk, name) = (Desk { shop: shop.inner().clone(), keys: keys.inner().clone() }, slug);
            let own = own.as_ref().map(|it| it.id);
            db.write(move |txn| match own {
                Some(id) => reviews::edit(txn, id, user, new.clone()),
                None => acts::write(txn, &desk, user, &name, &new),
            })
            .await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(Answer::Away(Box::new(Redirect::to(to_product(&product))))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let about = db.look(|txn| shown::about(txn, &product))?;
            let fields = self::form(&who, &product, typed, own.is_some());
            let issues = Issues::of(&error);
            let page = WritePage { frame: frame.private(), about, issues, form: Some(fields), ..WritePage::default() };
            Ok(Answer::Page(Box::new(Page::new(page).because(error.kind))))
        }
        // Whoever may not write, or has written elsewhere meanwhile, reads how it stands.
        Err(error) if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::Conflict) => {
            let (page, _) = db.look(|txn| {
                let own = reviews::find_own(txn, product.id, user)?;
                draw(txn, &who, frame, &product, own.as_ref())
            })?;
            let note = Note::new(Tone::Bad, "Nothing was changed.", format!("{}.", error.message));
            Ok(Answer::Page(Box::new(answer(WritePage { notes: vec![note], ..page }, Some(error.kind)))))
        }
        Err(error) => Err(error),
    }
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/products/<slug>/review/removal", data = "<_form>")]
async fn remove(
    slug: String,
    _form: SealedForm<Nothing>,
    who: Customer,
    db: &State<Db>,
    limits: &State<Limits>,
) -> Result<Redirect> {
    limits.take(acts::WRITES, &who.user.to_string())?;
    let user = who.user;
    let product = db.look(|txn| acts::find_product(txn, user, &slug))?;
    let id = product.id;
    let remove = db.write(move |txn| {
        let own = reviews::find_own(txn, id, user)?;
        let own = own.ok_or_else(|| Error::not_found("You have not reviewed this"))?;
        reviews::retract(txn, own.id, user)
    });
    remove.await?;
    Ok(Redirect::to(to_product(&product)))
}
