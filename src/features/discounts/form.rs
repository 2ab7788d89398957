//! The door for discounts: what an admin says of one, checked once.

use super::{Code, Discount, Off, Scope};
use crate::base::{Currency, DiscountId, Error, Money, Result, Timestamp, text};

/// What somebody says of a discount, not yet looked at. The scope is looked up before, since it names products.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiscountForm {
    /// 1 to 100 characters.
    pub name: String,
    /// What is typed; nothing if it applies by itself.
    pub code: String,
    /// `percent` or `fixed`.
    pub kind: String,
    /// In percent, with up to two decimals, or in major units.
    pub value: String,
    /// From when; a date or a moment of RFC 3339.
    pub from: String,
    /// Until when.
    pub until: String,
    /// In major units.
    pub min_amount: String,
    /// A whole number.
    pub min_quantity: String,
    /// A whole number from 1.
    pub limit: String,
    /// A whole number from 1.
    pub limit_per_customer: String,
}

/// A discount that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDiscount {
    name: String,
    code: Option<Code>,
    off: Off,
    scope: Scope,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    min_amount: Option<Money>,
    min_quantity: u32,
    limit: Option<u32>,
    limit_per_customer: Option<u32>,
}

impl DiscountForm {
    /// What a person would fill in to get `discount` as it is.
    pub fn of(discount: &Discount) -> Self {
        let number = |it: Option<u32>| it.map(|it| it.to_string()).unwrap_or_default();
        let (kind, value) = match discount.off {
            Off::Percent(_) => ("percent", discount.off.in_words().trim_end_matches('%').to_owned()),
            Off::Fixed(amount) => ("fixed", amount.plain()),
        };
        Self {
            name: discount.name.clone(),
            code: discount.code.as_ref().map(Code::to_string).unwrap_or_default(),
            kind: kind.into(),
            value,
            from: discount.from.map(Timestamp::rfc3339).unwrap_or_default(),
            until: discount.until.map(Timestamp::rfc3339).unwrap_or_default(),
            min_amount: discount.min_amount.map(Money::plain).unwrap_or_default(),
            min_quantity: number(Some(discount.min_quantity).filter(|it| *it > 0)),
            limit: number(discount.limit),
            limit_per_customer: number(discount.limit_per_customer),
        }
    }

    /// Checks everything; amounts are in `currency`.
    pub fn check(&self, scope: Scope, currency: Currency) -> Result<NewDiscount> {
        let mut wrong: Option<Error> = None;
        let new = NewDiscount {
            name: heard(&mut wrong, name(&self.name)).unwrap_or_default(),
            code: heard(&mut wrong, given(&self.code).map(Code::parse).transpose()).flatten(),
            off: heard(&mut wrong, off(&self.kind, &self.value, currency)).unwrap_or(Off::Percent(1)),
            scope,
            from: heard(&mut wrong, moment("from", &self.from)).flatten(),
            until: heard(&mut wrong, moment("until", &self.until)).flatten(),
            min_amount: heard(&mut wrong, sum("min_amount", &self.min_amount, currency)).flatten(),
            min_quantity: heard(&mut wrong, count("min_quantity", &self.min_quantity)).flatten().unwrap_or(0),
            limit: heard(&mut wrong, count("limit", &self.limit)).flatten(),
            limit_per_customer: heard(&mut wrong, count("limit_per_customer", &self.limit_per_customer)).flatten(),
        };
        if new.from.zip(new.until).is_some_and(|(from, until)| from >= until) {
            heard::<()>(&mut wrong, Err(Error::invalid("until", "It has to end after it begins")));
        }
        let empty = match &new.scope {
            Scope::Shop => false,
            Scope::Products(all) => all.is_empty(),
            Scope::Sellers(all) => all.is_empty(),
        };
        if empty {
            heard::<()>(&mut wrong, Err(Error::invalid("items", "Name at least one, or choose everything")));
        }
        wrong.map_or(Ok(new), Err)
    }
}

impl NewDiscount {
    pub(super) fn into_discount(self, id: DiscountId, now: Timestamp) -> Discount {
        let Self { name, code, off, scope, from, until, min_amount, min_quantity, limit, limit_per_customer } = self;
        let mut discount = Discount {
            id,
            name,
            code,
            off,
            scope,
            from,
            until,
            min_amount,
            min_quantity,
            limit,
            limit_per_customer,
            ended: None,
            shown_as: super::Stage::Ahead,
            created: now,
            updated: now,
        };
        discount.shown_as = discount.stage(now);
        discount
    }
}

/// Keeps what was refused, so that all of it is said at once.
fn heard<T>(wrong: &mut Option<Error>, result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            *wrong = Some(match wrong.take() {
                Some(first) => error.fields.into_iter().fold(first, |sum, (field, advice)| sum.and(field, advice)),
                None => error,
            });
            None
        }
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|it| !it.is_empty())
}

fn name(text: &str) -> Result<String> {
    let name = text::line(text);
    match name.chars().count() {
        1..=100 => Ok(name),
        0 => Err(Error::invalid("name", "Give it a name")),
        _ => Err(Error::invalid("name", "Use 100 characters at most")),
    }
}

fn off(kind: &str, value: &str, currency: Currency) -> Result<Off> {
    match kind {
        "percent" => {
            let wrong = || Error::invalid("value", "Write a percentage from 0.01 to 100, with two decimals at most");
            let points = hundredths(value.trim().trim_end_matches('%').trim()).ok_or_else(wrong)?;
            if (1..=10_000).contains(&points) { Ok(Off::Percent(points)) } else { Err(wrong()) }
        }
        "fixed" => match sum("value", value, currency)? {
            Some(amount) if !amount.is_zero() => Ok(Off::Fixed(amount)),
            _ => Err(Error::invalid("value", "Write an amount above nothing")),
        },
        _ => Err(Error::invalid("kind", "Choose percent or fixed")),
    }
}

/// `12.5` are 1,250 hundredths.
fn hundredths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: u16 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(part)
}

fn sum(field: &'static str, text: &str, currency: Currency) -> Result<Option<Money>> {
    let Some(text) = given(text) else { return Ok(None) };
    let wrong = || Error::invalid(field, format!("Write an amount in {}", currency.code()));
    let amount = Money::parse(text, currency).map_err(|_| wrong())?;
    if amount.amount < 0 { Err(wrong()) } else { Ok(Some(amount).filter(|it| !it.is_zero())) }
}

fn count(field: &'static str, text: &str) -> Result<Option<u32>> {
    let Some(text) = given(text) else { return Ok(None) };
    let number = text.parse::<u32>().ok().filter(|it| (1..=1_000_000_000).contains(it));
    number.map(Some).ok_or_else(|| Error::invalid(field, "Write a whole number from 1, or leave it empty"))
}

/// A date, a moment of RFC 3339, or what a browser's field for date and time sends, which is read as UTC.
fn moment(field: &'static str, text: &str) -> Result<Option<Timestamp>> {
    let Some(text) = given(text) else { return Ok(None) };
    let full = if text.len() == 16 { format!("{text}:00Z") } else { text.to_owned() };
    let found = Timestamp::parse(&full).ok().filter(|_| full.len() == 10 || full.len() >= 20);
    found.map(Some).ok_or_else(|| Error::invalid(field, "Write a date such as 2026-12-01, or a moment in UTC"))
}
