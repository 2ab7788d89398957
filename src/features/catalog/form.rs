//! The door: what people and files say of a product, checked once.

use super::{
    Category, CategoryPath, EditionForm, ImageSource, NewEdition, Product, Seo, Tag, category::slug_of, html,
    offer::editions,
};
use crate::base::{Currency, Error, Language, Result, Slug, text};

/// What somebody says of a product, not yet looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductForm {
    /// The address of its page; from the title if empty.
    pub slug: String,
    /// One line of 1 to 200 characters.
    pub title: String,
    /// Up to 300 characters; from the description if empty.
    pub summary: String,
    /// HTML, or plain text with empty lines between paragraphs; or Markdown.
    pub description: String,
    /// Whether the description is Markdown.
    pub markdown: bool,
    /// Labels from the root down.
    pub category: Vec<String>,
    /// What kind of thing it is.
    pub kind: String,
    /// Up to 20, by code or name in English.
    pub languages: Vec<String>,
    /// Up to 50 words.
    pub tags: Vec<String>,
    /// The first is the cover.
    pub images: Vec<ImageForm>,
    /// At least one.
    pub editions: Vec<EditionForm>,
    /// For search engines.
    pub seo_title: String,
    /// For search engines.
    pub seo_description: String,
}

/// A picture of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageForm {
    /// Where its bytes are.
    pub source: ImageSource,
    /// What it shows.
    pub alt: String,
}

/// A product that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProduct {
    pub(super) slug: Slug,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) description_html: String,
    pub(super) description_md: Option<String>,
    pub(super) category: Option<CategoryPath>,
    pub(super) kind: Option<String>,
    pub(super) languages: Vec<Language>,
    pub(super) tags: Vec<Tag>,
    pub(super) images: Vec<ImageForm>,
    pub(super) editions: Vec<NewEdition>,
    pub(super) seo: Seo,
}

const MAX_TAGS: usize = 50;
const MAX_LANGUAGES: usize = 20;
const MAX_IMAGES: usize = 50;
const MAX_DESCRIPTION: usize = 200_000;

impl ProductForm {
    /// What a person would fill in to get `product` as it is: the ground for a change.
    pub fn of(product: &Product, category: &[Category]) -> Self {
        Self {
            slug: product.slug.to_string(),
            title: product.title.clone(),
            summary: product.summary.clone(),
            description: product.description_md.as_ref().unwrap_or(&product.description_html).clone(),
            markdown: product.description_md.is_some(),
            category: category.iter().map(|it| it.label.clone()).collect(),
            kind: product.kind.clone().unwrap_or_default(),
            languages: product.languages.iter().map(|it| it.name().to_owned()).collect(),
            tags: product.tags.iter().map(|it| it.label.clone()).collect(),
            images: product
                .images
                .iter()
                .map(|it| ImageForm { source: it.source.clone(), alt: it.alt.clone() })
                .collect(),
            editions: product.on_sale().map(EditionForm::of).collect(),
            seo_title: product.seo.title.clone().unwrap_or_default(),
            seo_description: product.seo.description.clone().unwrap_or_default(),
        }
    }

    /// Checks everything; prices are in `currency`.
    pub fn check(&self, currency: Currency) -> Result<NewProduct> {
        let title = required("title", &self.title, 200)?;
        if self.description.len() > MAX_DESCRIPTION {
            return Err(Error::invalid("description", "Use 200,000 characters at most"));
        }
        let description_md = self.markdown.then(|| text::paragraphs(&self.description)).filter(|it| !it.is_empty());
        let description_html = match &description_md {
            Some(written) => html::markdown(written),
            None if self.markdown => String::new(),
            None => html::description(&self.description),
        };
        let summary = match optional("summary", &self.summary, 300)? {
            Some(summary) => summary,
            None => text::shorten(&text::line(&html::to_text(&description_html)), 200),
        };
        Ok(NewProduct {
            slug: slug(&self.slug, &title)?,
            title,
            summary,
            description_html,
            description_md,
            category: CategoryPath::parse(&self.category)?,
            kind: optional("kind", &self.kind, 80)?,
            languages: languages(&self.languages)?,
            tags: tags(&self.tags)?,
            images: images(&self.images)?,
            editions: editions(&self.editions, currency)?,
            seo: Seo {
                title: optional("seo_title", &self.seo_title, 300)?,
                description: optional("seo_description", &self.seo_description, 1_000)?,
            },
        })
    }
}

impl NewProduct {
    /// Keeps of `old` what a list cannot tell: stored pictures, and which files and keys come with which edition.
    #[must_use]
    pub fn keeping(mut self, old: &Product) -> Self {
        let stored = old.images.iter().filter(|it| it.is_stored());
        let stored = stored.map(|it| ImageForm { source: it.source.clone(), alt: it.alt.clone() });
        self.images = stored.chain(self.images).collect();
        for edition in &mut self.editions {
            let name = edition.name.to_lowercase();
            if let Some(old) = old.editions.iter().find(|it| it.name.to_lowercase() == name) {
                edition.files.clone_from(&old.files);
                edition.license_keys |= old.license_keys;
            }
        }
        self
    }
}

fn slug(wished: &str, title: &str) -> Result<Slug> {
    let wished = wished.trim();
    let found = if wished.is_empty() { Slug::of(title).or_else(|| Slug::of("product")) } else { Slug::of(wished) };
    found.ok_or_else(|| Error::invalid("slug", "Use at least one letter or digit in the address"))
}

fn tags(given: &[String]) -> Result<Vec<Tag>> {
    let mut tags: Vec<Tag> = Vec::new();
    // Files part tags by commas, so that none has one.
    for label in given.iter().flat_map(|it| it.split(',')) {
        let Some(label) = optional("tags", label, 80)? else { continue };
        let Some(slug) = slug_of(&label) else { continue };
        if !tags.iter().any(|it| it.slug == slug) {
            tags.push(Tag { slug, label });
        }
    }
    at_most("tags", &tags, MAX_TAGS)?;
    Ok(tags)
}

fn languages(given: &[String]) -> Result<Vec<Language>> {
    let mut languages: Vec<Language> = Vec::new();
    for text in given.iter().flat_map(|it| it.split(',')).filter(|it| !it.trim().is_empty()) {
        let language = Language::parse("languages", text)?;
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    at_most("languages", &languages, MAX_LANGUAGES)?;
    Ok(languages)
}

fn images(given: &[ImageForm]) -> Result<Vec<ImageForm>> {
    at_most("images", given, MAX_IMAGES)?;
    let check = |it: &ImageForm| {
        if let ImageSource::External { url } = &it.source {
            let good = url.starts_with("https://") || url.starts_with("http://");
            if !good || url.len() > 2_000 || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
                return Err(Error::invalid("images", "Give pictures by addresses that begin with https://"));
            }
        }
        let alt = text::shorten(&text::line(&it.alt), 500);
        Ok(ImageForm { source: it.source.clone(), alt })
    };
    given.iter().map(check).collect()
}

fn required(field: &'static str, given: &str, max: usize) -> Result<String> {
    optional(field, given, max)?.ok_or_else(|| Error::invalid(field, "This is needed"))
}

pub(super) fn optional(field: &'static str, given: &str, max: usize) -> Result<Option<String>> {
    let clean = text::line(given);
    match clean.chars().count() {
        0 => Ok(None),
        count if count <= max => Ok(Some(clean)),
        count => Err(Error::invalid(field, format!("Use {max} characters at most; these are {count}"))),
    }
}

pub(super) fn at_most<T>(field: &'static str, given: &[T], max: usize) -> Result<()> {
    if given.len() <= max { Ok(()) } else { Err(Error::invalid(field, format!("Use {max} at most"))) }
}
