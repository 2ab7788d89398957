//! Reviews as pages show them, as finished strings.

use std::collections::HashSet;

use super::{
    Author, Review, Tally, Voices, Wanted, find_own,
    listing::{Sort, listed},
    store::{tally, voted},
    voices,
};
use crate::{
    base::{Cursor, ProductId, Result, ReviewId, UserId},
    platform::{
        db::Reads,
        web::parts::{Avatar, Link, Rating, counted, grouped},
    },
};

/// So many reviews stand on the page of a product, and so many more come at a time.
pub const AT_FIRST: usize = 5;
/// So many stand on a page of their own.
pub const MORE: usize = 20;
/// From so many reviews on what buyers say is told in short.
const ENOUGH: u64 = 5;

/// The part of a product's page that tells what buyers think.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// The page of the product.
    pub page: String,
    /// What buyers think on the whole; nothing without reviews.
    pub rating: Option<Rating>,
    /// `312 reviews`.
    pub count: String,
    /// The same for programs.
    pub rating_count: u64,
    /// Five rows, the most stars first.
    pub bars: Vec<BarRow>,
    /// What the list is narrowed to.
    pub chips: Vec<Choice>,
    /// In which order it stands.
    pub sorts: Vec<Choice>,
    /// The reviews.
    pub rows: Vec<Row>,
    /// Where to go on.
    pub more: Option<String>,
    /// Where one writes or changes one's own.
    pub write: Option<Link>,
    /// What buyers say in short, with enough reviews.
    pub said: Option<Said>,
    /// Why there is nothing to write: the product is a bundle.
    pub is_bundle: bool,
}

/// A row of the histogram.
#[derive(Debug, Clone, Default)]
pub struct BarRow {
    /// `5 stars`.
    pub label: String,
    /// The list narrowed to them.
    pub url: String,
    /// How many.
    pub count: String,
    /// `85%`; all rows together make 100%.
    pub percent: u64,
}

/// A choice that leads somewhere.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// It is the one that is on.
    pub on: bool,
}

/// A review.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its identifier, which is also its place on the page.
    pub id: String,
    /// Who wrote it.
    pub name: String,
    /// Two letters on a colour.
    pub avatar: Avatar,
    /// How it is known that they bought it: `Bought, Standard`.
    pub proof: String,
    /// Whether that is proved by an order.
    pub verified: bool,
    /// When, as it reads.
    pub date: String,
    /// How much of five stars is filled, 0 to 100.
    pub filled: u8,
    /// `4 of 5 stars`.
    pub label: String,
    /// How many stars, for programs.
    pub stars: u8,
    /// When, for programs.
    pub written: String,
    /// One line; may be empty.
    pub title: String,
    /// Plain text with line breaks; may be empty.
    pub body: String,
    /// Whether a moderator took its words away.
    pub bare: bool,
    /// What the seller answered.
    pub reply: Option<ReplyRow>,
    /// How many found it helpful.
    pub helpful: String,
    /// Whether whoever looks found it helpful.
    pub voted: bool,
    /// Whether whoever looks wrote it.
    pub mine: bool,
    /// Where whoever sells the product answers, for them alone.
    pub answer: Option<String>,
}

/// What the seller answered.
#[derive(Debug, Clone, Default)]
pub struct ReplyRow {
    /// Who.
    pub name: String,
    /// Two letters on a colour.
    pub avatar: Avatar,
    /// When, as it reads.
    pub date: String,
    /// Plain text with line breaks.
    pub text: String,
}

/// What buyers say in short: in their own words, counted.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// What they like.
    pub pros: Vec<SaidRow>,
    /// What they do not.
    pub cons: Vec<SaidRow>,
}

/// One thing that several buyers speak of.
#[derive(Debug, Clone, Default)]
pub struct SaidRow {
    /// Of what.
    pub about: String,
    /// `4 reviews`.
    pub count: String,
    /// What one of them wrote, word by word.
    pub quote: String,
}

/// Whoever looks at the reviews of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewer {
    /// Their account.
    pub user: Option<UserId>,
    /// What they wrote themselves, as far as everyone sees it or not.
    pub own: Option<ReviewId>,
    /// What they found helpful.
    pub voted: HashSet<ReviewId>,
    /// Whether they sell the product.
    pub sells: bool,
}

impl Viewer {
    /// Whoever has signed in as `user`; whether they sell the product is said by who knows it.
    pub fn of(txn: &impl Reads, user: UserId, product: ProductId, sells: bool) -> Result<Self> {
        Ok(Self {
            user: Some(user),
            own: find_own(txn, product, user)?.map(|it| it.id),
            voted: voted(txn, user, product)?.into_iter().collect(),
            sells,
        })
    }

    /// What parts their page from that of others: nothing for most.
    pub fn key(&self) -> String {
        let mut voted: Vec<_> = self.voted.iter().map(ToString::to_string).collect();
        voted.sort();
        let own = self.own.map(|it| it.to_string()).unwrap_or_default();
        match (&*own, voted.is_empty(), self.sells) {
            ("", true, false) => String::new(),
            _ => format!("{own} {} {}", voted.join(" "), self.sells),
        }
    }
}

/// The product whose reviews are shown.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// Which one.
    pub product: ProductId,
    /// Its page.
    pub page: &'a str,
    /// The name of who sells it.
    pub seller: &'a str,
    /// Whether it is a bundle, which nobody reviews as such.
    pub is_bundle: bool,
}

/// The part of the page at `place`, with up to `limit` reviews behind `cursor`.
///
/// # Errors
/// The cursor is that of another list.
pub fn section(
    txn: &impl Reads,
    place: &Place<'_>,
    wanted: Wanted,
    cursor: Option<&Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Section> {
    let tally = tally(txn, place.product)?;
    let page = place.page;
    let (found, next) = listed(txn, place.product, wanted, cursor, limit)?;
    let said = if tally.count() >= ENOUGH { said(&voices(txn, place.product)?) } else { None };
    let (word, url) = match viewer.own {
        Some(_) => ("Change your review", format!("{page}/review")),
        None => ("Write a review", format!("{page}/review")),
    };
    Ok(Section {
        page: page.to_owned(),
        rating: tally.rating(),
        count: counted(tally.count(), "review", "reviews"),
        rating_count: tally.count(),
        bars: bars(&tally, page, wanted),
        chips: chips(&tally, page, wanted),
        sorts: if tally.listed(wanted.stars, wanted.replied) > 1 { sorts(page, wanted) } else { Vec::new() },
        rows: found.iter().map(|it| row(it, place.seller, viewer)).collect(),
        more: next.map(|it| more(page, wanted, &it)),
        write: (!viewer.sells && !place.is_bundle).then(|| Link::new(word, url)),
        said,
        is_bundle: place.is_bundle,
    })
}

/// Where the list goes on.
fn more(page: &str, wanted: Wanted, next: &Cursor) -> String {
    let query = wanted.query();
    let and = if query.is_empty() { "" } else { "&" };
    format!("{page}/reviews?{query}{and}cursor={}", next.encode())
}

fn url(page: &str, wanted: Wanted) -> String {
    match wanted.query() {
        query if query.is_empty() => format!("{page}#reviews"),
        query => format!("{page}?{query}#reviews"),
    }
}

fn bars(tally: &Tally, page: &str, wanted: Wanted) -> Vec<BarRow> {
    let row = |it: super::Bar| BarRow {
        label: counted(it.stars.into(), "star", "stars"),
        url: url(page, Wanted { stars: Some(it.stars), replied: false, ..wanted }),
        count: grouped(it.count),
        percent: it.percent,
    };
    if tally.count() == 0 { Vec::new() } else { tally.bars().into_iter().map(row).collect() }
}

fn chips(tally: &Tally, page: &str, wanted: Wanted) -> Vec<Choice> {
    if tally.count() == 0 {
        return Vec::new();
    }
    let chip = |label: String, to: Wanted| Choice { label, url: url(page, to), on: wanted == to };
    let mut all = vec![chip("All".into(), Wanted { stars: None, replied: false, ..wanted })];
    if let Some(stars) = wanted.stars {
        all.push(chip(counted(stars.into(), "star", "stars"), Wanted { replied: false, ..wanted }));
    }
    if tally.listed(None, true) > 0 {
        all.push(chip("With a seller reply".into(), Wanted { stars: None, replied: true, ..wanted }));
    }
    all
}

fn sorts(page: &str, wanted: Wanted) -> Vec<Choice> {
    let choice = |sort: Sort| Choice {
        label: sort.label().into(),
        url: url(page, Wanted { sort, ..wanted }),
        on: wanted.sort == sort,
    };
    Sort::ALL.map(choice).to_vec()
}

/// A review as whoever looks sees it; `seller` is the name of who sells the product.
pub fn row(it: &Review, seller: &str, viewer: &Viewer) -> Row {
    let (title, body) = it.words();
    let name = it.name();
    Row {
        id: it.id.to_string(),
        name: name.to_owned(),
        avatar: Avatar::of(name),
        proof: proof(it),
        verified: it.order.is_some(),
        date: match it.edited {
            Some(at) => format!("{}, changed {}", it.created.date(), at.date()),
            None => it.created.date(),
        },
        filled: it.stars.min(5) * 20,
        label: format!("{} of 5 stars", it.stars),
        stars: it.stars,
        written: it.created.rfc3339(),
        title: title.to_owned(),
        body: body.to_owned(),
        bare: it.hiding.is_some(),
        reply: it.reply.as_ref().map(|reply| ReplyRow {
            name: seller.to_owned(),
            avatar: Avatar::of(seller),
            date: match reply.edited {
                Some(at) => format!("{}, changed {}", reply.at.date(), at.date()),
                None => reply.at.date(),
            },
            text: reply.text.clone(),
        }),
        helpful: grouped(it.helpful.into()),
        voted: viewer.voted.contains(&it.id),
        mine: viewer.user.is_some() && it.member() == viewer.user,
        answer: viewer.sells.then(|| format!("/sell/reviews/{}", it.id)),
    }
}

fn proof(it: &Review) -> String {
    match (&it.author, &it.elsewhere) {
        (Author::Demo(_), _) => "Demonstration".into(),
        (_, Some(shop)) => format!("Bought at {shop}"),
        (_, None) if it.edition.is_empty() => "Bought".into(),
        (_, None) => format!("Bought, {}", it.edition),
    }
}

fn said(voices: &Voices) -> Option<Said> {
    let row = |it: &super::Theme| SaidRow {
        about: it.about.clone(),
        count: counted(it.reviews as u64, "review", "reviews"),
        quote: it.quote.clone(),
    };
    let said = Said { pros: voices.pros.iter().map(row).collect(), cons: voices.cons.iter().map(row).collect() };
    (!said.pros.is_empty() || !said.cons.is_empty()).then_some(said)
}
