//! How people and entries of the audit read on a page.

use super::view::{EntryRow, UserRow};
use crate::{
    base::{Result, Role, UserId},
    features::{
        accounts::{self, User},
        audit::{Actor, Entry},
    },
    platform::{
        db::Reads,
        web::parts::{Choice, Pill, Tone},
    },
};

pub(super) fn user(user: &User) -> UserRow {
    UserRow {
        url: page_of(user.id),
        name: user.name.clone(),
        email: user.email.to_string(),
        role: user.role.to_string(),
        since: user.created.date(),
        pill: user.is_suspended().then(|| Pill::new(Tone::Bad, "Suspended")),
    }
}

pub(super) fn roles(on: Option<Role>) -> Vec<Choice> {
    Role::ALL.iter().map(|it| Choice::new(it.word(), capital(it.word()), on == Some(*it))).collect()
}

pub(super) fn entry(txn: &impl Reads, entry: &Entry) -> Result<EntryRow> {
    let (actor, actor_url) = match entry.actor {
        Actor::User(id) => (name(txn, id)?, Some(page_of(id))),
        Actor::Visitor => ("A visitor".to_owned(), None),
        Actor::Operator => ("Command line".to_owned(), None),
        Actor::Shop => ("The shop".to_owned(), None),
    };
    let target_user: Option<UserId> = entry.target.parse().ok();
    // Who did something to themselves need not be named twice.
    let same = target_user.is_some() && target_user == entry.actor.user();
    let target = match target_user {
        _ if same => String::new(),
        Some(id) => name(txn, id)?,
        None => entry.target.clone(),
    };
    Ok(EntryRow {
        at: entry.at.date_and_time(),
        actor,
        actor_url,
        act: entry.act.label().to_owned(),
        target,
        target_url: target_user.filter(|_| !same).map(page_of),
        address: entry.address.map(|it| it.to_string()).unwrap_or_default(),
        detail: entry.detail.clone(),
    })
}

fn name(txn: &impl Reads, id: UserId) -> Result<String> {
    Ok(accounts::find(txn, id)?.map_or_else(|| "A closed account".to_owned(), |it| it.email.to_string()))
}

pub(super) fn page_of(id: UserId) -> String {
    format!("/admin/users/{id}")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
