//! What is said of products and editions, and beginning anew.

use super::*;
use crate::base::{EditionId, Id, ProductId};

#[tokio::test]
async fn the_closest_word_counts() {
    let counter = Counter::open(1).await;
    let product: ProductId = Id::new(Timestamp::EPOCH, [1; 10]);
    let [one, other]: [EditionId; 2] = [1, 2].map(|n| Id::new(Timestamp::EPOCH, [n; 10]));
    let day = Duration::from_secs(24 * 60 * 60);
    let usual = Allowance { limit: Some(5), window: None };
    let says = |edition, downloads: &str, days: &str| {
        let new = NewTerms::parse(downloads, days).unwrap();
        counter.db.write_blocking(move |txn| set_terms(txn, product, edition, new)).unwrap();
    };
    let found = |edition| counter.db.look(|txn| allowance(txn, product, edition, usual)).unwrap();
    assert_eq!(found(one), usual);
    says(None, "3", "30");
    assert_eq!(found(one), Allowance { limit: Some(3), window: Some(day * 30) });
    says(Some(one), "0", "");
    assert_eq!(found(one), Allowance { limit: None, window: Some(day * 30) }, "the rest is as of the product");
    assert_eq!(found(other), Allowance { limit: Some(3), window: Some(day * 30) });
    says(Some(one), "", "0");
    assert_eq!(found(one), Allowance { limit: Some(3), window: None });
    says(Some(one), "", "");
    says(None, "", " ");
    assert_eq!((found(one), counter.db.look(|txn| terms_of(txn, product)).unwrap()), (usual, vec![]));
    for (downloads, days, field) in [("1001", "", "downloads"), ("-1", "", "downloads"), ("", "x", "days")] {
        assert_eq!(NewTerms::parse(downloads, days).unwrap_err().fields[0].0, field);
    }
    counter.close().await;
}

#[tokio::test]
async fn support_lets_a_buyer_begin_anew() {
    let counter = Counter::open(10).await;
    let day = Duration::from_secs(24 * 60 * 60);
    let sold = counter.sells_with(Some(1), Some(day)).await;
    let path = counter.link(&sold).path;
    assert_eq!(counter.get(&path).dispatch().await.into_bytes().await.unwrap(), counter.bytes);
    assert_eq!((counter.remaining(&sold), counter.get(&path).dispatch().await.status()), (0, Status::Forbidden));
    counter.clock.advance(2 * day);
    let line = sold.line;
    let anew = counter.db.write(move |txn| reset(txn, line, Some(day))).await.unwrap();
    assert_eq!((anew.expires, counter.remaining(&anew)), (Some(counter.clock.now().plus(day)), 1));
    let path = counter.link(&anew).path;
    assert_eq!(counter.get(&path).dispatch().await.into_bytes().await.unwrap(), counter.bytes);
    assert_eq!((counter.remaining(&anew), counter.get(&path).dispatch().await.status()), (0, Status::Forbidden));
    assert_eq!(counter.log(&anew).len(), 2, "the log forgets nothing");
    let all = counter.db.look(|txn| log(txn, None, 10)).unwrap();
    let seller = sold.seller.unwrap();
    assert_eq!(all, counter.db.look(|txn| log_of_seller(txn, seller, None, 10)).unwrap());
    let older = counter.db.look(|txn| log_of_seller(txn, seller, Some(all[0].id), 10)).unwrap();
    assert_eq!(older, all[1..]);

    let order = sold.order;
    counter.db.write(move |txn| revoke(txn, order, "refunded")).await.unwrap();
    let gone = counter.db.write(move |txn| reset(txn, line, None)).await.unwrap_err();
    assert_eq!(gone.kind, crate::base::ErrorKind::Conflict, "what was taken back stays so");
    counter.close().await;
}
