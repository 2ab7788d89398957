//! The mail to whom a gift is for.

use super::page_of;
use crate::{
    base::Error,
    features::orders,
    platform::{
        mail::{Letter, Writer, letter},
        signing::Keys,
        web::{Shop, parts::counted},
    },
};

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
            end: "Keep this mail: its link opens your files again at any time. You owe nobody anything for it.".into(),
        };
        letter(&shop, &said)
    })
}
