use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    matching::Alias,
    sale::{Found, Reader, Sale},
};
use crate::features::orders::Status;

/// Every column that Gumroad writes.
const FILE: &str = include_str!("../../../tests/fixtures/import/gumroad_sales.csv");

/// A row that was refused: its line and the field.
type Told = (u64, Option<String>);

fn read(text: &str) -> (BTreeMap<String, Sale>, Vec<Told>) {
    let mut reader = Reader::open(text.as_bytes()).unwrap();
    let (mut sales, mut refused) = (BTreeMap::new(), Vec::new());
    while let Some(found) = reader.find_next().unwrap() {
        match found {
            Found::Sale(it) => drop(sales.insert(it.elsewhere.reference.clone(), *it)),
            Found::Refused(it) => refused.push((it.row, it.field)),
        }
    }
    (sales, refused)
}

#[test]
fn every_column_that_matters_is_read() {
    let (sales, refused) = read(FILE);
    assert_eq!(sales.len(), 10, "the totals are no sale");
    let one = &sales["sale-1=="];
    assert_eq!((&*one.item, &*one.permalink, one.email.as_str()), ("Synth One", "synth", "ines@example.com"));
    assert_eq!((one.price.amount, one.placed.rfc3339().as_str()), (1200, "2021-03-04T10:20:30Z"));
    assert_eq!(one.billing.country.as_deref(), Some("GB"));
    assert_eq!(one.elsewhere.rating, Some(5));
    assert!(one.elsewhere.review.as_ref().unwrap().contains("never crashed"));
    assert_eq!(one.key.as_ref().unwrap().to_string().len(), 35);
    assert_eq!(sales["sale-2=="].elsewhere.copies, 3);
    let status = |n: u8| sales[&format!("sale-{n}==")].status;
    assert_eq!(
        [status(1), status(3), status(4), status(5)],
        [Status::Paid, Status::Refunded, Status::Disputed, Status::PartiallyRefunded]
    );
    let given = &sales["sale-6=="];
    assert_eq!(
        (given.email.as_str(), &given.billing.name),
        ("given@example.com", &None),
        "it is theirs to whom it was given"
    );
    assert_eq!(sales["sale-7=="].called(), "Brush Pack (Studio)");
    assert!(sales["sale-12=="].renewal);
    assert_eq!(sales["sale-11=="].ends.unwrap().rfc3339(), "2022-07-01T00:00:00Z");
    // A review of two lines comes before them.
    let told: Vec<_> = refused.iter().map(|(row, field)| (*row, field.as_deref())).collect();
    assert_eq!(told, [(11, Some("purchase email")), (12, Some("pre-order authorization?"))]);
}

#[test]
fn what_is_no_list_of_sales_is_told_so() {
    let error = Reader::open("Handle,Title,Variant Price\na,A,1\n".as_bytes()).err().unwrap();
    assert!(error.to_string().contains("handle, title"), "{error}");
}

#[test]
fn an_alias_is_read_as_people_write_it() {
    let alias = |name: &str, product: &str, edition: Option<&str>| Alias {
        name: name.into(),
        product: product.into(),
        edition: edition.map(str::to_owned),
    };
    assert_eq!(Alias::parse("Brush Pack = brush-pack").unwrap(), alias("Brush Pack", "brush-pack", None));
    assert_eq!(Alias::parse("SDGgCnivv6g===synth-one").unwrap(), alias("SDGgCnivv6g==", "synth-one", None));
    assert_eq!(Alias::parse("B (Studio)=b / Studio").unwrap(), alias("B (Studio)", "b", Some("Studio")));
    for wrong in ["", "a", "=a", "a=", "a=b/"] {
        assert!(Alias::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(Alias::parse_all("a=b\n\n c = d \n").unwrap().len(), 2);
}

proptest! {
    #[test]
    fn no_row_makes_it_panic(cells in prop::collection::vec("[0-9a-zé:=@./'\\-\" ]{0,14}", 8)) {
        let quoted = cells.iter().map(|it| format!("\"{}\"", it.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
        let head = "Purchase ID,Item Name,Purchase Email,Purchase Date,Purchase Time (UTC timezone),Sale Price ($),Quantity,License Key";
        read(&format!("{head}\n{quoted}\n"));
    }
}
