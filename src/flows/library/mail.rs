//! The mail with the code and the link that open a library.

use crate::{
    base::{Email, Result},
    platform::{
        mail::{Letter, NewMail, letter},
        web::Shop,
    },
};

/// The mail to `to` with `code` and the link at `path`.
pub(super) fn link(shop: &Shop, to: &Email, path: &str, code: &str) -> Result<NewMail> {
    let said = Letter {
        to: to.clone(),
        kind: "library",
        subject: format!("Your library at {}", shop.name),
        lines: vec![
            "Type this code on the page that asked for it: it is good for ten minutes. Or open your files and licence keys \
             with the link, which works for an hour."
                .into(),
        ],
        link: Some(("Open my library".into(), shop.base_url.to(path))),
        code: Some(code.to_owned()),
        end: "You did not ask for it? Then nothing has happened, and nothing will: only whoever reads this mail can open \
            it."
        .into(),
    };
    letter(shop, &said)
}
