//! The mail about money that goes back.

use crate::{
    base::{Result, links},
    features::{
        orders::{self, Order},
        refunds::{self, Refund, Stage},
    },
    platform::{
        db::Reads,
        mail::{LaterMail, Letter, NewMail, Writer, letter},
        signing::Keys,
        web::Shop,
    },
};

const KIND: &str = "refund";

/// The letter that goes out about `refund`; it is written when it is sent.
pub(super) fn refund_later(order: &Order, refund: &Refund) -> LaterMail {
    LaterMail { to: order.buyer.email.clone(), kind: KIND, about: refund.id.to_string() }
}

/// What writes such letters.
pub(super) fn refund_writer(shop: Shop, keys: Keys) -> Writer {
    Writer::new(KIND, move |txn, refund| mail(txn, &shop, &keys, &refunds::get(txn, refund.parse()?)?))
}

fn mail(txn: &impl Reads, shop: &Shop, keys: &Keys, refund: &Refund) -> Result<NewMail> {
    let order = orders::get(txn, refund.order)?;
    let page = shop.base_url.to(&links::order(order.id, &orders::token(keys, order.id)));
    let way = if refund.stage == Stage::Done { "was paid back" } else { "is on its way back" };
    let mut lines = vec![format!("{} of order {} {way} to you, the way you paid.", refund.amount, order.name())];
    if !refund.reason.is_empty() {
        lines.push(format!("Why: {}", refund.reason));
    }
    let closed = refunds::given_back(txn, order.id)?;
    let captured = order.payment.captured(order.currency).amount;
    let gone = order.lines.iter().filter(|it| closed.closes(it.id, it.total.amount, captured).is_some());
    let gone: Vec<_> = gone.map(|it| it.title.as_str()).collect();
    if !gone.is_empty() {
        lines.push(format!("No longer yours to download: {}.", gone.join(", ")));
    }
    let mail = Letter {
        to: order.buyer.email.clone(),
        kind: KIND,
        subject: format!("{} of order {} at {} goes back to you", refund.amount, order.name(), shop.name),
        lines,
        link: Some(("Look at the order".into(), page)),
        code: None,
        end: "Banks may take a few days until it shows on your statement.".into(),
    };
    letter(shop, &mail)
}
