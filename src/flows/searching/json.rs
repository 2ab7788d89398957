//! What programs are answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{BaseUrl, Cursor, ProductId, Result},
    features::{
        catalog::{self, CardJson, Edition, SellerJson},
        licenses, reviews, sellers, stock,
    },
    platform::{
        db::Reads,
        search::{Facet, FacetValue, Found, Hit, PriceRange, RatingStep, SearchParams, Suggestion, Suggestions},
    },
};

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundJson {
    /// The products of this piece, best first.
    data: Vec<FindJson>,
    /// How many there are in all.
    total: usize,
    /// The cursor of the next piece; null at the end.
    next: Option<String>,
    /// How they divide.
    facets: FacetsJson,
    /// What was looked for, where parts of the words were taken as filters; null otherwise.
    understood: Option<UnderstoodJson>,
    /// How many of them do not hold all of the words, but come near in meaning or hold most of them.
    near: usize,
    /// The words that were looked for, where they differ from those asked.
    corrected: Option<String>,
    /// Whether nothing held all of the words, so that these hold most of them.
    relaxed: bool,
    /// Whether the index is being built, so that something may be missing.
    rebuilding: bool,
}

/// Words of which some were taken as filters, such as "free fonts under $10".
#[derive(Debug, Serialize, ToSchema)]
pub struct UnderstoodJson {
    /// The words that were left.
    q: String,
    /// The filters, as a query would ask for them.
    filters: Vec<FilterJson>,
}

/// A filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct FilterJson {
    /// Such as `max_price`.
    name: String,
    /// Such as `999`.
    value: String,
}

impl UnderstoodJson {
    /// What `params` ask for.
    pub(super) fn new(params: &SearchParams) -> Self {
        let filters = params.fields().into_iter().filter(|(name, _)| !matches!(*name, "q" | "sort" | "limit" | "page"));
        let filters = filters.map(|(name, value)| FilterJson { name: name.to_owned(), value });
        Self { q: params.text.clone(), filters: filters.collect() }
    }
}

/// A product that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindJson {
    #[serde(flatten)]
    card: CardJson,
    /// A passage as HTML in which only `<mark>` occurs; null if there are no words to mark.
    snippet: Option<String>,
}

/// How finds divide; the most frequent values first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetsJson {
    category: Vec<ValueJson>,
    tag: Vec<ValueJson>,
    file_type: Vec<ValueJson>,
    license: Vec<ValueJson>,
    seller: Vec<ValueJson>,
    /// By their codes (ISO 639-1).
    language: Vec<ValueJson>,
    price: Vec<PriceJson>,
    rating: Vec<StepJson>,
}

/// How many finds have a value.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueJson {
    /// For the filter.
    value: String,
    /// For people.
    label: String,
    /// The total after choosing it.
    count: usize,
}

/// How many finds cost from one amount to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct PriceJson {
    /// For `min_price`, in minor units.
    from: i64,
    /// For `max_price`, in minor units; null for the last.
    to: Option<i64>,
    /// The total after choosing it.
    count: usize,
}

/// How many finds have at least so many stars.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepJson {
    /// For `min_rating`.
    from: u32,
    /// The total after choosing it.
    count: usize,
}

/// What someone who is typing may mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionsJson {
    /// Products.
    products: Vec<CardJson>,
    /// Categories of that name.
    categories: Vec<ValueJson>,
    /// Words to look for.
    queries: Vec<String>,
}

/// Where cards are taken from.
pub(super) struct Shelf {
    pub base: BaseUrl,
}

impl Shelf {
    /// The cards of `hits`; what is not sold any more is left out.
    pub fn cards(&self, txn: &impl Reads, hits: &[Hit]) -> Result<Vec<FindJson>> {
        let find = |hit: &Hit| {
            let card = self.card(txn, ProductId::from_bytes(hit.id)).transpose()?;
            Some(card.map(|card| FindJson { card, snippet: hit.snippet.clone() }))
        };
        hits.iter().filter_map(find).collect()
    }

    /// The cards of suggested products.
    pub fn suggested(&self, txn: &impl Reads, products: &[Suggestion]) -> Result<Vec<CardJson>> {
        products.iter().filter_map(|it| self.card(txn, ProductId::from_bytes(it.id)).transpose()).collect()
    }

    fn card(&self, txn: &impl Reads, product: ProductId) -> Result<Option<CardJson>> {
        let Some(product) = catalog::find(txn, product)?.filter(catalog::Product::is_published) else {
            return Ok(None);
        };
        let Some(seller) = sellers::find(txn, product.seller)? else { return Ok(None) };
        let seller = SellerJson { id: seller.id, name: seller.name.to_string(), slug: seller.slug };
        let category = product.category.map(|it| catalog::find_category(txn, it)).transpose()?.flatten();
        let sold_out = catalog::is_all_sold_out(txn, &product, &|it| is_out(txn, it))?;
        let rating = reviews::tally(txn, product.id)?;
        let card = CardJson::new(&product, seller, category.as_ref(), &self.base).sold_out(sold_out);
        Ok(Some(card.rated(rating.average_stars(), rating.count())))
    }
}

/// Whether an edition is sold out: of what there is not without end, or of what comes with keys of its maker.
fn is_out(txn: &impl Reads, edition: &Edition) -> Result<bool> {
    let out_of_keys = edition.license_keys && licenses::is_out_of_keys(txn, edition.id)?;
    Ok(out_of_keys || stock::is_sold_out(txn, edition.id)?)
}

impl FoundJson {
    pub(super) fn new(found: Found, data: Vec<FindJson>, understood: Option<UnderstoodJson>) -> Self {
        let values = |facet| found.facets.of(facet).iter().map(ValueJson::from).collect();
        Self {
            data,
            total: found.total,
            next: found.next.map(|it| Cursor::at(it).encode()),
            facets: FacetsJson {
                category: values(Facet::Category),
                tag: values(Facet::Tag),
                file_type: values(Facet::FileType),
                license: values(Facet::License),
                seller: values(Facet::Seller),
                language: values(Facet::Language),
                price: found.facets.prices.iter().map(PriceJson::from).collect(),
                rating: found.facets.ratings.iter().map(StepJson::from).collect(),
            },
            understood,
            near: found.near,
            corrected: found.corrected,
            relaxed: found.relaxed,
            rebuilding: found.rebuilding,
        }
    }
}

impl SuggestionsJson {
    pub(super) fn new(suggested: Suggestions, products: Vec<CardJson>) -> Self {
        let categories = suggested.categories.iter().map(ValueJson::from).collect();
        Self { products, categories, queries: suggested.queries }
    }
}

impl From<&FacetValue> for ValueJson {
    fn from(it: &FacetValue) -> Self {
        Self { value: it.value.to_string(), label: it.label.to_string(), count: it.count }
    }
}

impl From<&PriceRange> for PriceJson {
    fn from(it: &PriceRange) -> Self {
        Self { from: it.from, to: it.to, count: it.count }
    }
}

impl From<&RatingStep> for StepJson {
    fn from(it: &RatingStep) -> Self {
        Self { from: it.from, count: it.count }
    }
}
