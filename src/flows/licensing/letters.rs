//! What is written to people about their licences.

use crate::{
    base::Email,
    platform::{mail::Letter, web::Shop},
};

fn letter(to: &Email, subject: String, line: String, link: Option<(String, String)>, end: &str) -> Letter {
    Letter { to: to.clone(), kind: "license", subject, lines: vec![line], link, code: None, end: end.to_owned() }
}

/// To whoever had it.
pub(super) fn gone(shop: &Shop, to: &Email, title: &str, whom: &Email) -> Letter {
    let line =
        format!("Your licence of {title} was handed on to {}. Your key is worth nothing any more.", whom.masked());
    let end =
        format!("You did not do this? Then somebody else had the address of its page; write to {} at once.", shop.name);
    letter(to, format!("Your licence of {title} was handed on"), line, None, &end)
}

/// To whoever has it now.
pub(super) fn come(shop: &Shop, to: &Email, title: &str, url: &str) -> Letter {
    let line =
        format!("A licence of {title} was handed on to you. Its page has the key, the devices and the licence file.");
    let link = Some(("Open your licence".into(), url.to_owned()));
    let end = format!("Keep this mail: whoever has the link has the licence. It comes from {}.", shop.name);
    letter(to, format!("A licence of {title} is yours"), line, link, &end)
}

/// To the maker: few keys are left.
pub(super) fn low(shop: &Shop, to: &Email, title: &str, left: usize, path: &str) -> Letter {
    let (subject, line) = match left {
        0 => (
            format!("The keys of {title} are used up"),
            format!("There is no key left in the pool of {title}, and nobody can buy it until there are more."),
        ),
        _ => (
            format!("Few keys of {title} are left"),
            format!("The pool of {title} has {left} left. When they are sold, nobody can buy it until there are more."),
        ),
    };
    let link = Some(("Add keys".into(), shop.base_url.to(path)));
    letter(to, subject, line, link, "You get this once, until you have added keys.")
}

/// To a buyer who waited for a key of the pool.
pub(super) fn served(shop: &Shop, to: &Email, number: &str, path: &str) -> Letter {
    let line = format!("Your key has come: it is on the page of your order {number} now.");
    let link = Some(("Open your order".into(), shop.base_url.to(path)));
    letter(to, format!("Your key of order {number}"), line, link, "Thank you for waiting.")
}
