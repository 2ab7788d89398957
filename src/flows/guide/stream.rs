//! Answers bit by bit: as server-sent events, and over a WebSocket (`/assistant/ws`) in frames of JSON.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::{SinkExt, StreamExt};
use rocket::{Route, State, get, routes};
use rocket_ws::{Channel, Config, Message as Frame, WebSocket, stream::DuplexStream};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Guide, pages, wire::AnswerJson};
use crate::{
    base::{ConversationId, Error, Result},
    features::assistant::{self, Asked, Speaker},
    platform::web::{ClientAddress, NotForeign},
};

/// So many sockets are open at once.
const MOST: usize = 500;
/// A frame is no longer.
const FRAME: usize = 16 << 10;
static OPEN: AtomicUsize = AtomicUsize::new(0);

pub(super) fn routes() -> Vec<Route> {
    routes![talk]
}

/// The frames of an answer: its cards, its words, and all of it.
fn frames(answer: &AnswerJson) -> Result<Vec<Value>> {
    let whole = serde_json::to_value(answer).map_err(Error::internal)?;
    let mut frames = vec![json!({ "type": "cards", "cards": whole["cards"], "comparison": whole["comparison"] })];
    frames.extend(answer.text.split_inclusive(' ').map(|it| json!({ "type": "token", "text": it })));
    let mut done = whole;
    done["type"] = json!("done");
    frames.push(done);
    Ok(frames)
}

/// An answer as server-sent events, each called by its type (HTML Living Standard, section 9.2).
pub(super) fn events(answer: &AnswerJson) -> Result<String> {
    let told = |it: &Value| format!("event: {}\ndata: {it}\n\n", it["type"].as_str().unwrap_or("done"));
    Ok(frames(answer)?.iter().map(told).collect())
}

/// One open socket; counted until it closes.
struct Open;

impl Open {
    fn begin() -> Result<Self> {
        if OPEN.fetch_add(1, Ordering::Relaxed) >= MOST {
            OPEN.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::unavailable("Too many talk at this moment; the form on the page works"));
        }
        Ok(Self)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    Message { conversation: Option<ConversationId>, text: String },
    Stop,
}

#[get("/assistant/ws")]
fn talk<'r>(
    _ours: NotForeign,
    asked: Asked,
    client: ClientAddress,
    socket: WebSocket,
    guide: &'r State<Guide>,
) -> Result<Channel<'r>> {
    let open = Open::begin()?;
    let config = Config { max_message_size: Some(FRAME), max_frame_size: Some(FRAME), ..Config::default() };
    Ok(socket.config(config).channel(move |mut stream| {
        Box::pin(async move {
            let _open = open;
            let mut speaker = asked.0;
            while let Some(heard) = stream.next().await {
                match heard? {
                    Frame::Text(text) => hear(&text, &mut speaker, client, guide, &mut stream).await?,
                    Frame::Close(_) => break,
                    _ => {}
                }
            }
            Ok(())
        })
    }))
}

async fn hear(
    text: &str,
    speaker: &mut Speaker,
    client: ClientAddress,
    guide: &Guide,
    stream: &mut DuplexStream,
) -> rocket_ws::result::Result<()> {
    let answered = match serde_json::from_str(text) {
        // What rules say has been said by the time it could be stopped.
        Ok(Said::Stop) => return Ok(()),
        Ok(Said::Message { conversation, text }) => answer(conversation, &text, speaker, client, guide).await,
        Err(_) => Err(Error::invalid(
            "type",
            "Send {\"type\":\"message\",\"conversation\":…,\"text\":…} or {\"type\":\"stop\"}",
        )),
    };
    let frames = match answered {
        Ok(frames) => frames,
        Err(error) => {
            let advice = error.fields.first().map(|it| it.1.to_string());
            let title = advice.unwrap_or_else(|| error.message.to_string());
            vec![json!({ "type": "error", "title": title })]
        }
    };
    for frame in frames {
        stream.feed(Frame::text(frame.to_string())).await?;
    }
    stream.flush().await
}

async fn answer(
    conversation: Option<ConversationId>,
    text: &str,
    speaker: &mut Speaker,
    client: ClientAddress,
    guide: &Guide,
) -> Result<Vec<Value>> {
    let db = &guide.shelves.db;
    let conversation = match conversation {
        Some(id) => db.look(|txn| assistant::get(txn, speaker, id))?,
        None => {
            let (begun, conversation, _) = pages::begin(db, speaker.clone(), None).await?;
            *speaker = begun;
            conversation
        }
    };
    let exchange = guide.reply(speaker, &conversation, text, client).await?;
    let answer = db.look(|txn| AnswerJson::of(txn, &guide.shelves, &exchange))?;
    let mut all = frames(&answer)?;
    if let Some(done) = all.last_mut() {
        done["conversation"] = json!(conversation.id.to_string());
    }
    Ok(all)
}
