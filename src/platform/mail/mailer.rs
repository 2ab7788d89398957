//! Sends what waits.

use std::{sync::Arc, time::Duration};

use tokio::sync::Mutex;

use super::{
    model::{Failure, Mail, NewMail, State},
    outgoing::Outgoing,
    store,
};
use crate::{
    base::{Email, Error, ErrorKind, MailId, Result, Timestamp},
    platform::{
        clock::Chance,
        db::{Db, ReadTxn},
    },
};

/// Sends mails; clones share one connection and never send the same mail at once.
#[derive(Clone)]
pub struct Mailer {
    db: Db,
    out: Outgoing,
    chance: Chance,
    writers: Vec<Writer>,
    turn: Arc<Mutex<()>>,
}

/// Writes the mails of one kind, of what they are about, when they are sent.
#[derive(Clone)]
pub struct Writer {
    kind: &'static str,
    write: Arc<Write>,
}

type Write = dyn Fn(&ReadTxn, &str) -> Result<NewMail> + Send + Sync;

impl Writer {
    /// What writes mails of this kind.
    pub fn new(kind: &'static str, write: impl Fn(&ReadTxn, &str) -> Result<NewMail> + Send + Sync + 'static) -> Self {
        Self { kind, write: Arc::new(write) }
    }
}

const GROUP: usize = 16;
const EVERY: Duration = Duration::from_secs(1);

impl Mailer {
    /// Sends the mails of `db` by way of `out`; `chance` spreads the tries.
    pub fn new(db: Db, out: Outgoing, chance: Chance) -> Self {
        Self { db, out, chance, writers: Vec::new(), turn: Arc::default() }
    }

    /// Writes mails by these.
    #[must_use]
    pub fn with(self, writers: Vec<Writer>) -> Self {
        Self { writers, ..self }
    }

    /// Sends mails as they come, for as long as the program runs.
    pub async fn run(self) {
        let mut news = self.db.announcements();
        loop {
            if let Err(error) = self.deliver_due(self.db.clock().now()).await {
                tracing::error!("mails wait, since the store failed: {}", error.in_full());
            }
            // Most mails come with an event; the pause finds the others and those that are tried again.
            let _ = tokio::time::timeout(EVERY, news.changed()).await;
        }
    }

    /// Tries every mail that is due at `now` once. Says how many were sent.
    pub async fn deliver_due(&self, now: Timestamp) -> Result<usize> {
        let _turn = self.turn.lock().await;
        let mut sent = 0;
        loop {
            let due = self.db.look(|txn| store::due(txn, now, GROUP))?;
            if due.is_empty() {
                return Ok(sent);
            }
            for mail in due {
                let outcome = match self.written(&mail) {
                    Ok(written) if is_nobodys(&written.to) => {
                        self.drop(mail.id).await?;
                        continue;
                    }
                    Ok(written) => self.out.send(&written).await,
                    Err(failure) => Err(failure),
                };
                tell(&mail, &outcome);
                sent += usize::from(outcome.is_ok());
                self.note(mail, outcome, now).await?;
            }
        }
    }

    /// `mail` with its words, which it has already or gets now.
    fn written(&self, mail: &Mail) -> Result<Mail, Failure> {
        let Some(about) = &mail.about else { return Ok(mail.clone()) };
        let writer = self.writers.iter().find(|it| it.kind == mail.kind);
        let writer = writer.ok_or_else(|| Failure::for_now(format!("nobody writes mails of kind {}", mail.kind)))?;
        match self.db.look(|txn| (writer.write)(txn, about)) {
            Ok(new) => Ok(mail.clone().written(new)),
            Err(error) if error.kind == ErrorKind::NotFound => Err(Failure::never(error.in_full())),
            Err(error) => Err(Failure::for_now(error.in_full())),
        }
    }

    async fn note(&self, mail: Mail, outcome: Result<(), Failure>, now: Timestamp) -> Result<()> {
        let [jitter] = self.chance.bytes();
        self.db
            .write(move |txn| match store::MAILS.find(txn, mail.id)? {
                Some(mail) => store::MAILS.put(txn, &mail.tried(&outcome, now, jitter)),
                None => Ok(()),
            })
            .await
    }

    async fn drop(&self, mail: MailId) -> Result<()> {
        tracing::info!("dropped {mail}, which nobody would read");
        self.db.write(move |txn| store::MAILS.remove(txn, mail)).await
    }

    /// Tries a mail again that was given up.
    pub async fn retry(&self, mail: MailId) -> Result<()> {
        self.db
            .write(move |txn| {
                let mail = store::MAILS.get(txn, mail)?;
                if let State::Sent(_) = mail.state {
                    return Err(Error::conflict("This mail was sent already"));
                }
                store::MAILS.put(txn, &Mail { tries: 0, state: State::Waiting(txn.now), ..mail })
            })
            .await
    }
}

/// Whether an address leads nowhere for sure (RFC 2606, section 2), as those do that stand where somebody was forgotten.
fn is_nobodys(to: &Email) -> bool {
    to.as_str().to_ascii_lowercase().ends_with(".invalid")
}

fn tell(mail: &Mail, outcome: &Result<(), Failure>) {
    match outcome {
        Ok(()) => tracing::info!("sent {} ({}) to {}", mail.id, mail.kind, mail.to.masked()),
        Err(failure) if failure.is_final => tracing::error!("gave {} ({}) up: {}", mail.id, mail.kind, failure.reason),
        Err(failure) => tracing::warn!("{} ({}) did not get through: {}", mail.id, mail.kind, failure.reason),
    }
}
