//! What a document shows, as finished strings: on its page and on paper alike.

use askama::Template;

use super::{Document, Kind, TaxSum};
use crate::{
    base::{Money, Result},
    platform::web::{
        Frame,
        parts::{Link, SumRow},
    },
};

/// An invoice or credit note as a page that can be printed.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "invoices/document.html")]
pub struct DocumentPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What the document says.
    pub printed: Printed,
    /// Its PDF.
    pub pdf: String,
    /// Back to the order.
    pub order: Link,
    /// Where the buyer completes who they are; nothing on a credit note.
    pub complete: Option<Link>,
    /// The versions there were before, oldest first.
    pub versions: Vec<Link>,
    /// The function to withdraw from the contract.
    pub withdrawal: Link,
}

/// All that a document says.
#[derive(Debug, Clone, Default)]
pub struct Printed {
    /// `Invoice INV-1001`.
    pub title: String,
    /// `Invoice`.
    pub kind: &'static str,
    /// The seller's name.
    pub seller: String,
    /// The seller's address and numbers, line by line.
    pub seller_rows: Vec<String>,
    /// The buyer, line by line.
    pub buyer_rows: Vec<String>,
    /// The buyer's number for value-added tax; may be empty.
    pub buyer_vat: String,
    /// Number, dates and the like.
    pub facts: Vec<(&'static str, String)>,
    /// Whether any line has a discount.
    pub has_discounts: bool,
    /// Whether any line has a tax.
    pub has_taxes: bool,
    /// What was bought.
    pub lines: Vec<PrintedLine>,
    /// The sum, row by row, without its last.
    pub sums: Vec<SumRow>,
    /// The words before the total.
    pub total_label: &'static str,
    /// What it all comes to.
    pub total: String,
    /// Sentences below the sum.
    pub notes: Vec<String>,
    /// A sentence at the foot; may be empty.
    pub footer: String,
}

/// One line of a document.
#[derive(Debug, Clone, Default)]
pub struct PrintedLine {
    /// What it is.
    pub title: String,
    /// Which edition.
    pub detail: String,
    /// How many.
    pub quantity: String,
    /// What one costs.
    pub unit: String,
    /// What was taken off; empty if nothing.
    pub discount: String,
    /// By which rates it is taxed.
    pub tax: String,
    /// What it comes to.
    pub total: String,
}

impl Kind {
    /// As it reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invoice => "Invoice",
            Self::Credit => "Credit note",
            Self::Correction => "Correcting invoice",
        }
    }
}

impl Printed {
    /// What `document` says.
    ///
    /// # Errors
    /// Its amounts cannot be subtracted, which no issued document has.
    pub fn of(document: &Document) -> Result<Self> {
        let content = &document.content;
        let mut sums = vec![SumRow::new("Subtotal", content.sums.subtotal.to_string())];
        sums.extend(
            content.reductions.iter().map(|it| SumRow::new(it.name.clone(), format!("−{}", it.amount)).saved()),
        );
        if !content.taxes.is_empty() && !content.includes_tax() {
            sums.push(SumRow::new("Net", content.net()?.to_string()));
        }
        sums.extend(content.taxes.iter().map(tax_row));
        Ok(Self {
            title: format!("{} {}", document.kind.word(), document.name),
            kind: document.kind.word(),
            seller: content.seller.name.clone(),
            seller_rows: seller_rows(document),
            buyer_rows: document.buyer().rows(),
            buyer_vat: document.buyer().vat_number.clone().unwrap_or_default(),
            facts: facts(document),
            has_discounts: content.lines.iter().any(|it| !it.discount.is_zero()),
            has_taxes: content.lines.iter().any(|it| !it.taxes.is_empty()),
            lines: content.lines.iter().map(line).collect(),
            sums,
            total_label: match document.kind {
                Kind::Invoice => "Total",
                Kind::Credit => "Credited",
                Kind::Correction => "No longer credited",
            },
            total: content.sums.total.to_string(),
            notes: notes(document),
            footer: content.seller.footer.clone().unwrap_or_default(),
        })
    }
}

fn seller_rows(document: &Document) -> Vec<String> {
    let seller = &document.content.seller;
    let vat = seller.vat_number.iter().map(|it| format!("VAT number {it}"));
    seller.address.iter().cloned().chain(vat).chain(seller.registration.clone()).collect()
}

fn facts(document: &Document) -> Vec<(&'static str, String)> {
    let content = &document.content;
    let mut facts = vec![("Number", document.name.clone()), ("Date", document.issued.date())];
    let corrects = if document.kind == Kind::Correction { "Takes back" } else { "For invoice" };
    facts.extend(content.corrects.iter().map(|it| (corrects, it.clone())));
    facts.push(("Order", content.order_name.clone()));
    facts.push(("Ordered", content.ordered.date()));
    if document.kind == Kind::Invoice {
        facts.push(("Delivered", content.supplied.date()));
    }
    facts
}

fn line(line: &super::Line) -> PrintedLine {
    let off = |it: Money| if it.is_zero() { String::new() } else { format!("−{it}") };
    PrintedLine {
        title: line.title.clone(),
        detail: line.detail.clone(),
        quantity: line.quantity.to_string(),
        unit: line.unit.to_string(),
        discount: off(line.discount),
        tax: line.taxes.iter().map(|it| it.label.clone()).collect::<Vec<_>>().join(", "),
        total: line.total.to_string(),
    }
}

fn tax_row(tax: &TaxSum) -> SumRow {
    let label = match (tax.included, tax.reverse_charge) {
        (_, true) => tax.label.clone(),
        (true, _) => format!("Including {} on {}", tax.label, tax.base),
        (false, _) => format!("{} on {}", tax.label, tax.base),
    };
    SumRow::new(label, tax.amount.to_string())
}

fn notes(document: &Document) -> Vec<String> {
    let content = &document.content;
    let mut notes = Vec::new();
    if content.is_reverse_charge() {
        notes.push(
            "Reverse charge: the recipient of the supply accounts for the value-added tax \
             (Directive 2006/112/EC, articles 44 and 196)."
                .to_owned(),
        );
    }
    if !content.payment.is_empty() {
        notes.push(content.payment.clone());
    }
    if !content.reason.is_empty() {
        notes.push(format!("Reason: {}", content.reason));
    }
    if let Some(version) = document.versions.last() {
        let at = version.at.date();
        notes.push(format!("The buyer's details were added on {at}. Number and amounts are as they were issued."));
    }
    notes
}
