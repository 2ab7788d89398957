//! The page of an invoice or credit note.

use crate::{
    base::{OrderId, Result, links},
    features::{
        invoices::{
            Document, Kind,
            view::{DocumentPage, Printed},
        },
        orders::Order,
    },
    platform::web::{Frame, parts::Link},
};

/// The page of `document`, opened by `token`; of one of its earlier versions if that was asked for.
pub(super) fn page(
    frame: Frame,
    order: &Order,
    document: Document,
    token: &str,
    version: Option<usize>,
) -> Result<DocumentPage> {
    let all = document.versions.clone();
    let here = address(&document, token, "");
    let shown = version.filter(|it| *it < all.len()).unwrap_or(all.len());
    let before = (0..all.len()).filter(|it| *it != shown).map(|it| {
        let at = if it == 0 { document.issued } else { all[it - 1].at };
        Link::new(format!("As of {}", at.date_and_time()), format!("{here}&version={it}"))
    });
    let versions = before.chain((shown < all.len()).then(|| Link::new("As it is now", here.clone()))).collect();
    let of = if shown < all.len() { format!("&version={shown}") } else { String::new() };
    let complete = match document.kind {
        Kind::Invoice => {
            Some(Link::new("Complete your details", format!("/orders/{}/billing?token={token}", order.id)))
        }
        Kind::Credit | Kind::Correction => None,
    };
    let pdf = format!("{}{of}", address(&document, token, ".pdf"));
    Ok(DocumentPage {
        frame: frame.private(),
        printed: Printed::of(&document.at(Some(shown)))?,
        pdf,
        order: Link::new(format!("Order {}", order.name()), links::order(order.id, token)),
        complete,
        versions,
        withdrawal: withdrawal(order.id, token),
    })
}

/// The function to withdraw from the contract, which stands on every page of an order.
pub(super) fn withdrawal(order: OrderId, token: &str) -> Link {
    Link::new("Withdraw from contract here", format!("/orders/{order}/withdrawal?token={token}"))
}

/// Where a document is found: as a page, or with the ending `.pdf`.
pub(super) fn address(document: &Document, token: &str, ending: &str) -> String {
    let order = document.order;
    match document.kind {
        Kind::Invoice => format!("/orders/{order}/invoice{ending}?token={token}"),
        Kind::Credit | Kind::Correction => {
            format!("/orders/{order}/credit-notes/{}{ending}?token={token}", document.id)
        }
    }
}
