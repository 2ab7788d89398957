//! Who answers.

use std::time::Duration;

use super::{
    retrieval::Shelves,
    turn::{self, Past},
};
use crate::{
    base::{Error, Result, text},
    features::assistant::{self, Conversation, LONGEST, Message, SAID, Speaker},
    platform::{
        db::Db,
        limits::{Limits, Rule},
        search::Search,
        web::{ClientAddress, Shop},
    },
};

/// Messages from one address.
const MESSAGES: Rule = Rule::new("messages to the assistant", 30, Duration::from_secs(4));

/// The assistant; clones are the same.
#[derive(Clone)]
pub struct Guide {
    pub(super) shelves: Shelves,
    pub(super) limits: Limits,
    /// For how many days conversations are kept.
    pub(super) days: u16,
}

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
    pub fn new(db: Db, search: Search, shop: Shop, limits: Limits, days: u16) -> Self {
        Self { shelves: Shelves { db, search, shop }, limits, days }
    }

    /// Answers `said` in a conversation of somebody, and writes both down.
    ///
    /// # Errors
    /// Nothing was said, or too much, or too often.
    pub(super) async fn reply(
        &self,
        speaker: &Speaker,
        conversation: &Conversation,
        said: &str,
        client: ClientAddress,
    ) -> Result<Exchange> {
        let said = checked(said)?;
        self.limits.take(MESSAGES, &client.key())?;
        let id = conversation.id;
        let before = self.shelves.db.look(|txn| assistant::messages(txn, id, SAID))?;
        let past = Past::of(conversation, &before);
        let turn = turn::answer(&self.shelves, speaker.user(), &past, &said).await?;
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
