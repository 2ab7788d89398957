use super::*;
use crate::{
    base::Timestamp,
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

#[tokio::test]
async fn a_no_is_kept_for_each_kind_and_however_the_address_is_written() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1_000)), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let (ada, new) = (Email::parse("Ada@example.com").unwrap(), Email::parse("ada@new.example").unwrap());
    let lower = Email::parse("ada@example.com").unwrap();
    let wants = |email: &Email| {
        db.look(|txn| Mailing::ALL.iter().map(|it| allows(txn, email, *it)).collect::<Result<Vec<_>>>()).unwrap()
    };
    let all_but_prices: Vec<_> = Mailing::ALL.iter().map(|it| *it != Mailing::PriceAlerts).collect();
    let all = vec![true; Mailing::ALL.len()];
    assert_eq!(wants(&ada), all, "until somebody says no");
    let no = BTreeMap::from([(Mailing::PriceAlerts, false), (Mailing::Wishlists, true)]);
    let to = ada.clone();
    db.write(move |txn| choose(txn, &to, &no)).await.unwrap();
    let (to, picks) = (ada.clone(), |email: &Email| db.look(|txn| picks(txn, email)).unwrap());
    assert!(picks(&ada));
    db.write(move |txn| choose_picks(txn, &to, false)).await.unwrap();
    assert!(!picks(&lower));
    assert_eq!(wants(&lower), all_but_prices);
    let (from, to) = (lower.clone(), new.clone());
    db.write(move |txn| follow(txn, &from, &to)).await.unwrap();
    assert_eq!((picks(&new), picks(&ada)), (false, true));
    assert_eq!((wants(&new), wants(&ada)), (all_but_prices, all));
}

#[test]
fn a_way_out_stops_what_it_says_and_nothing_else() {
    let keys = Keys::fixed([1; 32]);
    let email = Email::parse("ada@example.com").unwrap();
    let path = way_out(&keys, &email, &[Mailing::Wishlists]);
    let token = path.strip_prefix("/unsubscribe?token=").unwrap();
    let mailings = vec![Mailing::Wishlists];
    assert_eq!(WayOut::open(&keys, token).unwrap(), WayOut { email: email.clone(), mailings });
    let all = way_out(&keys, &email, Mailing::ALL);
    let token_of_all = all.strip_prefix("/unsubscribe?token=").unwrap();
    assert_eq!(WayOut::open(&keys, token_of_all).unwrap().mailings, Mailing::ALL);
    assert!(WayOut::open(&keys, &token[1..]).is_err());
    assert!(WayOut::open(&Keys::fixed([2; 32]), token).is_err());
}
