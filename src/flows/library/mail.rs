//! The mail with the code and the link that open a library.

use askama::Template;

use crate::{
    base::{Email, Error, Result},
    platform::{mail::NewMail, web::Shop},
};

#[derive(Template)]
#[template(path = "library/mail/link.txt", escape = "none")]
struct Text<'a> {
    shop: &'a str,
    shop_url: &'a str,
    url: &'a str,
    code: &'a str,
}

#[derive(Template)]
#[template(path = "library/mail/link.html")]
struct Html<'a> {
    subject: &'a str,
    shop: &'a str,
    shop_url: &'a str,
    url: &'a str,
    code: &'a str,
}

/// The mail to `to` with `code` and the link at `path`.
pub(super) fn link(shop: &Shop, to: &Email, path: &str, code: &str) -> Result<NewMail> {
    let (url, shop_url) = (shop.base_url.to(path), shop.base_url.to("/"));
    let subject = format!("Your library at {}", shop.name).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = Text { shop: &shop.name, shop_url: &shop_url, url: &url, code }.render();
    let html = Html { subject: &subject, shop: &shop.name, shop_url: &shop_url, url: &url, code }.render();
    Ok(NewMail {
        to: to.clone(),
        text: text.map_err(Error::internal)?,
        html: html.map_err(Error::internal)?,
        subject,
        kind: "library",
    })
}
