//! Who answers.

use std::{sync::Arc, time::Duration};

use quick_cache::sync::Cache;

use super::{
    choose::{self, Watch},
    retrieval::Shelves,
    turn::{self, Past, Turn},
    wire,
};
use crate::{
    base::{Error, Result, text},
    features::assistant::{self, Conversation, LONGEST, Message, SAID, Speaker},
    platform::{
        db::Db,
        limits::{Limits, Rule},
        llm::{Llm, Status},
        search::Search,
        web::{ClientAddress, Shop},
    },
};

/// Messages from one address.
const MESSAGES: Rule = Rule::new("messages to the assistant", 30, Duration::from_secs(4));
/// Conversations begun from one address.
const BEGINNINGS: Rule = Rule::new("conversations with the assistant", 20, Duration::from_secs(15));

/// The assistant; clones are the same.
#[derive(Clone)]
pub struct Guide {
    pub(super) shelves: Shelves,
    pub(super) limits: Limits,
    /// For how many days conversations are kept.
    pub(super) days: u16,
    /// Who chooses words, if anybody does beside the rules.
    pub(super) llm: Llm,
    /// What was chosen for the same words and the same facts.
    chosen: Arc<Cache<String, String>>,
}

/// So many choices of the model are kept.
const KEPT: usize = 2_000;

/// What was said and answered.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    /// The shopper's words.
    pub asked: Message,
    /// The answer.
    pub answer: Message,
}

impl Guide {
    /// An assistant that knows this shop.
    pub fn new(db: Db, search: Search, shop: Shop, limits: Limits, llm: Llm, days: u16) -> Self {
        Self { shelves: Shelves { db, search, shop }, limits, days, llm, chosen: Arc::new(Cache::new(KEPT)) }
    }

    /// Lets the model read what every question begins with, so that the first shopper does not wait for that.
    pub fn warm(&self) {
        if !matches!(self.llm.status(), Status::Off { .. } | Status::Remote { .. }) {
            self.llm.warm(choose::PREFIX);
        }
    }

    /// The words that the model chooses for an answer, or chose before: they depend on nothing but the words and the
    /// facts, which hold the prices of this moment.
    async fn worded(&self, turn: &Turn, said: &str, conversation: &str, watch: &Watch) -> Option<String> {
        let facts: Vec<&str> = turn.facts.iter().map(|it| it.text.as_str()).collect();
        let key = format!("{said}\n{}\n{}", turn.openings.join("\n"), facts.join("\n"));
        if let Some(words) = self.chosen.get(&key) {
            return Some(words);
        }
        let words = choose::words(&self.llm, turn, said, conversation, watch).await?;
        self.chosen.insert(key, words.clone());
        Some(words)
    }

    /// Counts a conversation that somebody begins: each takes a place in the store.
    ///
    /// # Errors
    /// There were too many of late.
    pub(super) fn may_begin(&self, client: ClientAddress) -> Result<()> {
        self.limits.take(BEGINNINGS, &client.key()).map(drop)
    }

    /// What was said, if it may be answered.
    ///
    /// # Errors
    /// Nothing was said, or too much, or too often.
    pub(super) fn admit(&self, said: &str, client: ClientAddress) -> Result<String> {
        let said = checked(said)?;
        self.limits.take(MESSAGES, &client.key())?;
        Ok(said)
    }

    /// Answers what was admitted in a conversation of somebody, and writes both down.
    pub(super) async fn answer(
        &self,
        speaker: &Speaker,
        conversation: &Conversation,
        said: String,
        watch: &Watch,
    ) -> Result<Exchange> {
        let id = conversation.id;
        let before = self.shelves.db.look(|txn| assistant::messages(txn, id, SAID))?;
        let past = Past::of(conversation, &before);
        let mut turn = turn::answer(&self.shelves, speaker.user(), &past, &said).await?;
        if watch.tell.is_some() {
            watch.says(self.shelves.db.look(|txn| wire::cards(txn, &self.shelves, &turn.reply.reply))?);
        }
        if let Some(words) = self.worded(&turn, &said, &id.to_string(), watch).await {
            turn.reply.text = words;
            turn.reply.reply.engine = assistant::Engine::Model;
        }
        let write = self.shelves.db.write(move |txn| assistant::note(txn, id, &said, &turn.reply));
        let (asked, answer) = write.await?;
        Ok(Exchange { asked, answer })
    }
}

/// What was said, if it can be read.
///
/// # Errors
/// It is empty or too long.
pub(super) fn checked(said: &str) -> Result<String> {
    // Whoever sends a book is told so before anything is made of it.
    if said.len() > 4 * LONGEST {
        return Err(Error::too_large("Say it in at most 2,000 characters"));
    }
    let said = text::paragraphs(said);
    match said.chars().count() {
        0 => Err(Error::invalid("text", "Say what you are looking for")),
        1..=LONGEST => Ok(said),
        _ => Err(Error::invalid("text", "Say it in at most 2,000 characters")),
    }
}
