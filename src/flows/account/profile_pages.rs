//! The first page of an account.

use rocket::{Route, State, get, post, routes};
use serde::Deserialize;

use super::{
    answer::{Answer, issues},
    changing,
    view::ProfilePage,
};
use crate::{
    base::{Result, Role},
    features::{
        accounts::{self, User},
        sellers,
    },
    platform::{
        db::Db,
        web::{
            Frame, OfficeMenu, Page, SealedForm,
            guards::Customer,
            parts::{Link, Note, Tone},
        },
    },
};

const HERE: &str = "/account";

pub(super) fn routes() -> Vec<Route> {
    routes![profile, rename]
}

#[get("/account?<done>")]
fn profile(
    done: Option<&str>,
    who: Customer,
    frame: Frame,
    menu: &State<OfficeMenu>,
    db: &State<Db>,
) -> Result<Page<ProfilePage>> {
    let (user, sells) =
        db.look(|txn| Ok((accounts::get(txn, who.user)?, sellers::of_owner(txn, who.user)?.is_some())))?;
    let note = match done {
        Some("name") => Some(Note::new(Tone::Good, "Saved.", "That is what we call you from now on.")),
        Some("email-sent") => Some(Note::new(
            Tone::Info,
            "Look into your mail.",
            "If the new address is free, a link is on its way there. It works once, for half an hour.",
        )),
        _ => None,
    };
    Ok(Page::new(ProfilePage { notes: note.into_iter().collect(), ..page(frame, &user, sells, menu) }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NameForm {
    name: String,
}

#[post("/account", data = "<form>")]
async fn rename(
    who: Customer,
    form: SealedForm<NameForm>,
    frame: Frame,
    menu: &State<OfficeMenu>,
    db: &State<Db>,
) -> Result<Answer<ProfilePage>> {
    let (user, name) = (who.user, form.0.name);
    let typed = name.clone();
    match db.write(move |txn| changing::rename(txn, user, &name)).await {
        Ok(_) => Ok(Answer::on("/account?done=name")),
        Err(error) => {
            let (issues, kind) = issues(error, "name")?;
            let sells = db.look(|txn| sellers::of_owner(txn, user))?.is_some();
            let user = db.look(|txn| accounts::get(txn, user))?;
            Ok(Answer::again(ProfilePage { issues, name: typed, ..page(frame, &user, sells, menu) }, kind))
        }
    }
}

fn page(frame: Frame, user: &User, sells: bool, menu: &OfficeMenu) -> ProfilePage {
    let mut links = vec![
        Link::new("Your library", "/library"),
        Link::new("Your orders", "/account/orders"),
        Link::new("How you sign in", "/account/security"),
    ];
    if sells && user.role.covers(Role::Seller) {
        links.push(Link::new("What you sell", "/sell"));
    }
    if menu.first(user.role).is_some() {
        links.push(Link::new("The office", "/admin"));
    }
    ProfilePage {
        frame: frame.private(),
        side: accounts::side_nav(HERE),
        name: user.name.clone(),
        email: user.email.to_string(),
        since: format!("since {}", user.created.date()),
        role: role_in_words(user.role).to_owned(),
        links,
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
