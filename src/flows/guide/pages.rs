//! The pages of the assistant.

use rocket::{
    Request, Route, State,
    form::FromForm,
    get,
    http::{Accept, ContentType, CookieJar},
    post,
    response::{self, Redirect, Responder},
    routes,
};
use serde::Deserialize;

use super::{
    Guide,
    choose::Watch,
    shown,
    stream::{self, Events, Question},
    view::{AnswerPart, AssistantPage, PanelPage},
    wire::ConversationJson,
};
use crate::{
    base::{ConversationId, Error, ErrorKind, MessageId, Result},
    features::{
        assistant::{self, Asked, Conversation, KEEPSAKE, MESSAGES, Opinion, Owner, Speaker, TalkToken},
        catalog::{self, Product},
    },
    platform::{
        db::{Db, Reads, WriteTxn},
        web::{
            ClientAddress, Form, Fragment, Frame, Page, Shop,
            parts::{Issues, Note, Tone},
        },
    },
};

const HERE: &str = "/assistant";

pub(super) fn routes() -> Vec<Route> {
    routes![blank, panel, export, send, show, rename, share, remove, remove_all, judge]
}

enum Answer {
    On(Box<Redirect>),
    Again(Box<Page<AssistantPage>>),
    Part(Box<Page<AnswerPart>>),
    Bit(Events),
}

impl<'r> Responder<'r, 'r> for Answer {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
        match self {
            Self::On(to) => to.respond_to(request),
            Self::Again(page) => page.respond_to(request),
            Self::Part(part) => part.respond_to(request),
            Self::Bit(events) => events.respond_to(request),
        }
    }
}

/// What an address may say.
#[derive(Debug, Clone, Default, FromForm)]
struct Opening<'r> {
    q: Option<&'r str>,
    about: Option<&'r str>,
    search: Option<&'r str>,
    done: Option<&'r str>,
}

#[get("/assistant?<opening..>")]
async fn blank(opening: Opening<'_>, asked: Asked, frame: Frame, guide: &State<Guide>) -> Result<Page<AssistantPage>> {
    let notes: Vec<_> = opening.done.and_then(said).into_iter().collect();
    let (about, wanted) = (opening.about.map(str::to_owned), opening.search.unwrap_or_default().to_owned());
    let inner = guide.inner().clone();
    // A search walks through all that was said.
    let read = guide.shelves.db.read(move |txn| {
        let about = self::about(txn, about.as_deref())?;
        let page = surround(txn, &inner, &asked.0, None, frame, &wanted)?;
        let talk = shown::talk(txn, &inner, None, about.as_ref(), &[])?;
        Ok(AssistantPage { title: "Ask the shop".into(), notes, talk, ..page })
    });
    let page = read.await?;
    let typed = opening.q.unwrap_or_default().chars().take(assistant::LONGEST).collect();
    Ok(Page::new(AssistantPage { talk: super::view::Talk { typed, ..page.talk.clone() }, ..page }))
}

fn said(done: &str) -> Option<Note> {
    let what = match done {
        "removed" => "The conversation is deleted.",
        "forgotten" => "All your conversations are deleted.",
        _ => return None,
    };
    Some(Note::new(Tone::Good, what, ""))
}

fn about(txn: &impl Reads, slug: Option<&str>) -> Result<Option<Product>> {
    let found = slug.filter(|it| !it.is_empty()).map(|it| catalog::find_by_name(txn, it)).transpose()?.flatten();
    Ok(found.filter(Product::is_published))
}

/// The page around a conversation.
fn surround(
    txn: &impl Reads,
    guide: &Guide,
    speaker: &Speaker,
    current: Option<ConversationId>,
    frame: Frame,
    wanted: &str,
) -> Result<AssistantPage> {
    let now = guide.shelves.db.clock().now();
    let all = assistant::all(txn, speaker)?;
    let found = matching(txn, all, wanted)?;
    Ok(AssistantPage {
        frame: frame.private(),
        id: current.map(|it| it.to_string()).unwrap_or_default(),
        groups: shown::groups(&found, current, now),
        wanted: wanted.to_owned(),
        days: assistant::settings(txn)?.keep_days.unwrap_or(guide.days),
        ..AssistantPage::default()
    })
}

/// Those in which the words were said, or which are called so.
pub(super) fn matching(txn: &impl Reads, all: Vec<Conversation>, wanted: &str) -> Result<Vec<Conversation>> {
    let wanted = wanted.trim().to_lowercase();
    if wanted.is_empty() {
        return Ok(all);
    }
    let mut found = Vec::new();
    for it in all {
        let in_title = it.title.to_lowercase().contains(&wanted);
        let said = || assistant::messages(txn, it.id, MESSAGES as usize);
        if in_title || said()?.iter().any(|it| it.text.to_lowercase().contains(&wanted)) {
            found.push(it);
        }
    }
    Ok(found)
}

#[get("/assistant/panel?<about>")]
async fn panel(about: Option<&str>, guide: &State<Guide>) -> Result<Page<PanelPage>> {
    guide.shelves.db.look(|txn| {
        let product = self::about(txn, about)?;
        let talk = shown::talk(txn, guide, None, product.as_ref(), &[])?;
        let query = product.as_ref().map(|it| format!("?about={}", it.slug)).unwrap_or_default();
        let about = product.map(|it| it.title).unwrap_or_default();
        Ok(Page::new(PanelPage { about, url: format!("{HERE}{query}"), talk }))
    })
}

/// Something that was said by a form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Said {
    q: String,
    conversation: Option<ConversationId>,
    about: Option<String>,
}

#[post("/assistant", data = "<form>")]
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
async fn send(
    form: Form<Said>,
    asked: Asked,
    part: Fragment,
    accept: Option<&Accept>,
    client: ClientAddress,
    frame: Frame,
    guide: &State<Guide>,
    shop: &State<Shop>,
    jar: &CookieJar<'_>,
) -> Result<Answer> {
    let Said { q, conversation, about } = form.0;
    let db = &guide.shelves.db;
    let said = match guide.admit(&q, client) {
        Ok(said) => said,
        Err(error) if error.kind == ErrorKind::TooMany => return Err(error),
        Err(error) => return again(guide, &asked.0, conversation, frame, &q, &error),
    };
    let (speaker, conversation) = match conversation {
        Some(id) => (asked.0.clone(), db.look(|txn| assistant::get(txn, &asked.0, id))?),
        None => {
            guide.may_begin(client)?;
            let (speaker, conversation, token) = begin(db, asked.0, about).await?;
            if let Some(token) = token {
                KEEPSAKE.keep(jar, shop, &token);
            }
            (speaker, conversation)
        }
    };
    if accept.is_some_and(|it| it.preferred().media_type().is_event_stream()) {
        let guide = guide.inner().clone();
        return Ok(Answer::Bit(stream::events(Question { guide, speaker, conversation, said, drawn: true })));
    }
    let exchange = guide.answer(&speaker, &conversation, said, &Watch::default()).await?;
    if part.0 {
        let part = db.look(|txn| shown::part(txn, &guide.shelves, conversation.id, &exchange.answer))?;
        return Ok(Answer::Part(Box::new(Page::new(part))));
    }
    Ok(Answer::On(Box::new(Redirect::to(format!("{HERE}/{}#{}", conversation.id, exchange.asked.id)))))
}

/// Begins a conversation. A guest without a token gets one.
pub(super) async fn begin(
    db: &Db,
    speaker: Speaker,
    about: Option<String>,
) -> Result<(Speaker, Conversation, Option<TalkToken>)> {
    let write = move |txn: &WriteTxn| {
        let (owner, speaker, token) = match speaker.owner() {
            Some(owner) => (owner, speaker.clone(), None),
            None => {
                let token = TalkToken::new(txn.random());
                (Owner::Guest(token.hash()), Speaker::Guest(Some(token.clone())), Some(token))
            }
        };
        let about = self::about(txn, about.as_deref())?.map(|it| it.id);
        Ok((speaker, assistant::begin(txn, owner, about)?, token))
    };
    db.write(write).await
}

/// The page again, with what is wrong.
fn again(
    guide: &Guide,
    speaker: &Speaker,
    id: Option<ConversationId>,
    frame: Frame,
    typed: &str,
    error: &Error,
) -> Result<Answer> {
    let page = guide.shelves.db.look(|txn| match id {
        Some(id) => page(txn, guide, speaker, id, frame),
        None => {
            let talk = shown::talk(txn, guide, None, None, &[])?;
            Ok(AssistantPage { title: "Ask the shop".into(), talk, ..surround(txn, guide, speaker, None, frame, "")? })
        }
    })?;
    let mut page = AssistantPage { issues: Issues::of(error), ..page };
    page.talk.typed = typed.chars().take(2 * assistant::LONGEST).collect();
    Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))))
}

fn page(txn: &impl Reads, guide: &Guide, speaker: &Speaker, id: ConversationId, frame: Frame) -> Result<AssistantPage> {
    let conversation = assistant::get(txn, speaker, id)?;
    let messages = assistant::messages(txn, id, MESSAGES as usize)?;
    let about =
        conversation.about.map(|it| catalog::find(txn, it)).transpose()?.flatten().filter(Product::is_published);
    let talk = shown::talk(txn, guide, Some(id), about.as_ref(), &messages)?;
    let title = if conversation.title.is_empty() { "New conversation".to_owned() } else { conversation.title };
    let (shared, consent) = (conversation.shared.is_some(), Conversation::CONSENT.to_owned());
    Ok(AssistantPage { title, talk, shared, consent, ..surround(txn, guide, speaker, Some(id), frame, "")? })
}

#[get("/assistant/<id>?<q>", rank = 2)]
fn show(
    id: ConversationId,
    q: Option<&str>,
    asked: Asked,
    frame: Frame,
    guide: &State<Guide>,
) -> Result<Page<AssistantPage>> {
    let mut page = guide.shelves.db.look(|txn| page(txn, guide, &asked.0, id, frame))?;
    page.talk.typed = q.unwrap_or_default().chars().take(assistant::LONGEST).collect();
    Ok(Page::new(page))
}

/// All that was said, to be taken along.
#[get("/assistant/export")]
async fn export(asked: Asked, guide: &State<Guide>) -> Result<(ContentType, String)> {
    let shelves = guide.shelves.clone();
    let read = guide.shelves.db.read(move |txn| {
        let all = assistant::all(txn, &asked.0)?;
        all.iter().map(|it| ConversationJson::whole(txn, &shelves, it)).collect::<Result<Vec<_>>>()
    });
    let all = read.await?;
    let text = serde_json::to_string_pretty(&serde_json::json!({ "conversations": all })).map_err(Error::internal)?;
    Ok((ContentType::JSON, text))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Title {
    title: String,
}

#[post("/assistant/<id>/title", data = "<form>")]
async fn rename(id: ConversationId, form: Form<Title>, asked: Asked, guide: &State<Guide>) -> Result<Redirect> {
    let write = move |txn: &WriteTxn| assistant::rename(txn, &assistant::get(txn, &asked.0, id)?, &form.0.title);
    guide.shelves.db.write(write).await?;
    Ok(Redirect::to(format!("{HERE}/{id}")))
}

/// Whether the shop may read a conversation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sharing {
    on: Option<String>,
}

#[post("/assistant/<id>/sharing", data = "<form>")]
async fn share(id: ConversationId, form: Form<Sharing>, asked: Asked, guide: &State<Guide>) -> Result<Redirect> {
    let shared = form.0.on.is_some();
    let write = move |txn: &WriteTxn| assistant::share(txn, &assistant::get(txn, &asked.0, id)?, shared).map(drop);
    guide.shelves.db.write(write).await?;
    Ok(Redirect::to(format!("{HERE}/{id}")))
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/assistant/<id>/removal", data = "<_form>")]
async fn remove(id: ConversationId, _form: Form<Nothing>, asked: Asked, guide: &State<Guide>) -> Result<Redirect> {
    let write = move |txn: &WriteTxn| assistant::remove(txn, &assistant::get(txn, &asked.0, id)?);
    guide.shelves.db.write(write).await?;
    Ok(Redirect::to(format!("{HERE}?done=removed")))
}

#[post("/assistant/removal", data = "<_form>")]
async fn remove_all(_form: Form<Nothing>, asked: Asked, guide: &State<Guide>) -> Result<Redirect> {
    if let Some(owner) = asked.0.owner() {
        guide.shelves.db.write(move |txn| assistant::forget_all(txn, owner)).await?;
    }
    Ok(Redirect::to(format!("{HERE}?done=forgotten")))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Judgement {
    opinion: String,
}

#[post("/assistant/<id>/messages/<message>/opinion", data = "<form>")]
async fn judge(
    id: ConversationId,
    message: MessageId,
    form: Form<Judgement>,
    asked: Asked,
    guide: &State<Guide>,
) -> Result<Redirect> {
    let opinion = Some(form.0.opinion.as_str()).filter(|it| !it.is_empty()).map(Opinion::parse).transpose()?;
    let write = move |txn: &WriteTxn| {
        assistant::get(txn, &asked.0, id)?;
        assistant::judge(txn, id, message, opinion)
    };
    guide.shelves.db.write(write).await?;
    Ok(Redirect::to(format!("{HERE}/{id}#{message}")))
}
