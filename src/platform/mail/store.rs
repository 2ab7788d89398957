//! Where mails are kept.

use crate::{
    base::{MailId, Result, Timestamp},
    platform::{
        db::{Index, Reads, Stored, Table, WriteTxn},
        mail::model::{Mail, State},
    },
};

pub(super) static TABLES: [&dyn Stored; 1] = [&MAILS];

pub(super) static MAILS: Table<Mail> = Table::new("mail", &[&BY_DUE, &BY_STATE]);

static BY_DUE: Index<Mail, (Timestamp, MailId)> = Index::maybe("mail.by_due", |it| Some((it.due()?, it.id)));
static BY_STATE: Index<Mail, (u8, MailId)> = Index::new("mail.by_state", |it| (rank(it.state), it.id));

/// The mail with this identifier.
pub fn find(txn: &impl Reads, mail: MailId) -> Result<Option<Mail>> {
    MAILS.find(txn, mail)
}

/// The newest mails that stand as `like` does, whenever that came about.
pub fn of_state(txn: &impl Reads, like: State, limit: usize) -> Result<Vec<Mail>> {
    BY_STATE.of(&rank(like)).newest_first().limit(limit).records(txn, &MAILS)
}

/// How many mails wait.
pub fn waiting(txn: &impl Reads) -> Result<usize> {
    BY_DUE.all().count(txn)
}

/// Forgets up to `limit` mails that were written before `before` and sent. Says how many.
pub fn forget_sent(txn: &WriteTxn, before: Timestamp, limit: usize) -> Result<usize> {
    let sent = BY_STATE.of(&rank(State::Sent(before))).limit(limit).records(txn, &MAILS)?;
    let old: Vec<_> = sent.iter().filter(|it| it.created < before).collect();
    old.iter().try_for_each(|it| MAILS.remove(txn, it.id))?;
    Ok(old.len())
}

pub(super) fn due(txn: &impl Reads, now: Timestamp, limit: usize) -> Result<Vec<Mail>> {
    let end = Timestamp::from_millis(now.millis().saturating_add(1));
    BY_DUE.between(&Timestamp::EPOCH, &end).limit(limit).records(txn, &MAILS)
}

fn rank(state: State) -> u8 {
    match state {
        State::Waiting(_) => 0,
        State::Sent(_) => 1,
        State::Failed(_) => 2,
    }
}
