//! The assistant as programs talk to it.

use rocket::{
    Request, Route, State, delete, get,
    http::{Accept, Status},
    patch, post, put,
    response::{self, Responder},
    routes,
};
use utoipa::OpenApi;

use super::{
    Guide,
    choose::Watch,
    pages,
    stream::{self, Events, Question},
    wire::{
        AnswerJson, ChangeJson, ComparisonJson, ConversationJson, ConversationsJson, LinkJson, MessageJson,
        NewConversationJson, OpinionJson, RowJson, SaidJson, TipJson,
    },
};
use crate::{
    base::{ConversationId, MessageId, Result},
    features::assistant::{self, Asked, KEEPSAKE, Opinion},
    platform::{
        db::WriteTxn,
        web::{ClientAddress, Created, Json, Named, Piece, PieceParams},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![begin, all, show, rename, remove, remove_all, say, judge, unjudge]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(begin, all, show, rename, remove, remove_all, say, judge, unjudge),
        components(schemas(
            AnswerJson, ChangeJson, ComparisonJson, ConversationJson, ConversationsJson, LinkJson, MessageJson, NewConversationJson,
            OpinionJson, RowJson, SaidJson, TipJson
        )),
        tags((name = "Assistant", description = "Conversations with the shop's assistant. Guests are known by the header \
            `Assistant-Token`, which the first answer gives them"))
    )]
    struct Docs;
    Docs::openapi()
}

/// Begins a conversation, about a product if one is named.
///
/// Guests get a token in `Assistant-Token`; sent along, it opens their conversations.
#[utoipa::path(
    post, path = "/api/v1/assistant/conversations", tag = "Assistant", request_body = NewConversationJson,
    security((), ("bearer" = []), ("api_key" = ["assistant"])),
    responses(
        (status = 201, description = "Begun", body = ConversationJson),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 429, description = "Too many were begun in a short time; `Retry-After` says when to go on"),
    ),
)]
#[post("/assistant/conversations", data = "<new>")]
async fn begin(
    client: ClientAddress,
    new: Option<Json<NewConversationJson>>,
    asked: Asked,
    guide: &State<Guide>,
) -> Result<Named<Created<ConversationJson>>> {
    guide.may_begin(client)?;
    let about = new.and_then(|it| it.0.about);
    let (_, conversation, token) = pages::begin(&guide.shelves.db, asked.0, about).await?;
    let location = format!("/api/v1/assistant/conversations/{}", conversation.id);
    let answer = Created { value: ConversationJson::new(&conversation), location };
    Ok(Named { keepsake: KEEPSAKE, token, answer })
}

/// The conversations that one has had, those in which something was said last first.
#[utoipa::path(
    get, path = "/api/v1/assistant/conversations", tag = "Assistant",
    security((), ("bearer" = []), ("api_key" = ["assistant"])),
    params(("search" = Option<String>, Query, description = "Only those in which these words were said"), PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = ConversationsJson),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 422, description = "The search, the cursor or the limit is not good"),
    ),
)]
#[get("/assistant/conversations?<search>")]
async fn all(
    search: Option<&str>,
    piece: Piece,
    asked: Asked,
    guide: &State<Guide>,
) -> Result<Json<ConversationsJson>> {
    let wanted = search.unwrap_or_default().to_owned();
    let read = guide.shelves.db.read(move |txn| {
        let found = pages::matching(txn, assistant::all(txn, &asked.0)?, &wanted)?;
        let (from, total) = (piece.offset()?, found.len());
        let data: Vec<_> = found.iter().skip(from).take(piece.limit()).map(ConversationJson::new).collect();
        Ok(Json(ConversationsJson { next: Piece::next_at(from + data.len(), total), data, total }))
    });
    read.await
}

/// One conversation with all that was said.
#[utoipa::path(
    get, path = "/api/v1/assistant/conversations/{id}", tag = "Assistant",
    security((), ("bearer" = []), ("api_key" = ["assistant"])),
    params(("id" = String, Path, description = "The conversation")),
    responses(
        (status = 200, description = "It", body = ConversationJson),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such conversation, or it is another's"),
    ),
)]
#[get("/assistant/conversations/<id>")]
fn show(id: ConversationId, asked: Asked, guide: &State<Guide>) -> Result<Json<ConversationJson>> {
    guide.shelves.db.look(|txn| {
        let conversation = assistant::get(txn, &asked.0, id)?;
        ConversationJson::whole(txn, &guide.shelves, &conversation).map(Json)
    })
}

/// Calls a conversation something else, or lets the people of the shop read it.
#[utoipa::path(
    patch, path = "/api/v1/assistant/conversations/{id}", tag = "Assistant", request_body = ChangeJson,
    security((), ("bearer" = []), ("api_key" = ["assistant"])),
    params(("id" = String, Path, description = "The conversation")),
    responses(
        (status = 200, description = "As it is now", body = ConversationJson),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such conversation, or it is another's"),
        (status = 422, description = "The title is empty or too long"),
    ),
)]
#[patch("/assistant/conversations/<id>", data = "<change>")]
async fn rename(
    id: ConversationId,
    change: Json<ChangeJson>,
    asked: Asked,
    guide: &State<Guide>,
) -> Result<Json<ConversationJson>> {
    let write = move |txn: &WriteTxn| {
        let mut conversation = assistant::get(txn, &asked.0, id)?;
        if let Some(title) = &change.0.title {
            conversation = assistant::rename(txn, &conversation, title)?;
        }
        if let Some(shared) = change.0.shared {
            conversation = assistant::share(txn, &conversation, shared)?;
        }
        Ok(conversation)
    };
    let changed = guide.shelves.db.write(write).await?;
    Ok(Json(ConversationJson::new(&changed)))
}

/// Deletes a conversation.
#[utoipa::path(
    delete, path = "/api/v1/assistant/conversations/{id}", tag = "Assistant",
    security((), ("bearer" = []), ("api_key" = ["assistant"])),
    params(("id" = String, Path, description = "The conversation")),
    responses(
        (status = 204, description = "Deleted"),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such conversation, or it is another's"),
    ),
)]
#[delete("/assistant/conversations/<id>")]
async fn remove(id: ConversationId, asked: Asked, guide: &State<Guide>) -> Result<Status> {
    let write = move |txn: &WriteTxn| assistant::remove(txn, &assistant::get(txn, &asked.0, id)?);
    guide.shelves.db.write(write).await?;
    Ok(Status::NoContent)
}

/// Deletes all conversations that one has had.
#[utoipa::path(
    delete, path = "/api/v1/assistant/conversations", tag = "Assistant",
    security((), ("bearer" = []), ("api_key" = ["assistant"])),
    responses(
        (status = 204, description = "Deleted"),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[delete("/assistant/conversations")]
async fn remove_all(asked: Asked, guide: &State<Guide>) -> Result<Status> {
    if let Some(owner) = asked.0.owner() {
        guide.shelves.db.write(move |txn| assistant::forget_all(txn, owner)).await?;
    }
    Ok(Status::NoContent)
}

enum Told {
    Whole(Json<AnswerJson>),
    Bit(Events),
}

impl<'r> Responder<'r, 'r> for Told {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
        match self {
            Self::Whole(answer) => answer.respond_to(request),
            Self::Bit(events) => events.respond_to(request),
        }
    }
}

/// Says something and gets an answer.
///
/// With `Accept: text/event-stream` the answer comes as events: `cards` with the products, `token` with pieces of the
/// text, `done` with all of it, or `error`.
#[utoipa::path(
    post, path = "/api/v1/assistant/conversations/{id}/messages", tag = "Assistant", request_body = SaidJson,
    security((), ("bearer" = []), ("api_key" = ["assistant"])),
    params(("id" = String, Path, description = "The conversation")),
    responses(
        (status = 200, description = "The answer", content((AnswerJson = "application/json"), (String = "text/event-stream"))),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such conversation, or it is another's"),
        (status = 409, description = "The conversation is as long as one may be"),
        (status = 413, description = "That is far too long"),
        (status = 422, description = "Nothing was said, or too much"),
        (status = 429, description = "Too much was said in a short time; `Retry-After` says when to go on"),
        (status = 503, description = "The shop has switched its assistant off"),
    ),
)]
#[post("/assistant/conversations/<id>/messages", data = "<said>")]
async fn say(
    id: ConversationId,
    said: Json<SaidJson>,
    accept: Option<&Accept>,
    asked: Asked,
    client: ClientAddress,
    guide: &State<Guide>,
) -> Result<Told> {
    let conversation = guide.shelves.db.look(|txn| assistant::get(txn, &asked.0, id))?;
    let said = guide.admit(&said.0.text, client)?;
    if accept.is_some_and(|it| it.preferred().media_type().is_event_stream()) {
        let (guide, speaker) = (guide.inner().clone(), asked.0);
        return Ok(Told::Bit(stream::events(Question { guide, speaker, conversation, said, drawn: false })));
    }
    let exchange = guide.answer(&asked.0, &conversation, said, &Watch::default()).await?;
    guide.shelves.db.look(|txn| Ok(Told::Whole(Json(AnswerJson::of(txn, &guide.shelves, &exchange)?))))
}

/// Says what one thinks of an answer.
#[utoipa::path(
    put, path = "/api/v1/assistant/conversations/{id}/messages/{message}/opinion", tag = "Assistant",
    request_body = OpinionJson, security((), ("bearer" = []), ("api_key" = ["assistant"])),
    params(("id" = String, Path, description = "The conversation"), ("message" = String, Path, description = "The answer")),
    responses(
        (status = 204, description = "Noted"),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such answer"),
        (status = 422, description = "Neither good nor bad"),
    ),
)]
#[put("/assistant/conversations/<id>/messages/<message>/opinion", data = "<opinion>")]
async fn judge(
    id: ConversationId,
    message: MessageId,
    opinion: Json<OpinionJson>,
    asked: Asked,
    guide: &State<Guide>,
) -> Result<Status> {
    let opinion = Opinion::parse(&opinion.0.opinion)?;
    note(id, message, Some(opinion), asked, guide).await
}

/// Takes back what one thinks of an answer.
#[utoipa::path(
    delete, path = "/api/v1/assistant/conversations/{id}/messages/{message}/opinion", tag = "Assistant",
    security((), ("bearer" = []), ("api_key" = ["assistant"])),
    params(("id" = String, Path, description = "The conversation"), ("message" = String, Path, description = "The answer")),
    responses(
        (status = 204, description = "Taken back"),
        (status = 401, description = "The access token or the key is not good"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such answer"),
    ),
)]
#[delete("/assistant/conversations/<id>/messages/<message>/opinion")]
async fn unjudge(id: ConversationId, message: MessageId, asked: Asked, guide: &State<Guide>) -> Result<Status> {
    note(id, message, None, asked, guide).await
}

async fn note(
    id: ConversationId,
    message: MessageId,
    opinion: Option<Opinion>,
    asked: Asked,
    guide: &Guide,
) -> Result<Status> {
    let write = move |txn: &WriteTxn| {
        assistant::get(txn, &asked.0, id)?;
        assistant::judge(txn, id, message, opinion)
    };
    guide.shelves.db.write(write).await?;
    Ok(Status::NoContent)
}
