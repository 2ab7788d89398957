//! The office's page about finding: rules, and why a product is where it is.

use rocket::{FromForm, Responder, Route, State, get, post, response::Redirect, routes};

use super::{
    acts::{self, By},
    view::{FindingPage, WhyRow, WhyTable},
    why::{self, Why},
};
use crate::{
    base::{Error, ErrorKind, Result},
    features::search_rules::RulesForm,
    platform::{
        db::Db,
        search::{Meaning, Search},
        web::{
            ClientAddress, Frame, Office, Page, SealedForm,
            guards::Admin,
            parts::{Issues, Note, Tone},
        },
    },
};

const HERE: &str = "/admin/search";

pub(super) fn routes() -> Vec<Route> {
    routes![show, change]
}

/// The page again, or the way to it.
#[derive(Responder)]
enum Answer {
    Away(Box<Redirect>),
    Again(Box<Page<FindingPage>>),
}

/// What is asked of the page.
#[derive(Debug, Default, FromForm)]
struct Asked<'r> {
    #[field(default = "")]
    q: &'r str,
    #[field(default = false)]
    saved: bool,
}

#[get("/admin/search?<asked..>")]
async fn show(
    asked: Asked<'_>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    search: &State<Search>,
) -> Result<Page<FindingPage>> {
    let form = db.look(acts::written)?;
    let why = why::explain(db, search, asked.q).await?;
    let note = || Note::new(Tone::Good, "Saved.", "Search follows the rules from now on.".to_owned());
    let notes = if asked.saved { vec![note()] } else { Vec::new() };
    Ok(Page::new(FindingPage { why: table(asked.q, &why), notes, ..page(frame, office, search, form) }))
}

fn page(frame: Frame, office: Office, search: &Search, form: RulesForm) -> FindingPage {
    let meaning = match (search.knows_meaning(), Meaning::is_built_in()) {
        (true, _) => "Search goes by words and by what they mean (potion-base-8M by Minish Lab, MIT licence).",
        (false, true) => "Search goes by words alone: search.meaning is off in the settings.",
        (false, false) => "Search goes by words alone: this program was built without the table of meaning.",
    };
    FindingPage {
        frame: frame.private(),
        side: office.0,
        meaning: meaning.into(),
        synonyms: form.synonyms,
        little: form.little,
        pins: form.pins,
        hidden: form.hidden,
        ..FindingPage::default()
    }
}

fn table(text: &str, why: &[Why]) -> Option<WhyTable> {
    let asked = !text.trim().is_empty();
    let row = |it: &Why| WhyRow {
        place: it.place.to_string(),
        title: it.title.clone(),
        url: it.url.clone(),
        words: format!("{:.1}", it.words),
        meaning: format!("{:.2}", it.meaning),
        held: format!("{:.0} %", it.held * 100.0),
        liked: format!("{:+.1} %", it.liked * 100.0),
        value: if it.pinned { "put first".into() } else { format!("{:.2}", it.value) },
    };
    asked.then(|| WhyTable { text: text.to_owned(), rows: why.iter().map(row).collect() })
}

#[post("/admin/search", data = "<form>")]
async fn change(
    form: SealedForm<RulesForm>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    search: &State<Search>,
) -> Result<Answer> {
    let form = form.0;
    let outcome = match form.check() {
        Ok(new) => acts::keep(db, search, By::new(&admin, client), new, |_| Ok(())).await.map(drop),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Ok(Answer::Away(Box::new(Redirect::to(format!("{HERE}?saved=true"))))),
        Err(error) if error.kind == ErrorKind::Invalid => Ok(refused(page(frame, office, search, form), &error)),
        Err(error) => Err(error),
    }
}

fn refused(page: FindingPage, error: &Error) -> Answer {
    let page = FindingPage { issues: Issues::of(error), ..page };
    Answer::Again(Box::new(Page::new(page).because(error.kind)))
}
