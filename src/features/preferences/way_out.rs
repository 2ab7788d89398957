//! The link at the end of every optional mail. It works without signing in and for as long as the mail lies around.

use super::Mailing;
use crate::{
    base::{Email, Error, Result},
    platform::signing::Keys,
};

const PURPOSE: &str = "unsubscribe";

/// Whose mails of which kinds a link stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOut {
    /// Who got the mail.
    pub email: Email,
    /// Which mails; at least one kind.
    pub mailings: Vec<Mailing>,
}

/// The path that stops mails of these kinds to `email`.
pub fn way_out(keys: &Keys, email: &Email, mailings: &[Mailing]) -> String {
    // No word has a plus in it, and no address begins with a space.
    let words: Vec<_> = mailings.iter().map(|it| it.word()).collect();
    let payload = format!("{} {email}", words.join("+"));
    format!("/unsubscribe?token={}", keys.signer(PURPOSE).seal(payload.as_bytes()))
}

impl WayOut {
    /// What `token` of such a path stops.
    ///
    /// # Errors
    /// [`Error::not_found`] if this shop did not write it.
    pub fn open(keys: &Keys, token: &str) -> Result<Self> {
        let unknown = || Error::not_found("This link is not complete. Please copy the whole of it");
        let payload = keys.signer(PURPOSE).open(token).map_err(|_| unknown())?;
        let text = String::from_utf8(payload).map_err(|_| unknown())?;
        let (words, email) = text.split_once(' ').ok_or_else(unknown)?;
        let mailings = words.split('+').map(str::parse).collect::<Result<_>>()?;
        Ok(Self { email: Email::parse(email)?, mailings })
    }
}
