//! What programs are answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{BaseUrl, Cursor, EditionId, FileId, ImageId, Language, Money, ReleaseId, links},
    features::catalog::{
        Branch, CardJson, Edition, File, Files, ImageSource, MoneyJson, Price, Product, Release, Tag, availability,
        shown,
    },
};

/// A product in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductJson {
    #[serde(flatten)]
    card: CardJson,
    /// Its page.
    url: String,
    /// Sanitised HTML.
    description_html: String,
    /// What kind of thing it is, in the seller's words.
    kind: Option<String>,
    /// The languages it is in, by their codes (ISO 639-1).
    #[schema(value_type = Vec<String>)]
    languages: Vec<Language>,
    /// What can be bought of it, in the seller's order.
    editions: Vec<EditionJson>,
    /// Newest first.
    releases: Vec<ReleaseJson>,
    /// The files of the newest release.
    files: Vec<FileJson>,
    /// The first is the cover.
    images: Vec<ImageJson>,
    tags: Vec<TagJson>,
    /// The short name of the cheapest edition's licence.
    license: Option<String>,
    /// Up to six others beside it.
    related: Vec<CardJson>,
    /// When it was published.
    #[schema(format = DateTime)]
    published_at: Option<String>,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
    /// How often it has changed; as in `ETag`.
    revision: u64,
}

/// What can be bought of a product.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionJson {
    #[schema(value_type = String, example = "ed_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    id: EditionId,
    name: String,
    sku: Option<String>,
    /// What it costs; the least one may give where the buyer names the price.
    #[schema(value_type = MoneyJson)]
    price: Money,
    /// Whether the buyer names the price.
    pay_what_you_want: bool,
    /// What is suggested where the buyer names the price.
    #[schema(value_type = Option<MoneyJson>)]
    suggested_price: Option<Money>,
    /// What it used to cost, if that was more.
    #[schema(value_type = Option<MoneyJson>)]
    compare_at_price: Option<Money>,
    /// What it cost at the least in the thirty days before it fell to what it is, where it used to cost more.
    #[schema(value_type = Option<MoneyJson>)]
    lowest_price_30_days: Option<Money>,
    license: LicenseJson,
    /// Whether each copy comes with a licence key.
    license_keys: bool,
    /// Which files come with it; null means all.
    #[schema(value_type = Option<Vec<String>>)]
    files: Option<Vec<FileId>>,
    /// `in_stock` or `sold_out`.
    #[schema(example = "in_stock")]
    availability: &'static str,
}

/// What a buyer may do with what they bought.
#[derive(Debug, Serialize, ToSchema)]
pub struct LicenseJson {
    /// Its short name.
    label: Option<String>,
    /// The terms in full, as plain text.
    terms: Option<String>,
}

/// A version of a product's files.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseJson {
    #[schema(value_type = String, example = "rel_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    id: ReleaseId,
    version: String,
    /// What is new, as plain text.
    notes: String,
    #[schema(format = DateTime)]
    published_at: String,
    files: Vec<FileJson>,
}

/// A file as those see it who have not bought it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileJson {
    #[schema(value_type = String, example = "file_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    id: FileId,
    name: String,
    /// RFC 6838.
    #[schema(example = "application/zip")]
    media_type: String,
    /// In bytes.
    size: u64,
}

/// A picture of a product.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImageJson {
    #[schema(value_type = String, example = "img_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    id: ImageId,
    url: String,
    /// What it shows.
    alt: String,
    /// In pixels.
    width: u32,
    /// In pixels.
    height: u32,
}

/// A word under which products are found.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagJson {
    /// What the filter `tag` takes.
    slug: String,
    label: String,
}

/// The tree of categories.
#[derive(Debug, Serialize, ToSchema)]
pub struct TreeJson {
    /// The categories at the root, by label.
    data: Vec<BranchJson>,
    /// How many categories there are in all.
    total: usize,
    /// Always null: the tree is given whole.
    next: Option<String>,
}

/// A category with those below it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(no_recursion)]
pub struct BranchJson {
    /// The slugs from the root down; also what the filter `category` takes.
    #[schema(example = "audio/sample-packs")]
    path: String,
    label: String,
    /// Published products in it and below.
    count: usize,
    children: Vec<BranchJson>,
}

/// A piece of the list of tags.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagsJson {
    data: Vec<CountedTagJson>,
    /// How many tags there are in all.
    total: usize,
    /// The cursor of the next piece; null at the end.
    next: Option<String>,
}

/// A tag with its number of published products.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountedTagJson {
    #[serde(flatten)]
    tag: TagJson,
    count: usize,
}

impl ProductJson {
    pub(super) fn new(
        product: &Product,
        card: CardJson,
        editions: Vec<EditionJson>,
        related: Vec<CardJson>,
        base: &BaseUrl,
    ) -> Self {
        let image = |it: &crate::features::catalog::Image| match it.source {
            ImageSource::Stored { width, height, .. } => {
                let url = base.to(&shown::picture(product, it));
                Some(ImageJson { id: it.id, url, alt: it.alt.clone(), width, height })
            }
            ImageSource::External { .. } => None,
        };
        Self {
            card,
            url: base.to(&links::product(&product.slug)),
            description_html: product.description_html.clone(),
            kind: product.kind.clone(),
            languages: product.languages.clone(),
            editions,
            releases: product.releases.iter().rev().filter(|it| it.yanked.is_none()).map(ReleaseJson::new).collect(),
            files: product.latest().into_iter().flat_map(|it| &it.files).map(FileJson::new).collect(),
            images: product.images.iter().filter_map(image).collect(),
            tags: product.tags.iter().map(TagJson::new).collect(),
            license: product.cheapest().and_then(|it| it.license.label.clone()),
            related,
            published_at: product.publication.as_ref().map(|it| it.since.rfc3339()),
            updated_at: product.updated.rfc3339(),
            revision: product.revision,
        }
    }
}

impl EditionJson {
    pub(super) fn new(it: &Edition, lowest: Option<Money>) -> Self {
        Self {
            id: it.id,
            name: it.name.clone(),
            sku: it.sku.clone(),
            price: it.price.least(),
            pay_what_you_want: it.price.is_open(),
            suggested_price: match it.price {
                Price::Fixed(_) => None,
                Price::PayWhatYouWant { suggested, .. } => suggested,
            },
            compare_at_price: it.compare_at,
            lowest_price_30_days: lowest,
            license: LicenseJson { label: it.license.label.clone(), terms: it.license.terms.clone() },
            license_keys: it.license_keys,
            files: match &it.files {
                Files::All => None,
                Files::Some(files) => Some(files.clone()),
            },
            availability: availability(false),
        }
    }

    /// Whether it can be bought at the moment.
    pub(super) fn sold_out(&mut self, sold_out: bool) {
        self.availability = availability(sold_out);
    }
}

impl ReleaseJson {
    pub(super) fn new(it: &Release) -> Self {
        Self {
            id: it.id,
            version: it.version.clone(),
            notes: it.notes.clone(),
            published_at: it.published_at.rfc3339(),
            files: it.files.iter().map(FileJson::new).collect(),
        }
    }
}

impl FileJson {
    fn new(it: &File) -> Self {
        Self { id: it.id, name: it.name.to_string(), media_type: it.media_type.clone(), size: it.size }
    }
}

impl TagJson {
    fn new(it: &Tag) -> Self {
        Self { slug: it.slug.to_string(), label: it.label.clone() }
    }
}

impl TreeJson {
    pub(super) fn new(tree: Vec<Branch>) -> Self {
        let data: Vec<_> = tree.into_iter().map(BranchJson::new).collect();
        Self { total: data.iter().map(BranchJson::size).sum(), data, next: None }
    }
}

impl BranchJson {
    fn new(it: Branch) -> Self {
        let children = it.children.into_iter().map(Self::new).collect();
        Self { path: it.category.path, label: it.category.label, count: it.count, children }
    }

    fn size(&self) -> usize {
        1 + self.children.iter().map(Self::size).sum::<usize>()
    }
}

impl TagsJson {
    pub(super) fn new(tags: Vec<(Tag, usize)>, from: usize, limit: usize) -> Self {
        let end = from.saturating_add(limit);
        let next = (end < tags.len()).then(|| Cursor::at(end).encode());
        let piece = tags.iter().skip(from).take(limit);
        let data = piece.map(|(tag, count)| CountedTagJson { tag: TagJson::new(tag), count: *count }).collect();
        Self { data, total: tags.len(), next }
    }
}
