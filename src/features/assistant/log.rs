//! What the shop may know of conversations: how many there are and how they were liked, and the words of those alone whose
//! speaker has agreed.

use super::{Author, Conversation, Engine, Message, Opinion, store};
use crate::{
    base::{ConversationId, Error, Result},
    platform::db::{Reads, WriteTxn},
};

/// So many of the latest conversations are counted.
const COUNTED: usize = 1_000;

/// What is counted without reading a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Conversations.
    pub conversations: u64,
    /// Answers.
    pub answers: u64,
    /// Answers of which the model chose the words.
    pub by_model: u64,
    /// Answers that found nothing to show and named no page.
    pub empty: u64,
    /// Answers that were of use.
    pub good: u64,
    /// Answers that were not.
    pub bad: u64,
    /// Conversations that the shop may read.
    pub shared: u64,
}

/// Lets the shop read a conversation, or no longer.
pub fn share(txn: &WriteTxn, conversation: &Conversation, shared: bool) -> Result<Conversation> {
    let since = shared.then(|| conversation.shared.unwrap_or(txn.now));
    let changed = Conversation { shared: since, ..conversation.clone() };
    store::put(txn, &changed)?;
    Ok(changed)
}

/// Conversations that the shop may read, behind `before`, the one in which something was said last first.
pub fn shared(txn: &impl Reads, before: Option<ConversationId>, limit: usize) -> Result<Vec<Conversation>> {
    store::shared(txn, before, limit)
}

/// A conversation that the shop may read, with all that was said in it.
///
/// # Errors
/// Nobody has agreed that it is read, or there is none: whoever asks is not told which.
pub fn read_shared(txn: &impl Reads, id: ConversationId) -> Result<(Conversation, Vec<Message>)> {
    let found = store::find(txn, id)?.filter(|it| it.shared.is_some());
    let conversation = found.ok_or_else(|| Error::not_found("Nobody has agreed that this conversation is read"))?;
    let messages = store::messages(txn, id, super::MESSAGES as usize)?;
    Ok((conversation, messages))
}

/// What is counted of the latest conversations.
pub fn counts(txn: &impl Reads) -> Result<Counts> {
    let mut counts = Counts::default();
    for conversation in store::latest(txn, COUNTED)? {
        counts.conversations += 1;
        counts.shared += u64::from(conversation.shared.is_some());
        for message in store::messages(txn, conversation.id, super::MESSAGES as usize)? {
            if message.author != Author::Assistant {
                continue;
            }
            counts.answers += 1;
            counts.good += u64::from(message.opinion == Some(Opinion::Good));
            counts.bad += u64::from(message.opinion == Some(Opinion::Bad));
            let Some(reply) = message.reply else { continue };
            counts.by_model += u64::from(reply.engine == Engine::Model);
            counts.empty += u64::from(reply.tips.is_empty() && reply.comparison.is_empty() && reply.links.is_empty());
        }
    }
    Ok(counts)
}
