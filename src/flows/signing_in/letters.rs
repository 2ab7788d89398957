//! The mails about accounts. Every link begins with the configured address of the shop, whatever a request says.

use askama::Template;

use crate::{
    base::{Email, Error, Result},
    platform::{mail::NewMail, web::Shop},
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
#[template(path = "signing_in/mail/letter.txt", escape = "none")]
struct Text<'a> {
    letter: &'a Letter,
    shop: &'a str,
    shop_url: &'a str,
}

#[derive(Template)]
#[template(path = "signing_in/mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    shop: &'a str,
    shop_url: &'a str,
}

/// The mail that a letter makes.
pub fn letter(shop: &Shop, letter: &Letter) -> Result<NewMail> {
    let shop_url = shop.base_url.to("/");
    let text = Text { letter, shop: &shop.name, shop_url: &shop_url }.render();
    let html = Html { letter, shop: &shop.name, shop_url: &shop_url }.render();
    Ok(NewMail {
        to: letter.to.clone(),
        subject: letter.subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: text.map_err(Error::internal)?,
        html: html.map_err(Error::internal)?,
        kind: letter.kind,
    })
}

const NOT_YOU: &str = "You did not ask for it? Then nothing has happened, and nothing will: only whoever reads this mail \
    can go on.";

/// To whoever wants an account at an address that has none.
pub(super) fn confirm(shop: &Shop, to: &Email, token: &str) -> Letter {
    Letter {
        to: to.clone(),
        kind: "confirm",
        subject: format!("Confirm your account at {}", shop.name),
        lines: vec!["One click, and your account is ready. The link works for a day.".into()],
        link: Some(("Confirm my address".into(), shop.base_url.to(&format!("/register/confirm?token={token}")))),
        code: None,
        end: NOT_YOU.into(),
    }
}

/// To the owner of an account whose address somebody wanted to register.
pub(super) fn known(shop: &Shop, to: &Email) -> Letter {
    Letter {
        to: to.clone(),
        kind: "known",
        subject: format!("You already have an account at {}", shop.name),
        lines: vec![
            "Somebody, probably you, wanted to open an account with this address. There is one already, so nothing was \
             changed."
                .into(),
            "If you do not know the password any more, choose a new one.".into(),
        ],
        link: Some(("Choose a new password".into(), shop.base_url.to("/forgot-password"))),
        code: None,
        end: "It was not you? Then you need not do anything.".into(),
    }
}

/// To whoever forgot their password.
pub(super) fn reset(shop: &Shop, to: &Email, token: &str) -> Letter {
    Letter {
        to: to.clone(),
        kind: "reset",
        subject: format!("Choose a new password for {}", shop.name),
        lines: vec!["This link lets you choose a new password. It works once, for half an hour.".into()],
        link: Some(("Choose a new password".into(), shop.base_url.to(&format!("/reset-password?token={token}")))),
        code: None,
        end: NOT_YOU.into(),
    }
}

/// To someone whose password was changed.
pub(super) fn password_changed(shop: &Shop, to: &Email) -> Letter {
    Letter {
        to: to.clone(),
        kind: "password",
        subject: format!("Your password at {} was changed", shop.name),
        lines: vec!["Your password was changed just now, and you were signed out everywhere else.".into()],
        link: Some(("It was not me".into(), shop.base_url.to("/forgot-password"))),
        code: None,
        end: "If it was you, there is nothing to do.".into(),
    }
}
