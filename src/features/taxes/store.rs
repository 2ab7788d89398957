//! Where rates are kept.

use super::TaxRate;
use crate::platform::db::{Index, Stored, Table};

pub(super) static ALL: &[&dyn Stored] = &[&RATES];

pub(super) static RATES: Table<TaxRate> = Table::new("taxes.rates", &[&BY_PLACE]);
/// By country, region, class and name, of which there is one row each.
pub(super) static BY_PLACE: Index<TaxRate, (String, String, String, String)> =
    Index::new("taxes.rates.by_place", |it: &TaxRate| {
        let region = it.region.clone().unwrap_or_default();
        (it.country.to_string(), region, it.class.as_str().to_owned(), it.name.to_lowercase())
    })
    .taken("There is a row of this name for this place and class already");
