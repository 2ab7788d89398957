pub mod disk;
mod faults;

use serde::{Deserialize, Serialize};

use super::*;
use super::{key::Key, raw::Raw};
use crate::base::{ErrorKind, Event, ProductId, Slug, Timestamp};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Thing {
    id: ProductId,
    slug: Slug,
    tags: Vec<String>,
    #[serde(default)]
    note: Option<String>,
}

impl Record for Thing {
    type Key = ProductId;
    const MISSING: &'static str = "There is no such thing";

    fn key(&self) -> ProductId {
        self.id
    }
}

static THINGS: Table<Thing> = Table::new("things", &[&BY_SLUG, &BY_TAG]).shown();
static BY_SLUG: Index<Thing, Slug> =
    Index::new("things.by_slug", |it: &Thing| it.slug.clone()).taken("That name is taken");
static BY_TAG: Index<Thing, (String, ProductId)> =
    Index::many("things.by_tag", |it: &Thing| it.tags.iter().map(|tag| (tag.clone(), it.id)).collect());

fn store() -> Db {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000));
    let db = Db::in_memory(clock, Chance::seeded(1)).unwrap();
    db.prepare(vec![&THINGS], Migrations::default()).unwrap();
    db
}

fn thing(txn: &WriteTxn, slug: &str, tags: &[&str]) -> Thing {
    let tags = tags.iter().map(|it| (*it).to_owned()).collect();
    Thing { id: txn.fresh(), slug: Slug::parse(slug).unwrap(), tags, note: None }
}

fn faults(db: &Db) -> Vec<String> {
    db.look(|txn| {
        let mut faults = Vec::new();
        THINGS.check(txn, &mut faults)?;
        outbox::check(txn, &mut faults)?;
        Ok(faults)
    })
    .unwrap()
}

#[tokio::test]
async fn indexes_follow_their_table() {
    let db = store();
    let one = db
        .write(|txn| {
            let one = thing(txn, "one", &["red", "round", "red"]);
            THINGS.put(txn, &one)?;
            THINGS.put(txn, &thing(txn, "two", &["red"]))?;
            Ok(one)
        })
        .await
        .unwrap();
    let found = db.look(|txn| BY_TAG.of(&"red".to_owned()).records(txn, &THINGS)).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(db.look(|txn| BY_TAG.of(&"re".to_owned()).count(txn)).unwrap(), 0, "a tag is not a prefix");
    let renamed = Thing { slug: Slug::parse("three").unwrap(), tags: vec!["blue".into()], ..one.clone() };
    db.write(move |txn| THINGS.put(txn, &renamed)).await.unwrap();
    let old = db.look(|txn| BY_SLUG.find(txn, &THINGS, &Slug::parse("one").unwrap())).unwrap();
    assert_eq!(old, None);
    assert_eq!(faults(&db), [""; 0]);
    db.write(move |txn| THINGS.remove(txn, one.id)).await.unwrap();
    assert_eq!(db.look(|txn| THINGS.len(txn)).unwrap(), 1);
    assert_eq!(faults(&db), [""; 0]);
}

#[tokio::test]
async fn what_fails_leaves_nothing_behind() {
    let db = store();
    db.write(|txn| THINGS.put(txn, &thing(txn, "one", &["red"]))).await.unwrap();
    let error = db
        .write(|txn| {
            THINGS.put(txn, &thing(txn, "two", &["red"]))?;
            THINGS.put(txn, &thing(txn, "one", &[]))
        })
        .await
        .unwrap_err();
    assert_eq!((error.kind, error.message.as_ref()), (ErrorKind::Conflict, "That name is taken"));
    let panicked = db.write(|txn| -> Result<()> { panic!("at {:?}", thing(txn, "three", &[])) }).await;
    assert_eq!(panicked.unwrap_err().kind, ErrorKind::Internal);
    assert_eq!(db.look(|txn| THINGS.len(txn)).unwrap(), 1);
    assert_eq!(faults(&db), [""; 0]);
}

#[tokio::test]
async fn a_group_keeps_the_good_and_leaves_out_the_bad() {
    let db = store();
    let writes = (0..100).map(|n| {
        let slug = format!("thing-{}", n / 2);
        db.write(move |txn| {
            THINGS.put(
                txn,
                &thing(txn, &format!("{slug}-extra-{}", txn.random::<4>().map(|it| it.to_string()).concat()), &[]),
            )?;
            THINGS.put(txn, &thing(txn, &slug, &[]))
        })
    });
    let outcomes = futures::future::join_all(writes).await;
    assert_eq!(outcomes.iter().filter(|it| it.is_ok()).count(), 50);
    assert_eq!(db.look(|txn| THINGS.len(txn)).unwrap(), 100, "a loser's first write is undone as well");
    assert_eq!(faults(&db), [""; 0]);
}

#[tokio::test]
async fn shown_tables_renew_pages() {
    let db = store();
    let before = db.shown_generation();
    db.write(|txn| txn.emit(Event::ProductChanged { product: txn.fresh() })).await.unwrap();
    assert_eq!(db.shown_generation(), before);
    db.write(|txn| THINGS.put(txn, &thing(txn, "one", &[]))).await.unwrap();
    assert_eq!(db.shown_generation(), before + 1);
}

#[tokio::test]
async fn events_reach_every_listener_once() {
    let db = store();
    let notes = |name: &'static str| {
        Listener::new(name, move |txn, _| {
            let mut it = thing(txn, &format!("{name}-{}", THINGS.len(txn)?), &[]);
            it.note = Some(name.into());
            THINGS.put(txn, &it)
        })
    };
    let follower = Follower::new("index");
    let outbox = Outbox::new(db.clone(), vec![notes("a"), notes("b")], &[follower]).unwrap();
    for _ in 0..3 {
        db.write(|txn| txn.emit(Event::ProductChanged { product: txn.fresh() })).await.unwrap();
    }
    assert!(outbox.deliver().await.unwrap());
    assert!(!outbox.deliver().await.unwrap());
    assert_eq!(db.look(|txn| THINGS.len(txn)).unwrap(), 6);
    let waiting = db.look(|txn| follower.pending(txn, follower.place(txn)?, 10)).unwrap();
    assert_eq!(waiting.len(), 3, "kept until the follower has moved on");
    db.write(move |txn| follower.advance(txn, follower.latest(txn)?)).await.unwrap();
    outbox.trim().await.unwrap();
    assert!(db.look(|txn| follower.pending(txn, 0, 10)).unwrap().is_empty());
    assert_eq!(db.look(|txn| follower.latest(txn)).unwrap(), 3, "numbers are never used again");
}

#[tokio::test]
async fn a_long_backlog_is_forgotten_from_its_beginning_only() {
    let db = store();
    let slow = Follower::new("slow");
    let outbox = Outbox::new(db.clone(), vec![], &[slow]).unwrap();
    let many = |txn: &WriteTxn| {
        (0..3000).try_for_each(|_| txn.emit(Event::ProductChanged { product: txn.fresh() }))?;
        // Whoever reads further than to the place of the slowest fails on this.
        txn.insert("outbox.events", &2701_u64.bytes(), b"no event")
    };
    db.write(many).await.unwrap();
    outbox.trim().await.unwrap();
    let held = || db.look(|txn| txn.count("outbox.events")).unwrap();
    assert_eq!(held(), 3000, "somebody still needs them");
    db.write(move |txn| slow.advance(txn, 2700)).await.unwrap();
    outbox.trim().await.unwrap();
    assert_eq!(held(), 300);
    assert_eq!(db.look(|txn| slow.latest(txn)).unwrap(), 3000);
}

#[tokio::test(start_paused = true)]
async fn an_event_nobody_can_hear_is_set_aside() {
    let db = store();
    let deaf = Listener::new("deaf", |txn, _| {
        THINGS.put(txn, &thing(txn, "never", &[]))?;
        Err(crate::base::Error::internal("no ears"))
    });
    let outbox = Outbox::new(db.clone(), vec![deaf], &[]).unwrap();
    db.write(|txn| txn.emit(Event::ProductChanged { product: txn.fresh() })).await.unwrap();
    outbox.deliver().await.unwrap();
    assert_eq!(db.look(|txn| THINGS.len(txn)).unwrap(), 0);
    assert!(faults(&db)[0].contains("no ears"));
}

#[test]
fn what_was_read_beforehand_counts_only_if_nothing_has_changed_it() {
    let db = store();
    let one = db
        .write_blocking(|txn| {
            let one = thing(txn, "one", &["a"]);
            THINGS.add(txn, &one)?;
            assert!(THINGS.has(txn, one.id)? && !THINGS.has(txn, txn.fresh())?);
            Ok(one.id)
        })
        .unwrap();
    let note = |text: &str| Some(text.to_owned());
    let renamed = db.look(|txn| BY_SLUG.seen(txn, &THINGS, &Slug::parse("one")?)).unwrap().unwrap();
    assert_eq!(db.look(|txn| THINGS.seen(txn, one)).unwrap().unwrap().record, renamed.record);
    // As it was: taken as it is, without being read again.
    let mut told = renamed.clone();
    told.record = Arc::new(Thing { note: note("from memory"), ..(*renamed.record).clone() });
    let (seen, recalled) = (told.clone(), note("from memory"));
    db.write_blocking(move |txn| {
        THINGS.recall(txn, &seen)?;
        assert_eq!(THINGS.get(txn, one)?.note, recalled);
        Ok(())
    })
    .unwrap();
    // Changed in the same change, in an earlier one, or gone: what is there counts.
    let seen = told.clone();
    db.write_blocking(move |txn| {
        THINGS.put(txn, &Thing { note: note("first"), ..THINGS.get(txn, one)? })?;
        THINGS.recall(txn, &seen)?;
        assert_eq!(THINGS.get(txn, one)?.note, note("first"));
        Ok(())
    })
    .unwrap();
    // Changed in the same change so long before that it is not at hand any more.
    let seen = db.look(|txn| THINGS.seen(txn, one)).unwrap().unwrap();
    let undone = db.write_blocking(move |txn| {
        THINGS.put(txn, &Thing { note: note("again"), ..THINGS.get(txn, one)? })?;
        (0..1_000).try_for_each(|at| THINGS.add(txn, &thing(txn, &format!("other-{at}"), &[])))?;
        THINGS.recall(txn, &seen)?;
        assert_eq!(THINGS.get(txn, one)?.note, note("again"));
        Err::<(), _>(Error::invalid("all", "Stays as it was"))
    });
    assert_eq!(undone.unwrap_err().kind, ErrorKind::Invalid);
    let seen = told.clone();
    db.write_blocking(move |txn| {
        THINGS.recall(txn, &seen)?;
        assert_eq!(THINGS.get(txn, one)?.note, note("first"));
        THINGS.remove(txn, one)?;
        THINGS.recall(txn, &seen)?;
        assert!(THINGS.find(txn, one)?.is_none() && !THINGS.has(txn, one)?);
        Ok(())
    })
    .unwrap();
    assert_eq!(faults(&db), [] as [String; 0]);
}

#[test]
fn events_of_one_change_are_numbered_one_after_the_other() {
    let db = store();
    let announce = |txn: &WriteTxn, count: usize| {
        (0..count).try_for_each(|_| txn.emit(Event::ProductChanged { product: txn.fresh() }))
    };
    let follower = Follower::new("test");
    db.write_blocking(move |txn| {
        announce(txn, 3)?;
        assert_eq!(follower.latest(txn)?, 3);
        Ok(())
    })
    .unwrap();
    // What failed has announced nothing.
    db.write_blocking(move |txn| announce(txn, 5).and(Err::<(), _>(Error::invalid("x", "No")))).unwrap_err();
    db.write_blocking(move |txn| announce(txn, 2)).unwrap();
    let numbers = db.look(|txn| Ok((follower.latest(txn)?, follower.pending(txn, 0, 10)?))).unwrap();
    assert_eq!(numbers.0, 5);
    assert_eq!(numbers.1.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[test]
fn a_file_is_reopened_copied_and_refused_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.redb");
    let open = || {
        let space = Space::new(folder.path(), 0);
        Db::open(Place::File { path: path.clone(), space }, Clock::system(), Chance::os())
    };
    let db = open().unwrap();
    db.prepare(vec![&THINGS], Migrations::default()).unwrap();
    db.write_blocking(|txn| THINGS.put(txn, &thing(txn, "kept", &["red"]))).unwrap();
    assert!(open().err().unwrap().message.contains("Another Bodega process"));
    let copy = folder.path().join("copy.redb");
    db.copy_to(&copy).unwrap();
    drop(db);
    for file in [&path, &copy] {
        let place = Place::File { path: file.clone(), space: Space::new(folder.path(), 0) };
        let db = Db::open(place, Clock::system(), Chance::os()).unwrap();
        assert_eq!(db.look(|txn| THINGS.len(txn)).unwrap(), 1);
        assert_eq!(faults(&db), [""; 0]);
    }
}

#[test]
fn a_damaged_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.redb");
    for content in [Vec::new(), b"a letter to the editor".to_vec(), vec![0; 8192]] {
        std::fs::write(&path, &content).unwrap();
        let place = Place::File { path: path.clone(), space: Space::new(folder.path(), 0) };
        let error = Db::open(place, Clock::system(), Chance::os()).err().unwrap();
        assert!(error.message.contains("is damaged") && error.message.contains("restore"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
}

#[test]
fn a_store_cut_short_anywhere_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.redb");
    let open = || {
        Db::open(Place::File { path: path.clone(), space: Space::new(folder.path(), 0) }, Clock::system(), Chance::os())
    };
    let db = open().unwrap();
    db.prepare(vec![&THINGS], Migrations::default()).unwrap();
    for name in ["a", "b", "c"] {
        db.write_blocking(|txn| THINGS.put(txn, &thing(txn, name, &[]))).unwrap();
    }
    drop(db);
    let whole = std::fs::read(&path).unwrap();
    for length in (4096..whole.len()).step_by(4096) {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(open().err().unwrap().message.contains("is damaged"), "at {length}");
        assert!(
            std::fs::read(&path).unwrap() == whole[..length],
            "the engine mended a store that it refused, at {length}"
        );
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(open().unwrap().look(|txn| THINGS.len(txn)).unwrap(), 3);
}

#[test]
fn without_room_the_store_is_read_only() {
    let folder = tempfile::tempdir().unwrap();
    let place = |floor| Place::File { path: folder.path().join("shop.redb"), space: Space::new(folder.path(), floor) };
    let db = Db::open(place(0), Clock::system(), Chance::os()).unwrap();
    db.prepare(vec![&THINGS], Migrations::default()).unwrap();
    db.write_blocking(|txn| THINGS.put(txn, &thing(txn, "kept", &[]))).unwrap();
    drop(db);
    let db = Db::open(place(u64::MAX - 1), Clock::system(), Chance::os()).unwrap();
    let error = db.write_blocking(|txn| THINGS.put(txn, &thing(txn, "more", &[]))).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(matches!(db.health(), Health::ReadOnly(_)));
    assert_eq!(db.look(|txn| THINGS.len(txn)).unwrap(), 1);
}

#[test]
fn a_newer_store_is_refused_and_an_older_one_moved_on() {
    const NOTE: Migration = Migration {
        name: "note",
        run: |txn| {
            let mut all = Vec::new();
            THINGS.each(txn, |it| {
                all.push(it);
                Ok(std::ops::ControlFlow::Continue(()))
            })?;
            all.iter_mut().try_for_each(|it| {
                it.note = Some("moved".into());
                THINGS.put(txn, it)
            })
        },
    };
    static STEPS: [Migration; 1] = [NOTE];
    let folder = tempfile::tempdir().unwrap();
    let db = store();
    let prepare = |steps: &'static [Migration]| {
        let copy = Some(folder.path().join("before.redb"));
        db.prepare(vec![&THINGS], Migrations { parts: vec![("things", steps)], copy })
    };
    prepare(&[]).unwrap();
    let id = db.write_blocking(|txn| {
        let it = thing(txn, "old", &[]);
        THINGS.put(txn, &it).map(|()| it.id)
    });
    prepare(&STEPS).unwrap();
    prepare(&STEPS).unwrap();
    let moved = db.look(|txn| THINGS.get(txn, id?)).unwrap();
    assert_eq!(moved.note.as_deref(), Some("moved"));
    assert!(folder.path().join("before.redb").exists());
    assert!(prepare(&[]).unwrap_err().message.contains("newer Bodega"));
}

/// Whatever a change does in whatever order, it reads its own changes, and the store keeps the last of each.
#[tokio::test]
async fn what_a_change_has_at_hand_is_what_the_store_keeps() {
    let db = store();
    let done = db.write(|txn| {
        let mut all = Vec::new();
        for n in 0..kept::MOST + 200 {
            let one = thing(txn, &format!("thing-{n}"), &["red"]);
            THINGS.put(txn, &one)?;
            all.push(one);
        }
        for (n, one) in all.iter_mut().enumerate() {
            assert_eq!(THINGS.get(txn, one.id)?, *one, "{n}");
            for note in ["first", "last"] {
                one.note = Some(format!("{note} {n}"));
                THINGS.put(txn, one)?;
            }
            match n % 100 {
                0 => assert_eq!(BY_SLUG.find(txn, &THINGS, &one.slug)?.as_ref(), Some(&*one)),
                1 => THINGS.remove(txn, one.id)?,
                2 => {
                    THINGS.remove(txn, one.id)?;
                    THINGS.put(txn, one)?;
                }
                3 => assert!(THINGS.has(txn, one.id)? && THINGS.len(txn)? > 1_000),
                4 => assert_eq!(THINGS.of(txn, &one.id, 9)?, std::slice::from_ref(&*one)),
                _ => {}
            }
        }
        all.retain(|it| THINGS.has(txn, it.id).unwrap());
        Ok(all)
    });
    let all = done.await.unwrap();
    assert_eq!(all.len(), kept::MOST + 200 - 12);
    let mut read = Vec::new();
    db.look(|txn| {
        THINGS.each(txn, |it| {
            read.push(it);
            Ok(std::ops::ControlFlow::Continue(()))
        })
    })
    .unwrap();
    let mut all = all;
    all.sort_by_key(|it| it.id);
    assert_eq!(read, all);
    assert_eq!(faults(&db), [""; 0]);
}
