//! Files over real sockets: what breaks off, what goes on, and how many at once.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use bodega::{
    base::{Email, FileId},
    features::delivery::{self, DownloadLink, FileFacts, Grant, NewGrant},
};
use rocket::fairing::AdHoc;

use crate::shop::Shop;

/// A shop behind a real port, and one file that is sold in it.
struct Counter {
    shop: Shop,
    address: SocketAddr,
    bytes: Vec<u8>,
    file: FileFacts,
}

impl Counter {
    async fn open(size: usize) -> Self {
        let shop = Shop::open().await;
        let bytes: Vec<u8> = (0..size).map(|n| (n * 7 % 251) as u8).collect();
        let blob = shop.app.files.put_bytes(bytes.clone()).await.unwrap();
        let file = FileFacts {
            id: FileId::new(shop.clock.now(), [4; 10]),
            name: "Aurora Sans.zip".into(),
            media_type: "application/zip".into(),
            blob,
            release: "1.0".into(),
            released_at: shop.clock.now(),
        };
        let settings = shop.app.rocket().figment().clone().merge(("port", 0)).merge(("workers", 2));
        let (say, mut port) = tokio::sync::watch::channel(0);
        let lifted = AdHoc::on_liftoff("port", move |rocket| {
            say.send_replace(rocket.config().port);
            Box::pin(async {})
        });
        tokio::spawn(shop.app.rocket().configure(settings).attach(lifted).launch());
        port.changed().await.unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], *port.borrow()));
        Self { shop, address, bytes, file }
    }

    async fn sells(&self, limit: u32) -> Grant {
        let buyer = Email::parse("bob@example.com").unwrap();
        let sale = move |txn: &bodega::platform::db::WriteTxn| {
            let (order, line, product, edition) = fresh(txn);
            let buyer = buyer.clone();
            delivery::grant(
                txn,
                NewGrant {
                    order,
                    line,
                    product,
                    edition,
                    quantity: 1,
                    buyer,
                    seller: txn.fresh(),
                    limit: Some(limit),
                    window: None,
                },
            )
        };
        self.shop.app.db.write(sale).await.unwrap()
    }

    fn link(&self, grant: &Grant) -> DownloadLink {
        let files = std::slice::from_ref(&self.file);
        let now = self.shop.clock.now();
        self.shop
            .app
            .db
            .look(|txn| self.shop.app.desk.links(txn, grant, files, "Bought by Bob", now))
            .unwrap()
            .remove(0)
    }

    fn left(&self, grant: &Grant) -> u32 {
        self.link(grant).remaining.unwrap()
    }

    /// Reads up to `enough` bytes of the body and hangs up.
    fn get(&self, path: &str, range: &str, enough: usize) -> (u16, Vec<u8>) {
        let mut socket = TcpStream::connect(self.address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n{range}\r\n");
        socket.write_all(request.as_bytes()).unwrap();
        let (mut seen, mut chunk) = (Vec::new(), vec![0; 16_384]);
        loop {
            let head = seen.windows(4).position(|it| it == b"\r\n\r\n");
            let body = head.map_or(0, |at| seen.len() - at - 4);
            if body >= enough {
                // Long enough for the system to take all that it can in advance.
                thread::sleep(Duration::from_millis(200));
            }
            let count = if body >= enough { 0 } else { socket.read(&mut chunk).unwrap_or(0) };
            if count == 0 {
                let head = head.unwrap_or(seen.len());
                let status = String::from_utf8_lossy(&seen[..head])[9..12].parse().unwrap();
                return (status, seen.split_off((head + 4).min(seen.len())));
            }
            seen.extend_from_slice(&chunk[..count]);
        }
    }
}

fn fresh(
    txn: &bodega::platform::db::WriteTxn,
) -> (bodega::base::OrderId, bodega::base::OrderLineId, bodega::base::ProductId, bodega::base::EditionId) {
    (txn.fresh(), txn.fresh(), txn.fresh(), txn.fresh())
}

/// Acceptance 21: a download goes on after a broken connection and costs one try; a broken one costs none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_download_goes_on() {
    for size in [1_000_000, 3_000_000, 20_000_000] {
        let counter = Counter::open(size).await;
        let grant = counter.sells(1).await;
        let path = counter.link(&grant).path;
        for _ in 0..5 {
            let (status, _) = tokio::task::block_in_place(|| counter.get(&path, "", 20_000));
            assert_eq!(status, 200, "of {size}");
            // No waiting here: whoever asks again at once is not refused.
            assert_eq!(counter.left(&grant), 1, "of {size}");
        }
        let (_, mut got) = tokio::task::block_in_place(|| counter.get(&path, "", 50_000));
        let rest = format!("Range: bytes={}-\r\n", got.len());
        let (status, tail) = tokio::task::block_in_place(|| counter.get(&path, &rest, usize::MAX));
        assert_eq!(status, 206);
        got.extend(tail);
        assert_eq!(got.len(), counter.bytes.len());
        assert!(got == counter.bytes);
        assert_eq!(counter.left(&grant), 0);
    }
}

/// Case 38 over real sockets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threat_38_fifty_sockets_get_three_bodies() {
    let counter = Counter::open(3_000_000).await;
    let grant = counter.sells(3).await;
    let path = counter.link(&grant).path;
    let got: Vec<_> = tokio::task::block_in_place(|| {
        thread::scope(|scope| {
            let all: Vec<_> = (0..50).map(|_| scope.spawn(|| counter.get(&path, "", usize::MAX))).collect();
            all.into_iter().map(|it| it.join().unwrap()).collect()
        })
    });
    assert_eq!(got.iter().filter(|(status, body)| *status == 200 && *body == counter.bytes).count(), 3);
    assert_eq!(got.iter().filter(|(status, _)| *status == 403).count(), 47);
    assert_eq!(counter.left(&grant), 0);
}
