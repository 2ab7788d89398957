//! Amounts as Stripe counts them. Its minor units are those of ISO 4217 but for a few currencies
//! (docs.stripe.com/currencies, "Zero-decimal", "Three-decimal" and "Special case" currencies).

use crate::base::{Currency, Money};

/// Stripe counts them in whole units, though ISO 4217 gives them two decimals.
const WHOLE: [&str; 1] = ["MGA"];
/// Stripe counts them in hundredths, though ISO 4217 gives them none.
const HUNDREDTHS: [&str; 2] = ["ISK", "UGX"];

/// How often Stripe's unit goes into ours, and ours into Stripe's; one of them is 1.
fn ratio(currency: Currency) -> (i64, i64) {
    match currency.code() {
        code if WHOLE.contains(&code) => (100, 1),
        code if HUNDREDTHS.contains(&code) => (1, 100),
        _ => (1, 1),
    }
}

/// The amount in Stripe's units; nothing where it cannot collect so exactly: of three decimals the last is 0.
pub fn to_stripe(money: Money) -> Option<i64> {
    let (divide, multiply) = ratio(money.currency);
    let exact = money.amount % divide == 0 && (money.currency.decimals() != 3 || money.amount % 10 == 0);
    exact.then(|| (money.amount / divide).checked_mul(multiply)).flatten()
}

/// What an amount of Stripe's is, in a currency that it writes in small letters.
pub fn from_stripe(amount: i64, currency: &str) -> Option<Money> {
    let currency = Currency::parse(currency).ok()?;
    let (multiply, divide) = ratio(currency);
    let exact = amount % divide == 0;
    exact.then(|| (amount / divide).checked_mul(multiply)).flatten().map(|it| Money::new(it, currency))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(amount: i64, code: &str) -> Money {
        Money::new(amount, Currency::parse(code).unwrap())
    }

    #[test]
    fn units_are_those_of_the_currency() {
        for (amount, code, stripe) in [
            (1299, "USD", Some(1299)),
            (1200, "JPY", Some(1200)),
            (1250, "KWD", Some(1250)),
            (1255, "KWD", None),
            (500, "ISK", Some(50_000)),
            (3_500, "UGX", Some(350_000)),
            (50_000, "MGA", Some(500)),
            (50_001, "MGA", None),
            (i64::MAX, "ISK", None),
        ] {
            assert_eq!(to_stripe(money(amount, code)), stripe, "{amount} {code}");
        }
        assert_eq!(from_stripe(50_050, "isk"), None, "there are no hundredths of a króna");
        assert_eq!(from_stripe(1, "xxq"), None);
    }

    proptest! {
        #[test]
        fn what_is_sent_comes_back(amount in 0..Money::MAX, code in prop::sample::select(vec!["USD", "JPY", "KWD", "ISK", "UGX", "MGA"])) {
            let money = money(amount, code);
            if let Some(sent) = to_stripe(money) {
                prop_assert_eq!(from_stripe(sent, &code.to_lowercase()), Some(money));
            }
        }
    }
}
