use askama::Template;

use crate::{
    base::Error,
    platform::web::{
        Frame,
        parts::{Card, Choice, Crumb, Issues, Link, Pager},
    },
};

/// Search results, a category or everything, with filters; `as_results()` renders only what a script exchanges.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "storefront/search.html", blocks = ["results"])]
pub struct SearchPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The title of the window.
    pub title: String,
    /// `31 results for “lo-fi drums”`, `Fonts`, `Everything`, `Nothing for “x”`.
    pub heading: String,
    /// A sentence below the heading; may be empty.
    pub lead: String,
    /// The way down to a category; empty for a search.
    pub crumbs: Vec<Crumb>,
    /// The categories inside this one.
    pub inside: Vec<Link>,
    /// Set where other words than those typed were looked for.
    pub corrected: Option<Corrected>,
    /// The same for readers of feeds.
    pub feed: String,
    /// What was typed, where parts of it were taken as filters.
    pub understood: Option<Understood>,
    /// Where the forms lead: `/products` or `/categories/<path>`.
    pub action: String,
    /// What the filter form carries along: `q` and `sort` where they are set.
    pub kept: Vec<HiddenField>,
    /// What the sort form carries along: everything but `sort` and `page`.
    pub unsorted: Vec<HiddenField>,
    /// The filters that are on, each leading to the page without it.
    pub chips: Vec<Link>,
    /// The page without any filter.
    pub clear_url: String,
    /// Where this search is saved; empty where nothing is looked for.
    pub save_url: String,
    /// The groups of filters.
    pub facets: Vec<FacetGroup>,
    /// What could not be read; all else is shown.
    pub issues: Issues,
    /// The orders to choose from.
    pub sorts: Vec<Choice>,
    /// The products on this page.
    pub cards: Vec<Card>,
    /// The way through the pages.
    pub pager: Pager,
    /// Set where nothing was found; stands in place of filters and products.
    pub empty: Option<Nothing>,
}

impl SearchPage {
    /// Says what has to be corrected, at its field. `typed` gives what was written there.
    #[must_use]
    pub fn refusing(mut self, error: &Error, typed: impl Fn(&str) -> Option<String>) -> Self {
        self.issues = Issues::of(error);
        for (field, advice) in &error.fields {
            let group = if field == "min_rating" { "rating" } else { "price" };
            let Some(group) = self.facets.iter_mut().find(|it| it.name == group) else { continue };
            match (&**field, &mut group.price) {
                ("min" | "min_price", Some(range)) => range.min_advice = Some(advice.to_string()),
                ("max" | "max_price", Some(range)) => range.max_advice = Some(advice.to_string()),
                ("free" | "on_sale" | "min_rating", _) => group.advice = Some(advice.to_string()),
                _ => continue,
            }
            group.open = true;
        }
        // Both ends: where they do not fit each other, neither was used.
        for range in self.facets.iter_mut().filter_map(|it| it.price.as_mut()).filter(|it| it.is_refused()) {
            range.min = typed("min").or_else(|| typed("min_price")).unwrap_or_default();
            range.max = typed("max").or_else(|| typed("max_price")).unwrap_or_default();
        }
        self
    }
}

/// The part of a [`SearchPage`] that a script exchanges.
#[derive(Debug, Clone, Template)]
#[template(source = "{{ page.as_results()|safe }}", ext = "html")]
pub struct ResultsPart {
    /// The page.
    pub page: SearchPage,
}

/// A typing error that was mended.
#[derive(Debug, Clone)]
pub struct Corrected {
    /// What was typed.
    pub typed: String,
    /// What was looked for.
    pub shown: String,
    /// Searches for exactly what was typed.
    pub exact_url: String,
}

/// Words of which some were taken as filters; these stand among the chips.
#[derive(Debug, Clone)]
pub struct Understood {
    /// What was typed.
    pub typed: String,
    /// Searches for exactly what was typed.
    pub exact_url: String,
}

/// A field that a form sends along unseen.
#[derive(Debug, Clone)]
pub struct HiddenField {
    /// The field's name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// Filters of one kind.
#[derive(Debug, Clone, Default)]
pub struct FacetGroup {
    /// A short name, unique on the page; the options name their own fields.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Unfolded at first.
    pub open: bool,
    /// One of the options, not several.
    pub single: bool,
    /// Shown as a cloud of words.
    pub tags: bool,
    /// How to mend what was sent of it.
    pub advice: Option<String>,
    /// The range of prices, above the options.
    pub price: Option<PriceRange>,
    /// The options shown at once.
    pub options: Vec<FacetOption>,
    /// The others, folded away.
    pub more: Vec<FacetOption>,
}

impl FacetGroup {
    /// The kind of input that its options are.
    pub fn kind(&self) -> &'static str {
        if self.single { "radio" } else { "checkbox" }
    }

    /// Spreads options over what is shown at once and what is folded away; chosen ones are always shown.
    #[must_use]
    pub fn showing(mut self, most: usize, options: Vec<FacetOption>) -> Self {
        for option in options {
            let shown = self.options.len() < most || option.on;
            if shown { &mut self.options } else { &mut self.more }.push(option);
        }
        self
    }
}

/// One filter.
#[derive(Debug, Clone, Default)]
pub struct FacetOption {
    /// The form's field: `category`, `tag`, `on_sale`...
    pub name: &'static str,
    /// What the form sends.
    pub value: String,
    /// What it reads.
    pub label: String,
    /// How many products it leaves, as it reads.
    pub count: String,
    /// It is chosen.
    pub on: bool,
    /// It would leave nothing.
    pub off: bool,
    /// Shown as stars, this much of five filled (0 to 100).
    pub stars: Option<u8>,
}

/// The range of prices.
#[derive(Debug, Clone, Default)]
pub struct PriceRange {
    /// The currency's sign or code, before the numbers.
    pub sign: String,
    /// The lowest price, as typed.
    pub min: String,
    /// The highest price, as typed.
    pub max: String,
    /// How to mend the lowest price.
    pub min_advice: Option<String>,
    /// How to mend the highest price.
    pub max_advice: Option<String>,
    /// How many products cost how much; may be empty.
    pub bars: Vec<PriceBar>,
}

impl PriceRange {
    /// One of its ends has to be corrected.
    pub fn is_refused(&self) -> bool {
        self.min_advice.is_some() || self.max_advice.is_some()
    }
}

/// One column of the picture above the range, in a box of 224 by 36.
#[derive(Debug, Clone)]
pub struct PriceBar {
    /// Its left edge.
    pub x: u32,
    /// Its width.
    pub width: u32,
    /// Its height, 2 to 36.
    pub height: u32,
    /// It lies within the chosen range.
    pub on: bool,
}

impl PriceBar {
    /// Columns for these counts, the tallest 36 high; the flag tells whether a column lies within the range.
    pub fn row(counts: &[(u64, bool)]) -> Vec<Self> {
        let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(0);
        if most == 0 {
            return vec![];
        }
        let step = 224 / u32::try_from(counts.len()).unwrap_or(224).clamp(1, 56);
        let bar = |(place, &(count, on)): (u32, &(u64, bool))| Self {
            x: place * step + 1,
            width: step.saturating_sub(2).max(1),
            height: if count == 0 { 0 } else { u32::try_from(2 + count.saturating_mul(34) / most).unwrap_or(36) },
            on,
        };
        (0u32..).zip(counts).map(bar).collect()
    }
}

/// What to do where nothing was found.
#[derive(Debug, Clone, Default)]
pub struct Nothing {
    /// Why, and what now.
    pub text: String,
    /// The same with one thing less, where that finds something.
    pub relaxed: Vec<Try>,
    /// Other words that do find something.
    pub tries: Vec<Try>,
    /// The way out.
    pub out: Link,
    /// What the other products are.
    pub others_title: String,
    /// Other products to look at.
    pub others: Vec<Card>,
}

/// Other words to search for.
#[derive(Debug, Clone)]
pub struct Try {
    /// The words.
    pub text: String,
    /// The search.
    pub url: String,
    /// How much it finds, as it reads.
    pub count: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_filters_are_never_folded_away() {
        let option = |n: usize, on| FacetOption { label: n.to_string(), on, ..FacetOption::default() };
        let group = FacetGroup::default().showing(2, (0..5).map(|n| option(n, n == 4)).collect());
        let labels = |options: &[FacetOption]| options.iter().map(|it| it.label.clone()).collect::<String>();
        assert_eq!((labels(&group.options), labels(&group.more)), ("014".into(), "23".into()));
    }

    #[test]
    fn columns_fit_their_box() {
        let bars = PriceBar::row(&[(0, true), (5, true), (10, false)]);
        assert_eq!(bars.iter().map(|bar| bar.height).collect::<Vec<_>>(), [0, 19, 36]);
        assert!(bars.iter().all(|bar| bar.x + bar.width <= 224));
        assert!(PriceBar::row(&[(0, true)]).is_empty());
    }
}
