use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::platform::{
    clock::{Chance, Clock},
    db::Migrations,
};

const START: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn open() -> (Db, Clock) {
    let clock = Clock::manual(START);
    let db = Db::in_memory(clock.clone(), Chance::seeded(1)).unwrap();
    db.prepare(store::TABLES.to_vec(), Migrations::default()).unwrap();
    (db, clock)
}

/// A kind that writes down what it was about.
fn noting(name: &'static str) -> (Kind, Arc<Mutex<Vec<u32>>>) {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let seen = notes.clone();
    let kind = Kind::new(name, move |task| {
        let seen = seen.clone();
        async move {
            seen.lock().unwrap().push(task.about()?);
            Ok(())
        }
    });
    (kind, notes)
}

fn job(about: u32) -> NewJob {
    NewJob::new("note", &about).unwrap()
}

fn sound(db: &Db) {
    assert_eq!(db.check(&store::TABLES).unwrap(), [""; 0]);
}

#[tokio::test]
async fn jobs_are_done_once_when_they_are_due() {
    let (db, clock) = open();
    let (kind, notes) = noting("note");
    let jobs = Jobs::new(db.clone(), vec![kind]).unwrap();
    db.write(|txn| {
        enqueue(txn, job(2).at(START.plus(Duration::from_secs(60))))?;
        enqueue(txn, job(1))
    })
    .await
    .unwrap();
    assert_eq!(jobs.run_due(clock.now()).await.unwrap(), 1);
    clock.advance(Duration::from_secs(60));
    assert_eq!(jobs.run_due(clock.now()).await.unwrap(), 1);
    assert_eq!(jobs.run_due(clock.now()).await.unwrap(), 0);
    assert_eq!(*notes.lock().unwrap(), [1, 2]);
    sound(&db);
}

#[tokio::test]
async fn what_failed_to_be_kept_is_not_done() {
    let (db, clock) = open();
    let (kind, notes) = noting("note");
    let jobs = Jobs::new(db.clone(), vec![kind]).unwrap();
    let failed = db.write(|txn| -> Result<()> {
        enqueue(txn, job(1))?;
        Err(Error::conflict("Sold out"))
    });
    assert!(failed.await.is_err());
    jobs.run_due(clock.now()).await.unwrap();
    assert!(notes.lock().unwrap().is_empty());
}

#[tokio::test]
async fn one_key_waits_once_at_the_earlier_moment() {
    let (db, clock) = open();
    let (kind, notes) = noting("note");
    let jobs = Jobs::new(db.clone(), vec![kind]).unwrap();
    let later = |seconds| START.plus(Duration::from_secs(seconds));
    for (about, at) in [(1, later(100)), (2, later(50)), (3, later(200))] {
        db.write(move |txn| enqueue(txn, job(about).once("k").at(at))).await.unwrap();
    }
    clock.advance(Duration::from_secs(50));
    assert_eq!(jobs.run_due(clock.now()).await.unwrap(), 1);
    assert_eq!(*notes.lock().unwrap(), [1]);
    db.write(|txn| enqueue(txn, job(4).once("k"))).await.unwrap();
    assert_eq!(jobs.run_due(clock.now()).await.unwrap(), 1);
    sound(&db);
}

/// Case 92: a job that fails or panics is tried again, and kept to be looked at in the end.
#[tokio::test]
async fn threat_92_jobs_that_fail_or_panic_are_tried_again() {
    let (db, clock) = open();
    let count = Arc::new(AtomicUsize::new(0));
    let seen = count.clone();
    let kind = Kind::new("note", move |_| {
        let nth = seen.fetch_add(1, Ordering::SeqCst);
        async move { if nth.is_multiple_of(2) { panic!("at {nth}") } else { Err(Error::internal("no")) } }
    });
    let jobs = Jobs::new(db.clone(), vec![kind]).unwrap();
    let id = db.write(|txn| enqueue(txn, job(1))).await.unwrap();
    for tries in 1..=8 {
        assert_eq!(jobs.run_due(clock.now()).await.unwrap(), 0);
        let job = db.look(|txn| find(txn, id)).unwrap().unwrap();
        assert_eq!(job.tries, tries);
        clock.advance(job.due().map_or(Duration::ZERO, |due| due.since(clock.now())));
    }
    assert_eq!(count.load(Ordering::SeqCst), 8);
    assert_eq!(db.look(|txn| of_state(txn, State::Failed(START), 10)).unwrap().len(), 1);
    clock.advance(Duration::from_secs(1_000_000));
    jobs.run_due(clock.now()).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 8);
    jobs.retry(id).await.unwrap();
    jobs.run_due(clock.now()).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 9);
    sound(&db);
}

#[tokio::test]
async fn some_come_again() {
    let (db, clock) = open();
    let count = Arc::new(AtomicUsize::new(0));
    let kind = |count: &Arc<AtomicUsize>| {
        let seen = count.clone();
        let work = move |_| {
            let nth = seen.fetch_add(1, Ordering::SeqCst);
            async move { if nth == 1 { Err(Error::internal("not now")) } else { Ok(()) } }
        };
        Kind::new("sweep", work).every(Duration::from_secs(3600))
    };
    for _ in 0..3 {
        let jobs = Jobs::new(db.clone(), vec![kind(&count)]).unwrap();
        jobs.run_due(clock.now()).await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 1, "a restart is no reason");
    }
    let jobs = Jobs::new(db.clone(), vec![kind(&count)]).unwrap();
    for (seconds, times) in [(3600, 2), (9, 2), (1, 3), (3599, 3), (1, 4)] {
        clock.advance(Duration::from_secs(seconds));
        jobs.run_due(clock.now()).await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), times);
    }
    Jobs::new(db.clone(), Vec::new()).unwrap();
    assert_eq!(db.look(|txn| of_state(txn, State::Waiting(START), 10)).unwrap(), []);
    sound(&db);
}
