use super::*;
use crate::{
    base::{Currency, SellerId, Timestamp},
    features::{
        catalog::{EditionForm, Origin, Product, ProductForm},
        recommendations, reviews, search_rules,
        sellers::{self, SellerName},
    },
    platform::{
        clock::{Chance, Clock},
        db::{Migrations, Place, Space},
        search::{Knowledge, Question},
    },
};

struct Shop {
    db: Db,
    search: Search,
    indexing: Indexing,
}

/// A shop in `folder`, or in memory.
fn open(folder: Option<&std::path::Path>) -> Shop {
    let clock = Clock::manual(Timestamp::from_millis(1_000));
    let place = folder.map_or(Place::Memory, |it| Place::File { path: it.join("store"), space: Space::new(it, 0) });
    let db = Db::open(place, clock, Chance::os()).unwrap();
    let tables = [
        catalog::feature().tables,
        orders::feature().tables,
        recommendations::feature().tables,
        reviews::feature().tables,
        search_rules::feature().tables,
        sellers::feature().tables,
    ]
    .concat();
    db.prepare(tables, Migrations::default()).unwrap();
    let outbox = Outbox::new(db.clone(), Vec::new(), &[FOLLOWER]).unwrap();
    let search = match folder {
        None => Search::in_ram(Knowledge::default()).unwrap(),
        Some(folder) => Search::open(&folder.join("index"), Knowledge::default(), Timestamp::from_millis(5)).unwrap(),
    };
    Shop { indexing: Indexing::new(db.clone(), search.clone(), outbox), db, search }
}

impl Shop {
    async fn sells(&self, seller: &str, title: &str) -> Product {
        let edition = EditionForm { price: "12.99".into(), license: "MIT".into(), ..EditionForm::default() };
        let category = vec!["Audio".into(), "Loops".into()];
        let form = ProductForm { title: title.into(), category, editions: vec![edition], ..ProductForm::default() };
        let new = form.check(Currency::USD).unwrap();
        let seller = SellerName::parse(seller).unwrap();
        let sell = move |txn: &crate::platform::db::WriteTxn| {
            let seller = sellers::find_or_make(txn, &seller)?;
            let product = catalog::add(txn, seller.id, &new, Origin::default())?;
            catalog::publish(txn, product.id)
        };
        self.db.write(sell).await.unwrap()
    }

    async fn renames(&self, seller: SellerId, name: &str) {
        let name = SellerName::parse(name).unwrap();
        self.db.write(move |txn| sellers::rename(txn, seller, &name)).await.unwrap();
    }

    fn finds(&self, text: &str) -> Vec<ProductId> {
        let question = Question { text: text.into(), limit: 10, ..Question::default() };
        self.search.search(&question).hits.iter().map(|it| ProductId::from_bytes(it.id)).collect()
    }

    fn is_sound(&self) {
        assert_eq!(Some(self.db.look(|txn| FOLLOWER.latest(txn)).unwrap()), self.search.sequence());
        let mut faults = Vec::new();
        self.db.look(|txn| self.indexing.check(txn, &mut faults)).unwrap();
        assert_eq!(faults, [""; 0]);
    }
}

#[tokio::test]
async fn the_index_follows_the_catalogue() {
    let shop = open(None);
    let tape = shop.sells("Tidepool Audio", "Tape Garden").await;
    assert!(shop.indexing.catch_up().await.unwrap());
    assert!(!shop.indexing.catch_up().await.unwrap());
    assert_eq!(shop.finds("tape"), [tape.id]);
    assert_eq!(shop.finds("tidepool"), [tape.id]);
    shop.renames(tape.seller, "Low Tide").await;
    let harbour = shop.sells("Low Tide", "Harbour Room").await;
    shop.indexing.catch_up().await.unwrap();
    assert_eq!((shop.finds("tidepool").len(), shop.finds("low tide").len()), (0, 2));
    shop.is_sound();
    shop.db.write(move |txn| catalog::retire(txn, tape.id)).await.unwrap();
    shop.db.write(move |txn| catalog::remove(txn, harbour.id)).await.unwrap();
    shop.indexing.catch_up().await.unwrap();
    assert_eq!(shop.search.len(), 0);
    shop.is_sound();
    let kept = shop.db.look(|txn| FOLLOWER.pending(txn, 0, 10)).unwrap();
    assert!(kept.is_empty(), "the outbox forgets what was taken up");
}

#[tokio::test]
async fn a_check_tells_what_differs() {
    let shop = open(None);
    let tape = shop.sells("Tidepool Audio", "Tape Garden").await;
    shop.indexing.catch_up().await.unwrap();
    let latest = shop.search.sequence().unwrap();
    shop.search.apply(Vec::new(), vec![tape.id.to_bytes()], latest).await.unwrap();
    let mut faults = Vec::new();
    shop.db.look(|txn| shop.indexing.check(txn, &mut faults)).unwrap();
    assert_eq!(faults, [format!("search index: {} is missing or out of date", tape.id)]);
    assert_eq!(shop.indexing.rebuild(&Silent).await.unwrap(), 1);
    shop.is_sound();
}

#[tokio::test]
async fn whatever_happens_to_the_index_it_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let reopened = async || {
        let shop = open(Some(folder.path()));
        shop.indexing.catch_up().await.unwrap();
        shop.is_sound();
        shop
    };
    let close = |shop: Shop| {
        drop(shop);
        // The index's thread lets go of its files.
        if let Ok(held) = std::fs::File::open(index.join(".tantivy-writer.lock")) {
            held.lock().unwrap();
        }
    };
    let shop = reopened().await;
    let tape = shop.sells("Tidepool Audio", "Tape Garden").await;
    close(shop);
    let shop = reopened().await;
    assert_eq!(shop.finds("tape"), [tape.id], "what was announced before the end is taken up");
    close(shop);
    std::fs::write(index.join("meta.json"), "garbage").unwrap();
    let shop = open(Some(folder.path()));
    let found = shop.search.search(&Question { text: "tape".into(), limit: 1, ..Question::default() });
    assert!(found.rebuilding && found.total == 0);
    close(shop);
    let shop = reopened().await;
    assert_eq!(shop.finds("tape"), [tape.id]);
    // An index that lost its last commits in a power cut.
    shop.search.apply(Vec::new(), vec![tape.id.to_bytes()], 1).await.unwrap();
    shop.indexing.catch_up().await.unwrap();
    assert_eq!(shop.finds("tape"), [tape.id]);
    // An index of a store that was newer.
    shop.search.apply(Vec::new(), vec![tape.id.to_bytes()], 1_000).await.unwrap();
    shop.indexing.catch_up().await.unwrap();
    assert_eq!(shop.finds("tape"), [tape.id]);
    close(shop);
}
