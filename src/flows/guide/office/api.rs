//! The assistant for programs of admins.

use rocket::{Route, State, get, post, put, routes};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::super::{Guide, ask, wire::ConversationJson};
use super::{
    acts::{self, By},
    trying::{self, Trial, Tried},
};
use crate::{
    base::{ConversationId, Result, Timestamp},
    features::assistant::{self, AssistantSettings, OwnAnswer, Style, Tone},
    platform::{
        db::WriteTxn,
        web::{ClientAddress, IfMatch, Json, Piece, PieceParams, Revised, guards::Admin},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, change, list, read, attempt]
}

pub(crate) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(show, change, list, read, attempt),
        components(schemas(SettingsJson, OwnAnswerJson, SharedJson, AttemptJson, Trial, Tried))
    )]
    struct Docs;
    Docs::openapi()
}

/// How the assistant is set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = AssistantSettingsJson)]
struct SettingsJson {
    /// Whether it answers at all.
    on: bool,
    /// Whether the language model may choose words, where there is one.
    model_chooses: bool,
    /// `plain`, `warm` or `brief`.
    #[schema(example = "plain")]
    tone: String,
    /// `chosen`: code makes the sentences and the model chooses; `prose`: a model that has judged well enough writes.
    #[schema(example = "chosen")]
    style: String,
    /// What it says before anything was asked; empty for the usual.
    greeting: String,
    /// What the model is told beside its task.
    guidance: String,
    /// What the shop answers itself.
    answers: Vec<OwnAnswerJson>,
    /// Languages beside English that are read: `de`, `fr`, `es`, `it`, `pt`, `nl`.
    languages: Vec<String>,
    /// Messages that one address may send in a minute.
    #[schema(minimum = 1, maximum = 600)]
    messages_per_minute: u16,
    /// For how many days after the last word conversations are kept; null for what the configuration says.
    #[schema(minimum = 1, maximum = 3650)]
    keep_days: Option<u16>,
    /// When this was changed last; null for never. What is sent of it is not read.
    updated_at: Option<String>,
}

/// A question that shoppers ask, and what the shop says to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = AssistantAnswerJson)]
struct OwnAnswerJson {
    question: String,
    answer: String,
}

/// Conversations that the shop may read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SharedConversationsJson)]
struct SharedJson {
    data: Vec<ConversationJson>,
    /// Where the next piece begins.
    next: Option<String>,
}

/// A message to be tried.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewAssistantTrialJson)]
struct AttemptJson {
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

impl From<AssistantSettings> for SettingsJson {
    fn from(it: AssistantSettings) -> Self {
        let own = |it: OwnAnswer| OwnAnswerJson { question: it.question, answer: it.answer };
        Self {
            on: it.on,
            model_chooses: it.model_chooses,
            tone: it.tone.word().to_owned(),
            style: it.style.word().to_owned(),
            greeting: it.greeting,
            guidance: it.guidance,
            answers: it.answers.into_iter().map(own).collect(),
            languages: it.languages,
            messages_per_minute: it.messages_per_minute,
            keep_days: it.keep_days,
            updated_at: it.changed.map(Timestamp::rfc3339),
        }
    }
}

impl Default for SettingsJson {
    fn default() -> Self {
        AssistantSettings::default().into()
    }
}

impl SettingsJson {
    fn read(self) -> Result<AssistantSettings> {
        let own = |it: OwnAnswerJson| OwnAnswer { question: it.question, answer: it.answer };
        AssistantSettings {
            on: self.on,
            model_chooses: self.model_chooses,
            tone: Tone::parse(&self.tone)?,
            style: Style::parse(&self.style)?,
            greeting: self.greeting,
            guidance: self.guidance,
            answers: self.answers.into_iter().map(own).collect(),
            languages: self.languages,
            messages_per_minute: self.messages_per_minute,
            keep_days: self.keep_days,
            changed: None,
        }
        .checked()
    }
}

/// How the assistant is set.
#[utoipa::path(
    get, path = "/api/v1/admin/assistant/settings", tag = "Admin", security(("bearer" = [])),
    responses(
        (status = 200, description = "The settings, with their state in `ETag`", body = SettingsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
    ),
)]
#[get("/admin/assistant/settings")]
fn show(_admin: Admin, guide: &State<Guide>) -> Result<Revised<SettingsJson>> {
    Revised::of(guide.settings()?.into())
}

/// Sets the assistant. What is left out is as in a new shop.
#[utoipa::path(
    put, path = "/api/v1/admin/assistant/settings", tag = "Admin", security(("bearer" = [])), request_body = SettingsJson,
    params(("If-Match" = Option<String>, Header, description = "The state that was read; nothing is changed if it has changed meanwhile")),
    responses(
        (status = 200, description = "As they are now", body = SettingsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 412, description = "They have changed meanwhile"),
        (status = 422, description = "A value is not taken; `errors` names its field"),
    ),
)]
#[put("/admin/assistant/settings", data = "<new>")]
async fn change(
    new: Json<SettingsJson>,
    wanted: IfMatch,
    admin: Admin,
    client: ClientAddress,
    guide: &State<Guide>,
) -> Result<Revised<SettingsJson>> {
    let before = move |txn: &WriteTxn| wanted.check_told(&SettingsJson::from(assistant::settings(txn)?));
    let kept = acts::keep(&guide.shelves.db, By::new(&admin, client), new.0.read()?, before).await?;
    Revised::of(kept.into())
}

/// Conversations whose speakers let the shop read them, the one in which something was said last first.
#[utoipa::path(
    get, path = "/api/v1/admin/assistant/conversations", tag = "Admin", security(("bearer" = [])), params(PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = SharedJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/admin/assistant/conversations")]
async fn list(piece: Piece, _admin: Admin, guide: &State<Guide>) -> Result<Json<SharedJson>> {
    let before = piece.behind()?;
    let read = guide.shelves.db.read(move |txn| {
        let mut found = assistant::shared(txn, before, piece.limit() + 1)?;
        let next = piece.cut(&mut found, |it| it.id);
        Ok(SharedJson { data: found.iter().map(ConversationJson::new).collect(), next })
    });
    read.await.map(Json)
}

/// A conversation whose speaker lets the shop read it. That it was read stands in the audit.
#[utoipa::path(
    get, path = "/api/v1/admin/assistant/conversations/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The conversation")),
    responses(
        (status = 200, description = "With all that was said", body = ConversationJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is none, or nobody has agreed that it is read"),
    ),
)]
#[get("/admin/assistant/conversations/<id>")]
async fn read(
    id: ConversationId,
    admin: Admin,
    client: ClientAddress,
    guide: &State<Guide>,
) -> Result<Json<ConversationJson>> {
    let (conversation, _) = acts::read(&guide.shelves.db, By::new(&admin, client), id).await?;
    guide.shelves.db.look(|txn| ConversationJson::whole(txn, &guide.shelves, &conversation)).map(Json)
}

/// Tries a message: what it is taken for, what is found, what rules and the model say. It is written down nowhere.
#[utoipa::path(
    post, path = "/api/v1/admin/assistant/trials", tag = "Admin", security(("bearer" = [])), request_body = AttemptJson,
    responses(
        (status = 200, description = "What became of it", body = Trial),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 413, description = "The message is far too long"),
        (status = 422, description = "The message is empty or too long"),
    ),
)]
#[post("/admin/assistant/trials", data = "<attempt>")]
async fn attempt(attempt: Json<AttemptJson>, _admin: Admin, guide: &State<Guide>) -> Result<Json<Trial>> {
    let said = ask::checked(&attempt.0.text)?;
    trying::of(guide, &said).await.map(Json)
}
