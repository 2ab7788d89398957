//! What the forms of the editor send, and what becomes of it.

use serde::Deserialize;

use super::acts::{StockWish, stock_limit};
use crate::{
    base::{EditionId, Error, Result},
    features::{
        catalog::{self, Edition, EditionForm, Files, Product, ProductForm, ReleaseForm},
        stock,
    },
    platform::db::Reads,
};

/// The details of a product. Editions come as a list for each field, with an entry for each; what is ticked comes as the
/// numbers of the editions that are.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    #[serde(rename = "do")]
    pub act: String,
    pub revision: String,
    pub title: String,
    pub slug: String,
    pub summary: String,
    pub description: String,
    pub category: String,
    pub tags: String,
    pub kind: String,
    pub languages: String,
    pub seo_title: String,
    pub seo_description: String,
    pub edition: Vec<String>,
    pub name: Vec<String>,
    pub price: Vec<String>,
    pub suggested: Vec<String>,
    pub compare_at: Vec<String>,
    pub license: Vec<String>,
    pub terms: Vec<String>,
    pub stock: Vec<String>,
    pub open: Vec<usize>,
    pub keys: Vec<usize>,
    pub on: Vec<usize>,
    pub own_files: Vec<usize>,
    pub file: Vec<String>,
}

/// One edition as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedEdition {
    pub id: String,
    pub name: String,
    pub price: String,
    pub suggested: String,
    pub compare_at: String,
    pub license: String,
    pub terms: String,
    pub stock: String,
    pub open: bool,
    pub keys: bool,
    pub on: bool,
    pub own_files: bool,
    pub files: Vec<String>,
}

impl Typed {
    /// What one would type to get `product` as it is.
    pub fn of(txn: &impl Reads, product: &Product) -> Result<Self> {
        let form = ProductForm::of(product, &[]);
        let category = product.category.map(|id| catalog::find_category(txn, id)).transpose()?.flatten();
        let mut typed = Self {
            revision: product.revision.to_string(),
            title: form.title,
            slug: form.slug,
            summary: form.summary,
            description: form.description,
            category: category.map(|it| it.path).unwrap_or_default(),
            tags: form.tags.join(", "),
            kind: form.kind,
            languages: form.languages.join(", "),
            seo_title: form.seo_title,
            seo_description: form.seo_description,
            ..Self::default()
        };
        for (at, edition) in product.editions.iter().enumerate() {
            let stock = stock::of(txn, edition.id)?.map(|it| it.limit.to_string());
            typed.push(at, edition, stock.unwrap_or_default());
        }
        Ok(typed)
    }

    fn push(&mut self, at: usize, edition: &Edition, stock: String) {
        let form = EditionForm::of(edition);
        self.edition.push(edition.id.to_string());
        self.name.push(form.name);
        self.price.push(form.price);
        self.suggested.push(form.suggested);
        self.compare_at.push(form.compare_at);
        self.license.push(form.license);
        self.terms.push(form.terms);
        self.stock.push(stock);
        let tick = |list: &mut Vec<usize>, ticked: bool| list.extend(ticked.then_some(at));
        tick(&mut self.open, form.pay_what_you_want);
        tick(&mut self.keys, form.license_keys);
        tick(&mut self.on, edition.retired.is_none());
        tick(&mut self.own_files, form.files.is_some());
        self.file.extend(form.files.into_iter().flatten().map(|it| format!("{at}:{it}")));
    }

    /// The editions, those included of which nothing was typed.
    pub fn editions(&self) -> Vec<TypedEdition> {
        let text = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
        let one = |at: usize| TypedEdition {
            id: text(&self.edition, at),
            name: text(&self.name, at),
            price: text(&self.price, at),
            suggested: text(&self.suggested, at),
            compare_at: text(&self.compare_at, at),
            license: text(&self.license, at),
            terms: text(&self.terms, at),
            stock: text(&self.stock, at),
            open: self.open.contains(&at),
            keys: self.keys.contains(&at),
            on: self.on.contains(&at),
            own_files: self.own_files.contains(&at),
            files: self
                .file
                .iter()
                .filter_map(|it| it.split_once(':').filter(|(n, _)| n.parse() == Ok(at)))
                .map(|it| it.1.to_owned())
                .collect(),
        };
        (0..self.name.len().min(100)).map(one).collect()
    }

    /// What was typed, with what it cannot say taken from `product`.
    ///
    /// # Errors
    /// There is no such category.
    pub fn form(&self, txn: &impl Reads, product: &Product) -> Result<ProductForm> {
        let editions = self.editions().into_iter().filter(|it| it.on && !it.is_blank());
        Ok(ProductForm {
            slug: self.slug.clone(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            description: self.description.clone(),
            markdown: true,
            category: labels(txn, &self.category)?,
            kind: self.kind.clone(),
            languages: vec![self.languages.clone()],
            tags: vec![self.tags.clone()],
            images: ProductForm::of(product, &[]).images,
            editions: editions.map(|it| it.form(product)).collect(),
            seo_title: self.seo_title.clone(),
            seo_description: self.seo_description.clone(),
        })
    }

    /// How many there are of each edition that is sold.
    ///
    /// # Errors
    /// One of them is no number; the field is `stock`.
    pub fn stock(&self, product: &Product) -> Result<Vec<StockWish>> {
        let sold = self.editions().into_iter().filter(|it| it.on && !it.is_blank());
        sold.map(|it| {
            let id = it.id.parse().ok().filter(|id| product.edition(*id).is_some());
            Ok(StockWish { id, limit: stock_limit(&it.stock)?, name: it.name })
        })
        .collect()
    }

    /// Which state of the product they looked at.
    ///
    /// # Errors
    /// That is not said.
    pub fn revision(&self) -> Result<u64> {
        self.revision.parse().map_err(|_| Error::invalid("revision", "Open the page again, then make your change"))
    }
}

impl TypedEdition {
    fn is_blank(&self) -> bool {
        self.id.is_empty() && self.name.trim().is_empty() && self.price.trim().is_empty()
    }

    fn form(&self, product: &Product) -> EditionForm {
        let id = self.id.parse::<EditionId>().ok().filter(|id| product.edition(*id).is_some());
        let sku = id.and_then(|id| product.edition(id)).and_then(|it| it.sku.clone()).unwrap_or_default();
        let known: Vec<_> = product.all_files().map(|it| it.id).collect();
        let files = self.files.iter().filter_map(|it| it.parse().ok()).filter(|it| known.contains(it)).collect();
        EditionForm {
            id,
            name: self.name.clone(),
            sku,
            price: self.price.clone(),
            pay_what_you_want: self.open,
            suggested: self.suggested.clone(),
            compare_at: self.compare_at.clone(),
            license: self.license.clone(),
            terms: self.terms.clone(),
            files: self.own_files.then_some(files),
            license_keys: self.keys,
        }
    }
}

/// The labels from the root down to the category at `path`; none for no path.
///
/// # Errors
/// There is no such category; the field is `category`.
pub(super) fn labels(txn: &impl Reads, path: &str) -> Result<Vec<String>> {
    if path.trim().is_empty() {
        return Ok(Vec::new());
    }
    let found = catalog::find_category_by_path(txn, path.trim())?;
    let found = found.ok_or_else(|| Error::invalid("category", "There is no such category"))?;
    Ok(catalog::lineage(txn, Some(found.id))?.into_iter().map(|it| it.label).collect())
}

/// What a seller says of a release.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TypedRelease {
    #[serde(rename = "do")]
    pub act: String,
    pub version: String,
    pub notes: String,
    pub channel: String,
    pub platform: String,
    pub for_earlier: Option<String>,
    pub tell: Option<String>,
}

impl TypedRelease {
    pub fn form(&self) -> ReleaseForm {
        ReleaseForm {
            version: self.version.clone(),
            notes: self.notes.clone(),
            channel: self.channel.clone(),
            platform: self.platform.clone(),
            for_earlier: self.for_earlier.is_some(),
        }
    }
}

/// Whether an edition brings only some files.
pub(super) fn has_own_files(edition: &Edition) -> bool {
    matches!(edition.files, Files::Some(_))
}
