//! A product, and where it stands in its life.

use serde::{Deserialize, Serialize};

use super::{Edition, Image, ImageSource, Release, html};
use crate::{
    base::{CategoryId, Digest, EditionId, FileId, Money, ProductId, SellerId, Slug, Timestamp},
    platform::db::Record,
};

/// Something that is sold here, with all that belongs to it: one read shows its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Never changes.
    pub id: ProductId,
    /// Where its page is.
    pub slug: Slug,
    /// One line.
    pub title: String,
    /// One or two sentences of plain text; from the description if the seller wrote none.
    #[serde(default)]
    pub summary: String,
    /// Sanitised: safe to be placed into a page as it is.
    #[serde(default)]
    pub description_html: String,
    /// Whose it is.
    pub seller: SellerId,
    /// Where it stands in the tree.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// What kind of thing it is, in the seller's words: "font", "sound pack".
    #[serde(default)]
    pub kind: Option<String>,
    /// In the seller's order, each once.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// The first is the cover.
    #[serde(default)]
    pub images: Vec<Image>,
    /// The class of goods by which it is taxed; the shop's usual one if nothing is said.
    #[serde(default)]
    pub tax_class: Option<String>,
    /// What one can buy of it, in the seller's order; retired ones too.
    #[serde(default)]
    pub editions: Vec<Edition>,
    /// Newest last.
    #[serde(default)]
    pub releases: Vec<Release>,
    /// Present while everyone can see and buy it.
    #[serde(default)]
    pub publication: Option<Publication>,
    /// Since when it is no longer sold; whoever bought it keeps it.
    #[serde(default)]
    pub retired: Option<Timestamp>,
    /// How search engines shall show it.
    #[serde(default)]
    pub seo: Seo,
    /// Where it was imported from.
    #[serde(default)]
    pub source: Option<Source>,
    /// Products of one batch can be removed together, such as the demonstration's.
    #[serde(default)]
    pub batch: Option<String>,
    /// Grows by one with each change.
    #[serde(default)]
    pub revision: u64,
    /// When it was made.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// That a product is for sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Since when.
    pub since: Timestamp,
}

/// A word under which products are found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// What makes two tags the same.
    pub slug: Slug,
    /// As it was written first.
    pub label: String,
}

/// What search engines are told in place of title and summary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seo {
    /// In place of the title.
    #[serde(default)]
    pub title: Option<String>,
    /// In place of the summary.
    #[serde(default)]
    pub description: Option<String>,
}

/// Where an imported product came from, so that it is known again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Which catalogue, and the product's key in it: `shopify/aurora-sans`.
    pub key: String,
    /// Fingerprint of the rows it was made of.
    pub hash: Digest,
    /// Names or addresses of files that the catalogue mentions and that have yet to be attached.
    #[serde(default)]
    pub files: Vec<String>,
}

impl Product {
    /// Whether everyone can see and buy it.
    pub fn is_published(&self) -> bool {
        self.publication.is_some()
    }

    /// The editions that can be bought, in the seller's order.
    pub fn on_sale(&self) -> impl Iterator<Item = &Edition> {
        self.editions.iter().filter(|it| it.retired.is_none())
    }

    /// The edition that a card shows: the one that costs least.
    pub fn cheapest(&self) -> Option<&Edition> {
        self.on_sale().min_by_key(|it| it.price.least().amount)
    }

    /// What the cheapest edition costs at least.
    pub fn price(&self) -> Option<Money> {
        self.cheapest().map(|it| it.price.least())
    }

    /// The edition of that id, if everyone can buy it now.
    pub fn offer(&self, id: EditionId) -> Option<&Edition> {
        self.on_sale().find(|it| it.id == id && self.is_published())
    }

    /// The edition of that id, retired or not.
    pub fn edition(&self, id: EditionId) -> Option<&Edition> {
        self.editions.iter().find(|it| it.id == id)
    }

    /// The picture that stands for it.
    pub fn cover(&self) -> Option<&Image> {
        self.images.first()
    }

    /// The newest release.
    pub fn latest(&self) -> Option<&Release> {
        self.releases.last()
    }

    /// What a release after the newest may be called: its last number and one.
    pub fn next_version(&self) -> String {
        let Some(latest) = self.latest() else { return "1.0".into() };
        let head = latest.version.trim_end_matches(|c: char| c.is_ascii_digit());
        match latest.version[head.len()..].parse::<u32>() {
            Ok(number) => format!("{head}{}", number.saturating_add(1)),
            Err(_) => format!("{}.1", latest.version),
        }
    }

    /// The newest release's files that come with `edition`.
    pub fn files_of(&self, edition: &Edition) -> Vec<&super::File> {
        let files = self.latest().into_iter().flat_map(|it| &it.files);
        files.filter(|file| edition.files.include(file.id)).collect()
    }

    /// The file of that id with its release, whichever release it is in.
    pub fn file(&self, id: FileId) -> Option<(&Release, &super::File)> {
        let all = self.releases.iter().flat_map(|release| release.files.iter().map(move |file| (release, file)));
        all.into_iter().find(|(_, file)| file.id == id)
    }

    /// The fingerprints of all files and pictures that it needs.
    pub fn digests(&self) -> Vec<Digest> {
        let files = self.releases.iter().flat_map(|it| &it.files).map(|it| it.sha256);
        let images = self.images.iter().filter_map(|it| match &it.source {
            ImageSource::Stored { sha256, .. } => Some(*sha256),
            ImageSource::External { .. } => None,
        });
        files.chain(images).collect()
    }

    /// The description as plain text, for search and for mails.
    pub fn description_text(&self) -> String {
        html::to_text(&self.description_html)
    }
}

impl Record for Product {
    type Key = ProductId;
    const MISSING: &'static str = "There is no such product";

    fn key(&self) -> ProductId {
        self.id
    }
}
