//! The filters beside a list of products, and the chips of those that are on.

use super::view::{FacetGroup, FacetOption, PriceBar, PriceRange};
use crate::{
    base::{Currency, Money},
    platform::{
        search::{Facet, FacetValue, Filters, Found, SearchParams},
        web::parts::{Link, amount, grouped},
    },
};

/// So many values of a facet are shown at once.
const SHOWN: usize = 7;
/// So many are offered at all.
const OFFERED: usize = 24;

/// The groups of filters that have something to choose from.
pub fn groups(params: &SearchParams, found: &Found, in_category: bool, currency: Currency) -> Vec<FacetGroup> {
    let category = (!in_category).then(|| values(found, Facet::Category, "Category", true));
    let groups = [
        category,
        Some(prices(params, found, currency)),
        Some(ratings(params, found)),
        Some(values(found, Facet::FileType, "File type", true)),
        Some(values(found, Facet::License, "Licence", true)),
        Some(values(found, Facet::Language, "Language", false)),
        Some(values(found, Facet::Seller, "Maker", false)),
        Some(FacetGroup { tags: true, ..values(found, Facet::Tag, "Tags", false) }),
    ];
    groups.into_iter().flatten().filter(|it| it.price.is_some() || !it.options.is_empty()).collect()
}

fn values(found: &Found, facet: Facet, title: &'static str, open: bool) -> FacetGroup {
    let all = found.facets.of(facet);
    let open = open || all.iter().any(|it| it.chosen);
    let options = all.iter().take(OFFERED).map(|it| value(facet, it)).collect();
    let most = if facet == Facet::Tag { OFFERED } else { SHOWN };
    FacetGroup { name: facet.name(), title, open, ..FacetGroup::default() }.showing(most, options)
}

fn value(facet: Facet, it: &FacetValue) -> FacetOption {
    FacetOption { value: it.value.to_string(), ..option(facet.name(), &it.label, it.count, it.chosen) }
}

fn option(name: &'static str, label: &str, count: usize, on: bool) -> FacetOption {
    FacetOption {
        name,
        value: "true".into(),
        label: label.into(),
        count: grouped(count as u64),
        on,
        off: count == 0 && !on,
        stars: None,
    }
}

fn prices(params: &SearchParams, found: &Found, currency: Currency) -> FacetGroup {
    let Filters { min_price, max_price, free, on_sale, .. } = params.filters;
    let plain = |minor: Option<i64>| {
        let text = minor.map(|it| Money::new(it, currency).plain()).unwrap_or_default();
        text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
    };
    let within = |from: i64, to: Option<i64>| {
        max_price.is_none_or(|max| from <= max) && min_price.is_none_or(|min| to.is_none_or(|to| to >= min))
    };
    let counts: Vec<_> = found.facets.prices.iter().map(|it| (it.count as u64, within(it.from, it.to))).collect();
    let range = PriceRange {
        sign: currency.sign().unwrap_or(currency.code()).into(),
        min: plain(min_price),
        max: plain(max_price),
        min_advice: None,
        max_advice: None,
        bars: if counts.len() > 1 { PriceBar::row(&counts) } else { vec![] },
    };
    let options = vec![
        option("free", "Free, or what you like", found.facets.free, free == Some(true)),
        option("on_sale", "On sale", found.facets.on_sale, on_sale == Some(true)),
    ];
    let group = FacetGroup { name: "price", title: "Price", open: true, price: Some(range), ..FacetGroup::default() };
    group.showing(2, options.into_iter().filter(|it| !it.off).collect())
}

fn ratings(params: &SearchParams, found: &Found) -> FacetGroup {
    let group = FacetGroup { name: "rating", title: "Rating", open: true, single: true, ..FacetGroup::default() };
    let asked = params.filters.min_rating;
    let steps = found.facets.ratings.iter().filter(|it| it.from > 0 && it.count > 0);
    let mut options: Vec<_> = steps
        .map(|it| {
            let stars = u8::try_from(it.from.min(5)).unwrap_or(5);
            let label = format!("{stars} stars and up");
            let on = asked == Some(it.from * 100);
            FacetOption {
                value: stars.to_string(),
                stars: Some(stars * 20),
                ..option("min_rating", &label, it.count, on)
            }
        })
        .collect();
    if options.is_empty() && asked.is_none() {
        return group;
    }
    let any = FacetOption {
        value: String::new(),
        count: String::new(),
        ..option("min_rating", "Any rating", 1, asked.is_none())
    };
    options.push(any);
    group.showing(6, options)
}

/// What is filtered by, each leading to the list without it.
pub fn chips(params: &SearchParams, found: &Found, action: &str, currency: Currency) -> Vec<Link> {
    let all = filters(params, found, currency).into_iter();
    all.map(|(label, without)| Link::new(label, without.to_url(action))).collect()
}

/// What is filtered by: how each filter reads, and the question without it.
pub fn filters(params: &SearchParams, found: &Found, currency: Currency) -> Vec<(String, SearchParams)> {
    let mut all = Vec::new();
    for facet in Facet::ALL {
        for value in params.filters.of(facet) {
            let known = found.facets.of(facet).iter().find(|it| it.value.to_lowercase() == *value);
            let label = known.map_or(value.as_str(), |it| &*it.label);
            all.push((label.to_owned(), params.toggled(facet, value)));
        }
    }
    let mut add = |label: Option<String>, change: fn(&mut Filters)| {
        all.extend(label.map(|label| (label, params.filtered(change))));
    };
    let Filters { min_price, max_price, min_rating, free, on_sale, .. } = params.filters;
    let money = |minor| amount(Money::new(minor, currency));
    let range = match (min_price, max_price) {
        (Some(min), Some(max)) => Some(format!("{} to {}", money(min), money(max))),
        (Some(min), None) => Some(format!("From {}", money(min))),
        (None, Some(max)) => Some(format!("Up to {}", money(max))),
        (None, None) => None,
    };
    add(range, |it| (it.min_price, it.max_price) = (None, None));
    add(min_rating.map(|it| format!("{} stars and up", f64::from(it) / 100.0)), |it| it.min_rating = None);
    add(free.map(|yes| if yes { "Free" } else { "Not free" }.into()), |it| it.free = None);
    let days = match (params.filters.since, params.filters.until) {
        (Some(since), Some(until)) => Some(format!("Published {} to {}", since.told(), until.told())),
        (Some(since), None) => Some(format!("Published since {}", since.told())),
        (None, Some(until)) => Some(format!("Published until {}", until.told())),
        (None, None) => None,
    };
    add(days, |it| (it.since, it.until) = (None, None));
    let updated = params.filters.updated_since.map(|it| format!("Updated since {}", it.told()));
    add(updated, |it| it.updated_since = None);
    add(on_sale.map(|yes| if yes { "On sale" } else { "Not on sale" }.into()), |it| it.on_sale = None);
    all.extend(params.filters.without.iter().map(|word| {
        let others = params.filtered(|it| it.without.retain(|it| it != word));
        (format!("Without “{word}”"), others)
    }));
    all
}
