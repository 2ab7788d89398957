//! What an address says of a question.

use rocket::FromForm;

use super::asked::Asking;
use crate::{
    base::{Country, Day, Error, ProductId, Result},
    features::analytics::{Measure, Period, Question, Split},
};

/// A question as an address writes it; whatever is empty is as usual.
#[derive(Debug, Clone, Default, FromForm)]
pub(super) struct Params<'r> {
    q: Option<&'r str>,
    measure: Option<&'r str>,
    by: Option<&'r str>,
    from: Option<&'r str>,
    to: Option<&'r str>,
    country: Option<&'r str>,
    product: Option<&'r str>,
    order: Option<&'r str>,
    top: Option<&'r str>,
}

/// What was typed into the form, as it was.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub words: String,
    pub measure: String,
    pub by: String,
    pub from: String,
    pub to: String,
    pub country: String,
    pub product: String,
}

impl Params<'_> {
    /// What was typed, to be shown again if it cannot be read.
    pub fn typed(&self) -> Typed {
        let text = |it: Option<&str>| it.unwrap_or_default().chars().take(500).collect::<String>();
        Typed {
            words: text(self.q),
            measure: text(self.measure),
            by: text(self.by),
            from: text(self.from),
            to: text(self.to),
            country: text(self.country),
            product: text(self.product),
        }
    }

    /// What is asked.
    ///
    /// # Errors
    /// A value cannot be read; its field is named.
    pub fn asked(&self, today: Day) -> Result<Asking> {
        let given = |it: Option<&str>| it.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
        let words = given(self.q).map(|it| it.chars().take(500).collect::<String>());
        let fields = [self.measure, self.by, self.from, self.to, self.country, self.product, self.order, self.top];
        if words.is_some() && fields.iter().all(|it| given(*it).is_none()) {
            return Ok(Asking::words(words.unwrap_or_default()));
        }
        let usual = Question::usual(today);
        let day = |field: &'static str, it: Option<&str>, usual| match given(it) {
            Some(text) => Day::parse(&text).map_err(|_| Error::invalid(field, "Write a day such as 2026-11-22")),
            None => Ok(usual),
        };
        let (from, to) = (day("from", self.from, usual.period.from)?, day("to", self.to, today)?);
        if given(self.to).is_some() && from > to {
            return Err(Error::invalid("to", "This day lies before the first one"));
        }
        let product =
            |it: String| it.parse::<ProductId>().map_err(|_| Error::invalid("product", "There is no such product"));
        let least = match given(self.order).as_deref() {
            None | Some("most") => false,
            Some("least") => true,
            Some(_) => return Err(Error::invalid("order", "Write most or least")),
        };
        let number = |it: String| it.parse().ok().filter(|it| (1..=100).contains(it));
        let top = match given(self.top) {
            Some(it) => number(it).ok_or_else(|| Error::invalid("top", "Write a number from 1 to 100"))?,
            None => usual.top,
        };
        let question = Question {
            measure: given(self.measure).map(|it| Measure::parse(&it)).transpose()?.unwrap_or_default(),
            split: given(self.by).map(|it| Split::parse(&it)).transpose()?.unwrap_or_default(),
            period: Period::new(from, to.max(from)),
            country: given(self.country).map(|it| Country::parse("country", &it)).transpose()?,
            product: given(self.product).map(product).transpose()?,
            least,
            top,
        };
        Ok(Asking::of(question, words))
    }
}
