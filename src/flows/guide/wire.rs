//! What programs send to the assistant and get from it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{ask::Exchange, compare, retrieval::Shelves};
use crate::{
    base::{ConversationId, MessageId, ProductId, Result},
    features::{
        assistant::{self, Author, Conversation, MESSAGES, Message, Opinion, Reply},
        catalog::{self, CardJson, Edition, Product, SellerJson},
        licenses, reviews, sellers, stock,
    },
    platform::db::Reads,
};

/// A conversation to be begun.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewConversationJson {
    /// The product that it is about, by identifier or slug.
    #[schema(example = "tape-garden")]
    pub about: Option<String>,
}

/// What is said.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SaidJson {
    /// Up to 2,000 characters.
    #[schema(example = "I need dusty drums under $25")]
    pub text: String,
}

/// What is to be different about a conversation; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeJson {
    /// 1 to 60 characters.
    pub title: Option<String>,
    /// Whether the people of the shop may read it.
    pub shared: Option<bool>,
}

/// What somebody thinks of an answer.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OpinionJson {
    /// `good` or `bad`.
    #[schema(example = "good")]
    pub opinion: String,
}

/// A conversation, with what was said where one is asked for alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationJson {
    #[schema(value_type = String)]
    id: ConversationId,
    /// What it is called; empty until something was said.
    title: String,
    /// The product that it is about.
    #[schema(value_type = Option<String>)]
    about: Option<ProductId>,
    started_at: String,
    updated_at: String,
    /// Since when the people of the shop may read it; null where they may not.
    shared_at: Option<String>,
    /// Oldest first; left out in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Vec<MessageJson>>,
}

/// The conversations of somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationsJson {
    /// Those in which something was said last first.
    pub data: Vec<ConversationJson>,
    /// How many there are in all.
    pub total: usize,
    /// The cursor of the next piece; null at the end.
    pub next: Option<String>,
}

/// Something that was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageJson {
    #[schema(value_type = String)]
    id: MessageId,
    /// `shopper` or `assistant`.
    author: &'static str,
    at: String,
    text: String,
    /// What came along with an answer; null for what a shopper said.
    answer: Option<AnswerJson>,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerJson {
    /// The answer's identifier.
    #[schema(value_type = String)]
    pub id: MessageId,
    /// The words, without mark-up.
    pub text: String,
    /// Products with what speaks for them, best first, at the prices of this moment.
    pub cards: Vec<TipJson>,
    /// Products side by side; null where none are compared.
    pub comparison: Option<ComparisonJson>,
    /// What the shopper may want to say next.
    pub suggestions: Vec<String>,
    /// Pages that the answer speaks of.
    pub links: Vec<LinkJson>,
    /// What is made ready and done only by the shopper: `cart`, `wish` or `alert` with a price.
    pub offer: Option<String>,
    /// `model` or `rules`: who chose the words.
    pub engine: &'static str,
    /// `good` or `bad`, if the shopper said so.
    pub opinion: Option<&'static str>,
}

/// A product in an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct TipJson {
    #[serde(flatten)]
    card: CardJson,
    /// A few words about it.
    why: String,
}

/// Products side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonJson {
    products: Vec<CardJson>,
    rows: Vec<RowJson>,
}

/// What is compared.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowJson {
    /// Such as `Price`.
    name: &'static str,
    /// A word for each product.
    values: Vec<String>,
}

/// A page.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkJson {
    text: String,
    url: String,
}

impl ConversationJson {
    /// Without what was said.
    pub(super) fn new(it: &Conversation) -> Self {
        Self {
            id: it.id,
            title: it.title.clone(),
            about: it.about,
            started_at: it.started.rfc3339(),
            updated_at: it.touched.rfc3339(),
            shared_at: it.shared.map(|it| it.rfc3339()),
            messages: None,
        }
    }

    /// With all that was said.
    pub(super) fn whole(txn: &impl Reads, shelves: &Shelves, it: &Conversation) -> Result<Self> {
        let messages = assistant::messages(txn, it.id, MESSAGES as usize)?;
        let told = messages.iter().map(|it| MessageJson::new(txn, shelves, it)).collect::<Result<_>>()?;
        Ok(Self { messages: Some(told), ..Self::new(it) })
    }
}

impl MessageJson {
    fn new(txn: &impl Reads, shelves: &Shelves, it: &Message) -> Result<Self> {
        let answer = it.reply.is_some().then(|| AnswerJson::new(txn, shelves, it)).transpose()?;
        let author = match it.author {
            Author::Shopper => "shopper",
            Author::Assistant => "assistant",
        };
        Ok(Self { id: it.id, author, at: it.at.rfc3339(), text: it.text.clone(), answer })
    }
}

impl AnswerJson {
    /// The answer of an exchange.
    pub(super) fn of(txn: &impl Reads, shelves: &Shelves, exchange: &Exchange) -> Result<Self> {
        Self::new(txn, shelves, &exchange.answer)
    }

    fn new(txn: &impl Reads, shelves: &Shelves, it: &Message) -> Result<Self> {
        let reply = it.reply.clone().unwrap_or_default();
        let (cards, comparison) = goods(txn, shelves, &reply)?;
        Ok(Self {
            id: it.id,
            text: it.text.clone(),
            cards,
            comparison,
            suggestions: reply.suggestions,
            links: reply.links.into_iter().map(|(text, url)| LinkJson { text, url }).collect(),
            offer: reply.offer,
            engine: reply.engine.word(),
            opinion: it.opinion.map(|it| match it {
                Opinion::Good => "good",
                Opinion::Bad => "bad",
            }),
        })
    }
}

/// The frame that shows the goods of an answer before its words are chosen.
pub(super) fn cards(txn: &impl Reads, shelves: &Shelves, reply: &Reply) -> Result<Value> {
    let (cards, comparison) = goods(txn, shelves, reply)?;
    Ok(json!({ "type": "cards", "cards": cards, "comparison": comparison }))
}

fn goods(txn: &impl Reads, shelves: &Shelves, reply: &Reply) -> Result<(Vec<TipJson>, Option<ComparisonJson>)> {
    let ids: Vec<ProductId> = reply.tips.iter().map(|it| it.product).collect();
    let mut cards = Vec::new();
    for product in shelves.these(txn, &ids)? {
        let why = reply.tips.iter().find(|it| it.product == product.id).map(|it| it.why.clone());
        cards.extend(card(txn, shelves, &product)?.map(|card| TipJson { card, why: why.unwrap_or_default() }));
    }
    let beside = shelves.these(txn, &reply.comparison)?;
    let comparison = match beside.len() {
        0 | 1 => None,
        _ => Some(side_by_side(txn, shelves, &beside)?),
    };
    Ok((cards, comparison))
}

/// Products side by side.
pub(super) fn side_by_side(txn: &impl Reads, shelves: &Shelves, products: &[Product]) -> Result<ComparisonJson> {
    let rows = compare::rows(txn, products, shelves.db.clock().now())?;
    let rows = rows.into_iter().map(|it| RowJson { name: it.name, values: it.values }).collect();
    let products = products.iter().filter_map(|it| card(txn, shelves, it).transpose()).collect::<Result<_>>()?;
    Ok(ComparisonJson { products, rows })
}

fn card(txn: &impl Reads, shelves: &Shelves, product: &Product) -> Result<Option<CardJson>> {
    let Some(seller) = sellers::find(txn, product.seller)? else { return Ok(None) };
    let seller = SellerJson { id: seller.id, name: seller.name.to_string(), slug: seller.slug };
    let category = product.category.map(|it| catalog::find_category(txn, it)).transpose()?.flatten();
    let is_out = |it: &Edition| {
        let keys = it.license_keys && licenses::is_out_of_keys(txn, it.id)?;
        Ok(keys || stock::is_sold_out(txn, it.id)?)
    };
    let sold_out = catalog::is_all_sold_out(txn, product, &is_out)?;
    let rating = reviews::tally(txn, product.id)?;
    let card = CardJson::new(product, seller, category.as_ref(), &shelves.shop.base_url).sold_out(sold_out);
    Ok(Some(card.rated(rating.average_stars(), rating.count())))
}
