//! The pages on which an authenticator app is set up, exchanged and removed.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    SecondFactors,
    code_pages::fresh_codes,
    overview::{APP, AREA, HERE},
    picture,
    view::{AppOffer, AppPage, CodesPage},
};
use crate::{
    base::{ErrorKind, Result},
    features::{accounts, factors::Offer},
    platform::web::{
        ClientAddress, Frame, Identity, Page, SealedForm,
        guards::{Customer, Fresh},
        parts::{Issues, Note, Tone},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, begin, confirm, remove]
}

/// A form of nothing but its seal.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

#[get("/account/security/authenticator")]
fn show(who: Fresh<Customer>, frame: Frame, desk: &State<SecondFactors>) -> Result<Page<AppPage>> {
    page(&who, frame, desk, Issues::default()).map(Page::new)
}

#[post("/account/security/authenticator", data = "<_form>")]
async fn begin(who: Fresh<Customer>, _form: SealedForm<Nothing>, desk: &State<SecondFactors>) -> Result<Redirect> {
    desk.begin(&who).await?;
    Ok(Redirect::to(APP))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

#[post("/account/security/authenticator/code", data = "<form>")]
async fn confirm(
    who: Fresh<Customer>,
    form: SealedForm<CodeForm>,
    client: ClientAddress,
    frame: Frame,
    desk: &State<SecondFactors>,
) -> Result<Result<Page<CodesPage>, Page<AppPage>>> {
    match desk.confirm(&who, client.0, form.0.code).await {
        Ok(codes) => {
            let note = Note::new(Tone::Good, "The app works.", "From now on we ask for its code when you sign in.");
            Ok(Ok(Page::new(fresh_codes(frame, note, codes))))
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            Ok(Err(Page::new(page(&who, frame, desk, Issues::of(&error))?).because(error.kind)))
        }
        Err(error) => Err(error),
    }
}

#[post("/account/security/authenticator/removal", data = "<_form>")]
async fn remove(
    who: Fresh<Customer>,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    desk: &State<SecondFactors>,
) -> Result<Redirect> {
    desk.remove_app(&who, client.0).await?;
    Ok(Redirect::to(format!("{HERE}?done=app-removed")))
}

fn page(who: &Identity, frame: Frame, desk: &SecondFactors, issues: Issues) -> Result<AppPage> {
    let since = desk.state(who)?.authenticator.map_or_else(String::new, |it| it.date());
    let shown = |offer: Offer| -> Result<AppOffer> {
        let address = offer.address(&desk.shop.name, who.email.as_str())?;
        Ok(AppOffer { picture: picture::of(&address)?, secret: grouped(&offer.secret()), address })
    };
    let offer = desk.offered(who)?.map(shown).transpose()?;
    Ok(AppPage { frame: frame.private(), side: accounts::side_nav(AREA), issues, since, offer })
}

/// In groups of four, as people type.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|it| it.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
