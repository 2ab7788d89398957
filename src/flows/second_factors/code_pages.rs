//! The page of the recovery codes.

use rocket::{Route, State, get, post, routes};

use super::{
    SecondFactors,
    app_pages::Nothing,
    overview::{AREA, codes_left},
    view::CodesPage,
};
use crate::{
    base::Result,
    features::accounts,
    platform::web::{
        ClientAddress, Frame, Page, SealedForm,
        guards::{Customer, Fresh},
        parts::{Note, Tone},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, renew]
}

#[get("/account/security/recovery-codes?<done>")]
fn show(
    done: Option<&str>,
    who: Fresh<Customer>,
    frame: Frame,
    desk: &State<SecondFactors>,
) -> Result<Page<CodesPage>> {
    let state = desk.state(&who)?;
    let passkey = || Note::new(Tone::Good, "The passkey is added.", "Now make recovery codes, in case you lose it.");
    Ok(Page::new(CodesPage {
        frame: frame.private(),
        side: accounts::side_nav(AREA),
        notes: done.filter(|it| *it == "passkey").map(|_| passkey()).into_iter().collect(),
        left: if state.is_on() { codes_left(state.codes_left) } else { String::new() },
        codes: Vec::new(),
    }))
}

#[post("/account/security/recovery-codes", data = "<_form>")]
async fn renew(
    who: Fresh<Customer>,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    frame: Frame,
    desk: &State<SecondFactors>,
) -> Result<Page<CodesPage>> {
    let codes = desk.renew_codes(&who, client.0).await?;
    let note = Note::new(Tone::Good, "These are new.", "Older ones are not taken any more.");
    Ok(Page::new(fresh_codes(frame, note, codes)))
}

/// The one page that shows codes.
pub(super) fn fresh_codes(frame: Frame, note: Note, codes: Vec<String>) -> CodesPage {
    let side = accounts::side_nav(AREA);
    CodesPage { frame: frame.private(), side, notes: vec![note], left: String::new(), codes }
}
