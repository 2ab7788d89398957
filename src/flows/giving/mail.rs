//! The mails to whom a gift is for, and to whom it came from.

use super::page_of;
use crate::{
    base::{Error, links},
    features::orders::{self, Order},
    platform::{
        mail::{Letter, Writer, letter},
        signing::Keys,
        web::{Shop, parts::counted},
    },
};

const CLAIMED: &str = "gift-claimed";

/// What writes these mails.
pub fn writer(shop: Shop, keys: Keys) -> Writer {
    Writer::new(orders::GIFT_MAIL, move |txn, order| {
        let order = orders::get(txn, order.parse()?)?;
        let Some(gift) = &order.extras.gift else { return Err(Error::not_found("This order is no gift")) };
        let mut lines = vec![format!(
            "Somebody has bought you {} at {}.",
            counted(order.lines.len() as u64, "thing", "things"),
            shop.name
        )];
        if !gift.message.is_empty() {
            lines.push(format!("They say: {}", gift.message));
        }
        let said = Letter {
            to: gift.to.clone(),
            kind: orders::GIFT_MAIL,
            subject: format!("A gift for you from {}", shop.name),
            lines,
            link: Some(("Claim your gift".into(), shop.base_url.to(&page_of(&keys, order.id)))),
            code: None,
            end: "Keep this mail: its link opens your files again at any time, unless you claim the gift with an account; \
                then it is in your library. You owe nobody anything for it."
                .into(),
        };
        letter(&shop, &said)
    })
}

/// That a gift was claimed, to whom it came from.
pub(super) fn claimed(shop: &Shop, keys: &Keys, order: &Order) -> Letter {
    let to = order.recipient();
    Letter {
        to: order.buyer.email.clone(),
        kind: CLAIMED,
        subject: format!("Your gift was claimed, order {}", order.name()),
        lines: vec![format!("The gift that you sent to {to} was claimed.")],
        link: Some((
            "Open your order".into(),
            shop.base_url.to(&links::order(order.id, &orders::token(keys, order.id))),
        )),
        code: None,
        end: String::new(),
    }
}
