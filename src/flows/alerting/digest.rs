//! The mail about all that somebody wanted to hear, in parts that can be stopped one by one.

use askama::Template;

use crate::{
    base::{Email, Error, Result},
    features::preferences::Mailing,
    platform::{
        mail::NewMail,
        web::{Shop, parts::counted},
    },
};

/// So many things are named in one part; its page has them all.
const MOST: usize = 20;

/// A part of the mail: news of one kind.
pub(super) struct Part {
    pub mailing: Mailing,
    pub told: Vec<Told>,
    /// The path that stops mails of this kind.
    pub way_out: String,
}

/// What is told of one thing, and the way to it.
pub(super) struct Told {
    pub title: String,
    /// What there is to say; the subject of a mail about nothing else ends at the first comma.
    pub words: String,
    /// A path of the shop.
    pub url: String,
}

#[derive(Template)]
#[template(path = "alerting/mail/digest.txt", escape = "none")]
struct Text<'a> {
    digest: &'a Digest,
}

#[derive(Template)]
#[template(path = "alerting/mail/digest.html")]
struct Html<'a> {
    digest: &'a Digest,
}

/// What the templates place.
struct Digest {
    subject: String,
    parts: Vec<Shown>,
    shop: String,
    shop_url: String,
}

struct Shown {
    heading: &'static str,
    rows: Vec<Row>,
    more: usize,
    /// The words of the link to all of it, and where it leads.
    all: (&'static str, String),
    label: &'static str,
    way_out: String,
}

struct Row {
    title: String,
    words: String,
    url: String,
}

/// The mail to `to` about `parts`, of which there is at least one with something to tell.
pub(super) fn digest(shop: &Shop, to: &Email, parts: &[Part]) -> Result<NewMail> {
    let digest = Digest {
        subject: subject(parts),
        parts: parts.iter().map(|it| shown(shop, it)).collect(),
        shop: shop.name.clone(),
        shop_url: shop.base_url.to("/"),
    };
    Ok(NewMail {
        to: to.clone(),
        subject: digest.subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: Text { digest: &digest }.render().map_err(Error::internal)?,
        html: Html { digest: &digest }.render().map_err(Error::internal)?,
        kind: "digest",
    })
}

fn subject(parts: &[Part]) -> String {
    let told: Vec<_> = parts.iter().flat_map(|it| &it.told).collect();
    if let [one] = told.as_slice() {
        return format!("{}: {}", one.title, one.words.split([',', ';']).next().unwrap_or_default());
    }
    let part = |it: &Part| {
        let number = it.told.len() as u64;
        match it.mailing {
            Mailing::Wishlists => counted(number, "thing on your wishlists", "things on your wishlists"),
            Mailing::Searches => counted(number, "search with finds", "searches with finds"),
            _ => counted(number, "price you waited for", "prices you waited for"),
        }
    };
    let all: Vec<_> = parts.iter().map(part).collect();
    format!("News of {}", all.join(", "))
}

fn shown(shop: &Shop, part: &Part) -> Shown {
    let (heading, words, path) = match part.mailing {
        Mailing::Wishlists => ("On your wishlists", "See your wishlists", "/wishlists"),
        Mailing::Searches => ("New for your searches", "See your searches", "/account/searches"),
        _ => ("Prices you waited for", "See your price alerts", "/account/price-alerts"),
    };
    let row = |it: &Told| Row { title: it.title.clone(), words: it.words.clone(), url: shop.base_url.to(&it.url) };
    Shown {
        heading,
        rows: part.told.iter().take(MOST).map(row).collect(),
        more: part.told.len().saturating_sub(MOST),
        all: (words, shop.base_url.to(path)),
        label: part.mailing.label(),
        way_out: shop.base_url.to(&part.way_out),
    }
}
