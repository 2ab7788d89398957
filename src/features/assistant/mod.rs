//! Conversations with the shop's assistant: who said what, for as long as the shop keeps it. What a message means is told by
//! [`understand`], which knows no product; what there is to answer is found elsewhere.

mod log;
mod model;
mod settings;
mod store;
#[cfg(test)]
mod tests;
mod understanding;
mod visitor;

use std::{ops::ControlFlow, time::Duration};

pub use log::{Counts, counts, read_shared, share, shared};
pub use model::{
    Author, Conversation, Engine, LONGEST, Message, NewReply, Opinion, Owner, Reply, SAID, TITLE, Tip, title_of,
};
pub use settings::{AssistantSettings, LANGUAGES, OwnAnswer, Style, Tone, set, settings};
pub use store::{all, find, messages};
pub use understanding::{
    Aspect, Change, Context, Intent, OrderTopic, Policy, Reason, Talk, Target, tongue, understand,
};
pub use visitor::{Asked, KEEPSAKE, Speaker, TalkToken};

use crate::{
    base::{ConversationId, Error, MessageId, ProductId, Result, Timestamp, UserId},
    platform::{
        Feature,
        db::{ReadTxn, Reads, WriteTxn},
        jobs::{Kind, Task},
    },
};

/// A speaker keeps so many conversations; the one that rested longest gives way to a new one.
pub const CONVERSATIONS: usize = 100;
/// A conversation has so many messages at most, answers included.
pub const MESSAGES: u32 = 400;

const HOUR: Duration = Duration::from_secs(60 * 60);
/// So many conversations are forgotten in one write.
const GROUP: usize = 100;

/// What conversations bring along. They are kept for `days` after the last word, unless an
/// admin says otherwise.
pub fn feature(days: u16) -> Feature {
    let sweeps = Kind::new("assistant.sweep", move |task: Task| sweep_all(task, days)).every(HOUR);
    Feature::new("assistant").tables(store::ALL).check(check).job(sweeps)
}

/// The conversation `id` of somebody. Another's is not found, just like one that does not exist.
pub fn get(txn: &impl Reads, speaker: &Speaker, id: ConversationId) -> Result<Conversation> {
    let found = store::find(txn, id)?.filter(|it| speaker.owns(it));
    found.ok_or_else(|| Error::not_found(Conversation::MISSING))
}

/// Begins a conversation, about a product if one is named.
pub fn begin(txn: &WriteTxn, owner: Owner, about: Option<ProductId>) -> Result<Conversation> {
    let kept = store::all_of(txn, owner)?;
    for old in kept.iter().skip(CONVERSATIONS - 1) {
        store::remove(txn, old.id)?;
    }
    let new = Conversation {
        id: txn.fresh(),
        owner,
        title: String::new(),
        about,
        started: txn.now,
        touched: txn.now,
        count: 0,
        shared: None,
    };
    store::put(txn, &new)?;
    Ok(new)
}

/// Writes down what the shopper said and what they were answered.
///
/// # Errors
/// The conversation is gone, or as long as one may be.
pub fn note(txn: &WriteTxn, id: ConversationId, said: &str, reply: &NewReply) -> Result<(Message, Message)> {
    let mut conversation = store::find(txn, id)?.ok_or_else(|| Error::not_found(Conversation::MISSING))?;
    if conversation.count + 2 > MESSAGES {
        return Err(Error::conflict("This conversation is as long as one may be; begin a new one"));
    }
    if conversation.title.is_empty() {
        conversation.title = title_of(said);
    }
    conversation.touched = txn.now;
    let number = conversation.count;
    conversation.count += 2;
    store::put(txn, &conversation)?;
    let told = |author, number, text: &str, reply| Message {
        id: txn.fresh(),
        conversation: id,
        number,
        author,
        at: txn.now,
        text: text.to_owned(),
        reply,
        opinion: None,
    };
    let asked = told(Author::Shopper, number, said, None);
    let answer = told(Author::Assistant, number + 1, &reply.text, Some(reply.reply.clone()));
    store::say(txn, &asked)?;
    store::say(txn, &answer)?;
    Ok((asked, answer))
}

/// Calls a conversation something else.
///
/// # Errors
/// The title is empty or too long.
pub fn rename(txn: &WriteTxn, conversation: &Conversation, title: &str) -> Result<Conversation> {
    let renamed = Conversation { title: model::titled(title)?, ..conversation.clone() };
    store::put(txn, &renamed)?;
    Ok(renamed)
}

/// Takes up what somebody thinks of an answer, or takes it back.
///
/// # Errors
/// There is no such answer in the conversation.
pub fn judge(txn: &WriteTxn, id: ConversationId, message: MessageId, opinion: Option<Opinion>) -> Result<Message> {
    let found = store::message(txn, message)?;
    let answer = found.filter(|it| it.conversation == id && it.author == Author::Assistant);
    let answer = answer.ok_or_else(|| Error::not_found(Message::MISSING))?;
    let judged = Message { opinion, ..answer };
    store::say(txn, &judged)?;
    Ok(judged)
}

/// Deletes a conversation with all that was said in it.
pub fn remove(txn: &WriteTxn, conversation: &Conversation) -> Result<()> {
    store::remove(txn, conversation.id)
}

/// Deletes all conversations of somebody.
pub fn forget_all(txn: &WriteTxn, owner: Owner) -> Result<()> {
    store::all_of(txn, owner)?.iter().try_for_each(|it| store::remove(txn, it.id))
}

/// Forgets all conversations of an account that is closed for good.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    forget_all(txn, Owner::Account(user))
}

/// What the guest with `token` talked about is from now on that of `user`, who has just signed in.
pub fn merge(txn: &WriteTxn, user: UserId, token: &TalkToken) -> Result<()> {
    let owner = Owner::Account(user);
    for conversation in store::all_of(txn, Owner::Guest(token.hash()))? {
        store::put(txn, &Conversation { owner, ..conversation })?;
    }
    let too_many = store::all_of(txn, owner)?.into_iter().skip(CONVERSATIONS);
    too_many.into_iter().try_for_each(|it| store::remove(txn, it.id))
}

/// Forgets up to `limit` conversations in which nobody has said anything since `before`. Says how many.
pub fn sweep(txn: &WriteTxn, before: Timestamp, limit: usize) -> Result<usize> {
    let old = store::resting(txn, before, limit)?;
    old.iter().try_for_each(|it| store::remove(txn, *it))?;
    Ok(old.len())
}

async fn sweep_all(task: Task, days: u16) -> Result<()> {
    let days = task.db.look(settings)?.keep_days.unwrap_or(days);
    let life = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
    while task.db.write(move |txn| sweep(txn, txn.now.minus(life), GROUP)).await? == GROUP {}
    Ok(())
}

/// Every message belongs to a conversation, which knows how many it has.
fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    store::CONVERSATIONS.each(txn, |it| {
        let there = store::count(txn, it.id)?;
        if there != it.count as usize {
            faults.push(format!("assistant: {} has {there} messages and knows of {}", it.id, it.count));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    store::MESSAGES.each(txn, |it| {
        if store::find(txn, it.conversation)?.is_none() {
            faults.push(format!("assistant: {} belongs to no conversation", it.id));
        }
        Ok(ControlFlow::Continue(()))
    })
}
