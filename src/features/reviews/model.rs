//! A review and what belongs to it; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{OrderId, ProductId, ReportId, ReviewId, SellerId, Timestamp, UserId},
    platform::db::Record,
};

/// What somebody who bought a product thinks of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Never changes.
    pub id: ReviewId,
    /// Of what.
    pub product: ProductId,
    /// Who sells that, and may reply.
    pub seller: SellerId,
    /// Who wrote it.
    pub author: Author,
    /// The paid order that proves the purchase; nothing of a demonstration.
    pub order: Option<OrderId>,
    /// What was bought of it, as it reads: `Standard`. May be empty.
    #[serde(default)]
    pub edition: String,
    /// The shop in which it was written, if that was another one.
    #[serde(default)]
    pub elsewhere: Option<String>,
    /// From 1 to 5.
    pub stars: u8,
    /// One line; may be empty.
    #[serde(default)]
    pub title: String,
    /// Plain text with line breaks; may be empty.
    #[serde(default)]
    pub body: String,
    /// Whether its author's name is kept to the shop.
    #[serde(default)]
    pub anonymous: bool,
    /// So many members found it helpful.
    #[serde(default)]
    pub helpful: u32,
    /// What the seller answered.
    #[serde(default)]
    pub reply: Option<Reply>,
    /// That a moderator took it, or its words, away.
    #[serde(default)]
    pub hiding: Option<Hiding>,
    /// Since when its author does not have the product any more: the money went back, or a bank took it back.
    #[serde(default)]
    pub withdrawn: Option<Timestamp>,
    /// When it was written.
    pub created: Timestamp,
    /// When its author changed it last.
    #[serde(default)]
    pub edited: Option<Timestamp>,
}

/// Who wrote a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Author {
    /// Someone with an account, and their name as reviews show it.
    Member(UserId, String),
    /// Someone whose account is closed.
    Former,
    /// Someone who bought it in another shop and has no account here.
    Buyer,
    /// Nobody: it was written for the demonstration, under this name.
    Demo(String),
}

/// What a seller answered to a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Plain text with line breaks.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
    /// When it was changed last.
    #[serde(default)]
    pub edited: Option<Timestamp>,
}

/// How much of a review a moderator takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Its words; its stars go on counting.
    Words,
    /// All of it.
    Whole,
}

/// That a moderator took a review, or its words, away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hiding {
    /// How much of it.
    pub scope: Scope,
    /// Why, in words for its author.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Where a review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Everyone sees it.
    Published,
    /// Everyone sees its stars; its words were taken away.
    Worded,
    /// A moderator took it away.
    Hidden,
    /// Its author does not have the product any more.
    Withdrawn,
}

impl State {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Published, Self::Worded, Self::Hidden, Self::Withdrawn];

    /// As programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Worded => "words_hidden",
            Self::Hidden => "hidden",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Published => "Published",
            Self::Worded => "Words removed",
            Self::Hidden => "Removed",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// Its place in the order of keys; never changes, since it is stored.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Published => 1,
            Self::Worded => 3,
            Self::Hidden => 5,
            Self::Withdrawn => 7,
        }
    }
}

impl Review {
    /// Where it stands.
    pub fn state(&self) -> State {
        match (&self.hiding, self.withdrawn) {
            (Some(it), _) if it.scope == Scope::Whole => State::Hidden,
            (_, Some(_)) => State::Withdrawn,
            (Some(_), None) => State::Worded,
            (None, None) => State::Published,
        }
    }

    /// Whether it counts in the average and stands in lists.
    pub fn counts(&self) -> bool {
        matches!(self.state(), State::Published | State::Worded)
    }

    /// The account of its author, if they have one.
    pub fn member(&self) -> Option<UserId> {
        match self.author {
            Author::Member(user, _) => Some(user),
            Author::Former | Author::Buyer | Author::Demo(_) => None,
        }
    }

    /// Its author's name, as everyone reads it.
    pub fn name(&self) -> &str {
        match &self.author {
            Author::Member(_, name) | Author::Demo(name) if !self.anonymous => name,
            Author::Former => "A former member",
            Author::Member(..) | Author::Buyer | Author::Demo(_) => "A buyer",
        }
    }

    /// Title and body, as everyone reads them: nothing once a moderator took them away.
    pub fn words(&self) -> (&str, &str) {
        if self.hiding.is_some() { ("", "") } else { (&self.title, &self.body) }
    }
}

/// The name under which reviews of someone called `name` stand: the first word, and the first letter of the last.
pub fn public_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first: String = words.next().unwrap_or("A buyer").chars().take(24).collect();
    match words.next_back().and_then(|it| it.chars().next()) {
        Some(letter) => format!("{first} {}.", letter.to_uppercase()),
        None => first,
    }
}

/// That a member found a review helpful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Which review.
    pub review: ReviewId,
    /// Of which product.
    pub product: ProductId,
    /// Who.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
}

macro_rules! reasons {
    ($($name:ident $word:literal $label:literal),* $(,)?) => {
        /// Why somebody complains about a review.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Reason {$(
            #[doc = $label]
            $name,
        )*}

        impl Reason {
            /// All there are, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As programs write it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// As people read it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

reasons! {
    Harassment "harassment" "Harassment or threats",
    Private "private" "Private facts about somebody",
    Spam "spam" "Advertising or spam",
    OffTopic "off_topic" "Not about the product",
    Untrue "untrue" "Not true, or not by a buyer",
    Other "other" "Something else",
}

/// Somebody's complaint about a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Never changes.
    pub id: ReportId,
    /// About which review.
    pub review: ReviewId,
    /// Who complains; nobody once their account is closed.
    pub by: Option<UserId>,
    /// Whether that is who sells the product.
    #[serde(default)]
    pub by_seller: bool,
    /// Why.
    pub reason: Reason,
    /// What they say beyond that; may be empty.
    #[serde(default)]
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// What was decided.
    #[serde(default)]
    pub settled: Option<Settlement>,
}

/// What was decided about a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// By which moderator; nobody if the review went away by itself.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// How.
    pub decision: Decision,
}

/// How a complaint ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The review stays.
    Keep,
    /// Its words go.
    HideWords,
    /// All of it goes.
    Hide,
    /// Its author took it back, or the product is gone.
    Gone,
}

impl Decision {
    /// As programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::HideWords => "hide_words",
            Self::Hide => "hide",
            Self::Gone => "gone",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Keep => "Kept",
            Self::HideWords => "Words removed",
            Self::Hide => "Removed",
            Self::Gone => "Gone by itself",
        }
    }
}

/// That the buyer of an order was asked what they think.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reminder {
    pub order: OrderId,
    pub at: Timestamp,
}

impl Record for Review {
    type Key = ReviewId;
    const MISSING: &'static str = "There is no such review";

    fn key(&self) -> ReviewId {
        self.id
    }
}

impl Record for Vote {
    type Key = (ReviewId, UserId);
    const MISSING: &'static str = "There is no such vote";

    fn key(&self) -> Self::Key {
        (self.review, self.user)
    }
}

impl Record for Report {
    type Key = ReportId;
    const MISSING: &'static str = "There is no such report";

    fn key(&self) -> ReportId {
        self.id
    }
}

impl Record for Reminder {
    type Key = OrderId;
    const MISSING: &'static str = "Nobody was asked";

    fn key(&self) -> OrderId {
        self.order
    }
}
