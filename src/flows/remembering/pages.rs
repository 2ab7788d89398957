//! The pages of searches, and the forms of those that are saved.

use rocket::{Responder, Route, State, get, http::uri::Origin, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    asked,
    view::{RecentRow, SavedPage, SavedRow, SearchesPage},
};
use crate::{
    base::{Error, ErrorKind, Result, SavedSearchId},
    features::{
        accounts,
        preferences::{self, Mailing},
        recent_searches::{self, RecentSearch},
        saved_searches::{self, Change, NewSavedSearch, SavedSearch},
    },
    platform::{
        db::{Db, Reads},
        search::{SearchParams, Sort},
        web::{
            Frame, Page, SealedForm, Shop,
            guards::Customer,
            parts::{Issues, Note, Pill, Tone},
        },
    },
};

pub(super) const HERE: &str = "/account/searches";
const SAVED: &str = "/account/saved-searches";

pub(super) fn routes() -> Vec<Route> {
    routes![all, offer, save, show, change, remove]
}

#[derive(Responder)]
enum Answer {
    On(Box<Redirect>),
    Again(Box<Page<SavedPage>>),
}

#[get("/account/searches?<done>")]
fn all(
    done: Option<&str>,
    who: Customer,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<SearchesPage>> {
    let page = db.look(|txn| {
        let saved = saved_searches::of(txn, who.user)?;
        let recents = recent_searches::of(txn, who.user)?;
        let mut notes: Vec<_> = done.and_then(said).into_iter().collect();
        if saved.searches.iter().any(|it| it.mails) {
            notes.extend(stopped(txn, &who)?);
        }
        Ok(SearchesPage {
            frame: frame.private(),
            side: accounts::side_nav(HERE),
            notes,
            saved: saved.searches.iter().map(|it| saved_row(txn, it, shop)).collect::<Result<_>>()?,
            recent: recents.searches.iter().map(recent_row).collect(),
            keeps: !recents.off,
        })
    })?;
    Ok(Page::new(page))
}

fn said(done: &str) -> Option<Note> {
    let (what, more) = match done {
        "saved" => ("The search is saved.", ""),
        "changed" => ("The search is changed.", ""),
        "removed" => ("The search is deleted.", ""),
        "cleared" => ("Your recent searches are forgotten.", ""),
        "kept" => ("Your searches are kept from now on.", "You alone see them."),
        "not-kept" => ("Your searches are not kept any more.", "Those that were are forgotten."),
        _ => return None,
    };
    Some(Note::new(Tone::Good, what, more))
}

/// What to know for somebody who asks for mails that they have stopped.
fn stopped(txn: &impl Reads, who: &Customer) -> Result<Option<Note>> {
    let off = || {
        Note::new(
            Tone::Warn,
            "You have stopped these mails.",
            "Turn them on under E-mails to hear of what is new for your searches.",
        )
    };
    Ok((!preferences::allows(txn, &who.email, Mailing::Searches)?).then(off))
}

fn saved_row(txn: &impl Reads, search: &SavedSearch, shop: &Shop) -> Result<SavedRow> {
    // A question that cannot be read any more stands there by its name, and can be deleted.
    let params = search.params().unwrap_or_default();
    let told = search.told.map(|it| format!("Last mail {}", it.date()));
    Ok(SavedRow {
        name: search.name.clone(),
        asked: asked::in_words(txn, &params, shop.currency)?,
        url: newest(&params),
        pill: if search.mails { Pill::new(Tone::Good, "Mails") } else { Pill::new(Tone::Plain, "No mails") },
        detail: told.unwrap_or_else(|| format!("Saved {}", search.saved.date())),
        change_url: format!("{SAVED}/{}", search.id),
    })
}

fn newest(params: &SearchParams) -> String {
    params.sorted(Sort::Newest).to_url("/products")
}

pub(super) fn recent_row(search: &RecentSearch) -> RecentRow {
    RecentRow {
        id: search.id.to_string(),
        words: search.words.clone(),
        url: SearchParams::default().asking(&search.words, false).to_url("/products"),
        at: search.at.date(),
    }
}

/// Offers to save what the address asks for; whoever has not signed in does so first, and comes back.
#[get("/account/saved-searches/new")]
fn offer(uri: &Origin<'_>, who: Customer, frame: Frame, db: &State<Db>, shop: &State<Shop>) -> Result<Page<SavedPage>> {
    let (params, _) = SearchParams::parse_typed(uri.query().map_or("", |it| it.as_str()), shop.currency);
    // Whether there is anything to be saved, whatever it will be called.
    NewSavedSearch::new("x", &params, true)?;
    db.look(|txn| {
        let page = form(txn, &params, frame, &who, shop)?;
        Ok(Page::new(SavedPage { name: asked::name(txn, &params, shop.currency)?, mails: true, ..page }))
    })
}

/// The form for `params`, with nothing typed yet.
fn form(txn: &impl Reads, params: &SearchParams, frame: Frame, who: &Customer, shop: &Shop) -> Result<SavedPage> {
    Ok(SavedPage {
        frame: frame.private(),
        side: accounts::side_nav(HERE),
        title: "Save this search".into(),
        notes: stopped(txn, who)?.into_iter().collect(),
        action: SAVED.into(),
        query: params.at_page(1).to_url("").trim_start_matches('?').to_owned(),
        asked: asked::in_words(txn, params, shop.currency)?,
        url: params.to_url("/products"),
        ..SavedPage::default()
    })
}

/// The form of one that is saved already.
fn form_of(txn: &impl Reads, search: &SavedSearch, frame: Frame, who: &Customer, shop: &Shop) -> Result<SavedPage> {
    let params = search.params().unwrap_or_default();
    let here = format!("{SAVED}/{}", search.id);
    Ok(SavedPage {
        title: "A saved search".into(),
        query: String::new(),
        url: newest(&params),
        removal: format!("{here}/removal"),
        action: here,
        ..form(txn, &params, frame, who, shop)?
    })
}

/// How a search is called, and whether mails come of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct SavedForm {
    query: String,
    name: String,
    mails: bool,
}

#[post("/account/saved-searches", data = "<form>")]
async fn save(
    form: SealedForm<SavedForm>,
    who: Customer,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let SavedForm { query, name, mails } = form.0;
    let params = SearchParams::parse(&query)?;
    match NewSavedSearch::new(&name, &params, mails) {
        Ok(new) => {
            let user = who.user;
            db.write(move |txn| saved_searches::save(txn, user, &new)).await?;
            Ok(on("saved"))
        }
        Err(error) => {
            let page = db.look(|txn| self::form(txn, &params, frame, &who, shop))?;
            again(SavedPage { name, mails, ..page }, error)
        }
    }
}

fn on(done: &str) -> Answer {
    Answer::On(Box::new(Redirect::to(format!("{HERE}?done={done}"))))
}

fn again(page: SavedPage, error: Error) -> Result<Answer> {
    if error.kind != ErrorKind::Invalid {
        return Err(error);
    }
    let page = SavedPage { issues: Issues::of(&error), ..page };
    Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))))
}

#[get("/account/saved-searches/<id>")]
fn show(id: SavedSearchId, who: Customer, frame: Frame, db: &State<Db>, shop: &State<Shop>) -> Result<Page<SavedPage>> {
    db.look(|txn| {
        let search = saved_searches::get(txn, who.user, id)?;
        let page = form_of(txn, &search, frame, &who, shop)?;
        Ok(Page::new(SavedPage { mails: search.mails, name: search.name, ..page }))
    })
}

#[post("/account/saved-searches/<id>", data = "<form>")]
async fn change(
    id: SavedSearchId,
    form: SealedForm<SavedForm>,
    who: Customer,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let SavedForm { name, mails, .. } = form.0;
    match Change::new(Some(&name), Some(mails)) {
        Ok(change) => {
            let user = who.user;
            db.write(move |txn| saved_searches::change(txn, user, id, &change)).await?;
            Ok(on("changed"))
        }
        Err(error) => {
            let page = db.look(|txn| {
                let search = saved_searches::get(txn, who.user, id)?;
                form_of(txn, &search, frame, &who, shop)
            })?;
            again(SavedPage { name, mails, ..page }, error)
        }
    }
}

/// A form with nothing to say but that it was sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

#[post("/account/saved-searches/<id>/removal", data = "<_form>")]
async fn remove(id: SavedSearchId, _form: SealedForm<Nothing>, who: Customer, db: &State<Db>) -> Result<Answer> {
    let user = who.user;
    db.write(move |txn| saved_searches::remove(txn, user, id)).await?;
    Ok(on("removed"))
}
