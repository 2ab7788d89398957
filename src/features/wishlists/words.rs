//! What owners say about their lists, read at the door.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::base::{Error, Result, text};

const NAME: usize = 80;
const DESCRIPTION: usize = 3_000;

/// The words of a list as typed; what is not given stays as it is.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = WishlistWordsJson)]
pub struct WordsForm {
    /// 1 to 80 characters.
    pub name: Option<String>,
    /// Up to 3,000 characters.
    pub description: Option<String>,
    /// By which name its owner is shown where the list is shared: up to 80 characters, none if empty.
    pub display_name: Option<String>,
}

/// Words that are fit to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// What the list shall be called.
    pub name: Option<String>,
    /// What is said about it.
    pub description: Option<String>,
    /// By which name its owner shall be shown.
    pub display_name: Option<String>,
}

impl WordsForm {
    /// Checks what was typed, so that all that is wrong is said at once.
    ///
    /// # Errors
    /// The name is empty, or something is too long.
    pub fn parse(&self) -> Result<Words> {
        let words = Words {
            name: self.name.as_deref().map(text::line),
            description: self.description.as_deref().map(text::paragraphs),
            display_name: self.display_name.as_deref().map(text::line),
        };
        let length = |it: &Option<String>| it.as_ref().map_or(0, |it| it.chars().count());
        let wrong = [
            (words.name.as_ref().is_some_and(String::is_empty), "name", "Give the list a name"),
            (length(&words.name) > NAME, "name", "Write at most 80 characters"),
            (length(&words.description) > DESCRIPTION, "description", "Write at most 3,000 characters"),
            (length(&words.display_name) > NAME, "display_name", "Write at most 80 characters"),
        ];
        let mut wrong = wrong.into_iter().filter(|it| it.0);
        match wrong.next() {
            None => Ok(words),
            Some((_, field, advice)) => Err(wrong.fold(Error::invalid(field, advice), |e, it| e.and(it.1, it.2))),
        }
    }
}
