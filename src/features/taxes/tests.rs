use proptest::prelude::*;

use super::*;
use crate::{
    base::{Currency, ErrorKind, Money, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn store(rows: &str) -> Db {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000_000_000));
    let db = Db::in_memory(clock, Chance::seeded(5)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let rows = read(rows).unwrap();
    db.write_blocking(move |txn| replace(txn, &rows)).unwrap();
    db
}

const RATES: &str = "country,region,class,name,rate\nDE,,digital,VAT,19\nDE,,book,VAT,7\nES,,,VAT,21\nES,CN,,VAT,0\n\
    CA,,,GST,5\nCA,QC,,QST,9.975\nNL,,,VAT,21\n";

fn country(code: &str) -> Country {
    Country::parse("country", code).unwrap()
}

fn at(code: &str, region: Option<&str>, number: Option<&str>) -> Place {
    let vat_number = number.map(|it| VatNumber::parse("vat_number", it).unwrap());
    Place { country: country(code), region: region.map(str::to_owned), vat_number }
}

fn thing(class: &str, amount: i64) -> Taxed {
    Taxed { class: TaxClass::parse(class).unwrap(), amount: Money::new(amount, Currency::USD) }
}

fn due(db: &Db, seat: &Seat, place: &Place, things: &[Taxed]) -> Vec<(String, i64)> {
    let found = db.look(|txn| assess(txn, Currency::USD, seat, Some(place), things)).unwrap();
    let sums = crate::base::LineTax::sums(found.things.iter().flatten());
    sums.iter().map(|it| (it.label(), it.amount.amount)).collect()
}

#[test]
fn rates_are_those_of_the_place_and_the_class() {
    let (db, seat) = (store(RATES), Seat::default());
    let both = [thing("", 1000), thing("book", 1000)];
    let told = |label: &str, amount| (label.to_owned(), amount);
    assert_eq!(due(&db, &seat, &at("DE", None, None), &both), [told("VAT, DE 19%", 190), told("VAT, DE 7%", 70)]);
    assert_eq!(
        due(&db, &seat, &at("ES", Some("CN"), None), &both[..1]),
        [],
        "the region's row in place of the country's"
    );
    let quebec = due(&db, &seat, &at("CA", Some("QC"), None), &both[..1]);
    assert_eq!(quebec.iter().map(|it| it.1).sum::<i64>(), 150, "14.975 %, rounded once");
    assert_eq!(quebec.len(), 2);
    assert_eq!(due(&db, &seat, &at("CA", None, None), &both[..1]), [told("GST, CA 5%", 50)]);
    assert_eq!(due(&db, &seat, &at("US", None, None), &both), []);
    let unknown = db.look(|txn| assess(txn, Currency::USD, &seat, None, &both)).unwrap();
    assert_eq!(unknown.standing, Standing::Unknown);
}

#[test]
fn contained_tax_is_taken_out_of_the_price() {
    let (db, seat) = (store(RATES), Seat { included: true, ..Seat::default() });
    let place = at("DE", None, None);
    assert_eq!(due(&db, &seat, &place, &[thing("", 1190)]), [("Including VAT, DE 19%".to_owned(), 190)]);
    let class = TaxClass::parse("").unwrap();
    let price = Money::new(1190, Currency::USD);
    assert_eq!(db.look(|txn| contained(txn, &place, &class, price)).unwrap().amount, 190);
}

#[test]
fn a_company_elsewhere_in_the_union_accounts_for_the_tax() {
    let db = store(RATES);
    let number = |it| VatNumber::parse("vat_number", it).ok();
    let seat = Seat { country: Some(country("DE")), vat_number: number("DE136695976"), included: false };
    let dutch = at("NL", None, Some("NL004495445B01"));
    assert_eq!(due(&db, &seat, &dutch, &[thing("", 1000)]), [("VAT, reverse charge".to_owned(), 0)]);
    assert!(!is_reverse_charge(&seat, &at("NL", None, None)), "a person");
    assert!(!is_reverse_charge(&seat, &at("DE", None, Some("DE136695976"))), "at home");
    assert!(!is_reverse_charge(&seat, &at("ES", None, Some("NL004495445B01"))), "another country's number");
    assert!(!is_reverse_charge(&Seat { vat_number: None, ..seat.clone() }, &dutch), "the shop has no number");
    assert!(!is_reverse_charge(&Seat { country: Some(country("US")), ..seat }, &dutch));
    assert_eq!(number("EL 094259216").and_then(|it| it.country()), Some(country("GR")));
    for wrong in ["", "DE1", "NL004495446B01", "GB980780684", &"9".repeat(100)] {
        assert!(number(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn the_table_is_written_as_it_is_read() {
    let db = store(RATES);
    let all = db.look(all).unwrap();
    let text = write(&all).unwrap();
    let again = store(&text);
    assert_eq!(write(&again.look(super::all).unwrap()).unwrap(), text);
    assert_eq!(read("rate;country\n19;de\n").unwrap().len(), 1, "another order and mark");
    for (wrong, part) in [
        ("", "no “country”"),
        ("country,rate,colour\n", "colour"),
        ("country,rate\nXX,19\nDE,101\n", "Row 2, country"),
        ("country,rate\nDE,19\nDE,7\n", "Row 3"),
        ("country,region,rate\nDE,ZZ,19\n", "Row 2, region"),
    ] {
        let error = read(wrong).unwrap_err();
        assert!(error.fields.iter().any(|it| it.1.contains(part)), "{wrong}: {}", error.in_full());
    }
    let twin = RateForm { country: "DE".into(), rate: "20".into(), ..RateForm::default() }.check().unwrap();
    let error = db.write_blocking(move |txn| add(txn, twin.clone())).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}

proptest! {
    /// Case 3: what is taxed together adds up to the tax on the sum, to the minor unit, in every currency; and contained
    /// tax is never more than its price.
    #[test]
    fn tax_adds_up(
        amounts in prop::collection::vec(0..=Money::MAX, 1..=50),
        rate in 1u32..=100_000,
        included in prop::bool::ANY,
        code in prop::sample::select(vec!["USD", "JPY", "KWD"]),
    ) {
        let currency = Currency::parse(code).unwrap();
        let db = store(&format!("country,name,rate\nDE,VAT,{}.{:03}\nDE,Levy,3.333\n", rate / 1000, rate % 1000));
        let class = TaxClass::parse("").unwrap();
        let things: Vec<_> =
            amounts.iter().map(|it| Taxed { class: class.clone(), amount: Money::new(*it, currency) }).collect();
        let seat = Seat { included, ..Seat::default() };
        let place = at("DE", None, None);
        let found = db.look(|txn| assess(txn, currency, &seat, Some(&place), &things)).unwrap();
        let sum: i128 = amounts.iter().map(|it| i128::from(*it)).sum();
        let all = i128::from(rate) + 3_333;
        let whole = if included { 100_000 + all } else { 100_000 };
        let tax: i128 = found.things.iter().flatten().map(|it| i128::from(it.amount.amount)).sum();
        prop_assert!((tax * whole - sum * all).abs() * 2 <= whole, "rounded once");
        for (thing, taxes) in things.iter().zip(&found.things) {
            let mine: i64 = taxes.iter().map(|it| it.amount.amount).sum();
            prop_assert!(mine >= 0 && (!included || mine <= thing.amount.amount));
            prop_assert!(!included || taxes.iter().all(|it| it.base.amount + mine == thing.amount.amount));
        }
    }
}
