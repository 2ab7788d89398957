//! How many of one edition.

use serde::{Deserialize, Serialize};

use crate::base::{Error, Result};

/// One to ninety-nine. Of digital goods two are two licence keys and twice the downloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(u8);

impl Quantity {
    /// What one gets without asking for more.
    pub const ONE: Self = Self(1);
    /// The most of one edition in one cart.
    pub const MAX: u8 = 99;

    /// Takes a number.
    pub fn new(number: i64) -> Result<Self> {
        match u8::try_from(number) {
            Ok(it @ 1..=Self::MAX) => Ok(Self(it)),
            _ => Err(refused()),
        }
    }

    /// Takes what a form carries: plain digits, nothing else.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let plain = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| plain).map_or_else(|| Err(refused()), Self::new)
    }

    /// Takes what a JSON document carries: a whole number as such, not `1.5`, `1e3` or `"1"`.
    pub fn from_json(value: &serde_json::Value) -> Result<Self> {
        value.as_i64().map_or_else(|| Err(refused()), Self::new)
    }

    /// Both together.
    pub fn plus(self, more: Self) -> Result<Self> {
        Self::new(i64::from(self.0) + i64::from(more.0))
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0.into()
    }
}

fn refused() -> Error {
    Error::invalid("quantity", "Choose a whole number from 1 to 99")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Case 2 of the threats: sign, size and shape.
    #[test]
    fn only_whole_numbers_from_1_to_99() {
        for good in ["1", "2", " 99 ", "07"] {
            Quantity::parse(good).unwrap();
        }
        for wrong in [
            "",
            "0",
            "-1",
            "+1",
            "100",
            "256",
            "257",
            "2147483648",
            "9223372036854775808",
            "18446744073709551617",
            "1e3",
            "1.5",
            "１",
            "٣",
            "0x1",
            "1 2",
            "NaN",
        ] {
            let error = Quantity::parse(wrong).unwrap_err();
            assert_eq!(error.fields[0].0, "quantity", "{wrong}");
        }
        let json_wrong = [
            json!(-1),
            json!(0),
            json!(100),
            json!(2_147_483_648_u64),
            json!(9_223_372_036_854_775_808_u64),
            json!(1e3),
            json!(1.5),
            json!("1"),
            json!("１"),
            json!(null),
            json!([1]),
            json!(true),
        ];
        for wrong in json_wrong {
            assert_eq!(Quantity::from_json(&wrong).unwrap_err().fields[0].0, "quantity", "{wrong}");
        }
        assert_eq!(Quantity::from_json(&json!(99)).unwrap().get(), 99);
    }

    #[test]
    fn sums_stay_within_bounds() {
        let fifty = Quantity::new(50).unwrap();
        assert!(fifty.plus(fifty).is_err());
        assert_eq!(fifty.plus(Quantity::new(49).unwrap()).unwrap().get(), 99);
    }
}
