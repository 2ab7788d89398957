//! Figures as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    desk::Report,
    shown::{self, Names},
};
use crate::{
    base::{Currency, Result},
    features::analytics::{Answer, Part, Question, Row, Whose},
    platform::db::Reads,
};

/// What the figures say.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AnalyticsJson {
    /// How the question was read; null if it was not understood.
    pub question: Option<FiguresQuestionJson>,
    /// Words of the question that were left out.
    pub unread: Vec<String>,
    /// `rules`, or `model` where a language model has named the measure.
    #[schema(example = "rules")]
    pub read_by: &'static str,
    /// Null if the question was not understood.
    pub answer: Option<FiguresJson>,
}

/// A question.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FiguresQuestionJson {
    /// `sales`, `net`, `orders`, `copies`, `average`, `refunds`, `refund_rate`, `tax` or `discounts`.
    #[schema(example = "sales")]
    measure: &'static str,
    /// `none`, `day`, `week`, `month`, `product`, `country` or `seller`.
    #[schema(example = "product")]
    by: &'static str,
    /// The first day (UTC).
    #[schema(format = Date)]
    from: String,
    /// The last day (UTC).
    #[schema(format = Date)]
    to: String,
    /// Only buyers of this country, by two letters.
    country: Option<String>,
    /// Only this product.
    product: Option<String>,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FiguresJson {
    /// In words.
    #[schema(example = "Sales in October 2026, by product")]
    title: String,
    /// What exactly is counted.
    definition: &'static str,
    /// `minor_units`, `count` or `basis_points`.
    #[schema(example = "minor_units")]
    unit: &'static str,
    /// Of all amounts.
    #[schema(example = "USD")]
    currency: &'static str,
    /// All of it together.
    whole: i64,
    /// The same of the days before.
    before: i64,
    rows: Vec<FigureRowJson>,
    /// Currencies in which something was sold that is not told here.
    other_currencies: Vec<&'static str>,
}

/// One part of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FigureRowJson {
    /// A day, an identifier, a country's two letters; null for all, or for all others together.
    key: Option<String>,
    name: String,
    value: i64,
    orders: i64,
    copies: i64,
    /// Minor units, as are all that follow.
    sales: i64,
    tax: i64,
    discounts: i64,
    refunds: i64,
}

impl AnalyticsJson {
    pub fn of(txn: &impl Reads, whose: Whose, report: Report, currency: Currency) -> Result<Self> {
        let question = report.asked.question();
        let answer = match (&question, &report.answer) {
            (Some(question), Some(found)) => Some(FiguresJson::of(txn, whose, question, found, currency)?),
            _ => None,
        };
        let read_by = if report.asked.by_model { "model" } else { "rules" };
        Ok(Self {
            question: question.as_ref().map(FiguresQuestionJson::of),
            unread: report.asked.unread,
            read_by,
            answer,
        })
    }
}

impl FiguresQuestionJson {
    fn of(it: &Question) -> Self {
        Self {
            measure: it.measure.word(),
            by: it.split.word(),
            from: it.period.from.to_string(),
            to: it.period.to.to_string(),
            country: it.country.map(|it| it.code().to_owned()),
            product: it.product.map(|it| it.to_string()),
        }
    }
}

impl FiguresJson {
    fn of(txn: &impl Reads, whose: Whose, question: &Question, found: &Answer, currency: Currency) -> Result<Self> {
        let names = Names::of(txn, whose, found)?;
        let measure = question.measure;
        Ok(Self {
            title: shown::title(question, ""),
            definition: measure.definition(),
            unit: match measure {
                crate::features::analytics::Measure::RefundRate => "basis_points",
                it if it.is_money() => "minor_units",
                _ => "count",
            },
            currency: currency.code(),
            whole: found.whole,
            before: found.before,
            rows: found.rows.iter().map(|it| FigureRowJson::of(it, &names)).collect(),
            other_currencies: found.elsewhere.iter().map(|it| it.code()).collect(),
        })
    }
}

impl FigureRowJson {
    fn of(row: &Row, names: &Names) -> Self {
        let key = match row.part {
            Part::Since(day) => Some(day.to_string()),
            Part::Product(id) => Some(id.to_string()),
            Part::Seller(id) => Some(id.to_string()),
            Part::Country(country) => country.map(|it| it.code().to_owned()),
            Part::All | Part::Others => None,
        };
        let sums = &row.sums;
        Self {
            key,
            name: names.name(row.part).to_owned(),
            value: row.value,
            orders: sums.orders,
            copies: sums.copies,
            sales: sums.total,
            tax: sums.tax,
            discounts: sums.discount,
            refunds: sums.refunded,
        }
    }
}
