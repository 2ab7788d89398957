//! A product, and where it stands in its life.

use serde::{Deserialize, Serialize};

use super::{Channel, Edition, Image, Price, Release, html};
use crate::{
    base::{
        CategoryId, Digest, EditionId, FileId, Language, Money, ProductId, ReleaseId, Result, SellerId, Slug, Timestamp,
    },
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
    /// The description as its seller writes it, in Markdown; nothing where it came from elsewhere.
    #[serde(default)]
    pub description_md: Option<String>,
    /// Whose it is.
    pub seller: SellerId,
    /// Where it stands in the tree.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// What kind of thing it is, in the seller's words: "font", "sound pack".
    #[serde(default)]
    pub kind: Option<String>,
    /// The languages that it is in, each once.
    #[serde(default)]
    pub languages: Vec<Language>,
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
    /// Those that buyers have got, newest last.
    #[serde(default)]
    pub releases: Vec<Release>,
    /// Those that the seller still works on; nobody else sees them.
    #[serde(default)]
    pub making: Vec<Release>,
    /// Whether buyers can still fetch the releases before the newest.
    #[serde(default)]
    pub keeps_earlier: bool,
    /// Present while everyone can see and buy it.
    #[serde(default)]
    pub publication: Option<Publication>,
    /// When it will be published by itself.
    #[serde(default)]
    pub scheduled: Option<Timestamp>,
    /// Whether it ever was published, so that somebody may have bought it.
    #[serde(default)]
    pub was_published: bool,
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

/// What a product and its editions are called: some fields of a [`Product`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Called {
    /// Never changes.
    pub id: ProductId,
    /// Where its page is.
    pub slug: Slug,
    /// One line.
    pub title: String,
    #[serde(default)]
    editions: Vec<CalledEdition>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct CalledEdition {
    id: EditionId,
    name: String,
}

impl Called {
    /// What an edition is called, retired or not.
    pub fn edition(&self, id: EditionId) -> Option<&str> {
        self.editions.iter().find(|it| it.id == id).map(|it| it.name.as_str())
    }
}

impl Product {
    /// The product at the prices that `off` makes of those its seller asks; what was taken off is struck.
    ///
    /// # Errors
    /// A price cannot be reckoned.
    pub fn priced(mut self, off: impl Fn(Money) -> Result<Money>) -> Result<Self> {
        for edition in &mut self.editions {
            if let Price::Fixed(price) = edition.price {
                let now = off(price)?;
                if now.amount < price.amount {
                    edition.compare_at =
                        Some(edition.compare_at.filter(|it| it.amount > price.amount).unwrap_or(price));
                    edition.price = Price::Fixed(now);
                }
            }
        }
        Ok(self)
    }

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

    /// The newest release that stands: a stable one, unless there are only others.
    pub fn latest(&self) -> Option<&Release> {
        let mut standing = self.releases.iter().rev().filter(|it| it.yanked.is_none());
        standing.clone().find(|it| it.channel == Channel::Stable).or_else(|| standing.next())
    }

    /// What somebody gets who bought it at `bought`: the newest release that is for them, too.
    pub fn release_for(&self, bought: Timestamp) -> Option<&Release> {
        let mine = |it: &&Release| it.yanked.is_none() && (it.for_earlier || it.published_at <= bought);
        let mut standing = self.releases.iter().rev().filter(mine);
        let stable = standing.clone().find(|it| it.channel == Channel::Stable);
        // Whoever bought before anything was out gets what came out first.
        stable.or_else(|| standing.next()).or_else(|| self.releases.iter().find(|it| it.yanked.is_none()))
    }

    /// The release of that id, out or still worked on.
    pub fn release(&self, id: ReleaseId) -> Option<&Release> {
        self.making.iter().chain(&self.releases).find(|it| it.id == id)
    }

    /// Whether it is a draft that nobody but its seller has ever seen.
    pub fn is_untouched(&self) -> bool {
        !self.was_published && self.publication.is_none() && self.retired.is_none()
    }

    /// What a release after the newest may be called: its last number and one.
    pub fn next_version(&self) -> String {
        let Some(latest) = self.releases.last() else { return "1.0".into() };
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

    /// The files that come with `edition` for whoever bought it at `bought`, each with its release: those of the newest that
    /// is for them, and behind them those of earlier ones where they stay at hand.
    pub fn files_for(&self, edition: &Edition, bought: Timestamp) -> Vec<(&Release, &super::File)> {
        let Some(newest) = self.release_for(bought) else { return Vec::new() };
        let earlier =
            self.releases.iter().rev().filter(|it| self.keeps_earlier && it.published_at < newest.published_at);
        let all = std::iter::once(newest).chain(earlier.filter(|it| it.yanked.is_none()));
        let files = all.flat_map(|release| release.files.iter().map(move |file| (release, file)));
        files.filter(|(_, file)| edition.files.include(file.id)).collect()
    }

    /// The file of that id with its release, whichever release it is in.
    pub fn file(&self, id: FileId) -> Option<(&Release, &super::File)> {
        let all = self.releases.iter().flat_map(|release| release.files.iter().map(move |file| (release, file)));
        all.into_iter().find(|(_, file)| file.id == id)
    }

    /// The files of all its releases, those included that are still worked on.
    pub fn all_files(&self) -> impl Iterator<Item = &super::File> {
        self.releases.iter().chain(&self.making).flat_map(|it| &it.files)
    }

    /// The fingerprints of all files and pictures that it needs.
    pub fn digests(&self) -> Vec<Digest> {
        let images = self.images.iter().flat_map(|it| it.source.digests());
        self.all_files().map(|it| it.sha256).chain(images).collect()
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
