//! What a search asks for, as people read it.

use crate::{
    base::{Currency, Language, Money, Result, Slug, text},
    features::{catalog, sellers},
    platform::{
        db::Reads,
        search::{Facet, Filters, SearchParams},
        web::parts::amount,
    },
};

/// Characters of a name that is offered.
const NAME: usize = 80;

/// All that `params` ask for, in a line: `“lo-fi drums”, Sample packs, up to $10`.
pub(super) fn in_words(txn: &impl Reads, params: &SearchParams, currency: Currency) -> Result<String> {
    let words = Some(&params.text).filter(|it| !it.is_empty()).map(|it| format!("“{it}”"));
    let exactly = params.exact.then(|| "these very words".to_owned());
    let mut said: Vec<_> = words.into_iter().chain(exactly).collect();
    for facet in Facet::ALL {
        for value in params.filters.of(facet) {
            said.push(label(txn, facet, value)?);
        }
    }
    said.extend(bounds(&params.filters, currency));
    Ok(said.join(", "))
}

/// A name for it: its words, or else what it asks for.
pub(super) fn name(txn: &impl Reads, params: &SearchParams, currency: Currency) -> Result<String> {
    let name = if params.text.is_empty() { in_words(txn, params, currency)? } else { params.text.clone() };
    Ok(text::shorten(&text::line(&name), NAME))
}

fn label(txn: &impl Reads, facet: Facet, value: &str) -> Result<String> {
    Ok(match facet {
        Facet::Category => catalog::find_category_by_path(txn, value)?.map_or_else(|| value.to_owned(), |it| it.label),
        Facet::Seller => {
            let slug = Slug::parse(value).ok();
            let seller = slug.map(|it| sellers::find_by_slug(txn, &it)).transpose()?.flatten();
            format!("by {}", seller.map_or_else(|| value.to_owned(), |it| it.name.to_string()))
        }
        Facet::FileType => value.to_uppercase(),
        Facet::Language => {
            Language::parse("language", value).map_or_else(|_| value.to_owned(), |it| it.name().to_owned())
        }
        Facet::Tag | Facet::License => value.to_owned(),
    })
}

fn bounds(filters: &Filters, currency: Currency) -> Vec<String> {
    let money = |minor| amount(Money::new(minor, currency));
    let price = match (filters.min_price, filters.max_price) {
        (Some(min), Some(max)) => Some(format!("{} to {}", money(min), money(max))),
        (Some(min), None) => Some(format!("from {}", money(min))),
        (None, Some(max)) => Some(format!("up to {}", money(max))),
        (None, None) => None,
    };
    let rating = filters.min_rating.map(|it| format!("{} stars and up", f64::from(it) / 100.0));
    let free = filters.free.map(|yes| if yes { "free" } else { "not free" }.to_owned());
    let on_sale = filters.on_sale.map(|yes| if yes { "on sale" } else { "not on sale" }.to_owned());
    let since = filters.since.map(|it| format!("published since {}", it.told()));
    let until = filters.until.map(|it| format!("published until {}", it.told()));
    let updated = filters.updated_since.map(|it| format!("updated since {}", it.told()));
    let without = filters.without.iter().map(|it| format!("without “{it}”"));
    [price, rating, free, on_sale, since, until, updated].into_iter().flatten().chain(without).collect()
}
