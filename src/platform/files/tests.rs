use std::{os::unix::fs::PermissionsExt, time::Duration};

use proptest::prelude::*;
use tokio::io::AsyncReadExt;

use super::*;
use crate::base::{ErrorKind, Timestamp};

fn files() -> Files {
    Files::in_memory().unwrap()
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
    assert!(files.has(&blob.sha256));
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
    assert!(files.has(&kept.sha256) && !files.has(&stray.sha256));
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
