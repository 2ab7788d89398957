//! Bytes on their way: whole, in pieces, of a file that changes or is torn.

use super::*;

#[tokio::test]
async fn a_buyer_gets_the_very_bytes() {
    let counter = Counter::open(300_000).await;
    let grant = counter.sells(Some(3)).await;
    let link = counter.link(&grant);
    assert_eq!((link.limit, link.remaining, link.size), (Some(3), Some(3), 300_000));
    let answer = counter
        .get(&link.path)
        .header(Header::new("User-Agent", "curl/8\u{202E}"))
        .remote("9.8.7.6:5".parse().unwrap());
    let answer = answer.dispatch().await;
    assert_eq!(answer.status(), Status::Ok);
    for (name, value) in [
        ("Content-Type", "application/zip"),
        ("Content-Disposition", "attachment; filename=\"Ubersans 2.zip\"; filename*=UTF-8''%C3%9Cbersans%202.zip"),
        ("ETag", &format!("\"{}\"", link.sha256.unwrap())),
        ("Accept-Ranges", "bytes"),
        ("Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT"),
        ("Cache-Control", "private, no-store, no-transform"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ] {
        assert_eq!(header(&answer, name), value, "{name}");
    }
    assert!(header(&answer, "Content-Security-Policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(answer.into_bytes().await.unwrap(), counter.bytes);
    assert_eq!(counter.remaining(&grant), 2, "at once, not a little later");
    let [download] = &counter.log(&grant)[..] else { panic!() };
    assert_eq!(
        (download.completed, download.bytes, download.address.as_str(), download.agent.as_str()),
        (true, 300_000, "9.8.7.6", "curl/8")
    );
    assert_eq!((download.buyer.as_str(), download.name.as_str()), ("bob@example.com", "Übersans 2.zip"));
    counter.close().await;
}

#[tokio::test]
async fn small_and_empty_files_arrive_too() {
    for size in [0, 1, 100] {
        let counter = Counter::open(size).await;
        let grant = counter.sells(Some(1)).await;
        let link = counter.link(&grant);
        let answer = counter.get(&link.path).dispatch().await;
        assert_eq!(answer.into_bytes().await.unwrap_or_default(), counter.bytes);
        assert_eq!(counter.remaining(&grant), 0, "{size}");
        assert_eq!(counter.get(&link.path).dispatch().await.status(), Status::Forbidden);
        counter.close().await;
    }
}

/// Case 52: the file was replaced while it was on its way: old bytes to the end, and never a mixture.
#[tokio::test]
async fn threat_52_file_replaced_during_download() {
    let mut counter = Counter::open(500_000).await;
    let grant = counter.sells(Some(5)).await;
    let old = counter.link(&grant);
    let old_bytes = counter.bytes.clone();
    let first = counter.hangs_up(counter.get(&old.path).dispatch().await, 250_000).await;
    counter.file.blob = counter.files.put_bytes(vec![1; 500_000]).await.unwrap();
    let rest = counter.ranged(&old.path, "bytes=250000-").await.into_bytes().await.unwrap();
    assert!([first, rest].concat() == old_bytes);
    let new = counter.link(&grant);
    let tag = |link: &DownloadLink| format!("\"{}\"", link.sha256.unwrap());
    let mixed = |name: &'static str, value: String| {
        let request = counter.get(&new.path).header(Header::new("Range", "bytes=250000-"));
        request.header(Header::new(name, value)).dispatch()
    };
    let answer = mixed("If-Range", tag(&old)).await;
    assert_eq!((answer.status(), answer.into_bytes().await.unwrap().len()), (Status::Ok, 500_000));
    assert_eq!(mixed("If-Range", tag(&new)).await.status(), Status::PartialContent);
    assert_eq!(mixed("If-Match", tag(&old)).await.status(), Status::PreconditionFailed);
    counter.close().await;
}

/// Fault F7: a torn file is told to the operator and costs the buyer nothing.
#[tokio::test]
async fn fault_7_a_torn_file_is_not_sent() {
    let mut counter = Counter::open(1000).await;
    let grant = counter.sells(Some(1)).await;
    counter.file.blob.size = 999;
    let link = counter.link(&grant);
    assert_eq!(counter.get(&link.path).dispatch().await.status(), Status::ServiceUnavailable);
    assert_eq!(counter.remaining(&grant), 1);
    counter.close().await;
}
