//! Where conversations are kept.

use super::{AssistantSettings, Conversation, Message, Owner, Speaker};
use crate::{
    base::{ConversationId, MessageId, Result, Timestamp, UserId},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&CONVERSATIONS, &MESSAGES, &SETTINGS];

pub(super) static SETTINGS: Table<AssistantSettings> = Table::new("assistant.settings", &[]);

pub(super) static CONVERSATIONS: Table<Conversation> =
    Table::new("assistant.conversations", &[&BY_OWNER, &BY_GUEST, &BY_TOUCHED, &SHARED]);
static BY_OWNER: Index<Conversation, (UserId, Timestamp, ConversationId)> =
    Index::maybe("assistant.by_owner", |it: &Conversation| match it.owner {
        Owner::Account(user) => Some((user, it.touched, it.id)),
        Owner::Guest(_) => None,
    });
static BY_GUEST: Index<Conversation, ([u8; 32], Timestamp, ConversationId)> =
    Index::maybe("assistant.by_guest", |it: &Conversation| match it.owner {
        Owner::Account(_) => None,
        Owner::Guest(token) => Some((token, it.touched, it.id)),
    });
static BY_TOUCHED: Index<Conversation, (Timestamp, ConversationId)> =
    Index::new("assistant.by_touched", |it: &Conversation| (it.touched, it.id));

/// Those that the shop may read.
static SHARED: Index<Conversation, (Timestamp, ConversationId)> =
    Index::maybe("assistant.shared", |it: &Conversation| it.shared.map(|_| (it.touched, it.id)));

pub(super) static MESSAGES: Table<Message> = Table::new("assistant.messages", &[&BY_CONVERSATION]);
static BY_CONVERSATION: Index<Message, (ConversationId, u32, MessageId)> =
    Index::new("assistant.messages.by_conversation", |it: &Message| (it.conversation, it.number, it.id));

/// A conversation, whosoever it is.
pub fn find(txn: &impl Reads, id: ConversationId) -> Result<Option<Conversation>> {
    CONVERSATIONS.find(txn, id)
}

/// All conversations of a speaker, the one in which something was said last first.
pub fn all(txn: &impl Reads, speaker: &Speaker) -> Result<Vec<Conversation>> {
    speaker.owner().map_or_else(|| Ok(Vec::new()), |owner| all_of(txn, owner))
}

pub(super) fn all_of(txn: &impl Reads, owner: Owner) -> Result<Vec<Conversation>> {
    match owner {
        Owner::Account(user) => BY_OWNER.of(&user).newest_first().records(txn, &CONVERSATIONS),
        Owner::Guest(token) => BY_GUEST.of(&token).newest_first().records(txn, &CONVERSATIONS),
    }
}

/// The last `limit` messages of a conversation, in the order in which they were said.
pub fn messages(txn: &impl Reads, id: ConversationId, limit: usize) -> Result<Vec<Message>> {
    let mut found = BY_CONVERSATION.of(&id).newest_first().limit(limit).records(txn, &MESSAGES)?;
    found.reverse();
    Ok(found)
}

pub(super) fn message(txn: &impl Reads, id: MessageId) -> Result<Option<Message>> {
    MESSAGES.find(txn, id)
}

pub(super) fn count(txn: &impl Reads, id: ConversationId) -> Result<usize> {
    BY_CONVERSATION.of(&id).count(txn)
}

/// Up to `limit` conversations in which nobody has said anything since `before`.
pub(super) fn resting(txn: &impl Reads, before: Timestamp, limit: usize) -> Result<Vec<ConversationId>> {
    let old = BY_TOUCHED.between(&Timestamp::EPOCH, &before).limit(limit).keys(txn)?;
    Ok(old.into_iter().map(|(_, id)| id).collect())
}

pub(super) fn put(txn: &WriteTxn, conversation: &Conversation) -> Result<()> {
    CONVERSATIONS.put(txn, conversation)
}

pub(super) fn say(txn: &WriteTxn, message: &Message) -> Result<()> {
    MESSAGES.put(txn, message)
}

/// Removes a conversation with all that was said in it.
pub(super) fn remove(txn: &WriteTxn, id: ConversationId) -> Result<()> {
    BY_CONVERSATION.of(&id).keys(txn)?.into_iter().try_for_each(|(.., message)| MESSAGES.remove(txn, message))?;
    CONVERSATIONS.remove(txn, id)
}

/// Conversations that the shop may read, behind `before`, the one in which something was said last first.
pub(super) fn shared(txn: &impl Reads, before: Option<ConversationId>, limit: usize) -> Result<Vec<Conversation>> {
    let found = match before.map(|id| find(txn, id)).transpose()? {
        Some(Some(before)) => SHARED.between(&Timestamp::EPOCH, &(before.touched, before.id)),
        // It was deleted meanwhile: nobody knows where it stood.
        Some(None) => return Ok(Vec::new()),
        None => SHARED.all(),
    };
    found.newest_first().limit(limit).records(txn, &CONVERSATIONS)
}

/// The conversations in which something was said last, whosoever they are.
pub(super) fn latest(txn: &impl Reads, limit: usize) -> Result<Vec<Conversation>> {
    BY_TOUCHED.all().newest_first().limit(limit).records(txn, &CONVERSATIONS)
}
