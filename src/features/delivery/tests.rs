use std::time::Duration;

use futures::future::join_all;
use proptest::prelude::*;
use rocket::{
    http::{Header, Status},
    local::asynchronous::{Client, LocalRequest, LocalResponse},
    tokio::io::AsyncReadExt,
};

use super::*;
use crate::{
    base::{BaseUrl, Currency, Email, FileId, GrantId, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        files::Files,
        signing::Keys,
        web::{self, Mode, Shop},
    },
};

/// A counter with one file behind it, and a clock that the test sets.
struct Counter {
    db: Db,
    clock: Clock,
    files: Files,
    desk: Desk,
    client: Client,
    bytes: Vec<u8>,
    file: FileFacts,
}

impl Counter {
    async fn open(size: usize) -> Self {
        let clock = Clock::manual(Timestamp::parse("2026-11-22T12:00:00Z").unwrap());
        let db = Db::in_memory(clock.clone(), Chance::seeded(1)).unwrap();
        db.prepare(store::TABLES.to_vec(), Migrations::default()).unwrap();
        let files = Files::in_memory().unwrap();
        let bytes: Vec<u8> = (0..size).map(|n| (n * 7 % 251) as u8).collect();
        let blob = files.put_bytes(bytes.clone()).await.unwrap();
        let desk = Desk::new(db.clone(), files.clone(), &Keys::fixed([9; 32]), Chance::seeded(2));
        let shop = Shop {
            name: "Bodega".into(),
            about: String::new(),
            contact: None,
            base_url: BaseUrl::parse("http://127.0.0.1:8000").unwrap(),
            base_url_is_set: false,
            currency: Currency::USD,
            mode: Mode::Test,
            downloads_per_file: 3,
            download_window: None,
        };
        let rocket = web::mount(
            rocket::build().manage(shop).manage(desk.clone()).manage(web::Readiness(Vec::new())),
            Chance::seeded(3),
        );
        let client = Client::untracked(feature().mount(rocket)).await.unwrap();
        let file = FileFacts {
            id: FileId::new(clock.now(), [4; 10]),
            name: "Übersans 2.zip".into(),
            media_type: "application/zip".into(),
            blob,
            release: "2.0".into(),
            released_at: clock.now(),
        };
        Self { db, clock, files, desk, client, bytes, file }
    }

    async fn sells(&self, limit: Option<u32>) -> Grant {
        self.sells_with(limit, None).await
    }

    async fn sells_with(&self, limit: Option<u32>, window: Option<Duration>) -> Grant {
        let sale = move |txn: &WriteTxn| {
            grant(
                txn,
                NewGrant {
                    order: txn.fresh(),
                    line: txn.fresh(),
                    product: txn.fresh(),
                    edition: txn.fresh(),
                    quantity: 1,
                    buyer: Email::parse("bob@example.com")?,
                    limit,
                    window,
                },
            )
        };
        self.db.write(sale).await.unwrap()
    }

    fn link(&self, grant: &Grant) -> DownloadLink {
        let files = std::slice::from_ref(&self.file);
        self.db.look(|txn| self.desk.links(txn, grant, files, self.clock.now())).unwrap().remove(0)
    }

    fn remaining(&self, grant: &Grant) -> u32 {
        self.link(grant).remaining.unwrap()
    }

    fn get<'a>(&'a self, path: &str) -> LocalRequest<'a> {
        self.client.get(path.to_owned())
    }

    async fn ranged(&self, path: &str, range: &str) -> LocalResponse<'_> {
        self.get(path).header(Header::new("Range", range.to_owned())).dispatch().await
    }

    /// Reads `count` bytes and hangs up.
    async fn hangs_up(&self, mut answer: LocalResponse<'_>, count: usize) -> Vec<u8> {
        let mut some = vec![0; count];
        answer.read_exact(&mut some).await.unwrap();
        drop(answer);
        some
    }

    fn log(&self, grant: &Grant) -> Vec<Download> {
        self.db.look(|txn| downloads_of(txn, grant.id)).unwrap()
    }

    /// What was hung up on is noted a little later.
    async fn noted(&self, grant: &Grant, wanted: impl Fn(&[Download]) -> bool) {
        for _ in 0..500 {
            if wanted(&self.log(grant)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{:#?}", self.log(grant));
    }

    async fn close(self) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let mut faults = self.db.check(&store::TABLES).unwrap();
        self.db.look(|txn| checks::check(txn, &mut faults)).unwrap();
        assert_eq!(faults, [""; 0]);
    }
}

fn header(answer: &LocalResponse<'_>, name: &str) -> String {
    answer.headers().get_one(name).unwrap_or_default().to_owned()
}

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
        ("ETag", &format!("\"{}\"", link.sha256)),
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

/// Case 39: heads, conditions, pieces and broken transfers do not count, and get nobody a whole file uncounted.
#[tokio::test]
async fn threat_39_counter_dodging() {
    let counter = Counter::open(1_000_000).await;
    let grant = counter.sells(Some(2)).await;
    let link = counter.link(&grant);
    let (path, tag) = (link.path.clone(), format!("\"{}\"", link.sha256));
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
    let tag = |link: &DownloadLink| format!("\"{}\"", link.sha256);
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever is begun, broken off and ended, in whatever order: never more than the limit run or are spent.
    #[test]
    fn the_limit_holds(limit in 0_u32..4, steps in prop::collection::vec((0_u8..4, 0_u64..3, 0_u64..100, 1_u64..100), 1..60)) {
        use super::{range::Part, tries::{Tries, Wish}};
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
