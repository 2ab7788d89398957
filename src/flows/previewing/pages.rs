//! The page on which previews are added and taken away.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, By, Easel},
    view::{PreviewRow, PreviewsPage},
};
use crate::{
    base::{Error, ErrorKind, PreviewId, Result},
    features::{
        previews::{self, Drawn, Kind, Preview},
        sellers::{self, Editing},
    },
    platform::{
        db::Db,
        web::{
            ClientAddress, Frame, Office, Page, SealedFiles, SealedForm,
            parts::{Issues, Note, SideNav, Tone},
        },
    },
};

/// Pictures of pages need not be wider here.
const NARROW: u32 = 400;

pub(super) fn routes() -> Vec<Route> {
    routes![show, add, take_away]
}

/// What surrounds the page, and whose it is.
struct Desk {
    frame: Frame,
    side: SideNav,
}

impl Desk {
    fn new(frame: Frame, office: Office, editing: &Editing) -> Self {
        let side = match &editing.seller {
            Some(seller) => sellers::side_nav(seller, "/sell/products"),
            None => office.0,
        };
        Self { frame: frame.private(), side }
    }

    fn page(self, db: &Db, editing: &Editing, name: &str) -> Result<PreviewsPage> {
        db.look(|txn| {
            let product = acts::own(txn, editing, name)?;
            let all = previews::of_product(txn, product.id)?;
            let editor = format!("/sell/products/{}", product.id);
            let action = format!("{editor}/previews");
            Ok(PreviewsPage {
                frame: self.frame,
                side: self.side,
                title: product.title,
                has_room: all.len() < previews::MOST,
                previews: all.into_iter().map(|it| row(it, &action)).collect(),
                editor,
                action,
                ..PreviewsPage::default()
            })
        })
    }
}

fn row(it: Preview, action: &str) -> PreviewRow {
    let here = format!("{action}/{}", it.id);
    let drawn = it.drawn(Some(NARROW));
    let row = PreviewRow { title: it.title, removal: format!("{here}/removal"), ..PreviewRow::default() };
    match (it.kind, drawn) {
        (Kind::Audio { .. }, _) => PreviewRow { sound: format!("{here}/sound"), ..row },
        (Kind::Text { words }, _) => PreviewRow { words, ..row },
        (Kind::Page { .. }, Some(Drawn { width, height, .. })) => {
            PreviewRow { page: format!("{here}/page?w={NARROW}"), width, height, ..row }
        }
        (Kind::Page { .. }, None) => row,
    }
}

/// Back to the page, or there with what has to be corrected.
#[derive(Responder)]
enum Answer {
    Back(Box<Redirect>),
    Refused(Box<Page<PreviewsPage>>),
}

fn back(name: &str) -> Answer {
    Answer::Back(Box::new(Redirect::to(format!("/sell/products/{name}/previews?done=saved"))))
}

#[get("/sell/products/<name>/previews?<done>")]
fn show(
    name: &str,
    done: Option<&str>,
    editing: Editing,
    frame: Frame,
    office: Office,
    db: &State<Db>,
) -> Result<Page<PreviewsPage>> {
    let mut page = Desk::new(frame, office, &editing).page(db, &editing, name)?;
    page.notes.extend(done.map(|_| Note::new(Tone::Good, "Saved.", "The product’s page shows it.")));
    Ok(Page::new(page))
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/previews", data = "<form>")]
async fn add(
    name: &str,
    editing: Editing,
    form: SealedFiles,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    easel: Easel<'_>,
) -> Result<Answer> {
    let (desk, by) = (Desk::new(frame, office, &editing), By::new(editing, &client));
    // Whose product it is decides before any file is looked at; its identifier stays, whatever it is called.
    let name = db.look(|txn| Ok(acts::own(txn, &by.editing, name)?.id.to_string()))?;
    let read = match form.files.first() {
        None => Err(Error::invalid("file", "Choose a file first")),
        Some(file) => easel.read(file.blob, &file.name, form.field("title")).await,
    };
    let done = match read {
        Ok(new) => {
            let (doer, wanted, quota) = (by.clone(), name.clone(), easel.quota());
            db.write(move |txn| acts::add(txn, &doer, &wanted, &new, quota)).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(back(&name)),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let page = PreviewsPage {
                issues: Issues::of(&error),
                typed: form.field("title").to_owned(),
                ..desk.page(db, &by.editing, &name)?
            };
            Ok(Answer::Refused(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}

#[derive(Debug, Deserialize)]
struct Empty {}

#[post("/sell/products/<name>/previews/<id>/removal", data = "<_form>")]
async fn take_away(
    name: &str,
    id: PreviewId,
    editing: Editing,
    _form: SealedForm<Empty>,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Answer> {
    let by = By::new(editing, &client);
    let name = db.look(|txn| Ok(acts::own(txn, &by.editing, name)?.id.to_string()))?;
    let wanted = name.clone();
    db.write(move |txn| acts::remove(txn, &by, &wanted, id)).await?;
    Ok(back(&name))
}
