//! What the checkout shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Choice, Cover, Issues, Note, SumRow},
};

/// The checkout; answered again with `issues` and status 422 when something has to be corrected.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "checkout/checkout.html")]
pub struct CheckoutPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Makes a second click give the same order; new for each checkout, kept when the form comes back.
    pub key: String,
    /// The total that this page shows, in minor units: nobody pays another one unseen.
    pub expected: String,
    /// What has to be corrected.
    pub issues: Issues,
    /// A payment that was declined, a price that changed.
    pub notes: Vec<Note>,
    /// The address as typed.
    pub email: String,
    /// Downloads may begin at once, as ticked.
    pub consent: bool,
    /// Where the buyer is; asked where there is tax.
    pub place: Option<PlaceFields>,
    /// Whom it is for.
    pub gift: GiftFields,
    /// What is bought.
    pub lines: Vec<SummaryLine>,
    /// The sum, row by row, without its last.
    pub sums: Vec<SumRow>,
    /// What it all costs.
    pub total: String,
    /// The ways to pay; empty where there is nothing to pay.
    pub gateways: Vec<GatewayChoice>,
    /// `Pay $49.50`, or `Get it free`.
    pub button: String,
    /// A sentence below the button; may be empty.
    pub small_print: String,
}

/// The fields for where the buyer is.
#[derive(Debug, Clone, Default)]
pub struct PlaceFields {
    /// All countries.
    pub countries: Vec<Choice>,
    /// The regions that differ from the rest of their country; often none.
    pub regions: Vec<Choice>,
    /// The company's name, as typed.
    pub company: String,
    /// The company's number, as typed.
    pub vat_number: String,
}

/// The fields for whom it is for, as typed.
#[derive(Debug, Clone, Default)]
pub struct GiftFields {
    /// Their address.
    pub to: String,
    /// A few words for them.
    pub message: String,
}

/// One product of the summary.
#[derive(Debug, Clone, Default)]
pub struct SummaryLine {
    /// The product's name.
    pub title: String,
    /// Which licence, how many.
    pub detail: String,
    /// The product's picture.
    pub cover: Cover,
    /// What the line costs.
    pub price: String,
}

/// One way to pay.
#[derive(Debug, Clone, Default)]
pub struct GatewayChoice {
    /// What the form sends as `gateway`: `stripe`, `paypal`, `test`...
    pub value: String,
    /// Its name.
    pub name: String,
    /// A few words beside it.
    pub hint: String,
    /// It is chosen.
    pub on: bool,
    /// What the form sends as `outcome`; only the test gateway has any.
    pub outcomes: Vec<Choice>,
}

impl GatewayChoice {
    /// The gateway of test mode, with the three ends a payment can come to; `chosen` is one of their values.
    pub fn test(on: bool, chosen: &str) -> Self {
        let ends = [("paid", "Paid at once"), ("declined", "Declined"), ("delayed", "Paid a little later")];
        let known = ends.iter().any(|(value, _)| *value == chosen);
        let outcome = |(value, label)| Choice::new(value, label, if known { value == chosen } else { value == "paid" });
        Self {
            value: "test".into(),
            name: "Test payment".into(),
            hint: "no money changes hands".into(),
            on,
            outcomes: ends.into_iter().map(outcome).collect(),
        }
    }
}
