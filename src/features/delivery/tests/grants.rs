//! The right to download: given, and taken away.

use rocket::tokio::io::AsyncReadExt;

use super::*;

/// Case 27: a refund during the transfer withholds the end of it.
#[tokio::test]
async fn threat_27_a_refund_cuts_what_is_on_its_way() {
    let counter = Counter::open(1_000_000).await;
    let grant = counter.sells(Some(1)).await;
    let path = counter.link(&grant).path;
    let mut answer = counter.get(&path).dispatch().await;
    let mut some = vec![0; 500_000];
    answer.read_exact(&mut some).await.unwrap();
    let order = grant.order;
    counter.db.write(move |txn| revoke(txn, order, "refunded")).await.unwrap();
    assert!(answer.into_bytes().await.is_none());
    counter.noted(&grant, |log| log.len() == 1 && !log[0].completed).await;
    counter.close().await;
}

#[tokio::test]
async fn a_line_is_granted_once_and_twice_as_often_for_two() {
    let counter = Counter::open(1).await;
    let grants = counter
        .db
        .write(|txn| {
            let new = NewGrant {
                order: txn.fresh(),
                line: txn.fresh(),
                product: txn.fresh(),
                edition: txn.fresh(),
                quantity: 2,
                buyer: Email::parse("Bob@example.com")?,
                seller: txn.fresh(),
                limit: Some(5),
                window: None,
            };
            Ok((grant(txn, new.clone())?, grant(txn, new)?))
        })
        .await
        .unwrap();
    assert_eq!(grants.0, grants.1);
    assert_eq!(grants.0.limit, Some(10));
    let bob = Email::parse("bob@example.com").unwrap();
    assert_eq!(counter.db.look(|txn| of_buyer(txn, &bob, 10)).unwrap(), [grants.0]);
    counter.close().await;
}
