//! The first page of an account.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::view::ProfilePage;
use crate::{
    base::{Error, ErrorKind, Result, Role},
    features::accounts::{self, User},
    platform::{
        db::Db,
        web::{
            Frame, Page, SealedForm,
            guards::Customer,
            parts::{Issues, Link, Note, Tone},
        },
    },
};

const HERE: &str = "/account";

pub(super) fn routes() -> Vec<Route> {
    routes![profile, rename]
}

#[get("/account?<done>")]
fn profile(done: Option<&str>, who: Customer, frame: Frame, db: &State<Db>) -> Result<Page<ProfilePage>> {
    let user = db.look(|txn| accounts::get(txn, who.user))?;
    let note = match done {
        Some("name") => Some(Note::new(Tone::Good, "Saved.", "That is what we call you from now on.")),
        Some("email-sent") => Some(Note::new(
            Tone::Info,
            "Look into your mail.",
            "If the new address is free, a link is on its way there. It works once, for half an hour.",
        )),
        _ => None,
    };
    Ok(Page::new(ProfilePage { notes: note.into_iter().collect(), ..page(frame, &user) }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NameForm {
    name: String,
}

/// Onwards, or the form once more.
type Answer<T> = Result<Result<Redirect, Page<T>>>;

#[post("/account", data = "<form>")]
async fn rename(who: Customer, form: SealedForm<NameForm>, frame: Frame, db: &State<Db>) -> Answer<ProfilePage> {
    let (user, name) = (who.user, form.0.name);
    let typed = name.clone();
    match db.write(move |txn| accounts::rename(txn, user, &name)).await {
        Ok(_) => Ok(Ok(Redirect::to("/account?done=name"))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let user = db.look(|txn| accounts::get(txn, user))?;
            let page = ProfilePage { issues: Issues::of(&error), name: typed, ..page(frame, &user) };
            Ok(Err(Page::new(page).because(error.kind)))
        }
        Err(error) => Err::<_, Error>(error),
    }
}

fn page(frame: Frame, user: &User) -> ProfilePage {
    ProfilePage {
        frame: frame.private(),
        side: accounts::side_nav(HERE),
        name: user.name.clone(),
        email: user.email.to_string(),
        since: format!("since {}", user.created.date()),
        role: role_in_words(user.role).to_owned(),
        links: vec![Link::new("Your library", "/library")],
        ..ProfilePage::default()
    }
}

/// What a role lets its owner do, beyond buying.
fn role_in_words(role: Role) -> &'static str {
    match role {
        Role::Customer => "",
        Role::Seller => "You sell in this shop.",
        Role::Moderator => "You look after what others publish.",
        Role::Support => "You help buyers with their orders.",
        Role::Admin => "You are an admin of this shop.",
    }
}
