use super::*;
use crate::{
    base::Timestamp,
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn form(synonyms: &str, little: &str, pins: &str, hidden: &str) -> RulesForm {
    RulesForm { synonyms: synonyms.into(), little: little.into(), pins: pins.into(), hidden: hidden.into() }
}

#[test]
fn lines_become_rules() {
    let rules = form(
        " pic, Picture ,photo\r\n\r\nfamily  tree = genealogy\n",
        "app, tool\nsoftware",
        "fonts: aurora, b-sans c",
        "x\ny",
    )
    .check();
    let rules = rules.unwrap();
    assert_eq!(rules.synonyms, [vec!["pic", "Picture", "photo"], vec!["family tree", "genealogy"]]);
    assert_eq!(rules.little, ["app", "tool", "software"]);
    assert_eq!(
        rules.pins,
        [NewPin { words: "fonts".into(), products: ["aurora", "b-sans", "c"].map(String::from).to_vec() }]
    );
    assert_eq!(rules.hidden, ["x", "y"]);
    assert_eq!(RulesForm::default().check().unwrap(), NewRules::default());
}

#[test]
fn what_is_wrong_is_named() {
    let fields =
        |form: RulesForm| form.check().unwrap_err().fields.into_iter().map(|it| it.0.to_string()).collect::<Vec<_>>();
    assert_eq!(fields(form("alone", "", "", "")), ["synonyms"]);
    assert_eq!(fields(form("a, ?", "!", "no colon", "")), ["synonyms", "little", "pins"]);
    assert_eq!(fields(form("", "", ": x", "")), ["pins"]);
    assert_eq!(
        fields(form(&"a, ".repeat(30), &"w ".repeat(600), "", &"p ".repeat(501))),
        ["synonyms", "synonyms", "hidden"]
    );
}

#[tokio::test]
async fn hiding_is_announced_once() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(5)), Chance::seeded(1)).unwrap();
    db.prepare(store::ALL.to_vec(), Migrations::default()).unwrap();
    let (one, other) = (ProductId::from_bytes([1; 16]), ProductId::from_bytes([2; 16]));
    let keep = |hidden: Vec<ProductId>| db.write(move |txn| keep(txn, SearchRules::default(), &hidden));
    keep(vec![one, other]).await.unwrap();
    let kept = keep(vec![other]).await.unwrap();
    assert_eq!(kept.changed, Some(Timestamp::from_millis(5)));
    let (hidden, was) = db.look(|txn| Ok((hidden(txn)?, is_hidden(txn, one)?))).unwrap();
    assert_eq!((hidden, was), (vec![other], false));
}
