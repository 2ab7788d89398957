//! The pages about what the shop keeps of somebody.

use rocket::{
    Responder, Route, State, get,
    http::{ContentType, Header},
    post,
    response::Redirect,
    routes,
};
use serde::Deserialize;

use super::{
    Care,
    view::{CopyState, DataPage},
};
use crate::{
    base::{Result, Timestamp},
    features::{
        accounts,
        exports::{self, Export},
    },
    platform::{
        files::Files,
        web::{
            Body, ClientAddress, Frame, Page, SealedForm,
            guards::{Customer, Fresh},
            parts::size,
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![data, ask, fetch]
}

#[get("/account/data")]
fn data(who: Customer, frame: Frame, care: &State<Care>) -> Result<Page<DataPage>> {
    let export = care.db.look(|txn| exports::find(txn, who.user))?;
    let copy = state(export.as_ref(), care.db.clock().now());
    Ok(Page::new(DataPage { frame: frame.private(), side: accounts::side_nav("/account/data"), copy }))
}

fn state(export: Option<&Export>, now: Timestamp) -> CopyState {
    match export {
        Some(export) if export.made.is_none() => CopyState::Waiting { since: export.asked.date_and_time() },
        Some(export) => export.ready(now).map_or(CopyState::None, |made| CopyState::Ready {
            made: made.at.date_and_time(),
            size: size(made.blob.size),
            until: made.until.date(),
        }),
        None => CopyState::None,
    }
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/account/data/copy", data = "<_form>")]
async fn ask(who: Customer, _form: SealedForm<Nothing>, client: ClientAddress, care: &State<Care>) -> Result<Redirect> {
    care.ask_for_copy(&who, client.0).await?;
    Ok(Redirect::to("/account/data"))
}

/// An archive to be kept.
#[derive(Responder)]
pub(super) struct Archive {
    body: Body,
    name: Header<'static>,
}

impl Archive {
    pub fn new(bytes: Vec<u8>) -> Self {
        let name = Header::new("Content-Disposition", "attachment; filename=\"my-data.zip\"");
        Self { body: Body::new(ContentType::ZIP, bytes), name }
    }
}

/// Whoever finds an open browser may have a copy made, and cannot take it along.
#[get("/account/data/copy.zip")]
async fn fetch(who: Fresh<Customer>, care: &State<Care>, files: &State<Files>) -> Result<Archive> {
    care.copy(&who, files).await.map(Archive::new)
}
