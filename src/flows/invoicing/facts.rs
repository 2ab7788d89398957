//! What an invoice is made of: the order, and the shop's own details.

use crate::{
    base::{Result, Timestamp},
    features::{
        invoices::{
            Buyer, Cause, Content, Credited, Line, NewCorrection, NewCredit, NewInvoice, Reduction, Seller, Sums,
            TaxSum,
        },
        orders::{Billing, LineTax, Order, OrderLine, Status, rate_in_words},
        refunds::{Dispute, Portion, Refund},
    },
    platform::web::Shop,
};

/// The invoice that `order` gets.
pub(super) fn invoice(shop: &Shop, order: &Order) -> Result<NewInvoice> {
    let lines = order.lines.iter().map(line).collect();
    let totals = &order.totals;
    let content = Content {
        seller: seller(shop),
        buyer: buyer(&order.buyer.billing),
        order_name: order.name(),
        ordered: order.placed,
        supplied: order.fulfilled.unwrap_or_else(|| paid_at(order)),
        lines,
        reductions: reductions(order),
        taxes: order.taxes().iter().map(tax).collect(),
        sums: Sums { subtotal: totals.subtotal, discount: totals.discount, tax: totals.tax, total: totals.total },
        payment: payment(order),
        corrects: None,
        reason: String::new(),
    };
    Ok(NewInvoice { order: order.id, prefix: shop.imprint.prefix.clone(), content })
}

/// The credit note for `refund`, whose money has gone back by `now`.
pub(super) fn credit(shop: &Shop, refund: &Refund, now: Timestamp) -> NewCredit {
    NewCredit {
        order: refund.order,
        cause: Cause::Refund(refund.id),
        prefix: shop.imprint.credit_prefix.clone(),
        lines: credited(&refund.portions),
        payment: format!("Paid back by {} on {}.", way(&refund.gateway), now.date()),
        reason: refund.reason.clone(),
    }
}

/// The credit note for a dispute that the payer's bank has decided for the payer by `now`.
pub(super) fn charged_back(shop: &Shop, dispute: &Dispute, now: Timestamp) -> NewCredit {
    NewCredit {
        order: dispute.order,
        cause: Cause::Dispute(dispute.id),
        prefix: shop.imprint.credit_prefix.clone(),
        lines: credited(&dispute.portions),
        payment: format!("Charged back through {} by {}.", way(&dispute.gateway), now.date()),
        reason: "The bank decided a dispute for the payer".into(),
    }
}

/// What takes the credit note for `refund` back: its money came back to the shop by `now`.
pub(super) fn correction(shop: &Shop, refund: &Refund, now: Timestamp) -> NewCorrection {
    NewCorrection {
        refund: refund.id,
        prefix: shop.imprint.prefix.clone(),
        payment: format!(
            "The money that went back by {} did not arrive, and was with the shop again on {}. What had been paid for \
             the order stands as paid.",
            way(&refund.gateway),
            now.date()
        ),
        reason: refund.failure.clone().unwrap_or_default(),
    }
}

fn credited(portions: &[Portion]) -> Vec<Credited> {
    portions.iter().map(|it| Credited { line: it.line, amount: it.amount }).collect()
}

fn seller(shop: &Shop) -> Seller {
    let imprint = &shop.imprint;
    Seller {
        name: imprint.name.clone(),
        address: imprint.address.clone(),
        vat_number: imprint.vat_number.clone(),
        registration: imprint.registration.clone(),
        footer: imprint.footer.clone(),
    }
}

/// Who bought, as they said at the checkout.
fn buyer(billing: &Billing) -> Buyer {
    Buyer {
        name: billing.name.clone(),
        company: billing.company.clone(),
        street: billing.street.clone(),
        postcode: billing.postcode.clone(),
        city: billing.city.clone(),
        country: billing.country.clone(),
        vat_number: billing.vat_number.clone(),
    }
}

fn line(line: &OrderLine) -> Line {
    let bundle = line.costs.bundle.as_ref().map(|it| format!("part of {}", it.title));
    let detail = [Some(line.edition_name.clone()), bundle].into_iter().flatten().filter(|it| !it.is_empty());
    Line {
        line: line.id,
        title: line.title.clone(),
        detail: detail.collect::<Vec<_>>().join(", "),
        quantity: line.quantity,
        unit: line.unit,
        discount: line.discount,
        taxes: line.costs.taxes.iter().map(tax).collect(),
        total: line.total,
    }
}

fn reductions(order: &Order) -> Vec<Reduction> {
    let named = order.discounts();
    named.into_iter().map(|it| Reduction { name: format!("Discount {}", it.name), amount: it.amount }).collect()
}

fn tax(tax: &LineTax) -> TaxSum {
    let label = if tax.reverse_charge {
        format!("{}, reverse charge", tax.name)
    } else {
        format!("{}, {} {}", tax.name, tax.jurisdiction, rate_in_words(tax.rate))
    };
    TaxSum { label, included: tax.included, reverse_charge: tax.reverse_charge, base: tax.base, amount: tax.amount }
}

fn paid_at(order: &Order) -> Timestamp {
    order.history.iter().find(|it| it.status == Status::Paid).map_or(order.placed, |it| it.at)
}

fn payment(order: &Order) -> String {
    format!("Paid by {} on {}.", way(&order.payment.gateway), paid_at(order).date())
}

/// A way to pay as it reads within a sentence.
fn way(gateway: &str) -> String {
    match gateway {
        "stripe" => "Stripe".into(),
        "paypal" => "PayPal".into(),
        "manual" => "bank transfer".into(),
        "test" => "test payment (no money changed hands)".into(),
        other => other.to_owned(),
    }
}
