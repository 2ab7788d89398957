//! The page of saved payment methods.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    PAGE, Wallets,
    view::{MethodRow, MethodsPage},
};
use crate::{
    base::{ErrorKind, Result},
    features::accounts,
    platform::{
        payments::SavedMethod,
        web::{
            ClientAddress, Frame, Page, SealedForm,
            guards::Customer,
            parts::{Note, Tone},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![methods, add, manage, remove]
}

#[get("/account/payment-methods?<done>")]
async fn methods(
    done: Option<&str>,
    who: Customer,
    frame: Frame,
    wallets: &State<Wallets>,
) -> Result<Page<MethodsPage>> {
    let (methods, known) = match wallets.all(&who).await {
        Ok(kept) => (kept, true),
        // The page stands without its keeper, whose trouble is told and logged.
        Err(error) if error.kind == ErrorKind::Unavailable => {
            tracing::warn!("saved payment methods cannot be listed: {}", error.in_full());
            (Vec::new(), false)
        }
        Err(error) => return Err(error),
    };
    let resting =
        Note::new(Tone::Warn, "Your payment methods cannot be shown right now.", "Please try again in a minute.");
    let told = match done {
        Some("removed") => Some(Note::new(Tone::Good, "It was removed.", "It cannot be used here any more.")),
        Some("back") if known => Some(Note::new(Tone::Info, "Welcome back.", "What you have added stands below.")),
        _ => None,
    };
    Ok(Page::new(MethodsPage {
        frame: frame.private(),
        side: accounts::side_nav(PAGE),
        notes: told.into_iter().chain((!known).then_some(resting)).collect(),
        methods: methods.into_iter().map(row).collect(),
        known,
    }))
}

fn row(method: SavedMethod) -> MethodRow {
    let detail = method.expires.map_or_else(String::new, |it| format!("Good until {it}"));
    MethodRow { id: method.reference, name: method.label, detail }
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

/// Leads to the keeper's own page.
#[post("/account/payment-methods", data = "<_form>")]
async fn add(
    who: Customer,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    wallets: &State<Wallets>,
) -> Result<Redirect> {
    Ok(Redirect::to(wallets.add(&who, client.0).await?))
}

/// Leads to the keeper's portal.
#[post("/account/payment-methods/portal", data = "<_form>")]
async fn manage(
    who: Customer,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    wallets: &State<Wallets>,
) -> Result<Redirect> {
    Ok(Redirect::to(wallets.manage(&who, client.0).await?))
}

#[post("/account/payment-methods/<id>/removal", data = "<_form>")]
async fn remove(
    id: &str,
    who: Customer,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    wallets: &State<Wallets>,
) -> Result<Redirect> {
    wallets.remove(&who, client.0, id).await?;
    Ok(Redirect::to(format!("{PAGE}?done=removed")))
}
