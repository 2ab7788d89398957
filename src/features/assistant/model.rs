//! Conversations and what is said in them; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{ConversationId, Error, MessageId, ProductId, Result, Timestamp, UserId, text},
    platform::db::Record,
};

/// Characters of a message that are read; longer ones are refused.
pub const LONGEST: usize = 2_000;
/// Characters of a title.
pub const TITLE: usize = 60;
/// So many messages before the last are looked at to understand it.
pub const SAID: usize = 12;

/// What somebody and the assistant said to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its identifier.
    pub id: ConversationId,
    /// Whose it is.
    pub owner: Owner,
    /// What it is called; empty until something was said.
    #[serde(default)]
    pub title: String,
    /// The product on whose page it began.
    #[serde(default)]
    pub about: Option<ProductId>,
    /// When it was begun.
    pub started: Timestamp,
    /// When something was said last.
    pub touched: Timestamp,
    /// How many messages it has, answers included.
    #[serde(default)]
    pub count: u32,
    /// Since when the shop may read it, because whoever speaks has said so.
    #[serde(default)]
    pub shared: Option<Timestamp>,
}

/// Whose a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// An account's.
    Account(UserId),
    /// A guest's, known by the hash of their token.
    Guest([u8; 32]),
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier.
    pub id: MessageId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Which one of it, from 0: what is written down at once has one time.
    #[serde(default)]
    pub number: u32,
    /// Who said it.
    pub author: Author,
    /// When.
    pub at: Timestamp,
    /// The words, without mark-up.
    pub text: String,
    /// What came along with an answer.
    #[serde(default)]
    pub reply: Option<Reply>,
    /// What the shopper thinks of an answer.
    #[serde(default)]
    pub opinion: Option<Opinion>,
}

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// Whoever asks.
    Shopper,
    /// The shop.
    Assistant,
}

/// Who chose what an answer says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Rules alone.
    #[default]
    Rules,
    /// A language model, among what rules had found.
    Model,
}

/// Whether an answer was of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// It was.
    Good,
    /// It was not.
    Bad,
}

/// What came along with an answer. Prices are not among it: whoever shows it again shows those of that day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Products with what speaks for them, the best first.
    #[serde(default)]
    pub tips: Vec<Tip>,
    /// Products that stand side by side.
    #[serde(default)]
    pub comparison: Vec<ProductId>,
    /// What the shopper may want to say next.
    #[serde(default)]
    pub suggestions: Vec<String>,
    /// Pages that the answer speaks of: what they are called and where they are.
    #[serde(default)]
    pub links: Vec<(String, String)>,
    /// What was looked for, as a query writes it; follow-ups go on from it.
    #[serde(default)]
    pub query: String,
    /// How many products were looked at.
    #[serde(default)]
    pub looked: u32,
    /// Who chose.
    #[serde(default)]
    pub engine: Engine,
    /// Something that is done only when the shopper confirms it, by the name of a tool.
    #[serde(default)]
    pub offer: Option<String>,
}

/// A product, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// Which.
    pub product: ProductId,
    /// A few words, none of them about its price.
    #[serde(default)]
    pub why: String,
}

/// An answer that has not been written down yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewReply {
    /// The words.
    pub text: String,
    /// What comes along.
    pub reply: Reply,
}

impl Conversation {
    /// What somebody agrees to who lets the shop read a conversation.
    pub const CONSENT: &'static str = "Let the people of this shop read this conversation, to make its answers better. \
They see what was said and when, not who you are, unless you wrote it. You can take this back at any time.";
    /// What somebody reads who asks for another's, or for none.
    pub const MISSING: &'static str = "There is no such conversation; they are kept for a while only";
}

impl Message {
    /// What somebody reads who judges what nobody said.
    pub const MISSING: &'static str = "There is no such answer";
}

impl Engine {
    /// As programs read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Model => "model",
        }
    }
}

impl Opinion {
    /// Reads what programs and forms send.
    pub fn parse(word: &str) -> Result<Self> {
        match word {
            "good" => Ok(Self::Good),
            "bad" => Ok(Self::Bad),
            _ => Err(Error::invalid("opinion", "Write good or bad")),
        }
    }
}

/// A title out of the first message.
pub fn title_of(said: &str) -> String {
    text::shorten(&text::line(said), TITLE)
}

pub(super) fn titled(title: &str) -> Result<String> {
    let title = text::line(title);
    match title.chars().count() {
        0 => Err(Error::invalid("title", "Give the conversation a title")),
        1..=TITLE => Ok(title),
        _ => Err(Error::invalid("title", "Write at most 60 characters")),
    }
}

impl Record for Conversation {
    type Key = ConversationId;
    const MISSING: &'static str = Conversation::MISSING;

    fn key(&self) -> ConversationId {
        self.id
    }
}

impl Record for Message {
    type Key = MessageId;
    const MISSING: &'static str = Message::MISSING;

    fn key(&self) -> MessageId {
        self.id
    }
}
