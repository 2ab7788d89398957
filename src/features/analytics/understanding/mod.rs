//! Reads a question as people write it: "what sold best last month in Germany?" What was not understood is told, so that
//! nobody takes an answer for one to another question.

mod days;
mod measures;
mod nations;
mod words;

use self::words::Words;
use super::{Measure, Period, Question, Split, question::TOP};
use crate::base::{Day, ProductId};

/// What of a question stood in the words; the rest is as usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Read {
    /// What is asked for.
    pub measure: bool,
    /// By what it is split.
    pub split: bool,
    /// When.
    pub period: bool,
}

/// A question, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The question.
    pub question: Question,
    /// What of it was said.
    pub read: Read,
    /// Words that meant nothing.
    pub unread: Vec<String>,
}

impl Understood {
    /// Whether enough was understood to answer.
    pub fn is_enough(&self) -> bool {
        self.read.measure || self.read.split || self.question.product.is_some()
    }
}

/// Words that change nothing about a question.
const FILLERS: &str = "a about all also am an and any are as at be been by can copy could customers buyers people did do does each \
every figure figures for from get give gone got had has have here how i in is it its let list made many me month more most much my of off \
on only or our out over per please product products item items goods shop store show shows so some tell than that the their them then there these they thing things \
this those to total up us was we were what what's whats when where which who with would you your chart graph table number numbers \
compare compared see want know amount did came come best like i'd me";

/// Reads `text` as it is meant on the day `today`. `named` finds a product by what it is called.
pub fn understand(text: &str, today: Day, mut named: impl FnMut(&str) -> Option<ProductId>) -> Understood {
    let mut words = Words::of(text);
    let mut question = Question::usual(today);
    let mut read = Read::default();
    for quoted in words.quoted() {
        question.product = question.product.or_else(|| named(&quoted));
    }
    if let Some(period) = days::period(&mut words, today) {
        (question.period, read.period) = (period, true);
    }
    question.country = nations::country(&mut words);
    if let Some(top) = measures::top(&mut words) {
        question.top = top;
    }
    // Before "sold most" is taken for a rank.
    let who = measures::asks_who(&mut words).then_some(Split::Seller);
    let ranking = measures::ranking(&mut words);
    let split = who.or_else(|| measures::split(&mut words));
    let measure = measures::measure(&mut words);
    let is_trade = measures::is_trade(&mut words);
    question.least = ranking == Some(measures::Ranking::Least);
    (read.measure, read.split) = (measure.is_some() || is_trade, split.is_some());
    question.measure = measure.unwrap_or(if ranking.is_some() { Measure::Copies } else { Measure::Sales });
    question.split = split.unwrap_or_else(|| guessed(&question, ranking.is_some()));
    read.split |= ranking.is_some();
    if question.product.is_none() {
        question.product = words.runs(FILLERS).iter().find_map(|run| named(run).inspect(|_| words.use_up(run)));
    }
    if question.product.is_some() && question.split == Split::Product {
        question.split = time(&question.period);
    }
    if question.split.is_time() {
        // One after the other: nothing is left out of time.
        (question.top, question.least) = (TOP, false);
    }
    Understood { question, read, unread: words.unread(FILLERS) }
}

/// Whoever asks for the best wants to know of which; who asks how much wants a number and how it came about.
fn guessed(question: &Question, ranked: bool) -> Split {
    if ranked && question.product.is_none() { Split::Product } else { time(&question.period) }
}

/// Steps that give neither three points nor three hundred.
fn time(period: &Period) -> Split {
    match period.days() {
        0..=62 => Split::Day,
        63..=190 => Split::Week,
        _ => Split::Month,
    }
}
