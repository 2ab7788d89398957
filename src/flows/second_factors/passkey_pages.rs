//! The pages on which passkeys are added, renamed and removed. Adding takes a script: only that can ask the device.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;
use serde_json::Value;

use super::{
    SecondFactors,
    app_pages::Nothing,
    overview::{AREA, CODES_HERE, HERE, about, passkey_page},
    view::{AddPasskeyPage, PasskeyPage},
    wire::WayJson,
};
use crate::{
    base::{ErrorKind, PasskeyId, Result},
    features::{
        accounts,
        factors::{self, Begun, Passkey},
    },
    platform::web::{
        ClientAddress, Frame, Json, Page, SealedForm, SealedJson,
        guards::{Customer, Fresh},
        parts::Issues,
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, begin, add, show, rename, remove]
}

#[get("/account/security/passkeys")]
fn ask(_who: Fresh<Customer>, frame: Frame, desk: &State<SecondFactors>) -> Page<AddPasskeyPage> {
    let possible = desk.ceremonies.are_possible();
    Page::new(AddPasskeyPage { frame: frame.private(), side: accounts::side_nav(AREA), possible })
}

#[post("/account/security/passkeys/options", data = "<_form>")]
async fn begin(who: Fresh<Customer>, _form: SealedJson<Nothing>, desk: &State<SecondFactors>) -> Result<Json<Begun>> {
    desk.ceremonies.begin_adding(&who).await.map(Json)
}

/// A passkey to be: its name, and what the browser answered.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewPasskeyJson {
    name: String,
    ceremony: String,
    credential: Value,
}

#[post("/account/security/passkeys", data = "<new>")]
async fn add(
    who: Fresh<Customer>,
    new: SealedJson<NewPasskeyJson>,
    client: ClientAddress,
    desk: &State<SecondFactors>,
) -> Result<Json<WayJson>> {
    let NewPasskeyJson { name, ceremony, credential } = new.0;
    desk.add_passkey(&who, client.0, name, &ceremony, credential).await?;
    // Whoever has one way in only should have codes for the day on which it is lost.
    let lone = desk.state(&who)?.codes_left == 0;
    let next = if lone { format!("{CODES_HERE}?done=passkey") } else { format!("{HERE}?done=passkey") };
    Ok(Json(WayJson { next }))
}

#[get("/account/security/passkeys/<id>")]
fn show(id: PasskeyId, who: Fresh<Customer>, frame: Frame, desk: &State<SecondFactors>) -> Result<Page<PasskeyPage>> {
    let passkey = desk.db.look(|txn| factors::get_passkey(txn, who.user, id))?;
    Ok(Page::new(page(frame, &passkey)))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NameForm {
    name: String,
}

#[post("/account/security/passkeys/<id>", data = "<form>")]
async fn rename(
    id: PasskeyId,
    who: Fresh<Customer>,
    form: SealedForm<NameForm>,
    frame: Frame,
    desk: &State<SecondFactors>,
) -> Result<Result<Redirect, Page<PasskeyPage>>> {
    let name = form.0.name;
    match desk.rename_passkey(&who, id, name.clone()).await {
        Ok(_) => Ok(Ok(Redirect::to(format!("{HERE}?done=renamed")))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let passkey = desk.db.look(|txn| factors::get_passkey(txn, who.user, id))?;
            let page = PasskeyPage { issues: Issues::of(&error), name, ..page(frame, &passkey) };
            Ok(Err(Page::new(page).because(error.kind)))
        }
        Err(error) => Err(error),
    }
}

#[post("/account/security/passkeys/<id>/removal", data = "<_form>")]
async fn remove(
    id: PasskeyId,
    who: Fresh<Customer>,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    desk: &State<SecondFactors>,
) -> Result<Redirect> {
    desk.remove_passkey(&who, client.0, id).await?;
    Ok(Redirect::to(format!("{HERE}?done=passkey-removed")))
}

fn page(frame: Frame, passkey: &Passkey) -> PasskeyPage {
    PasskeyPage {
        frame: frame.private(),
        side: accounts::side_nav(AREA),
        issues: Issues::default(),
        url: passkey_page(passkey.id),
        name: passkey.name.clone(),
        about: about(passkey.added, passkey.used),
    }
}
