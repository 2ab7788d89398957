//! Saved payment methods as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::payments::SavedMethod;

/// The means of payment that are kept for somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PaymentMethodsJson {
    /// All of them, the newest first.
    pub data: Vec<PaymentMethodJson>,
    /// How many there are.
    pub total: usize,
    /// There are no further pages.
    #[schema(value_type = Option<String>)]
    pub next: Option<()>,
}

/// One means of payment. The shop knows no number of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PaymentMethodJson {
    id: String,
    /// In the gateway's word, such as `card`.
    kind: String,
    /// In words, as `Visa ending in 4242`.
    label: String,
    /// The last month in which it is good.
    #[schema(example = "08/2031")]
    expires: Option<String>,
}

impl PaymentMethodJson {
    pub fn of(method: SavedMethod) -> Self {
        Self { id: method.reference, kind: method.kind, label: method.label, expires: method.expires }
    }
}

/// Where a person goes with a browser.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WayJson {
    /// The page of the gateway. It is good for a short time.
    pub redirect_url: String,
}
