//! What broke off and goes on.

use rocket::tokio::io::AsyncReadExt;

use super::*;

/// Case 38, second half, and acceptance 21: what breaks off costs nothing, what is resumed costs one try.
#[tokio::test]
async fn threat_38_a_resumed_download_is_not_another() {
    let counter = Counter::open(1_000_000).await;
    let grant = counter.sells(Some(1)).await;
    let path = counter.link(&grant).path;
    for round in 0..3 {
        let answer = counter.get(&path).dispatch().await;
        assert_eq!(answer.status(), Status::Ok, "round {round}");
        counter.hangs_up(answer, 200_000).await;
        counter.noted(&grant, |log| log.len() == 1 && log[0].bytes >= 200_000 && !log[0].completed).await;
        assert_eq!(counter.remaining(&grant), 1);
    }
    let mut got = counter.hangs_up(counter.get(&path).dispatch().await, 300_000).await;
    let answer = counter.ranged(&path, "bytes=300000-599999").await;
    assert_eq!(answer.status(), Status::PartialContent);
    assert_eq!(header(&answer, "Content-Range"), "bytes 300000-599999/1000000");
    got.extend(counter.hangs_up(answer, 200_000).await);
    assert_eq!(counter.remaining(&grant), 1);
    got.extend(counter.ranged(&path, "bytes=500000-").await.into_bytes().await.unwrap());
    assert!(got == counter.bytes);
    assert_eq!((counter.remaining(&grant), counter.log(&grant).len()), (0, 1));
    // The last bytes were lost on the way: the rest is still to be had, the whole is not.
    assert_eq!(counter.ranged(&path, "bytes=900000-").await.into_bytes().await.unwrap(), counter.bytes[900_000..]);
    assert_eq!(counter.get(&path).dispatch().await.status(), Status::Forbidden);
    let other = counter.link(&grant).path;
    assert_eq!(counter.ranged(&other, "bytes=900000-").await.status(), Status::Forbidden);
    assert_eq!(counter.remaining(&grant), 0);
    counter.close().await;
}

/// A resumed download does not wait until the shop has noticed that the first half is dead.
#[tokio::test]
async fn a_dead_transfer_gives_way() {
    let counter = Counter::open(1_000_000).await;
    let grant = counter.sells(Some(1)).await;
    let path = counter.link(&grant).path;
    let mut dead = counter.get(&path).dispatch().await;
    let mut some = vec![0; 100_000];
    dead.read_exact(&mut some).await.unwrap();
    let rest = counter.ranged(&path, "bytes=100000-").await;
    assert_eq!(rest.status(), Status::PartialContent);
    // Whole again is another try, unless the first has not moved for a while.
    assert_eq!(counter.get(&path).dispatch().await.status(), Status::Forbidden);
    counter.clock.advance(Duration::from_secs(20));
    let again = counter.get(&path).dispatch().await;
    assert_eq!(again.status(), Status::Ok);
    assert!(again.into_bytes().await.unwrap() == counter.bytes);
    assert!(dead.into_bytes().await.is_none(), "it was cut");
    drop(rest);
    assert_eq!(counter.remaining(&grant), 0);
    counter.close().await;
}
