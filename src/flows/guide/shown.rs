//! Answers as pages show them: what was said then, beside products as they are now.

use askama::Template as _;
use serde_json::{Value, json};

use super::{
    Guide, compare,
    retrieval::Shelves,
    view::{AnswerPart, GoodsPart, Group, Head, Mini, Offer, Row, Table, Talk, Turn},
};
use crate::{
    base::{ConversationId, Error, ProductId, Result, Timestamp, links},
    features::{
        assistant::{self, Author, Conversation, Engine, Message, Opinion, Reply},
        catalog::{Product, shown},
        reviews, sellers,
    },
    platform::{
        db::Reads,
        llm::{Llm, Status},
        web::parts::{Card, Icon, Link, counted},
    },
};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// What a new conversation may begin with.
const STARTERS: [&str; 4] =
    ["What is new this month?", "Something free to try", "Help me choose a font", "Where are my downloads?"];

/// Everything that was said, and the way to go on.
pub(super) fn talk(
    txn: &impl Reads,
    guide: &Guide,
    id: Option<ConversationId>,
    about: Option<&Product>,
    messages: &[Message],
) -> Result<Talk> {
    let (engine, leaves) = engine(&guide.llm);
    let settings = assistant::settings(txn)?;
    let shelves = &guide.shelves;
    let now = shelves.db.clock().now();
    let turns = messages.iter().map(|it| turn(txn, shelves, it, now)).collect::<Result<_>>()?;
    let next = messages.iter().rev().find_map(|it| it.reply.as_ref()).map(|it| it.suggestions.clone());
    let starters = match about {
        Some(_) => {
            ["What licence has it?", "Something similar but cheaper?", "What is in it?"].map(str::to_owned).to_vec()
        }
        None => STARTERS.map(str::to_owned).to_vec(),
    };
    Ok(Talk {
        id: id.map(|it| it.to_string()).unwrap_or_default(),
        about: about.map(|it| it.slug.to_string()).unwrap_or_default(),
        turns,
        suggestions: next.unwrap_or(starters),
        typed: String::new(),
        hint: about.map_or_else(
            || "Ask for something, or describe your project".to_owned(),
            |it| format!("Ask about {}", it.title),
        ),
        engine,
        leaves,
        greeting: settings.greeting,
        off: !settings.on,
    })
}

/// Where answers come from, and whether what is said leaves the machine.
fn engine(llm: &Llm) -> (String, bool) {
    match llm.status() {
        Status::Remote { host, .. } => (format!("Your words go to {host}"), true),
        Status::Off { .. } | Status::Failed { .. } => ("Answered by rules on this server".to_owned(), false),
        Status::Resting | Status::Starting | Status::Ready { .. } => ("Runs on this server".to_owned(), false),
    }
}

/// The frame that shows the goods of an answer before its words are chosen.
pub(super) fn goods(txn: &impl Reads, shelves: &Shelves, reply: &Reply) -> Result<Value> {
    let (minis, table) = side_by_side(txn, shelves, reply)?;
    let html = GoodsPart { turn: Turn { minis, table, ..Turn::default() } }.render().map_err(Error::internal)?;
    Ok(json!({ "type": "goods", "html": html }))
}

/// The frame with a whole answer, as it is drawn on pages.
pub(super) fn done(
    txn: &impl Reads,
    shelves: &Shelves,
    conversation: ConversationId,
    answer: &Message,
) -> Result<Value> {
    let part = part(txn, shelves, conversation, answer)?;
    Ok(json!({ "type": "done", "html": part.render().map_err(Error::internal)? }))
}

/// An answer by itself.
pub(super) fn part(txn: &impl Reads, shelves: &Shelves, id: ConversationId, answer: &Message) -> Result<AnswerPart> {
    let turn = turn(txn, shelves, answer, shelves.db.clock().now())?;
    let next = answer.reply.as_ref().map(|it| it.suggestions.clone()).unwrap_or_default();
    let next = serde_json::to_string(&next).map_err(Error::internal)?;
    Ok(AnswerPart { turn, id: id.to_string(), next })
}

/// The goods of an answer: one below the other, and side by side.
fn side_by_side(txn: &impl Reads, shelves: &Shelves, reply: &Reply) -> Result<(Vec<Mini>, Option<Table>)> {
    let ids: Vec<ProductId> = reply.tips.iter().map(|it| it.product).collect();
    let minis = shelves.these(txn, &ids)?.iter().map(|it| mini(txn, it, reply)).collect::<Result<_>>()?;
    let compared = shelves.these(txn, &reply.comparison)?;
    let now = shelves.db.clock().now();
    let table = if compared.len() > 1 { Some(table(txn, &compared, now)?) } else { None };
    Ok((minis, table))
}

/// One thing that was said.
pub(super) fn turn(txn: &impl Reads, shelves: &Shelves, message: &Message, now: Timestamp) -> Result<Turn> {
    let text = message.text.lines().filter(|it| !it.trim().is_empty()).map(str::to_owned).collect();
    let said = Turn { id: message.id.to_string(), mine: message.author == Author::Shopper, text, ..Turn::default() };
    let Some(reply) = &message.reply else { return Ok(said) };
    let ids: Vec<ProductId> = reply.tips.iter().map(|it| it.product).collect();
    let products = shelves.these(txn, &ids)?;
    let (minis, table) = side_by_side(txn, shelves, reply)?;
    Ok(Turn {
        minis,
        table,
        links: reply.links.iter().map(|it| Link::new(&it.0, &it.1)).collect(),
        offer: reply.offer.as_deref().zip(products.first()).and_then(|(kind, product)| offer(kind, product)),
        source: source(message, reply, now),
        opinion: match message.opinion {
            Some(Opinion::Good) => "good",
            Some(Opinion::Bad) => "bad",
            None => "",
        },
        ..said
    })
}

fn mini(txn: &impl Reads, product: &Product, reply: &Reply) -> Result<Mini> {
    let seller = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
    let why = reply.tips.iter().find(|it| it.product == product.id).map(|it| it.why.clone());
    let rating = reviews::tally(txn, product.id)?.on_card();
    Ok(Mini { card: Card { rating, ..shown::card(product, &seller) }, why: why.unwrap_or_default() })
}

fn table(txn: &impl Reads, products: &[Product], now: Timestamp) -> Result<Table> {
    let head =
        |it: &Product| Head { title: it.title.clone(), url: links::product(&it.slug), slug: it.slug.to_string() };
    let rows = compare::rows(txn, products, now)?;
    Ok(Table {
        heads: products.iter().map(head).collect(),
        rows: rows.into_iter().map(|it| (it.name.to_owned(), it.values)).collect(),
    })
}

fn offer(kind: &str, product: &Product) -> Option<Offer> {
    let slug = product.slug.to_string();
    let offer = |action, method, verb, icon| Offer { action, method, slug, target: None, verb, icon };
    match kind.split_once(' ').unwrap_or((kind, "")) {
        ("cart", _) => Some(offer("/cart/lines", "post", "Add to cart", Icon("shopping-bag"))),
        ("wish", _) => Some(offer("/wishlists/items", "post", "Add to wishlist", Icon("heart"))),
        ("alert", price) => {
            let target = (!price.is_empty()).then(|| price.to_owned());
            Some(Offer { target, ..offer("/account/price-alerts", "get", "Set the price alert", Icon("bell")) })
        }
        _ => None,
    }
}

/// What an answer was made from, and whether it is of today.
fn source(message: &Message, reply: &Reply, now: Timestamp) -> String {
    let mut said = Vec::new();
    if reply.looked > 1 {
        said.push(format!("Checked against {}", counted(u64::from(reply.looked), "product", "products")));
    }
    if reply.engine == Engine::Model {
        said.push("with the help of the model".to_owned());
    }
    if now.millis() - message.at.millis() > DAY {
        said.push(format!("said on {}; the prices beside it are those of today", message.at.date()));
    }
    said.join(", ")
}

/// The conversations by when something was said last.
pub(super) fn groups(all: &[Conversation], current: Option<ConversationId>, now: Timestamp) -> Vec<Group> {
    let mut groups = [("Today", DAY), ("This week", 7 * DAY), ("Earlier", i64::MAX)]
        .map(|(heading, _)| Group { heading, rows: Vec::new() });
    for it in all {
        let age = now.millis() - it.touched.millis();
        let place = if age < DAY {
            0
        } else if age < 7 * DAY {
            1
        } else {
            2
        };
        let title = if it.title.is_empty() { "New conversation".to_owned() } else { it.title.clone() };
        groups[place].rows.push(Row { title, url: format!("/assistant/{}", it.id), current: current == Some(it.id) });
    }
    groups.into_iter().filter(|it| !it.rows.is_empty()).collect()
}
