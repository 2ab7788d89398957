//! What somebody has of second factors, at a glance.

use rocket::{Route, State, get, routes};

use super::{
    SecondFactors,
    view::{FactorRow, FactorSection, FactorsPage},
};
use crate::{
    base::{PasskeyId, Result, Timestamp, UserId},
    features::{
        accounts,
        factors::{self, CODES, Passkey},
    },
    platform::{
        db::Reads,
        web::{
            Frame, Page,
            guards::Customer,
            parts::{Icon, Note, Pill, Tone},
        },
    },
};

/// The link of the side navigation that these pages belong to.
pub(super) const AREA: &str = "/account/security";
pub(super) const HERE: &str = "/account/security/factors";
pub(super) const APP: &str = "/account/security/authenticator";
pub(super) const CODES_HERE: &str = "/account/security/recovery-codes";
pub(super) const PASSKEYS: &str = "/account/security/passkeys";

pub(super) fn routes() -> Vec<Route> {
    routes![overview]
}

#[get("/account/security/factors?<done>")]
fn overview(done: Option<&str>, who: Customer, frame: Frame, desk: &State<SecondFactors>) -> Result<Page<FactorsPage>> {
    let possible = desk.ceremonies.are_possible();
    let section = desk.db.look(|txn| section(txn, who.user, possible))?;
    let notes = done.and_then(note).into_iter().collect();
    Ok(Page::new(FactorsPage { frame: frame.private(), side: accounts::side_nav(AREA), notes, section }))
}

/// The second factors of `user` as a section of a page. `passkeys` says whether the shop can have some.
pub fn section(txn: &impl Reads, user: UserId, passkeys: bool) -> Result<FactorSection> {
    let state = factors::state(txn, user)?;
    let app = match state.authenticator {
        Some(since) => row(Icon("smartphone"), "Authenticator app", format!("Added {}", since.date()), "Change", APP),
        None => {
            row(Icon("smartphone"), "Authenticator app", "A code from your phone at each sign-in".into(), "Set up", APP)
        }
    };
    let mut rows = vec![app];
    rows.extend(state.passkeys.iter().map(passkey_row));
    if state.is_on() {
        let left = codes_left(state.codes_left);
        rows.push(row(Icon("life-buoy"), "Recovery codes", left, "New codes", CODES_HERE));
    }
    let pill = if state.is_on() { Pill::new(Tone::Good, "On") } else { Pill::new(Tone::Plain, "Off") };
    Ok(FactorSection { state: pill, rows, add_passkey: passkeys.then(|| PASSKEYS.to_owned()) })
}

fn passkey_row(passkey: &Passkey) -> FactorRow {
    let name = format!("Passkey “{}”", passkey.name);
    row(Icon("key-round"), &name, about(passkey.added, passkey.used), "Change", &passkey_page(passkey.id))
}

fn row(icon: Icon, name: &str, about: String, act: &str, url: &str) -> FactorRow {
    FactorRow { icon, name: name.to_owned(), about, act: act.to_owned(), url: url.to_owned() }
}

pub(super) fn passkey_page(id: PasskeyId) -> String {
    format!("{PASSKEYS}/{id}")
}

pub(super) fn codes_left(left: usize) -> String {
    if left == 0 { "None left: make new ones".to_owned() } else { format!("{left} of {CODES} left") }
}

/// Since when something is known, and when it was used last.
pub(super) fn about(added: Timestamp, used: Option<Timestamp>) -> String {
    let used = used.map_or_else(|| "not used yet".to_owned(), |it| format!("last used {}", it.date_and_time()));
    format!("Added {}, {used}", added.date())
}

/// What has just happened, where that led here.
fn note(done: &str) -> Option<Note> {
    let (title, text) = match done {
        "app-removed" => ("The app is removed.", "Its codes are not taken any more."),
        "passkey" => ("The passkey is added.", "Next time you can sign in with it alone."),
        "passkey-removed" => ("The passkey is removed.", "It does not open your account any more."),
        "renamed" => ("Saved.", "The passkey has a new name."),
        _ => return None,
    };
    Some(Note::new(Tone::Good, title, text))
}
