//! Links that are forged, dead, or past their time.

use super::*;

/// Case 36: every letter of a link changed or missing, and links that were never given.
#[tokio::test]
async fn threat_36_signed_link_forging() {
    let counter = Counter::open(10).await;
    let grant = counter.sells(Some(1)).await;
    let path = counter.link(&grant).path;
    for at in "/d/".len()..path.len() {
        for letter in ["A", "-", "%00", ""] {
            let mut forged = path.clone();
            forged.replace_range(at..=at, letter);
            if forged != path {
                let answer = counter.get(&forged).dispatch().await;
                assert_eq!(answer.status(), Status::Forbidden, "{forged}");
            }
        }
    }
    let order = Keys::fixed([9; 32]).signer("order").seal(&[1; 100]);
    let other_shop = Keys::fixed([8; 32]).signer("download").seal(&[1; 100]);
    let own_but_senseless = Keys::fixed([9; 32]).signer("download").seal(&[1; 100]);
    for token in [order, other_shop, own_but_senseless] {
        assert_eq!(counter.get(&format!("/d/{token}")).dispatch().await.status(), Status::Forbidden);
    }
    for short in ["/d/x", "/d/%F0%9F%92%BE", "/d/0"] {
        assert_eq!(counter.get(short).dispatch().await.status(), Status::NotFound);
    }
    assert_eq!(counter.remaining(&grant), 1);
    counter.close().await;
}

/// Case 37 and acceptance 22: five reasons, five pages, each with a way out.
#[tokio::test]
async fn threat_37_dead_links_say_why() {
    let counter = Counter::open(10).await;
    let mut pages = Vec::new();
    let mut seen = async |path: String, status: u16| {
        let answer = counter.get(&path).dispatch().await;
        assert_eq!(answer.status().code, status, "{path}");
        assert_eq!(header(&answer, "Referrer-Policy"), "no-referrer");
        let page = answer.into_string().await.unwrap();
        assert!(page.contains("href=\"/library\""), "{page}");
        pages.push(page);
        let json = counter.get(&path).header(rocket::http::Accept::JSON).dispatch().await;
        assert_eq!(json.status().code, status);
        assert!(json.into_string().await.unwrap().contains("/api/docs#link-"));
    };
    let grant = counter.sells(Some(1)).await;
    let link = counter.link(&grant);
    counter.get(&link.path).dispatch().await.into_bytes().await;
    seen(link.path.clone(), 403).await;
    seen(link.path.replace(&link.path[40..42], "__"), 403).await;
    seen("/d/nothing".into(), 404).await;

    let late = counter.link(&counter.sells(None).await);
    counter.clock.advance(late.expires_at.since(counter.clock.now()));
    seen(late.path, 410).await;

    let refunded = counter.sells(None).await;
    let link = counter.link(&refunded);
    let order = refunded.order;
    counter.db.write(move |txn| revoke(txn, order, "refunded")).await.unwrap();
    seen(link.path.clone(), 410).await;
    pages.sort();
    pages.dedup();
    assert_eq!(pages.len(), 5);
    counter.db.write(move |txn| restore(txn, order)).await.unwrap();
    assert_eq!(counter.get(&link.path).dispatch().await.status(), Status::Ok);
    counter.close().await;
}

#[tokio::test]
async fn a_grant_ends_when_its_window_does() {
    let counter = Counter::open(10).await;
    let grant = counter.sells_with(None, Some(Duration::from_secs(300))).await;
    let link = counter.link(&grant);
    assert_eq!((link.limit, link.remaining), (None, None));
    counter.clock.advance(Duration::from_secs(299));
    assert_eq!(counter.get(&link.path).dispatch().await.status(), Status::Ok);
    counter.clock.advance(Duration::from_secs(1));
    assert_eq!(counter.get(&link.path).dispatch().await.status(), Status::Gone);
    counter.close().await;
}
