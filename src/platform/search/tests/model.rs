//! Counts and orders, compared with a plain reckoning over all documents.

use super::*;
use crate::base::Day;

const DAY: i64 = 86_400_000;

fn any_doc() -> impl Strategy<Value = SearchDoc> {
    let labels = |of: &'static [&'static str], most| proptest::collection::vec(proptest::sample::select(of), 0..=most);
    let category =
        proptest::sample::select(vec!["", "audio", "audio/loops", "fonts", "fonts/serif/old", "games/loops"]);
    let what = (
        labels(&["Tape", "dusty", "LOUD"], 3),
        labels(&["wav", "mid"], 2),
        proptest::option::of(proptest::sample::select(vec!["MIT", "OFL-1.1"])),
        proptest::sample::select(vec!["ada", "bob"]),
        category,
        labels(&["en", "de"], 2),
    );
    let worth = (0i64..5_000, any::<bool>(), any::<bool>(), 0u32..=500, 0u32..4, 0u64..5, 0i64..5, 0u64..5);
    let words = labels(&["drum", "loops", "serif", "garden"], 3);
    (what, worth, words).prop_map(|((tags, files, license, seller, category, languages), worth, words)| {
        let (price, free, on_sale, rating, ratings, popularity, moment, heat) = worth;
        SearchDoc {
            title: words.join(" "),
            tags: tags.into_iter().map(Label::plain).collect(),
            file_types: files.into_iter().map(Label::plain).collect(),
            licenses: license.map(Label::plain).into_iter().collect(),
            seller: Label::plain(seller),
            category: category.split('/').filter(|it| !it.is_empty()).map(Label::plain).collect(),
            languages: languages.into_iter().map(Label::plain).collect(),
            price: if free { 0 } else { price },
            on_sale,
            rating: if ratings == 0 { 0 } else { rating },
            ratings,
            popularity,
            heat,
            published_at: moment * DAY + 1,
            updated_at: (9 - moment) * DAY + 1,
            ..SearchDoc::default()
        }
    })
}

fn any_filters() -> impl Strategy<Value = Filters> {
    let some = |of: &'static [&'static str]| prop_oneof![2 => Just(vec![]), 1 => proptest::collection::vec(proptest::sample::select(of).prop_map(str::to_owned), 1..3)];
    let values = (
        some(&["audio", "loops", "fonts", "games/loops", "none", "fonts/serif"]),
        some(&["tape", "Dusty", "loud"]),
        some(&["wav", "mid"]),
        some(&["mit", "ofl-1.1"]),
        some(&["ada", "bob", "nobody"]),
        some(&["en", "de", "fr"]),
    );
    let day = || proptest::option::weighted(0.2, (0i64..10).prop_map(|it| Day::of(Timestamp::from_millis(it * DAY))));
    let rest = (day(), day(), day(), some(&["drum", "garden", "dusty", "serif"]));
    let option = |range: std::ops::Range<i64>| proptest::option::weighted(0.2, range);
    let flag = || proptest::option::weighted(0.2, any::<bool>());
    (values, option(0..5_000), option(0..5_000), option(0..501), flag(), flag(), rest).prop_map(
        |((category, tag, file, license, seller, language), min_price, max_price, rating, free, on_sale, rest)| {
            Filters {
                values: [category, tag, file, license, seller, language],
                min_price,
                max_price,
                min_rating: rating.map(|it| it as u32),
                free,
                on_sale,
                since: rest.0,
                until: rest.1,
                updated_since: rest.2,
                without: rest.3,
            }
        },
    )
}

/// Whether `doc` is what the filters ask for, told in the plainest way.
fn fits(doc: &SearchDoc, filters: &Filters) -> bool {
    let any = |facet, has: &dyn Fn(&str) -> bool| {
        let asked = filters.of(facet);
        asked.is_empty() || asked.iter().any(|it| has(&it.to_lowercase()))
    };
    let among = |labels: &[Label], value: &str| labels.iter().any(|it| it.value.to_lowercase() == value);
    let path: Vec<_> = doc.category.iter().map(|it| it.value.as_str()).collect();
    let below = |value: &str| {
        (1..=path.len()).any(|it| path[..it].join("/") == value)
            // The last part of a path will do, unless it is itself a path from the root.
            || (!["audio", "fonts", "games"].contains(&value) && path.contains(&value))
    };
    any(Facet::Category, &below)
        && any(Facet::Tag, &|it| among(&doc.tags, it))
        && any(Facet::FileType, &|it| among(&doc.file_types, it))
        && any(Facet::License, &|it| among(&doc.licenses, it))
        && any(Facet::Seller, &|it| doc.seller.value == it)
        && any(Facet::Language, &|it| among(&doc.languages, it))
        && filters.since.is_none_or(|it| Day::of(Timestamp::from_millis(doc.published_at)) >= it)
        && filters.until.is_none_or(|it| Day::of(Timestamp::from_millis(doc.published_at)) <= it)
        && filters.updated_since.is_none_or(|it| Day::of(Timestamp::from_millis(doc.updated_at)) >= it)
        && !filters.without.iter().any(|it| doc.title.contains(it) || among(&doc.tags, it) || among(&doc.category, it))
        && filters.min_price.is_none_or(|it| doc.price >= it)
        && filters.max_price.is_none_or(|it| doc.price <= it)
        && filters.min_rating.is_none_or(|it| doc.rating >= it)
        && filters.free.is_none_or(|it| it == (doc.price == 0))
        && filters.on_sale.is_none_or(|it| it == doc.on_sale)
}

/// Each filter that a visitor could choose next, with the count that stands beside it.
pub(super) fn choices(asked: &Filters, facets: &Facets) -> Vec<(Filters, usize)> {
    let mut choices = Vec::new();
    let mut choose = |count, change: &dyn Fn(&mut Filters)| {
        let mut filters = asked.clone();
        change(&mut filters);
        choices.push((filters, count));
    };
    for facet in Facet::ALL {
        for value in facets.of(facet) {
            choose(value.count, &|it| *it.of_mut(facet) = vec![value.value.to_string()]);
        }
    }
    for range in &facets.prices {
        choose(range.count, &|it| (it.min_price, it.max_price) = (Some(range.from), range.to));
    }
    for step in &facets.ratings {
        choose(step.count, &|it| it.min_rating = Some(step.from * 100));
    }
    choose(facets.free, &|it| it.free = Some(true));
    choose(facets.on_sale, &|it| it.on_sale = Some(true));
    choices
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn counts_agree_with_results(
        docs in proptest::collection::vec(any_doc(), 1..40),
        later in proptest::collection::vec(any_doc(), 0..10),
        filters in proptest::collection::vec(any_filters(), 6),
        text in proptest::sample::select(vec!["", "drum", "loops drum", "serif garden drum"]),
    ) {
        let numbered = |docs: Vec<SearchDoc>| (1u128..).zip(docs).map(|(at, it)| SearchDoc { id: at.to_be_bytes(), ..it });
        let mut docs: Vec<_> = numbered(docs).collect();
        let later: Vec<_> = numbered(later).collect();
        let search = index(docs.clone());
        // Several segments, with documents that were replaced and one that is gone.
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (count, gone) = (later.len().min(docs.len()), docs.pop().unwrap());
        let later: Vec<_> = later.into_iter().take(count).filter(|it| it.id != gone.id).collect();
        runtime.block_on(search.apply(later.clone(), vec![gone.id], 2)).unwrap();
        docs.splice(..later.len(), later);

        let matched = search.search(&ask(text));
        let fitting: HashMap<_, _> = matched.hits.iter().map(|it| (it.id, ())).collect();
        for filters in filters {
            let question = Question { filters: filters.clone(), ..ask(text) };
            let found = search.search(&question);
            let expected = docs.iter().filter(|it| fitting.contains_key(&it.id) && fits(it, &filters)).count();
            prop_assert_eq!(found.total, expected);
            prop_assert_eq!(found.hits.len(), expected);
            for (filters, count) in choices(&filters, &found.facets) {
                let chosen = search.search(&Question { filters, ..ask(text) });
                prop_assert_eq!(chosen.total, count);
            }
        }
    }

    #[test]
    fn orders_are_kept(docs in proptest::collection::vec(any_doc(), 1..40)) {
        let docs: Vec<_> = (1u128..).zip(docs).map(|(at, it)| SearchDoc { id: at.to_be_bytes(), ..it }).collect();
        let search = index(docs.clone());
        let by_id: HashMap<_, _> = docs.iter().map(|it| (it.id, it)).collect();
        for sort in Sort::ALL {
            let found = search.search(&Question { sort, ..ask("") });
            let found: Vec<_> = found.hits.iter().map(|it| by_id[&it.id]).collect();
            let key = |it: &SearchDoc| match sort {
                Sort::Relevance | Sort::Popular => (-(it.popularity as i64), -it.published_at, it.id),
                Sort::Hot => (-(it.heat as i64), -it.published_at, it.id),
                Sort::Newest => (-it.published_at, 0, it.id),
                Sort::Updated => (-it.updated_at, 0, it.id),
                Sort::PriceAscending => (it.price, 0, it.id),
                Sort::PriceDescending => (-it.price, 0, it.id),
                Sort::Rating => (-i64::from(it.rating), -i64::from(it.ratings), it.id),
            };
            prop_assert!(found.is_sorted_by_key(|it| key(it)), "{:?}", sort);
        }
    }
}
