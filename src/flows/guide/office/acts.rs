//! What admins do about the assistant; each stands in the audit, in the same write.

use std::net::IpAddr;

use crate::{
    base::{ConversationId, Result, UserId},
    features::{
        assistant::{self, AssistantSettings, Conversation, Message},
        audit::{self, Act, Actor, NewEntry},
    },
    platform::{
        db::{Db, WriteTxn},
        web::{ClientAddress, guards::Admin},
    },
};

/// Who does it, and from where.
#[derive(Debug, Clone, Copy)]
pub(super) struct By(UserId, IpAddr);

impl By {
    /// An admin.
    pub fn new(admin: &Admin, client: ClientAddress) -> Self {
        Self(admin.user, client.0)
    }

    fn note(self, txn: &WriteTxn, act: Act, detail: &str) -> Result<()> {
        audit::note(txn, NewEntry::new(Actor::User(self.0), act).detail(detail).from(self.1))
    }
}

/// Keeps what is said about the assistant, if `before` has nothing against it.
pub(super) async fn keep(
    db: &Db,
    by: By,
    new: AssistantSettings,
    before: impl Fn(&WriteTxn) -> Result<()> + Send + Sync + 'static,
) -> Result<AssistantSettings> {
    let write = move |txn: &WriteTxn| {
        before(txn)?;
        let kept = assistant::set(txn, new.clone())?;
        let told = format!(
            "{}, {} tone, {} answers of its own, {} messages a minute",
            if kept.on { "on" } else { "off" },
            kept.tone.word(),
            kept.answers.len(),
            kept.messages_per_minute
        );
        by.note(txn, Act::AssistantChanged, &told)?;
        Ok(kept)
    };
    db.write(write).await
}

/// Notes which model is used from now on.
pub(super) async fn note_model(db: &Db, by: By, name: &str) -> Result<()> {
    let told = format!("the model {name} chooses words");
    db.write(move |txn| by.note(txn, Act::AssistantChanged, &told)).await
}

/// Reads a conversation whose speaker has agreed; that it was read is noted.
///
/// # Errors
/// Nobody has agreed that it is read.
pub(super) async fn read(db: &Db, by: By, id: ConversationId) -> Result<(Conversation, Vec<Message>)> {
    let write = move |txn: &WriteTxn| {
        let found = assistant::read_shared(txn, id)?;
        by.note(txn, Act::ConversationRead, &format!("conversation {id}"))?;
        Ok(found)
    };
    db.write(write).await
}
