//! A question as it stands in an address, for pages and programs alike.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{
    heard::hear,
    question::{Facet, Filters, MAX_OFFSET, Question, Sort},
};
use crate::base::{Currency, Cursor, Day, Error, Limit, Money, Result};

/// As much of a text is looked at.
const LONGEST_TEXT: usize = 500;
/// So many values of one facet are looked at.
const MOST_VALUES: usize = 50;
/// So many words that are not wanted are looked at,
const MOST_WITHOUT: usize = 8;
/// each with so many characters.
const LONGEST_WORD: usize = 60;

const PRICE: &str = "Write a price, such as 12.50";

const UNSAFE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// A question from an address; can be written as an address again, with one thing changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchParams {
    /// The words.
    pub text: String,
    /// Only these very words.
    pub exact: bool,
    /// What finds must be like.
    pub filters: Filters,
    /// Which come first.
    pub sort: Sort,
    /// How many to pass over.
    pub offset: usize,
    /// How many to give.
    pub limit: Limit,
}

impl SearchParams {
    /// Reads the part of an address behind the question mark. Names that mean nothing here are passed over;
    /// empty values, as forms send them, ask for nothing.
    ///
    /// # Errors
    /// A value cannot be read; the error names its field.
    pub fn parse(query: &str) -> Result<Self> {
        match Self::read(query, None) {
            (params, None) => Ok(params),
            (_, Some(refused)) => Err(refused),
        }
    }

    /// What a person asks for: all that can be read, and what to say of the rest. As [`SearchParams::parse`]; also
    /// takes the fields `min` and `max`, in which people write prices as they are used to (`12.50`).
    pub fn parse_typed(query: &str, currency: Currency) -> (Self, Option<Error>) {
        Self::read(query, Some(currency))
    }

    /// Reads the words alone, which cannot fail.
    pub fn words(query: &str) -> String {
        Self::raw(query, "q").unwrap_or_default()
    }

    /// The value of one field as it was sent, whatever it means.
    pub fn raw(query: &str, field: &str) -> Option<String> {
        let last = pairs(query).filter(|(name, _)| name == field).last();
        last.map(|(_, it)| it.chars().take(LONGEST_TEXT).collect())
    }

    fn read(query: &str, currency: Option<Currency>) -> (Self, Option<Error>) {
        let (mut params, mut page) = (Self::default(), None);
        let mut refused = Vec::new();
        for (name, value) in pairs(query) {
            let value = value.trim();
            if !value.is_empty() {
                refused.extend(params.set(&name, value, currency, &mut page).err());
            }
        }
        refused.extend(params.turn_to(page).err());
        refused.extend(params.range().err());
        let all = refused.into_iter().reduce(|all, next| {
            let named = |field: &str| all.fields.iter().any(|(name, _)| name == field);
            let new: Vec<_> = next.fields.into_iter().filter(|(field, _)| !named(field)).collect();
            new.into_iter().fold(all, |all, (field, advice)| all.and(field, advice))
        });
        (params, all)
    }

    /// Takes up one field; what cannot be read changes nothing.
    fn set(&mut self, name: &str, value: &str, currency: Option<Currency>, page: &mut Option<usize>) -> Result<()> {
        if let Some(facet) = Facet::ALL.into_iter().find(|it| it.name() == name) {
            self.add(facet, value);
            return Ok(());
        }
        let filters = &mut self.filters;
        match (name, currency) {
            ("q", _) => self.text = value.chars().take(LONGEST_TEXT).collect(),
            ("exact", _) => self.exact = flag("exact", value)?,
            ("min_price", _) => filters.min_price = Some(amount("min_price", value, currency)?),
            ("max_price", _) => filters.max_price = Some(amount("max_price", value, currency)?),
            ("min", Some(currency)) => filters.min_price = Some(typed("min", value, currency)?),
            ("max", Some(currency)) => filters.max_price = Some(typed("max", value, currency)?),
            ("min_rating", _) => filters.min_rating = Some(stars(value)?),
            ("free", _) => filters.free = Some(flag("free", value)?),
            ("on_sale", _) => filters.on_sale = Some(flag("on_sale", value)?),
            ("published_after", _) => filters.since = Some(day("published_after", value)?),
            ("published_before", _) => filters.until = Some(day("published_before", value)?),
            ("updated_after", _) => filters.updated_since = Some(day("updated_after", value)?),
            ("without", _) => self.leave_out(value),
            ("sort", _) => self.sort = sort(value)?,
            ("limit", _) => self.limit = Limit::parse(Some(value.parse().unwrap_or(0)))?,
            ("cursor", _) => self.offset = Cursor::parse(value)?.offset()?,
            ("page", _) => *page = Some(number_of_page(value)?),
            _ => {}
        }
        Ok(())
    }

    fn leave_out(&mut self, words: &str) {
        let words: String = words.to_lowercase().chars().take(LONGEST_WORD).collect();
        let without = &mut self.filters.without;
        if without.len() < MOST_WITHOUT && !without.contains(&words) {
            without.push(words);
        }
    }

    fn turn_to(&mut self, page: Option<usize>) -> Result<()> {
        if let Some(page) = page {
            self.offset = (page - 1).saturating_mul(self.limit.get());
        }
        if self.offset > MAX_OFFSET {
            self.offset = 0;
            let field = if page.is_some() { "page" } else { "cursor" };
            return Err(Error::invalid(field, "Narrow the search down; the list cannot be paged further than 10,000"));
        }
        Ok(())
    }

    fn range(&mut self) -> Result<()> {
        let Filters { min_price, max_price, since, until, .. } = &mut self.filters;
        if since.zip(*until).is_some_and(|(since, until)| since > until) {
            (*since, *until) = (None, None);
            return Err(Error::invalid("published_before", "The last day must not be before the first"));
        }
        if min_price.zip(*max_price).is_some_and(|(min, max)| min > max) {
            (*min_price, *max_price) = (None, None);
            return Err(Error::invalid("max_price", "The highest price must not be below the lowest"));
        }
        Ok(())
    }

    fn add(&mut self, facet: Facet, value: &str) {
        let values = self.filters.of_mut(facet);
        let value = value.to_lowercase();
        if values.len() < MOST_VALUES && !values.contains(&value) {
            values.push(value);
        }
    }

    /// The same with what its words say of prices, stars, offers, licences, days (seen from `today`) and what is not
    /// wanted taken as filters ([`hear`]); none if they
    /// say nothing of the kind, or if only the very words will do. A filter that is set already stays as it is.
    pub fn understood(&self, currency: Currency, today: Day, licences: impl Fn() -> Vec<String>) -> Option<Self> {
        let heard =
            Some(hear(&self.text, currency, today, licences)).filter(|it| !self.exact && !it.filters.is_empty())?;
        let mut other = Self { text: heard.text, ..self.clone() };
        let (set, said) = (&mut other.filters, heard.filters);
        if (set.min_price, set.max_price) == (None, None) {
            (set.min_price, set.max_price) = (said.min_price, said.max_price);
        }
        set.min_rating = set.min_rating.or(said.min_rating);
        set.free = set.free.or(said.free);
        set.on_sale = set.on_sale.or(said.on_sale);
        if (set.since, set.until) == (None, None) {
            (set.since, set.until) = (said.since, said.until);
        }
        set.updated_since = set.updated_since.or(said.updated_since);
        said.without.iter().for_each(|it| other.leave_out(it));
        let set = &mut other.filters;
        for (set, said) in set.values.iter_mut().zip(said.values).filter(|(set, _)| set.is_empty()) {
            *set = said;
        }
        Some(other)
    }

    /// The question, with facets counted and passages quoted.
    pub fn question(&self) -> Question {
        Question {
            text: self.text.clone(),
            typing: false,
            exact: self.exact,
            filters: self.filters.clone(),
            sort: self.sort,
            offset: self.offset,
            limit: self.limit.get(),
            facets: true,
            snippets: true,
        }
    }

    /// The number of this page, from 1.
    pub fn page(&self) -> usize {
        self.offset / self.limit.get() + 1
    }

    /// The same on another page, numbered from 1.
    #[must_use]
    pub fn at_page(&self, page: usize) -> Self {
        Self { offset: page.saturating_sub(1).saturating_mul(self.limit.get()), ..self.clone() }
    }

    /// The same in another order, from the first page.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        Self { sort, offset: 0, ..self.clone() }
    }

    /// The same with these words, from the first page.
    #[must_use]
    pub fn asking(&self, text: &str, exact: bool) -> Self {
        Self { text: text.to_owned(), exact, offset: 0, ..self.clone() }
    }

    /// The same with other filters, from the first page.
    #[must_use]
    pub fn filtered(&self, change: impl FnOnce(&mut Filters)) -> Self {
        let mut other = Self { offset: 0, ..self.clone() };
        change(&mut other.filters);
        other
    }

    /// The same with `value` of `facet` asked for, or not any more if it was.
    #[must_use]
    pub fn toggled(&self, facet: Facet, value: &str) -> Self {
        self.filtered(|filters| {
            let values = filters.of_mut(facet);
            let value = value.to_lowercase();
            match values.iter().position(|it| *it == value) {
                Some(at) => drop(values.remove(at)),
                None => values.push(value),
            }
        })
    }

    /// The same without any filter.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        self.filtered(|filters| *filters = Filters::default())
    }

    /// Every field that is set, in a fixed order; as hidden fields of a form, or as an address.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        let mut set = |name, value: Option<String>| fields.extend(value.map(|it| (name, it)));
        set("q", Some(self.text.clone()).filter(|it| !it.is_empty()));
        set("exact", self.exact.then(|| "true".to_owned()));
        for facet in Facet::ALL {
            self.filters.of(facet).iter().for_each(|it| set(facet.name(), Some(it.clone())));
        }
        set("min_price", self.filters.min_price.map(|it| it.to_string()));
        set("max_price", self.filters.max_price.map(|it| it.to_string()));
        set("min_rating", self.filters.min_rating.map(written_stars));
        set("free", self.filters.free.map(|it| it.to_string()));
        set("on_sale", self.filters.on_sale.map(|it| it.to_string()));
        set("published_after", self.filters.since.map(|it| it.to_string()));
        set("published_before", self.filters.until.map(|it| it.to_string()));
        set("updated_after", self.filters.updated_since.map(|it| it.to_string()));
        self.filters.without.iter().for_each(|it| set("without", Some(it.clone())));
        set("sort", (self.sort != Sort::default()).then(|| self.sort.name().to_owned()));
        set("limit", (self.limit != Limit::default()).then(|| self.limit.get().to_string()));
        set("page", (self.page() > 1).then(|| self.page().to_string()));
        fields
    }

    /// The address below `path`: the path itself where nothing is asked.
    pub fn to_url(&self, path: &str) -> String {
        let pair = |(name, value): (&str, String)| format!("{name}={}", utf8_percent_encode(&value, UNSAFE));
        let query: Vec<_> = self.fields().into_iter().map(pair).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

/// Names and values, decoded as forms encode them.
fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query.split('&').filter(|it| !it.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    })
}

fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['+', '%']) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

fn flag(field: &'static str, value: &str) -> Result<bool> {
    match value {
        "true" | "1" | "on" | "yes" => Ok(true),
        "false" | "0" | "off" | "no" => Ok(false),
        _ => Err(Error::invalid(field, "Write true or false")),
    }
}

fn day(field: &'static str, value: &str) -> Result<Day> {
    Day::parse(value).map_err(|_| Error::invalid(field, "Write a day such as 2026-11-22"))
}

/// Programs and our own links send minor units; people who meddle with a link are told of prices.
fn amount(field: &'static str, value: &str, people: Option<Currency>) -> Result<i64> {
    let amount = value.parse().ok().filter(|it| *it >= 0);
    let advice = if people.is_some() { PRICE } else { "Write an amount in minor units, such as 1299 for 12.99" };
    amount.ok_or_else(|| Error::invalid(field, advice))
}

fn typed(field: &'static str, value: &str, currency: Currency) -> Result<i64> {
    let money = Money::parse(value, currency).ok().filter(|it| it.amount >= 0);
    money.map(|it| it.amount).ok_or_else(|| Error::invalid(field, PRICE))
}

fn stars(value: &str) -> Result<u32> {
    let advice = || Error::invalid("min_rating", "Write a number of stars from 0 to 5");
    let stars: f64 = value.parse().map_err(|_| advice())?;
    if !(0.0..=5.0).contains(&stars) {
        return Err(advice());
    }
    // At most 500: no cut happens.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok((stars * 100.0).ceil() as u32)
}

fn written_stars(hundredths: u32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn sort(value: &str) -> Result<Sort> {
    let found = Sort::ALL.into_iter().find(|it| it.name() == value);
    found.ok_or_else(|| {
        let names = Sort::ALL.map(Sort::name).join(", ");
        Error::invalid("sort", format!("Choose one of {names}"))
    })
}

fn number_of_page(value: &str) -> Result<usize> {
    let page = value.parse().ok().filter(|it| *it >= 1);
    page.ok_or_else(|| Error::invalid("page", "Pages are numbered from 1"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(query: &str) -> String {
        SearchParams::parse(query).unwrap_err().fields[0].0.to_string()
    }

    #[test]
    fn an_address_is_read_and_written() {
        let query = "q=tape+drums%21&category=audio/loops&tag=A&tag=b&min_price=100&max_price=2500&min_rating=4.5\
                     &free=false&on_sale=1&published_after=2024-02-01&without=Ads&without=in-app+shop&sort=price_asc&page=3";
        let params = SearchParams::parse(query).unwrap();
        assert_eq!(params.text, "tape drums!");
        assert_eq!(params.filters.of(Facet::Tag), ["a", "b"]);
        assert_eq!((params.offset, params.filters.min_rating, params.filters.on_sale), (48, Some(450), Some(true)));
        assert_eq!(params.filters.without, ["ads", "in-app shop"]);
        let written = params.to_url("/products");
        let (_, again) = written.split_once('?').unwrap();
        assert_eq!(SearchParams::parse(again).unwrap(), params);
        assert_eq!(SearchParams::default().to_url("/products"), "/products");
    }

    #[test]
    fn empty_fields_and_strangers_mean_nothing() {
        let params = SearchParams::parse("q=&min_price=&sort=&utm_source=x&&=&tag=+").unwrap();
        assert_eq!(params, SearchParams::default());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (query, field) in [
            ("min_price=-1", "min_price"),
            ("max_price=1.5", "max_price"),
            ("min_price=99999999999999999999", "min_price"),
            ("min_price=5&max_price=4", "max_price"),
            ("min_rating=6", "min_rating"),
            ("min_rating=NaN", "min_rating"),
            ("free=maybe", "free"),
            ("sort=best", "sort"),
            ("published_after=soon", "published_after"),
            ("updated_after=2024-02-30", "updated_after"),
            ("published_after=2024-02-02&published_before=2024-02-01", "published_before"),
            ("limit=0", "limit"),
            ("limit=x", "limit"),
            ("cursor=zz", "cursor"),
            ("page=0", "page"),
            ("page=18446744073709551615", "page"),
        ] {
            assert_eq!(refused(query), field, "{query}");
        }
    }

    #[test]
    fn people_write_prices_as_they_are_used_to() {
        let dollars = Currency::parse("USD").unwrap();
        let (params, refused) = SearchParams::parse_typed("min=12.50&max=20", dollars);
        assert!(refused.is_none());
        assert_eq!((params.filters.min_price, params.filters.max_price), (Some(1250), Some(2000)));
        let (rest, refused) = SearchParams::parse_typed("min=cheap&q=tape&min=cheap&sort=best", dollars);
        assert_eq!(rest, SearchParams::default().asking("tape", false));
        let fields: Vec<_> = refused.unwrap().fields.into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["min", "sort"], "each is named once");
        assert_eq!(SearchParams::parse("min=12.50").unwrap(), SearchParams::default());
    }

    #[test]
    fn one_thing_changes_at_a_time() {
        let params = SearchParams::parse("q=drums&tag=lo-fi&page=2").unwrap();
        assert_eq!(params.toggled(Facet::Tag, "Lo-Fi").to_url("/products"), "/products?q=drums");
        assert_eq!(params.toggled(Facet::Tag, "tape").to_url("/p"), "/p?q=drums&tag=lo-fi&tag=tape");
        assert_eq!(params.sorted(Sort::Newest).to_url("/p"), "/p?q=drums&tag=lo-fi&sort=newest");
        assert_eq!(params.at_page(3).to_url("/p"), "/p?q=drums&tag=lo-fi&page=3");
        assert_eq!(params.unfiltered().to_url("/p"), "/p?q=drums");
    }

    proptest! {
        #[test]
        fn no_address_breaks_it(query in "(\\PC|[&=%+]|q=|tag=|min_price=|sort=|page=|limit=|cursor=){0,60}") {
            if let Ok(params) = SearchParams::parse(&query) {
                let written = params.to_url("");
                let again = SearchParams::parse(written.trim_start_matches('?')).unwrap();
                prop_assert_eq!(again.to_url(""), written);
            }
        }
    }
}
