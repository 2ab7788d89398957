use super::*;
use crate::platform::{
    clock::{Chance, Clock},
    db::{Db, Migrations},
};

#[tokio::test]
async fn a_code_works_once_for_a_while_and_for_few_tries() {
    let clock = Clock::manual(Timestamp::from_millis(1_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let (keys, ada) = (Keys::fixed([1; 32]), Email::parse("Ada@example.com").unwrap());
    let sent = || {
        let (keys, ada) = (keys.clone(), ada.clone());
        db.write(move |txn| offer(txn, &keys, &ada))
    };
    let typed = |code: &str| {
        let (keys, ada, code) = (keys.clone(), Email::parse("ada@example.com").unwrap(), code.to_owned());
        db.write(move |txn| redeem(txn, &keys, &ada, &code))
    };
    let code = sent().await.unwrap();
    assert_eq!(code.len(), 6);
    assert!(typed(&format!(" {} {}", &code[..3], &code[3..])).await.unwrap(), "spaces do no harm");
    assert!(!typed(&code).await.unwrap(), "once");
    let code = sent().await.unwrap();
    clock.advance(LIFE);
    assert!(!typed(&code).await.unwrap(), "too old");
    let code = sent().await.unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert!(!typed(wrong).await.unwrap());
    }
    assert!(!typed(&code).await.unwrap(), "five tries are all");
    let (old, new) = (sent().await.unwrap(), sent().await.unwrap());
    assert!(old == new || !typed(&old).await.unwrap(), "a newer one replaces it");
    assert!(typed(&new).await.unwrap());
}
