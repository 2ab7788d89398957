//! What there is to say of one product.

use super::{compare, facts};
use crate::{
    base::{Result, Timestamp, text},
    features::{
        assistant::Aspect,
        catalog::{self, Product},
        reviews, sellers,
    },
    platform::{
        db::Reads,
        web::parts::{amount, counted},
    },
};

/// So many characters of a description are quoted.
const QUOTE: usize = 280;
/// So many prices of the past are told.
const PRICES: usize = 6;

/// The answer to a question about `product`; `said` are the words of the question.
pub(super) fn answer(
    txn: &impl Reads,
    product: &Product,
    aspect: Aspect,
    said: &str,
    now: Timestamp,
) -> Result<String> {
    let title = &product.title;
    Ok(match aspect {
        Aspect::Price => price(product),
        Aspect::PriceHistory => history(txn, product)?,
        Aspect::Licence => match facts::licence(product) {
            Some(licence) => format!("{title} comes under {licence}."),
            None => format!("The page of {title} names no licence. Ask its maker before you rely on one."),
        },
        Aspect::Maker => match sellers::find(txn, product.seller)? {
            Some(seller) => format!("{title} is offered by {}.", seller.name),
            None => format!("Nobody stands beside {title} as its maker."),
        },
        Aspect::Files => match compare::files(product) {
            Some(files) => format!("{title} has {files}."),
            None => format!("No files of {title} are listed yet."),
        },
        Aspect::Updated => match product.latest() {
            Some(release) => {
                let date = release.published_at.date();
                let notes = text::shorten(&text::line(&release.notes), QUOTE);
                let new = if notes.is_empty() { String::new() } else { format!(" New in it: “{notes}”") };
                format!("The newest version of {title} is {}, of {date}.{new}", release.version)
            }
            None => format!("No version of {title} has come out here yet."),
        },
        Aspect::Languages => {
            let names: Vec<String> = product.languages.iter().map(|it| it.name().to_owned()).collect();
            match names.is_empty() {
                true => format!("The page of {title} does not say in which languages it is."),
                false => format!("{title} is in {}.", compare::joined(&names, "and")),
            }
        }
        Aspect::Reviews => opinions(txn, product)?,
        Aspect::Other => asked(product, said),
        Aspect::Everything => {
            let about = text::shorten(&text::line(&product.summary), QUOTE);
            let about = if about.is_empty() { String::new() } else { format!(" Its maker says: “{about}”") };
            let mut all = vec![format!("{}{about}", price(product))];
            let others = facts::of(std::slice::from_ref(product), now);
            all.extend(others.into_iter().filter(|it| it.kind == facts::Kind::Licence).map(|it| it.text));
            all.join(" ")
        }
    })
}

/// What buyers think: counted by code, and quoted word by word. What a review says is told, never done.
fn opinions(txn: &impl Reads, product: &Product) -> Result<String> {
    let (title, tally) = (&product.title, reviews::tally(txn, product.id)?);
    let Some(rating) = tally.rating() else { return Ok(format!("{title} has no reviews yet.")) };
    let many = counted(tally.count(), "buyer gave", "buyers gave");
    let mut all = vec![format!("{many} {title} {} of 5 stars on average.", rating.average)];
    let said = reviews::voices(txn, product.id)?;
    let told = |it: &reviews::Theme| {
        let number = counted(it.reviews as u64, "review", "reviews");
        format!("{} ({number}): “{}”", it.about, text::shorten(&text::line(&it.quote), QUOTE))
    };
    for (words, themes) in [("They like", &said.pros), ("They miss or mind", &said.cons)] {
        let some: Vec<String> = themes.iter().take(2).map(told).collect();
        if !some.is_empty() {
            all.push(format!("{words} {}.", some.join("; ")));
        }
    }
    Ok(all.join(" "))
}

fn price(product: &Product) -> String {
    let title = &product.title;
    match product.cheapest() {
        None => format!("{title} is not for sale just now."),
        Some(edition) if edition.price.least().amount == 0 && edition.price.is_open() => {
            format!("{title} costs what you want to give, or nothing.")
        }
        Some(edition) if edition.price.least().amount == 0 => format!("{title} is free."),
        Some(edition) => match edition.compare_at.filter(|it| it.amount > edition.price.least().amount) {
            Some(was) => format!("{title} costs {}, reduced from {}.", facts::tag(product), amount(was)),
            None => format!("{title} costs {}.", facts::tag(product)),
        },
    }
}

fn history(txn: &impl Reads, product: &Product) -> Result<String> {
    let title = &product.title;
    let Some(edition) = product.cheapest() else { return Ok(price(product)) };
    let points = catalog::prices_of(txn, edition.id, PRICES)?;
    let told: Vec<String> = points.iter().map(|it| format!("{} from {}", amount(it.price), it.at.date())).collect();
    Ok(match told.is_empty() {
        true => format!("The price of {title} has not changed since it came here: {}.", facts::tag(product)),
        false => format!("{title} cost {}. Now it is {}.", told.join(", "), facts::tag(product)),
    })
}

/// The sentence of its description that speaks of what is asked, quoted as its maker wrote it.
fn asked(product: &Product, said: &str) -> String {
    let title = &product.title;
    let plain = plain(&product.description_html);
    let wanted: Vec<String> = stems(said).into_iter().filter(|it| !stems(title).contains(it)).collect();
    let about = |sentence: &str| {
        let words = stems(sentence);
        wanted.iter().filter(|it| words.contains(it)).count()
    };
    let whole = format!("{}. {plain}", product.summary.trim_end_matches('.'));
    let best = sentences(&whole).map(|it| (about(it), it)).max_by_key(|it| it.0);
    let enough = wanted.len().div_ceil(2).max(1);
    match best.filter(|it| it.0 >= enough) {
        Some((_, sentence)) => {
            format!("Its maker says of {title}: “{}”", text::shorten(sentence.trim(), QUOTE))
        }
        None => format!("The page of {title} does not say. Its maker can tell you before you buy."),
    }
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', '\n', ';']).map(str::trim).filter(|it| it.len() > 12)
}

/// Words that say something, cut to their stems so that "opens" is "open".
fn stems(text: &str) -> Vec<String> {
    const LITTLE: &[&str] = &[
        "does", "with", "this", "that", "have", "from", "will", "work", "about", "first", "second", "third", "what",
        "which", "kann", "also",
    ];
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|it| it.chars().count() > 2 && !LITTLE.contains(it));
    words.map(|it| it.chars().take(5).collect()).collect()
}

/// Sanitised HTML without its marks.
fn plain(html: &str) -> String {
    let (mut text, mut inside) = (String::with_capacity(html.len()), false);
    for c in html.chars() {
        match c {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
}
