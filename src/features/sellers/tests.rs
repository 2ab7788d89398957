use super::*;
use crate::{
    base::{ErrorKind, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn shop() -> Db {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1_000)), Chance::seeded(1)).unwrap();
    db.prepare(store::TABLES.to_vec(), Migrations::default()).unwrap();
    db
}

fn name(text: &str) -> SellerName {
    SellerName::parse(text).unwrap()
}

#[test]
fn one_name_is_one_seller() {
    let db = shop();
    let ada = db.write_blocking(|txn| find_or_make(txn, &name("Ada & Söhne"))).unwrap();
    let again = db.write_blocking(|txn| find_or_make(txn, &name(" Ada &  Söhne "))).unwrap();
    assert_eq!(ada, again);
    let other = db.write_blocking(|txn| find_or_make(txn, &name("Ada Söhne!"))).unwrap();
    assert_eq!((ada.slug.as_str(), other.slug.as_str()), ("ada-sohne", "ada-sohne-2"));
    let dots = db.write_blocking(|txn| find_or_make(txn, &name("…"))).unwrap();
    assert_eq!(dots.slug.as_str(), "seller");
    assert_eq!(db.check(&store::TABLES).unwrap(), [""; 0]);
}

#[test]
fn a_new_name_keeps_the_address() {
    let db = shop();
    let id = db.write_blocking(|txn| find_or_make(txn, &name("Northtype"))).unwrap().id;
    db.write_blocking(|txn| find_or_make(txn, &name("Southtype"))).unwrap();
    let renamed = db.write_blocking(move |txn| rename(txn, id, &name("Northtype Foundry"))).unwrap();
    assert_eq!(renamed.slug.as_str(), "northtype");
    let taken = db.write_blocking(move |txn| rename(txn, id, &name("Southtype"))).unwrap_err();
    assert_eq!(taken.kind, ErrorKind::Conflict);
    assert_eq!(db.check(&store::TABLES).unwrap(), [""; 0]);
}

#[test]
fn names_are_checked_at_the_door() {
    assert_eq!(name("\u{202E}Evil\r\nCorp").as_str(), "Evil Corp");
    assert!(SellerName::parse(" \u{200B}").is_err() && SellerName::parse(&"x".repeat(101)).is_err());
}
