//! A counter with one file behind it, for the stories in this folder.

mod grants;
mod limits;
mod links;
mod packing;
mod resuming;
mod sending;
mod terms;

use std::time::Duration;

use rocket::{
    http::{Header, Status},
    local::asynchronous::{Client, LocalRequest, LocalResponse},
    tokio::io::AsyncReadExt,
};

use super::*;
use crate::{
    base::{BaseUrl, Currency, Email, FileId, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        files::{Files, FilesConfig},
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
        let files = Files::in_memory(&FilesConfig::default()).unwrap();
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
            imprint: std::sync::Arc::default(),
            country: None,
            prices_include_tax: false,
            stack_discounts: false,
            mode: Mode::Test,
            admins_need_second_factor: false,
            commission_points: 0,
            large_refund: None,
            withdrawal_days: 14,
            downloads_per_file: 3,
            download_window: None,
        };
        let rocket = web::mount(
            rocket::build().manage(shop).manage(desk.clone()).manage(web::Readiness(Vec::new())),
            Chance::seeded(3),
        );
        let client = Client::untracked(feature().mount(rocket).mount("/", packing::routes())).await.unwrap();
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
                    seller: txn.fresh(),
                    limit,
                    window,
                },
            )
        };
        self.db.write(sale).await.unwrap()
    }

    fn link(&self, grant: &Grant) -> DownloadLink {
        let files = std::slice::from_ref(&self.file);
        self.db
            .look(|txn| self.desk.links(txn, grant, files, "Bought by Bob · order 1", self.clock.now()))
            .unwrap()
            .remove(0)
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
        for _ in 0..6_000 {
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
