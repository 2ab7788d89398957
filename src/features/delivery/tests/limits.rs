//! How often a file may be had, whoever asks however often at once.

use futures::future::join_all;
use proptest::prelude::*;

use super::*;
use crate::base::GrantId;

/// Case 38: fifty at once get as many as are left, by one link or by fifty.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threat_38_download_limit_race() {
    let counter = Counter::open(400_000).await;
    for by_one_link in [true, false] {
        let grant = counter.sells(Some(3)).await;
        let one = counter.link(&grant).path;
        let paths: Vec<_> =
            (0..50).map(|_| if by_one_link { one.clone() } else { counter.link(&grant).path }).collect();
        let bodies = join_all(paths.iter().map(|path| async {
            let answer = counter.get(path).dispatch().await;
            match answer.status() {
                Status::Ok => Some(answer.into_bytes().await.unwrap()),
                status => {
                    assert_eq!(status, Status::Forbidden);
                    None
                }
            }
        }))
        .await;
        let whole = bodies.iter().flatten().filter(|it| **it == counter.bytes).count();
        assert_eq!((whole, bodies.iter().flatten().count()), (3, 3));
        assert_eq!(counter.remaining(&grant), 0);
        assert_eq!(counter.log(&grant).len(), 3);
    }
    counter.close().await;
}

/// Case 39: heads, conditions, pieces and broken transfers do not count, and get nobody a whole file uncounted.
#[tokio::test]
async fn threat_39_counter_dodging() {
    let counter = Counter::open(1_000_000).await;
    let grant = counter.sells(Some(2)).await;
    let link = counter.link(&grant);
    let (path, tag) = (link.path.clone(), format!("\"{}\"", link.sha256.unwrap()));
    let head = counter.client.head(path.clone()).dispatch().await;
    assert_eq!((head.status(), header(&head, "ETag")), (Status::Ok, tag.clone()));
    assert_eq!(head.into_bytes().await.unwrap_or_default().len(), 0);
    let known = counter.get(&path).header(Header::new("If-None-Match", format!("\"x\", {tag}"))).dispatch().await;
    assert_eq!((known.status(), known.into_bytes().await.unwrap_or_default().len()), (Status::NotModified, 0));
    let beyond = counter.ranged(&path, "bytes=1000000-").await;
    assert_eq!(
        (beyond.status(), header(&beyond, "Content-Range").as_str()),
        (Status::RangeNotSatisfiable, "bytes */1000000")
    );
    drop(beyond);
    assert_eq!(counter.ranged(&path, "bytes=0-0").await.into_bytes().await.unwrap(), counter.bytes[..1]);
    assert_eq!(counter.remaining(&grant), 2);
    // Aborted at 99 %: the rest of it costs the try.
    counter.hangs_up(counter.get(&path).dispatch().await, 990_000).await;
    counter.noted(&grant, |log| log.iter().any(|it| it.bytes >= 990_000)).await;
    assert_eq!(counter.remaining(&grant), 2);
    counter.ranged(&path, "bytes=990000-").await.into_bytes().await.unwrap();
    assert_eq!(counter.remaining(&grant), 1);
    // All but the first byte, again and again: by one link or by many, it ends.
    let mut bodies = 0;
    for round in 0..20 {
        let path = if round % 2 == 0 { path.clone() } else { counter.link(&grant).path };
        let answer = counter.ranged(&path, "bytes=1-").await;
        if answer.status() == Status::PartialContent {
            bodies += usize::from(answer.into_bytes().await.is_some());
        }
    }
    assert!(bodies <= 3, "{bodies}");
    assert_eq!(counter.remaining(&grant), 0);
    // Many ranges are one whole file, and count so.
    let many = (0..1000).map(|n| format!("{n}-{n}")).collect::<Vec<_>>().join(",");
    assert_eq!(counter.ranged(&counter.link(&grant).path, &format!("bytes={many}")).await.status(), Status::Forbidden);
    counter.close().await;
}

/// Case 39: fifty pieces at once by one link are one download, as download managers ask for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threat_39_pieces_at_once_are_one_download() {
    let counter = Counter::open(1_000_000).await;
    let grant = counter.sells(Some(1)).await;
    let path = counter.link(&grant).path;
    let pieces = join_all((0..50).map(|n| {
        let (path, counter) = (path.clone(), &counter);
        async move {
            let range = format!("bytes={}-{}", n * 20_000, n * 20_000 + 19_999);
            counter.ranged(&path, &range).await.into_bytes().await.unwrap()
        }
    }))
    .await;
    assert!(pieces.concat() == counter.bytes);
    counter.noted(&grant, |log| log.iter().any(|it| it.bytes == 1_000_000)).await;
    assert_eq!((counter.remaining(&grant), counter.log(&grant).len()), (0, 1));
    counter.close().await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever is begun, broken off and ended, in whatever order: never more than the limit run or are spent.
    #[test]
    fn the_limit_holds(limit in 0_u32..4, steps in prop::collection::vec((0_u8..4, 0_u64..3, 0_u64..100, 1_u64..100), 1..60)) {
        use crate::{features::delivery::tries::{Tries, Wish}, platform::web::range::Part};
        let now = Timestamp::from_millis(1_000_000);
        let (grant, file) = (GrantId::new(now, [1; 10]), FileId::new(now, [2; 10]));
        let tries = Tries::default();
        let (mut running, mut spent, mut made) = (Vec::new(), Vec::new(), 0_u8);
        for (what, link, from, len) in steps {
            if what < 2 {
                made += 1;
                let part = if what == 0 { Part::whole(100) } else { Part { from, len: len.min(100 - from) } };
                let wish = Wish {
                    grant, file, link, part, now, size: 100, limit: Some(limit),
                    until: now.plus(Duration::from_secs(60)), id: crate::base::DownloadId::new(now, [made; 10]),
                    since: crate::base::DownloadId::new(Timestamp::from_millis(0), [0; 10]),
                };
                running.extend(tries.claim(&wish, || Ok(spent.clone())).unwrap());
            } else if !running.is_empty() {
                let claim = running.swap_remove(from as usize % running.len());
                if !claim.progress.cut.load(std::sync::atomic::Ordering::Relaxed) {
                    let whole = what == 2;
                    let sent = if whole { claim.part.len } else { claim.part.len / 2 };
                    claim.progress.sent.store(sent, std::sync::atomic::Ordering::Relaxed);
                    if whole && tries.spends(&claim) {
                        spent.push(claim.id);
                    }
                }
                tries.end(&claim, false);
            }
            let mut ids: Vec<_> = running.iter().filter(|it| !it.progress.cut.load(std::sync::atomic::Ordering::Relaxed)).map(|it| it.id).collect();
            ids.extend(&spent);
            ids.sort();
            ids.dedup();
            prop_assert!(ids.len() <= limit as usize, "{ids:?}");
            prop_assert!(spent.len() <= limit as usize);
        }
    }
}

/// Case 38 of the threats, as the property above once found it: a part that was cut ended the one that took its place, and
/// one more try had room.
#[test]
fn a_part_that_was_cut_ends_nothing_but_itself() {
    use crate::{
        features::delivery::tries::{Tries, Wish},
        platform::web::range::Part,
    };
    let now = Timestamp::from_millis(1_000_000);
    let (tries, id) = (Tries::default(), |made| crate::base::DownloadId::new(now, [made; 10]));
    let ask = |made, link, part| {
        let (grant, file) = (GrantId::new(now, [1; 10]), FileId::new(now, [2; 10]));
        let (until, since) =
            (now.plus(Duration::from_secs(60)), crate::base::DownloadId::new(Timestamp::EPOCH, [0; 10]));
        let wish = Wish { grant, file, link, part, now, size: 100, limit: Some(1), until, id: id(made), since };
        tries.claim(&wish, || Ok(Vec::new())).unwrap()
    };
    let part = Part { from: 1, len: 99 };
    let broken = ask(1, 0, part).unwrap();
    broken.progress.sent.store(50, std::sync::atomic::Ordering::Relaxed);
    tries.end(&broken, false);
    let cut = ask(2, 0, part).unwrap();
    let last = ask(3, 0, part).unwrap();
    assert!(cut.progress.cut.load(std::sync::atomic::Ordering::Relaxed), "it gives way");
    tries.end(&cut, false);
    assert!(ask(4, 1, Part::whole(100)).is_none(), "the last part still runs");
    tries.end(&last, false);
    assert!(ask(5, 1, Part::whole(100)).is_some());
}
