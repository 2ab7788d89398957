//! The pages about keys for programs.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Care,
    answer::issues,
    key_making::offered,
    security_pages::ago,
    view::{KeyFormPage, KeyMadePage, KeyRow, KeysPage},
};
use crate::{
    base::{ApiKeyId, Result, Timestamp},
    features::{
        accounts,
        api_keys::{self, ApiKey, KeyForm},
    },
    platform::web::{
        ClientAddress, Frame, Page, SealedForm,
        guards::{Customer, Fresh},
        parts::{Choice, Issues, Note, Tone},
    },
};

const HERE: &str = "/account/keys";
/// For how many days a key may be good, as the page offers it; 0 is for ever.
const DAYS: [(u64, &str); 4] = [(30, "30 days"), (90, "90 days"), (365, "A year"), (0, "No end")];

pub(super) fn routes() -> Vec<Route> {
    routes![keys, ask, make, end]
}

#[get("/account/keys?<done>")]
fn keys(done: Option<&str>, who: Customer, frame: Frame, care: &State<Care>) -> Result<Page<KeysPage>> {
    let now = care.db.clock().now();
    let (user, all) = care.db.look(|txn| Ok((accounts::get(txn, who.user)?, api_keys::of_user(txn, who.user)?)))?;
    let ended = Note::new(Tone::Good, "The key has ended.", "Programs that use it are turned away from now on.");
    Ok(Page::new(KeysPage {
        frame: frame.private(),
        side: accounts::side_nav(HERE),
        notes: (done == Some("ended")).then_some(ended).into_iter().collect(),
        keys: all.iter().map(|it| row(it, now, user.epoch)).collect(),
    }))
}

fn row(key: &ApiKey, now: Timestamp, epoch: u32) -> KeyRow {
    let ends = match key.expires {
        _ if !key.is_alive(now, epoch) => "ended".to_owned(),
        Some(at) => format!("until {}", at.date()),
        None => "no end".to_owned(),
    };
    let used = key.used.map_or_else(|| "never used".to_owned(), |at| format!("used {}", ago(now, at)));
    KeyRow {
        id: key.id.to_string(),
        name: key.name.clone(),
        hint: format!("{}…{}", api_keys::PREFIX, key.hint),
        scopes: key.scopes.iter().map(|it| it.word().to_owned()).collect(),
        detail: format!("Made {}, {used}, {ends}", key.made.date()),
    }
}

#[get("/account/keys/new")]
fn ask(who: Fresh<Customer>, frame: Frame) -> Page<KeyFormPage> {
    Page::new(form_page(frame, &who, &KeyForm { days: 90, ..KeyForm::default() }, Issues::default()))
}

fn form_page(frame: Frame, who: &Customer, form: &KeyForm, issues: Issues) -> KeyFormPage {
    let scopes =
        offered(who.role).map(|it| Choice::new(it.word(), it.label(), form.scopes.iter().any(|on| on == it.word())));
    let days = DAYS.iter().map(|(days, label)| Choice::new(days.to_string(), *label, *days == form.days));
    KeyFormPage {
        frame: frame.private(),
        side: accounts::side_nav(HERE),
        issues,
        name: form.name.clone(),
        scopes: scopes.collect(),
        days: days.collect(),
    }
}

/// As the page sends it; the seal of the form comes along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TypedKey {
    name: String,
    scopes: Vec<String>,
    days: u64,
}

/// The secret stands on the answer itself, and nowhere else.
#[post("/account/keys", data = "<form>")]
async fn make(
    who: Fresh<Customer>,
    form: SealedForm<TypedKey>,
    client: ClientAddress,
    frame: Frame,
    care: &State<Care>,
) -> Result<Result<Page<KeyMadePage>, Page<KeyFormPage>>> {
    let TypedKey { name, scopes, days } = form.0;
    let form = KeyForm { name, scopes, days };
    match care.make_key(&who, &form, client.0).await {
        Ok((key, secret)) => {
            let side = accounts::side_nav(HERE);
            Ok(Ok(Page::new(KeyMadePage { frame: frame.private(), side, name: key.name, secret })))
        }
        Err(error) => {
            let (issues, kind) = issues(error, "name")?;
            Ok(Err(Page::new(form_page(frame, &who, &form, issues)).because(kind)))
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/account/keys/<id>/end", data = "<_form>")]
async fn end(
    id: ApiKeyId,
    who: Customer,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Redirect> {
    care.end_key(&who, id, client.0).await?;
    Ok(Redirect::to("/account/keys?done=ended"))
}
