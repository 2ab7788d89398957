//! How much tax is due on what, to the minor unit.

use super::{Place, TaxClass, TaxRate, VatNumber, any, store};
use crate::{
    base::{Country, Currency, LineTax, Money, Result},
    platform::db::Reads,
};

/// A hundred percent, in thousandths of a percent.
const WHOLE: i64 = 100_000;

/// Something to be taxed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxed {
    /// What sort of goods it is.
    pub class: TaxClass,
    /// What it costs, less what was taken off.
    pub amount: Money,
}

/// Where the shop is, and how it reckons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seat {
    /// The country that it sells from.
    pub country: Option<Country>,
    /// Its own number for value-added tax; without one it can leave the tax to no buyer.
    pub vat_number: Option<VatNumber>,
    /// Whether its prices contain the tax.
    pub included: bool,
}

/// How it stands with the tax of a sale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// The shop has no rates.
    #[default]
    NotNeeded,
    /// Nobody knows yet where the buyer is.
    Unknown,
    /// It was reckoned.
    Known,
    /// The buyer accounts for it.
    ReverseCharge,
}

/// The tax of a sale.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessed {
    /// How it stands.
    pub standing: Standing,
    /// Rate by rate, for each thing that was to be taxed.
    pub things: Vec<Vec<LineTax>>,
}

/// Whether a buyer at `place` accounts for the tax themselves: a company of another country of the European Union than
/// the shop, with a good number of that country.
pub fn is_reverse_charge(seat: &Seat, place: &Place) -> bool {
    let (Some(ours), Some(_)) = (seat.country, &seat.vat_number) else { return false };
    let theirs = place.vat_number.as_ref().and_then(VatNumber::country);
    ours.is_in_eu() && place.country.is_in_eu() && ours != place.country && theirs == Some(place.country)
}

/// The tax on `things` for a buyer at `place`. All of one class is reckoned together and parted among them, so that the
/// sum is right to the minor unit and every part adds up to it.
pub fn assess(
    txn: &impl Reads,
    currency: Currency,
    seat: &Seat,
    place: Option<&Place>,
    things: &[Taxed],
) -> Result<Assessed> {
    let mut found = vec![Vec::new(); things.len()];
    if !any(txn)? {
        return Ok(Assessed { standing: Standing::NotNeeded, things: found });
    }
    let Some(place) = place else { return Ok(Assessed { standing: Standing::Unknown, things: found }) };
    if is_reverse_charge(seat, place) {
        let things = things.iter().map(|it| vec![left_to_buyer(place, it)]).collect();
        return Ok(Assessed { standing: Standing::ReverseCharge, things });
    }
    let rows = rows(txn, place)?;
    let mut classes: Vec<_> = things.iter().map(|it| &it.class).collect();
    classes.sort();
    classes.dedup();
    for class in classes {
        let mine: Vec<usize> = (0..things.len()).filter(|at| things[*at].class == *class).collect();
        let amounts: Vec<Money> = mine.iter().map(|at| things[*at].amount).collect();
        for (at, taxes) in mine.iter().zip(reckon(currency, &due(&rows, class), seat.included, &amounts)?) {
            found[*at] = taxes;
        }
    }
    Ok(Assessed { standing: Standing::Known, things: found })
}

/// The tax that a price of this class contains at `place`, for a shop whose prices contain it.
pub fn contained(txn: &impl Reads, place: &Place, class: &TaxClass, price: Money) -> Result<Money> {
    let all: u64 = due(&rows(txn, place)?, class).iter().map(|it| u64::from(it.rate)).sum();
    Ok(price.portion(all, WHOLE.unsigned_abs() + all))
}

fn left_to_buyer(place: &Place, thing: &Taxed) -> LineTax {
    LineTax {
        name: "VAT".into(),
        jurisdiction: place.country.to_string(),
        rate: 0,
        included: false,
        reverse_charge: true,
        base: thing.amount,
        amount: Money::zero(thing.amount.currency),
    }
}

/// The rows of the place's country, without those of other regions.
fn rows(txn: &impl Reads, place: &Place) -> Result<Vec<TaxRate>> {
    let mut rows = store::BY_PLACE.of(&place.country.code().to_owned()).records(txn, &store::RATES)?;
    rows.retain(|it| it.region.is_none() || it.region == place.region);
    Ok(rows)
}

/// What is due on a class: the region's row of a name takes the place of the country's.
fn due(rows: &[TaxRate], class: &TaxClass) -> Vec<TaxRate> {
    let mine: Vec<_> = rows.iter().filter(|it| it.class == *class).collect();
    let same = |one: &TaxRate, other: &TaxRate| one.name.to_lowercase() == other.name.to_lowercase();
    let replaced =
        |it: &TaxRate| it.region.is_none() && mine.iter().any(|other| other.region.is_some() && same(it, other));
    mine.iter().filter(|it| !replaced(it) && it.rate > 0).map(|it| (*it).clone()).collect()
}

fn reckon(currency: Currency, rates: &[TaxRate], included: bool, amounts: &[Money]) -> Result<Vec<Vec<LineTax>>> {
    let weights: Vec<i64> = rates.iter().map(|it| i64::from(it.rate)).collect();
    let all: i64 = weights.iter().sum();
    if all == 0 {
        return Ok(vec![Vec::new(); amounts.len()]);
    }
    let sum = amounts.iter().try_fold(Money::zero(currency), |sum, it| sum.plus(*it))?;
    let whole = if included { WHOLE + all } else { WHOLE };
    let tax = sum.portion(all.unsigned_abs(), whole.unsigned_abs());
    let shares = tax.split(&amounts.iter().map(|it| it.amount).collect::<Vec<_>>());
    let parted = amounts.iter().zip(shares).map(|(amount, share)| {
        let base = if included { amount.minus(share)? } else { *amount };
        let parts = share.split(&weights);
        Ok(rates.iter().zip(parts).map(|(rate, amount)| tax_of(rate, included, base, amount)).collect())
    });
    parted.collect()
}

fn tax_of(rate: &TaxRate, included: bool, base: Money, amount: Money) -> LineTax {
    LineTax {
        name: rate.name.clone(),
        jurisdiction: rate.jurisdiction(),
        rate: rate.rate,
        included,
        reverse_charge: false,
        base,
        amount,
    }
}
