//! Mails in a few sentences, for whatever needs no page of its own. Every link begins with the configured address of
//! the shop, whatever a request says.

use askama::Template;

use super::NewMail;
use crate::{
    base::{Email, Error, Result},
    platform::web::Shop,
};

/// A mail in a few sentences, perhaps with one thing to do.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To whom.
    pub to: Email,
    /// Which kind of mail it is, for the log and for preferences.
    pub kind: &'static str,
    /// Its subject, and its heading.
    pub subject: String,
    /// What it says before what is to be done.
    pub lines: Vec<String>,
    /// What is to be done: the words of the link and where it leads.
    pub link: Option<(String, String)>,
    /// A code to be typed.
    pub code: Option<String>,
    /// What it says at the end, quietly.
    pub end: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct Text<'a> {
    letter: &'a Letter,
    way_out: Option<&'a str>,
    shop: &'a str,
    shop_url: &'a str,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    way_out: Option<&'a str>,
    shop: &'a str,
    shop_url: &'a str,
}

/// The mail that a letter makes.
///
/// # Errors
/// Its words cannot be set, which is our fault.
pub fn letter(shop: &Shop, letter: &Letter) -> Result<NewMail> {
    write(shop, letter, None)
}

/// The mail that a letter makes which nobody has to get: at its end stands the address that stops such mails.
///
/// # Errors
/// As [`letter`].
pub fn letter_with_way_out(shop: &Shop, letter: &Letter, url: &str) -> Result<NewMail> {
    write(shop, letter, Some(url))
}

fn write(shop: &Shop, letter: &Letter, way_out: Option<&str>) -> Result<NewMail> {
    let shop_url = shop.base_url.to("/");
    let text = Text { letter, way_out, shop: &shop.name, shop_url: &shop_url }.render();
    let html = Html { letter, way_out, shop: &shop.name, shop_url: &shop_url }.render();
    Ok(NewMail {
        to: letter.to.clone(),
        subject: letter.subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: text.map_err(Error::internal)?,
        html: html.map_err(Error::internal)?,
        kind: letter.kind,
    })
}
