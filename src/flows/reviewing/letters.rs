//! What is written to people about reviews.

use crate::{
    base::{Email, links, text},
    features::{
        catalog::Product,
        reviews::{Review, Scope},
    },
    platform::{
        mail::Letter,
        web::{Shop, parts::counted},
    },
};

/// So many characters of a review or of a reply are told.
const QUOTE: usize = 600;

fn letter(to: &Email, kind: &'static str, subject: String, lines: Vec<String>) -> Letter {
    Letter { to: to.clone(), kind, subject, lines, link: None, code: None, end: String::new() }
}

fn quoted(words: &str) -> Vec<String> {
    let short = text::shorten(words, QUOTE);
    short.lines().filter(|it| !it.trim().is_empty()).map(str::to_owned).collect()
}

/// To whoever sells it: somebody has written a review.
pub(super) fn written(shop: &Shop, to: &Email, product: &Product, review: &Review) -> Letter {
    let stars = counted(review.stars.into(), "star", "stars");
    let mut lines = vec![format!("{} gave {} {stars}.", review.name(), product.title)];
    lines.extend(quoted(&review.title));
    lines.extend(quoted(&review.body));
    let link = Some(("Read and answer it".into(), shop.base_url.to(&format!("/sell/reviews/{}", review.id))));
    let end = "One reply stands under each review, for everyone to read.".into();
    let subject = format!("{stars} for {}", product.title);
    Letter { link, end, ..letter(to, "reviews", subject, lines) }
}

/// To the author: whoever sells it has answered.
pub(super) fn answered(shop: &Shop, to: &Email, product: &Product, seller: &str, words: &str) -> Letter {
    let mut lines = vec![format!("{seller} has answered your review of {}:", product.title)];
    lines.extend(quoted(words));
    let page = shop.base_url.to(&format!("{}#reviews", links::product(&product.slug)));
    let link = product.is_published().then(|| ("See it on its page".to_owned(), page));
    let end = "You can change your review whenever you like.".into();
    let subject = format!("{seller} answered your review");
    Letter { link, end, ..letter(to, "review-replies", subject, lines) }
}

/// To the author: a moderator took it, or its words, away.
pub(super) fn hidden(shop: &Shop, to: &Email, title: &str, scope: Scope, reason: &str) -> Letter {
    let what = match scope {
        Scope::Words => "Its stars still count, but its words are no longer shown.",
        Scope::Whole => "It is no longer shown, and its stars do not count.",
    };
    let mut lines = vec![format!("We took your review of {title} away. {what}"), "The reason:".into()];
    lines.extend(quoted(reason));
    let end = match &shop.contact {
        Some(contact) => format!("If you think that this is wrong, write to {contact}."),
        None => format!("If you think that this is wrong, answer this mail of {}.", shop.name),
    };
    Letter { end, ..letter(to, "review-hidden", format!("Your review of {title}"), lines) }
}

/// To a buyer, some days later: what do you think of it?
pub(super) fn asked(shop: &Shop, to: &Email, products: &[Product]) -> Letter {
    let Some(first) = products.first() else { return letter(to, "review-reminders", String::new(), Vec::new()) };
    let (subject, mut lines) = match products {
        [one] => (
            format!("How is {}?", one.title),
            vec![format!("You bought {} a few days ago. What would you tell others who think of it?", one.title)],
        ),
        many => (
            format!("How are {} and {}?", first.title, counted(many.len() as u64 - 1, "other", "others")),
            vec!["You bought these a few days ago. What would you tell others who think of them?".to_owned()],
        ),
    };
    if products.len() > 1 {
        let page = |it: &Product| shop.base_url.to(&format!("{}/review", links::product(&it.slug)));
        lines.extend(products.iter().map(|it| format!("{}: {}", it.title, page(it))));
    }
    let page = shop.base_url.to(&format!("{}/review", links::product(&first.slug)));
    let link = Some((format!("Review {}", first.title), page));
    let end = "We ask once for each purchase. Honest words help others, also when something is wrong.".into();
    Letter { link, end, ..letter(to, "review-reminders", subject, lines) }
}
