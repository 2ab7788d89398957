//! Which mails somebody wants; no I/O.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Email, Error, Result, Timestamp},
    platform::db::Record,
};

macro_rules! mailings {
    ($($name:ident $word:literal $label:literal $hint:literal),* $(,)?) => {
        /// A kind of mail that nobody has to get.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Mailing {$(
            #[doc = $hint]
            #[serde(rename = $word)]
            $name,
        )*}

        impl Mailing {
            /// All there are, in the order in which the page offers them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As programs write it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// As people read it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// What comes with it, in a sentence.
            pub fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)* }
            }
        }
    };
}

mailings! {
    Updates "product-updates" "Product updates" "A maker put out a new version of something you bought.",
    PriceAlerts "price-alerts" "Price alerts" "Something fell to the price you asked us to watch for.",
    Wishlists "wishlist-news" "Wishlist news" "Something on one of your wishlists is on sale, costs less, is back or has a new release.",
    Searches "saved-searches" "Saved searches" "Something new fits a search that you saved.",
    Reviews "reviews" "Reviews of what you sell" "Somebody reviewed something that you sell.",
    ReviewReplies "review-replies" "Replies to your reviews" "A maker answered a review that you wrote.",
    ReviewReminders "review-reminders" "What do you think?" "Some days after a purchase we ask once what you think of it.",
}

impl std::str::FromStr for Mailing {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|it| it.word() == text);
        found.copied().ok_or_else(|| Error::invalid("mailings", format!("There are no mails of kind {text:?}")))
    }
}

/// What somebody chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Their address, in lower case.
    pub address: String,
    /// Yes or no, for each kind about which they said something.
    pub choices: BTreeMap<Mailing, bool>,
    /// Whether things are picked for them, if they said so.
    #[serde(default)]
    pub picks: Option<bool>,
    /// When they last said something.
    #[serde(default)]
    pub changed: Option<Timestamp>,
}

impl Preferences {
    /// Whether things are picked for them, out of what they bought, wish for and looked at: until they say no.
    pub fn wants_picks(&self) -> bool {
        self.picks.unwrap_or(true)
    }

    /// Whether mails of this kind may come: all answer something that their reader did, so they come until somebody says no.
    pub fn wants(&self, mailing: Mailing) -> bool {
        self.choices.get(&mailing).copied().unwrap_or(true)
    }
}

/// By which the choices of `email` are found: `Ada@example.com` and `ada@example.com` are one reader.
pub(super) fn address(email: &Email) -> String {
    email.as_str().to_lowercase()
}

impl Record for Preferences {
    type Key = String;
    const MISSING: &'static str = "Nothing was chosen";

    fn key(&self) -> String {
        self.address.clone()
    }
}
