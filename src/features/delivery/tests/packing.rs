//! Several files as one archive: what counts, and what a break gives back.

use std::io::{Cursor, Read};

use rocket::{Route, State, get, routes};

use super::*;

pub(super) fn routes() -> Vec<Route> {
    routes![pack]
}

#[get("/pack?<first>&<second>")]
async fn pack(first: &str, second: &str, asker: Asker, desk: &State<Desk>) -> Result<Archive> {
    let wanted = [("a/1.bin", first), ("b/2.bin", second)];
    let wanted = wanted.map(|(name, path)| Wanted { name: name.into(), path: path.into() });
    desk.archive("two.zip".into(), wanted.into(), asker).await
}

fn both(counter: &Counter, first: &Grant, second: &Grant) -> String {
    format!("/pack?first={}&second={}", counter.link(first).path, counter.link(second).path)
}

/// Whoever hangs up in the second file has had the first; an empty file is one, too.
#[tokio::test]
async fn a_broken_archive_costs_what_arrived() {
    for size in [0, 1, 1_000_000] {
        let counter = Counter::open(size).await;
        let (first, second) = (counter.sells(Some(1)).await, counter.sells(Some(2)).await);
        if size > 1 {
            counter.hangs_up(counter.get(&both(&counter, &first, &second)).dispatch().await, 600_000).await;
            counter.noted(&first, |log| log.iter().any(|it| it.bytes > 0)).await;
            assert_eq!((counter.remaining(&first), counter.remaining(&second)), (1, 2), "nothing was whole");
            assert!(counter.log(&second).is_empty(), "what never began is not noted");
        }
        let answer = counter.get(&both(&counter, &first, &second)).dispatch().await;
        if size > 1 {
            counter.hangs_up(answer, 1_500_000).await;
            counter.noted(&second, |log| log.iter().any(|it| it.bytes > 0)).await;
            assert_eq!((counter.remaining(&first), counter.remaining(&second)), (0, 2));
        } else {
            let mut zip = zip::ZipArchive::new(Cursor::new(answer.into_bytes().await.unwrap())).unwrap();
            let mut bytes = Vec::new();
            zip.by_name("b/2.bin").unwrap().read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, counter.bytes);
            assert_eq!((counter.remaining(&first), counter.remaining(&second)), (0, 1));
        }
        // One that is used up refuses all, and the other keeps its try.
        let refused = counter.get(&both(&counter, &second, &first)).dispatch().await;
        assert_eq!(refused.status(), Status::Forbidden);
        assert!(refused.into_string().await.unwrap().contains("All downloads of this file are used up"));
        assert_eq!(counter.client.get(counter.link(&second).path).dispatch().await.status(), Status::Ok);
        counter.close().await;
    }
}

/// Case 38 for archives: ten at once get as many as there are tries.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threat_38_archives_race_for_the_same_tries() {
    let counter = Counter::open(400_000).await;
    let (first, second) = (counter.sells(Some(3)).await, counter.sells(Some(3)).await);
    let bodies = futures::future::join_all((0..10).map(|_| async {
        let answer = counter.get(&both(&counter, &first, &second)).dispatch().await;
        let status = answer.status();
        let whole = answer.into_bytes().await.is_some_and(|it| it.len() > 800_000);
        assert_eq!(whole, status == Status::Ok, "{status}");
        usize::from(whole)
    }))
    .await;
    assert_eq!(bodies.iter().sum::<usize>(), 3);
    assert_eq!((counter.remaining(&first), counter.remaining(&second)), (0, 0));
    counter.close().await;
}
