//! Products as their sellers' programs see and write them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{acts::StockWish, forms::labels, list::seller_of};
use crate::{
    base::{
        BaseUrl, Currency, EditionId, FileId, ImageId, Language, Money, ProductId, ReleaseId, Result, SellerId, Slug,
        Timestamp,
    },
    features::{
        catalog::{
            self, Edition, EditionForm, Files, Image, ImageSource, MoneyJson, Price, Product, ProductForm, Release,
            ReleaseForm, hurdles,
        },
        sellers::Editing,
        stock,
    },
    platform::db::Reads,
};

/// A product in all that its seller has said, drafts and all.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnProductJson {
    #[schema(value_type = String, example = "prod_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    pub id: ProductId,
    #[schema(value_type = String, example = "tape-garden")]
    slug: Slug,
    title: String,
    summary: String,
    /// In Markdown; HTML where it came from another shop.
    description: String,
    /// Sanitised.
    description_html: String,
    #[schema(value_type = String)]
    seller: SellerId,
    /// The slugs from the root down.
    #[schema(example = "audio/sample-packs")]
    category: Option<String>,
    kind: Option<String>,
    /// By their codes (ISO 639-1).
    #[schema(value_type = Vec<String>, example = json!(["en", "de"]))]
    languages: Vec<Language>,
    tags: Vec<String>,
    seo_title: Option<String>,
    seo_description: Option<String>,
    /// `draft`, `scheduled`, `published` or `retired`.
    #[schema(example = "draft")]
    state: &'static str,
    #[schema(format = DateTime)]
    published_at: Option<String>,
    #[schema(format = DateTime)]
    scheduled_at: Option<String>,
    /// Those that are no longer sold as well.
    pub editions: Vec<OwnEditionJson>,
    pub images: Vec<OwnImageJson>,
    /// Whether buyers can fetch the releases before the newest as well.
    earlier_releases: bool,
    /// Those that are worked on first, then those that are out, newest first.
    pub releases: Vec<OwnReleaseJson>,
    /// What is left to be done.
    todo: Vec<TodoJson>,
    /// How often it has changed; as in `ETag`.
    pub revision: u64,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

/// What can be bought of a product, as its seller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnEditionJson {
    #[schema(value_type = String)]
    pub id: EditionId,
    name: String,
    sku: Option<String>,
    /// The usual price, whether a sale runs or not.
    #[schema(value_type = MoneyJson)]
    price: Money,
    pay_what_you_want: bool,
    #[schema(value_type = Option<MoneyJson>)]
    suggested_price: Option<Money>,
    #[schema(value_type = Option<MoneyJson>)]
    compare_at_price: Option<Money>,
    license: Option<String>,
    terms: Option<String>,
    license_keys: bool,
    /// Null: all files.
    #[schema(value_type = Option<Vec<String>>)]
    files: Option<Vec<FileId>>,
    /// How many are sold in all; null where there is no end of them.
    stock: Option<u32>,
    /// How many of them are left.
    stock_left: Option<u32>,
    /// Whether it can be bought.
    on_sale: bool,
}

/// A picture, as its seller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnImageJson {
    #[schema(value_type = String)]
    pub id: ImageId,
    alt: String,
    width: u32,
    height: u32,
    /// Where everyone sees it, once the product is on the shelf.
    url: String,
}

/// A release, as its seller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnReleaseJson {
    #[schema(value_type = String)]
    pub id: ReleaseId,
    version: String,
    notes: String,
    /// `stable` or `beta`.
    channel: &'static str,
    platform: Option<String>,
    /// Whether those get it who bought before it came out.
    for_earlier: bool,
    /// Null while it is worked on.
    #[schema(format = DateTime)]
    published_at: Option<String>,
    /// Since when it is no longer handed out.
    #[schema(format = DateTime)]
    yanked_at: Option<String>,
    files: Vec<OwnFileJson>,
}

/// A file of a release, as its seller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnFileJson {
    #[schema(value_type = String)]
    id: FileId,
    name: String,
    media_type: String,
    size: u64,
    sha256: String,
}

/// Something that is left to be done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TodoJson {
    field: &'static str,
    advice: &'static str,
    /// Whether it cannot be sold before.
    blocks: bool,
}

/// A piece of a seller's products, last changed first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnProductsJson {
    pub data: Vec<OwnProductJson>,
    /// Where the next piece begins.
    pub next: Option<String>,
    pub total: usize,
}

impl OwnProductJson {
    pub fn of(txn: &impl Reads, it: &Product, base: &BaseUrl) -> Result<Self> {
        let category = it.category.map(|id| catalog::find_category(txn, id)).transpose()?.flatten();
        let state = match (it.is_published(), it.retired, it.scheduled) {
            (true, ..) => "published",
            (_, Some(_), _) => "retired",
            (_, _, Some(_)) => "scheduled",
            _ => "draft",
        };
        let out = it.releases.iter().rev().map(|it| OwnReleaseJson::of(it, true));
        let left = hurdles(it).into_iter().filter(|it| !it.is_done);
        Ok(Self {
            id: it.id,
            slug: it.slug.clone(),
            title: it.title.clone(),
            summary: it.summary.clone(),
            description: it.description_md.as_ref().unwrap_or(&it.description_html).clone(),
            description_html: it.description_html.clone(),
            seller: it.seller,
            category: category.map(|it| it.path),
            kind: it.kind.clone(),
            languages: it.languages.clone(),
            tags: it.tags.iter().map(|it| it.label.clone()).collect(),
            seo_title: it.seo.title.clone(),
            seo_description: it.seo.description.clone(),
            state,
            published_at: it.publication.as_ref().map(|it| it.since.rfc3339()),
            scheduled_at: it.scheduled.map(Timestamp::rfc3339),
            editions: it.editions.iter().map(|it| OwnEditionJson::of(txn, it)).collect::<Result<_>>()?,
            earlier_releases: it.keeps_earlier,
            images: it.images.iter().filter_map(|image| OwnImageJson::of(it, image, base)).collect(),
            releases: it.making.iter().map(|it| OwnReleaseJson::of(it, false)).chain(out).collect(),
            todo: left.map(|it| TodoJson { field: it.field, advice: it.advice, blocks: it.blocks }).collect(),
            revision: it.revision,
            created_at: it.created.rfc3339(),
            updated_at: it.updated.rfc3339(),
        })
    }
}

impl OwnEditionJson {
    fn of(txn: &impl Reads, it: &Edition) -> Result<Self> {
        let price = it.regular_price();
        let stock = stock::of(txn, it.id)?;
        Ok(Self {
            stock: stock.map(|it| it.limit),
            stock_left: stock.map(|it| it.left()),
            id: it.id,
            name: it.name.clone(),
            sku: it.sku.clone(),
            price: price.least(),
            pay_what_you_want: price.is_open(),
            suggested_price: match price {
                Price::Fixed(_) => None,
                Price::PayWhatYouWant { suggested, .. } => suggested,
            },
            compare_at_price: it.regular_compare_at(),
            license: it.license.label.clone(),
            terms: it.license.terms.clone(),
            license_keys: it.license_keys,
            files: match &it.files {
                Files::All => None,
                Files::Some(some) => Some(some.clone()),
            },
            on_sale: it.retired.is_none(),
        })
    }
}

impl OwnImageJson {
    fn of(product: &Product, it: &Image, base: &BaseUrl) -> Option<Self> {
        let ImageSource::Stored { width, height, .. } = it.source else { return None };
        let url = base.to(&catalog::shown::picture(product, it));
        Some(Self { id: it.id, alt: it.alt.clone(), width, height, url })
    }
}

impl OwnReleaseJson {
    fn of(it: &Release, out: bool) -> Self {
        let file = |it: &catalog::File| OwnFileJson {
            id: it.id,
            name: it.name.to_string(),
            media_type: it.media_type.clone(),
            size: it.size,
            sha256: it.sha256.to_string(),
        };
        Self {
            id: it.id,
            version: it.version.clone(),
            notes: it.notes.clone(),
            channel: it.channel.word(),
            platform: it.platform.clone(),
            for_earlier: it.for_earlier,
            published_at: out.then(|| it.published_at.rfc3339()),
            yanked_at: it.yanked.map(Timestamp::rfc3339),
            files: it.files.iter().map(file).collect(),
        }
    }
}

/// What somebody says of a product. What is left out stays as it is, or is empty in a new one.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct ProductWriteJson {
    /// Needed for a new one.
    #[schema(example = "Tape Garden")]
    title: Option<String>,
    slug: Option<String>,
    summary: Option<String>,
    /// In Markdown.
    description: Option<String>,
    /// The slugs from the root down; empty for none.
    category: Option<String>,
    kind: Option<String>,
    /// By their codes (ISO 639-1) or names in English, 20 at most.
    languages: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    seo_title: Option<String>,
    seo_description: Option<String>,
    /// Whether buyers can fetch the releases before the newest as well.
    pub earlier_releases: Option<bool>,
    /// Of a new one, what its first edition costs, in minor units.
    #[schema(example = 1299)]
    price: Option<i64>,
}

impl ProductWriteJson {
    /// A new product of whoever asks.
    pub fn begin(&self, txn: &impl Reads, editing: &Editing, currency: Currency) -> Result<(SellerId, ProductForm)> {
        let seller = seller_of(editing)?;
        let price = self.price.map(|it| Money::new(it, currency).plain()).unwrap_or_default();
        let edition = EditionForm { price, ..EditionForm::default() };
        let mut form = ProductForm { markdown: true, editions: vec![edition], ..ProductForm::default() };
        self.fill(txn, &mut form)?;
        Ok((seller, form))
    }

    /// Writes what is said into `form`.
    pub fn fill(&self, txn: &impl Reads, form: &mut ProductForm) -> Result<()> {
        let set = |to: &mut String, said: &Option<String>| {
            if let Some(said) = said {
                to.clone_from(said);
            }
        };
        set(&mut form.title, &self.title);
        set(&mut form.slug, &self.slug);
        set(&mut form.summary, &self.summary);
        set(&mut form.kind, &self.kind);
        set(&mut form.seo_title, &self.seo_title);
        set(&mut form.seo_description, &self.seo_description);
        if let Some(said) = &self.description {
            form.description.clone_from(said);
            form.markdown = true;
        }
        if let Some(path) = &self.category {
            form.category = labels(txn, path)?;
        }
        if let Some(languages) = &self.languages {
            form.languages.clone_from(languages);
        }
        if let Some(tags) = &self.tags {
            form.tags.clone_from(tags);
        }
        Ok(())
    }
}

/// What somebody says of an edition. Amounts are minor units. What is left out stays as it is, or is empty in a new one.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct EditionWriteJson {
    #[schema(example = "Studio")]
    name: Option<String>,
    sku: Option<String>,
    /// Needed for a new one; the least that one may give where the buyer names the price.
    #[schema(example = 4900)]
    price: Option<i64>,
    pay_what_you_want: Option<bool>,
    suggested_price: Option<i64>,
    /// 0 takes it away.
    compare_at_price: Option<i64>,
    license: Option<String>,
    terms: Option<String>,
    license_keys: Option<bool>,
    /// How many are sold in all; null where there is no end of them.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<u32>, maximum = 10_000_000)]
    stock: Option<Option<u32>>,
    /// Ids of files of this product; an empty list for all.
    #[schema(value_type = Option<Vec<String>>)]
    files: Option<Vec<FileId>>,
}

/// A field that is there, even if it is null.
fn said<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Option<Option<u32>>, D::Error> {
    Option::deserialize(from).map(Some)
}

impl EditionWriteJson {
    /// How many there shall be of the edition that is called so after the change, if that is said.
    pub fn stock(&self, id: Option<EditionId>) -> Option<StockWish> {
        Some(StockWish { id, name: self.name.clone().unwrap_or_default(), limit: self.stock? })
    }

    /// Writes what is said into `form`.
    pub fn fill(&self, form: &mut EditionForm, currency: Currency) {
        let plain = |it: i64| Money::new(it, currency).plain();
        let set = |to: &mut String, said: Option<String>| {
            if let Some(said) = said {
                *to = said;
            }
        };
        set(&mut form.name, self.name.clone());
        set(&mut form.sku, self.sku.clone());
        set(&mut form.price, self.price.map(plain));
        set(&mut form.suggested, self.suggested_price.map(plain));
        set(&mut form.compare_at, self.compare_at_price.map(plain));
        set(&mut form.license, self.license.clone());
        set(&mut form.terms, self.terms.clone());
        form.pay_what_you_want = self.pay_what_you_want.unwrap_or(form.pay_what_you_want);
        form.license_keys = self.license_keys.unwrap_or(form.license_keys);
        if let Some(files) = &self.files {
            form.files = Some(files.clone()).filter(|it| !it.is_empty());
        }
    }
}

/// When a product shall be on the shelf.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct PublicationWriteJson {
    /// At once if left out.
    #[schema(format = DateTime)]
    pub at: Option<String>,
}

/// A picture that has been uploaded.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct NewImageJson {
    /// A complete upload of yours.
    #[schema(example = "upl_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    pub upload: String,
    /// What it shows.
    #[serde(default)]
    pub alt: String,
}

/// What somebody says of a picture. What is left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct ImageWriteJson {
    /// What it shows.
    pub alt: Option<String>,
    /// Its place, from 0 on; the first is the cover.
    pub place: Option<usize>,
}

/// What somebody says of a release. What is left out stays as it is; a new one is the next stable one, for all buyers.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct ReleaseWriteJson {
    #[schema(example = "2.1")]
    version: Option<String>,
    notes: Option<String>,
    /// `stable` or `beta`.
    channel: Option<String>,
    platform: Option<String>,
    for_earlier: Option<bool>,
    /// `true` lets it come out.
    pub published: Option<bool>,
    /// Whether earlier buyers are written to as it comes out.
    pub tell_buyers: Option<bool>,
    /// `true` stops handing it out.
    pub yanked: Option<bool>,
}

impl ReleaseWriteJson {
    /// What is said, with the rest taken from `release`.
    pub fn form(&self, release: Option<&Release>) -> ReleaseForm {
        let kept = |said: &Option<String>, kept: Option<String>| said.clone().or(kept).unwrap_or_default();
        ReleaseForm {
            version: kept(&self.version, release.map(|it| it.version.clone())),
            notes: kept(&self.notes, release.map(|it| it.notes.clone())),
            channel: kept(&self.channel, release.map(|it| it.channel.word().to_owned())),
            platform: kept(&self.platform, release.and_then(|it| it.platform.clone())),
            for_earlier: self.for_earlier.or(release.map(|it| it.for_earlier)).unwrap_or(true),
        }
    }
}

/// A file that has been uploaded.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct NewFileJson {
    /// A complete upload of yours.
    #[schema(example = "upl_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    pub upload: String,
    /// In place of the name that the upload has.
    #[serde(default)]
    pub name: String,
}
