//! What the figures say.

use std::collections::HashMap;

use super::{
    Measure, Question, Split, Sums, Whose,
    model::{Figure, Level, nobody},
    store,
};
use crate::{
    base::{Country, Currency, Day, Error, ProductId, Result, SellerId},
    platform::db::Reads,
};

/// So many days, weeks or months stand in a row at most.
pub const MOST_STEPS: u32 = 400;

/// What a row of an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// All of it.
    All,
    /// A stretch of time, by its first day.
    Since(Day),
    /// A product.
    Product(ProductId),
    /// Buyers of a country; of those of whom nothing is known.
    Country(Option<Country>),
    /// A seller.
    Seller(SellerId),
    /// All that have no row of their own.
    Others,
}

/// One row of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub part: Part,
    /// The sums behind it.
    pub sums: Sums,
    /// The number: minor units, a count, or hundredths of a percent.
    pub value: i64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The rows: time in its order, all else by value.
    pub rows: Vec<Row>,
    /// All of it together.
    pub whole: i64,
    /// The same of as many days before.
    pub before: i64,
    /// Currencies in which something was sold that is not told here.
    pub elsewhere: Vec<Currency>,
}

/// The number that `measure` makes of `sums`: minor units, a count, or hundredths of a percent.
pub fn value(measure: Measure, sums: &Sums) -> i64 {
    match measure {
        Measure::Sales => sums.total,
        Measure::Net => {
            let back = sums.refunded.saturating_sub(sums.refunded_tax);
            sums.total.saturating_sub(sums.tax).saturating_sub(back)
        }
        Measure::Orders => sums.orders,
        Measure::Copies => sums.copies,
        Measure::Average => rounded(sums.total, sums.orders),
        Measure::Refunds => sums.refunded,
        Measure::RefundRate => rounded(sums.refunded.saturating_mul(10_000), sums.total),
        Measure::Tax => sums.tax,
        Measure::Discounts => sums.discount,
    }
}

/// A quotient to the nearest whole number; nothing of nothing is nothing.
fn rounded(sum: i64, count: i64) -> i64 {
    if count <= 0 { 0 } else { sum.saturating_add(count / 2).div_euclid(count) }
}

/// What the figures say to `question`, in `currency`.
///
/// # Errors
/// The question splits too many days one by one, or asks about all sellers what only the shop may know.
pub fn answer(txn: &impl Reads, whose: Whose, question: &Question, currency: Currency) -> Result<Answer> {
    let (days, advice) = match question.split {
        Split::Day => (1, "Choose weeks or months for more than 400 days"),
        Split::Week => (7, "Choose months for more than 400 weeks"),
        _ => (31, "Choose fewer than 400 months"),
    };
    if question.split.is_time() && question.period.days() / days > MOST_STEPS {
        return Err(Error::invalid("by", advice));
    }
    if question.split == Split::Seller && whose != Whose::Shop {
        return Err(Error::invalid("by", "Only the shop can split by seller"));
    }
    let mut elsewhere: Vec<Currency> = Vec::new();
    let mut parts: HashMap<Part, Sums> = HashMap::new();
    let mut whole = Sums::default();
    each(txn, whose, question, (question.period.from, question.period.to), |it| {
        if it.currency != currency {
            if it.sums.total != 0 && !elsewhere.contains(&it.currency) {
                elsewhere.push(it.currency);
            }
            return;
        }
        whole = whole.and(it.sums);
        let sums = parts.entry(part(question.split, &it)).or_default();
        *sums = sums.and(it.sums);
    })?;
    let mut earlier = Sums::default();
    let before = question.period.before();
    each(txn, whose, question, (before.from, before.to), |it| {
        if it.currency == currency {
            earlier = earlier.and(it.sums);
        }
    })?;
    let counts_orders = matches!(question.measure, Measure::Orders | Measure::Average);
    if question.split == Split::Seller || question.split == Split::Product && counts_orders {
        // An order with things of two is one order.
        (whole.orders, earlier.orders) = (0, 0);
        let bare = Question { split: Split::None, ..*question };
        each(txn, whose, &bare, (question.period.from, question.period.to), |it| {
            whole.orders += if it.currency == currency { it.sums.orders } else { 0 };
        })?;
        each(txn, whose, &bare, (before.from, before.to), |it| {
            earlier.orders += if it.currency == currency { it.sums.orders } else { 0 };
        })?;
    }
    let number = |sums: &Sums| value(question.measure, sums);
    Ok(Answer {
        whole: number(&whole),
        before: number(&earlier),
        rows: if question.split.is_time() { in_time(question, &parts) } else { by_value(question, parts) },
        elsewhere,
    })
}

/// Shows the figures that bear on `question` to `visit`, as coarse as will do.
fn each(
    txn: &impl Reads,
    whose: Whose,
    question: &Question,
    days: (Day, Day),
    mut visit: impl FnMut(Figure),
) -> Result<()> {
    let by_product = question.product.is_some() || question.split == Split::Product;
    let (level, seller) = match whose {
        Whose::Shop if question.split == Split::Seller && by_product => (Level::SellerProduct, None),
        Whose::Shop if question.split == Split::Seller => (Level::Seller, None),
        Whose::Shop if by_product => (Level::ShopProduct, Some(nobody())),
        Whose::Shop => (Level::Shop, Some(nobody())),
        Whose::Seller(seller) if by_product => (Level::SellerProduct, Some(seller)),
        Whose::Seller(seller) => (Level::Seller, Some(seller)),
    };
    store::each(txn, level, seller, days, |it| {
        let from_there = question.country.is_none_or(|country| it.country == country.code());
        if from_there && question.product.is_none_or(|product| it.product == product) {
            visit(it);
        }
    })
}

fn part(split: Split, figure: &Figure) -> Part {
    let day = Day::of_number(figure.day);
    match split {
        Split::None => Part::All,
        Split::Day => Part::Since(day),
        Split::Week => Part::Since(day.monday()),
        Split::Month => Part::Since(day.first_of_month()),
        Split::Product => Part::Product(figure.product),
        Split::Country => Part::Country(Country::parse("country", &figure.country).ok()),
        Split::Seller => Part::Seller(figure.seller),
    }
}

/// A row for each stretch of the period, those without sales included.
fn in_time(question: &Question, parts: &HashMap<Part, Sums>) -> Vec<Row> {
    let (mut day, mut rows) = (question.period.from, Vec::new());
    let begins = |day: Day| match question.split {
        Split::Week => day.monday(),
        Split::Month => day.first_of_month(),
        _ => day,
    };
    loop {
        let part = Part::Since(begins(day));
        let sums = parts.get(&part).copied().unwrap_or_default();
        rows.push(Row { part, sums, value: value(question.measure, &sums) });
        let next = match question.split {
            Split::Week => Day::of_number(day.monday().number() + 7),
            Split::Month => day.last_of_month().next(),
            _ => day.next(),
        };
        // The calendar ends somewhere.
        if next > question.period.to || next <= day {
            return rows;
        }
        day = next;
    }
}

fn by_value(question: &Question, parts: HashMap<Part, Sums>) -> Vec<Row> {
    let row = |(part, sums): (Part, Sums)| Row { part, sums, value: value(question.measure, &sums) };
    let mut rows: Vec<Row> = parts.into_iter().map(row).filter(|it| it.value != 0).collect();
    // What is equal stands in an order that stays.
    rows.sort_by(|a, b| b.value.cmp(&a.value).then(a.part.cmp(&b.part)));
    if question.least {
        rows.reverse();
    }
    let top = usize::from(question.top.max(1));
    if rows.len() > top {
        let others = rows.split_off(top);
        let sums = others.iter().fold(Sums::default(), |sum, it| sum.and(it.sums));
        // The same order may stand in several of them.
        let counts_orders = matches!(question.measure, Measure::Orders | Measure::Average);
        if !(counts_orders && matches!(question.split, Split::Product | Split::Seller)) {
            rows.push(Row { part: Part::Others, sums, value: value(question.measure, &sums) });
        }
    }
    rows
}
