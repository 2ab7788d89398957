//! What the pages of figures show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Choice, Issues, Note, SideNav},
};

/// Figures, and the question that they answer.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reporting/page.html")]
pub struct AnalyticsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the desk or the office.
    pub side: SideNav,
    /// Where the page is: `/sell/analytics`.
    pub here: String,
    /// Fields that cannot be read.
    pub issues: Issues,
    /// What has to be said about how the question was read.
    pub notes: Vec<Note>,
    /// What was written.
    pub words: String,
    /// Questions to begin with.
    pub starters: Vec<Starter>,
    /// The question as a form.
    pub form: QuestionForm,
    /// The answer, if the question was understood.
    pub answer: Option<AnswerView>,
}

/// A question that somebody may want to ask.
#[derive(Debug, Clone, Default)]
pub struct Starter {
    /// What it reads.
    pub text: String,
    /// Where it is answered.
    pub url: String,
}

/// A question as a form.
#[derive(Debug, Clone, Default)]
pub struct QuestionForm {
    /// What can be asked for.
    pub measures: Vec<Choice>,
    /// By what it can be split.
    pub splits: Vec<Choice>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Countries to choose from.
    pub countries: Vec<Choice>,
    /// Products to choose from, where they are few enough.
    pub products: Vec<Choice>,
}

/// What the figures say.
#[derive(Debug, Clone, Default)]
pub struct AnswerView {
    /// `Sales in October 2026, by product`.
    pub title: String,
    /// `$1,286.40`.
    pub whole: String,
    /// `▲ 33.6%`, `▼ 2%`; empty if there is nothing to compare with.
    pub change: String,
    /// Whether more is better and it is more, or less is better and it is less.
    pub is_good: bool,
    /// `from $962.80 in September 2026`.
    pub before: String,
    /// A sentence about what stands out.
    pub told: String,
    /// What exactly is counted.
    pub definition: String,
    /// The line over time, as SVG of our own making.
    pub chart: Option<ChartView>,
    /// What the first column of the table tells.
    pub column: String,
    /// What the second column tells.
    pub measure: String,
    /// The rows.
    pub rows: Vec<RowView>,
    /// Where the table is to be had as CSV.
    pub table: String,
}

/// A line over time.
#[derive(Debug, Clone, Default)]
pub struct ChartView {
    /// The drawing.
    pub svg: String,
    /// The numbers at its side, from the top.
    pub marks: Vec<String>,
    /// Some of the days below it.
    pub days: Vec<String>,
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct RowView {
    /// What it is about.
    pub name: String,
    /// Where more of it is, if anywhere.
    pub url: String,
    /// The number.
    pub value: String,
    /// Its share of the largest, in whole percent.
    pub bar: u8,
}
