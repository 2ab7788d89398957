//! The bench: what becomes of a message, step by step, without a conversation.

use std::time::Instant;

use serde::Serialize;
use utoipa::ToSchema;

use super::super::{
    Guide,
    choose::{self, Watch},
    turn::{self, Past},
};
use crate::{
    base::{Result, links},
    features::assistant::{Intent, tongue},
};

/// What became of a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AssistantTrialJson)]
pub(super) struct Trial {
    /// What it was taken for.
    #[schema(example = "Find(\"draw my family tree\")")]
    pub intent: String,
    /// The language other than English that it is surely in, by two letters.
    pub language: Option<String>,
    /// What was looked for, as the search page writes it.
    pub query: String,
    /// The products of the answer.
    pub products: Vec<Tried>,
    /// All sentences that could be said.
    pub facts: Vec<String>,
    /// What rules answer.
    pub by_rules: String,
    /// How long that took, in milliseconds.
    pub rules_ms: f64,
    /// What the model chooses of it; null if there is none, or nothing to choose.
    pub by_model: Option<String>,
    /// How long that took.
    pub model_ms: Option<f64>,
}

/// A product of an answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TriedProductJson)]
pub(super) struct Tried {
    pub title: String,
    pub url: String,
}

/// Tries a message. It is written down nowhere.
pub(super) async fn of(guide: &Guide, said: &str) -> Result<Trial> {
    let settings = guide.settings()?;
    let past = Past::default();
    let heard = turn::heard(&past, said);
    let began = Instant::now();
    let rules = turn::answer(guide.rules(), &settings, None, &past, said).await?;
    let rules_ms = millis(began);
    let (began, watch) = (Instant::now(), Watch::default());
    let desk = guide.desk(&settings, &watch);
    let read = match desk.reader {
        Some(_) => Some(turn::answer(desk, &settings, None, &past, said).await?).filter(|it| it.is_read),
        None => None,
    };
    let answer = read.as_ref().unwrap_or(&rules);
    let by_model = match settings.model_chooses {
        true => choose::words(&guide.llm, (answer, settings.guidance.as_str()), said, "bench", &watch).await,
        false => None,
    };
    let by_model = by_model.or_else(|| read.as_ref().map(|it| it.reply.text.clone()));
    let model_ms = by_model.is_some().then(|| millis(began));
    let reply = &answer.reply.reply;
    let ids: Vec<_> = match reply.comparison.is_empty() {
        true => reply.tips.iter().map(|it| it.product).collect(),
        false => reply.comparison.clone(),
    };
    let products = guide.shelves.db.look(|txn| guide.shelves.these(txn, &ids))?;
    let tried =
        |it: &crate::features::catalog::Product| Tried { title: it.title.clone(), url: links::product(&it.slug) };
    Ok(Trial {
        intent: told(&heard),
        language: tongue(said).map(str::to_owned),
        query: reply.query.clone(),
        products: products.iter().map(tried).collect(),
        facts: answer.facts.iter().map(|it| it.text.clone()).collect(),
        by_rules: rules.reply.text.clone(),
        rules_ms,
        by_model,
        model_ms,
    })
}

fn told(intent: &Intent) -> String {
    format!("{intent:?}")
}

/// To a tenth.
fn millis(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 10_000.0).round() / 10.0
}
