//! A mail and what becomes of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Email, MailId, Timestamp, text},
    platform::db::Record,
};

/// What a mail is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Who gets it.
    pub to: Email,
    /// One line.
    pub subject: String,
    /// What it says, for those who read plain text.
    pub text: String,
    /// The same as a document.
    pub html: String,
    /// What sort of mail it is, such as `receipt`, for the operator's list.
    pub kind: &'static str,
}

/// A mail whose words are written when it is sent, by the [`Writer`](super::Writer) of its kind: the store keeps only
/// what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterMail {
    /// Who gets it.
    pub to: Email,
    /// What sort of mail it is.
    pub kind: &'static str,
    /// What it is about, such as the identifier of an order.
    pub about: String,
}

/// A mail that waits, was sent or could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Stands in its Message-ID, by which a mail sent twice is known.
    pub id: MailId,
    /// Who gets it.
    pub to: Email,
    /// One line without control characters; nothing if it is still to be written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// What it says in plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The same as a document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html: String,
    /// What it is about, if it is written when it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Where its reader stops mails of this sort; nothing for those that belong to a purchase or an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
    /// What sort of mail it is.
    pub kind: String,
    /// When it was written.
    pub created: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// Where it stands.
    pub state: State,
    /// Why it did not get through the last time.
    #[serde(default)]
    pub error: Option<String>,
}

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It will be tried then.
    Waiting(Timestamp),
    /// The mail server took it then.
    Sent(Timestamp),
    /// It was given up then.
    Failed(Timestamp),
}

/// Why a mail did not get through.
#[derive(Debug)]
pub(super) struct Failure {
    pub reason: String,
    /// Whether it can never get through.
    pub is_final: bool,
}

/// Minutes between tries: ten tries within two days.
const PAUSES: [u64; 9] = [1, 5, 20, 60, 120, 240, 480, 720, 1200];

impl Mail {
    pub(super) fn new(id: MailId, new: NewMail, now: Timestamp) -> Self {
        Self {
            id,
            to: new.to,
            subject: text::shorten(&text::line(&new.subject), 200),
            text: new.text,
            html: new.html,
            about: None,
            unsubscribe: None,
            kind: new.kind.into(),
            created: now,
            tries: 0,
            state: State::Waiting(now),
            error: None,
        }
    }

    pub(super) fn later(id: MailId, new: LaterMail, now: Timestamp) -> Self {
        let LaterMail { to, kind, about } = new;
        let blank = NewMail { to, subject: String::new(), text: String::new(), html: String::new(), kind };
        Self { about: Some(about), ..Self::new(id, blank, now) }
    }

    /// The mail with its words.
    pub(super) fn written(self, new: NewMail) -> Self {
        let written = Self::new(self.id, new, self.created);
        Self { subject: written.subject, text: written.text, html: written.html, ..self }
    }

    /// The mail after a try. `jitter` lengthens the pause by up to a quarter, so that mails that failed together do
    /// not come back together.
    pub(super) fn tried(self, outcome: &Result<(), Failure>, now: Timestamp, jitter: u8) -> Self {
        let tries = self.tries + 1;
        match outcome {
            // Links and codes in it are worth something: what has arrived is kept by its reader alone.
            Ok(()) => {
                let (text, html) = (String::new(), String::new());
                Self { tries, state: State::Sent(now), error: None, text, html, ..self }
            }
            Err(failure) => {
                let pause = PAUSES.get(self.tries as usize).filter(|_| !failure.is_final);
                let state = match pause {
                    Some(minutes) => State::Waiting(now.plus(stretched(*minutes, jitter))),
                    None => State::Failed(now),
                };
                Self { tries, state, error: Some(failure.reason.clone()), ..self }
            }
        }
    }

    /// When it is to be tried, if it waits.
    pub fn due(&self) -> Option<Timestamp> {
        match self.state {
            State::Waiting(at) => Some(at),
            State::Sent(_) | State::Failed(_) => None,
        }
    }
}

impl Record for Mail {
    type Key = MailId;
    const MISSING: &'static str = "There is no such mail";

    fn key(&self) -> MailId {
        self.id
    }
}

fn stretched(minutes: u64, jitter: u8) -> Duration {
    let pause = Duration::from_secs(minutes * 60);
    pause + pause * u32::from(jitter) / 1024
}
