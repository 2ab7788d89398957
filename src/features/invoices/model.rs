//! Invoices and credit notes; no I/O.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{Currency, Digest, DisputeId, Error, InvoiceId, Money, OrderId, OrderLineId, RefundId, Result, Timestamp},
    platform::db::Record,
};

pub(super) const MISSING: &str = "There is no such document";

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DocumentKind)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What was bought and what it cost.
    Invoice,
    /// What went back.
    #[serde(rename = "credit_note")]
    Credit,
    /// That what a credit note says has not gone back after all: an invoice that takes it back.
    Correction,
}

/// For what a credit note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The shop has paid back.
    Refund(RefundId),
    /// The payer's bank has.
    Dispute(DisputeId),
}

/// An invoice or credit note as it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its identifier.
    pub id: InvoiceId,
    /// What it is.
    pub kind: Kind,
    /// Counted through all of its kind from 1001, without gaps.
    pub number: u64,
    /// The number as it reads, with the prefix that was set at that time.
    pub name: String,
    /// Of which order.
    pub order: OrderId,
    /// For which refund, if it is a credit note for one.
    #[serde(default)]
    pub refund: Option<RefundId>,
    /// For which lost dispute, if it is a credit note for one.
    #[serde(default)]
    pub dispute: Option<DisputeId>,
    /// Which credit note it takes back, if it is a correction.
    #[serde(default)]
    pub reverses: Option<InvoiceId>,
    /// When it was issued.
    pub issued: Timestamp,
    /// What it says.
    pub content: Content,
    /// SHA-256 of kind, name, order, time and content, by which a change would be noticed.
    pub seal: Digest,
    /// What its buyer added later, oldest first.
    #[serde(default)]
    pub versions: Vec<Version>,
}

/// Who the buyer is, as they completed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Who.
    pub buyer: Buyer,
    /// Since when.
    pub at: Timestamp,
}

/// What a document says. It never changes, and neither may the bytes that its seal is made of: a field that comes later
/// is left out while it is empty (`skip_serializing_if`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Who sells.
    pub seller: Seller,
    /// Who bought, as known at that time.
    pub buyer: Buyer,
    /// The order as people know it.
    pub order_name: String,
    /// When it was ordered.
    pub ordered: Timestamp,
    /// When the goods were handed over.
    pub supplied: Timestamp,
    /// What was bought, or given back.
    pub lines: Vec<Line>,
    /// What was taken off, discount by discount.
    #[serde(default)]
    pub reductions: Vec<Reduction>,
    /// The tax, rate by rate.
    #[serde(default)]
    pub taxes: Vec<TaxSum>,
    /// What it comes to.
    pub sums: Sums,
    /// How it was paid, or how the money went back.
    pub payment: String,
    /// The invoice that a credit note belongs to, or the credit note that a correction takes back.
    #[serde(default)]
    pub corrects: Option<String>,
    /// Why money went back; may be empty.
    #[serde(default)]
    pub reason: String,
}

/// Who sells, as the shop's settings say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seller {
    /// The full name.
    pub name: String,
    /// The address, line by line.
    pub address: Vec<String>,
    /// The number for value-added tax.
    pub vat_number: Option<String>,
    /// Where it is registered and under which number.
    pub registration: Option<String>,
    /// A sentence at the foot of every page.
    pub footer: Option<String>,
}

/// Who bought; all of it may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Buyer {
    /// The person's name.
    pub name: Option<String>,
    /// The company's.
    pub company: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// The town's code.
    pub postcode: Option<String>,
    /// The town.
    pub city: Option<String>,
    /// The country, by two letters.
    pub country: Option<String>,
    /// The company's number for value-added tax.
    pub vat_number: Option<String>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which line of the order.
    pub line: OrderLineId,
    /// What it is.
    pub title: String,
    /// Which edition.
    pub detail: String,
    /// How many; of a credit note, how many were bought.
    pub quantity: u32,
    /// What one costs.
    pub unit: Money,
    /// What was taken off.
    pub discount: Money,
    /// The tax, rate by rate; on top of the price or contained in it.
    #[serde(default)]
    pub taxes: Vec<TaxSum>,
    /// What it comes to, with the tax.
    pub total: Money,
}

/// What was taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduction {
    /// What it is called.
    pub name: String,
    /// How much.
    pub amount: Money,
}

/// The tax of one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxSum {
    /// How it reads: `VAT, DE 19%`.
    pub label: String,
    /// It is contained in the prices rather than added to them.
    pub included: bool,
    /// The buyer accounts for it, so nothing is due here.
    pub reverse_charge: bool,
    /// On which amount, without the tax.
    pub base: Money,
    /// How much.
    pub amount: Money,
}

/// What a document comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// All lines at their prices.
    pub subtotal: Money,
    /// What was taken off.
    pub discount: Money,
    /// The tax.
    pub tax: Money,
    /// What was paid, or given back.
    pub total: Money,
}

/// An invoice to be.
#[derive(Debug, Clone)]
pub struct NewInvoice {
    /// Of which order.
    pub order: OrderId,
    /// What stands before the number.
    pub prefix: String,
    /// What it says.
    pub content: Content,
}

/// A credit note to be.
#[derive(Debug, Clone)]
pub struct NewCredit {
    /// Of which order.
    pub order: OrderId,
    /// For what.
    pub cause: Cause,
    /// What stands before the number.
    pub prefix: String,
    /// What of each line goes back.
    pub lines: Vec<Credited>,
    /// How the money went back.
    pub payment: String,
    /// Why; may be empty.
    pub reason: String,
}

/// A correction to be.
#[derive(Debug, Clone)]
pub struct NewCorrection {
    /// For which refund the credit note was.
    pub refund: RefundId,
    /// What stands before the number: that of invoices, among which it is counted.
    pub prefix: String,
    /// What became of the money.
    pub payment: String,
    /// Why; may be empty.
    pub reason: String,
}

/// What of a line goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credited {
    /// Which line of the order.
    pub line: OrderLineId,
    /// How much, tax and all, in minor units.
    pub amount: i64,
}

impl Document {
    /// A document as it is issued. What it says must add up.
    pub(super) fn new(
        id: InvoiceId,
        kind: Kind,
        number: u64,
        prefix: &str,
        order: OrderId,
        content: Content,
        issued: Timestamp,
    ) -> Result<Self> {
        if !content.adds_up()? {
            return Err(Error::internal(format!("the invoice of {order} does not add up")));
        }
        let name = format!("{prefix}{number}");
        let seal = Digest::from_bytes([0; 32]);
        let (refund, dispute, reverses, versions) = (None, None, None, Vec::new());
        Self { id, kind, number, name, order, refund, dispute, reverses, issued, content, seal, versions }.seal()
    }

    /// The same, as the credit note for `cause`.
    pub(super) fn caused_by(self, cause: Cause) -> Result<Self> {
        let document = match cause {
            Cause::Refund(refund) => Self { refund: Some(refund), ..self },
            Cause::Dispute(dispute) => Self { dispute: Some(dispute), ..self },
        };
        document.seal()
    }

    /// The same, as the correction that takes `credit` back.
    pub(super) fn reversing(self, credit: InvoiceId) -> Result<Self> {
        Self { reverses: Some(credit), ..self }.seal()
    }

    fn seal(mut self) -> Result<Self> {
        self.seal = self.sealed()?;
        Ok(self)
    }

    /// What [`Document::seal`] must be.
    pub(super) fn sealed(&self) -> Result<Digest> {
        let said = (self.kind, self.number, &self.name, self.order, self.refund, self.issued, &self.content);
        // What came later is left out while it is empty, so that earlier seals hold.
        let bytes = if self.dispute.is_some() || self.reverses.is_some() {
            rmp_serde::to_vec_named(&(said, self.dispute, self.reverses))
        } else {
            rmp_serde::to_vec_named(&said)
        };
        Ok(Digest::of(&bytes.map_err(Error::internal)?))
    }

    /// Who bought, as it was completed last.
    pub fn buyer(&self) -> &Buyer {
        self.versions.last().map_or(&self.content.buyer, |it| &it.buyer)
    }

    /// The document as it was at its `version`, counted from zero; as it is now if there is no such one.
    #[must_use]
    pub fn at(mut self, version: Option<usize>) -> Self {
        if let Some(version) = version {
            self.versions.truncate(version);
        }
        self
    }

    /// The name of its PDF.
    pub fn file_name(&self) -> String {
        let letter = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
        format!("{}.pdf", self.name.chars().map(letter).collect::<String>())
    }
}

impl Content {
    /// Whether the lines come to the sums.
    pub(super) fn adds_up(&self) -> Result<bool> {
        let zero = Money::zero(self.sums.total.currency);
        let total = self.lines.iter().try_fold(zero, |sum, it| sum.plus(it.total))?;
        let tax = self.taxes.iter().try_fold(zero, |sum, it| sum.plus(it.amount))?;
        let on_top = self.taxes.iter().filter(|it| !it.included).try_fold(zero, |sum, it| sum.plus(it.amount))?;
        let net = self.sums.subtotal.minus(self.sums.discount)?;
        Ok(total == self.sums.total && tax == self.sums.tax && net.plus(on_top)? == total)
    }

    /// Whether the prices contain the tax.
    pub fn includes_tax(&self) -> bool {
        self.taxes.iter().any(|it| it.included)
    }

    /// Whether the buyer accounts for the tax.
    pub fn is_reverse_charge(&self) -> bool {
        self.taxes.iter().any(|it| it.reverse_charge)
    }

    /// What it comes to without the tax.
    pub fn net(&self) -> Result<Money> {
        self.sums.total.minus(self.sums.tax)
    }
}

impl Buyer {
    /// Name and address, line by line; empty if nothing is known.
    pub fn rows(&self) -> Vec<String> {
        let town = [&self.postcode, &self.city].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        let country = self
            .country
            .as_ref()
            .map(|code| rust_iso3166::from_alpha2(code).map_or_else(|| code.clone(), |it| it.name.to_owned()));
        let rows = [self.company.clone(), self.name.clone(), self.street.clone(), Some(town), country];
        rows.into_iter().flatten().filter(|it| !it.is_empty()).collect()
    }
}

/// What a credit note says: of each line what goes back, with its share of the tax. Shares are taken of all that went
/// back so far, so that the last of several refunds leaves nothing over.
pub(super) fn credited(invoice: &Document, before: &[Document], new: &NewCredit) -> Result<Content> {
    let currency = invoice.content.sums.total.currency;
    let mut lines = Vec::new();
    for credited in new.lines.iter().filter(|it| it.amount > 0) {
        let sold = invoice.content.lines.iter().find(|it| it.line == credited.line);
        let sold = sold.ok_or_else(|| Error::conflict("What goes back does not stand on the invoice"))?;
        let gone = before.iter().flat_map(|it| &it.content.lines).filter(|it| it.line == sold.line).collect::<Vec<_>>();
        lines.push(part_of(sold, &gone, credited.amount)?);
    }
    let taxes = summed(lines.iter().flat_map(|it| &it.taxes))?;
    let sums = sums(&lines, &taxes, currency)?;
    if sums.total.amount == 0 {
        return Err(Error::conflict("Nothing goes back"));
    }
    Ok(Content {
        buyer: invoice.buyer().clone(),
        lines,
        reductions: Vec::new(),
        taxes,
        sums,
        payment: new.payment.clone(),
        corrects: Some(invoice.name.clone()),
        reason: new.reason.clone(),
        ..invoice.content.clone()
    })
}

/// What a correction says: all that `credit` said, the other way round.
pub(super) fn corrected(credit: &Document, new: &NewCorrection) -> Content {
    Content {
        buyer: credit.buyer().clone(),
        payment: new.payment.clone(),
        corrects: Some(credit.name.clone()),
        reason: new.reason.clone(),
        ..credit.content.clone()
    }
}

/// So much of a line, of which `gone` went back before.
fn part_of(sold: &Line, gone: &[&Line], amount: i64) -> Result<Line> {
    let currency = sold.total.currency;
    let earlier: i64 = gone.iter().map(|it| it.total.amount).sum();
    let now = earlier.saturating_add(amount);
    if now > sold.total.amount {
        return Err(Error::conflict("More would go back than was paid"));
    }
    let taxes = sold.taxes.iter().map(|tax| {
        let credited = gone.iter().flat_map(|it| &it.taxes).filter(|it| it.label == tax.label);
        let (base, due) = credited.fold((0, 0), |(base, due), it| (base + it.base.amount, due + it.amount.amount));
        TaxSum {
            base: Money::new(share(tax.base.amount, now, sold.total.amount) - base, currency),
            amount: Money::new(share(tax.amount.amount, now, sold.total.amount) - due, currency),
            ..tax.clone()
        }
    });
    let taxes: Vec<_> = taxes.collect();
    let on_top: i64 = taxes.iter().filter(|it| !it.included).map(|it| it.amount.amount).sum();
    let unit = Money::new(amount - on_top, currency);
    let zero = Money::zero(currency);
    let whole = amount == sold.total.amount;
    let detail = if whole { sold.detail.clone() } else { format!("{}, in part", sold.detail) };
    Ok(Line { unit, quantity: 1, discount: zero, taxes, total: Money::new(amount, currency), detail, ..sold.clone() })
}

/// `part` of `all`, of `amount`, to the nearest.
fn share(amount: i64, part: i64, all: i64) -> i64 {
    if all == 0 {
        return 0;
    }
    let (amount, part, all) = (i128::from(amount), i128::from(part), i128::from(all));
    i64::try_from((amount * part * 2 + all) / (all * 2)).unwrap_or(i64::MAX)
}

fn summed<'a>(taxes: impl Iterator<Item = &'a TaxSum>) -> Result<Vec<TaxSum>> {
    let mut sums: Vec<TaxSum> = Vec::new();
    for tax in taxes {
        match sums.iter_mut().find(|it| it.label == tax.label && it.included == tax.included) {
            Some(sum) => {
                sum.base = sum.base.plus(tax.base)?;
                sum.amount = sum.amount.plus(tax.amount)?;
            }
            None => sums.push(tax.clone()),
        }
    }
    Ok(sums)
}

fn sums(lines: &[Line], taxes: &[TaxSum], currency: Currency) -> Result<Sums> {
    let zero = Money::zero(currency);
    let total = lines.iter().try_fold(zero, |sum, it| sum.plus(it.total))?;
    let tax = taxes.iter().try_fold(zero, |sum, it| sum.plus(it.amount))?;
    let on_top = taxes.iter().filter(|it| !it.included).try_fold(zero, |sum, it| sum.plus(it.amount))?;
    Ok(Sums { subtotal: total.minus(on_top)?, discount: zero, tax, total })
}

#[cfg(test)]
pub(super) fn summed_of(lines: &[Line]) -> Result<Vec<TaxSum>> {
    summed(lines.iter().flat_map(|it| &it.taxes))
}

#[cfg(test)]
pub(super) fn sums_of(lines: &[Line], taxes: &[TaxSum], currency: Currency) -> Result<Sums> {
    sums(lines, taxes, currency)
}

impl Record for Document {
    type Key = InvoiceId;
    const MISSING: &'static str = MISSING;

    fn key(&self) -> InvoiceId {
        self.id
    }
}
