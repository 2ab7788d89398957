use super::*;
use crate::{
    base::{ErrorKind, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations, Stored},
    },
};

fn store() -> Db {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1_000_000)), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    db
}

fn new(title: &str, slug: &str) -> Result<NewCollection> {
    let form = CollectionForm { title: title.into(), slug: slug.into(), shown: true, ..CollectionForm::default() };
    form.check(str::to_uppercase)
}

fn product(number: u8) -> ProductId {
    ProductId::from_bytes([number; 16])
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let form = CollectionForm {
        title: " ".into(),
        slug: "No slug".into(),
        text: "x".repeat(5_001),
        shown: false,
        at_home: true,
    };
    let fields: Vec<_> = form.check(str::to_owned).unwrap_err().fields.into_iter().map(|it| it.0.to_string()).collect();
    assert_eq!(fields, ["title", "slug", "text", "at_home"]);
}

#[tokio::test]
async fn each_has_an_address_of_its_own() {
    let db = store();
    let make = |title: &'static str, slug: &'static str| db.write(move |txn| create(txn, new(title, slug)?));
    assert_eq!(make("Wedding kit", "").await.unwrap().slug.as_str(), "wedding-kit");
    assert_eq!(make("Wedding kit", "").await.unwrap().slug.as_str(), "wedding-kit-2");
    let taken = make("Other", "wedding-kit").await.unwrap_err();
    assert_eq!((taken.kind, taken.fields[0].0.as_ref()), (ErrorKind::Invalid, "slug"));
    assert_eq!(make("…", "").await.unwrap_err().fields[0].0.as_ref(), "slug");
    let kept = make("Wedding kit", "kit").await.unwrap();
    let again = db.write(move |txn| edit(txn, kept.id, new("The kit", "kit")?)).await.unwrap();
    assert_eq!((again.title.as_str(), again.slug.as_str(), again.revision), ("The kit", "kit", 2));
}

#[tokio::test]
async fn products_keep_the_order_that_they_are_given() {
    let db = store();
    let id = db.write(|txn| Ok(create(txn, new("Kit", "")?.holding(vec![product(1), product(2), product(1)]))?.id));
    let id = id.await.unwrap();
    let now = || db.look(|txn| get(txn, id)).unwrap().products.iter().map(|it| it.to_bytes()[0]).collect::<Vec<_>>();
    assert_eq!(now(), [1, 2], "each once");
    db.write(move |txn| add_product(txn, id, product(3))).await.unwrap();
    db.write(move |txn| add_product(txn, id, product(1))).await.unwrap();
    assert_eq!(now(), [1, 2, 3]);
    for (number, step, after) in [
        (3, Step::Up, vec![1, 3, 2]),
        (1, Step::Up, vec![1, 3, 2]),
        (1, Step::Down, vec![3, 1, 2]),
        (2, Step::Down, vec![3, 1, 2]),
        (9, Step::Out, vec![3, 1, 2]),
        (1, Step::Out, vec![3, 2]),
    ] {
        db.write(move |txn| move_product(txn, id, product(number), step)).await.unwrap();
        assert_eq!(now(), after, "{number} {step:?}");
    }
    db.write(move |txn| edit(txn, id, new("Kit", "")?)).await.unwrap();
    assert_eq!(now(), [3, 2], "other words leave its products alone");
    db.write(|txn| forget_product(txn, product(3))).await.unwrap();
    assert_eq!(now(), [2]);
    let full = move |txn: &WriteTxn| {
        let many = (0..201_u8).map(product).collect();
        edit(txn, id, new("Kit", "")?.holding(many))
    };
    assert_eq!(db.write(full).await.unwrap_err().fields[0].0.as_ref(), "products");
    let mut faults = Vec::new();
    db.look(|txn| store::COLLECTIONS.check(txn, &mut faults)).unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}
