//! Money in integer minor units.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Error, Result};

/// A currency of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self(iso_currency::Currency::USD);

    /// Takes a three-letter code such as `EUR`.
    pub fn parse(code: &str) -> Result<Self> {
        iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase())
            .filter(|it| it.exponent().is_some())
            .map(Self)
            .ok_or_else(|| Error::invalid("currency", "Write a code of ISO 4217 such as EUR or USD"))
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn decimals(self) -> u32 {
        self.0.exponent().unwrap_or(2).into()
    }

    /// The sign that stands before amounts, where one is used by this currency alone or nearly so.
    pub fn sign(self) -> Option<&'static str> {
        Some(match self.code() {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            "INR" => "₹",
            "KRW" => "₩",
            "BRL" => "R$",
            "CAD" => "CA$",
            "AUD" => "A$",
            "NZD" => "NZ$",
            "MXN" => "MX$",
            "ILS" => "₪",
            "UAH" => "₴",
            "VND" => "₫",
            _ => return None,
        })
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).map_err(|error| error.advice())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().into()
    }
}

/// An amount in the minor units of its currency: 1299 USD are $12.99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Money {
    /// Minor units; may be negative in a ledger.
    #[schema(example = 1299)]
    pub amount: i64,
    /// Of which currency.
    #[schema(value_type = String, example = "USD")]
    pub currency: Currency,
}

impl Money {
    /// The highest price that the shop takes: ten thousand million minor units.
    pub const MAX: i64 = 10_000_000_000;

    /// `amount` minor units of `currency`.
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing of `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Whether there is nothing to pay.
    pub fn is_zero(self) -> bool {
        self.amount == 0
    }

    /// Reads major units as people and CSV files write them: `12.99`, `1,299.00`, `1.299,00`, `$12`.
    /// More decimal places than the currency has are an error unless they are zeros.
    pub fn parse(text: &str, currency: Currency) -> Result<Self> {
        let wrong =
            || Error::invalid("price", format!("Write an amount such as {}", Self::new(1299, currency).plain()));
        let text = text.trim();
        let negative = text.starts_with('-');
        let digits: String = text
            .trim_start_matches('-')
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\'')
            .collect::<String>()
            .trim_start_matches(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
            .trim_end_matches(|c: char| !c.is_ascii_digit())
            .into();
        let (whole, part) = split_decimals(&digits, currency.decimals()).ok_or_else(wrong)?;
        let scale = 10_i64.pow(currency.decimals());
        let places = currency.decimals() as usize;
        if part.len() > places && part[places..].bytes().any(|b| b != b'0') {
            return Err(wrong());
        }
        let part = format!("{:0<places$}", &part[..part.len().min(places)]);
        let minor = whole
            .parse::<i64>()
            .ok()
            .and_then(|whole| whole.checked_mul(scale))
            .and_then(|whole| whole.checked_add(if part.is_empty() { 0 } else { part.parse().ok()? }))
            .filter(|minor| *minor <= Self::MAX)
            .ok_or_else(wrong)?;
        Ok(Self::new(if negative { -minor } else { minor }, currency))
    }

    /// The sum; both must be of one currency.
    pub fn plus(self, other: Self) -> Result<Self> {
        self.matched(other)?;
        self.amount.checked_add(other.amount).map(|it| Self::new(it, self.currency)).ok_or_else(too_much)
    }

    /// The difference; both must be of one currency.
    pub fn minus(self, other: Self) -> Result<Self> {
        self.matched(other)?;
        self.amount.checked_sub(other.amount).map(|it| Self::new(it, self.currency)).ok_or_else(too_much)
    }

    /// `quantity` times as much.
    pub fn times(self, quantity: u32) -> Result<Self> {
        self.amount.checked_mul(quantity.into()).map(|it| Self::new(it, self.currency)).ok_or_else(too_much)
    }

    /// Major units with a point and no sign: `12.99`, as in CSV files.
    pub fn plain(self) -> String {
        let scale = 10_u64.pow(self.currency.decimals());
        let sign = if self.amount < 0 { "-" } else { "" };
        let (whole, part) = (self.amount.unsigned_abs() / scale, self.amount.unsigned_abs() % scale);
        match self.currency.decimals() {
            0 => format!("{sign}{whole}"),
            places => format!("{sign}{whole}.{part:0places$}", places = places as usize),
        }
    }

    fn matched(self, other: Self) -> Result<()> {
        if self.currency == other.currency { Ok(()) } else { Err(Error::conflict("Two currencies cannot be added up")) }
    }
}

impl fmt::Display for Money {
    /// `$1,299.00`, `€12.00`, `¥1,200`, `CHF 12.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = Self::new(self.amount.saturating_abs(), self.currency).plain();
        let (whole, part) = plain.split_once('.').map_or((plain.as_str(), None), |(w, p)| (w, Some(p)));
        let mut text = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if let Some(part) = part {
            text.push('.');
            text.push_str(part);
        }
        let minus = if self.amount < 0 { "−" } else { "" };
        match self.currency.sign() {
            Some(sign) => write!(f, "{minus}{sign}{text}"),
            None => write!(f, "{minus}{} {text}", self.currency.code()),
        }
    }
}

fn too_much() -> Error {
    Error::invalid("quantity", "That is more than the shop can count")
}

/// Whole and decimal digits, whichever of point and comma parts them.
fn split_decimals(text: &str, decimals: u32) -> Option<(String, String)> {
    let last = text.rfind(['.', ',']);
    let marks = text.matches(['.', ',']).count();
    // `1,299` in a currency without three decimals groups thousands; `12,9` parts decimals.
    let grouping = last.is_some_and(|at| {
        let behind = text.len() - at - 1;
        let same = text.matches(&text[at..=at]).count() == marks;
        behind == 3 && same && (marks > 1 || (text.as_bytes()[at] == b',' && decimals != 3))
    });
    let (whole, part) = match last {
        Some(at) if !grouping => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    let grouped = whole.split(['.', ',']).skip(1).all(|group| group.len() == 3);
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let given = grouped && !(whole.is_empty() && part.is_empty());
    (given && digits(&whole) && digits(part))
        .then(|| (if whole.is_empty() { "0".into() } else { whole }, part.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let usd = |text| Money::parse(text, Currency::USD).map(|it| it.amount).ok();
        for (text, amount) in [
            ("12.99", 1299),
            ("12", 1200),
            ("12.9", 1290),
            ("$12.99", 1299),
            ("1,299.00", 129_900),
            ("1.299,00", 129_900),
            ("1,299", 129_900),
            ("12,50", 1250),
            ("1 299,50 €", 129_950),
            ("12.990", 1299),
            (".5", 50),
            ("-3.10", -310),
            ("1,000,000", 100_000_000),
        ] {
            assert_eq!(usd(text), Some(amount), "{text}");
        }
        for wrong in ["", "free", "12.999", "1e3", "12.3.4x", "１２", "99999999999999999999", "--", "."] {
            assert_eq!(usd(wrong), None, "{wrong}");
        }
        assert_eq!(Money::parse("1200", currency("JPY")).unwrap().amount, 1200);
        assert!(Money::parse("12.5", currency("JPY")).is_err());
        assert_eq!(Money::parse("1.250", currency("KWD")).unwrap().amount, 1250);
    }

    #[test]
    fn amounts_are_written_with_their_sign() {
        assert_eq!(Money::new(129_900, Currency::USD).to_string(), "$1,299.00");
        assert_eq!(Money::new(1200, currency("JPY")).to_string(), "¥1,200");
        assert_eq!(Money::new(1250, currency("KWD")).to_string(), "KWD 1.250");
        assert_eq!(Money::new(-310, currency("EUR")).to_string(), "−€3.10");
    }

    #[test]
    fn sums_never_wrap_and_never_mix() {
        let much = Money::new(i64::MAX, Currency::USD);
        assert!(much.plus(Money::new(1, Currency::USD)).is_err());
        assert!(much.times(2).is_err());
        assert!(much.minus(Money::zero(currency("EUR"))).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(amount in 0..Money::MAX, code in prop::sample::select(vec!["USD", "JPY", "KWD"])) {
            let money = Money::new(amount, currency(code));
            prop_assert_eq!(Money::parse(&money.plain(), money.currency).unwrap(), money);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = Money::parse(&text, Currency::USD);
        }
    }
}
