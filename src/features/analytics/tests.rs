use proptest::prelude::*;

use super::{answer::value, model::Counted, *};
use crate::{
    base::{Country, Currency, Day, ErrorKind, ProductId, SellerId},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

const TODAY: &str = "2026-11-22";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn open() -> Db {
    let clock = Clock::manual(day(TODAY).begins());
    let db = Db::in_memory(clock, Chance::seeded(5)).unwrap();
    db.prepare(store::ALL.to_vec(), Migrations::default()).unwrap();
    db
}

fn sound(db: &Db) {
    let mut faults = db.check(store::ALL).unwrap();
    db.look(|txn| store::check(txn, &mut faults)).unwrap();
    assert_eq!(faults, [""; 0]);
}

fn product(n: u8) -> ProductId {
    ProductId::from_bytes([n; 16])
}

fn seller(n: u8) -> SellerId {
    SellerId::from_bytes([n; 16])
}

/// An order of lines: product, seller, total.
fn sale(at: &str, country: &str, lines: &[(u8, u8, i64)]) -> Sale {
    let line = |(p, s, total): &(u8, u8, i64)| Sold {
        product: product(*p),
        seller: seller(*s),
        sums: Sums { copies: 1, total: *total, tax: total / 10, ..Sums::default() },
    };
    Sale {
        at: day(at).begins(),
        country: country.to_owned(),
        currency: Currency::USD,
        lines: lines.iter().map(line).collect(),
        orders: 1,
    }
}

fn count_in(db: &Db, id: u8, sale: Sale) {
    db.write_blocking(move |txn| count(txn, [id; 16], &sale)).unwrap();
}

fn ask(db: &Db, whose: Whose, question: Question) -> Result<Answer> {
    db.look(|txn| answer(txn, whose, &question, Currency::USD))
}

fn question(words: &str) -> Question {
    let named = |name: &str| match name {
        "aurora sans" => Some(product(1)),
        _ => None,
    };
    understand(words, day(TODAY), named).question
}

/// Two sellers in two countries over two months.
fn trade() -> Db {
    let db = open();
    count_in(&db, 1, sale("2026-10-05", "DE", &[(1, 1, 1000), (2, 1, 500)]));
    count_in(&db, 2, sale("2026-10-20", "DE", &[(2, 1, 500)]));
    count_in(&db, 3, sale("2026-10-20", "FR", &[(1, 1, 1000), (3, 2, 300)]));
    count_in(&db, 4, sale("2026-11-02", "", &[(3, 2, 300)]));
    db
}

#[test]
fn a_seller_is_told_what_sold_best_there_and_then() {
    let db = trade();
    let asked = question("What sold best last month in Germany?");
    let found = ask(&db, Whose::Seller(seller(1)), asked).unwrap();
    let rows: Vec<_> = found.rows.iter().map(|it| (it.part, it.value)).collect();
    assert_eq!(rows, [(Part::Product(product(2)), 2), (Part::Product(product(1)), 1)]);
    assert_eq!((found.whole, found.before), (3, 0));
    sound(&db);
}

#[test]
fn an_order_with_several_things_is_one_order() {
    let db = trade();
    let orders = |words: &str, whose| ask(&db, whose, question(words)).unwrap();
    let by_product = orders("orders by product in October", Whose::Shop);
    assert_eq!(by_product.whole, 3, "three orders, however many lines");
    assert_eq!(by_product.rows.iter().map(|it| it.value).collect::<Vec<_>>(), [2, 2, 1]);
    let by_seller = orders("orders by seller in October", Whose::Shop);
    assert_eq!((by_seller.whole, by_seller.rows.len()), (3, 2));
    assert_eq!(orders("orders in October", Whose::Seller(seller(2))).whole, 1);
    let refused = ask(&db, Whose::Seller(seller(1)), question("sales by seller")).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Invalid, "others' trade is not told");
}

#[test]
fn days_without_sales_are_told_as_well() {
    let db = trade();
    let found = ask(&db, Whose::Shop, question("sales by day in October")).unwrap();
    assert_eq!((found.rows.len(), found.whole), (31, 3300));
    assert_eq!(found.rows[4].value, 1500);
    assert_eq!(found.rows[5].value, 0);
    let weeks = ask(&db, Whose::Shop, question("sales by week in October")).unwrap();
    assert_eq!(weeks.rows.len(), 5);
    assert_eq!(weeks.rows.iter().map(|it| it.value).sum::<i64>(), 3300);
    let year = Question { split: Split::Day, period: Period::new(day("2020-01-01"), day(TODAY)), ..question("sales") };
    assert_eq!(ask(&db, Whose::Shop, year).unwrap_err().kind, ErrorKind::Invalid);
}

#[test]
fn what_went_back_is_told_on_its_own_day() {
    let db = trade();
    let lines = vec![Sold {
        product: product(1),
        seller: seller(1),
        sums: Sums { refunded: 1000, refunded_tax: 100, ..Sums::default() },
    }];
    let back = Sale { lines, orders: 0, ..sale("2026-11-10", "DE", &[]) };
    count_in(&db, 9, back.clone());
    count_in(&db, 9, back.clone());
    let shop = |words: &str| ask(&db, Whose::Shop, question(words)).unwrap().whole;
    assert_eq!(shop("refunds this month"), 1000, "told twice, counted once");
    assert_eq!(shop("net sales this month"), 270 - 900);
    assert_eq!(shop("refund rate last month"), 0);
    assert_eq!(shop("orders this month"), 1);
    let again = back.clone();
    db.write_blocking(move |txn| undo(txn, [9; 16], &again)).unwrap();
    db.write_blocking(move |txn| undo(txn, [9; 16], &back)).unwrap();
    assert_eq!(shop("refunds this month"), 0);
    sound(&db);
}

#[test]
fn the_rest_is_told_together() {
    let db = trade();
    let found = ask(&db, Whose::Shop, Question { top: 1, ..question("sales by country in October") }).unwrap();
    assert_eq!(
        found.rows.iter().map(|it| (it.part, it.value)).collect::<Vec<_>>(),
        [(Part::Country(Country::parse("country", "DE").ok()), 2000), (Part::Others, 1300)]
    );
    let unknown = ask(&db, Whose::Shop, question("sales by country this month")).unwrap();
    assert_eq!(unknown.rows[0].part, Part::Country(None));
}

/// What each question means: measure, split, days, country.
const READ: [(&str, Measure, Split, &str, &str); 44] = [
    ("What sold best last month in Germany?", Measure::Copies, Split::Product, "2026-10-01 2026-10-31", "DE"),
    ("revenue this year by month", Measure::Sales, Split::Month, "2026-01-01 2026-11-22", ""),
    ("How much did I earn in October?", Measure::Sales, Split::Day, "2026-10-01 2026-10-31", ""),
    ("how many orders yesterday", Measure::Orders, Split::Day, "2026-11-21 2026-11-21", ""),
    ("refund rate by month in 2025", Measure::RefundRate, Split::Month, "2025-01-01 2025-12-31", ""),
    ("Where do my buyers come from? Last 90 days", Measure::Sales, Split::Country, "2026-08-25 2026-11-22", ""),
    ("top 5 products last week", Measure::Copies, Split::Product, "2026-11-09 2026-11-15", ""),
    ("worst selling products this quarter", Measure::Copies, Split::Product, "2026-10-01 2026-11-22", ""),
    ("average order value since March", Measure::Average, Split::Month, "2026-03-01 2026-11-22", ""),
    ("tax collected in Q3", Measure::Tax, Split::Week, "2026-07-01 2026-09-30", ""),
    ("sales in France between January and March", Measure::Sales, Split::Week, "2026-01-01 2026-03-31", "FR"),
    ("which country bought most in 2024?", Measure::Copies, Split::Country, "2024-01-01 2024-12-31", ""),
    ("refunds last 30 days", Measure::Refunds, Split::Day, "2026-10-24 2026-11-22", ""),
    ("which seller sold most this month", Measure::Copies, Split::Seller, "2026-11-01 2026-11-22", ""),
    ("how many copies of aurora sans did we sell", Measure::Copies, Split::Day, "2026-10-24 2026-11-22", ""),
    ("net revenue by week since 2026-09-01", Measure::Net, Split::Week, "2026-09-01 2026-11-22", ""),
    ("discounts given in November 2025", Measure::Discounts, Split::Day, "2025-11-01 2025-11-30", ""),
    ("what day had the most sales last month", Measure::Sales, Split::Day, "2026-10-01 2026-10-31", ""),
    ("daily turnover for the past two weeks", Measure::Sales, Split::Day, "2026-11-09 2026-11-22", ""),
    ("sales on 5 November 2026", Measure::Sales, Split::Day, "2026-11-05 2026-11-05", ""),
    ("sales from 2026-11-01 to 2026-11-07", Measure::Sales, Split::Day, "2026-11-01 2026-11-07", ""),
    ("bestsellers in the US this year", Measure::Copies, Split::Product, "2026-01-01 2026-11-22", "US"),
    ("how often did British people buy last year", Measure::Orders, Split::Month, "2025-01-01 2025-12-31", "GB"),
    ("total revenue", Measure::Sales, Split::Day, "2026-10-24 2026-11-22", ""),
    ("overall sales in 2025", Measure::Sales, Split::None, "2025-01-01 2025-12-31", ""),
    ("VAT by country last quarter", Measure::Tax, Split::Country, "2026-07-01 2026-09-30", ""),
    ("how much money went back last month", Measure::Refunds, Split::Day, "2026-10-01 2026-10-31", ""),
    ("Umsatz nach Land letzten Monat", Measure::Sales, Split::Country, "2026-10-01 2026-10-31", ""),
    ("orders per week in the last 3 months", Measure::Orders, Split::Week, "2026-08-23 2026-11-22", ""),
    ("which product makes the most money", Measure::Sales, Split::Product, "2026-10-24 2026-11-22", ""),
    ("show me the revenue by product for May", Measure::Sales, Split::Product, "2026-05-01 2026-05-31", ""),
    ("sales in South Korea in 2025", Measure::Sales, Split::Month, "2025-01-01 2025-12-31", "KR"),
    ("number of orders today", Measure::Orders, Split::Day, "2026-11-22 2026-11-22", ""),
    ("least popular product this year", Measure::Copies, Split::Product, "2026-01-01 2026-11-22", ""),
    ("sold units by month in Q4 2025", Measure::Copies, Split::Month, "2025-10-01 2025-12-31", ""),
    ("3 best countries by revenue in October", Measure::Sales, Split::Country, "2026-10-01 2026-10-31", ""),
    ("who sold most in the last 90 days", Measure::Copies, Split::Seller, "2026-08-25 2026-11-22", ""),
    ("sales since 2025", Measure::Sales, Split::Month, "2025-01-01 2026-11-22", ""),
    ("AOV by month this year", Measure::Average, Split::Month, "2026-01-01 2026-11-22", ""),
    ("monthly sales", Measure::Sales, Split::Month, "2026-10-24 2026-11-22", ""),
    ("Ventes in Canada last week", Measure::Sales, Split::Day, "2026-11-09 2026-11-15", "CA"),
    ("income in December", Measure::Sales, Split::Day, "2025-12-01 2025-12-31", ""),
    ("how many licences did we sell in Japan?", Measure::Copies, Split::Day, "2026-10-24 2026-11-22", "JP"),
    ("coupons by week last year", Measure::Discounts, Split::Week, "2025-01-01 2025-12-31", ""),
];

#[test]
fn questions_are_read_as_they_are_meant() {
    let mut wrong = Vec::new();
    for (words, measure, split, days, country) in READ {
        let read = understand(words, day(TODAY), |name| (name == "aurora sans").then(|| product(1)));
        let it = read.question;
        let found = format!("{} {}", it.period.from, it.period.to);
        let code = it.country.map(|it| it.code().to_owned()).unwrap_or_default();
        let is_right = (it.measure, it.split) == (measure, split) && found == days && code == country;
        if !is_right || !read.unread.is_empty() || !read.is_enough() {
            wrong.push(format!("{words}: {:?} {:?} {found} {code}, left out {:?}", it.measure, it.split, read.unread));
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert_eq!(question("top 5 products").top, 5);
    assert_eq!(question("3 best countries by revenue").top, 3);
    assert!(question("worst 3 products").least && question("least popular product").least);
    assert_eq!(question("copies of “Aurora Sans”").product, None, "names are matched as they stand");
    assert_eq!(question("how did aurora sans do last month").product, Some(product(1)));
}

#[test]
fn what_is_not_understood_is_told() {
    let read = |words: &str| understand(words, day(TODAY), |_| None);
    assert_eq!(read("how many subscribers do I have").unread, ["subscribers"]);
    for other in ["what is the weather like tomorrow", "hello", "", "???", "tell me a joke"] {
        assert!(!read(other).is_enough(), "{other}");
    }
}

#[test]
fn stretches_of_days_are_told_in_words() {
    let told = |from: &str, to: &str| Period::new(day(from), day(to)).told();
    assert_eq!(told("2026-10-01", "2026-10-31"), "October 2026");
    assert_eq!(told("2025-01-01", "2025-12-31"), "2025");
    assert_eq!(told("2026-10-05", "2026-10-05"), "5 October 2026");
    assert_eq!(told("2026-10-05", "2026-11-02"), "5 October 2026 to 2 November 2026");
    let before = |from: &str, to: &str| Period::new(day(from), day(to)).before();
    assert_eq!(before("2026-10-01", "2026-10-31"), Period::new(day("2026-09-01"), day("2026-09-30")));
    assert_eq!(before("2025-01-01", "2025-12-31"), Period::new(day("2024-01-01"), day("2024-12-31")));
    assert_eq!(before("2026-10-05", "2026-10-11"), Period::new(day("2026-09-28"), day("2026-10-04")));
}

proptest! {
    #[test]
    fn no_words_confuse_the_reader(words in ".{0,300}") {
        let read = understand(&words, day(TODAY), |_| None);
        prop_assert!(read.question.period.from <= read.question.period.to);
    }

    #[test]
    fn words_of_questions_in_any_order_are_read(at in proptest::collection::vec(0usize..READ.len(), 1..4), shift in 0usize..40) {
        let words: Vec<&str> = at.iter().flat_map(|it| READ[*it].0.split(' ')).collect();
        let turned: Vec<&str> = words.iter().cycle().skip(shift % words.len()).take(words.len()).copied().collect();
        let read = understand(&turned.join(" "), day(TODAY), |_| None);
        prop_assert!(read.question.period.days() >= 1);
    }

    #[test]
    fn sums_come_and_go(total in -1000i64..1000, orders in 0i64..9) {
        let one = Sums { total, orders, ..Sums::default() };
        prop_assert_eq!(one.and(one).without(one), one);
        prop_assert!(value(Measure::Average, &one) <= total.abs());
    }
}

#[test]
fn counted_things_are_known() {
    let db = trade();
    let known = |n: u8| db.look(|txn| counted(txn, [n; 16])).unwrap();
    assert_eq!(known(1), Some(day("2026-10-05").begins()));
    assert_eq!(known(77), None);
    assert!(!Counted { id: [0; 16], undone: false, at: day(TODAY).begins() }.undone);
}
