//! An index that cannot be used is set aside and built anew.

use std::{fs, path::Path};

use super::*;

fn open(folder: &Path) -> Search {
    Search::open(&folder.join("index"), Knowledge::default(), Timestamp::from_millis(5)).unwrap()
}

/// Waits until the thread of an index that was dropped has let go of its files.
fn let_go(folder: &Path) {
    if let Ok(held) = fs::File::open(folder.join("index/.tantivy-writer.lock")) {
        held.lock().unwrap();
    }
}

fn filled(folder: &Path) {
    let search = open(folder);
    assert_eq!(search.sequence(), None, "a new index has to be filled");
    assert!(search.search(&ask("one")).rebuilding);
    fill(&search, vec![doc(1, "One"), doc(2, "Two")]);
    assert_eq!(finds(&search, "one"), [1]);
    drop(search);
    let_go(folder);
}

/// The segment files with this ending.
fn files(folder: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let all = fs::read_dir(folder.join("index")).unwrap().map(|it| it.unwrap().path());
    all.filter(|it| it.to_string_lossy().ends_with(ending)).collect()
}

fn aside(folder: &Path) -> usize {
    let all = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
    all.filter(|it| it.to_string_lossy().starts_with("index.broken-")).count()
}

#[test]
fn an_index_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let search = open(folder.path());
    assert_eq!((search.sequence(), finds(&search, "two")), (Some(1), vec![2]));
    assert_eq!(aside(folder.path()), 0);
}

#[test]
fn whatever_is_broken_is_set_aside() {
    type Break = (&'static str, fn(&Path));
    let breaks: [Break; 7] = [
        ("no meta.json", |it| fs::remove_file(it.join("index/meta.json")).unwrap()),
        ("garbage in meta.json", |it| fs::write(it.join("index/meta.json"), b"{]garbage").unwrap()),
        ("a segment is gone", |it| fs::remove_file(&files(it, ".term")[0]).unwrap()),
        ("a segment is cut", |it| fs::write(&files(it, ".store")[0], b"cut").unwrap()),
        ("a byte is wrong", |it| {
            let file = &files(it, ".idx")[0];
            let mut bytes = fs::read(file).unwrap();
            bytes[0] ^= 0xff;
            fs::write(file, bytes).unwrap();
        }),
        ("an older format", |it| fs::write(it.join("index/format"), "bodega index 0").unwrap()),
        ("a file in place of the folder", |it| {
            fs::remove_dir_all(it.join("index")).unwrap();
            fs::write(it.join("index"), "hello").unwrap();
        }),
    ];
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    for (what, wreck) in breaks {
        let_go(folder.path());
        wreck(folder.path());
        let search = open(folder.path());
        assert_eq!(search.sequence(), None, "{what}");
        let found = search.search(&ask("one"));
        assert!(found.rebuilding && found.hits.is_empty(), "{what}");
        fill(&search, vec![doc(1, "One"), doc(2, "Two")]);
        assert_eq!((search.sequence(), finds(&search, "one")), (Some(1), vec![1]), "{what}");
        assert_eq!(aside(folder.path()), 1, "{what}");
    }
}

/// A process killed between writing a commit's files and naming them leaves files that the same commit writes again.
#[tokio::test]
async fn what_a_killed_commit_left_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let meta = folder.path().join("index/meta.json");
    let before = fs::read(&meta).unwrap();
    let change = |search: Search| async move { search.apply(vec![], vec![1u128.to_be_bytes()], 2).await };
    change(open(folder.path())).await.unwrap();
    assert_eq!(files(folder.path(), ".del").len(), 1);
    let_go(folder.path());
    fs::write(&meta, before).unwrap();
    change(open(folder.path())).await.unwrap();
    let_go(folder.path());
    let search = open(folder.path());
    assert_eq!((search.sequence(), finds(&search, "one"), finds(&search, "two")), (Some(2), vec![], vec![2]));
    assert_eq!(aside(folder.path()), 0);
}

#[test]
fn where_nothing_can_be_written_memory_will_do() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let search =
        Search::open(&folder.path().join("file/index"), Knowledge::default(), Timestamp::from_millis(5)).unwrap();
    fill(&search, vec![doc(1, "One")]);
    assert_eq!(finds(&search, "one"), [1]);
}

#[test]
fn a_rebuilding_that_fails_leaves_the_old_index() {
    let search = index(vec![doc(1, "One")]);
    let failed = search.rebuild(Timestamp::from_millis(0), 9, |put| {
        put(doc(2, "Two"))?;
        Err(Error::internal("the store failed"))
    });
    assert!(failed.is_err());
    assert_eq!((search.sequence(), finds(&search, "one"), search.len()), (Some(1), vec![1], 1));
    fill(&search, vec![doc(2, "Two")]);
    assert_eq!((finds(&search, "one"), finds(&search, "two")), (vec![], vec![2]));
}

#[tokio::test]
async fn a_folder_that_was_taken_away_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let search = open(folder.path());
    fill(&search, vec![doc(1, "One")]);
    fs::remove_dir_all(folder.path().join("index")).unwrap();
    assert_eq!(finds(&search, "one"), [1], "what is open stays open");
    assert!(search.apply(vec![doc(2, "Two")], vec![], 2).await.is_err());
    search.damage().await;
    assert_eq!(search.sequence(), None);
    fill(&search, vec![doc(1, "One"), doc(2, "Two")]);
    assert_eq!((search.sequence(), finds(&search, "two")), (Some(1), vec![2]));
    drop(search);
    let_go(folder.path());
    assert_eq!(finds(&open(folder.path()), "two"), [2]);
}
