//! The door for collections: what an admin says of one, checked once.

use super::Collection;
use crate::base::{CollectionId, Error, ProductId, Result, Slug, Timestamp, text};

/// So many characters a title has at most.
const LONGEST_TITLE: usize = 100;
/// So many characters the words about a collection have at most.
const LONGEST_TEXT: usize = 5_000;

/// What somebody says of a collection, not yet looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CollectionForm {
    /// 1 to 100 characters.
    pub title: String,
    /// The last part of its address; from the title where nothing is said.
    pub slug: String,
    /// In Markdown, 5,000 characters at most.
    pub text: String,
    /// Whether everyone sees it.
    pub shown: bool,
    /// Whether it stands on the front page as well.
    pub at_home: bool,
}

/// A collection that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCollection {
    pub(super) title: String,
    pub(super) slug: Option<Slug>,
    text: String,
    html: String,
    shown: bool,
    at_home: bool,
    products: Option<Vec<ProductId>>,
}

impl CollectionForm {
    /// Checks everything, and says all that is wrong. `render` makes safe HTML of Markdown.
    pub fn check(&self, render: impl Fn(&str) -> String) -> Result<NewCollection> {
        let mut wrong: Option<Error> = None;
        let mut refuse = |field: &'static str, advice: String| {
            wrong = Some(match wrong.take() {
                Some(all) => all.and(field, advice),
                None => Error::invalid(field, advice),
            });
        };
        let title = text::line(&self.title);
        match title.chars().count() {
            0 => refuse("title", "Give it a title".into()),
            1..=LONGEST_TITLE => {}
            _ => refuse("title", format!("Use {LONGEST_TITLE} characters at most")),
        }
        let slug = match self.slug.trim() {
            "" => None,
            slug => Slug::parse(slug).map_err(|error| refuse("slug", error.advice())).ok(),
        };
        let text = text::paragraphs(&self.text);
        if text.chars().count() > LONGEST_TEXT {
            refuse("text", format!("Use {LONGEST_TEXT} characters at most"));
        }
        if self.at_home && !self.shown {
            refuse("at_home", "What stands on the front page has to be shown".into());
        }
        match wrong {
            Some(error) => Err(error),
            None => {
                let html = render(&text);
                Ok(NewCollection { title, slug, text, html, shown: self.shown, at_home: self.at_home, products: None })
            }
        }
    }
}

impl NewCollection {
    /// With these products, in this order, in place of those that are in it.
    #[must_use]
    pub fn holding(self, products: Vec<ProductId>) -> Self {
        Self { products: Some(products), ..self }
    }

    /// The collection as it becomes at `now`. What is shown already goes on being so since when it was.
    pub(super) fn into_collection(
        self,
        id: CollectionId,
        slug: Slug,
        old: Option<Collection>,
        now: Timestamp,
    ) -> Collection {
        let since = old.as_ref().and_then(|it| it.shown).unwrap_or(now);
        let (created, revision) = old.as_ref().map_or((now, 0), |it| (it.created, it.revision));
        Collection {
            id,
            slug,
            title: self.title,
            text: self.text,
            html: self.html,
            products: self.products.or(old.map(|it| it.products)).unwrap_or_default(),
            shown: self.shown.then_some(since),
            at_home: self.at_home,
            revision,
            created,
            updated: now,
        }
    }
}
