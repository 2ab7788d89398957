//! Answers bit by bit: as server-sent events, and over a WebSocket (`/assistant/ws`) in frames of JSON.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};

use futures::{SinkExt, StreamExt};
use rocket::{
    Request, Route, State, get,
    response::{
        self, Responder,
        stream::{Event, EventStream},
    },
    routes,
};
use rocket_ws::{Channel, Config, Message as Frame, WebSocket, stream::DuplexStream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    sync::{Notify, mpsc::unbounded_channel},
    time::timeout,
};

use super::{Guide, choose::Watch, pages, shown, wire::AnswerJson};
use crate::{
    base::{ConversationId, Error, Result},
    features::assistant::{self, Asked, Conversation, Speaker},
    platform::web::{ClientAddress, Door, NotForeign, ended, guards::Visitor},
};

/// So many sockets are open at once,
const MOST: usize = 500;
/// and so many of one address.
const OF_ONE: usize = 25;
/// A socket on which nothing is said for so long is closed.
const IDLE: Duration = Duration::from_secs(10 * 60);
/// A frame is no longer.
const FRAME: usize = 16 << 10;
static OPEN: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

pub(super) fn routes() -> Vec<Route> {
    routes![talk]
}

/// The frames of an answer whose goods were shown: its words, and all of it.
fn frames(answer: &AnswerJson, conversation: ConversationId) -> Result<Vec<Value>> {
    let words = answer.text.split_inclusive(' ').map(|it| json!({ "type": "token", "text": it }));
    let mut done = serde_json::to_value(answer).map_err(Error::internal)?;
    (done["type"], done["conversation"]) = (json!("done"), json!(conversation.to_string()));
    Ok(words.chain([done]).collect())
}

fn refusal(error: &Error) -> Value {
    let advice = error.fields.first().map(|it| it.1.to_string());
    json!({ "type": "error", "title": advice.unwrap_or_else(|| error.message.to_string()) })
}

/// What is asked, of whom and where.
#[derive(Clone)]
pub(super) struct Question {
    pub guide: Guide,
    pub speaker: Speaker,
    pub conversation: Conversation,
    /// Admitted already.
    pub said: String,
    /// Whether the answer is told as it is drawn on pages.
    pub drawn: bool,
}

impl Question {
    /// All that is answered, told as it comes.
    async fn told(self, watch: &Watch) {
        let Self { guide, speaker, conversation, said, drawn } = self;
        let answered = async {
            let exchange = guide.answer(&speaker, &conversation, said, watch).await?;
            if drawn {
                let done = |txn: &_| shown::done(txn, &guide.shelves, conversation.id, &exchange.answer);
                return Ok(vec![guide.shelves.db.look(done)?]);
            }
            let answer = guide.shelves.db.look(|txn| AnswerJson::of(txn, &guide.shelves, &exchange))?;
            frames(&answer, conversation.id)
        };
        let frames = answered.await.unwrap_or_else(|error| {
            tracing::debug!("a message was not answered: {}", error.in_full());
            vec![refusal(&error)]
        });
        frames.into_iter().for_each(|it| watch.says(it));
    }
}

/// Rings when whoever listened has gone, so that nobody works for them any more.
struct Leaving(Arc<Notify>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// An answer as server-sent events, each called by its type (HTML Living Standard, section 9.2).
pub(super) fn events(question: Question) -> Events {
    let (tell, frames) = unbounded_channel();
    let stop = Arc::new(Notify::new());
    let watch = Watch { tell: Some(tell), drawn: question.drawn, stop: stop.clone() };
    tokio::spawn(async move { question.told(&watch).await });
    let told = futures::stream::unfold((frames, Leaving(stop)), |(mut frames, leaving)| async move {
        let frame: Value = frames.recv().await?;
        let event = Event::data(frame.to_string()).event(frame["type"].as_str().unwrap_or("done").to_owned());
        Some((event, (frames, leaving)))
    });
    Events(EventStream::from(Box::pin(told) as Stream))
}

type Stream = Pin<Box<dyn futures::Stream<Item = Event> + Send>>;

/// Events on their way.
pub(super) struct Events(EventStream<Stream>);

impl<'r> Responder<'r, 'r> for Events {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
        self.0.respond_to(request)
    }
}

/// One open socket of an address; counted until it closes.
struct Open(String);

impl Open {
    fn begin(client: ClientAddress) -> Result<Self> {
        let key = client.key();
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= MOST || open.get(&key).is_some_and(|it| *it >= OF_ONE) {
            return Err(Error::unavailable("Too many talk at this moment; the form on the page works"));
        }
        *open.entry(key.clone()).or_default() += 1;
        Ok(Self(key))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        let left = open.get(&self.0).map_or(0, |it| it.saturating_sub(1));
        match left {
            0 => drop(open.remove(&self.0)),
            left => drop(open.insert(self.0.clone(), left)),
        }
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
    visitor: Visitor,
    client: ClientAddress,
    socket: WebSocket,
    guide: &'r State<Guide>,
    door: &'r State<Door>,
) -> Result<Channel<'r>> {
    let open = Open::begin(client)?;
    let config = Config { max_message_size: Some(FRAME), max_frame_size: Some(FRAME), ..Config::default() };
    Ok(socket.config(config).channel(move |mut stream| {
        Box::pin(async move {
            let _open = open;
            let talking = converse(asked.0, client, guide, &mut stream);
            let over = async {
                match &visitor.0 {
                    // Whoever signs out, or is suspended, says nothing more in that name.
                    Some(who) => ended(&guide.shelves.db, door, who).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                talked = talking => talked,
                () = over => Ok(()),
            }
        })
    }))
}

/// Answers what is said until it is closed, or nobody says anything any more.
async fn converse(
    mut speaker: Speaker,
    client: ClientAddress,
    guide: &Guide,
    stream: &mut DuplexStream,
) -> rocket_ws::result::Result<()> {
    while let Ok(Some(heard)) = timeout(IDLE, stream.next()).await {
        match heard? {
            Frame::Text(text) => hear(&text, &mut speaker, client, guide, stream).await?,
            Frame::Close(_) => break,
            _ => {}
        }
    }
    stream.close(None).await
}

async fn hear(
    text: &str,
    speaker: &mut Speaker,
    client: ClientAddress,
    guide: &Guide,
    stream: &mut DuplexStream,
) -> rocket_ws::result::Result<()> {
    let asked = match serde_json::from_str(text) {
        Ok(Said::Stop) => return Ok(()),
        Ok(Said::Message { conversation, text }) => question(conversation, &text, speaker, client, guide).await,
        Err(_) => Err(Error::invalid("type", "Send a frame of type message with a text, or of type stop")),
    };
    let question = match asked {
        Ok(question) => question,
        Err(error) => return stream.send(Frame::text(refusal(&error).to_string())).await,
    };
    let (tell, mut frames) = unbounded_channel();
    let watch = Watch { tell: Some(tell), ..Watch::default() };
    let _leaving = Leaving(watch.stop.clone());
    let mut answering = tokio::spawn({
        let watch = watch.clone();
        async move { question.told(&watch).await }
    });
    // The task has the only other end: the frames end with it.
    let stop = watch.stop.clone();
    drop(watch);
    loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => stream.send(Frame::text(frame.to_string())).await?,
                None => break,
            },
            heard = stream.next() => match heard {
                Some(Ok(Frame::Text(text))) => match serde_json::from_str(&text) {
                    Ok(Said::Stop) => stop.notify_one(),
                    _ => {
                        let busy = Error::conflict("Wait for the answer, or stop it");
                        stream.send(Frame::text(refusal(&busy).to_string())).await?;
                    }
                },
                Some(Ok(Frame::Close(_))) | None => break,
                Some(other) => drop(other?),
            },
        }
    }
    // What was asked is written down, whether or not anybody still listens.
    if !answering.is_finished() {
        stop.notify_one();
    }
    drop((&mut answering).await);
    Ok(())
}

async fn question(
    conversation: Option<ConversationId>,
    text: &str,
    speaker: &mut Speaker,
    client: ClientAddress,
    guide: &Guide,
) -> Result<Question> {
    let said = guide.admit(text, client)?;
    let db = &guide.shelves.db;
    let conversation = match conversation {
        Some(id) => db.look(|txn| assistant::get(txn, speaker, id))?,
        None => {
            guide.may_begin(client)?;
            let (begun, conversation, _) = pages::begin(db, speaker.clone(), None).await?;
            *speaker = begun;
            conversation
        }
    };
    Ok(Question { guide: guide.clone(), speaker: speaker.clone(), conversation, said, drawn: false })
}
