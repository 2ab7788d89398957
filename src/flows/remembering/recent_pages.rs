//! Searches of late: the panel below the empty search box, and the forms by which they are forgotten.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    pages::{HERE, Nothing, recent_row},
    view::RecentPanel,
};
use crate::{
    base::{RecentSearchId, Result},
    features::recent_searches,
    platform::{
        db::Db,
        web::{
            Frame, Page, SealedForm,
            guards::{Customer, Visitor},
        },
    },
};

/// So many stand below the search box.
const SHOWN: usize = 8;

pub(super) fn routes() -> Vec<Route> {
    routes![panel, keep, clear, remove]
}

/// Of a guest the shop knows nothing: their browser fills in what it keeps.
#[get("/search/recent")]
fn panel(visitor: Visitor, frame: Frame, db: &State<Db>) -> Result<Page<RecentPanel>> {
    let Some(user) = visitor.in_person() else {
        return Ok(Page::new(RecentPanel { guest: true, ..RecentPanel::default() }));
    };
    let kept = db.look(|txn| recent_searches::of(txn, user))?;
    let rows = kept.searches.iter().take(SHOWN).map(recent_row).collect();
    Ok(Page::new(RecentPanel { token: frame.form_token, rows, guest: false }))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct KeepForm {
    keep: bool,
}

#[post("/account/searches", data = "<form>")]
async fn keep(form: SealedForm<KeepForm>, who: Customer, db: &State<Db>) -> Result<Redirect> {
    let (user, keep) = (who.user, form.0.keep);
    db.write(move |txn| recent_searches::keep(txn, user, keep)).await?;
    Ok(Redirect::to(format!("{HERE}?done={}", if keep { "kept" } else { "not-kept" })))
}

#[post("/account/searches/removal", data = "<_form>")]
async fn clear(_form: SealedForm<Nothing>, who: Customer, db: &State<Db>) -> Result<Redirect> {
    let user = who.user;
    db.write(move |txn| recent_searches::clear(txn, user)).await?;
    Ok(Redirect::to(format!("{HERE}?done=cleared")))
}

#[post("/account/searches/<id>/removal", data = "<_form>")]
async fn remove(id: RecentSearchId, _form: SealedForm<Nothing>, who: Customer, db: &State<Db>) -> Result<Redirect> {
    let user = who.user;
    db.write(move |txn| recent_searches::remove(txn, user, id)).await?;
    Ok(Redirect::to(HERE))
}
