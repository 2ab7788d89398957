//! Which mails somebody wants, and the way out at the end of each that nobody has to get.

use std::collections::BTreeMap;

use rocket::{Route, State, get, http::Status, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Care,
    view::{PreferencesPage, StopPage, Wish},
};
use crate::{
    base::{Email, Event, Result, UserId},
    features::{
        accounts,
        preferences::{self, Mailing, Preferences, WayOut},
        recommendations,
    },
    platform::{
        db::WriteTxn,
        web::{
            Frame, Page, SealedForm,
            guards::Customer,
            parts::{Note, Tone},
        },
    },
};

const HERE: &str = "/account/preferences";

pub(super) fn routes() -> Vec<Route> {
    routes![show, keep, ask, stop]
}

#[get("/account/preferences?<done>")]
fn show(done: Option<&str>, who: Customer, frame: Frame, care: &State<Care>) -> Result<Page<PreferencesPage>> {
    let kept = care.db.look(|txn| preferences::of(txn, &who.email))?;
    let wish = |it: &Mailing| Wish {
        word: it.word().into(),
        label: it.label().into(),
        hint: it.hint().into(),
        on: kept.wants(*it),
    };
    let saved = Note::new(Tone::Good, "Saved.", "It holds from now on.");
    Ok(Page::new(PreferencesPage {
        frame: frame.private(),
        side: accounts::side_nav(HERE),
        notes: done.map(|_| saved).into_iter().collect(),
        email: who.email.to_string(),
        wishes: Mailing::ALL.iter().map(wish).collect(),
        picks: kept.wants_picks(),
    }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WishForm {
    mailings: Vec<String>,
    picks: Option<String>,
}

#[post("/account/preferences", data = "<form>")]
async fn keep(who: Customer, form: SealedForm<WishForm>, care: &State<Care>) -> Result<Redirect> {
    let wanted = form.0.mailings.iter().map(|it| it.parse()).collect::<Result<Vec<Mailing>>>()?;
    let choices: BTreeMap<_, _> = Mailing::ALL.iter().map(|it| (*it, wanted.contains(it))).collect();
    let (user, email, picks) = (who.user, who.email.clone(), Some(form.0.picks.is_some()));
    care.db.write(move |txn| choose(txn, user, &email, &choices, picks)).await?;
    Ok(Redirect::to("/account/preferences?done=saved"))
}

/// Opening the link stops nothing by itself: mail programs open links, too.
#[get("/unsubscribe?<token>")]
fn ask(token: Option<&str>, frame: Frame, care: &State<Care>) -> Result<Page<StopPage>> {
    let token = token.unwrap_or_default();
    let way = WayOut::open(&care.keys, token)?;
    Ok(Page::new(stop_page(frame, &way, token, false)))
}

/// By the button, or by a mail program in one click (RFC 8058): without a cookie, whatever the body says.
#[post("/unsubscribe?<token>")]
async fn stop(token: Option<&str>, frame: Frame, care: &State<Care>) -> Result<(Status, Page<StopPage>)> {
    let token = token.unwrap_or_default();
    let way = WayOut::open(&care.keys, token)?;
    let WayOut { email, mailings } = way.clone();
    let no: BTreeMap<_, _> = mailings.into_iter().map(|it| (it, false)).collect();
    care.db.write(move |txn| preferences::choose(txn, &email, &no)).await?;
    Ok((Status::Ok, Page::new(stop_page(frame, &way, token, true))))
}

fn stop_page(frame: Frame, way: &WayOut, token: &str, done: bool) -> StopPage {
    StopPage {
        frame: frame.private(),
        email: way.email.masked(),
        mailing: way.mailings.iter().map(|it| it.label()).collect::<Vec<_>>().join(", "),
        action: format!("/unsubscribe?token={token}"),
        done,
    }
}

/// Keeps which mails somebody wants and, if they say so, whether things are picked for them; where they are not, what they
/// looked at is forgotten at once.
pub(super) fn choose(
    txn: &WriteTxn,
    user: UserId,
    email: &Email,
    choices: &BTreeMap<Mailing, bool>,
    picks: Option<bool>,
) -> Result<Preferences> {
    let kept = preferences::choose(txn, email, choices)?;
    let Some(picks) = picks.filter(|it| *it != kept.wants_picks()) else { return Ok(kept) };
    if !picks {
        recommendations::forget(txn, user)?;
    }
    txn.emit(Event::TasteChanged { user })?;
    preferences::choose_picks(txn, email, picks)
}
