use std::{
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, ReadBuf};

use super::*;
use crate::{
    base::{Digest, Error as Fault, ErrorKind, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        files::{Files, FilesConfig, Parts},
        signing::Keys,
    },
};

/// Gives its bytes, then breaks.
struct Torn<'a>(&'a [u8]);

impl AsyncRead for Torn<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        if self.0.is_empty() {
            return Poll::Ready(Err(std::io::ErrorKind::ConnectionReset.into()));
        }
        let count = self.0.len().min(out.remaining());
        out.put_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Poll::Ready(Ok(()))
    }
}

fn intake() -> (Intake, Db) {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000));
    let db = Db::in_memory(clock, Chance::seeded(1)).unwrap();
    db.prepare(store::TABLES.to_vec(), Migrations::default()).unwrap();
    let parts = Parts::in_memory(Files::in_memory(&FilesConfig::default()).unwrap()).unwrap();
    (Intake::new(db.clone(), parts, Keys::fixed([7; 32]), UploadsConfig::default()), db)
}

async fn announced(db: &Db, length: u64) -> Upload {
    let owner = UserId::from_bytes([1; 16]);
    let new = UploadForm { length, name: "a.zip".into(), ..UploadForm::default() };
    let new = new.check(owner, &UploadsConfig::default()).unwrap();
    db.write(move |txn| announce(txn, &new, 0, u64::MAX, Duration::from_secs(60))).await.unwrap()
}

fn at(offset: u64) -> Arriving {
    Arriving { offset, ..Arriving::default() }
}

#[tokio::test]
async fn what_has_arrived_stays_when_the_line_breaks() {
    let (intake, db) = intake();
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
    let upload = announced(&db, bytes.len() as u64).await;
    let broken = intake.append(upload.id, at(0), Torn(&bytes[..600_000])).await.unwrap_err();
    assert_eq!(broken.kind, ErrorKind::Invalid);
    assert_eq!(intake.get(upload.id).unwrap().offset(), 600_000);
    // With a checksum nothing of a torn piece stays.
    let sum = Checksum::parse("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").unwrap();
    let piece = Arriving { checksum: Some(sum), ..at(600_000) };
    intake.append(upload.id, piece, Torn(&bytes[600_000..700_000])).await.unwrap_err();
    assert_eq!(intake.get(upload.id).unwrap().offset(), 600_000);
    let done = intake.append(upload.id, at(600_000), &bytes[600_000..]).await.unwrap();
    assert_eq!(done.whole.unwrap().sha256, Digest::of(&bytes));
}

#[tokio::test]
async fn the_last_byte_before_a_crash_is_not_lost() {
    let (intake, db) = intake();
    let upload = announced(&db, 11).await;
    // The line breaks behind the last byte: all of it is here, and nobody has said so yet.
    intake.append(upload.id, at(0), Torn(b"hello world")).await.unwrap_err();
    let healed = intake.heal(intake.get(upload.id).unwrap()).await.unwrap();
    assert_eq!(healed.whole.unwrap().sha256, Digest::of(b"hello world"));
    assert_eq!(intake.append(upload.id, at(11), &b""[..]).await.unwrap(), healed);
    let owner = upload.owner;
    let taken = db.write(move |txn| take(txn, upload.id, owner)).await.unwrap();
    assert_eq!(taken.1.size, 11);
    let again: Fault = db.write(move |txn| take(txn, upload.id, owner)).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn one_owner_sends_so_much_and_no_more() {
    let (_, db) = intake();
    let owner = UserId::from_bytes([1; 16]);
    let tries = async |length: u64, used: u64| {
        let new = UploadForm { length, ..UploadForm::default() }.check(owner, &UploadsConfig::default()).unwrap();
        db.write(move |txn| announce(txn, &new, used, 100, Duration::from_secs(60))).await.map(drop)
    };
    tries(60, 0).await.unwrap();
    assert_eq!(tries(41, 0).await.unwrap_err().kind, ErrorKind::TooLarge);
    assert_eq!(tries(40, 1).await.unwrap_err().kind, ErrorKind::TooLarge);
    tries(39, 1).await.unwrap();
    assert_eq!(tries(1 << 20, u64::MAX).await.unwrap_err().kind, ErrorKind::TooLarge);
}
