//! A server that speaks the protocol of OpenAI (chat completions, streamed) answers in place of a model here.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use async_openai::{Client, config::OpenAIConfig, error::OpenAIError};
use futures::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    select,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::{AbortHandle, JoinSet},
};

use super::{
    LlmSettings, Order, Role, Status, StoppedBy,
    allowance::Allowance,
    desk::Desk,
    net,
    wire::{Question, Word},
};
use crate::{
    base::{Error, Result},
    platform::clock::Clock,
};

/// Reaching the server takes no longer.
const CONNECT: Duration = Duration::from_secs(10);
/// An answer has no more bytes than this for each token that was asked for; a server that says more is not listened to.
const BYTES_OF_TOKEN: usize = 64;
/// Bytes of text that are counted as a token where the server does not count.
const BYTES_COUNTED: usize = 4;
/// What was used of it, beside the models.
const USED: &str = "endpoint-used.json";

/// A server that answers.
pub(super) struct Endpoint {
    client: Client<OpenAIConfig>,
    settings: LlmSettings,
    allowance: Allowance,
    clock: Clock,
}

/// A piece of a streamed answer, as far as we read it.
#[derive(Debug, Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Delta,
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Delta {
    content: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u32,
    #[serde(default)]
    completion_tokens: u32,
    #[serde(default)]
    prompt_tokens_details: Option<Details>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
struct Details {
    #[serde(default)]
    cached_tokens: Option<u32>,
}

impl Endpoint {
    /// As the settings say; what was used today is read from the folder. Nothing is called yet.
    pub fn new(settings: &LlmSettings, folder: &Path) -> Result<Self> {
        let endpoint = &settings.endpoint;
        let timeout = Duration::from_secs(endpoint.timeout.into());
        // A server that sends elsewhere would be sent the key elsewhere.
        let http = net::client()?.connect_timeout(CONNECT).timeout(timeout).redirect(reqwest::redirect::Policy::none());
        let config = OpenAIConfig::new()
            .with_api_base(endpoint.url.trim().trim_end_matches('/'))
            .with_api_key(endpoint.key.expose());
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            client: Client::build(http.build().map_err(Error::internal)?, config),
            allowance: Allowance::open(folder.join(USED), endpoint.daily_tokens),
            settings: settings.clone(),
            clock: Clock::system(),
        })
    }

    pub fn status(&self) -> Status {
        let endpoint = &self.settings.endpoint;
        Status::Remote { host: endpoint.host(), model: endpoint.model.trim().to_owned() }
    }

    /// Answers until nobody can ask any more.
    pub async fn keep(mut self, mut orders: UnboundedReceiver<Order>) {
        let mut desk = Desk::new(self.settings.slots.into(), self.settings.queue.into());
        let (words, mut said) = unbounded_channel();
        let mut running = JoinSet::new();
        let mut handles: Vec<(u64, AbortHandle)> = vec![];
        loop {
            let now = Instant::now();
            while let Some(question) = desk.next(now) {
                let id = question.id;
                if self.allowance.is_left(self.clock.now().seconds()) {
                    let asking = ask(self.client.clone(), self.settings.clone(), question, words.clone());
                    handles.push((id, running.spawn(asking)));
                } else {
                    let why = "llm.endpoint.daily_tokens are used up for today".into();
                    let _ = desk.heard(Word::Refused { id, why, too_long: false }, now);
                }
            }
            desk.tell();
            select! {
                order = orders.recv() => match order {
                    Some(Order::Ask(ticket)) => desk.take(*ticket),
                    // Nothing is kept there for us.
                    Some(Order::Warm(_)) => {}
                    Some(Order::Cancel(id)) => {
                        if desk.cancel(id) {
                            handles.iter().filter(|it| it.0 == id).for_each(|it| it.1.abort());
                        }
                    }
                    None => return,
                },
                // How many pieces a token comes in is the server's own business.
                Some((word, tokens)) = said.recv() => {
                    // Before its asker hears the end, who may ask again at once.
                    if tokens > 0 {
                        self.allowance.spend(self.clock.now().seconds(), tokens);
                    }
                    let _ = desk.heard(word, Instant::now());
                }
                Some(_) = running.join_next() => handles.retain(|it| !it.1.is_finished()),
            }
        }
    }
}

/// Asks, and passes on what comes; with the end, the tokens that it took.
async fn ask(
    client: Client<OpenAIConfig>,
    settings: LlmSettings,
    question: Question,
    words: UnboundedSender<(Word, u64)>,
) {
    let (id, key) = (question.id, settings.endpoint.key.clone());
    let (mut usage, mut said) = (None, 0);
    let outcome = stream(
        &client,
        &settings,
        &question,
        |text| {
            said += text.len();
            let _ = words.send((Word::Text { id, text }, 0));
        },
        &mut usage,
    );
    let outcome = outcome.await;
    let asked = question.prefix.len() + question.turns.iter().map(|it| it.text.len()).sum::<usize>();
    let count = |bytes: usize| u32::try_from(bytes.div_ceil(BYTES_COUNTED)).unwrap_or(u32::MAX);
    let guess = Usage { prompt_tokens: count(asked), completion_tokens: count(said), prompt_tokens_details: None };
    let usage: Usage = usage.unwrap_or(guess);
    let (tokens, prompt_tokens) = (usage.completion_tokens, usage.prompt_tokens);
    let word = match outcome {
        Ok(stopped_by) => {
            let cached = usage.prompt_tokens_details.and_then(|it| it.cached_tokens).unwrap_or(0);
            Word::Done { id, tokens, cached, prompt_tokens, stopped_by }
        }
        // Servers like to quote the key that they refuse.
        Err(why) if key.is_empty() => Word::Refused { id, why, too_long: false },
        Err(why) => Word::Refused { id, why: why.replace(key.expose(), "(secret)"), too_long: false },
    };
    let _ = words.send((word, u64::from(tokens) + u64::from(prompt_tokens)));
}

async fn stream(
    client: &Client<OpenAIConfig>,
    settings: &LlmSettings,
    question: &Question,
    mut say: impl FnMut(String),
    usage: &mut Option<Usage>,
) -> Result<StoppedBy, String> {
    let told = |cause: OpenAIError| format!("the server {}: {cause}", settings.endpoint.host());
    let mut chunks = client.chat().create_stream_byot::<_, Chunk>(body(settings, question)).await.map_err(told)?;
    let most = question.max_tokens as usize * BYTES_OF_TOKEN;
    let (mut length, mut ended) = (0, None);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(told)?;
        *usage = chunk.usage.or(*usage);
        let Some(choice) = chunk.choices.into_iter().next() else { continue };
        if let Some(text) = choice.delta.content.filter(|it| !it.is_empty()) {
            length += text.len();
            if length > most {
                return Err(format!("the server {} says more than it was asked for", settings.endpoint.host()));
            }
            say(text);
        }
        ended = choice.finish_reason.or(ended);
    }
    match ended.as_deref() {
        None => Err(format!("the server {} broke off", settings.endpoint.host())),
        Some("length") => Ok(StoppedBy::Length),
        Some(_) => Ok(StoppedBy::End),
    }
}

fn body(settings: &LlmSettings, question: &Question) -> Value {
    let role = |role: Role| if role == Role::User { "user" } else { "assistant" };
    let mut messages = vec![];
    if !question.prefix.is_empty() {
        messages.push(json!({ "role": "system", "content": question.prefix }));
    }
    let first = question.turns.iter().position(|it| it.role == Role::User).unwrap_or(0);
    messages.extend(question.turns[first..].iter().map(|it| json!({ "role": role(it.role), "content": it.text })));
    let mut body = json!({
        "model": settings.endpoint.model.trim(),
        "messages": messages,
        "max_tokens": question.max_tokens,
        "temperature": question.temperature,
        "seed": question.seed,
        "stream": true,
        "stream_options": { "include_usage": true },
    });
    if let Some(grammar) = question.grammar.as_ref().filter(|_| settings.endpoint.grammar) {
        body["grammar"] = json!(grammar);
    }
    body
}
