//! Who answers.

use std::{sync::Arc, time::Duration};

use quick_cache::sync::Cache;

use super::{
    choose::{self, Watch},
    having, prose,
    reading::Reader,
    retrieval::Shelves,
    shown,
    turn::{self, Desk, Past, Turn},
    wire,
};
use crate::{
    base::{Error, Result, UserId, text},
    features::{
        accounts,
        assistant::{self, AssistantSettings, Conversation, LONGEST, Message, Reply, SAID, Speaker, Style},
        preferences, recommendations,
    },
    platform::{
        db::{Db, WriteTxn},
        limits::{Limits, Rule},
        llm::{Llm, Status},
        search::Search,
        web::{ClientAddress, Shop},
    },
};

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
    /// Who reads the needs that rules do not understand.
    pub(super) reader: Reader,
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
        let (reader, chosen) = (Reader::new(llm.clone()), Arc::new(Cache::new(KEPT)));
        Self { shelves: Shelves { db, search, shop }, limits, days, llm, reader, chosen }
    }

    /// What the shop says about its assistant.
    pub(super) fn settings(&self) -> Result<AssistantSettings> {
        self.shelves.db.look(assistant::settings)
    }

    /// Lets the model read what every question begins with, so that the first shopper does not wait for that.
    pub fn warm(&self) {
        if !matches!(self.llm.status(), Status::Off { .. } | Status::Remote { .. }) {
            let guidance = self.settings().map(|it| it.guidance).unwrap_or_default();
            self.llm.warm(&choose::prefix(&guidance));
        }
    }

    /// What answers lean on where rules stand alone.
    pub(super) fn rules(&self) -> Desk<'_> {
        Desk { shelves: &self.shelves, reader: None }
    }

    /// What answers lean on: a model reads along that has shown that more is found with it, if the shop lets it.
    pub(super) fn desk<'a>(&'a self, settings: &AssistantSettings, watch: &'a Watch) -> Desk<'a> {
        let reader = Some((&self.reader, watch)).filter(|_| settings.model_chooses && self.llm.may_read());
        Desk { reader, ..self.rules() }
    }

    /// The words that the model chooses for an answer, or chose before: they depend on nothing but the words and the
    /// facts, which hold the prices of this moment.
    async fn worded(
        &self,
        (turn, settings): (&Turn, &AssistantSettings),
        said: &str,
        conversation: &str,
        watch: &Watch,
    ) -> Option<String> {
        let guidance = settings.guidance.as_str();
        let writes = settings.style == Style::Prose && self.llm.may_write();
        let facts: Vec<&str> = turn.facts.iter().map(|it| it.text.as_str()).collect();
        let key = format!("{said}\n{guidance}\n{writes}\n{}\n{}", turn.openings.join("\n"), facts.join("\n"));
        if let Some(words) = self.chosen.get(&key) {
            return Some(words);
        }
        let words = match writes {
            true => prose::words_of(&self.llm, (turn, guidance), said, conversation, watch).await?.text,
            false => choose::words(&self.llm, (turn, guidance), said, conversation, watch).await?,
        };
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
    /// Nothing was said, or too much, or too often, or the shop has switched its assistant off.
    pub(super) fn admit(&self, said: &str, client: ClientAddress) -> Result<String> {
        let settings = self.settings()?;
        if !settings.on {
            return Err(off());
        }
        let said = checked(said)?;
        self.limits.take(settings.rule(), &client.key())?;
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
        let (settings, before) =
            self.shelves.db.look(|txn| Ok((assistant::settings(txn)?, assistant::messages(txn, id, SAID)?)))?;
        let past = Past::of(conversation, &before);
        let desk = self.desk(&settings, watch);
        let mut turn = turn::answer(desk, &settings, speaker.user(), &past, &said).await?;
        let having = self.shelves.db.look(|txn| having::mark(txn, speaker.user(), &mut turn.reply.reply))?;
        if watch.tell.is_some() {
            let (drawn, reply) = (watch.drawn, &turn.reply.reply);
            let goods = self.shelves.db.look(|txn| match drawn {
                true => shown::goods(txn, &self.shelves, reply),
                false => wire::cards(txn, &self.shelves, reply),
            });
            watch.says(goods?);
        }
        if turn.is_read {
            turn.reply.reply.engine = assistant::Engine::Model;
        }
        if settings.model_chooses
            && let Some(words) = self.worded((&turn, &settings), &said, &id.to_string(), watch).await
        {
            turn.reply.text = words;
            turn.reply.reply.engine = assistant::Engine::Model;
        }
        if let Some(having) = having {
            turn.reply.text = format!("{} {having}", turn.reply.text);
        }
        let user = speaker.user();
        let write = move |txn: &WriteTxn| {
            if let Some(user) = user {
                remember(txn, user, &turn.reply.reply)?;
            }
            assistant::note(txn, id, &said, &turn.reply)
        };
        let (asked, answer) = self.shelves.db.write(write).await?;
        Ok(Exchange { asked, answer })
    }
}

/// What somebody asked about says what they may like, if they let the shop pick things for them. Of what was found the
/// first counts; the others were only shown.
fn remember(txn: &WriteTxn, user: UserId, reply: &Reply) -> Result<()> {
    let Some(account) = accounts::find(txn, user)? else { return Ok(()) };
    if !preferences::picks(txn, &account.email)? {
        return Ok(());
    }
    let first = reply.tips.first().map(|it| it.product);
    first.iter().chain(&reply.comparison).try_for_each(|it| recommendations::note_asked(txn, user, *it))
}

/// What is said while the assistant is switched off.
fn off() -> Error {
    Error::unavailable("The assistant of this shop is switched off; the search finds all of its goods")
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
