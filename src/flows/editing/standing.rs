//! What is done with a product as a whole: on the shelf and off it, copied, removed.

use rocket::{Responder, Route, State, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, By},
    pages::{Answer, Desk},
    shown::{self, Around},
};
use crate::{
    base::{Error, Result, Timestamp},
    features::{sellers::Editing, uploads::Intake},
    platform::{
        db::Db,
        web::{ClientAddress, Frame, Office, SealedForm, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![publication, copy, removal]
}

/// What shall become of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wish {
    #[serde(rename = "do")]
    act: String,
    at: String,
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/publication", data = "<form>")]
async fn publication(
    name: &str,
    editing: Editing,
    form: SealedForm<Wish>,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
    intake: &State<Intake>,
) -> Result<Answer> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    let (by, wanted, wish) = (By::new(editing, &client), name.to_owned(), form.0);
    let doer = by.clone();
    let done = db
        .write(move |txn| {
            let product = doer.product(txn, &wanted)?;
            match wish.act.as_str() {
                "publish" => acts::publish(txn, &doer, &product),
                "schedule" => acts::schedule(txn, &doer, &product, moment(&wish.at)?),
                "down" => acts::take_down(txn, &doer, &product),
                "retire" => acts::retire(txn, &doer, &product),
                "earlier" => acts::keep_earlier(txn, &doer, &product, true),
                "newest" => acts::keep_earlier(txn, &doer, &product, false),
                _ => Err(Error::invalid("do", "Choose publish, schedule, down, retire, earlier or newest")),
            }
        })
        .await;
    desk.back(done, &by, name, None, "").await
}

/// `2026-12-01T09:00`, as browsers write it, in UTC.
fn moment(text: &str) -> Result<Timestamp> {
    let text = text.trim();
    let full = if text.len() == 16 { format!("{text}:00Z") } else { text.to_owned() };
    Timestamp::parse(&full).map_err(|cause| Error::invalid("at", "Name a day and a time").because(cause))
}

/// Nothing but the way on.
#[derive(Responder)]
struct Away(Box<Redirect>);

#[derive(Debug, Deserialize)]
struct Empty {}

#[post("/sell/products/<name>/copy", data = "<_form>")]
async fn copy(
    name: String,
    editing: Editing,
    _form: SealedForm<Empty>,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Away> {
    let by = By::new(editing, &client);
    let copy = db.write(move |txn| acts::copy(txn, &by, &by.product(txn, &name)?)).await?;
    Ok(Away(Box::new(Redirect::to(shown::url(&copy)))))
}

#[post("/sell/products/<name>/removal", data = "<_form>")]
async fn removal(
    name: String,
    editing: Editing,
    _form: SealedForm<Empty>,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Away> {
    let by = By::new(editing, &client);
    db.write(move |txn| acts::remove(txn, &by, &by.product(txn, &name)?)).await?;
    Ok(Away(Box::new(Redirect::to("/sell/products"))))
}
