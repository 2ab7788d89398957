//! What the pages of the assistant show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Card, Icon, Issues, Link, Note},
};

/// A conversation with the way to the others.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "guide/assistant.html")]
pub struct AssistantPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What it is called.
    pub title: String,
    /// Its identifier; empty for a new one.
    pub id: String,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What is wrong with what was sent.
    pub issues: Issues,
    /// The conversations, newest first, by when something was said last.
    pub groups: Vec<Group>,
    /// What was looked for among them.
    pub wanted: String,
    /// For how many days they are kept.
    pub days: u16,
    /// Whether the shop may read it.
    pub shared: bool,
    /// What somebody agrees to who lets the shop read it.
    pub consent: String,
    /// What is said.
    pub talk: Talk,
}

/// The panel beside a page of the shop.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "guide/panel.html")]
pub struct PanelPage {
    /// What it knows about; empty for the whole shop.
    pub about: String,
    /// Where the conversation has a page of its own.
    pub url: String,
    /// What is said.
    pub talk: Talk,
}

/// The goods of an answer whose words are still being chosen.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "guide/goods.html")]
pub struct GoodsPart {
    /// The goods.
    pub turn: Turn,
}

/// An answer by itself, for a script that adds it to those above.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "guide/answer.html")]
pub struct AnswerPart {
    /// The answer.
    pub turn: Turn,
    /// The conversation.
    pub id: String,
    /// What the shopper may want to say next, as a list in JSON.
    pub next: String,
}

/// What was said in a conversation, and the way to go on.
#[derive(Debug, Clone, Default)]
pub struct Talk {
    /// What stands above an empty conversation; empty for the usual.
    pub greeting: String,
    /// Whether the shop has switched its assistant off.
    pub off: bool,
    /// The conversation; empty for a new one.
    pub id: String,
    /// The slug of the product that a new one is about.
    pub about: String,
    /// What was said, oldest first.
    pub turns: Vec<Turn>,
    /// What the shopper may want to say next.
    pub suggestions: Vec<String>,
    /// What stands in the field already.
    pub typed: String,
    /// What stands there while nothing is typed.
    pub hint: String,
    /// Where answers come from, in words.
    pub engine: String,
    /// Whether what is said leaves the machine.
    pub leaves: bool,
}

/// Conversations of one stretch of time.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Such as "This week".
    pub heading: &'static str,
    /// The conversations.
    pub rows: Vec<Row>,
}

/// A conversation in the list.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// Something that was said.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    /// Its identifier.
    pub id: String,
    /// Whether the shopper said it.
    pub mine: bool,
    /// The words, in paragraphs.
    pub text: Vec<String>,
    /// Products.
    pub minis: Vec<Mini>,
    /// Products side by side.
    pub table: Option<Table>,
    /// Pages that it speaks of.
    pub links: Vec<Link>,
    /// Something that the shopper may confirm.
    pub offer: Option<Offer>,
    /// What it was made from.
    pub source: String,
    /// `good` or `bad`, if the shopper said so.
    pub opinion: &'static str,
}

/// A product in an answer.
#[derive(Debug, Clone, Default)]
pub struct Mini {
    /// The product as of now.
    pub card: Card,
    /// What speaks for it.
    pub why: String,
}

/// Products side by side.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Their names and pages, with what puts them into the cart.
    pub heads: Vec<Head>,
    /// What is compared: its name, and a word for each.
    pub rows: Vec<(String, Vec<String>)>,
}

/// The head of a column.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The product.
    pub title: String,
    /// Its page.
    pub url: String,
    /// By what forms name it.
    pub slug: String,
}

/// Something made ready, done by a click.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Where the form goes.
    pub action: &'static str,
    /// `get` or `post`.
    pub method: &'static str,
    /// The product.
    pub slug: String,
    /// The price to be waited for, in units of the currency.
    pub target: Option<String>,
    /// What the button says.
    pub verb: &'static str,
    /// The drawing on it.
    pub icon: Icon,
}
