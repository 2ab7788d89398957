//! What every answer needs to know of the shop that gives it.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use crate::base::{BaseUrl, Country, Currency};

/// The shop's settings as far as pages and answers show them; managed state.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Its name, in headers, titles and mails.
    pub name: String,
    /// One sentence about it.
    pub about: String,
    /// Where people write to; shown in the footer and in mails.
    pub contact: Option<String>,
    /// Where it is reached; every absolute link begins so.
    pub base_url: BaseUrl,
    /// Whether the owner has said where it is reached; if not, only local names are answered.
    pub base_url_is_set: bool,
    /// The one currency it sells in.
    pub currency: Currency,
    /// Who it is for the law, as invoices say.
    pub imprint: Arc<Imprint>,
    /// The country that it sells from.
    pub country: Option<Country>,
    /// Whether its prices contain the tax.
    pub prices_include_tax: bool,
    /// Whether an order may use several discounts.
    pub stack_discounts: bool,
    /// Whether money is real.
    pub mode: Mode,
    /// Whether admins can do nothing without a second factor.
    pub admins_need_second_factor: bool,
    /// What the shop keeps of each sale, in hundredths of a percent.
    pub commission_points: u16,
    /// A refund of so much or more, in minor units, asks for a fresh proof of who decides it; none does if nothing is said.
    pub large_refund: Option<i64>,
    /// For how many days buyers may withdraw from a contract.
    pub withdrawal_days: u16,
    /// How often each bought file may be downloaded.
    pub downloads_per_file: u32,
    /// For how long after the purchase files may be downloaded; for ever if nothing is said.
    pub download_window: Option<Duration>,
}

/// Who sells, as it stands on invoices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imprint {
    /// The full name.
    pub name: String,
    /// The address, line by line.
    pub address: Vec<String>,
    /// The number for value-added tax.
    pub vat_number: Option<String>,
    /// Where the seller is registered and under which number.
    pub registration: Option<String>,
    /// A sentence at the foot of every page.
    pub footer: Option<String>,
    /// What stands before the number of an invoice.
    pub prefix: String,
    /// What stands before the number of a credit note.
    pub credit_prefix: String,
}

/// Whether money is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Real goods for real money.
    #[default]
    Live,
    /// The test gateway is offered, and every page says so.
    Test,
}

impl Shop {
    /// Whether the test gateway is offered.
    pub fn is_test(&self) -> bool {
        self.mode == Mode::Test
    }
}
