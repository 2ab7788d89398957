//! The editor of a product: its page, and keeping its details.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};

use super::{
    acts::{By, own, set_stock},
    drafting,
    forms::Typed,
    shown::{self, Around},
    view::{EditorPage, PreviewPart},
};
use crate::{
    base::{Error, ErrorKind, Result},
    features::{
        catalog::{self, Product, html},
        sellers::Editing,
        uploads::Intake,
    },
    platform::{
        db::Db,
        llm::Llm,
        search::Search,
        web::{
            ClientAddress, Frame, LongForm, Office, Page, Shop,
            parts::{Issues, Note, Tone},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, save, describe]
}

/// The editor again, or the way to it.
#[derive(Responder)]
pub(super) enum Answer {
    Away(Box<Redirect>),
    Again(Box<Page<EditorPage>>),
}

/// What every page of the editor needs.
pub(super) struct Desk<'a> {
    pub around: Around,
    pub db: &'a Db,
    pub shop: &'a Shop,
    pub intake: &'a Intake,
}

impl Desk<'_> {
    /// The way back to the editor once something is done, or the editor with what went wrong and what was typed.
    pub async fn back(
        &self,
        done: Result<Product>,
        by: &By,
        name: &str,
        typed: Option<Typed>,
        place: &str,
    ) -> Result<Answer> {
        let error = match done {
            Ok(product) => return Ok(Answer::Away(Box::new(Redirect::to(format!("{}{place}", shown::url(&product)))))),
            Err(error) => error,
        };
        if !matches!(error.kind, ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::Stale | ErrorKind::TooLarge) {
            return Err(error);
        }
        let page = self.page(&by.editing, name, typed).await?;
        let notes = notes(&error);
        let page = EditorPage { issues: Issues::of(&error), notes, ..page };
        Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))))
    }

    /// The editor as it stands, with what was typed.
    pub async fn page(&self, editing: &Editing, name: &str, typed: Option<Typed>) -> Result<EditorPage> {
        let (around, shop, rules) = (self.around.clone(), self.shop.clone(), self.intake.rules().clone());
        let (editing, name) = (editing.clone(), name.to_owned());
        let read = self.db.read(move |txn| {
            let product = own(txn, &editing, &name)?;
            shown::editor(txn, &around, &shop, &rules, &product, typed.as_ref())
        });
        read.await
    }
}

fn notes(error: &Error) -> Vec<Note> {
    match error.kind {
        ErrorKind::Stale => vec![Note::new(
            Tone::Warn,
            "Somebody was quicker.",
            "This product was changed since you opened it. What you typed is still here and was not kept: open the page \
             in another window, look at what changed, and type it there.",
        )],
        ErrorKind::Invalid => Vec::new(),
        _ => vec![Note::new(Tone::Bad, "That did not work.", error.message.to_string())],
    }
}

#[get("/sell/products/<name>", rank = 5)]
async fn show(
    name: &str,
    editing: Editing,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
    intake: &State<Intake>,
) -> Result<Page<EditorPage>> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    desk.page(&editing, name, None).await.map(Page::new)
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>", data = "<form>")]
async fn save(
    name: &str,
    editing: Editing,
    form: LongForm<Typed>,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
    intake: &State<Intake>,
    search: &State<Search>,
    llm: &State<Llm>,
) -> Result<Answer> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    let (typed, by) = (form.0, By::new(editing, &client));
    if let Some(what) = typed.act.strip_prefix("suggest-") {
        let page = suggested(&desk, (search, llm), &by, name, what, typed.clone()).await?;
        return Ok(Answer::Again(Box::new(Page::new(page))));
    }
    if typed.act == "preview" {
        let html = html::markdown(&typed.description);
        let page = desk.page(&by.editing, name, Some(typed)).await?;
        return Ok(Answer::Again(Box::new(Page::new(EditorPage { preview_html: Some(html), ..page }))));
    }
    let done = keep(db, shop, &by, name, typed.clone()).await;
    desk.back(done, &by, name, Some(typed), "").await
}

/// The editor with a suggestion in a field; nothing is kept, and what stood there before stays.
async fn suggested(
    desk: &Desk<'_>,
    (search, llm): (&Search, &Llm),
    by: &By,
    name: &str,
    what: &str,
    mut typed: Typed,
) -> Result<EditorPage> {
    let (editing, wanted) = (by.editing.clone(), name.to_owned());
    let product = desk.db.read(move |txn| own(txn, &editing, &wanted)).await?;
    let note = match what {
        "tags" => {
            let tags = drafting::tags(desk.db, search, &product, &typed).await?;
            let found = !tags.is_empty();
            let all =
                [typed.tags.trim().trim_end_matches(',')].into_iter().filter(|it| !it.is_empty()).map(str::to_owned);
            typed.tags = all.chain(tags).collect::<Vec<_>>().join(", ");
            if found { "Tags that things like it have were added. Take out what does not fit, and save." } else { "" }
        }
        _ => {
            let draft = drafting::description(llm, &product, &typed).await;
            let before = typed.description.trim().to_owned();
            typed.description = if before.is_empty() { draft } else { format!("{before}\n\n{draft}") };
            "A draft stands in the description, below what you wrote. Change it as you like, and save."
        }
    };
    let page = desk.page(&by.editing, name, Some(typed)).await?;
    let note = match note {
        "" => Note::new(Tone::Info, "Nothing to suggest.", "Too few things here are like it."),
        text => Note::new(Tone::Info, "A suggestion, not kept yet.", text),
    };
    Ok(EditorPage { notes: vec![note], ..page })
}

async fn keep(db: &Db, shop: &Shop, by: &By, name: &str, typed: Typed) -> Result<Product> {
    let (by, name, currency) = (by.clone(), name.to_owned(), shop.currency);
    // Markdown is made into HTML before the write, which nothing slow shall hold up.
    let (editing, wanted) = (by.editing.clone(), name.clone());
    let new = db
        .read(move |txn| {
            let product = own(txn, &editing, &wanted)?;
            Ok((typed.revision()?, typed.form(txn, &product)?.check(currency)?, typed.stock(&product)?))
        })
        .await?;
    db.write(move |txn| {
        let before = by.product(txn, &name)?;
        let after = catalog::edit(txn, before.id, Some(new.0), &new.1)?;
        by.note_change(txn, &before, &after, "")?;
        set_stock(txn, &by, &after, &new.2)?;
        Ok(after)
    })
    .await
}

#[post("/sell/products/<_>/description", data = "<form>")]
fn describe(_editing: Editing, form: LongForm<Typed>) -> Page<PreviewPart> {
    Page::new(PreviewPart { html: html::markdown(&form.0.description) })
}
