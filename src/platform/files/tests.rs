use std::{os::unix::fs::PermissionsExt, time::Duration};

use proptest::prelude::*;
use tokio::io::AsyncReadExt;

use super::*;
use crate::base::{ErrorKind, Timestamp};

fn files() -> Files {
    Files::in_memory(&FilesConfig::default()).unwrap()
}

fn later(minutes: u64) -> Timestamp {
    Timestamp::EPOCH
        .plus(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap())
        .plus(Duration::from_secs(minutes * 60))
}

fn faults(files: &Files, named: &[Blob], now: Timestamp) -> Vec<String> {
    let mut faults = Vec::new();
    files.check_blocking(named.iter().map(|it| Named::from(*it)), now, &mut faults).unwrap();
    faults
}

fn path(files: &Files, blob: &Blob) -> std::path::PathBuf {
    files.0.folder.path(&blob.sha256)
}

/// The same files, opened by a program that has seen none of them.
fn reopened(files: &Files) -> Files {
    let root = path(files, &Blob { sha256: Digest::of(b""), size: 0 });
    Files::local(root.parent().unwrap().parent().unwrap()).unwrap()
}

#[tokio::test]
async fn a_file_is_kept_once_and_read_back() {
    let files = files();
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
    let blob = files.put(&bytes[..], u64::MAX).await.unwrap();
    assert_eq!(blob, Blob { sha256: Digest::of(&bytes), size: 1_000_000 });
    assert_eq!(files.put_bytes(bytes.clone()).await.unwrap(), blob);
    assert_eq!(files.all_blocking().unwrap(), [blob]);
    let mut file = files.open(blob).await.unwrap().starting_at(999_000);
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).await.unwrap();
    assert_eq!(tail, &bytes[999_000..]);
    assert_eq!(faults(&files, &[blob], later(0)), [""; 0]);
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let files = files();
    let blob = files.put(&b""[..], 0).await.unwrap();
    assert!(files.has_blocking(&blob.sha256).unwrap());
    assert_eq!(files.open(blob).await.unwrap().read_to_end(&mut Vec::new()).await.unwrap(), 0);
}

#[tokio::test]
async fn only_its_owner_may_look_into_the_folder() {
    let files = files();
    let blob = files.put_bytes("secret").await.unwrap();
    let file = path(&files, &blob);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
}

/// Cases 50 and 51: an endless upload, and one that breaks off half-way.
#[tokio::test]
async fn threat_50_51_what_is_too_long_or_broken_off_leaves_nothing() {
    let files = files();
    let error = files.put(tokio::io::repeat(7), 5_000_000).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    let (near, mut far) = tokio::io::duplex(1024);
    let uploading = tokio::spawn({
        let files = files.clone();
        async move { files.put(near, u64::MAX).await }
    });
    tokio::io::AsyncWriteExt::write_all(&mut far, &[1; 700_000]).await.unwrap();
    uploading.abort();
    assert!(uploading.await.unwrap_err().is_cancelled());
    for _ in 0..3_000 {
        if drafts(&files) == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(drafts(&files), 0);
    assert_eq!(files.all_blocking().unwrap(), []);
}

fn drafts(files: &Files) -> usize {
    let mut count = 0;
    files
        .0
        .folder
        .each_draft(|_, _| {
            count += 1;
            Ok(())
        })
        .unwrap();
    count
}

/// Fault F7: a torn or altered file is never sent.
#[tokio::test]
async fn fault_7_damaged_files_are_not_opened() {
    let files = files();
    let blob = files.put_bytes(vec![5; 10_000]).await.unwrap();
    for damage in [vec![5; 9_999], vec![6; 10_000], Vec::new()] {
        std::fs::write(path(&files, &blob), &damage).unwrap();
        // Neither by a program that has just started nor by one that has seen it whole.
        for files in [reopened(&files), files.clone()] {
            assert_eq!(files.open(blob).await.unwrap_err().kind, ErrorKind::Unavailable);
        }
        assert_eq!(faults(&files, &[blob], later(0)).len(), 1);
    }
    std::fs::remove_file(path(&files, &blob)).unwrap();
    assert_eq!(files.open(blob).await.unwrap_err().kind, ErrorKind::Unavailable);
    assert!(faults(&files, &[blob], later(0))[0].contains("missing"));
    assert_eq!(files.put_bytes(vec![5; 10_000]).await.unwrap(), blob, "the same bytes mend it");
    assert!(reopened(&files).open(blob).await.is_ok());
}

#[tokio::test]
async fn a_wrong_size_in_the_record_is_noticed() {
    let files = files();
    let blob = files.put_bytes("four").await.unwrap();
    assert!(files.open(Blob { size: 5, ..blob }).await.is_err());
}

#[tokio::test]
async fn what_nobody_names_is_swept_out_after_an_hour() {
    let files = files();
    let kept = files.put_bytes("kept").await.unwrap();
    let stray = files.put_bytes("stray").await.unwrap();
    std::fs::write(path(&files, &kept).parent().unwrap().parent().unwrap().join("tmp/half"), "ha").unwrap();
    assert_eq!(files.sweep_blocking([kept.into()], later(59)).unwrap(), Swept::default());
    assert_eq!(faults(&files, &[kept], later(59)), [""; 0]);
    assert_eq!(faults(&files, &[kept], later(61)).len(), 2);
    assert_eq!(files.sweep_blocking([kept.into()], later(61)).unwrap(), Swept { strays: 1, drafts: 1, bytes: 7 });
    assert!(files.has_blocking(&kept.sha256).unwrap() && !files.has_blocking(&stray.sha256).unwrap());
    assert_eq!(faults(&files, &[kept], later(61)), [""; 0]);
}

#[tokio::test]
async fn fifty_at_once_keep_and_open_one_file() {
    let files = files();
    let puts = (0..50).map(|_| files.put_bytes(vec![9; 100_000]));
    let blobs: Vec<_> = futures::future::join_all(puts).await.into_iter().map(Result::unwrap).collect();
    let files = reopened(&files);
    let opened = futures::future::join_all(blobs.iter().map(|blob| files.open(*blob))).await;
    assert!(opened.iter().all(Result::is_ok));
    assert_eq!((files.all_blocking().unwrap().len(), drafts(&files)), (1, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn any_bytes_come_back(bytes: Vec<u8>) {
        let files = files();
        let blob = files.put_blocking(&bytes[..], bytes.len() as u64).unwrap();
        let mut back = Vec::new();
        files.open_blocking(blob).unwrap().read_to_end(&mut back).unwrap();
        prop_assert_eq!(&back, &bytes);
        prop_assert_eq!(blob.sha256.to_string().parse::<Digest>().unwrap(), blob.sha256);
        prop_assert!(bytes.is_empty() || files.put_blocking(&bytes[..], bytes.len() as u64 - 1).is_err());
    }
}

mod bucket {
    use super::*;
    use crate::platform::progress::Silent;

    /// A shop whose files live in a bucket in memory.
    fn in_bucket() -> Files {
        let config = FilesConfig { home: Home::S3, bucket: "goods".into(), ..FilesConfig::default() };
        Files::in_memory(&config).unwrap()
    }

    /// The same disk and bucket with other settings, as after a restart.
    fn restarted(files: &Files, home: Home) -> Files {
        let inner = &files.0;
        let root = path(files, &Blob { sha256: Digest::of(b""), size: 0 });
        let folder = Folder::open(root.parent().unwrap().parent().unwrap().to_owned()).unwrap();
        Files(Arc::new(Inner {
            folder,
            bucket: inner.bucket.clone(),
            home,
            handing: inner.handing,
            small: Cache::with_weighter(10, ROOM, Heavy),
            carrying: tokio::sync::Mutex::default(),
            leaving: AtomicBool::new(false),
            damaged: Mutex::default(),
            sound: Mutex::default(),
            checking: Default::default(),
            _temporary: None,
        }))
    }

    async fn read(files: &Files, blob: Blob, from: u64, len: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let part = files.open_part(blob, from, len).await.unwrap().starting_at(from);
        part.take(len).read_to_end(&mut bytes).await.unwrap();
        bytes
    }

    fn some_bytes(size: usize) -> Vec<u8> {
        (0..size).map(|n| (n * 31 % 251) as u8).collect()
    }

    #[tokio::test]
    async fn files_arrive_in_the_folder_and_live_in_the_bucket() {
        let files = in_bucket();
        for size in [0, 1, 1_000, 700_000, 20_000_000] {
            let bytes = some_bytes(size);
            let blob = files.put_bytes(bytes.clone()).await.unwrap();
            assert!(path(&files, &blob).is_file(), "nobody waits for the store");
            assert_eq!(files.carry().await.unwrap(), 1);
            assert!(!path(&files, &blob).exists(), "it has left the folder");
            assert_eq!(files.named(&blob.sha256).await.unwrap(), Some(blob));
            assert!(files.has_blocking(&blob.sha256).unwrap());
            let size = size as u64;
            for (from, len) in [(0, size), (size / 3, size / 3), (size.saturating_sub(1), 1), (size, 0)] {
                let wanted = &bytes[from as usize..(from + len).min(size) as usize];
                assert!(read(&files, blob, from, len).await == wanted, "{size}: {len} bytes from {from}");
            }
            // From where one stands to anywhere else.
            let mut tail = Vec::new();
            let moved = files.open(blob).await.unwrap().starting_at(size / 2);
            moved.take(u64::MAX).read_to_end(&mut tail).await.unwrap();
            assert!(tail == bytes[size as usize / 2..]);
            assert_eq!(faults(&files, &[blob], later(0)), [""; 0]);
            assert_eq!(files.carry().await.unwrap(), 0);
            let named = vec![Named::from(blob)];
            assert_eq!(files.sweep(|| async { Ok(named) }, later(59)).await.unwrap(), Swept::default());
        }
        let strays = files.sweep(|| async { Ok(Vec::new()) }, later(61)).await.unwrap();
        assert_eq!((strays.strays, faults(&files, &[], later(61))), (5, Vec::new()));
    }

    /// Fault F7: what the bucket gives is hashed on the way, and damage is never taken for whole.
    #[tokio::test]
    async fn fault_7_damage_in_the_bucket_is_noticed() {
        for size in [1_000, 700_000] {
            let files = in_bucket();
            let blob = files.put_bytes(some_bytes(size)).await.unwrap();
            files.carry().await.unwrap();
            let mut other = some_bytes(size);
            other[size / 2] ^= 1;
            let bucket = files.home_bucket().unwrap().clone();
            bucket.overwrite(&blob.sha256, other).await;
            let mut bytes = Vec::new();
            let read = match files.open(blob).await {
                Ok(mut file) => file.read_to_end(&mut bytes).await.map_err(Error::from),
                Err(error) => Err(error),
            };
            assert!(read.is_err() && bytes.len() < size, "the end is held back");
            let named = vec![Named::from(blob)];
            let found = files.verify(named.clone(), &Silent).await.unwrap();
            assert!(found.len() == 1 && found[0].contains("other bytes"), "{found:?}");
            bucket.overwrite(&blob.sha256, vec![1, 2, 3]).await;
            assert_eq!(files.open(blob).await.unwrap_err().kind, ErrorKind::Unavailable);
            assert_eq!(files.must_be_there(blob).await.unwrap_err().kind, ErrorKind::Unavailable);
            assert!(faults(&files, &[blob], later(0))[0].contains("3 bytes instead of"));
            bucket.remove(&blob.sha256).await.unwrap();
            assert_eq!(files.open(blob).await.unwrap_err().kind, ErrorKind::Unavailable);
            assert!(faults(&files, &[blob], later(0))[0].contains("missing"));
            assert_eq!(files.named(&blob.sha256).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn what_is_damaged_is_not_carried() {
        let files = in_bucket();
        let blob = files.put_bytes(some_bytes(9_000)).await.unwrap();
        std::fs::write(path(&files, &blob), some_bytes(8_999)).unwrap();
        assert_eq!(files.carry().await.unwrap(), 0);
        assert_eq!(files.open(blob).await.unwrap_err().kind, ErrorKind::Unavailable);
        assert_eq!(files.put_bytes(some_bytes(9_000)).await.unwrap(), blob, "the same bytes mend it");
        assert_eq!(files.carry().await.unwrap(), 1);
        assert!(files.open(blob).await.is_ok());
    }

    #[tokio::test]
    async fn a_shop_moves_house_and_back() {
        let settings = FilesConfig { bucket: "goods".into(), ..FilesConfig::default() };
        let files = Files::in_memory(&settings).unwrap();
        let mut blobs = Vec::new();
        for size in [0, 10, 300_000, 9_000_000] {
            blobs.push(files.put_bytes(some_bytes(size)).await.unwrap());
        }
        assert_eq!((files.carry().await.unwrap(), files.elsewhere()), (0, None), "a bucket alone is used for nothing");
        let bytes = 9_300_010;
        let moved = files.move_all(Home::S3, false, &Silent).await.unwrap();
        assert_eq!(moved, Moved { copied: 4, bytes, ..Moved::default() });
        assert_eq!(files.move_all(Home::S3, false, &Silent).await.unwrap(), Moved { there: 4, ..Moved::default() });
        assert_eq!(files.move_all(Home::S3, true, &Silent).await.unwrap_err().kind, ErrorKind::Conflict);

        let moved_out = restarted(&files, Home::S3);
        assert!(moved_out.elsewhere().is_some());
        let emptied = moved_out.move_all(Home::S3, true, &Silent).await.unwrap();
        assert_eq!((emptied.there, emptied.removed, moved_out.all_blocking().unwrap().len()), (4, 4, 0));
        assert_eq!(faults(&moved_out, &blobs, later(0)), [""; 0]);

        let late = moved_out.put_bytes(some_bytes(77)).await.unwrap();
        moved_out.carry().await.unwrap();
        moved_out.home_bucket().unwrap().overwrite(&late.sha256, some_bytes(78)).await;
        let back = moved_out.move_all(Home::Folder, false, &Silent).await.unwrap();
        assert_eq!((back.copied, back.damaged), (4, vec![late.sha256]));
        assert_eq!(moved_out.carry().await.unwrap(), 0, "what has come back stays until the shop is started anew");
        let at_home = restarted(&files, Home::Folder);
        assert_eq!(faults(&at_home, &blobs, later(0)), [""; 0]);
        for blob in blobs {
            assert!(at_home.open(blob).await.is_ok());
        }
    }

    #[tokio::test]
    async fn a_move_needs_a_bucket() {
        let refusal = files().move_all(Home::S3, false, &Silent).await.unwrap_err();
        assert_eq!(refusal.kind, ErrorKind::Conflict);
    }

    /// A store that does not answer: visitors are told that it passes, the operator by the check.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_store_that_is_away_takes_nothing_along() {
        let folder = tempfile::tempdir().unwrap();
        let config = FilesConfig {
            home: Home::S3,
            bucket: "goods".into(),
            // Nobody listens there.
            endpoint: Some("http://127.0.0.1:9".parse().unwrap()),
            path_style: true,
            access_key: "key".into(),
            secret_key: crate::base::Secret::new("hush"),
            ..FilesConfig::default()
        };
        let files = Files::open_at(folder.path(), &config).unwrap();
        let blob = files.put_bytes("bytes").await.unwrap();
        assert_eq!(files.carry().await.unwrap_err().kind, ErrorKind::Unavailable);
        assert_eq!(read(&files, blob, 0, 5).await, b"bytes", "what arrived can be had");
        let gone = Blob { sha256: Digest::of(b"elsewhere"), size: 9 };
        let error = files.open(gone).await.unwrap_err();
        assert!(error.kind == ErrorKind::Unavailable && error.wait.is_some(), "{}", error.in_full());
        assert!(!error.in_full().contains("hush"));
        let found = tokio::task::spawn_blocking(move || faults(&files, &[blob, gone], later(0))).await.unwrap();
        assert!(found.len() == 1 && found[0].contains("cannot be reached"), "{found:?}");
    }
}
