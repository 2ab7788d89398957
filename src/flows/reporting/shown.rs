//! How figures read.

use std::collections::HashMap;

use super::{
    chart,
    desk::Report,
    view::{AnalyticsPage, AnswerView, ChartView, QuestionForm, RowView, Starter},
};
use crate::{
    base::{Country, Currency, Money, Result, links},
    features::{
        analytics::{Answer, Measure, Part, Period, Question, Split, Whose},
        catalog, sellers,
    },
    platform::{
        db::Reads,
        web::parts::{Choice, Note, Tone, amount},
    },
};

/// So many products stand in a select; more are asked for by name.
const PRODUCTS: usize = 300;
/// So many days stand below a chart.
const DAYS: usize = 5;

/// What the parts of an answer are called, and where more of them is.
pub(super) struct Names(HashMap<Part, (String, String)>);

impl Names {
    pub fn of(txn: &impl Reads, whose: Whose, answer: &Answer) -> Result<Self> {
        let mut names = HashMap::new();
        for row in &answer.rows {
            let name = match row.part {
                Part::Product(id) => match catalog::find(txn, id)? {
                    Some(it) if whose == Whose::Shop => (it.title.clone(), links::product(&it.slug)),
                    Some(it) => (it.title, format!("/sell/products/{id}")),
                    None => ("A product that is gone".to_owned(), String::new()),
                },
                Part::Seller(id) => match sellers::find(txn, id)? {
                    Some(it) => (it.name.to_string(), links::seller(&it.slug)),
                    None => ("A seller who has left".to_owned(), String::new()),
                },
                Part::Country(country) => (country.map_or_else(|| "Unknown".into(), |it| it.name()), String::new()),
                Part::Since(day) => (day.told(), String::new()),
                Part::All => ("All".to_owned(), String::new()),
                Part::Others => ("All others".to_owned(), String::new()),
            };
            names.insert(row.part, name);
        }
        Ok(Self(names))
    }

    pub fn name(&self, part: Part) -> &str {
        self.0.get(&part).map_or("", |it| it.0.as_str())
    }

    fn url(&self, part: Part) -> String {
        self.0.get(&part).map(|it| it.1.clone()).unwrap_or_default()
    }
}

/// A value of `measure` as people read it.
pub(super) fn told(measure: Measure, value: i64, currency: Currency) -> String {
    match measure {
        Measure::RefundRate => percent(value),
        measure if measure.is_money() => match value {
            ..0 => format!("−{}", amount(Money::new(value.saturating_abs(), currency))),
            _ => amount(Money::new(value, currency)),
        },
        _ => grouped(value),
    }
}

/// Hundredths of a percent: `1.4%`.
fn percent(hundredths: i64) -> String {
    let tenths = hundredths.saturating_add(5).div_euclid(10);
    if tenths % 10 == 0 { format!("{}%", tenths / 10) } else { format!("{}.{}%", tenths / 10, (tenths % 10).abs()) }
}

/// `1,286`.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("−{text}") } else { text }
}

/// `▲ 33.6%`, and whether that is good.
fn change(measure: Measure, now: i64, before: i64) -> (String, bool) {
    if before <= 0 || now == before {
        return (String::new(), true);
    }
    let less_is_better = matches!(measure, Measure::Refunds | Measure::RefundRate);
    let by = (i128::from(now) - i128::from(before)) * 10_000 / i128::from(before);
    let by = i64::try_from(by).unwrap_or(i64::MAX);
    let sign = if by < 0 { "▼" } else { "▲" };
    (format!("{sign} {}", percent(by.saturating_abs())), (by > 0) != less_is_better)
}

/// `in October 2026`, `on 5 November 2026`, `from 1 to 9 ...`.
pub(super) fn when(period: Period) -> String {
    let told = period.told();
    match period.days() {
        1 => format!("on {told}"),
        _ if told.contains(" to ") => format!("from {told}"),
        _ => format!("in {told}"),
    }
}

/// What was asked, in words.
pub(super) fn title(question: &Question, product: &str) -> String {
    let mut text = format!("{} {}", question.measure.label(), when(question.period));
    if !product.is_empty() {
        text.push_str(&format!(" of {product}"));
    }
    if let Some(country) = question.country {
        text.push_str(&format!(", {}", country.name()));
    }
    if question.split != Split::None {
        text.push_str(&format!(", {}", question.split.label().to_lowercase()));
    }
    text
}

/// A sentence about what stands out.
pub(super) fn sentence(question: &Question, answer: &Answer, names: &Names, currency: Currency) -> String {
    let value = |it: i64| told(question.measure, it, currency);
    let most = answer.rows.iter().filter(|it| it.part != Part::Others).max_by_key(|it| it.value);
    let Some(most) = most.filter(|it| it.value > 0) else { return "Nothing on these days.".to_owned() };
    let name = names.name(most.part);
    match question.split {
        Split::None => String::new(),
        Split::Day => format!("The most on {name}: {}.", value(most.value)),
        Split::Week => format!("The most in the week from {name}: {}.", value(most.value)),
        Split::Month => {
            let month = name.split_once(' ').map_or(name, |it| it.1);
            format!("The most in {month}: {}.", value(most.value))
        }
        _ if question.least => {
            let least = answer.rows.first().map_or(most, |it| it);
            format!("{} comes last, with {}.", names.name(least.part), value(least.value))
        }
        _ => format!("{name} comes first, with {}.", value(most.value)),
    }
}

/// The answer as a page shows it.
pub(super) fn answer(
    txn: &impl Reads,
    (whose, here): (Whose, &str),
    question: &Question,
    found: &Answer,
    currency: Currency,
) -> Result<AnswerView> {
    let names = Names::of(txn, whose, found)?;
    let product = question.product.map(|it| catalog::find(txn, it)).transpose()?.flatten();
    let value = |it: i64| told(question.measure, it, currency);
    let (change, is_good) = change(question.measure, found.whole, found.before);
    let largest = found.rows.iter().map(|it| it.value).max().unwrap_or(0).max(1);
    let bar = |it: i64| u8::try_from((i128::from(it.max(0)) * 100 / i128::from(largest)).clamp(0, 100)).unwrap_or(0);
    let rows = found.rows.iter().map(|it| RowView {
        name: names.name(it.part).to_owned(),
        url: names.url(it.part),
        value: value(it.value),
        bar: bar(it.value),
    });
    let rows = rows.collect();
    Ok(AnswerView {
        title: title(question, &product.map(|it| it.title).unwrap_or_default()),
        whole: value(found.whole),
        before: format!("{} {}", value(found.before), when(question.period.before())),
        change,
        is_good,
        told: sentence(question, found, &names, currency),
        definition: question.measure.definition().to_owned(),
        chart: question.split.is_time().then(|| chart(question, found, &names, currency)).flatten(),
        column: column(question.split).to_owned(),
        measure: question.measure.label().to_owned(),
        rows,
        table: format!("{here}/table.csv?{}", question.to_query()),
    })
}

fn chart(question: &Question, found: &Answer, names: &Names, currency: Currency) -> Option<ChartView> {
    let values: Vec<i64> = found.rows.iter().map(|it| it.value).collect();
    let (svg, top) = chart::line(&values)?;
    let last = found.rows.len() - 1;
    let mut at: Vec<usize> = (0..DAYS).map(|it| it * last / (DAYS - 1)).collect();
    at.dedup();
    let short = |name: &str| name.rsplit_once(' ').map_or(name.to_owned(), |(day, _)| day.to_owned());
    Some(ChartView {
        svg,
        marks: chart::marks(top).into_iter().map(|it| told(question.measure, it, currency)).collect(),
        days: at.into_iter().map(|it| short(names.name(found.rows[it].part))).collect(),
    })
}

fn column(split: Split) -> &'static str {
    match split {
        Split::None => "Part",
        Split::Day => "Day",
        Split::Week => "Week from",
        Split::Month => "Month from",
        Split::Product => "Product",
        Split::Country => "Country",
        Split::Seller => "Seller",
    }
}

/// The question as a form.
pub(super) fn form(txn: &impl Reads, whose: Whose, question: &Question) -> Result<QuestionForm> {
    let splits = Split::ALL.into_iter().filter(|it| whose == Whose::Shop || *it != Split::Seller);
    let mut products = match whose {
        Whose::Seller(seller) => catalog::of_seller(txn, seller, PRODUCTS)?,
        Whose::Shop => Vec::new(),
    };
    if let Some(id) = question.product.filter(|id| products.iter().all(|it| it.id != *id)) {
        products.extend(catalog::find(txn, id)?.filter(|it| whose == Whose::Shop || whose == Whose::Seller(it.seller)));
    }
    products.sort_by_key(|it| it.title.to_lowercase());
    let choice = |value: String, label: String, on| Choice { value, label, on };
    Ok(QuestionForm {
        measures: Measure::ALL.map(|it| choice(it.word().into(), it.label().into(), it == question.measure)).to_vec(),
        splits: splits.map(|it| choice(it.word().into(), it.label().into(), it == question.split)).collect(),
        from: question.period.from.to_string(),
        to: question.period.to.to_string(),
        countries: Country::all()
            .into_iter()
            .map(|it| choice(it.code().to_owned(), it.name(), question.country == Some(it)))
            .collect(),
        products: products
            .into_iter()
            .map(|it| choice(it.id.to_string(), it.title, question.product == Some(it.id)))
            .collect(),
    })
}

/// What has to be said about how the question was read.
pub(super) fn notes(report: &Report) -> Vec<Note> {
    let mut notes = Vec::new();
    let asked = &report.asked;
    if report.answer.is_none() {
        notes.push(Note::new(
            Tone::Warn,
            "I did not understand that.",
            "Ask for sales, orders, copies, refunds, taxes or discounts, of some days, products or countries; or choose below.",
        ));
        return notes;
    }
    if !asked.unread.is_empty() {
        let words = asked.unread.iter().map(|it| format!("“{it}”")).collect::<Vec<_>>().join(", ");
        let text = format!("I left out {words}, which means nothing to me here.");
        notes.push(Note::new(Tone::Warn, &text, "Look whether this is what you asked."));
    }
    if asked.usual_days {
        notes.push(Note::new(Tone::Info, "You named no days.", "These are the last 30."));
    }
    if asked.by_model {
        notes.push(Note::new(
            Tone::Info,
            "The language model has guessed what you mean.",
            "The figures are counted, not written by it.",
        ));
    }
    notes
}

/// Questions to begin with.
pub(super) fn starters(here: &str, whose: Whose) -> Vec<Starter> {
    let mut texts = vec![
        "What sold best last month?",
        "Sales by country this year",
        "Refund rate by month this year",
        "How many orders yesterday?",
    ];
    if whose == Whose::Shop {
        texts.push("Which sellers sold most in the last 90 days?");
    }
    let url = |text: &str| format!("{here}?q={}", text.replace(' ', "+").replace('?', "%3F"));
    texts.into_iter().map(|it| Starter { text: it.to_owned(), url: url(it) }).collect()
}

/// A page without an answer yet.
pub(super) fn blank(here: &str, whose: Whose) -> AnalyticsPage {
    AnalyticsPage { here: here.to_owned(), starters: starters(here, whose), ..AnalyticsPage::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        let usd = |measure, value| told(measure, value, Currency::USD);
        assert_eq!(usd(Measure::Sales, 128_640), "$1,286.40");
        assert_eq!(usd(Measure::Net, -500), "−$5");
        assert_eq!(usd(Measure::Orders, 1_234_567), "1,234,567");
        assert_eq!([usd(Measure::RefundRate, 143), usd(Measure::RefundRate, 400)], ["1.4%", "4%"]);
        assert_eq!(change(Measure::Sales, 1_336, 1_000), ("▲ 33.6%".to_owned(), true));
        assert_eq!(change(Measure::Refunds, 1_336, 1_000), ("▲ 33.6%".to_owned(), false));
        assert_eq!(change(Measure::Sales, 5, 0).0, "");
    }
}
