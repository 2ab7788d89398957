//! The pages on which an account gets another address.

use rocket::{Responder, Route, State, get, http::Header, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Care,
    answer::{Answer, issues},
    view::{EmailPage, MovePage},
};
use crate::{
    base::Result,
    features::accounts,
    platform::web::{
        ClientAddress, Frame, Page, SealedForm,
        guards::{Customer, Fresh},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, send, open, take]
}

#[get("/account/email")]
fn ask(who: Fresh<Customer>, frame: Frame) -> Page<EmailPage> {
    let now = who.email.to_string();
    Page::new(EmailPage { frame: frame.private(), side: accounts::side_nav("/account"), now, ..EmailPage::default() })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EmailForm {
    email: String,
}

#[post("/account/email", data = "<form>")]
async fn send(
    who: Fresh<Customer>,
    form: SealedForm<EmailForm>,
    client: ClientAddress,
    frame: Frame,
    care: &State<Care>,
) -> Result<Answer<EmailPage>> {
    let email = form.0.email;
    match care.ask_for_address(&who, &email, client.0).await {
        Ok(()) => Ok(Answer::on("/account?done=email-sent")),
        Err(error) => {
            let (issues, kind) = issues(error, "email")?;
            let (side, now) = (accounts::side_nav("/account"), who.email.to_string());
            Ok(Answer::again(EmailPage { frame: frame.private(), side, issues, now, email }, kind))
        }
    }
}

/// A page whose address is a secret: told to nobody the visitor goes on to.
#[derive(Responder)]
struct Sealed {
    page: Page<MovePage>,
    referrer: Header<'static>,
}

/// Opening the link does nothing by itself: mail programs open links, too.
#[get("/account/email/confirm?<token>")]
fn open(token: Option<&str>, who: Customer, frame: Frame, care: &State<Care>) -> Result<Sealed> {
    let (token, now) = (token.unwrap_or_default(), care.db.clock().now());
    let new = care.db.look(|txn| accounts::email_change(txn, who.user, token, now))?;
    let page = MovePage {
        frame: frame.private(),
        side: accounts::side_nav("/account"),
        old: who.email.to_string(),
        new: new.to_string(),
        token: token.to_owned(),
    };
    Ok(Sealed { page: Page::new(page), referrer: Header::new("Referrer-Policy", "no-referrer") })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MoveForm {
    token: String,
}

#[post("/account/email/confirm", data = "<form>")]
async fn take(
    who: Customer,
    form: SealedForm<MoveForm>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Redirect> {
    care.take_address(&who, &form.0.token, client.0).await?;
    Ok(Redirect::to("/login?done=email"))
}
