//! The same over a real catalogue.

use super::*;
use crate::base::Slug;

/// The real catalogue, where it lies beside the checkout.
fn catalogue() -> Option<Vec<SearchDoc>> {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = here.ancestors().map(|it| it.join("shared/data/catalog.csv")).find(|it| it.exists());
    let path = std::env::var_os("BODEGA_CATALOG").map(Into::into).or(beside)?;
    let mut docs = Vec::new();
    for row in csv::Reader::from_path(path).unwrap().deserialize() {
        let row: HashMap<String, String> = row.unwrap();
        let label = |text: &str| Label::new(Slug::of(text).map_or_else(String::new, String::from), text.trim());
        let cents: f64 = row["Price"].parse().unwrap_or(0.0);
        let tags = row["Tags"].split(',').map(str::trim).filter(|it| !it.is_empty());
        let (licenses, tags): (Vec<_>, Vec<_>) = tags.partition(|it| it.starts_with("license:"));
        let number = docs.len() as u128 + 1;
        docs.push(SearchDoc {
            body: row["Description"].replace(['<', '>'], " "),
            summary: row["SEO description"].clone(),
            seller: label(&row["Vendor"]),
            tags: tags.into_iter().map(Label::plain).collect(),
            licenses: licenses.iter().map(|it| Label::plain(it.trim_start_matches("license:"))).collect(),
            category: row["Product category"].split('>').map(label).filter(|it| !it.value.is_empty()).collect(),
            file_types: vec![Label::plain(row["Type"].as_str())],
            price: (cents * 100.0).round() as i64,
            on_sale: !row["Compare-at price"].is_empty(),
            rating: (number % 501) as u32,
            ratings: 1,
            published_at: number as i64,
            ..doc(number, &row["Title"])
        });
    }
    Some(docs)
}

#[test]
fn counts_agree_over_the_real_catalogue() {
    let Some(docs) = catalogue() else { return };
    let start = Instant::now();
    let search = index(docs);
    eprintln!("{} documents in {:?}", search.len(), start.elapsed());
    assert_eq!(search.len(), 2_380);
    let mut filters = Filters::default();
    for text in ["", "photo", "file manager", "logic puzzle game", "gstraemer", "network anaylsis tool"] {
        let found = search.search(&Question { filters: filters.clone(), ..ask(text) });
        assert!(found.total > 0, "{text}");
        for (filters, count) in model::choices(&filters, &found.facets) {
            assert_eq!(search.search(&Question { filters, ..ask(text) }).total, count, "{text}");
        }
        filters.min_rating = Some(200);
    }
}
