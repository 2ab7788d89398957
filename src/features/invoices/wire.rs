//! Invoices and credit notes as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::{BuyerJson, Document, Kind, TaxSum};
use crate::base::{DisputeId, InvoiceId, Money, RefundId};

/// An invoice or credit note.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DocumentJson {
    #[schema(value_type = String)]
    id: InvoiceId,
    kind: Kind,
    /// With its prefix, as it reads.
    #[schema(example = "INV-1001")]
    number: String,
    /// The invoice that a credit note belongs to, or the credit note that a correction takes back.
    corrects: Option<String>,
    /// The refund that it is for.
    #[schema(value_type = Option<String>)]
    refund: Option<RefundId>,
    /// The lost dispute that it is for.
    #[schema(value_type = Option<String>)]
    dispute: Option<DisputeId>,
    issued_at: String,
    buyer: BuyerJson,
    /// When the buyer completed who they are, if they did.
    completed_at: Option<String>,
    net: Money,
    taxes: Vec<TaxJson>,
    total: Money,
    /// Where its PDF is found.
    pdf: String,
}

/// The tax of one rate.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InvoiceTaxJson)]
struct TaxJson {
    label: String,
    included: bool,
    reverse_charge: bool,
    base: Money,
    amount: Money,
}

impl DocumentJson {
    /// `document`, whose PDF is found at `pdf`.
    pub fn new(document: &Document, pdf: String) -> Self {
        let sums = &document.content.sums;
        Self {
            id: document.id,
            kind: document.kind,
            number: document.name.clone(),
            corrects: document.content.corrects.clone(),
            refund: document.refund,
            dispute: document.dispute,
            issued_at: document.issued.rfc3339(),
            buyer: document.buyer().into(),
            completed_at: document.versions.last().map(|it| it.at.rfc3339()),
            net: document.content.net().unwrap_or(sums.total),
            taxes: document.content.taxes.iter().map(TaxJson::from).collect(),
            total: sums.total,
            pdf,
        }
    }
}

impl From<&TaxSum> for TaxJson {
    fn from(it: &TaxSum) -> Self {
        Self {
            label: it.label.clone(),
            included: it.included,
            reverse_charge: it.reverse_charge,
            base: it.base,
            amount: it.amount,
        }
    }
}
