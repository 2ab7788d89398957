use std::{fs::File, path::PathBuf};

use super::*;
use crate::{
    base::Slug,
    platform::{
        clock::{Chance, Clock},
        db::{Migrations, ReadTxn, Stored},
        progress::Silent,
    },
};

fn tables() -> Vec<&'static dyn Stored> {
    [catalog::feature(), sellers::feature()].iter().flat_map(|it| it.tables).copied().collect()
}

fn shop() -> Db {
    let clock = Clock::manual(Timestamp::parse("2026-11-22T12:00:00Z").unwrap());
    let db = Db::in_memory(clock, Chance::seeded(1)).unwrap();
    db.prepare(tables(), Migrations::default()).unwrap();
    db
}

fn closes(db: &Db) {
    let mut faults = db.check(&tables()).unwrap();
    db.look(|txn| catalog::feature().checks.iter().try_for_each(|check| check(txn, &mut faults))).unwrap();
    assert_eq!(faults, [""; 0]);
}

fn options() -> Options {
    let seller = SellerName::parse("Bodega").unwrap();
    Options { currency: Currency::USD, seller, from: None, dry_run: false, bytes: None }
}

fn imports(db: &Db, text: &str) -> Report {
    import(db, text.as_bytes(), &options(), &Silent).unwrap()
}

fn counts(it: &Report) -> (u64, u64, u64, usize) {
    (it.added, it.updated, it.unchanged, it.refused.len())
}

/// The real catalogue beside the project, or where the environment says.
fn real() -> Option<File> {
    let path = std::env::var_os("BODEGA_CATALOG").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/catalog.csv")),
        PathBuf::from,
    );
    File::open(path).ok()
}

#[test]
fn the_real_catalogue_comes_in_whole_and_only_once() {
    let Some(file) = real() else {
        eprintln!("skipped: there is no ../shared/data/catalog.csv; name one with BODEGA_CATALOG");
        return;
    };
    let db = shop();
    let first = import(&db, file, &options(), &Silent).unwrap();
    assert_eq!((first.rows, counts(&first)), (2_380, (2_380, 0, 0, 0)), "{}", first.in_words());
    assert_eq!(db.look(sellers::count).unwrap(), 1_578);
    assert_eq!(db.look(catalog::count).unwrap(), 2_380);
    closes(&db);
    let generation = db.shown_generation();
    let again = import(&db, real().unwrap(), &options(), &Silent).unwrap();
    assert_eq!(counts(&again), (0, 0, 2_380, 0));
    assert_eq!(db.shown_generation(), generation, "nothing has changed");
    let tulip = db.look(|txn| catalog::get_published(txn, "0")).unwrap();
    assert_eq!((&*tulip.title, tulip.price().unwrap().amount), ("Tulip 5.4.0", 1199));
}

#[test]
fn a_trial_tells_the_same_and_keeps_nothing() {
    let db = shop();
    let text = "Title,URL handle,Price,Vendor\nA,a,1,V\nB,b,x,V\nC,c,3,W\n";
    let trial = import(&db, text.as_bytes(), &Options { dry_run: true, ..options() }, &Silent).unwrap();
    assert_eq!(counts(&trial), (2, 0, 0, 1));
    assert_eq!(db.look(catalog::count_all).unwrap(), 0);
    assert_eq!(counts(&imports(&db, text)), counts(&trial));
    closes(&db);
}

#[test]
fn a_changed_row_changes_its_product() {
    let db = shop();
    imports(&db, "Title,URL handle,Price,Vendor\nA,a,1,V\nB,b,2,V\n");
    let second = imports(&db, "Title,URL handle,Price,Vendor,Status\nA,a,1,V,\nB!,b,2.50,W,draft\n");
    assert_eq!(counts(&second), (0, 1, 1, 0));
    let b = db.look(|txn| catalog::find_by_slug(txn, &Slug::parse("b")?)).unwrap().unwrap();
    assert_eq!((&*b.title, b.price().unwrap().amount, b.is_published()), ("B!", 250, false));
    assert_eq!(db.look(|txn| sellers::get(txn, b.seller)).unwrap().name.as_str(), "W");
    let other_order =
        imports(&db, "Title,URL handle,Price,Vendor,Status,SEO title\nB!,b,2.50,W,draft,\nA,a,1.00,V,,\n");
    assert_eq!(counts(&other_order), (0, 0, 2, 0), "another spelling of the same price");
    closes(&db);
}

#[test]
fn catalogues_of_one_kind_do_not_meet() {
    let db = shop();
    let text = "ID,Type,Name,Published,Regular price\n1,simple,A,1,1\n";
    imports(&db, text);
    let other = Options { from: Some("north".into()), ..options() };
    let report = import(&db, text.as_bytes(), &other, &Silent).unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 0));
    assert_eq!(db.look(catalog::count).unwrap(), 2);
}

#[test]
fn what_came_before_the_fault_stays() {
    let db = shop();
    let text = format!("Title,URL handle,Price\nA,a,1\nB,b,2\n\"C{}", "x".repeat(20 << 20));
    let error = import(&db, text.as_bytes(), &options(), &Silent).unwrap_err();
    assert!(error.to_string().contains("Kept so far: 1 product"), "{error}");
    assert_eq!(db.look(catalog::count).unwrap(), 1, "a row is read ahead");
    closes(&db);
}

#[test]
fn reports_are_for_people_and_programs() {
    let db = shop();
    let report = imports(&db, "Title,URL handle,Price\nA,a,\n");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["format"], "shopify-new");
    assert_eq!(json["refused"][0]["row"], 2);
    assert_eq!(json["refused"][0]["field"], "price");
    assert!(report.in_words().contains("Row 2 [price] A: The product has no price"), "{}", report.in_words());
    assert_eq!(report.reasons().len(), 1);
}

/// What was said of sales and bundles goes out and comes in again, in whatever order the products stand.
#[test]
fn sales_and_bundles_survive_the_way() {
    let own = |name: &str| format!("{name} (product.metafields.bodega.{})", name.to_lowercase().replace(' ', "_"));
    let head = ["Sale price", "Sale until", "Bundle"].map(own).join(",");
    let text = format!(
        "Title,URL handle,Price,{head}\nKit,kit,20,15,2026-12-24T00:00:00Z,\"a\nb/Standard\"\nA,a,3,,,\nB,b,4,2,,\nOld,old,9,5,2020-01-01T00:00:00Z,gone\n"
    );
    let db = shop();
    let report = imports(&db, &text);
    assert_eq!(counts(&report), (4, 0, 0, 0), "{}", report.in_words());
    assert!(report.notes.iter().any(|it| it.contains("gone")), "{:?}", report.notes);
    let get = |db: &Db, slug: &str| db.look(|txn| catalog::find_by_slug(txn, &Slug::parse(slug)?)).unwrap().unwrap();
    let told = |db: &Db, slug: &str| {
        let product = get(db, slug);
        let edition = &product.editions[0];
        (
            product.price().unwrap().amount,
            edition.regular_price().least().amount,
            edition.bundle.len(),
            edition.sale.is_some(),
        )
    };
    assert_eq!(told(&db, "kit"), (1500, 2000, 2, true));
    assert_eq!((told(&db, "b"), told(&db, "old")), ((200, 400, 0, true), (900, 900, 0, false)));
    let mut out = Vec::new();
    let mut writer = catalog::export::Writer::new(&mut out).unwrap();
    let write = |txn: &ReadTxn| {
        catalog::each(txn, |product| {
            let edition = &product.editions[0];
            let bundles = [(edition.id, catalog::write_bundle(txn, &edition.bundle)?)];
            writer.write(&product, &[], "V", &bundles)?;
            Ok(std::ops::ControlFlow::Continue(()))
        })
    };
    db.look(write).unwrap();
    writer.finish().unwrap();
    let other = shop();
    let again = import(&other, &*out, &options(), &Silent).unwrap();
    assert_eq!(counts(&again), (4, 0, 0, 0), "{}", again.in_words());
    for slug in ["kit", "a", "b", "old"] {
        assert_eq!(told(&other, slug), told(&db, slug), "{slug}");
    }
    assert_eq!(counts(&import(&other, &*out, &options(), &Silent).unwrap()), (0, 0, 4, 0), "twice changes nothing");
    closes(&other);
}
