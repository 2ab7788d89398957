use std::time::Duration;

use ed25519_dalek::{Signature, Verifier, VerifyingKey};

use super::*;
use crate::{
    base::{ErrorKind, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        signing::Keys,
    },
};

fn store() -> (Db, Clock) {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(3)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    (db, clock)
}

fn sound(db: &Db) {
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
    let mut faults = Vec::new();
    db.look(|txn| checks::check(txn, &mut faults)).unwrap();
    assert_eq!(faults, [""; 0]);
}

fn purchase(txn: &WriteTxn, copies: u32) -> Purchase {
    Purchase { product: txn.fresh(), edition: txn.fresh(), order: txn.fresh(), line: txn.fresh(), copies }
}

/// Issues the licences of one purchase under a policy.
fn issued(db: &Db, copies: u32, form: &PolicyForm) -> (Purchase, Vec<License>) {
    let form = form.clone();
    db.write_blocking(move |txn| {
        let purchase = purchase(txn, copies);
        set_policy(txn, form.parse(purchase.product, purchase.edition)?)?;
        issue(txn, purchase)?;
        Ok((purchase, of_line(txn, purchase.line)?))
    })
    .unwrap()
}

#[test]
fn each_copy_gets_one_key_once() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1)), Chance::seeded(3)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let licenses = db
        .write_blocking(|txn| {
            let purchase = Purchase {
                product: txn.fresh(),
                edition: txn.fresh(),
                order: txn.fresh(),
                line: txn.fresh(),
                copies: 3,
            };
            issue(txn, purchase)?;
            issue(txn, purchase)?;
            of_line(txn, purchase.line)
        })
        .unwrap();
    let seats: Vec<_> = licenses.iter().map(|it| it.seat).collect();
    assert_eq!(seats, [1, 2, 3]);
    assert!(licenses.iter().all(License::is_active));
    assert_ne!(licenses[0].key, licenses[1].key);
    let found = db.look(|txn| find(txn, &licenses[1].key)).unwrap();
    assert_eq!(found.as_ref(), Some(&licenses[1]));
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}

#[test]
fn keys_are_what_their_policy_says() {
    let (db, clock) = store();
    let form = PolicyForm {
        activations: "2".into(),
        days: "30".into(),
        update_days: "10".into(),
        format: "hex".into(),
        prefix: "synth".into(),
        ..PolicyForm::default()
    };
    let (bought, licenses) = issued(&db, 1, &form);
    let license = &licenses[0];
    assert!(license.key.to_string().starts_with("SYNTH-") && license.key.to_string().len() == 41);
    assert_eq!(license.worth(clock.now()), Worth::Active);
    clock.advance(Duration::from_secs(30 * 24 * 60 * 60));
    assert_eq!(license.worth(clock.now()), Worth::Expired);
    assert!(license.sorry(clock.now()).unwrap().starts_with("It was good until"));
    for (field, wrong) in
        [("activations", "0"), ("days", "-1"), ("update_days", "ever"), ("low", "1.5"), ("prefix", "a b")]
    {
        let mut form = PolicyForm::default();
        match field {
            "activations" => form.activations = wrong.into(),
            "days" => form.days = wrong.into(),
            "update_days" => form.update_days = wrong.into(),
            "low" => form.low = wrong.into(),
            _ => form.prefix = wrong.into(),
        }
        assert_eq!(form.parse(bought.product, bought.edition).unwrap_err().fields[0].0, field);
    }
    sound(&db);
}

#[test]
fn a_device_is_activated_once_and_can_be_freed() {
    let (db, _) = store();
    let (_, licenses) = issued(&db, 1, &PolicyForm { activations: "2".into(), ..PolicyForm::default() });
    let id = licenses[0].id;
    let on = |print: &str| {
        let device = Device::parse(print, "Studio").unwrap();
        db.write_blocking(move |txn| activate(txn, id, &device))
    };
    let (first, new) = on("one").unwrap();
    assert!(new && !on("one").unwrap().1 && on("two").unwrap().1);
    assert_eq!(on("three").unwrap_err().kind, ErrorKind::Conflict);
    assert!(!on("two").unwrap().1, "whoever is in stays in");
    let foreign = db.write_blocking(|txn| Ok(txn.fresh())).unwrap();
    assert_eq!(db.write_blocking(move |txn| deactivate(txn, foreign, first.id)).unwrap_err().kind, ErrorKind::NotFound);
    db.write_blocking(move |txn| deactivate(txn, id, first.id)).unwrap();
    assert!(on("three").unwrap().1);
    db.write_blocking(move |txn| disable(txn, id, "Shared in public").map(drop)).unwrap();
    let refused = on("two").unwrap_err();
    assert_eq!((refused.kind, refused.message.as_ref()), (ErrorKind::Forbidden, "Shared in public"));
    db.write_blocking(move |txn| enable(txn, id).map(drop)).unwrap();
    let old = db.look(|txn| get(txn, id)).unwrap();
    let rotated = db.write_blocking(move |txn| rotate(txn, id)).unwrap();
    assert!(rotated.key != old.key && rotated.turn == old.turn + 1);
    assert_eq!(db.look(|txn| find(txn, &old.key)).unwrap(), None);
    assert!(db.look(|txn| activations(txn, id)).unwrap().is_empty());
    for wrong in ["", "  ", "a\nb", &"x".repeat(256)] {
        assert!(Device::parse(wrong, "").is_err(), "{wrong}");
    }
    sound(&db);
}

#[test]
fn a_pool_gives_each_key_once_and_owes_what_it_has_not() {
    let (db, _) = store();
    let pool = PolicyForm { pool: "on".into(), low: "1".into(), ..PolicyForm::default() };
    let (bought, none) = issued(&db, 2, &pool);
    let (product, edition) = (bought.product, bought.edition);
    assert!(none.is_empty(), "there is none yet");
    assert_eq!(db.look(|txn| owed(txn, bought.line)).unwrap(), 2);
    db.write_blocking(move |txn| set_line(txn, bought.line, Some("Disputed"))).unwrap();
    assert_eq!(db.look(|txn| owed(txn, bought.line)).unwrap(), 0, "nothing is owed while the money is in doubt");
    let again = move |txn: &WriteTxn| set_line(txn, bought.line, None).and_then(|()| issue(txn, bought));
    db.write_blocking(again).unwrap();
    assert_eq!(db.look(|txn| owed(txn, bought.line)).unwrap(), 2, "the dispute was won");
    let add = |text: &str| {
        let text = text.to_owned();
        db.write_blocking(move |txn| import(txn, product, edition, &text))
    };
    for (wrong, line) in
        [("", "no key"), ("license_key\n\n", "no key"), ("GOOD-0001\né", "Line 2"), ("GOOD\nx", "Line 2")]
    {
        let error = add(wrong).unwrap_err();
        assert!(error.fields[0].0 == "keys" && error.fields[0].1.contains(line), "{wrong:?}: {error:?}");
    }
    let done = add("\u{feff}License key;Note\n\"KEY-0001\";x\nkey-0002\n KEY 0001 \nKEY-0003\nKEY-0004\n").unwrap();
    assert_eq!((done.new, done.known, done.given.len()), (4, 1, 1), "the one who waits is served first");
    assert_eq!(add("KEY-0001\nKEY-0002").unwrap().known, 2, "done twice, it changes nothing");
    let had: Vec<_> = db.look(|txn| of_line(txn, bought.line)).unwrap().iter().map(|it| it.key.to_string()).collect();
    assert_eq!(had, ["KEY-0001", "key-0002"]);
    let reserve_one = |copies: u32| {
        db.write_blocking(move |txn| {
            let order = txn.fresh();
            reserve(txn, order, product, edition, copies).map(|()| order)
        })
    };
    assert_eq!(reserve_one(3).unwrap_err().kind, ErrorKind::Conflict);
    let order = reserve_one(2).unwrap();
    assert!(reserve_one(1).unwrap_err().message.contains("sold out"));
    let state = || db.look(|txn| pool_state(txn, product, edition)).unwrap().unwrap();
    assert_eq!(state(), PoolState { free: 0, aside: 2, sold: 2, owed: 0 });
    let warn = || db.write_blocking(move |txn| warn_once(txn, product, edition)).unwrap();
    assert_eq!([warn(), warn()], [Some(0), None], "once");
    db.write_blocking(move |txn| release(txn, order)).unwrap();
    assert_eq!(state().free, 2);
    let other = issued(&db, 1, &pool).0;
    let foreign = db.write_blocking(move |txn| import(txn, other.product, other.edition, "KEY-0001")).unwrap_err();
    assert!(foreign.fields[0].1.contains("something else"));
    sound(&db);
}

#[test]
fn files_are_verified_with_the_published_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open(folder.path()).unwrap();
    let before = sign(&keys, &serde_json::json!({ "sub": "lic_1" })).unwrap();
    keys.rotate_licenses(folder.path()).unwrap();
    let after = sign(&keys, &serde_json::json!({ "sub": "lic_2" })).unwrap();
    let published = public_keys(&Keys::open(folder.path()).unwrap());
    assert_eq!(published, public_keys(&keys), "they are kept");
    let verify = |file: &str| {
        let (signed, signature) = file.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let part = |text: &str| data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
        let header: serde_json::Value = serde_json::from_slice(&part(header)).unwrap();
        assert_eq!((&header["alg"], &header["typ"]), (&"EdDSA".into(), &"bodega-license".into()));
        let key = published.iter().find(|it| header["kid"] == it.kid.as_str()).unwrap();
        let key = VerifyingKey::from_bytes(&part(&key.x).try_into().unwrap()).unwrap();
        let signature = Signature::from_slice(&part(signature)).unwrap();
        key.verify(signed.as_bytes(), &signature).ok()?;
        Some(serde_json::from_slice::<serde_json::Value>(&part(claims)).unwrap()["sub"].clone())
    };
    assert_eq!([verify(&before), verify(&after)], [Some("lic_1".into()), Some("lic_2".into())]);
    let mixed = format!("{}.{}", after.rsplit_once('.').unwrap().0, before.rsplit_once('.').unwrap().1);
    assert_eq!(verify(&mixed), None);
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(folder.path().join("licenses.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
