//! Mail to the shop's people: kept in the store in the same change that causes it, sent afterwards.
//!
//! A mail server that is down delays mails and nothing else. Each mail is tried for two days; one that never got
//! through stays to be looked at.

mod compose;
mod config;
mod letter;
mod mailer;
mod model;
mod outgoing;
mod store;
#[cfg(test)]
mod tests;

pub use config::{MailConfig, MailTls};
pub use letter::{Letter, letter, letter_with_way_out};
pub use mailer::{Mailer, Writer};
pub use model::{LaterMail, Mail, NewMail, State};
pub use outgoing::{Delivered, Outgoing, Postbox};
pub use store::{find, forget_sent, of_state, waiting};

use std::time::Duration;

use super::{
    Feature,
    db::WriteTxn,
    jobs::{Kind, Task},
};
use crate::base::{MailId, Result};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// For so long what was sent can be looked up.
const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);
const GROUP: usize = 200;

/// What the mail brings along.
pub fn feature() -> Feature {
    Feature::new("mail").tables(&store::TABLES).job(Kind::new("mail.forget", forget).every(DAY))
}

/// Puts a mail among those to be sent, as soon as this change is kept.
pub fn enqueue(txn: &WriteTxn, new: NewMail) -> Result<MailId> {
    let mail = Mail::new(txn.fresh(), new, txn.now);
    store::MAILS.add(txn, &mail)?;
    Ok(mail.id)
}

/// As [`enqueue`], for a mail that its reader may stop at `unsubscribe`, an absolute address that takes a POST. Mail
/// programs are told of it (RFC 8058).
pub fn enqueue_optional(txn: &WriteTxn, new: NewMail, unsubscribe: &str) -> Result<MailId> {
    let mail = Mail { unsubscribe: Some(unsubscribe.to_owned()), ..Mail::new(txn.fresh(), new, txn.now) };
    store::MAILS.add(txn, &mail)?;
    Ok(mail.id)
}

/// As [`enqueue`], for a mail that is written when it is sent: what many buyers cause at once stays small.
pub fn enqueue_later(txn: &WriteTxn, new: LaterMail) -> Result<MailId> {
    let mail = Mail::later(txn.fresh(), new, txn.now);
    store::MAILS.add(txn, &mail)?;
    Ok(mail.id)
}

async fn forget(task: Task) -> Result<()> {
    let before = task.now.minus(KEPT);
    while task.db.write(move |txn| forget_sent(txn, before, GROUP)).await? == GROUP {}
    Ok(())
}
