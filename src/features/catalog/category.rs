//! The tree of categories.

use serde::{Deserialize, Serialize};

use crate::{
    base::{CategoryId, Error, Result, Slug, text},
    platform::db::Record,
};

/// A place in the tree where products stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Never changes.
    pub id: CategoryId,
    /// The slugs from the root down: `audio/sample-packs`.
    pub path: String,
    /// What people read.
    pub label: String,
    /// The category above.
    #[serde(default)]
    pub parent: Option<CategoryId>,
}

impl Category {
    /// How deep the tree may be.
    pub const MAX_DEPTH: usize = 6;

    /// The last part of its path.
    pub fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// How many categories stand above it.
    pub fn depth(&self) -> usize {
        self.path.matches('/').count()
    }
}

impl Record for Category {
    type Key = CategoryId;
    const MISSING: &'static str = "There is no such category";

    fn key(&self) -> CategoryId {
        self.id
    }
}

/// Labels from the root down, each with its slug: where a product shall stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryPath(Vec<(Slug, String)>);

impl CategoryPath {
    /// Takes the labels from the root down. No label gives nothing; `>` parts levels, too, as files write them.
    pub fn parse(labels: &[String]) -> Result<Option<Self>> {
        let wrong = |advice: &str| Error::invalid("category", advice.to_owned());
        let labels: Vec<String> =
            labels.iter().flat_map(|it| it.split('>')).map(text::line).filter(|it| !it.is_empty()).collect();
        if labels.len() > Category::MAX_DEPTH {
            return Err(wrong("Use six levels at most"));
        }
        let parts = labels.into_iter().map(|label| {
            if label.chars().count() > 80 {
                return Err(wrong("Use 80 characters for a category at most"));
            }
            let slug = slug_of(&label).ok_or_else(|| wrong("Use at least one letter or digit in a category"))?;
            Ok((slug, label))
        });
        let parts: Vec<_> = parts.collect::<Result<_>>()?;
        Ok(if parts.is_empty() { None } else { Some(Self(parts)) })
    }

    /// Slug and label of each level from the root down.
    pub fn parts(&self) -> &[(Slug, String)] {
        &self.0
    }
}

/// The slug of a category's or a tag's label. Signs that tell names apart are spelled out, so that C, C++ and C# differ.
pub(super) fn slug_of(label: &str) -> Option<Slug> {
    Slug::of(&label.replace('+', " plus ").replace('#', " sharp "))
}

/// A category with how many published products stand in it and below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The category.
    pub category: Category,
    /// Published products in it and below, each counted once.
    pub count: usize,
    /// The categories right below, by label.
    pub children: Vec<Branch>,
}
