//! The page on which people who have signed in prove once more who they are, before what cannot be undone.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Entrance, Origin, covers,
    login_page::{Answer, onwards},
    view::ProvePage,
};
use crate::{
    base::{Error, ErrorKind, LocalPath, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        factors, sessions,
    },
    platform::web::{Frame, Identity, Page, SealedForm, guards::Customer, parts::Issues},
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, prove]
}

#[get("/login/confirm?<next>")]
fn ask(next: Option<&str>, who: Customer, frame: Frame, entrance: &State<Entrance>) -> Result<Page<ProvePage>> {
    let next = LocalPath::parse(next.unwrap_or_default()).to_string();
    Ok(Page::new(page(&who, frame, entrance, Issues::default(), next)?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ProofForm {
    password: String,
    next: String,
}

#[post("/login/confirm", data = "<form>")]
async fn prove(
    who: Customer,
    form: SealedForm<ProofForm>,
    origin: Origin,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Answer<ProvePage>> {
    let ProofForm { password, next } = form.0;
    let next = LocalPath::parse(&next);
    if let Err(error) = entrance.check(who.email.as_str(), password, &origin).await {
        if error.kind == ErrorKind::Internal {
            return Err(error);
        }
        let advice = match error.kind {
            ErrorKind::Unauthenticated => "That is not your password".into(),
            _ => error.message.clone(),
        };
        let issues = Issues::of(&Error::invalid("password", advice));
        let page = page(&who, frame, entrance, issues, next.to_string())?;
        let kind = if error.kind == ErrorKind::Unauthenticated { ErrorKind::Invalid } else { error.kind };
        return Ok(Answer::Again(Box::new(Page::new(page).because(kind))));
    }
    let session = who.session().ok_or_else(|| Error::internal("a browser without a session"))?;
    let (user, address) = (who.user, origin.address);
    let prove = move |txn: &crate::platform::db::WriteTxn| {
        sessions::prove(txn, session, false)?;
        audit::note(txn, NewEntry::new(Actor::User(user), Act::Confirmed).to(user).from(address))
    };
    entrance.db.write(prove).await?;
    Ok(Answer::On(Box::new(Redirect::to(onwards(&next)))))
}

fn page(who: &Identity, frame: Frame, entrance: &Entrance, issues: Issues, next: String) -> Result<ProvePage> {
    let look = |txn: &_| Ok((covers::newest(txn)?, factors::state(txn, who.user)?));
    let (covers, state) = entrance.db.look(look)?;
    let passkey = !state.passkeys.is_empty();
    Ok(ProvePage { frame: frame.private(), covers, issues, email: who.email.to_string(), next, passkey })
}
