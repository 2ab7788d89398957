//! The sum of a cart, row by row, and what became of its codes.

use super::{contents::Basket, view::Coupon};
use crate::{
    features::carts::{Quote, QuoteDiscount},
    platform::web::parts::SumRow,
};

/// The sum without its last row; `items` is the label of the first.
pub(super) fn rows(items: String, quote: &Quote) -> Vec<SumRow> {
    let mut rows = vec![SumRow::new(items, quote.subtotal.to_string())];
    rows.extend(quote.discounts.iter().map(|it| SumRow::new(it.label.clone(), format!("−{}", it.amount)).saved()));
    rows.extend(quote.tax_rows());
    rows
}

/// The field for codes.
pub(super) fn coupon(basket: &Basket) -> Coupon {
    let quote = &basket.quote;
    Coupon {
        good: quote.discounts.iter().filter(|it| it.code.is_some()).map(good).collect(),
        bad: quote.refused.iter().map(|it| format!("{}: {}", it.code, it.advice)).collect(),
        any: !basket.codes.is_empty(),
        ..Coupon::default()
    }
}

fn good(it: &QuoteDiscount) -> String {
    let until = it.until.map(|until| format!(", ends {}", until.date())).unwrap_or_default();
    format!("{} off with {}{until}", it.off, it.label)
}
