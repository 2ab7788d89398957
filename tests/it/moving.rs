//! A catalogue moves from one shop to another as a CSV.

use std::{fs::File, path::PathBuf};

use bodega::{
    base::{Currency, SellerId},
    features::{
        catalog::{self, EditionForm, ImageForm, ImageSource, Origin, ProductForm},
        sellers::{self, SellerName},
    },
    flows::{
        exporting,
        importing::{self, Options, Report},
    },
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        progress::Silent,
    },
};
use proptest::prelude::*;

/// What remains the same when a catalogue moves: all but ids, sources and moments.
#[derive(Debug, PartialEq)]
struct Kept {
    form: ProductForm,
    seller: String,
    published: bool,
    retired: bool,
}

/// A store with what a catalogue needs, and nothing else.
fn shop() -> Db {
    let db = Db::in_memory(Clock::system(), Chance::os()).unwrap();
    let tables = [catalog::feature(), sellers::feature()].iter().flat_map(|it| it.tables).copied().collect();
    db.prepare(tables, Migrations::default()).unwrap();
    db
}

fn closes(db: &Db) {
    let parts = [catalog::feature(), sellers::feature()];
    let tables: Vec<_> = parts.iter().flat_map(|it| it.tables).copied().collect();
    let mut faults = db.check(&tables).unwrap();
    db.look(|txn| parts.iter().flat_map(|it| &it.checks).try_for_each(|check| check(txn, &mut faults))).unwrap();
    assert_eq!(faults, [""; 0], "the store is sound");
}

fn catalogue(shop: &Db) -> Vec<Kept> {
    let mut all = Vec::new();
    let look = |txn: &_| {
        catalog::each(txn, |it| {
            let mut form = ProductForm::of(&it, &catalog::lineage(txn, it.category)?);
            // Another shop gives other identifiers.
            form.editions.iter_mut().for_each(|it| it.id = None);
            let seller = sellers::get(txn, it.seller)?.name.to_string();
            all.push(Kept { form, seller, published: it.is_published(), retired: it.retired.is_some() });
            Ok(std::ops::ControlFlow::Continue(()))
        })
    };
    shop.look(look).unwrap();
    all.sort_by(|a, b| a.form.slug.cmp(&b.form.slug));
    all
}

fn options() -> Options {
    let seller = SellerName::parse("House").unwrap();
    Options { currency: Currency::USD, seller, from: None, dry_run: false, bytes: None }
}

fn export(shop: &Db) -> Vec<u8> {
    let mut csv = Vec::new();
    shop.look(|txn| exporting::export(txn, &mut csv, &Silent)).unwrap();
    csv
}

fn import(shop: &Db, csv: &[u8]) -> Report {
    importing::import(shop, csv, &options(), &Silent).unwrap()
}

/// Exports `shop`, imports into an empty one and compares; gives the CSV.
fn moves(shop: &Db) -> Vec<u8> {
    let csv = export(shop);
    let new = self::shop();
    let report = import(&new, &csv);
    assert_eq!(report.refused, [], "{}", report.in_words());
    let (old_goods, new_goods) = (catalogue(shop), catalogue(&new));
    assert_eq!(old_goods.len(), new_goods.len());
    for (old, new) in old_goods.iter().zip(&new_goods) {
        assert_eq!(old, new);
    }
    for (place, unchanged) in [(&new, report.products), (shop, report.products)] {
        let again = import(place, &csv);
        assert_eq!((again.added, again.updated, again.unchanged), (0, 0, unchanged), "{}", again.in_words());
    }
    assert_eq!(catalogue(shop), old_goods);
    closes(&new);
    closes(shop);
    csv
}

fn adds(shop: &Db, form: &ProductForm, fate: u8) -> SellerId {
    let new = form.check(Currency::USD).unwrap();
    let add = move |txn: &bodega::platform::db::WriteTxn| {
        let seller = sellers::find_or_make(txn, &SellerName::parse("=Ada, \"Söhne\"")?)?.id;
        let product = catalog::add(txn, seller, &new, Origin::default())?.id;
        match fate {
            0 => catalog::publish(txn, product)?,
            1 => catalog::retire(txn, product)?,
            _ => catalog::get(txn, product)?,
        };
        Ok(seller)
    };
    shop.write_blocking(add).unwrap()
}

fn edition(name: &str, price: &str) -> EditionForm {
    EditionForm { name: name.into(), price: price.into(), ..EditionForm::default() }
}

#[test]
fn the_real_catalogue_moves_house() {
    let path =
        std::env::var_os("BODEGA_CATALOG").map_or_else(|| PathBuf::from("../shared/data/catalog.csv"), PathBuf::from);
    let Ok(file) = File::open(path) else {
        eprintln!("skipped: there is no ../shared/data/catalog.csv; name one with BODEGA_CATALOG");
        return;
    };
    let shop = shop();
    let report = importing::import(&shop, file, &options(), &Silent).unwrap();
    assert_eq!((report.added, report.refused.len()), (2_380, 0));
    moves(&shop);
}

#[test]
fn what_people_made_moves_house() {
    let shop = shop();
    let image = |url: &str, alt: &str| ImageForm { source: ImageSource::External { url: url.into() }, alt: alt.into() };
    let form = ProductForm {
        title: "=cmd|' /C calc'!A0".into(),
        summary: "@sum; \"quoted\", and 'so on'".into(),
        description: "<h2>Über</h2><p>two<br>lines &amp; <a href=\"https://x.test/?a=1&amp;b=2\">a link</a></p>".into(),
        category: vec!["Audio".into(), "Drums & Bass".into()],
        kind: "-pack".into(),
        tags: vec!["+plus".into(), "lo-fi".into(), "'80s".into()],
        images: vec![image("https://x.test/1.png", "-one"), image("https://x.test/2.png", "")],
        editions: vec![
            EditionForm {
                license_keys: true,
                sku: "'0012".into(),
                compare_at: "20".into(),
                license: "Commercial".into(),
                terms: "One seat.\n\n- no resale".into(),
                ..edition("Desktop", "12.99")
            },
            EditionForm { pay_what_you_want: true, suggested: "5".into(), ..edition("Supporter / web", "0") },
            edition("Third", "100000000"),
        ],
        seo_title: "\t=x".into(),
        ..ProductForm::default()
    };
    adds(&shop, &form, 0);
    adds(&shop, &form, 1);
    adds(&shop, &ProductForm { editions: vec![edition("", "0")], ..form }, 2);
    let csv = moves(&shop);
    let rows = csv::Reader::from_reader(&csv[3..]).into_records().collect::<Result<Vec<_>, _>>().unwrap();
    let risky = rows.iter().flatten().filter(|it| it.starts_with(['=', '+', '-', '@', '\t', '\r']));
    assert_eq!(risky.count(), 0, "no cell is a formula");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_a_product_says_moves_house(
        words in prop::collection::vec("[a-zA-Z0-9=+@'\",;|<>&# \\\\\n\t\u{202e}äß漢-]{0,20}", 12),
        prices in prop::collection::vec(0i64..10_000_000_000, 3),
        fate in 0u8..3,
    ) {
        let plain = |minor: &i64| format!("{}.{:02}", minor / 100, minor % 100);
        let form = ProductForm {
            title: format!("x{}", words[0]),
            summary: words[1].clone(),
            description: words[2].clone(),
            category: vec![format!("c{}", words[3])],
            kind: words[4].clone(),
            tags: vec![words[5].clone(), words[6].clone()],
            editions: vec![
                EditionForm { sku: words[7].clone(), terms: words[8].clone(), compare_at: plain(&prices[1]), ..edition(&words[9], &plain(&prices[0])) },
                EditionForm { pay_what_you_want: true, license: words[10].clone(), ..edition("second one", &plain(&prices[2])) },
            ],
            seo_description: words[11].clone(),
            ..ProductForm::default()
        };
        if form.check(Currency::USD).is_ok() {
            let shop = shop();
            adds(&shop, &form, fate);
            moves(&shop);
        }
    }
}
