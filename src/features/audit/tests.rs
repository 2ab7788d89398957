use super::*;
use crate::{
    base::{Timestamp, UserId},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

#[tokio::test]
async fn what_was_done_is_read_newest_first() {
    let clock = Clock::manual(Timestamp::from_millis(1_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let ada = UserId::new(Timestamp::from_millis(1), [1; 10]);
    for act in [Act::Registered, Act::SignedIn, Act::PasswordChanged] {
        clock.advance(std::time::Duration::from_secs(1));
        let new = NewEntry::new(Actor::User(ada), act).to(ada).detail("a\nline");
        db.write(move |txn| note(txn, new.clone())).await.unwrap();
    }
    clock.advance(std::time::Duration::from_secs(1));
    db.write(|txn| note(txn, NewEntry::new(Actor::Operator, Act::Suspended).to("usr_x"))).await.unwrap();
    let acts = |about: Option<UserId>, before, limit| {
        let about = about.map(|it| it.to_string());
        let found = db.look(|txn| page(txn, about.as_deref(), before, limit)).unwrap();
        (found.iter().map(|it| it.act).collect::<Vec<_>>(), found.last().map(|it| it.id))
    };
    let (first, last) = acts(None, None, 2);
    assert_eq!(first, [Act::Suspended, Act::PasswordChanged]);
    assert_eq!(acts(None, last, 2).0, [Act::SignedIn, Act::Registered]);
    assert_eq!(acts(Some(ada), None, 10).0, [Act::PasswordChanged, Act::SignedIn, Act::Registered]);
    assert_eq!(db.look(|txn| page(txn, Some(&ada.to_string()), None, 1)).unwrap()[0].detail, "aline");
}
